#include "tests/support/lintrule.h"

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
    void laterFiles();
};

namespace {

void row(const char *name, const char *rule, const QByteArray &broken, const QByteArray &right)
{
    QTest::newRow(name) << QString::fromLatin1(rule) << broken << right;
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
    row("table nowhere",
        rule,
        "CREATE FUNCTION lab.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
        "@CREATE TRIGGER g BEFORE UPDATE ON lab.nowhere FOR EACH ROW EXECUTE FUNCTION lab.f();",
        "CREATE FUNCTION lab.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
        "CREATE TRIGGER g BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION lab.f();");
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
    row("a label renamed",
        rule,
        "CREATE TYPE lab.kind AS ENUM ('A');\nCOMMENT ON TYPE lab.kind IS 'A = one';\n"
        "@ALTER TYPE lab.kind RENAME VALUE 'A' TO 'B';",
        "CREATE TYPE lab.kind AS ENUM ('A');\n"
        "ALTER TYPE lab.kind RENAME VALUE 'A' TO 'B';\n"
        "COMMENT ON TYPE lab.kind IS 'B = one, before it was A';");
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
    test::checkLintRule(rule, broken, right);
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
