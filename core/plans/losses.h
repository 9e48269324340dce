#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"

#include <stop_token>

namespace aegisx::plans {

// Fills the plan's losses: what its statements destroy in this database as it is now, with all that
// CASCADE reaches, and how many rows: exact below a million, else estimated. Rows that cannot be
// counted (no right, locked by somebody) are empty, and a finding of the plan says so. What the
// plan itself makes holds nobody's rows and is left out. No query where the files name no loss;
// else two to four round trips in one read-only transaction that never waits long for a lock.
// Writes nothing. Blocks. Errors: Database, a connection failure, Cancelled.
[[nodiscard]] Result<void>
findLosses(postgres::Connection &connection, Plan &plan, std::stop_token stop = {});

// Whether rows, or values in them, are lost by it, or may be where that cannot be known.
[[nodiscard]] bool destroysRows(const Plan &plan);

// Whether a loss of this kind takes whole rows of the table that it names.
[[nodiscard]] bool takesRows(modules::LossKind kind);

} // namespace aegisx::plans
