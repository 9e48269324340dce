#pragma once

#include "core/inspection/moveanalysis.h"
#include "core/plans/plan.h"

namespace aegisx::plans {

// What a person should know of the moves, in the order of the objects: errors for what forbids
// them, warnings for what would break, notes for the rest; name is the object.
[[nodiscard]] Findings moveFindings(const QList<inspection::MoveAnalysis> &moves,
                                    const inspection::SiteState &state);

} // namespace aegisx::plans
