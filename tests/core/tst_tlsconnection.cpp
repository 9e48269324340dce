#include "tests/support/connecttools.h"
#include "tests/support/testcluster.h"
#include "tests/support/tlsfiles.h"

#include <QFile>
#include <QTest>

#include <functional>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

using Change = std::function<void(ConnectionSettings &)>;
Q_DECLARE_METATYPE(Change)

// The TLS modes against a real server with a certificate of our own authority.
class TestTlsConnection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void modes_data();
    void modes();
    void certificates_data();
    void certificates();
    void clientCertificates_data();
    void clientCertificates();
    void serverWithoutTls();

private:
    [[nodiscard]] ConnectionSettings settings(const QString &user) const;

    TlsFiles m_files;
    TlsPair m_otherAuthority = m_files.makeAuthority(u"Another authority"_s);
    TlsPair m_client = m_files.makePair(u"certified"_s);
    TlsPair m_expired = m_files.makePair(u"certified"_s, -1);
    TlsPair m_otherClient = m_files.makePair(u"somebody"_s);
    std::unique_ptr<TestCluster> m_cluster;
};

void TestTlsConnection::initTestCase()
{
    qputenv("PGPASSFILE", "/nonexistent/pgpass");
    for (const char *name : {"PGPASSWORD", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY"})
        qunsetenv(name);
    m_cluster = std::make_unique<TestCluster>(TestClusterOptions {
        {},
        {u"hostssl all tlsonly 127.0.0.1/32 scram-sha-256"_s,
         u"hostssl all locked 127.0.0.1/32 reject"_s,
         u"hostnossl all plainonly 127.0.0.1/32 scram-sha-256"_s,
         u"host all either 127.0.0.1/32 scram-sha-256"_s,
         u"hostssl all certified 127.0.0.1/32 cert"_s,
         u"hostssl all verified 127.0.0.1/32 scram-sha-256 clientcert=verify-ca"_s},
        true});
    QByteArray roles;
    for (const char *name : {"tlsonly", "locked", "plainonly", "either", "certified", "verified"})
        roles += QByteArray("CREATE ROLE ") + name + " LOGIN PASSWORD '" + testPassword.toUtf8() + "';";
    m_cluster->execute(u"postgres"_s, roles);
    const TlsPair server = m_files.makePair(u"localhost"_s);
    const auto put = [this](const char *setting, const char *name, const QByteArray &content) {
        const QString path = m_cluster->putFile(QLatin1StringView(name), content);
        m_cluster->addConfiguration({u"%1 = '%2'"_s.arg(QLatin1StringView(setting), path)});
    };
    put("ssl_cert_file", "server.crt", server.certificateText());
    put("ssl_key_file", "server.key", server.keyText());
    put("ssl_ca_file", "clients.crt", m_files.authority().certificateText());
    m_cluster->addConfiguration({u"ssl = on"_s});
    m_cluster->reload();
}

ConnectionSettings TestTlsConnection::settings(const QString &user) const
{
    ConnectionSettings settings = m_cluster->tcpSettings();
    settings.user = user;
    settings.password = testPassword;
    return settings;
}

void TestTlsConnection::modes_data()
{
    QTest::addColumn<TlsMode>("mode");
    QTest::addColumn<QString>("user");
    QTest::addColumn<bool>("rightPassword");
    QTest::addColumn<QString>("expected"); // "plain", "TLS", or the failure
    const auto row = [](TlsMode mode, const QString &user, const QString &expected, bool rightPassword = true) {
        QTest::addRow("%s as %s%s", qPrintable(keyOf(mode)), qPrintable(user), rightPassword ? "" : ", wrong password")
            << mode << user << rightPassword << expected;
    };
    row(TlsMode::Disable, u"either"_s, u"plain"_s);
    row(TlsMode::Disable, u"plainonly"_s, u"plain"_s);
    row(TlsMode::Allow, u"either"_s, u"plain"_s);
    row(TlsMode::Allow, u"tlsonly"_s, u"TLS"_s);
    row(TlsMode::Prefer, u"either"_s, u"TLS"_s);
    row(TlsMode::Prefer, u"plainonly"_s, u"plain"_s);
    row(TlsMode::Prefer, u"tlsonly"_s, u"TLS"_s);
    row(TlsMode::Require, u"either"_s, u"TLS"_s);
    row(TlsMode::Disable, u"tlsonly"_s, u"TlsRequired 28000"_s);
    row(TlsMode::Disable, u"certified"_s, u"TlsRequired 28000"_s);
    row(TlsMode::Disable, u"locked"_s, u"HbaRejects 28000"_s);
    row(TlsMode::Disable, u"nobody"_s, u"HbaRejects 28000"_s);
    row(TlsMode::Allow, u"nobody"_s, u"HbaRejects 28000"_s);
    row(TlsMode::Prefer, u"nobody"_s, u"HbaRejects 28000"_s);
    row(TlsMode::Require, u"plainonly"_s, u"HbaRejects 28000"_s);
    // Tried both with and without encryption: the words are those of the way that led further.
    for (const TlsMode mode : {TlsMode::Allow, TlsMode::Prefer}) {
        for (const QString &user : {u"tlsonly"_s, u"plainonly"_s, u"either"_s})
            row(mode, user, u"WrongPassword 28P01"_s, false);
    }
}

void TestTlsConnection::modes()
{
    QFETCH(const TlsMode, mode);
    QFETCH(const QString, user);
    QFETCH(const bool, rightPassword);
    QFETCH(const QString, expected);
    ConnectionSettings one = settings(user);
    one.tlsMode = mode;
    if (!rightPassword)
        one.password = u"Falsch-0815"_s;
    const auto connection = Connection::open(one);
    if (!connection) {
        QCOMPARE(told(connection.error()), expected);
        return;
    }
    QCOMPARE(connection->facts().tls ? u"TLS"_s : u"plain"_s, expected);
    QCOMPARE(connection->facts().tlsVersion.startsWith(u"TLSv1."_s), connection->facts().tls);
}

void TestTlsConnection::certificates_data()
{
    QTest::addColumn<TlsMode>("mode");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("expected");
    const QString right = m_files.authority().certificate;
    const QString wrong = m_otherAuthority.certificate;
    const QString missing = u"/nonexistent/root.crt"_s;
    const QString garbage = m_files.putFile(u"garbage.crt"_s, "this is no certificate\n");
    QTest::newRow("verify-ca") << TlsMode::VerifyCa << u"localhost"_s << right << u"connected"_s;
    QTest::newRow("verify-ca, another name") << TlsMode::VerifyCa << u"127.0.0.1"_s << right << u"connected"_s;
    QTest::newRow("verify-full") << TlsMode::VerifyFull << u"localhost"_s << right << u"connected"_s;
    QTest::newRow("verify-full, another name") << TlsMode::VerifyFull << u"127.0.0.1"_s << right << u"CertificateWrong"_s;
    QTest::newRow("verify-ca, wrong root") << TlsMode::VerifyCa << u"localhost"_s << wrong << u"CertificateWrong"_s;
    QTest::newRow("verify-full, wrong root") << TlsMode::VerifyFull << u"localhost"_s << wrong << u"CertificateWrong"_s;
    QTest::newRow("require, wrong root") << TlsMode::Require << u"localhost"_s << wrong << u"CertificateWrong"_s;
    QTest::newRow("verify-full, no root file") << TlsMode::VerifyFull << u"localhost"_s << missing << u"CertificateWrong"_s;
    QTest::newRow("verify-ca, no root file") << TlsMode::VerifyCa << u"localhost"_s << missing << u"CertificateWrong"_s;
    QTest::newRow("verify-full, garbage") << TlsMode::VerifyFull << u"localhost"_s << garbage << u"CertificateWrong"_s;
}

void TestTlsConnection::certificates()
{
    QFETCH(const TlsMode, mode);
    QFETCH(const QString, host);
    QFETCH(const QString, root);
    QFETCH(const QString, expected);
    ConnectionSettings one = settings(u"either"_s);
    one.tlsMode = mode;
    one.host = host;
    one.tlsRootCertificate = root;
    const auto failure = failureOf(one);
    QCOMPARE(told(failure), expected);
}

void TestTlsConnection::clientCertificates_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &user, const QString &expected, const Change &change) {
        QTest::newRow(name) << user << change << expected;
    };
    const auto use = [](const QString &certificate, const QString &key) {
        return [=](ConnectionSettings &settings) {
            settings.tlsCertificate = certificate;
            settings.tlsKey = key;
        };
    };
    const QString open = m_files.putFile(u"open.key"_s, m_client.keyText());
    QVERIFY(QFile::setPermissions(open, QFile::Permissions(0x6664))); // readable for everybody
    const QString garbage = m_files.putFile(u"garbage.key"_s, "this is no key\n");
    const TlsPair self = m_otherAuthority;
    row("certificate", u"certified"_s, u"connected"_s, use(m_client.certificate, m_client.key));
    row("certificate and password", u"verified"_s, u"connected"_s, use(m_client.certificate, m_client.key));
    row("none", u"certified"_s, u"CertificateWrong 28000"_s, [](ConnectionSettings &) { });
    row("none, beside the password", u"verified"_s, u"CertificateWrong 28000"_s, [](ConnectionSettings &) { });
    row("somebody else's", u"certified"_s, u"CertificateWrong 28000"_s, use(m_otherClient.certificate, m_otherClient.key));
    row("expired", u"certified"_s, u"CertificateWrong"_s, use(m_expired.certificate, m_expired.key));
    row("of another authority", u"certified"_s, u"CertificateWrong"_s, use(self.certificate, self.key));
    row("a key open to everybody", u"certified"_s, u"CertificateWrong"_s, use(m_client.certificate, open));
    row("a key that is none", u"certified"_s, u"CertificateWrong"_s, use(m_client.certificate, garbage));
    row("another certificate's key", u"certified"_s, u"CertificateWrong"_s, use(m_client.certificate, m_otherClient.key));
    row("no key file", u"certified"_s, u"CertificateWrong"_s, use(m_client.certificate, u"/nonexistent/client.key"_s));
    row("a folder as the key", u"certified"_s, u"CertificateWrong"_s, use(m_client.certificate, u"/tmp"_s));
    row("a certificate that is none", u"certified"_s, u"CertificateWrong"_s, use(garbage, m_client.key));
}

