#include "core/postgres/sqltext.h"
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

// What an error of a statement tells, and what it must not tell.
class TestStatementErrors final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void errorFields();
    void errorPosition_data();
    void errorPosition();
    void rowValuesStayAtTheServer_data();
    void rowValuesStayAtTheServer();

private:
    std::unique_ptr<Connection> m_connection;
};

void TestStatementErrors::init()
{
    const QString database = TestCluster::instance().createDatabase();
    m_connection =
        std::make_unique<Connection>(connected(TestCluster::instance().settings(database)));
}

void TestStatementErrors::errorFields()
{
    const auto done =
        m_connection->query("DO $$ BEGIN RAISE EXCEPTION 'what happened' USING "
                            "DETAIL = 'more of it', HINT = 'do this', ERRCODE = 'AX001'; END $$");
    QVERIFY(!done);
    const Error &error = done.error();
    QCOMPARE(error.kind, ErrorKind::Database);
    QCOMPARE(error.detail.sqlState, u"AX001"_s);
    QCOMPARE(error.detail.serverMessage, u"what happened"_s);
    QCOMPARE(error.detail.serverDetail, u"more of it"_s);
    QCOMPARE(error.detail.hint, u"do this"_s);
    QVERIFY(error.detail.context.contains(u"PL/pgSQL"_s));
    QVERIFY(error.message.contains(u"what happened"_s));
}

void TestStatementErrors::errorPosition_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("at the start") << QByteArray("SELECT ");
    QTest::newRow("on the third line") << QByteArray("SELECT 1,\n2,\n  ");
    QTest::newRow("behind Thai text")
        << "SELECT '" + thai.toUtf8() + "',\n\t'" + thai.toUtf8() + "', ";
    QTest::newRow("behind a character of four bytes") << QByteArray("SELECT '\xF0\x9F\x92\x8A', ");
}

void TestStatementErrors::errorPosition()
{
    QFETCH(const QByteArray, before);
    const QByteArray sql = before + "nowhere FROM pg_class";
    for (const bool asScript : {false, true}) {
        const auto done =
            asScript ? m_connection->script(sql) : m_connection->pipeline({{sql, {}}});
        QVERIFY(!done);
        const ErrorDetail &detail = done.error().error.detail;
        QCOMPARE(detail.sqlState, u"42703"_s);
        QCOMPARE(byteOffsetOfCharacter(sql, detail.statementPosition), before.size());
        const LineColumn place =
            lineColumnAt(sql, byteOffsetOfCharacter(sql, detail.statementPosition));
        QCOMPARE(place.line, static_cast<int>(before.count('\n')) + 1);
    }
}

void TestStatementErrors::rowValuesStayAtTheServer_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("sqlState");
    const auto row = [](const char *name, const char *sqlState, const QByteArray &sql) {
        QTest::newRow(name) << sql << QString::fromLatin1(sqlState);
    };
    row("unique",
        "23505",
        "INSERT INTO t VALUES (1, E'secret\\nsecret', 1), (2, E'secret\\nsecret', 1)");
    row("unique index",
        "23505",
        "ALTER TABLE t DROP CONSTRAINT t_b_key; INSERT INTO t VALUES (1, 'secret', 1), (2, "
        "'secret', 1);"
        "CREATE UNIQUE INDEX ON t (b)");
    row("not null", "23502", "INSERT INTO t VALUES (NULL, E'secret) (\\nsecret', 1)");
    row("check", "23514", "INSERT INTO t VALUES (1, 'secret', -1)");
    row("foreign key",
        "23503",
        "CREATE TABLE u (b text REFERENCES t (b)); INSERT INTO u VALUES ('secret)=(secret')");
    row("exclusion",
        "23P01",
        "CREATE TABLE x (r int4range, EXCLUDE USING gist (r WITH &&)); INSERT INTO x VALUES "
        "('[815,820)'), ('[815,821)')");
    row("partition",
        "23514",
        "CREATE TABLE p (b text) PARTITION BY LIST (b); INSERT INTO p VALUES ('secret')");
    row("view",
        "44000",
        "CREATE VIEW v AS SELECT * FROM t WHERE c > 10 WITH CHECK OPTION; INSERT INTO v VALUES (1, "
        "'secret', 1)");
    row("number", "22P02", "SELECT 'secret: \"secret'::text::int");
    row("number on two lines", "22P02", "SELECT E'secret\\nsecret'::text::int");
    row("date", "22007", "SELECT 'secret'::text::date");
    row("out of range", "22003", "SELECT '815815815815815'::text::int");
    row("JSON", "22P02", "SELECT '{\"a\": secret secret}'::text::json");
    row("JSON without quotes", "22P02", "SELECT '[1, secret]'::text::jsonb");
    row("in a function", "22P02", "DO $$ DECLARE n int; BEGIN n := 'secret'::text; END $$");
}

void TestStatementErrors::rowValuesStayAtTheServer()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, sqlState);
    VERIFY_DONE(
        m_connection->query("CREATE TABLE t (a int NOT NULL, b text UNIQUE, c int CHECK (c > 0))"));
    const auto done = m_connection->script(sql);
    QVERIFY(!done);
    const Error &error = done.error().error;
    QCOMPARE(error.detail.sqlState, sqlState);
    QVERIFY(!error.detail.serverMessage.isEmpty());
    QVERIFY2(!error.toText().contains(u"secret"_s), qUtf8Printable(error.toText()));
    QVERIFY2(!error.toText().contains(u"815"_s), qUtf8Printable(error.toText()));
}

QTEST_GUILESS_MAIN(TestStatementErrors)
#include "tst_statementerrors.moc"
