#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/testcluster.h"

#include "core/inspection/tables.h"

#include <QTest>

#include <future>

using namespace aegisx;
using namespace aegisx::inspection;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

// "drug stock" in Thai, and a name that only quoting keeps alive.
const QString thaiName = u"\u0E04\u0E25\u0E31\u0E07\u0E22\u0E32"_s;
const QString oddName = u"a \"b\".c'; DROP TABLE x; --\\%1"_s;

// "public.drugs Table core 100 rows", for QCOMPARE: what does not depend on the disk.
QString lineOf(const TableInfo &table)
{
    QString line = table.schema % u'.' % table.name % u' ' % keyOf(table.kind);
    line += u' ' % (table.ownedByProgram ? u"<program>"_s : table.module);
    line += u' ' % (table.rows ? QString::number(*table.rows) : u"?"_s);
    if (table.partition)
        line += u" partition"_s;
    if (!table.comment.isEmpty())
        line += u" \""_s % table.comment % u'"';
    return line;
}

QStringList linesOf(const QList<TableInfo> &tables)
{
    QStringList lines;
    for (const TableInfo &table : tables)
        lines << lineOf(table);
    return lines;
}

TableInfo tableOf(const QList<TableInfo> &tables, const QString &name)
{
    for (const TableInfo &table : tables) {
        if (table.name == name)
            return table;
    }
    return {};
}

modules::Module moduleOf(const QString &id,
                         const QString &schema,
                         const QString &trackingTable,
                         const QString &trackingSchema = {})
{
    modules::Module module;
    module.manifest.id = id;
    module.manifest.schema = schema;
    module.manifest.trackingTable = trackingTable;
    module.manifest.trackingSchema = trackingSchema;
    return module;
}

} // namespace

// The list of tables and exact counts, on a real server.
class TestTables final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void emptyDatabase();
    void everyKind();
    void owners();
    void sharedSchema();
    void namesOfEveryKind();
    void sizesBesideALock();
    void rightsAreSeen();
    void listingIsCancelled();
    void counts();
    void countingIsCancelled();
    void countingFails_data();
    void countingFails();
    void countingALockedTable();

private:
    [[nodiscard]] Connection connect(const QString &user = {}) const;
    void sql(const QByteArray &statement) const;
    // Waits until a session of the database sleeps in pg_sleep().
    [[nodiscard]] bool isSleeping() const;

    TestCluster m_cluster {{{}, {u"local all clerk,guest,reader trust"_s}}};
    QString m_database;
};

void TestTables::init()
{
    m_database = m_cluster.createDatabase(u"tables"_s);
}

Connection TestTables::connect(const QString &user) const
{
    ConnectionSettings settings = m_cluster.settings(m_database);
    if (!user.isEmpty())
        settings.user = user;
    return connected(settings);
}

void TestTables::sql(const QByteArray &statement) const
{
    m_cluster.execute(m_database, statement);
}

bool TestTables::isSleeping() const
{
    return ask(m_cluster.settings(m_database),
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
               " AND wait_event = 'PgSleep'")
        == "1"_L1;
}

void TestTables::emptyDatabase()
{
    auto connection = connect();
    const auto tables = listTables(connection, {});
    VERIFY_DONE(tables);
    QCOMPARE(linesOf(*tables), QStringList());
}

