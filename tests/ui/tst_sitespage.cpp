#include "core/base/language.h"
#include "core/sites/practicesite.h"
#include "tests/ui/support/looks.h"
#include "tests/ui/support/uifixture.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/models/roles.h"
#include "ui/models/sitesmodel.h"
#include "ui/pages/sitespage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>
#include <QTreeView>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using sites::SiteProfile;

namespace {

constexpr int patience = 60'000; // ms
const QString thaiName =
    u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e19\u0e49\u0e33"_s;

SiteProfile someProfile(const QString &name, const QString &nameEn = {})
{
    SiteProfile profile;
    profile.name = name;
    profile.nameEn = nameEn;
    profile.code = u"10670"_s;
    profile.environment = Environment::Test;
    profile.connection.host = u"db.example"_s;
    return profile;
}

SiteProfile added(UiFixture &fixture, const SiteProfile &profile)
{
    const auto stored = fixture.store().add(profile);
    if (!stored)
        qFatal("%s", qUtf8Printable(stored.error().toText()));
    return *stored;
}

// A page on the screen, with the widgets that a test presses.
struct Scene {
    explicit Scene(UiFixture &fixture) : page(fixture.context())
    {
        page.resize(1000, 660);
        page.show();
        if (!QTest::qWaitForWindowExposed(&page))
            qFatal("the page is not shown");
        page.activate();
    }

    [[nodiscard]] QTreeView *table() const { return child<QTreeView>(&page, "sitesTreeView"); }
    [[nodiscard]] QLineEdit *search() const
    {
        return child<QLineEdit>(&page, "searchSitesLineEdit");
    }
    [[nodiscard]] EmptyState *empty() const { return child<EmptyState>(&page, "sitesEmptyState"); }
    [[nodiscard]] ConnectionDialog *dialog() const
    {
        return page.findChild<ConnectionDialog *>(u"connectionDialog"_s);
    }
    [[nodiscard]] QString names() const
    {
        QStringList list;
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            list << table()->model()->index(row, 0).data().toString();
        return list.join(u", "_s);
    }
    void press(const char *button) const
    {
        QTest::mouseClick(child<QPushButton>(&page, button), Qt::LeftButton);
    }

    SitesPage page;
};

} // namespace

class TestSitesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void model();
    void states_data();
    void states();
    void firstStart();
    void practiceSite();
    void opensByEveryWay();
    void searchesAndRemembers();
    void sortsAndRemembers();
    void addsThroughTheDialog();
    void editsThroughTheDialog();
    void duplicates();
    void importsEnvironment();
    void removesWithItsPassword();
    void saysWhatCannotBeRead();
    void saysWhatWasSetAside();
    void followsTheLanguage();
    void fitsInEveryLook();

private:
    std::unique_ptr<UiFixture> m_fixture;
};

void TestSitesPage::initTestCase()
{
    Theme::instance();
}

void TestSitesPage::init()
{
    setLanguage(Language::English);
    m_fixture = std::make_unique<UiFixture>();
    // Nothing here starts it; its folder tells which profile is the practice site's.
    qputenv("AEGISX_PRACTICE_DIR", m_fixture->filePath(u"practice"_s).toUtf8());
}

void TestSitesPage::model()
{
    SitesModel model(m_fixture->context());
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    SiteProfile profile = someProfile(thaiName, u"Nam Hospital"_s);
    profile.id = u"1"_s;
    profile.lastVisit = QDateTime({2026, 11, 22}, QTime(14, 5));
    profile.lastState = u"pending 12"_s;
    model.setProfiles({profile, someProfile(u"Other"_s)});
    QCOMPARE(model.rowCount(), 2);
    const auto text = [&model](int column) { return model.index(0, column).data().toString(); };
    QCOMPARE(text(SitesModel::Hospital), u"Nam Hospital"_s);
    QCOMPARE(model.index(0, 0).data(DetailRole).toString(), u"10670"_s);
    QCOMPARE(text(SitesModel::SiteEnvironment), u"TEST"_s);
    QCOMPARE(text(SitesModel::Connection), u"aegisx_db"_s);
    const QModelIndex connection = model.index(0, SitesModel::Connection);
    QCOMPARE(connection.data(DetailRole).toString(), u"db.example:5432"_s);
    QCOMPARE(connection.data(Qt::ToolTipRole).toString(),
             u"db.example:5432/aegisx_db as postgres"_s);
    QCOMPARE(text(SitesModel::State), u"12 pending"_s);
    QCOMPARE(text(SitesModel::LastVisit), u"22 Nov 2026 14:05"_s);
    QSignalSpy headers(&model, &QAbstractItemModel::headerDataChanged);
    setLanguage(Language::Thai);
    model.retranslate();
    QCOMPARE(headers.size(), 1);
    QCOMPARE(text(SitesModel::Hospital), thaiName);
    QVERIFY(text(SitesModel::LastVisit).contains(u"2569"_s)); // B.E.
    QCOMPARE(model.find(u"1"_s)->nameEn, u"Nam Hospital"_s);
    QVERIFY(!model.find(u"2"_s));
}

