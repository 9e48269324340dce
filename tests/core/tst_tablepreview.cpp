#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testcluster.h"
#include "tests/support/tlsfiles.h"

#include "core/postgres/tablepreview.h"

#include <QSqlDatabase>
#include <QTest>

#include <future>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

// Every ASCII punctuation mark, a blank, and "password" in Thai.
const QString oddPassword =
    u"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \u0E23\u0E2B\u0E31\u0E2A\u0E1C\u0E48\u0E32\u0E19"_s;

// "drug stock" in Thai, and a name that only quoting keeps alive.
const QString thaiName = u"\u0E04\u0E25\u0E31\u0E07\u0E22\u0E32"_s;
const QString oddName = u"a \"b\".c'; DROP TABLE x; --\\%1"_s;

// "<NULL>|text|start...", a line a row, for QCOMPARE.
QStringList linesOf(const TablePreview &preview)
{
    QStringList lines;
    for (const QList<PreviewCell> &row : preview.rows) {
        QStringList cells;
        for (const PreviewCell &cell : row)
            cells << cell.text.value_or(u"<NULL>"_s) % (cell.cut ? u"..."_s : QString());
        lines << cells.join(u'|');
    }
    return lines;
}

QStringList columnsOf(const TablePreview &preview)
{
    QStringList columns;
    for (const PreviewColumn &column : preview.columns)
        columns << column.name % u' ' % column.type;
    return columns;
}

} // namespace

// The preview of a table, on a real server.
class TestTablePreview final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void rowsAndTypes();
    void nullIsNotEmpty();
    void emptyTables();
    void namesOfEveryKind();
    void firstRowsOnly();
    void longCells();
    void largeValues();
    void everyKind();
    void hiddenColumns();
    void failures_data();
    void failures();
    void lockedTable();
    void writesNothing();
    void cancelledInAView();
    void cancelledWhileConnecting();
    void everyPassword();
    void settingsWithSemicolons();
    void overTls();
    void severalHosts();
    void connectionFailures();

private:
    [[nodiscard]] ConnectionSettings settings(const QString &user = {}) const;
    void sql(const QByteArray &statement) const;
    [[nodiscard]] TablePreview
    preview(const QString &name, int rows = previewRows, const QString &schema = u"public"_s) const;

    TlsFiles m_files;
    std::unique_ptr<TestCluster> m_cluster;
    QString m_database;
};

void TestTablePreview::initTestCase()
{
    qputenv("PGPASSFILE", "/nonexistent/pgpass");
    for (const char *name : {"PGPASSWORD", "PGSSLMODE", "PGSSLROOTCERT"})
        qunsetenv(name);
    m_cluster = std::make_unique<TestCluster>(
        TestClusterOptions {{},
                            {u"hostssl all guarded 127.0.0.1/32 scram-sha-256"_s,
                             u"local all guarded scram-sha-256"_s,
                             u"local all reader trust"_s},
                            true});
    const TlsPair server = m_files.makePair(u"localhost"_s);
    const QString certificate = m_cluster->putFile(u"server.crt"_s, server.certificateText());
    const QString key = m_cluster->putFile(u"server.key"_s, server.keyText());
    m_cluster->addConfiguration({u"ssl = on"_s,
                                 u"ssl_cert_file = '%1'"_s.arg(certificate),
                                 u"ssl_key_file = '%1'"_s.arg(key)});
    m_cluster->reload();
    m_cluster->execute(u"postgres"_s,
                       "CREATE ROLE guarded LOGIN PASSWORD " + quoteLiteral(oddPassword)
                           + "; CREATE ROLE reader LOGIN");
}

void TestTablePreview::init()
{
    m_database = m_cluster->createDatabase(u"preview"_s);
}

