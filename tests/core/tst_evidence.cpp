#include "core/inspection/evidence.h"
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

QList<MigrationEvidence> evidenceOf(const SiteFixture &site, const QString &module = u"stock"_s)
{
    auto connection = site.connect();
    const auto state = site.inspect();
    const int before = connection.roundTrips();
    const auto evidence = examine(connection, *site.catalog().find(module), *state.find(module));
    if (!evidence)
        qFatal("%s", qUtf8Printable(evidence.error().toText()));
    if (connection.roundTrips() - before != 1)
        qFatal("more than one round trip");
    return *evidence;
}

QStringList verdicts(const QList<MigrationEvidence> &all)
{
    QStringList words;
    for (const MigrationEvidence &one : all)
        words << jsonKeyOf(one.verdict);
    return words;
}

// "Missing column inv.t.a", with the schema where it was found and what differs.
QStringList lines(const MigrationEvidence &evidence)
{
    QStringList all;
    for (const ObjectEvidence &one : evidence.objects) {
        QString line = keyOf(one.presence) % u' ' % one.describe();
        if (!one.foundSchema.isEmpty())
            line += u" in "_s % one.foundSchema;
        if (!one.difference.isEmpty())
            line += u" - "_s % one.difference;
        if (!one.supersededBy.isEmpty())
            line += u" by "_s % one.supersededBy;
        all << line;
    }
    return all;
}

void record(const SiteFixture &site, const QStringList &stems)
{
    site.sql("CREATE TABLE IF NOT EXISTS public.knex_migrations (id serial PRIMARY KEY, name"
             " varchar(255), batch integer, migration_time timestamptz)");
    for (const QString &stem : stems)
        site.sql("INSERT INTO public.knex_migrations (name, batch, migration_time) VALUES ("
                 + postgres::quoteLiteral(stem % u".ts"_s) + ", 1, now())");
}

} // namespace

class TestEvidence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void differences_data();
    void differences();
    void elsewhere();
    void sameNameElsewhereIsNoProof();
    void laterMigrations_data();
    void laterMigrations();
    void notTold_data();
    void notTold();
    void unqualifiedNames();
    void namesThatMustBeQuoted();
    void contradictions();
    void withoutRights();
    void shippedModules();
};

