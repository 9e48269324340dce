// The audit trail in aegisx_site: its versions, who may write it, and that nobody changes it.
#include "tests/support/modulefolder.h"
#include "tests/support/oldsitelog.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/inspection/sitehistory.h"
#include "core/runs/bookkeeper.h"
#include "core/tracking/sitelogschema.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;
using test::version1;

namespace {

const QByteArray relations = "SELECT string_agg(relname || relkind::text, ' ' ORDER BY relname)"
                             " FROM pg_class WHERE relkind IN ('r', 'v')"
                             " AND relnamespace = 'aegisx_site'::regnamespace";
const QString complete =
    u"lock_holderr migrationr runr run_stepr seed_metadatar seed_rowr siter stepv"_s;

int versionOf(const SiteFixture &site)
{
    auto connection = site.connect();
    const auto rows = connection.query(tracking::selectSiteLogAccess().sql);
    if (!rows)
        qFatal("%s", qUtf8Printable(rows.error().toText()));
    return tracking::readSiteLogAccess(*rows).version;
}

QString migrations(const SiteFixture &site)
{
    return site.sql("SELECT string_agg(module || '/' || name || ' ' || direction, ', '"
                    " ORDER BY migration_id) FROM aegisx_site.migration");
}

// A session of a role that may make tables in public and nothing else.
postgres::Connection sessionOf(const SiteFixture &site, const QByteArray &role)
{
    site.sql("CREATE ROLE " + role + " LOGIN; GRANT CREATE ON SCHEMA public TO " + role);
    auto connection = site.connect();
    if (!connection.query("SET SESSION AUTHORIZATION " + role))
        qFatal("the role cannot be taken");
    return connection;
}

void drop(const SiteFixture &site, const QByteArray &role)
{
    site.sql("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

} // namespace

class TestAuditTrail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatARunLeaves();
    void failedStepIsKept();
    void upgradedInPlace();
    void olderProgramAfterTheUpgrade();
    void versionWithoutItsComment();
    void laterVersionIsLeftAlone();
    void rowsCannotBeChanged_data();
    void rowsCannotBeChanged();
    void runIsCompletedOnce();
    void ownerMayDisableTheTrigger();
    void createdBySeveralAtOnce();
    void upgradedBySeveralAtOnce();
    void roleThatWasGrantedIt();
    void roleThatMayNotCreateIt();
    void roleThatMayNotUpgradeIt();
    void logThatSomebodyHoldsLocked();
    void siteIsNamed();
};

void TestAuditTrail::whatARunLeaves()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"001_x"_s, "SELECT 1;");
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    QCOMPARE(versionOf(site), tracking::siteLogVersion);
    QCOMPARE(site.sql(relations), complete);
    QCOMPARE(site.sql("SELECT concat_ws(' ', run_id, tracking_schema, tracking_table, module, name,"
                      " direction, sha256, duration_us, done_by, db_user)"
                      " FROM aegisx_site.migration WHERE done_at > now() - interval '1 hour'"),
             QStringList({report.runId,
                          u"public knex_migrations demo 1_a up"_s,
                          site.sql("SELECT sha256 FROM aegisx_site.run_step ORDER BY step_id"),
                          QString::number(report.steps.first().microseconds),
                          report.who,
                          u"postgres"_s})
                 .join(u' '));
    QCOMPARE(site.sql("SELECT length(sha256) || ' ' || (length(fingerprint) > 8)::text"
                      " FROM aegisx_site.migration"),
             u"64 true"_s);
    QCOMPARE(site.run(site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(migrations(site), u"demo/1_a up, demo/1_a down"_s); // a seed is none
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run_step WHERE outcome = 'Done'"), u"3"_s);
}

void TestAuditTrail::failedStepIsKept()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "SELECT 1/0;", "SELECT 1;");
    SiteFixture site({demo.path()});
    const RunReport report = site.run(site.migratePlan());
    QCOMPARE(report.outcome, Outcome::Failed);
    auto connection = site.connect();
    const auto steps = inspection::readSiteRunSteps(connection, report.runId);
    QVERIFY(steps);
    QCOMPARE(steps->size(), 1); // 1_a was rolled back with it
    QCOMPARE(steps->first().name, u"2_b"_s);
    QCOMPARE(steps->first().outcome, u"Failed"_s);
    QVERIFY(steps->first().detail.contains(u"division by zero"_s));
    QVERIFY(steps->first().detail.contains(u"2_b.sql"_s));
    QCOMPARE(steps->first().sha256.size(), 64);
    QCOMPARE(inspection::readSiteRuns(connection, 5)->first().steps, 0);
    QVERIFY(inspection::readAppliedBy(connection)->isEmpty());
    QCOMPARE(migrations(site), QString());
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.step"), u"0"_s); // for older programs
}

