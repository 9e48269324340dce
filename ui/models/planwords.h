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
[[nodiscard]] QString nothingToDoSentence(const operations::Preparation &preparation);

// Why the button wants to be pressed with care; empty where nothing is destroyed.
[[nodiscard]] QString destructionSentence(const operations::Preparation &preparation);

} // namespace aegisx::ui
