#include "core/modules/functionlosses.h"
#include "core/modules/migrationanalysis.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::modules;

namespace {

// "statement Kind schema.name.column (type) cascade", one a line.
QString told(const QList<Loss> &losses)
{
    QStringList lines;
    for (const Loss &loss : losses) {
        QString line = QString::number(loss.statement) % u' ' % keyOf(loss.kind);
        QStringList name;
        for (const QString &part : {loss.schema, loss.name, loss.column}) {
            if (!part.isEmpty())
                name << part;
        }
        if (!name.isEmpty())
            line += u' ' % name.join(u'.');
        if (!loss.newType.isEmpty())
            line += u" ("_s % loss.newType % u')';
        if (loss.cascade)
            line += u" cascade"_s;
        if (loss.only)
            line += u" only"_s;
        lines << line;
    }
    return lines.join(u'\n');
}

QString lossesOf(const QByteArray &sql)
{
    return told(analyseSection({sql, 1, true}, u"1_a.sql"_s, u"demo"_s, u"1_a"_s).losses);
}

} // namespace

class TestLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statements_data();
    void statements();
    void blocks_data();
    void blocks();
    void calls_data();
    void calls();
    void noLosses_data();
    void noLosses();
    void unparsedText();
    void ofFunctions();
};

void TestLosses::statements_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("losses");
    const auto row = [](const char *sql, const QString &losses) {
        QTest::newRow(sql) << QByteArray(sql) << losses;
    };
    row("DROP TABLE a.t, u CASCADE", u"0 DropTable a.t cascade\n0 DropTable u cascade"_s);
    row("SELECT 1; DROP TABLE IF EXISTS a.t", u"1 DropTable a.t"_s);
    row("DROP MATERIALIZED VIEW a.v", u"0 DropView a.v"_s);
    row("DROP VIEW a.v CASCADE", u"0 DropView a.v cascade"_s);
    row("DROP SCHEMA a CASCADE", u"0 DropSchema a cascade"_s);
    row("DROP SCHEMA a", u"0 DropSchema a"_s);
    row("DROP TYPE a.status CASCADE", u"0 DropType a.status cascade"_s);
    row("DROP DOMAIN money_thb", u"0 DropType money_thb"_s);
    row("DROP FUNCTION a.f(int) CASCADE", u"0 DropFunction a.f cascade"_s);
    row("DROP EXTENSION citext CASCADE", u"0 DropExtension citext cascade"_s);
    row("DROP OWNED BY somchai CASCADE", u"0 DropOwned somchai cascade"_s);
    row("DROP COLLATION a.thai CASCADE", u"0 Unreadable"_s);
    row("TRUNCATE a.t", u"0 Truncate a.t"_s);
    row("TRUNCATE ONLY a.t, a.u RESTART IDENTITY CASCADE",
        u"0 Truncate a.t cascade only\n0 Truncate a.u cascade"_s);
    row("ALTER TABLE a.t DROP COLUMN x, DROP IF EXISTS y CASCADE",
        u"0 DropColumn a.t.x\n0 DropColumn a.t.y cascade"_s);
    row("ALTER TABLE a.t ALTER x TYPE varchar(10)",
        u"0 NarrowType a.t.x (character varying(10))"_s);
    row("ALTER TABLE a.t ALTER x TYPE integer USING x::integer", u"0 NarrowType a.t.x (integer)"_s);
    row("ALTER TABLE a.t ALTER x TYPE date", u"0 NarrowType a.t.x (date)"_s);
    row("ALTER TABLE a.t ALTER x TYPE integer USING NULL", u"0 Update a.t.x"_s);
    row("ALTER TABLE a.t ALTER x TYPE bigint USING 0::bigint", u"0 Update a.t.x"_s);
    row("ALTER TABLE a.t ALTER x TYPE text USING left(x, 3)", u"0 Update a.t.x"_s);
    row("ALTER TABLE a.t ALTER x TYPE text USING y", u"0 Update a.t.x"_s);
    row("ALTER TABLE a.t ALTER x TYPE text USING x::varchar(3)",
        u"0 NarrowType a.t.x (character varying(3))"_s);
    row("ALTER TABLE a.t ALTER x TYPE numeric(9,2) USING coalesce(x::integer, 0)",
        u"0 NarrowType a.t.x (integer)\n0 NarrowType a.t.x (numeric(9,2))"_s);
    row("ALTER TYPE a.pair DROP ATTRIBUTE x", u"0 Unreadable"_s);
    row("ALTER TABLE a.t DISABLE TRIGGER ALL", u"0 DisableTrigger a.t"_s);
    row("ALTER TABLE a.t DISABLE TRIGGER audit", u"0 DisableTrigger a.t"_s);
    row("DELETE FROM a.t", u"0 Delete a.t"_s);
    row("DELETE FROM a.t WHERE true", u"0 Delete a.t"_s);
    row("DELETE FROM a.t WHERE 1 = 1", u"0 Delete a.t"_s);
    row("DELETE FROM a.t WHERE id > 5", u"0 DeleteSome a.t"_s);
    row("DELETE FROM a.t WHERE EXISTS (SELECT FROM a.u)", u"0 DeleteSome a.t"_s);
    row("UPDATE a.t SET x = 1, y = 2", u"0 Update a.t.x\n0 Update a.t.y"_s);
    row("UPDATE a.t SET (x, y) = (1, 2) WHERE NOT false", u"0 Update a.t.x\n0 Update a.t.y"_s);
    row("UPDATE a.t SET x = coalesce(y, x)", u"0 Update a.t.x"_s);
    row("DELETE FROM ONLY a.t; UPDATE ONLY a.u SET x = 1",
        u"0 Delete a.t only\n1 Update a.u.x only"_s);
    row("WITH gone AS (DELETE FROM a.t RETURNING *) INSERT INTO a.u SELECT * FROM gone",
        u"0 Delete a.t"_s);
    row("WITH changed AS (UPDATE a.t SET x = 1 RETURNING x) SELECT * FROM changed",
        u"0 Update a.t.x"_s);
    row("MERGE INTO a.t USING a.u ON t.id = u.id WHEN MATCHED THEN DELETE", u"0 DeleteSome a.t"_s);
    row("MERGE INTO a.t USING a.u ON true WHEN MATCHED THEN UPDATE SET x = 1", u"0 Update a.t.x"_s);
    row("CREATE TABLE a.copy AS WITH g AS (SELECT 1) SELECT * FROM g; TRUNCATE a.t",
        u"1 Truncate a.t"_s);
    row("SET session_replication_role = replica", u"0 ReplicationRole"_s);
    row("SET LOCAL session_replication_role TO 'replica'", u"0 ReplicationRole"_s);
    row("SELECT set_config('session_replication_role', 'replica', true)", u"0 ReplicationRole"_s);
    row("ALTER ROLE somchai SET session_replication_role = replica", u"0 ReplicationRole"_s);
}

