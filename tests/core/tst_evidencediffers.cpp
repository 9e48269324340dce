#include "core/inspection/evidence.h"
#include "tests/support/clustertools.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::inspection;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

// The module stock, whose schema is inv.
const QByteArray manifest =
    "{\"id\": \"stock\", \"version\": \"1\", \"title\": {\"en\": \"a\", \"th\": \"a\"},"
    " \"schema\": \"inv\", \"trackingTable\": \"knex_migrations\", \"recordedExtension\": \".ts\","
    " \"requires\": []}";

const QByteArray tables =
    "CREATE SCHEMA inv; CREATE TABLE inv.p (id int PRIMARY KEY, code text UNIQUE);"
    "CREATE TABLE inv.q (id int PRIMARY KEY); CREATE TABLE inv.t (a int, b text, c numeric(8,2));"
    "CREATE FUNCTION inv.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';";

QList<MigrationEvidence> evidenceOf(const SiteFixture &site)
{
    auto connection = site.connect();
    const auto state = site.inspect();
    const int before = connection.roundTrips();
    const auto evidence =
        examine(connection, site.catalog().modules.first(), state.modules.first());
    if (!evidence)
        qFatal("%s", qUtf8Printable(evidence.error().toText()));
    if (connection.roundTrips() - before != 1)
        qFatal("more than one round trip");
    return *evidence;
}

QString verdicts(const SiteFixture &site)
{
    QStringList words;
    for (const MigrationEvidence &one : evidenceOf(site))
        words << jsonKeyOf(one.verdict);
    return words.join(u' ');
}

QStringList differences(const MigrationEvidence &evidence)
{
    QStringList all;
    for (const ObjectEvidence &one : evidence.objects) {
        if (one.presence != ObjectPresence::Present)
            all << keyOf(one.presence) % u": "_s % one.difference;
    }
    return all;
}

} // namespace

// What has the right name and is another object.
class TestEvidenceDiffers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anotherObject_data();
    void anotherObject();
    void conditionsAsTheServerWritesThem_data();
    void conditionsAsTheServerWritesThem();
    void formsOfLaterFiles_data();
    void formsOfLaterFiles();
    void madeAgainWhereItIsNot();
    void lockedTable();
    void byName();
};

void TestEvidenceDiffers::anotherObject_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<QString>("difference");
    const auto row =
        [](const char *name, const char *up, const char *site, const char *difference) {
            QTest::newRow(name) << QByteArray(up) << QByteArray(site)
                                << QString::fromUtf8(difference);
        };
    const auto *index = "CREATE INDEX i ON inv.t (a, b)";
    row("column", index, "CREATE INDEX i ON inv.t (a)", "Its columns are a instead of a, b.");
    row("order", index, "CREATE INDEX i ON inv.t (b, a)", "Its columns are b, a instead of a, b.");
    row("expression",
        index,
        "CREATE INDEX i ON inv.t (a, lower(b))",
        "Its columns are a,  instead of"
        " a, b.");
    row("unique",
        index,
        "CREATE UNIQUE INDEX i ON inv.t (a, b)",
        "It is unique, which the migration"
        " does not say.");
    row("not unique",
        "CREATE UNIQUE INDEX i ON inv.t (a)",
        "CREATE INDEX i ON inv.t (a)",
        "It is not unique, where the migration says UNIQUE.");
    row("method",
        "CREATE INDEX i ON inv.t USING hash (a)",
        "CREATE INDEX i ON inv.t (a)",
        "Its method is btree instead of hash.");
    row("part",
        "CREATE INDEX i ON inv.t (a) WHERE a > 0",
        "CREATE INDEX i ON inv.t (a)",
        "It holds all rows, where the migration says a part (WHERE).");
    row("whole",
        "CREATE INDEX i ON inv.t (a)",
        "CREATE INDEX i ON inv.t (a) WHERE a > 0",
        "It holds a part of the rows (WHERE), where the migration says all.");
    row("index of another table",
        "CREATE INDEX i ON inv.p (id)",
        "CREATE INDEX i ON inv.q (id)",
        "It stands on another table.");
    const auto *foreign =
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES inv.p (id)";
    row("target",
        foreign,
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES inv.q",
        "It refers to inv.q instead of inv.p.");
    row("target of another schema",
        foreign,
        "CREATE TABLE public.p (id int PRIMARY KEY);"
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.p",
        "It refers to public.p instead of inv.p.");
    row("target column",
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES inv.p (code)",
        "CREATE UNIQUE INDEX ON inv.p (lower(code)); ALTER TABLE inv.p ADD other text UNIQUE;"
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES inv.p (other)",
        "It refers to the columns other instead of code.");
    row("kind",
        foreign,
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a > 0)",
        "It is another constraint: CHECK.");
    row("key columns",
        "ALTER TABLE inv.t ADD CONSTRAINT k UNIQUE (a, b)",
        "ALTER TABLE inv.t ADD CONSTRAINT k UNIQUE (a)",
        "Its columns are a instead of a, b.");
    row("label",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (b IN ('new', 'old'))",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (b IN ('new', 'used'))",
        "Its condition is another one: (b = ANY (ARRAY['new'::text, 'used'::text]))");
    row("number",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (c >= 0)",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (c >= 99)",
        "Its condition is another one: (c >= (99)::numeric)");
    row("operator",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a >= 0)",
        "Its condition is another one: (a >= 0)");
    row("column of a check",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (c > 0)",
        "Its columns are c instead of a.");
    const auto *view =
        "CREATE VIEW inv.v AS SELECT a, t.b AS name, count(*) FROM inv.t GROUP BY 1, 2";
    row("view's columns",
        view,
        "CREATE VIEW inv.v AS SELECT a, b, 1 AS count FROM inv.t",
        "Its columns are a, b, count instead of a, name, ?.");
    row("number of a view's columns",
        view,
        "CREATE VIEW inv.v AS SELECT a, b AS name FROM inv.t",
        "Its columns are a, name instead of a, name, ?.");
    row("columns the view names",
        "CREATE VIEW inv.v (x) AS SELECT a FROM inv.t UNION SELECT 1",
        "CREATE VIEW inv.v AS SELECT a FROM inv.t",
        "Its columns are a instead of x.");
    row("trigger",
        "CREATE TRIGGER g BEFORE UPDATE ON inv.t FOR EACH ROW EXECUTE FUNCTION inv.f()",
        "CREATE TRIGGER g BEFORE UPDATE ON inv.t FOR EACH ROW EXECUTE FUNCTION inv.f();"
        "ALTER TABLE inv.t DISABLE TRIGGER g",
        "It is disabled.");
}