// Whatever happened, no connection of Qt Sql is left, and none of the server.
void TestTablePreview::cleanup()
{
    QCOMPARE(QSqlDatabase::connectionNames(), QStringList());
    QTRY_COMPARE_WITH_TIMEOUT(
        m_cluster->execute(u"postgres"_s,
                           "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'preview%'"),
        u"0"_s,
        60'000);
}

ConnectionSettings TestTablePreview::settings(const QString &user) const
{
    ConnectionSettings settings = m_cluster->settings(m_database);
    if (!user.isEmpty())
        settings.user = user;
    return settings;
}

void TestTablePreview::sql(const QByteArray &statement) const
{
    m_cluster->execute(m_database, statement);
}

TablePreview TestTablePreview::preview(const QString &name, int rows, const QString &schema) const
{
    auto preview = previewTable(settings(), schema, name, rows);
    if (!preview)
        qFatal("preview: %s", qUtf8Printable(preview.error().toText()));
    return *preview;
}

void TestTablePreview::rowsAndTypes()
{
    sql("CREATE TYPE colour AS ENUM ('red', 'amber'); CREATE TYPE pair AS (a int, b text);"
        " CREATE TABLE many (id bigint, ok boolean, price numeric(12,2), name varchar(20),"
        " day date, at timestamp, tags text[], shade colour, doc jsonb, bytes bytea, two pair);"
        " INSERT INTO many VALUES (1, true, 12.50, 'Paracetamol', '2025-12-01',"
        " '2025-12-01 14:05', '{a,\"b c\"}', 'amber', '{\"k\": [1]}', '\\x00ff27', (1, 'x'))");
    const TablePreview many = preview(u"many"_s);
    QCOMPARE(columnsOf(many),
             QStringList({u"id bigint"_s,
                          u"ok boolean"_s,
                          u"price numeric(12,2)"_s,
                          u"name character varying(20)"_s,
                          u"day date"_s,
                          u"at timestamp without time zone"_s,
                          u"tags text[]"_s,
                          u"shade colour"_s,
                          u"doc jsonb"_s,
                          u"bytes bytea"_s,
                          u"two pair"_s}));
    QCOMPARE(linesOf(many),
             QStringList(u"1|true|12.50|Paracetamol|2025-12-01|2025-12-01 14:05:00|{a,\"b c\"}|"
                         "amber|{\"k\": [1]}|\\x00ff27|(1,x)"_s));
    QVERIFY(!many.more);
}

void TestTablePreview::nullIsNotEmpty()
{
    sql("CREATE TABLE t (a text, b bytea, c xml, d int[]);"
        " INSERT INTO t VALUES (NULL, NULL, NULL, NULL), ('', '', '', '{}')");
    const TablePreview t = preview(u"t"_s);
    QCOMPARE(t.rows.size(), 2);
    for (const PreviewCell &cell : t.rows.at(0))
        QVERIFY(!cell.text && !cell.cut);
    for (int column = 0; column < 3; ++column) {
        QVERIFY(t.rows.at(1).at(column).text);
        QVERIFY(!t.rows.at(1).at(column).cut);
    }
    QCOMPARE(linesOf(t).at(1), u"|\\x||{}"_s);
}

void TestTablePreview::emptyTables()
{
    sql("CREATE TABLE none (id int); CREATE TABLE bare (); INSERT INTO bare DEFAULT VALUES");
    const TablePreview none = preview(u"none"_s);
    QCOMPARE(columnsOf(none), QStringList(u"id integer"_s));
    QCOMPARE(none.rows.size(), 0);
    const TablePreview bare = preview(u"bare"_s);
    QCOMPARE(bare.columns.size(), 0);
    QCOMPARE(bare.rows.size(), 1);
}

void TestTablePreview::namesOfEveryKind()
{
    for (const QString &name : {oddName, thaiName, u"Mixed"_s, u"$1"_s, u":x"_s, u"?"_s}) {
        const QString schema = u"s "_s % name;
        sql("CREATE SCHEMA " + quoteIdentifier(schema) + "; CREATE TABLE "
            + quoteQualified(schema, name) + " (" + quoteIdentifier(name) + ") AS SELECT "
            + quoteLiteral(name));
        const TablePreview named = preview(name, previewRows, schema);
        QCOMPARE(columnsOf(named), QStringList(name % u" text"_s));
        QCOMPARE(linesOf(named), QStringList(name));
    }
}

void TestTablePreview::firstRowsOnly()
{
    sql("CREATE TABLE t AS SELECT n FROM generate_series(1, 3000) n");
    QCOMPARE(preview(u"t"_s).rows.size(), 100);
    QVERIFY(preview(u"t"_s).more);
    QCOMPARE(linesOf(preview(u"t"_s, 3)), QStringList({u"1"_s, u"2"_s, u"3"_s}));
    QCOMPARE(preview(u"t"_s, 0).rows.size(), 1);
    QCOMPARE(preview(u"t"_s, 1'000'000).rows.size(), 1000);
    sql("CREATE TABLE exact AS SELECT n FROM generate_series(1, 5) n");
    QCOMPARE(preview(u"exact"_s, 5).rows.size(), 5);
    QVERIFY(!preview(u"exact"_s, 5).more);
}

void TestTablePreview::longCells()
{
    // 300 and 301 characters: of ASCII, of Thai (3 bytes each), of a pill (two QChars each).
    sql("CREATE TABLE t (a text, b text, c text, d bytea, e text[]);"
        " INSERT INTO t SELECT repeat('x', n), repeat(U&'\\0E22', n), repeat(U&'\\+01F48A', n),"
        " decode(repeat('ab', n - 151), 'hex'), ARRAY[repeat('y', n - 2)]"
        " FROM generate_series(300, 301) n");
    const TablePreview t = preview(u"t"_s);
    const auto expect = [](const QString &start, const QString &unit, int times) -> QString {
        return start % unit.repeated(times);
    };
    const QString pill = u"\U0001F48A"_s;
    const QStringList whole {expect({}, u"x"_s, 300),
                             expect({}, u"\u0E22"_s, 300),
                             expect({}, pill, 300),
                             expect(u"\\x"_s, u"ab"_s, 149),
                             u"{"_s % expect({}, u"y"_s, 298) % u"}"_s};
    QStringList cut = whole;
    cut[4] = u"{"_s % expect({}, u"y"_s, 299);
    for (int column = 0; column < 5; ++column) {
        QCOMPARE(*t.rows.at(0).at(column).text, whole.at(column));
        QVERIFY(!t.rows.at(0).at(column).cut);
        QCOMPARE(*t.rows.at(1).at(column).text, cut.at(column));
        QVERIFY(t.rows.at(1).at(column).cut);
    }
}

// Of plain text and bytes the start is read alone; what has to be read as a whole is left out.
void TestTablePreview::largeValues()
{
    sql("CREATE DOMAIN image AS bytea; CREATE TABLE t (a text, b bytea, c image, d bytea[], e "
        "json);"
        " ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL,"
        " ALTER c SET STORAGE EXTERNAL, ALTER d SET STORAGE EXTERNAL, ALTER e SET STORAGE EXTERNAL;"
        " INSERT INTO t SELECT repeat('z', n), b, b, ARRAY[b], to_json(repeat('j', n))"
        " FROM (SELECT n, decode(repeat('00', n), 'hex') AS b"
        " FROM (VALUES (10), (1100000)) AS v (n)) AS x");
    const TablePreview t = preview(u"t"_s);
    QCOMPARE(linesOf(t).at(0),
             u"zzzzzzzzzz|\\x%1|\\x%1|{\"\\\\x%1\"}|\"jjjjjjjjjj\""_s.arg(u"00"_s.repeated(10)));
    QCOMPARE(linesOf(t).at(1),
             QString(u'z').repeated(300) % u"...|\\x"_s % u"00"_s.repeated(149)
                 % u"...|...|...|..."_s);
}

void TestTablePreview::everyKind()
{
    sql("CREATE TABLE parted (id int) PARTITION BY LIST (id);"
        " CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);"
        " INSERT INTO parted VALUES (1); CREATE VIEW seen AS SELECT * FROM parted;"
        " CREATE MATERIALIZED VIEW kept AS SELECT * FROM parted;"
        " CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;"
        " CREATE FOREIGN TABLE far (line text) SERVER files OPTIONS (filename '/dev/null')");
    for (const QString &name : {u"parted"_s, u"parted_1"_s, u"seen"_s, u"kept"_s})
        QCOMPARE(linesOf(preview(name)), QStringList(u"1"_s));
    QCOMPARE(linesOf(preview(u"far"_s)), QStringList());
}

void TestTablePreview::hiddenColumns()
{
    sql("CREATE TABLE people (id int, secret text, name text);"
        " INSERT INTO people VALUES (1, 'x', 'Somchai');"
        " GRANT SELECT (id, name) ON people TO reader");
    const auto people = previewTable(settings(u"reader"_s), u"public"_s, u"people"_s);
    VERIFY_DONE(people);
    QCOMPARE(people->hiddenColumns, QStringList(u"secret"_s));
    QCOMPARE(columnsOf(*people), QStringList({u"id integer"_s, u"name text"_s}));
    QCOMPARE(linesOf(*people), QStringList(u"1|Somchai"_s));
}

void TestTablePreview::failures_data()
{
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("name");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("sqlState");
    const auto row = [](const char *title,
                        const QString &schema,
                        const QString &name,
                        ErrorKind kind,
                        const QString &state) {
        QTest::newRow(title) << schema << name << kind << state;
    };
    const QString open = u"public"_s;
    row("gone", open, u"gone"_s, ErrorKind::NotFound, {});
    row("schema gone", u"gone"_s, u"gone"_s, ErrorKind::NotFound, {});
    row("a sequence", open, u"counter"_s, ErrorKind::NotFound, {});
    row("no rights", open, u"refused"_s, ErrorKind::Database, {});
    row("no rights on the schema", u"closed"_s, u"safe"_s, ErrorKind::Database, u"42501"_s);
    row("never filled", open, u"unfilled"_s, ErrorKind::Database, u"55000"_s);
    row("writes", open, u"writes"_s, ErrorKind::Database, u"25006"_s);
}

void TestTablePreview::failures()
{
    QFETCH(const QString, schema);
    QFETCH(const QString, name);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, sqlState);
    sql("CREATE SEQUENCE counter; CREATE TABLE refused (id int); CREATE SCHEMA closed;"
        " CREATE TABLE closed.safe (id int); GRANT SELECT ON closed.safe TO reader;"
        " CREATE MATERIALIZED VIEW unfilled AS SELECT 1 WITH NO DATA;"
        " CREATE FUNCTION note() RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''counter'')';"
        " CREATE VIEW writes AS SELECT note(); GRANT ALL ON counter, unfilled, writes TO reader");
    const auto preview = previewTable(settings(u"reader"_s), schema, name);
    QVERIFY(!preview);
    QCOMPARE(keyOf(preview.error().kind), keyOf(kind));
    QCOMPARE(preview.error().detail.sqlState, sqlState);
    QVERIFY(preview.error().message.contains(schema % u'.' % name));
    QVERIFY(!preview.error().consequence.isEmpty());
    QVERIFY(!preview.error().remedy.isEmpty());
}

