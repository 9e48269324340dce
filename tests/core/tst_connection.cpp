#include "core/postgres/connection.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/testcluster.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

const QString thai =
    u"\u0e22\u0e32\u0e1e\u0e32\u0e23\u0e32\u0e40\u0e0b\u0e15\u0e32\u0e21\u0e2d\u0e25 500 \u0e21\u0e01."_s;

} // namespace

// Statements on an open connection: one, several in a pipeline, a whole text.
class TestConnection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void facts();
    void parameters();
    void zeroBytes();
    void rowsAndTags();
    void oneRoundTripForAThousand();
    void outcomesInOrder();
    void firstErrorStopsTheRest_data();
    void firstErrorStopsTheRest();
    void largeBothWays();
    void noticesWithTheirStatement();
    void noticesOfTheFailedOne();
    void script();
    void scriptThatFails();
    void copyIsRefused_data();
    void copyIsRefused();
    void transactions();
    void quotedNames_data();
    void quotedNames();

private:
    [[nodiscard]] QString value(const QByteArray &sql,
                                const std::vector<Parameter> &parameters = {});

    std::unique_ptr<Connection> m_connection;
    QString m_database;
};

void TestConnection::init()
{
    m_database = TestCluster::instance().createDatabase();
    m_connection =
        std::make_unique<Connection>(connected(TestCluster::instance().settings(m_database)));
}

QString TestConnection::value(const QByteArray &sql, const std::vector<Parameter> &parameters)
{
    const auto rows = m_connection->query(sql, parameters);
    if (!rows)
        return rows.error().toText();
    return rows->optionalText(0, 0).value_or(u"<null>"_s);
}

void TestConnection::facts()
{
    const ServerFacts &facts = m_connection->facts();
    QCOMPARE(QString::number(facts.backendPid), value("SELECT pg_backend_pid()"));
    QCOMPARE(QString::number(facts.versionNumber), value("SHOW server_version_num"));
    QVERIFY(value("SHOW server_version").startsWith(facts.versionText)
            && !facts.versionText.contains(u' '));
    QCOMPARE(facts.systemIdentifier, value("SELECT system_identifier FROM pg_control_system()"));
    QCOMPARE(facts.database, m_database);
    QCOMPARE(facts.currentUser, u"postgres"_s);
    QCOMPARE(facts.currentSchema, u"public"_s);
    QCOMPARE(facts.encoding, u"UTF8"_s);
    QVERIFY(facts.superuser && !facts.tls && !facts.inRecovery && !facts.readOnly && !facts.pooled);
    QVERIFY(facts.roundTripMicroseconds > 0);

    const QByteArray name = m_database.toUtf8();
    TestCluster::instance().execute(m_database,
                                    "ALTER DATABASE " + name + " SET search_path = nowhere");
    const Connection other = connected(TestCluster::instance().settings(m_database));
    QCOMPARE(other.facts().currentSchema, QString());
    QCOMPARE(other.facts().searchPath, u"nowhere"_s);
}

void TestConnection::parameters()
{
    QCOMPARE(value("SELECT $1::text", {std::nullopt}), u"<null>"_s);
    QCOMPARE(value("SELECT $1::text IS NULL", {QByteArray()}), u"f"_s); // empty is not NULL
    QCOMPARE(value("SELECT $1::text", {QByteArray()}), QString());
    QCOMPARE(value("SELECT $1::text", {thai.toUtf8()}), thai);
    QCOMPARE(value("SELECT length($1::text)", {thai.toUtf8()}), QString::number(thai.size()));
    QCOMPARE(value("SELECT $1::int + $2::int", {"40", "2"}), u"42"_s);
    QCOMPARE(value("SELECT $1::text", {"'; DROP TABLE t; --"}), u"'; DROP TABLE t; --"_s);
    QByteArray bytes;
    for (int i = 0; i < 256; ++i)
        bytes.append(static_cast<char>(i));
    QCOMPARE(value("SELECT $1::bytea", {"\\x" + bytes.toHex()}),
             u"\\x"_s % QString::fromLatin1(bytes.toHex()));
    QCOMPARE(value("SELECT octet_length($1::bytea)", {"\\x" + bytes.toHex()}), u"256"_s);
    QCOMPARE(value("SELECT $1::boolean", {"true"}), u"t"_s);
    const std::vector<Parameter> many(1000, "1");
    QByteArray sum("SELECT 0");
    for (size_t i = 1; i <= many.size(); ++i)
        sum += "+$" + QByteArray::number(static_cast<qulonglong>(i)) + "::int";
    QCOMPARE(value(sum, many), u"1000"_s);
}

