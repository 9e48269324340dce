#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"

#include <chrono>
#include <stop_token>

namespace aegisx::runs {

// Cancels the statement, or ends the session, that the step names, if it still is that one: the
// server may have given its process id to another session since. Then looks until it is gone, for
// at most wait. Blocks. Answers false where there was nothing to stop any more. Errors: Failed (it
// is still there), Cancelled (it was asked, and nobody waits for it), Database, ConnectionLost.
[[nodiscard]] Result<bool> stopSession(postgres::Connection &connection,
                                       const plans::PlanStep &step,
                                       std::chrono::milliseconds wait,
                                       std::stop_token stop);

} // namespace aegisx::runs
