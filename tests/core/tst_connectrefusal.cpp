#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/testcluster.h"

#include <QFileInfo>
#include <QTest>

#include <csignal>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

struct Attempt {
    const char *name = nullptr;
    QString user;
    QString expected;
    QString password = testPassword;
    QString database = u"postgres"_s;
    TlsMode tls = TlsMode::Prefer;
};
Q_DECLARE_METATYPE(Attempt)

namespace {

const QString hbaRejects = u"HbaRejects 28000"_s;

const QList<Attempt> attempts {
    {"wrong password", u"known"_s, u"WrongPassword 28P01"_s, u"Falsch-0815"_s},
    {"password of nobody", u"unknown"_s, u"WrongPassword 28P01"_s},
    {"no password", u"known"_s, u"PasswordMissing"_s, {}},
    {"no such database", u"trusted"_s, u"NoSuchDatabase 3D000"_s, testPassword, u"Postgres"_s},
    {"no such role", u"ghost"_s, u"NoSuchRole 28000"_s},
    {"role without LOGIN", u"nologin"_s, u"NoSuchRole 28000"_s},
    {"a line that rejects", u"rejected"_s, hbaRejects},
    {"no line", u"ruleless"_s, hbaRejects},
    {"an account's name that does not fit", u"peered"_s, hbaRejects},
    {"a rejecting line, plain", u"rejected"_s, hbaRejects, {}, u"postgres"_s, TlsMode::Disable},
    {"no line, plain", u"ruleless"_s, hbaRejects, {}, u"postgres"_s, TlsMode::Disable},
    {"no TLS", u"known"_s, u"TlsNotOffered"_s, {}, u"postgres"_s, TlsMode::Require},
    {"closed database", u"trusted"_s, u"ConnectionFailed 55000"_s, testPassword, u"closed"_s},
    {"guarded database", u"trusted"_s, u"ConnectionFailed 42501"_s, testPassword, u"guarded"_s}};

} // namespace

// How a real server turns a client away, in English and in German: the decision is by SQLSTATE.
class TestConnectRefusal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theServersSpeakTheirLanguages();
    void turnedAway_data();
    void turnedAway();
    void tooManyConnections_data();
    void tooManyConnections();
    void notOverTheSocketEither();
    void stopping();
    void stopped();
    void passwordFromAFile();

private:
    [[nodiscard]] std::unique_ptr<TestCluster> start(const QByteArray &language);
    [[nodiscard]] ConnectionSettings settings(const QString &user, bool german = false) const;

    std::unique_ptr<TestCluster> m_english;
    std::unique_ptr<TestCluster> m_german;
};

std::unique_ptr<TestCluster> TestConnectRefusal::start(const QByteArray &language)
{
    qputenv("LANGUAGE", language);
    auto cluster = std::make_unique<TestCluster>(TestClusterOptions {
        {u"max_connections = 8"_s, u"superuser_reserved_connections = 3"_s, u"autovacuum = off"_s},
        {u"host all rejected 127.0.0.1/32 reject"_s,
         u"host all trusted,nologin,ghost,limited 127.0.0.1/32 trust"_s,
         u"host all peered 127.0.0.1/32 ident map=nobody"_s,
         u"host all known,unknown 127.0.0.1/32 scram-sha-256"_s},
        true});
    qunsetenv("LANGUAGE");
    cluster->execute(
        u"postgres"_s,
        "CREATE ROLE trusted LOGIN; CREATE ROLE rejected LOGIN; CREATE ROLE ruleless LOGIN;"
        "CREATE ROLE nologin; CREATE ROLE limited LOGIN CONNECTION LIMIT 1;"
        "CREATE ROLE known LOGIN PASSWORD '"
            + testPassword.toUtf8() + "'");
    cluster->execute(u"postgres"_s, "CREATE DATABASE closed ALLOW_CONNECTIONS false");
    cluster->execute(u"postgres"_s, "CREATE DATABASE guarded");
    cluster->execute(u"postgres"_s, "REVOKE CONNECT ON DATABASE guarded FROM public");
    cluster->execute(u"postgres"_s, "CREATE DATABASE narrow CONNECTION LIMIT 1");
    return cluster;
}

void TestConnectRefusal::initTestCase()
{
    qputenv("PGPASSFILE", "/nonexistent/pgpass");
    qunsetenv("PGPASSWORD");
    m_english = start("en");
    m_german = start("de");
}

ConnectionSettings TestConnectRefusal::settings(const QString &user, bool german) const
{
    ConnectionSettings settings = (german ? m_german : m_english)->tcpSettings();
    settings.user = user;
    return settings;
}

void TestConnectRefusal::theServersSpeakTheirLanguages()
{
    const auto words = [this](bool german) {
        return failureOf(settings(u"ruleless"_s, german))->detail.serverMessage;
    };
    QVERIFY(words(false).contains(u"no pg_hba.conf entry"_s));
    const QString version = m_german->execute(u"postgres"_s, "SHOW server_version_num").left(2);
    const bool translated =
        QFileInfo::exists(u"/usr/share/locale/de/LC_MESSAGES/postgres-%1.mo"_s.arg(version));
    QCOMPARE(words(true).contains(u"kein pg_hba.conf-Eintrag"_s), translated);
}

