#include "ui/widgets/moduledelegate.h"

#include "ui/models/roles.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/statepill.h"

#include <QApplication>
#include <QPainter>

namespace aegisx::ui {

namespace {

PillLook pillOf(const QModelIndex &index)
{
    return {static_cast<Meaning>(index.data(MeaningRole).toInt()),
            static_cast<Icon>(index.data(IconRole).toInt()),
            index.data(PillTextRole).toString()};
}

} // namespace

void ModuleDelegate::paint(QPainter *painter,
                           const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QString title = item.text;
    item.text.clear(); // the ground, the selection and the focus are the style's
    const QStyle &style = item.widget != nullptr ? *item.widget->style() : *QApplication::style();
    style.drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    const QRect inner =
        item.rect.adjusted(spacing::Medium, spacing::Small, -spacing::Medium, -spacing::Small);
    const QFontMetrics metrics(item.font);
    const QRect line(inner.left(), inner.top(), inner.width(), metrics.height());
    const bool selected = item.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setFont(item.font);
    painter->setPen(item.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(line,
                      Qt::AlignVCenter | Qt::AlignLeading,
                      metrics.elidedText(title, Qt::ElideRight, line.width()));
    painter->restore();
    paintPill(*painter,
              inner.adjusted(0, metrics.height() + spacing::Tiny, 0, 0),
              pillOf(index),
              item.font,
              item.direction);
}

QSize ModuleDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QFontMetrics metrics(item.font);
    const QSize pill = pillSize(metrics, pillOf(index).text);
    return {std::max(metrics.horizontalAdvance(item.text), pill.width()) + 2 * spacing::Medium,
            metrics.height() + spacing::Tiny + pill.height() + 2 * spacing::Small};
}

} // namespace aegisx::ui
