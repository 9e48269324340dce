#include "core/lint/schemasnapshot.h"
#include "core/lint/tryout.h"
#include "core/modules/builtinfunctions.h"
#include "tests/support/lintfolder.h"
#include "tests/support/testcluster.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::TestCluster;

// The migrations run for real: up, down and up again, in a database that is gone afterwards.
class TestLintTryout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodModule();
    void tellsOfEachMigration();
    void theShippedModules();
    void differences_data();
    void differences();
    void whatOnlyRunningTells();
    void failures();
    void requiredModules();
    void seeds_data();
    void seeds();
    void beyondTheDatabase_data();
    void beyondTheDatabase();
    void leftovers();
    void ignoredDifferences();
    void withoutTheRight();
    void snapshotSeesEverything_data();
    void snapshotSeesEverything();
    void theServersFunctions();
};

namespace {

postgres::Connection connectTo(const postgres::ConnectionSettings &settings)
{
    auto connection = postgres::Connection::open(settings);
    if (!connection)
        qFatal("%s", qUtf8Printable(connection.error().toText()));
    return std::move(*connection);
}

QString databases()
{
    return TestCluster::instance().execute(
        u"postgres"_s, "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database");
}

// "name line:column rule message" of what trying finds.
QStringList tried(const LintFolder &folder)
{
    auto server = connectTo(TestCluster::instance().settings());
    const QString before = databases();
    const auto findings = lint::tryOut(server, folder.scope());
    if (!findings)
        return {findings.error().toText()};
    if (databases() != before)
        return {u"a database was left behind: "_s % databases()};
    QStringList lines;
    for (const Finding &finding : *findings)
        lines << u"%1 %2:%3 %4 %5"_s.arg(finding.name)
                     .arg(finding.where.line)
                     .arg(finding.where.column)
                     .arg(finding.id, finding.message);
    return lines;
}

} // namespace

void TestLintTryout::aGoodModule()
{
    LintFolder folder;
    folder.addMigration(
        u"002_a"_s,
        "CREATE TYPE lab.kind AS ENUM ('A');\nCOMMENT ON TYPE lab.kind IS 'A';\n"
        "CREATE TABLE lab.t (id serial PRIMARY KEY, k lab.kind, u uuid REFERENCES public.users "
        "(id));\nCREATE VIEW lab.v AS SELECT id FROM lab.t;\nGRANT SELECT ON lab.v TO public;",
        "DROP VIEW lab.v;\nDROP TABLE lab.t;\nDROP TYPE lab.kind;");
    folder.add(u"003_b"_s,
               "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON lab.t (u);\n"
               "-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY lab.i;\n");
    folder.addMigration(u"004_c"_s, "INSERT INTO lab.t (u) VALUES (NULL);", "DELETE FROM lab.t;");
    QCOMPARE(tried(folder), QStringList());
}

void TestLintTryout::tellsOfEachMigration()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "CREATE TABLE lab.t (id integer);", "DROP TABLE lab.t;");
    folder.addMigration(u"003_b"_s, "CREATE TABLE lab.t (id integer);", "DROP TABLE lab.t;");
    folder.addMigration(u"004_c"_s, "SELECT 1;", "SELECT 1;");
    auto server = connectTo(TestCluster::instance().settings());
    QStringList told;
    const EventSink events = [&told](const Event &event) {
        told << u"%1 %2/%3 %4/%5"_s.arg(keyOf(event.kind), event.module, event.name)
                    .arg(event.step)
                    .arg(event.stepCount);
        if (event.kind == EventKind::StepDone && event.microseconds <= 0)
            told << u"in no time"_s;
    };
    QVERIFY(lint::tryOut(server, folder.scope(), events));
    QCOMPARE(told.last(3),
             (QStringList {u"StepDone lab/002_a 3/5"_s,
                           u"StepStarted lab/003_b 4/5"_s,
                           u"StepFailed lab/003_b 4/5"_s}));
    QCOMPARE(told.size(), 8);
}

