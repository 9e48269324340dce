#include "core/inspection/serverfindings.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/modulefolder.h"
#include "tests/support/pgbouncer.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include <QTest>

#include <thread>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// Connections through a real pgbouncer.
class TestPooler final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void detected_data();
    void detected();
    void detectedBesideOtherClients();
    void serverWithoutPooler();
    void runRefused_data();
    void runRefused();
    void runThroughSessionPooler();
    void cancelThroughPooler();
    void turnedAway_data();
    void turnedAway();
    void serverGoneBehindPooler();

private:
    [[nodiscard]] static QStringList pool(int size, const QStringList &further = {})
    {
        return QStringList {u"default_pool_size = %1"_s.arg(size)} + further;
    }
};

void TestPooler::initTestCase()
{
    qputenv("PGPASSFILE", "/nonexistent/pgpass");
    qunsetenv("PGPASSWORD");
}

void TestPooler::detected_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("roundRobin");
    QTest::addColumn<bool>("transactionPooled");
    QTest::newRow("transaction mode") << u"transaction"_s << 20 << false << true;
    QTest::newRow("transaction mode, one connection") << u"transaction"_s << 1 << false << true;
    QTest::newRow("transaction mode, round robin") << u"transaction"_s << 20 << true << true;
    QTest::newRow("statement mode") << u"statement"_s << 20 << false << true;
    QTest::newRow("session mode") << u"session"_s << 20 << false << false;
    QTest::newRow("session mode, round robin") << u"session"_s << 20 << true << false;
    // The second session that asks gets none, as ours keeps the only one.
    QTest::newRow("session mode, one connection") << u"session"_s << 1 << false << false;
}

void TestPooler::detected()
{
    QFETCH(const QString, mode);
    QFETCH(const int, size);
    QFETCH(const bool, roundRobin);
    QFETCH(const bool, transactionPooled);
    const PgBouncer pooler(TestCluster::instance(),
                           mode,
                           pool(size, {u"server_round_robin = %1"_s.arg(roundRobin ? 1 : 0)}));
    Connection connection = connected(pooler.settings());
    QVERIFY(connection.facts().pooled);
    QCOMPARE(connection.facts().transactionPooled, transactionPooled);
    const Findings findings = inspection::serverFindings(connection.facts());
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id,
             transactionPooled ? u"transaction-pooler"_s : u"session-pooler"_s);
    QCOMPARE(hasErrors(findings), transactionPooled);
    const auto rows = connection.query("SELECT current_setting('application_name')");
    QVERIFY(rows && rows->text(0, 0).startsWith(u"AegisX Site Manager"_s));
}

// Others take and give back the pool's connections all the time.
void TestPooler::detectedBesideOtherClients()
{
    for (const QString &mode : {u"transaction"_s, u"session"_s}) {
        const PgBouncer pooler(TestCluster::instance(), mode, pool(8));
        std::vector<std::jthread> others;
        for (int i = 0; i < 3; ++i) {
            others.emplace_back([&pooler](const std::stop_token &stop) {
                while (!stop.stop_requested())
                    (void)ask(pooler.settings(), "SELECT pg_sleep(0.001)");
            });
        }
        for (int i = 0; i < 10; ++i)
            QCOMPARE(connected(pooler.settings()).facts().transactionPooled,
                     mode == u"transaction");
    }
}

void TestPooler::serverWithoutPooler()
{
    const Connection connection = connected(TestCluster::instance().settings());
    QVERIFY(!connection.facts().pooled);
    QVERIFY(!connection.facts().transactionPooled);
    QVERIFY(inspection::serverFindings(connection.facts()).isEmpty());
}

void TestPooler::runRefused_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("transaction") << u"transaction"_s;
    QTest::newRow("statement") << u"statement"_s;
}

void TestPooler::runRefused()
{
    QFETCH(const QString, mode);
    ModuleFolder module;
    module.addTable(u"20250101_t_one"_s);
    SiteFixture site({module.path()});
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(plan.steps.size(), 1);
    const PgBouncer pooler(TestCluster::instance(), mode);
    Connection connection = connected(pooler.settings(site.database()));
    const runs::RunReport report = runs::run(connection, plan);
    QCOMPARE(report.outcome, runs::Outcome::Refused);
    QVERIFY(report.error && report.error->toText().contains(u"pooler"_s));
    QVERIFY(!report.error->remedy.isEmpty());
    QCOMPARE(report.count(runs::StepState::NotRun), 1);
    const QByteArray ours = "SELECT count(*) FROM pg_class WHERE relnamespace NOT IN "
                            "('pg_catalog'::regnamespace, 'information_schema'::regnamespace, "
                            "'pg_toast'::regnamespace)";
    QCOMPARE(site.sql(ours), u"0"_s); // neither the module's tables nor any of our own
}