void TestSitesPage::states_data()
{
    QTest::addColumn<QString>("lastState");
    QTest::addColumn<Meaning>("meaning");
    QTest::addColumn<QString>("word");
    QTest::newRow("up to date") << u"upToDate"_s << Meaning::Success << u"up to date"_s;
    QTest::newRow("counted") << u"pending 3"_s << Meaning::Info << u"3 pending"_s;
    QTest::newRow("not counted") << u"pending"_s << Meaning::Info << u"pending"_s;
    QTest::newRow("attention") << u"needsAttention"_s << Meaning::Warning << u"needs attention"_s;
    QTest::newRow("nothing there") << u"notInstalled"_s << Meaning::Info << u"not installed"_s;
    QTest::newRow("away") << u"notReachable"_s << Meaning::Danger << u"not reachable"_s;
    QTest::newRow("never seen") << QString() << Meaning::Neutral << u"not looked at yet"_s;
    QTest::newRow("of a newer program")
        << u"sleeping"_s << Meaning::Neutral << u"not looked at yet"_s;
}

void TestSitesPage::states()
{
    QFETCH(QString, lastState);
    const PillLook look = pillOfState(lastState);
    QTEST(look.meaning, "meaning");
    QTEST(look.text, "word");
}

void TestSitesPage::firstStart()
{
    const Scene scene(*m_fixture);
    QVERIFY(scene.empty()->isVisible());
    QVERIFY(!scene.table()->isVisible());
    QVERIFY(!child<QPushButton>(&scene.page, "openSitePushButton")->isVisible());
    QCOMPARE(scene.empty()->firstButton()->text(), u"Add your site..."_s);
    QCOMPARE(scene.empty()->secondButton()->text(), u"Try on a practice site"_s);
    QCOMPARE(troubleInEveryLook(const_cast<SitesPage *>(&scene.page), u"sites-empty"_s), QString());
    QTRY_VERIFY(scene.empty()->firstButton()->hasFocus());
    QTest::keyClick(scene.empty()->firstButton(), Qt::Key_Space);
    QTRY_VERIFY(scene.dialog());
    QCOMPARE(scene.dialog()->windowModality(), Qt::WindowModal);
    QTest::keyClick(scene.dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!scene.dialog());
}

void TestSitesPage::practiceSite()
{
    Scene scene(*m_fixture);
    QSignalSpy opened(&scene.page, &SitesPage::openRequested);
    QTest::mouseClick(scene.empty()->secondButton(), Qt::LeftButton);
    QCOMPARE(opened.size(), 1);
    const auto first = opened.first().first().value<SiteProfile>();
    QCOMPARE(first.environment, Environment::Practice);
    QCOMPARE(first.connection, sites::PracticeSite().settings());
    QVERIFY(!first.id.isEmpty());
    QVERIFY(scene.table()->isVisible());
    scene.press("practiceSitePushButton");
    QCOMPARE(opened.size(), 2);
    QCOMPARE(opened.last().first().value<SiteProfile>().id, first.id); // made once
    QCOMPARE(m_fixture->store().list()->size(), 1);
}

