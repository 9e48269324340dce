#include "tests/support/clustertools.h"
#include "tests/support/movedatabase.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::inspection;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using modules::ObjectKind;

// What is known before an object moves, on a real server.
class TestMoveAnalysis final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatMovesAlong();
    void whatRefersToIt();
    void leftBehind();
    void textsThatNameIt();
    void textsByTheirPath();
    void textDefaults();
    void sessions();
    void lockedTable();
    void counts();
    void hiddenRows();
    void kinds();
    void twoRoundTrips();

private:
    MoveDatabase m_moves;
};

namespace {

QStringList shown(const QList<Related> &related)
{
    static const QStringList words {
        u"index"_s,     u"constraint"_s, u"fk"_s,          u"sequence of"_s,
        u"trigger"_s,   u"policy"_s,     u"rule"_s,        u"row"_s,
        u"toast"_s,     u"view"_s,       u"matview"_s,     u"default"_s,
        u"generated"_s, u"column"_s,     u"publication"_s, u"schema publication"_s,
        u"function"_s,  u"type"_s,       u"sequence"_s,    u"partition"_s,
        u"other"_s};
    QStringList lines;
    for (const Related &one : related)
        lines << words.at(static_cast<int>(one.kind)) % u' ' % one.identity;
    return lines;
}

QStringList shown(const QList<TextMention> &mentions)
{
    QStringList lines;
    for (const TextMention &one : mentions)
        lines << one.identity % (one.isDefault ? u" default "_s : u" "_s) % one.named
                % (one.qualified ? u" qualified"_s : u""_s);
    return lines;
}

} // namespace

void TestMoveAnalysis::init()
{
    m_moves.renew();
}

void TestMoveAnalysis::whatMovesAlong()
{
    m_moves.sql(
        "CREATE TABLE groups (id int PRIMARY KEY);"
        "CREATE TABLE drugs (id serial PRIMARY KEY, no int GENERATED ALWAYS AS IDENTITY,"
        " code text CONSTRAINT one_code UNIQUE, price numeric CHECK (price > 0),"
        " grp int CONSTRAINT of_group REFERENCES groups, parent int REFERENCES drugs);"
        "CREATE INDEX by_price ON drugs (price);"
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
        "CREATE TRIGGER stamped BEFORE UPDATE ON drugs FOR EACH ROW EXECUTE FUNCTION stamp();"
        "CREATE POLICY own ON drugs USING (true);"
        "CREATE RULE log AS ON DELETE TO drugs DO ALSO SELECT 1;"
        "INSERT INTO drugs (code) VALUES ('a'), ('b')");
    const MoveAnalysis drugs = m_moves.one(u"public.drugs"_s);
    QCOMPARE(drugs.kind, ObjectKind::Table);
    QCOMPARE(drugs.sqlKind, u"TABLE"_s);
    QCOMPARE(drugs.identity, u"public.drugs"_s);
    QCOMPARE(drugs.newIdentity, u"inventory.drugs"_s);
    QVERIFY(drugs.targetExists && !drugs.isThere() && drugs.takesLock());
    QCOMPARE(drugs.count.rows, 2);
    QVERIFY(drugs.count.exact);
    QCOMPARE(shown(drugs.along),
             (QStringList {u"constraint drugs_pkey"_s,
                           u"constraint drugs_price_check"_s,
                           u"constraint one_code"_s,
                           u"fk drugs_parent_fkey -> public.drugs"_s,
                           u"fk of_group -> public.groups"_s,
                           u"index by_price"_s,
                           u"index drugs_pkey"_s,
                           u"index one_code"_s,
                           u"toast "_s,
                           u"sequence of drugs_id_seq"_s,
                           u"sequence of drugs_no_seq"_s,
                           u"policy own"_s,
                           u"row drugs"_s,
                           u"rule log"_s,
                           u"trigger stamped"_s}));
    QVERIFY(drugs.references.isEmpty()); // what it is made of refers to nothing else
    QVERIFY(drugs.conflicts.isEmpty());
    QVERIFY(drugs.mentions.isEmpty());
    QVERIFY(drugs.sessions.isEmpty());
}

