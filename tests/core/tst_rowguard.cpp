#include "core/operations/operation.h"
#include "core/plans/losses.h"
#include "tests/support/losstext.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/stocksite.h"
#include "tests/support/testcluster.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;
using runs::StepState;
using test::ModuleFolder;
using test::SiteFixture;
using test::told;

namespace {

// Runs what it is given, which nobody can read.
constexpr auto anything =
    "CREATE FUNCTION public.anything(what text) RETURNS void LANGUAGE plpgsql AS"
    " 'BEGIN EXECUTE what; END';";

constexpr auto twoTables = "CREATE TABLE public.a AS SELECT generate_series(1, 10) AS id;"
                           "CREATE TABLE public.b AS SELECT generate_series(1, 5) AS id;";

} // namespace

class TestRowGuard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void announcedTruncateRuns();
    void hiddenTruncateIsUndone();
    void hiddenLosses_data();
    void hiddenLosses();
    void falseAlarms_data();
    void falseAlarms();
    void othersMayDelete();
    void triggersAreFoundOut();
    void seedsAsWell();
    void segmentsAsWell();
    void withoutTransaction();
    void partitionsAlone();
    void replacedTables_data();
    void replacedTables();
    void fewRoundTrips();
};

void TestRowGuard::announcedTruncateRuns()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE inventory.tmt_concepts CASCADE;");
    SiteFixture site({demo.path()});
    test::makeStock(site);
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.losses.size(), 15);
    QVERIFY(told(report).contains(u"inventory.stock 50>0 demo/1_a"_s));
    QVERIFY(!told(report).contains(u'!'));
    QCOMPARE(site.sql("SELECT count(*) FROM inventory.stock"), u"0"_s);
}

// The issue's own case: the same inside a function that nobody can read.
void TestRowGuard::hiddenTruncateIsUndone()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s,
                      QByteArray(anything)
                          + "SELECT public.anything('TRUNCATE inventory.tmt_concepts CASCADE');");
    demo.addTable(u"3_c"_s);
    SiteFixture site({demo.path()});
    test::makeStock(site);
    const QString before = test::stockCounts(site);
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(plan.losses.size(), 1);
    QCOMPARE(plan.losses.first().kind, modules::LossKind::Unreadable);
    QCOMPARE(plan.losses.first().step, 1);
    QVERIFY(plans::destroysRows(plan));
    const RunReport report = site.run(plan);
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Failed);
    QCOMPARE(report.losses.size(), 15);
    QVERIFY2(told(report).contains(u"inventory.tmt_concepts 10>0 ! demo/2_b"_s),
             qUtf8Printable(told(report)));
    QVERIFY(report.error->message.contains(u"inventory.stock"_s));
    QVERIFY(report.error->message.contains(u"demo/2_b"_s));
    QVERIFY(report.stateNow.contains(u"exactly as it was"_s));
    QCOMPARE(report.steps.at(0).state, StepState::RolledBack);
    QCOMPARE(report.steps.at(1).state, StepState::Failed);
    QCOMPARE(report.steps.at(2).state, StepState::RolledBack);
    QVERIFY(site.events().contains(u"StepFailed demo/2_b"_s));
    QCOMPARE(test::stockCounts(site), before);
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.tables(), QString());
    QCOMPARE(site.lockRows(), u"0"_s);
}

void TestRowGuard::hiddenLosses_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QString>("losses");
    QTest::newRow("delete of some")
        << QByteArray("DELETE FROM public.a WHERE id > 7") << u"public.a 10>7 ! demo/1_a"_s;
    QTest::newRow("drop") << QByteArray("DROP TABLE public.a")
                          << u"public.a 10>0 gone ! demo/1_a"_s;
    QTest::newRow("truncate") << QByteArray("TRUNCATE public.a, public.b")
                              << u"public.a 10>0 ! demo/1_a\npublic.b 5>0 ! demo/1_a"_s;
    QTest::newRow("truncate and fill")
        << QByteArray("TRUNCATE public.a; INSERT INTO public.a VALUES (1), (2)")
        << u"public.a 10>2 ! demo/1_a"_s;
    QTest::newRow("rename and delete")
        << QByteArray("ALTER TABLE public.a RENAME TO x; DELETE FROM public.x WHERE id = 1")
        << u"public.a 10>9 ! demo/1_a"_s;
    QTest::newRow("rewrite and delete") << QByteArray(
        "ALTER TABLE public.a ALTER id TYPE bigint; DELETE FROM public.a WHERE id < 4")
                                        << u"public.a 10>7 ! demo/1_a"_s;
}

void TestRowGuard::hiddenLosses()
{
    QFETCH(const QByteArray, what);
    QFETCH(const QString, losses);
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, QByteArray(anything) + "SELECT public.anything('" + what + "');");
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(told(report), losses);
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"10"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM public.b"), u"5"_s);
    QCOMPARE(site.recorded(), QString());
}

