// What the database says the site is for: stored by the first run, read with everything else,
// changed by a plan of its own, and in the way of every change where it is not what was expected.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/base/environment.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace std::chrono_literals;
using inspection::ExpectedSite;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

runs::RunOptions takenFor(std::optional<Environment> environment)
{
    runs::RunOptions options;
    options.environment = environment;
    return options;
}

QString stored(const SiteFixture &site)
{
    return site.sql("SELECT string_agg(environment, ' ') FROM aegisx_site.site");
}

inspection::SiteState lookAt(const SiteFixture &site, const ExpectedSite &expected)
{
    auto connection = site.connect();
    auto state = inspection::inspect(connection, site.catalog(), expected);
    if (!state)
        qFatal("inspect: %s", qUtf8Printable(state.error().toText()));
    return *state;
}

plans::Plan setPlan(const SiteFixture &site, Environment environment)
{
    auto plan = plans::planSetEnvironment(site.inspect(), environment);
    if (!plan)
        qFatal("plan: %s", qUtf8Printable(plan.error().toText()));
    return *plan;
}

} // namespace

class TestEnvironment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words();
    void firstRunStoresIt();
    void everyKindOfRunStoresIt_data();
    void everyKindOfRunStoresIt();
    void differenceBlocksEveryChange();
    void setOnAnEmptyDatabase();
    void setIsARunLikeAnyOther();
    void setIsRefused();
    void setWaitsForNobodyForEver();
    void setWithoutTheRight();
    void logOfAnOlderProgram();
    void logThatMayOnlyBeUsed();
    void schemaMadeByTheAdministrator();
    void schemaThatMayNotBeUsed();
    void oddTables();
};

void TestEnvironment::words()
{
    QCOMPARE(environmentOf(u"practice"_s), Environment::Practice);
    QCOMPARE(environmentOf(u"Practice"_s), std::nullopt);
    QCOMPARE(environmentOf({}), std::nullopt);
    QCOMPARE(wordFor(Environment::Test), u"TEST"_s);
    QCOMPARE(wordFor(std::optional<Environment>()), u"not known"_s);
}

void TestEnvironment::firstRunStoresIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.inspect().environment, std::nullopt);
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done); // nobody says what it is for
    QCOMPARE(stored(site), QString());
    QCOMPARE(site.inspect().environment, std::nullopt);
    demo.addTable(u"2_b"_s);
    site.reload();
    const RunReport report = site.run(site.migratePlan(), takenFor(Environment::Test));
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(stored(site), u"test"_s);
    QCOMPARE(site.sql("SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM aegisx_site.site"
                      " UNION ALL SELECT xmin::text FROM aegisx_site.run_step WHERE name = '2_b'"
                      " UNION ALL SELECT xmin::text FROM knex_migrations WHERE name = '2_b.js') t"),
             u"1"_s); // one transaction
    const auto state = site.inspect();
    QCOMPARE(state.environment, Environment::Test);
    QCOMPARE(state.environmentSetBy, report.who);
    QVERIFY(qAbs(state.environmentSetAt.secsTo(report.finishedAt)) < 600);
    QCOMPARE(state.roundTrips, 2);
    demo.addTable(u"3_c"_s);
    site.reload();
    QCOMPARE(site.run(site.migratePlan(), takenFor(Environment::Production)).outcome,
             Outcome::Done);
    QCOMPARE(stored(site), u"test"_s); // never overwritten
    auto connection = site.connect();
    QVERIFY(!connection.query(
        "INSERT INTO aegisx_site.site (only_row, environment, set_by) VALUES (true, 'test', '')"));
    QVERIFY(!connection.query(
        "INSERT INTO aegisx_site.site (only_row, environment, set_by) VALUES (false, 'test', '')"));
    QVERIFY(!connection.query("UPDATE aegisx_site.site SET environment = 'moon'"));
}

void TestEnvironment::everyKindOfRunStoresIt_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<bool>("stepByStep");
    QTest::addColumn<runs::Outcome>("outcome");
    const QByteArray good = "CREATE TABLE public.t_x ();";
    const QByteArray bad = "SELECT 1/0;";
    const QByteArray alone = "transaction:false";
    QTest::newRow("whole") << good << QByteArray() << false << Outcome::Done;
    QTest::newRow("step by step") << good << QByteArray() << true << Outcome::Done;
    QTest::newRow("no transaction") << good << alone << false << Outcome::Done;
    QTest::newRow("whole, fails") << bad << QByteArray() << false << Outcome::Failed;
    QTest::newRow("step by step, fails") << bad << QByteArray() << true << Outcome::Failed;
}

