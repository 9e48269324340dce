#pragma once

#include "cli/commands.h"
#include "cli/siteaccess.h"
#include "core/operations/operation.h"

namespace aegisx::cli {

// Shows a plan as text.
void printPlan(Terminal &terminal, const plans::Plan &plan, const QString &site, bool withSql);

// Carries out the only plan of a preparation with progress on the terminal, prints the report
// (without the JSON document), and keeps it in the local history.
[[nodiscard]] runs::RunReport carryOut(const Context &context,
                                       const SiteAccess &site,
                                       postgres::Connection &connection,
                                       const modules::ModuleCatalog &catalog,
                                       const operations::Preparation &preparation);

// Runs all pending migrations, then the seeds, which are shown once the migrations are done. Used
// by "practice upgrade".
[[nodiscard]] ExitCode upgradeAll(const Context &context,
                                  const SiteAccess &site,
                                  postgres::Connection &connection,
                                  const modules::ModuleCatalog &catalog);

} // namespace aegisx::cli
