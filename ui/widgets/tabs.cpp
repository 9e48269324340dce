#include "ui/widgets/tabs.h"

#include <QTabWidget>

namespace aegisx::ui {

void setTabShown(QTabWidget *tabs, QWidget *page, bool shown)
{
    const int index = tabs->indexOf(page);
    tabs->setTabEnabled(index, shown);
    tabs->setTabVisible(index, shown);
}

} // namespace aegisx::ui