void TestEnvironment::everyKindOfRunStoresIt()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QByteArray, options);
    QFETCH(const bool, stepByStep);
    QFETCH(const runs::Outcome, outcome);
    ModuleFolder demo;
    demo.addMigration(u"1_x"_s, sql, "SELECT 1;", options);
    SiteFixture site({demo.path()});
    const auto plan = site.migratePlan({{}, {}, stepByStep});
    QCOMPARE(site.run(plan, takenFor(Environment::Practice)).outcome, outcome);
    QCOMPARE(stored(site), u"practice"_s);
    QCOMPARE(site.sql("SELECT outcome FROM aegisx_site.run"), keyOf(outcome));
}

void TestEnvironment::differenceBlocksEveryChange()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addTable(u"2_b"_s);
    demo.addSeed(u"001_x"_s, "SELECT 1;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false}), takenFor(Environment::Production))
                 .outcome,
             Outcome::Done);
    QVERIFY(lookAt(site, {{}, Environment::Production}).findings.isEmpty());
    QVERIFY(lookAt(site, {{}, std::nullopt}).findings.isEmpty());
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const auto state = lookAt(site, {{}, Environment::Test});
    QCOMPARE(state.roundTrips, 2);
    const Finding finding = state.findings.first();
    QCOMPARE(finding.id, u"environment-mismatch"_s);
    QCOMPARE(finding.severity, Severity::Error);
    QVERIFY(finding.message.contains(u"kept as TEST"_s));
    QVERIFY(finding.message.contains(u"database says PRODUCTION"_s));
    QVERIFY(finding.message.contains(state.environmentSetBy));
    QVERIFY(finding.remedy.contains(u"Nothing was changed"_s));
    QVERIFY(finding.remedy.contains(u"environment of the database to: TEST"_s));
    auto connection = site.connect();
    for (const auto &plan : {plans::planMigrate(site.catalog(), state, {}),
                             plans::planRollback(site.catalog(), state, {}),
                             plans::planSeed(connection, site.catalog(), state, {}),
                             plans::planUnlock(state, u"demo"_s, true)}) {
        QVERIFY(!plan);
        QCOMPARE(plan.error().kind, ErrorKind::Refused);
        QCOMPARE(plan.error().message, finding.message);
        QCOMPARE(plan.error().consequence, u"The site is unchanged."_s);
        QCOMPARE(plan.error().remedy, finding.remedy);
    }
    // What puts it right is possible, and then the rest.
    const auto plan = plans::planSetEnvironment(state, Environment::Test);
    QVERIFY(plan);
    QCOMPARE(site.run(*plan).outcome, Outcome::Done);
    const auto after = lookAt(site, {{}, Environment::Test});
    QVERIFY(plans::planUnlock(after, u"demo"_s, true));
}

void TestEnvironment::setOnAnEmptyDatabase()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(setPlan(site, Environment::Practice)).outcome, Outcome::Done);
    QCOMPARE(stored(site), u"practice"_s);
    const auto state = site.inspect();
    QVERIFY(!state.modules.first().tracked); // nothing of knex's is made by it
    QCOMPARE(state.environment, Environment::Practice);
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
}

