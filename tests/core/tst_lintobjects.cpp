#include "tests/support/lintfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// Each rule about what a migration makes: a text that breaks it, with the places marked by @, and
// one that does not.
class TestLintObjects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void downSections_data();
    void downSections();
    void laterFiles();
};

namespace {

void row(const char *name, const char *rule, const QByteArray &broken, const QByteArray &right)
{
    QTest::newRow(name) << QString::fromLatin1(rule) << broken << right;
}

void qualifiedRows()
{
    const char *rule = "schema-qualified";
    row("table", rule, "CREATE TABLE @drugs (id integer);", "CREATE TABLE lab.drugs (id integer);");
    row("reference",
        rule,
        "CREATE TABLE lab.t (u uuid\n  REFERENCES @users (id));",
        "CREATE TABLE lab.t (u uuid\n  REFERENCES public.users (id));");
    row("type",
        rule,
        "CREATE TABLE lab.t (s @status);",
        "CREATE TABLE lab.t (s lab.status, n text, d date, u uuid);");
    row("index", rule, "CREATE INDEX i ON @old (id);", "CREATE INDEX i ON lab.old (id);");
    row("function",
        rule,
        "CREATE FUNCTION @f() RETURNS integer LANGUAGE sql AS 'SELECT 1';",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';");
    row("drop", rule, "DROP TABLE @old;", "DROP TABLE lab.old;");
    row("comment",
        rule,
        "COMMENT ON COLUMN @old.id IS 'x';",
        "COMMENT ON COLUMN lab.old.id IS 'x';");
    row("comment on a schema", rule, "COMMENT ON TYPE @x IS 'x';", "COMMENT ON SCHEMA lab IS 'x';");
    row("functions of the server",
        rule,
        "SELECT @my_textcat('a', 'b');",
        "SELECT textcat('a', 'b'), int4pl(1, 2), pg_sleep(0);\n"
        "SELECT lo_import('x'), lo_export(1, 'x'), lo_unlink(1), lo_from_bytea(0, ''), "
        "lo_put(1, 0, '');\n"
        "CREATE TRIGGER a BEFORE UPDATE ON lab.old FOR EACH ROW\n"
        "  EXECUTE FUNCTION tsvector_update_trigger('note', 'pg_catalog.simple', 'name');\n"
        "CREATE TRIGGER b BEFORE UPDATE ON lab.old FOR EACH ROW\n"
        "  EXECUTE FUNCTION suppress_redundant_updates_trigger();\n"
        "REVOKE EXECUTE ON FUNCTION lo_import(text) FROM public;");
    row("view",
        rule,
        "CREATE VIEW lab.v AS SELECT id\n  FROM @old;",
        "CREATE VIEW lab.v AS WITH o AS (SELECT id FROM lab.old) SELECT id FROM o;");
}

void qualifiedBodyRows()
{
    const char *rule = "schema-qualified";
    row("trigger function",
        rule,
        "CREATE TRIGGER t BEFORE UPDATE ON lab.old\n  FOR EACH ROW EXECUTE FUNCTION @touch();",
        "CREATE TRIGGER t BEFORE UPDATE ON lab.old\n  FOR EACH ROW EXECUTE FUNCTION lab.touch();");
    row("call in a default",
        rule,
        "CREATE TABLE lab.t (n integer DEFAULT @next_number(), u uuid DEFAULT gen_random_uuid());",
        "CREATE TABLE lab.t (n integer DEFAULT lab.next_number());");
    row("body in PL/pgSQL",
        rule,
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE plpgsql AS $$\n"
        "DECLARE n integer;\nBEGIN\n"
        "    SELECT count(*) INTO n FROM @old;\n"
        "    n := @twice(n);\n"
        "    RETURN n;\nEND;\n$$;",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE plpgsql AS $$\n"
        "DECLARE n integer;\nBEGIN\n"
        "    CREATE TEMPORARY TABLE pick (id integer) ON COMMIT DROP;\n"
        "    INSERT INTO pick SELECT id FROM lab.old;\n"
        "    SELECT count(*) INTO n FROM pick;\n"
        "    PERFORM 1 FROM lab.old FOR UPDATE OF old;\n"
        "    RETURN lab.twice(n);\nEND;\n$$;");
    row("body in SQL",
        rule,
        "CREATE FUNCTION lab.f() RETURNS bigint LANGUAGE sql AS $$\n  SELECT count(*) FROM "
        "@old\n$$;",
        "CREATE FUNCTION lab.f() RETURNS bigint LANGUAGE sql\n"
        "BEGIN ATOMIC SELECT count(*) FROM lab.old; END;");
    row("sequence in a text",
        rule,
        "CREATE TABLE lab.t (n integer DEFAULT nextval(@'numbers'));",
        "CREATE TABLE lab.t (n integer DEFAULT nextval('lab.numbers'::regclass));");
    row("block",
        rule,
        "DO $$ BEGIN DROP TABLE @old; END $$;",
        "DO $$ BEGIN DROP TABLE lab.old; END $$;");
    row("grant",
        rule,
        "GRANT SELECT ON @old TO public;\nGRANT EXECUTE ON FUNCTION @f() TO public;",
        "GRANT SELECT ON lab.old TO public;\nGRANT USAGE ON SCHEMA lab TO public;");
}

void declarationRows()
{
    const char *rule = "schema-qualified";
    row("types of variables",
        rule,
        "CREATE FUNCTION lab.f(kind lab.kind) RETURNS void LANGUAGE plpgsql AS $$\n"
        "DECLARE\n"
        "    one @old%ROWTYPE;\n"
        "    two CONSTANT @old.name%TYPE := 'x';\n"
        "    Three @kind[] := '{}';\n"
        "    n numeric(10, 2) DEFAULT @twice(1);\n"
        "    c CURSOR (p @\"old\".\"na.me\"%type) FOR SELECT id FROM lab.old;\n"
        "BEGIN\n"
        "    DECLARE\n"
        "        inner_one @old;\n"
        "    BEGIN\n        NULL;\n    END;\n"
        "END;\n$$;",
        "CREATE FUNCTION lab.f(kind lab.kind) RETURNS void LANGUAGE plpgsql AS $$\n"
        "<<outermost>>\nDECLARE\n"
        "    one lab.old%ROWTYPE;\n"
        "    two CONSTANT lab.old.name%TYPE := 'x';\n"
        "    three lab.kind[] := '{}';\n"
        "    four two%TYPE;\n"
        "    five one.name%TYPE;\n"
        "    six outermost.four%TYPE;\n"
        "    n numeric(10, 2) DEFAULT lab.twice(1);\n"
        "    at timestamp with time zone;\n"
        "    r record;\n"
        "    c CURSOR (p lab.old.name%TYPE) FOR SELECT id FROM lab.old;\n"
        "BEGIN\n"
        "    FOR i IN 1..3 LOOP NULL; END LOOP;\n"
        "EXCEPTION WHEN OTHERS THEN NULL;\n"
        "END;\n$$;");
    row("types in a block",
        rule,
        "DO $$ DECLARE one @old%ROWTYPE; BEGIN NULL; END $$;",
        "DO $$ DECLARE one lab.old%ROWTYPE; BEGIN NULL; END $$;");
}

void moduleRows()
{
    const char *rule = "undeclared-module";
    row("variable of another module",
        rule,
        "CREATE FUNCTION lab.f() RETURNS void LANGUAGE plpgsql AS $$\n"
        "DECLARE\n    bed @ward.beds%ROWTYPE;\n    id @ward.beds.id%TYPE := @ward.next_bed();\n"
        "BEGIN\n    NULL;\nEND $$;",
        "CREATE FUNCTION lab.f() RETURNS void LANGUAGE plpgsql AS $$\n"
        "DECLARE\n    one public.users%ROWTYPE;\n    id public.users.id%TYPE;\n"
        "BEGIN\n    NULL;\nEND $$;");
    row("table of another module",
        rule,
        "CREATE TABLE lab.t (bed integer REFERENCES @ward.beds (id));",
        "CREATE TABLE lab.t (u uuid REFERENCES public.users (id));");
    row("schema of no module",
        rule,
        "CREATE VIEW lab.v AS SELECT * FROM @wards.beds;\nSELECT @wards.f();",
        "CREATE SCHEMA IF NOT EXISTS wards;\nCREATE TABLE wards.beds (id integer);\n"
        "SELECT public.f(), pg_temp.g();");
    row("something unknown in its schema",
        rule,
        "CREATE VIEW lab.v AS SELECT * FROM @ward.nurses;",
        "CREATE VIEW lab.v AS SELECT * FROM pg_catalog.pg_class;");
    row("function of another module",
        rule,
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n"
        "    RETURN @ward.free_beds();\nEND $$;",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE plpgsql AS $$\nBEGIN\n"
        "    RETURN public.any_function();\nEND $$;");
}

void creationRows()
{
    const char *rule = "idempotent-create";
    row("schema", rule, "@CREATE SCHEMA other;", "CREATE SCHEMA IF NOT EXISTS other;");
    row("extension", rule, "@CREATE EXTENSION citext;", "CREATE EXTENSION IF NOT EXISTS citext;");
    row("made already",
        rule,
        "SELECT 1;\n@CREATE TABLE lab.old (id integer);",
        "CREATE TABLE IF NOT EXISTS lab.old (id integer);");
    row("made already, in a block",
        rule,
        "DO $$ BEGIN\n  @CREATE TABLE lab.old (id integer);\nEND $$;",
        "DO $$ BEGIN\n  CREATE TABLE lab.t (id integer);\nEND $$;");
    row("made already, but dropped",
        rule,
        "@CREATE TABLE lab.old (id integer);",
        "DROP TABLE lab.old;\nCREATE TABLE lab.old (id integer);");
}

void concernRows()
{
    const char *rule = "one-concern";
    row("rows of a new table",
        rule,
        "CREATE TABLE lab.t (id integer);\n@INSERT INTO lab.t VALUES (1);",
        "CREATE TABLE lab.t (id integer);\nCREATE INDEX i ON lab.t (id);");
    row("new and old objects",
        rule,
        "CREATE TABLE lab.t (id integer);\n\n  @ALTER TABLE lab.old ADD COLUMN x integer;",
        "CREATE TABLE lab.t (id integer PRIMARY KEY);\n"
        "ALTER TABLE lab.old ADD CONSTRAINT old_t FOREIGN KEY (id) REFERENCES lab.t (id);");
    row("rows of an old table",
        rule,
        "ALTER TABLE lab.old ADD COLUMN x integer;\n@UPDATE public.users SET id = id;",
        "ALTER TABLE lab.old ADD COLUMN x integer;\nUPDATE lab.old SET x = 1 WHERE x IS NULL;");
    row("rows in a block",
        rule,
        "CREATE TABLE lab.t (id integer);\nDO $$ BEGIN\n  @INSERT INTO lab.t VALUES (1);\nEND $$;",
        "CREATE TABLE lab.t (id integer);\nDO $$ BEGIN\n  NULL;\nEND $$;");
    row("temporary tables",
        rule,
        "CREATE TEMPORARY TABLE pick (id integer) ON COMMIT DROP;\nINSERT INTO pick VALUES (1);\n"
        "CREATE TABLE lab.t (id integer);\n@INSERT INTO lab.t SELECT id FROM pick;",
        "CREATE TABLE lab.t (id integer);\n"
        "CREATE TEMPORARY TABLE pick ON COMMIT DROP AS SELECT id FROM lab.old;\n"
        "INSERT INTO pick VALUES (1);\nDROP TABLE pick;");
    row("dropped again",
        rule,
        "CREATE TABLE lab.t (id integer);\n@DROP TABLE lab.t, lab.old;",
        "CREATE TABLE lab.t (id integer);\nCREATE VIEW lab.v AS SELECT 1;\nDROP VIEW lab.v;\n"
        "DROP TABLE lab.t;");
}

void triggerRows()
{
    const char *rule = "trigger-after-table";
    row("function nowhere",
        rule,
        "@CREATE TRIGGER g BEFORE UPDATE ON lab.old FOR EACH ROW EXECUTE FUNCTION lab.nowhere();",
        "DO $$ BEGIN EXECUTE current_setting('a.b'); END $$;\n"
        "CREATE TRIGGER g BEFORE UPDATE ON lab.old FOR EACH ROW EXECUTE FUNCTION lab.unknown();");
    row("table later",
        rule,
        "CREATE FUNCTION lab.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
        "@CREATE TRIGGER g BEFORE UPDATE ON lab.t FOR EACH ROW EXECUTE FUNCTION lab.touch();\n"
        "CREATE TABLE lab.t (id integer);",
        "CREATE FUNCTION lab.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
        "CREATE TABLE lab.t (id integer);\n"
        "CREATE TRIGGER g BEFORE UPDATE ON lab.t FOR EACH ROW EXECUTE FUNCTION lab.touch();");
    row("function later",
        rule,
        "@CREATE TRIGGER g BEFORE UPDATE ON lab.old FOR EACH ROW EXECUTE FUNCTION lab.touch();\n"
        "CREATE FUNCTION lab.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';",
        "CREATE FUNCTION lab.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
        "CREATE TRIGGER g BEFORE UPDATE ON lab.old FOR EACH ROW EXECUTE FUNCTION lab.touch();");
}

void enumAndKeyRows()
{
    const char *rule = "enum-documented";
    row("no comment",
        rule,
        "@CREATE TYPE lab.kind AS ENUM ('A', 'B');",
        "CREATE TYPE lab.kind AS ENUM ('A', 'B');\n"
        "COMMENT ON TYPE lab.kind IS 'Kind: A = one | \xe0\xb8\x81; B = two';");
    row("a label missing",
        rule,
        "@CREATE TYPE lab.kind AS ENUM ('A', 'B');\nCOMMENT ON TYPE lab.kind IS 'A = one, BB';",
        "CREATE TYPE lab.kind AS ENUM ('IN_USE', 'B-1');\n"
        "COMMENT ON TYPE lab.kind IS 'IN_USE = x; B-1 = y';");
    rule = "foreign-key-index";
    row("of a table",
        rule,
        "CREATE TABLE lab.t (id integer, o integer,\n"
        "  @CONSTRAINT f FOREIGN KEY (o) REFERENCES lab.old (id));\n"
        "CREATE INDEX i ON lab.t (id, o);",
        "CREATE TABLE lab.t (id integer, o integer,\n"
        "  CONSTRAINT f FOREIGN KEY (o) REFERENCES lab.old (id));\n"
        "CREATE INDEX i ON lab.t (o, id);");
    row("of a column",
        rule,
        "CREATE TABLE lab.t (o integer @REFERENCES lab.old (id));",
        "CREATE TABLE lab.t (o integer PRIMARY KEY REFERENCES lab.old (id));");
    row("partial index",
        rule,
        "CREATE TABLE lab.t (o integer @REFERENCES lab.old (id));\n"
        "CREATE INDEX i ON lab.t (o) WHERE o > 5;",
        "CREATE TABLE lab.t (o integer REFERENCES lab.old (id));\n"
        "CREATE INDEX i ON lab.t (o) WHERE o IS NOT NULL;");
    row("two columns",
        rule,
        "ALTER TABLE lab.old ADD @CONSTRAINT f FOREIGN KEY (id, name) REFERENCES lab.x (a, b);",
        "ALTER TABLE lab.old ADD CONSTRAINT f FOREIGN KEY (id, name) REFERENCES lab.x (a, b);\n"
        "CREATE UNIQUE INDEX i ON lab.old (name, id, note);");
}

} // namespace

void TestLintObjects::rules_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QByteArray>("right");
    qualifiedRows();
    qualifiedBodyRows();
    declarationRows();
    moduleRows();
    creationRows();
    concernRows();
    triggerRows();
    enumAndKeyRows();
}