void TestTlsConnection::clientCertificates()
{
    QFETCH(const QString, user);
    QFETCH(const Change, change);
    QFETCH(const QString, expected);
    for (const TlsMode mode : {TlsMode::VerifyFull, TlsMode::Prefer}) {
        ConnectionSettings one = settings(user);
        one.host = u"localhost"_s;
        one.tlsMode = mode;
        one.tlsRootCertificate = m_files.authority().certificate;
        change(one);
        const auto failure = failureOf(one);
        QVERIFY2(!failure || !failure->detail.serverMessage.isEmpty(), "no words of libpq's");
        QCOMPARE(told(failure), expected);
    }
}

void TestTlsConnection::serverWithoutTls()
{
    m_cluster->addConfiguration({u"ssl = off"_s});
    m_cluster->reload();
    for (const TlsMode mode : {TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull}) {
        ConnectionSettings one = settings(u"either"_s);
        one.tlsMode = mode;
        one.tlsRootCertificate = m_files.authority().certificate;
        QCOMPARE(told(failureOf(one)), u"TlsNotOffered"_s);
    }
    ConnectionSettings one = settings(u"either"_s);
    QCOMPARE(told(failureOf(one)), u"connected"_s);
    one = settings(u"tlsonly"_s);
    one.tlsMode = TlsMode::Disable;
    QCOMPARE(told(failureOf(one)), u"HbaRejects 28000"_s); // nothing to be had with TLS either
}

QTEST_GUILESS_MAIN(TestTlsConnection)
#include "tst_tlsconnection.moc"
