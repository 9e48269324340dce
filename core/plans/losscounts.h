#pragma once

#include "core/plans/losscatalog.h"
#include "core/plans/plan.h"

#include <stop_token>

namespace aegisx::plans {

// Counts the rows of the plan's losses where they are not known yet, in the transaction that the
// catalog opened, and ends it: one round trip, and another for each table that somebody locks in
// the meantime. A finding names the tables that could not be counted. Losses of no value (an UPDATE
// where every row is NULL) are taken out. Errors: Database, a connection failure, Cancelled.
[[nodiscard]] Result<void> countLosses(postgres::Connection &connection,
                                       const LossCatalog &catalog,
                                       Plan &plan,
                                       std::stop_token stop);

// Up to here rows are counted one by one, above it is the server's statistics that answer.
inline constexpr qint64 mostCountedRows = 1'000'000;

} // namespace aegisx::plans
