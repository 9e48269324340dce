#pragma once

#include "cli/terminal.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"

#include <QJsonArray>

namespace aegisx::cli {

// "Will be lost": what, of which table, how many rows, by which statement.
void printLosses(Terminal &terminal, const plans::Plan &plan);
// "Rows before and after", of the tables that lost some.
void printTableChanges(Terminal &terminal, const runs::RunReport &report);

// For the document "plan"; described in docs/cli.md.
[[nodiscard]] QJsonArray lossesJson(const plans::Plan &plan);

} // namespace aegisx::cli
