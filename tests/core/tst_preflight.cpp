// What is looked at before a run: each line good, and then made bad by hand.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/plans/preflight.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace aegisx;
using inspection::CheckState;
using plans::Preflight;
using plans::PreflightLine;
using runs::Outcome;
using test::ModuleFolder;
using test::SiteFixture;
using test::TestCluster;

namespace {

Preflight lookOver(postgres::Connection &connection,
                   const modules::ModuleCatalog &catalog,
                   const inspection::ExpectedSite &expected = {},
                   const QList<plans::Plan> &plans = {},
                   const plans::PreflightLimits &limits = {})
{
    auto state = inspection::inspect(connection, catalog, expected);
    if (!state)
        qFatal("inspect: %s", qUtf8Printable(state.error().toText()));
    auto result = plans::preflight(connection, catalog, std::move(*state), plans, {}, limits);
    if (!result)
        qFatal("preflight: %s", qUtf8Printable(result.error().toText()));
    return std::move(*result);
}

Preflight preflightOf(const SiteFixture &site, const inspection::ExpectedSite &expected = {})
{
    auto connection = site.connect();
    return lookOver(connection, site.catalog(), expected);
}

// "warning: what was found"
QString said(const Preflight &preflight, const QString &id)
{
    const PreflightLine *line = preflight.find(id);
    return line ? jsonKeyOf(line->state) % u": "_s % line->detail : u"no such line"_s;
}

QString remedyOf(const Preflight &preflight, const QString &id)
{
    const PreflightLine *line = preflight.find(id);
    return line ? line->remedy : QString();
}

} // namespace

class TestPreflight : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsWell();
    void changesNothing();
    void readOnlyDefault();
    void otherCluster();
    void otherEnvironment();
    void missingRights();
    void auditTrailOfAnother();
    void extensions();
    void encoding();
    void settingsAreTold();
    void lockMemory();
    void longTransaction();
    void clocks();
    void invalidIndex();
    void preparedTransaction();
    void forgottenReplicationSlot();
    void stuckLock();
    void unknownAndDuplicate();
    void unreadableFile();
    void changedFile();
    void hiddenHistory();
    void drift();
    void schemaNeedsTheDatabase();
    void onlyWhatThePlanTouches();
};

void TestPreflight::everythingIsWell()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"001_x"_s, "SELECT 1;");
    SiteFixture site({demo.path()});
    const Preflight result = preflightOf(site);
    QStringList ids;
    QStringList bad;
    for (const PreflightLine &line : result.lines) {
        ids << line.id;
        if (line.state != CheckState::Ok)
            bad << line.id;
        QVERIFY2(!line.title.isEmpty() && !line.detail.isEmpty(), qUtf8Printable(line.id));
        QVERIFY2(line.state == CheckState::Ok || !line.remedy.isEmpty(), qUtf8Printable(line.id));
    }
    QCOMPARE(ids.join(u' '),
             u"server cluster environment rights extensions audit encoding settings lock-memory "
             "sessions invalid-indexes prepared-transactions replication backup disk clock locks "
             "unknown duplicates files changed-files there-already drift"_s);
    QCOMPARE(bad, QStringList {u"backup"_s}); // none is known
    QCOMPARE(result.worst(), CheckState::Warning);
    QVERIFY(said(result, u"backup"_s).contains(u"knows of no backup"_s));
    QVERIFY(said(result, u"server"_s).startsWith(u"ok: PostgreSQL "_s));
    QVERIFY(said(result, u"cluster"_s).contains(result.check.state.server.systemIdentifier));
    QVERIFY(said(result, u"disk"_s).contains(u"are free where the server keeps its data"_s));
    QCOMPARE(said(result, u"files"_s), u"ok: 2 file(s) read; all of them can be run."_s);
    QVERIFY(said(result, u"audit"_s).contains(u"first run makes it"_s));
    QVERIFY2(result.roundTrips <= 5, QByteArray::number(result.roundTrips).constData());
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const Preflight after = preflightOf(site);
    QCOMPARE(said(after, u"audit"_s), u"ok: The run is recorded in the schema aegisx_site."_s);
    QCOMPARE(said(after, u"changed-files"_s),
             u"ok: Unchanged since they were applied: 1 file(s)."_s);
    // Restored elsewhere, or copied: the database remembers the server of its last run.
    site.sql("INSERT INTO aegisx_site.site (environment, set_by, system_identifier)"
             " VALUES ('test', 'somchai@PHARM-01', '4711')");
    const Preflight copied = preflightOf(site);
    QVERIFY(said(copied, u"cluster"_s).startsWith(u"warning: "_s));
    QVERIFY(said(copied, u"cluster"_s).contains(u"(cluster 4711)"_s));
}