void TestMoveAnalysis::whatRefersToIt()
{
    m_moves.sql("CREATE TABLE drugs (id serial PRIMARY KEY, price numeric);"
                "CREATE TABLE inventory.lots (drug int CONSTRAINT of_drug REFERENCES drugs,"
                " id int DEFAULT nextval('drugs_id_seq'), line drugs);"
                "CREATE VIEW cheap AS SELECT * FROM drugs WHERE price < 1;"
                "CREATE MATERIALIZED VIEW inventory.counted AS SELECT count(*) FROM drugs;"
                "CREATE RULE too AS ON INSERT TO inventory.lots DO ALSO SELECT 1 FROM drugs;"
                "CREATE POLICY seen ON inventory.lots USING (EXISTS (SELECT FROM drugs));"
                "CREATE FUNCTION of_row(drugs) RETURNS int LANGUAGE sql AS 'SELECT 1';"
                "CREATE PUBLICATION a_few FOR TABLE drugs");
    QCOMPARE(shown(m_moves.one(u"public.drugs"_s).references),
             (QStringList {u"column inventory.lots.line"_s,
                           u"default inventory.lots.id"_s,
                           u"fk of_drug on inventory.lots"_s,
                           u"function public.of_row(drugs)"_s,
                           u"matview inventory.counted"_s,
                           u"policy seen on inventory.lots"_s,
                           u"publication a_few"_s,
                           u"rule too on inventory.lots"_s,
                           u"view public.cheap"_s}));
    m_moves.sql(
        "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';"
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (twice(a)) STORED,"
        " c int CONSTRAINT small CHECK (twice(c) < 10)); CREATE INDEX by_twice ON t (twice(a));"
        "CREATE TYPE colour AS ENUM ('red'); CREATE DOMAIN shade AS colour;"
        "CREATE TABLE u (one colour, many colour[]);"
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
        "CREATE TRIGGER stamped BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION stamp()");
    QCOMPARE(shown(m_moves.one(u"public.twice(int)"_s).references),
             (QStringList {u"constraint small on public.t"_s,
                           u"generated public.t.b"_s,
                           u"index by_twice on public.t"_s}));
    QCOMPARE(shown(m_moves.one(u"public.colour"_s).references),
             (QStringList {
                 u"column public.u.many"_s, u"column public.u.one"_s, u"type public.shade"_s}));
    QCOMPARE(shown(m_moves.one(u"public.stamp()"_s).references),
             QStringList {u"trigger stamped on public.t"_s});
    if (m_moves.connect().facts().versionNumber >= 150000) {
        m_moves.sql("CREATE PUBLICATION whole FOR TABLES IN SCHEMA inventory");
        QVERIFY(shown(m_moves.one(u"public.drugs"_s).references)
                    .contains(u"schema publication whole"_s));
    }
}

void TestMoveAnalysis::leftBehind()
{
    m_moves.sql(
        "CREATE TYPE colour AS ENUM ('red'); CREATE SEQUENCE free_no; CREATE SCHEMA other;"
        "CREATE TYPE other.kind AS ENUM ('x');"
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
        "CREATE FUNCTION valid(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE TABLE drugs (id int DEFAULT nextval('free_no'), shade colour, shades colour[],"
        " kind other.kind, code text CHECK (valid(code))) PARTITION BY RANGE (id);"
        "CREATE TABLE drugs_1 PARTITION OF drugs FOR VALUES FROM (1) TO (2);"
        "CREATE TRIGGER stamped BEFORE UPDATE ON drugs FOR EACH ROW EXECUTE FUNCTION stamp()");
    const MoveAnalysis drugs = m_moves.one(u"public.drugs"_s);
    QVERIFY(drugs.partitioned);
    QCOMPARE(shown(drugs.leftBehind),
             (QStringList {u"function public.stamp()"_s,
                           u"function public.valid(text)"_s,
                           u"partition public.drugs_1"_s,
                           u"sequence public.free_no"_s,
                           u"type public.colour"_s}));
    for (const Related &each : drugs.leftBehind) // all of them can be named in a request
        QVERIFY(!m_moves.one(each.identity).sqlKind.isEmpty());
}

void TestMoveAnalysis::textsThatNameIt()
{
    m_moves.sql("CREATE TABLE drugs (id serial PRIMARY KEY);"
                "CREATE FUNCTION a_named() RETURNS bigint LANGUAGE sql AS"
                " 'SELECT count(*) FROM public.drugs';"
                "CREATE FUNCTION b_bare() RETURNS bigint LANGUAGE plpgsql AS"
                " 'BEGIN RETURN (SELECT count(*) FROM drugs); END';"
                "CREATE PROCEDURE c_dynamic() LANGUAGE plpgsql AS"
                " $$BEGIN EXECUTE 'DELETE FROM public.drugs'; END$$;"
                "CREATE FUNCTION d_sequence() RETURNS bigint LANGUAGE sql AS"
                " $$SELECT nextval('public.drugs_id_seq')$$;"
                "CREATE FUNCTION e_comment() RETURNS int LANGUAGE sql AS"
                " $$SELECT 1 -- of public.drugs\n$$;"
                "CREATE FUNCTION f_other() RETURNS text LANGUAGE sql AS $$SELECT 'drugs'::text$$");
    const MoveAnalysis drugs = m_moves.one(u"public.drugs"_s);
    QCOMPARE(shown(drugs.mentions),
             (QStringList {u"public.a_named() drugs qualified"_s,
                           u"public.b_bare() drugs"_s,
                           u"public.c_dynamic() drugs qualified"_s,
                           u"public.d_sequence() drugs_id_seq qualified"_s}));
    if (m_moves.connect().facts().versionNumber
        >= 140000) { // parsed when it was made: goes by the oid
        m_moves.sql("CREATE FUNCTION g_atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC"
                    " SELECT count(*) FROM public.drugs; END");
        const MoveAnalysis again = m_moves.one(u"public.drugs"_s);
        QCOMPARE(again.mentions.size(), drugs.mentions.size());
        QVERIFY(shown(again.references).contains(u"function public.g_atomic()"_s));
    }
}