void TestLosses::statements()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, losses);
    QCOMPARE(lossesOf(sql), losses);
}

void TestLosses::blocks_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("losses");
    const auto row = [](const char *body, const QString &losses) {
        QTest::newRow(body) << QByteArray("SELECT 1; DO $x$ ") + body + " $x$;" << losses;
    };
    row("BEGIN TRUNCATE a.t CASCADE; END", u"1 Truncate a.t cascade"_s);
    row("BEGIN IF now() > '2026-01-01' THEN DELETE FROM a.t; END IF; END", u"1 Delete a.t"_s);
    row("BEGIN EXECUTE 'DROP TABLE ' || 'a.t'; END", u"1 DropTable a.t"_s);
    row("DECLARE t text; BEGIN EXECUTE 'DROP TABLE ' || t; END", u"1 Unreadable"_s);
    row("BEGIN EXECUTE format('DROP TABLE %I', 'x'); END", u"1 Unreadable"_s);
    row("BEGIN EXECUTE format('CREATE INDEX ON a.t (%s)', x); END", u"1 Unreadable"_s);
    row("BEGIN FOR r IN EXECUTE 'SELECT ' || x LOOP NULL; END LOOP; END", u"1 Unreadable"_s);
    row("BEGIN PERFORM a.tidy_up(); END", u"1 Unreadable a.tidy_up"_s);
    row("BEGIN IF a.tidy_up() THEN NULL; END IF; END", u"1 Unreadable a.tidy_up"_s);
    row("DECLARE x int := a.tidy_up(); BEGIN NULL; END", u"1 Unreadable a.tidy_up"_s);
    row("DECLARE x int; BEGIN x := a.tidy_up(); END", u"1 Unreadable a.tidy_up"_s);
    row("BEGIN BEGIN DELETE FROM a.t; EXCEPTION WHEN OTHERS THEN TRUNCATE a.u; END; END",
        u"1 Delete a.t\n1 Truncate a.u"_s);
    row("this is no PL/pgSQL", u"1 Unreadable"_s);
    QTest::newRow("another language")
        << QByteArray("DO LANGUAGE plpython3u $x$ pass $x$") << u"0 Unreadable"_s;
    QTest::newRow("without a body") << QByteArray("DO LANGUAGE plpgsql") << u"0 Unreadable"_s;
}

