#include "core/runs/runner.h"

#include "core/base/tr.h"
#include "core/inspection/serverfindings.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/committedlock.h"
#include "core/runs/lossreport.h"
#include "core/runs/rowguard.h"
#include "core/runs/runlock.h"
#include "core/runs/runlog.h"
#include "core/runs/sessionstop.h"
#include "core/runs/settle.h"
#include "core/runs/steprunner.h"
#include "core/runs/stepwords.h"
#include "core/runs/unlockrun.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using plans::Operation;
using plans::PlanStep;
using plans::StepKind;
using postgres::Command;

namespace {

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
    [[nodiscard]] Result<void> performStopSession();
    void logOnly();
    void takeLocked(const LockedModules &locked);
    [[nodiscard]] Result<void> runTransaction(const std::vector<int> &steps, bool last);
    [[nodiscard]] Result<void> tryTransaction(const std::vector<int> &steps, bool last);
    void tellOfRetry(int attempt);
    [[nodiscard]] Result<void> cancelWaiting(const std::vector<int> &steps);
    [[nodiscard]] Result<void> confirmLosses();
    [[nodiscard]] Result<void> runSingle(int step, bool last);
    [[nodiscard]] Result<void> compareRows(int step, const RowGuard::Counts &before);
    [[nodiscard]] Result<void> finishTransaction(const std::vector<int> &steps, bool last);
    [[nodiscard]] Result<void> commit(const std::vector<int> &steps);
    [[nodiscard]] std::vector<int> withoutDoneOnes(const std::vector<int> &steps);
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
    RowGuard m_guard;
    StepRunner m_steps;
    CommittedLock m_committedLock;
    LockedModules m_locked;
    QSet<QPair<QString, QString>> m_recordedStems; // of m_locked: module, stem
    QByteArray m_transactionId;
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
    , m_log(connection, m_bookkeeper, plan, m_identity, m_options)
    , m_guard(connection, plan)
    , m_steps(connection, plan, m_report, m_guard, m_bookkeeper, m_events, options.lockTimeout)
    , m_committedLock(connection, plan, m_bookkeeper, m_identity, m_steps)
{
    m_report.operation = plan.operation;
    m_report.runId = m_identity.runId;
    m_report.site = connection.settings().describe();
    m_report.who = m_identity.who();
    m_report.startedAt = m_identity.startedAt;
    m_report.steps = stepsOf(plan);
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
        const bool records = step.kind == StepKind::Up || step.kind == StepKind::MarkCompleted;
        if (records && m_recordedStems.contains({step.module, step.name})) {
            m_report.steps[index].state = StepState::Skipped;
            m_steps.emitEvent(EventKind::StepSkipped, index);
        } else {
            todo.push_back(index);
        }
    }
    return todo;
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
    const auto settled = settleCommit(
        m_connection, m_transactionId, proofOfWork(m_plan, steps), m_options.settleWait);
    m_committedLock.noteNewSession();
    if (!settled)
        return fail(settled.error());
    if (*settled)
        return {};
    return fail(done.error());
}

Result<void> Run::finishTransaction(const std::vector<int> &steps, bool last)
{
    std::vector<Command> commands = m_log.steps(steps, m_report, last);
    const bool endsCommittedLock = m_plan.commitsLock && last;
    if (!m_plan.commitsLock || last) {
        for (Command &command :
             endsCommittedLock ? m_committedLock.releaseCommands() : m_bookkeeper.releaseCommands())
            commands.push_back(std::move(command));
    }
    commands.push_back(selectTransactionId(m_connection.facts()));
    const auto rows = m_connection.queryAll(commands, m_stop);
    if (!rows)
        return fail(rows.error());
    m_transactionId = rows->back().text(0, 0).toLatin1();
    if (auto done = commit(steps); !done)
        return done;
    if (endsCommittedLock)
        m_committedLock.noteReleased();
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
    const auto losses = m_guard.check(todo, m_stop);
    if (!losses)
        return fail(losses.error());
    if (auto done = finishTransaction(todo, last); !done)
        return done;
    m_report.losses += *losses + droppedColumns(m_plan, todo);
    m_committedAny = m_committedAny || !todo.empty();
    for (const int index : todo) {
        const PlanStep &step = m_plan.steps.at(index);
        if (step.kind == StepKind::Up || step.kind == StepKind::MarkCompleted)
            m_report.batches.insert(step.module,
                                    step.batch.value_or(m_locked.value(step.module).nextBatch));
    }
    m_steps.emitEvent(EventKind::SegmentCommitted);
    return {};
}

