#pragma once

#include "ui/settings/settings.h"

namespace aegisx::ui {

// Keeps language, theme and text size of the whole application as the settings say, now and
// whenever they change. To be called once, after the settings are made.
void followSettings(Settings &settings);

} // namespace aegisx::ui
