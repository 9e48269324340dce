#pragma once

#include "core/inspection/sitestate.h"

namespace aegisx::inspection {

struct SiteCheck {
    SiteState state;
    int filesRead = 0;
    Findings findings; // those of the state, and what the check adds; worst first
};

// Looks at everything that could stop an upgrade, without writing: the state, the user's rights,
// and every migration and seed file of the modules, read and analysed. Blocks.
// Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<SiteCheck> checkSite(postgres::Connection &connection,
                                          const modules::ModuleCatalog &catalog,
                                          const ExpectedSite &expected = {},
                                          std::stop_token stop = {});

} // namespace aegisx::inspection