void TestAuditTrail::upgradedInPlace()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    site.sql(version1);
    QCOMPARE(versionOf(site), 1);
    auto connection = site.connect();
    const auto before = inspection::readSiteRuns(connection, 5);
    const auto stepsBefore =
        inspection::readSiteRunSteps(connection, u"c1646ce2-c7c4-4b54-a2c4-0c8e630d4164"_s);
    QVERIFY(before && stepsBefore);
    QCOMPARE(before->size(), 1); // read as it is, without an upgrade
    QCOMPARE(before->first().steps, 4);
    QCOMPARE(stepsBefore->first().outcome, u"Done"_s);
    QCOMPARE(site.sql(relations), u"lock_holderr runr siter stepr"_s);
    const auto applied = inspection::readAppliedBy(connection);
    QCOMPARE(applied->keys(), QStringList {u"old/8_y"_s});

    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(versionOf(site), tracking::siteLogVersion);
    QCOMPARE(site.sql(relations), complete);
    const auto after = inspection::readSiteRuns(connection, 5);
    QCOMPARE(after->size(), 2);
    QCOMPARE(after->last().runId, before->first().runId);
    QCOMPARE(after->last().who, u"somchai@pc1"_s);
    QCOMPARE(after->last().steps, 4);
    QCOMPARE(site.sql("SELECT string_agg(step_id || ':' || name, ' ' ORDER BY step_id)"
                      " FROM aegisx_site.run_step"),
             u"1:8_y 2:9_z 3:9_z 4:001_x 5:1_a"_s);
    QCOMPARE(migrations(site), u"old/8_y up, old/9_z up, old/9_z down, demo/1_a up"_s);
    QCOMPARE(site.sql("SELECT concat_ws(' ', sha256, fingerprint, duration_us, done_by,"
                      " extract(year FROM done_at) > 2000)"
                      " FROM aegisx_site.migration WHERE name = '8_y'"),
             u"aa bb 12 somchai@pc1 t"_s);
    const auto appliedAfter = inspection::readAppliedBy(connection);
    QCOMPARE(appliedAfter->value(u"old/8_y"_s).sha256, u"aa"_s);
    QCOMPARE(appliedAfter->value(u"old/8_y"_s).fingerprint, u"bb"_s);
    QCOMPARE(appliedAfter->size(), 2);
    QCOMPARE(site.sql("SELECT environment || ' ' || set_by FROM aegisx_site.site"),
             u"test somchai@pc1"_s);
    QVERIFY(!site.sql("SELECT system_identifier FROM aegisx_site.site").isEmpty());
}

void TestAuditTrail::olderProgramAfterTheUpgrade()
{
    SiteFixture site(QStringList {});
    site.sql(version1
             + "CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA aegisx_site TO clerk;"
               "GRANT SELECT, INSERT ON aegisx_site.step TO clerk;"
               "GRANT SELECT ON aegisx_site.run TO clerk;");
    auto connection = site.connect();
    QCOMPARE(runs::run(connection, *plans::planSetEnvironment(site.inspect(), Environment::Test))
                 .outcome,
             Outcome::NothingToDo); // nothing ran: nothing is upgraded
    QCOMPARE(versionOf(site), 1);
    const auto plan = plans::planSetEnvironment(site.inspect(), Environment::Practice);
    QCOMPARE(runs::run(connection, *plan).outcome, Outcome::Done);
    QCOMPARE(versionOf(site), tracking::siteLogVersion);
    // The statement of version 0.1.0, by a role that had the right to it.
    QVERIFY(connection.query("SET SESSION AUTHORIZATION clerk"));
    const auto inserted = connection.query(
        "INSERT INTO aegisx_site.step (run_id, tracking_schema, tracking_table, module, name,"
        " direction, sha256, fingerprint, duration_us) SELECT $1::uuid, 'public',"
        " 'knex_migrations', 'old', '7_x', 'up', 'ee', 'ff', 1",
        {QByteArray("c1646ce2-c7c4-4b54-a2c4-0c8e630d4164")});
    QVERIFY2(inserted, qUtf8Printable(inserted ? QString() : inserted.error().toText()));
    QCOMPARE(site.sql("SELECT outcome FROM aegisx_site.run_step WHERE name = '7_x'"), u"Done"_s);
    QVERIFY(connection.query("SELECT FROM aegisx_site.migration"));
    const auto applied = inspection::readAppliedBy(connection);
    QVERIFY(applied && applied->contains(u"old/7_x"_s));
    drop(site, "clerk");
}

