#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"
#include "ui/widgets/banner.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

// One module of three tables and a seed.
std::unique_ptr<ModuleFolder> smallModule()
{
    auto module = std::make_unique<ModuleFolder>();
    for (const QString &stem : {u"001_first"_s, u"002_second"_s, u"003_third"_s})
        module->addTable(stem);
    module->addSeed(u"001_rows"_s, "INSERT INTO t_001_first VALUES (1) ON CONFLICT DO NOTHING;");
    return module;
}

// The same with a statement that does not end by itself.
std::unique_ptr<ModuleFolder> slowModule()
{
    auto module = smallModule();
    module->addMigration(u"004_slow"_s, "SELECT pg_sleep(600);");
    return module;
}

QString bannerOf(QWidget *page, const char *name)
{
    return child<Banner>(page, name)->sentence();
}

void waitForSleep(const sites::SiteProfile &profile)
{
    const bool sleeps = QTest::qWaitFor(
        [&profile] {
            return UiFixture::sql(profile,
                                  "SELECT count(*) FROM pg_stat_activity WHERE wait_event ="
                                  " 'PgSleep' AND datname = current_database()")
                == u"1"_s;
        },
        patience);
    if (!sleeps)
        qFatal("the slow statement does not run");
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsASiteByTyping();
    void upgradeToSavedReport();
    void failedUpgradeLeavesTheSite();
    void cancelInASlowStatement();
    void rollbackOnProductionWantsTheName();
    void lockHeldByAnother();
    void connectionLostInARun();
    void twoSitesAtOnce();
    void closingAsksDuringARun();
    void opensByName();
    void everythingSpeaksThai();
    void everyControlHasAName();
    void fitsASmallScreen_data();
    void fitsASmallScreen();
};

void TestMainWindow::addsASiteByTyping()
{
    MainWindowFixture fixture;
    TestCluster &cluster = TestCluster::instance();
    const auto settings = cluster.settings(cluster.createDatabase(u"o'dd \"name\""_s));
    QTest::keyClick(&fixture.window(), Qt::Key_N, Qt::ControlModifier);
    auto *dialog = child<ConnectionDialog>(&fixture.window(), "connectionDialog");
    MainWindowFixture::type(
        dialog, "nameLineEdit", u"\u0e23\u0e1e. \u0e17\u0e14\u0e2a\u0e2d\u0e1a"_s);
    MainWindowFixture::type(dialog, "codeLineEdit", u"10670"_s);
    MainWindowFixture::type(dialog, "hostLineEdit", settings.host);
    MainWindowFixture::type(dialog, "portLineEdit", settings.port);
    MainWindowFixture::type(dialog, "databaseLineEdit", settings.database);
    MainWindowFixture::type(dialog, "userLineEdit", settings.user);
    MainWindowFixture::click(dialog, "testConnectionPushButton");
    auto *answer = child<Banner>(dialog, "testBanner");
    QTRY_VERIFY_WITH_TIMEOUT(answer->meaning() == Meaning::Success, patience);
    MainWindowFixture::click(dialog, "saveSitePushButton");
    QTRY_COMPARE_WITH_TIMEOUT(fixture.site().store().list()->size(), 1, patience);
    const auto stored = fixture.site().store().list()->first();
    QCOMPARE(stored.connection.database, settings.database);
    fixture.window().openSite(stored);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.window().currentSite()->session().snapshot(), patience);
}

void TestMainWindow::upgradeToSavedReport()
{
    MainWindowFixture fixture;
    const auto module = smallModule();
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite();
    SiteView *view = fixture.openUpgraded(profile);
    QCOMPARE(UiFixture::sql(profile, "SELECT count(*) FROM knex_migrations"), u"3"_s);
    const QString path = fixture.site().filePath(u"report.pdf"_s);
    fixture.site().dialogs().willChoosePath(path);
    MainWindowFixture::click(view->currentPage(), "saveReportPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), patience);
    QFile pdf(path);
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    QCOMPARE(pdf.read(5), QByteArray("%PDF-"));
    MainWindowFixture::click(view->currentPage(), "closeReportPushButton");
    MainWindowFixture::waitForPage(view, "overviewPage");
    QVERIFY(!child<QPushButton>(view->currentPage(), "upgradeSitePushButton")->isEnabled());
    // Opened from the history, it is closed to the history.
    view->showPage(3);
    MainWindowFixture::waitForPage(view, "historyPage");
    auto *open = child<QPushButton>(view->currentPage(), "openReportPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(open->isEnabled(), patience);
    open->click();
    MainWindowFixture::waitForPage(view, "reportPage");
    MainWindowFixture::click(view->currentPage(), "closeReportPushButton");
    MainWindowFixture::waitForPage(view, "historyPage");
}

void TestMainWindow::failedUpgradeLeavesTheSite()
{
    MainWindowFixture fixture;
    const auto module = smallModule();
    module->addMigration(u"002_u_broken"_s, "CREATE TABLE t_001_first (id int);");
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite();
    SiteView *view = fixture.openUpgraded(profile);
    QVERIFY(child<Banner>(view->currentPage(), "reportBanner")->meaning() == Meaning::Danger);
    QStringList texts;
    const auto labels = view->currentPage()->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        texts.append(label->text());
    QVERIFY(texts.join(u'\n').contains(u"exactly as it was before"_s));
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s);
}

void TestMainWindow::cancelInASlowStatement()
{
    MainWindowFixture fixture;
    const auto module = slowModule();
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite();
    SiteView *view = fixture.open(profile);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "runPage");
    waitForSleep(profile);
    MainWindowFixture::click(view->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s);
    QVERIFY(view->session().isConnected());
}

