// How many locks a run is said to need, against what the server really holds.
#include "tests/support/modulefolder.h"
#include "tests/support/preflighttools.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::ModuleFolder;
using test::preflightOf;
using test::said;
using test::SiteFixture;

class TestLockNeeds final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enoughAndNotTooMany_data();
    void enoughAndNotTooMany();
    void shippedModules();
    void waysBack();
};

namespace {

const QStringList shippedFolders {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                                  QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

qint64 neededLocks(const QString &line)
{
    static const QRegularExpression number(u"needs at most about (\\d+) "_s);
    return number.match(line).captured(1).toLongLong();
}

constexpr auto heldSql =
    "SELECT count(*) FROM (SELECT DISTINCT locktype, relation, classid, objid, objsubid,"
    " transactionid, virtualxid FROM pg_locks WHERE pid = pg_backend_pid()) l";

// Runs the steps of a plan in one transaction, as a run does, and counts.
qint64 heldBy(postgres::Connection &connection, const plans::Plan &plan)
{
    if (!connection.query("BEGIN"))
        qFatal("BEGIN");
    for (const plans::PlanStep &step : plan.steps) {
        const auto path = connection.query("SELECT set_config('search_path', $1, true)",
                                           {step.searchPath.toUtf8()});
        if (!path)
            qFatal("search_path");
        for (const modules::Statement &statement : step.statements) {
            if (const auto done = connection.script(statement.sql); !done)
                qFatal("%s", qUtf8Printable(done.error().error.toText()));
        }
    }
    const auto held = connection.query(heldSql);
    return held ? held->number(0, 0) : -1;
}

plans::Preflight preflightFor(const SiteFixture &site, const plans::Plan &plan)
{
    auto connection = site.connect();
    return test::lookOver(connection, site.catalog(), {}, {plan});
}

} // namespace

// A run counts itself what it holds in the end.
void TestLockNeeds::enoughAndNotTooMany_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("made");
    QTest::newRow("tables") << QByteArray()
                            << QByteArray("CREATE TABLE a_%1 (id serial PRIMARY KEY, b text "
                                          "UNIQUE, c int DEFAULT 1, CHECK (c > 0));");
    QTest::newRow("foreign keys")
        << QByteArray("CREATE TABLE top_%1 (id int PRIMARY KEY);")
        << QByteArray("CREATE TABLE low_%1 (id int PRIMARY KEY, t int REFERENCES top_%1);"
                      "CREATE INDEX i_%1 ON low_%1 (t);");
    QTest::newRow("views") << QByteArray("CREATE TABLE of_%1 (id int PRIMARY KEY);")
                           << QByteArray("CREATE VIEW v_%1 AS SELECT id FROM of_%1;"
                                         "CREATE MATERIALIZED VIEW m_%1 AS SELECT id FROM of_%1;");
    QTest::newRow("types")
        << QByteArray()
        << QByteArray(
               "CREATE TYPE e_%1 AS ENUM ('x'); CREATE DOMAIN d_%1 AS text CHECK (VALUE <> '');"
               "CREATE FUNCTION f_%1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
               "CREATE TABLE t_%1 (a e_%1, b d_%1); CREATE TRIGGER g_%1 BEFORE INSERT ON t_%1 FOR "
               "EACH ROW EXECUTE FUNCTION f_%1();"
               "COMMENT ON TYPE e_%1 IS 'x';");
    QTest::newRow("changed tables")
        << QByteArray("CREATE TABLE c_%1 (id int PRIMARY KEY, a text UNIQUE, b int);")
        << QByteArray("ALTER TABLE c_%1 ALTER b TYPE bigint; ALTER TABLE c_%1 ADD COLUMN d int NOT "
                      "NULL DEFAULT 0;"
                      "CREATE INDEX j_%1 ON c_%1 (b);");
    QTest::newRow("dropped tables") << QByteArray(
        "CREATE TABLE x_%1 (id serial PRIMARY KEY, a text UNIQUE, b int DEFAULT 1, CHECK (b > 0));")
                                    << QByteArray("DROP TABLE x_%1;");
}

void TestLockNeeds::enoughAndNotTooMany()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, made);
    const auto times = [](const QByteArray &sql) {
        QByteArray all;
        for (int i = 0; i < 40; ++i)
            all += QByteArray(sql).replace("%1", QByteArray::number(i)) + '\n';
        return all;
    };
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, times(made), "SELECT 1;");
    SiteFixture site({demo.path()});
    if (!before.isEmpty())
        site.sql(times(before));
    const QString line = said(preflightOf(site), u"lock-memory"_s);
    auto connection = site.connect();
    QVERIFY(connection.query("BEGIN"));
    QVERIFY(connection.script(times(made)));
    const auto held = connection.query(heldSql);
    QVERIFY(held);
    const qint64 locks = held->number(0, 0);
    QVERIFY2(neededLocks(line) >= locks, qPrintable(line % u" held: "_s % QString::number(locks)));
    QVERIFY2(neededLocks(line) <= locks * 8,
             qPrintable(line % u" held: "_s % QString::number(locks)));
}

// All of it in one transaction fits into a server with PostgreSQL's own settings: 64 locks for
// each of 100 connections.
void TestLockNeeds::shippedModules()
{
    SiteFixture site(shippedFolders);
    const plans::Plan plan = site.migratePlan();
    const qint64 needed = neededLocks(said(preflightFor(site, plan), u"lock-memory"_s));
    auto connection = site.connect();
    const qint64 held = heldBy(connection, plan);
    QVERIFY2(needed >= held && needed <= 6400,
             qPrintable(u"needed %1, held %2"_s.arg(needed).arg(held)));
}

void TestLockNeeds::waysBack()
{
    SiteFixture site(shippedFolders);
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    plans::RollbackRequest request;
    request.all = true;
    const plans::Plan plan = site.rollbackPlan(request);
    const qint64 needed = neededLocks(said(preflightFor(site, plan), u"lock-memory"_s));
    auto connection = site.connect();
    const qint64 held = heldBy(connection, plan);
    QVERIFY2(needed >= held && needed <= 6400,
             qPrintable(u"needed %1, held %2"_s.arg(needed).arg(held)));
}

QTEST_GUILESS_MAIN(TestLockNeeds)
#include "tst_lockneeds.moc"