void TestEvidence::kinds_data()
{
    QTest::addColumn<QByteArray>("before"); // what the site has besides
    QTest::addColumn<QByteArray>("up");
    const auto row = [](const char *name, const char *before, const char *up) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(up);
    };
    const auto *table = "CREATE TABLE inv.t (a integer, b text)";
    row("schema", "", "CREATE SCHEMA other");
    row("table",
        "",
        "CREATE TABLE inv.t (id serial PRIMARY KEY, a int4 UNIQUE, b varchar(20) NOT NULL, c"
        " numeric(10), d numeric(8,2)[], e timestamptz(3), f bit(4), g char, h interval, i date"
        " CHECK (i > '2020-01-01'), j bigint GENERATED ALWAYS AS IDENTITY, k double precision)");
    row("partition",
        "CREATE TABLE inv.p (a int) PARTITION BY LIST (a)",
        "CREATE TABLE inv.p1 PARTITION OF inv.p FOR VALUES IN (1)");
    row("table as", "", "CREATE TABLE inv.t AS SELECT 1 AS a");
    row("column", table, "ALTER TABLE inv.t ADD COLUMN c date NOT NULL DEFAULT now()");
    row("drop column", table, "ALTER TABLE inv.t DROP COLUMN b, ADD COLUMN c int");
    row("rename column", table, "ALTER TABLE inv.t RENAME a TO c");
    row("column type", table, "ALTER TABLE inv.t ALTER a TYPE numeric(12,2)");
    row("set not null", table, "ALTER TABLE inv.t ALTER a SET NOT NULL");
    row("constraints",
        table,
        "ALTER TABLE inv.t ADD PRIMARY KEY (a), ADD CHECK (a > 0), ADD CONSTRAINT named UNIQUE"
        " (b), ADD FOREIGN KEY (a) REFERENCES inv.t (a)");
    row("drop constraint",
        "CREATE TABLE inv.t (a int CONSTRAINT gone CHECK (a > 0))",
        "ALTER TABLE inv.t DROP CONSTRAINT gone; ALTER TABLE inv.t ADD CHECK (a > 1)");
    row("index",
        table,
        "CREATE INDEX ON inv.t (a); CREATE INDEX ON inv.t (lower(b), (b || 'x')) INCLUDE (a);"
        " CREATE UNIQUE INDEX named ON inv.t (a)");
    row("enum", "", "CREATE TYPE inv.k AS ENUM ('a', 'b')");
    row("label", "CREATE TYPE inv.k AS ENUM ('a')", "ALTER TYPE inv.k ADD VALUE 'b'");
    row("rename label",
        "CREATE TYPE inv.k AS ENUM ('a')",
        "ALTER TYPE inv.k RENAME VALUE 'a' TO 'z'");
    row("composite", "", "CREATE TYPE inv.c AS (x int, y varchar(3))");
    row("domain", "", "CREATE DOMAIN inv.d AS varchar(9) NOT NULL CHECK (VALUE <> '')");
    row("sequence", "", "CREATE SEQUENCE inv.q");
    row("view", table, "CREATE VIEW inv.v AS SELECT a FROM inv.t");
    row("materialized view", table, "CREATE MATERIALIZED VIEW inv.m AS SELECT a FROM inv.t");
    row("function",
        "",
        "CREATE FUNCTION inv.f(a int, b varchar(9)[], OUT c text) LANGUAGE sql AS 'SELECT"
        " ''x''::text'; CREATE PROCEDURE inv.p() LANGUAGE sql AS ''");
    row("trigger",
        "CREATE TABLE inv.t (a int); CREATE FUNCTION inv.f() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER g BEFORE UPDATE ON inv.t FOR EACH ROW EXECUTE FUNCTION inv.f()");
    row("extension", "", "CREATE EXTENSION pgcrypto SCHEMA inv");
    row("comment", table, "COMMENT ON TABLE inv.t IS 'x'; COMMENT ON COLUMN inv.t.a IS 'y'");
    row("rename", table, "ALTER TABLE inv.t RENAME TO u");
    row("set schema", table, "CREATE SCHEMA other; ALTER TABLE inv.t SET SCHEMA other");
    row("block",
        "",
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'k') THEN CREATE TYPE"
        " inv.k AS ENUM ('a'); END IF; END $$");
    row("column of an enum",
        "CREATE TYPE inv.\"Kind\" AS ENUM ('a')",
        "CREATE TABLE inv.t (a inv.\"Kind\", b inv.\"Kind\"[])");
}

// Nothing of it is there, then all of it.
void TestEvidence::kinds()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, up);
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_it"_s, up);
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv");
    if (!before.isEmpty())
        site.sql(before);
    const MigrationEvidence without = evidenceOf(site).first();
    QVERIFY2(without.verdict == Verdict::NotDone, qPrintable(lines(without).join(u'\n')));
    QVERIFY(!without.telling);
    site.sql(up);
    const MigrationEvidence with = evidenceOf(site).first();
    QVERIFY2(with.verdict == Verdict::Done, qPrintable(lines(with).join(u'\n')));
    QVERIFY(with.telling);
    QVERIFY(!with.objects.isEmpty());
    for (const ObjectEvidence &one : with.objects)
        QVERIFY2(one.done, qPrintable(lines(with).join(u'\n')));
}