void TestPreflight::changesNothing()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    auto connection = site.connect();
    const QByteArray relations = "SELECT count(*) FROM pg_class";
    const QString before = site.sql(relations);
    QVERIFY(connection.query("BEGIN READ ONLY")); // in which the server itself refuses a change
    auto state = site.inspect();
    const auto result = plans::preflight(connection, site.catalog(), std::move(state));
    QVERIFY2(result, qUtf8Printable(result ? QString() : result.error().toText()));
    QVERIFY(connection.query("COMMIT"));
    QCOMPARE(site.sql(relations), before);
}

void TestPreflight::readOnlyDefault()
{
    SiteFixture site(QStringList {});
    site.sql("ALTER DATABASE " + postgres::quoteIdentifier(site.database())
             + " SET default_transaction_read_only = on");
    const Preflight result = preflightOf(site);
    QVERIFY2(
        said(result, u"server"_s).startsWith(u"stop: This database or user is set to read-only"_s),
        qUtf8Printable(said(result, u"server"_s)));
    QCOMPARE(result.worst(), CheckState::Stop);
}

void TestPreflight::otherCluster()
{
    SiteFixture site(QStringList {});
    QVERIFY(said(preflightOf(site, {u"4711"_s, {}}), u"cluster"_s)
                .startsWith(u"stop: This is not the server"_s));
}

void TestPreflight::otherEnvironment()
{
    SiteFixture site(QStringList {});
    QCOMPARE(site.run(*plans::planSetEnvironment(site.inspect(), Environment::Production)).outcome,
             Outcome::Done);
    QCOMPARE(said(preflightOf(site), u"environment"_s), u"ok: The database says: PRODUCTION"_s);
    QVERIFY(
        said(preflightOf(site, {{}, Environment::Test}), u"environment"_s).startsWith(u"stop: "_s));
}

void TestPreflight::missingRights()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE TABLE other.t_a (id int); ALTER TABLE other.t_old ADD COLUMN x int;",
                      "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql("CREATE SCHEMA other; CREATE TABLE other.t_old (); CREATE ROLE weak LOGIN;"
             "GRANT CREATE ON SCHEMA public TO weak; GRANT USAGE ON SCHEMA other TO weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    Preflight result = lookOver(connection, site.catalog());
    const QString text = said(result, u"rights"_s);
    QVERIFY2(text.startsWith(u"stop: "_s), qUtf8Printable(text));
    QVERIFY(text.contains(u"may not make anything in: other"_s));
    QVERIFY(text.contains(u"does not own what the run changes: other.t_old"_s));
    QVERIFY(remedyOf(result, u"rights"_s).contains(u"owner of the tables"_s));
    QVERIFY(said(result, u"audit"_s).startsWith(u"warning: The user may not write"_s));
    QVERIFY(said(result, u"cluster"_s).startsWith(u"ok: "_s));
    site.sql("GRANT CREATE ON SCHEMA other TO weak; ALTER TABLE other.t_old OWNER TO weak");
    result = lookOver(connection, site.catalog());
    QVERIFY2(said(result, u"rights"_s).startsWith(u"ok: User "_s),
             qUtf8Printable(said(result, u"rights"_s)));
    site.sql("CREATE TABLE knex_migrations (id serial, name text, batch int, migration_time"
             " timestamptz); CREATE TABLE knex_migrations_lock (index serial, is_locked int);"
             "GRANT SELECT ON knex_migrations, knex_migrations_lock TO weak");
    QCOMPARE(said(lookOver(connection, site.catalog()), u"rights"_s), // a line for the module
             u"stop: The user lacks rights that an upgrade of module demo needs: SELECT, INSERT ON "
             "\"public\".\"knex_migrations\"; UPDATE ON \"public\".\"knex_migrations_lock\""_s);
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