void TestLintTryout::theShippedModules()
{
    auto server = connectTo(TestCluster::instance().settings());
    const lint::LintScope scope =
        lint::lintScope({QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                         QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")},
                        {});
    QCOMPARE(scope.modules.size(), 2);
    const auto found = lint::tryOut(server, scope);
    QVERIFY(found);
    for (const Finding &finding : *found)
        qWarning("%s: %s", qUtf8Printable(finding.name), qUtf8Printable(finding.message));
    QVERIFY(found->isEmpty());
    const lint::LintReport report = lint::lint(scope, *found);
    for (const Finding &finding : report.findings) {
        if (finding.severity == Severity::Error)
            qWarning("%s: %s", qUtf8Printable(finding.name), qUtf8Printable(finding.message));
    }
    QCOMPARE(report.count(Severity::Error), 0);
    QVERIFY(report.files >= 13);
}

void TestLintTryout::differences_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("down");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char *name,
                        const QByteArray &up,
                        const QByteArray &down,
                        const QStringList &found) { QTest::newRow(name) << up << down << found; };
    row("left over",
        "CREATE TABLE lab.t (id integer);\nCREATE TYPE lab.k AS ENUM ('A');",
        "DROP TABLE lab.t;\nSELECT 1;",
        {u"002_a 4:1 round-trip This is left over: type lab.k"_s,
         u"002_a 3:1 scratch-run type \"k\" already exists"_s});
    row("default",
        "ALTER TABLE lab.old ALTER note SET DEFAULT 'x';",
        "ALTER TABLE lab.old ALTER note SET DEFAULT 'y';",
        {u"002_a 3:1 round-trip This is not as it was: column lab.old.note (DEFAULT)"_s});
    row("comment",
        "COMMENT ON TABLE lab.old IS 'x';",
        "SELECT 1;",
        {u"002_a 3:1 round-trip This is left over: comment on table lab.old"_s});
    row("grant",
        "GRANT SELECT ON lab.old TO public;",
        "REVOKE INSERT ON lab.old FROM public;",
        {u"002_a 3:1 round-trip This is not as it was: table lab.old (rights)"_s});
    row("too much",
        "CREATE INDEX i ON lab.old (id);",
        "DROP INDEX lab.i;\nALTER TABLE lab.old DROP COLUMN note;",
        {u"002_a 3:1 round-trip This is missing: column lab.old.note"_s,
         u"002_a 1:1 round-trip This is missing: column lab.old.note"_s});
}

void TestLintTryout::differences()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QByteArray, down);
    QFETCH(const QStringList, found);
    LintFolder folder;
    folder.addMigration(u"002_a"_s, up, down);
    QCOMPARE(tried(folder), found);
}

// A body that is not the earlier one's, and a down section that only dynamic SQL makes right.
void TestLintTryout::whatOnlyRunningTells()
{
    LintFolder folder;
    const QByteArray head = "CREATE OR REPLACE FUNCTION lab.f() RETURNS integer LANGUAGE sql AS ";
    folder.addMigration(u"002_a"_s, head + "'SELECT 1';", "DROP FUNCTION lab.f();");
    folder.addMigration(u"003_b"_s, head + "'SELECT 2';", head + "'SELECT 3';");
    folder.addMigration(u"004_c"_s,
                        "CREATE TABLE lab.t (id integer);",
                        "DO $$ BEGIN EXECUTE 'DROP TABLE lab.' || chr(116); END $$;");
    QCOMPARE(tried(folder),
             QStringList {
                 u"003_b 3:1 round-trip This is not as it was: function lab.f() (definition)"_s});
}

