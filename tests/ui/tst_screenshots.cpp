#include "tests/support/movesite.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "tests/ui/support/quiet.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/dialogs/administratordialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/movedialog.h"
#include "ui/dialogs/questiondialog.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"
#include "ui/site/siteevidence.h"
#include "ui/theme/theme.h"
#include "ui/widgets/foldout.h"

#include <QAction>
#include <QDir>
#include <QTabWidget>
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
const QString nanServer = u"db.nan-hospital.example"_s;
const QString puaServer = u"db.pua-hospital.example"_s;

// An address of this computer that no other test listens on, so that the port is the usual one.
QString ownAddress()
{
    const auto pid = static_cast<quint32>(QCoreApplication::applicationPid());
    return u"127.%1.%2.%3"_s.arg(QString::number(64 + (pid >> 16) % 64),
                                 QString::number((pid >> 8) % 256),
                                 QString::number(1 + pid % 254));
}

} // namespace

// Pictures of every page and dialog, in both languages and both looks, for a person to look at.
// They are written to the folder that AEGISX_SCREENSHOTS names; the test is that each one shows
// something and that no text on it is cut.
class TestScreenshots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void firstStart();
    void sites();
    void connectionDialog();
    void connecting();
    void pendingSite();
    void wayOfAnUpgrade();
    void failure();
    void evidence();
    void failureThatWasThere();
    void rollback();
    void planThatDestroys();
    void planThatIsStopped();
    void blockedRun();
    void locks();
    void tablesInTheWrongSchema();
    void settingsAndAbout();

private:
    // The widget, or the window with it, in every language and look.
    void picture(QWidget *widget, const QString &name);
    // A site at a server of that name: the name is what the pictures show, the real connection
    // goes to the test cluster's own address.
    sites::SiteProfile
    addHospital(Environment environment, const QString &name, const QString &server);
    SiteView *openWith(Environment environment, const QStringList &modules);
    void showPage(SiteView *view, int index, const QString &name);

    std::unique_ptr<MainWindowFixture> m_fixture;
    QString m_address;
};

void TestScreenshots::initTestCase()
{
    m_address = ownAddress();
    TestCluster &cluster = TestCluster::instance();
    cluster.addConfiguration({u"listen_addresses = '%1'"_s.arg(m_address)});
    cluster.addAccessRules({u"host all all 127.0.0.0/8 trust"_s});
    cluster.restart();
}

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
            QTRY_VERIFY_WITH_TIMEOUT(isQuiet(m_fixture->window()), patience);
            QTRY_VERIFY_WITH_TIMEOUT(!isChecking(widget), patience);
            QTRY_COMPARE(clippedTexts(widget), QString());
            savePicture(widget, name % u'-' % language % u'-' % theme.toLower());
        }
    }
    settings.set(Setting::Language, u"en"_s);
    settings.set(Setting::Theme, u"Light"_s);
    QTest::qWait(0);
}

sites::SiteProfile
TestScreenshots::addHospital(Environment environment, const QString &name, const QString &server)
{
    TestCluster &cluster = TestCluster::instance();
    sites::SiteProfile profile;
    profile.name = name;
    profile.nameEn = name == nanHospital ? u"Nan Hospital"_s
        : name == puaHospital            ? u"Pua Hospital"_s
                                         : QString();
    profile.code = name == puaHospital ? u"11170"_s : u"10670"_s;
    profile.environment = environment;
    profile.connection = cluster.settings(cluster.createDatabase(u"aegisx_db"_s));
    profile.connection.host = server;
    profile.connection.extra = {{u"hostaddr"_s, m_address}};
    const auto added = m_fixture->site().store().add(profile);
    if (!added)
        qFatal("%s", qUtf8Printable(added.error().toText()));
    return *added;
}

