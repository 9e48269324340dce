#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/testcluster.h"

#include <QTest>

#include <csignal>
#include <thread>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// Statements that are cancelled, and connections that end under them.
class TestConnectionLoss final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cancelledFromAnotherThread_data();
    void cancelledFromAnotherThread();
    void cancelledBeforeItStarts();
    void cancelledInTheMiddle();
    void cancelledWhileWaitingForALock();
    void cancelledAgainWhereItHitNothing();
    void cancelThatNobodyAnswers();
    void waitHook();
    void terminatedInAStatement_data();
    void terminatedInAStatement();
    void terminatedWhileIdle();
    void serverStopsAtOnce();

private:
    [[nodiscard]] static QString ours(const QByteArray &sql)
    {
        return TestCluster::instance().execute(u"postgres"_s, sql);
    }
    [[nodiscard]] QByteArray pid() const
    {
        return QByteArray::number(m_connection->facts().backendPid);
    }
    // What the server says our session is doing.
    [[nodiscard]] QString state() const
    {
        return ours("SELECT coalesce((SELECT state FROM pg_stat_activity WHERE pid = " + pid()
                    + "), 'gone')");
    }
    void verifyLost();

    std::unique_ptr<Connection> m_connection;
};

void TestConnectionLoss::init()
{
    m_connection = std::make_unique<Connection>(connected(TestCluster::instance().settings()));
}

// Once lost, every call says so, and none waits.
void TestConnectionLoss::verifyLost()
{
    QVERIFY(m_connection->isLost());
    QVERIFY(!m_connection->inTransaction());
    QCOMPARE(m_connection->query("SELECT 1").error().kind, ErrorKind::ConnectionLost);
    QCOMPARE(m_connection->script("SELECT 1").error().error.kind, ErrorKind::ConnectionLost);
    QCOMPARE(m_connection->queryAll({{"SELECT 1", {}}, {"SELECT 2", {}}}).error().kind,
             ErrorKind::ConnectionLost);
    QTRY_COMPARE(state(), u"gone"_s);
}

void TestConnectionLoss::cancelledFromAnotherThread_data()
{
    QTest::addColumn<bool>("asScript");
    QTest::newRow("pipeline") << false;
    QTest::newRow("script") << true;
}

void TestConnectionLoss::cancelledFromAnotherThread()
{
    QFETCH(const bool, asScript);
    std::stop_source stop;
    std::thread other([this, &stop] {
        const postgres::ConnectionSettings settings = TestCluster::instance().settings();
        const QByteArray sleeping =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " + pid();
        while (ask(settings, sleeping) != u"1") { }
        stop.request_stop();
    });
    const auto done = asScript
        ? m_connection->script("SELECT 1; SELECT pg_sleep(600)", {}, stop.get_token())
        : m_connection->pipeline(
            {{"SELECT 1", {}}, {"SELECT pg_sleep(600)", {}}}, {}, stop.get_token());
    other.join();
    QVERIFY(!done);
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    QCOMPARE(done.error().error.detail.sqlState, u"57014"_s);
    QCOMPARE(done.error().index, size_t {1});
    QCOMPARE(state(), u"idle"_s);
    QVERIFY(!m_connection->isLost());
    VERIFY_DONE(m_connection->query("SELECT 1"));
}

void TestConnectionLoss::cancelledBeforeItStarts()
{
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(m_connection->query("CREATE TABLE t_no (a int)", {}, stop.get_token()).error().kind,
             ErrorKind::Cancelled);
    QCOMPARE(
        m_connection->script("CREATE TABLE t_no (a int)", {}, stop.get_token()).error().error.kind,
        ErrorKind::Cancelled);
    QCOMPARE(ours("SELECT count(*) FROM pg_class WHERE relname = 't_no'"), u"0"_s);
    const auto opened = Connection::open(TestCluster::instance().settings(), stop.get_token());
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, ErrorKind::Cancelled);
}

void TestConnectionLoss::cancelledInTheMiddle()
{
    std::stop_source stop;
    std::vector<Command> commands {
        {"BEGIN", {}}, {"CREATE TABLE t_no (a int)", {}}, {"SELECT pg_sleep(600)", {}}};
    commands.resize(2000, {"SELECT pg_sleep(600)", {}});
    size_t outcomes = 0;
    const PipelineHooks hooks {[&outcomes](const Outcome &) { ++outcomes; },
                               [&stop](size_t index, std::chrono::milliseconds) {
                                   if (index == 2)
                                       stop.request_stop();
                               }};
    const auto done = m_connection->pipeline(commands, hooks, stop.get_token());
    QVERIFY(!done);
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    QCOMPARE(done.error().index, size_t {2});
    QCOMPARE(outcomes, size_t {2});
    VERIFY_DONE(m_connection->query("ROLLBACK"));
    QCOMPARE(state(), u"idle"_s);
    QCOMPARE(ours("SELECT count(*) FROM pg_class WHERE relname = 't_no'"), u"0"_s);
}

void TestConnectionLoss::cancelledWhileWaitingForALock()
{
    const QString database = TestCluster::instance().createDatabase();
    Connection holder = connected(TestCluster::instance().settings(database));
    VERIFY_DONE(holder.queryAll({{"CREATE TABLE t (a int)", {}}}));
    VERIFY_DONE(holder.queryAll({{"BEGIN", {}}, {"LOCK TABLE t", {}}}));
    m_connection =
        std::make_unique<Connection>(connected(TestCluster::instance().settings(database)));
    std::stop_source stop;
    const PipelineHooks hooks {{},
                               [&stop](size_t, std::chrono::milliseconds) { stop.request_stop(); }};
    const auto done =
        m_connection->pipeline({{"SELECT count(*) FROM t", {}}}, hooks, stop.get_token());
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    QCOMPARE(ours("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = " + pid()), u"0"_s);
}

