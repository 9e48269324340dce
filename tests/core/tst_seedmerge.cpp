// Seeds on a real cluster: what the site changed stays, what it did not is kept up.
#include "tests/support/seededsite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using test::firms;
using test::firmTable;
using test::SeededSite;
using test::threeFirms;

namespace {

const QByteArray linkTables = firmTable
    + "CREATE TABLE public.t_place (code text PRIMARY KEY);"
      "CREATE TABLE public.t_link (firm integer REFERENCES public.t_firm,"
      " place text REFERENCES public.t_place, PRIMARY KEY (firm, place));"
      "INSERT INTO public.t_place VALUES ('x'), ('y');"
      "INSERT INTO public.t_firm (code) VALUES ('A'), ('B');";

QByteArray links(const QByteArray &rows)
{
    return "INSERT INTO public.t_link (firm, place)\nSELECT f.id, s.place\nFROM (VALUES " + rows
        + ") AS s (code, place) JOIN public.t_firm AS f ON f.code = s.code\n"
          "ON CONFLICT (firm, place) DO NOTHING;";
}

QString linksOf(const SeededSite &site)
{
    return site.site.sql("SELECT string_agg(firm || place, ' ' ORDER BY firm, place) FROM t_link");
}

} // namespace

class TestSeedMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void freshAndAgain();
    void editedRowStays();
    void editedAndShippedAnew();
    void uneditedIsBroughtUp();
    void editedToWhatIsShipped();
    void newColumnIsFilled();
    void removedRowStaysAway();
    void tableMadeAgainIsFilled();
    void restoredDatabase();
    void rowsOfTheSiteStay();
    void forceWritesOver();
    void siteThatAnotherSeeded();
    void linkTable();
    void linkOfALaterRelease();
    void linksOfBefore();
    void linksWithoutMemory();
    void linksToWhatIsNotThere();
    void linksToWhatNobodyMayRead();
    void rowTwice();
    void typesCompareRight();
    void timeZoneOfTheSession();
    void mixedWithStatementsAsWritten();
    void whatCannotBeMergedWarns();
    void manyKeptRows();
};

void TestSeedMerge::freshAndAgain()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    QCOMPARE(one.rows(), u"A Alpha 1.50 ours, B Beta 2.00 ours, C Gamma ours"_s);
    QVERIFY(one.site.events().contains(u"StatementDone demo/001_firms 1/1 INSERT 0 3"_s));
    const QString stored = one.site.sql("SELECT string_agg(xmin::text, ' ') FROM t_firm");
    const QString base = one.site.sql("SELECT string_agg(xmin::text, ' ')"
                                      " FROM aegisx_site.seed_row");
    QCOMPARE(one.load(), u"0 0 3 0"_s);
    QCOMPARE(one.report.steps.size(), 1);
    QCOMPARE(one.report.steps.first().tables.size(), 1); // nothing of ours among them
    QCOMPARE(one.site.sql("SELECT string_agg(xmin::text, ' ') FROM t_firm"), stored);
    QCOMPARE(one.site.sql("SELECT string_agg(xmin::text, ' ') FROM aegisx_site.seed_row"), base);
    QCOMPARE(one.site.lockRows(), u"0"_s);
}

void TestSeedMerge::editedRowStays()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'Our Alpha' WHERE code = 'A'");
    one.site.sql("UPDATE t_firm SET note = 'changed' WHERE code = 'B'"); // is not shipped
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.kept(), u"A: name"_s);
    QCOMPARE(one.rows(), u"A Our Alpha 1.50 ours, B Beta 2.00 changed, C Gamma ours"_s);
    QCOMPARE(one.load(), u"0 0 2 1"_s); // and is told each time
}

void TestSeedMerge::editedAndShippedAnew()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET price = 7, name = 'Our Beta' WHERE code = 'B'");
    one.ship(firms("('A', 'Alpha', 1.5), ('B', 'Beta and Sons', 3), ('C', 'Gamma', NULL)"));
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.kept(), u"B: name price"_s);
    QCOMPARE(one.rows(), u"A Alpha 1.50 ours, B Our Beta 7.00 ours, C Gamma ours"_s);
}

void TestSeedMerge::uneditedIsBroughtUp()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.ship(firms("('A', 'Alpha Ltd', 1.5), ('B', 'Beta', 2), ('C', 'Gamma', 4), ('D', 'D', 0)"));
    QCOMPARE(one.load(), u"1 2 1 0"_s);
    QCOMPARE(one.rows(),
             u"A Alpha Ltd 1.50 ours, B Beta 2.00 ours, C Gamma 4.00 ours, D D 0.00 ours"_s);
    QCOMPARE(one.load(), u"0 0 4 0"_s);
}

