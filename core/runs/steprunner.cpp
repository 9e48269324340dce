#include "core/runs/steprunner.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"
#include "core/runs/halfruncheck.h"
#include "core/runs/markcheck.h"
#include "core/runs/stepwords.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::PlanStep;
using plans::StepKind;
using postgres::Command;

namespace {

constexpr std::chrono::minutes longestWaitAlone {10}; // of a statement without a transaction

} // namespace

StepRunner::StepRunner(postgres::Connection &connection,
                       const plans::Plan &plan,
                       RunReport &report,
                       RowGuard &guard,
                       const Bookkeeper &bookkeeper,
                       const EventSink &events,
                       std::chrono::milliseconds lockTimeout)
    : m_connection(connection)
    , m_plan(plan)
    , m_report(report)
    , m_guard(guard)
    , m_bookkeeper(bookkeeper)
    , m_events(events)
    , m_batches(connection, plan, guard, bookkeeper, lockTimeout)
    , m_transactionLimit(lockTimeout)
    , m_waitLimit(lockTimeout)
    , m_watcher(connection, [this](const QString &text, const QList<BlockingSession> &blockers) {
        emitWaiting(m_current, text, blockers, m_waitLimit);
    })
{
}

Event StepRunner::makeEvent(EventKind kind, int step, const QString &text) const
{
    Event event;
    event.kind = kind;
    event.text = text;
    event.stepCount = static_cast<int>(m_plan.steps.size());
    event.attempt = m_attempt;
    event.attempts = m_attempts;
    if (step >= 0) {
        event.module = planStep(step).module;
        event.name = planStep(step).name;
        event.step = step + 1;
        event.statementCount = static_cast<int>(planStep(step).statements.size());
        event.microseconds = m_report.steps.at(step).microseconds;
    }
    return event;
}

void StepRunner::emitEvent(EventKind kind, int step, const QString &text) const
{
    if (m_events)
        m_events(makeEvent(kind, step, text));
}

void StepRunner::emitWaiting(int step,
                             const QString &text,
                             const QList<BlockingSession> &blockers,
                             std::chrono::milliseconds limit) const
{
    m_report.blockers = blockers;
    if (!m_events)
        return;
    Event event = makeEvent(EventKind::Waiting, step, text);
    event.blockers = blockers;
    event.waitLimitMilliseconds = limit.count();
    m_events(event);
}

void StepRunner::setAttempt(int attempt, int attempts)
{
    m_attempt = attempt;
    m_attempts = attempts;
}

bool StepRunner::takeLook(const StepMeaning &meaning, const postgres::Rows &rows)
{
    const auto moment = meaning.what == StepMeaning::LookAtStart ? RowGuard::Moment::Start
        : meaning.what == StepMeaning::LookAtEnd                 ? RowGuard::Moment::End
                                                                 : RowGuard::Moment::AfterStep;
    const bool isLook = meaning.what >= StepMeaning::LookAtStart;
    if (isLook)
        m_guard.takeLook(moment, meaning.step, rows);
    return isLook;
}

void StepRunner::startStep(int step)
{
    m_current = step;
    m_report.steps[step].state = StepState::NotRun;
    m_report.steps[step].microseconds = 0;
    m_report.steps[step].notices.clear();
    m_report.steps[step].remains.reset();
    m_moves.forget(step);
    m_watcher.forget();
    emitEvent(EventKind::StepStarted, step);
}

void StepRunner::finishStep(int step)
{
    m_report.steps[step].state = StepState::Done;
    emitEvent(EventKind::StepDone, step);
}

Result<void> StepRunner::failStep(int step, const Error &error)
{
    const bool cancelled = error.kind == ErrorKind::Cancelled;
    m_report.steps[step].state = cancelled ? StepState::Cancelled : StepState::Failed;
    if (!cancelled)
        emitEvent(EventKind::StepFailed, step, error.message);
    return fail(error);
}

