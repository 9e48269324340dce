#include "ui/widgets/flowlayout.h"

#include "ui/theme/spacing.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace aegisx::ui {

namespace {

// Empty for what is hidden.
QSize sizeOf(const QLayoutItem *item, int width)
{
    if (item->isEmpty())
        return {};
    return {std::min(item->sizeHint().width(), width), item->sizeHint().height()};
}

} // namespace

FlowLayout::FlowLayout(QWidget *parent) : QLayout(parent)
{
    setContentsMargins({});
    setSpacing(spacing::Small);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return place({0, 0, width, 0}, false);
}

QSize FlowLayout::sizeHint() const
{
    QSize size(0, 0);
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize hint = item->sizeHint();
        size = {size.width() + hint.width() + (size.isEmpty() ? 0 : spacing()),
                std::max(size.height(), hint.height())};
    }
    return size;
}

QSize FlowLayout::minimumSize() const
{
    QSize size(0, 0);
    for (const QLayoutItem *item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size;
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

int FlowLayout::place(const QRect &rect, bool really) const
{
    int y = 0;
    for (qsizetype first = 0; first < m_items.size();) {
        qsizetype next = first;
        int x = 0;
        int height = 0; // of the line
        for (; next < m_items.size(); ++next) {
            const QSize size = sizeOf(m_items.at(next), rect.width());
            if (size.isEmpty())
                continue;
            if (x > 0 && x + size.width() > rect.width())
                break;
            x += size.width() + spacing();
            height = std::max(height, size.height());
        }
        if (really)
            placeLine(m_items.sliced(first, next - first),
                      {rect.x(), rect.y() + y, rect.width(), height});
        y += height > 0 ? height + spacing() : 0;
        first = next;
    }
    return std::max(0, y - spacing());
}

void FlowLayout::placeLine(const QList<QLayoutItem *> &items, const QRect &line) const
{
    const Qt::LayoutDirection direction =
        parentWidget() != nullptr ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int x = 0;
    for (QLayoutItem *item : items) {
        const QSize size = sizeOf(item, line.width());
        if (size.isEmpty())
            continue;
        const QPoint corner(line.x() + x, line.y() + (line.height() - size.height()) / 2);
        item->setGeometry(QStyle::visualRect(direction, line, {corner, size}));
        x += size.width() + spacing();
    }
}

} // namespace aegisx::ui
