#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/runreport.h"

#include <stop_token>
#include <vector>

namespace aegisx::runs {

// The module as its bookkeeping has it that was read under the lock.
[[nodiscard]] inspection::ModuleState stateUnderLock(const modules::Module &module,
                                                     const LockedModule &locked);

// Looks at the evidence of the steps that mark once more, in the transaction that holds the lock:
// the plan may be older than what somebody did to the database since. The report's steps, hence the
// audit trail, get what it says now. Nothing for plans that mark nothing. Blocks. Errors: Refused
// (it says something else than the plan did, and nobody gave a reason), those of
// inspection::examine().
[[nodiscard]] Result<void> renewEvidence(postgres::Connection &connection,
                                         const plans::Plan &plan,
                                         const std::vector<int> &steps,
                                         const LockedModules &locked,
                                         RunReport &report,
                                         std::stop_token stop);

} // namespace aegisx::runs