void TestLintTryout::failures()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "SELECT 1;", "SELECT 1;\nSELECT 1 / 0;");
    folder.addMigration(u"003_b"_s, "SELECT 1;\n\nSELECT * FROM lab.nowhere;", "SELECT 1;");
    folder.addMigration(u"004_c"_s, "SELECT nothing;", "SELECT 1;");
    QCOMPARE(tried(folder),
             (QStringList {u"002_a 5:1 scratch-run division by zero"_s,
                           u"003_b 4:15 scratch-run relation \"lab.nowhere\" does not exist"_s}));
    folder.addMigration(u"002_a"_s, "BEGIN;", "SELECT 1;");
    const QStringList refused = tried(folder);
    QCOMPARE(refused.size(), 1);
    QVERIFY2(refused.first().contains(u"2:1 scratch-run"_s), qUtf8Printable(refused.first()));
}

// They are run, not tried: what their down would do is not this module's business.
void TestLintTryout::requiredModules()
{
    test::ModuleFolder base(u"base"_s);
    base.addMigration(u"001_a"_s, "CREATE TABLE public.t_a (id integer);", "SELECT 1;");
    base.addTable(u"002_b"_s);
    test::ModuleFolder top(u"top"_s,
                           R"({"id": "top", "version": "1", "title": {"en": "t", "th": "t"},
        "schema": "public", "trackingTable": "knex_top", "recordedExtension": ".js",
        "requires": ["base"]})");
    top.addMigration(u"001_c"_s, "CREATE TABLE public.t_c (LIKE public.t_a);", "SELECT 1;");
    const auto tried = [&] {
        auto server = connectTo(TestCluster::instance().settings());
        const auto found = lint::tryOut(server, lint::lintScope({top.path()}, {base.path()}));
        QStringList lines;
        for (const Finding &finding : found.value_or(Findings {}))
            lines << finding.module % u'/' % finding.name % u' ' % finding.id;
        return lines;
    };
    const QStringList found = tried();
    QVERIFY(!found.isEmpty());
    QCOMPARE(QSet<QString>(found.begin(), found.end()),
             (QSet<QString> {u"top/001_c round-trip"_s, u"top/001_c scratch-run"_s}));
    base.addMigration(u"002_b"_s, "SELECT 1/0;", "SELECT 1;");
    QCOMPARE(tried(), QStringList {u"base/002_b scratch-run"_s});
}

// Once, after all migrations ran: the keys that they name, and what they refer to, are there.
void TestLintTryout::seeds_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("found");
    QTest::newRow("good CSV") << u"001_lab.t.csv"_s << QByteArray("code*,name\nA,Alpha\n")
                              << QStringList();
    QTest::newRow("good SQL") << u"001_t.sql"_s
                              << QByteArray("INSERT INTO lab.t (code, name) VALUES ('A', 'x') ON "
                                            "CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;")
                              << QStringList();
    QTest::newRow("CSV column") << u"001_lab.t.csv"_s << QByteArray("code*,nothing\nA,Alpha\n")
                                << QStringList {u"001_lab.t 1:"_s, u"nothing"_s};
    QTest::newRow("CSV key") << u"001_lab.t.csv"_s << QByteArray("code,name*\nA,Alpha\n")
                             << QStringList {u"001_lab.t 1:"_s, u"scratch-run"_s};
    QTest::newRow("SQL key") << u"001_t.sql"_s
                             << QByteArray("-- Two lines\nINSERT INTO lab.t (code, name) VALUES "
                                           "('A', 'x') ON CONFLICT (name) DO NOTHING;")
                             << QStringList {u"001_t 2:"_s, u"no unique"_s};
    QTest::newRow("missing row") << u"001_t.sql"_s
                                 << QByteArray(
                                        "INSERT INTO lab.t (code, part_of) VALUES ('A', 'B') "
                                        "ON CONFLICT (code) DO NOTHING;")
                                 << QStringList {u"001_t 1:"_s, u"foreign key"_s};
}

