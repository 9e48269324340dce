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
[[nodiscard]] QString wordFor(inspection::SeedState state);
[[nodiscard]] QString wordFor(inspection::LockState state);
[[nodiscard]] QString wordFor(const inspection::LockInfo &lock); // also where it cannot be read
[[nodiscard]] QString wordFor(runs::StepState state);
// A step's reason with the evidence that the audit trail keeps behind it in words.
[[nodiscard]] QString reasonText(const QString &reason);
[[nodiscard]] QString wordFor(plans::Operation operation); // "Upgrade"
[[nodiscard]] QString headlineFor(const runs::RunReport &report);
// "module/name"; the name alone where a step is of the site as a whole.
[[nodiscard]] QString stepTitle(const QString &module, const QString &name);
[[nodiscard]] QString titleFor(const plans::Plan &plan); // "Upgrade: 3 migrations"

} // namespace aegisx
