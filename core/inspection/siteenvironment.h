#pragma once

#include "core/inspection/sitestate.h"

namespace aegisx::inspection {

// Notes that the database says what the site is for where the user may not read it: whatever the
// profile says, it may be a production site.
void noteHiddenEnvironment(SiteState &state);

// Keeps what the database says of the site itself (rows of tracking::selectSite()), and notes the
// finding "environment-mismatch" where that is not what was expected.
void takeEnvironment(const postgres::Rows &rows, const ExpectedSite &expected, SiteState &state);

} // namespace aegisx::inspection
