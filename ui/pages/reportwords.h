#pragma once

#include "core/runs/reportdocument.h"
#include "ui/site/sitesnapshot.h"
#include "ui/theme/enums.h"

#include <QString>

#include <optional>

namespace aegisx::ui {

// What a report page says of the operation as a whole, which may be two runs.

// The run that decided how it ended; nullptr: none ran.
[[nodiscard]] const runs::RunReport *decidingRun(const runs::SiteReport &report);
[[nodiscard]] QString reportHeadline(const runs::SiteReport &report); // "Upgrade: Done"
[[nodiscard]] Meaning reportMeaning(runs::Outcome outcome);
[[nodiscard]] QString stateSentence(const runs::SiteReport &report);

// stateNow and nextStep of every run anew, in the language that is set.
void describeAgain(runs::SiteReport &report);

// How an upgrade would be undone: it is still the last batch of every module it touched.
struct UndoOffer {
    plans::RollbackRequest request;
    QStringList files; // of the migrations; each must have a way back
};
[[nodiscard]] std::optional<UndoOffer> undoOf(const runs::SiteReport &report,
                                              const SiteSnapshot &now);
// Whether every file has a migrate:down section. Blocks on the disk.
[[nodiscard]] bool canAllBeUndone(const QStringList &files);

} // namespace aegisx::ui
