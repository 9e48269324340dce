// What a report says of the end of a run: what stayed, who was in the way, what is left to do.
#include "core/operations/operation.h"
#include "core/reports/reportdocument.h"
#include "core/reports/reportjson.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace std::chrono_literals;
using runs::Outcome;
using runs::RunReport;
using runs::StepState;
using test::ModuleFolder;
using test::SiteFixture;
using test::TestCluster;

namespace {

// A file without a transaction that makes one index and stops at the second.
const QByteArray halfIndexes =
    "CREATE INDEX CONCURRENTLY a ON public.\"t_1_a\" (id);\n"
    "CREATE UNIQUE INDEX CONCURRENTLY b ON public.\"t_1_a\" (mod(id, 2));";

QList<RunReport> carryOut(const SiteFixture &site, const operations::Request &request)
{
    auto connection = site.connect();
    const auto prepared = operations::prepare(connection, site.catalog(), {}, request);
    if (!prepared)
        qFatal("%s", qUtf8Printable(prepared.error().toText()));
    return operations::carryOut(connection, site.catalog(), {}, *prepared);
}

// 1_a is applied with three rows; behind it is what the test adds.
class TableSite
{
public:
    TableSite() : m_site({prepare(m_module)})
    {
        if (m_site.run(m_site.migratePlan()).outcome != Outcome::Done)
            qFatal("the table was not made");
        m_site.sql("INSERT INTO public.\"t_1_a\" VALUES (1), (2), (3)");
    }
    SiteFixture *operator->() { return &m_site; }
    SiteFixture &operator*() { return m_site; }
    void add(const QString &stem, const QByteArray &up, const QByteArray &options = {})
    {
        m_module.addMigration(stem, up, "SELECT 1;", options);
        m_site.reload();
    }
    ModuleFolder &module() { return m_module; }

private:
    static QString prepare(ModuleFolder &module)
    {
        module.addTable(u"1_a"_s);
        return module.path();
    }

    ModuleFolder m_module;
    SiteFixture m_site;
};

} // namespace

class TestRunEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void halfRunSaysWhatStays();
    void secondTrySaysWhatIsThere();
    void whatMayRunAgain();
    void stoppedAtItsFirstStatement();
    void stoppedBehindItsOwnCommit();
    void blocksThatLeaveNothing();
    void deferredTriggersAreFoundOut();
    void deferredChecksFailBeforeTheEnd();
    void cancelledWhileItWaits();
    void namesWhoWasInTheWay();
    void namesPreparedTransactions();
    void forgetsWhoIsNoLongerInTheWay();
    void repairsSayWhatIsLeft();
    void stepsThatWereNotBegun();
};

void TestRunEnds::initTestCase()
{
    TestCluster::instance().addConfiguration({u"max_prepared_transactions = 4"_s});
    TestCluster::instance().restart();
}

void TestRunEnds::halfRunSaysWhatStays()
{
    TableSite site;
    site.add(u"2_i"_s, halfIndexes, "transaction:false");
    const RunReport report = site->run(site->migratePlan());
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(site->sql("SELECT to_regclass('public.a') IS NOT NULL"), u"t"_s);
    const runs::StepReport *half = report.halfRun();
    QVERIFY(half);
    QCOMPARE(half->name, u"2_i"_s);
    QCOMPARE(half->remains->statementsDone, 1);
    QCOMPARE(half->remains->statementCount, 2);
    QVERIFY(half->remains->unsure && !half->remains->repeatable);
    QVERIFY2(report.stateNow.startsWith(
                 u"The run stopped part-way: 0 of 1 steps are in the database and recorded. A part "
                 "of demo/2_i stays without being recorded: 1 of its 2 statements ran."_s),
             qUtf8Printable(report.stateNow));
    QVERIFY2(report.nextStep.contains(u"evidence of demo/2_i"_s)
                 && report.nextStep.contains(u"take that away and upgrade again"_s)
                 && report.nextStep.contains(u"mark the migration as completed"_s),
             qUtf8Printable(report.nextStep));
    // As the history keeps it, it can be said again.
    auto kept = reports::reportFromJson(reports::toJson(report));
    QVERIFY(kept && kept->halfRun());
    kept->stateNow.clear();
    describeOutcome(*kept);
    QCOMPARE(kept->stateNow, report.stateNow);
    QCOMPARE(kept->nextStep, report.nextStep);
}