void TestEvidenceDiffers::anotherObject()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QByteArray, site);
    QFETCH(const QString, difference);
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"1_base"_s, tables);
    module.addMigration(u"2_a"_s, up + ";");
    SiteFixture fixture({module.path()});
    fixture.sql(tables);
    fixture.sql("SET search_path = inv, public; " + site);
    const MigrationEvidence evidence = evidenceOf(fixture).last();
    QCOMPARE(differences(evidence), QStringList {u"Different: "_s % difference});
    QVERIFY(evidence.verdict != Verdict::Done);
}

void TestEvidenceDiffers::conditionsAsTheServerWritesThem_data()
{
    QTest::addColumn<QByteArray>("condition");
    for (const char *condition : {"a IN (1, 2)",
                                  "a IN (1)",
                                  "a NOT IN (1, 2)",
                                  "b IN ('x', 'it''s')",
                                  "e = 'red'",
                                  "e IN ('red', 'blue')",
                                  "v IN ('x', 'y') OR v IS NULL",
                                  "a BETWEEN -1 AND 5",
                                  "a NOT BETWEEN 1 AND 5",
                                  "c BETWEEN 0.00 AND 99.5",
                                  "c > -1",
                                  "c >= 1e3",
                                  "b LIKE 'x%'",
                                  "b NOT ILIKE '%y'",
                                  "b ~ '^[0-9]{13}$'",
                                  "b SIMILAR TO 'a|b'",
                                  "d > '2020-1-1'",
                                  "d >= DATE '2020-01-01' AND d < 'infinity'",
                                  "i > '24 hours'",
                                  "j <> '{\"a\":1}'",
                                  "flag",
                                  "flag = true",
                                  "flag = 't'",
                                  "flag IS NOT TRUE",
                                  "NOT (a = 1 AND b = 'x')",
                                  "length(b) >= 3",
                                  "trim(b) <> ''",
                                  "coalesce(a, 0) + 1 > c * 2",
                                  "CASE WHEN a > 0 THEN b = 'x' ELSE b IS NULL END",
                                  "b = ANY ('{x,y}'::text[])",
                                  "b = ANY (ARRAY['x', 'y'])",
                                  "a IS DISTINCT FROM 3",
                                  "a IS NOT DISTINCT FROM 3",
                                  "extract(year FROM d) > 2000",
                                  "a::text <> '7'",
                                  "c = 1::numeric(4,1)",
                                  "num_nonnulls(a, b) = 1",
                                  "nullif(a, 0) > 0",
                                  "k = 'ab'",
                                  "b COLLATE \"C\" > 'm'"})
        QTest::newRow(condition) << QByteArray(condition);
}

// The file's own words are never told as different.
void TestEvidenceDiffers::conditionsAsTheServerWritesThem()
{
    QFETCH(const QByteArray, condition);
    const QByteArray up = "CREATE SCHEMA inv; CREATE TYPE inv.shade AS ENUM ('red', 'blue');"
                          "CREATE TABLE inv.t (a int, b text, c numeric(8,2), d date, e inv.shade,"
                          " i interval, j jsonb, flag boolean, k char(4), v varchar(10),"
                          " CONSTRAINT k CHECK ("
        + condition + "));";
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"1_a"_s, up);
    SiteFixture site({module.path()});
    site.sql(up);
    const MigrationEvidence evidence = evidenceOf(site).first();
    QCOMPARE(differences(evidence), QStringList());
    QCOMPARE(evidence.verdict, Verdict::Done);
}