// PostgreSQL wants CREATE on the database before it looks whether the schema is there.
void TestPreflight::schemaNeedsTheDatabase()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "CREATE SCHEMA IF NOT EXISTS other;", "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql("CREATE SCHEMA other; CREATE ROLE weak LOGIN; GRANT ALL ON SCHEMA public, other TO"
             " weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const QString text = said(lookOver(connection, site.catalog()), u"rights"_s);
    QVERIFY2(text.startsWith(u"stop: The user lacks CREATE ON DATABASE"_s), qUtf8Printable(text));
    QVERIFY(!connection.query("CREATE SCHEMA IF NOT EXISTS other")); // so it is
    site.sql("GRANT CREATE ON DATABASE " + postgres::quoteIdentifier(site.database()) + " TO weak");
    QVERIFY(said(lookOver(connection, site.catalog()), u"rights"_s).startsWith(u"ok: "_s));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestPreflight::auditTrailOfAnother()
{
    SiteFixture site(QStringList {});
    QCOMPARE(site.run(*plans::planSetEnvironment(site.inspect(), Environment::Test)).outcome,
             Outcome::Done);
    site.sql("CREATE ROLE weak LOGIN; GRANT ALL ON SCHEMA aegisx_site TO weak;"
             "GRANT ALL ON ALL TABLES IN SCHEMA aegisx_site TO weak;"
             "COMMENT ON TABLE aegisx_site.run IS 'version 1'");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    QVERIFY(said(lookOver(connection, site.catalog()), u"audit"_s)
                .startsWith(u"warning: It is of an older version"_s));
    QVERIFY(said(preflightOf(site), u"audit"_s).contains(u"brings it to the current version"_s));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestPreflight::extensions()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "CREATE EXTENSION IF NOT EXISTS plpgsql;", "SELECT 1;");
    SiteFixture site({demo.path()});
    QCOMPARE(said(preflightOf(site), u"extensions"_s),
             u"ok: All that the run needs are there: plpgsql"_s);
    demo.addMigration(u"2_b"_s, "CREATE EXTENSION no_such_thing;", "SELECT 1;");
    site.reload();
    const Preflight result = preflightOf(site);
    QCOMPARE(said(result, u"extensions"_s), u"stop: The server does not have: no_such_thing"_s);
    QVERIFY(remedyOf(result, u"extensions"_s).contains(u"administrator"_s));
}

void TestPreflight::encoding()
{
    SiteFixture site(QStringList {});
    QVERIFY(said(preflightOf(site), u"encoding"_s).contains(u"Thai text came back as sent"_s));
    TestCluster &cluster = TestCluster::instance();
    cluster.execute(u"postgres"_s,
                    "CREATE DATABASE old_bytes ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
                    " TEMPLATE template0");
    auto connection = postgres::Connection::open(cluster.settings(u"old_bytes"_s));
    QVERIFY(connection);
    QCOMPARE(said(lookOver(*connection, site.catalog()), u"encoding"_s),
             u"warning: The database is not encoded in UTF-8 but in: SQL_ASCII"_s);
}

void TestPreflight::settingsAreTold()
{
    SiteFixture site(QStringList {});
    QCOMPARE(said(preflightOf(site), u"settings"_s),
             u"ok: No time limit is set for this user and database."_s);
    site.sql("ALTER DATABASE " + postgres::quoteIdentifier(site.database())
             + " SET statement_timeout = '7s'");
    QVERIFY(said(preflightOf(site), u"settings"_s).contains(u"statement_timeout = 7000 ms"_s));
}

void TestPreflight::lockMemory()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QVERIFY(said(preflightOf(site), u"lock-memory"_s).startsWith(u"ok: "_s));
    QByteArray many;
    for (int i = 0; i < 2000; ++i)
        many += "CREATE TABLE public.m_" + QByteArray::number(i) + " ();\n";
    demo.addMigration(u"2_many"_s, many, "SELECT 1;");
    site.reload();
    const Preflight result = preflightOf(site);
    QVERIFY2(said(result, u"lock-memory"_s).startsWith(u"warning: "_s),
             qUtf8Printable(said(result, u"lock-memory"_s)));
    QVERIFY(remedyOf(result, u"lock-memory"_s).contains(u"step by step"_s));
}

