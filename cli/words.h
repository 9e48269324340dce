#pragma once

#include "cli/terminal.h"
#include "core/inspection/sitestate.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"
#include "core/sites/siteprofile.h"

#include <QString>

namespace aegisx::cli {

// The words for states, and the tone they are said in.
[[nodiscard]] QString wordFor(inspection::ModuleStatus status);
[[nodiscard]] Tone toneFor(inspection::ModuleStatus status);
[[nodiscard]] QString wordFor(inspection::MigrationState state);
[[nodiscard]] Tone toneFor(inspection::MigrationState state);
[[nodiscard]] QString wordFor(inspection::LockState state);
[[nodiscard]] QString wordFor(runs::StepState state);
[[nodiscard]] QString wordFor(sites::Environment environment);
[[nodiscard]] QString headlineFor(const runs::RunReport &report);
[[nodiscard]] QString titleFor(const plans::Plan &plan); // "Upgrade: 3 migrations"

} // namespace aegisx::cli