void TestSitesPage::opensByEveryWay()
{
    added(*m_fixture, someProfile(u"A"_s));
    const SiteProfile second = added(*m_fixture, someProfile(u"B"_s));
    Scene scene(*m_fixture);
    QSignalSpy opened(&scene.page, &SitesPage::openRequested);
    QTRY_VERIFY(scene.table()->hasFocus());
    QTest::keyClick(scene.table(), Qt::Key_Down);
    QTest::keyClick(scene.table(), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.last().first().value<SiteProfile>().id, second.id);
    const QPoint middle = scene.table()->visualRect(scene.table()->currentIndex()).center();
    QTest::mouseClick(scene.table()->viewport(), Qt::LeftButton, {}, middle);
    QTest::mouseDClick(scene.table()->viewport(), Qt::LeftButton, {}, middle);
    QCOMPARE(opened.size(), 2);
    scene.press("openSitePushButton");
    QCOMPARE(opened.size(), 3);
    QTest::keyClick(scene.table(), Qt::Key_O, Qt::ControlModifier);
    QCOMPARE(opened.size(), 4);
    const QString tip = child<QPushButton>(&scene.page, "openSitePushButton")->toolTip();
    QVERIFY2(tip.contains(u"Ctrl+O"_s), qUtf8Printable(tip));
}

