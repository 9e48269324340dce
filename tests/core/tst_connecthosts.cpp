#include "core/base/version.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testcluster.h"

#include <QDir>
#include <QTest>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// Several hosts in one settings value, and what every session of ours brings along.
class TestConnectHosts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void severalHosts_data();
    void severalHosts();
    void timeLimitForEachHost();
    void stopsAtAnAnswer();
    void applicationName();
    void keepalives();
    void certainSettings();

private:
    [[nodiscard]] ConnectionSettings settings(const QString &host, const QString &port = {}) const;

    ClosedPort m_closed;
    ScriptedServer m_starting {
        {.toStartup = wireError("57P03", "the database system is starting up")}};
    ScriptedServer m_hangsUp {{}};
    ScriptedServer m_silent {{.answers = false}};
    std::unique_ptr<TestCluster> m_cluster;
    QString m_port;
};

void TestConnectHosts::initTestCase()
{
    qputenv("PGPASSFILE", "/nonexistent/pgpass");
    qunsetenv("PGPASSWORD");
    m_cluster = std::make_unique<TestCluster>(
        TestClusterOptions {{}, {u"host all visitor 127.0.0.1/32 scram-sha-256"_s}, true});
    m_port = m_cluster->tcpSettings().port;
    m_cluster->execute(u"postgres"_s,
                       "CREATE ROLE visitor LOGIN PASSWORD '" + testPassword.toUtf8() + "'");
}

ConnectionSettings TestConnectHosts::settings(const QString &host, const QString &port) const
{
    ConnectionSettings settings;
    settings.host = host;
    settings.port = port.isEmpty() ? m_port : port;
    settings.database = u"postgres"_s;
    settings.user = u"visitor"_s;
    settings.password = testPassword;
    settings.connectTimeout = std::chrono::seconds(60);
    return settings;
}

void TestConnectHosts::severalHosts_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("addresses");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name,
                        const QString &expected,
                        const QString &host,
                        const QString &port = {},
                        const QString &addresses = {}) {
        QTest::newRow(name) << host << addresses << port << expected;
    };
    const QString good = u"connected"_s;
    const QString dead = m_closed.port();
    const auto then = [this](const QString &port) { return QString(port % u',' % m_port); };
    row("unknown name first", good, u"no-such-host.invalid,localhost"_s);
    row("unknown name first, ports", good, u"no-such-host.invalid,localhost"_s, then(dead));
    row("refused first", good, u"127.0.0.1,localhost"_s, then(dead));
    row("no socket first", good, u"/nonexistent/sockets,localhost"_s);
    row("starting first", good, u"127.0.0.1,localhost"_s, then(m_starting.settings().port));
    row("hangs up first", good, u"127.0.0.1,localhost"_s, then(m_hangsUp.settings().port));
    row("the first one is enough", good, u"localhost,127.0.0.1"_s, QString(m_port % u',' % dead));
    row("all dead", u"ConnectionRefused"_s, u"127.0.0.1,127.0.0.1"_s, dead);
    row("all dead, the last unknown", u"HostNotFound"_s, u"127.0.0.1,no-such-host.invalid"_s, dead);
    row("blanks", good, u"no-such-host.invalid, localhost"_s, QString(dead % u", "_s % m_port));
    row("an address", good, {}, {}, u"127.0.0.1"_s);
    row("addresses", good, {}, then(dead), u"127.0.0.1,127.0.0.1"_s);
    row("addresses, one port", good, {}, {}, u"127.0.0.2,127.0.0.1"_s);
    row("an address and its name", good, u"named.invalid"_s, {}, u"127.0.0.1"_s);
    row("addresses and their names",
        good,
        u"one.invalid,two.invalid"_s,
        then(dead),
        u"127.0.0.1,127.0.0.1"_s);
    row("addresses, all dead",
        u"ConnectionRefused"_s,
        u"one.invalid,two.invalid"_s,
        dead,
        u"127.0.0.1,127.0.0.1"_s);
    row("a name too many", u"ConnectionFailed"_s, u"one.invalid,two.invalid"_s, {}, u"127.0.0.1"_s);
    row("a port too many", u"ConnectionFailed"_s, u"127.0.0.1,localhost"_s, u"1,2,3"_s);
}

void TestConnectHosts::severalHosts()
{
    QFETCH(const QString, host);
    QFETCH(const QString, addresses);
    QFETCH(const QString, port);
    QFETCH(const QString, expected);
    ConnectionSettings one = settings(host, port);
    if (!addresses.isEmpty())
        one.extra.append({u"hostaddr"_s, addresses});
    QCOMPARE(told(failureOf(one)), expected);
}