void TestSeedMerge::editedToWhatIsShipped()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'Alpha Ltd' WHERE code = 'A'");
    one.ship(firms("('A', 'Alpha Ltd', 9), ('B', 'Beta', 2), ('C', 'Gamma', NULL)"));
    QCOMPARE(one.load(), u"0 1 2 0"_s); // the site wrote what is shipped now: no quarrel
    one.ship(firms("('A', 'Alpha Inc', 9)"));
    QCOMPARE(one.load(), u"0 1 0 0"_s);
}

void TestSeedMerge::newColumnIsFilled()
{
    SeededSite one(firmTable,
                   "INSERT INTO public.t_firm (code, name) VALUES ('A', 'Alpha'), ('B', 'Beta'),"
                   " ('C', 'Gamma') ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;");
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET price = 8 WHERE code = 'B'");
    one.site.sql("UPDATE t_firm SET price = 1.5 WHERE code = 'A'");
    one.ship(firms("('A', 'Alpha Ltd', 1.5), ('B', 'Beta', 2), ('C', 'Gamma', 3)"));
    QCOMPARE(one.load(), u"0 2 0 1"_s);
    QCOMPARE(one.kept(), u"B: price"_s);
    QCOMPARE(one.rows(), u"A Alpha Ltd 1.50 ours, B Beta 8.00 ours, C Gamma 3.00 ours"_s);
}

void TestSeedMerge::removedRowStaysAway()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("DELETE FROM t_firm WHERE code = 'B'");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.kept(), u"B: removed"_s);
    QCOMPARE(one.rows(), u"A Alpha 1.50 ours, C Gamma ours"_s);
    QCOMPARE(one.load({{}, true}), u"1 0 2 0"_s); // unless forced
}

void TestSeedMerge::tableMadeAgainIsFilled()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("DELETE FROM t_firm WHERE code = 'B'");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.site.run(one.site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(one.site.run(one.site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    QCOMPARE(one.load(), u"0 0 3 0"_s);
}

// pg_restore gives every table another oid: that is not a table of the vendor's made again.
void TestSeedMerge::restoredDatabase()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("DELETE FROM t_firm WHERE code = 'B';"
                 "ALTER SEQUENCE t_firm_id_seq OWNED BY NONE;"
                 "CREATE TABLE t_copy (LIKE t_firm INCLUDING ALL);"
                 "INSERT INTO t_copy SELECT * FROM t_firm; DROP TABLE t_firm;"
                 "ALTER TABLE t_copy RENAME TO t_firm;"
                 "CREATE TABLE aegisx_site.copy (LIKE aegisx_site.seed_row INCLUDING ALL);"
                 "INSERT INTO aegisx_site.copy SELECT * FROM aegisx_site.seed_row;"
                 "DROP TABLE aegisx_site.seed_row;"
                 "ALTER TABLE aegisx_site.copy RENAME TO seed_row");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.kept(), u"B: removed"_s);
    QCOMPARE(one.load(), u"0 0 2 1"_s);
}

void TestSeedMerge::rowsOfTheSiteStay()
{
    SeededSite one;
    one.site.sql("INSERT INTO t_firm (code, name) VALUES ('Z', 'Our own')");
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.ship(firms("('A', 'Alpha', 1.5), ('Z', 'Zeta', 1)")); // B and C are no longer shipped
    QCOMPARE(one.load(), u"0 0 1 1"_s);
    QCOMPARE(one.kept(), u"Z: name price"_s);
    QCOMPARE(one.site.sql("SELECT string_agg(code || ' ' || name, ', ' ORDER BY code) FROM t_firm"),
             u"A Alpha, B Beta, C Gamma, Z Our own"_s);
}

void TestSeedMerge::forceWritesOver()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code <> 'C'");
    QCOMPARE(one.load({{}, true}), u"0 2 1 0"_s);
    QCOMPARE(one.rows(), u"A Alpha 1.50 ours, B Beta 2.00 ours, C Gamma ours"_s);
    QCOMPARE(one.load(), u"0 0 3 0"_s);
}