void TestAuditTrail::versionWithoutItsComment()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("COMMENT ON TABLE aegisx_site.run IS NULL"); // as pg_restore --no-comments leaves it
    QCOMPARE(versionOf(site), tracking::siteLogVersion);
    QCOMPARE(site.run(site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(migrations(site), u"demo/1_a up, demo/1_a down"_s);
}

void TestAuditTrail::laterVersionIsLeftAlone()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("COMMENT ON TABLE aegisx_site.run IS 'the audit trail, version 4'");
    QCOMPARE(site.run(site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(versionOf(site), 4);
    QCOMPARE(migrations(site), u"demo/1_a up, demo/1_a down"_s);
}

void TestAuditTrail::rowsCannotBeChanged_data()
{
    QTest::addColumn<QByteArray>("sql");
    for (const QByteArray table : {"run", "run_step", "migration"}) {
        const QByteArray name = "aegisx_site." + table;
        QTest::addRow("update %s", table.data()) << "UPDATE " + name + " SET run_id = run_id";
        QTest::addRow("delete %s", table.data()) << "DELETE FROM " + name;
        QTest::addRow("truncate %s", table.data()) << "TRUNCATE " + name + " CASCADE";
    }
    QTest::newRow("update through the view") << QByteArray("UPDATE aegisx_site.step SET name = ''");
    QTest::newRow("delete through the view") << QByteArray("DELETE FROM aegisx_site.step");
    QTest::newRow("another user") << QByteArray("UPDATE aegisx_site.run SET os_user = 'other'");
    QTest::newRow("upsert") << QByteArray(
        "INSERT INTO aegisx_site.run (run_id, operation, started_at) SELECT run_id, operation, "
        "started_at FROM aegisx_site.run ON CONFLICT (run_id) DO UPDATE SET host = 'other'");
}

void TestAuditTrail::rowsCannotBeChanged()
{
    QFETCH(const QByteArray, sql);
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const auto all = [&site] {
        return site.sql("SELECT concat(r.*, s.*, m.*) FROM aegisx_site.run r"
                        " JOIN aegisx_site.run_step s USING (run_id)"
                        " JOIN aegisx_site.migration m USING (run_id)");
    };
    const QString before = all();
    QVERIFY(!before.isEmpty());
    auto connection = site.connect(); // even as their owner
    const auto refused = connection.query(sql);
    QVERIFY(!refused);
    QCOMPARE(refused.error().detail.sqlState, u"42501"_s);
    QVERIFY(refused.error().detail.serverMessage.contains(u"append-only"_s));
    QCOMPARE(all(), before);
}

void TestAuditTrail::runIsCompletedOnce()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto connection = site.connect();
    QVERIFY(connection.query("INSERT INTO aegisx_site.run (run_id, operation, started_at) VALUES"
                             " ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'Migrate', now())"));
    const QByteArray update = "UPDATE aegisx_site.run SET ";
    const QByteArray where = " WHERE run_id = 'c1646ce2-c7c4-4b54-a2c4-0c8e630d4164'";
    QVERIFY(!connection.query(update + "host = 'x'" + where)); // completes nothing
    QVERIFY(!connection.query(update + "outcome = 'Done', host = 'x'" + where)); // and more
    QVERIFY(connection.query(update + "outcome = 'Failed', detail = 'why', finished_at = now()"
                             + where));
    QVERIFY(!connection.query(update + "outcome = 'Done'" + where));
    QVERIFY(!connection.query(update + "outcome = NULL" + where));
    QCOMPARE(site.sql("SELECT outcome || ' ' || detail FROM aegisx_site.run" + where),
             u"Failed why"_s);
}

void TestAuditTrail::ownerMayDisableTheTrigger()
{
    SiteFixture site(QStringList {});
    const auto plan = plans::planSetEnvironment(site.inspect(), Environment::Test);
    QCOMPARE(site.run(*plan).outcome, Outcome::Done);
    site.sql("ALTER TABLE aegisx_site.run_step DISABLE TRIGGER append_only;"
             "DELETE FROM aegisx_site.run_step");
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run_step"), u"0"_s);
}

namespace {

// Several sessions that make sure of the log at the same moment.
QString ensureAtOnce(const SiteFixture &site, const plans::Plan &plan)
{
    constexpr int sessions = 6;
    std::vector<postgres::Connection> connections;
    for (int i = 0; i < sessions; ++i)
        connections.push_back(site.connect());
    std::atomic<int> ready = 0;
    std::vector<QString> problems(sessions);
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < sessions; ++i)
            threads.emplace_back([&, i] {
                runs::Bookkeeper bookkeeper(connections[i], plan, 30s);
                for (++ready; ready < sessions;)
                    std::this_thread::yield();
                const auto done = bookkeeper.ensure({});
                if (!done)
                    problems[i] = done.error().toText();
                else if (!bookkeeper.writesSiteLog()
                         || bookkeeper.siteLog().version != tracking::siteLogVersion)
                    problems[i] = u"not written"_s;
            });
    }
    QString all;
    for (const QString &problem : problems)
        all += problem;
    return all;
}

} // namespace