Result<void> Run::runTransaction(const std::vector<int> &steps, bool last)
{
    auto pause = 250ms;
    for (int attempt = 0;; ++attempt) {
        m_steps.setAttempt(attempt + 1, m_options.lockRetries + 1);
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
        if (m_guard.suspects()) {
            if (auto confirmed = confirmLosses(); !confirmed || attempt >= m_options.lockRetries)
                return confirmed ? done : confirmed;
            continue;
        }
        const bool stopped = m_stop.stop_requested();
        if (!isLockWait(done.error()) || (attempt >= m_options.lockRetries && !stopped))
            return done;
        if (!stopped) {
            tellOfRetry(attempt + 2);
            sleepUnlessStopped(pause, m_stop);
        }
        if (m_stop.stop_requested())
            return cancelWaiting(steps);
        pause *= 2;
    }
}

void Run::tellOfRetry(int attempt)
{
    const int attempts = m_options.lockRetries + 1;
    m_steps.setAttempt(attempt, attempts);
    m_steps.emitEvent(EventKind::Retrying,
                      -1,
                      Tr::tr("A table is in use; everything was rolled back and is tried again "
                             "(try %1 of %2).")
                          .arg(attempt)
                          .arg(attempts));
}

// The step that waited for a table did not fail: it was to be tried again.
Result<void> Run::cancelWaiting(const std::vector<int> &steps)
{
    for (const int index : steps) {
        if (m_report.steps.at(index).state == StepState::Failed)
            m_report.steps[index].state = StepState::Cancelled;
    }
    return fail(ErrorKind::Cancelled, Tr::tr("Cancelled."));
}

// The guard said that rows would be lost; everything was rolled back. An error where that is so.
Result<void> Run::confirmLosses()
{
    const auto lost = m_guard.confirm(m_stop);
    if (!lost)
        return fail(lost.error());
    if (lost->isEmpty())
        return {};
    for (RowGuard::TableChange change : *lost) {
        change.undone = true;
        m_report.losses.append(change);
    }
    const Error error = refusedLosses(*lost, m_committedAny);
    for (int i = 0; i < m_plan.steps.size(); ++i) {
        if (!namesStep(*lost, m_plan.steps.at(i)))
            continue;
        m_report.steps[i].state = StepState::Failed;
        m_steps.emitEvent(EventKind::StepFailed, i, error.message);
    }
    return fail(error);
}

// What is lost now nobody can roll back: it is said, and nothing comes after it.
Result<void> Run::compareRows(int step, const RowGuard::Counts &before)
{
    const auto after = m_guard.countAll({});
    if (!after) // or the connection is gone, which is told anyway
        return {};
    const auto losses = m_guard.compare(step, before, *after);
    m_report.losses += losses;
    for (const RowGuard::TableChange &loss : losses) {
        if (!loss.announced)
            m_report.steps[step].notices << lossSentence({loss});
    }
    if (!lostWithoutAWord(losses))
        return {};
    return fail(ErrorKind::FailedPartWay, lossSentence(losses));
}

Result<void> Run::runSingle(int step, bool last)
{
    if (withoutDoneOnes({step}).empty())
        return {};
    const bool counted = m_guard.mayLoseRows(step);
    const auto before = counted ? m_guard.countAll(m_stop) : RowGuard::Counts {};
    if (const auto fits = m_guard.checkAlone(step, before.value_or(RowGuard::Counts {})); !fits)
        return fits;
    bool startedAny = false;
    const auto done = m_steps.runWithoutTransaction(step, m_locked, startedAny, m_stop);
    const auto kept =
        counted && before && startedAny ? compareRows(step, *before) : Result<void> {};
    m_committedAny = m_committedAny || startedAny;
    if (!done)
        return done;
    m_report.losses += droppedColumns(m_plan, {step});
    if (m_plan.steps.at(step).kind == StepKind::Up)
        m_report.batches.insert(m_plan.steps.at(step).module,
                                m_locked.value(m_plan.steps.at(step).module).nextBatch);
    const auto log = m_log.steps({step}, m_report, last && kept);
    if (!log.empty()) [[maybe_unused]]
        const auto logged = m_connection.queryAll(log);
    return kept;
}