void TestMoveAnalysis::textsByTheirPath()
{
    m_moves.sql(
        "CREATE TABLE drugs (id int);"
        "CREATE FUNCTION a() RETURNS bigint LANGUAGE sql SET search_path = public AS"
        " 'SELECT count(*) FROM drugs';"
        "CREATE FUNCTION b() RETURNS bigint LANGUAGE sql SET search_path = public, inventory AS"
        " 'SELECT count(*) FROM drugs'; SET check_function_bodies = off;"
        "CREATE FUNCTION c() RETURNS bigint LANGUAGE sql SET search_path = other AS"
        " 'SELECT count(*) FROM drugs'");
    QCOMPARE(shown(m_moves.one(u"public.drugs"_s).mentions), QStringList {u"public.a() drugs"_s});
}

void TestMoveAnalysis::textDefaults()
{
    m_moves.sql(
        "CREATE TABLE drugs (id serial PRIMARY KEY); CREATE TABLE lots ("
        " a int DEFAULT nextval('drugs_id_seq'), b int DEFAULT "
        "nextval('public.drugs_id_seq'::text),"
        " c int DEFAULT nextval('drugs_id_seq'::text), d text DEFAULT 'drugs_id_seq of public')");
    const MoveAnalysis drugs = m_moves.one(u"public.drugs"_s);
    QCOMPARE(shown(drugs.mentions),
             (QStringList {u"public.lots.b default drugs_id_seq qualified"_s,
                           u"public.lots.c default drugs_id_seq"_s}));
    QCOMPARE(shown(drugs.references), QStringList {u"default public.lots.a"_s});
}

void TestMoveAnalysis::sessions()
{
    m_moves.sql("CREATE TABLE drugs (id serial); CREATE TABLE others (id int)");
    QVERIFY(m_moves.one(u"public.drugs"_s).sessions.isEmpty());
    auto reader = m_moves.connect();
    VERIFY_DONE(reader.query("BEGIN"));
    VERIFY_DONE(reader.query("SELECT * FROM drugs"));
    auto counter = m_moves.connect();
    VERIFY_DONE(counter.query("BEGIN"));
    VERIFY_DONE(counter.query("SELECT * FROM drugs_id_seq")); // which moves with it
    const auto found = m_moves.analyse({u"public.others"_s, u"public.drugs"_s});
    QVERIFY(found.first().sessions.isEmpty());
    QSet<int> pids;
    for (const SessionInfo &session : found.last().sessions) {
        pids << session.pid;
        QVERIFY(session.describe().contains(QString::number(session.pid)));
    }
    QCOMPARE(pids, (QSet<int> {reader.facts().backendPid, counter.facts().backendPid}));
    QCOMPARE(found.last().count.rows, 0); // a reader keeps nobody from counting
}

void TestMoveAnalysis::lockedTable()
{
    m_moves.sql(
        "CREATE TABLE drugs (id int DEFAULT 1); INSERT INTO drugs VALUES (1); ANALYZE drugs");
    auto holder = m_moves.connect();
    VERIFY_DONE(holder.query("BEGIN"));
    VERIFY_DONE(holder.query("LOCK TABLE drugs"));
    const MoveAnalysis drugs = m_moves.one(u"public.drugs"_s);
    QCOMPARE(drugs.count.rows, 1); // of the last ANALYZE
    QVERIFY(!drugs.count.exact);
    QCOMPARE(drugs.sessions.size(), 1);
    QCOMPARE(drugs.sessions.first().pid, holder.facts().backendPid);
}

