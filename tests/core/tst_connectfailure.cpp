#include "core/inspection/serverfindings.h"
#include "core/postgres/connectfailure.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/scriptedserver.h"

#include <QFileInfo>
#include <QSet>
#include <QTest>

#include <array>
#include <clocale>
#include <functional>
#include <thread>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

ConnectionSettings at(const QString &host, const QString &port = u"5432"_s)
{
    ConnectionSettings settings;
    settings.host = host;
    settings.port = port;
    return settings;
}

struct Said {
    const char *name;
    const char *sqlState;
    const char *message;
    const char *expected;
    const char *function = "ProcessStartupPacket";
};

constexpr std::array serverWords {
    Said {"starting", "57P03", "the database system is starting up", "ServerStarting"},
    Said {"recovering", "57P03", "the database system is in recovery mode", "ServerStarting"},
    Said {"not yet", "57P03", "the database system is not yet accepting", "ServerStarting"},
    Said {"stopping", "57P03", "the database system is shutting down", "ServerStopping"},
    Said {"ended", "57P01", "terminating connection due to administrator", "ServerStopping"},
    Said {"crashed", "57P02", "terminating connection because of crash", "ServerStopping"},
    Said {"full", "53300", "sorry, too many clients already", "TooManyConnections"},
    Said {"out of memory", "53200", "out of memory", "ConnectionFailed"},
    // One SQLSTATE, told apart by the place in the server's source code, whatever the language.
    Said {"no role, in Thai",
          "28000",
          "\u0e44\u0e21\u0e48\u0e21\u0e35\u0e1c\u0e39\u0e49\u0e43\u0e0a\u0e49",
          "NoSuchRole",
          "InitializeSessionUserId"},
    Said {"no rule, in German",
          "28000",
          "kein pg_hba.conf-Eintrag f\u00fcr Host",
          "HbaRejects",
          "ClientAuthentication"},
    Said {"no client certificate, in French",
          "28000",
          "la connexion requiert un certificat client valide",
          "CertificateWrong",
          "ClientAuthentication"},
    Said {"the system's account, in German",
          "28000",
          "Peer-Authentifizierung fehlgeschlagen",
          "HbaRejects",
          "auth_failed"},
    // A pooler's words; the real one says most of them in tst_pooler.
    Said {"pooler: TLS", "08P01", "SSL required", "TlsRequired"},
    Said {"pooler: rules", "08P01", "login rejected", "HbaRejects"},
    Said {"pooler: role", "08P01", "role \"ghost\" does not exist", "NoSuchRole"},
    Said {"pooler: user", "08P01", "no such user: postgres", "NoSuchRole"},
    Said {"pooler: password", "08P01", "password authentication failed", "WrongPassword"},
    Said {"pooler: full", "08P01", "sorry, too many clients already", "TooManyConnections"},
    Said {"pooler: certificate", "08P01", "certificate authentication failed", "CertificateWrong"}};

} // namespace

using SettingsMaker = std::function<ConnectionSettings()>;
Q_DECLARE_METATYPE(SettingsMaker)

// Failures that need no PostgreSQL server: the network's, and states of a server that a real one
// is in for a moment only, played by a scripted one.
class TestConnectFailure final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyKindHasItsOwnWords();
    void network_data();
    void network();
    void networkInTheClientsLanguage_data() { network_data(); }
    void networkInTheClientsLanguage();
    void namesWhatLibpqFilledIn();
    void cancelledWhileConnecting();
    void scripted_data();
    void scripted();
    void serverTooOld_data();
    void serverTooOld();
    void serverNewerThanTested();
    void startingInAnotherLanguage();
    void passwordThatTheServerRepeats();
    void severalAttempts_data();
    void severalAttempts();

private:
    ClosedPort m_closed;
    ScriptedServer m_silent {{.answers = false}};
    ScriptedServer m_hangsUp {{}};
    ScriptedServer m_noTls {{.toEncryption = "N"}};
    ScriptedServer m_hangsUpOnTls {{.toEncryption = ""}};
    ScriptedServer m_breaksTls {{.toEncryption = "S"}};
    ScriptedServer m_asksForPassword {{.toStartup = wirePasswordRequest()}};
    ScriptedServer m_web {{.toStartup = "HTTP/1.1 400 Bad Request\r\n\r\n"}};
};

