#pragma once

#include "core/base/event.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"
#include "core/tracking/sitefacts.h"

#include <chrono>
#include <optional>
#include <stop_token>

namespace aegisx::runs {

struct RunOptions {
    std::chrono::milliseconds lockTimeout {3000}; // for one wait on a table, before rolling back
    int lockRetries = 6; // how often the transaction is tried again after that
    std::chrono::seconds lockWait {60}; // for another upgrade to end before we give up
    std::chrono::seconds settleWait {30}; // for the server to come back after a lost COMMIT
    // What the caller takes the site for; stored in its database where nothing is stored yet.
    std::optional<Environment> environment = std::nullopt;
    tracking::SiteNames names = {}; // likewise
    std::chrono::milliseconds sessionWait {10000}; // for a session that was asked to stop
};

// Does a plan and tells it as events, in order, on the calling thread. Blocks until the end; a
// stop request cancels the running statement and rolls back. Keeps the invariants of the design:
// one transaction for a migration and its row, the lock is knex's own, never "applied but not
// recorded". The connection may be replaced when it was lost; it stays the caller's.
// Never fails as such: whatever happened is in the report.
[[nodiscard]] RunReport run(postgres::Connection &connection,
                            const plans::Plan &plan,
                            const RunOptions &options = {},
                            const EventSink &events = {},
                            std::stop_token stop = {});

} // namespace aegisx::runs
