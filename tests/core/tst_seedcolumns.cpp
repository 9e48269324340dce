// What a later release ships for columns that its migration, or an older one, gave a default.
#include "core/operations/operation.h"
#include "tests/support/seededsite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using test::firms;
using test::firmTable;
using test::SeededSite;

class TestSeedColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void constantDefault();
    void csvSeed();
    void everyType_data();
    void everyType();
    void sequenceStays();
    void planTellsTheSame();
};

// ADD COLUMN fills every row with the default: that is nobody's edit.
void TestSeedColumns::constantDefault()
{
    SeededSite one(firmTable + "ALTER TABLE public.t_firm ADD open boolean DEFAULT true;");
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("ALTER TABLE t_firm ADD colour varchar(20) NOT NULL DEFAULT 'white'");
    one.site.sql("UPDATE t_firm SET colour = 'pink' WHERE code = 'B'");
    one.ship("INSERT INTO public.t_firm (code, name, price, open, colour) VALUES"
             " ('A', 'Alpha', 1.5, false, 'red'), ('B', 'Beta', 2, true, 'blue'),"
             " ('C', 'Gamma', NULL, true, 'white') ON CONFLICT (code) DO UPDATE SET"
             " name = EXCLUDED.name, price = EXCLUDED.price, open = EXCLUDED.open,"
             " colour = EXCLUDED.colour;");
    QCOMPARE(one.load(), u"0 1 1 1"_s);
    QCOMPARE(one.kept(), u"B: colour"_s);
    const QByteArray now = "SELECT string_agg(concat_ws(' ', code, open, colour), ', ' ORDER BY id)"
                           " FROM t_firm";
    QCOMPARE(one.site.sql(now), u"A f red, B t pink, C t white"_s);
    one.site.sql("UPDATE t_firm SET colour = 'white', open = true WHERE code = 'A'");
    QCOMPARE(one.load(), u"0 0 1 2"_s); // what was shipped since is an edit, default or not
    QCOMPARE(one.kept(), u"A: open colour; B: colour"_s);
}

void TestSeedColumns::everyType_data()
{
    QTest::addColumn<QByteArray>("column");
    QTest::addColumn<QByteArray>("shipped");
    QTest::addColumn<bool>("filled");
    const auto row = [](const char *column, const char *shipped, bool filled) {
        QTest::newRow(column) << QByteArray(column) << QByteArray(shipped) << filled;
    };
    row("numeric(10, 2) DEFAULT 0", "1.5", true);
    row("integer DEFAULT -1", "2", true);
    row("char(5) DEFAULT 'ab'", "'xy'", true);
    row("text[] DEFAULT '{}'", "'{a}'", true);
    row("varchar(3)[] DEFAULT ARRAY['a']", "'{b}'", true);
    row("jsonb DEFAULT '{\"x\": [1]}'", "'{}'", true);
    row("date DEFAULT '2026-01-02'", "'2026-01-03'", true);
    row("timestamptz DEFAULT '2026-01-02 03:04:05+07'", "'2026-01-03 00:00+07'", true);
    row("public.t_kind DEFAULT 'one'", "'two'", true);
    row("timestamptz DEFAULT now()", "'2026-01-03 00:00+07'", false);
    row("date DEFAULT CURRENT_DATE", "'2020-01-01'", false);
    row("uuid DEFAULT gen_random_uuid()", "'00000000-0000-0000-0000-000000000001'", false);
    row("integer DEFAULT public.f_one()", "2", false); // nobody knows what it does
}

void TestSeedColumns::everyType()
{
    QFETCH(QByteArray, column);
    QFETCH(QByteArray, shipped);
    QFETCH(bool, filled);
    SeededSite one(firmTable
                       + "CREATE TYPE public.t_kind AS ENUM ('one', 'two');"
                         "CREATE FUNCTION public.f_one() RETURNS integer LANGUAGE sql IMMUTABLE"
                         " AS 'SELECT 1';",
                   firms("('A', 'Alpha', 1.50)"));
    QCOMPARE(one.load(), u"1 0 0 0"_s);
    one.site.sql("ALTER TABLE t_firm ADD fresh " + column);
    one.ship("INSERT INTO public.t_firm (code, name, fresh) VALUES ('A', 'Alpha', " + shipped
             + ") ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, fresh = EXCLUDED.fresh;");
    QCOMPARE(one.load(), filled ? u"0 1 0 0"_s : u"0 0 0 1"_s);
}

void TestSeedColumns::sequenceStays()
{
    SeededSite one(firmTable + "CREATE SEQUENCE public.t_no;");
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("ALTER TABLE t_firm ADD no bigint DEFAULT nextval('t_no')");
    const QString last = one.site.sql("SELECT last_value FROM t_no");
    one.ship("INSERT INTO public.t_firm (code, no) VALUES ('A', 101), ('B', 102), ('C', 103)"
             " ON CONFLICT (code) DO UPDATE SET no = EXCLUDED.no;");
    QCOMPARE(one.load(), u"0 0 0 3"_s);
    QCOMPARE(one.site.sql("SELECT last_value FROM t_no"), last);
}

void TestSeedColumns::csvSeed()
{
    test::ModuleFolder demo;
    const QString seed = u"seeds/001_public.t_firm.csv"_s;
    demo.addMigration(u"1_a"_s, firmTable, "DROP TABLE public.t_firm;");
    demo.write(seed, "code*,name\nA,Alpha\nB,Beta\n");
    test::SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    demo.addMigration(u"2_b"_s,
                      "ALTER TABLE public.t_firm ADD COLUMN colour varchar(20) NOT NULL"
                      " DEFAULT 'white';",
                      "ALTER TABLE public.t_firm DROP COLUMN colour;");
    demo.write(seed, "code*,name,colour\nA,Alpha,red\nB,Beta,blue\n");
    site.reload();
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const runs::RunReport report = site.run(site.seedPlan());
    QCOMPARE(report.steps.first().tables.first().updated, 2);
    QCOMPARE(report.keptRows(), 0);
    QCOMPARE(site.sql("SELECT string_agg(colour, ' ' ORDER BY code) FROM t_firm"), u"red blue"_s);
}

void TestSeedColumns::planTellsTheSame()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("ALTER TABLE t_firm ADD colour varchar(20) NOT NULL DEFAULT 'white'");
    one.site.sql("UPDATE t_firm SET colour = 'pink' WHERE code = 'B'");
    one.ship("INSERT INTO public.t_firm (code, colour) VALUES ('A', 'red'), ('B', 'blue'),"
             " ('C', 'green') ON CONFLICT (code) DO UPDATE SET colour = EXCLUDED.colour;");
    auto connection = one.site.connect();
    const auto made =
        operations::prepare(connection, one.site.catalog(), {}, plans::SeedRequest {{}, true});
    QVERIFY(made);
    QCOMPARE(made->plans.first().losses.size(), 1);
    QCOMPARE(made->plans.first().losses.first().rows, 1);
}

QTEST_GUILESS_MAIN(TestSeedColumns)
#include "tst_seedcolumns.moc"