void TestConnectHosts::timeLimitForEachHost()
{
    ConnectionSettings one =
        settings(u"127.0.0.1,127.0.0.1"_s, QString(m_silent.settings().port % u',' % m_port));
    one.connectTimeout = std::chrono::seconds(4);
    QCOMPARE(told(failureOf(one)), u"connected"_s);
    one.host.clear();
    one.extra.append({u"hostaddr"_s, u"127.0.0.1,127.0.0.1"_s});
    QCOMPARE(told(failureOf(one)), u"connected"_s);
}

// A server that can be reached and says no is not passed over: the next one may be another site.
void TestConnectHosts::stopsAtAnAnswer()
{
    ConnectionSettings one =
        settings(u"127.0.0.1,127.0.0.1"_s, QString(m_port % u',' % m_closed.port()));
    one.password = u"Falsch-0815"_s;
    QCOMPARE(told(failureOf(one)), u"WrongPassword 28P01"_s);
    one.password = testPassword;
    one.database = u"nowhere"_s;
    QCOMPARE(told(failureOf(one)), u"NoSuchDatabase 3D000"_s);
}

void TestConnectHosts::applicationName()
{
    const Connection connection = connected(settings(u"localhost"_s));
    const QByteArray seen = "SELECT application_name FROM pg_stat_activity WHERE pid = "
        + QByteArray::number(connection.facts().backendPid);
    QCOMPARE(m_cluster->execute(u"postgres"_s, seen),
             u"AegisX Site Manager %1"_s.arg(QLatin1StringView(programVersion)));
}

// Of the sockets of this process, the one that leads to the server: as the kernel has it.
void TestConnectHosts::keepalives()
{
    const Connection connection = connected(settings(u"localhost"_s));
    int found = 0;
    const QStringList descriptors =
        QDir(u"/proc/self/fd"_s).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &descriptor : descriptors) {
        const int handle = descriptor.toInt();
        sockaddr_in peer {};
        socklen_t size = sizeof(peer);
        if (getpeername(handle, reinterpret_cast<sockaddr *>(&peer), &size) != 0
            || peer.sin_family != AF_INET || ntohs(peer.sin_port) != m_port.toInt())
            continue;
        ++found;
        const auto option = [handle](int level, int name) {
            int value = -1;
            socklen_t length = sizeof(value);
            return getsockopt(handle, level, name, &value, &length) == 0 ? value : -1;
        };
        QCOMPARE(option(SOL_SOCKET, SO_KEEPALIVE), 1);
        QCOMPARE(option(IPPROTO_TCP, TCP_KEEPIDLE), 30);
        QCOMPARE(option(IPPROTO_TCP, TCP_KEEPINTVL), 10);
        QCOMPARE(option(IPPROTO_TCP, TCP_KEEPCNT), 3);
        QCOMPARE(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 60'000);
    }
    QCOMPARE(found, 1);
}

// A role's own settings must not change how our statements are read.
void TestConnectHosts::certainSettings()
{
    m_cluster->execute(u"postgres"_s,
                       "ALTER ROLE visitor SET standard_conforming_strings = off; ALTER ROLE "
                       "visitor SET datestyle = 'German';"
                       "ALTER ROLE visitor SET client_min_messages = 'error'; ALTER ROLE visitor "
                       "SET bytea_output = 'escape';"
                       "ALTER ROLE visitor SET statement_timeout = '1h'; ALTER ROLE visitor SET "
                       "client_encoding = 'LATIN1'");
    Connection connection = connected(settings(u"localhost"_s));
    const auto show = [&connection](const QByteArray &name) {
        const auto rows = connection.query("SELECT current_setting('" + name + "')");
        return rows ? rows->text(0, 0) : rows.error().toText();
    };
    QCOMPARE(show("standard_conforming_strings"), u"on"_s);
    QCOMPARE(show("datestyle"), u"ISO, MDY"_s);
    QCOMPARE(show("client_min_messages"), u"notice"_s);
    QCOMPARE(show("bytea_output"), u"hex"_s);
    QCOMPARE(show("statement_timeout"), u"0"_s);
    QCOMPARE(show("client_encoding"), u"UTF8"_s);
    QCOMPARE(show("client_connection_check_interval"), u"5s"_s);
    const auto reset = connection.queryAll({{"RESET ALL", {}}});
    QVERIFY(reset && show("datestyle") != u"ISO, MDY"_s);
    VERIFY_DONE(connection.queryAll(connection.sessionSetup()));
    QCOMPARE(show("datestyle"), u"ISO, MDY"_s);
    m_cluster->execute(u"postgres"_s, "ALTER ROLE visitor RESET ALL");
}

QTEST_GUILESS_MAIN(TestConnectHosts)
#include "tst_connecthosts.moc"
