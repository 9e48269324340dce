#include "core/lint/schemasnapshot.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/site/siteevidence.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

// Requests of 4 results each, as many as the seed of release 1.0 has tests; one of them in ten has
// not been reported yet.
constexpr auto fillSql = R"(
INSERT INTO laboratory.orders (order_number, department_id, status)
  SELECT 'L' || n, (SELECT min(id) FROM inventory.departments), 'REPORTED'
  FROM generate_series(1, %1 / 4) AS n;
INSERT INTO laboratory.test_results (order_id, test_id, barcode, collected_at, reported_at)
  SELECT o.id, t.id, 'B' || o.id, '2026-03-02 08:00+07', CASE WHEN o.id % 10 > 0
         THEN timestamptz '2026-03-02 08:00+07' + make_interval(mins => (o.id % 240)::integer) END
  FROM laboratory.orders AS o CROSS JOIN laboratory.tests AS t ORDER BY o.id, t.id)";

// Holds the filling up at a row.
constexpr auto gateSql = R"(
CREATE FUNCTION public.wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(600);
  RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE UPDATE ON laboratory.test_results
  FOR EACH ROW WHEN (OLD.id = 201) EXECUTE FUNCTION public.wait_at_gate())";

QStringList modulesOf(const QString &release)
{
    const QString project = QStringLiteral(AEGISX_SOURCE_DIR);
    return {project % u"/migrations"_s,
            project % u"/migrations-inventory"_s,
            project % u"/tests/fixtures/laboratory/"_s % release};
}

} // namespace

// The two releases of a third module (tests/fixtures/laboratory), by clicks alone: upgraded, rolled
// back, upgraded again, and what may go wrong on the way.
class TestReleases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void upgradedAndRolledBack_data();
    void upgradedAndRolledBack();
    void refusedRow();
    void duplicatesForTheIndex();
    void cancelledInTheMiddle();

private:
    void openRelease10(int results); // a site with so many results
    void install11();
    void upgrade(const char *reported); // until the report is there, and what it lists
    void rollBack();
    void leaveReport();
    void runPlan();
    void verifyFilled(int results);
    void verifySound(int pending); // what the overview says
    [[nodiscard]] lint::SchemaSnapshot schema() const;
    [[nodiscard]] QString rows() const; // what people wrote, in the columns of release 1.0: a hash
    [[nodiscard]] QString texts() const; // of the page in front
    [[nodiscard]] Meaning verdict() const; // of the report
    QString sql(const QByteArray &statement) const { return UiFixture::sql(m_profile, statement); }

    std::unique_ptr<MainWindowFixture> m_fixture;
    sites::SiteProfile m_profile;
    SiteView *m_view = nullptr;
};

void TestReleases::init()
{
    m_fixture = std::make_unique<MainWindowFixture>();
}

void TestReleases::openRelease10(int results)
{
    m_fixture->site().useModules(modulesOf(u"1.0"_s));
    m_profile = m_fixture->site().addSite();
    m_view = m_fixture->openUpgraded(m_profile);
    QCOMPARE(verdict(), Meaning::Success);
    if (results > 0)
        sql(QString::fromUtf8(fillSql).arg(results).toUtf8());
    leaveReport();
}

void TestReleases::install11()
{
    m_fixture->site().useModules(modulesOf(u"1.1"_s));
    MainWindowFixture::click(m_view->currentPage(), "refreshPushButton");
    verifySound(5);
}

Meaning TestReleases::verdict() const
{
    return child<Banner>(m_view->currentPage(), "reportBanner")->meaning();
}

QString TestReleases::texts() const
{
    QStringList texts;
    const auto labels = m_view->currentPage()->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        texts.append(label->text());
    return texts.join(u'\n');
}

void TestReleases::leaveReport()
{
    MainWindowFixture::click(m_view->currentPage(), "closeReportPushButton");
    auto *pages = child<QListWidget>(m_view, "navigationListWidget");
    QTest::mouseClick(pages->viewport(),
                      Qt::LeftButton,
                      {},
                      pages->visualItemRect(pages->item(0)).center()); // it came from another page
    MainWindowFixture::waitForPage(m_view, "overviewPage");
}