void TestPooler::runThroughSessionPooler()
{
    ModuleFolder module;
    module.addTable(u"20250101_t_one"_s);
    SiteFixture site({module.path()});
    const PgBouncer pooler(TestCluster::instance(), u"session"_s);
    Connection connection = connected(pooler.settings(site.database()));
    const runs::RunReport report = runs::run(connection, site.migratePlan());
    QVERIFY2(report.outcome == runs::Outcome::Done,
             report.error ? qUtf8Printable(report.error->toText()) : "");
    QCOMPARE(site.recorded(), u"20250101_t_one.js:1"_s);
}

void TestPooler::cancelThroughPooler()
{
    const PgBouncer pooler(TestCluster::instance(), u"session"_s);
    Connection connection = connected(pooler.settings());
    std::stop_source stop;
    const PipelineHooks hooks {{},
                               [&stop](size_t, std::chrono::milliseconds) { stop.request_stop(); }};
    const auto done = connection.pipeline({{"SELECT pg_sleep(600)", {}}}, hooks, stop.get_token());
    QVERIFY(!done);
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    QTRY_COMPARE(TestCluster::instance().execute(u"postgres"_s,
                                                 "SELECT count(*) FROM pg_stat_activity WHERE "
                                                 "state = 'active' AND query ~ '^SELECT pg_sleep'"),
                 u"0"_s);
}

void TestPooler::turnedAway_data()
{
    QTest::addColumn<QStringList>("configuration");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("expected");
    const QStringList scram {u"auth_type = scram-sha-256"_s};
    const QStringList plain {u"auth_type = plain"_s};
    QTest::newRow("wrong password, scram")
        << scram << u"postgres"_s << u"Falsch-0815"_s << u"WrongPassword 08P01"_s;
    QTest::newRow("wrong password, plain")
        << plain << u"postgres"_s << u"Falsch-0815"_s << u"WrongPassword 08P01"_s;
    QTest::newRow("no password") << scram << u"postgres"_s << QString() << u"PasswordMissing"_s;
    QTest::newRow("right password") << scram << u"postgres"_s << testPassword << u"connected"_s;
    QTest::newRow("no such user") << QStringList() << u"stranger"_s << testPassword
                                  << u"NoSuchRole 08P01"_s;
    QTest::newRow("full") << QStringList {u"max_client_conn = 0"_s} << u"postgres"_s << testPassword
                          << u"TooManyConnections 08P01"_s;
}

void TestPooler::turnedAway()
{
    QFETCH(const QStringList, configuration);
    QFETCH(const QString, user);
    QFETCH(const QString, password);
    QFETCH(const QString, expected);
    const PgBouncer pooler(TestCluster::instance(),
                           u"session"_s,
                           configuration,
                           {u"\"postgres\" \"%1\""_s.arg(testPassword)});
    ConnectionSettings settings = pooler.settings();
    settings.user = user;
    settings.password = password;
    QCOMPARE(told(failureOf(settings)), expected);
}

void TestPooler::serverGoneBehindPooler()
{
    TestCluster cluster;
    const PgBouncer pooler(
        cluster, u"transaction"_s, {u"query_wait_timeout = 2"_s, u"server_login_retry = 1"_s});
    QCOMPARE(told(failureOf(pooler.settings())), u"connected"_s);
    QCOMPARE(told(failureOf(pooler.settings(u"nowhere"_s))),
             u"NoSuchDatabase 08P01"_s); // the server's words
    cluster.stop();
    const auto failure = failureOf(pooler.settings());
    QCOMPARE(told(failure), u"ConnectionFailed 08P01"_s);
    QVERIFY(!failure->detail.serverMessage.isEmpty());
}

QTEST_GUILESS_MAIN(TestPooler)
#include "tst_pooler.moc"
