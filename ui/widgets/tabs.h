#pragma once

class QTabWidget;
class QWidget;

namespace aegisx::ui {

// Shows a page's tab or takes it away. Qt hides a tab only from the eye: the arrow keys would make
// it the current one all the same, unless it is disabled as well.
void setTabShown(QTabWidget *tabs, QWidget *page, bool shown);

} // namespace aegisx::ui
