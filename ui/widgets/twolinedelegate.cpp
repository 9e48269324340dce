#include "ui/widgets/twolinedelegate.h"

#include "ui/models/roles.h"

#include <QApplication>
#include <QPainter>

namespace aegisx::ui {

namespace {

constexpr int rowRoom = 12; // Thai marks stack above and below

QFont detailFont(const QFont &font)
{
    QFont smaller(font);
    smaller.setPointSizeF(font.pointSizeF() * 0.9);
    return smaller;
}

void paintLine(QPainter *painter,
               const QRect &rect,
               const QFont &font,
               const QColor &colour,
               const QStyleOptionViewItem &item,
               const QString &text)
{
    const QFontMetrics metrics(font);
    painter->setFont(font);
    painter->setPen(colour);
    const auto side = QStyle::visualAlignment(item.direction, Qt::AlignLeft | Qt::AlignVCenter);
    painter->drawText(
        rect, static_cast<int>(side), metrics.elidedText(text, item.textElideMode, rect.width()));
}

} // namespace

TwoLineDelegate::TwoLineDelegate(QObject *parent) : QStyledItemDelegate(parent) { }

void TwoLineDelegate::paint(QPainter *painter,
                            const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const QString detail = index.data(DetailRole).toString();
    if (detail.isEmpty())
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QString text = item.text;
    const QStyle &style = item.widget != nullptr ? *item.widget->style() : *QApplication::style();
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    item.text.clear(); // the ground, the selection and the focus are the style's
    style.drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool selected = item.state.testFlag(QStyle::State_Selected);
    const QFont smaller = detailFont(item.font);
    const int first = QFontMetrics(item.font).height();
    const int both = first + QFontMetrics(smaller).height();
    const QRect rect = item.rect.adjusted(margin, (item.rect.height() - both) / 2, -margin, 0);
    const auto colour = [&item, selected](QPalette::ColorRole role) {
        return item.palette.color(selected ? QPalette::HighlightedText : role);
    };
    painter->save();
    paintLine(painter,
              {rect.topLeft(), QSize(rect.width(), first)},
              item.font,
              colour(QPalette::Text),
              item,
              text);
    paintLine(painter,
              {rect.left(), rect.top() + first, rect.width(), both - first},
              smaller,
              colour(QPalette::PlaceholderText),
              item,
              detail);
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize usual = QStyledItemDelegate::sizeHint(option, index);
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const int lines =
        QFontMetrics(item.font).height() + QFontMetrics(detailFont(item.font)).height();
    return {usual.width(), std::max(usual.height(), lines + rowRoom)};
}

} // namespace aegisx::ui
