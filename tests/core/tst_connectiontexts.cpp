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

// The settings as libpq is handed them, but without what is the same for everybody.
QString handedOver(const ConnectionSettings &settings)
{
    QStringList words;
    const auto parameters = settings.parameters();
    for (const auto &[keyword, value] : parameters) {
        if (keyword == "client_encoding")
            break;
        words << QString::fromUtf8(keyword) % u'=' % QString::fromUtf8(value);
    }
    for (const auto &[keyword, value] : settings.extra)
        words << keyword % u'=' % value;
    return words.join(u'|');
}

QByteArray valueOf(const ConnectionSettings &settings, const QByteArray &wanted)
{
    const auto parameters = settings.parameters();
    for (const auto &[keyword, value] : parameters) {
        if (keyword == wanted)
            return value;
    }
    return {};
}

QString inUrl(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QString inConninfo(QString text)
{
    text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return u'\'' % text % u'\'';
}

QString everythingSaid(const Error &error)
{
    return error.toText() % error.consequence % error.detail.statement;
}

} // namespace

class TestConnectionTexts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTexts_data();
    void readsTexts();
    void readsEveryPassword_data();
    void readsEveryPassword();
    void refusesBadTexts_data();
    void refusesBadTexts();
    void saysNothingOfAPasswordWrittenBadly();
    void neverWaitsForEver();
    void readsVariables_data();
    void readsVariables();
    void refusesBadPorts_data();
    void refusesBadPorts();
    void knowsWhetherADatabaseIsNamed();
};

void TestConnectionTexts::readsTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // connect_timeout=10 goes without saying

    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("url", u"postgresql://u:p@h:5433/d"_s, u"host=h|port=5433|dbname=d|user=u|password=p"_s);
    row("short scheme", u"postgres://u@h/d"_s, u"host=h|dbname=d|user=u"_s);
    row("url of nothing", u"postgresql://"_s, u""_s);
    row("url without a host", u"postgresql:///d"_s, u"dbname=d"_s);
    row("url with blanks around", u" \n postgresql://h/d \n"_s, u"host=h|dbname=d"_s);
    row("percent escapes",
        u"postgresql://a%40b:p%2F%3A%3F%23%5B%5D%40%25%20%26@h/d%20b%3F"_s,
        u"host=h|dbname=d b?|user=a@b|password=p/:?#[]@% &"_s);
    row("plus is a plus", u"postgresql://u:a+b@h"_s, u"host=h|user=u|password=a+b"_s);
    row("bare signs in a password",
        u"postgresql://u:a:b?c#d&e=f;g'h\"i@h/d"_s,
        u"host=h|dbname=d|user=u|password=a:b?c#d&e=f;g'h\"i"_s);
    row("thai in a url",
        u"postgresql://u:"_s % thaiPassword % u"@h/d"_s,
        u"host=h|dbname=d|user=u|password="_s % thaiPassword);
    row("ipv6", u"postgresql://[2001:db8::1]:5433/d"_s, u"host=2001:db8::1|port=5433|dbname=d"_s);
    row("several hosts",
        u"postgresql://a:1,b:2,[::1]:3/d?target_session_attrs=read-write"_s,
        u"host=a,b,::1|port=1,2,3|dbname=d|target_session_attrs=read-write"_s);
    row("a port for one of two", u"postgresql://a,b:5433/d"_s, u"host=a,b|port=,5433|dbname=d"_s);
    row("socket",
        u"postgresql://%2Fvar%2Frun%2Fpostgresql/d"_s,
        u"host=/var/run/postgresql|dbname=d"_s);
    row("socket as a parameter",
        u"postgresql:///d?host=/run/pg&port=5433"_s,
        u"host=/run/pg|port=5433|dbname=d"_s);
    row("tls",
        u"postgresql://h/d?sslmode=verify-full&sslrootcert=/ca.crt&sslcert=/c.crt&sslkey=/c.key"_s,
        u"host=h|dbname=d|sslrootcert=/ca.crt|sslcert=/c.crt|sslkey=/c.key|sslmode=verify-full"_s);
    row("ssl of jdbc", u"postgresql://h/d?ssl=true"_s, u"host=h|dbname=d|sslmode=require"_s);
    row("what libpq does anyway", u"postgresql://h?sslmode=prefer"_s, u"host=h"_s);
    row("extra keywords",
        u"postgresql://h/d?options=-c%20a%3Db&application_name=x&passfile=/p"_s,
        u"host=h|dbname=d|passfile=/p|options=-c a=b|application_name=x"_s);
    row("conninfo",
        u"host=h port=5433 dbname=d user=u password=p"_s,
        u"host=h|port=5433|dbname=d|user=u|password=p"_s);
    row("conninfo with spaces",
        u"  host = h\tport =5433\ndbname= d "_s,
        u"host=h|port=5433|dbname=d"_s);
    row("conninfo with quotes",
        u"host=h password='a b' dbname='it\\'s' user=a\\ b"_s,
        u"host=h|dbname=it's|user=a b|password=a b"_s);
    row("conninfo ends in a quoted blank", u"host=h password=a\\ "_s, u"host=h|password=a "_s);
    row("conninfo with empty values", u"host=h password='' user="_s, u"host=h"_s);
    row("the last one wins", u"host=a host=b"_s, u"host=b"_s);
    row("several hosts and one port", u"host=a,b port=5433"_s, u"host=a,b|port=5433"_s);
    row("host and address",
        u"host=a,b hostaddr=10.0.0.1,10.0.0.2 port=1,2"_s,
        u"host=a,b|port=1,2|hostaddr=10.0.0.1,10.0.0.2"_s);
    row("a database that looks like a url", u"dbname=postgresql://x"_s, u"dbname=postgresql://x"_s);
    row("quotes in a database", u"postgresql://h/a%22b%27c"_s, u"host=h|dbname=a\"b'c"_s);
    row("requiressl", u"host=h requiressl=1"_s, u"host=h|sslmode=require"_s);
}