void TestLintObjects::rules()
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
    both("schema with CASCADE",
         "CREATE SCHEMA IF NOT EXISTS s;\n@CREATE TABLE s.t (id integer);" + down
             + "DROP SCHEMA s;",
         "CREATE SCHEMA IF NOT EXISTS s;\nCREATE TABLE s.t (id integer);" + down
             + "DROP SCHEMA s CASCADE;");
}

} // namespace

void TestLintObjects::downSections_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("right");
    tableDowns();
    otherDowns();
    downsOfMany();
}

void TestLintObjects::downSections()
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

// What a later file of the module adds counts; what an earlier one made is replaced and put back.
void TestLintObjects::laterFiles()
{
    LintFolder folder;
    folder.addMigration(
        u"002_a"_s, "CREATE TABLE lab.t (o integer REFERENCES lab.old (id));", "DROP TABLE lab.t;");
    folder.addMigration(
        u"003_b"_s, "CREATE INDEX CONCURRENTLY i ON lab.t (o);", "DROP INDEX lab.i;");
    QCOMPARE(folder.found(u"foreign-key-index"_s), QStringList());
    folder.addMigration(u"009_h"_s, "DROP INDEX lab.i;", "CREATE INDEX i ON lab.t (o);");
    QCOMPARE(folder.found(u"foreign-key-index"_s), QStringList {u"009_h 2:1 warning"_s});
    folder.addMigration(
        u"009_h"_s, "DROP INDEX lab.i;\nCREATE INDEX j ON lab.t (o);", "DROP INDEX lab.j;");
    QCOMPARE(folder.found(u"foreign-key-index"_s), QStringList());
    folder.addMigration(
        u"009_h"_s, "ALTER TABLE lab.t DROP CONSTRAINT t_o_fkey;\nDROP INDEX lab.i;", "SELECT 1;");
    QCOMPARE(folder.found(u"foreign-key-index"_s), QStringList());
    folder.addMigration(u"004_c"_s,
                        "CREATE TYPE lab.kind AS ENUM ('A');\nCOMMENT ON TYPE lab.kind IS 'A';",
                        "DROP TYPE lab.kind;");
    folder.addMigration(u"005_d"_s, "ALTER TYPE lab.kind ADD VALUE 'B';", "SELECT 1;");
    QCOMPARE(folder.found(u"enum-documented"_s), QStringList {u"005_d 2:1 error"_s});
    folder.addMigration(u"006_e"_s, "COMMENT ON TYPE lab.kind IS 'A, B';", "SELECT 1;");
    QCOMPARE(folder.found(u"enum-documented"_s), QStringList());

    const QByteArray one = "FUNCTION lab.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';";
    const QByteArray two = "FUNCTION lab.f() RETURNS integer LANGUAGE sql AS 'SELECT 2';";
    folder.addMigration(u"007_f"_s, "CREATE " + one, "DROP FUNCTION lab.f();");
    folder.addMigration(u"008_g"_s, "CREATE OR REPLACE " + one, "SELECT 1;");
    QVERIFY(!folder.found(u"down-mirror"_s).contains(u"008_g 2:1 error"_s));
    folder.addMigration(u"008_g"_s, "CREATE OR REPLACE " + two, "SELECT 1;");
    QVERIFY(folder.found(u"down-mirror"_s).contains(u"008_g 2:1 error"_s));
    folder.addMigration(u"008_g"_s, "CREATE OR REPLACE " + two, "CREATE OR REPLACE " + one);
    QVERIFY(!folder.found(u"down-mirror"_s).contains(u"008_g 2:1 error"_s));
}

QTEST_GUILESS_MAIN(TestLintObjects)
#include "tst_lintobjects.moc"
