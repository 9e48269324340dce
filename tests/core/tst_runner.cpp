#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace std::chrono_literals;
using runs::Outcome;
using runs::RunReport;
using runs::StepState;
using test::ModuleFolder;
using test::SiteFixture;

class TestRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeEventLog();
    void failureLeavesNothing();
    void errorNamesFileLineStatement();
    void stepByStepSaysHowFar();
    void withoutTransaction();
    void withoutTransactionFails();
    void rollback();
    void rollbackFailureLeavesAll();
    void rollbackOfWhatOthersUse();
    void skipsWhatOthersDid();
    void refusesAStalePlan();
    void searchPathAndSettingsDoNotLeak();
    void unreadableTextGoesWhole();
    void newEnumLabels();
    void lockRowsAreHealed();
    void lockedByAnother();
    void cancelled();
};

void TestRunner::wholeEventLog()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s,
                      "CREATE TABLE public.t_b ();\nDROP TABLE IF EXISTS public.nothing;",
                      "DROP TABLE public.t_b;");
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(site.events(),
             (QStringList {u"RunStarted"_s,
                           u"LockTaken"_s,
                           u"SegmentStarted"_s,
                           u"StepStarted demo/1_a"_s,
                           u"StatementDone demo/1_a 1/1 CREATE TABLE"_s,
                           u"StepDone demo/1_a"_s,
                           u"StepStarted demo/2_b"_s,
                           u"StatementDone demo/2_b 1/2 CREATE TABLE"_s,
                           u"Notice demo/2_b NOTICE: table \"nothing\" does not exist, skipping"_s,
                           u"StatementDone demo/2_b 2/2 DROP TABLE"_s,
                           u"StepDone demo/2_b"_s,
                           u"SegmentCommitted"_s,
                           u"RunFinished"_s}));
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:1"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(report.batches.value(u"demo"_s), 1);
    QCOMPARE(site.inspect().modules.first().status, inspection::ModuleStatus::UpToDate);
    const RunReport again = site.run(site.migratePlan());
    QCOMPARE(again.outcome, Outcome::NothingToDo);
    QCOMPARE(site.events(), (QStringList {u"RunStarted"_s, u"RunFinished"_s}));
}

void TestRunner::failureLeavesNothing()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "CREATE TABLE public.t_b ();\nSELECT 1/0;", "SELECT 1;");
    demo.addTable(u"3_c"_s);
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(site.events(),
             (QStringList {u"RunStarted"_s,
                           u"LockTaken"_s,
                           u"SegmentStarted"_s,
                           u"StepStarted demo/1_a"_s,
                           u"StatementDone demo/1_a 1/1 CREATE TABLE"_s,
                           u"StepDone demo/1_a"_s,
                           u"StepStarted demo/2_b"_s,
                           u"StatementDone demo/2_b 1/2 CREATE TABLE"_s,
                           u"StepFailed demo/2_b"_s,
                           u"RolledBack"_s,
                           u"RunFinished"_s}));
    QCOMPARE(report.steps.at(0).state, StepState::RolledBack);
    QCOMPARE(report.steps.at(1).state, StepState::Failed);
    QCOMPARE(report.steps.at(2).state, StepState::NotRun);
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.tables(), QString());
    QCOMPARE(report.error->detail.sqlState, u"22012"_s);
    // Mended, the next run does it all.
    demo.addTable(u"2_b"_s);
    site.reload();
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:1, 3_c.js:1"_s);
}

void TestRunner::errorNamesFileLineStatement()
{
    ModuleFolder demo;
    demo.addMigration(
        u"1_a"_s, "CREATE TABLE public.t_a (\n    id integer,\n    name texxt\n);", "SELECT 1;");
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    const ErrorDetail &detail = report.error->detail;
    QCOMPARE(detail.where.file, demo.path() % u"/1_a.sql"_s);
    QCOMPARE(detail.where.line, 4); // the marker is line 1
    QCOMPARE(detail.where.column, 10);
    QVERIFY(detail.statement.startsWith(u"CREATE TABLE public.t_a"_s));
    QCOMPARE(detail.sqlState, u"42704"_s);
    QVERIFY(report.error->message.contains(u"demo/1_a"_s));
    QVERIFY(!report.error->remedy.isEmpty());
    QVERIFY(report.error->consequence.contains(u"exactly as it was"_s));
}

