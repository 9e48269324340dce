#pragma once

#include "core/base/finding.h"
#include "core/postgres/connection.h"

namespace aegisx::inspection {

// What of the server itself stands in the way of writing: a standby, read-only, a transaction
// pooler, another cluster than expected (empty: none expected), an untested version, encoding.
[[nodiscard]] Findings serverFindings(const postgres::ServerFacts &facts,
                                      const QString &expectedSystemIdentifier = {});

} // namespace aegisx::inspection
