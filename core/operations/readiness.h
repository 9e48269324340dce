#pragma once

#include "core/operations/operation.h"
#include "core/plans/preflight.h"

#include <optional>
#include <stop_token>

namespace aegisx::operations {

// Whether a pre-flight comes before the request. Not before one that mends what it would stop at
// (a lock, the environment), nor before stopping a session, which must not wait for anything.
[[nodiscard]] bool wantsPreflight(const Request &request);

// Looks at the site again and makes the pre-flight of what was prepared. Changes nothing. Blocks.
// Errors: those of inspect() and of preflight().
[[nodiscard]] Result<plans::Preflight> checkReadiness(postgres::Connection &connection,
                                                      const modules::ModuleCatalog &catalog,
                                                      const inspection::ExpectedSite &expected,
                                                      const Preparation &preparation,
                                                      std::stop_token stop = {});

// What a run is refused with after this pre-flight: its stops. A lock is none of them: the run
// itself waits for a living holder, and says what is known of another. Empty: nothing stops it.
[[nodiscard]] std::optional<Error> refusalBy(const plans::Preflight &preflight);

} // namespace aegisx::operations