void TestPreflight::longTransaction()
{
    SiteFixture site(QStringList {});
    QVERIFY(said(preflightOf(site), u"sessions"_s).startsWith(u"ok: "_s));
    auto other = site.connect();
    QVERIFY(other.query("BEGIN"));
    const QString young = said(preflightOf(site), u"sessions"_s);
    QVERIFY2(young.contains(u"None has been at work for long"_s), qUtf8Printable(young));
    auto connection = site.connect();
    const Preflight old = lookOver(connection, site.catalog(), {}, {}, {0s, 60s});
    const QString text = said(old, u"sessions"_s);
    QVERIFY2(text.startsWith(u"warning: "_s), qUtf8Printable(text));
    QVERIFY(text.contains(u"process %1, user postgres"_s.arg(other.facts().backendPid)));
    QVERIFY(remedyOf(old, u"sessions"_s).contains(u"stop that session"_s));
}

void TestPreflight::clocks()
{
    SiteFixture site(QStringList {});
    auto connection = site.connect();
    const Preflight strict = lookOver(connection, site.catalog(), {}, {}, {300s, -1s});
    QVERIFY2(said(strict, u"clock"_s).startsWith(u"warning: This computer's clock is"_s),
             qUtf8Printable(said(strict, u"clock"_s)));
    QVERIFY(!remedyOf(strict, u"clock"_s).isEmpty());
    QCOMPARE(said(lookOver(connection, site.catalog(), {}, {}, {300s, 3600s}), u"clock"_s),
             u"ok: The clocks of this computer and the server agree."_s);
}

void TestPreflight::invalidIndex()
{
    SiteFixture site(QStringList {});
    QCOMPARE(said(preflightOf(site), u"invalid-indexes"_s), u"ok: All of them are valid."_s);
    site.sql("CREATE TABLE t_x (id int); INSERT INTO t_x VALUES (1), (1)");
    auto connection = site.connect();
    QVERIFY(!connection.query("CREATE UNIQUE INDEX CONCURRENTLY t_x_half ON t_x (id)"));
    const Preflight result = preflightOf(site);
    QCOMPARE(said(result, u"invalid-indexes"_s),
             u"warning: Half-built, and used by nobody: public.t_x_half"_s);
    QVERIFY(remedyOf(result, u"invalid-indexes"_s).contains(u"Drop them"_s));
}

void TestPreflight::preparedTransaction()
{
    TestCluster cluster({{u"max_prepared_transactions = 2"_s}, {}, false});
    const QString database = cluster.createDatabase();
    auto connection = postgres::Connection::open(cluster.settings(database));
    QVERIFY(connection);
    const modules::ModuleCatalog none;
    QCOMPARE(said(lookOver(*connection, none), u"prepared-transactions"_s),
             u"ok: There are none."_s);
    QVERIFY(connection->query("BEGIN"));
    QVERIFY(connection->query("CREATE TABLE t_x ()"));
    QVERIFY(connection->query("PREPARE TRANSACTION 'left behind'"));
    const Preflight result = lookOver(*connection, none);
    QVERIFY2(said(result, u"prepared-transactions"_s).contains(u"locks: left behind"_s),
             qUtf8Printable(said(result, u"prepared-transactions"_s)));
    QVERIFY(remedyOf(result, u"prepared-transactions"_s).contains(u"ROLLBACK PREPARED"_s));
}

void TestPreflight::forgottenReplicationSlot()
{
    SiteFixture site(QStringList {});
    QVERIFY(said(preflightOf(site), u"replication"_s).startsWith(u"ok: "_s));
    site.sql("SELECT pg_create_physical_replication_slot('branch_office', true)");
    const Preflight result = preflightOf(site);
    site.sql("SELECT pg_drop_replication_slot('branch_office')");
    QVERIFY2(said(result, u"replication"_s).contains(u"branch_office ("_s)
                 && said(result, u"replication"_s).startsWith(u"warning: "_s),
             qUtf8Printable(said(result, u"replication"_s)));
}

void TestPreflight::stuckLock()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QVERIFY(said(preflightOf(site), u"locks"_s).startsWith(u"ok: "_s));
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const Preflight result = preflightOf(site);
    QVERIFY(said(result, u"locks"_s).startsWith(u"stop: Module demo is locked"_s));
    QVERIFY(remedyOf(result, u"locks"_s).contains(u"release the lock"_s));
}