void TestReleases::runPlan()
{
    MainWindowFixture::waitForPage(m_view, "planPage");
    MainWindowFixture::click(m_view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
}

void TestReleases::upgrade(const char *reported)
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

// As a person does it: the module's card, its page, the menu of the button.
void TestReleases::rollBack()
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

void TestReleases::verifySound(int pending)
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

lint::SchemaSnapshot TestReleases::schema() const
{
    auto connection = postgres::Connection::open(m_profile.connection);
    if (!connection)
        qFatal("%s", qUtf8Printable(connection.error().toText()));
    const auto snapshot = lint::readSchema(*connection, {});
    if (!snapshot)
        qFatal("%s", qUtf8Printable(snapshot.error().toText()));
    return *snapshot;
}

QString TestReleases::rows() const
{
    return sql(
        "SELECT md5(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\")) FROM ("
        " SELECT o::text AS line FROM laboratory.orders AS o UNION ALL"
        " SELECT (id, order_id, test_id, barcode, result_text, collected_at, reported_at,"
        " reported_by, created_at, updated_at)::text FROM laboratory.test_results) AS lines");
}

void TestReleases::verifyFilled(int results)
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

void TestReleases::upgradedAndRolledBack_data()
{
    QTest::addColumn<int>("results");
    QTest::newRow("100,000 results") << 100'000;
    QTest::newRow("none") << 0;
}

void TestReleases::upgradedAndRolledBack()
{
    QFETCH(const int, results);
    openRelease10(results);
    const auto schemaBefore = schema();
    const QString rowsBefore = rows();
    const QString recordedBefore = sql("SELECT string_agg(t::text, ' ') FROM"
                                       " knex_migrations_laboratory AS t");
    install11();
    lint::SchemaSnapshot upgraded;
    for (int round = 0; round < 2; ++round) {
        upgrade("done: 5");
        QCOMPARE(verdict(), Meaning::Success);
        leaveReport();
        verifySound(0);
        verifyFilled(results);
        QCOMPARE(rows(), rowsBefore);
        if (round == 0)
            upgraded = schema();
        QCOMPARE(lint::differences(upgraded, schema()), QStringList());
        rollBack();
        leaveReport();
        verifySound(5);
        QCOMPARE(lint::differences(schemaBefore, schema()), QStringList());
        QCOMPARE(rows(), rowsBefore);
        QCOMPARE(sql("SELECT string_agg(t::text, ' ') FROM knex_migrations_laboratory AS t"),
                 recordedBefore);
    }
}

void TestReleases::refusedRow()
{
    openRelease10(400);
    sql("UPDATE laboratory.test_results SET reported_at = collected_at - interval '1 hour'"
        " WHERE id = 201");
    const auto schemaBefore = schema();
    const QString rowsBefore = rows();
    install11();
    upgrade("failed: 1, rolled back: 2, not run: 2");
    QCOMPARE(verdict(), Meaning::Danger);
    QVERIFY2(texts().contains(u"exactly as it was before"_s), qUtf8Printable(texts()));
    QVERIFY2(texts().contains(u"20260601000501_fill_turnaround"_s), qUtf8Printable(texts()));
    QVERIFY2(texts().contains(u"test_results_turnaround_check"_s), qUtf8Printable(texts()));
    QCOMPARE(lint::differences(schemaBefore, schema()), QStringList());
    QCOMPARE(rows(), rowsBefore);
    leaveReport();
    verifySound(5);
    sql("UPDATE laboratory.test_results SET reported_at = collected_at"
        " + make_interval(mins => order_id::integer % 240) WHERE id = 201");
    upgrade("done: 5");
    QCOMPARE(verdict(), Meaning::Success);
    verifyFilled(400);
}

void TestReleases::duplicatesForTheIndex()
{
    openRelease10(400);
    sql("UPDATE laboratory.test_results SET barcode = 'B1' WHERE id = 201");
    install11();
    upgrade("failed: 1, done: 4");
    QCOMPARE(verdict(), Meaning::Danger);
    QVERIFY2(texts().contains(u"4 of 5 steps are in the database"_s), qUtf8Printable(texts()));
    QVERIFY2(texts().contains(u"an index that is not valid"_s), qUtf8Printable(texts()));
    leaveReport();
    QTRY_COMPARE_WITH_TIMEOUT(m_view->session().snapshot()->pendingCount(), 1, patience);
    sql("UPDATE laboratory.test_results SET barcode = 'B51' WHERE id = 201");
    sql("DROP INDEX laboratory.test_results_barcode_test_id_key");
    upgrade("done: 1");
    QCOMPARE(verdict(), Meaning::Success);
    leaveReport();
    verifySound(0);
    verifyFilled(400);
}

void TestReleases::cancelledInTheMiddle()
{
    openRelease10(400);
    sql(gateSql);
    const auto schemaBefore = schema();
    const QString rowsBefore = rows();
    install11();
    MainWindowFixture::startUpgrade(m_view);
    MainWindowFixture::waitForPage(m_view, "runPage");
    QTRY_COMPARE_WITH_TIMEOUT(sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event ="
                                  " 'PgSleep' AND datname = current_database()"),
                              u"1"_s,
                              patience);
    MainWindowFixture::click(m_view->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
    QVERIFY2(texts().contains(u"exactly as it was before"_s), qUtf8Printable(texts()));
    QCOMPARE(lint::differences(schemaBefore, schema()), QStringList());
    QCOMPARE(rows(), rowsBefore);
    leaveReport();
    verifySound(5);
    sql("DROP TRIGGER gate ON laboratory.test_results");
    upgrade("done: 5");
    QCOMPARE(verdict(), Meaning::Success);
    verifyFilled(400);
}

QTEST_MAIN(TestReleases)
#include "tst_releases.moc"