void TestEvidence::differences_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, const char *up, const char *site, const QString &line) {
        QTest::newRow(name) << QByteArray(up) << QByteArray(site) << line;
    };
    row("type",
        "CREATE TABLE inv.t (a integer)",
        "CREATE TABLE inv.t (a text)",
        u"Different column inv.t.a - The type is text instead of integer."_s);
    row("modifiers",
        "CREATE TABLE inv.t (a numeric(10,2))",
        "CREATE TABLE inv.t (a numeric(12,2))",
        u"Different column inv.t.a - The type is numeric(12,2) instead of numeric(10,2)."_s);
    row("not null",
        "CREATE TABLE inv.t (a integer NOT NULL)",
        "CREATE TABLE inv.t (a integer)",
        u"Different column inv.t.a - It may be empty, where the migration says NOT NULL."_s);
    row("null",
        "CREATE TABLE inv.t (a integer)",
        "CREATE TABLE inv.t (a integer NOT NULL)",
        u"Different column inv.t.a - It may not be empty (NOT NULL), which the migration does not "
        u"say."_s);
    row("labels",
        "CREATE TYPE inv.k AS ENUM ('a', 'b', 'c')",
        "CREATE TYPE inv.k AS ENUM ('b')",
        u"Different type inv.k - It lacks labels: a, c"_s);
    row("domain",
        "CREATE DOMAIN inv.d AS integer",
        "CREATE DOMAIN inv.d AS bigint",
        u"Different domain inv.d - The type is bigint instead of integer."_s);
    row("kind",
        "CREATE TABLE inv.t (a integer)",
        "CREATE VIEW inv.t AS SELECT 1 AS a",
        u"Different table inv.t - Another kind of object has this name."_s);
    row("index that failed", // as CREATE INDEX CONCURRENTLY leaves it
        "CREATE TABLE inv.t (a integer); CREATE UNIQUE INDEX i ON inv.t (a)",
        "CREATE TABLE inv.t (a integer); CREATE UNIQUE INDEX i ON inv.t (a);"
        " UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'inv.i'::regclass",
        u"Different index inv.i - The index was not built to its end."_s);
}

void TestEvidence::differences()
{
    QFETCH(QByteArray, up);
    QFETCH(QByteArray, site);
    QFETCH(QString, line);
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_it"_s, up);
    SiteFixture fixture({module.path()});
    fixture.sql("CREATE SCHEMA inv; " + site);
    const MigrationEvidence evidence = evidenceOf(fixture).first();
    QVERIFY2(lines(evidence).contains(line), qPrintable(lines(evidence).join(u'\n')));
    QCOMPARE(evidence.verdict, Verdict::HalfDone);
}

void TestEvidence::elsewhere()
{
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_schema"_s, "CREATE SCHEMA IF NOT EXISTS inv");
    module.addMigration(u"002_drugs"_s,
                        "CREATE TYPE inv.kind AS ENUM ('a'); CREATE FUNCTION inv.f() RETURNS"
                        " integer LANGUAGE sql AS 'SELECT 1'; CREATE TABLE inv.drugs (id serial"
                        " PRIMARY KEY, kind inv.kind); CREATE INDEX ON inv.drugs (kind);"
                        " COMMENT ON TABLE inv.drugs IS 'x'; COMMENT ON COLUMN inv.drugs.kind IS"
                        " 'y'");
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; CREATE TYPE public.kind AS ENUM ('a'); CREATE FUNCTION public.f()"
             " RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TABLE public.drugs (id serial"
             " PRIMARY KEY, kind public.kind); CREATE INDEX ON public.drugs (kind);"
             " COMMENT ON TABLE public.drugs IS 'x'; COMMENT ON COLUMN public.drugs.kind IS 'y'");
    const auto evidence = evidenceOf(site);
    QCOMPARE(verdicts(evidence), (QStringList {u"done"_s, u"elsewhere"_s}));
    QCOMPARE(evidence.at(1).contradiction(), Contradiction::WrongSchema);
    QVERIFY(evidence.at(1).elsewhere());
    QCOMPARE(evidence.at(1).elsewhere()->foundSchema, u"public"_s);
    for (const QString &line : lines(evidence.at(1)))
        QVERIFY2(line.startsWith("Elsewhere "_L1) && line.endsWith(" in public"_L1),
                 qPrintable(line));
    site.sql("ALTER TABLE public.drugs SET SCHEMA inv");
    QCOMPARE(evidenceOf(site).at(1).verdict, Verdict::HalfDone); // the column's type is another
    site.sql("ALTER TYPE public.kind SET SCHEMA inv; ALTER FUNCTION public.f() SET SCHEMA inv");
    QCOMPARE(evidenceOf(site).at(1).verdict, Verdict::Done);
}

