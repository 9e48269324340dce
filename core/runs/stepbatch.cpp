#include "core/runs/stepbatch.h"

#include "core/runs/seedcounts.h"

#include <QDateTime>

#include <algorithm>

namespace aegisx::runs {

using plans::PlanStep;
using plans::StepKind;
using postgres::Command;

namespace {

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

Command setSearchPath(const PlanStep &step, bool local)
{
    return {local ? "SELECT set_config('search_path', $1, true)"
                  : "SELECT set_config('search_path', $1, false)",
            {step.searchPath.toUtf8()}};
}

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

void StepBatch::add(Command command, const StepMeaning &meaning)
{
    commands.push_back(std::move(command));
    meanings.push_back(meaning);
}

StepBatches::StepBatches(const postgres::Connection &connection,
                         const plans::Plan &plan,
                         const RowGuard &guard,
                         const Bookkeeper &bookkeeper,
                         std::chrono::milliseconds lockTimeout)
    : m_connection(connection)
    , m_plan(plan)
    , m_guard(guard)
    , m_bookkeeper(bookkeeper)
    , m_lockTimeout(QByteArray::number(static_cast<qint64>(lockTimeout.count())) + "ms")
{
}

void StepBatches::addRecord(StepBatch &batch, int step, const LockedModules &locked) const
{
    const PlanStep &one = planStep(step);
    if (one.kind == StepKind::Up || one.kind == StepKind::MarkCompleted)
        batch.add(tracking::insertMigration(one.table,
                                            one.recordedName,
                                            one.batch.value_or(locked.value(one.module).nextBatch),
                                            QDateTime::currentDateTimeUtc()),
                  {StepMeaning::Record, step, 0});
    if (one.kind != StepKind::Down && one.kind != StepKind::MarkPending)
        return;
    for (const QString &name : QStringList {one.recordedName} + one.alsoRecorded)
        batch.add(tracking::deleteMigration(one.table, name), {StepMeaning::Record, step, 0});
}

void StepBatches::addSessionReset(StepBatch &batch, int step) const
{
    const StepMeaning session {StepMeaning::Session, step, 0};
    batch.add({"RESET SESSION AUTHORIZATION", {}}, session);
    batch.add({"RESET ROLE", {}}, session);
    batch.add({"RESET ALL", {}}, session);
    for (const Command &command : m_connection.sessionSetup())
        batch.add(command, session);
    batch.add({"SELECT set_config('lock_timeout', $1, true)", {m_lockTimeout}}, session);
}

SeedMerge StepBatches::mergeOf(int step, const modules::Upsert &upsert) const
{
    const PlanStep &one = planStep(step);
    return {upsert,
            one.statements.at(upsert.statement).sql,
            one.module,
            one.seed->force,
            m_bookkeeper.siteLog().remembersSeeds};
}

void StepBatches::addMergeStart(StepBatch &batch, int step, const modules::Upsert &upsert) const
{
    const SeedMerge merge = mergeOf(step, upsert);
    batch.add(merge.makeTable(), {StepMeaning::MergeTable, step, upsert.statement});
    batch.add(merge.numberRows(), {StepMeaning::Merge, step, upsert.statement});
}

void StepBatches::addMerge(StepBatch &batch, int step, const modules::Upsert &upsert) const
{
    const SeedMerge merge = mergeOf(step, upsert);
    const StepMeaning meaning {StepMeaning::Merge, step, upsert.statement};
    for (const Command &command : merge.decide())
        batch.add(command, meaning);
    for (const Command &command : merge.carryOut())
        batch.add(command, meaning);
    batch.add(merge.count(), {StepMeaning::MergeCount, step, upsert.statement});
    batch.add(merge.dropTables(), {StepMeaning::Session, step, 0});
}

void StepBatches::addStatement(StepBatch &batch, int step, int statement) const
{
    const modules::Upsert *upsert = upsertAt(planStep(step), statement);
    if (!upsert) {
        batch.add(commandOf(planStep(step), statement), {StepMeaning::Statement, step, statement});
        return;
    }
    addMergeStart(batch, step, *upsert);
    batch.add(mergeOf(step, *upsert).fill(), {StepMeaning::MergeFill, step, statement});
    addMerge(batch, step, *upsert);
}

void StepBatches::addStepEnd(StepBatch &batch, int step, const LockedModules &locked) const
{
    if (planStep(step).kind == StepKind::Seed)
        batch.add(SeedCounts::look(), {StepMeaning::CountsAfter, step, 0});
    if (planStep(step).changesSession)
        addSessionReset(batch, step);
    if (m_guard.isDoubtful(step))
        addLook(batch, RowGuard::Moment::AfterStep, step);
    addRecord(batch, step, locked);
}

void StepBatches::addStep(StepBatch &batch, int step, const LockedModules &locked) const
{
    const PlanStep &one = planStep(step);
    batch.add(setSearchPath(one, true), {StepMeaning::Session, step, 0});
    if (one.kind == StepKind::Seed)
        batch.add(SeedCounts::look(), {StepMeaning::CountsBefore, step, 0});
    if (one.seed && one.seed->csv) { // what follows is sent behind its rows
        const modules::Upsert &upsert = one.seed->upserts.first();
        addMergeStart(batch, step, upsert);
        batch.add(mergeOf(step, upsert).wantFilled(), {StepMeaning::Merge, step, 0});
        return;
    }
    for (int i = 0; i < one.statements.size(); ++i)
        addStatement(batch, step, i);
    addStepEnd(batch, step, locked);
}

void StepBatches::addLook(StepBatch &batch, RowGuard::Moment moment, int step) const
{
    if (moment == RowGuard::Moment::End) // what a trigger deletes at the COMMIT is seen as well
        batch.add({"SET CONSTRAINTS ALL IMMEDIATE", {}}, {StepMeaning::Deferred, step, 0});
    const auto what = moment == RowGuard::Moment::Start ? StepMeaning::LookAtStart
        : moment == RowGuard::Moment::End               ? StepMeaning::LookAtEnd
                                                        : StepMeaning::LookAfterStep;
    batch.add(m_guard.look(moment), {what, step, 0});
}

} // namespace aegisx::runs
