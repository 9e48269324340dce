#pragma once

#include "core/operations/operation.h"

#include <QString>

namespace aegisx::ui {

// The words of plans in the window; the button that starts one says the same as its headline.

[[nodiscard]] QString stepKindWord(plans::StepKind kind); // "Migration"
[[nodiscard]] QString requestTitle(const operations::Request &request); // "Upgrade site"
// "Upgrade site: 12 migrations and 2 seeds"
[[nodiscard]] QString planHeadline(const operations::Preparation &preparation);
// What a failure would leave behind.
[[nodiscard]] QString failureSentence(const operations::Preparation &preparation);
[[nodiscard]] QString nothingToDoSentence(const operations::Request &request);

// Whether something is lost or taken away that cannot be had back: rows, what rolling back drops,
// a lock whose holder may be alive, a site that is no longer production.
[[nodiscard]] bool destroys(const operations::Preparation &preparation);
// Why the button wants to be pressed with care; empty where nothing is destroyed.
[[nodiscard]] QString destructionSentence(const operations::Preparation &preparation);
// Whether the site's name is to be typed first: where something is destroyed on a production site,
// be it so by the profile or by the database, and where a lock is released without a proof.
[[nodiscard]] bool wantsSiteName(const operations::Preparation &preparation, Environment profile);

} // namespace aegisx::ui
