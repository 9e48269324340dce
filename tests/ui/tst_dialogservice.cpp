#include "ui/dialogs/dialogservice.h"
#include "ui/settings/settings.h"

#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace aegisx;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

// The program's own file dialogs, and where they open.
class TestDialogService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void savesToTheDocumentsAtFirst();
    void savesWhereItSavedLast();
    void forgetsAFolderThatIsGone();
    void savesToTheHomeWithoutDocuments();
    void asksUnderTheSitesHeader();
    void questionIsWithdrawn_data();
    void questionIsWithdrawn();

private:
    QFileDialog *open();
    void save(const QString &path);
    [[nodiscard]] QString pathOf(const QString &name) const;

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<WindowDialogService> m_service;
    std::unique_ptr<QWidget> m_window;
    std::optional<QString> m_answer;
};

void TestDialogService::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("HOME", m_home->path().toUtf8());
    qputenv("XDG_CONFIG_HOME", pathOf(u"config"_s).toUtf8());
    QVERIFY(QDir().mkpath(pathOf(u"Documents"_s)));
    QVERIFY(QDir().mkpath(pathOf(u"reports"_s)));
    m_settings = std::make_unique<Settings>(
        std::make_unique<QSettings>(pathOf(u"settings.ini"_s), QSettings::IniFormat));
    m_service = std::make_unique<WindowDialogService>(*m_settings);
    m_window = std::make_unique<QWidget>();
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestDialogService::cleanup()
{
    m_window.reset();
    m_service.reset();
    m_settings.reset();
    m_home.reset();
}

QString TestDialogService::pathOf(const QString &name) const
{
    return QDir(m_home->path()).canonicalPath() % u'/' % name;
}

QFileDialog *TestDialogService::open()
{
    m_answer.reset();
    m_service->saveFile(m_window.get(),
                        u"Save the report"_s,
                        u"report.pdf"_s,
                        u"PDF (*.pdf);;Web page (*.html)"_s,
                        [this](const QString &path) { m_answer = path; });
    const auto dialogs = m_window->findChildren<QFileDialog *>(u"saveFileDialog"_s);
    if (dialogs.size() != 1)
        qFatal("%lld dialogs", static_cast<long long>(dialogs.size()));
    return dialogs.first();
}

// As a person does it: types the path, and Enter.
void TestDialogService::save(const QString &path)
{
    const QPointer<QFileDialog> dialog = open();
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(name != nullptr);
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(m_answer.has_value());
    QCOMPARE(*m_answer, path);
    QTRY_VERIFY(dialog.isNull());
}

void TestDialogService::savesToTheDocumentsAtFirst()
{
    const QPointer<QFileDialog> dialog = open();
    QCOMPARE(dialog->directory().canonicalPath(), pathOf(u"Documents"_s));
    QCOMPARE(dialog->selectedFiles(), QStringList {pathOf(u"Documents/report.pdf"_s)});
    dialog->reject();
    QTRY_VERIFY(m_answer.has_value());
    QVERIFY(m_answer->isEmpty()); // cancelled
}

void TestDialogService::savesWhereItSavedLast()
{
    save(pathOf(u"reports/one.pdf"_s));
    QPointer<QFileDialog> dialog = open();
    QCOMPARE(dialog->directory().canonicalPath(), pathOf(u"reports"_s));
    dialog->setDirectory(m_home->path()); // looked at, but nothing saved there
    dialog->reject();
    QTRY_VERIFY(dialog.isNull());
    // At the next start of the program as well.
    m_settings = std::make_unique<Settings>(
        std::make_unique<QSettings>(pathOf(u"settings.ini"_s), QSettings::IniFormat));
    m_service = std::make_unique<WindowDialogService>(*m_settings);
    dialog = open();
    QCOMPARE(dialog->directory().canonicalPath(), pathOf(u"reports"_s));
    QCOMPARE(dialog->selectedFiles(), QStringList {pathOf(u"reports/report.pdf"_s)});
}

void TestDialogService::forgetsAFolderThatIsGone()
{
    save(pathOf(u"reports/one.pdf"_s));
    QVERIFY(QDir(pathOf(u"reports"_s)).removeRecursively());
    QCOMPARE(open()->directory().canonicalPath(), pathOf(u"Documents"_s));
}

void TestDialogService::savesToTheHomeWithoutDocuments()
{
    QVERIFY(QDir().rmdir(pathOf(u"Documents"_s)));
    QCOMPARE(open()->directory().canonicalPath(), QDir(m_home->path()).canonicalPath());
}

void TestDialogService::asksUnderTheSitesHeader()
{
    Question question;
    question.title = u"End the session"_s;
    question.text = u"It is process 12."_s;
    question.detail = u"It holds locks."_s;
    question.verb = u"End it"_s;
    question.site.emplace();
    question.site->name = u"Test hospital"_s;
    question.site->environment = Environment::Production;
    QList<bool> answers;
    const auto ask = [&] {
        m_service->ask(m_window.get(), question, [&answers](bool yes) { answers << yes; });
        return m_window->findChild<QDialog *>(u"questionDialog"_s);
    };
    QPointer<QDialog> dialog = ask();
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->findChild<QLabel *>(u"hospitalLabel"_s)->text(), u"Test hospital"_s);
    QCOMPARE(dialog->findChild<QLabel *>(u"questionTextLabel"_s)->text(), question.text);
    auto *no = dialog->findChild<QPushButton *>(u"cancelPushButton"_s);
    QVERIFY(no->isDefault());
    QTest::keyClick(no, Qt::Key_Return);
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(answers, QList<bool> {false});
    dialog = ask();
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(answers, (QList<bool> {false, false}));
    dialog = ask();
    auto *yes = dialog->findChild<QPushButton *>(u"yesPushButton"_s);
    QCOMPARE(yes->text(), question.verb);
    QTest::mouseClick(yes, Qt::LeftButton);
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(answers.last(), true);
}

void TestDialogService::questionIsWithdrawn_data()
{
    QTest::addColumn<bool>("withSite");
    QTest::newRow("of a site") << true;
    QTest::newRow("of none") << false;
}

void TestDialogService::questionIsWithdrawn()
{
    QFETCH(const bool, withSite);
    Question question;
    question.verb = u"End it"_s;
    if (withSite)
        question.site.emplace();
    int answers = 0;
    const auto withdraw = m_service->ask(m_window.get(), question, [&answers](bool) { ++answers; });
    const QPointer<QDialog> dialog = m_window->findChild<QDialog *>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    withdraw();
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(answers, 0);
    withdraw(); // there is nothing to close any more
}

QTEST_MAIN(TestDialogService)
#include "tst_dialogservice.moc"
