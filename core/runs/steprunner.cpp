#include "core/runs/steprunner.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"
#include "core/runs/stepwords.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::PlanStep;
using plans::StepKind;
using postgres::Command;

namespace {

constexpr std::chrono::minutes longestWaitAlone {10}; // of a statement without a transaction

Command setSearchPath(const PlanStep &step, bool local)
{
    return {local ? "SELECT set_config('search_path', $1, true)"
                  : "SELECT set_config('search_path', $1, false)",
            {step.searchPath.toUtf8()}};
}

// The upsert that this statement of a step is; none where it runs as it is written.
const modules::Upsert *upsertAt(const PlanStep &step, int statement)
{
    if (!step.seed)
        return nullptr;
    const auto &upserts = step.seed->upserts;
    const auto found =
        std::find_if(upserts.begin(), upserts.end(), [statement](const modules::Upsert &upsert) {
            return upsert.statement == statement;
        });
    return found == upserts.end() ? nullptr : &*found;
}

Command commandOf(const PlanStep &step, int statement)
{
    Command command {step.statements.at(statement).sql, {}};
    if (const auto &account = step.account)
        command.parameters = {account->userName.toUtf8(),
                              account->email.toUtf8(),
                              account->firstName.toUtf8(),
                              account->lastName.toUtf8(),
                              account->passwordHash};
    return command;
}

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
    , m_lockTimeout(QByteArray::number(static_cast<qint64>(lockTimeout.count())) + "ms")
    , m_transactionLimit(lockTimeout)
    , m_waitLimit(lockTimeout)
    , m_watcher(connection, [this](const QString &text, const QList<BlockingSession> &blockers) {
        emitWaiting(m_current, text, blockers, m_waitLimit);
    })
{
}

void StepRunner::Batch::add(Command command, const Meaning &meaning)
{
    commands.push_back(std::move(command));
    meanings.push_back(meaning);
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

void StepRunner::addRecord(Batch &batch, int step, const LockedModules &locked) const
{
    const PlanStep &one = planStep(step);
    if (one.kind == StepKind::Up || one.kind == StepKind::MarkCompleted)
        batch.add(tracking::insertMigration(one.table,
                                            one.recordedName,
                                            one.batch.value_or(locked.value(one.module).nextBatch),
                                            QDateTime::currentDateTimeUtc()),
                  {Meaning::Record, step, 0});
    if (one.kind != StepKind::Down && one.kind != StepKind::MarkPending)
        return;
    for (const QString &name : QStringList {one.recordedName} + one.alsoRecorded)
        batch.add(tracking::deleteMigration(one.table, name), {Meaning::Record, step, 0});
}

// A migration that changed the session must not change it for the next one.
void StepRunner::addSessionReset(Batch &batch, int step) const
{
    const Meaning session {Meaning::Session, step, 0};
    batch.add({"RESET SESSION AUTHORIZATION", {}}, session);
    batch.add({"RESET ROLE", {}}, session);
    batch.add({"RESET ALL", {}}, session);
    for (const Command &command : m_connection.sessionSetup())
        batch.add(command, session);
    batch.add({"SELECT set_config('lock_timeout', $1, true)", {m_lockTimeout}}, session);
}

SeedMerge StepRunner::mergeOf(int step, const modules::Upsert &upsert) const
{
    const PlanStep &one = planStep(step);
    return {upsert,
            one.statements.at(upsert.statement).sql,
            one.module,
            one.seed->force,
            m_bookkeeper.siteLog().remembersSeeds};
}

void StepRunner::addMergeStart(Batch &batch, int step, const modules::Upsert &upsert) const
{
    const SeedMerge merge = mergeOf(step, upsert);
    batch.add(merge.makeTable(), {Meaning::MergeTable, step, upsert.statement});
    batch.add(merge.numberRows(), {Meaning::Merge, step, upsert.statement});
}

void StepRunner::addMerge(Batch &batch, int step, const modules::Upsert &upsert) const
{
    const SeedMerge merge = mergeOf(step, upsert);
    const Meaning meaning {Meaning::Merge, step, upsert.statement};
    for (const Command &command : merge.decide())
        batch.add(command, meaning);
    for (const Command &command : merge.carryOut())
        batch.add(command, meaning);
    batch.add(merge.count(), {Meaning::MergeCount, step, upsert.statement});
    batch.add(merge.dropTables(), {Meaning::Session, step, 0});
}

void StepRunner::addStatement(Batch &batch, int step, int statement) const
{
    const modules::Upsert *upsert = upsertAt(planStep(step), statement);
    if (!upsert) {
        batch.add(commandOf(planStep(step), statement), {Meaning::Statement, step, statement});
        return;
    }
    addMergeStart(batch, step, *upsert);
    batch.add(mergeOf(step, *upsert).fill(), {Meaning::MergeFill, step, statement});
    addMerge(batch, step, *upsert);
}

void StepRunner::addStepEnd(Batch &batch, int step, const LockedModules &locked) const
{
    if (planStep(step).kind == StepKind::Seed)
        batch.add(SeedCounts::look(), {Meaning::CountsAfter, step, 0});
    if (planStep(step).changesSession)
        addSessionReset(batch, step);
    if (m_guard.isDoubtful(step))
        addLook(batch, RowGuard::Moment::AfterStep, step);
    addRecord(batch, step, locked);
}

void StepRunner::addStep(Batch &batch, int step, const LockedModules &locked) const
{
    const PlanStep &one = planStep(step);
    batch.add(setSearchPath(one, true), {Meaning::Session, step, 0});
    if (one.kind == StepKind::Seed)
        batch.add(SeedCounts::look(), {Meaning::CountsBefore, step, 0});
    if (one.seed && one.seed->csv) { // what follows is sent behind its rows
        addMergeStart(batch, step, one.seed->upserts.first());
        return;
    }
    for (int i = 0; i < one.statements.size(); ++i)
        addStatement(batch, step, i);
    addStepEnd(batch, step, locked);
}

void StepRunner::addLook(Batch &batch, RowGuard::Moment moment, int step) const
{
    const auto what = moment == RowGuard::Moment::Start ? Meaning::LookAtStart
        : moment == RowGuard::Moment::End               ? Meaning::LookAtEnd
                                                        : Meaning::LookAfterStep;
    batch.add(m_guard.look(moment), {what, step, 0});
}

bool StepRunner::takeLook(const Meaning &meaning, const postgres::Rows &rows)
{
    const auto moment = meaning.what == Meaning::LookAtStart ? RowGuard::Moment::Start
        : meaning.what == Meaning::LookAtEnd                 ? RowGuard::Moment::End
                                                             : RowGuard::Moment::AfterStep;
    const bool isLook = meaning.what >= Meaning::LookAtStart;
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

void StepRunner::takeCounts(const Meaning &meaning, const postgres::Rows &rows)
{
    const PlanStep &step = planStep(meaning.step);
    if (meaning.what == Meaning::CountsBefore)
        m_counts.begin(rows);
    else if (meaning.what == Meaning::CountsAfter)
        m_report.steps[meaning.step].tables = m_counts.finish(step, rows);
    if (meaning.what != Meaning::MergeCount)
        return;
    const TableCounts counts = SeedMerge::readCounts(*upsertAt(step, meaning.statement), rows);
    m_counts.takeMerge(counts);
    if (counts.kept > 0 && !m_bookkeeper.siteLog().remembersSeeds)
        takeNotices(meaning.step,
                    {Tr::tr("What was shipped before is not known, because the user may not write "
                            "the schema aegisx_site: every row that differs is kept. Table: %1")
                         .arg(counts.table)});
}

void StepRunner::takeNotices(int step, const QStringList &notices)
{
    for (const QString &notice : notices) {
        m_report.steps[step].notices << notice;
        emitEvent(EventKind::Notice, step, notice);
    }
}

void StepRunner::tellStatement(const Meaning &meaning, const postgres::Outcome &outcome)
{
    if (!m_events)
        return;
    Event event = makeEvent(EventKind::StatementDone, meaning.step, {});
    event.statement = meaning.statement + 1;
    event.microseconds = outcome.microseconds;
    event.text = QString::fromUtf8(outcome.rows.commandTag());
    if (meaning.what == Meaning::MergeCount) // as the server says it of an INSERT
        event.text = u"INSERT 0 %1"_s.arg(outcome.rows.number(0, 0) + outcome.rows.number(0, 1));
    m_events(event);
}

void StepRunner::takeOutcome(const Meaning &meaning, const postgres::Outcome &outcome)
{
    if (meaning.step != m_current)
        startStep(meaning.step);
    m_report.steps[meaning.step].microseconds += outcome.microseconds;
    takeNotices(meaning.step, outcome.notices);
    if (takeLook(meaning, outcome.rows))
        return;
    takeCounts(meaning, outcome.rows);
    if (meaning.what == Meaning::Statement)
        m_moves.take(meaning.step, planStep(meaning.step), meaning.statement, outcome.rows);
    if (meaning.what == Meaning::Statement || meaning.what == Meaning::MergeCount)
        tellStatement(meaning, outcome);
}

Error StepRunner::describe(const Meaning &meaning, const Error &raw) const
{
    const PlanStep &step = planStep(meaning.step);
    if (meaning.what == Meaning::Statement)
        return describeStatementError(step, meaning.statement, raw);
    if (meaning.what < Meaning::MergeTable || meaning.what > Meaning::MergeCount)
        return describeBookkeepingError(step, raw);
    const SeedMerge merge = mergeOf(meaning.step, *upsertAt(step, meaning.statement));
    Error error = raw;
    int &position = error.detail.statementPosition;
    position = meaning.what == Meaning::MergeTable ? merge.positionOfMakeTable(position)
        : meaning.what == Meaning::MergeFill       ? merge.positionOfFill(position)
                                                   : 0;
    return describeStatementError(step, meaning.statement, error);
}

Result<void> StepRunner::checkMoves(const Batch &batch)
{
    for (const Meaning &meaning : batch.meanings) {
        const PlanStep &step = planStep(meaning.step);
        if (const auto failure = m_moves.failure(meaning.step, step))
            return failStep(meaning.step, *failure);
        if (step.kind == StepKind::Move)
            m_report.steps[meaning.step].tables = m_moves.counts(meaning.step, step);
    }
    return {};
}

Result<void> StepRunner::runBatch(const Batch &batch, std::stop_token stop)
{
    if (batch.commands.empty())
        return {};
    const postgres::PipelineHooks hooks {
        [this, &batch](const postgres::Outcome &outcome) {
            const Meaning &meaning = batch.meanings[outcome.index];
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
    const Meaning &meaning = batch.meanings[index];
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
            takeOutcome({Meaning::Statement, step, 0}, outcome);
        },
        [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
    const auto done = m_connection.script(planStep(step).statements.first().sql, hooks, stop);
    if (!done) {
        takeNotices(step, done.error().notices);
        return failStep(step, describe({Meaning::Statement, step, 0}, done.error().error));
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
            takeOutcome({Meaning::MergeFill, step, 0}, outcome);
        },
        [this](size_t, std::chrono::milliseconds waited) { m_watcher.look(waited); }};
    const auto done = m_connection.copyIn(
        mergeOf(step, one.seed->upserts.first()).copy(), one.statements.first().sql, hooks, stop);
    return done ? Result<void> {} : failStep(step, describeCopyError(one, done.error().error));
}

bool StepRunner::runsApart(int step) const
{
    return planStep(step).whole || (planStep(step).seed && planStep(step).seed->csv);
}

Result<void> StepRunner::runInTransaction(const std::vector<int> &steps,
                                          const LockedModules &locked,
                                          std::stop_token stop)
{
    Batch batch;
    m_current = -1;
    m_waitLimit = m_transactionLimit;
    m_guard.forget();
    const bool guarded = m_guard.watches(steps);
    if (guarded)
        addLook(batch, RowGuard::Moment::Start, steps.front());
    for (const int step : steps) {
        const bool last = step == steps.back();
        const bool whole = planStep(step).whole;
        if (whole)
            batch.add(setSearchPath(planStep(step), true), {Meaning::Session, step, 0});
        else
            addStep(batch, step, locked);
        if (!runsApart(step)) {
            if (guarded && last)
                addLook(batch, RowGuard::Moment::End, step);
            continue;
        }
        if (auto done = runBatch(batch, stop); !done)
            return done;
        if (auto done = whole ? runWhole(step, stop) : runCopy(step, stop); !done)
            return done;
        batch = {};
        if (whole) {
            addSessionReset(batch, step);
            addRecord(batch, step, locked);
        } else {
            addMerge(batch, step, planStep(step).seed->upserts.first());
            addStepEnd(batch, step, locked);
        }
        if (guarded)
            addLook(batch, last ? RowGuard::Moment::End : RowGuard::Moment::AfterStep, step);
        if (auto done = runBatch(batch, stop); !done)
            return done;
        finishStep(step);
        batch = {};
    }
    return runBatch(batch, stop);
}

Result<void> StepRunner::runWithoutTransaction(int step,
                                               const LockedModules &locked,
                                               bool &startedAny,
                                               std::stop_token stop)
{
    const PlanStep &one = planStep(step);
    startStep(step);
    setAttempt(0, 0);
    m_waitLimit = longestWaitAlone;
    // Long, because a wait that runs out here would leave half an index behind.
    const auto prepared = m_connection.queryAll(
        {setSearchPath(one, false),
         {"SELECT set_config('lock_timeout', $1, false)",
          {QByteArray::number(static_cast<qint64>(longestWaitAlone.count())) + "min"}}},
        stop);
    if (!prepared)
        return failStep(step, prepared.error());
    for (int i = 0; i < one.statements.size(); ++i) {
        const Meaning meaning {Meaning::Statement, step, i};
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
    Batch batch;
    addSessionReset(batch, step);
    addRecord(batch, step, locked);
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
