#pragma once

#include "core/plans/plan.h"
#include "core/runs/runreport.h"

#include <QList>
#include <QString>

#include <vector>

namespace aegisx::runs {

// What a report says of the rows that its run lost. Pure functions.

using TableChange = RunReport::TableChange;

// Whether it is gone for good: not rolled back, and there was something to lose.
[[nodiscard]] bool isLost(const TableChange &change);
// Whether something is lost of which the plan said nothing.
[[nodiscard]] bool lostWithoutAWord(const QList<TableChange> &changes);

// Whether one of them is said to be of that step.
[[nodiscard]] bool namesStep(const QList<TableChange> &changes, const plans::PlanStep &step);

// "inventory.stock (50), inventory.lots (not known) and 7 more": what is lost, as announced or not.
[[nodiscard]] QString namesOfLost(const QList<TableChange> &changes, bool announced);
// Says what is lost for good, what the plan did not announce first; empty: nothing is.
[[nodiscard]] QString lossSentence(const QList<TableChange> &changes);

// "inventory.stock (50 before, 50 after)": the tables in whose place others of the same name are;
// empty: there are none.
[[nodiscard]] QString replacedSentence(const QList<TableChange> &changes);
// Why a run was rolled back that would have lost these. committedAny: what it completed before, in
// a transaction of its own, stays.
[[nodiscard]] Error refusedLosses(const QList<TableChange> &losses, bool committedAny);
// Why a step without a transaction was not begun that would lose more of these than the plan says.
[[nodiscard]] Error notBegun(const QList<TableChange> &losses, const plans::PlanStep &step);

// The columns that these steps of a plan drop, with the values that were counted for it.
[[nodiscard]] QList<TableChange> droppedColumns(const plans::Plan &plan,
                                                const std::vector<int> &steps);

} // namespace aegisx::runs
