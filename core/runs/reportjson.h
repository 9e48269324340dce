#pragma once

#include "core/base/result.h"
#include "core/runs/runreport.h"

#include <QJsonObject>

namespace aegisx::runs {

// The inverse of toJson(const RunReport &): the report as it was kept in the local history. Texts
// stay in the language they were written in; keys that are not known are left out. Pure.
// Errors: InvalidInput (no report, or a value that this version does not know).
[[nodiscard]] Result<RunReport> reportFromJson(const QJsonObject &object);

} // namespace aegisx::runs