void TestSitesPage::searchesAndRemembers()
{
    added(*m_fixture, someProfile(thaiName, u"Nam Hospital"_s));
    const SiteProfile other = added(*m_fixture, someProfile(u"Zebra"_s));
    {
        Scene scene(*m_fixture);
        QSignalSpy opened(&scene.page, &SitesPage::openRequested);
        QTest::keyClick(&scene.page, Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(scene.search()->hasFocus());
        QTest::keyClicks(scene.search(), u"zEBRA 1067"_s);
        QCOMPARE(scene.names(), u"Zebra"_s);
        QTest::keyClick(scene.search(), Qt::Key_Return);
        QCOMPARE(opened.last().first().value<SiteProfile>().id, other.id);
        QTest::keyClick(scene.search(), Qt::Key_Down);
        QTRY_VERIFY(scene.table()->hasFocus());
    }
    Scene scene(*m_fixture);
    QCOMPARE(scene.search()->text(), u"zEBRA 1067"_s);
    QCOMPARE(scene.names(), u"Zebra"_s);
    QTest::keyClicks(scene.search(), u"!"_s);
    QVERIFY(scene.empty()->isVisible());
    QVERIFY(!child<QAction>(&scene.page, "removeSiteAction")->isEnabled());
    QTest::mouseClick(scene.empty()->firstButton(), Qt::LeftButton); // clears the search
    QCOMPARE(scene.table()->model()->rowCount(), 2);
    scene.search()->setText(thaiName.left(4));
    QCOMPARE(scene.names(), u"Nam Hospital"_s);
}

void TestSitesPage::sortsAndRemembers()
{
    SiteProfile old = someProfile(u"A 10"_s);
    old.lastVisit = QDateTime({2026, 1, 1}, QTime(8, 0));
    added(*m_fixture, old);
    added(*m_fixture, someProfile(u"A 9"_s));
    {
        const Scene scene(*m_fixture);
        QCOMPARE(scene.names(), u"A 9, A 10"_s); // as people count
        QHeaderView *header = scene.table()->header();
        const int x = header->sectionViewportPosition(SitesModel::LastVisit) + 20;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
        if (header->sortIndicatorOrder() == Qt::AscendingOrder)
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
        QCOMPARE(scene.names(), u"A 10, A 9"_s);
        header->resizeSection(SitesModel::State, 211);
    }
    const Scene scene(*m_fixture);
    QCOMPARE(scene.table()->header()->sortIndicatorSection(), int(SitesModel::LastVisit));
    QCOMPARE(scene.names(), u"A 10, A 9"_s);
    QCOMPARE(scene.table()->header()->sectionSize(SitesModel::State), 211);
}

void TestSitesPage::addsThroughTheDialog()
{
    added(*m_fixture, someProfile(u"A"_s));
    Scene scene(*m_fixture);
    QSignalSpy changed(&scene.page, &SitesPage::profileChanged);
    scene.search()->setText(u"A"_s);
    QTest::keyClick(scene.table(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(scene.dialog());
    QTest::keyClicks(child<QLineEdit>(scene.dialog(), "nameLineEdit"), u"New one"_s);
    QTest::mouseClick(child<QPushButton>(scene.dialog(), "saveSitePushButton"), Qt::LeftButton);
    QTRY_VERIFY(!scene.dialog());
    QCOMPARE(changed.size(), 1);
    QCOMPARE(scene.names(), u"A, New one"_s); // the search is cleared
    QCOMPARE(scene.table()->currentIndex().siblingAtColumn(0).data().toString(), u"New one"_s);
}

void TestSitesPage::editsThroughTheDialog()
{
    SiteProfile profile = someProfile(u"A"_s);
    profile.systemIdentifier = u"7"_s;
    profile.lastState = u"upToDate"_s;
    profile = added(*m_fixture, profile);
    Scene scene(*m_fixture);
    QTest::keyClick(scene.table(), Qt::Key_F2);
    QTRY_VERIFY(scene.dialog());
    // Visited by another window while the dialog is open: that is not lost.
    QVERIFY(
        m_fixture->store().recordVisit(profile.id, QDateTime::currentDateTime(), u"pending 1"_s));
    auto *code = child<QLineEdit>(scene.dialog(), "codeLineEdit");
    code->selectAll();
    QTest::keyClicks(code, u"11111"_s);
    QTest::keyClick(code, Qt::Key_Return);
    QTRY_VERIFY(!scene.dialog());
    const auto stored = m_fixture->store().find(profile.id);
    QCOMPARE(stored->code, u"11111"_s);
    QCOMPARE(stored->name, u"A"_s);
    QCOMPARE(stored->systemIdentifier, u"7"_s);
    QCOMPARE(stored->lastState, u"pending 1"_s);
    QCOMPARE(stored->connection, profile.connection);
}

void TestSitesPage::duplicates()
{
    SiteProfile profile = someProfile(u"A"_s, u"Hospital A"_s);
    profile.systemIdentifier = u"7"_s;
    profile.lastVisit = QDateTime::currentDateTime();
    profile.lastState = u"upToDate"_s;
    profile.connection.extra = {{u"options"_s, u"-c x.y='a b'"_s}};
    added(*m_fixture, profile);
    const Scene scene(*m_fixture);
    QTest::keyClick(scene.table(), Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(scene.dialog());
    QTest::mouseClick(child<QPushButton>(scene.dialog(), "saveSitePushButton"), Qt::LeftButton);
    QTRY_VERIFY(!scene.dialog());
    const auto copy = m_fixture->store().find(u"A (copy)"_s);
    QVERIFY(copy);
    QCOMPARE(copy->nameEn, u"Hospital A (copy)"_s);
    QCOMPARE(copy->connection, profile.connection);
    QCOMPARE(copy->environment, profile.environment);
    QVERIFY(copy->systemIdentifier.isEmpty()); // it may be meant for another server
    QVERIFY(!copy->lastVisit.isValid());
    QVERIFY(copy->lastState.isEmpty());
}

void TestSitesPage::importsEnvironment()
{
    QFile file(m_fixture->filePath(u".env"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("DATABASE_HOST=10.0.0.7\nDATABASE_NAME=hospital\nDATABASE_PASSWORD=x\n");
    file.close();
    const Scene scene(*m_fixture);
    m_fixture->dialogs().willChoosePath(file.fileName());
    QTest::keyClick(scene.empty(), Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(scene.dialog());
    const auto *host = child<QLineEdit>(scene.dialog(), "hostLineEdit");
    QTRY_COMPARE_WITH_TIMEOUT(host->text(), u"10.0.0.7"_s, patience);
    QCOMPARE(child<QLineEdit>(scene.dialog(), "databaseLineEdit")->text(), u"hospital"_s);
    QTest::keyClick(scene.dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!scene.dialog());
    m_fixture->dialogs().willChoosePath({}); // cancelled
    QTest::keyClick(scene.empty(), Qt::Key_I, Qt::ControlModifier);
    QVERIFY(!scene.dialog());
}

void TestSitesPage::removesWithItsPassword()
{
    SiteProfile profile = someProfile(u"A"_s, u"Hospital A"_s);
    profile.keepPassword = true;
    profile = added(*m_fixture, profile);
    sites::SecretStore &secrets = *m_fixture->context().secrets;
    QVERIFY(secrets.write(profile.id, u"s3cret"_s));
    Scene scene(*m_fixture);
    QSignalSpy removed(&scene.page, &SitesPage::profileRemoved);
    m_fixture->dialogs().willAnswer(false);
    QTest::keyClick(scene.table(), Qt::Key_Delete);
    const Question question = m_fixture->dialogs().questions().last();
    QCOMPARE(question.verb, u"Remove site"_s);
    QVERIFY(question.text.contains(u"Hospital A"_s));
    QVERIFY(question.detail.contains(u"keychain"_s));
    QCOMPARE(removed.size(), 0);
    QCOMPARE(m_fixture->store().list()->size(), 1);
    QCOMPARE(*secrets.read(profile.id), std::optional(u"s3cret"_s));

    m_fixture->dialogs().willAnswer(true);
    scene.press("removeSitePushButton");
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.first().first().toString(), profile.id);
    QVERIFY(m_fixture->store().list()->isEmpty());
    QVERIFY(scene.empty()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!secrets.read(profile.id)->has_value(), patience);
    QVERIFY(!child<Banner>(&scene.page, "sitesBanner")->isVisible());
}

void TestSitesPage::saysWhatCannotBeRead()
{
    added(*m_fixture, someProfile(u"A"_s));
    Scene scene(*m_fixture);
    const auto execute = [this](const QString &sql) {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(m_fixture->filePath(u"sites.sqlite"_s));
        const bool done = database.open() && QSqlQuery(database).exec(sql);
        database = {};
        QSqlDatabase::removeDatabase(u"other"_s);
        return done;
    };
    QVERIFY(execute(u"ALTER TABLE sites RENAME TO elsewhere"_s));
    scene.page.reload();
    QVERIFY(scene.empty()->isVisible());
    QCOMPARE(scene.empty()->state(), EmptyState::State::Error);
    QVERIFY(!scene.empty()->title().isEmpty());
    QVERIFY(execute(u"ALTER TABLE elsewhere RENAME TO sites"_s));
    QTest::mouseClick(scene.empty()->firstButton(), Qt::LeftButton); // "Try again"
    QVERIFY(scene.table()->isVisible());
    QCOMPARE(scene.names(), u"A"_s);
}

void TestSitesPage::saysWhatWasSetAside()
{
    const QString path = m_fixture->filePath(u"damaged.sqlite"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("SQLite format 3\0", 16) + QByteArray(4096, 'x'));
    file.close();
    auto store = sites::SiteStore::open(path);
    QVERIFY2(store.has_value(), store ? "" : qUtf8Printable(store.error().toText()));
    AppContext context {
        m_fixture->settings(), m_fixture->dialogs(), *store, m_fixture->context().secrets};
    SitesPage page(context);
    page.show();
    auto *banner = child<Banner>(&page, "sitesBanner");
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->sentence(), store->notice());
    QTest::mouseClick(banner->button(), Qt::LeftButton);
    QVERIFY(!banner->isVisible());
}

void TestSitesPage::followsTheLanguage()
{
    added(*m_fixture, someProfile(thaiName, u"Nam Hospital"_s));
    const Scene scene(*m_fixture);
    const auto *open = child<QPushButton>(&scene.page, "openSitePushButton");
    QCOMPARE(open->text(), u"Open"_s);
    QCOMPARE(scene.names(), u"Nam Hospital"_s);
    setLanguage(Language::Thai);
    QTRY_COMPARE(scene.names(), thaiName);
    QVERIFY(open->toolTip().contains(u"Ctrl+O"_s));
    setLanguage(Language::English);
    QTRY_COMPARE(scene.names(), u"Nam Hospital"_s);
}

void TestSitesPage::fitsInEveryLook()
{
    const QStringList states {
        u"upToDate"_s, u"pending 12"_s, u"needsAttention"_s, u"notReachable"_s, QString()};
    for (int i = 0; i < states.size(); ++i) {
        SiteProfile profile =
            someProfile(thaiName % QString::number(i), u"Hospital number %1"_s.arg(i));
        profile.environment = static_cast<Environment>(i % 3);
        profile.lastState = states.at(i);
        if (!states.at(i).isEmpty())
            profile.lastVisit = QDateTime({2026, 11, 20 - i}, QTime(14, 5));
        if (i == 3)
            profile.connection.host = QString(200, u'h');
        added(*m_fixture, profile);
    }
    Scene scene(*m_fixture);
    QCOMPARE(troubleInEveryLook(&scene.page, u"sites"_s), QString());
}

QTEST_MAIN(TestSitesPage)
#include "tst_sitespage.moc"
