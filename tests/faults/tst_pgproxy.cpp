#include "tests/support/clustertools.h"
#include "tests/support/pgframing.h"
#include "tests/support/pgproxy.h"
#include "tests/support/testcluster.h"

#include "core/postgres/connection.h"

#include <QElapsedTimer>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// The proxy that other tests believe in.
class TestPgProxy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framingOfPartialMessages();
    void framingOfAnswers();
    void passesOnWhatItGets();
    void countsRoundTrips();
    void delaysEachWay();
    void cutsBeforeForwarding();
    void cutsAfterTheAnswer();
    void cutsOnlyWhenArmed();
    void refusesAndAccepts();
};

void TestPgProxy::framingOfPartialMessages()
{
    const QByteArray tls = QByteArray::fromHex("0000000804d2162f");
    const QByteArray startup = QByteArray::fromHex("0000000d00030000") + QByteArray("user\0", 5);
    const QByteArray query = QByteArray("Q\0\0\0\x0dSELECT 1\0", 14);
    const QByteArray sync = QByteArray("S\0\0\0\x04", 5);
    const QByteArray stream = tls + startup + query + sync + query;
    PgFraming framing(PgFraming::Side::Client);
    QByteArray types;
    QByteArray onward;
    for (const char byte : stream) {
        for (const WireMessage &message : framing.take(QByteArray(1, byte))) {
            types += message.type == 0 ? '.' : message.type;
            onward += message.bytes;
        }
    }
    QCOMPARE(types, QByteArray("..QSQ"));
    QCOMPARE(onward, stream);
    QCOMPARE(PgFraming::startCode(tls), PgFraming::tlsRequest);
}

void TestPgProxy::framingOfAnswers()
{
    PgFraming framing(PgFraming::Side::Server);
    framing.expectBareByte();
    const auto messages = framing.take(QByteArray("NZ\0\0\0\x05IZ\0\0", 10));
    QCOMPARE(messages.size(), size_t(2));
    QCOMPARE(messages.at(0).bytes, QByteArray("N"));
    QCOMPARE(messages.at(1).type, 'Z');
    QCOMPARE(framing.take(QByteArray("\0\x05T", 3)).size(), size_t(1));
}

void TestPgProxy::passesOnWhatItGets()
{
    const PgProxy proxy(TestCluster::instance().settings());
    const auto connection = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(connection);
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    const QByteArray large(5'000'000, 'x');
    const auto answer = session->query("SELECT $1::text || $1", {large});
    VERIFY_DONE(answer);
    QCOMPARE(answer->text(0, 0).size(), 10'000'000);
    QCOMPARE(proxy.connections(), 2);
}

void TestPgProxy::countsRoundTrips()
{
    PgProxy proxy(TestCluster::instance().settings());
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    proxy.resetCounts();
    VERIFY_DONE(session->query("SELECT 1"));
    VERIFY_DONE(session->query("SELECT 2"));
    QCOMPARE(proxy.roundTrips(), 2);
    VERIFY_DONE(session->queryAll({{"SELECT 3", {}}, {"SELECT 4", {}}, {"SELECT 5", {}}}));
    QCOMPARE(proxy.roundTrips(), 3);
    // More than are on the way at once: the server must be made to answer in between.
    const std::vector<postgres::Command> many(3000, {"SELECT 6", {}});
    const auto answers = session->queryAll(many);
    VERIFY_DONE(answers);
    QCOMPARE(answers->size(), many.size());
    QVERIFY2(proxy.roundTrips() < 100, QByteArray::number(proxy.roundTrips()).constData());
}

void TestPgProxy::delaysEachWay()
{
    const PgProxy proxy(TestCluster::instance().settings(), 60ms);
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    QElapsedTimer timer;
    timer.start();
    VERIFY_DONE(session->query("SELECT 1"));
    QVERIFY(timer.elapsed() >= 120);
}

void TestPgProxy::cutsBeforeForwarding()
{
    TestCluster &cluster = TestCluster::instance();
    cluster.execute(u"postgres"_s, "CREATE TABLE cut_before ()");
    PgProxy proxy(cluster.settings());
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    proxy.cutAt({"DROP TABLE", ProxyCut::Moment::BeforeForwarding});
    VERIFY_DONE(session->query("SELECT 1"));
    QVERIFY(!proxy.hasCut());
    const auto dropped = session->query("DROP TABLE cut_before");
    QVERIFY(!dropped);
    QCOMPARE(dropped.error().kind, ErrorKind::ConnectionLost);
    QVERIFY(proxy.hasCut());
    QCOMPARE(cluster.execute(u"postgres"_s, "SELECT to_regclass('cut_before') IS NOT NULL"),
             u"t"_s);
    VERIFY_DONE(postgres::Connection::open(proxy.settings())); // once only
}

void TestPgProxy::cutsAfterTheAnswer()
{
    TestCluster &cluster = TestCluster::instance();
    PgProxy proxy(cluster.settings());
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    proxy.cutAt({"COMMIT", ProxyCut::Moment::AfterAnswer});
    // The COMMIT stands in the middle of what is sent: earlier answers are not taken for its own.
    const auto done = session->queryAll({{"BEGIN", {}},
                                         {"SELECT pg_sleep(0.2)", {}},
                                         {"CREATE TABLE cut_after ()", {}},
                                         {"COMMIT", {}}});
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::ConnectionLost);
    QCOMPARE(cluster.execute(u"postgres"_s, "SELECT to_regclass('cut_after') IS NOT NULL"), u"t"_s);
}

void TestPgProxy::cutsOnlyWhenArmed()
{
    PgProxy proxy(TestCluster::instance().settings());
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    proxy.cutAt({"SELECT 7", ProxyCut::Moment::BeforeForwarding, "SELECT 6"});
    VERIFY_DONE(session->query("SELECT 7"));
    VERIFY_DONE(session->query("SELECT 6"));
    QVERIFY(!session->query("SELECT 7"));
}

void TestPgProxy::refusesAndAccepts()
{
    PgProxy proxy(TestCluster::instance().settings());
    auto session = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(session);
    proxy.refuse();
    QVERIFY(!session->query("SELECT 1"));
    const auto refused = postgres::Connection::open(proxy.settings());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::ConnectionRefused);
    proxy.accept();
    VERIFY_DONE(postgres::Connection::open(proxy.settings()));
    proxy.cutAt({"SELECT 1", ProxyCut::Moment::BeforeForwarding, {}, true});
    auto last = postgres::Connection::open(proxy.settings());
    VERIFY_DONE(last);
    QVERIFY(!last->query("SELECT 1"));
    QVERIFY(!postgres::Connection::open(proxy.settings()));
}

QTEST_GUILESS_MAIN(TestPgProxy)
#include "tst_pgproxy.moc"
