#pragma once

#include "core/base/environment.h"
#include "core/inspection/sitestate.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"

#include <QString>

namespace aegisx {

// The words for states, the same in the window, on the terminal and in reports.
[[nodiscard]] QString wordFor(inspection::ModuleStatus status);
[[nodiscard]] QString wordFor(inspection::MigrationState state);
[[nodiscard]] QString wordFor(inspection::LockState state);
[[nodiscard]] QString wordFor(const inspection::LockInfo &lock); // also where it cannot be read
[[nodiscard]] QString wordFor(runs::StepState state);
[[nodiscard]] QString wordFor(plans::Operation operation); // "Upgrade"
[[nodiscard]] QString headlineFor(const runs::RunReport &report);
// "module/name"; the name alone where a step is of the site as a whole.
[[nodiscard]] QString stepTitle(const QString &module, const QString &name);
[[nodiscard]] QString titleFor(const plans::Plan &plan); // "Upgrade: 3 migrations"

} // namespace aegisx