void TestConnectionTexts::readsTexts()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);

    const auto settings = settingsFromText(text);
    QVERIFY2(settings, settings ? "" : qPrintable(settings.error().toText()));
    const QString timeout = u"connect_timeout=10"_s;
    QStringList words = handedOver(*settings).split(u'|');
    QCOMPARE(words.removeAll(timeout), 1);
    QCOMPARE(words.join(u'|'), expected);
}

void TestConnectionTexts::readsEveryPassword_data()
{
    QTest::addColumn<QString>("password");

    for (char16_t c = 1; c < 0x80; ++c)
        QTest::addRow("character %02x", c) << QString(u"pass"_s % QChar(c) % u"word"_s);
    QTest::newRow("thai") << thaiPassword;
    QTest::newRow("emoji") << u"\U0001f600 \u00e9\u00a0"_s;
    QTest::newRow("blanks around") << u"  pass word  "_s;
    QTest::newRow("backslash last") << u"pass\\"_s;
    QTest::newRow("only quotes") << u"''\"\"``"_s;
    QTest::newRow("like a conninfo") << u"x host=elsewhere password=y"_s;
    QTest::newRow("like a url") << u"postgresql://u:p@elsewhere/d?host=x"_s;
    QTest::newRow("like an escape") << u"%41%zz%00"_s;
}

void TestConnectionTexts::readsEveryPassword()
{
    QFETCH(const QString, password);

    const QString url = u"postgresql://u:"_s % inUrl(password) % u"@h:5432/d"_s;
    const QString conninfo = u"host=h port=5432 dbname=d user=u password="_s % inConninfo(password);
    for (const QString &text : {url, conninfo}) {
        const auto settings = settingsFromText(text);
        QVERIFY2(settings, settings ? "" : qPrintable(settings.error().toText()));
        QCOMPARE(settings->password, password);
        QCOMPARE(valueOf(*settings, "password"), password.toUtf8());
        QCOMPARE(settings->describe(), u"h:5432/d as u"_s);
    }
    const auto settings = settingsFromVariables({{u"DATABASE_PASSWORD"_s, password}});
    QVERIFY(settings);
    QCOMPARE(settings->password, password);
    QCOMPARE(settings->describe(), u"localhost:5432/aegisx_db as postgres"_s);
}