void TestConnectRefusal::turnedAway_data()
{
    QTest::addColumn<bool>("german");
    QTest::addColumn<Attempt>("attempt");
    for (const bool german : {false, true}) {
        for (const Attempt &attempt : attempts)
            QTest::addRow("%s: %s", german ? "German" : "English", attempt.name)
                << german << attempt;
    }
}

void TestConnectRefusal::turnedAway()
{
    QFETCH(const bool, german);
    QFETCH(const Attempt, attempt);
    const auto &[name, user, expected, password, database, tls] = attempt;
    ConnectionSettings one = settings(user, german);
    one.password = password;
    one.database = database;
    one.tlsMode = tls;
    const auto failure = failureOf(one);
    QCOMPARE(told(failure), expected);
    QVERIFY(!failure->detail.serverMessage.isEmpty());
    if (expected.startsWith(u"NoSuchDatabase"_s))
        QVERIFY(failure->message.contains(database));
    if (expected.startsWith(u"NoSuchRole"_s) || expected.contains(u"Password"_s))
        QVERIFY(failure->message.contains(user));
    if (expected.startsWith(u"HbaRejects"_s))
        QVERIFY(failure->remedy.contains(one.describe()));
}

void TestConnectRefusal::tooManyConnections_data()
{
    QTest::addColumn<bool>("german");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("database");
    for (const bool german : {false, true}) {
        const char *language = german ? "German" : "English";
        QTest::addRow("%s: the role's limit", language) << german << u"limited"_s << u"postgres"_s;
        QTest::addRow("%s: the database's limit", language)
            << german << u"trusted"_s << u"narrow"_s;
        QTest::addRow("%s: max_connections", language) << german << u"trusted"_s << u"postgres"_s;
    }
}

void TestConnectRefusal::tooManyConnections()
{
    QFETCH(const bool, german);
    QFETCH(const QString, user);
    QFETCH(const QString, database);
    ConnectionSettings one = settings(user, german);
    one.database = database;
    one.password = testPassword;
    std::vector<Connection> open;
    std::optional<Error> failure;
    while (!failure && open.size() < 20) {
        auto connection = Connection::open(one);
        if (connection)
            open.push_back(std::move(*connection));
        else
            failure = connection.error();
    }
    QCOMPARE(told(failure), u"TooManyConnections 53300"_s);
    QVERIFY(!open.empty());
    const TestCluster &cluster = german ? *m_german : *m_english;
    const QByteArray count =
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + user.toUtf8() + "'";
    open.clear(); // a backend takes its time to leave
    QTRY_COMPARE(cluster.execute(u"postgres"_s, count), u"0"_s);
}

// The operating system's account must be the role's: SQLSTATE 28000 again, and no role is missing.
void TestConnectRefusal::notOverTheSocketEither()
{
    for (const TestCluster *cluster : {m_english.get(), m_german.get()}) {
        ConnectionSettings one = cluster->settings();
        one.user = u"trusted"_s;
        QCOMPARE(told(failureOf(one)), u"HbaRejects 28000"_s);
    }
}

void TestConnectRefusal::passwordFromAFile()
{
    ConnectionSettings one = settings(u"known"_s);
    const QString file =
        m_english->putFile(u"pgpass"_s, "127.0.0.1:*:*:known:" + testPassword.toUtf8() + '\n');
    one.passwordFile = file;
    QCOMPARE(told(failureOf(one)), u"connected"_s);
    QVERIFY(!m_english->putFile(u"pgpass"_s, "127.0.0.1:*:*:known:wrong\n").isEmpty());
    QCOMPARE(told(failureOf(one)), u"WrongPassword 28P01"_s);
}

// A smart shutdown lasts until the last client has left.
void TestConnectRefusal::stopping()
{
    for (const bool german : {false, true}) {
        TestCluster &cluster = german ? *m_german : *m_english;
        const ConnectionSettings one = settings(u"trusted"_s, german);
        {
            const Connection last = connected(one);
            QCOMPARE(kill(cluster.cluster().serverPid(), SIGTERM), 0);
            QTRY_VERIFY(told(failureOf(one)) != u"connected"_s);
            const auto failure = failureOf(one);
            QCOMPARE(failure->detail.sqlState, u"57P03"_s);
            QVERIFY(failure->message.contains(u"shutting down"_s)); // true in either language
            QVERIFY(failure->kind == ErrorKind::ServerStopping || german);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!cluster.cluster().isRunning(), 60'000);
        cluster.start();
        QCOMPARE(told(failureOf(one)), u"connected"_s);
    }
}

void TestConnectRefusal::stopped()
{
    const ConnectionSettings socket = m_german->settings();
    const ConnectionSettings tcp = settings(u"trusted"_s, true);
    m_german->stop();
    QCOMPARE(told(failureOf(socket)), u"ConnectionRefused"_s);
    QCOMPARE(told(failureOf(tcp)), u"ConnectionRefused"_s);
    m_german->start();
    QCOMPARE(told(failureOf(tcp)), u"connected"_s);
}

QTEST_GUILESS_MAIN(TestConnectRefusal)
#include "tst_connectrefusal.moc"
