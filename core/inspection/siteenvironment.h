#pragma once

#include "core/inspection/sitestate.h"

namespace aegisx::inspection {

// Keeps what the database says of the site itself (rows of tracking::selectSite()), and notes the
// finding "environment-mismatch" where that is not what was expected.
void takeEnvironment(const postgres::Rows &rows, const ExpectedSite &expected, SiteState &state);

} // namespace aegisx::inspection
