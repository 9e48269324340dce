#include "tests/support/lintfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// What a down section has to undo and leave alone: a file that breaks it, with the place marked by
// @, and one that does not.
class TestLintDown : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void downSections_data();
    void downSections();
    void rowsThatTheDownSectionPicks();
    void labelsThatStay();
};

namespace {

const QByteArray down = "\n-- migrate:down\n";

void both(const char *name, const QByteArray &broken, const QByteArray &right)
{
    QTest::newRow(name) << "-- migrate:up\n" + broken << "-- migrate:up\n" + right;
}

void tableDowns()
{
    both("table",
         "CREATE TABLE lab.a (id integer);\n@CREATE TABLE lab.b (id integer);" + down
             + "DROP TABLE lab.a;",
         "CREATE TABLE lab.a (id serial PRIMARY KEY);\nCREATE INDEX i ON lab.a (id);" + down
             + "DROP TABLE lab.a;");
    both("column",
         "ALTER TABLE lab.old\n  ALTER note SET DEFAULT 'x',\n  @ADD COLUMN x integer;" + down
             + "ALTER TABLE lab.old ALTER note DROP DEFAULT;",
         "ALTER TABLE lab.old ADD COLUMN x integer UNIQUE;" + down
             + "ALTER TABLE lab.old DROP COLUMN x;");
    both("column of a table with rights",
         "ALTER TABLE lab.old @ADD COLUMN x integer;\nGRANT SELECT ON lab.old TO reader;" + down
             + "REVOKE SELECT ON lab.old FROM reader;",
         "ALTER TABLE lab.old ADD COLUMN x integer;\nGRANT SELECT ON lab.old TO reader;" + down
             + "REVOKE SELECT ON lab.old FROM reader;\nALTER TABLE lab.old DROP COLUMN x;");
    both("index",
         "@CREATE INDEX i ON lab.old (id);" + down + "SELECT 1;",
         "CREATE INDEX i ON lab.old (id);" + down + "DROP INDEX lab.i;");
}

void otherDowns()
{
    both("function",
         "@CREATE FUNCTION lab.f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';" + down
             + "DROP FUNCTION lab.f(text);",
         "CREATE FUNCTION lab.f(a int) RETURNS integer LANGUAGE sql AS 'SELECT 1';" + down
             + "DROP FUNCTION lab.f(integer);");
    both("enum label",
         "@ALTER TYPE lab.kind ADD VALUE 'C';" + down + "SELECT 1;",
         "CREATE TYPE lab.kind AS ENUM ('C');" + down + "DROP TYPE lab.kind;");
    both("enum label with its comment",
         "@ALTER TYPE lab.kind ADD VALUE 'C';\nCOMMENT ON TYPE lab.kind IS 'C = x';" + down
             + "COMMENT ON TYPE lab.kind IS NULL;",
         "COMMENT ON TYPE lab.kind IS 'C = x';" + down + "COMMENT ON TYPE lab.kind IS NULL;");
    both("drop",
         "ALTER TABLE lab.old @DROP COLUMN note;" + down + "SELECT 1;",
         "ALTER TABLE lab.old DROP COLUMN note;" + down
             + "ALTER TABLE lab.old ADD COLUMN note text;");
    both("rename",
         "@ALTER TABLE lab.old RENAME COLUMN note TO remark;" + down
             + "ALTER TABLE lab.old RENAME COLUMN remark TO notes;",
         "ALTER TABLE lab.old RENAME COLUMN note TO remark;" + down
             + "ALTER TABLE lab.old RENAME COLUMN remark TO note;");
    both("new type",
         "ALTER TABLE lab.old @ALTER note TYPE varchar;" + down + "SELECT 1;",
         "ALTER TABLE lab.old ALTER note TYPE varchar;" + down
             + "ALTER TABLE lab.old ALTER note TYPE text;");
}

void downsOfMany()
{
    both("in a block",
         "DO $$ BEGIN\n  @CREATE TABLE lab.b (id integer);\nEND $$;" + down + "SELECT 1;",
         "DO $$ BEGIN\n  CREATE TABLE lab.b (id integer);\nEND $$;" + down + "DROP TABLE lab.b;");
    both("partitions",
         "CREATE TABLE lab.ev (id integer) PARTITION BY RANGE (id);\n"
         "@CREATE TABLE lab.ev1 (id integer);"
             + down + "DROP TABLE lab.ev;",
         "CREATE TABLE lab.ev (id integer) PARTITION BY RANGE (id);\n"
         "CREATE TABLE lab.ev1 PARTITION OF lab.ev FOR VALUES FROM (1) TO (5)\n"
         "  PARTITION BY RANGE (id);\n"
         "CREATE TABLE lab.ev2 PARTITION OF lab.ev1 FOR VALUES FROM (1) TO (2);\n"
         "CREATE TABLE lab.ev3 (id integer);\n"
         "ALTER TABLE lab.ev ATTACH PARTITION lab.ev3 FOR VALUES FROM (5) TO (9);"
             + down + "DROP TABLE lab.ev;");
    both("partition of an older table",
         "@CREATE TABLE lab.ev1 PARTITION OF lab.ev FOR VALUES FROM (1) TO (5);" + down
             + "SELECT 1;",
         "CREATE TABLE lab.ev1 PARTITION OF lab.ev FOR VALUES FROM (1) TO (5);" + down
             + "DROP TABLE lab.ev1;");
    both("grant",
         "@GRANT SELECT ON lab.old TO reader;" + down + "SELECT 1;",
         "GRANT SELECT ON lab.old TO reader;\nCREATE TABLE lab.t (id serial);\n"
         "GRANT SELECT ON lab.t TO reader;\nGRANT USAGE ON SEQUENCE lab.t_id_seq TO reader;\n"
         "GRANT SELECT ON ALL TABLES IN SCHEMA lab TO reader;"
             + down + "REVOKE SELECT ON lab.old FROM reader;\nDROP TABLE lab.t;");
    both("what others made",
         "SELECT 1;" + down + "SELECT 1;\n@DROP TABLE lab.old;",
         "CREATE TABLE IF NOT EXISTS lab.old (id integer);" + down + "SELECT 1;");
    both("what others made, though IF NOT EXISTS",
         "CREATE TABLE IF NOT EXISTS lab.old (id integer);" + down
             + "SELECT 1;\n@DROP TABLE lab.old;",
         "CREATE TABLE IF NOT EXISTS lab.t (id integer);" + down + "DROP TABLE lab.t;");
    both("dropped in the up section, though IF NOT EXISTS",
         "CREATE TABLE IF NOT EXISTS lab.old (id integer);\n@DROP TABLE lab.old;" + down
             + "SELECT 1;",
         "CREATE TABLE IF NOT EXISTS lab.t (id integer);\nDROP TABLE lab.t;" + down + "SELECT 1;");
    both("what another module makes",
         "CREATE SCHEMA IF NOT EXISTS ward;" + down + "SELECT 1;\n@DROP SCHEMA ward CASCADE;",
         "CREATE SCHEMA IF NOT EXISTS ward;" + down + "SELECT 1;");
    both("temporary tables",
         "CREATE TEMP TABLE a (id integer) ON COMMIT DROP;\n@DROP TABLE lab.t;" + down
             + "SELECT 1;",
         "CREATE TEMP TABLE a (id integer) ON COMMIT DROP;\nCREATE INDEX i ON a (id);\n"
         "ALTER TABLE a ADD COLUMN n integer;\nDROP TABLE a;\n"
         "DO $$ BEGIN CREATE TEMP TABLE b (id integer) ON COMMIT DROP; DROP TABLE b; END $$;"
             + down + "SELECT 1;");
    both("schema with CASCADE",
         "CREATE SCHEMA IF NOT EXISTS s;\n@CREATE TABLE s.t (id integer);" + down
             + "DROP SCHEMA s;",
         "CREATE SCHEMA IF NOT EXISTS s;\nCREATE TABLE s.t (id integer);" + down
             + "DROP SCHEMA s CASCADE;");
}

void downsOfRows()
{
    both("truncate",
         "SELECT 1;" + down + "SELECT 1;\n@TRUNCATE lab.old;",
         "CREATE TABLE lab.t (id integer);" + down + "TRUNCATE lab.t;\nDROP TABLE lab.t;");
    both("delete",
         "INSERT INTO lab.old (id) VALUES (1);" + down + "SELECT 1;\n@DELETE FROM lab.old;",
         "INSERT INTO lab.old (id) VALUES (1);" + down + "DELETE FROM lab.old WHERE id = 1;");
    both("update",
         "SELECT 1;" + down + "SELECT 1;\n@UPDATE lab.old SET note = NULL;",
         "UPDATE lab.old SET note = upper(note);" + down
             + "UPDATE lab.old SET note = lower(note);");
    both("values of a column that is made again",
         "ALTER TABLE lab.old DROP COLUMN note;" + down
             + "ALTER TABLE lab.old ADD COLUMN note text;\n@UPDATE lab.old SET name = 'x';",
         "ALTER TABLE lab.old DROP COLUMN note;" + down
             + "ALTER TABLE lab.old ADD COLUMN note text;\nUPDATE lab.old SET note = name;");
}

} // namespace