// libpq would end the text there, and run what stands before it.
void TestConnection::zeroBytes()
{
    const QByteArray cut("SELECT 1\0; SELECT 2", 19);
    const auto one = m_connection->query(cut);
    QVERIFY(!one);
    QCOMPARE(one.error().kind, ErrorKind::InvalidInput);
    QVERIFY(!m_connection->query("SELECT $1::text", {QByteArray("a\0b", 3)}));
    QVERIFY(!m_connection->script(cut));
    const auto several = m_connection->pipeline({{"CREATE TABLE t_no (a int)", {}}, {cut, {}}});
    QVERIFY(!several);
    QCOMPARE(several.error().index, size_t {1});
    QCOMPARE(value("SELECT to_regclass('t_no')"), u"<null>"_s);
    QVERIFY(!m_connection->isLost());
}

void TestConnection::rowsAndTags()
{
    const auto rows =
        m_connection->query("SELECT n, CASE WHEN n = 2 THEN NULL ELSE 'x' || n END, n > 1 "
                            "FROM generate_series(1, 3) AS n");
    VERIFY_DONE(rows);
    QCOMPARE(rows->count(), 3);
    QCOMPARE(rows->columns(), 3);
    QCOMPARE(rows->number(2, 0), 3);
    QCOMPARE(rows->text(0, 1), u"x1"_s);
    QVERIFY(rows->isNull(1, 1) && !rows->optionalText(1, 1) && rows->text(1, 1).isEmpty());
    QVERIFY(!rows->boolean(0, 2) && rows->boolean(1, 2));
    QCOMPARE(rows->commandTag(), "SELECT 3");
    VERIFY_DONE(m_connection->query("CREATE TABLE t (a int)"));
    const auto inserted = m_connection->query("INSERT INTO t SELECT generate_series(1, 7)");
    VERIFY_DONE(inserted);
    QCOMPARE(inserted->affected(), 7);
    QVERIFY(inserted->isEmpty());
    const auto nothing = m_connection->query("-- only a comment");
    VERIFY_DONE(nothing);
    QCOMPARE(nothing->count(), 0);
}

void TestConnection::oneRoundTripForAThousand()
{
    QCOMPARE(m_connection->roundTrips(), 0);
    VERIFY_DONE(m_connection->queryAll(std::vector<Command>(1000, Command {"SELECT 1", {}})));
    QCOMPARE(m_connection->roundTrips(), 1);
    VERIFY_DONE(m_connection->query("SELECT 1"));
    QCOMPARE(m_connection->roundTrips(), 2);
    QVERIFY(m_connection->script("SELECT 1; SELECT 2"));
    QCOMPARE(m_connection->roundTrips(), 3);
}

void TestConnection::outcomesInOrder()
{
    std::vector<Command> commands;
    for (int i = 0; i < 1500; ++i)
        commands.push_back({"SELECT $1::int * 2", {QByteArray::number(i)}});
    size_t next = 0;
    bool inOrder = true;
    const PipelineHooks hooks {[&](const Outcome &outcome) {
                                   inOrder = inOrder && outcome.index == next
                                       && outcome.microseconds >= 0
                                       && outcome.rows.number(0, 0)
                                           == static_cast<qint64>(2 * next);
                                   ++next;
                               },
                               {}};
    QVERIFY(m_connection->pipeline(commands, hooks));
    QVERIFY(inOrder);
    QCOMPARE(next, commands.size());
    QVERIFY(m_connection->pipeline({}, hooks));
    QCOMPARE(next, commands.size());
}

