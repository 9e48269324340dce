// The site's own history, read back from what real runs left in aegisx_site.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/inspection/sitehistory.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace aegisx;
using inspection::AppliedBy;
using inspection::SiteRun;
using inspection::SiteRunStep;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

QList<SiteRun> runsOf(const SiteFixture &site, int limit = 100)
{
    auto connection = site.connect();
    const auto found = inspection::readSiteRuns(connection, limit);
    if (!found)
        qFatal("runs: %s", qUtf8Printable(found.error().toText()));
    return *found;
}

QHash<QString, AppliedBy> appliedBy(const SiteFixture &site)
{
    auto connection = site.connect();
    const auto found = inspection::readAppliedBy(connection);
    if (!found)
        qFatal("applied by: %s", qUtf8Printable(found.error().toText()));
    return *found;
}

} // namespace

class TestSiteHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingYet();
    void runsNewestFirst();
    void stepsInOrder();
    void whoAppliedIt();
    void withoutTheRight();
    void rowsOfOtherPrograms();
    void cancelled();
};

void TestSiteHistory::nothingYet()
{
    SiteFixture site(QStringList {});
    QVERIFY(runsOf(site).isEmpty());
    QVERIFY(appliedBy(site).isEmpty());
    auto connection = site.connect();
    const auto steps =
        inspection::readSiteRunSteps(connection, u"c1646ce2-c7c4-4b54-a2c4-0c8e630d4164"_s);
    QVERIFY(steps && steps->isEmpty());
    QCOMPARE(site.sql("SELECT to_regnamespace('aegisx_site') IS NULL"), u"t"_s); // still
}

void TestSiteHistory::runsNewestFirst()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addTable(u"2_b"_s);
    SiteFixture site({demo.path()});
    const RunReport upgrade = site.run(site.migratePlan());
    QCOMPARE(upgrade.outcome, Outcome::Done);
    const RunReport rollback = site.run(site.rollbackPlan());
    QCOMPARE(rollback.outcome, Outcome::Done);
    demo.addMigration(u"2_b"_s, "SELECT 1/0;");
    site.reload();
    const RunReport failed = site.run(site.migratePlan());
    QCOMPARE(failed.outcome, Outcome::Failed);

    const QList<SiteRun> found = runsOf(site);
    QCOMPARE(found.size(), 3);
    QStringList lines;
    for (const SiteRun &run : found)
        lines << u"%1 %2 %3"_s.arg(run.operation, run.outcome).arg(run.steps);
    QCOMPARE(lines,
             (QStringList {u"Migrate Failed 0"_s, u"Rollback Done 2"_s, u"Migrate Done 2"_s}));
    QCOMPARE(found.at(0).runId, failed.runId);
    QVERIFY(found.at(0).detail.contains(u"division by zero"_s));
    QVERIFY(found.at(0).detail.contains(u"2_b.sql"_s));
    const SiteRun &first = found.last();
    QCOMPARE(first.runId, upgrade.runId);
    QCOMPARE(first.who, upgrade.who);
    QVERIFY(first.program.startsWith(u"AegisX Site Manager "_s));
    QCOMPARE(first.startedAt, upgrade.startedAt);
    QVERIFY(first.finishedAt.isValid() && first.finishedAt >= first.startedAt);
    QVERIFY(first.detail.isEmpty());
    const QList<SiteRun> newest = runsOf(site, 1);
    QCOMPARE(newest.size(), 1);
    QCOMPARE(newest.first().runId, failed.runId);
}

void TestSiteHistory::stepsInOrder()
{
    ModuleFolder demo;
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        demo.addTable(stem);
    demo.addSeed(u"001_x"_s, "SELECT pg_sleep(0.01);");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const RunReport seeded = site.run(site.seedPlan());
    QCOMPARE(seeded.outcome, Outcome::Done);
    const RunReport rollback = site.run(site.rollbackPlan());
    QCOMPARE(rollback.outcome, Outcome::Done);
    auto connection = site.connect();
    const auto down = inspection::readSiteRunSteps(connection, rollback.runId);
    QVERIFY(down);
    QStringList lines;
    for (const SiteRunStep &step : *down)
        lines << step.module % u' ' % step.name % u' ' % step.direction;
    QCOMPARE(lines, (QStringList {u"demo 3_c down"_s, u"demo 2_b down"_s, u"demo 1_a down"_s}));
    const auto seed = inspection::readSiteRunSteps(connection, seeded.runId);
    QCOMPARE(seed->size(), 1);
    QCOMPARE(seed->first().direction, u"seed"_s);
    QCOMPARE(seed->first().microseconds, seeded.steps.first().microseconds);
    QVERIFY(seed->first().microseconds >= 10000);
    QCOMPARE(seed->first().sha256.size(), 64);
    QVERIFY(seed->first().finishedAt.isValid());
    for (const QString &none : {u"c1646ce2-c7c4-4b54-a2c4-0c8e630d4164"_s, u"'; --"_s, QString()}) {
        const auto empty = inspection::readSiteRunSteps(connection, none);
        QVERIFY(empty && empty->isEmpty());
    }
}