void TestMoveAnalysis::counts()
{
    m_moves.sql("CREATE TABLE many AS SELECT 1 AS a FROM generate_series(1, 1000001);"
                "CREATE VIEW seen AS SELECT 1/0; CREATE MATERIALIZED VIEW kept AS SELECT 1;"
                "CREATE MATERIALIZED VIEW empty AS SELECT 1 WITH NO DATA");
    const auto found =
        m_moves.analyse({u"public.many"_s, u"public.seen"_s, u"public.kept"_s, u"public.empty"_s});
    QVERIFY(*found.at(0).count.rows >= 1000001);
    QVERIFY(!found.at(0).count.exact);
    QCOMPARE(found.at(1).count.rows, std::nullopt); // a view is not run
    QCOMPARE(found.at(2).count.rows, 1);
    QVERIFY(!found.at(3).count.rows || !found.at(3).count.exact);
    m_moves.sql("ANALYZE many");
    QVERIFY(*m_moves.one(u"public.many"_s).count.rows > 900000);
    m_moves.sql("CREATE SEQUENCE numbers"); // which the server's statistics give one row
    QCOMPARE(m_moves.one(u"public.numbers"_s).count.rows, std::nullopt);
}

// Row security that binds the owner too shows them a part of the rows only.
void TestMoveAnalysis::hiddenRows()
{
    m_moves.sql(
        "CREATE ROLE keeper LOGIN; CREATE TABLE t (a int); CREATE TABLE inventory.t (a int);"
        "INSERT INTO t SELECT generate_series(1, 10); ANALYZE t;"
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON t USING (a < 4);"
        "ALTER TABLE t OWNER TO keeper; GRANT ALL ON SCHEMA inventory, public TO keeper");
    const auto count = [this] {
        auto keeper = m_moves.connect(u"keeper"_s);
        return analyseMoves(keeper, {u"public.t"_s}, u"inventory"_s)->first().count;
    };
    QCOMPARE(count().rows, 10);
    QVERIFY(!count().hidden);
    m_moves.sql("ALTER TABLE t FORCE ROW LEVEL SECURITY");
    QCOMPARE(count().rows, std::nullopt);
    QVERIFY(count().hidden);
    QCOMPARE(m_moves.one(u"public.t"_s).count.rows, 10); // a superuser sees all
    m_moves.sql("DROP OWNED BY keeper; DROP ROLE keeper");
}

void TestMoveAnalysis::kinds()
{
    m_moves.sql(
        "CREATE TABLE t (id int); CREATE VIEW v AS SELECT 1; CREATE MATERIALIZED VIEW m AS SELECT "
        "1;"
        "CREATE SEQUENCE s; CREATE TYPE e AS ENUM ('x'); CREATE TYPE c AS (a int);"
        "CREATE DOMAIN d AS text CHECK (VALUE <> ''); CREATE TYPE r AS RANGE (subtype = float8);"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE PROCEDURE p(int) LANGUAGE sql AS 'SELECT 1';"
        "CREATE AGGREGATE a(int) (sfunc = int4pl, stype = int)");
    const QStringList names {u"public.t"_s,
                             u"public.v"_s,
                             u"public.m"_s,
                             u"public.s"_s,
                             u"public.e"_s,
                             u"public.c"_s,
                             u"public.d"_s,
                             u"public.r"_s,
                             u"public.f()"_s,
                             u"public.p(integer)"_s,
                             u"public.a(integer)"_s};
    const auto found = m_moves.analyse(names);
    QStringList words;
    for (const MoveAnalysis &each : found) {
        words << each.sqlKind;
        m_moves.sql("ALTER " + each.sqlKind.toUtf8() + ' ' + each.identity.toUtf8()
                    + " SET SCHEMA inventory"); // the server takes the words
    }
    QCOMPARE(words,
             (QStringList {u"TABLE"_s,
                           u"VIEW"_s,
                           u"MATERIALIZED VIEW"_s,
                           u"SEQUENCE"_s,
                           u"TYPE"_s,
                           u"TYPE"_s,
                           u"DOMAIN"_s,
                           u"TYPE"_s,
                           u"FUNCTION"_s,
                           u"PROCEDURE"_s,
                           u"AGGREGATE"_s}));
    QCOMPARE(shown(found.at(6).along), QStringList {u"constraint d_check"_s});
}

void TestMoveAnalysis::twoRoundTrips()
{
    m_moves.sql("CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (a int REFERENCES a)");
    auto connection = m_moves.connect();
    const int before = connection.roundTrips();
    VERIFY_DONE(analyseMoves(connection, {u"public.a"_s, u"public.b"_s}, u"inventory"_s));
    QCOMPARE(connection.roundTrips() - before, 2);
}

QTEST_GUILESS_MAIN(TestMoveAnalysis)
#include "tst_moveanalysis.moc"