void TestLintDown::downSections_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("right");
    tableDowns();
    otherDowns();
    downsOfMany();
    downsOfRows();
}

void TestLintDown::downSections()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, right);
    const MarkedText marked(file);
    LintFolder folder;
    folder.add(u"002_test"_s, marked.text);
    QCOMPARE(folder.found(u"down-mirror"_s),
             QStringList {u"002_test "_s % marked.places.value(0) % u" error"_s});
    folder.add(u"002_test"_s, right);
    QCOMPARE(folder.found(u"down-mirror"_s), QStringList());
    folder.add(u"002_test"_s, "-- migrate:up\nCREATE TABLE lab.a (id integer);");
    QCOMPARE(folder.found(u"down-missing"_s), QStringList {u"002_test 1:1 error"_s});
}

// By WHERE it may be the rows that a seed or the programs brought.
void TestLintDown::rowsThatTheDownSectionPicks()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "SELECT 1;", "DELETE FROM lab.old WHERE id = 1;");
    QCOMPARE(folder.found(u"down-mirror"_s), QStringList {u"002_a 4:1 warning"_s});
}

void TestLintDown::labelsThatStay()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "ALTER TYPE lab.kind ADD VALUE 'C';", "SELECT 1;");
    QString remedy;
    for (const Finding &one : folder.report().findings) {
        if (one.id == "down-mirror"_L1)
            remedy = one.remedy;
    }
    QVERIFY2(remedy.contains(u"IF NOT EXISTS"_s), qPrintable(remedy));
}

QTEST_GUILESS_MAIN(TestLintDown)
#include "tst_lintdown.moc"