void TestRowGuard::falseAlarms_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("rewrite") << QByteArray()
                             << QByteArray("ALTER TABLE public.a ALTER id TYPE text");
    QTest::newRow("delete and fill")
        << QByteArray()
        << QByteArray("DELETE FROM public.a; INSERT INTO public.a SELECT generate_series(1, 10)");
    QTest::newRow("delete, undone") << QByteArray()
                                    << QByteArray("DO $x$ BEGIN DELETE FROM public.a; RAISE "
                                                  "division_by_zero; EXCEPTION WHEN "
                                                  "division_by_zero THEN NULL; END $x$");
    QTest::newRow("move") << QByteArray("CREATE SCHEMA s")
                          << QByteArray("ALTER TABLE public.a SET SCHEMA s");
    QTest::newRow("rewrite of a table that held rows once")
        << QByteArray("DELETE FROM public.a")
        << QByteArray("ALTER TABLE public.a ALTER id TYPE text");
    QTest::newRow("drop of an empty table")
        << QByteArray("TRUNCATE public.a") << QByteArray("DROP TABLE public.a");
    QTest::newRow("between partitions")
        << QByteArray("CREATE TABLE public.p (id int) PARTITION BY RANGE (id); CREATE TABLE "
                      "public.p1 PARTITION OF public.p FOR VALUES FROM (0) TO (10); CREATE TABLE "
                      "public.p2 PARTITION OF public.p FOR VALUES FROM (10) TO (20); INSERT INTO "
                      "public.p VALUES (1), (2)")
        << QByteArray("UPDATE public.p SET id = 11 WHERE id = 1");
    QTest::newRow("own table") << QByteArray()
                               << QByteArray("CREATE TABLE public.c AS SELECT 1; DROP TABLE "
                                             "public.c");
}

void TestRowGuard::falseAlarms()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, what);
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      QByteArray(anything) + "SELECT public.anything($y$" + what + "$y$);");
    SiteFixture site({demo.path()});
    site.sql(twoTables + before);
    const RunReport report = site.run(site.migratePlan());
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qUtf8Printable(report.error->toText()) : "");
    QCOMPARE(told(report), QString());
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
}

// The hospital goes on working: what others delete meanwhile is not ours.
void TestRowGuard::othersMayDelete()
{
    ModuleFolder demo;
    demo.addMigration(
        u"1_a"_s,
        "CREATE EXTENSION dblink;"
        "SELECT dblink_exec('host=' || trim(both '\"' from split_part(current_setting("
        "'unix_socket_directories'), ',', 1)) || ' port=' || current_setting('port')"
        " || ' user=postgres dbname=' || current_database(), 'DELETE FROM public.a');");
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    const RunReport report = site.run(site.migratePlan());
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qUtf8Printable(report.error->toText()) : "");
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"0"_s);
}

void TestRowGuard::triggersAreFoundOut()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "INSERT INTO public.b VALUES (6);");
    SiteFixture site({demo.path()});
    site.sql(QByteArray(twoTables)
             + "CREATE FUNCTION public.clear() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE "
               "FROM public.a; RETURN NEW; END';"
               "CREATE TRIGGER clear AFTER INSERT ON public.b FOR EACH ROW EXECUTE FUNCTION "
               "public.clear()");
    const plans::Plan plan = site.migratePlan();
    QVERIFY(plan.losses.isEmpty());
    const RunReport report = site.run(plan);
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(told(report), u"public.a 10>0 ! demo/1_a"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"10"_s);
}

void TestRowGuard::seedsAsWell()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"1_known"_s, "DELETE FROM public.b WHERE id = 1;");
    demo.addSeed(u"2_hidden"_s,
                 QByteArray(anything) + "SELECT public.anything('TRUNCATE public.a');");
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    auto connection = site.connect();
    const auto prepared =
        operations::prepare(connection, site.catalog(), {}, operations::UpgradeRequest {});
    QVERIFY(prepared.has_value());
    QCOMPARE(prepared->plans.at(1).losses.size(), 2);
    const auto reports = operations::carryOut(connection, site.catalog(), {}, *prepared);
    QCOMPARE(reports.size(), 2);
    QCOMPARE(reports.at(0).outcome, Outcome::Done);
    QCOMPARE(reports.at(1).outcome, Outcome::FailedPartWay); // the first seed is in
    QCOMPARE(told(reports.at(1)), u"public.a 10>0 ! demo/2_hidden\npublic.b 5>4 demo/1_known"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"10"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM public.b"), u"4"_s);
}

void TestRowGuard::segmentsAsWell()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "DROP TABLE public.b;");
    demo.addMigration(u"2_b"_s,
                      QByteArray(anything) + "SELECT public.anything('DROP TABLE public.a');");
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    const RunReport report = site.run(site.migratePlan({{}, {}, true}));
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(told(report), u"public.a 10>0 gone ! demo/2_b\npublic.b 5>0 gone demo/1_a"_s);
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"10"_s);
}

