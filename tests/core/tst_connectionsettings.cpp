#include "core/base/version.h"
#include "core/postgres/connectionsettings.h"

#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QRandomGenerator>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <libpq-fe.h>

#include <memory>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

const QString thaiPassword = u"\u0e23\u0e2b\u0e31\u0e2a\u0e1c\u0e48\u0e32\u0e19 1"_s;

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

} // namespace

class TestConnectionSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsFiles_data();
    void readsFiles();
    void readsAFileOfAnotherNameAlone();
    void refusesBadFiles();
    void handsOverInAStableOrder();
    void handsOverWhatExtraSays();
    void handsOverNoSecretUnlessAsked();
    void handsOverKeywordsThatLibpqKnows();
    void describes_data();
    void describes();
};

void TestConnectionSettings::readsFiles_data()
{
    QTest::addColumn<QByteArray>("base"); // null: no such file
    QTest::addColumn<QByteArray>("local");
    QTest::addColumn<QString>("environment"); // NAME=value, separated by blanks
    QTest::addColumn<QString>("expected"); // HOST, NODE_ENV

    const auto row = [](const char *name,
                        const QByteArray &base,
                        const QByteArray &local,
                        const QString &environment,
                        const QString &expected) {
        QTest::newRow(name) << base << local << environment << expected;
    };
    row(".env alone", "HOST=base", {}, {}, u"base -"_s);
    row(".env.local alone", {}, "HOST=local", {}, u"local -"_s);
    row("local wins", "HOST=base", "HOST=local", {}, u"local -"_s);
    row("local adds nothing", "HOST=base", "OTHER=x", {}, u"base -"_s);
    row("local empties", "HOST=base", "HOST=", {}, u" -"_s);
    row("production in .env",
        "HOST=base\nNODE_ENV=production",
        "HOST=local",
        {},
        u"base production"_s);
    row("production in the environment",
        "HOST=base",
        "HOST=local",
        u"NODE_ENV=production"_s,
        u"base production"_s);
    row("the environment says otherwise",
        "HOST=base\nNODE_ENV=production",
        "HOST=local",
        u"NODE_ENV=test"_s,
        u"local test"_s);
    row("an empty NODE_ENV is one",
        "HOST=base\nNODE_ENV=production",
        "HOST=local",
        u"NODE_ENV="_s,
        u"local "_s);
    row("production in .env.local is too late",
        "HOST=base",
        "HOST=local\nNODE_ENV=production",
        {},
        u"local production"_s);
    row("Production is not production",
        "HOST=base\nNODE_ENV=Production",
        "HOST=local",
        {},
        u"local Production"_s);
    row("the environment wins", "HOST=base", "HOST=local", u"HOST=shell"_s, u"shell -"_s);
    row("even when empty", "HOST=base", "HOST=local", u"HOST="_s, u" -"_s);
    row("byte order mark", "\xEF\xBB\xBFHOST=base", "\xEF\xBB\xBFHOST=local\r\n", {}, u"local -"_s);
    row("empty file", "", {}, {}, u"- -"_s);
}

void TestConnectionSettings::readsFiles()
{
    QFETCH(const QByteArray, base);
    QFETCH(const QByteArray, local);
    QFETCH(const QString, environment);
    QFETCH(const QString, expected);

    const QTemporaryDir folder;
    const QString path = folder.filePath(u".env"_s);
    if (!base.isNull())
        write(path, base);
    if (!local.isNull())
        write(folder.filePath(u".env.local"_s), local);
    QProcessEnvironment process;
    const QStringList settings = environment.split(u' ', Qt::SkipEmptyParts);
    for (const QString &setting : settings)
        process.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));

    const auto variables = readEnvironment(path, process);
    QVERIFY2(variables, variables ? "" : qPrintable(variables.error().toText()));
    QCOMPARE(QString(variables->value(u"HOST"_s, u"-"_s) % u' '
                     % variables->value(u"NODE_ENV"_s, u"-"_s)),
             expected);
}

void TestConnectionSettings::readsAFileOfAnotherNameAlone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"hospital.env"_s);
    write(folder.filePath(u".env.local"_s), "HOST=local");
    QCOMPARE(readEnvironment(path, {}).error().kind, ErrorKind::NotFound);
    write(path, "HOST=hospital");
    QCOMPARE(readEnvironment(path, {})->value(u"HOST"_s), u"hospital"_s);
}

void TestConnectionSettings::refusesBadFiles()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u".env"_s);
    const auto refusal = [&path] {
        const auto variables = readEnvironment(path, {});
        return variables ? Error {ErrorKind::Failed, u"read"_s, {}, {}, {}} : variables.error();
    };

    QCOMPARE(refusal().kind, ErrorKind::NotFound);
    QVERIFY(refusal().message.contains(path));

    QVERIFY(QDir(folder.path()).mkdir(u".env"_s));
    QCOMPARE(refusal().kind, ErrorKind::Io);
    QVERIFY(refusal().message.contains(path));
    QVERIFY(QDir(folder.path()).rmdir(u".env"_s));

    write(path, QByteArray("\xFF\xFEH\0O\0", 6));
    QCOMPARE(refusal().kind, ErrorKind::InvalidInput);
    QVERIFY(refusal().message.contains(u"UTF-16"));

    write(path, QByteArray(2 * 1024 * 1024, 'A'));
    QCOMPARE(refusal().kind, ErrorKind::InvalidInput);

    // A local file that cannot be read would silently be another database.
    write(path, "HOST=base");
    QVERIFY(QDir(folder.path()).mkdir(u".env.local"_s));
    QCOMPARE(refusal().kind, ErrorKind::Io);
}