// Tables of one name are not tables of one module.
void TestEvidence::sameNameElsewhereIsNoProof()
{
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_users"_s,
                        "CREATE TABLE inv.users (id integer, ward text); CREATE FUNCTION inv.f()"
                        " RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TYPE inv.k AS ENUM"
                        " ('a', 'b')");
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; CREATE TABLE public.users (id integer); CREATE FUNCTION"
             " public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TYPE public.k AS ENUM"
             " ('a')");
    const MigrationEvidence evidence = evidenceOf(site).first();
    QVERIFY2(evidence.verdict == Verdict::NotDone, qPrintable(lines(evidence).join(u'\n')));
    QVERIFY(!evidence.elsewhere());
}

void TestEvidence::laterMigrations_data()
{
    using Ups = QList<QByteArray>;
    QTest::addColumn<Ups>("ups");
    QTest::addColumn<int>("run"); // how many of them
    QTest::addColumn<QStringList>("recorded");
    QTest::addColumn<QStringList>("expected");
    const QByteArray table = "CREATE TABLE inv.t (a numeric(10,2) NOT NULL, b text)";
    const QString done = u"done"_s;
    const QString notDone = u"notDone"_s;
    const auto row =
        [](const char *name, const Ups &ups, int run, const QStringList &rows, const auto &words) {
            QTest::newRow(name) << ups << run << rows << QStringList(words);
        };
    const Ups renamed {table, "ALTER TABLE inv.t RENAME TO u; ALTER TABLE inv.u RENAME b TO c"};
    row("renamed later", renamed, 2, {}, QStringList {done, done});
    row("not renamed yet", renamed, 1, {}, QStringList {done, notDone});
    row("nothing yet", renamed, 0, {}, QStringList {notDone, notDone});
    const Ups retyped {table,
                       "ALTER TABLE inv.t ALTER a TYPE numeric(12,2), ALTER a DROP NOT NULL"};
    row("retyped later", retyped, 2, {}, QStringList {done, done});
    row("not retyped yet", retyped, 1, {}, QStringList {done, notDone});
    const Ups moved {table, "CREATE SCHEMA z", "ALTER TABLE inv.t SET SCHEMA z"};
    row("moved later", moved, 3, {}, QStringList {done, done, done});
    row("not moved yet", moved, 2, {}, QStringList {done, done, notDone});
    const Ups dropped {table, "DROP TABLE inv.t", "CREATE TABLE inv.z (a int)"};
    row("dropped, and more is there", dropped, 3, {}, QStringList {done, done, done});
    row("not dropped yet", dropped, 1, {}, QStringList {done, notDone, notDone});
    row("never made", dropped, 0, {}, QStringList {notDone, notDone, notDone});
    row("dropped, and recorded",
        dropped,
        2,
        {u"001_m"_s, u"002_m"_s},
        QStringList {done, done, notDone});
    row("gone, and the drop is not recorded",
        dropped,
        0,
        {u"001_m"_s},
        QStringList {notDone, done, notDone});
    const Ups droppedColumn {"CREATE TABLE inv.t (a int UNIQUE, b int)",
                             "CREATE INDEX ON inv.t (a)",
                             "ALTER TABLE inv.t DROP COLUMN a, ADD COLUMN c int"};
    row("its column is dropped", droppedColumn, 3, {}, QStringList {done, done, done});
    row("its column is there", droppedColumn, 2, {}, QStringList {done, done, notDone});
    const Ups within {"CREATE TABLE inv.tmp (a int); CREATE TABLE inv.t (a int); DROP TABLE"
                      " inv.tmp"};
    row("made and dropped in one file", within, 1, {}, QStringList {done});
    row("the same, not run", within, 0, {}, QStringList {notDone});
    const Ups replaced {table,
                        "CREATE TABLE inv.n (a int); DROP TABLE inv.t; ALTER TABLE inv.n"
                        " RENAME TO t; CREATE TABLE inv.more (a int)"};
    row("replaced", replaced, 2, {}, QStringList {done, done});
    row("not replaced yet", replaced, 1, {}, QStringList {done, notDone});
    const Ups labels {"CREATE TYPE inv.k AS ENUM ('a', 'b')",
                      "ALTER TYPE inv.k ADD VALUE 'c'",
                      "ALTER TYPE inv.k RENAME VALUE 'a' TO 'A'"};
    row("labels", labels, 3, {}, QStringList {done, done, done});
    row("fewer labels", labels, 1, {}, QStringList {done, notDone, notDone});
    const Ups key {"CREATE TABLE inv.t (a int)", "ALTER TABLE inv.t ADD PRIMARY KEY (a)"};
    row("a key comes later", key, 2, {}, QStringList {done, done});
    row("no key yet", key, 1, {}, QStringList {done, notDone});
}