void StepRunner::takeCounts(const StepMeaning &meaning, const postgres::Rows &rows)
{
    const PlanStep &step = planStep(meaning.step);
    if (meaning.what == StepMeaning::CountsBefore)
        m_counts.begin(rows);
    else if (meaning.what == StepMeaning::CountsAfter)
        m_report.steps[meaning.step].tables = m_counts.finish(step, rows);
    if (meaning.what != StepMeaning::MergeCount)
        return;
    const TableCounts counts = SeedMerge::readCounts(*upsertAt(step, meaning.statement), rows);
    m_counts.takeMerge(counts);
    if (const qint64 left = SeedMerge::readLeftOut(*upsertAt(step, meaning.statement), rows);
        left > 0)
        takeNotices(meaning.step,
                    {Tr::tr("%n row(s) of this seed are left out, because what they refer to is "
                            "not there. Table: %1",
                            nullptr,
                            static_cast<int>(left))
                         .arg(counts.table)});
    if (counts.kept > 0 && !m_bookkeeper.siteLog().remembersSeeds)
        takeNotices(meaning.step,
                    {Tr::tr("What was shipped before is not known, because the user may not write "
                            "the schema aegisx_site: every row that differs is kept. Table: %1")
                         .arg(counts.table)});
}

void StepRunner::takeNotices(int step, const QStringList &notices)
{
    for (const QString &said : notices) {
        const QString notice = withoutHash(planStep(step), said);
        m_report.steps[step].notices << notice;
        emitEvent(EventKind::Notice, step, notice);
    }
}

void StepRunner::tellStatement(const StepMeaning &meaning, const postgres::Outcome &outcome)
{
    if (!m_events)
        return;
    Event event = makeEvent(EventKind::StatementDone, meaning.step, {});
    event.statement = meaning.statement + 1;
    event.microseconds = outcome.microseconds;
    event.text = QString::fromUtf8(outcome.rows.commandTag());
    if (meaning.what == StepMeaning::MergeCount) // as the server says it of an INSERT
        event.text = u"INSERT 0 %1"_s.arg(outcome.rows.number(0, 0) + outcome.rows.number(0, 1));
    m_events(event);
}

void StepRunner::takeOutcome(const StepMeaning &meaning, const postgres::Outcome &outcome)
{
    if (meaning.step != m_current)
        startStep(meaning.step);
    m_report.steps[meaning.step].microseconds += outcome.microseconds;
    takeNotices(meaning.step, outcome.notices);
    if (takeLook(meaning, outcome.rows))
        return;
    takeCounts(meaning, outcome.rows);
    if (meaning.what == StepMeaning::Statement)
        m_moves.take(meaning.step, planStep(meaning.step), meaning.statement, outcome.rows);
    if (meaning.what == StepMeaning::Statement || meaning.what == StepMeaning::MergeCount)
        tellStatement(meaning, outcome);
}

Error StepRunner::describe(const StepMeaning &meaning, const Error &raw) const
{
    const PlanStep &step = planStep(meaning.step);
    if (meaning.what == StepMeaning::Statement)
        return describeStatementError(step, meaning.statement, raw);
    if (meaning.what == StepMeaning::CountFirst) {
        Error error = raw;
        error.detail.statementPosition = 0; // which is in the lock, not in the file
        return describeStatementError(step, meaning.statement, error);
    }
    if (meaning.what == StepMeaning::Deferred)
        return describeDeferredError(raw);
    if (meaning.what < StepMeaning::MergeTable || meaning.what > StepMeaning::MergeCount)
        return describeBookkeepingError(step, raw);
    const SeedMerge merge = m_batches.mergeOf(meaning.step, *upsertAt(step, meaning.statement));
    const bool ofRow =
        raw.detail.sqlState.startsWith("22"_L1) || raw.detail.sqlState.startsWith("23"_L1);
    if (step.seed->csv && ofRow) {
        Error error = describeCopyError(step, raw);
        error.detail.where.line = 0; // which row it is, the server's own words say
        return error;
    }
    Error error = raw;
    int &position = error.detail.statementPosition;
    position = meaning.what == StepMeaning::MergeTable ? merge.positionOfMakeTable(position)
        : meaning.what == StepMeaning::MergeFill       ? merge.positionOfFill(position)
                                                       : 0;
    return describeStatementError(step, meaning.statement, error);
}

Result<void> StepRunner::checkMoves(const StepBatch &batch)
{
    for (const StepMeaning &meaning : batch.meanings) {
        const PlanStep &step = planStep(meaning.step);
        if (const auto failure = m_moves.failure(meaning.step, step))
            return failStep(meaning.step, *failure);
        if (step.kind == StepKind::Move)
            m_report.steps[meaning.step].tables = m_moves.counts(meaning.step, step);
    }
    return {};
}