void TestSeedMerge::siteThatAnotherSeeded()
{
    SeededSite one;
    one.site.sql("INSERT INTO t_firm (code, name, price) VALUES ('A', 'Alpha', 1.5),"
                 " ('B', 'By hand', 2)");
    QCOMPARE(one.load(), u"1 0 1 1"_s);
    QCOMPARE(one.kept(), u"B: name"_s);
    one.ship(firms("('A', 'Alpha Ltd', 1.5), ('B', 'Beta Ltd', 2), ('C', 'Gamma', NULL)"));
    QCOMPARE(one.load(), u"0 1 1 1"_s); // from now on it is known what was shipped
    QCOMPARE(one.kept(), u"B: name"_s);
    QVERIFY(!one.counts().keptRows.first().shippedBefore); // nobody says that it was changed
    one.site.sql("UPDATE t_firm SET name = 'Beta Ltd' WHERE code = 'B'");
    QCOMPARE(one.load(), u"0 0 3 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'Our Beta' WHERE code = 'B'");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QVERIFY(one.counts().keptRows.first().shippedBefore);
}

void TestSeedMerge::linkTable()
{
    SeededSite one(linkTables, links("('A', 'x'), ('A', 'y'), ('B', 'x'), ('A', 'x')"));
    QCOMPARE(one.load(), u"3 0 0 0"_s); // what comes twice counts once
    QCOMPARE(one.load(), u"0 0 3 0"_s);
    one.site.sql("DELETE FROM t_link WHERE place = 'y'");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.kept(), u"A, y: removed"_s); // the firm by its code, not by its id
    one.site.sql("INSERT INTO t_link VALUES (2, 'y')");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(linksOf(one), u"1x 2x 2y"_s);
}

void TestSeedMerge::linkOfALaterRelease()
{
    SeededSite one(linkTables, links("('A', 'x'), ('B', 'x')"));
    QCOMPARE(one.load(), u"2 0 0 0"_s);
    one.site.sql("DELETE FROM t_link WHERE firm = 1");
    one.ship(links("('A', 'x'), ('A', 'y'), ('B', 'x'), ('B', 'y')"));
    QCOMPARE(one.load(), u"2 0 1 1"_s); // also for a firm whose links the site took away
    QCOMPARE(one.kept(), u"A, x: removed"_s);
    QCOMPARE(linksOf(one), u"1y 2x 2y"_s);
    QCOMPARE(one.load(), u"0 0 3 1"_s);
}

// Of a firm that had links before any was remembered nobody knows which the site took away.
void TestSeedMerge::linksOfBefore()
{
    SeededSite one(linkTables, links("('A', 'x'), ('A', 'y'), ('B', 'x'), ('B', 'y')"));
    one.site.sql("INSERT INTO t_link VALUES (1, 'x')");
    QCOMPARE(one.load(), u"2 0 1 1"_s); // the other firm has none yet, and gets its own
    QCOMPARE(one.kept(), u"A, y: missing"_s); // nothing tells that the site took it away
    QCOMPARE(linksOf(one), u"1x 2x 2y"_s);
    one.site.sql("INSERT INTO t_place VALUES ('z')");
    one.ship(links("('A', 'x'), ('A', 'y'), ('A', 'z'), ('B', 'x'), ('B', 'y')"));
    QCOMPARE(one.load(), u"1 0 3 1"_s); // from now on it is known what is new
    QCOMPARE(one.kept(), u"A, y: missing"_s); // but not what became of the others
    QCOMPARE(linksOf(one), u"1x 1z 2x 2y"_s);
    QCOMPARE(one.load({{}, true}), u"1 0 4 0"_s);
    one.site.sql("DELETE FROM t_link WHERE firm = 1 AND place = 'y'");
    QCOMPARE(one.load(), u"0 0 4 1"_s);
    QCOMPARE(one.kept(), u"A, y: removed"_s); // it was there
}

