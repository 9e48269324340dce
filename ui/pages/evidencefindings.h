#pragma once

#include "core/operations/operation.h"
#include "ui/site/siteevidence.h"
#include "ui/site/sitesnapshot.h"

#include <optional>

namespace aegisx::ui {

// A finding of the overview that evidence brought up.
struct EvidenceFinding {
    Finding finding;
    std::optional<operations::Request> request; // what mends it; nullopt: no operation does alone
    QString stem; // the first migration concerned, for showing its evidence
};

// What the evidence that is known has against the site, module by module; empty where the catalog
// and what is recorded agree.
[[nodiscard]] QList<EvidenceFinding> evidenceFindings(const SiteSnapshot &snapshot,
                                                      const SiteEvidence &evidence);

} // namespace aegisx::ui