Result<void> StepRunner::runBatch(const StepBatch &batch, std::stop_token stop)
{
    if (batch.commands.empty())
        return {};
    const postgres::PipelineHooks hooks {
        [this, &batch](const postgres::Outcome &outcome) {
            const StepMeaning &meaning = batch.meanings[outcome.index];
            takeOutcome(meaning, outcome);
            const bool last = outcome.index + 1 == batch.meanings.size()
                || batch.meanings[outcome.index + 1].step != meaning.step;
            if (last && !runsApart(meaning.step))
                finishStep(meaning.step);
        },
        [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
    const auto done = m_connection.pipeline(batch.commands, hooks, stop);
    if (done)
        return checkMoves(batch);
    const size_t index = std::min(done.error().index, batch.meanings.size() - 1);
    const StepMeaning &meaning = batch.meanings[index];
    if (meaning.step != m_current)
        startStep(meaning.step);
    takeNotices(meaning.step, done.error().notices);
    return failStep(meaning.step, describe(meaning, done.error().error));
}

// A file that the parser could not read goes to the server as it is; it must not have ended
// the transaction behind our back.
Result<void> StepRunner::runWhole(int step, std::stop_token stop)
{
    startStep(step);
    const postgres::PipelineHooks hooks {
        [this, step](const postgres::Outcome &outcome) {
            takeOutcome({StepMeaning::Statement, step, 0}, outcome);
        },
        [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
    const auto done = m_connection.script(planStep(step).statements.first().sql, hooks, stop);
    if (!done) {
        takeNotices(step, done.error().notices);
        return failStep(step, describe({StepMeaning::Statement, step, 0}, done.error().error));
    }
    if (!m_connection.inTransaction())
        return failStep(step, describeEndedTransaction(planStep(step)));
    return {};
}

// The rows of a CSV seed, which no pipeline takes.
Result<void> StepRunner::runCopy(int step, std::stop_token stop)
{
    const PlanStep &one = planStep(step);
    const postgres::PipelineHooks hooks {
        [this, step](const postgres::Outcome &outcome) {
            takeOutcome({StepMeaning::MergeFill, step, 0}, outcome);
        },
        [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
    const auto done = m_connection.copyIn(m_batches.mergeOf(step, one.seed->upserts.first()).copy(),
                                          one.statements.first().sql,
                                          hooks,
                                          stop);
    return done ? Result<void> {} : failStep(step, describeCopyError(one, done.error().error));
}

bool StepRunner::runsApart(int step) const
{
    return planStep(step).whole || (planStep(step).seed && planStep(step).seed->csv);
}

// look: what the guard asks behind the step.
Result<void> StepRunner::runApart(int step,
                                  const LockedModules &locked,
                                  const StepBatch &look,
                                  std::stop_token stop)
{
    const bool whole = planStep(step).whole;
    if (auto done = whole ? runWhole(step, stop) : runCopy(step, stop); !done)
        return done;
    StepBatch batch;
    if (whole) {
        m_batches.addSessionReset(batch, step);
        m_batches.addRecord(batch, step, locked);
    } else {
        m_batches.addMerge(batch, step, planStep(step).seed->upserts.first());
        m_batches.addStepEnd(batch, step, locked);
    }
    for (size_t i = 0; i < look.commands.size(); ++i)
        batch.add(look.commands[i], look.meanings[i]);
    if (auto done = runBatch(batch, stop); !done)
        return done;
    finishStep(step);
    return {};
}

// Before anything else of the transaction: what steps of it take as a whole.
Result<void>
StepRunner::countFirst(const StepBatch &look, const std::vector<int> &steps, std::stop_token stop)
{
    const auto looked = m_connection.queryAll(look.commands, stop);
    if (!looked)
        return failFirst(look.meanings.front(), looked.error());
    [[maybe_unused]] const bool taken = takeLook(look.meanings.front(), looked->front());
    const auto counts = m_guard.counts(steps);
    if (counts.empty())
        return {};
    std::vector<Command> commands;
    for (const RowGuard::Count &count : counts)
        commands.push_back(count.command);
    const postgres::PipelineHooks hooks {
        [this, &counts](const postgres::Outcome &outcome) {
            m_guard.takeCount(counts[outcome.index], outcome.rows);
        },
        [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
    const auto done = m_connection.pipeline(commands, hooks, stop);
    if (done)
        return {};
    const RowGuard::Count &failed = counts[std::min(done.error().index, counts.size() - 1)];
    return failFirst({StepMeaning::CountFirst, failed.step, failed.statement}, done.error().error);
}

Result<void> StepRunner::failFirst(const StepMeaning &meaning, const Error &error)
{
    startStep(meaning.step);
    return failStep(meaning.step, describe(meaning, error));
}

Result<void> StepRunner::runInTransaction(const std::vector<int> &steps,
                                          const LockedModules &locked,
                                          std::stop_token stop)
{
    if (auto same = renewEvidence(m_connection, m_plan, steps, locked, m_report, stop); !same)
        return same;
    StepBatch batch;
    m_current = -1;
    m_waitLimit = m_transactionLimit;
    m_guard.forget();
    const bool guarded = m_guard.watches(steps);
    if (guarded)
        m_batches.addLook(batch, RowGuard::Moment::Start, steps.front());
    if (guarded && m_guard.countsFirst(steps)) {
        if (auto done = countFirst(batch, steps, stop); !done)
            return done;
        batch = {};
    }
    for (const int step : steps) {
        const bool last = step == steps.back();
        const bool whole = planStep(step).whole;
        if (whole)
            batch.add(setSearchPath(planStep(step), true), {StepMeaning::Session, step, 0});
        else
            m_batches.addStep(batch, step, locked);
        if (!runsApart(step)) {
            if (guarded && last)
                m_batches.addLook(batch, RowGuard::Moment::End, step);
            continue;
        }
        if (auto done = runBatch(batch, stop); !done)
            return done;
        batch = {};
        if (guarded)
            m_batches.addLook(
                batch, last ? RowGuard::Moment::End : RowGuard::Moment::AfterStep, step);
        if (auto done = runApart(step, locked, batch, stop); !done)
            return done;
        batch = {};
    }
    return runBatch(batch, stop);
}

// Of a half-run migration what is left out is looked at once more.
Result<void>
StepRunner::prepareAlone(int step, const LockedModules &locked, const std::stop_token &stop)
{
    const PlanStep &one = planStep(step);
    startStep(step);
    setAttempt(0, 0);
    m_waitLimit = longestWaitAlone;
    QStringList written;
    for (int i = 0; i < m_plan.steps.size(); ++i) {
        if (planStep(i).module == one.module && m_report.steps.at(i).state == StepState::Done)
            written << planStep(i).recordedName;
    }
    const auto same =
        checkHalfRun(m_connection, m_plan, one, locked.value(one.module), written, stop);
    if (!same)
        return failStep(step, same.error());
    if (one.halfRun)
        takeNotices(step, {one.halfRun->describe()});
    // Long, because a wait that runs out here would leave half an index behind.
    const auto prepared = m_connection.queryAll(
        {setSearchPath(one, false),
         {"SELECT set_config('lock_timeout', $1, false)",
          {QByteArray::number(static_cast<qint64>(longestWaitAlone.count())) + "min"}}},
        stop);
    return prepared ? Result<void> {} : failStep(step, prepared.error());
}

Result<void> StepRunner::runWithoutTransaction(int step,
                                               const LockedModules &locked,
                                               bool &startedAny,
                                               std::stop_token stop)
{
    const PlanStep &one = planStep(step);
    if (auto prepared = prepareAlone(step, locked, stop); !prepared)
        return prepared;
    for (int i = 0; i < one.statements.size(); ++i) {
        const StepMeaning meaning {StepMeaning::Statement, step, i};
        const postgres::PipelineHooks hooks {
            [this, &meaning](const postgres::Outcome &outcome) { takeOutcome(meaning, outcome); },
            [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
        // One statement, one Sync: PostgreSQL then runs it outside any transaction.
        const auto done = one.whole
            ? m_connection.script(one.statements.at(i).sql, hooks, stop)
            : m_connection.pipeline({{one.statements.at(i).sql, {}}}, hooks, stop);
        if (!done) {
            m_report.steps[step].remains = remainsOf(one, i, done.error().error);
            takeNotices(step, done.error().notices);
            startedAny = m_report.steps.at(step).remains.has_value();
            return failStep(step, describe(meaning, done.error().error));
        }
        startedAny = true;
    }
    StepBatch batch;
    m_batches.addSessionReset(batch, step);
    m_batches.addRecord(batch, step, locked);
    const auto recorded = m_connection.queryAll(batch.commands); // not to be cancelled any more
    if (!recorded) {
        m_report.steps[step].remains =
            remainsOf(one, static_cast<int>(one.statements.size()), recorded.error());
        return failStep(step, describeBookkeepingError(one, recorded.error()));
    }
    finishStep(step);
    return {};
}

} // namespace aegisx::runs