void TestAuditTrail::createdBySeveralAtOnce()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    for (int round = 0; round < 5; ++round) {
        SiteFixture site({demo.path()});
        QCOMPARE(ensureAtOnce(site, site.migratePlan()), QString());
        QCOMPARE(site.sql(relations), complete);
        QCOMPARE(site.lockRows(), u"0"_s);
        QCOMPARE(site.sql("SELECT count(*) FROM pg_trigger WHERE tgrelid::regclass::text LIKE"
                          " 'aegisx_site.%' AND NOT tgisinternal"),
                 u"8"_s);
    }
}

void TestAuditTrail::upgradedBySeveralAtOnce()
{
    for (int round = 0; round < 5; ++round) {
        SiteFixture site(QStringList {});
        site.sql(version1);
        QCOMPARE(ensureAtOnce(site, {}), QString());
        QCOMPARE(site.sql(relations), complete);
        QCOMPARE(migrations(site), u"old/8_y up, old/9_z up, old/9_z down"_s);
        QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run_step"), u"4"_s);
    }
}

// The lines of docs/decisions/0002.
void TestAuditTrail::roleThatWasGrantedIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    const auto plan = plans::planSetEnvironment(site.inspect(), Environment::Test);
    QCOMPARE(site.run(*plan).outcome, Outcome::Done);
    auto connection = sessionOf(site, "second");
    site.sql("GRANT USAGE ON SCHEMA aegisx_site TO second;"
             "GRANT SELECT, INSERT ON aegisx_site.run, aegisx_site.run_step,"
             " aegisx_site.migration TO second;"
             "GRANT UPDATE (outcome, detail, finished_at) ON aegisx_site.run TO second;"
             "GRANT SELECT, INSERT, UPDATE, DELETE ON aegisx_site.lock_holder TO second;"
             "GRANT SELECT, INSERT, UPDATE ON aegisx_site.site TO second;");
    QCOMPARE(runs::run(connection, site.migratePlan({{}, {}, true})).outcome, Outcome::Done);
    QCOMPARE(runs::run(connection, site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT string_agg(direction || ' ' || db_user, ', ' ORDER BY migration_id)"
                      " FROM aegisx_site.migration"),
             u"up second, down second"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run WHERE outcome = 'Done'"), u"3"_s);
    QVERIFY(!connection.query("DELETE FROM aegisx_site.run"));
    QVERIFY(!connection.query("ALTER TABLE aegisx_site.run DISABLE TRIGGER ALL"));
    drop(site, "second");
}

