#include "core/base/tr.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/reasondialog.h"
#include "ui/models/migrationsmodel.h"
#include "ui/pages/sitepage.h"
#include "ui/site/siteevidence.h"
#include "ui/widgets/banner.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr auto manifest = R"({"id": "stock", "version": "1.0.0",
 "title": {"en": "Stock", "th": "Stock"}, "schema": "inventory", "trackingTable": "knex_stock",
 "recordedExtension": ".ts", "requires": []})";

} // namespace

// A site that contradicts its own list of migrations in each of the four ways, made by hand and
// repaired with clicks.
class TestRepair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void thereButNotRecorded();
    void recordedButNotThere();
    void inTheWrongSchema();
    void halfThere();
    void allFourAtOnce();
    void stoppedRunIsMarked();

private:
    void open(const QByteArray &harm); // an upgraded site that somebody worked on by hand
    [[nodiscard]] QWidget *finding(const char *id);
    void mend(const char *finding, const char *button); // and run the plan that comes
    void runPlan();
    void upgrade();
    [[nodiscard]] bool isSound(); // the overview has nothing against it
    QString sql(const QByteArray &statement) const { return UiFixture::sql(m_profile, statement); }

    std::unique_ptr<ModuleFolder> m_module;
    std::unique_ptr<MainWindowFixture> m_fixture;
    sites::SiteProfile m_profile;
    SiteView *m_view = nullptr;
};

void TestRepair::init()
{
    m_module = std::make_unique<ModuleFolder>(u"stock"_s, manifest);
    m_module->addMigration(u"1_wards"_s,
                           "CREATE SCHEMA IF NOT EXISTS inventory;"
                           " CREATE TABLE inventory.wards (id int PRIMARY KEY, name text);");
    m_module->addMigration(u"2_drugs"_s,
                           "CREATE TABLE inventory.drugs (id int PRIMARY KEY, name text);");
    m_module->addMigration(u"3_lots"_s,
                           "CREATE TABLE IF NOT EXISTS inventory.lots (id int PRIMARY KEY);"
                           " CREATE TABLE IF NOT EXISTS inventory.counts (id int PRIMARY KEY);");
    m_module->addMigration(u"4_bills"_s, "CREATE TABLE inventory.bills (id int PRIMARY KEY);");
    m_fixture = std::make_unique<MainWindowFixture>();
    m_fixture->site().useModules({m_module->path()});
}

void TestRepair::cleanup()
{
    m_fixture.reset();
    m_module.reset();
}

void TestRepair::open(const QByteArray &harm)
{
    m_profile = m_fixture->site().addSite();
    m_view = m_fixture->openUpgraded(m_profile);
    sql("INSERT INTO inventory.wards VALUES (1, 'A'), (2, 'B')");
    sql(harm);
    MainWindowFixture::click(m_view->currentPage(), "closeReportPushButton");
    MainWindowFixture::waitForPage(m_view, "overviewPage");
    MainWindowFixture::click(m_view->currentPage(), "refreshPushButton");
}

QWidget *TestRepair::finding(const char *id)
{
    const QString name = u"finding_evidence-"_s % QLatin1StringView(id);
    QWidget *row = nullptr;
    const auto is = [&] {
        row = m_view->currentPage()->findChild<QWidget *>(name);
        return row != nullptr && row->isVisible();
    };
    if (!QTest::qWaitFor(is, patience))
        qFatal("no finding %s", id);
    return row;
}

