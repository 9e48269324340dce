#include "tests/support/lintrule.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// Each rule about what a migration puts at risk: a text that breaks it, with the places marked by
// @, and one that does not.
class TestLintRisks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void milderLosses();
    void downSectionsToo();
    void checkOfAnEarlierFile();
    void validatedInALaterFile();
    void callsOfEarlierFunctions();
};

namespace {

void row(const char *name, const char *rule, const QByteArray &broken, const QByteArray &right)
{
    QTest::newRow(name) << QString::fromLatin1(rule) << broken << right;
}

void lossRows()
{
    const char *rule = "data-loss";
    row("drop table",
        rule,
        "SELECT 1;\n@DROP TABLE lab.old;",
        "CREATE TABLE lab.t (id integer);\nDROP TABLE lab.t;");
    row("drop column",
        rule,
        "ALTER TABLE lab.old @DROP COLUMN note;",
        "ALTER TABLE lab.old ALTER note DROP DEFAULT;");
    row("truncate", rule, "@TRUNCATE lab.old CASCADE;", "DROP VIEW lab.v;");
    row("delete", rule, "@DELETE FROM lab.old;", "DELETE FROM lab.old WHERE false;");
    row("in a block",
        rule,
        "DO $$ BEGIN\n  NULL;\n  @TRUNCATE lab.old;\nEND $$;",
        "DO $$ BEGIN RAISE NOTICE 'x'; END $$;");
    row("update",
        rule,
        "@UPDATE lab.old SET note = 'x';",
        "ALTER TABLE lab.old ADD COLUMN x integer;\nUPDATE lab.old SET x = 1;");
    row("one command of several",
        rule,
        "ALTER TABLE ONLY lab.\"old\" -- (,\n  ADD COLUMN x text DEFAULT $q$(,$q$,\n"
        "  ADD CHECK (note <> ',' AND id > 0),\n  @DROP COLUMN note;",
        "ALTER TABLE lab.old ADD COLUMN x text,\n  DROP COLUMN x;");
    row("narrower type",
        rule,
        "ALTER TABLE lab.old ALTER id TYPE bigint,\n  @ALTER name TYPE varchar(5);",
        "ALTER TABLE lab.old ALTER name TYPE varchar(50), ALTER id TYPE bigint,\n"
        "  ALTER amount TYPE numeric(9,2) USING amount::numeric(9,2);\n"
        "ALTER TABLE lab.old RENAME COLUMN name TO label;\n"
        "ALTER TABLE lab.old ALTER label TYPE varchar(60);");
    row("values of its own",
        rule,
        "ALTER TABLE lab.old @ALTER name TYPE varchar(50) USING left(name, 3);",
        "ALTER TABLE lab.old ALTER name TYPE varchar(50) USING name;");
}

// What IF NOT EXISTS names is an older file's where that made it.
void olderLossRows()
{
    const char *rule = "data-loss";
    row("drop of an older table",
        rule,
        "CREATE TABLE IF NOT EXISTS lab.old (id integer);\n@DROP TABLE lab.old;",
        "CREATE TABLE IF NOT EXISTS lab.t (id integer);\nDROP TABLE lab.t;");
    row("truncate of an older table",
        rule,
        "CREATE TABLE IF NOT EXISTS lab.old (id integer);\n@TRUNCATE lab.old;\n"
        "@DELETE FROM lab.old;",
        "CREATE TABLE IF NOT EXISTS lab.t (id integer);\nTRUNCATE lab.t;\nDELETE FROM lab.t;");
    row("older schema",
        rule,
        "CREATE SCHEMA IF NOT EXISTS lab;\n@DROP SCHEMA lab CASCADE;",
        "CREATE SCHEMA IF NOT EXISTS lab2;\nDROP SCHEMA lab2 CASCADE;");
    row("schema of another module",
        rule,
        "CREATE SCHEMA IF NOT EXISTS ward;\n@DROP SCHEMA ward CASCADE;",
        "CREATE SCHEMA lab2;\nDROP SCHEMA lab2 CASCADE;");
    row("older column",
        rule,
        "ALTER TABLE lab.old ADD COLUMN IF NOT EXISTS note text;\n"
        "@UPDATE lab.old SET note = NULL;\nALTER TABLE lab.old @DROP COLUMN note;",
        "ALTER TABLE lab.old ADD COLUMN IF NOT EXISTS x text;\nUPDATE lab.old SET x = 'x';\n"
        "ALTER TABLE lab.old DROP COLUMN x;");
    row("in a block that makes it again",
        rule,
        "DO $$ BEGIN\n  @DROP TABLE lab.old;\n  CREATE TABLE lab.old (id integer);\nEND $$;",
        "DO $$ BEGIN\n  CREATE TABLE lab.t (id integer);\n  DROP TABLE lab.t;\nEND $$;");
    row("through a view of its own",
        rule,
        "CREATE VIEW lab.v AS SELECT id FROM lab.old;\n@DELETE FROM lab.v;",
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t RENAME TO u;\nDELETE FROM lab.u;");
    row("trigger of the table's name",
        rule,
        "CREATE TRIGGER old BEFORE UPDATE ON lab.t FOR EACH ROW EXECUTE FUNCTION lab.f();\n"
        "@DROP TABLE lab.old;",
        "SELECT 1;");
}

void unreadableRows()
{
    const char *rule = "unreadable-sql";
    row("dynamic",
        rule,
        "@DO $$ BEGIN EXECUTE current_setting('x'); END $$;",
        "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$;");
    row("unknown function", rule, "@SELECT lab.clean_up();", "SELECT now();");
}

void lockRows()
{
    const char *rule = "lock-volatile-default";
    row("random uuid",
        rule,
        "ALTER TABLE lab.old ADD COLUMN u uuid @DEFAULT gen_random_uuid();",
        "ALTER TABLE lab.old ADD COLUMN at timestamptz DEFAULT now();");
    row("serial",
        rule,
        "ALTER TABLE lab.old ADD COLUMN @n serial;",
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t ADD COLUMN n serial;");
    row("generated",
        rule,
        "ALTER TABLE lab.old ADD COLUMN n integer @GENERATED ALWAYS AS (id * 2) STORED;",
        "ALTER TABLE lab.old ADD COLUMN n integer DEFAULT 0;");
    row("function",
        rule,
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
        "ALTER TABLE lab.old ADD COLUMN n integer @DEFAULT lab.f();",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';\n"
        "ALTER TABLE lab.old ADD COLUMN n integer DEFAULT lab.f();");
    row("function that is made volatile",
        rule,
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';\n"
        "ALTER FUNCTION lab.f() VOLATILE;\n"
        "ALTER TABLE lab.old ADD COLUMN n integer @DEFAULT lab.f();",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';\n"
        "ALTER FUNCTION lab.f() COST 5;\nALTER TABLE lab.old ADD COLUMN n integer DEFAULT "
        "lab.f();");
    rule = "required-column";
    row("check that refuses NULL",
        rule,
        "ALTER TABLE lab.old ADD COLUMN @y text CHECK (y IS NOT NULL AND y <> '');",
        "ALTER TABLE lab.old ADD COLUMN y text DEFAULT 'x' CHECK (y IS NOT NULL),\n"
        "  ADD COLUMN z text CHECK (z IS NOT NULL OR id > 0);");
    row("not null",
        rule,
        "ALTER TABLE lab.old ADD COLUMN x integer, ADD COLUMN @y integer NOT NULL;",
        "ALTER TABLE lab.old ADD COLUMN y integer NOT NULL DEFAULT 0;\n"
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t ADD COLUMN y integer NOT NULL;");
    row("without a default",
        rule,
        "ALTER TABLE lab.old ADD COLUMN @y text NOT NULL DEFAULT NULL::text;",
        "ALTER TABLE lab.old ADD COLUMN y text DEFAULT NULL;");
}

void typeRows()
{
    const char *rule = "lock-type-change";
    row("shorter",
        rule,
        "ALTER TABLE lab.old ALTER COLUMN name TYPE @varchar(10);",
        "ALTER TABLE lab.old ALTER COLUMN name TYPE varchar(40);");
    row("values of its own",
        rule,
        "ALTER TABLE lab.old ALTER name TYPE @text USING upper(name);",
        "ALTER TABLE lab.old ALTER name TYPE text USING name::text;");
    row("another type",
        rule,
        "ALTER TABLE lab.old ALTER COLUMN id TYPE @bigint;",
        "ALTER TABLE lab.old ALTER COLUMN name TYPE text;");
    row("number",
        rule,
        "ALTER TABLE lab.old ALTER COLUMN amount TYPE @numeric(10,3);",
        "ALTER TABLE lab.old ALTER COLUMN amount TYPE numeric(10,2);");
}

void wholeTableRows()
{
    const char *rule = "lock-whole-table";
    row("reindex", rule, "@REINDEX TABLE lab.old;", "REINDEX TABLE CONCURRENTLY lab.old;");
    row("vacuum", rule, "@VACUUM FULL lab.old;", "VACUUM lab.old;");
    row("cluster", rule, "SELECT 1;\n@CLUSTER lab.old USING old_pkey;", "ANALYZE lab.old;");
    row("lock", rule, "@LOCK TABLE lab.old;", "SELECT 1;");
    row("unlogged",
        rule,
        "ALTER TABLE lab.old ADD COLUMN x text,\n  @SET UNLOGGED;",
        "ALTER TABLE lab.old SET (fillfactor = 70);");
    row("refresh",
        rule,
        "@REFRESH MATERIALIZED VIEW lab.v;",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY lab.v;\n"
        "CREATE MATERIALIZED VIEW lab.w AS SELECT id FROM lab.old;\n"
        "REFRESH MATERIALIZED VIEW lab.w;");
}

void scanRows()
{
    const char *rule = "lock-set-not-null";
    row("not null",
        rule,
        "ALTER TABLE lab.old\n  ALTER note SET DEFAULT ''::text, @ALTER note SET NOT NULL;",
        "ALTER TABLE lab.old ADD CONSTRAINT n CHECK (note IS NOT NULL) NOT VALID;\n"
        "ALTER TABLE lab.old VALIDATE CONSTRAINT n;\n"
        "ALTER TABLE lab.old ALTER note SET NOT NULL;");
    row("check that is not validated",
        rule,
        "ALTER TABLE lab.old ADD CONSTRAINT n CHECK (note IS NOT NULL) NOT VALID;\n"
        "ALTER TABLE lab.old @ALTER note SET NOT NULL;",
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t ALTER id SET NOT NULL;");
}

void constraintRows()
{
    const char *rule = "lock-constraint";
    row("check of a new column",
        rule,
        "ALTER TABLE lab.old ADD COLUMN x integer @CHECK (x > 0);",
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t ADD COLUMN x integer CHECK (x > 0);");
    row("foreign key of a column with a default",
        rule,
        "ALTER TABLE lab.old ADD COLUMN x integer DEFAULT 1 @REFERENCES lab.old (id);",
        "ALTER TABLE lab.old ADD COLUMN x integer DEFAULT NULL REFERENCES lab.old (id);");
    row("validated at once",
        rule,
        "ALTER TABLE lab.old ADD CONSTRAINT c CHECK (id > 0) NOT VALID;\n"
        "ALTER TABLE lab.old @VALIDATE CONSTRAINT c;",
        "ALTER TABLE lab.old ADD CONSTRAINT c CHECK (id > 0) NOT VALID;\n"
        "ALTER TABLE lab.old VALIDATE CONSTRAINT older;");
    row("domain",
        rule,
        "@ALTER DOMAIN lab.code ADD CONSTRAINT c CHECK (VALUE > 0);\n"
        "@ALTER DOMAIN lab.code SET NOT NULL;",
        "ALTER DOMAIN lab.code ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;\n"
        "CREATE DOMAIN lab.d AS integer;\nALTER DOMAIN lab.d ADD CONSTRAINT c CHECK (VALUE > 0);");
    row("index of an older table",
        "lock-index",
        "CREATE TABLE IF NOT EXISTS lab.old (id integer);\n@CREATE INDEX i ON lab.old (name);",
        "CREATE TABLE IF NOT EXISTS lab.t (id integer);\nCREATE INDEX i ON lab.t (id);");
    row("not null of an older table",
        "lock-set-not-null",
        "CREATE TABLE IF NOT EXISTS lab.old (id integer);\n"
        "ALTER TABLE lab.old @ALTER note SET NOT NULL;",
        "CREATE TABLE IF NOT EXISTS lab.t (id integer);\n"
        "ALTER TABLE lab.t ALTER id SET NOT NULL;");
    row("foreign key",
        rule,
        "ALTER TABLE lab.old ADD @CONSTRAINT f FOREIGN KEY (id) REFERENCES lab.old (id);",
        "ALTER TABLE lab.old ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES lab.old (id) NOT VALID;");
    row("check",
        rule,
        "ALTER TABLE lab.old ADD @CONSTRAINT c CHECK (id > 0);",
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t ADD CONSTRAINT c CHECK (id > 0);");
    row("unique",
        rule,
        "ALTER TABLE lab.old ADD @CONSTRAINT u UNIQUE (name);",
        "ALTER TABLE lab.old ADD CONSTRAINT u UNIQUE USING INDEX i;");
    row("unique column",
        rule,
        "ALTER TABLE lab.old ADD COLUMN z integer @UNIQUE;",
        "ALTER TABLE lab.old ADD COLUMN z integer;\n"
        "CREATE TABLE lab.t (id integer);\nALTER TABLE lab.t ADD COLUMN z integer UNIQUE;");
    rule = "lock-index";
    row("index",
        rule,
        "@CREATE INDEX i ON lab.old (name);",
        "CREATE INDEX CONCURRENTLY i ON lab.old (name);");
    row("index of an own table",
        rule,
        "CREATE TABLE lab.t (id integer);\n@CREATE INDEX i ON lab.old (name);",
        "CREATE TABLE lab.t (id integer);\nCREATE INDEX i ON lab.t (id);");
    row("index of an own view",
        rule,
        "CREATE VIEW lab.v AS SELECT 1;\n@CREATE INDEX i ON lab.old (name);",
        "CREATE MATERIALIZED VIEW lab.v AS SELECT id FROM lab.old;\n"
        "CREATE INDEX i ON lab.v (id);\n"
        "CREATE TEMPORARY TABLE pick (id integer) ON COMMIT DROP;\n"
        "CREATE INDEX j ON pick (id);");
}

} // namespace

void TestLintRisks::rules_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QByteArray>("right");
    lossRows();
    olderLossRows();
    unreadableRows();
    lockRows();
    typeRows();
    wholeTableRows();
    scanRows();
    constraintRows();
}

void TestLintRisks::rules()
{
    QFETCH(const QString, rule);
    QFETCH(const QByteArray, broken);
    QFETCH(const QByteArray, right);
    test::checkLintRule(rule, broken, right);
}

void TestLintRisks::milderLosses()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "DELETE FROM lab.old WHERE id > 5;", "SELECT 1;");
    QCOMPARE(folder.found(u"data-loss"_s), QStringList {u"002_a 2:1 warning"_s});
    folder.addMigration(u"002_a"_s, "DELETE FROM lab.old WHERE true;", "SELECT 1;");
    QCOMPARE(folder.found(u"data-loss"_s), QStringList {u"002_a 2:1 error"_s});
}

void TestLintRisks::downSectionsToo()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "SELECT 1;", "DROP TABLE lab.x;\nSET work_mem = '1GB';");
    QCOMPARE(folder.found(u"session-leak"_s), QStringList {u"002_a 5:1 error"_s});
    QCOMPARE(folder.found(u"data-loss"_s), QStringList()); // that is what a down section is for
}

void TestLintRisks::checkOfAnEarlierFile()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "ALTER TABLE lab.old ADD CONSTRAINT n CHECK (note IS NOT NULL) NOT VALID;",
                        "ALTER TABLE lab.old DROP CONSTRAINT n;");
    folder.addMigration(u"003_b"_s, "ALTER TABLE lab.old VALIDATE CONSTRAINT n;", "SELECT 1;");
    folder.addMigration(u"004_c"_s,
                        "ALTER TABLE lab.old ALTER note SET NOT NULL;",
                        "ALTER TABLE lab.old ALTER note DROP NOT NULL;");
    QCOMPARE(folder.found(u"lock-set-not-null"_s), QStringList());
    folder.addMigration(u"003_b"_s, "SELECT 1;", "SELECT 1;");
    QCOMPARE(folder.found(u"lock-set-not-null"_s), QStringList {u"004_c 2:21 warning"_s});
}