void TestConnectionSettings::handsOverInAStableOrder()
{
    ConnectionSettings settings;
    settings.host = u"a,b"_s;
    settings.port = u"1,2"_s;
    settings.database = thaiPassword;
    settings.user = u"u"_s;
    settings.password = u"p"_s;
    settings.passwordFile = u"/pass"_s;
    settings.tlsMode = TlsMode::VerifyCa;
    settings.tlsRootCertificate = u"/ca"_s;
    settings.tlsCertificate = u"/crt"_s;
    settings.tlsKey = u"/key"_s;
    settings.targetSessionAttributes = u"primary"_s;
    settings.connectTimeout = std::chrono::seconds(7);
    settings.extra = {{u"options"_s, u"-c x=y"_s}, {u"sslcrl"_s, {}}};

    const QList<QPair<QByteArray, QByteArray>> expected {
        {"host", "a,b"},
        {"port", "1,2"},
        {"dbname", thaiPassword.toUtf8()},
        {"user", "u"},
        {"password", "p"},
        {"passfile", "/pass"},
        {"sslrootcert", "/ca"},
        {"sslcert", "/crt"},
        {"sslkey", "/key"},
        {"target_session_attrs", "primary"},
        {"sslmode", "verify-ca"},
        {"connect_timeout", "7"},
        {"client_encoding", "UTF8"},
        {"application_name", QByteArray("AegisX Site Manager ") + programVersion},
        {"gssencmode", "disable"},
        {"keepalives", "1"},
        {"keepalives_idle", "30"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "60000"},
        {"options", "-c x=y"},
    };
    QCOMPARE(settings.parameters(), expected);
}

void TestConnectionSettings::handsOverWhatExtraSays()
{
    ConnectionSettings settings;
    settings.password = u"p"_s;
    settings.extra = {{u"gssencmode"_s, u"prefer"_s},
                      {u"tcp_user_timeout"_s, u"5"_s},
                      {u"client_encoding"_s, u"LATIN1"_s},
                      {u"host"_s, u"elsewhere"_s},
                      {u"password"_s, u"other"_s},
                      {u"sslmode"_s, u"disable"_s}};
    QHash<QByteArray, QByteArray> values;
    const auto parameters = settings.parameters();
    for (const auto &[keyword, value] : parameters) {
        QVERIFY2(!values.contains(keyword), keyword.constData());
        values.insert(keyword, value);
    }
    QCOMPARE(values.value("gssencmode"), "prefer");
    QCOMPARE(values.value("tcp_user_timeout"), "5");
    QCOMPARE(values.value("client_encoding"), "UTF8");
    QCOMPARE(values.value("host"), "localhost");
    QCOMPARE(values.value("password"), "p");
    QVERIFY(!values.contains("sslmode"));
}

void TestConnectionSettings::handsOverNoSecretUnlessAsked()
{
    ConnectionSettings settings;
    settings.password = u"s3cret"_s;
    settings.extra = {
        {u"sslpassword"_s, u"s3cret"_s}, {u"password"_s, u"s3cret"_s}, {u"options"_s, u"x"_s}};
    const auto without = settings.parameters(false);
    for (const auto &[keyword, value] : without)
        QVERIFY2(value != "s3cret", keyword.constData());
    QCOMPARE(without.size(), settings.parameters().size() - 2);
}

void TestConnectionSettings::handsOverKeywordsThatLibpqKnows()
{
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> known(
        PQconninfoParse("", nullptr), PQconninfoFree);
    QSet<QByteArray> keywords;
    for (const auto *option = known.get(); option->keyword; ++option)
        keywords.insert(option->keyword);
    ConnectionSettings settings =
        *settingsFromText(u"postgresql://u:p@h:1/d?sslmode=require&passfile=f"
                          "&sslrootcert=f&sslcert=f&sslkey=f&target_session_attrs=any"_s);
    const auto parameters = settings.parameters();
    for (const auto &[keyword, value] : parameters)
        QVERIFY2(keywords.contains(keyword), keyword.constData());
    QVERIFY(parameters.size() > 15);
}

void TestConnectionSettings::describes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("all", u"postgresql://u:s3cret@h:5433/d"_s, u"h:5433/d as u"_s);
    row("no port", u"postgresql://u:s3cret@h/d"_s, u"h/d as u"_s);
    row("nothing", u"password=s3cret"_s, u"default host/default database as default user"_s);
    row("socket", u"host=/run/pg port=5433 dbname=d user=u"_s, u"/run/pg:5433/d as u"_s);
    row("ipv6", u"postgresql://u:s3cret@[::1]:5433/d"_s, u"[::1]:5433/d as u"_s);
    row("several hosts", u"postgresql://u:s3cret@a:1,b:2/d"_s, u"a:1,b:2/d as u"_s);
    row("one port for all",
        u"host=a,::1 port=5433 dbname=d user=u"_s,
        u"a:5433,[::1]:5433/d as u"_s);
    row("a port for one", u"postgresql://u:s3cret@a,b:2/d"_s, u"a,b:2/d as u"_s);
    row("address only",
        u"hostaddr=10.0.0.1 dbname=d user=u password=s3cret"_s,
        u"10.0.0.1/d as u"_s);
    row("key file's password", u"host=h dbname=d user=u sslpassword=s3cret"_s, u"h/d as u"_s);
    row("places like arguments", u"host=%2 dbname=%1 user=%3"_s, u"%2/%1 as %3"_s);
}

void TestConnectionSettings::describes()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);

    const auto settings = settingsFromText(text);
    QVERIFY2(settings, settings ? "" : qPrintable(settings.error().toText()));
    QCOMPARE(settings->describe(), expected);
}

} // namespace aegisx::postgres

QTEST_GUILESS_MAIN(aegisx::postgres::TestConnectionSettings)
#include "tst_connectionsettings.moc"