void TestLosses::blocks()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, losses);
    QCOMPARE(lossesOf(sql), losses);
}

void TestLosses::calls_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("losses");
    const auto row = [](const char *name, const char *sql, const QString &losses) {
        QTest::newRow(name) << QByteArray(sql) << losses;
    };
    row("plpgsql",
        "CREATE FUNCTION a.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN TRUNCATE a.t; END $$;"
        "SELECT a.f();",
        u"1 Truncate a.t"_s);
    row("procedure",
        "CREATE PROCEDURE a.p() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a.t; END $$; CALL a.p();",
        u"1 Delete a.t"_s);
    row("sql",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM a.t'; SELECT 1; SELECT f();",
        u"2 Delete a.t"_s);
    row("sql of statements",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC DELETE FROM a.t; SELECT 1; END;"
        "SELECT f();",
        u"1 Delete a.t"_s);
    row("returns rows",
        "CREATE FUNCTION f() RETURNS SETOF a.t LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY DELETE "
        "FROM a.t RETURNING *; END $$; SELECT * FROM f();",
        u"1 Delete a.t"_s);
    row("one calls the other",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM a.t; SELECT 1';"
        "CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(); END $$;"
        "DO $$ BEGIN PERFORM g(); END $$;",
        u"2 Delete a.t"_s);
    row("calls itself",
        "CREATE FUNCTION f(x int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a.t; RETURN "
        "f(x - 1); END $$; SELECT f(3);",
        u"1 Delete a.t"_s);
    row("dynamic",
        "CREATE FUNCTION f(x text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE x; END $$;"
        "SELECT f('TRUNCATE a.t');",
        u"1 Unreadable f"_s);
    row("another language",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1'; SELECT f();",
        u"1 Unreadable f"_s);
    row("in an INSERT",
        "INSERT INTO a.t VALUES (a.next_number())",
        u"0 Unreadable a.next_number"_s);
    row("not of this file", "CALL a.p(1)", u"0 Unreadable a.p"_s);
    row("dblink", "SELECT dblink_exec('x', 'DROP TABLE y')", u"0 Unreadable dblink_exec"_s);
    row("a large object", "SELECT pg_catalog.lo_unlink(1)", u"0 Unreadable pg_catalog.lo_unlink"_s);
    row("a setting of any name", "SELECT set_config(name, '1', true) FROM a.t", u"0 Unreadable"_s);
}

void TestLosses::calls()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, losses);
    QCOMPARE(lossesOf(sql), losses);
}