void TestConnection::firstErrorStopsTheRest_data()
{
    QTest::addColumn<int>("bad");
    QTest::addColumn<int>("count");
    QTest::newRow("the first") << 0 << 10;
    QTest::newRow("in the middle") << 6 << 10;
    QTest::newRow("the last") << 9 << 10;
    QTest::newRow("the only one") << 0 << 1;
    QTest::newRow("beyond what is on the way at once") << 1700 << 2500;
}

void TestConnection::firstErrorStopsTheRest()
{
    QFETCH(const int, bad);
    QFETCH(const int, count);
    VERIFY_DONE(m_connection->query("CREATE TABLE t (a int)"));
    std::vector<Command> commands;
    for (int i = 0; i < count; ++i)
        commands.push_back({"INSERT INTO t VALUES ($1::int / $2::int)",
                            {QByteArray::number(i), i == bad || i == bad + 1 ? "0" : "1"}});
    int outcomes = 0;
    const auto done =
        m_connection->pipeline(commands, {[&outcomes](const Outcome &) { ++outcomes; }, {}});
    QVERIFY(!done);
    QCOMPARE(done.error().index, static_cast<size_t>(bad));
    QCOMPARE(done.error().error.kind, ErrorKind::Database);
    QCOMPARE(done.error().error.detail.sqlState, u"22012"_s);
    QCOMPARE(outcomes, bad);
    QCOMPARE(value("SELECT count(*) FROM t"), u"0"_s); // one implicit transaction up to the Sync
    QVERIFY(!m_connection->isLost());
}

