#pragma once

#include "core/reports/reportdocument.h"
#include "ui/site/siteevidence.h"

#include <QString>

#include <optional>

namespace aegisx::ui {

// A way on from a report: a sentence, and what stands on its button. Without the button the
// sentence says why it is no way.
struct WayOffer {
    QString hint;
    QString button;
};

// The same once more. Of a report that the program can still ask for again. module: the evidence of
// the module of the migration that stopped the run; null: it is not read yet, or nothing stopped
// it.
[[nodiscard]] std::optional<WayOffer> retryOffer(const reports::SiteReport &report,
                                                 const SiteEvidence::OfModule *module);

// Where the database has some of what the migration makes that stopped the run, or something in its
// way. module: the evidence of that migration's module, as far as it was read.
[[nodiscard]] std::optional<WayOffer> evidenceOffer(const reports::SiteReport &report,
                                                    const SiteEvidence::OfModule &module);

// Of a failed upgrade: whether the migration that stopped it may be recorded as completed. Empty
// while the evidence is read.
[[nodiscard]] std::optional<WayOffer> markOffer(const reports::SiteReport &report,
                                                const SiteEvidence::OfModule &module);

// What an upgrade committed, and can be rolled back.
[[nodiscard]] WayOffer undoOffer(const reports::SiteReport &report);
// Of a failed upgrade: why there is nothing to roll back, or it cannot be. changed: the site is not
// as the run left it; else a file has no way back.
[[nodiscard]] std::optional<WayOffer> noUndo(const reports::SiteReport &report, bool changed);

} // namespace aegisx::ui
