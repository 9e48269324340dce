#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/rowguard.h"
#include "core/runs/seedmerge.h"

#include <chrono>
#include <vector>

namespace aegisx::runs {

// What a command of the pipeline stands for.
struct StepMeaning {
    enum What {
        Session,
        Statement,
        Record,
        CountFirst, // a lock or a count for the guard, before a statement that takes whole tables
        Deferred, // checks and triggers that the migrations put off to the COMMIT
        CountsBefore,
        CountsAfter,
        MergeTable, // a statement of a seed that is merged
        MergeFill,
        Merge,
        MergeCount, // the last of them
        LookAtStart, // for the guard
        LookAfterStep,
        LookAtEnd,
    };
    What what = Session;
    int step = 0;
    int statement = 0;
};

// Commands that are sent in one go, and what each stands for.
struct StepBatch {
    std::vector<postgres::Command> commands;
    std::vector<StepMeaning> meanings;
    void add(postgres::Command command, const StepMeaning &meaning);
};

// local: for the transaction only, else for the session.
[[nodiscard]] postgres::Command setSearchPath(const plans::PlanStep &step, bool local);

// The upsert that this statement of a step is; none where it runs as it is written.
[[nodiscard]] const modules::Upsert *upsertAt(const plans::PlanStep &step, int statement);

// Turns the steps of a plan into commands. Sends nothing. What it is made of must outlive it.
class StepBatches final
{
public:
    // lockTimeout: that of the transaction, set again behind a step that changed the session.
    StepBatches(const postgres::Connection &connection,
                const plans::Plan &plan,
                const RowGuard &guard,
                const Bookkeeper &bookkeeper,
                std::chrono::milliseconds lockTimeout);

    // Everything of the step; of a CSV seed what comes before its rows.
    void addStep(StepBatch &batch, int step, const LockedModules &locked) const;
    // What comes behind the rows of a CSV seed.
    void addMerge(StepBatch &batch, int step, const modules::Upsert &upsert) const;
    void addStepEnd(StepBatch &batch, int step, const LockedModules &locked) const;
    void addLook(StepBatch &batch, RowGuard::Moment moment, int step) const;
    void addRecord(StepBatch &batch, int step, const LockedModules &locked) const;
    // A migration that changed the session must not change it for the next one.
    void addSessionReset(StepBatch &batch, int step) const;

    [[nodiscard]] SeedMerge mergeOf(int step, const modules::Upsert &upsert) const;

private:
    void addStatement(StepBatch &batch, int step, int statement) const;
    void addMergeStart(StepBatch &batch, int step, const modules::Upsert &upsert) const;
    [[nodiscard]] const plans::PlanStep &planStep(int step) const { return m_plan.steps.at(step); }

    const postgres::Connection &m_connection;
    const plans::Plan &m_plan;
    const RowGuard &m_guard;
    const Bookkeeper &m_bookkeeper;
    QByteArray m_lockTimeout;
};

} // namespace aegisx::runs
