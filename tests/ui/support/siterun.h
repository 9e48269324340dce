#pragma once

#include "ui/site/sitesession.h"

namespace aegisx::test {

// Prepares and runs an operation as the window does; ends the test program where it does not end
// well. The session has read the site again when this answers.
void carryOut(ui::SiteSession &session, const operations::Request &request);

// Reads the site again and waits for it.
void readAgain(ui::SiteSession &session);

} // namespace aegisx::test