void TestLintTryout::seeds()
{
    QFETCH(const QString, file);
    QFETCH(const QByteArray, text);
    QFETCH(const QStringList, found);
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "CREATE TABLE lab.t (code text PRIMARY KEY, name text, part_of text "
                        "REFERENCES lab.t (code));",
                        "DROP TABLE lab.t;");
    folder.write(u"seeds/"_s % file, text);
    const QStringList lines = tried(folder);
    QCOMPARE(lines.size(), found.isEmpty() ? 0 : 1);
    for (const QString &part : found)
        QVERIFY2(lines.first().contains(part), qUtf8Printable(lines.first()));
}

void TestLintTryout::beyondTheDatabase_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("down");
    QTest::addColumn<QString>("found");
    const auto row = [](const QByteArray &up, const QByteArray &down, const QString &found) {
        QTest::newRow(up.left(40).constData()) << up << down << found;
    };
    row("SELECT 1;\n COMMENT ON DATABASE postgres IS 'x';",
        "SELECT 1;",
        u"3:2 COMMENT ON DATABASE"_s);
    row("GRANT CREATE ON DATABASE postgres TO public;", "SELECT 1;", u"2:1 GRANT ON DATABASE"_s);
    row("ALTER DATABASE postgres SET work_mem = '9MB';", "SELECT 1;", u"2:1 ALTER DATABASE"_s);
    row("CREATE ROLE lint_stranger;", "DROP ROLE lint_stranger;", u"2:1 CREATE ROLE"_s);
    row("SELECT 1;", "COMMENT ON DATABASE postgres IS 'x';", u"4:1 COMMENT ON DATABASE"_s);
    row("DO $$ BEGIN COMMENT ON DATABASE postgres IS 'x'; END $$;",
        "SELECT 1;",
        u"2:1 COMMENT ON DATABASE"_s);
    row("CREATE FUNCTION lab.f() RETURNS void LANGUAGE sql AS 'DROP ROLE x';",
        "DROP FUNCTION lab.f();",
        u"2:1 DROP ROLE"_s);
}

void TestLintTryout::beyondTheDatabase()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QByteArray, down);
    QFETCH(const QString, found);
    const auto outside = [] {
        return TestCluster::instance().execute(
            u"postgres"_s,
            "SELECT concat(shobj_description(oid, 'pg_database'), datacl, (SELECT count(*) FROM "
            "pg_roles), (SELECT count(*) FROM pg_db_role_setting)) FROM pg_database WHERE datname "
            "= 'postgres'");
    };
    const QString before = outside();
    LintFolder folder;
    folder.addMigration(u"002_a"_s, up, down);
    folder.addMigration(u"003_b"_s, "SELECT nothing;", "SELECT 1;");
    const QStringList lines = tried(folder);
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines.first().startsWith(u"002_a "_s % found.section(u' ', 0, 0) % u" scratch-run"_s)
                 && lines.first().endsWith(found.section(u' ', 1)),
             qUtf8Printable(lines.first()));
    QCOMPARE(outside(), before);
}

// Of a program that was killed: nobody holds its lock. One that is used, or not ours, stays.
void TestLintTryout::leftovers()
{
    TestCluster &cluster = TestCluster::instance();
    const QString gone = u"aegisx_lint_00112233445566aa"_s;
    const QString held = u"aegisx_lint_f0112233445566bb"_s;
    const QString used = u"aegisx_lint_00112233445566cc"_s;
    const QString other = u"aegisx_lint_notours"_s;
    for (const QString &name : {gone, held, used, other})
        cluster.execute(u"postgres"_s, "CREATE DATABASE " + name.toUtf8());
    auto holder = connectTo(cluster.settings());
    QVERIFY(holder.query("SELECT pg_advisory_lock('xf0112233445566bb'::bit(64)::bigint)"));
    auto user = std::make_unique<postgres::Connection>(connectTo(cluster.settings(used)));
    QStringList told;
    const EventSink events = [&told](const Event &event) {
        if (event.kind == EventKind::Message)
            told << event.text;
    };
    auto server = connectTo(cluster.settings());
    QVERIFY(lint::tryOut(server, LintFolder().scope(), events));
    QCOMPARE(told.size(), 1);
    QVERIFY2(told.first().contains(gone), qUtf8Printable(told.first()));
    const QString left = databases();
    QVERIFY(!left.contains(gone));
    QVERIFY(left.contains(held) && left.contains(used) && left.contains(other));
    user.reset();
    QVERIFY(holder.query("SELECT pg_advisory_unlock_all()"));
    cluster.execute(u"postgres"_s, "DROP DATABASE " + other.toUtf8());
    const QStringList none = tried(LintFolder()); // removes what is gone by now
    QVERIFY(!databases().contains(u"aegisx_lint"_s));
}

