// Who waits for whom; somebody's statement cancelled, a session ended.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/operations/operation.h"

#include <QTest>

#include <csignal>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace aegisx;
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

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

void TestSessions::whoWaitsForWhom()
{
    SiteFixture site(QStringList {});
    site.sql("CREATE TABLE t_x ()");
    QVERIFY(site.locks().blocked.isEmpty());
    auto holder = site.connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE t_x"));
    Worker first(site, "SELECT * FROM t_x");
    QTRY_VERIFY(isWaiting(site, first.pid(), "Lock"));
    const auto view = site.locks();
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
    QVERIFY2(report.stateNow.startsWith(
                 u"Done: its statement was cancelled. It was: process %1"_s.arg(sleeper.pid())),
             qUtf8Printable(report.stateNow));
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
    QVERIFY(report.stateNow.contains(u"It was: process %1, user postgres"_s.arg(pid)));
    // Where there is no log, one is made for it.
    QVERIFY(!report.unlogged);
    QCOMPARE(site.sql("SELECT s.direction || ' ' || r.outcome FROM aegisx_site.run r"
                      " JOIN aegisx_site.run_step s USING (run_id)"),
             u"endsession Done"_s);
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
    const RunReport report = runs::run(*nurse, *plan);
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(!clerk->query("SELECT 1"));
    QVERIFY(report.unlogged); // she may not create what would keep it
    QVERIFY2(report.stateNow.contains(u"history that the database keeps could not be written"_s),
             qUtf8Printable(report.stateNow));
    QCOMPARE(site.sql("SELECT to_regnamespace('aegisx_site') IS NULL"), u"t"_s);
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

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