void TestEnvironment::setIsARunLikeAnyOther()
{
    SiteFixture site(QStringList {});
    const auto plan = setPlan(site, Environment::Production);
    QCOMPARE(plan.steps.size(), 1);
    QVERIFY(plan.findings.isEmpty());
    const RunReport report = site.run(plan, takenFor(Environment::Test)); // the plan counts
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(site.events(),
             (QStringList {u"RunStarted"_s,
                           u"SegmentStarted"_s,
                           u"StepStarted /production"_s,
                           u"StatementDone /production 1/1 INSERT 0 1"_s,
                           u"StepDone /production"_s,
                           u"SegmentCommitted"_s,
                           u"RunFinished"_s}));
    QCOMPARE(report.stateNow, u"Done: the site's database says from now on: PRODUCTION"_s);
    QVERIFY(!report.nextStep.isEmpty());
    QCOMPARE(site.sql("SELECT environment || ' ' || set_by FROM aegisx_site.site"),
             u"production "_s % report.who);
    QCOMPARE(site.sql("SELECT operation || ' ' || r.outcome || ' ' || s.name || ' ' || direction"
                      " FROM aegisx_site.run r JOIN aegisx_site.run_step s USING (run_id)"),
             u"SetEnvironment Done production setenvironment"_s);
    const auto same = setPlan(site, Environment::Production);
    QVERIFY(same.isEmpty());
    const RunReport nothing = site.run(same);
    QCOMPARE(nothing.outcome, Outcome::NothingToDo);
    QCOMPARE(nothing.stateNow, u"Nothing to do: the database says so already."_s);
    const QString before = site.sql("SELECT set_at FROM aegisx_site.site");
    const auto away = setPlan(site, Environment::Test);
    QCOMPARE(away.findings.first().id, u"no-longer-production"_s);
    QCOMPARE(site.run(away).outcome, Outcome::Done);
    QCOMPARE(stored(site), u"test"_s);
    QVERIFY(site.sql("SELECT set_at FROM aegisx_site.site") != before);
}

void TestEnvironment::setIsRefused()
{
    SiteFixture site(QStringList {});
    QCOMPARE(
        plans::planSetEnvironment(lookAt(site, {u"4711"_s, {}}), Environment::Test).error().kind,
        ErrorKind::Refused);
    const auto plan = setPlan(site, Environment::Test);
    site.sql("ALTER DATABASE " + postgres::quoteIdentifier(site.database())
             + " SET default_transaction_read_only = on");
    const auto refused = plans::planSetEnvironment(site.inspect(), Environment::Test);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(site.run(plan).outcome, Outcome::Refused); // a plan from before it, likewise
    QCOMPARE(site.inspect().environment, std::nullopt);
}

void TestEnvironment::setWaitsForNobodyForEver()
{
    SiteFixture site(QStringList {});
    QCOMPARE(site.run(setPlan(site, Environment::Test)).outcome, Outcome::Done);
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("UPDATE aegisx_site.site SET environment = 'practice'"));
    const RunReport report = site.run(setPlan(site, Environment::Production), {100ms, 1, 1s, 1s});
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->detail.sqlState, u"55P03"_s);
    QVERIFY(report.error->message.startsWith(u"The environment could not be stored"_s));
    QVERIFY(site.events().contains(u"Retrying"_s));
    QVERIFY(holder.query("ROLLBACK"));
    QCOMPARE(stored(site), u"test"_s);
}

void TestEnvironment::setWithoutTheRight()
{
    SiteFixture site(QStringList {});
    site.sql("CREATE ROLE plain LOGIN");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION plain"));
    const auto plan = setPlan(site, Environment::Test);
    const RunReport report = runs::run(connection, plan);
    QCOMPARE(report.outcome, Outcome::Refused);
    QVERIFY(report.error->message.contains(u"aegisx_site"_s));
    QVERIFY(!report.error->remedy.isEmpty());
    QCOMPARE(site.sql("SELECT to_regnamespace('aegisx_site') IS NULL"), u"t"_s);
    site.sql("DROP ROLE plain");
}

void TestEnvironment::logOfAnOlderProgram()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("DROP TABLE aegisx_site.site"); // as it was before there was one
    QCOMPARE(site.inspect().environment, std::nullopt);
    demo.addTable(u"2_b"_s);
    site.reload();
    QCOMPARE(site.run(site.migratePlan(), takenFor(Environment::Test)).outcome, Outcome::Done);
    QCOMPARE(stored(site), u"test"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run"), u"2"_s);
}

