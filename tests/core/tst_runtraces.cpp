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

// What a run leaves beside the migrations: the counts of seeds, the site log, notices.
class TestRunTraces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seedCounts();
    void firstInstallSeed();
    void siteLogIsKept();
    void withoutRightsForTheSiteLog();
    void noticesAreTold();
    void noticesOfTheFailedStatement();
    void valuesStayOutOfReports();
};

void TestRunTraces::seedCounts()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE TABLE public.t_a (code text PRIMARY KEY, name text);",
                      "DROP TABLE public.t_a;");
    demo.addSeed(u"001_names"_s,
                 "INSERT INTO public.t_a VALUES ('A', 'one'), ('B', 'two'), ('C', 'three')"
                 " ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE t_a.name IS "
                 "DISTINCT FROM excluded.name;");
    demo.addSeed(u"002_fails"_s, "INSERT INTO public.t_a VALUES ('D', 'four');\nSELECT 1/0;");
    SiteFixture site({demo.path()});
    auto connection = site.connect();
    const auto early = plans::planSeed(connection, site.catalog(), site.inspect(), {});
    QVERIFY(!early);
    QCOMPARE(early.error().kind, ErrorKind::Refused); // migrations first
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    RunReport report = site.run(site.seedPlan());
    QCOMPARE(report.outcome, Outcome::FailedPartWay); // each seed is a transaction of its own
    QCOMPARE(report.steps.at(0).state, StepState::Done);
    QCOMPARE(report.steps.at(0).tables.size(), 1);
    QCOMPARE(report.steps.at(0).tables.first().table, u"public.t_a"_s);
    QCOMPARE(report.steps.at(0).tables.first().inserted, 3);
    QCOMPARE(report.steps.at(1).state, StepState::Failed);
    QCOMPARE(site.sql("SELECT count(*) FROM t_a"), u"3"_s);
    demo.remove(u"seeds/002_fails.sql"_s);
    site.sql("UPDATE t_a SET name = 'changed' WHERE code = 'B'");
    site.reload();
    report = site.run(site.seedPlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.steps.at(0).tables.first().inserted, 0);
    QCOMPARE(report.steps.at(0).tables.first().updated, 1);
    QCOMPARE(report.steps.at(0).tables.first().unchanged, 2);
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
}

void TestRunTraces::firstInstallSeed()
{
    ModuleFolder demo;
    demo.addMigration(
        u"1_a"_s, "CREATE TABLE public.t_a (code text PRIMARY KEY);", "DROP TABLE public.t_a;");
    demo.addSeed(
        u"001_first"_s,
        "-- seed: first-install\nINSERT INTO public.t_a VALUES ('A') ON CONFLICT DO NOTHING;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.seedPlan().steps.size(), 1);
    site.sql("INSERT INTO t_a VALUES ('OURS')");
    const plans::Plan plan = site.seedPlan();
    QVERIFY(plan.isEmpty());
    QCOMPARE(plan.findings.first().id, u"first-install-seed"_s);
    QCOMPARE(site.seedPlan({{}, true}).steps.size(), 1);
}

void TestRunTraces::siteLogIsKept()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "SELECT 1/0;", "SELECT 1;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Failed);
    QCOMPARE(site.sql("SELECT outcome FROM aegisx_site.run"), u"Failed"_s);
    QVERIFY(site.sql("SELECT detail FROM aegisx_site.run").contains(u"division by zero"_s));
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.step"), u"0"_s);
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false})).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT string_agg(module || ' ' || name || ' ' || direction, ',') FROM "
                      "aegisx_site.step"),
             u"demo 1_a up"_s);
    QCOMPARE(site.sql("SELECT length(sha256) FROM aegisx_site.step"), u"64"_s);
    QVERIFY(!site.sql("SELECT fingerprint FROM aegisx_site.step").isEmpty());
    QVERIFY(site.sql("SELECT host || program || db_user FROM aegisx_site.run LIMIT 1")
                .contains(u"AegisX Site Manager"_s));
}