void TestSeedMerge::linksWithoutMemory()
{
    SeededSite one(linkTables, links("('A', 'x'), ('A', 'y'), ('B', 'x')"));
    const QByteArray role = "linker_" + one.site.database().toLatin1();
    one.site.sql("CREATE ROLE " + role
                 + " LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON"
                   " t_firm, t_place, t_link, knex_migrations, knex_migrations_lock TO "
                 + role);
    auto connection = one.site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION " + role));
    one.report = runs::run(connection, one.site.seedPlan());
    QCOMPARE(one.counted(), u"3 0 0 0"_s);
    QCOMPARE(one.site.sql("SELECT count(*) FROM aegisx_site.seed_row"), u"0"_s);
    one.site.sql("DELETE FROM t_link WHERE place = 'y'");
    one.report = runs::run(connection, one.site.seedPlan());
    QCOMPARE(one.counted(), u"0 0 2 1"_s);
    QCOMPARE(linksOf(one), u"1x 2x"_s);
    one.site.sql("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

// A row that is not offered is told, since nothing else would show it.
void TestSeedMerge::linksToWhatIsNotThere()
{
    SeededSite one(linkTables, links("('A', 'x'), ('B', 'x'), ('NONE', 'x'), ('B', 'x')"));
    QCOMPARE(one.load(), u"2 0 0 0"_s);
    QCOMPARE(one.report.steps.first().notices,
             QStringList(u"1 row(s) of this seed are left out, because what they refer to is not "
                         "there. Table: public.t_link"_s));
    one.ship(links("('A', 'x'), ('B', 'x')"));
    QCOMPARE(one.load(), u"0 0 2 0"_s);
    QVERIFY(one.report.steps.first().notices.isEmpty());
    one.ship("INSERT INTO public.t_link (firm, place) SELECT f.id, s.place FROM (VALUES"
             " ('A', 'x'), ('NONE', 'x')) AS s (code, place) JOIN public.t_firm AS f"
             " ON f.code = s.code WHERE f.id > 0 ON CONFLICT (firm, place) DO NOTHING;");
    QCOMPARE(one.load(), u"0 0 1 0"_s);
    QVERIFY(one.report.steps.first().notices.isEmpty()); // the vendor wants some rows only
}

// The name of what a key refers to is a help: without it the seed is loaded as well.
void TestSeedMerge::linksToWhatNobodyMayRead()
{
    const QByteArray seed = "INSERT INTO public.t_link (firm, place) VALUES (1, 'x'), (2, 'x')"
                            " ON CONFLICT (firm, place) DO NOTHING;";
    SeededSite one(linkTables, seed);
    QCOMPARE(one.load(), u"2 0 0 0"_s);
    one.site.sql("DELETE FROM t_link WHERE firm = 1");
    const QByteArray role = "namer_" + one.site.database().toLatin1();
    one.site.sql("CREATE ROLE " + role
                 + " LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON t_link, knex_migrations,"
                   " knex_migrations_lock TO "
                 + role + "; GRANT USAGE ON SCHEMA aegisx_site TO " + role
                 + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA aegisx_site TO "
                 + role);
    auto connection = one.site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION " + role));
    one.report = runs::run(connection, one.site.seedPlan());
    QCOMPARE(one.counted(), u"0 0 1 1"_s);
    QCOMPARE(one.kept(), u"1, x: removed"_s);
    one.site.sql("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

void TestSeedMerge::rowTwice()
{
    SeededSite one(firmTable, firms("('A', 'Alpha', 1), ('A', 'Again', 2)"));
    QVERIFY(one.load().contains(u"001_firms"_s));
    QCOMPARE(one.report.outcome, Outcome::Failed);
    QCOMPARE(one.report.error->detail.sqlState, u"23505"_s);
    QCOMPARE(one.site.sql("SELECT count(*) FROM t_firm"), u"0"_s);
}

void TestSeedMerge::typesCompareRight()
{
    const QByteArray table =
        "CREATE TYPE public.t_kind AS ENUM ('one', 'two'); CREATE TABLE public.t_firm ("
        "code varchar(10) PRIMARY KEY, amount numeric(12, 4), at timestamptz, day date,"
        " tags text[], doc json, docb jsonb, kind public.t_kind, ratio double precision,"
        " fixed char(5), span interval, bytes bytea, place point, on_off boolean);";
    const QByteArray seed =
        "INSERT INTO public.t_firm (code, amount, at, day, tags, doc, docb, kind, ratio, fixed,"
        " span, bytes, place, on_off) VALUES ('A', 1.50, '2026-01-02 03:04:05.678', '2026-01-02',"
        " '{a,b}', '{\"x\": 1, \"y\": [2]}', '{\"x\": 1}', 'one', 0.1, 'ab', '1 day 2 hours',"
        " '\\x00ff', '(1,2)', true) ON CONFLICT (code) DO UPDATE SET amount = EXCLUDED.amount,"
        " at = EXCLUDED.at, day = EXCLUDED.day, tags = EXCLUDED.tags, doc = EXCLUDED.doc,"
        " docb = EXCLUDED.docb, kind = EXCLUDED.kind, ratio = EXCLUDED.ratio,"
        " fixed = EXCLUDED.fixed, span = EXCLUDED.span, bytes = EXCLUDED.bytes,"
        " place = EXCLUDED.place, on_off = EXCLUDED.on_off;";
    SeededSite one(table, seed);
    QCOMPARE(one.load(), u"1 0 0 0"_s);
    QCOMPARE(one.load(), u"0 0 1 0"_s);
    one.site.sql("UPDATE t_firm SET amount = 1.5000, doc = '{\"y\":[2],\"x\":1}'"); // the same
    QCOMPARE(one.load(), u"0 0 1 0"_s);
    one.site.sql("UPDATE t_firm SET tags = '{b,a}', kind = 'two', place = '(1,3)',"
                 " at = at + interval '1 ms', on_off = NULL");
    QCOMPARE(one.load(), u"0 0 0 1"_s);
    QCOMPARE(one.kept(), u"A: at tags kind place on_off"_s);
}

void TestSeedMerge::timeZoneOfTheSession()
{
    SeededSite one("CREATE TABLE public.t_firm (code text PRIMARY KEY, at timestamptz);",
                   "INSERT INTO public.t_firm (code, at) VALUES ('A', '2026-01-02 03:04:05+07')"
                   " ON CONFLICT (code) DO UPDATE SET at = EXCLUDED.at;");
    const QByteArray database = postgres::quoteIdentifier(one.site.database());
    one.site.sql("ALTER DATABASE " + database + " SET timezone = 'Asia/Bangkok'");
    QCOMPARE(one.load(), u"1 0 0 0"_s);
    one.site.sql("ALTER DATABASE " + database + " SET timezone = 'America/New_York'");
    one.ship("INSERT INTO public.t_firm (code, at) VALUES ('A', '2026-02-02 03:04:05+07')"
             " ON CONFLICT (code) DO UPDATE SET at = EXCLUDED.at;");
    QCOMPARE(one.load(), u"0 1 0 0"_s);
    // What the seed itself says is read in the zone of the session, also behind a merge.
    one.ship("INSERT INTO public.t_firm (code, at) VALUES ('B', '2026-02-02 00:00:00-05')"
             " ON CONFLICT (code) DO UPDATE SET at = EXCLUDED.at;"
             "INSERT INTO public.t_firm (code, at) VALUES ('C', '2026-02-02 00:00:00')"
             " ON CONFLICT (code) DO UPDATE SET at = EXCLUDED.at;");
    QCOMPARE(one.load(), u"2 0 0 0"_s);
    QCOMPARE(one.site.sql("SELECT count(DISTINCT at) FROM t_firm WHERE code <> 'A'"), u"1"_s);
}

void TestSeedMerge::mixedWithStatementsAsWritten()
{
    SeededSite one(firmTable + "CREATE TABLE public.t_log (what text);",
                   threeFirms
                       + "\nINSERT INTO public.t_log VALUES ('loaded');"
                         "\nINSERT INTO public.t_firm (code, name) VALUES ('D', 'Delta')"
                         " ON CONFLICT DO NOTHING;");
    QCOMPARE(one.load(), u"4 0 -1 0"_s); // with what runs as written nobody knows all of it
    QCOMPARE(one.report.steps.first().tables.size(), 2);
    QCOMPARE(one.report.steps.first().tables.at(1).inserted, 1);
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code = 'A'");
    QCOMPARE(one.load(), u"0 0 -1 1"_s);
    QCOMPARE(one.kept(), u"A: name"_s);
}

void TestSeedMerge::whatCannotBeMergedWarns()
{
    SeededSite one(firmTable,
                   threeFirms
                       + "\nINSERT INTO t_firm (code, name) VALUES ('A', 'Alpha')\n"
                         "ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;");
    const plans::Plan plan = one.site.seedPlan();
    QCOMPARE(plan.findings.size(), 1);
    QCOMPARE(plan.findings.first().id, u"seed-overwrites"_s);
    QCOMPARE(plan.findings.first().severity, Severity::Warning);
    QCOMPARE(plan.findings.first().where.line, 7);
    one.ship(threeFirms);
    QVERIFY(one.site.seedPlan().findings.isEmpty());
}

void TestSeedMerge::manyKeptRows()
{
    const QByteArray table = "CREATE TABLE public.t_firm (code integer PRIMARY KEY, name text);";
    SeededSite one(table,
                   "INSERT INTO public.t_firm (code, name) SELECT i, 'n' || i FROM"
                   " generate_series(1, 30000) AS i ON CONFLICT (code) DO UPDATE SET"
                   " name = EXCLUDED.name;");
    QCOMPARE(one.load(), u"30000 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code > 100");
    QCOMPARE(one.load(), u"0 0 100 29900"_s);
    QCOMPARE(one.counts().keptRows.size(), 20);
    QCOMPARE(one.counts().keptRows.first().key, u"101"_s);
}

QTEST_GUILESS_MAIN(TestSeedMerge)
#include "tst_seedmerge.moc"
