#include "tests/support/lintfolder.h"

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
    rule = "required-column";
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

void sessionRows()
{
    const char *rule = "session-leak";
    row("set", rule, "@SET work_mem = '1GB';", "SET LOCAL work_mem = '1GB';");
    row("reset", rule, "@RESET ALL;", "SELECT 1;");
    row("set_config",
        rule,
        "SELECT @set_config('a.b', 'c', false);",
        "SELECT set_config('a.b', 'c', true);");
    row("in a function",
        rule,
        "CREATE FUNCTION lab.f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n"
        "    PERFORM @set_config('a.b', 'c', false);\n"
        "    @SET work_mem = '1GB';\nEND;\n$$;",
        "CREATE FUNCTION lab.f() RETURNS void LANGUAGE plpgsql SET search_path = lab AS $$\nBEGIN\n"
        "    PERFORM set_config('a.b', 'c', true);\n    PERFORM pg_advisory_lock(1);\nEND;\n$$;");
    row("lock", rule, "SELECT @pg_advisory_lock(5);", "SELECT pg_advisory_xact_lock(5);");
    row("temporary table",
        rule,
        "CREATE TEMPORARY TABLE @pick (id integer);",
        "CREATE TEMPORARY TABLE pick (id integer) ON COMMIT DROP;");
    row("prepare",
        rule,
        "@PREPARE p AS SELECT 1;",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;");
    row("role", rule, "@ALTER ROLE reader SET work_mem = '1GB';", "ALTER ROLE reader NOLOGIN;");
    row("database",
        rule,
        "@ALTER DATABASE hospital SET work_mem = '1GB';",
        "COMMENT ON DATABASE hospital IS 'x';");
    row("cursor",
        rule,
        "@DECLARE c CURSOR WITH HOLD FOR SELECT 1;",
        "DECLARE c CURSOR FOR SELECT 1;");
}

void superuserRows()
{
    const char *rule = "superuser";
    row("language",
        rule,
        "@CREATE FUNCTION lab.f() RETURNS integer LANGUAGE plpython3u AS 'return 1';",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE plperl AS 'return 1';");
    row("block in a language", rule, "@DO LANGUAGE plpython3u $$ pass $$;", "DO $$ BEGIN END $$;");
    row("copy from a program", rule, "@COPY lab.old FROM PROGRAM 'ls';", "SELECT 1;");
    row("copy from a file", rule, "@COPY lab.old FROM 'old.csv';", "SELECT 1;");
    row("alter system", rule, "@ALTER SYSTEM SET work_mem = '1GB';", "SELECT 1;");
    row("extension",
        rule,
        "@CREATE EXTENSION IF NOT EXISTS pg_stat_statements;",
        "CREATE EXTENSION IF NOT EXISTS pgcrypto;");
    row("event trigger",
        rule,
        "@CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION lab.f();",
        "SELECT 1;");
    row("replication role",
        rule,
        "@SET LOCAL session_replication_role = replica;",
        "SET LOCAL work_mem = '1MB';");
    row("replication role in a block",
        rule,
        "DO $$ BEGIN\n  @PERFORM set_config('session_replication_role', 'replica', true);\nEND $$;",
        "SELECT 1;");
    row("disable triggers",
        rule,
        "@ALTER TABLE lab.old DISABLE TRIGGER ALL;",
        "ALTER TABLE lab.old DISABLE TRIGGER USER;");
    row("file of the server", rule, "@SELECT pg_read_file('/etc/passwd');", "SELECT pg_sleep(0);");
    row("role", rule, "@CREATE ROLE boss SUPERUSER;", "CREATE ROLE reader NOSUPERUSER;");
    row("password",
        "seed-password",
        "CREATE ROLE reader LOGIN @PASSWORD 'y';\nALTER ROLE reader @PASSWORD 'z';",
        "CREATE ROLE reader LOGIN PASSWORD NULL;");
}

} // namespace

void TestLintRisks::rules_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QByteArray>("right");
    lossRows();
    unreadableRows();
    lockRows();
    typeRows();
    wholeTableRows();
    scanRows();
    constraintRows();
    sessionRows();
    superuserRows();
}

void TestLintRisks::rules()
{
    QFETCH(const QString, rule);
    QFETCH(const QByteArray, broken);
    QFETCH(const QByteArray, right);
    const MarkedText marked("-- migrate:up\n" + broken);
    LintFolder folder;
    folder.add(u"002_test"_s, marked.text);
    QStringList expected;
    for (const QString &place : marked.places)
        expected << u"002_test "_s % place;
    QStringList found = folder.found(rule);
    for (QString &one : found)
        one = one.section(u' ', 0, 1);
    QCOMPARE(found, expected);
    QVERIFY(!expected.isEmpty());
    folder.add(u"002_test"_s, "-- migrate:up\n" + right);
    QCOMPARE(folder.found(rule), QStringList());
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

QTEST_GUILESS_MAIN(TestLintRisks)
#include "tst_lintrisks.moc"
