#pragma once

#include "core/base/error.h"
#include "core/plans/plan.h"

namespace aegisx::runs {

// Turns a server's error into one that names migration, file, line, column and statement, with
// words of its own where the cause is known (out of lock memory, lock wait, new enum label).
[[nodiscard]] Error
describeStatementError(const plans::PlanStep &step, int statement, const Error &raw);
[[nodiscard]] Error describeBookkeepingError(const plans::PlanStep &step, const Error &raw);
[[nodiscard]] Error describeEndedTransaction(const plans::PlanStep &step);

} // namespace aegisx::runs
