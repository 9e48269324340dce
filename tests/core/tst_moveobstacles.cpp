#include "tests/support/clustertools.h"
#include "tests/support/movedatabase.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::inspection;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using modules::ObjectKind;

// What an object is found by, and what stands in the way of its move, on a real server.
class TestMoveObstacles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tableConflict();
    void otherConflicts();
    void rights();
    void rolesThatLoseIt();
    void searchPaths();
    void functionsByName();
    void whatCannotMove();
    void oddNames();

private:
    MoveDatabase m_moves;
};

void TestMoveObstacles::init()
{
    m_moves.renew();
}

void TestMoveObstacles::tableConflict()
{
    m_moves.sql("CREATE TABLE drugs (id int PRIMARY KEY, code text, price numeric(10,2));"
                "CREATE TABLE inventory.drugs (id bigint PRIMARY KEY, code text, name text);"
                "INSERT INTO drugs SELECT n FROM generate_series(1, 5) n;"
                "INSERT INTO inventory.drugs VALUES (1)");
    const MoveAnalysis drugs = m_moves.one(u"public.drugs"_s);
    QCOMPARE(drugs.conflicts.size(), 2); // the table, and its key's index
    const MoveConflict &conflict = drugs.conflicts.first();
    QCOMPARE(conflict.kind, ObjectKind::Table);
    QCOMPARE(conflict.identity, u"inventory.drugs"_s);
    QCOMPARE(conflict.ours->count.rows, 5);
    QCOMPARE(conflict.theirs->count.rows, 1);
    QVERIFY(conflict.ours->count.exact && conflict.theirs->count.exact);
    QCOMPARE(conflict.ours->columns.size(), 3);
    QCOMPARE(conflict.theirs->columns.last(), (ColumnType {u"name"_s, u"text"_s}));
    QCOMPARE(conflict.onlyOurs(), QStringList {u"price numeric(10,2)"_s});
    QCOMPARE(conflict.onlyTheirs(), QStringList {u"name text"_s});
    QCOMPARE(conflict.differentTypes(), QStringList {u"id: integer, bigint"_s});
    QCOMPARE(drugs.conflicts.last().kind, ObjectKind::Index);
    QCOMPARE(drugs.conflicts.last().identity, u"inventory.drugs_pkey"_s);
}

void TestMoveObstacles::otherConflicts()
{
    m_moves.sql(
        "CREATE TABLE drugs (id serial); CREATE INDEX by_id ON drugs (id);"
        "CREATE VIEW inventory.by_id AS SELECT 1; CREATE SEQUENCE inventory.drugs_id_seq;"
        "CREATE TYPE inventory.drugs AS ENUM ('x');"
        "CREATE TYPE colour AS ENUM ('red'); CREATE DOMAIN inventory.colour AS text;"
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE FUNCTION inventory.f(x int) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';"
        "CREATE FUNCTION inventory.f(text) RETURNS int LANGUAGE sql AS 'SELECT 1'");
    const auto of = [this](const QString &object) {
        QStringList lines;
        const auto conflicts = m_moves.one(object).conflicts;
        for (const MoveConflict &conflict : conflicts)
            lines << keyOf(conflict.kind) % u' ' % conflict.identity;
        return lines;
    };
    QCOMPARE(of(u"public.drugs"_s),
             (QStringList {u"View inventory.by_id"_s,
                           u"Type inventory.drugs"_s,
                           u"Sequence inventory.drugs_id_seq"_s}));
    QCOMPARE(of(u"public.colour"_s), QStringList {u"Domain inventory.colour"_s});
    QCOMPARE(of(u"public.f(int)"_s), QStringList {u"Function inventory.f(integer)"_s});
}