void TestSiteHistory::whoAppliedIt()
{
    ModuleFolder demo;
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        demo.addTable(stem);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false})).outcome, Outcome::Done);
    QCOMPARE(site.run(site.migratePlan({{}, u"2_b"_s, false})).outcome, Outcome::Done);
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.rollbackPlan({{}, 2, {}, false})).outcome, Outcome::Done);
    const RunReport again = site.run(site.migratePlan({{}, u"2_b"_s, false}));
    QCOMPARE(again.outcome, Outcome::Done);
    const auto applied = appliedBy(site);
    QStringList keys = applied.keys();
    keys.sort();
    QCOMPARE(keys, (QStringList {u"demo/1_a"_s, u"demo/2_b"_s})); // 3_c is undone
    const AppliedBy second = applied.value(u"demo/2_b"_s);
    QCOMPARE(second.runId, again.runId);
    QCOMPARE(second.who, again.who);
    QCOMPARE(second.microseconds, again.steps.first().microseconds);
    QVERIFY(second.finishedAt.isValid());
    QVERIFY(applied.value(u"demo/1_a"_s).runId != again.runId);
}

void TestSiteHistory::withoutTheRight()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("CREATE ROLE reader LOGIN");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION reader"));
    const auto isEmpty = [&connection] {
        const auto found = inspection::readSiteRuns(connection, 10);
        const auto applied = inspection::readAppliedBy(connection);
        return found && found->isEmpty() && applied && applied->isEmpty();
    };
    QVERIFY(isEmpty()); // the schema
    site.sql("GRANT USAGE ON SCHEMA aegisx_site TO reader");
    QVERIFY(isEmpty()); // both tables
    site.sql("GRANT SELECT ON aegisx_site.run TO reader");
    QVERIFY(isEmpty()); // one of them
    site.sql("GRANT SELECT ON aegisx_site.run_step TO reader");
    QVERIFY(!isEmpty());
    site.sql("DROP OWNED BY reader; DROP ROLE reader");
}

void TestSiteHistory::rowsOfOtherPrograms()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("INSERT INTO aegisx_site.run (run_id, operation, started_at) VALUES"
             " ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'Frob', '2020-01-02 03:04:05.678+00');"
             "INSERT INTO aegisx_site.step (run_id, tracking_schema, tracking_table, module, name,"
             " direction) VALUES ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', '', '', 'lab', '9_z',"
             " 'up')");
    const SiteRun old = runsOf(site).last();
    QCOMPARE(old.operation, u"Frob"_s);
    QCOMPARE(old.outcome, QString()); // killed, or still at it
    QCOMPARE(old.who, QString());
    QCOMPARE(old.startedAt,
             QDateTime::fromString(u"2020-01-02T03:04:05.678Z"_s, Qt::ISODateWithMs));
    QVERIFY(!old.finishedAt.isValid());
    QCOMPARE(old.steps, 1);
    QCOMPARE(appliedBy(site).value(u"lab/9_z"_s).who, QString());
    QCOMPARE(appliedBy(site).value(u"lab/9_z"_s).microseconds, 0);
    site.sql("SET session_replication_role = replica;" // else the audit trail refuses it
             "UPDATE aegisx_site.run SET os_user = 'somsak' WHERE operation = 'Frob'");
    QCOMPARE(runsOf(site).last().who, u"somsak"_s);
}

void TestSiteHistory::cancelled()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE aegisx_site.run"));
    std::stop_source stop;
    std::jthread canceller([&] {
        // Only once the reader hangs there.
        auto watcher = site.connect();
        while (!watcher
                    .query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation ="
                           " 'aegisx_site.run'::regclass")
                    ->count())
            std::this_thread::yield();
        stop.request_stop();
    });
    auto connection = site.connect();
    const auto found = inspection::readSiteRuns(connection, 10, stop.get_token());
    QVERIFY(!found);
    QCOMPARE(found.error().kind, ErrorKind::Cancelled);
    QVERIFY(holder.query("ROLLBACK"));
}

QTEST_GUILESS_MAIN(TestSiteHistory)
#include "tst_sitehistory.moc"
