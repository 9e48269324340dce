#pragma once

#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"

#include <stop_token>

namespace aegisx::inspection {

// How many administrators of a module can sign in, as its file counts them; changes nothing.
// Blocks. Errors: Io, InvalidInput (the file), those of a query.
[[nodiscard]] Result<qint64> countAccounts(postgres::Connection &connection,
                                           const modules::Module &module,
                                           const std::stop_token &stop = {});

// A note for each module that offers an administrator, has all its migrations, and that nobody can
// administer. What cannot be read is not spoken of. Blocks.
[[nodiscard]] Findings missingAccounts(postgres::Connection &connection,
                                       const modules::ModuleCatalog &catalog,
                                       const SiteState &state,
                                       const std::stop_token &stop = {});

} // namespace aegisx::inspection
