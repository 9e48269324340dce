#include "core/modules/narrowing.h"
#include "core/plans/losses.h"
#include "tests/support/clustertools.h"
#include "tests/support/losstext.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/stocksite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::ModuleFolder;
using test::SiteFixture;
using test::told;

namespace {

// A table with two rows, of which one has a value in every column.
constexpr auto drugs = "CREATE SCHEMA inventory; CREATE TABLE inventory.drugs (id int PRIMARY KEY,"
                       " name varchar(50), price numeric(10,2));"
                       "INSERT INTO inventory.drugs VALUES (1, 'a', 2.5), (2, NULL, NULL);";

// A parent with two rows of its own, and a child with three.
constexpr auto family = "CREATE TABLE inventory.parent (x int); CREATE TABLE inventory.child () "
                        "INHERITS (inventory.parent); INSERT INTO inventory.parent VALUES (1), (2);"
                        "INSERT INTO inventory.child VALUES (3), (4), (5)";

} // namespace

class TestPlanLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void truncateReachesAll();
    void kinds_data();
    void kinds();
    void noQueryWithoutLosses();
    void acrossSteps();
    void rollbacksAndSeeds();
    void functionsOfTheDatabase();
    void estimatedRows();
    void withoutRights();
    void lockedTable();
    void narrowing_data();
    void narrowing();
};

void TestPlanLosses::truncateReachesAll()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE inventory.tmt_concepts CASCADE;");
    SiteFixture site({demo.path()});
    test::makeStock(site);
    const plans::Plan plan = site.migratePlan();
    QStringList expected;
    const QStringList tables = test::stockTables();
    QCOMPARE(tables.size(), 1 + 14);
    for (qsizetype i = 0; i < tables.size(); ++i)
        expected << u"Truncate inventory.%1 %2%3"_s.arg(tables.at(i))
                        .arg(10 * (i + 1))
                        .arg(i == 0 ? QString() : u" < inventory.tmt_concepts"_s);
    QStringList found = told(plan).split(u'\n');
    QCOMPARE(found.first(), expected.first());
    expected.sort();
    found.sort();
    QCOMPARE(found, expected);
    QVERIFY(plans::destroysRows(plan));
    QCOMPARE(site.sql("SELECT count(*) FROM inventory.stock"), u"50"_s);
}