Result<void> Run::performSegments()
{
    QMap<int, std::vector<int>> segments;
    for (int i = 0; i < m_plan.steps.size(); ++i)
        segments[m_plan.steps.at(i).segment].push_back(i);
    if (m_plan.commitsLock) {
        auto locked = m_committedLock.take(m_log.opening(), m_options, m_stop);
        if (!locked)
            return fail(locked.error());
        takeLocked(*locked);
    }
    for (auto it = segments.cbegin(); it != segments.cend(); ++it) {
        const bool last = std::next(it) == segments.cend();
        const bool single = !m_plan.steps.at(it->front()).transactional;
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, Tr::tr("Cancelled."));
        if (m_committedLock.isOrphaned()) { // the answer to a COMMIT was lost and settled
            if (auto reclaimed = m_committedLock.reclaim(); !reclaimed)
                return reclaimed;
        }
        auto done = single ? runSingle(it->front(), last) : runTransaction(*it, last);
        if (!done)
            return done;
    }
    return m_committedLock.isHeld() ? m_committedLock.release() : Result<void> {};
}

Result<void> Run::performUnlock()
{
    const auto done =
        releaseStuckLock(m_connection, m_plan.steps.first(), m_options.lockTimeout, m_stop);
    if (done) {
        m_report.steps.first().state = StepState::Done;
        m_steps.emitEvent(EventKind::LockReleased, 0);
        logOnly();
    }
    return done;
}

// Without the lock: the run that it is to set free may hold it.
Result<void> Run::performStopSession()
{
    m_steps.emitEvent(EventKind::StepStarted, 0);
    const auto stopped =
        stopSession(m_connection, m_plan.steps.first(), m_options.sessionWait, m_stop);
    if (!stopped) {
        const bool cancelled = stopped.error().kind == ErrorKind::Cancelled;
        m_report.steps.first().state = cancelled ? StepState::Cancelled : StepState::Failed;
        if (!cancelled)
            m_steps.emitEvent(EventKind::StepFailed, 0, stopped.error().message);
        [[maybe_unused]] const auto ready = m_bookkeeper.ensureSiteLog({}); // it is kept as well
        return fail(stopped.error());
    }
    m_report.steps.first().state = *stopped ? StepState::Done : StepState::Skipped;
    m_steps.emitEvent(*stopped ? EventKind::StepDone : EventKind::StepSkipped, 0);
    if (*stopped)
        logOnly();
    return {};
}

// For what is done already, and wants no lock: it does not depend on the log.
void Run::logOnly()
{
    const auto ready = m_bookkeeper.ensureSiteLog({});
    const auto log = ready ? m_log.steps({0}, m_report, true) : std::vector<Command> {};
    m_report.unlogged = log.empty() || !m_connection.queryAll(log);
}

Result<void> Run::perform()
{
    const Findings findings = inspection::serverFindings(m_connection.facts());
    if (hasErrors(findings))
        return fail(refusal(findings));
    if (m_plan.operation == Operation::Unlock)
        return performUnlock();
    if (m_plan.operation == Operation::StopSession)
        return performStopSession();
    if (auto done = m_bookkeeper.ensure(m_stop); !done)
        return done;
    if (m_plan.operation == Operation::SetEnvironment && !m_bookkeeper.writesSite())
        return fail(describeUnstorableEnvironment());
    if (const auto &account = m_plan.steps.first().account;
        account && account->passwordHash.isEmpty())
        return fail(describeMissingPassword(m_plan.steps.first()));
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
        m_committedLock.cleanUp();
        if (m_committedLock.isHeld())
            m_report.error->remedy =
                Tr::tr("The lock could not be released over the lost connection. When the server "
                       "can be reached again, release the lock of module %1.")
                    .arg(m_plan.modules.first().id);
        logFailure();
    }
    m_bookkeeper.endProofOfLife();
    m_report.finishedAt = QDateTime::currentDateTimeUtc();
    nameBlockers(m_report);
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
