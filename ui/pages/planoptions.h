#pragma once

#include "core/operations/operation.h"

namespace aegisx::ui {

class HintedCheckBox;

// The options that a request has on the page of its plan, and the same request with another choice.
[[nodiscard]] bool isStepByStep(const operations::Request &request);
[[nodiscard]] bool mayGoStepByStep(const operations::Request &request);
[[nodiscard]] bool isForced(const operations::Request &request);
[[nodiscard]] operations::Request withForce(operations::Request request, bool force);
[[nodiscard]] operations::Request withStepByStep(operations::Request request, bool stepByStep);
void describeForce(HintedCheckBox *option); // of a lock
// Of a plan; leavesOut: without it, seeds that are for a first installation.
void describeForce(HintedCheckBox *option,
                   const operations::Preparation &preparation,
                   bool leavesOut);

} // namespace aegisx::ui