void TestMoveObstacles::rights()
{
    m_moves.sql("CREATE ROLE clerk LOGIN; CREATE ROLE keeper LOGIN; CREATE TABLE drugs (id int);"
                "CREATE TABLE mine (id int); ALTER TABLE mine OWNER TO clerk;"
                "GRANT CREATE ON SCHEMA inventory TO keeper");
    for (const QString &user : {u"clerk"_s, u"keeper"_s}) {
        auto connection = m_moves.connect(user);
        const auto found =
            analyseMoves(connection, {u"public.drugs"_s, u"public.mine"_s}, u"inventory"_s);
        VERIFY_DONE(found);
        const bool clerk = user == "clerk"_L1;
        QVERIFY(!found->first().rights.mayAlter);
        QCOMPARE(found->last().rights.mayAlter, clerk);
        QCOMPARE(found->last().rights.mayCreate, !clerk);
        QCOMPARE(found->last().rights.owner, u"clerk"_s);
        QCOMPARE(found->first().count.rows, std::nullopt); // not readable
    }
    const MoveAnalysis ofTheSuperuser = m_moves.one(u"public.mine"_s);
    QVERIFY(ofTheSuperuser.rights.mayAlter && ofTheSuperuser.rights.mayCreate);
    QCOMPARE(ofTheSuperuser.rights.losing, QStringList {u"clerk"_s}); // its owner
    const auto nowhere = m_moves.analyse({u"public.drugs"_s}, u"nowhere"_s).first();
    QVERIFY(!nowhere.targetExists && !nowhere.rights.mayCreate);
    QCOMPARE(nowhere.toSchema, u"nowhere"_s);
    m_moves.sql("DROP OWNED BY clerk, keeper; DROP ROLE clerk, keeper");
}

void TestMoveObstacles::rolesThatLoseIt()
{
    m_moves.sql("CREATE ROLE clerk LOGIN; CREATE ROLE keeper LOGIN; CREATE ROLE nobody_here LOGIN;"
                "CREATE TABLE drugs (id serial, code text); GRANT SELECT (code) ON drugs TO clerk;"
                "GRANT INSERT ON drugs TO keeper; GRANT USAGE ON SCHEMA inventory TO keeper");
    QCOMPARE(m_moves.one(u"public.drugs"_s).rights.losing, QStringList {u"clerk"_s});
    m_moves.sql("DROP OWNED BY clerk, keeper; DROP ROLE clerk, keeper, nobody_here");
}

void TestMoveObstacles::searchPaths()
{
    m_moves.sql("CREATE ROLE clerk LOGIN; CREATE ROLE keeper LOGIN; CREATE ROLE twin LOGIN;"
                "CREATE SCHEMA clerk; CREATE TABLE drugs (id int);"
                "ALTER ROLE clerk SET search_path = inventory, clerk;"
                "ALTER ROLE keeper SET search_path = '$user', public;"
                "ALTER ROLE twin SET search_path = public, inventory");
    const auto of = [this] {
        QStringList lines;
        const auto effects = m_moves.one(u"public.drugs"_s).pathEffects;
        for (const PathEffect &effect : effects)
            lines << effect.role % u": "_s % effect.before % u" > "_s % effect.after;
        return lines;
    };
    QCOMPARE(of(),
             (QStringList {u": public > "_s, u"clerk:  > inventory"_s, u"keeper: public > "_s}));
    m_moves.sql("CREATE TABLE clerk.drugs (id int)");
    m_moves.sql("ALTER DATABASE " + quoteIdentifier(m_moves.database())
                + " SET search_path = inventory, public");
    QCOMPARE(of(), (QStringList {u"clerk: clerk > inventory"_s, u"keeper: public > "_s}));
    m_moves.sql("DROP OWNED BY clerk, keeper, twin; DROP ROLE clerk, keeper, twin");
}

void TestMoveObstacles::functionsByName()
{
    m_moves.sql(
        "CREATE FUNCTION f(a integer, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE FUNCTION g(integer) RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE FUNCTION g(text) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE h (id int);"
        "CREATE FUNCTION h() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    for (const QString &name : {u"public.f"_s,
                                u"public.f(integer,text)"_s,
                                u"public.f(int, text)"_s,
                                u"public.F(INTEGER , text)"_s})
        QCOMPARE(m_moves.one(name).identity, u"public.f(integer, text)"_s);
    QCOMPARE(m_moves.one(u"public.g(text)"_s).identity, u"public.g(text)"_s);
    QCOMPARE(m_moves.one(u"public.h"_s).kind, ObjectKind::Table);
    QCOMPARE(m_moves.one(u"public.h()"_s).kind, ObjectKind::Function);
    const Error unclear = m_moves.failureOf(u"public.g"_s);
    QCOMPARE(unclear.kind, ErrorKind::InvalidInput);
    QVERIFY(unclear.message.contains(u"Several functions"_s));
    QCOMPARE(m_moves.failureOf(u"public.f(text)"_s).kind, ErrorKind::NotFound);
}

