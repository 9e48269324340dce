#include "ui/pages/page.h"

#include <QEvent>

namespace aegisx::ui {

void Page::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace aegisx::ui
