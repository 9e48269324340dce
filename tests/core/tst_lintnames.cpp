#include "tests/support/lintrule.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// The rules about what a file names, and whose it is: a text that breaks one, with the places
// marked by @, and one that does not.
class TestLintNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void modulesThatShareASchema();
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

void scopeRows()
{
    const char *rule = "schema-qualified";
    row("WITH of another query",
        rule,
        "CREATE VIEW lab.v AS SELECT id FROM (WITH old AS (SELECT id FROM lab.old) SELECT id\n"
        "  FROM old) AS a UNION SELECT id FROM @old;",
        "CREATE VIEW lab.v AS WITH a AS (SELECT id FROM lab.old), b AS (SELECT id FROM a)\n"
        "SELECT id FROM b WHERE id IN (SELECT id FROM a);");
    row("WITH that reads a table of its name",
        rule,
        "CREATE VIEW lab.v AS WITH old AS (SELECT id FROM @old) SELECT id FROM old;",
        "CREATE VIEW lab.v AS WITH RECURSIVE o AS (SELECT 1 AS id UNION SELECT id + 1 FROM o)\n"
        "SELECT id FROM o;");
    row("temporary tables",
        rule,
        "CREATE TEMP TABLE pick (id integer) ON COMMIT DROP;\nDROP TABLE @picks;",
        "CREATE TEMP TABLE pick (id integer) ON COMMIT DROP;\nCREATE INDEX i ON pick (id);\n"
        "ALTER TABLE pick ADD COLUMN n integer;\nCOMMENT ON TABLE pick IS 'x';\n"
        "DROP TABLE pick;\n"
        "DO $$ BEGIN CREATE TEMP TABLE b (id integer) ON COMMIT DROP; DROP TABLE pg_temp.b;\n"
        "END $$;");
    row("kinds of their own statements",
        rule,
        "CREATE COLLATION @c (locale = 'C');\nCREATE AGGREGATE @a (integer) (SFUNC = int4pl, "
        "STYPE = integer);\n"
        "CREATE TEXT SEARCH CONFIGURATION @t (COPY = simple);\n"
        "CREATE STATISTICS @s ON id, name FROM lab.old;\n"
        "CREATE OPERATOR @=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);\n"
        "CREATE SEQUENCE lab.q OWNED BY @old.id;\nDROP COLLATION @c;",
        "CREATE COLLATION lab.c (locale = 'C');\nCREATE AGGREGATE lab.a (integer) (SFUNC = int4pl, "
        "STYPE = integer);\n"
        "CREATE TEXT SEARCH CONFIGURATION lab.t (COPY = simple);\n"
        "CREATE STATISTICS lab.s ON id, name FROM lab.old;\n"
        "CREATE OPERATOR lab.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);\n"
        "CREATE SEQUENCE lab.q OWNED BY lab.old.id;\nALTER SEQUENCE lab.q OWNED BY NONE;\n"
        "DROP COLLATION lab.c;");
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

// What a module makes and drops is its own.
void ownershipRows()
{
    const char *rule = "undeclared-module";
    row("what an extension brought",
        rule,
        "CREATE TABLE lab.t (bed @ward.beds, nurse @ward.nurse);",
        "CREATE TABLE lab.t (mail public.citext);");
    row("objects in another module's schema",
        rule,
        "@CREATE TABLE ward.t (id integer);\n@CREATE VIEW ward.v AS SELECT 1 AS n;\n"
        "@CREATE FUNCTION ward.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
        "@CREATE TYPE ward.k AS ENUM ('A');\n@CREATE TABLE public.lab_t (id integer);",
        "CREATE TABLE lab.t (id integer);\nCREATE VIEW lab.v AS SELECT 1 AS n;\n"
        "CREATE INDEX i ON public.users (id);\nALTER TABLE public.users ADD COLUMN lab_x integer;");
    row("objects that another module makes",
        rule,
        "CREATE TABLE IF NOT EXISTS @ward.beds (id integer);\n"
        "@CREATE TABLE IF NOT EXISTS public.users (id uuid);",
        "CREATE TABLE IF NOT EXISTS lab.old (id integer);");
    row("schema of no module, made in",
        rule,
        "@CREATE TABLE ghost.t (id integer);\n@CREATE SEQUENCE ghost.s;",
        "CREATE SCHEMA IF NOT EXISTS ghost;\nCREATE TABLE ghost.t (id serial);");
    row("schemas by name",
        rule,
        "CREATE SCHEMA IF NOT EXISTS @ward;\nGRANT USAGE ON SCHEMA @ward TO reader;\n"
        "GRANT SELECT ON ALL TABLES IN SCHEMA @ward TO reader;\n"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA @ward GRANT SELECT ON TABLES TO reader;\n"
        "COMMENT ON SCHEMA @ward IS 'x';\nALTER TABLE lab.old SET SCHEMA @ward;\n"
        "GRANT USAGE ON SCHEMA @ghost TO reader;\nSET LOCAL search_path = @ward, lab;",
        "GRANT USAGE ON SCHEMA lab, public TO reader;\n"
        "GRANT SELECT ON ALL TABLES IN SCHEMA lab TO reader;\n"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA lab GRANT SELECT ON TABLES TO reader;\n"
        "COMMENT ON SCHEMA lab IS 'x';\n"
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql\n"
        "  SET search_path = lab, public, pg_temp AS 'SELECT 1';");
    row("schemas of a module that is required",
        rule,
        "@ALTER TABLE lab.old SET SCHEMA public;\n@ALTER TABLE public.users SET SCHEMA lab;",
        "ALTER TABLE lab.old RENAME TO older;");
    row("drops in a module that is required",
        rule,
        "@DROP TABLE public.users;\nALTER TABLE public.users @DROP COLUMN id;\n"
        "@ALTER TABLE public.users RENAME TO people;",
        "DROP TABLE lab.old;\nALTER TABLE public.users ADD COLUMN lab_x integer;\n"
        "ALTER TABLE public.users DROP COLUMN lab_x;");
    row("down section",
        rule,
        "SELECT 1;\n-- migrate:down\nDROP SCHEMA @ward CASCADE;\n@DROP TABLE public.users;",
        "CREATE SCHEMA IF NOT EXISTS lab2;\n-- migrate:down\nDROP SCHEMA lab2 CASCADE;");
}

} // namespace