void TestLintTryout::ignoredDifferences()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "-- lint:ignore-file round-trip: comments stay\n"
                        "COMMENT ON TABLE lab.old IS 'x';",
                        "SELECT 1;");
    auto server = connectTo(TestCluster::instance().settings());
    const auto findings = lint::tryOut(server, folder.scope());
    QVERIFY(findings);
    QCOMPARE(findings->size(), 1);
    const lint::LintReport report = lint::lint(folder.scope(), *findings);
    QCOMPARE(report.silenced, 1);
    QVERIFY(report.findings.isEmpty());
    const lint::LintReport clean = lint::lint(folder.scope(), Findings {});
    QCOMPARE(clean.findings.size(), 1); // now the comment is known to silence nothing
    QCOMPARE(clean.findings.first().id, u"ignore-unused"_s);
}

void TestLintTryout::withoutTheRight()
{
    TestCluster::instance().execute(u"postgres"_s, "CREATE ROLE lint_reader LOGIN");
    TestCluster::instance().addAccessRules({u"local all lint_reader trust"_s});
    TestCluster::instance().reload();
    postgres::ConnectionSettings settings = TestCluster::instance().settings();
    settings.user = u"lint_reader"_s;
    auto server = connectTo(settings);
    const auto findings = lint::tryOut(server, LintFolder().scope());
    QVERIFY(!findings);
    QCOMPARE(findings.error().kind, ErrorKind::Refused);
}

void TestLintTryout::snapshotSeesEverything_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QString>("difference");
    const auto row = [](const char *change, const QString &difference) {
        QTest::newRow(change) << QByteArray(change) << difference;
    };
    row("CREATE SCHEMA x", u"This is left over: schema x"_s);
    row("ALTER TABLE s.t SET (fillfactor = 50)", u"This is not as it was: table s.t (options)"_s);
    row("ALTER TABLE s.t ENABLE ROW LEVEL SECURITY",
        u"This is not as it was: table s.t (row security)"_s);
    row("ALTER TABLE s.t ALTER b TYPE varchar(9)", u"This is not as it was: column s.t.b (type)"_s);
    row("ALTER TABLE s.t ALTER b SET NOT NULL",
        u"This is not as it was: column s.t.b (NOT NULL)"_s);
    row("ALTER TABLE s.t ALTER b SET (n_distinct = 5)",
        u"This is not as it was: column s.t.b (options)"_s);
    row("GRANT UPDATE (b) ON s.t TO public", u"This is not as it was: column s.t.b (rights)"_s);
    row("ALTER TABLE s.t DISABLE TRIGGER g", u"This is not as it was: trigger s.t.g"_s);
    row("ALTER TABLE s.t DROP CONSTRAINT c", u"This is missing: constraint s.t.c"_s);
    row("CREATE POLICY p ON s.t USING (true)", u"This is left over: policy s.t.p"_s);
    row("DROP INDEX s.i", u"This is missing: index s.i"_s);
    row("CREATE OR REPLACE VIEW s.v AS SELECT a FROM s.t WHERE a > 1",
        u"This is not as it was: view s.v (definition)"_s);
    row("CREATE OR REPLACE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN "
        "OLD; END'",
        u"This is not as it was: function s.f() (definition)"_s);
    row("GRANT SELECT ON s.t TO public; ALTER TABLE s.t SET UNLOGGED",
        u"This is not as it was: table s.t (kind, rights)"_s);
    row("REVOKE ALL ON FUNCTION s.f() FROM public",
        u"This is not as it was: function s.f() (rights)"_s);
    row("ALTER TYPE s.k ADD VALUE 'B'", u"This is not as it was: type s.k (labels)"_s);
    row("ALTER DOMAIN s.d SET NOT NULL", u"This is not as it was: type s.d (NOT NULL)"_s);
    row("ALTER SEQUENCE s.n INCREMENT 5", u"This is not as it was: numbers of sequence s.n"_s);
    row("COMMENT ON COLUMN s.t.a IS 'y'",
        u"This is not as it was: comment on table column s.t.a"_s);
    row("CREATE EXTENSION citext SCHEMA s", u"This is left over: extension citext"_s);
    row("ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO public",
        u"This is left over: default rights postgres s r"_s);
    row("CREATE STATISTICS s.x ON a, b FROM s.t", u"This is left over: statistics s.x"_s);
    row("CREATE RULE r AS ON DELETE TO s.t DO INSTEAD NOTHING", u"This is left over: rule s.t.r"_s);
    row("CREATE COLLATION s.c FROM \"C\"", u"This is left over: collation s.c"_s);
}