void TestPlanLosses::kinds_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("losses");
    QTest::addColumn<bool>("destroys");
    const auto row =
        [](const char *name, QByteArray before, QByteArray sql, const QString &losses, bool yes) {
            QTest::newRow(name) << before << sql << losses << yes;
        };
    row("drop table", {}, "DROP TABLE inventory.drugs", u"DropTable inventory.drugs 2"_s, true);
    row("is not there", {}, "DROP TABLE IF EXISTS inventory.nothing", {}, false);
    row("by the search path",
        "CREATE TABLE public.note AS SELECT 1",
        "DROP TABLE note",
        u"DropTable public.note 1"_s,
        true);
    row("empty",
        "TRUNCATE inventory.drugs",
        "DROP TABLE inventory.drugs",
        u"DropTable inventory.drugs 0"_s,
        false);
    row("drop column",
        {},
        "ALTER TABLE inventory.drugs DROP COLUMN price",
        u"DropColumn inventory.drugs.price 1"_s,
        true);
    row("update of all",
        {},
        "UPDATE inventory.drugs SET price = 0, id = id",
        u"Update inventory.drugs.price 1"_s,
        true);
    row("update of a new column",
        {},
        "ALTER TABLE inventory.drugs ADD unit text; UPDATE inventory.drugs SET unit = 'x'",
        {},
        false);
    row("delete of some",
        {},
        "DELETE FROM inventory.drugs WHERE id = 1",
        u"DeleteSome inventory.drugs 2"_s,
        true);
    row("narrows",
        {},
        "ALTER TABLE inventory.drugs ALTER price TYPE integer",
        u"NarrowType inventory.drugs.price 1"_s,
        true);
    row("widens",
        {},
        "ALTER TABLE inventory.drugs ALTER price TYPE numeric(12,2), ALTER name TYPE varchar(60)",
        {},
        false);
    row("triggers off",
        {},
        "ALTER TABLE inventory.drugs DISABLE TRIGGER ALL",
        u"DisableTrigger inventory.drugs 0"_s,
        false);
    row("role", {}, "SET session_replication_role = replica", u"ReplicationRole  0"_s, false);
    row("delete cascade",
        "CREATE TABLE inventory.lots (id int, drug_id int REFERENCES inventory.drugs ON DELETE "
        "CASCADE); INSERT INTO inventory.lots VALUES (1, 1), (2, 1), (3, 2);"
        "CREATE TABLE inventory.other (drug_id int REFERENCES inventory.drugs)",
        "DELETE FROM inventory.drugs",
        u"Delete inventory.drugs 2\nDeleteSome inventory.lots 3 < inventory.drugs"_s,
        true);
    row("drop schema",
        "CREATE TABLE inventory.lots AS SELECT generate_series(1, 3)",
        "DROP SCHEMA inventory CASCADE",
        u"DropSchema inventory 0\nDropTable inventory.drugs 2 < inventory\nDropTable "
        "inventory.lots 3 < inventory"_s,
        true);
    row("drop type",
        "CREATE TYPE inventory.status AS ENUM ('a'); ALTER TABLE inventory.drugs ADD s "
        "inventory.status; UPDATE inventory.drugs SET s = 'a'",
        "DROP TYPE inventory.status CASCADE",
        u"DropType inventory.status 0\nDropColumn inventory.drugs.s 2 < inventory.status"_s,
        true);
    row("views",
        "CREATE VIEW inventory.v AS SELECT * FROM inventory.drugs; CREATE MATERIALIZED "
        "VIEW inventory.m AS SELECT * FROM inventory.v",
        "DROP TABLE inventory.drugs CASCADE",
        u"DropTable inventory.drugs 2\nDropView inventory.v 0 view < inventory.drugs\nDropView "
        "inventory.m 2 < inventory.drugs"_s,
        true);
    row("drop of views",
        "CREATE VIEW inventory.v AS SELECT * FROM inventory.drugs; CREATE VIEW inventory.v2 AS "
        "SELECT * FROM inventory.v",
        "DROP VIEW inventory.v CASCADE",
        u"DropView inventory.v 0 view\nDropView inventory.v2 0 view < inventory.v"_s,
        false);
    row("makes values of its own",
        {},
        "ALTER TABLE inventory.drugs ALTER id TYPE int USING NULL, ALTER price TYPE numeric(12,2) "
        "USING 0, ALTER name TYPE text USING name",
        u"Update inventory.drugs.id 2\nUpdate inventory.drugs.price 1"_s,
        true);
    row("casts on the way",
        {},
        "ALTER TABLE inventory.drugs ALTER price TYPE numeric(10,2) USING price::int",
        u"NarrowType inventory.drugs.price 1"_s,
        true);
    row("only the parent",
        family,
        "TRUNCATE ONLY inventory.parent",
        u"Truncate inventory.parent 2"_s,
        true);
    row("with the children",
        family,
        "TRUNCATE inventory.parent",
        u"Truncate inventory.parent 2\nTruncate inventory.child 3 < inventory.parent"_s,
        true);
    row("delete with the children",
        family,
        "DELETE FROM inventory.parent WHERE x > 3; DELETE FROM ONLY inventory.parent",
        u"DeleteSome inventory.parent 2\nDeleteSome inventory.child 3 < inventory.parent\nDelete "
        "inventory.parent 2"_s,
        true);
    row("update with the children",
        family,
        "UPDATE inventory.parent SET x = 0",
        u"Update inventory.parent.x 2\nUpdate inventory.child.x 3 < inventory.parent"_s,
        true);
    row("partitions",
        "CREATE TABLE inventory.log (at int) PARTITION BY RANGE (at); CREATE TABLE inventory.log_1 "
        "PARTITION OF inventory.log FOR VALUES FROM (0) TO (10); CREATE TABLE inventory.log_2 "
        "PARTITION OF inventory.log FOR VALUES FROM (10) TO (20); INSERT INTO inventory.log VALUES "
        "(1), (2), (11)",
        "TRUNCATE inventory.log; DROP TABLE inventory.log",
        u"Truncate inventory.log 3\nDropTable inventory.log 0"_s,
        true);
    row("owned",
        "CREATE ROLE tmp_%1; CREATE TABLE inventory.theirs AS SELECT 1; ALTER TABLE "
        "inventory.theirs OWNER TO tmp_%1",
        "DROP OWNED BY tmp_%1 CASCADE",
        u"DropOwned tmp_%1 0\nDropTable inventory.theirs 1 < tmp_%1"_s,
        true);
    row("dynamic",
        {},
        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('x.y'); END $$",
        u"Unreadable  ?"_s,
        true);
    row("twice",
        {},
        "DELETE FROM inventory.drugs; TRUNCATE inventory.drugs",
        u"Delete inventory.drugs 2"_s,
        true);
}