void TestLintNames::rules_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QByteArray>("right");
    qualifiedRows();
    qualifiedBodyRows();
    scopeRows();
    declarationRows();
    moduleRows();
    ownershipRows();
}

void TestLintNames::rules()
{
    QFETCH(const QString, rule);
    QFETCH(const QByteArray, broken);
    QFETCH(const QByteArray, right);
    test::checkLintRule(rule, broken, right);
}

// A schema that two modules make belongs to the one that the other requires.
void TestLintNames::modulesThatShareASchema()
{
    LintFolder folder;
    test::ModuleFolder second(
        u"second"_s,
        R"({"id": "second", "version": "1.0.0", "title": {"en": "S", "th": "S"},
            "schema": "second", "trackingTable": "knex_migrations_second",
            "recordedExtension": ".ts", "requires": ["lab"]})");
    second.addMigration(u"001_create_shared"_s,
                        "CREATE SCHEMA IF NOT EXISTS shared;\nCREATE TABLE shared.b (id integer);",
                        "DROP TABLE shared.b;");
    folder.addMigration(u"002_a"_s,
                        "CREATE SCHEMA IF NOT EXISTS shared;\nCREATE TABLE shared.a (id integer);",
                        "DROP TABLE shared.a;\nDROP SCHEMA shared;");
    const auto found = [](const lint::LintReport &report) {
        QStringList lines;
        for (const Finding &one : report.findings) {
            if (one.id == "undeclared-module"_L1)
                lines << u"%1 %2"_s.arg(one.name).arg(one.where.line);
        }
        return lines;
    };
    lint::LintScope scope = folder.scope();
    const QString lab = folder.folder().path();
    QStringList others;
    for (const modules::Module &module : scope.catalog.modules) {
        if (module.directory != lab)
            others << module.directory;
    }
    QCOMPARE(found(lint::lint(lint::lintScope({lab}, others + QStringList {second.path()}))),
             QStringList());
    QCOMPARE(found(lint::lint(lint::lintScope({second.path()}, others + QStringList {lab}))),
             (QStringList {u"001_create_shared 2"_s, u"001_create_shared 3"_s}));
}

QTEST_GUILESS_MAIN(TestLintNames)
#include "tst_lintnames.moc"
