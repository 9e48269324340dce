// What is looked at before a run: each line good, and then made bad by hand.
#include "tests/support/modulefolder.h"
#include "tests/support/preflighttools.h"
#include "tests/support/testcluster.h"

#include <QTest>

#include <pg_query.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace aegisx;
using inspection::CheckState;
using plans::Preflight;
using plans::PreflightLine;
using runs::Outcome;
using test::lookOver;
using test::ModuleFolder;
using test::preflightOf;
using test::remedyOf;
using test::said;
using test::SiteFixture;
using test::TestCluster;

class TestPreflight : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsWell();
    void changesNothing();
    void readOnlyDefault();
    void otherCluster();
    void otherEnvironment();
    void extensions();
    void encoding();
    void encodingWithoutThai();
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
    void changedConstants();
    void hiddenHistory();
    void recordElsewhere();
    void drift();
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
    QCOMPARE(remedyOf(result, u"extensions"_s),
             u"Ask the server's administrator to install the package of that extension: "
             "no_such_thing"_s);
    demo.addMigration(u"2_b"_s, "CREATE EXTENSION pg_trgm WITH VERSION '99';", "SELECT 1;");
    site.reload();
    const Preflight version = preflightOf(site);
    QCOMPARE(said(version, u"extensions"_s),
             u"stop: The server does not have this version of the extension: pg_trgm 99"_s);
    QVERIFY(remedyOf(version, u"extensions"_s).contains(u"administrator"_s));
    demo.addMigration(u"2_b"_s, "CREATE EXTENSION pg_trgm VERSION '1.6';", "SELECT 1;");
    site.reload();
    QVERIFY(said(preflightOf(site), u"extensions"_s).startsWith(u"ok: "_s));
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

// In which the server refuses even to be asked for a Thai name.
void TestPreflight::encodingWithoutThai()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE VIEW public.v AS SELECT 1 AS \"\u0e23\u0e2b\u0e31\u0e2a\";"
                      "CREATE TABLE public.\"\u0e22\u0e32\" (id int);"
                      "ALTER TABLE public.\"\u0e22\u0e32\" ADD x int;",
                      "SELECT 1;");
    SiteFixture site({demo.path()});
    TestCluster &cluster = TestCluster::instance();
    cluster.execute(u"postgres"_s,
                    "CREATE DATABASE old_latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
                    " TEMPLATE template0");
    auto connection = postgres::Connection::open(cluster.settings(u"old_latin"_s));
    QVERIFY(connection);
    const Preflight result = lookOver(*connection, site.catalog());
    QCOMPARE(said(result, u"encoding"_s),
             u"stop: The database cannot hold Thai text: it is not encoded in UTF-8 but in: "
             "LATIN1"_s);
    QVERIFY(remedyOf(result, u"encoding"_s).contains(u"ENCODING 'UTF8'"_s));
    const auto state = inspection::inspect(*connection, site.catalog());
    QVERIFY(state);
    QVERIFY(std::any_of(state->findings.begin(), state->findings.end(), [](const auto &finding) {
        return finding.id == "encoding"_L1 && finding.severity == Severity::Error;
    }));
    const auto plan = plans::planMigrate(site.catalog(), *state, {});
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QVERIFY2(plan.error().message.contains(u"LATIN1"_s), qUtf8Printable(plan.error().message));
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
    for (int i = 0; i < 1000; ++i)
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

void TestPreflight::changedConstants()
{
    const QByteArray down = "DROP TABLE public.t_a;";
    const QByteArray text = "CREATE TABLE public.t_a (c varchar(100) DEFAULT 'self');";
    const QString meaning =
        u"warning: Changed since they were applied here, and in their meaning: demo/1_a"_s;
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, text, down);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const auto changeTo = [&](const QByteArray &now) {
        demo.addMigration(u"1_a"_s, now, down);
        site.reload();
        return said(preflightOf(site), u"changed-files"_s);
    };
    QCOMPARE(changeTo(QByteArray(text).replace("100", "120")), meaning);
    QCOMPARE(changeTo(QByteArray(text).replace("self", "blank")), meaning);
    QVERIFY(changeTo("/* why */ create table PUBLIC.t_a\n(c varchar(100) default 'self');")
                .startsWith(u"ok: "_s));
    // What older programs noted: libpg_query's fingerprint, which is blind to constants.
    const PgQueryFingerprintResult older = pg_query_fingerprint(text.constData());
    site.sql("ALTER TABLE aegisx_site.run_step DISABLE TRIGGER USER;"
             "UPDATE aegisx_site.run_step SET fingerprint = '"
             + QByteArray(older.fingerprint_str) + "'");
    pg_query_free_fingerprint_result(older);
    const QString unsure = changeTo("-- why\n" + text);
    QVERIFY2(unsure.startsWith(u"warning: Changed since they were applied here; whether"_s)
                 && unsure.endsWith(u": demo/1_a"_s),
             qUtf8Printable(unsure));
    QCOMPARE(changeTo(QByteArray(text).replace("c varchar(100)", "c text")), meaning);
    QCOMPARE(changeTo(text), u"ok: Unchanged since they were applied: 1 file(s)."_s);
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
    for (const QString &id :
         {u"locks"_s, u"unknown"_s, u"duplicates"_s, u"there-already"_s, u"drift"_s})
        QVERIFY2(said(blind, id).startsWith(u"warning: It cannot be known"_s),
                 qUtf8Printable(id % u' ' % said(blind, id)));
    QVERIFY(said(blind, u"rights"_s).startsWith(u"stop: "_s));
    // As that user the server keeps where its data is to itself.
    QVERIFY(said(result, u"disk"_s).startsWith(u"warning: It cannot be known"_s));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestPreflight::recordElsewhere()
{
    ModuleFolder lab(
        u"lab"_s,
        "{\"id\": \"lab\", \"version\": \"1\", \"title\": {\"en\": \"a\", \"th\": \"a\"},"
        " \"schema\": \"lab\", \"trackingTable\": \"km\", \"recordedExtension\": \".ts\","
        " \"requires\": []}");
    lab.addTable(u"1_a"_s);
    SiteFixture site({lab.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("CREATE SCHEMA other; ALTER DATABASE " + postgres::quoteIdentifier(site.database())
             + " SET search_path = other");
    const Preflight result = preflightOf(site);
    for (const QString &id :
         {u"locks"_s, u"unknown"_s, u"duplicates"_s, u"there-already"_s, u"drift"_s})
        QVERIFY2(said(result, id).startsWith(u"warning: It cannot be known, as the record stands"_s)
                     && remedyOf(result, id).contains(u"search_path"_s),
                 qUtf8Printable(id % u' ' % said(result, id)));
    QCOMPARE(result.worst(), CheckState::Stop);
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