void TestRunner::stepByStepSaysHowFar()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "CREATE TABLE public.t_b ();\nSELECT 1/0;", "SELECT 1;");
    demo.addTable(u"3_c"_s);
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan({{}, {}, true}));
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(report.steps.at(0).state, StepState::Done);
    QCOMPARE(report.steps.at(1).state, StepState::Failed);
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(site.tables(), u"t_1_a"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.lock_holder"), u"0"_s);
    QVERIFY(site.events().contains(u"LockReleased"_s));
    demo.addTable(u"2_b"_s);
    site.reload();
    QCOMPARE(site.run(site.migratePlan({{}, {}, true})).outcome, Outcome::Done);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:2, 3_c.js:2"_s);
}

void TestRunner::withoutTransaction()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(
        u"2_i"_s,
        "CREATE INDEX CONCURRENTLY i ON public.\"t_1_a\" (id);\nCOMMENT ON INDEX public.i IS 'x';",
        "DROP INDEX CONCURRENTLY public.i;",
        "transaction:false");
    demo.addTable(u"3_c"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_i.js:1, 3_c.js:1"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.i'::regclass"),
             u"t"_s);
    QCOMPARE(site.run(site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.tables(), QString());
    // As the last step as well: the lock is released after it.
    QCOMPARE(site.run(site.migratePlan({{}, u"2_i"_s, false})).outcome, Outcome::Done);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.sql("SELECT outcome FROM aegisx_site.run ORDER BY started_at DESC LIMIT 1"),
             u"Done"_s);
}

void TestRunner::withoutTransactionFails()
{
    ModuleFolder demo;
    demo.addMigration(
        u"1_a"_s,
        "CREATE TABLE public.t_a (id int);\nCREATE INDEX CONCURRENTLY i ON public.t_none (id);",
        {},
        "transaction:false");
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::FailedPartWay); // the table stays, and the report says so
    QCOMPARE(site.tables(), u"t_a"_s);
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.lockRows(), u"0"_s);
}

void TestRunner::rollback()
{
    ModuleFolder demo;
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        demo.addTable(stem);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false})).outcome, Outcome::Done);
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:2, 3_c.js:2"_s);
    const RunReport report = site.run(site.rollbackPlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.steps.first().name, u"3_c"_s);
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(site.tables(), u"t_1_a"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.lock_holder"), u"0"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), u"0"_s);
}

void TestRunner::rollbackFailureLeavesAll()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(
        u"2_b"_s, "CREATE TABLE public.t_b ();", "DROP TABLE public.t_b;\nSELECT 1/0;");
    demo.addTable(u"3_c"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const RunReport report = site.run(site.rollbackPlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:1, 3_c.js:1"_s);
    QCOMPARE(site.tables(), u"t_1_a t_3_c t_b"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
}

void TestRunner::rollbackOfWhatOthersUse()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("CREATE VIEW public.report AS SELECT * FROM public.\"t_1_a\"");
    const RunReport report = site.run(site.rollbackPlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->detail.sqlState, u"2BP01"_s);
    QVERIFY(report.error->detail.serverDetail.contains(u"view report"_s));
    QVERIFY2(report.error->remedy.contains(u"depends on it"_s)
                 && !report.error->remedy.contains(u"vendor"_s),
             qUtf8Printable(report.error->remedy));
}

void TestRunner::skipsWhatOthersDid()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addTable(u"2_b"_s);
    SiteFixture site({demo.path()});
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false})).outcome, Outcome::Done);
    const RunReport report = site.run(plan); // made before the other ran
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.steps.at(0).state, StepState::Skipped);
    QCOMPARE(report.steps.at(1).state, StepState::Done);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:2"_s);
    QCOMPARE(site.run(plan).outcome, Outcome::NothingToDo);
    QCOMPARE(site.lockRows(), u"0"_s);
}

