#pragma once

#include "core/base/enums.h"
#include "core/inspection/evidence.h"
#include "core/inspection/sitestate.h"
#include "ui/widgets/statepill.h"

namespace aegisx::ui {

// The pills of states: word, icon and meaning, the same on every page.
// "3 pending". contradicted: the database has something else than what is recorded.
[[nodiscard]] PillLook lookOf(const inspection::ModuleState &module, bool contradicted = false);
[[nodiscard]] PillLook lookOf(inspection::MigrationState state);
[[nodiscard]] PillLook lookOf(inspection::SeedState state);
[[nodiscard]] PillLook lookOf(Severity severity); // of a finding
[[nodiscard]] PillLook lookOf(inspection::CheckState state); // of a line of the pre-flight
[[nodiscard]] PillLook lookOf(inspection::LockState state);
// The contradiction to what is recorded where there is one, else the verdict.
[[nodiscard]] PillLook lookOf(const inspection::MigrationEvidence &evidence);
[[nodiscard]] PillLook lookOf(const inspection::ObjectEvidence &object);

// "35 ms", "1.2 s", "2 min 5 s", in the language that is set.
[[nodiscard]] QString formatDuration(qint64 microseconds);

} // namespace aegisx::ui