SiteView *TestScreenshots::openWith(Environment environment, const QStringList &modules)
{
    m_fixture->site().useModules(modules);
    return m_fixture->open(addHospital(environment, nanHospital, nanServer));
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
    auto &store = m_fixture->site().store();
    const QDateTime visit(QDate(2026, 2, 28), QTime(14, 5));
    const auto visited = [&](const sites::SiteProfile &profile, const QString &state) {
        QVERIFY(store.recordVisit(profile.id, visit, state).has_value());
    };
    visited(addHospital(Environment::Production, nanHospital, nanServer), u"upToDate"_s);
    visited(addHospital(Environment::Test, puaHospital, puaServer), u"pending 12"_s);
    visited(addHospital(Environment::Practice, u"Practice"_s, u"localhost"_s), u"needsAttention"_s);
    (void)addHospital(Environment::Production, u"Not seen yet"_s, u"10.20.1.5"_s);
    m_fixture->window().sitesPage()->reload();
    picture(&m_fixture->window(), u"sites"_s);
}

void TestScreenshots::connectionDialog()
{
    ConnectionDialog dialog(m_fixture->site().context(), {});
    dialog.show();
    picture(&dialog, u"connection-dialog"_s);
    AdministratorDialog account(m_fixture->site().addSite(), u"core"_s);
    account.show();
    picture(&account, u"administrator-dialog"_s);
}

void TestScreenshots::connecting()
{
    sites::SiteProfile profile = addHospital(Environment::Production, nanHospital, nanServer);
    profile.connection.port = u"1"_s; // nobody listens there
    m_fixture->window().openSite(profile);
    SiteView *view = m_fixture->window().currentSite();
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), SiteSession::Link::Failed, patience);
    picture(&m_fixture->window(), u"not-reachable"_s);
    sites::SiteProfile asked = addHospital(Environment::Test, puaHospital, puaServer);
    UiFixture::sql(asked, "CREATE ROLE keeper LOGIN PASSWORD 'x'");
    TestCluster::instance().addAccessRules({u"host all keeper 127.0.0.0/8 scram-sha-256"_s});
    TestCluster::instance().reload();
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
    child<QTabWidget>(view->currentPage(), "moduleTabWidget")->setCurrentIndex(1);
    picture(&m_fixture->window(), u"modules-seeds"_s);
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
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-failed"_s);
    module.addMigration(u"002_second"_s,
                        "CREATE INDEX CONCURRENTLY t_first ON \"t_001_first\" (id);\nSELECT 1/0;",
                        {},
                        "transaction:false");
    view->showPage(0);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-half-run"_s);
    module.addMigration(u"002_second"_s, "SELECT pg_sleep(600);");
    view->showPage(0);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "runPage");
    QTest::qWait(500);
    picture(&m_fixture->window(), u"run"_s);
    MainWindowFixture::click(view->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-cancelled"_s);
}

// The four contradictions: on the overview, in the list of modules with the objects, and the
// dialog that wants a reason.
void TestScreenshots::evidence()
{
    SiteView *view = openWith(Environment::Production, shippedModules);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "reportPage");
    UiFixture::sql(view->session().profile(),
                   "ALTER TABLE inventory.drugs SET SCHEMA public;"
                   " DROP TABLE inventory.bank CASCADE;"
                   " ALTER TABLE inventory.drug_units DROP COLUMN description;"
                   " DELETE FROM public.knex_migrations_inventory WHERE name LIKE '%companies%'");
    const auto known = [view] {
        return view->session().evidence().placement().state == SiteEvidence::State::Known;
    };
    view->showPage(0);
    view->session().refresh();
    QTRY_COMPARE_WITH_TIMEOUT(view->session().activity(), SiteSession::Activity::Idle, patience);
    QTRY_VERIFY_WITH_TIMEOUT(known(), patience);
    QVERIFY(view->currentPage()->findChild<QWidget *>(u"finding_evidence-misplaced"_s));
    picture(&m_fixture->window(), u"overview-evidence"_s);
    QTRY_VERIFY_WITH_TIMEOUT(known(), patience);
    MainWindowFixture::click(child<QWidget>(view->currentPage(), "finding_evidence-misplaced"),
                             "seeEvidencePushButton");
    picture(&m_fixture->window(), u"modules-evidence"_s);
    auto *action = view->currentPage()->findChild<QAction *>(u"markPending"_s);
    QTRY_VERIFY_WITH_TIMEOUT(action->isEnabled(), patience);
    action->trigger();
    auto *dialog = child<QWidget>(view->currentPage(), "reasonDialog");
    picture(dialog, u"reason-dialog"_s);
    MainWindowFixture::type(dialog, "reasonLineEdit", u"It is to run again"_s);
    MainWindowFixture::click(dialog, "showPlanPushButton");
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    picture(&m_fixture->window(), u"plan-mark"_s);
}