void TestEvidenceDiffers::formsOfLaterFiles_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("later");
    QTest::addColumn<QString>("before"); // the verdicts where the later one was not run
    const auto row = [](const char *name, const char *first, const char *later) {
        QTest::newRow(name) << QByteArray(first) << QByteArray(later) << u"done done notDone"_s;
    };
    row("view replaced",
        "CREATE VIEW inv.v AS SELECT a FROM inv.t",
        "CREATE OR REPLACE VIEW inv.v AS SELECT a, b FROM inv.t");
    row("view's column renamed",
        "CREATE VIEW inv.v AS SELECT a FROM inv.t",
        "ALTER VIEW inv.v RENAME COLUMN a TO x");
    row("condition changed",
        "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE inv.t DROP CONSTRAINT k, ADD CONSTRAINT k CHECK (a >= 0)");
    row("index made anew",
        "CREATE INDEX i ON inv.t (a)",
        "DROP INDEX inv.i; CREATE INDEX i ON inv.t (a, b)");
    row("column of an index renamed",
        "CREATE INDEX i ON inv.t (a, b)",
        "ALTER TABLE inv.t RENAME a TO x");
    row("target renamed",
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES inv.p (id)",
        "ALTER TABLE inv.p RENAME TO products");
    row("target's column renamed",
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES inv.p (id)",
        "ALTER TABLE inv.p RENAME id TO number");
    row("target moved",
        "ALTER TABLE inv.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES inv.p (id)",
        "ALTER TABLE inv.p SET SCHEMA public");
}

void TestEvidenceDiffers::formsOfLaterFiles()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, later);
    QFETCH(const QString, before);
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"1_base"_s, tables);
    module.addMigration(u"2_a"_s, first + ";");
    module.addMigration(u"3_b"_s, later + ";");
    SiteFixture site({module.path()});
    site.sql(tables + "SET search_path = inv, public; " + first);
    QCOMPARE(verdicts(site), before);
    site.sql("SET search_path = inv, public; " + later);
    QCOMPARE(verdicts(site), u"done done done"_s);
}

// IF NOT EXISTS leaves what the first file made, on every site.
void TestEvidenceDiffers::madeAgainWhereItIsNot()
{
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"1_base"_s, tables);
    module.addMigration(u"2_a"_s, "CREATE INDEX i ON inv.t (a);");
    module.addMigration(u"3_b"_s, "CREATE INDEX IF NOT EXISTS i ON inv.t (a, b);");
    SiteFixture site({module.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    QCOMPARE(verdicts(site), u"done done done"_s);
    for (const MigrationEvidence &one : evidenceOf(site))
        QCOMPARE(one.contradiction(), Contradiction::None);
}

// A question that waited for whoever holds a table would hold up every look at the site.
void TestEvidenceDiffers::lockedTable()
{
    const QByteArray up = tables + "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a > 0);";
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"1_a"_s, up);
    SiteFixture site({module.path()});
    site.sql(up);
    auto holder = site.connect();
    VERIFY_DONE(holder.query("BEGIN"));
    VERIFY_DONE(holder.query("LOCK TABLE inv.t"));
    const MigrationEvidence evidence = evidenceOf(site).first();
    VERIFY_DONE(holder.query("ROLLBACK"));
    QCOMPARE(differences(evidence), QStringList());
    QVERIFY(evidence.objects.last().byName);
    QVERIFY(!evidenceOf(site).first().objects.last().byName);
}

void TestEvidenceDiffers::byName()
{
    const QByteArray up = tables
        + "CREATE INDEX by_name ON inv.t (lower(b)); CREATE INDEX ON inv.t (a); CREATE VIEW inv.v "
          "AS SELECT"
          " * FROM inv.t; CREATE VIEW inv.w AS SELECT a FROM inv.t; CREATE TRIGGER g BEFORE UPDATE"
          " ON inv.t FOR EACH ROW EXECUTE FUNCTION inv.f(); CREATE SEQUENCE inv.s;"
          "ALTER TABLE inv.t ADD CONSTRAINT k CHECK (a > 0), ADD CONSTRAINT l CHECK (b > "
          "'2020-x');";
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"1_a"_s, up);
    SiteFixture site({module.path()});
    site.sql("SET check_function_bodies = off; " + up);
    QStringList names;
    const MigrationEvidence evidence = evidenceOf(site).first();
    for (const ObjectEvidence &one : evidence.objects) {
        if (one.byName)
            names << one.identity();
    }
    QCOMPARE(
        names,
        (QStringList {
            u"inv.f()"_s, u"inv.by_name"_s, u"inv.v"_s, u"inv.t.g"_s, u"inv.s"_s, u"inv.t.l"_s}));
}

QTEST_GUILESS_MAIN(TestEvidenceDiffers)
#include "tst_evidencediffers.moc"
