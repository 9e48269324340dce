#include "core/runs/runner.h"

#include "core/base/tr.h"
#include "core/inspection/serverfindings.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/runlock.h"
#include "core/runs/runlog.h"
#include "core/runs/settle.h"
#include "core/runs/steprunner.h"
#include "core/runs/unlockrun.h"

#include <algorithm>
#include <thread>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using plans::Operation;
using plans::PlanStep;
using plans::StepKind;
using postgres::Command;

namespace {

constexpr auto lostSessionWait = 15s; // longer than a server takes to notice that we are gone

bool isLockWait(const Error &error)
{
    return error.detail.sqlState == "55P03"_L1 || error.detail.sqlState == "40P01"_L1;
}

void sleepUnlessStopped(std::chrono::milliseconds time, const std::stop_token &stop)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(20ms);
}

class Run
{
public:
    Run(postgres::Connection &connection,
        const plans::Plan &plan,
        const RunOptions &options,
        const EventSink &events,
        std::stop_token stop);

    RunReport go();

private:
    [[nodiscard]] Result<void> perform();
    [[nodiscard]] Result<void> performSegments();
    [[nodiscard]] Result<void> performUnlock();
    void takeLocked(const LockedModules &locked);
    [[nodiscard]] Result<void> commitLock();
    [[nodiscard]] Result<void> runTransaction(const std::vector<int> &steps, bool last);
    [[nodiscard]] Result<void> tryTransaction(const std::vector<int> &steps, bool last);
    [[nodiscard]] Result<void> runSingle(int step, bool last);
    [[nodiscard]] Result<void> finishTransaction(const std::vector<int> &steps, bool last);
    [[nodiscard]] Result<void> commit(const std::vector<int> &steps);
    [[nodiscard]] Command proofOfWork(const std::vector<int> &steps) const;
    [[nodiscard]] std::vector<int> withoutDoneOnes(const std::vector<int> &steps);
    [[nodiscard]] Result<void> release();
    [[nodiscard]] Result<void> reclaimLock();
    [[nodiscard]] bool isLockNotedAsOurs();
    void cleanUp();
    void setDoneOnesTo(const std::vector<int> &steps, StepState state);
    [[nodiscard]] Outcome outcomeOf(const Error &error) const;
    void close(const Result<void> &result);
    void logFailure();

    postgres::Connection &m_connection;
    const plans::Plan &m_plan;
    RunOptions m_options;
    const EventSink &m_events;
    std::stop_token m_stop;
    RunReport m_report;
    tracking::RunIdentity m_identity;
    Bookkeeper m_bookkeeper;
    RunLog m_log;
    StepRunner m_steps;
    LockedModules m_locked;
    QSet<QPair<QString, QString>> m_recordedStems; // of m_locked: module, stem
    QByteArray m_transactionId;
    bool m_lockCommitted = false; // is_locked = 1 is visible to everybody and ours
    bool m_provesLife = false; // this session holds the advisory locks that go with it
    bool m_committedAny = false; // something of the plan is in the database for good
};

Run::Run(postgres::Connection &connection,
         const plans::Plan &plan,
         const RunOptions &options,
         const EventSink &events,
         std::stop_token stop)
    : m_connection(connection)
    , m_plan(plan)
    , m_options(options)
    , m_events(events)
    , m_stop(std::move(stop))
    , m_identity(tracking::RunIdentity::make(keyOf(plan.operation), connection.facts().backendPid))
    , m_bookkeeper(connection, plan, options.lockTimeout)
    , m_log(m_bookkeeper, plan, m_identity, options.environment)
    , m_steps(connection, plan, m_report, m_events, options.lockTimeout)
{
    m_report.operation = plan.operation;
    m_report.runId = m_identity.runId;
    m_report.site = connection.settings().describe();
    m_report.who = m_identity.who();
    m_report.startedAt = m_identity.startedAt;
    for (const PlanStep &step : plan.steps)
        m_report.steps.append({step.kind, step.module, step.name, StepState::NotRun, 0, {}, {}});
}

void Run::takeLocked(const LockedModules &locked)
{
    m_locked = locked;
    m_recordedStems.clear();
    for (auto it = locked.cbegin(); it != locked.cend(); ++it) {
        for (const QString &name : it->recorded)
            m_recordedStems.insert({it.key(), modules::stemOf(name)});
    }
}

std::vector<int> Run::withoutDoneOnes(const std::vector<int> &steps)
{
    std::vector<int> todo;
    for (const int index : steps) {
        const PlanStep &step = m_plan.steps.at(index);
        if (step.kind == StepKind::Up && m_recordedStems.contains({step.module, step.name})) {
            m_report.steps[index].state = StepState::Skipped;
            m_steps.emitEvent(EventKind::StepSkipped, index);
        } else {
            todo.push_back(index);
        }
    }
    return todo;
}