void TestTables::everyKind()
{
    sql("CREATE TABLE plain (id int); COMMENT ON TABLE plain IS 'What we have';"
        " INSERT INTO plain SELECT generate_series(1, 500); ANALYZE plain;"
        " CREATE TABLE fresh (id int);"
        " CREATE TABLE parted (id int) PARTITION BY RANGE (id);"
        " CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000);"
        " INSERT INTO parted SELECT generate_series(1, 700);"
        " CREATE VIEW seen AS SELECT 1 AS one;"
        " CREATE MATERIALIZED VIEW kept AS SELECT generate_series(1, 30); ANALYZE kept;"
        " CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;"
        " CREATE FOREIGN TABLE far (line text) SERVER files OPTIONS (filename '/dev/null');"
        " CREATE SEQUENCE counter; CREATE TYPE pair AS (a int, b int); CREATE INDEX ON plain (id)");
    auto connection = connect();
    const auto temporary = connection.query("CREATE TEMPORARY TABLE passing (id int)");
    VERIFY_DONE(temporary);
    const int before = connection.roundTrips();
    const auto tables = listTables(connection, {});
    QCOMPARE(connection.roundTrips() - before, 1);
    VERIFY_DONE(tables);
    QCOMPARE(linesOf(*tables),
             QStringList({u"public.far ForeignTable  ?"_s,
                          u"public.fresh Table  ?"_s,
                          u"public.kept MaterializedView  30"_s,
                          u"public.parted PartitionedTable  ?"_s,
                          u"public.parted_1 Table  ? partition"_s,
                          u"public.plain Table  500 \"What we have\""_s,
                          u"public.seen View  ?"_s}));
    const TableInfo plain = tableOf(*tables, u"plain"_s);
    QVERIFY(plain.bytes.value_or(0) > 500 * 4);
    QVERIFY(!plain.bytesEstimated);
    QCOMPARE(tableOf(*tables, u"fresh"_s).bytes, 0);
    QVERIFY(tableOf(*tables, u"parted_1"_s).bytes.value_or(0) > 700 * 4);
    QCOMPARE(tableOf(*tables, u"parted"_s).bytes, tableOf(*tables, u"parted_1"_s).bytes);
    QVERIFY(!tableOf(*tables, u"seen"_s).bytes);
    QVERIFY(!tableOf(*tables, u"far"_s).bytes);
    // What the list set for itself is gone.
    const auto after = connection.query(
        "SELECT current_setting('lock_timeout'), current_setting('transaction_read_only')");
    VERIFY_DONE(after);
    QCOMPARE(after->text(0, 0), u"0"_s);
    QCOMPARE(after->text(0, 1), u"off"_s);
}

void TestTables::owners()
{
    const modules::ModuleCatalog catalog {
        {moduleOf(u"core"_s, u"public"_s, u"knex_migrations"_s),
         moduleOf(u"stock"_s, u"stock"_s, u"knex_stock"_s, u"books"_s)},
        {}};
    sql("CREATE SCHEMA stock; CREATE SCHEMA books; CREATE SCHEMA aegisx_site; CREATE SCHEMA other;"
        " CREATE TABLE users (id int); CREATE TABLE stock.drugs (id int);"
        " CREATE TABLE knex_migrations (id int); CREATE TABLE knex_migrations_lock (id int);"
        " CREATE TABLE books.knex_stock (id int); CREATE TABLE books.knex_stock_lock (id int);"
        " CREATE TABLE books.ledger (id int); CREATE TABLE aegisx_site.run (id int);"
        " CREATE TABLE other.knex_migrations (id int); CREATE TABLE other.knex_stock (id int);"
        " CREATE TABLE knex_stock (id int)");
    auto connection = connect();
    const auto tables = listTables(connection, catalog);
    VERIFY_DONE(tables);
    QCOMPARE(linesOf(*tables),
             QStringList({u"aegisx_site.run Table <program> ?"_s,
                          u"books.knex_stock Table stock ?"_s,
                          u"books.knex_stock_lock Table stock ?"_s,
                          u"books.ledger Table  ?"_s,
                          u"other.knex_migrations Table  ?"_s,
                          u"other.knex_stock Table  ?"_s,
                          u"public.knex_migrations Table core ?"_s,
                          u"public.knex_migrations_lock Table core ?"_s,
                          u"public.knex_stock Table core ?"_s,
                          u"public.users Table core ?"_s,
                          u"stock.drugs Table stock ?"_s}));
}

void TestTables::sharedSchema()
{
    const modules::ModuleCatalog catalog {{moduleOf(u"one"_s, u"public"_s, u"knex_one"_s),
                                           moduleOf(u"two"_s, u"public"_s, u"knex_two"_s)},
                                          {}};
    sql("CREATE TABLE users (id int); CREATE TABLE knex_one (id int); CREATE TABLE knex_two (id "
        "int)");
    auto connection = connect();
    const auto tables = listTables(connection, catalog);
    VERIFY_DONE(tables);
    QCOMPARE(linesOf(*tables),
             QStringList({u"public.knex_one Table one ?"_s,
                          u"public.knex_two Table two ?"_s,
                          u"public.users Table  ?"_s}));
}

