// Who holds the migration locks: what is known of it, what may not be known, and their release.
#include "tests/support/modulefolder.h"
#include "tests/support/preflighttools.h"
#include "tests/support/testcluster.h"

#include "core/inspection/lockview.h"
#include "core/words/words.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace aegisx;
using inspection::LockState;
using runs::Outcome;
using test::ModuleFolder;
using test::SiteFixture;
using test::TestCluster;

class TestLocks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void locksAsTheyAre();
    void namelessLockNamesWhoMayHoldIt();
    void lockThatMayNotBeRead();
    void releaseWithoutTheRight();
    void unlockNamesTheTwoSteps();
    void preparedTransactionHoldsIt();
    void hiddenSessionIsNotGuessedAt();
    void releaseIsKept();
    void anotherLockSinceIsSomebodyElses();
    void rowsThatAreNotOne();
};

void TestLocks::initTestCase()
{
    TestCluster::instance().addConfiguration({u"max_prepared_transactions = 4"_s});
    TestCluster::instance().restart();
}

void TestLocks::locksAsTheyAre()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    const auto only = [&site] { return site.locks().modules.first(); };
    QCOMPARE(only().lock.state, LockState::Absent);
    QVERIFY(inspection::describeLock(only()).contains(u"no lock table"_s));
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(only().lock.state, LockState::Free);
    QCOMPARE(only().lock.rows, QList<tracking::LockValue> {0});
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    QCOMPARE(only().lock.state, LockState::Unknown);
    QVERIFY(inspection::describeLock(only()).contains(u"left no name"_s));
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1;" // in one transaction, as a run
             "INSERT INTO aegisx_site.lock_holder VALUES ('public', 'knex_migrations', "
             "gen_random_uuid(), 'Migrate', 'pc1', 'somsak', 'AegisX Site Manager 0.1.0', 77)");
    QCOMPARE(only().lock.state, LockState::Stale);
    QString text = inspection::describeLock(only());
    QVERIFY2(text.contains(u"which is proven: somsak@pc1 with AegisX Site Manager 0.1.0, since"_s),
             qUtf8Printable(text));
    QVERIFY(text.contains(u"process 77"_s));
    auto holder = site.connect();
    QVERIFY(holder.query(tracking::tryProofOfLife({u"public"_s, u"knex_migrations"_s}).sql));
    QCOMPARE(only().lock.state, LockState::Running);
    text = inspection::describeLock(only());
    QVERIFY2(text.contains(u"living run: somsak@pc1"_s)
                 && text.contains(u"process %1, user postgres"_s.arg(holder.facts().backendPid)),
             qUtf8Printable(text));
    site.sql("UPDATE knex_migrations_lock SET is_locked = 0;"
             "INSERT INTO knex_migrations_lock (is_locked) VALUES (0)");
    QVERIFY(holder.query(tracking::dropProofOfLife({u"public"_s, u"knex_migrations"_s}).sql));
    QCOMPARE(only().lock.state, LockState::Damaged);
    QVERIFY(inspection::describeLock(only()).contains(u"2 rows"_s));
}

// A run of ours died, knex freed its lock and took it anew; what our run noted stays.
void TestLocks::anotherLockSinceIsSomebodyElses()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1;"
             "INSERT INTO aegisx_site.lock_holder VALUES ('public', 'knex_migrations', "
             "gen_random_uuid(), 'Migrate', 'pc1', 'somsak', 'AegisX Site Manager 0.1.0', 77)");
    QCOMPARE(site.locks().modules.first().lock.state, LockState::Stale);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 0");
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const auto module = site.locks().modules.first();
    QCOMPARE(module.lock.state, LockState::Unknown);
    QVERIFY(!module.lock.holder);
    QCOMPARE(plans::planUnlock(site.inspect(), u"demo"_s, false).error().kind, ErrorKind::Refused);

    const auto plan = plans::planUnlock(site.inspect(), u"demo"_s, true); // while it is asked for
    QVERIFY(plan);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 0");
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const runs::RunReport report = site.run(*plan);
    QCOMPARE(report.outcome, Outcome::Locked);
    QVERIFY(report.error->message.contains(u"not the one that the plan was made for"_s));
    QCOMPARE(site.lockRows(), u"1"_s);
    QCOMPARE(site.run(*plans::planUnlock(site.inspect(), u"demo"_s, true)).outcome, Outcome::Done);
    QCOMPARE(site.lockRows(), u"0"_s);
}

