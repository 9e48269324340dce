#pragma once

#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"

#include <stop_token>

namespace aegisx::inspection {

// Whether the seed brings something that the site has not had yet.
[[nodiscard]] bool isToBeLoaded(SeedState state);

// Fills the seeds of each module of the state from the module's files and the site's own record.
// Where the record cannot be read, now or at all, their state is Unread. Blocks on the disk and the
// database; changes nothing there.
void readSeeds(postgres::Connection &connection,
               const modules::ModuleCatalog &catalog,
               SiteState &state,
               const std::stop_token &stop = {});

// A note for each module that has all its migrations and whose seeds, as readSeeds() found them,
// are new or changed since they were loaded, or were loaded before a rollback; for a module of
// which nothing is recorded, that this program loaded none. Where the record could not be read
// nothing is said. Never blocks.
[[nodiscard]] Findings unloadedSeeds(const SiteState &state);

} // namespace aegisx::inspection