// Whether what the steps wrote is there: the first row of theirs says it for all.
Command Run::proofOfWork(const std::vector<int> &steps) const
{
    for (const int index : steps) {
        const PlanStep &step = m_plan.steps.at(index);
        if (step.environment)
            return tracking::isEnvironment(*step.environment);
        if (step.kind != StepKind::Up && step.kind != StepKind::Down)
            continue;
        Command proof = tracking::isRecorded(step.table, step.recordedName);
        if (step.kind == StepKind::Down)
            proof.sql.replace("SELECT EXISTS", "SELECT NOT EXISTS");
        return proof;
    }
    return {"SELECT true", {}}; // seeds leave no row
}

Result<void> Run::commit(const std::vector<int> &steps)
{
    const auto done = m_connection.query("COMMIT"); // not to be cancelled
    if (done && done->commandTag() == "COMMIT")
        return {};
    if (done)
        return fail(ErrorKind::Database,
                    Tr::tr("The server rolled the transaction back instead of completing it."));
    if (done.error().kind != ErrorKind::ConnectionLost)
        return fail(done.error());
    m_steps.emitEvent(
        EventKind::Message,
        -1,
        Tr::tr("The connection was lost at the COMMIT; asking the server what became of it."));
    const auto settled =
        settleCommit(m_connection, m_transactionId, proofOfWork(steps), m_options.settleWait);
    m_provesLife = false;
    if (!settled)
        return fail(settled.error());
    if (*settled)
        return {};
    return fail(done.error());
}

Result<void> Run::finishTransaction(const std::vector<int> &steps, bool last)
{
    std::vector<Command> commands = m_log.steps(steps, m_report, last);
    const bool releaseHere = !m_plan.commitsLock || last;
    if (releaseHere) {
        for (Command &command : m_bookkeeper.releaseCommands())
            commands.push_back(std::move(command));
    }
    if (m_plan.commitsLock && last && m_bookkeeper.writesSiteLog()) {
        for (const plans::PlannedModule &module : m_plan.modules)
            commands.push_back(tracking::forgetHolder(module.table));
    }
    commands.push_back(selectTransactionId(m_connection.facts()));
    const auto rows = m_connection.queryAll(commands, m_stop);
    if (!rows)
        return fail(rows.error());
    m_transactionId = rows->back().text(0, 0).toLatin1();
    if (auto done = commit(steps); !done)
        return done;
    if (m_plan.commitsLock && last)
        m_lockCommitted = false;
    return {};
}

void Run::setDoneOnesTo(const std::vector<int> &steps, StepState state)
{
    for (const int index : steps) {
        if (m_report.steps.at(index).state == StepState::Done)
            m_report.steps[index].state = state;
        m_report.steps[index].tables.clear();
    }
}

Result<void> Run::tryTransaction(const std::vector<int> &steps, bool last)
{
    if (m_plan.commitsLock) {
        if (auto begun = m_bookkeeper.begin(false, m_stop); !begun)
            return fail(begun.error());
    } else {
        auto locked = waitForLocks(m_bookkeeper, m_connection, m_options, m_steps, m_stop);
        if (!locked)
            return fail(locked.error());
        takeLocked(*locked);
        if (!m_plan.modules.isEmpty())
            m_steps.emitEvent(EventKind::LockTaken);
        if (auto fresh = checkFresh(m_plan, m_locked); !fresh)
            return fresh;
    }
    const std::vector<int> todo = withoutDoneOnes(steps);
    if (todo.empty() && !m_plan.commitsLock) {
        m_bookkeeper.rollBack();
        return {};
    }
    m_steps.emitEvent(EventKind::SegmentStarted);
    if (auto done = m_steps.runInTransaction(todo, m_locked, m_stop); !done)
        return done;
    if (auto done = finishTransaction(todo, last); !done)
        return done;
    m_committedAny = m_committedAny || !todo.empty();
    for (const int index : todo) {
        if (m_plan.steps.at(index).kind == StepKind::Up)
            m_report.batches.insert(m_plan.steps.at(index).module,
                                    m_locked.value(m_plan.steps.at(index).module).nextBatch);
    }
    m_steps.emitEvent(EventKind::SegmentCommitted);
    return {};
}