void TestPlanLosses::kinds()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, sql);
    QFETCH(QString, losses);
    QFETCH(const bool, destroys);
    ModuleFolder demo;
    demo.addTable(u"0_first"_s);
    SiteFixture site({demo.path()});
    const QByteArray mark = site.database().toUtf8(); // roles are of the whole cluster
    demo.addMigration(u"1_a"_s, sql.replace("%1", mark) + ';');
    site.reload();
    site.sql(drugs + before.replace("%1", mark));
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(told(plan), losses.replace(u"%1"_s, site.database()));
    QCOMPARE(plans::destroysRows(plan), destroys);
}

void TestPlanLosses::noQueryWithoutLosses()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "INSERT INTO public.\"t_1_a\" VALUES (1); SELECT now();");
    SiteFixture site({demo.path()});
    plans::Plan plan = site.migratePlan();
    auto connection = site.connect();
    VERIFY_DONE(plans::findLosses(connection, plan));
    QCOMPARE(connection.roundTrips(), 0);
    demo.addMigration(u"3_c"_s, "DROP SCHEMA IF EXISTS other CASCADE; TRUNCATE public.other;");
    site.reload();
    site.sql("CREATE TABLE public.other ()");
    plan = site.migratePlan();
    VERIFY_DONE(plans::findLosses(connection, plan));
    QCOMPARE(connection.roundTrips(), 3); // the catalog, what DROP reaches, the counts
    QVERIFY(!connection.inTransaction());
}

// The plan renames, makes and drops: what counts is what the database has now.
void TestPlanLosses::acrossSteps()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "ALTER TABLE inventory.drugs RENAME TO drugs_old;"
                      "ALTER TABLE inventory.drugs_old RENAME COLUMN price TO cost;"
                      "CREATE TABLE inventory.drugs (id int);"
                      "INSERT INTO inventory.drugs VALUES (1);");
    demo.addMigration(u"2_b"_s, "DELETE FROM inventory.drugs;");
    demo.addMigration(u"3_c"_s,
                      "ALTER TABLE inventory.drugs_old DROP COLUMN cost;"
                      "ALTER TABLE inventory.drugs_old SET SCHEMA public;"
                      "DROP TABLE public.drugs_old;");
    SiteFixture site({demo.path()});
    site.sql(drugs);
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(told(plan), u"DropColumn inventory.drugs.price 1\nDropTable inventory.drugs 2"_s);
    QCOMPARE(plan.losses.first().step, 2);
    QCOMPARE(plan.losses.at(1).statement, 2);
    QCOMPARE(site.run(plan).outcome, runs::Outcome::Done);
}

void TestPlanLosses::rollbacksAndSeeds()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE TABLE public.t_a AS SELECT generate_series(1, 4) AS id;",
                      "DROP TABLE public.t_a;");
    demo.addSeed(u"1_codes"_s, "DELETE FROM public.t_a; INSERT INTO public.t_a VALUES (1);");
    SiteFixture site({demo.path()});
    const plans::Plan up = site.migratePlan();
    QCOMPARE(told(up), QString());
    QCOMPARE(site.run(up).outcome, runs::Outcome::Done);
    QCOMPARE(told(site.seedPlan()), u"Delete public.t_a 4"_s);
    QCOMPARE(told(site.rollbackPlan()), u"DropTable public.t_a 4"_s);
}

void TestPlanLosses::functionsOfTheDatabase()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "SELECT inventory.clear();");
    demo.addMigration(u"2_b"_s, "SELECT inventory.harmless();");
    demo.addMigration(u"3_c"_s, "SELECT inventory.anything('x');");
    demo.addMigration(u"4_d"_s,
                      "CREATE FUNCTION inventory.made() RETURNS void LANGUAGE sql AS "
                      "'UPDATE inventory.drugs SET name = NULL';");
    demo.addMigration(u"5_e"_s, "SELECT inventory.made(); SELECT inventory.missing();");
    SiteFixture site({demo.path()});
    site.sql(QByteArray(drugs)
             + "CREATE FUNCTION inventory.clear() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE "
               "FROM inventory.drugs WHERE id = 1; END';"
               "CREATE FUNCTION inventory.harmless() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN "
               "1; END';"
               "CREATE FUNCTION inventory.anything(x text) RETURNS void LANGUAGE plpgsql AS 'BEGIN "
               "EXECUTE x; END';");
    QCOMPARE(told(site.migratePlan()),
             u"DeleteSome inventory.drugs 2\nUnreadable inventory.anything ?\nUpdate "
             "inventory.drugs.name 1\nUnreadable inventory.missing ?"_s);
}