void TestConnectFailure::initTestCase()
{
    qputenv("PGPASSFILE", "/nonexistent/pgpass");
    qunsetenv("PGPASSWORD");
}

void TestConnectFailure::everyKindHasItsOwnWords()
{
    ConnectionSettings settings;
    settings.password = testPassword;
    QSet<QString> messages;
    QSet<QString> remedies;
    int kinds = 0;
    for (int i = 0; i < QMetaEnum::fromType<ErrorKind>().keyCount(); ++i) {
        const auto kind = static_cast<ErrorKind>(QMetaEnum::fromType<ErrorKind>().value(i));
        if (!isConnectionFailure(kind))
            continue;
        const Error error = connectFailure(kind, settings);
        QCOMPARE(told(error), keyOf(kind));
        messages.insert(error.message);
        remedies.insert(error.remedy);
        ++kinds;
    }
    QCOMPARE(kinds, 18);
    QCOMPARE(messages.size(), kinds);
    QCOMPARE(remedies.size(), kinds);
}

void TestConnectFailure::network_data()
{
    QTest::addColumn<SettingsMaker>("settings");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &expected, const SettingsMaker &settings) {
        QTest::newRow(name) << settings << expected;
    };
    const auto with = [](ConnectionSettings settings, TlsMode mode) {
        settings.tlsMode = mode;
        return settings;
    };
    row("unknown name", u"HostNotFound"_s, [] { return at(u"no-such-host.invalid"_s); });
    row("refused", u"ConnectionRefused"_s, [this] { return at(u"127.0.0.1"_s, m_closed.port()); });
    row("no socket", u"ConnectionRefused"_s, [] { return at(u"/nonexistent/sockets"_s); });
    row("silent", u"ConnectionTimedOut"_s, [this] { return m_silent.settings(); });
    row("silent to TLS", u"ConnectionTimedOut"_s, [=, this] {
        return with(m_silent.settings(), TlsMode::Require);
    });
    row("hangs up", u"ConnectionLost"_s, [this] { return m_hangsUp.settings(); });
    row("hangs up on TLS", u"ConnectionLost"_s, [=, this] {
        return with(m_hangsUpOnTls.settings(), TlsMode::Require);
    });
    row("hangs up during the TLS handshake", u"ConnectionLost"_s, [=, this] {
        return with(m_breaksTls.settings(), TlsMode::Require);
    });
    row("no TLS", u"TlsNotOffered"_s, [=, this] {
        return with(m_noTls.settings(), TlsMode::Require);
    });
    row("no root certificate", u"CertificateWrong"_s, [=, this] {
        ConnectionSettings settings = with(m_breaksTls.settings(), TlsMode::VerifyFull);
        settings.tlsRootCertificate = u"/nonexistent/root.crt"_s;
        return settings;
    });
    row("no password", u"PasswordMissing"_s, [this] { return m_asksForPassword.settings(); });
    row("another protocol", u"ConnectionFailed"_s, [this] { return m_web.settings(); });
    row("no such keyword's value", u"ConnectionFailed"_s, [] {
        ConnectionSettings settings;
        settings.extra = {{u"channel_binding"_s, u"maybe"_s}};
        return settings;
    });
}

void TestConnectFailure::network()
{
    QFETCH(const SettingsMaker, settings);
    QFETCH(const QString, expected);
    ConnectionSettings one = settings();
    one.connectTimeout = std::chrono::seconds(expected == u"ConnectionTimedOut" ? 1 : 60);
    if (expected != u"PasswordMissing")
        one.password = testPassword;
    const auto failure = failureOf(one);
    QCOMPARE(told(failure), expected);
    if (expected.startsWith(u"Connection") && expected != u"ConnectionFailed")
        QVERIFY2(failure->message.contains(one.host), qUtf8Printable(failure->message));
    if (expected == u"ConnectionRefused" || expected == u"ConnectionTimedOut")
        QVERIFY2(failure->message.contains(one.port), qUtf8Printable(failure->message));
}