Result<void> Run::runTransaction(const std::vector<int> &steps, bool last)
{
    auto pause = 250ms;
    for (int attempt = 0;; ++attempt) {
        auto done = tryTransaction(steps, last);
        if (done)
            return {};
        if (done.error().kind == ErrorKind::OutcomeUnknown) {
            setDoneOnesTo(steps, StepState::Unknown);
            return done;
        }
        m_bookkeeper.rollBack();
        setDoneOnesTo(steps, StepState::RolledBack);
        m_steps.emitEvent(EventKind::RolledBack);
        const bool again = done.error().kind == ErrorKind::Database && isLockWait(done.error())
            && attempt < m_options.lockRetries && !m_stop.stop_requested();
        if (!again)
            return done;
        m_steps.emitEvent(
            EventKind::Retrying,
            -1,
            Tr::tr("A table is in use; everything was rolled back and is tried again."));
        sleepUnlessStopped(pause, m_stop);
        pause *= 2;
    }
}

Result<void> Run::runSingle(int step, bool last)
{
    if (withoutDoneOnes({step}).empty())
        return {};
    bool startedAny = false;
    const auto done = m_steps.runWithoutTransaction(step, m_locked, startedAny, m_stop);
    m_committedAny = m_committedAny || startedAny;
    if (!done)
        return done;
    if (m_plan.steps.at(step).kind == StepKind::Up)
        m_report.batches.insert(m_plan.steps.at(step).module,
                                m_locked.value(m_plan.steps.at(step).module).nextBatch);
    const auto log = m_log.steps({step}, m_report, last);
    if (!log.empty()) [[maybe_unused]]
        const auto logged = m_connection.queryAll(log);
    return {};
}

// Makes the lock visible to everybody before anything runs, with a note of who we are and an
// advisory lock that lives exactly as long as this session.
Result<void> Run::commitLock()
{
    if (auto alive = m_bookkeeper.proveLife(m_stop); !alive)
        return alive;
    auto locked = waitForLocks(m_bookkeeper, m_connection, m_options, m_steps, m_stop);
    if (!locked)
        return fail(locked.error());
    takeLocked(*locked);
    if (auto fresh = checkFresh(m_plan, m_locked); !fresh) {
        m_bookkeeper.rollBack();
        return fresh;
    }
    std::vector<Command> commands = m_log.opening();
    if (m_bookkeeper.writesSiteLog()) {
        for (const plans::PlannedModule &module : m_plan.modules)
            commands.push_back(tracking::noteHolder(module.table, m_identity));
    }
    commands.push_back({"COMMIT", {}});
    if (const auto done = m_connection.queryAll(commands, m_stop); !done) {
        m_bookkeeper.rollBack();
        m_lockCommitted = done.error().kind == ErrorKind::ConnectionLost;
        return fail(done.error());
    }
    m_lockCommitted = true;
    m_provesLife = true;
    m_steps.emitEvent(EventKind::LockTaken);
    return {};
}

bool Run::isLockNotedAsOurs()
{
    const auto rows = m_connection.query(tracking::selectHolders().sql);
    const auto holders = rows ? tracking::readHolders(*rows) : std::vector<tracking::LockHolder> {};
    return std::any_of(holders.begin(), holders.end(), [this](const tracking::LockHolder &holder) {
        return holder.run.runId == m_identity.runId;
    });
}

// On a new connection in the place of a lost one: waits for the server process that we lost to be
// gone, which may still be at work, proves our life again, and makes sure that the lock is ours.
Result<void> Run::reclaimLock()
{
    const auto deadline = std::chrono::steady_clock::now() + lostSessionWait;
    while (true) {
        auto alive = m_bookkeeper.proveLife({});
        if (alive)
            break;
        if (alive.error().kind != ErrorKind::Locked || std::chrono::steady_clock::now() > deadline)
            return alive;
        std::this_thread::sleep_for(100ms);
    }
    m_provesLife = m_bookkeeper.writesSiteLog() && isLockNotedAsOurs();
    if (m_provesLife)
        return {};
    m_bookkeeper.endProofOfLife();
    m_lockCommitted = !m_bookkeeper.writesSiteLog(); // else somebody released it: theirs by now
    return fail(Error {ErrorKind::Locked,
                       Tr::tr("The connection was lost, and it is not certain that the lock is "
                              "still held by this run."),
                       {},
                       Tr::tr("Look at the site again before going on."),
                       {}});
}

Result<void> Run::release()
{
    std::vector<Command> commands = m_bookkeeper.releaseCommands();
    if (m_bookkeeper.writesSiteLog()) {
        for (const plans::PlannedModule &module : m_plan.modules)
            commands.push_back(tracking::forgetHolder(module.table));
    }
    commands.insert(commands.begin(), {"BEGIN", {}});
    commands.push_back({"COMMIT", {}});
    // A cancel that arrives late may hit this one: once more then.
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto done = m_connection.queryAll(commands);
        if (done) {
            m_lockCommitted = false;
            m_steps.emitEvent(EventKind::LockReleased);
            return {};
        }
        m_bookkeeper.rollBack();
        if (attempt == 1)
            return fail(done.error());
    }
    return {};
}