void TestRepair::runPlan()
{
    MainWindowFixture::waitForPage(m_view, "planPage");
    MainWindowFixture::click(m_view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
    QCOMPARE(child<Banner>(m_view->currentPage(), "reportBanner")->meaning(), Meaning::Success);
    MainWindowFixture::click(m_view->currentPage(), "closeReportPushButton");
    MainWindowFixture::waitForPage(m_view, "overviewPage");
}

void TestRepair::mend(const char *id, const char *button)
{
    MainWindowFixture::click(finding(id), button);
    runPlan();
}

void TestRepair::upgrade()
{
    MainWindowFixture::click(m_view->currentPage(), "upgradeSitePushButton");
    runPlan();
}

bool TestRepair::isSound()
{
    const auto *banner = child<Banner>(m_view->currentPage(), "stateBanner");
    const SiteEvidence &evidence = m_view->session().evidence();
    return QTest::qWaitFor(
               [&evidence] { return evidence.placement().state == SiteEvidence::State::Known; },
               patience)
        && banner->meaning() == Meaning::Success
        && !child<QWidget>(m_view->currentPage(), "findingsCard")->isVisible();
}

void TestRepair::thereButNotRecorded()
{
    open("DELETE FROM knex_stock WHERE name IN ('2_drugs.ts', '4_bills.ts')");
    MainWindowFixture::click(finding("not-recorded"), "markCompletedPushButton");
    MainWindowFixture::waitForPage(m_view, "planPage");
    auto *run = child<QPushButton>(m_view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    QVERIFY(run->text().startsWith(u"Mark as completed: "_s)); // the verb and the object
    runPlan();
    QVERIFY(isSound());
    QCOMPARE(sql("SELECT string_agg(name, ' ' ORDER BY name) FROM knex_stock"),
             u"1_wards.ts 2_drugs.ts 3_lots.ts 4_bills.ts"_s);
}

void TestRepair::recordedButNotThere()
{
    open("DROP TABLE inventory.drugs");
    auto *banner = child<Banner>(m_view->currentPage(), "stateBanner");
    QVERIFY(finding("not-there"));
    QCOMPARE(banner->meaning(), Meaning::Warning); // not "up to date"
    mend("not-there", "markPendingPushButton");
    upgrade();
    QVERIFY(isSound());
    QCOMPARE(sql("SELECT count(*) FROM inventory.drugs"), u"0"_s);
}

void TestRepair::inTheWrongSchema()
{
    open("ALTER TABLE inventory.wards SET SCHEMA public");
    mend("misplaced", "moveObjectsPushButton");
    QVERIFY(isSound());
    QCOMPARE(sql("SELECT count(*) FROM inventory.wards"), u"2"_s); // with its rows
}

// Nothing mends this alone: the page with the evidence comes first, and a reason is wanted.
void TestRepair::halfThere()
{
    open("DROP TABLE inventory.counts");
    MainWindowFixture::click(finding("half-there"), "seeEvidencePushButton");
    MainWindowFixture::waitForPage(m_view, "modulesPage");
    QWidget *page = m_view->currentPage();
    const auto *objects =
        child<QTreeView>(child<QWidget>(page, "migrationFile"), "evidenceTreeView");
    QTRY_VERIFY_WITH_TIMEOUT(objects->isVisible(), patience);
    const auto *table = child<QTreeView>(page, "migrationsTreeView");
    QCOMPARE(table->currentIndex().siblingAtColumn(MigrationsModel::Name).data().toString(),
             u"3_lots"_s);
    QAction *action = page->findChild<QAction *>(u"markPending"_s);
    QTRY_VERIFY_WITH_TIMEOUT(action->isEnabled(), patience);
    QVERIFY(child<QPushButton>(page, "markPushButton")->menu()->actions().contains(action));
    action->trigger();
    auto *dialog = child<ReasonDialog>(page, "reasonDialog");
    QTRY_VERIFY(dialog->isVisible());
    MainWindowFixture::type(dialog, "reasonLineEdit", u"it makes only what is missing"_s);
    MainWindowFixture::click(dialog, "showPlanPushButton");
    runPlan();
    upgrade();
    QVERIFY(isSound());
    QCOMPARE(sql("SELECT count(*) FROM inventory.counts"), u"0"_s);
    QVERIFY(sql("SELECT string_agg(reason, '') FROM aegisx_site.run_step")
                .contains(u"it makes only what is missing"_s));
}

void TestRepair::allFourAtOnce()
{
    open("ALTER TABLE inventory.wards SET SCHEMA public; DROP TABLE inventory.drugs;"
         " DROP TABLE inventory.counts; DELETE FROM knex_stock WHERE name = '4_bills.ts'");
    for (const char *id : {"misplaced", "not-there", "half-there", "not-recorded"})
        QVERIFY(finding(id));
    mend("misplaced", "moveObjectsPushButton");
    mend("not-recorded", "markCompletedPushButton");
    mend("not-there", "markPendingPushButton");
    upgrade();
    sql("CREATE TABLE inventory.counts (id int PRIMARY KEY)"); // by hand, as the evidence named it
    MainWindowFixture::click(m_view->currentPage(), "refreshPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(m_view->session().activity(), SiteSession::Activity::Idle, patience);
    QVERIFY(isSound());
    QCOMPARE(sql("SELECT count(*) FROM knex_stock"), u"4"_s);
    QCOMPARE(sql("SELECT count(*) FROM inventory.wards"), u"2"_s);
}

// The check stops at a table that somebody made by hand, before anything runs.
void TestRepair::stoppedRunIsMarked()
{
    m_profile = m_fixture->site().addSite();
    sql("CREATE SCHEMA inventory; CREATE TABLE inventory.drugs (id int PRIMARY KEY, name text)");
    m_view = m_fixture->open(m_profile);
    MainWindowFixture::click(m_view, "upgradeSitePushButton");
    MainWindowFixture::waitForPage(m_view, "planPage");
    const auto *reason = child<QLabel>(m_view->currentPage(), "runReasonLabel");
    QTRY_VERIFY_WITH_TIMEOUT(reason->text().contains(u"Pending migrations"_s), patience);
    QVERIFY(!child<QPushButton>(m_view->currentPage(), "runPushButton")->isEnabled());
    MainWindowFixture::click(m_view->currentPage(), "backPushButton");
    MainWindowFixture::waitForPage(m_view, "overviewPage");
    mend("not-recorded", "markCompletedPushButton");
    upgrade();
    QVERIFY(isSound());
    QCOMPARE(sql("SELECT count(*) FROM knex_stock"), u"4"_s);
}

QTEST_MAIN(TestRepair)
#include "tst_repair.moc"
