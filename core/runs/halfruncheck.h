#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/bookkeeper.h"

#include <stop_token>

namespace aegisx::runs {

// Looks at the evidence of a step that goes on with a half-run migration once more, outside any
// transaction, right before it runs: what it leaves out must be there, and the rest missing.
// Nothing for other steps. done: the records that this run has written since the lock was taken.
// Blocks. Errors: Refused (somebody changed it since the plan was made), those of
// inspection::examine().
[[nodiscard]] Result<void> checkHalfRun(postgres::Connection &connection,
                                        const plans::Plan &plan,
                                        const plans::PlanStep &step,
                                        LockedModule locked,
                                        const QStringList &done,
                                        std::stop_token stop);

} // namespace aegisx::runs