void TestPlanLosses::estimatedRows()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE inventory.drugs;");
    SiteFixture site({demo.path()});
    site.sql(QByteArray(drugs)
             + "UPDATE pg_class SET reltuples = 2500000, relpages = 9 WHERE oid = "
               "'inventory.drugs'::regclass");
    QCOMPARE(told(site.migratePlan()), u"Truncate inventory.drugs 2500000 about"_s);
}

void TestPlanLosses::withoutRights()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE inventory.drugs, public.note;");
    SiteFixture site({demo.path()});
    site.sql(drugs);
    const QString role = u"reader_"_s % site.database();
    site.sql(("CREATE ROLE \"" + role.toUtf8() + "\"; GRANT USAGE ON SCHEMA inventory TO \""
              + role.toUtf8()
              + "\"; CREATE TABLE public.note AS SELECT 1; GRANT SELECT ON "
                "public.note TO \""
              + role.toUtf8() + '"'));
    plans::Plan plan = site.migratePlan();
    auto connection = site.connect();
    VERIFY_DONE(connection.query("SET ROLE " + postgres::quoteIdentifier(role)));
    plan.findings.clear();
    VERIFY_DONE(plans::findLosses(connection, plan));
    QCOMPARE(told(plan), u"Truncate inventory.drugs ?\nTruncate public.note 1"_s);
    QVERIFY(plans::destroysRows(plan));
    QCOMPARE(plan.findings.size(), 1);
    QCOMPARE(plan.findings.first().id, u"rows-not-counted"_s);
    QVERIFY(plan.findings.first().message.contains(u"inventory.drugs"_s));
    QVERIFY(!plan.findings.first().message.contains(u"public.note"_s));
}

void TestPlanLosses::lockedTable()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE inventory.drugs, public.note;");
    SiteFixture site({demo.path()});
    site.sql(QByteArray(drugs) + "CREATE TABLE public.note AS SELECT 1");
    auto holder = site.connect();
    VERIFY_DONE(holder.query("BEGIN"));
    VERIFY_DONE(holder.query("LOCK TABLE inventory.drugs IN ACCESS EXCLUSIVE MODE"));
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(told(plan), u"Truncate inventory.drugs ?\nTruncate public.note 1"_s);
    QCOMPARE(plan.findings.last().id, u"rows-not-counted"_s);
    VERIFY_DONE(holder.query("ROLLBACK"));
    QCOMPARE(told(site.migratePlan()), u"Truncate inventory.drugs 2\nTruncate public.note 1"_s);
}

void TestPlanLosses::narrowing_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<bool>("less");
    const auto row = [](const char *from, const char *to, bool less) {
        QTest::addRow("%s to %s", from, to)
            << QString::fromLatin1(from) << QString::fromLatin1(to) << less;
    };
    row("character varying(50)", "character varying(20)", true);
    row("character varying(20)", "character varying(50)", false);
    row("text", "character varying(50)", true);
    row("character varying(50)", "text", false);
    row("integer", "character varying", false);
    row("integer", "bigint", false);
    row("bigint", "integer", true);
    row("numeric(10,2)", "integer", true);
    row("numeric(10,2)", "numeric(12,2)", false);
    row("numeric(10,2)", "numeric(12,4)", false);
    row("numeric(10,2)", "numeric(10,4)", true);
    row("numeric(10,2)", "numeric", false);
    row("numeric", "numeric(10,2)", true);
    row("integer", "numeric(12,2)", false);
    row("integer", "numeric(10,2)", true);
    row("double precision", "numeric", true);
    row("timestamp with time zone", "date", true);
    row("timestamp with time zone", "timestamp without time zone", false);
    row("timestamp with time zone", "timestamp(0) with time zone", true);
    row("date", "timestamp with time zone", false);
    row("jsonb", "json", false);
    row("text", "inventory.status", true);
    row("integer", "integer", false);
}

void TestPlanLosses::narrowing()
{
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const bool, less);
    QCOMPARE(modules::mayHoldLess(from, to), less);
}

QTEST_GUILESS_MAIN(TestPlanLosses)
#include "tst_planlosses.moc"
