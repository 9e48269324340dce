// Who holds the locks and who waits for whom; somebody's statement cancelled, a session ended.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/inspection/lockview.h"
#include "core/operations/operation.h"

#include <QTest>

#include <csignal>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace aegisx;
using inspection::LockState;
using plans::SessionRequest;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;
using test::TestCluster;

namespace {

// A session that runs one statement to its end, on a thread of its own.
class Worker final
{
public:
    Worker(const SiteFixture &site, const QByteArray &sql)
        : m_connection(site.connect())
        , m_thread([this, sql] { m_answer = m_connection.query(sql); })
    {
    }
    ~Worker()
    {
        if (m_thread.joinable()) // a test that failed before it came to wait()
            TestCluster::instance().execute(
                u"postgres"_s, "SELECT pg_terminate_backend(" + QByteArray::number(pid()) + ")");
    }
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;
    [[nodiscard]] int pid() const { return m_connection.facts().backendPid; }
    [[nodiscard]] Result<postgres::Rows> wait()
    {
        m_thread.join();
        return m_answer;
    }

private:
    postgres::Connection m_connection;
    Result<postgres::Rows> m_answer;
    std::jthread m_thread;
};

bool isWaiting(const SiteFixture &site, int pid, const char *type)
{
    return site.sql("SELECT wait_event_type FROM pg_stat_activity WHERE pid = "
                    + QByteArray::number(pid))
        == QLatin1StringView(type);
}

bool isThere(const SiteFixture &site, int pid)
{
    return site.sql("SELECT count(*) FROM pg_stat_activity WHERE pid = " + QByteArray::number(pid))
        == "1"_L1;
}

Result<plans::Plan> planFor(const SiteFixture &site, const SessionRequest &request)
{
    auto connection = site.connect();
    return plans::planStopSession(connection, site.inspect(), request);
}

QStringList idsOf(const Findings &findings)
{
    QStringList ids;
    for (const Finding &finding : findings)
        ids << finding.id;
    return ids;
}

inspection::LockView viewOf(const SiteFixture &site)
{
    auto connection = site.connect();
    const auto view = inspection::readLocks(connection, site.inspect());
    if (!view)
        qFatal("%s", qUtf8Printable(view.error().toText()));
    return *view;
}

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void locksAsTheyAre();
    void namelessLockNamesWhoMayHoldIt();
    void lockThatMayNotBeRead();
    void releaseWithoutTheRight();
    void whoWaitsForWhom();
    void cancelsAStatement();
    void endsASession();
    void saysWhatItHasOpen();
    void refusesWhatIsNotAnybodys();
    void refusesWithoutTheRight();
    void leavesAnotherSessionOfThatProcessAlone();
    void statementThatHasEndedIsNotCancelled();
    void saysWhenItIsStillThere();
    void runGoesOnAfterIt();
    void triesAreCounted();
    void unlockNamesTheTwoSteps();
};

