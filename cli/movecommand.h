#pragma once

#include "cli/commands.h"
#include "core/runs/runreport.h"

namespace aegisx::cli {

// The command lines that undo a move which ended well; nothing for any other run.
void printMoveBack(const Context &context, const runs::RunReport &report);

} // namespace aegisx::cli