void TestRunEnds::secondTrySaysWhatIsThere()
{
    TableSite site;
    site.add(u"2_i"_s, halfIndexes, "transaction:false");
    QCOMPARE(site->run(site->migratePlan()).outcome, Outcome::FailedPartWay);
    const RunReport again = site->run(site->migratePlan());
    QCOMPARE(again.outcome, Outcome::Failed); // nothing of it ran
    QVERIFY(!again.halfRun());
    QCOMPARE(again.error->detail.sqlState, u"42P07"_s);
    QVERIFY2(again.nextStep.contains(u"evidence"_s)
                 && again.nextStep.contains(u"mark it as completed"_s)
                 && again.nextStep.contains(u"take that away"_s),
             qUtf8Printable(again.nextStep));
}

void TestRunEnds::whatMayRunAgain()
{
    TableSite site;
    site.add(u"2_i"_s,
             "CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON public.\"t_1_a\" (id);\nSELECT 1/0;",
             "transaction:false");
    const RunReport report = site->run(site->migratePlan());
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QVERIFY(report.halfRun() && report.halfRun()->remains->repeatable);
    QVERIFY(report.stateNow.contains(u"1 of its 2 statements ran"_s));
    QVERIFY2(report.nextStep.contains(u"start the same operation again"_s),
             qUtf8Printable(report.nextStep));
    site.add(u"2_i"_s,
             "CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON public.\"t_1_a\" (id);\nSELECT 1;",
             "transaction:false");
    QCOMPARE(site->run(site->migratePlan()).outcome, Outcome::Done);
}

void TestRunEnds::stoppedAtItsFirstStatement()
{
    TableSite site;
    site.add(u"2_i"_s,
             "CREATE UNIQUE INDEX CONCURRENTLY b ON public.\"t_1_a\" (mod(id, 2));",
             "transaction:false");
    const RunReport report = site->run(site->migratePlan());
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(site->sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.b'::regclass"),
             u"f"_s);
    QVERIFY2(report.stateNow.contains(u"an index that is not valid"_s),
             qUtf8Printable(report.stateNow));
    QVERIFY(!report.stateNow.contains(u"0 of its 1"_s));
}

void TestRunEnds::stoppedBehindItsOwnCommit()
{
    const QByteArray loses = "BEGIN DELETE FROM public.\"t_1_a\" WHERE id > 1; COMMIT;"
                             " RAISE EXCEPTION 'half-way'; END";
    TableSite site;
    site->sql("CREATE PROCEDURE public.lose() LANGUAGE plpgsql AS $$ " + loses + " $$");
    for (const QByteArray &sql :
         {QByteArray("DO $$ " + loses + " $$;"), QByteArray("CALL public.lose();")}) {
        site->sql("INSERT INTO public.\"t_1_a\" VALUES (2), (3) ON CONFLICT DO NOTHING");
        site.add(u"2_i"_s, sql, "transaction:false");
        const RunReport report = site->run(site->migratePlan());
        QCOMPARE(site->sql("SELECT count(*) FROM public.\"t_1_a\""), u"1"_s);
        QCOMPARE(report.outcome, Outcome::FailedPartWay);
        QVERIFY(report.halfRun() && report.halfRun()->remains->ownCommits);
        QVERIFY2(report.stateNow.contains(u"ends transactions itself"_s)
                     && !report.stateNow.contains(u"exactly as it was"_s),
                 qUtf8Printable(report.stateNow));
        QVERIFY2(report.nextStep.contains(u"may run again"_s), qUtf8Printable(report.nextStep));
        QCOMPARE(report.losses.size(), 1);
        QCOMPARE(report.losses.first().before.value_or(0), 3);
        QCOMPARE(report.losses.first().after.value_or(0), 1);
    }
}