void TestSessions::locksAsTheyAre()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    const auto only = [&site] { return viewOf(site).modules.first(); };
    QCOMPARE(only().lock.state, LockState::Absent);
    QVERIFY(inspection::describeLock(only()).contains(u"no lock table"_s));
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(only().lock.state, LockState::Free);
    QCOMPARE(only().lock.rows, QList<tracking::LockValue> {0});
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    QCOMPARE(only().lock.state, LockState::Unknown);
    QVERIFY(inspection::describeLock(only()).contains(u"left no name"_s));
    site.sql("INSERT INTO aegisx_site.lock_holder VALUES ('public', 'knex_migrations', "
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

// knex commits the row on a connection of its own: its worker shows nothing on the lock table.
void TestSessions::namelessLockNamesWhoMayHoldIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    QVERIFY2(inspection::describeLock(viewOf(site).modules.first())
                 .endsWith(u"No other session has a transaction open in this database."_s),
             qUtf8Printable(inspection::describeLock(viewOf(site).modules.first())));
    auto worker = site.connect();
    QVERIFY(worker.query("SET application_name = 'knex'"));
    QVERIFY(worker.query("BEGIN"));
    const QString who =
        u"process %1, user postgres, program \"knex\""_s.arg(worker.facts().backendPid);
    const auto view = viewOf(site);
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

void TestSessions::lockThatMayNotBeRead()
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

void TestSessions::releaseWithoutTheRight()
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

void TestSessions::whoWaitsForWhom()
{
    SiteFixture site(QStringList {});
    site.sql("CREATE TABLE t_x ()");
    QVERIFY(viewOf(site).blocked.isEmpty());
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE t_x"));
    Worker first(site, "SELECT * FROM t_x");
    QTRY_VERIFY(isWaiting(site, first.pid(), "Lock"));
    const auto view = viewOf(site);
    QCOMPARE(view.blocked.size(), 1);
    QCOMPARE(view.blocked.first().session.pid, first.pid());
    QVERIFY(view.blocked.first().session.activity.contains(u"SELECT * FROM"_s));
    QCOMPARE(view.blocked.first().blockers.size(), 1);
    const inspection::SessionInfo &blocker = view.blocked.first().blockers.first();
    QCOMPARE(blocker.pid, holder.facts().backendPid);
    QCOMPARE(blocker.state, u"idle in transaction"_s);
    QVERIFY(blocker.startedAt.isValid() && blocker.transactionSince >= blocker.startedAt);
    QVERIFY(blocker.statementSince >= blocker.transactionSince);
    QVERIFY(holder.query("ROLLBACK"));
    QVERIFY(first.wait());
}

void TestSessions::cancelsAStatement()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    Worker sleeper(site, "SELECT pg_sleep(600)");
    QTRY_VERIFY(isWaiting(site, sleeper.pid(), "Timeout"));
    const auto plan = planFor(site, {sleeper.pid(), false});
    QVERIFY2(plan, qUtf8Printable(plan ? QString() : plan.error().toText()));
    QCOMPARE(plan->operation, plans::Operation::StopSession);
    QCOMPARE(plan->steps.first().kind, plans::StepKind::CancelStatement);
    QVERIFY(plan->modules.isEmpty()); // no migration lock
    const RunReport report = site.run(*plan);
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.stateNow, u"Done: its statement was cancelled."_s);
    const auto answer = sleeper.wait();
    QVERIFY(!answer);
    QCOMPARE(answer.error().detail.sqlState, u"57014"_s);
    QVERIFY(isThere(site, sleeper.pid()));
    QCOMPARE(site.sql("SELECT concat_ws(' ', r.operation, r.outcome, s.direction, s.name)"
                      " FROM aegisx_site.run r JOIN aegisx_site.run_step s USING (run_id)"
                      " ORDER BY s.step_id DESC LIMIT 1"),
             u"StopSession Done cancelstatement %1"_s.arg(sleeper.pid()));
    QVERIFY(site.sql("SELECT reason FROM aegisx_site.run_step ORDER BY step_id DESC LIMIT 1")
                .contains(u"user postgres"_s));
}

void TestSessions::endsASession()
{
    SiteFixture site(QStringList {});
    site.sql("CREATE TABLE t_x ()");
    auto holder = site.connect();
    const int pid = holder.facts().backendPid;
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE t_x"));
    const auto idle = planFor(site, {pid, false});
    QVERIFY(!idle); // it runs nothing that could be cancelled
    QCOMPARE(idle.error().kind, ErrorKind::Refused);
    QVERIFY(idle.error().remedy.contains(u"end that instead"_s));
    const auto plan = planFor(site, {pid, true});
    QVERIFY(plan);
    const RunReport report = site.run(*plan);
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(!isThere(site, pid));
    QVERIFY(!holder.query("SELECT 1"));
    QVERIFY(holder.isLost());
    // Where there is no log, none is made for it.
    QCOMPARE(site.sql("SELECT to_regnamespace('aegisx_site') IS NULL"), u"t"_s);
}

void TestSessions::saysWhatItHasOpen()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto holder = site.connect();
    const int pid = holder.facts().backendPid;
    auto plan = planFor(site, {pid, true});
    QVERIFY(plan);
    QCOMPARE(idsOf(plan->findings), (QStringList {u"session"_s, u"session-no-transaction"_s}));
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    plan = planFor(site, {pid, true});
    QVERIFY(plan);
    QCOMPARE(
        idsOf(plan->findings),
        (QStringList {
            u"session"_s, u"session-holds-lock"_s, u"session-transaction"_s, u"session-locks"_s}));
    QVERIFY(plan->findings.at(0).message.contains(u"process %1"_s.arg(pid)));
    QVERIFY(plan->findings.at(2).message.contains(u"transaction open since 20"_s));
    QVERIFY(plan->findings.at(3).message.contains(u"knex_migrations_lock"_s));
}

