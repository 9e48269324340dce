#pragma once

#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"

#include <stop_token>

namespace aegisx::inspection {

// A note for each module that has all its migrations and whose seeds, by the site's own record of
// them, are new or changed since they were loaded, or were loaded before a rollback; for a module
// of which nothing is recorded, that this program loaded none. Seeds for the first installation
// count in that case alone. Where the record cannot be read nothing is said. Blocks on the disk and
// the database; changes nothing.
[[nodiscard]] Findings unloadedSeeds(postgres::Connection &connection,
                                     const modules::ModuleCatalog &catalog,
                                     const SiteState &state,
                                     const std::stop_token &stop = {});

} // namespace aegisx::inspection
