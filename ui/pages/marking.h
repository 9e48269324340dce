#pragma once

#include "core/plans/plan.h"
#include "ui/site/siteevidence.h"

namespace aegisx::ui {

class SitePage;

// Marking migrations as completed or as pending, as every page asks for it.

// Whether the planner does it without a reason.
[[nodiscard]] bool isProven(const inspection::MigrationEvidence &evidence, bool pending);

// The names of the migrations that are there and not recorded.
[[nodiscard]] QStringList provablyDone(const SiteEvidence::OfModule &module);

// Asks the page's site for the operation; where the evidence does not prove one of the named
// migrations, wants a reason first, in a dialog.
void askToMark(SitePage &page, const plans::MarkRequest &request);

} // namespace aegisx::ui