void TestRunEnds::blocksThatLeaveNothing()
{
    TableSite site;
    site.add(u"2_i"_s,
             "DO $$ BEGIN DELETE FROM public.\"t_1_a\" WHERE id > 1; RAISE EXCEPTION 'no'; END $$;",
             "transaction:false");
    const RunReport report = site->run(site->migratePlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    QVERIFY(!report.halfRun());
    QCOMPARE(site->sql("SELECT count(*) FROM public.\"t_1_a\""), u"3"_s);
}

void TestRunEnds::deferredTriggersAreFoundOut()
{
    TableSite site;
    site->sql("CREATE TABLE public.orders (id int);"
              "CREATE FUNCTION public.clear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              " DELETE FROM public.\"t_1_a\"; RETURN NULL; END $$;"
              "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON public.orders DEFERRABLE INITIALLY"
              " DEFERRED FOR EACH ROW EXECUTE FUNCTION public.clear();");
    site.add(u"2_i"_s, "INSERT INTO public.orders VALUES (1);");
    const RunReport report = site->run(site->migratePlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.losses.size(), 1);
    QVERIFY(report.losses.first().undone);
    QCOMPARE(site->sql("SELECT count(*) FROM public.\"t_1_a\""), u"3"_s);
}

void TestRunEnds::deferredChecksFailBeforeTheEnd()
{
    TableSite site;
    site->sql("CREATE TABLE public.orders (id int REFERENCES public.\"t_1_a\" (id)"
              " DEFERRABLE INITIALLY DEFERRED);");
    site.add(u"2_i"_s, "INSERT INTO public.orders VALUES (9);");
    const RunReport report = site->run(site->migratePlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->detail.sqlState, u"23503"_s);
    QVERIFY2(report.error->message.startsWith(u"What the migrations put off to their end"_s),
             qUtf8Printable(report.error->message));
    QCOMPARE(site->sql("SELECT count(*) FROM public.orders"), u"0"_s);
    site.add(u"2_i"_s,
             "INSERT INTO public.orders VALUES (4);"
             "INSERT INTO public.\"t_1_a\" VALUES (4);");
    QCOMPARE(site->run(site->migratePlan()).outcome, Outcome::Done);
}

void TestRunEnds::cancelledWhileItWaits()
{
    TableSite site;
    site.add(u"2_b"_s, "ALTER TABLE public.\"t_1_a\" ADD COLUMN x int;");
    auto holder = site->connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE public.\"t_1_a\" IN ACCESS SHARE MODE"));
    auto connection = site->connect();
    std::stop_source stop;
    const EventSink sink = [&stop](const Event &event) {
        if (event.kind == EventKind::Retrying) // between two tries nothing runs
            stop.request_stop();
    };
    const RunReport report =
        runs::run(connection, site->migratePlan(), {50ms, 3, 1s, 1s}, sink, stop.get_token());
    QCOMPARE(report.outcome, Outcome::Cancelled);
    QCOMPARE(report.error->kind, ErrorKind::Cancelled);
    QCOMPARE(report.count(StepState::Failed), 0);
    QCOMPARE(report.count(StepState::Cancelled), 1);
    QCOMPARE(report.stateNow, u"The site is exactly as it was before this run."_s);
    QCOMPARE(report.nextStep, u"You cancelled it. Start it again when you like."_s);
    QVERIFY(report.blockers.isEmpty());
    QVERIFY(!reports::toJson(report).contains(u"blockers"_s));
}

void TestRunEnds::namesWhoWasInTheWay()
{
    TableSite site;
    site.add(u"2_b"_s, "ALTER TABLE public.\"t_1_a\" ADD COLUMN x int;");
    auto holder = site->connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE public.\"t_1_a\" IN ACCESS SHARE MODE"));
    const RunReport report = site->run(site->migratePlan(), {4s, 0, 1s, 1s});
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->detail.sqlState, u"55P03"_s);
    QCOMPARE(report.blockers.size(), 1);
    QCOMPARE(report.blockers.first().pid, holder.facts().backendPid);
    QVERIFY2(report.error->remedy.contains(report.blockers.first().description)
                 && report.error->remedy.contains(u"The tables were in use"_s),
             qUtf8Printable(report.error->remedy));
    QCOMPARE(report.nextStep, report.error->remedy);
    QVERIFY(!report.error->remedy.contains(u"prepared transaction"_s));
    const auto kept = reports::reportFromJson(reports::toJson(report));
    QVERIFY(kept);
    QCOMPARE(kept->blockers.size(), 1);
    QCOMPARE(kept->blockers.first().pid, holder.facts().backendPid);
}

void TestRunEnds::namesPreparedTransactions()
{
    TableSite site;
    site.add(u"2_b"_s, "ALTER TABLE public.\"t_1_a\" ADD COLUMN x int;");
    auto holder = site->connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE public.\"t_1_a\" IN ACCESS SHARE MODE"));
    QVERIFY(holder.query("PREPARE TRANSACTION 'night-export'"));
    const RunReport report = site->run(site->migratePlan(), {4s, 0, 1s, 1s});
    QVERIFY(holder.query("ROLLBACK PREPARED 'night-export'"));
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.blockers.size(), 1);
    QCOMPARE(report.blockers.first().pid, 0);
    QVERIFY2(report.error->remedy.contains(u"prepared transaction \"night-export\" of user"_s)
                 && report.error->remedy.contains(u"commits it or rolls it back"_s),
             qUtf8Printable(report.error->remedy));
    const QJsonObject json = reports::toJson(report);
    QVERIFY(json.value(u"blockers"_s).toArray().first()[u"pid"_s].isNull());
}

