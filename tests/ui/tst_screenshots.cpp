#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QTest>
#include <QTreeView>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

const QStringList shippedModules {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                                  QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

const QString nanHospital =
    u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e19\u0e48\u0e32\u0e19"_s;
const QString puaHospital =
    u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e1b\u0e31\u0e27"_s;

} // namespace

// Pictures of every page and dialog, in both languages and both looks, for a person to look at.
// They are written to the folder that AEGISX_SCREENSHOTS names; the test is that each one shows
// something and that no text on it is cut.
class TestScreenshots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void firstStart();
    void sites();
    void connectionDialog();
    void connecting();
    void pendingSite();
    void wayOfAnUpgrade();
    void failure();
    void rollback();
    void settingsAndAbout();

private:
    // The widget, or the window with it, in every language and look.
    void picture(QWidget *widget, const QString &name);
    SiteView *openWith(Environment environment, const QStringList &modules);
    void showPage(SiteView *view, int index, const QString &name);

    std::unique_ptr<MainWindowFixture> m_fixture;
};

void TestScreenshots::init()
{
    m_fixture = std::make_unique<MainWindowFixture>();
    Theme::instance().setStill(true);
}

void TestScreenshots::cleanup()
{
    m_fixture.reset();
}

void TestScreenshots::picture(QWidget *widget, const QString &name)
{
    Settings &settings = m_fixture->site().settings();
    for (const QString &language : {u"th"_s, u"en"_s}) {
        for (const QString &theme : {u"Light"_s, u"Dark"_s}) {
            settings.set(Setting::Language, language);
            settings.set(Setting::Theme, theme);
            QTest::qWait(50); // what follows the language follows later
            QTRY_COMPARE(clippedTexts(widget), QString());
            savePicture(widget, name % u'-' % language % u'-' % theme.toLower());
        }
    }
    settings.set(Setting::Language, u"en"_s);
    settings.set(Setting::Theme, u"Light"_s);
    QTest::qWait(0);
}

SiteView *TestScreenshots::openWith(Environment environment, const QStringList &modules)
{
    m_fixture->site().useModules(modules);
    sites::SiteProfile profile = m_fixture->site().addSite(environment, nanHospital);
    profile.nameEn = u"Nan Hospital"_s;
    if (!m_fixture->site().store().update(profile))
        qFatal("the profile cannot be stored");
    return m_fixture->open(profile);
}

void TestScreenshots::showPage(SiteView *view, int index, const QString &name)
{
    view->showPage(index);
    QTRY_COMPARE_WITH_TIMEOUT(view->session().activity(), SiteSession::Activity::Idle, patience);
    auto *tree = view->currentPage()->findChild<QTreeView *>();
    if (tree != nullptr) {
        if (QTest::qWaitFor([tree] { return tree->model()->rowCount() > 0; }, 2'000))
            tree->setCurrentIndex(tree->model()->index(0, 0));
        QTest::qWait(300); // its details are read in the background
    }
    picture(&m_fixture->window(), name);
}

void TestScreenshots::firstStart()
{
    picture(&m_fixture->window(), u"first-start"_s);
}

void TestScreenshots::sites()
{
    sites::SiteProfile profile = m_fixture->site().addSite(Environment::Production, nanHospital);
    profile.nameEn = u"Nan Hospital"_s;
    QVERIFY(m_fixture->site().store().update(profile).has_value());
    const QDateTime visit(QDate(2026, 2, 28), QTime(14, 5));
    QVERIFY(m_fixture->site().store().recordVisit(profile.id, visit, u"upToDate"_s).has_value());
    const auto second = m_fixture->site().addSite(Environment::Test, puaHospital);
    QVERIFY(m_fixture->site().store().recordVisit(second.id, visit, u"pending 12"_s).has_value());
    const auto third = m_fixture->site().addSite(Environment::Practice, u"Practice"_s);
    QVERIFY(
        m_fixture->site().store().recordVisit(third.id, visit, u"needsAttention"_s).has_value());
    QVERIFY(m_fixture->site().addSite(Environment::Production, u"Not seen yet"_s).id.size() > 0);
    m_fixture->window().sitesPage()->reload();
    picture(&m_fixture->window(), u"sites"_s);
}

void TestScreenshots::connectionDialog()
{
    ConnectionDialog dialog(m_fixture->site().context(), {});
    dialog.show();
    picture(&dialog, u"connection-dialog"_s);
}

void TestScreenshots::connecting()
{
    sites::SiteProfile profile = m_fixture->site().addSite(Environment::Production, nanHospital);
    profile.connection.host = m_fixture->site().filePath(u"nobody"_s);
    m_fixture->window().openSite(profile);
    SiteView *view = m_fixture->window().currentSite();
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), SiteSession::Link::Failed, patience);
    picture(&m_fixture->window(), u"not-reachable"_s);
    UiFixture::sql(m_fixture->site().addSite(), "CREATE ROLE keeper LOGIN PASSWORD 'x'");
    TestCluster::instance().addAccessRules({u"local all keeper scram-sha-256"_s});
    TestCluster::instance().reload();
    sites::SiteProfile asked = m_fixture->site().addSite(Environment::Test, puaHospital);
    asked.connection.user = u"keeper"_s;
    m_fixture->window().openSite(asked);
    view = m_fixture->window().currentSite();
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), SiteSession::Link::PasswordWanted, patience);
    picture(&m_fixture->window(), u"password"_s);
}

void TestScreenshots::pendingSite()
{
    SiteView *view = openWith(Environment::Production, shippedModules);
    showPage(view, 0, u"overview-pending"_s);
    showPage(view, 1, u"modules-pending"_s);
    showPage(view, 2, u"tables-empty"_s);
    showPage(view, 3, u"history-empty"_s);
}

void TestScreenshots::wayOfAnUpgrade()
{
    SiteView *view = openWith(Environment::Production, shippedModules);
    MainWindowFixture::planUpgrade(view);
    picture(&m_fixture->window(), u"plan"_s);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-done"_s);
    view->bringUp(view->allPages().at(6)); // the run page
    picture(&m_fixture->window(), u"run-done"_s);
    showPage(view, 0, u"overview"_s);
    showPage(view, 1, u"modules"_s);
    showPage(view, 2, u"tables"_s);
    showPage(view, 3, u"history"_s);
}

void TestScreenshots::failure()
{
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addMigration(
        u"002_second"_s, "CREATE TABLE t_001_first (id int);", "DROP TABLE t_001_first;");
    SiteView *view = openWith(Environment::Test, {module.path()});
    MainWindowFixture::planUpgrade(view);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-failed"_s);
    module.addMigration(u"002_second"_s, "SELECT pg_sleep(600);");
    view->showPage(0);
    MainWindowFixture::planUpgrade(view);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "runPage");
    QTest::qWait(500);
    picture(&m_fixture->window(), u"run"_s);
    MainWindowFixture::click(view->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-cancelled"_s);
}

void TestScreenshots::rollback()
{
    SiteView *view = openWith(Environment::Production, shippedModules);
    MainWindowFixture::planUpgrade(view);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    view->requestOperation(plans::RollbackRequest {{u"inventory"_s}, 1, {}, false});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    picture(&m_fixture->window(), u"plan-rollback"_s);
}

void TestScreenshots::settingsAndAbout()
{
    m_fixture->window().showSettings();
    QTest::qWait(300); // the keychain answers
    picture(&m_fixture->window(), u"settings"_s);
    AboutDialog about(m_fixture->site().context());
    about.show();
    picture(&about, u"about"_s);
}

QTEST_MAIN(TestScreenshots)
#include "tst_screenshots.moc"
