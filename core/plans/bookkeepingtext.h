#pragma once

#include "core/plans/plan.h"

namespace aegisx::plans {

// What a step that runs no text of the vendor's writes into the bookkeeping, as it would be typed:
// the rows of marked migrations, the lock. batch: what the run will give those that ask for none.
// Empty for every other step.
[[nodiscard]] QString bookkeepingText(const PlanStep &step, int batch);

} // namespace aegisx::plans
