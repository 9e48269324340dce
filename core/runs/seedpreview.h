#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"

#include <QList>

#include <stop_token>

namespace aegisx::runs {

// What the site changed or removed of what the plan's seeds bring: one entry for each upsert that
// has such rows, also where the plan would write over them. Rows are empty where they cannot be
// counted: no right, locked by somebody, or the upsert reads a table that an earlier statement of
// the plan will change. Each upsert is compared in a transaction of its own that
// is rolled back and never waits long for a lock: nothing is written. Blocks. Errors: a connection
// failure, Cancelled.
[[nodiscard]] Result<QList<plans::ExpectedLoss>>
findSiteEdits(postgres::Connection &connection, const plans::Plan &plan, std::stop_token stop = {});

} // namespace aegisx::runs