void TestEvidence::laterMigrations()
{
    QFETCH(QList<QByteArray>, ups);
    QFETCH(int, run);
    QFETCH(QStringList, recorded);
    QFETCH(QStringList, expected);
    ModuleFolder module(u"stock"_s, manifest);
    for (int i = 0; i < ups.size(); ++i)
        module.addMigration(u"00%1_m"_s.arg(i + 1), ups.at(i));
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv");
    for (int i = 0; i < run; ++i)
        site.sql(ups.at(i));
    record(site, recorded);
    const auto evidence = evidenceOf(site);
    QStringList told;
    for (const MigrationEvidence &one : evidence)
        told << one.name << lines(one);
    QVERIFY2(verdicts(evidence) == expected, qPrintable(told.join(u'\n')));
}

void TestEvidence::notTold_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QString>("verdict");
    const auto row = [](const char *name, const char *up, const QString &verdict) {
        QTest::newRow(name) << QByteArray(up) << verdict;
    };
    const QString unclear = u"notAnalysable"_s;
    row("data", "INSERT INTO inv.t VALUES (1)", u"dataOnly"_s);
    row("nothing", "SELECT 1", u"dataOnly"_s);
    row("dynamic", "DO $$ BEGIN EXECUTE (SELECT s FROM inv.x); END $$", unclear);
    row("half of it dynamic",
        "CREATE TABLE inv.t (a int); DO $$ BEGIN EXECUTE (SELECT s FROM inv.x); END $$",
        unclear);
    row("grant", "GRANT SELECT ON inv.t TO public", unclear);
    row("default", "ALTER TABLE inv.t ALTER a SET DEFAULT 1", unclear);
    row("unreadable", "CREATE TABEL x", unclear);
    row("replaced once more",
        "CREATE OR REPLACE FUNCTION inv.f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
        unclear);
}

// With all there that could be.
void TestEvidence::notTold()
{
    QFETCH(QByteArray, up);
    QFETCH(QString, verdict);
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_first"_s,
                        "CREATE FUNCTION inv.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    module.addMigration(u"002_it"_s, up);
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; CREATE TABLE inv.t (a int); CREATE FUNCTION inv.f() RETURNS int"
             " LANGUAGE sql AS 'SELECT 1'");
    QCOMPARE(verdicts(evidenceOf(site)), (QStringList {u"done"_s, verdict}));
}

void TestEvidence::unqualifiedNames()
{
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_it"_s,
                        "CREATE TYPE k AS ENUM ('a'); CREATE TABLE t (a k NOT NULL, b old); CREATE"
                        " INDEX ON t (a)");
    module.addMigration(u"002_more"_s, "ALTER TABLE t ADD c int; ALTER TABLE old_t ADD d int");
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; CREATE TYPE public.old AS ENUM ('x'); CREATE TABLE public.old_t"
             " (a int)");
    QCOMPARE(verdicts(evidenceOf(site)), (QStringList {u"notDone"_s, u"notDone"_s}));
    const auto report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, runs::Outcome::Done);
    const auto evidence = evidenceOf(site);
    QCOMPARE(verdicts(evidence), (QStringList {u"done"_s, u"done"_s}));
    QCOMPARE(lines(evidence.at(1)),
             (QStringList {u"Present column inv.t.c"_s, u"Present column public.old_t.d"_s}));
}

