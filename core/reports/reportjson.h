#pragma once

#include "core/base/finding.h"
#include "core/base/result.h"
#include "core/runs/runreport.h"

#include <QJsonArray>
#include <QJsonObject>

namespace aegisx::reports {

// Stable keys, ISO times, nothing translated but what a person reads; documented in docs/cli.md.
[[nodiscard]] QJsonObject toJson(const runs::RunReport &report);
[[nodiscard]] QJsonObject toJson(const Error &error);
[[nodiscard]] QJsonArray toJson(const Findings &findings);

// The inverse of toJson(const runs::RunReport &): the report as it was kept in the local history.
// Texts stay in the language they were written in; keys that are not known are left out. Pure.
// Errors: InvalidInput (no report, or a value that this version does not know).
[[nodiscard]] Result<runs::RunReport> reportFromJson(const QJsonObject &object);

} // namespace aegisx::reports