// knex commits the row on a connection of its own: its worker shows nothing on the lock table.
void TestLocks::namelessLockNamesWhoMayHoldIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    QVERIFY2(inspection::describeLock(site.locks().modules.first())
                 .endsWith(u"No other session has a transaction open in this database."_s),
             qUtf8Printable(inspection::describeLock(site.locks().modules.first())));
    auto worker = site.connect();
    QVERIFY(worker.query("SET application_name = 'knex'"));
    QVERIFY(worker.query("BEGIN"));
    const QString who =
        u"process %1, user postgres, program \"knex\""_s.arg(worker.facts().backendPid);
    const auto view = site.locks();
    QVERIFY(view.hasNamelessLock());
    QCOMPARE(view.others.atWork.size(), 1);
    QCOMPARE(view.others.hidden, 0);
    QVERIFY(view.others.atWork.first().describe().startsWith(who));
    QVERIFY(inspection::describeLock(view.modules.first())
                .contains(u"1 other session(s) at work in this database may be it."_s));
    const auto refused = plans::planUnlock(site.inspect(), u"demo"_s, false);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(refused.error().detail.context.contains(who));
    const auto plan = plans::planUnlock(site.inspect(), u"demo"_s, true);
    QVERIFY(plan);
    QVERIFY(!hasErrors(plan->findings));
    QVERIFY(std::any_of(plan->findings.begin(), plan->findings.end(), [&who](const Finding &one) {
        return one.id == "lock-session"_L1 && one.message.contains(who);
    }));
    // Who may not see what others do claims nothing.
    site.sql("CREATE ROLE blind LOGIN; GRANT SELECT ON knex_migrations_lock TO blind");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION blind"));
    const auto unseen = inspection::inspect(connection, site.catalog());
    QVERIFY(unseen->others.atWork.isEmpty());
    QVERIFY(unseen->others.hidden > 0);
    const auto locks = inspection::readLocks(connection, *unseen);
    const QString text = inspection::describeLock(locks->modules.first());
    QVERIFY2(text.contains(u"may not see"_s) && !text.contains(u"No other session"_s),
             qUtf8Printable(text));
    site.sql("DROP OWNED BY blind; DROP ROLE blind");
}

void TestLocks::lockThatMayNotBeRead()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("CREATE ROLE blind LOGIN; GRANT SELECT ON knex_migrations TO blind");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION blind"));
    const auto state = inspection::inspect(connection, site.catalog());
    QVERIFY(state);
    const auto locks = inspection::readLocks(connection, *state);
    QCOMPARE(locks->modules.first().lock.state, LockState::Unknown);
    QVERIFY(!locks->hasNamelessLock());
    QCOMPARE(inspection::describeLock(locks->modules.first()),
             u"It cannot be known: this user may not read \"public\".\"knex_migrations_lock\"."_s);
    QCOMPARE(state->findings.first().id, u"unreadable-lock"_s);
    const auto plan = plans::planUnlock(*state, u"demo"_s, true);
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QVERIFY(plan.error().remedy.contains(u"SELECT on \"public\".\"knex_migrations_lock\""_s));
    QCOMPARE(plans::planMigrate(site.catalog(), *state, {}).error().kind, ErrorKind::Refused);
    site.sql("DROP OWNED BY blind; DROP ROLE blind");
}

void TestLocks::releaseWithoutTheRight()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1; CREATE ROLE weak LOGIN;"
             "GRANT SELECT ON knex_migrations, knex_migrations_lock TO weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const auto plan =
        plans::planUnlock(*inspection::inspect(connection, site.catalog()), u"demo"_s, true);
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QVERIFY2(
        plan.error().message.contains(u"DELETE, INSERT ON \"public\".\"knex_migrations_lock\""_s),
        qUtf8Printable(plan.error().message));
    QVERIFY(plan.error().remedy.contains(u"owner of the tables"_s));
    site.sql("GRANT ALL ON knex_migrations_lock TO weak;"
             "GRANT ALL ON SEQUENCE knex_migrations_lock_index_seq TO weak");
    QVERIFY(plans::planUnlock(*inspection::inspect(connection, site.catalog()), u"demo"_s, true));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestLocks::unlockNamesTheTwoSteps()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    const auto plan = plans::planUnlock(site.inspect(), u"demo"_s, true);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::Locked);
    QVERIFY2(plan.error().remedy.contains(u"(process %1)"_s.arg(holder.facts().backendPid)),
             qUtf8Printable(plan.error().remedy));
    QVERIFY(plan.error().remedy.contains(u"cancel"_s)
            && plan.error().remedy.contains(u"end its session"_s));
}

