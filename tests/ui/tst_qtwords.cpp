#include "core/base/language.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLibraryInfo>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QWizard>
#include <QXmlStreamReader>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

using namespace aegisx;
using namespace Qt::StringLiterals;

namespace {

const QString cancel = u"\u0e22\u0e01\u0e40\u0e25\u0e34\u0e01"_s;
const QString ok = u"\u0e15\u0e01\u0e25\u0e07"_s;
const QString nameColumn = u"\u0e0a\u0e37\u0e48\u0e2d"_s;

bool isThai(const QString &text)
{
    return std::any_of(
        text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Thai; });
}

struct Entry {
    QString context;
    QString source;
    QString translation;

    bool operator<(const Entry &other) const
    {
        return std::tie(context, source) < std::tie(other.context, other.source);
    }
};

QList<Entry> entriesOf(const QString &tsFile)
{
    QFile file(tsFile);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qUtf8Printable(tsFile));
    QXmlStreamReader reader(&file);
    QList<Entry> entries;
    QString context;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (reader.name() == "name"_L1)
            context = reader.readElementText();
        else if (reader.name() == "source"_L1)
            entries.append({context, reader.readElementText(), {}});
        else if (reader.name() == "translation"_L1)
            entries.last().translation =
                reader.readElementText(QXmlStreamReader::IncludeChildElements);
    }
    return entries;
}

// What a person can read in a dialog: of labels, buttons and the heads of columns.
QStringList textsOf(const QWidget &dialog)
{
    QStringList texts;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        texts << label->text();
    for (const QAbstractButton *button : dialog.findChildren<QAbstractButton *>())
        texts << button->text() << button->toolTip();
    for (const QHeaderView *head : dialog.findChildren<QHeaderView *>()) {
        for (int i = 0; head->orientation() == Qt::Horizontal && i < head->count(); ++i)
            texts << head->model()->headerData(i, Qt::Horizontal).toString();
    }
    for (const QAction *action : dialog.findChildren<QAction *>())
        texts << action->text();
    texts.removeAll(QString());
    texts.removeDuplicates();
    return texts;
}

} // namespace

class TestQtWords final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setLanguage(Language::English); }
    void cleanup() { setLanguage(Language::English); }

    void buttonsFollowTheLanguage();
    void everyStandardButton();
    void fileDialog();
    void editMenu();
    void wizard();
    void entriesAreInQtsOwnCatalogue();
};

void TestQtWords::buttonsFollowTheLanguage()
{
    QDialogButtonBox box(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    const auto texts = [&box]() -> QString {
        return box.button(QDialogButtonBox::Ok)->text() % u' '
            % box.button(QDialogButtonBox::Cancel)->text();
    };
    // An open dialog changes with the language, without being made again.
    const QString english = texts();
    QVERIFY2(english.contains(u"OK"_s) && !isThai(english), qUtf8Printable(english));
    setLanguage(Language::Thai);
    QTRY_VERIFY2(texts().startsWith(ok), qUtf8Printable(texts()));
    QVERIFY(texts().contains(cancel));
    setLanguage(Language::English);
    QTRY_COMPARE(texts(), english);
}

void TestQtWords::everyStandardButton()
{
    setLanguage(Language::Thai);
    for (int bit = QDialogButtonBox::FirstButton; bit <= QDialogButtonBox::LastButton; bit <<= 1) {
        const QDialogButtonBox box {QDialogButtonBox::StandardButtons(bit)};
        for (const QAbstractButton *button : box.buttons())
            QVERIFY2(isThai(button->text()), qUtf8Printable(button->text()));
    }
}

void TestQtWords::fileDialog()
{
    const QTemporaryDir folder;
    const auto texts = [&folder] {
        QFileDialog dialog(nullptr, {}, folder.path());
        dialog.setOption(QFileDialog::DontUseNativeDialog);
        dialog.setFileMode(QFileDialog::AnyFile);
        dialog.setAcceptMode(QFileDialog::AcceptSave);
        dialog.setViewMode(QFileDialog::Detail);
        return textsOf(dialog) + QStringList {dialog.windowTitle()};
    };
    const QStringList english = texts();
    QVERIFY2(english.contains(u"File &name:"_s), qUtf8Printable(english.join(u'|')));
    QVERIFY(!isThai(english.join(u' ')));
    setLanguage(Language::Thai);
    const QStringList thai = texts();
    QVERIFY(thai.size() > 15);
    for (const QString &text : thai) {
        const bool path = text.startsWith(u'/') || text == QDir(folder.path()).dirName();
        QVERIFY2(path || isThai(text), qUtf8Printable(text));
    }
    QVERIFY(thai.contains(nameColumn));
    setLanguage(Language::English);
    QCOMPARE(texts(), english);
}

void TestQtWords::editMenu()
{
    setLanguage(Language::Thai);
    QPlainTextEdit edit(u"text"_s);
    const std::unique_ptr<QMenu> menu(edit.createStandardContextMenu());
    QVERIFY(menu->actions().size() >= 7);
    for (const QAction *action : menu->actions())
        QVERIFY2(action->isSeparator() || isThai(action->text()), qUtf8Printable(action->text()));
}

void TestQtWords::wizard()
{
    setLanguage(Language::Thai);
    const QWizard wizard;
    for (int i = 0; i < QWizard::NStandardButtons; ++i) {
        const QString text = wizard.buttonText(static_cast<QWizard::WizardButton>(i));
        QVERIFY2(text.isEmpty() || isThai(text), qUtf8Printable(text));
    }
}

// A text that Qt does not have would be translated for nobody.
void TestQtWords::entriesAreInQtsOwnCatalogue()
{
    const QTemporaryDir folder;
    const QString german = folder.filePath(u"qtbase_de.ts"_s);
    const QString compiled =
        QLibraryInfo::path(QLibraryInfo::TranslationsPath) % u"/qtbase_de.qm"_s;
    QVERIFY2(QFile::exists(compiled), qUtf8Printable(compiled));
    QProcess convert;
    convert.start(QStringLiteral(AEGISX_LCONVERT), {u"-i"_s, compiled, u"-o"_s, german});
    QVERIFY2(convert.waitForFinished(60'000) && convert.exitCode() == 0,
             convert.readAllStandardError().constData());
    const QList<Entry> known = entriesOf(german);
    QVERIFY(known.size() > 1000);
    const std::set<Entry> catalogue(known.begin(), known.end());
    const QList<Entry> ours =
        entriesOf(QStringLiteral(AEGISX_SOURCE_DIR) % u"/translations/qt_th.ts"_s);
    QVERIFY(ours.size() > 300);
    setLanguage(Language::Thai);
    for (const Entry &entry : ours) {
        QVERIFY2(catalogue.contains(entry), qUtf8Printable(entry.context % u": "_s % entry.source));
        QCOMPARE(QCoreApplication::translate(entry.context.toLatin1().constData(),
                                             entry.source.toUtf8().constData()),
                 entry.translation); // and the program finds it
    }
    QCOMPARE(std::set<Entry>(ours.begin(), ours.end()).size(), size_t(ours.size()));
}

QTEST_MAIN(TestQtWords)
#include "tst_qtwords.moc"
