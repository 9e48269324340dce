#pragma once

#include "core/plans/plan.h"
#include "core/runs/lossreport.h"

#include <QString>

namespace aegisx {

// The words for what a plan destroys, the same in the window, on the terminal and in reports.
[[nodiscard]] QString wordFor(modules::LossKind kind); // "the table is dropped"
[[nodiscard]] QString titleFor(const plans::ExpectedLoss &loss); // "inventory.drugs.price"
// "40", "about 2500000", "up to 40", "cannot be known"; empty where it is not about rows.
[[nodiscard]] QString rowsTextFor(const plans::ExpectedLoss &loss);
// "module/name, line 12 of the file": the statement that does it.
[[nodiscard]] QString whereFor(const plans::Plan &plan, const plans::ExpectedLoss &loss);

[[nodiscard]] QString rowsTextFor(std::optional<qint64> rows, bool exact);
// "inventory.drugs"; "inventory.drugs.price (column)" where that was dropped,
// "inventory.drugs (replaced)" where another table has its name.
[[nodiscard]] QString titleFor(const runs::TableChange &change);
// "yes", "no", or "3 only" where the plan spoke of fewer: whether the plan said so.
[[nodiscard]] QString inPlanTextFor(const runs::TableChange &change);
// Above a list of them: that they were lost, or would have been.
[[nodiscard]] QString lossHeading(bool undone);
// "yes", "no" or "not its rows": whether a step of the plan can be undone by a later operation.
[[nodiscard]] QString undoTextFor(const plans::Plan &plan, const plans::PlanStep &step);
// Whether it can, or only without the rows that it takes.
[[nodiscard]] bool canWhollyBeUndone(const plans::Plan &plan, const plans::PlanStep &step);

} // namespace aegisx
