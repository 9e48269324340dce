#pragma once

#include "core/base/finding.h"
#include "core/inspection/moveanalysis.h"

#include <QSet>

namespace aegisx::plans {

// What is said of several moves together; movefindings.h says the rest. Nothing here blocks.

// A few of the names, the rest as a number.
[[nodiscard]] QString listed(const QStringList &names);

// What fails after the moves: functions whose text names what moves, and all that calls them, as
// MoveAnalysis names its references.
[[nodiscard]] QSet<QString> brokenBy(const QList<inspection::MoveAnalysis> &moves);

// Warnings of what calls a function that fails: that writing, or reading, fails with it.
void addBrokenUses(const QList<inspection::MoveAnalysis> &moves, Findings &findings);

// What the names alone mean after the moves, a finding for each effect; name is the object where
// it is one move.
void addPathEffects(const QList<inspection::MoveAnalysis> &moves, Findings &findings);

// Errors first; of the warnings what breaks, then rights that are lost, then names that are no
// longer found. Stable.
void sortByGravity(Findings &findings);

} // namespace aegisx::plans
