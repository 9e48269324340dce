#include "tests/ui/support/releasetest.h"

#include "tests/support/testcluster.h"
#include "ui/site/siteevidence.h"
#include "ui/widgets/banner.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

namespace aegisx::test {

using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

// The overview has nothing to say of a site that somebody administers.
constexpr auto administratorSql =
    "WITH u AS (INSERT INTO public.users (username, email, password, status)"
    " VALUES ('somchai', 's@hospital.example', '-', 'active') RETURNING id)"
    " INSERT INTO public.user_roles (user_id, role_id)"
    " SELECT u.id, r.id FROM u, public.roles AS r WHERE r.name = 'admin'";

// Requests of 4 results each, as many as the seed of release 1.0 has tests; one of them in ten has
// not been reported yet. They are right, so that no trigger has to look at each.
constexpr auto fillSql = R"(
SET session_replication_role = replica;
INSERT INTO laboratory.orders (order_number, department_id, status)
  SELECT 'L' || n, (SELECT min(id) FROM inventory.departments), 'REPORTED'
  FROM generate_series(1, %1 / 4) AS n;
INSERT INTO laboratory.test_results (order_id, test_id, barcode, collected_at, reported_at)
  SELECT o.id, t.id, 'B' || o.id, '2026-03-02 08:00+07', CASE WHEN o.id % 10 > 0
         THEN timestamptz '2026-03-02 08:00+07' + make_interval(mins => (o.id % 240)::integer) END
  FROM laboratory.orders AS o CROSS JOIN laboratory.tests AS t ORDER BY o.id, t.id)";

QStringList modulesOf(const QString &release)
{
    const QString project = QStringLiteral(AEGISX_SOURCE_DIR);
    return {project % u"/migrations"_s,
            project % u"/migrations-inventory"_s,
            project % u"/tests/fixtures/laboratory/"_s % release};
}

QByteArray quoted(const QString &database)
{
    return postgres::quoteIdentifier(database);
}

} // namespace

void ReleaseTest::initTestCase()
{
    m_fixture = std::make_unique<MainWindowFixture>();
    m_fixture->site().useModules(modulesOf(u"1.0"_s));
    m_profile = m_fixture->site().addSite();
    m_release10 = m_profile.connection.database;
    m_view = m_fixture->openUpgraded(m_profile);
    QCOMPARE(verdict(), Meaning::Success);
    sql(administratorSql);
    leaveReport();
    m_view = nullptr;
    m_fixture.reset(); // nobody is connected to what is copied
}

void ReleaseTest::init()
{
    m_fixture = std::make_unique<MainWindowFixture>();
}

void ReleaseTest::cleanup()
{
    m_fixture.reset();
}

void ReleaseTest::openRelease10(int results)
{
    m_fixture->site().useModules(modulesOf(u"1.0"_s));
    m_profile = m_fixture->site().addSite();
    const TestCluster &cluster = TestCluster::instance();
    const QByteArray database = quoted(m_profile.connection.database);
    cluster.execute(u"postgres"_s, "DROP DATABASE " + database);
    cluster.execute(u"postgres"_s,
                    "CREATE DATABASE " + database + " TEMPLATE " + quoted(m_release10));
    if (results > 0)
        sql(QString::fromUtf8(fillSql).arg(results).toUtf8());
    m_view = m_fixture->open(m_profile);
    verifySound(0);
}

void ReleaseTest::install11()
{
    m_fixture->site().useModules(modulesOf(u"1.1"_s));
    MainWindowFixture::click(m_view->currentPage(), "refreshPushButton");
    verifySound(5);
}

Meaning ReleaseTest::verdict() const
{
    return child<Banner>(m_view->currentPage(), "reportBanner")->meaning();
}

QString ReleaseTest::texts() const
{
    QStringList texts;
    const auto labels = m_view->currentPage()->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        texts.append(label->text());
    return texts.join(u'\n');
}

void ReleaseTest::leaveReport()
{
    MainWindowFixture::click(m_view->currentPage(), "closeReportPushButton");
    auto *pages = child<QListWidget>(m_view, "navigationListWidget");
    QTest::mouseClick(pages->viewport(),
                      Qt::LeftButton,
                      {},
                      pages->visualItemRect(pages->item(0)).center()); // it came from another page
    MainWindowFixture::waitForPage(m_view, "overviewPage");
}

