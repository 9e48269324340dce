#pragma once

#include "cli/commands.h"
#include "cli/siteaccess.h"
#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"

namespace aegisx::cli {

// A connected site and what was found there.
struct Visit {
    SiteAccess site;
    modules::ModuleCatalog catalog;
    postgres::Connection connection;
    inspection::SiteState state;
};

// Chooses, connects and looks, and keeps with the profile that it did. Blocks. Errors: those of
// chooseSite(), connectTo() and inspect().
[[nodiscard]] Result<Visit> visitSite(const Context &context);

} // namespace aegisx::cli