void TestMoveObstacles::whatCannotMove()
{
    m_moves.sql(
        "CREATE TABLE drugs (id serial PRIMARY KEY); CREATE EXTENSION IF NOT EXISTS pgcrypto");
    QCOMPARE(m_moves.failureOf(u"public.nothing"_s).kind, ErrorKind::NotFound);
    QCOMPARE(m_moves.failureOf(u"nowhere.drugs"_s).kind, ErrorKind::NotFound);
    QCOMPARE(m_moves.failureOf(u"drugs"_s).kind, ErrorKind::InvalidInput);
    const Error index = m_moves.failureOf(u"public.drugs_pkey"_s);
    QCOMPARE(index.kind, ErrorKind::Refused);
    QVERIFY(index.message.contains(u"public.drugs_pkey"_s));
    QCOMPARE(m_moves.one(u"public.drugs_id_seq"_s).ownerTable, u"public.drugs"_s);
    QCOMPARE(m_moves.one(u"public.gen_random_bytes"_s).extension, u"pgcrypto"_s);
    auto connection = m_moves.connect();
    QCOMPARE(analyseMoves(connection, {u"public.drugs"_s}, u"a.b"_s).error().kind,
             ErrorKind::InvalidInput);
    QVERIFY(m_moves.analyse({}).isEmpty());
}

void TestMoveObstacles::oddNames()
{
    m_moves.sql(
        QString(
            u"CREATE SCHEMA \"\u0e22\u0e32 ' \"\"1\"\"\"; CREATE TABLE"
            " \"\u0e22\u0e32 ' \"\"1\"\"\".\"\u0e04\u0e25\u0e31\u0e07 ' \"\"x\"\"\" (id serial);"
            "CREATE FUNCTION odd() RETURNS bigint LANGUAGE plpgsql AS $$BEGIN EXECUTE"
            " 'SELECT 1 FROM \"\u0e22\u0e32 '' \"\"1\"\"\".\"\u0e04\u0e25\u0e31\u0e07 ''"
            " \"\"x\"\"\"'; RETURN 1; END$$; CREATE TABLE \"Drugs\" (id int);"
            "CREATE TABLE pair (id int); CREATE TABLE \"Pair\" (id int)"_s)
            .toUtf8());
    const MoveAnalysis odd =
        m_moves.one(u"\"\u0e22\u0e32 ' \"\"1\"\"\".\"\u0e04\u0e25\u0e31\u0e07 ' \"\"x\"\"\""_s);
    QCOMPARE(odd.schema, u"\u0e22\u0e32 ' \"1\""_s);
    QCOMPARE(odd.newIdentity, u"inventory.\"\u0e04\u0e25\u0e31\u0e07 ' \"\"x\"\"\""_s);
    QCOMPARE(odd.mentions.size(), 1);
    QCOMPARE(odd.mentions.first().identity, u"public.odd()"_s);
    QCOMPARE(odd.mentions.first().named, odd.name);
    QVERIFY(odd.mentions.first().qualified);
    QCOMPARE(m_moves.one(odd.identity).identity, odd.identity);
    QCOMPARE(m_moves.one(u"public.Drugs"_s).identity, u"public.\"Drugs\""_s); // there is no other
    QCOMPARE(m_moves.one(u"public.Pair"_s).identity, u"public.pair"_s); // as SQL reads it
    QCOMPARE(m_moves.one(u"public.\"Pair\""_s).identity, u"public.\"Pair\""_s);
    const auto there =
        m_moves.analyse({u"public.pair"_s}, u"\"\u0e22\u0e32 ' \"\"1\"\"\""_s).first();
    QCOMPARE(there.newIdentity, u"\"\u0e22\u0e32 ' \"\"1\"\"\".pair"_s);
}

QTEST_GUILESS_MAIN(TestMoveObstacles)
#include "tst_moveobstacles.moc"