// As a cancel that arrives between two statements does: this one takes no notice of the first.
void TestConnectionLoss::cancelledAgainWhereItHitNothing()
{
    const QByteArray stubborn =
        "DO $$ DECLARE seen int := 0; BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXIT;"
        "EXCEPTION WHEN query_canceled THEN seen := seen + 1; IF seen = 2 THEN RAISE; END IF;"
        "END; END LOOP; END $$";
    std::stop_source stop;
    const PipelineHooks hooks {{},
                               [&stop](size_t, std::chrono::milliseconds) { stop.request_stop(); }};
    const auto done = m_connection->pipeline({{stubborn, {}}}, hooks, stop.get_token());
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    QCOMPARE(done.error().error.detail.sqlState, u"57014"_s);
    QVERIFY(!m_connection->isLost());
    QCOMPARE(state(), u"idle"_s);
}

// A server that hangs: after a while the session is given up rather than waited for.
void TestConnectionLoss::cancelThatNobodyAnswers()
{
    const int backend = m_connection->facts().backendPid;
    QCOMPARE(kill(backend, SIGSTOP), 0);
    std::stop_source stop;
    const PipelineHooks hooks {{},
                               [&stop](size_t, std::chrono::milliseconds) { stop.request_stop(); }};
    const auto done =
        m_connection->pipeline({{"SELECT pg_sleep(600)", {}}}, hooks, stop.get_token());
    QCOMPARE(kill(backend, SIGCONT), 0);
    QVERIFY(!done);
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    verifyLost(); // the server has noticed as well: it does not sleep on
}

void TestConnectionLoss::waitHook()
{
    std::vector<size_t> indexes;
    bool growing = true;
    std::chrono::milliseconds last {0};
    std::stop_source stop;
    const PipelineHooks hooks {{}, [&](size_t index, std::chrono::milliseconds waited) {
                                   if (index == 0) // a slow machine
                                       return;
                                   indexes.push_back(index);
                                   growing = growing && waited > last;
                                   last = waited;
                                   if (indexes.size() == 3)
                                       stop.request_stop();
                               }};
    const auto done = m_connection->pipeline(
        {{"SELECT 1", {}}, {"SELECT pg_sleep(600)", {}}}, hooks, stop.get_token());
    QVERIFY(!done);
    QCOMPARE(indexes, (std::vector<size_t> {1, 1, 1}));
    QVERIFY(growing);
}

void TestConnectionLoss::terminatedInAStatement_data()
{
    cancelledFromAnotherThread_data();
}

void TestConnectionLoss::terminatedInAStatement()
{
    QFETCH(const bool, asScript);
    bool terminated = false;
    const QByteArray terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                 "WHERE wait_event = 'PgSleep' AND pid = "
        + pid();
    const PipelineHooks hooks {{}, [&](size_t, std::chrono::milliseconds) {
                                   terminated = terminated || ours(terminate) == u"t";
                               }};
    const std::vector<Command> commands {
        {"BEGIN", {}}, {"SELECT 1", {}}, {"SELECT pg_sleep(600)", {}}, {"COMMIT", {}}};
    const auto done = asScript
        ? m_connection->script("BEGIN; SELECT 1; SELECT pg_sleep(600); COMMIT", hooks)
        : m_connection->pipeline(commands, hooks);
    QVERIFY(!done && terminated);
    QCOMPARE(done.error().error.kind, ErrorKind::ConnectionLost);
    QCOMPARE(done.error().index, size_t {2});
    QCOMPARE(done.error().error.detail.sqlState, u"57P01"_s); // the server's last words
    QVERIFY(!done.error().error.remedy.isEmpty());
    verifyLost();
}

void TestConnectionLoss::terminatedWhileIdle()
{
    QVERIFY(!m_connection->isLost());
    QCOMPARE(ours("SELECT pg_terminate_backend(" + pid() + ")"), u"t"_s);
    QTRY_COMPARE(state(), u"gone"_s);
    const auto rows = m_connection->query("SELECT 1");
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::ConnectionLost);
    QVERIFY(!rows.error().detail.serverMessage.isEmpty());
    verifyLost();
}

void TestConnectionLoss::serverStopsAtOnce()
{
    TestCluster cluster;
    m_connection = std::make_unique<Connection>(connected(cluster.settings()));
    bool stopped = false;
    const PipelineHooks hooks {{}, [&](size_t, std::chrono::milliseconds) {
                                   if (!std::exchange(stopped, true))
                                       cluster.stopImmediately();
                               }};
    const auto done = m_connection->pipeline({{"SELECT pg_sleep(600)", {}}}, hooks);
    QVERIFY(!done && stopped);
    QCOMPARE(done.error().error.kind, ErrorKind::ConnectionLost);
    QVERIFY(m_connection->isLost());
    QCOMPARE(told(failureOf(cluster.settings())), u"ConnectionRefused"_s);
    cluster.start();
    QCOMPARE(m_connection->query("SELECT 1").error().kind,
             ErrorKind::ConnectionLost); // it is the old session
    *m_connection = connected(cluster.settings());
    VERIFY_DONE(m_connection->query("SELECT 1"));
}

QTEST_GUILESS_MAIN(TestConnectionLoss)
#include "tst_connectionloss.moc"