void TestScreenshots::failureThatWasThere()
{
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addTable(u"002_second"_s);
    module.addMigration(u"003_name"_s, "ALTER TABLE \"t_002_second\" RENAME TO t_3;", "SELECT 1;");
    SiteView *view = openWith(Environment::Test, {module.path()});
    UiFixture::sql(view->session().profile(), "CREATE TABLE t_002_second (id int PRIMARY KEY)");
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "reportPage");
    auto *mark = child<QPushButton>(view->currentPage(), "markCompletedPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(mark->isVisible(), patience);
    picture(&m_fixture->window(), u"report-was-there"_s);
}

void TestScreenshots::rollback()
{
    SiteView *view = openWith(Environment::Production, shippedModules);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "reportPage");
    view->requestOperation(plans::RollbackRequest {{u"inventory"_s}, 1, {}, false});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    picture(&m_fixture->window(), u"plan-rollback"_s);
}

// Rows are lost, some by a CASCADE, and something cannot be known.
void TestScreenshots::planThatDestroys()
{
    ModuleFolder module(u"inventory"_s);
    module.addMigration(u"20260101000001_load_tmt_again"_s,
                        "TRUNCATE public.tmt_concepts CASCADE;\n"
                        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM "
                        "pg_tables LOOP EXECUTE 'ANALYZE ' || t; END LOOP; END $$;",
                        "SELECT 1;");
    m_fixture->site().useModules({module.path()});
    const auto profile = addHospital(Environment::Production, nanHospital, nanServer);
    UiFixture::sql(profile,
                   "CREATE TABLE tmt_concepts (id int PRIMARY KEY);"
                   "CREATE TABLE drugs (id int PRIMARY KEY, c int REFERENCES tmt_concepts (id));"
                   "CREATE TABLE stock (id int, d int REFERENCES drugs (id));"
                   "INSERT INTO tmt_concepts SELECT n FROM generate_series(1, 1200) n;"
                   "INSERT INTO drugs SELECT n, n FROM generate_series(1, 340) n;"
                   "INSERT INTO stock SELECT n, 1 FROM generate_series(1, 15200) n");
    SiteView *view = m_fixture->open(profile);
    view->requestOperation(operations::UpgradeRequest {});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    picture(&m_fixture->window(), u"plan-destroys"_s);
}

void TestScreenshots::planThatIsStopped()
{
    ModuleFolder module(u"inventory"_s);
    module.addMigration(
        u"20260101000001_extension"_s, "CREATE EXTENSION no_such_thing;", "SELECT 1;");
    SiteView *view = openWith(Environment::Test, {module.path()});
    view->requestOperation(operations::UpgradeRequest {});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    picture(&m_fixture->window(), u"plan-stopped"_s);
    child<Foldout>(view->currentPage(), "preflightFoldout")->setOpen(true);
    picture(&m_fixture->window(), u"plan-stopped-all-lines"_s);
}

