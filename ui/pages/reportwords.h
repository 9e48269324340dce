#pragma once

#include "core/reports/reportdocument.h"
#include "ui/site/sitesnapshot.h"
#include "ui/theme/enums.h"

#include <QString>

#include <optional>

namespace aegisx::ui {

// What a report page says of the operation as a whole, which may be two runs.

// The run that decided how it ended; nullptr: none ran.
[[nodiscard]] const runs::RunReport *decidingRun(const reports::SiteReport &report);
[[nodiscard]] QString reportHeadline(const reports::SiteReport &report); // "Upgrade: Done"
[[nodiscard]] Meaning reportMeaning(const reports::SiteReport &report);
[[nodiscard]] QString stateSentence(const reports::SiteReport &report);

// stateNow and nextStep of every run anew, in the language that is set.
void describeAgain(reports::SiteReport &report);

// Whether a plan for the same would be worth making again.
[[nodiscard]] bool mayTryAgain(runs::Outcome outcome);
// The migration that failed because what it makes was there already, as far as the server's answer
// tells; nullptr: another failure.
[[nodiscard]] const runs::StepReport *stepThatWasThere(const reports::SiteReport &report);

// The migration that the deciding run failed or was stopped in; nullptr: none.
[[nodiscard]] const runs::StepReport *stepThatStopped(const reports::SiteReport &report);
// Whether it ended because others held what it needed.
[[nodiscard]] bool endedByLocks(const reports::SiteReport &report);

// How what an upgrade committed would be undone: it is still the last batch of every module it
// touched.
struct UndoOffer {
    plans::RollbackRequest request;
    QStringList files; // of the migrations; each must have a way back
};
[[nodiscard]] std::optional<UndoOffer> undoOf(const reports::SiteReport &report,
                                              const SiteSnapshot &now);
// What would move everything back that was moved: one request for each schema something came from,
// the last one first; empty: nothing was moved.
[[nodiscard]] QList<plans::MoveRequest> movesBackOf(const reports::SiteReport &report);
// Whether every file has a migrate:down section. Blocks on the disk.
[[nodiscard]] bool canAllBeUndone(const QStringList &files);

} // namespace aegisx::ui