void TestTables::namesOfEveryKind()
{
    for (const QString &name : {oddName, thaiName, u"Mixed"_s, u"$1"_s, u"\U0001F48A"_s}) {
        const QByteArray schema = quoteIdentifier(u"s "_s % name);
        const QByteArray table = quoteQualified(u"s "_s % name, name);
        sql("CREATE SCHEMA " + schema + "; CREATE TABLE " + table + " (" + quoteIdentifier(name)
            + " int DEFAULT 7); COMMENT ON COLUMN " + table + '.' + quoteIdentifier(name) + " IS "
            + quoteLiteral(thaiName) + "; INSERT INTO " + table + " VALUES (1), (2)");
        auto connection = connect();
        const auto tables = listTables(connection, {});
        VERIFY_DONE(tables);
        QCOMPARE(tableOf(*tables, name).schema, u"s "_s % name);
        const auto details = describeTable(connection, u"s "_s % name, name);
        VERIFY_DONE(details);
        QCOMPARE(details->columns.size(), 1);
        QCOMPARE(details->columns.first().name, name);
        QCOMPARE(details->columns.first().comment, thaiName);
        const auto rows = countRows(connection, u"s "_s % name, name);
        VERIFY_DONE(rows);
        QCOMPARE(*rows, 2);
    }
}

// While a migration holds a table, its size is an estimate and the list comes all the same.
void TestTables::sizesBesideALock()
{
    sql("CREATE TABLE held (id int PRIMARY KEY, long text);"
        " INSERT INTO held SELECT n, repeat(md5(n::text), 400) FROM generate_series(1, 500) n;"
        " CREATE TABLE parted (id int) PARTITION BY LIST (id)");
    sql("VACUUM ANALYZE held");
    auto holder = connect();
    const auto exact = listTables(holder, {});
    VERIFY_DONE(exact);
    QVERIFY(!tableOf(*exact, u"held"_s).bytesEstimated);
    const auto locked = holder.queryAll({{"BEGIN", {}}, {"LOCK TABLE held", {}}});
    VERIFY_DONE(locked);

    auto connection = connect();
    const auto tables = listTables(connection, {});
    VERIFY_DONE(tables);
    const TableInfo held = tableOf(*tables, u"held"_s);
    QVERIFY(held.bytesEstimated);
    const qint64 expected = tableOf(*exact, u"held"_s).bytes.value_or(0);
    // The estimate leaves the maps beside a table out, which are a few pages.
    QVERIFY2(held.bytes.value_or(0) > expected / 2 && held.bytes.value_or(0) <= expected,
             qPrintable(u"%1 of %2"_s.arg(held.bytes.value_or(0)).arg(expected)));
    QCOMPARE(held.rows, 500);
    QVERIFY(!tableOf(*tables, u"parted"_s).bytes);
    QVERIFY(!tableOf(*tables, u"parted"_s).bytesEstimated);
}

void TestTables::rightsAreSeen()
{
    sql("CREATE ROLE clerk LOGIN; CREATE SCHEMA closed; CREATE TABLE closed.safe (id int);"
        " GRANT SELECT ON closed.safe TO clerk; CREATE TABLE allowed (id int);"
        " GRANT SELECT ON allowed TO clerk; CREATE TABLE partly (id int, secret text);"
        " GRANT SELECT (id) ON partly TO clerk; CREATE TABLE refused (id int)");
    auto connection = connect(u"clerk"_s);
    const auto tables = listTables(connection, {});
    VERIFY_DONE(tables);
    QStringList readable;
    for (const TableInfo &table : *tables) {
        if (table.readable)
            readable << table.name;
    }
    QCOMPARE(tables->size(), 4);
    QCOMPARE(readable, QStringList({u"allowed"_s, u"partly"_s}));
}

void TestTables::listingIsCancelled()
{
    sql("CREATE TABLE held (id int)");
    auto holder = connect();
    const auto locked = holder.queryAll({{"BEGIN", {}}, {"LOCK TABLE held", {}}});
    VERIFY_DONE(locked);
    auto connection = connect();
    std::stop_source stop;
    stop.request_stop();
    const auto tables = listTables(connection, {}, stop.get_token());
    QVERIFY(!tables);
    QCOMPARE(tables.error().kind, ErrorKind::Cancelled);
}

