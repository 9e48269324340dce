#include "ui/widgets/pagestack.h"

namespace aegisx::ui {

PageStack::PageStack(QWidget *parent) : QStackedWidget(parent)
{
    connect(this, &QStackedWidget::currentChanged, this, [this] { updateGeometry(); });
}

// A page that comes up at another size than it will have asks for the height of lines that it will
// not have, and the window would grow.
void PageStack::resizeEvent(QResizeEvent *event)
{
    QStackedWidget::resizeEvent(event);
    for (int i = 0; i < count(); ++i) {
        if (i != currentIndex())
            widget(i)->setGeometry(contentsRect());
    }
}

QSize PageStack::sizeHint() const
{
    return currentWidget() != nullptr ? currentWidget()->sizeHint() : QStackedWidget::sizeHint();
}

QSize PageStack::minimumSizeHint() const
{
    return currentWidget() != nullptr ? currentWidget()->minimumSizeHint()
                                      : QStackedWidget::minimumSizeHint();
}

} // namespace aegisx::ui
