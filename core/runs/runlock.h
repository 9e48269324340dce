#pragma once

#include "core/plans/plan.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/runner.h"
#include "core/runs/steprunner.h"

#include <stop_token>

namespace aegisx::runs {

// Opens the transaction and takes the lock of every module of the plan: waits for another upgrade
// to end (at most lockWait), tells whom it waits for, and heals damaged lock rows. Blocks.
// Errors: Locked, Cancelled, Database, ConnectionLost; no transaction is open then.
[[nodiscard]] Result<LockedModules> waitForLocks(Bookkeeper &bookkeeper,
                                                 postgres::Connection &connection,
                                                 const RunOptions &options,
                                                 const StepRunner &teller,
                                                 std::stop_token stop);

// Whether the site under the lock is still the one the plan was made for. Errors: Refused.
[[nodiscard]] Result<void> checkFresh(const plans::Plan &plan, const LockedModules &locked);

// Blocks for this time, or until a stop is asked for.
void sleepUnlessStopped(std::chrono::milliseconds time, const std::stop_token &stop);

} // namespace aegisx::runs