// Nothing can undo it: it is said, and the run stops there.
void TestRowGuard::withoutTransaction()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      QByteArray(anything) + "SELECT public.anything('DELETE FROM public.a');",
                      {},
                      "transaction:false");
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(told(report), u"public.a 10>0 ! demo/1_a"_s);
    QCOMPARE(report.steps.first().notices.size(), 1);
    QVERIFY(report.steps.first().notices.first().contains(u"public.a"_s));
}

void TestRowGuard::partitionsAlone()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE public.p1;");
    demo.addMigration(u"2_b"_s, "DELETE FROM public.p2;");
    SiteFixture site({demo.path()});
    site.sql("CREATE TABLE public.p (id int) PARTITION BY RANGE (id); CREATE TABLE public.p1 "
             "PARTITION OF public.p FOR VALUES FROM (0) TO (10); CREATE TABLE public.p2 PARTITION "
             "OF public.p FOR VALUES FROM (10) TO (20); CREATE TABLE public.p3 PARTITION OF "
             "public.p DEFAULT; INSERT INTO public.p VALUES (1), (2), (11), (21), (22)");
    const plans::Plan plan = site.migratePlan();
    site.sql("INSERT INTO public.p VALUES (3)");
    const RunReport more = site.run(plan);
    QCOMPARE(more.outcome, Outcome::Failed);
    QCOMPARE(site.sql("SELECT count(*) FROM public.p"), u"6"_s);
    const RunReport report = site.run(site.migratePlan());
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qUtf8Printable(report.error->toText()) : "");
    QCOMPARE(told(report), u"public.p 6>2"_s);
}

void TestRowGuard::replacedTables_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("hidden");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QString>("losses");
    const QByteArray copy = "CREATE TABLE public.n AS SELECT * FROM public.a";
    const QByteArray swap = "; DROP TABLE public.a; ALTER TABLE public.n RENAME TO a";
    QTest::newRow("all rows") << copy + swap << false << Outcome::Done
                              << u"public.a 10>10 demo/1_a"_s;
    QTest::newRow("fewer rows") << copy + " WHERE id < 4" + swap << false << Outcome::Done
                                << u"public.a 10>3 demo/1_a"_s;
    QTest::newRow("all rows, hidden") << copy + swap << true << Outcome::Done << QString();
    QTest::newRow("fewer rows, hidden") << copy + " WHERE id < 4" + swap << true << Outcome::Failed
                                        << u"public.a 10>3 ! demo/1_a"_s;
    QTest::newRow("by one that was there, hidden")
        << QByteArray("DROP TABLE public.b; ALTER TABLE public.a RENAME TO b") << true
        << Outcome::Failed << u"public.b 5>0 gone ! demo/1_a"_s;
}

void TestRowGuard::replacedTables()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const bool, hidden);
    QFETCH(const Outcome, outcome);
    QFETCH(const QString, losses);
    for (const QByteArray options : {"", "transaction:false"}) {
        if (hidden && !options.isEmpty())
            continue; // where nothing can be undone, the other tests tell
        ModuleFolder demo;
        const QByteArray file = QByteArray(anything) + "SELECT public.anything($y$" + sql + "$y$);";
        demo.addMigration(u"1_a"_s, hidden ? file : QByteArray(sql + ';'), {}, options);
        SiteFixture site({demo.path()});
        site.sql(twoTables);
        const RunReport report = site.run(site.migratePlan());
        QCOMPARE(told(report), losses);
        QCOMPARE(report.outcome, outcome);
        const bool kept = losses.contains(u"10>10"_s);
        QCOMPARE(report.stateNow.contains(u"Rows were lost"_s),
                 outcome == Outcome::Done && !losses.isEmpty() && !kept);
        QCOMPARE(
            report.stateNow.contains(u"Replaced by another table of the same name: public.a"_s),
            outcome == Outcome::Done && !losses.isEmpty());
    }
}

void TestRowGuard::fewRoundTrips()
{
    const auto roundTripsOf = [](int migrations) {
        ModuleFolder demo;
        for (int i = 0; i < migrations; ++i)
            demo.addTable(u"%1_a"_s.arg(100 + i));
        SiteFixture site({demo.path()});
        site.sql(twoTables);
        const plans::Plan plan = site.migratePlan();
        auto connection = site.connect();
        const RunReport report = runs::run(connection, plan);
        return report.outcome == Outcome::Done ? connection.roundTrips() : -1;
    };
    const int few = roundTripsOf(2);
    QVERIFY(few > 0);
    QCOMPARE(roundTripsOf(200), few);
}

QTEST_GUILESS_MAIN(TestRowGuard)
#include "tst_rowguard.moc"
