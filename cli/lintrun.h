#pragma once

#include "cli/commands.h"
#include "core/lint/linter.h"

namespace aegisx::cli {

// Runs the modules up and down in a database of their own, at the server of --database or on the
// practice site. Blocks. Errors: those of connecting, Refused (no right to make a database).
[[nodiscard]] Result<Findings> tryModules(const Context &context, const lint::LintScope &scope);

} // namespace aegisx::cli