// A run is one transaction, cut where a file runs without one.
void TestLintRisks::validatedInALaterFile()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "ALTER TABLE lab.old ADD CONSTRAINT c CHECK (id > 0) NOT VALID;",
                        "ALTER TABLE lab.old DROP CONSTRAINT c;");
    const QByteArray validate = "ALTER TABLE lab.old VALIDATE CONSTRAINT c;";
    folder.addMigration(u"004_c"_s, validate, "SELECT 1;");
    QCOMPARE(folder.found(u"lock-constraint"_s), QStringList {u"004_c 2:21 warning"_s});
    folder.add(u"003_b"_s,
               "-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\nSELECT 1;\n");
    QCOMPARE(folder.found(u"lock-constraint"_s), QStringList());
    folder.addMigration(u"003_b"_s, "SELECT 1;", "SELECT 1;");
    folder.add(u"004_c"_s,
               "-- migrate:up transaction:false\n" + validate + "\n-- migrate:down\nSELECT 1;\n");
    QCOMPARE(folder.found(u"lock-constraint"_s), QStringList());
}

void TestLintRisks::callsOfEarlierFunctions()
{
    LintFolder folder;
    folder.addMigration(
        u"002_a"_s,
        "CREATE FUNCTION lab.wipe() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n"
        "  -- all of it\n  TRUNCATE lab.old;\nEND $$;\n"
        "CREATE FUNCTION lab.outer_wipe() RETURNS void LANGUAGE sql AS 'SELECT lab.wipe()';\n"
        "CREATE FUNCTION lab.count_up() RETURNS bigint LANGUAGE sql AS 'SELECT 1';",
        "DROP FUNCTION lab.count_up();\nDROP FUNCTION lab.outer_wipe();\n"
        "DROP FUNCTION lab.wipe();");
    folder.addMigration(
        u"003_b"_s, "SELECT lab.count_up();\nSELECT lab.outer_wipe();", "SELECT 1;");
    QCOMPARE(folder.found(u"data-loss"_s), QStringList {u"003_b 3:1 error"_s});
    QCOMPARE(folder.found(u"unreadable-sql"_s), QStringList());
    folder.addMigration(u"003_b"_s, "SELECT lab.unknown();", "SELECT 1;");
    QCOMPARE(folder.found(u"data-loss"_s), QStringList());
    QCOMPARE(folder.found(u"unreadable-sql"_s), QStringList {u"003_b 2:1 warning"_s});
}

QTEST_GUILESS_MAIN(TestLintRisks)
#include "tst_lintrisks.moc"