void TestEnvironment::logThatMayOnlyBeUsed()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(setPlan(site, Environment::Test)).outcome, Outcome::Done);
    site.sql("CREATE ROLE guest LOGIN; GRANT CREATE ON SCHEMA public TO guest;"
             "GRANT USAGE ON SCHEMA aegisx_site TO guest;"
             "GRANT SELECT, INSERT ON aegisx_site.run, aegisx_site.run_step, aegisx_site.migration"
             " TO guest; GRANT UPDATE (outcome, detail, finished_at) ON aegisx_site.run TO guest;"
             "GRANT SELECT, INSERT, UPDATE, DELETE ON aegisx_site.lock_holder TO guest;"
             "DROP TABLE aegisx_site.site");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION guest"));
    const RunReport report = runs::run(connection, site.migratePlan(), takenFor(Environment::Test));
    QCOMPARE(report.outcome, Outcome::Done); // logged, but for what the site is for
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run_step WHERE name = '1_a'"), u"1"_s);
    QCOMPARE(site.sql("SELECT to_regclass('aegisx_site.site') IS NULL"), u"t"_s);
    QCOMPARE(runs::run(connection, setPlan(site, Environment::Test)).outcome, Outcome::Refused);
    site.sql("CREATE TABLE aegisx_site.site (environment text); INSERT INTO aegisx_site.site "
             "VALUES ('production')");
    const auto state = inspection::inspect(connection, site.catalog(), {{}, Environment::Test});
    QVERIFY(state);
    QCOMPARE(state->environment, std::nullopt); // it may not be read
    QVERIFY(state->environmentHidden);
    QCOMPARE(state->findings.size(), 1);
    QCOMPARE(state->findings.first().id, u"environment-hidden"_s);
    site.sql("DROP OWNED BY guest; DROP ROLE guest");
}

void TestEnvironment::schemaMadeByTheAdministrator()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    site.sql("CREATE ROLE tenant LOGIN; GRANT CREATE ON SCHEMA public TO tenant;"
             "CREATE SCHEMA aegisx_site; GRANT ALL ON SCHEMA aegisx_site TO tenant");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION tenant"));
    const RunReport report = runs::run(connection, site.migratePlan(), takenFor(Environment::Test));
    QVERIFY2(report.outcome == Outcome::Done,
             qUtf8Printable(report.error ? report.error->toText() : QString()));
    QCOMPARE(stored(site), u"test"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run_step"), u"1"_s);
    site.sql("DROP OWNED BY tenant; DROP ROLE tenant");
}

void TestEnvironment::schemaThatMayNotBeUsed()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(setPlan(site, Environment::Production)).outcome, Outcome::Done);
    site.sql("CREATE ROLE outsider LOGIN; GRANT CREATE ON SCHEMA public TO outsider");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION outsider"));
    const auto state = inspection::inspect(connection, site.catalog(), {{}, Environment::Test});
    QVERIFY(state);
    QCOMPARE(state->environment, std::nullopt);
    QVERIFY(state->environmentHidden);
    QCOMPARE(state->findings.size(), 1);
    QCOMPARE(state->findings.first().id, u"environment-hidden"_s);
    const RunReport report = runs::run(connection, site.migratePlan(), takenFor(Environment::Test));
    QVERIFY2(report.outcome == Outcome::Done,
             qUtf8Printable(report.error ? report.error->toText() : QString()));
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(stored(site), u"production"_s);
    QVERIFY(connection.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    const auto unlock = plans::planUnlock(site.inspect(), u"demo"_s, true);
    QVERIFY(unlock);
    QCOMPARE(runs::run(connection, *unlock).outcome, Outcome::Done);
    QCOMPARE(site.lockRows(), u"0"_s);
    site.sql("DROP OWNED BY outsider; DROP ROLE outsider");
}

void TestEnvironment::oddTables()
{
    SiteFixture site(QStringList {});
    QCOMPARE(site.run(setPlan(site, Environment::Test)).outcome, Outcome::Done);
    const QByteArray make = "DROP TABLE aegisx_site.site; CREATE TABLE aegisx_site.site ";
    site.sql(make + "(x integer); INSERT INTO aegisx_site.site VALUES (1)");
    QCOMPARE(site.inspect().environment, std::nullopt);
    site.sql(make
             + "(environment text, set_at text); INSERT INTO aegisx_site.site VALUES "
               "('production', 'yesterday')");
    auto state = lookAt(site, {{}, Environment::Test});
    QCOMPARE(state.environment, Environment::Production); // what it says counts
    QVERIFY(!state.environmentSetAt.isValid());
    QCOMPARE(state.findings.first().id, u"environment-mismatch"_s);
    site.sql("UPDATE aegisx_site.site SET environment = 'training'"); // of a later program
    state = lookAt(site, {{}, Environment::Test});
    QCOMPARE(state.environment, std::nullopt);
    QVERIFY(state.findings.isEmpty());
}

QTEST_GUILESS_MAIN(TestEnvironment)
#include "tst_environment.moc"
