#pragma once

#include "core/base/error.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"

#include <optional>

namespace aegisx::runs {

// Turns a server's error into one that names migration, file, line, column and statement, with
// words of its own where the cause is known (out of lock memory, lock wait, new enum label).
[[nodiscard]] Error
describeStatementError(const plans::PlanStep &step, int statement, const Error &raw);
// What the server says while an account is made, without the hash of its password, which a trigger
// of the site's own may put into its words.
[[nodiscard]] QString withoutHash(const plans::PlanStep &step, QString text);
// Of a CSV seed: the line is the one that the server took offence at.
[[nodiscard]] Error describeCopyError(const plans::PlanStep &step, const Error &raw);
// Of what a migration put off to the COMMIT; which one, nobody says.
[[nodiscard]] Error describeDeferredError(const Error &raw);
[[nodiscard]] Error describeBookkeepingError(const plans::PlanStep &step, const Error &raw);
[[nodiscard]] Error describeEndedTransaction(const plans::PlanStep &step);
[[nodiscard]] Error describeUnstorableEnvironment();
[[nodiscard]] Error describeMissingPassword(const plans::PlanStep &step);

// A wait for a table that took too long, or ended in a deadlock.
[[nodiscard]] bool isLockWait(const Error &error);
// Of a run that ended in such a wait, or in one for the migration lock, the remedy says whom it
// waited for last. Of any other the report keeps nobody.
void nameBlockers(RunReport &report);
// What a step leaves that ran up to this statement and stopped there; empty: nothing.
[[nodiscard]] std::optional<Remains>
remainsOf(const plans::PlanStep &step, int statement, const Error &error);

} // namespace aegisx::runs