void TestRunEnds::forgetsWhoIsNoLongerInTheWay()
{
    TableSite site;
    site.add(u"2_b"_s, "ALTER TABLE public.\"t_1_a\" ADD COLUMN x int;\nSELECT 1/0;");
    auto holder = site->connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE public.\"t_1_a\" IN ACCESS SHARE MODE"));
    auto connection = site->connect();
    bool waited = false;
    const EventSink sink = [&](const Event &event) {
        if (event.kind != EventKind::Waiting)
            return;
        waited = true;
        [[maybe_unused]] const auto done = holder.query("ROLLBACK");
    };
    const RunReport report = runs::run(connection, site->migratePlan(), {120s, 0, 1s, 1s}, sink);
    QVERIFY(waited);
    QCOMPARE(report.error->detail.sqlState, u"22012"_s);
    QVERIFY(report.blockers.isEmpty());
    QVERIFY(!report.error->remedy.contains(u"in use"_s));
}

void TestRunEnds::repairsSayWhatIsLeft()
{
    TableSite site;
    site.module().addTable(u"2_b"_s);
    site.module().addTable(u"3_c"_s);
    site.module().addTable(u"4_d"_s);
    site->reload();
    site->sql("CREATE TABLE public.\"t_2_b\" (id integer PRIMARY KEY)");
    site->sql("CREATE TABLE public.\"t_3_c\" (id integer PRIMARY KEY)");
    plans::MarkRequest mark;
    mark.module = u"demo"_s;
    mark.names = QStringList {u"2_b"_s};
    const RunReport first = carryOut(*site, mark).first();
    QCOMPARE(first.outcome, Outcome::Done);
    QVERIFY(first.afterwards);
    QCOMPARE(first.afterwards->pending, 2);
    QCOMPARE(first.afterwards->contradictions, 1);
    QCOMPARE(first.afterwards->modules, QStringList {u"demo"_s});
    QVERIFY2(first.nextStep.contains(u"look at the evidence"_s)
                 && first.nextStep.endsWith(
                     u"Migrations still pending: 2. Upgrade the site once the two agree."_s),
             qUtf8Printable(first.nextStep));
    const auto kept = reports::reportFromJson(reports::toJson(first));
    QVERIFY(kept && kept->afterwards);
    QCOMPARE(kept->afterwards->modules, first.afterwards->modules);
    mark.names = QStringList {u"3_c"_s};
    const RunReport second = carryOut(*site, mark).first();
    QCOMPARE(second.nextStep, u"Migrations still pending: 1. Upgrade the site."_s);
    // The same after a lock; where nothing is left, it says that.
    site->sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const RunReport unlocked = carryOut(*site, operations::UnlockRequest {u"demo"_s, true}).first();
    QCOMPARE(unlocked.outcome, Outcome::Done);
    QCOMPARE(unlocked.nextStep, second.nextStep);
    const RunReport upgraded = carryOut(*site, plans::MigrateRequest {}).first();
    QCOMPARE(upgraded.outcome, Outcome::Done);
    QVERIFY(upgraded.afterwards && upgraded.afterwards->withoutSeeds.isEmpty());
    QCOMPARE(upgraded.nextStep, u"Nothing else to do. The state of the site shows the result."_s);
}

void TestRunEnds::stepsThatWereNotBegun()
{
    TableSite site;
    site.add(u"2_b"_s, "SELECT 1/0;");
    site.add(u"3_c"_s, "SELECT 1;");
    site.module().addSeed(u"001_s"_s, "INSERT INTO public.\"t_1_a\" VALUES (9);");
    site->reload();
    const auto runs = carryOut(*site, operations::UpgradeRequest {});
    QCOMPARE(runs.size(), 1);
    QCOMPARE(runs.first().outcome, Outcome::Failed);
    QCOMPARE(runs.first().following.size(), 1);
    QCOMPARE(runs.first().following.first().name, u"001_s"_s);
    reports::SiteReport report;
    report.runs = runs;
    const QString text = reports::toSupportText(report);
    QVERIFY2(text.contains(u"not run: demo/3_c, demo/001_s\n"_s), qUtf8Printable(text));
    QVERIFY(reports::toHtml(report).contains(u"001_s"_s));
    const auto kept = reports::reportFromJson(reports::toJson(runs.first()));
    QVERIFY(kept);
    QCOMPARE(kept->following.size(), 1);
    QCOMPARE(kept->following.first().state, StepState::NotRun);
}

QTEST_GUILESS_MAIN(TestRunEnds)
#include "tst_runends.moc"
