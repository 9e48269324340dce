#pragma once

#include "core/plans/plan.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/runner.h"
#include "core/runs/steprunner.h"
#include "core/tracking/sitelog.h"

#include <stop_token>
#include <vector>

namespace aegisx::runs {

// The lock of a plan that commits it before anything runs (Plan::commitsLock): everybody sees it,
// a note beside it says whose it is, and an advisory lock lives exactly as long as our session.
// Everything given to the constructor stays the caller's.
class CommittedLock final
{
public:
    CommittedLock(postgres::Connection &connection,
                  const plans::Plan &plan,
                  Bookkeeper &bookkeeper,
                  const tracking::RunIdentity &identity,
                  const StepRunner &teller);

    // Waits for the lock as waitForLocks() does and commits it together with the given commands;
    // answers the bookkeeping under it. Blocks. Errors: those of waitForLocks() and checkFresh().
    [[nodiscard]] Result<LockedModules> take(const std::vector<postgres::Command> &opening,
                                             const RunOptions &options,
                                             std::stop_token stop);

    [[nodiscard]] bool isHeld() const { return m_held; }
    // Held, but by a session that we lost: to be reclaimed before anything else is done.
    [[nodiscard]] bool isOrphaned() const { return m_held && !m_provesLife; }
    void noteNewSession() { m_provesLife = false; }

    // On a new connection in the place of a lost one: waits for the server process that we lost
    // to be gone, which may still be at work, proves our life again, and makes sure that the lock
    // is ours. Blocks. Errors: Locked, Database, ConnectionLost.
    [[nodiscard]] Result<void> reclaim();

    // For a transaction of the caller that ends with the lock; noteReleased() once it is committed.
    [[nodiscard]] std::vector<postgres::Command> releaseCommands() const;
    void noteReleased() { m_held = false; }

    // Releases it in a transaction of its own. Errors: Database, ConnectionLost.
    [[nodiscard]] Result<void> release();

    // After a failure: frees the lock if it is held, if need be over a new connection, where the
    // note beside the lock proves that it is still ours. isHeld() tells whether that failed.
    void cleanUp();

private:
    [[nodiscard]] bool isNotedAsOurs();

    postgres::Connection &m_connection;
    const plans::Plan &m_plan;
    Bookkeeper &m_bookkeeper;
    const tracking::RunIdentity &m_identity;
    const StepRunner &m_teller;
    bool m_held = false; // is_locked = 1 is visible to everybody and ours
    bool m_provesLife = false; // this session holds the advisory locks that go with it
};

} // namespace aegisx::runs