void TestMainWindow::rollbackOnProductionWantsTheName()
{
    MainWindowFixture fixture;
    const auto module = smallModule();
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite(Environment::Production, u"Nan Hospital"_s);
    SiteView *view = fixture.openUpgraded(profile);
    view->requestOperation(plans::RollbackRequest {{u"demo"_s}, 1, {}, false});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    QVERIFY(!run->isEnabled());
    MainWindowFixture::type(view->currentPage(), "confirmLineEdit", u"Nan"_s);
    QVERIFY(!run->isEnabled());
    MainWindowFixture::type(view->currentPage(), "confirmLineEdit", u"Nan Hospital"_s);
    QTRY_VERIFY(run->isEnabled());
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    QCOMPARE(UiFixture::sql(profile, "SELECT count(*) FROM knex_migrations"), u"0"_s);
}

void TestMainWindow::lockHeldByAnother()
{
    MainWindowFixture fixture;
    const auto module = smallModule();
    module->addMigration(u"004_alter"_s, "ALTER TABLE t_busy ADD COLUMN x int;");
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite();
    UiFixture::sql(profile, "CREATE TABLE t_busy (id int)");
    auto other = postgres::Connection::open(profile.connection);
    QVERIFY(other.has_value());
    QVERIFY(other->query("SET application_name = 'ward computer'").has_value());
    QVERIFY(other->query("BEGIN").has_value());
    QVERIFY(other->query("LOCK TABLE t_busy IN ACCESS EXCLUSIVE MODE").has_value());
    SiteView *view = fixture.open(profile);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "runPage");
    auto *banner = child<Banner>(view->currentPage(), "blockerBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
    const auto *who = child<QLabel>(view->currentPage(), "blockerDescriptionLabel");
    QVERIFY2(who->text().contains(u"ward computer"_s), qUtf8Printable(who->text()));
    QVERIFY(other->query("ROLLBACK").has_value());
    MainWindowFixture::waitForPage(view, "reportPage");
    QCOMPARE(UiFixture::sql(profile, "SELECT count(*) FROM knex_migrations"), u"4"_s);
}

void TestMainWindow::connectionLostInARun()
{
    MainWindowFixture fixture;
    const auto module = slowModule();
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite();
    SiteView *view = fixture.open(profile);
    MainWindowFixture::startUpgrade(view);
    waitForSleep(profile);
    UiFixture::sql(profile,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                   " WHERE wait_event = 'PgSleep' AND datname = current_database()");
    MainWindowFixture::waitForPage(view, "reportPage");
    QVERIFY(child<Banner>(view->currentPage(), "reportBanner")->meaning() == Meaning::Danger);
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s);
    if (!view->session().isConnected()) { // as it said: connect again, and go on
        MainWindowFixture::click(child<Banner>(view, "linkBanner"), "bannerPushButton");
        QTRY_VERIFY_WITH_TIMEOUT(view->session().isConnected(), patience);
    }
}

void TestMainWindow::twoSitesAtOnce()
{
    MainWindowFixture fixture;
    const auto module = slowModule();
    fixture.site().useModules({module->path()});
    const auto one = fixture.site().addSite(Environment::Test, u"One"_s);
    const auto two = fixture.site().addSite(Environment::Practice, u"Two"_s);
    SiteView *first = fixture.open(one);
    MainWindowFixture::startUpgrade(first);
    waitForSleep(one);
    SiteView *second = fixture.open(two); // while the first one runs
    QCOMPARE(second->session().snapshot()->pendingCount(), 4);
    QVERIFY(first->session().isRunning());
    QCOMPARE(fixture.window().siteViews().size(), 2);
    fixture.window().openSite(one);
    QCOMPARE(fixture.window().currentSite(), first); // not a second tab
    MainWindowFixture::click(first->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(first, "reportPage");
}

void TestMainWindow::closingAsksDuringARun()
{
    MainWindowFixture fixture;
    const auto module = slowModule();
    fixture.site().useModules({module->path()});
    const auto profile = fixture.site().addSite();
    SiteView *view = fixture.open(profile);
    MainWindowFixture::startUpgrade(view);
    waitForSleep(profile);
    QSignalSpy closed(&fixture.window(), &MainWindow::closed);
    fixture.site().dialogs().willAnswer(false);
    fixture.window().close();
    QCOMPARE(fixture.site().dialogs().questions().size(), 1);
    QVERIFY(fixture.window().isVisible() && view->session().isRunning());
    fixture.site().dialogs().willAnswer(true);
    fixture.window().close();
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, patience);
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s);
    QCOMPARE(fixture.site().store().runs(profile.id)->first().outcome, u"cancelled"_s);
}