void TestConnectionTexts::refusesBadTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named"); // a word that must be said
    QTest::addColumn<QString>("secrets"); // words that must not be, separated by blanks

    const auto row = [](const char *name,
                        const QString &text,
                        const QString &named = {},
                        const QString &secrets = u"s3cret"_s) {
        QTest::newRow(name) << text << named << secrets;
    };
    row("empty", u""_s, u"empty"_s);
    row("blank", u" \n\t"_s, u"empty"_s);
    row("a bare word", u"s3cret"_s);
    row("a padded bare word", u"c2VjcmV0="_s, {}, u"c2VjcmV0"_s);
    row("another scheme", u"mysql://u:s3cret@h/d"_s);
    row("another scheme, = in the password", u"mysql://u:s3cret=x@h/d"_s);
    row("scheme with capitals", u"PostgreSQL://u:s3cret@h/d"_s);
    row("a url without a scheme", u"u:s3cret=x@h/d"_s);

    row("unknown keyword", u"hots=h password=s3cret"_s, u"\"hots\""_s);
    row("unknown keyword, in capitals", u"HOST=h password=s3cret"_s, u"\"HOST\""_s);
    row("password misspelt", u"host=h pasword=s3cret"_s, u"\"pasword\""_s);
    row("password misspelt, spaced",
        u"host=h pasword=s3cret topsecret=x"_s,
        u"\"pasword\""_s,
        u"s3cret topsecret"_s);
    row("password with a space", u"host=h password=top s3cret"_s, u"quotes"_s);
    row("password with a space and =",
        u"host=h password=top secret=x"_s,
        u"quotes"_s,
        u"top secret="_s);
    row("text behind the quotes", u"password='top'secret=x"_s, u"quotes"_s, u"top secret="_s);
    row("password with a quote", u"password='it's3cret' host=h"_s);
    row("unclosed quote", u"host=h password='s3cret"_s);
    row("no value", u"password=s3cret host"_s);
    row("key file's password, spaced",
        u"sslpassword=top secret=x"_s,
        u"quotes"_s,
        u"top secret="_s);

    row("unknown parameter", u"postgresql://u:s3cret@h/d?foo=x"_s, u"\"foo\""_s);
    row("unknown parameter, escaped", u"postgresql://u:s3cret@h/d?%66oo=x"_s, u"\"foo\""_s);
    row("unknown parameter, a ? in the password",
        u"postgresql://u:a?s3cret=b@h/d?foo=x"_s,
        u"\"foo\""_s);
    row("& in a password parameter",
        u"postgresql://h/d?password=top&secret=x"_s,
        u"%26"_s,
        u"top secret="_s);
    row("= in a password parameter", u"postgresql://h/d?password=top=s3cret"_s);
    row("@ in the password", u"postgresql://u:top@s3cret@h/d"_s, u"%40"_s);
    row("@ and / in the password", u"postgresql://u:top@s3cret/more@h/d"_s, u"%40"_s);
    row("/ in the password", u"postgresql://u:top/s3cret@h/d"_s, u"%2F"_s);
    row("/ behind digits", u"postgresql://u:1234/s3cret@h/d"_s, u"%2F"_s, u"1234 s3cret"_s);
    row("/ and ? in the password",
        u"postgresql://u:top/s?secret=x@h/d"_s,
        u"%2F"_s,
        u"top secret="_s);
    row("user@server", u"postgresql://u@server:s3cret@h/d"_s, u"%40"_s);
    row("no host", u"postgresql://u:s3cret"_s, u"\"port\""_s);
    row("bad escape", u"postgresql://u:s3cret%zz@h/d"_s, u"%25"_s, u"s3cret %zz"_s);
    row("escape cut off", u"postgresql://u:s3cret%4@h/d"_s, u"%25"_s);
    row("escaped NUL", u"postgresql://u:s3cret%00@h/d"_s, u"%25"_s);
    row("escapes of Thai in an old encoding", u"postgresql://u:s3cret%C3%CB@h/d"_s, u"UTF-8"_s);
    row("address not closed", u"postgresql://u:s3cret@[::1/d"_s);
    row("a NUL", u"host=h password=s3cret"_s % QChar(0) % u"x"_s);

    row("port of letters", u"postgresql://u:s3cret@h:abc/d"_s, u"\"port\""_s);
    row("port 0", u"host=h port=0 password=s3cret"_s, u"\"port\""_s);
    row("port too large", u"postgresql://u:s3cret@h:65536/d"_s, u"\"port\""_s);
    row("port negative", u"host=h port=-1"_s, u"\"port\""_s);
    row("more ports than hosts", u"host=h port=1,2"_s, u"\"port\""_s);
    row("fewer ports than hosts", u"host=a,b,c port=1,2"_s, u"\"port\""_s);
    row("sslmode", u"host=h sslmode=s3cret"_s, u"\"sslmode\""_s);
    row("connect_timeout", u"host=h connect_timeout=s3cret"_s, u"\"connect_timeout\""_s);
    row("target_session_attrs",
        u"host=h target_session_attrs=s3cret"_s,
        u"\"target_session_attrs\""_s);
}

