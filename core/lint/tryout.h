#pragma once

#include "core/base/event.h"
#include "core/base/result.h"
#include "core/lint/linter.h"
#include "core/postgres/connection.h"

#include <stop_token>

namespace aegisx::lint {

// Runs every migration of the modules up, down and up again, and compares what the database holds
// after each. The modules that they require are run as well, but only up. All of it happens in a
// database that is made for it at this server and dropped afterwards; the one that is connected to
// stays as it is. Blocks; events tell of each migration when it begins and when it is done. Errors:
// a connection failure, Refused (no right to make a database), Cancelled; what is wrong with the
// migrations is in the findings.
[[nodiscard]] Result<Findings> tryOut(postgres::Connection &server,
                                      const LintScope &scope,
                                      const EventSink &events = {},
                                      std::stop_token stop = {});

} // namespace aegisx::lint