void TestPreflight::unknownAndDuplicate()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("INSERT INTO knex_migrations (name, batch) VALUES ('1_a.ts', 1), ('9_z.ts', 2)");
    const Preflight result = preflightOf(site);
    QVERIFY(said(result, u"unknown"_s).startsWith(u"stop: "_s));
    QVERIFY(said(result, u"unknown"_s).contains(u"9_z.ts"_s));
    QVERIFY2(said(result, u"duplicates"_s).contains(u"1_a"_s)
                 && !said(result, u"duplicates"_s).startsWith(u"ok"_s),
             qUtf8Printable(said(result, u"duplicates"_s)));
}

void TestPreflight::unreadableFile()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "CREATE TABEL;", "SELECT 1;");
    SiteFixture site({demo.path()});
    const Preflight result = preflightOf(site);
    QVERIFY2(said(result, u"files"_s).startsWith(u"stop: "_s),
             qUtf8Printable(said(result, u"files"_s)));
    QVERIFY(result.check.findings.first().where.file.endsWith(u"1_a.sql"_s));
}

void TestPreflight::changedFile()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "CREATE TABLE public.t_a (id int);", "DROP TABLE public.t_a;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    demo.addMigration(
        u"1_a"_s, "-- with a remark\nCREATE TABLE public.t_a (id int);", "DROP TABLE public.t_a;");
    site.reload();
    QVERIFY2(said(preflightOf(site), u"changed-files"_s)
                 .startsWith(u"ok: Changed since they were applied here, but only in comments"_s),
             qUtf8Printable(said(preflightOf(site), u"changed-files"_s)));
    demo.addMigration(u"1_a"_s, "CREATE TABLE public.t_a (id text);", "DROP TABLE public.t_a;");
    site.reload();
    QCOMPARE(said(preflightOf(site), u"changed-files"_s),
             u"warning: Changed since they were applied here, and in their meaning: demo/1_a"_s);
}

void TestPreflight::hiddenHistory()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("CREATE ROLE weak LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const Preflight result = lookOver(connection, site.catalog());
    QVERIFY2(said(result, u"changed-files"_s).startsWith(u"warning: It cannot be known"_s),
             qUtf8Printable(said(result, u"changed-files"_s)));
    QVERIFY(remedyOf(result, u"changed-files"_s).contains(u"aegisx_site"_s));
    site.sql("REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM weak");
    const Preflight blind = lookOver(connection, site.catalog());
    for (const QString &id : {u"locks"_s, u"unknown"_s, u"duplicates"_s, u"there-already"_s})
        QVERIFY2(said(blind, id).startsWith(u"warning: It cannot be known"_s),
                 qUtf8Printable(id % u' ' % said(blind, id)));
    QVERIFY(said(blind, u"rights"_s).startsWith(u"stop: "_s));
    // As that user the server keeps where its data is to itself.
    QVERIFY(said(result, u"disk"_s).startsWith(u"warning: It cannot be known"_s));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestPreflight::drift()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QVERIFY2(said(preflightOf(site), u"drift"_s).startsWith(u"ok: "_s),
             qUtf8Printable(said(preflightOf(site), u"drift"_s)));
    site.sql("DROP TABLE public.\"t_1_a\"");
    QVERIFY(said(preflightOf(site), u"drift"_s).contains(u"demo/1_a ("_s));
    QVERIFY(said(preflightOf(site), u"drift"_s).startsWith(u"warning: "_s));
}

void TestPreflight::onlyWhatThePlanTouches()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "CREATE EXTENSION no_such_thing;", "SELECT 1;");
    SiteFixture site({demo.path()});
    auto connection = site.connect();
    const plans::Plan first = site.migratePlan({{}, u"1_a"_s, false});
    QCOMPARE(said(lookOver(connection, site.catalog(), {}, {first}), u"extensions"_s),
             u"ok: The run needs none."_s);
    QVERIFY(said(lookOver(connection, site.catalog(), {}, {site.migratePlan()}), u"extensions"_s)
                .startsWith(u"stop: "_s));
}

QTEST_GUILESS_MAIN(TestPreflight)
#include "tst_preflight.moc"