// Were both sides only to write, each would wait for the other to read.
void TestConnection::largeBothWays()
{
    const QByteArray large(10'000, 'x');
    const std::vector<Command> commands(3000, Command {"SELECT $1::text || 'y'", {large}});
    size_t answered = 0;
    bool whole = true;
    const PipelineHooks hooks {[&](const Outcome &outcome) {
                                   ++answered;
                                   whole =
                                       whole && outcome.rows.text(0, 0).size() == large.size() + 1;
                               },
                               {}};
    QVERIFY(m_connection->pipeline(commands, hooks));
    QCOMPARE(answered, commands.size());
    QVERIFY(whole);
    QCOMPARE(value("SELECT length(repeat('x', 50 * 1024 * 1024))"), u"52428800"_s);
    const auto huge = m_connection->query("SELECT $1::text", {QByteArray(30 * 1024 * 1024, 'z')});
    VERIFY_DONE(huge);
    QCOMPARE(huge->text(0, 0).size(), 30 * 1024 * 1024);
}

void TestConnection::noticesWithTheirStatement()
{
    QList<QStringList> notices;
    const PipelineHooks hooks {[&notices](const Outcome &outcome) { notices << outcome.notices; },
                               {}};
    const std::vector<Command> commands {
        {"SELECT 1", {}},
        {QByteArray("DO $$ BEGIN RAISE NOTICE 'first % %', 1, '") + thai.toUtf8()
             + "'; RAISE WARNING 'second'; END $$",
         {}},
        {"SELECT 2", {}},
        {"CREATE TABLE IF NOT EXISTS pg_catalog.pg_class (a int)", {}},
        {"DO $$ BEGIN RAISE DEBUG 'unheard'; RAISE INFO 'third'; END $$", {}}};
    QVERIFY(m_connection->pipeline(commands, hooks));
    QCOMPARE(notices.size(), 5);
    QCOMPARE(notices.at(0), QStringList());
    QCOMPARE(notices.at(1), (QStringList {u"NOTICE: first 1 "_s % thai, u"WARNING: second"_s}));
    QCOMPARE(notices.at(2), QStringList());
    QCOMPARE(notices.at(3),
             QStringList {u"NOTICE: relation \"pg_class\" already exists, skipping"_s});
    QCOMPARE(notices.at(4), QStringList {u"INFO: third"_s});
    notices.clear();
    QVERIFY(m_connection->pipeline({{"SELECT 1", {}}}, hooks)); // nothing is left over
    QCOMPARE(notices, QList<QStringList> {{}});
}

void TestConnection::noticesOfTheFailedOne()
{
    const auto done = m_connection->pipeline(
        {{"DO $$ BEGIN RAISE NOTICE 'before'; END $$", {}},
         {"DO $$ BEGIN RAISE NOTICE 'last words'; PERFORM 1 / 0; END $$", {}}});
    QVERIFY(!done);
    QCOMPARE(done.error().index, size_t {1});
    QCOMPARE(done.error().notices, QStringList {u"NOTICE: last words"_s});
}

void TestConnection::script()
{
    QStringList tags;
    QStringList notices;
    std::vector<size_t> indexes;
    const PipelineHooks hooks {[&](const Outcome &outcome) {
                                   tags << QString::fromLatin1(outcome.rows.commandTag());
                                   notices << outcome.notices;
                                   indexes.push_back(outcome.index);
                               },
                               {}};
    const QByteArray text = "CREATE TABLE t (a text); -- a comment; with a semicolon\n"
                            "INSERT INTO t VALUES ('a;b'), ('"
        + thai.toUtf8()
        + "');\n"
          "DO $$ BEGIN RAISE NOTICE 'heard'; END $$; SELECT a FROM t ORDER BY 1";
    QVERIFY(m_connection->script(text, hooks));
    QCOMPARE(tags, (QStringList {u"CREATE TABLE"_s, u"INSERT 0 2"_s, u"DO"_s, u"SELECT 2"_s}));
    QCOMPARE(indexes, (std::vector<size_t> {0, 1, 2, 3}));
    QCOMPARE(notices, QStringList {u"NOTICE: heard"_s});
    QCOMPARE(value("SELECT string_agg(a, '|' ORDER BY a) FROM t"), QString(u"a;b|"_s % thai));
    tags.clear();
    QVERIFY(m_connection->script("", hooks));
    QVERIFY(m_connection->script(";;", hooks));
    QCOMPARE(value("SELECT 1"), u"1"_s);
}

void TestConnection::scriptThatFails()
{
    const auto done =
        m_connection->script("CREATE TABLE t_no (a int); SELECT 1; SELECT 1 / 0; SELECT 2");
    QVERIFY(!done);
    QCOMPARE(done.error().index, size_t {2});
    QCOMPARE(done.error().error.detail.sqlState, u"22012"_s);
    QCOMPARE(value("SELECT to_regclass('t_no')"), u"<null>"_s);
    const auto syntax = m_connection->script("SELECT 1;\nSELEC 2");
    QVERIFY(!syntax);
    QCOMPARE(syntax.error().error.detail.sqlState, u"42601"_s);
    QCOMPARE(syntax.error().error.detail.statementPosition, 11); // into the whole text
}

void TestConnection::copyIsRefused_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("asScript");
    for (const bool asScript : {false, true}) {
        const char *how = asScript ? "script" : "pipeline";
        QTest::addRow("%s: FROM STDIN", how) << QByteArray("COPY t FROM STDIN") << asScript;
        QTest::addRow("%s: TO STDOUT", how) << QByteArray("COPY (SELECT 1) TO STDOUT") << asScript;
    }
}