void TestScreenshots::blockedRun()
{
    ModuleFolder module(u"inventory"_s);
    module.addMigration(u"20260101000001_alter_stock"_s,
                        "ALTER TABLE public.stock ADD COLUMN lot text;",
                        "ALTER TABLE public.stock DROP COLUMN lot;");
    m_fixture->site().useModules({module.path()});
    const auto profile = addHospital(Environment::Production, nanHospital, nanServer);
    UiFixture::sql(profile, "CREATE TABLE stock (id int)");
    auto ward = postgres::Connection::open(profile.connection);
    QVERIFY(ward);
    QVERIFY(ward->query("SET application_name = 'HOSxP ward 3'"));
    QVERIFY(ward->query("BEGIN"));
    QVERIFY(ward->query("LOCK TABLE stock IN ACCESS SHARE MODE"));
    SiteView *view = m_fixture->open(profile);
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "runPage");
    const QString name = u"blocker_%1"_s.arg(ward->facts().backendPid);
    QTRY_VERIFY_WITH_TIMEOUT(view->findChild<QWidget *>(name) != nullptr, patience);
    picture(&m_fixture->window(), u"run-blocked"_s);
    ScriptedDialogs &dialogs = m_fixture->site().dialogs();
    dialogs.willLeaveOpen();
    MainWindowFixture::click(child<QWidget>(view, qPrintable(name)), "endSessionPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(dialogs.openCount(), 1, patience);
    QuestionDialog question(dialogs.questions().last(), &m_fixture->window());
    question.show();
    picture(&question, u"question"_s);
    QVERIFY(ward->query("ROLLBACK"));
    MainWindowFixture::waitForPage(view, "reportPage");
}

void TestScreenshots::locks()
{
    ModuleFolder module(u"inventory"_s);
    module.addTable(u"001_first"_s);
    ModuleFolder other(u"core"_s,
                       "{\"id\": \"core\", \"version\": \"1.0.0\", \"title\": {\"en\": \"Core\","
                       " \"th\": \"Core\"}, \"schema\": \"public\", \"trackingTable\":"
                       " \"core_migrations\", \"recordedExtension\": \".js\", \"requires\": []}");
    other.addTable(u"001_core"_s);
    m_fixture->site().useModules({module.path(), other.path()});
    const auto profile = addHospital(Environment::Production, nanHospital, nanServer);
    SiteView *view = m_fixture->openUpgraded(profile);
    UiFixture::sql(profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    auto holder = postgres::Connection::open(profile.connection);
    QVERIFY(holder);
    QVERIFY(holder->query("SET application_name = 'knex on the reception computer'"));
    QVERIFY(holder->query("BEGIN"));
    QVERIFY(holder->query("UPDATE core_migrations_lock SET is_locked = 1"));
    view->showPage(0);
    MainWindowFixture::click(view->currentPage(), "showLocksPushButton");
    MainWindowFixture::waitForPage(view, "locksPage");
    QTRY_VERIFY_WITH_TIMEOUT(view->findChild<QWidget *>(u"lock_core"_s) != nullptr, patience);
    picture(&m_fixture->window(), u"locks"_s);
}

void TestScreenshots::tablesInTheWrongSchema()
{
    MoveSite site;
    site.sql("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
             "CREATE TRIGGER touch BEFORE UPDATE ON drugs FOR EACH ROW EXECUTE FUNCTION touch();"
             "CREATE TABLE inventory.lots (id serial PRIMARY KEY, drug text)");
    m_fixture->site().useModules({site.moduleFolder()});
    sites::SiteProfile profile = addHospital(Environment::Production, nanHospital, nanServer);
    profile.connection.database = site.site().database();
    SiteView *view = m_fixture->open(profile);
    showPage(view, 2, u"tables-misplaced"_s);
    auto *tables = child<QTreeView>(view->currentPage(), "tablesTreeView");
    const auto row = [tables](const QString &name) {
        return tables->model()->match(
            tables->model()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly);
    };
    tables->setCurrentIndex(row(u"drugs"_s).first());
    MainWindowFixture::click(view->currentPage(), "moveToSchemaPushButton");
    auto *dialog = child<MoveDialog>(view->currentPage(), "moveDialog");
    auto *moves = child<QTreeView>(dialog, "movesTreeView");
    QTRY_COMPARE_WITH_TIMEOUT(moves->model()->rowCount(), 2, patience); // and the type
    picture(dialog, u"move-dialog"_s);
    MainWindowFixture::click(dialog, "showPlanPushButton");
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible() && run->isEnabled(), patience);
    picture(&m_fixture->window(), u"plan-move"_s);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    picture(&m_fixture->window(), u"report-moved"_s);
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