void TestSessions::refusesWhatIsNotAnybodys()
{
    SiteFixture site(QStringList {});
    SiteFixture other(QStringList {});
    const auto elsewhere = other.connect();
    const int writer =
        site.sql("SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'")
            .toInt();
    QVERIFY(writer > 0);
    auto connection = site.connect();
    const auto state = site.inspect();
    const auto refused = [&](int pid) {
        const auto plan = plans::planStopSession(connection, state, {pid, true});
        return plan ? QString() : keyOf(plan.error().kind) % u": "_s % plan.error().message;
    };
    QCOMPARE(
        refused(connection.facts().backendPid),
        u"Refused: Process %1 is this program's own session."_s.arg(connection.facts().backendPid));
    QCOMPARE(refused(elsewhere.facts().backendPid),
             u"Refused: Process %1 works in another database: %2"_s.arg(
                 QString::number(elsewhere.facts().backendPid), other.database()));
    QCOMPARE(refused(writer),
             u"Refused: Process %1 is a part of the server, not somebody's session."_s.arg(writer));
    QCOMPARE(refused(2147483647), u"NotFound: The server has no process 2147483647 any more."_s);
}

void TestSessions::refusesWithoutTheRight()
{
    SiteFixture site(QStringList {});
    site.sql("CREATE ROLE nurse LOGIN; CREATE ROLE clerk LOGIN");
    // Real logins: the server names a session after the user that it began with.
    TestCluster::instance().addAccessRules(
        {u"local all nurse trust"_s, u"local all clerk trust"_s});
    TestCluster::instance().reload();
    auto settings = TestCluster::instance().settings(site.database());
    settings.user = u"nurse"_s;
    auto nurse = postgres::Connection::open(settings);
    QVERIFY(nurse);
    settings.user = u"clerk"_s;
    auto clerk = postgres::Connection::open(settings);
    QVERIFY(clerk);
    const auto superuser = site.connect();
    const auto state = site.inspect();
    const auto problem = [&](int pid) {
        const auto plan = plans::planStopSession(*nurse, state, {pid, true});
        return plan ? QString() : plan.error().message % u' ' % plan.error().remedy;
    };
    QVERIFY(problem(superuser.facts().backendPid).contains(u"belongs to a superuser (postgres)"_s));
    QVERIFY(problem(clerk->facts().backendPid).contains(u"GRANT pg_signal_backend TO nurse"_s));
    site.sql("GRANT pg_signal_backend TO nurse");
    QVERIFY(problem(clerk->facts().backendPid).contains(u"GRANT pg_read_all_stats TO nurse"_s));
    site.sql("GRANT pg_read_all_stats TO nurse");
    QCOMPARE(problem(clerk->facts().backendPid), QString());
    QVERIFY(problem(superuser.facts().backendPid).contains(u"superuser"_s)); // still
    const auto plan = plans::planStopSession(*nurse, state, {clerk->facts().backendPid, true});
    QCOMPARE(runs::run(*nurse, *plan).outcome, Outcome::Done);
    QVERIFY(!clerk->query("SELECT 1"));
    site.sql("DROP ROLE clerk; DROP ROLE nurse");
}

void TestSessions::leavesAnotherSessionOfThatProcessAlone()
{
    SiteFixture site(QStringList {});
    auto holder = site.connect();
    const int pid = holder.facts().backendPid;
    auto plan = planFor(site, {pid, true});
    QVERIFY(plan);
    // As if the server had given the number away since.
    auto &session = plan->steps.first().session;
    session->startedAt = session->startedAt.addMSecs(-1);
    const RunReport report = site.run(*plan);
    QCOMPARE(report.outcome, Outcome::NothingToDo);
    QCOMPARE(report.steps.first().state, runs::StepState::Skipped);
    QVERIFY(holder.query("SELECT 1"));
}