void TestLosses::noLosses_data()
{
    QTest::addColumn<QByteArray>("sql");
    for (const char *sql :
         {"CREATE TABLE a.t (id int PRIMARY KEY, at timestamptz DEFAULT now())",
          "SELECT setval('a.t_id_seq', 10)",
          "SELECT now(), gen_random_uuid(), pg_catalog.int4pl(1, 2), count(*) FROM a.t",
          "SELECT uuid_generate_v4(), public.crypt('x', public.gen_salt('bf'))",
          "INSERT INTO a.t (id, x) VALUES (1, lower('A')) ON CONFLICT (id) DO UPDATE SET x = 'b'",
          "UPDATE a.t SET x = 1 WHERE id = 2",
          "UPDATE a.t SET x = coalesce(x, 0)",
          "UPDATE a.t SET x = t.x",
          "UPDATE a.t SET x = 1 WHERE false",
          "DELETE FROM a.t WHERE 1 = 0",
          "DROP VIEW a.v",
          "DROP INDEX a.i",
          "DROP SEQUENCE a.s CASCADE",
          "DROP TRIGGER x ON a.t CASCADE",
          "DROP FUNCTION a.f(int)",
          "ALTER TABLE a.t DROP CONSTRAINT t_pkey CASCADE",
          "ALTER TABLE a.t ALTER x TYPE text",
          "ALTER TABLE a.t ALTER x TYPE varchar",
          "ALTER TABLE a.t ALTER x TYPE text USING x",
          "ALTER TABLE a.t ALTER x TYPE text USING coalesce(x, '')",
          "ALTER TABLE a.t ENABLE TRIGGER ALL",
          "ALTER TABLE a.t DETACH PARTITION a.t_2026",
          "SET session_replication_role = origin",
          "RESET session_replication_role",
          "SET session_replication_role TO DEFAULT",
          "SELECT set_config('search_path', 'a', true)",
          "EXPLAIN DELETE FROM a.t",
          "CREATE TEMP TABLE x (id int); TRUNCATE x; DELETE FROM pg_temp.x; DROP TABLE x",
          "CREATE RULE r AS ON DELETE TO a.v DO INSTEAD DELETE FROM a.t",
          "CREATE VIEW a.v AS SELECT a.f(x) FROM a.t",
          "CREATE FUNCTION a.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a.t; "
          "EXECUTE 'x' || y; RETURN NEW; END $$;"
          "CREATE TRIGGER r AFTER INSERT ON a.t FOR EACH ROW EXECUTE FUNCTION a.f();",
          "CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT a.f();",
          "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'x') THEN CREATE TYPE x "
          "AS ENUM ('a'); END IF; END $$",
          "DO $$ BEGIN EXECUTE 'GRANT SELECT ON a.t TO b'; END $$",
          "DO $$ BEGIN EXECUTE format('GRANT ALL ON SCHEMA %1$I TO %2$I', 'a', 'b'); END $$",
          "DO $$ DECLARE r record; BEGIN FOR r IN SELECT tablename AS t FROM pg_tables LOOP "
          "EXECUTE "
          "'CREATE INDEX ON ' || quote_ident(r.t) || ' (id)'; END LOOP; END $$",
          "DO $$ BEGIN EXECUTE format('COMMENT ON TABLE %s IS %L', 'a.t'::regclass, 'x'); "
          "EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', SQLERRM; END $$"})
        QTest::newRow(sql) << QByteArray(sql);
}

void TestLosses::noLosses()
{
    QFETCH(const QByteArray, sql);
    QCOMPARE(lossesOf(sql), QString());
}

// Sent whole to a server that may understand it.
void TestLosses::unparsedText()
{
    QCOMPARE(lossesOf("CREATE TABLE a.t (); NEWER STATEMENT"), u"0 Unreadable"_s);
}

void TestLosses::ofFunctions()
{
    const auto known = functionLosses("CREATE OR REPLACE FUNCTION a.f() RETURNS void LANGUAGE "
                                      "plpgsql AS $$ BEGIN DELETE FROM a.t; PERFORM a.g(); END $$");
    QVERIFY(known);
    QCOMPARE(known->schema, u"a"_s);
    QCOMPARE(known->name, u"f"_s);
    QCOMPARE(told(known->losses), u"0 Delete a.t\n0 Unreadable a.g"_s);
    const auto harmless = functionLosses("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1");
    QVERIFY(harmless);
    QVERIFY(harmless->losses.isEmpty());
    const auto dynamic = functionLosses("CREATE FUNCTION f(x text) RETURNS void LANGUAGE plpgsql "
                                        "AS $$ BEGIN EXECUTE x; END $$");
    QVERIFY(dynamic);
    QCOMPARE(told(dynamic->losses), u"0 Unreadable f"_s);
    QVERIFY(!functionLosses("SELECT 1"));
    QVERIFY(!functionLosses("no SQL at all"));
}

QTEST_GUILESS_MAIN(TestLosses)
#include "tst_losses.moc"
