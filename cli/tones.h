#pragma once

#include "cli/terminal.h"
#include "core/inspection/sitestate.h"

namespace aegisx::cli {

// The tone in which a state's word is said on a terminal.
[[nodiscard]] Tone toneFor(inspection::ModuleStatus status);
[[nodiscard]] Tone toneFor(inspection::MigrationState state);
[[nodiscard]] Tone toneFor(inspection::SeedState state);

} // namespace aegisx::cli
