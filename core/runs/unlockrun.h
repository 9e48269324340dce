#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"

#include <chrono>
#include <stop_token>

namespace aegisx::runs {

// knex's unlock in one transaction, under a table lock that a living wrapped run would keep
// waiting. Errors: Locked where somebody turns out to be alive, Database, ConnectionLost.
[[nodiscard]] Result<void> releaseStuckLock(postgres::Connection &connection,
                                            const plans::PlanStep &step,
                                            std::chrono::milliseconds lockTimeout,
                                            std::stop_token stop);

} // namespace aegisx::runs
