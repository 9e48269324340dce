#include "tests/support/lintrule.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// The rules about the session, about rights and about secrets: a text that breaks one, with the
// places marked by @, and one that does not.
class TestLintRights : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void remedyOfWhatTheSessionKeeps();
    void secretsOfAMigration();
};

namespace {

void row(const char *name, const char *rule, const QByteArray &broken, const QByteArray &right)
{
    QTest::newRow(name) << QString::fromLatin1(rule) << broken << right;
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
    row("temporary objects",
        rule,
        "SELECT id INTO TEMP @a FROM lab.old;\nCREATE TABLE @pg_temp.b (id integer);\n"
        "CREATE TEMP VIEW @c AS SELECT 1 AS n;\nCREATE TEMP SEQUENCE @d;\n"
        "@CREATE FUNCTION pg_temp.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
        "CREATE TEMP TABLE @e (id integer);\n"
        "DO $$ BEGIN IF true THEN DROP TABLE e; END IF; END $$;",
        "SELECT id INTO TEMP a FROM lab.old;\nDROP TABLE a;\n"
        "CREATE TABLE pg_temp.b (id integer) ON COMMIT DROP;\n"
        "CREATE TEMP VIEW c AS SELECT 1 AS n;\nDROP VIEW pg_temp.c;\n"
        "CREATE TEMP SEQUENCE d;\nDROP SEQUENCE d;\n"
        "CREATE FUNCTION pg_temp.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
        "DROP FUNCTION pg_temp.f();");
    row("prepare", rule, "@PREPARE p AS SELECT 1;", "SELECT 1;");
    row("transaction",
        "forbidden-statement",
        "@SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n@SET TRANSACTION READ ONLY;",
        "SET LOCAL work_mem = '1GB';\n"
        "CREATE PROCEDURE lab.p() LANGUAGE plpgsql AS $$ BEGIN\n"
        "  COMMIT;\n  SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nEND $$;");
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
    row("leakproof",
        rule,
        "@ALTER FUNCTION lab.f() LEAKPROOF;",
        "ALTER FUNCTION lab.f() NOT LEAKPROOF;\n"
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql NOT LEAKPROOF AS 'SELECT 1';");
    row("replication role of a function",
        rule,
        "@CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql\n"
        "  SET session_replication_role = replica AS 'SELECT 1';\n"
        "@ALTER FUNCTION lab.g() SET session_replication_role = replica;",
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql SET work_mem = '1MB' AS 'SELECT 1';");
    row("publication",
        rule,
        "@CREATE PUBLICATION p FOR ALL TABLES;\n@CREATE PUBLICATION q FOR TABLES IN SCHEMA lab;",
        "CREATE PUBLICATION p FOR TABLE lab.old;");
    row("writing to the catalog",
        rule,
        "@UPDATE pg_catalog.pg_class SET relname = relname;\n@DELETE FROM pg_proc WHERE false;",
        "SELECT relname FROM pg_class;\nUPDATE lab.old SET id = id WHERE id = 1;");
    row("role", rule, "@CREATE ROLE boss SUPERUSER;", "CREATE ROLE reader NOSUPERUSER;");
    row("password",
        "seed-password",
        "CREATE ROLE reader LOGIN @PASSWORD 'y';\nALTER ROLE reader @PASSWORD 'z';",
        "CREATE ROLE reader LOGIN PASSWORD NULL;");
}

} // namespace

void TestLintRights::rules_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QByteArray>("right");
    sessionRows();
    superuserRows();
}

void TestLintRights::rules()
{
    QFETCH(const QString, rule);
    QFETCH(const QByteArray, broken);
    QFETCH(const QByteArray, right);
    test::checkLintRule(rule, broken, right);
}

void TestLintRights::remedyOfWhatTheSessionKeeps()
{
    LintFolder folder;
    QStringList remedies;
    for (const char *statement : {"SET work_mem = '1GB';",
                                  "CREATE TEMP TABLE t (id integer);",
                                  "PREPARE p AS SELECT 1;",
                                  "LISTEN x;",
                                  "DECLARE c CURSOR WITH HOLD FOR SELECT 1;",
                                  "LOAD 'auto_explain';",
                                  "SELECT pg_advisory_lock(1);",
                                  "ALTER ROLE reader SET work_mem = '1GB';"}) {
        folder.addMigration(u"002_a"_s, statement, "SELECT 1;");
        for (const Finding &one : folder.report().findings) {
            if (one.id == "session-leak"_L1)
                remedies << one.remedy;
        }
    }
    QCOMPARE(remedies.size(), 8);
    QCOMPARE(QSet<QString>(remedies.begin(), remedies.end()).size(), 8);
    QVERIFY(remedies.first().contains(u"SET LOCAL"_s));
    for (const QString &other : remedies.sliced(1))
        QVERIFY2(!other.contains(u"SET LOCAL"_s), qPrintable(other));
}

void TestLintRights::secretsOfAMigration()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "INSERT INTO public.users (username, password) VALUES\n"
                        "  ('admin', '$2b$12$KIXabcdefghijklmnopqrstuv');\n"
                        "UPDATE public.users SET token = 'abc' WHERE username = 'x';\n"
                        "DO $$ BEGIN INSERT INTO lab.settings (module_code, setting_key, "
                        "setting_value)\n  VALUES ('lab', 'smtp.password', 'x'); END $$;",
                        "SELECT 1;");
    QCOMPARE(folder.found(u"seed-password"_s),
             (QStringList {u"002_a 3:13 error"_s, u"002_a 4:33 error"_s, u"002_a 6:35 error"_s}));
    folder.addMigration(u"002_a"_s,
                        "INSERT INTO public.users (username, password) SELECT username, old_hash "
                        "FROM lab.accounts;\n"
                        "UPDATE public.users SET token = encode(gen_random_bytes(16), 'hex');\n"
                        "INSERT INTO lab.settings (setting_key, setting_value) VALUES "
                        "('password.length', '12');\n"
                        "CREATE FUNCTION lab.f(p text) RETURNS void LANGUAGE sql AS $$\n"
                        "  UPDATE public.users SET token = 'none' || p $$;",
                        "SELECT 1;");
    QCOMPARE(folder.found(u"seed-password"_s), QStringList());
}

QTEST_GUILESS_MAIN(TestLintRights)
#include "tst_lintrights.moc"