void TestConnectionTexts::refusesBadTexts()
{
    QFETCH(const QString, text);
    QFETCH(const QString, named);
    QFETCH(const QString, secrets);

    const auto settings = settingsFromText(text);
    QVERIFY(!settings);
    QCOMPARE(settings.error().kind, ErrorKind::InvalidInput);
    QVERIFY(!settings.error().message.isEmpty());
    QVERIFY(!settings.error().remedy.isEmpty());
    const QString said = everythingSaid(settings.error());
    QVERIFY2(said.contains(named), qPrintable(said));
    const QStringList words = secrets.split(u' ');
    for (const QString &secret : words)
        QVERIFY2(!said.contains(secret, Qt::CaseInsensitive), qPrintable(said));
}

// A password pasted as it is, with signs that should have been escaped: whatever libpq makes of
// the text, neither the error nor the description shows a part of it.
void TestConnectionTexts::saysNothingOfAPasswordWrittenBadly()
{
    const QString signs = u" @/:?#&=%'\"\\,[]ab1\t"_s;
    QRandomGenerator random(20251205);
    int refused = 0;
    for (int i = 0; i < 20000; ++i) {
        QString password = u"canary"_s;
        for (int left = random.bounded(8); left > 0; --left) {
            const QChar sign = signs.at(random.bounded(static_cast<int>(signs.size())));
            password.insert(random.bounded(2) == 0 ? 0 : password.size(), sign);
        }
        password.append(random.bounded(2) == 0 ? u"canary"_s : QString());
        const QString url = u"postgresql://u:"_s % password % u"@h:5432/d?sslmode=require"_s;
        const QString conninfo = u"host=h password="_s % password % u" dbname=d user=u"_s;
        for (const QString &text : {url, conninfo}) {
            const auto settings = settingsFromText(text);
            const QString said = settings ? settings->describe() : everythingSaid(settings.error());
            QVERIFY2(!said.contains(u"canary"), qPrintable(text % u" -> "_s % said));
            refused += settings ? 0 : 1;
        }
    }
    QVERIFY(refused > 5000);
    QVERIFY(refused < 35000);
}

void TestConnectionTexts::neverWaitsForEver()
{
    QCOMPARE(settingsFromText(u"host=h connect_timeout=3"_s)->connectTimeout,
             std::chrono::seconds(3));
    QCOMPARE(settingsFromText(u"host=h connect_timeout=0"_s)->connectTimeout,
             std::chrono::seconds(10));
    QCOMPARE(settingsFromText(u"host=h connect_timeout=-1"_s)->connectTimeout,
             std::chrono::seconds(10));
}

using Variables = QHash<QString, QString>;