void TestRunner::refusesAStalePlan()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addTable(u"2_b"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false})).outcome, Outcome::Done);
    const plans::Plan rollback = site.rollbackPlan(); // undoes 1_a
    const plans::Plan upgrade = site.migratePlan(); // needs 1_a
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const RunReport refused = site.run(rollback); // the last batch is another one now
    QCOMPARE(refused.outcome, Outcome::Refused);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:2"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.run(site.rollbackPlan({{}, 1, {}, true})).outcome, Outcome::Done);
    QCOMPARE(site.run(upgrade).outcome, Outcome::Refused);
    QCOMPARE(site.tables(), QString());
    site.sql("INSERT INTO knex_migrations (name, batch) VALUES ('9_foreign.js', 1)");
    QCOMPARE(site.inspect().modules.first().unknown, 1);
}

void TestRunner::searchPathAndSettingsDoNotLeak()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE SCHEMA other;\nSET search_path TO other;\nSET statement_timeout = "
                      "'7s';\nSELECT set_config('lock_timeout', '8s', false);",
                      "SELECT 1;");
    demo.addMigration(u"2_b"_s,
                      "CREATE TABLE t_here (path text DEFAULT "
                      "current_setting('statement_timeout'));\nINSERT INTO t_here DEFAULT VALUES;",
                      "SELECT 1;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 't_here'"),
             u"public"_s);
    QCOMPARE(site.sql("SELECT path FROM public.t_here"), u"0"_s);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:1"_s);
}

void TestRunner::unreadableTextGoesWhole()
{
    // What a newer server would read is played by a plan that is told to send the text whole.
    ModuleFolder demo;
    demo.addMigration(
        u"1_a"_s, "CREATE TABLE public.t_a (); CREATE TABLE public.t_b ();", "SELECT 1;");
    demo.addTable(u"2_c"_s);
    SiteFixture site({demo.path()});
    plans::Plan plan = site.migratePlan();
    plan.steps.first().whole = true;
    plan.steps.first().changesSession = true;
    plan.steps.first().statements = {
        {"CREATE TABLE public.t_a (); CREATE TABLE public.t_b ();", 2, 1, {}}};
    QCOMPARE(site.run(plan).outcome, Outcome::Done);
    QCOMPARE(site.tables(), u"t_2_c t_a t_b"_s);
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_c.js:1"_s);
    // A text that ends the transaction is noticed.
    QCOMPARE(site.run(site.rollbackPlan({{}, 1, u"1_a"_s, false})).outcome, Outcome::Done);
    site.sql("DELETE FROM knex_migrations; DROP TABLE public.t_a; DROP TABLE public.t_b");
    plans::Plan bad = site.migratePlan();
    bad.steps.first().whole = true;
    bad.steps.first().statements = {{"CREATE TABLE public.t_a (); COMMIT;", 2, 1, {}}};
    const RunReport report = site.run(bad);
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QVERIFY(report.error->message.contains(u"1_a"_s));
}