void TestTables::counts()
{
    sql("CREATE TABLE none (id int); CREATE TABLE parted (id int) PARTITION BY LIST (id);"
        " CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);"
        " CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);"
        " INSERT INTO parted VALUES (1), (2), (2); CREATE VIEW seen AS SELECT 1 FROM parted");
    auto connection = connect();
    const auto count = [&connection](const QString &name) {
        return countRows(connection, u"public"_s, name).value_or(-1);
    };
    QCOMPARE(count(u"none"_s), 0);
    QCOMPARE(count(u"parted"_s), 3);
    QCOMPARE(count(u"seen"_s), 3);
}

void TestTables::countingIsCancelled()
{
    sql("CREATE VIEW slow AS SELECT 1 FROM pg_sleep(600)");
    auto connection = connect();
    std::stop_source stop;
    auto counting = std::async(std::launch::async, [&] {
        return countRows(connection, u"public"_s, u"slow"_s, stop.get_token());
    });
    const bool slept = QTest::qWaitFor([this] { return isSleeping(); }, 60'000);
    stop.request_stop();
    const auto rows = counting.get();
    QVERIFY(slept);
    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, ErrorKind::Cancelled);
    QTRY_VERIFY_WITH_TIMEOUT(!isSleeping(), 60'000);
}

void TestTables::countingFails_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("sqlState");
    QTest::newRow("gone") << u"gone"_s << ErrorKind::NotFound << u"42P01"_s;
    QTest::newRow("no rights") << u"refused"_s << ErrorKind::Database << u"42501"_s;
    QTest::newRow("no rights on a view") << u"closed"_s << ErrorKind::Database << u"42501"_s;
    QTest::newRow("never filled") << u"unfilled"_s << ErrorKind::Database << u"55000"_s;
    QTest::newRow("writes") << u"writes"_s << ErrorKind::Database << u"25006"_s;
    QTest::newRow("broken view") << u"broken"_s << ErrorKind::Database << u"22012"_s;
    QTest::newRow("a function's table is gone") << u"hollow"_s << ErrorKind::Database << u"42P01"_s;
}

void TestTables::countingFails()
{
    QFETCH(const QString, name);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, sqlState);
    sql("DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        " CREATE TABLE refused (id int); CREATE TABLE secrets (id int);"
        " CREATE VIEW closed AS SELECT 1 AS one;"
        " CREATE MATERIALIZED VIEW unfilled AS SELECT 1 WITH NO DATA;"
        " CREATE FUNCTION note() RETURNS int LANGUAGE sql AS 'INSERT INTO secrets VALUES (1)"
        " RETURNING id'; CREATE VIEW writes AS SELECT 1 FROM note() WHERE random() >= 0;"
        " CREATE TABLE zero AS SELECT 0 AS n; CREATE VIEW broken AS SELECT n FROM zero WHERE 1/n > "
        "0;"
        " CREATE FUNCTION look() RETURNS int LANGUAGE plpgsql AS"
        " 'BEGIN RETURN (SELECT id FROM missing); END';"
        " CREATE VIEW hollow AS SELECT 1 FROM look() AS f WHERE f > 0;"
        " GRANT SELECT ON unfilled, writes, broken, zero, hollow TO reader;"
        " GRANT ALL ON secrets TO reader");
    auto connection = connect(u"reader"_s);
    const auto rows = countRows(connection, u"public"_s, name);
    QVERIFY(!rows);
    QCOMPARE(keyOf(rows.error().kind), keyOf(kind));
    QCOMPARE(rows.error().detail.sqlState, sqlState);
    const bool known = sqlState != "22012"_L1 && name != "hollow"_L1;
    QCOMPARE(rows.error().message.contains(u"public."_s % name), known);
    QCOMPARE(!rows.error().remedy.isEmpty(), known);
    // The connection is as good as before.
    const auto after = countRows(connection, u"public"_s, u"zero"_s);
    VERIFY_DONE(after);
    QCOMPARE(*after, 1);
}

void TestTables::countingALockedTable()
{
    sql("CREATE TABLE held (id int)");
    auto holder = connect();
    const auto locked = holder.queryAll({{"BEGIN", {}}, {"LOCK TABLE held", {}}});
    VERIFY_DONE(locked);
    auto connection = connect();
    const auto rows = countRows(connection, u"public"_s, u"held"_s);
    QVERIFY(!rows);
    QCOMPARE(rows.error().detail.sqlState, u"55P03"_s);
    QVERIFY(rows.error().message.contains(u"public.held"_s));
}

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