void TestAuditTrail::roleThatMayNotCreateIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    auto connection = sessionOf(site, "plain");
    QCOMPARE(runs::run(connection, site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT to_regnamespace('aegisx_site') IS NULL"), u"t"_s);
    drop(site, "plain");
}

void TestAuditTrail::roleThatMayNotUpgradeIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "SELECT 1/0;", "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql(version1);
    auto connection = sessionOf(site, "tenant");
    site.sql("GRANT USAGE ON SCHEMA aegisx_site TO tenant;"
             "GRANT ALL ON ALL TABLES IN SCHEMA aegisx_site TO tenant;"
             "GRANT ALL ON ALL SEQUENCES IN SCHEMA aegisx_site TO tenant;");
    const auto first = runs::run(connection, site.migratePlan({{}, u"1_a"_s, false}));
    QVERIFY2(first.outcome == Outcome::Done,
             qUtf8Printable(first.error ? first.error->toText() : QString()));
    QCOMPARE(runs::run(connection, site.migratePlan()).outcome, Outcome::Failed);
    QCOMPARE(versionOf(site), 1);
    QCOMPARE(site.sql("SELECT string_agg(name, ' ' ORDER BY step_id) FROM aegisx_site.step"),
             u"8_y 9_z 9_z 001_x 1_a"_s);
    QCOMPARE(site.sql("SELECT string_agg(outcome, ' ' ORDER BY started_at) FROM aegisx_site.run"),
             u"Done Done Failed"_s);
    site.sql("REVOKE ALL ON SEQUENCE aegisx_site.step_step_id_seq FROM tenant"); // then not at all
    QCOMPARE(runs::run(connection, site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.run"), u"3"_s);
    drop(site, "tenant");
}

void TestAuditTrail::logThatSomebodyHoldsLocked()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    site.sql(version1);
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    // As a backup does, and a run of an older program that has written its row.
    QVERIFY(holder.query("LOCK TABLE aegisx_site.run IN ROW EXCLUSIVE MODE"));
    QCOMPARE(site.run(site.migratePlan(), {100ms, 0, 1s, 1s}).outcome, Outcome::Done);
    QCOMPARE(versionOf(site), 1);
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.step WHERE name = '1_a'"), u"1"_s);
    QVERIFY(holder.query("ROLLBACK"));
    QCOMPARE(site.run(site.rollbackPlan()).outcome, Outcome::Done);
    QCOMPARE(versionOf(site), tracking::siteLogVersion);
    QCOMPARE(migrations(site),
             u"old/8_y up, old/9_z up, old/9_z down, demo/1_a up, demo/1_a down"_s);
}

void TestAuditTrail::siteIsNamed()
{
    ModuleFolder demo;
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        demo.addTable(stem);
    SiteFixture site({demo.path()});
    const auto named = [&site] {
        return site.sql("SELECT concat_ws('|', environment, name, name_en, hospital_code)"
                        " FROM aegisx_site.site");
    };
    runs::RunOptions options;
    options.environment = Environment::Test;
    options.names.name = QString::fromUtf8("\xe0\xb8\x99\xe0\xb9\x88\xe0\xb8\xb2\xe0\xb8\x99");
    QCOMPARE(site.run(site.migratePlan({{}, u"1_a"_s, false}), options).outcome, Outcome::Done);
    QCOMPARE(named(), u"test|"_s % options.names.name % u"||"_s);
    const QString first = options.names.name;
    options.names = {u"other"_s, u"Nan"_s, u"10716"_s};
    QCOMPARE(site.run(site.migratePlan({{}, u"2_b"_s, false}), options).outcome, Outcome::Done);
    QCOMPARE(named(), u"test|"_s % first % u"|Nan|10716"_s); // never overwritten
    QCOMPARE(site.sql("SELECT system_identifier = (SELECT system_identifier::text FROM"
                      " pg_control_system()) FROM aegisx_site.site"),
             u"t"_s);
    site.sql("UPDATE aegisx_site.site SET system_identifier = '1'"); // a dump of another cluster
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QVERIFY(site.sql("SELECT system_identifier FROM aegisx_site.site") != u"1"_s);
}

QTEST_GUILESS_MAIN(TestAuditTrail)
#include "tst_audittrail.moc"
