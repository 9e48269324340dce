#pragma once

#include "cli/commands.h"
#include "cli/siteaccess.h"
#include "core/modules/modulecatalog.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"

namespace aegisx::cli {

// Shows a plan as text.
void printPlan(Terminal &terminal, const plans::Plan &plan, const QString &site, bool withSql);

// Runs a plan with progress on the terminal, prints the report (without the JSON document), and
// keeps it in the local history.
[[nodiscard]] runs::RunReport runPlan(const Context &context,
                                      const SiteAccess &site,
                                      postgres::Connection &connection,
                                      const plans::Plan &plan);

// Runs all pending migrations, then the seeds. Used by "practice upgrade".
[[nodiscard]] ExitCode upgradeAll(const Context &context,
                                  const SiteAccess &site,
                                  postgres::Connection &connection,
                                  const modules::ModuleCatalog &catalog);

} // namespace aegisx::cli