// Neither is there data to send, nor anybody who wants some: said at once, never waited for.
void TestConnection::copyIsRefused()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const bool, asScript);
    VERIFY_DONE(m_connection->query("CREATE TABLE t (a int)"));
    VERIFY_DONE(m_connection->query("BEGIN"));
    VERIFY_DONE(m_connection->query("INSERT INTO t VALUES (1)"));
    const auto done = asScript
        ? m_connection->script("SELECT 1; " + sql + "; SELECT 2")
        : m_connection->pipeline({{"SELECT 1", {}}, {sql, {}}, {"SELECT 2", {}}});
    QVERIFY(!done);
    QCOMPARE(done.error().index, size_t {1});
    QCOMPARE(done.error().error.kind, ErrorKind::Database);
    QVERIFY(done.error().error.message.contains(u"COPY"_s) && !done.error().error.remedy.isEmpty());
    QVERIFY(m_connection->isLost());
    const auto after = m_connection->query("SELECT 1");
    QVERIFY(!after);
    QCOMPARE(after.error().kind, ErrorKind::ConnectionLost);
    QTRY_COMPARE(TestCluster::instance().execute(
                     m_database, "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass"),
                 u"0"_s);
    QCOMPARE(TestCluster::instance().execute(m_database, "SELECT count(*) FROM t"), u"0"_s);
}

void TestConnection::transactions()
{
    QVERIFY(!m_connection->inTransaction());
    VERIFY_DONE(m_connection->query("BEGIN"));
    QVERIFY(m_connection->inTransaction());
    QVERIFY(!m_connection->query("SELECT 1 / 0"));
    QVERIFY(!m_connection->inTransaction()); // open, but failed
    const auto refused = m_connection->query("SELECT 1");
    QCOMPARE(refused.error().detail.sqlState, u"25P02"_s);
    VERIFY_DONE(m_connection->query("ROLLBACK"));
    VERIFY_DONE(m_connection->query("SELECT 1"));
    const auto outside =
        m_connection->query("CREATE DATABASE " + m_database.toUtf8() + "_two"); // not in a block
    VERIFY_DONE(outside);
}

void TestConnection::quotedNames_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : {u"plain"_s,
                                u"Mixed Case"_s,
                                u"\""_s,
                                u"a\"b\"\"c"_s,
                                u"'; DROP SCHEMA public CASCADE; --"_s,
                                u"\"; DROP SCHEMA public CASCADE; --"_s,
                                u"back\\slash\\'"_s,
                                u"select"_s,
                                u"$1 $$ %s %1"_s,
                                u"new\nline\ttab"_s,
                                u"U&\"\\0041"_s,
                                u"\u0e15\u0e32\u0e23\u0e32\u0e07"_s,
                                u"\U0001F48A"_s,
                                u" "_s})
        QTest::newRow(qUtf8Printable(name)) << name;
}

void TestConnection::quotedNames()
{
    QFETCH(const QString, name);
    QCOMPARE(value("SELECT " + quoteLiteral(name)), name);
    QCOMPARE(value("SELECT 1 AS " + quoteIdentifier(name)), u"1"_s);
    VERIFY_DONE(m_connection->query("CREATE SCHEMA " + quoteIdentifier(name)));
    VERIFY_DONE(m_connection->query("CREATE TABLE " + quoteQualified(name, name) + " ("
                                    + quoteIdentifier(name) + " text)"));
    VERIFY_DONE(m_connection->query("INSERT INTO " + quoteQualified(name, name) + " VALUES ("
                                    + quoteLiteral(name) + ")"));
    QCOMPARE(value("SELECT " + quoteIdentifier(name) + " FROM " + quoteQualified(name, name)),
             name);
    const QByteArray found = "SELECT count(*) FROM pg_class WHERE relname = $1 AND relnamespace = "
                             "(SELECT oid FROM pg_namespace "
                             "WHERE nspname = $1)";
    QCOMPARE(value(found, {name.toUtf8()}), u"1"_s);
    QCOMPARE(value("SELECT current_schema()"), name == u"public" ? name : u"public"_s);
}

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
