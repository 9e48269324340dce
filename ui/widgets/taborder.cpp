#include "ui/widgets/taborder.h"

#include <QLayout>
#include <QMainWindow>
#include <QScrollArea>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>

namespace aegisx::ui {

namespace {

void collect(QWidget *widget, QList<QWidget *> &stops);

void collect(QLayout *layout, QList<QWidget *> &stops)
{
    for (int i = 0; i < layout->count(); ++i) {
        QLayoutItem *item = layout->itemAt(i);
        if (item->widget() != nullptr)
            collect(item->widget(), stops);
        else if (item->layout() != nullptr)
            collect(item->layout(), stops);
    }
}

// What a widget is made of, where that is no layout of its own.
QList<QWidget *> partsOf(QWidget *widget)
{
    QList<QWidget *> parts;
    if (const auto *splitter = qobject_cast<QSplitter *>(widget)) {
        for (int i = 0; i < splitter->count(); ++i)
            parts.append(splitter->widget(i));
    } else if (const auto *tabs = qobject_cast<QTabWidget *>(widget)) {
        parts.append(tabs->tabBar());
        for (int i = 0; i < tabs->count(); ++i)
            parts.append(tabs->widget(i));
    } else if (const auto *area = qobject_cast<QScrollArea *>(widget)) {
        parts.append(area->widget());
    } else if (const auto *window = qobject_cast<QMainWindow *>(widget)) {
        parts = {window->menuWidget(), window->centralWidget()};
    }
    parts.removeAll(nullptr);
    return parts;
}

void collect(QWidget *widget, QList<QWidget *> &stops)
{
    if (!widget->isVisible())
        return;
    if (widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus
        && widget->focusProxy() == nullptr)
        stops.append(widget);
    const QList<QWidget *> parts = partsOf(widget);
    for (QWidget *part : parts)
        collect(part, stops);
    if (parts.isEmpty() && widget->layout() != nullptr)
        collect(widget->layout(), stops);
}

} // namespace

bool focusNeighbour(QWidget *window, bool next)
{
    QList<QWidget *> stops;
    collect(window, stops);
    if (stops.isEmpty())
        return false;
    QWidget *current = window->focusWidget(); // or what it is a part of
    while (current != nullptr && !stops.contains(current))
        current = current->parentWidget();
    const qsizetype count = stops.size();
    const qsizetype from = current != nullptr ? stops.indexOf(current) : next ? count - 1 : 0;
    const qsizetype to = (from + (next ? 1 : count - 1)) % count;
    stops.at(to)->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

} // namespace aegisx::ui