void TestMainWindow::opensByName()
{
    MainWindowFixture fixture;
    const auto profile = fixture.site().addSite(Environment::Test, u"Nan Hospital"_s);
    fixture.window().openSiteNamed(u"no such site"_s);
    QVERIFY(fixture.window().currentSite() == nullptr);
    QVERIFY(!bannerOf(fixture.window().sitesPage(), "sitesBanner").isEmpty());
    fixture.window().openSiteNamed(u"10670"_s);
    QVERIFY(fixture.window().currentSite() != nullptr);
    QCOMPARE(fixture.window().currentSite()->session().profile().id, profile.id);
}

void TestMainWindow::everythingSpeaksThai()
{
    MainWindowFixture fixture;
    const auto module = smallModule();
    fixture.site().useModules({module->path()});
    SiteView *view = fixture.openUpgraded(fixture.site().addSite());
    fixture.window().showSettings();
    fixture.window().openSite(view->session().profile());
    fixture.site().settings().set(Setting::Language, u"th"_s); // all pages exist by now
    const auto pages = view->allPages();
    for (Page *page : pages) {
        view->bringUp(page);
        QTRY_COMPARE(leftInEnglish(page), QString());
    }
    QTRY_COMPARE(leftInEnglish(&fixture.window()), QString());
    fixture.site().settings().set(Setting::Language, u"en"_s);
    QTRY_COMPARE(view->pages().first()->title(), u"Overview"_s);
}

void TestMainWindow::everyControlHasAName()
{
    MainWindowFixture fixture;
    const auto module = smallModule();
    fixture.site().useModules({module->path()});
    QCOMPARE(controlsWithoutName(fixture.window().sitesPage()), QString());
    SiteView *view = fixture.open(fixture.site().addSite());
    fixture.window().showSettings();
    fixture.window().openSite(view->session().profile());
    for (const QString &language : {u"en"_s, u"th"_s}) {
        fixture.site().settings().set(Setting::Language, language);
        QCoreApplication::processEvents();
        QCOMPARE(controlsWithoutName(&fixture.window()), QString());
        const auto pages = view->allPages();
        for (Page *page : pages) {
            view->bringUp(page);
            QCOMPARE(controlsWithoutName(page), QString());
        }
        const AboutDialog about(fixture.site().context());
        QCOMPARE(controlsWithoutName(&about), QString());
        const ConnectionDialog dialog(fixture.site().context(), {});
        QCOMPARE(controlsWithoutName(&dialog), QString());
    }
}

void TestMainWindow::fitsASmallScreen_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("percent");
    QTest::addColumn<QSize>("size");
    for (const char *language : {"th", "en"}) {
        for (const auto &[percent, size] : {std::pair(100, QSize(1024, 768)),
                                            std::pair(150, QSize(1024, 768)),
                                            std::pair(200, QSize(1366, 768))})
            QTest::addRow("%s %d %%", language, percent)
                << QString::fromLatin1(language) << percent << size;
    }
}

void TestMainWindow::fitsASmallScreen()
{
    QFETCH(QString, language);
    QFETCH(int, percent);
    QFETCH(QSize, size);
    MainWindowFixture fixture;
    const auto module = smallModule();
    fixture.site().useModules({module->path()});
    fixture.site().settings().set(Setting::Language, language);
    fixture.site().settings().set(Setting::TextPercent, percent);
    SiteView *view = fixture.open(fixture.site().addSite());
    fixture.window().resize(size);
    // The scaled runs of this test (window_at_150_percent) are on a scaled display indeed.
    const QByteArray scale = qgetenv("QT_SCALE_FACTOR");
    QCOMPARE(fixture.window().devicePixelRatioF(), scale.isEmpty() ? 1.0 : scale.toDouble());
    const auto pages = view->allPages();
    for (Page *page : pages) {
        view->bringUp(page);
        const int wanted = page->minimumSizeHint().width();
        QVERIFY2(wanted <= page->width(),
                 qPrintable(u"%1: %2"_s.arg(page->objectName()).arg(wanted)));
        QTRY_COMPARE(clippedTexts(page), QString());
    }
    QCOMPARE(fixture.window().size(), size); // nothing pushed it wider or higher
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
