#pragma once

#include "core/base/event.h"
#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/movecheck.h"
#include "core/runs/rowguard.h"
#include "core/runs/runreport.h"
#include "core/runs/seedcounts.h"
#include "core/runs/stepbatch.h"
#include "core/runs/waitwatcher.h"

#include <QDateTime>

#include <stop_token>
#include <vector>

namespace aegisx::runs {

// Sends the statements of steps and their tracking rows, and tells of each. The transaction
// around them is the caller's.
class StepRunner final
{
public:
    StepRunner(postgres::Connection &connection,
               const plans::Plan &plan,
               RunReport &report,
               RowGuard &guard,
               const Bookkeeper &bookkeeper,
               const EventSink &events,
               std::chrono::milliseconds lockTimeout);

    // Runs the steps with these indexes inside the open transaction. The error says which
    // statement of which file failed. A cancelled run answers Cancelled.
    [[nodiscard]] Result<void> runInTransaction(const std::vector<int> &steps,
                                                const LockedModules &locked,
                                                std::stop_token stop);

    // Runs one step's statements without a transaction, then writes its row; startedAny tells
    // whether anything of it may be in the database, which nothing can undo.
    [[nodiscard]] Result<void> runWithoutTransaction(int step,
                                                     const LockedModules &locked,
                                                     bool &startedAny,
                                                     std::stop_token stop);

    void emitEvent(EventKind kind, int step = -1, const QString &text = {}) const;
    // limit: how long this wait lasts at most. The report keeps whom it waits for.
    void emitWaiting(int step,
                     const QString &text,
                     const QList<BlockingSession> &blockers,
                     std::chrono::milliseconds limit) const;
    // Which try of how many the transaction is; every event says it from now on. 0: it is none.
    void setAttempt(int attempt, int attempts);

private:
    [[nodiscard]] Event makeEvent(EventKind kind, int step, const QString &text) const;
    [[nodiscard]] Result<void> runBatch(const StepBatch &batch, std::stop_token stop);
    [[nodiscard]] Result<void> runWhole(int step, std::stop_token stop);
    [[nodiscard]] Result<void> runCopy(int step, std::stop_token stop);
    [[nodiscard]] Result<void>
    countFirst(const StepBatch &look, const std::vector<int> &steps, std::stop_token stop);
    [[nodiscard]] Result<void> failFirst(const StepMeaning &meaning, const Error &error);
    [[nodiscard]] bool runsApart(int step) const; // in more than one batch
    [[nodiscard]] Result<void>
    runApart(int step, const LockedModules &locked, const StepBatch &look, std::stop_token stop);
    [[nodiscard]] Result<void>
    prepareAlone(int step, const LockedModules &locked, const std::stop_token &stop);
    void takeOutcome(const StepMeaning &meaning, const postgres::Outcome &outcome);
    [[nodiscard]] bool takeLook(const StepMeaning &meaning, const postgres::Rows &rows);
    void takeCounts(const StepMeaning &meaning, const postgres::Rows &rows);
    void takeNotices(int step, const QStringList &notices);
    void tellStatement(const StepMeaning &meaning, const postgres::Outcome &outcome);
    void startStep(int step);
    void finishStep(int step);
    [[nodiscard]] Result<void> checkMoves(const StepBatch &batch);
    [[nodiscard]] Result<void> failStep(int step, const Error &error); // answers the error
    [[nodiscard]] Error describe(const StepMeaning &meaning, const Error &raw) const;
    [[nodiscard]] const plans::PlanStep &planStep(int step) const { return m_plan.steps.at(step); }

    postgres::Connection &m_connection;
    const plans::Plan &m_plan;
    RunReport &m_report;
    RowGuard &m_guard;
    const Bookkeeper &m_bookkeeper;
    const EventSink &m_events;
    StepBatches m_batches;
    std::chrono::milliseconds m_transactionLimit; // the same as a time
    std::chrono::milliseconds m_waitLimit; // of the statement that runs
    WaitWatcher m_watcher;
    int m_current = -1;
    int m_attempt = 0;
    int m_attempts = 0;
    SeedCounts m_counts;
    MoveCheck m_moves;
};

} // namespace aegisx::runs
