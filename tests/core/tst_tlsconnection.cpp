#include "tests/support/connecttools.h"
#include "tests/support/testcluster.h"
#include "tests/support/tlsfiles.h"

#include <QFile>
#include <QTest>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(TlsPair)

namespace {

const QString wrong = u"CertificateWrong"_s;

} // namespace

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
        roles +=
            QByteArray("CREATE ROLE ") + name + " LOGIN PASSWORD '" + testPassword.toUtf8() + "';";
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
    const auto row =
        [](TlsMode mode, const QString &user, const QString &expected, bool rightPassword = true) {
            QTest::addRow("%s as %s%s",
                          qPrintable(keyOf(mode)),
                          qPrintable(user),
                          rightPassword ? "" : ", wrong password")
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
    const auto row = [](const char *name,
                        TlsMode mode,
                        const QString &host,
                        const QString &root,
                        const QString &expected = wrong) {
        QTest::newRow(name) << mode << host << root << expected;
    };
    const QString right = m_files.authority().certificate;
    const QString other = m_otherAuthority.certificate;
    const QString missing = u"/nonexistent/root.crt"_s;
    const QString garbage = m_files.putFile(u"garbage.crt"_s, "this is no certificate\n");
    const QString name = u"localhost"_s;
    const QString address = u"127.0.0.1"_s; // not in the certificate
    row("verify-ca", TlsMode::VerifyCa, name, right, u"connected"_s);
    row("verify-ca, another name", TlsMode::VerifyCa, address, right, u"connected"_s);
    row("verify-full", TlsMode::VerifyFull, name, right, u"connected"_s);
    row("verify-full, another name", TlsMode::VerifyFull, address, right);
    row("verify-ca, wrong root", TlsMode::VerifyCa, name, other);
    row("verify-full, wrong root", TlsMode::VerifyFull, name, other);
    row("require, wrong root", TlsMode::Require, name, other);
    row("verify-full, no root file", TlsMode::VerifyFull, name, missing);
    row("verify-ca, no root file", TlsMode::VerifyCa, name, missing);
    row("verify-full, garbage", TlsMode::VerifyFull, name, garbage);
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
    QTest::addColumn<TlsPair>("pair");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const TlsPair &pair, const QString &expected = wrong) {
        QTest::newRow(name) << u"certified"_s << pair << expected;
    };
    const QString &certificate = m_client.certificate;
    const QString open = m_files.putFile(u"open.key"_s, m_client.keyText());
    QVERIFY(QFile::setPermissions(open, QFile::Permissions(0x6664))); // readable for everybody
    const QString garbage = m_files.putFile(u"garbage.pem"_s, "neither certificate nor key\n");
    row("certificate", m_client, u"connected"_s);
    row("none", {}, u"CertificateWrong 28000"_s);
    row("somebody else's", m_otherClient, u"CertificateWrong 28000"_s);
    row("expired", m_expired);
    row("of another authority", m_otherAuthority);
    row("a key open to everybody", {certificate, open});
    row("a key that is none", {certificate, garbage});
    row("another certificate's key", {certificate, m_otherClient.key});
    row("no key file", {certificate, u"/nonexistent/client.key"_s});
    row("a folder as the key", {certificate, u"/tmp"_s});
    row("a certificate that is none", {garbage, m_client.key});
    QTest::newRow("beside the password") << u"verified"_s << m_client << u"connected"_s;
    QTest::newRow("missing beside the password")
        << u"verified"_s << TlsPair() << u"CertificateWrong 28000"_s;
}

void TestTlsConnection::clientCertificates()
{
    QFETCH(const QString, user);
    QFETCH(const TlsPair, pair);
    QFETCH(const QString, expected);
    for (const TlsMode mode : {TlsMode::VerifyFull, TlsMode::Prefer}) {
        ConnectionSettings one = settings(user);
        one.host = u"localhost"_s;
        one.tlsMode = mode;
        one.tlsRootCertificate = m_files.authority().certificate;
        one.tlsCertificate = pair.certificate;
        one.tlsKey = pair.key;
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