// After a failure of a run whose lock is committed: free it, if need be over a new connection,
// where the note beside the lock proves that it is still ours.
void Run::cleanUp()
{
    if (!m_lockCommitted)
        return;
    if (m_connection.isLost()) {
        auto opened = postgres::Connection::open(m_connection.settings());
        if (!opened)
            return;
        m_connection = std::move(*opened);
        m_provesLife = false;
    }
    if (!m_provesLife && !reclaimLock())
        return;
    [[maybe_unused]] const auto done = release();
}

Result<void> Run::performSegments()
{
    QMap<int, std::vector<int>> segments;
    for (int i = 0; i < m_plan.steps.size(); ++i)
        segments[m_plan.steps.at(i).segment].push_back(i);
    if (m_plan.commitsLock) {
        if (auto done = commitLock(); !done)
            return done;
    }
    for (auto it = segments.cbegin(); it != segments.cend(); ++it) {
        const bool last = std::next(it) == segments.cend();
        const bool single = !m_plan.steps.at(it->front()).transactional;
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, Tr::tr("Cancelled."));
        if (m_lockCommitted && !m_provesLife) { // the answer to a COMMIT was lost and settled
            if (auto reclaimed = reclaimLock(); !reclaimed)
                return reclaimed;
        }
        auto done = single ? runSingle(it->front(), last) : runTransaction(*it, last);
        if (!done)
            return done;
    }
    return m_lockCommitted ? release() : Result<void> {};
}

Result<void> Run::performUnlock()
{
    const auto done =
        releaseStuckLock(m_connection, m_plan.steps.first(), m_options.lockTimeout, m_stop);
    if (done) {
        m_report.steps.first().state = StepState::Done;
        m_steps.emitEvent(EventKind::LockReleased, 0);
    }
    return done;
}

Result<void> Run::perform()
{
    const Findings findings = inspection::serverFindings(m_connection.facts());
    if (hasErrors(findings))
        return fail(refusal(findings));
    if (m_plan.operation == Operation::Unlock)
        return performUnlock();
    if (auto done = m_bookkeeper.ensure(m_stop); !done)
        return done;
    if (m_plan.operation == Operation::SetEnvironment && !m_bookkeeper.writesSite())
        return fail(Error {ErrorKind::Refused,
                           Tr::tr("The user may not write the schema aegisx_site, where the "
                                  "database keeps what the site is for."),
                           Tr::tr("Nothing was changed."),
                           Tr::tr("Connect as the owner of the database, or ask for the right."),
                           {}});
    return performSegments();
}

Outcome Run::outcomeOf(const Error &error) const
{
    if (error.kind == ErrorKind::OutcomeUnknown)
        return Outcome::OutcomeUnknown;
    if (error.kind == ErrorKind::Cancelled)
        return m_committedAny ? Outcome::CancelledPartWay : Outcome::Cancelled;
    if (m_committedAny || error.kind == ErrorKind::FailedPartWay)
        return Outcome::FailedPartWay;
    if (error.kind == ErrorKind::Locked)
        return Outcome::Locked;
    if (error.kind == ErrorKind::Refused)
        return Outcome::Refused;
    return Outcome::Failed;
}

void Run::logFailure()
{
    const auto log = m_log.failure(m_report);
    if (!log.empty() && !m_connection.isLost()) [[maybe_unused]]
        const auto done = m_connection.queryAll(log);
}

void Run::close(const Result<void> &result)
{
    if (result) {
        m_report.outcome =
            m_report.count(StepState::Done) > 0 ? Outcome::Done : Outcome::NothingToDo;
    } else {
        m_report.error = result.error();
        m_report.outcome = outcomeOf(result.error());
        cleanUp();
        if (m_lockCommitted)
            m_report.error->remedy =
                Tr::tr("The lock could not be released over the lost connection. When the server "
                       "can be reached again, release the lock of module %1.")
                    .arg(m_plan.modules.first().id);
        logFailure();
    }
    m_bookkeeper.endProofOfLife();
    m_report.finishedAt = QDateTime::currentDateTimeUtc();
    describeOutcome(m_report);
    if (m_report.error && m_report.error->consequence.isEmpty())
        m_report.error->consequence = m_report.stateNow;
    m_steps.emitEvent(EventKind::RunFinished, -1, m_report.stateNow);
}

RunReport Run::go()
{
    m_steps.emitEvent(EventKind::RunStarted);
    if (m_plan.isEmpty()) {
        close({});
        return m_report;
    }
    close(perform());
    return m_report;
}

} // namespace

RunReport run(postgres::Connection &connection,
              const plans::Plan &plan,
              const RunOptions &options,
              const EventSink &events,
              std::stop_token stop)
{
    return Run(connection, plan, options, events, std::move(stop)).go();
}

} // namespace aegisx::runs
