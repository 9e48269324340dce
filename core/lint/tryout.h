#pragma once

#include "core/base/event.h"
#include "core/base/result.h"
#include "core/lint/linter.h"
#include "core/postgres/connection.h"

#include <stop_token>

namespace aegisx::lint {

// Runs every migration of the modules up, down and up again, and compares what the database holds
// after each. The modules that they require are run as well, but only up. Where all of them ran,
// the seeds follow, once. All of it happens in a database that is made for it at this server and
// dropped afterwards; a file whose statements reach beyond that, as far as they can be read, is not
// run. Blocks; events tell of each migration and seed when it begins and when it is done, and a
// message of each database that an earlier call had to leave behind. Errors: a connection failure,
// Refused (no right to make a database), Cancelled; what is wrong with the files is in the
// findings.
[[nodiscard]] Result<Findings> tryOut(postgres::Connection &server,
                                      const LintScope &scope,
                                      const EventSink &events = {},
                                      std::stop_token stop = {});

} // namespace aegisx::lint
