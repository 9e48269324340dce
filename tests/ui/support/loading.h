#pragma once

#include "ui/widgets/emptystate.h"

#include <algorithm>

namespace aegisx::test {

// Whether anything on the widget still stands for what is being read.
inline bool isLoading(const QWidget *widget)
{
    const auto states = widget->findChildren<ui::EmptyState *>();
    return std::any_of(states.begin(), states.end(), [](const ui::EmptyState *state) {
        return state->isVisible() && state->state() == ui::EmptyState::State::Loading;
    });
}

} // namespace aegisx::test