void ReleaseTest::runPlan()
{
    MainWindowFixture::waitForPage(m_view, "planPage");
    MainWindowFixture::click(m_view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
}

void ReleaseTest::upgrade(const char *reported)
{
    MainWindowFixture::click(m_view->currentPage(), "upgradeSitePushButton");
    QElapsedTimer timer;
    timer.start();
    runPlan();
    qInfo("from the plan to the report: %lld ms", static_cast<long long>(timer.elapsed()));
    const auto *steps = child<QTreeWidget>(m_view->currentPage(), "reportStepsTreeWidget");
    QStringList groups;
    for (int i = 0; i < steps->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *group = steps->topLevelItem(i);
        int migrations = 0; // the seeds of all modules follow them
        for (int j = 0; j < group->childCount(); ++j)
            migrations += group->child(j)->text(0).startsWith("2026"_L1) ? 1 : 0;
        if (migrations > 0)
            groups.append(group->text(0).section(u':', 0, 0) % u": "_s
                          % QString::number(migrations));
    }
    QCOMPARE(groups.join(u", "_s), QString::fromUtf8(reported));
}

void ReleaseTest::upgradeWhole(int results)
{
    upgrade("done: 5");
    QCOMPARE(verdict(), Meaning::Success);
    leaveReport();
    verifySound(0);
    verifyFilled(results);
}

// As a person does it: the module's card, its page, the menu of the button.
void ReleaseTest::rollBack()
{
    MainWindowFixture::click(child<QWidget>(m_view->currentPage(), "moduleCard_laboratory"),
                             "showModulePushButton");
    MainWindowFixture::waitForPage(m_view, "modulesPage");
    const QWidget *page = m_view->currentPage();
    QAction *action = page->findChild<QAction *>(u"rollBackBatch"_s);
    QTRY_VERIFY_WITH_TIMEOUT(action->isEnabled(), patience);
    auto *menu = child<QMenu>(page, "rollBackMenu");
    QTimer look; // the menu has an event loop of its own
    connect(&look, &QTimer::timeout, menu, [menu, action] {
        if (menu->isVisible())
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
    });
    look.start(20);
    MainWindowFixture::click(m_view->currentPage(), "rollBackPushButton");
    look.stop();
    MainWindowFixture::waitForPage(m_view, "planPage");
    const auto *losses = child<QWidget>(m_view->currentPage(), "lossesCard");
    QTRY_VERIFY_WITH_TIMEOUT(losses->isVisible(), patience); // columns and a table
    runPlan();
    QCOMPARE(verdict(), Meaning::Success);
}

void ReleaseTest::verifySound(int pending)
{
    const auto *banner = child<Banner>(m_view->currentPage(), "stateBanner");
    const SiteEvidence &evidence = m_view->session().evidence();
    QTRY_VERIFY_WITH_TIMEOUT(m_view->session().snapshot()
                                 && m_view->session().snapshot()->pendingCount() == pending,
                             patience);
    QTRY_COMPARE_WITH_TIMEOUT(evidence.placement().state, SiteEvidence::State::Known, patience);
    QCOMPARE(banner->meaning(), pending > 0 ? Meaning::Info : Meaning::Success);
    QVERIFY(!child<QWidget>(m_view->currentPage(), "findingsCard")->isVisible());
}

lint::SchemaSnapshot ReleaseTest::schema() const
{
    auto connection = postgres::Connection::open(m_profile.connection);
    if (!connection)
        qFatal("%s", qUtf8Printable(connection.error().toText()));
    const auto snapshot = lint::readSchema(*connection, {});
    if (!snapshot)
        qFatal("%s", qUtf8Printable(snapshot.error().toText()));
    return *snapshot;
}

QString ReleaseTest::rows() const
{
    return sql(
        "SELECT md5(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\")) FROM ("
        " SELECT o::text AS line FROM laboratory.orders AS o UNION ALL"
        " SELECT (id, order_id, test_id, barcode, result_text, collected_at, reported_at,"
        " reported_by, created_at, updated_at)::text FROM laboratory.test_results) AS lines");
}

void ReleaseTest::verifyFilled(int results)
{
    QCOMPARE(sql("SELECT concat_ws(' ', count(*), count(turnaround_minutes),"
                 " count(*) FILTER (WHERE turnaround_minutes = order_id % 240),"
                 " count(*) FILTER (WHERE source = 'MANUAL' AND NOT is_critical))"
                 " FROM laboratory.test_results"),
             u"%1 %2 %2 %1"_s.arg(results).arg(results / 10 * 9));
    QCOMPARE(sql("SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid ="
                 " to_regclass('laboratory.test_results_barcode_test_id_key')"),
             u"1"_s);
    QCOMPARE(sql("SELECT count(*) FROM laboratory.tests"), u"5"_s); // the upgrade loads the seed
}

} // namespace aegisx::test