void TestLintTryout::snapshotSeesEverything()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QString, difference);
    TestCluster &cluster = TestCluster::instance();
    const QString database = cluster.createDatabase();
    cluster.execute(
        database,
        "CREATE SCHEMA s; CREATE TYPE s.k AS ENUM ('A'); CREATE DOMAIN s.d AS text;"
        "CREATE TABLE s.t (a integer, b varchar(5), CONSTRAINT c CHECK (a > 0));"
        "CREATE INDEX i ON s.t (a); CREATE SEQUENCE s.n; COMMENT ON COLUMN s.t.a IS 'x';"
        "CREATE VIEW s.v AS SELECT a FROM s.t; CREATE TABLE public.book (id integer);"
        "CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER g BEFORE UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()");
    auto connection = connectTo(cluster.settings(database));
    const auto before = lint::readSchema(connection, {u"book"_s});
    QVERIFY(before);
    QVERIFY(!before->isEmpty());
    cluster.execute(database, "ALTER TABLE public.book ADD COLUMN x serial");
    const auto same = lint::readSchema(connection, {u"book"_s});
    QVERIFY(same);
    QCOMPARE(lint::differences(*before, *same), QStringList());
    cluster.execute(database, change);
    const auto after = lint::readSchema(connection, {u"book"_s});
    QVERIFY(after);
    QVERIFY2(lint::differences(*before, *after).contains(difference),
             qUtf8Printable(lint::differences(*before, *after).join(u'\n')));
}

// No function of the server's needs a schema in front; pg_ and what only the server calls apart.
void TestLintTryout::theServersFunctions()
{
    auto connection = connectTo(TestCluster::instance().settings());
    const auto names = connection.query(
        "SELECT DISTINCT proname::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
        " AND proname !~ '^(RI_FKey_|binary_upgrade_)' ORDER BY 1");
    QVERIFY(names);
    QVERIFY(names->count() > 2000);
    QStringList unknown;
    for (int row = 0; row < names->count(); ++row) {
        if (!modules::isServerFunction(names->text(row, 0)))
            unknown << names->text(row, 0);
    }
    QCOMPARE(unknown, QStringList());
    QVERIFY(!modules::isServerFunction(u"no_such_function"_s));
}

QTEST_GUILESS_MAIN(TestLintTryout)
#include "tst_linttryout.moc"
