#pragma once

#include "core/inspection/moveanalysis.h"
#include "core/plans/plan.h"

namespace aegisx::plans {

// What a person should know of the moves: errors for what forbids them, warnings for what would
// break, the gravest first, notes for the rest; name is the object, empty where it is all of them.
[[nodiscard]] Findings moveFindings(const QList<inspection::MoveAnalysis> &moves,
                                    const inspection::SiteState &state);
// The same where all of it is read at once: what is said of the search paths is gathered.
[[nodiscard]] Findings gatheredMoveFindings(const QList<inspection::MoveAnalysis> &moves,
                                            const inspection::SiteState &state);

} // namespace aegisx::plans