void TestRunTraces::withoutRightsForTheSiteLog()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    site.sql("CREATE ROLE plain LOGIN; GRANT CREATE ON SCHEMA public TO plain");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION plain"));
    const RunReport report = runs::run(connection, site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(site.sql("SELECT to_regnamespace('aegisx_site') IS NULL"), u"t"_s);
    site.sql("DROP OWNED BY plain; DROP ROLE plain");
}

void TestRunTraces::noticesAreTold()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "DO $$ BEGIN RAISE NOTICE 'counted 3'; END $$;\nDO $$ BEGIN RAISE WARNING "
                      "'careful'; END $$;",
                      "SELECT 1;");
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.steps.first().notices,
             (QStringList {u"NOTICE: counted 3"_s, u"WARNING: careful"_s}));
    const int notice =
        static_cast<int>(site.events().indexOf(u"Notice demo/1_a NOTICE: counted 3"_s));
    QVERIFY(notice > 0);
    QCOMPARE(site.events().at(notice + 1), u"StatementDone demo/1_a 1/2 DO"_s);
}

// How far it came, before it failed.
void TestRunTraces::noticesOfTheFailedStatement()
{
    const QByteArray block = "DO $$ BEGIN RAISE NOTICE 'row 3'; PERFORM 1 / 0; END $$;";
    for (const QByteArray &options : {QByteArray(), QByteArray("transaction:false")}) {
        ModuleFolder demo;
        demo.addMigration(u"1_a"_s, "DO $$ BEGIN RAISE NOTICE 'before'; END $$;");
        demo.addMigration(u"2_b"_s, block, {}, options);
        SiteFixture site({demo.path()});
        const RunReport report = site.run(site.migratePlan());
        QCOMPARE(report.steps.first().notices, QStringList {u"NOTICE: before"_s});
        QCOMPARE(report.steps.last().state, runs::StepState::Failed);
        QCOMPARE(report.steps.last().notices, QStringList {u"NOTICE: row 3"_s});
        const auto failed = site.events().filter(u"StepFailed"_s);
        QCOMPARE(site.events().indexOf(u"Notice demo/2_b NOTICE: row 3"_s) + 1,
                 site.events().indexOf(failed.value(0)));
    }
}

void TestRunTraces::valuesStayOutOfReports()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE TABLE public.t_p (hn text, name text NOT NULL);\nINSERT INTO "
                      "public.t_p VALUES ('HN-4711', 'Somchai'), ('HN-4711', 'x');",
                      "SELECT 1;");
    demo.addMigration(u"2_b"_s, "CREATE UNIQUE INDEX u ON public.t_p (hn);", "SELECT 1;");
    SiteFixture site({demo.path()});
    const RunReport unique = site.run(site.migratePlan());
    QCOMPARE(unique.error->detail.sqlState, u"23505"_s);
    const QString text = unique.error->toText();
    QVERIFY2(!text.contains(u"4711"_s), qUtf8Printable(text));
    demo.addMigration(
        u"2_b"_s, "INSERT INTO public.t_p SELECT hn, NULL FROM public.t_p;", "SELECT 1;");
    demo.addMigration(u"3_c"_s, "SELECT 1;", "SELECT 1;");
    site.reload();
    const RunReport null = site.run(site.migratePlan());
    QCOMPARE(null.error->detail.sqlState, u"23502"_s);
    QVERIFY2(!null.error->toText().contains(u"4711"_s), qUtf8Printable(null.error->toText()));
    demo.addMigration(u"2_b"_s,
                      "ALTER TABLE public.t_p ALTER COLUMN hn TYPE integer USING hn::integer;",
                      "SELECT 1;");
    site.reload();
    const RunReport cast = site.run(site.migratePlan());
    QCOMPARE(cast.error->detail.sqlState, u"22P02"_s);
    QVERIFY2(!cast.error->toText().contains(u"4711"_s), qUtf8Printable(cast.error->toText()));
}

QTEST_GUILESS_MAIN(TestRunTraces)
#include "tst_runtraces.moc"