void TestSessions::statementThatHasEndedIsNotCancelled()
{
    SiteFixture site(QStringList {});
    Worker sleeper(site, "SELECT pg_sleep(600)");
    QTRY_VERIFY(isWaiting(site, sleeper.pid(), "Timeout"));
    auto plan = planFor(site, {sleeper.pid(), false});
    QVERIFY(plan);
    plans::Plan older = *plan;
    auto &session = older.steps.first().session;
    session->statementSince = session->statementSince.addMSecs(-1); // the one before this
    QCOMPARE(site.run(older).outcome, Outcome::NothingToDo);
    QVERIFY(isWaiting(site, sleeper.pid(), "Timeout"));
    QCOMPARE(site.run(*plan).outcome, Outcome::Done);
    QVERIFY(!sleeper.wait());
}

void TestSessions::saysWhenItIsStillThere()
{
    SiteFixture site(QStringList {});
    auto holder = site.connect();
    const int pid = holder.facts().backendPid;
    const auto plan = planFor(site, {pid, true});
    QVERIFY(plan);
    runs::RunOptions options;
    options.sessionWait = 200ms;
    QCOMPARE(::kill(pid, SIGSTOP), 0); // it hears nothing
    const RunReport report = site.run(*plan, options);
    QCOMPARE(::kill(pid, SIGCONT), 0);
    QCOMPARE(report.outcome, Outcome::Failed);
    QVERIFY2(report.error->message.contains(u"still there after 0.2 seconds"_s),
             qUtf8Printable(report.error->message));
    QTRY_VERIFY(!isThere(site, pid));
}

// The run waits for a table; a second connection ends whoever holds it.
void TestSessions::runGoesOnAfterIt()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    demo.addMigration(u"2_b"_s, "ALTER TABLE public.\"t_1_a\" ADD COLUMN x int;", "SELECT 1;");
    site.reload();
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE public.\"t_1_a\" IN ACCESS SHARE MODE"));
    const plans::Plan plan = site.migratePlan();
    auto second = site.connect();
    QList<Event> waits;
    runs::RunOptions options;
    options.lockTimeout = 120s;
    auto connection = site.connect();
    const RunReport report = runs::run(connection, plan, options, [&](const Event &event) {
        if (event.kind != EventKind::Waiting || !waits.isEmpty())
            return;
        waits << event;
        const auto prepared = operations::prepare(
            second, site.catalog(), {}, SessionRequest {event.blockers.value(0).pid, true});
        if (prepared) [[maybe_unused]]
            const auto reports = operations::carryOut(second, site.catalog(), {}, *prepared);
    });
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(waits.size(), 1);
    QCOMPARE(waits.first().blockers.size(), 1);
    QCOMPARE(waits.first().blockers.first().pid, holder.facts().backendPid);
    QVERIFY(waits.first().text.contains(waits.first().blockers.first().description));
    QCOMPARE(waits.first().attempt, 1);
    QCOMPARE(waits.first().attempts, options.lockRetries + 1);
    QCOMPARE(waits.first().waitLimitMilliseconds, 120000);
    QVERIFY(!holder.query("SELECT 1"));
}

void TestSessions::triesAreCounted()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    demo.addMigration(u"2_b"_s, "ALTER TABLE public.\"t_1_a\" ADD COLUMN x int;", "SELECT 1;");
    site.reload();
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE public.\"t_1_a\" IN ACCESS SHARE MODE"));
    QStringList tries;
    QStringList texts;
    auto connection = site.connect();
    const RunReport report =
        runs::run(connection, site.migratePlan(), {50ms, 2, 1s, 1s}, [&](const Event &event) {
            if (event.kind == EventKind::StepFailed || event.kind == EventKind::Retrying)
                tries
                    << u"%1 %2/%3"_s.arg(keyOf(event.kind)).arg(event.attempt).arg(event.attempts);
            if (event.kind == EventKind::Retrying)
                texts << event.text;
        });
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(tries,
             (QStringList {u"StepFailed 1/3"_s,
                           u"Retrying 2/3"_s,
                           u"StepFailed 2/3"_s,
                           u"Retrying 3/3"_s,
                           u"StepFailed 3/3"_s}));
    QVERIFY(texts.first().contains(u"try 2 of 3"_s));
}

void TestSessions::unlockNamesTheTwoSteps()
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

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