// No session holds it any more, and every run would wait for it.
void TestLocks::preparedTransactionHoldsIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto knex = site.connect();
    QVERIFY(knex.query("BEGIN"));
    QVERIFY(knex.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    QVERIFY(knex.query("PREPARE TRANSACTION 'left behind'"));
    const auto state = site.inspect();
    const inspection::LockInfo &lock = state.modules.first().lock;
    QCOMPARE(lock.state, LockState::Running);
    QCOMPARE(wordFor(lock), u"held by a prepared transaction"_s);
    const QString who = u"prepared transaction \"left behind\" of user postgres, since "_s;
    const auto locks = site.locks();
    const QString text = inspection::describeLock(locks.modules.first());
    QVERIFY2(text.contains(who) && text.contains(u"ROLLBACK PREPARED"_s), qUtf8Printable(text));
    const auto found = std::find_if(state.findings.begin(),
                                    state.findings.end(),
                                    [](const auto &one) { return one.id == "lock-prepared"_L1; });
    QVERIFY(found != state.findings.end());
    QVERIFY2(found->message.contains(who), qUtf8Printable(found->message));
    const auto plan = plans::planUnlock(state, u"demo"_s, true);
    QCOMPARE(plan.error().kind, ErrorKind::Locked);
    QVERIFY(plan.error().message.contains(who));
    QVERIFY2(plan.error().remedy.contains(u"COMMIT PREPARED"_s),
             qUtf8Printable(plan.error().remedy));
    const auto preflight = test::preflightOf(site);
    QVERIFY2(test::said(preflight, u"locks"_s).startsWith(u"warning: A prepared transaction"_s),
             qUtf8Printable(test::said(preflight, u"locks"_s)));
    QVERIFY(knex.query("ROLLBACK PREPARED 'left behind'"));
    QCOMPARE(site.locks().modules.first().lock.state, LockState::Free);
}

// pg_stat_activity shows a user without pg_read_all_stats who is there, and nothing else.
void TestLocks::hiddenSessionIsNotGuessedAt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto knex = site.connect();
    QVERIFY(knex.query("SET application_name = 'knex'"));
    QVERIFY(knex.query("BEGIN"));
    QVERIFY(knex.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    site.sql("CREATE ROLE blind LOGIN; GRANT SELECT ON knex_migrations, knex_migrations_lock TO"
             " blind");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION blind"));
    const auto state = inspection::inspect(connection, site.catalog());
    QVERIFY(state);
    const inspection::LockInfo &lock = state->modules.first().lock;
    QCOMPARE(lock.state, LockState::Running);
    QVERIFY(lock.session && lock.session->hidden);
    QVERIFY(lock.session->client.isEmpty() && lock.session->activity.isEmpty());
    QCOMPARE(lock.session->describe(),
             u"process %1, user postgres, program \"knex\" (what it does cannot be seen by this "
             "user)"_s.arg(knex.facts().backendPid));
    QVERIFY(!site.inspect().modules.first().lock.session->hidden);
    QCOMPARE(site.inspect().modules.first().lock.session->client, u"local"_s);
    site.sql("DROP OWNED BY blind; DROP ROLE blind");
}

// Also on a site that only knex has worked on so far.
void TestLocks::releaseIsKept()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("DROP SCHEMA aegisx_site CASCADE; UPDATE knex_migrations_lock SET is_locked = 1");
    auto worker = site.connect();
    QVERIFY(worker.query("BEGIN"));
    const auto plan = plans::planUnlock(site.inspect(), u"demo"_s, true);
    QVERIFY(plan);
    const auto report = site.run(*plan);
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(site.lockRows(), u"0"_s);
    QVERIFY(!report.unlogged);
    const QString kept = site.sql("SELECT concat_ws(' ', r.operation, r.outcome, s.direction,"
                                  " s.reason) FROM aegisx_site.run r"
                                  " JOIN aegisx_site.run_step s USING (run_id)");
    const QString holder = u"process %1, user postgres"_s.arg(worker.facts().backendPid);
    QVERIFY2(kept.startsWith(u"Unlock Done unlock "_s) && kept.contains(holder),
             qUtf8Printable(kept));
    QVERIFY(report.steps.first().reason.contains(holder));
}

// What the plan says of them is what the run does.
void TestLocks::rowsThatAreNotOne()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    for (const QByteArray &change : {QByteArray("DELETE FROM knex_migrations_lock"),
                                     QByteArray("INSERT INTO knex_migrations_lock (is_locked)"
                                                " VALUES (0)")}) {
        site.sql(change);
        const auto plan = plans::planUnlock(site.inspect(), u"demo"_s, false);
        QVERIFY(plan);
        QCOMPARE(plan->steps.size(), 1);
        QVERIFY2(plan->findings.first().remedy.startsWith(u"Releasing the lock leaves the one"_s),
                 qUtf8Printable(plan->findings.first().remedy));
        QCOMPARE(site.run(*plan).outcome, Outcome::Done);
        QCOMPARE(site.lockRows(), u"0"_s);
    }
}

QTEST_GUILESS_MAIN(TestLocks)
#include "tst_locks.moc"