void TestRunner::newEnumLabels()
{
    ModuleFolder demo;
    demo.addMigration(
        u"1_make"_s, "CREATE TYPE public.color AS ENUM ('red');", "DROP TYPE public.color;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    demo.addMigration(u"2_add"_s, "ALTER TYPE public.color ADD VALUE 'blue';", "SELECT 1;");
    demo.addMigration(u"3_use"_s,
                      "CREATE TABLE public.t_use (c public.color DEFAULT 'blue');",
                      "DROP TABLE public.t_use;");
    site.reload();
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(plan.segmentCount(), 2);
    QCOMPARE(site.run(plan).outcome, Outcome::Done); // in one transaction: SQLSTATE 55P04
    QCOMPARE(site.recorded(), u"1_make.js:1, 2_add.js:2, 3_use.js:2"_s);
}

void TestRunner::lockRowsAreHealed()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    int number = 1;
    for (const QByteArray &rows :
         {QByteArray("DELETE FROM knex_migrations_lock"),
          QByteArray("INSERT INTO knex_migrations_lock (is_locked) VALUES (0)"),
          QByteArray("INSERT INTO knex_migrations_lock (is_locked) VALUES (0), (0)"),
          QByteArray("DROP TABLE knex_migrations_lock"),
          QByteArray("ALTER TABLE knex_migrations_lock DROP COLUMN index; INSERT INTO "
                     "knex_migrations_lock VALUES (0)")}) {
        site.sql(rows);
        demo.addTable(QString::number(++number) % u"_x"_s);
        site.reload();
        QVERIFY2(site.run(site.migratePlan()).outcome == Outcome::Done, rows.constData());
        QCOMPARE(site.lockRows(), u"0"_s);
    }
    // One free, one taken: knex would run once and then be stuck. We touch nothing.
    site.sql("INSERT INTO knex_migrations_lock VALUES (1)");
    demo.addTable(u"9_z"_s);
    site.reload();
    const auto refused = plans::planMigrate(site.catalog(), site.inspect(), {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Locked);
    QCOMPARE(site.lockRows(), u"0 1"_s);
}

void TestRunner::lockedByAnother()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(site.run(plan).outcome, Outcome::Done);
    demo.addTable(u"2_b"_s);
    site.reload();
    const plans::Plan next = site.migratePlan();
    for (const QByteArray &value :
         {QByteArray("1"), QByteArray("2"), QByteArray("-1"), QByteArray("NULL")}) {
        site.sql("UPDATE knex_migrations_lock SET is_locked = " + value);
        QCOMPARE(site.run(next).outcome, Outcome::Locked);
        QCOMPARE(site.inspect().modules.first().lock.state, inspection::LockState::Unknown);
    }
    site.sql("UPDATE knex_migrations_lock SET is_locked = 0");
    // An open transaction that holds the row, as a wrapped knex run does: waited for.
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("UPDATE knex_migrations_lock SET is_locked = 1 WHERE is_locked = 0"));
    QCOMPARE(site.inspect().modules.first().lock.state, inspection::LockState::Running);
    QCOMPARE(site.run(next, {100ms, 1, 0s, 1s}).outcome, Outcome::Locked);
    std::thread release([&holder] {
        std::this_thread::sleep_for(300ms);
        [[maybe_unused]] const auto done = holder.query("ROLLBACK");
    });
    const RunReport report = site.run(next, {100ms, 1, 60s, 1s});
    release.join();
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(site.events().contains(u"Waiting"_s));
    QCOMPARE(site.recorded(), u"1_a.js:1, 2_b.js:2"_s);
}

void TestRunner::cancelled()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "SELECT pg_sleep(600);", "SELECT 1;");
    SiteFixture site({demo.path()});
    for (const bool stepByStep : {false, true}) {
        const plans::Plan plan = site.migratePlan({{}, {}, stepByStep});
        auto connection = site.connect();
        std::stop_source stop;
        const EventSink sink = [&stop](const Event &event) {
            if (event.kind == EventKind::StepStarted && event.name == u"2_b"_s)
                stop.request_stop();
        };
        const RunReport report = runs::run(connection, plan, {}, sink, stop.get_token());
        QCOMPARE(report.outcome, stepByStep ? Outcome::CancelledPartWay : Outcome::Cancelled);
        QCOMPARE(report.steps.at(0).state, stepByStep ? StepState::Done : StepState::RolledBack);
        QCOMPARE(report.steps.at(1).state, StepState::Cancelled);
        QCOMPARE(site.recorded(), stepByStep ? u"1_a.js:1"_s : QString());
        QCOMPARE(site.lockRows(), u"0"_s);
        QCOMPARE(site.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE "
                          "'%pg_sleep(600)%' AND pid <> pg_backend_pid()"),
                 u"0"_s);
    }
}

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