void TestEvidence::namesThatMustBeQuoted()
{
    ModuleFolder module(u"stock"_s, manifest);
    const QByteArray up = "CREATE SCHEMA \"Odd, one\"; CREATE TYPE \"Odd, one\".\"order\" AS ENUM"
                          " ('it''s', 'a,\"b\\'); CREATE TABLE \"Odd, one\".\"select\" (\"from\""
                          " \"Odd, one\".\"order\", c \"char\")";
    module.addMigration(u"001_it"_s, up);
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; " + up);
    const MigrationEvidence evidence = evidenceOf(site).first();
    QVERIFY2(evidence.verdict == Verdict::Done, qPrintable(lines(evidence).join(u'\n')));
}

void TestEvidence::contradictions()
{
    ModuleFolder module(u"stock"_s, manifest);
    for (const char *name : {"a", "b", "c", "d", "e"})
        module.addMigration(u"001_"_s % QString::fromLatin1(name),
                            QByteArray("CREATE TABLE inv.") + name + " (x int); CREATE TABLE inv."
                                + name + "2 (y int)");
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; CREATE TABLE inv.b (x int); CREATE TABLE inv.b2 (y int); CREATE"
             " TABLE inv.c (x int); CREATE TABLE public.d (x int); CREATE TABLE public.d2 (y int)");
    record(site, {u"001_a"_s, u"001_c"_s, u"001_d"_s});
    QStringList words;
    for (const MigrationEvidence &one : evidenceOf(site))
        words << inspection::contradictionKey(one.contradiction());
    QCOMPARE(words,
             (QStringList {u"recordedNotThere"_s,
                           u"thereNotRecorded"_s,
                           u"halfThere"_s,
                           u"wrongSchema"_s,
                           u"none"_s}));
}

// The catalog tells everybody, even of a schema that they may not enter.
void TestEvidence::withoutRights()
{
    ModuleFolder module(u"stock"_s, manifest);
    const QByteArray up =
        "CREATE TYPE inv.k AS ENUM ('a'); CREATE TABLE inv.t (a inv.k, b inv.k[])";
    module.addMigration(u"001_it"_s, up);
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA inv; " + up);
    auto connection = site.connect();
    const auto state = site.inspect();
    site.sql("DO $$ BEGIN CREATE ROLE evidence_reader; EXCEPTION WHEN duplicate_object THEN NULL;"
             " END $$");
    QVERIFY(connection.query("SET ROLE evidence_reader"));
    const auto evidence =
        examine(connection, *site.catalog().find(u"stock"_s), *state.find(u"stock"_s));
    QVERIFY2(evidence, evidence ? "" : qPrintable(evidence.error().toText()));
    QCOMPARE(evidence->first().verdict, Verdict::Done);
}

void TestEvidence::shippedModules()
{
    SiteFixture site({QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                      QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")});
    for (const QString &id : {u"core"_s, u"inventory"_s}) {
        for (const MigrationEvidence &one : evidenceOf(site, id))
            QVERIFY2(one.verdict == Verdict::NotDone, qPrintable(one.name));
    }
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    int count = 0;
    for (const QString &id : {u"core"_s, u"inventory"_s}) {
        for (const MigrationEvidence &one : evidenceOf(site, id)) {
            QVERIFY2(one.verdict == Verdict::Done, qPrintable(lines(one).join(u'\n')));
            QCOMPARE(one.contradiction(), Contradiction::None);
            ++count;
        }
    }
    QVERIFY(count >= 11);
}

QTEST_GUILESS_MAIN(TestEvidence)
#include "tst_evidence.moc"