// libpq and the C library speak the language of the desktop; what failed must not depend on it.
void TestConnectFailure::networkInTheClientsLanguage()
{
    const QByteArray before = setlocale(LC_ALL, nullptr);
    qputenv("LANGUAGE", "de");
    QVERIFY(setlocale(LC_ALL, "C.UTF-8"));
    const QString foreign = ask(at(u"127.0.0.1"_s, m_closed.port()), {});
    network();
    qunsetenv("LANGUAGE");
    setlocale(LC_ALL, before.constData());
    if (QFileInfo::exists(u"/usr/share/locale/de/LC_MESSAGES/libpq5-15.mo"_s))
        QVERIFY2(foreign.contains(u"Verbindung"_s), qUtf8Printable(foreign));
}

void TestConnectFailure::namesWhatLibpqFilledIn()
{
    ConnectionSettings settings;
    settings.host.clear();
    settings.port.clear();
    qputenv("PGHOST", "/nonexistent/sockets");
    qputenv("PGPORT", "6543");
    const auto failure = failureOf(settings);
    qunsetenv("PGHOST");
    qunsetenv("PGPORT");
    QCOMPARE(told(failure), u"ConnectionRefused"_s);
    QVERIFY2(failure->message.contains(u"/nonexistent/sockets"_s),
             qUtf8Printable(failure->message));
    QVERIFY2(failure->message.contains(u"6543"_s), qUtf8Printable(failure->message));
}

void TestConnectFailure::cancelledWhileConnecting()
{
    ConnectionSettings settings = m_silent.settings();
    settings.host += u",127.0.0.1"_s; // and the next host is not tried
    settings.connectTimeout = std::chrono::seconds(250);
    std::stop_source stop;
    std::jthread other([&stop] { stop.request_stop(); });
    const auto connection = Connection::open(settings, stop.get_token());
    QVERIFY(!connection.has_value());
    QCOMPARE(connection.error().kind, ErrorKind::Cancelled);
}

void TestConnectFailure::scripted_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("expected");
    for (const Said &said : serverWords) {
        QTest::newRow(said.name) << wireError(said.sqlState, said.message, "FATAL", said.function)
                                 << QString(QLatin1StringView(said.expected) % u' '
                                            % QLatin1StringView(said.sqlState));
    }
}

void TestConnectFailure::scripted()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, expected);
    const ScriptedServer server({.toStartup = answer});
    ConnectionSettings settings = server.settings();
    settings.password = testPassword;
    const auto failure = failureOf(settings);
    QCOMPARE(told(failure), expected);
    QVERIFY(!failure->detail.serverMessage.isEmpty());
    QVERIFY2(!failure->detail.serverMessage.contains(u"LOCATION"_s),
             qUtf8Printable(failure->detail.serverMessage));
}

void TestConnectFailure::serverTooOld_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("11") << QByteArray("11.22");
    QTest::newRow("9.6") << QByteArray("9.6.24");
    QTest::newRow("10, of a distribution") << QByteArray("10.23 (Ubuntu 10.23-1)");
}

void TestConnectFailure::serverTooOld()
{
    QFETCH(const QByteArray, version);
    const ScriptedServer server({.toStartup = wireWelcome(version), .hangsUp = false});
    const auto failure = failureOf(server.settings());
    QCOMPARE(told(failure), u"ServerTooOld"_s);
    QVERIFY(failure->detail.serverMessage.contains(QString::fromUtf8(version)));
}

void TestConnectFailure::serverNewerThanTested()
{
    ServerFacts facts;
    facts.currentSchema = u"public"_s;
    facts.encoding = u"UTF8"_s;
    facts.versionNumber = 150018;
    QVERIFY(inspection::serverFindings(facts).isEmpty());
    facts.versionNumber = 990001;
    facts.versionText = u"99.1"_s;
    const Findings findings = inspection::serverFindings(facts);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, u"server-newer"_s);
    QVERIFY(findings.first().message.contains(u"99.1"_s));
    QVERIFY(!hasErrors(findings));
}

