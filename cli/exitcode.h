#pragma once

#include "core/base/error.h"
#include "core/runs/runreport.h"

namespace aegisx::cli {

// What the program answers to the shell; documented in docs/cli.md and the manual page.
enum class ExitCode {
    Done = 0, // or nothing to do
    Failed = 1, // the site is unchanged
    Usage = 2,
    CannotConnect = 3,
    Refused = 4,
    Locked = 5,
    Cancelled = 6,
    PartWay = 7,
};

[[nodiscard]] ExitCode exitCodeFor(const Error &error);
[[nodiscard]] ExitCode exitCodeFor(const runs::RunReport &report);

} // namespace aegisx::cli