void TestTablePreview::lockedTable()
{
    sql("CREATE TABLE held (id int)");
    auto holder = connected(settings());
    const auto locked = holder.queryAll({{"BEGIN", {}}, {"LOCK TABLE held", {}}});
    VERIFY_DONE(locked);
    const auto preview = previewTable(settings(), u"public"_s, u"held"_s);
    QVERIFY(!preview);
    QCOMPARE(preview.error().detail.sqlState, u"55P03"_s);
    QVERIFY(preview.error().message.contains(u"public.held"_s));
}

void TestTablePreview::writesNothing()
{
    sql("CREATE TABLE log (id int); CREATE FUNCTION tell() RETURNS text LANGUAGE sql AS"
        " 'SELECT current_setting(''transaction_read_only'') || '' '' ||"
        " current_setting(''statement_timeout'') || '' '' || current_setting(''lock_timeout'')';"
        " CREATE VIEW told AS SELECT tell() AS it");
    QCOMPARE(linesOf(preview(u"told"_s)), QStringList(u"on 15s 3s"_s));
}

void TestTablePreview::cancelledInAView()
{
    sql("CREATE VIEW slow AS SELECT 1 FROM pg_sleep(600)");
    const auto sleeping = [this] {
        return ask(m_cluster->settings(),
                   "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    };
    std::stop_source stop;
    auto reading = std::async(std::launch::async, [&] {
        return previewTable(settings(), u"public"_s, u"slow"_s, previewRows, stop.get_token());
    });
    const bool slept = QTest::qWaitFor([&] { return sleeping() == "1"_L1; }, 60'000);
    stop.request_stop();
    const auto preview = reading.get();
    QVERIFY(slept);
    QVERIFY(!preview);
    QCOMPARE(preview.error().kind, ErrorKind::Cancelled);
    QCOMPARE(preview.error().detail.sqlState, u"57014"_s); // the server ended it
}

// A server that never says a word: only the stop request ends this before the time limit.
void TestTablePreview::cancelledWhileConnecting()
{
    const ScriptedServer server({false});
    ConnectionSettings silent = server.settings();
    silent.connectTimeout = std::chrono::hours(1);
    std::stop_source stop;
    auto reading = std::async(std::launch::async, [&] {
        return previewTable(silent, u"public"_s, u"t"_s, previewRows, stop.get_token());
    });
    stop.request_stop();
    const auto preview = reading.get();
    QVERIFY(!preview);
    QCOMPARE(preview.error().kind, ErrorKind::Cancelled);
}

void TestTablePreview::everyPassword()
{
    sql("CREATE TABLE t AS SELECT 1; GRANT SELECT ON t TO guarded");
    ConnectionSettings one = settings(u"guarded"_s);
    one.password = oddPassword;
    const auto preview = previewTable(one, u"public"_s, u"t"_s);
    VERIFY_DONE(preview);
    one.password = testPassword;
    const auto refused = previewTable(one, u"public"_s, u"t"_s);
    QVERIFY(!refused);
    QCOMPARE(told(refused.error()), u"WrongPassword 28P01"_s);
    QVERIFY(!refused.error().toText().contains(testPassword));
}

// Qt's own driver makes a blank of each semicolon.
void TestTablePreview::settingsWithSemicolons()
{
    const QString name = u"a;b'c\\d \u0E22"_s;
    sql("CREATE VIEW me AS SELECT current_setting('search_path') AS path");
    ConnectionSettings one = settings();
    one.extra.append({u"options"_s, u"-csearch_path=\"p;q\""_s});
    one.extra.append({u"application_name"_s, name});
    QCOMPARE(linesOf(*previewTable(one, u"public"_s, u"me"_s)), QStringList(u"\"p;q\""_s));
}

void TestTablePreview::overTls()
{
    sql("CREATE VIEW me AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();"
        " GRANT SELECT ON me TO guarded");
    ConnectionSettings one = m_cluster->tcpSettings(m_database);
    one.host = u"localhost"_s;
    one.user = u"guarded"_s;
    one.password = oddPassword;
    one.tlsMode = TlsMode::VerifyFull;
    one.tlsRootCertificate =
        m_files.putFile(u"root;'of us'.crt"_s, m_files.authority().certificateText());
    const auto encrypted = previewTable(one, u"public"_s, u"me"_s);
    VERIFY_DONE(encrypted);
    QCOMPARE(linesOf(*encrypted), QStringList(u"true"_s));
    one.tlsRootCertificate = m_files.makeAuthority(u"Another"_s).certificate;
    const auto refused = previewTable(one, u"public"_s, u"me"_s);
    QVERIFY(!refused);
    QCOMPARE(told(refused.error()), u"CertificateWrong"_s);
}

void TestTablePreview::severalHosts()
{
    sql("CREATE TABLE t AS SELECT 1 AS n");
    const ClosedPort closed;
    ConnectionSettings one = settings();
    one.host = u"127.0.0.1,"_s % one.host;
    one.port = closed.port() % u',' % one.port;
    one.targetSessionAttributes = u"read-write"_s;
    const auto preview = previewTable(one, u"public"_s, u"t"_s);
    VERIFY_DONE(preview);
    QCOMPARE(linesOf(*preview), QStringList(u"1"_s));
}

void TestTablePreview::connectionFailures()
{
    const ClosedPort closed;
    ConnectionSettings one = settings();
    one.host = u"127.0.0.1"_s;
    one.port = closed.port();
    const auto refused = previewTable(one, u"public"_s, u"t"_s);
    QVERIFY(!refused);
    QCOMPARE(told(refused.error()), u"ConnectionRefused"_s);
    one = settings();
    one.database = u"nowhere"_s;
    const auto missing = previewTable(one, u"public"_s, u"t"_s);
    QVERIFY(!missing);
    QCOMPARE(told(missing.error()), u"NoSuchDatabase 3D000"_s);
}

QTEST_GUILESS_MAIN(TestTablePreview)
#include "tst_tablepreview.moc"