// One SQLSTATE for two states: where the words are not ours to read, the sentence is true of both.
void TestConnectFailure::startingInAnotherLanguage()
{
    const ScriptedServer server(
        {.toStartup = wireError("57P03", "das Datenbanksystem f\u00e4hrt herunter")});
    const auto failure = failureOf(server.settings());
    QCOMPARE(told(failure), u"ServerStarting 57P03"_s);
    QVERIFY(failure->message.contains(u"shutting down"_s));
    QVERIFY(!connectFailure(ErrorKind::ServerStarting, {}).message.contains(u"shutting down"_s));
}

void TestConnectFailure::passwordThatTheServerRepeats()
{
    const ScriptedServer server({.toStartup = wirePasswordRequest(),
                                 .toPassword = wireError("28P01", "refused: 12345678901")});
    // Of one length with the password, so that the message stays well-formed.
    const ScriptedServer parrot(
        {.toStartup = wirePasswordRequest(),
         .toPassword = wireError("28P01", "refused: " + QByteArray(testPassword.size(), 'x'))
                           .replace(QByteArray(testPassword.size(), 'x'), "%1")});
    for (const ScriptedServer *one : {&server, &parrot}) {
        ConnectionSettings settings = one->settings();
        settings.password = testPassword;
        const auto failure = failureOf(settings);
        QCOMPARE(told(failure), u"WrongPassword 28P01"_s);
        QVERIFY(failure->detail.serverMessage.contains(one == &parrot ? u"refused: ***"_s
                                                                      : u"refused: 1"_s));
    }
    // A password that is the user's name is not given away by blotting out the name.
    ConnectionSettings settings;
    settings.password = settings.user;
    const Error error =
        connectFailure(u"FATAL:  28P01: failed for user \"postgres\"\n"_s, settings);
    QVERIFY(error.detail.serverMessage.contains(u"postgres"_s));
}

void TestConnectFailure::severalAttempts_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("expected");
    const QString six = u"connection to server at \"db\" (::1), port 5432 failed: "_s;
    const QString four = u"connection to server at \"db\" (10.0.0.1), port 5432 failed: "_s;
    const QString noRule =
        u"FATAL:  28000: no pg_hba.conf entry for host\nLOCATION:  ClientAuthentication, auth.c:1\n"_s;
    const QString password =
        u"FATAL:  28P01: password authentication failed\nLOCATION:  auth_failed, auth.c:2\n"_s;
    const QString role =
        u"FATAL:  28000: Rolle fehlt\nLOCATION:  InitializeSessionUserId, miscinit.c:3\n"_s;
    QTest::newRow("no way by one address, refused by the other")
        << QString(six % u"Network is unreachable\n"_s % four % u"Connection refused\n"_s)
        << u"ConnectionRefused"_s;
    QTest::newRow("a dead address, then an answer")
        << QString(six % u"Connection refused\n"_s % four % password) << u"WrongPassword 28P01"_s;
    QTest::newRow("TLS first, then no rule without")
        << QString(four % password % four % noRule) << u"WrongPassword 28P01"_s;
    QTest::newRow("no rule without TLS, then with")
        << QString(four % noRule % four % password) << u"WrongPassword 28P01"_s;
    QTest::newRow("no rule, then no role")
        << QString(four % noRule % four % role) << u"NoSuchRole 28000"_s;
    QTest::newRow("a bad key, then no rule without TLS")
        << QString(four % u"private key file \"k\" has group or world access\n"_s % four % noRule)
        << u"CertificateWrong"_s;
    QTest::newRow("twice no rule")
        << QString(four % noRule % four % noRule) << u"HbaRejects 28000"_s;
}

void TestConnectFailure::severalAttempts()
{
    QFETCH(const QString, message);
    QFETCH(const QString, expected);
    const Error error = connectFailure(message, {});
    QCOMPARE(told(error), expected);
    QVERIFY2(!error.detail.serverMessage.contains(u"LOCATION"_s),
             qUtf8Printable(error.detail.serverMessage));
    QCOMPARE(error.detail.serverMessage.count(u"connection to server"_s), 2);
}

QTEST_GUILESS_MAIN(TestConnectFailure)
#include "tst_connectfailure.moc"