void TestConnectionTexts::readsVariables_data()
{
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("expected");

    const auto row = [](const char *name, const Variables &variables, const QString &expected) {
        QTest::newRow(name) << variables << QString(expected % u"|connect_timeout=10"_s);
    };
    const Variables database {{u"DATABASE_HOST"_s, u"dh"_s},
                              {u"DATABASE_PORT"_s, u"1"_s},
                              {u"DATABASE_NAME"_s, u"dd"_s},
                              {u"DATABASE_USER"_s, u"du"_s},
                              {u"DATABASE_PASSWORD"_s, u"dp"_s}};
    const Variables postgres {{u"POSTGRES_HOST"_s, u"ph"_s},
                              {u"POSTGRES_PORT"_s, u"2"_s},
                              {u"POSTGRES_DB"_s, u"pd"_s},
                              {u"POSTGRES_USER"_s, u"pu"_s},
                              {u"POSTGRES_PASSWORD"_s, u"pp"_s}};
    const QString ofDatabase = u"host=dh|port=1|dbname=dd|user=du|password=dp"_s;
    row("nothing", {}, u"host=localhost|port=5432|dbname=aegisx_db|user=postgres"_s);
    row("DATABASE_*", database, ofDatabase);
    row("POSTGRES_*", postgres, u"host=ph|port=2|dbname=pd|user=pu|password=pp"_s);
    Variables both = database;
    both.insert(postgres);
    row("DATABASE_* first", both, ofDatabase);
    for (const QString &name : {u"DATABASE_HOST"_s, u"DATABASE_NAME"_s, u"DATABASE_PASSWORD"_s})
        both.insert(name, {});
    row("empty is unset", both, u"host=ph|port=1|dbname=pd|user=du|password=pp"_s);
    row("names of others",
        {{u"POSTGRES_NAME"_s, u"x"_s},
         {u"DATABASE_DB"_s, u"x"_s},
         {u"PGHOST"_s, u"x"_s},
         {u"database_host"_s, u"x"_s}},
        u"host=localhost|port=5432|dbname=aegisx_db|user=postgres"_s);
    row("blanks around a port",
        {{u"POSTGRES_PORT"_s, u" 5433 "_s}},
        u"host=localhost|port=5433|dbname=aegisx_db|user=postgres"_s);
    row("blanks count elsewhere",
        {{u"DATABASE_PASSWORD"_s, u" p "_s}},
        u"host=localhost|port=5432|dbname=aegisx_db|user=postgres|password= p "_s);
    row("a database of quotes",
        {{u"DATABASE_NAME"_s, u"a\"b'c=d"_s}},
        u"host=localhost|port=5432|dbname=a\"b'c=d|user=postgres"_s);
}

void TestConnectionTexts::readsVariables()
{
    QFETCH(const Variables, variables);
    QFETCH(const QString, expected);

    const auto settings = settingsFromVariables(variables);
    QVERIFY(settings);
    QCOMPARE(handedOver(*settings), expected);
}

void TestConnectionTexts::refusesBadPorts_data()
{
    QTest::addColumn<QString>("port");

    for (const char *port : {"0",
                             "65536",
                             "-1",
                             "abc",
                             "5432abc",
                             "0x1538",
                             "54 32",
                             "5432,5433",
                             "5432.0",
                             " ",
                             "s3cret"})
        QTest::newRow(port) << QString::fromLatin1(port);
}

void TestConnectionTexts::refusesBadPorts()
{
    QFETCH(const QString, port);

    for (const QString &name : {u"DATABASE_PORT"_s, u"POSTGRES_PORT"_s}) {
        const auto settings =
            settingsFromVariables({{name, port}, {u"DATABASE_PASSWORD"_s, u"s3cret"_s}});
        QVERIFY(!settings);
        QCOMPARE(settings.error().kind, ErrorKind::InvalidInput);
        QVERIFY(settings.error().message.contains(name));
        QVERIFY(!everythingSaid(settings.error()).contains(u"s3cret"));
    }
}

void TestConnectionTexts::knowsWhetherADatabaseIsNamed()
{
    QVERIFY(!namesADatabase({}));
    QVERIFY(!namesADatabase({{u"PGHOST"_s, u"h"_s}, {u"NODE_ENV"_s, u"test"_s}}));
    QVERIFY(!namesADatabase({{u"DATABASE_HOST"_s, {}}}));
    QVERIFY(namesADatabase({{u"DATABASE_HOST"_s, u"h"_s}}));
    QVERIFY(namesADatabase({{u"DATABASE_HOST"_s, {}}, {u"POSTGRES_DB"_s, u"d"_s}}));
    QVERIFY(namesADatabase({{u"POSTGRES_PASSWORD"_s, u"p"_s}}));
}

} // namespace aegisx::postgres

QTEST_GUILESS_MAIN(aegisx::postgres::TestConnectionTexts)
#include "tst_connectiontexts.moc"
