#pragma once

#include "ui/window/mainwindow.h"

namespace aegisx::test {

// Whether no site of the window is being read; a run may be going on.
[[nodiscard]] bool isQuiet(const ui::MainWindow &window);

// Whether the widget shows a plan that is not made yet, or a site that is being checked.
[[nodiscard]] bool isChecking(const QWidget *widget);

} // namespace aegisx::test
