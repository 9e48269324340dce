#include "ui/widgets/statepill.h"

#include "ui/models/roles.h"
#include "ui/theme/icons.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFontMetrics>
#include <QPainter>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// All in parts of the font's height, so that a pill grows with the text.
struct Measures {
    int height;
    int side; // room at the left and the right
    int icon;
    int gap; // between icon and word
};

Measures measures(const QFontMetrics &metrics)
{
    const int line = metrics.height();
    return {line + std::max(4, line / 4),
            std::max(6, line * 2 / 5),
            std::max(12, line * 4 / 5),
            std::max(4, line / 4)};
}

PillLook lookOf(const QModelIndex &index)
{
    const QVariant word = index.data(PillTextRole);
    return {static_cast<Meaning>(index.data(MeaningRole).toInt()),
            static_cast<Icon>(index.data(IconRole).toInt()),
            word.isValid() ? word.toString() : index.data(Qt::DisplayRole).toString()};
}

} // namespace

QSize pillSize(const QFontMetrics &metrics, const QString &text)
{
    const Measures m = measures(metrics);
    return {2 * m.side + m.icon + m.gap + metrics.horizontalAdvance(text), m.height};
}

void paintPill(QPainter &painter,
               const QRect &rect,
               const PillLook &look,
               const QFont &font,
               Qt::LayoutDirection direction,
               bool enabled)
{
    const QFontMetrics metrics(font, painter.device());
    const Measures m = measures(metrics);
    const Theme &theme = Theme::instance();
    const Meaning meaning = enabled ? look.meaning : Meaning::Neutral;
    const QSize size = pillSize(metrics, look.text).boundedTo(rect.size());
    const QRect pill = QStyle::alignedRect(direction, Qt::AlignLeft | Qt::AlignVCenter, size, rect);
    paintRounded(
        &painter, pill, theme.tint(meaning), theme.tintBorder(meaning), pill.height() / 2.0);

    const QRect inner = pill.adjusted(m.side, 0, -m.side, 0);
    const QRect picture =
        QStyle::alignedRect(direction, Qt::AlignLeft | Qt::AlignVCenter, {m.icon, m.icon}, inner);
    icon(look.icon, meaning).paint(&painter, picture);
    const QRect words =
        QStyle::visualRect(direction, inner, inner.adjusted(m.icon + m.gap, 0, 0, 0));
    painter.save();
    painter.setFont(font);
    painter.setPen(enabled ? theme.text(meaning) : theme.colours().disabled);
    painter.drawText(words,
                     Qt::AlignVCenter | Qt::AlignLeading,
                     metrics.elidedText(look.text, Qt::ElideRight, words.width() + 1));
    painter.restore();
}

StatePill::StatePill(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void StatePill::setState(Meaning meaning, Icon icon, const QString &text)
{
    m_look = {meaning, icon, text};
    setText(text); // what a screen reader gets
    updateGeometry();
    update();
}

QSize StatePill::sizeHint() const
{
    return pillSize(fontMetrics(), m_look.text);
}

QSize StatePill::minimumSizeHint() const
{
    const QSize size = sizeHint();
    return {std::min(size.width(), 3 * size.height()), size.height()};
}

void StatePill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPill(painter, rect(), m_look, font(), layoutDirection(), isEnabled());
}

void StatePill::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    update();
}

PillDelegate::PillDelegate(QObject *parent) : QStyledItemDelegate(parent) { }

void PillDelegate::paint(QPainter *painter,
                         const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    if (!index.data(MeaningRole).isValid())
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const PillLook look = lookOf(index);
    const QStyle &style = item.widget != nullptr ? *item.widget->style() : *QApplication::style();
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    item.text.clear(); // the ground, the selection and the focus are the style's
    item.icon = QIcon();
    item.features &= ~QStyleOptionViewItem::HasDecoration;
    style.drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    if (!look.text.isEmpty())
        paintPill(*painter,
                  item.rect.adjusted(margin, 0, -margin, 0),
                  look,
                  item.font,
                  item.direction,
                  item.state.testFlag(QStyle::State_Enabled));
}

QSize PillDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize usual = QStyledItemDelegate::sizeHint(option, index);
    if (!index.data(MeaningRole).isValid())
        return usual;
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QStyle &style = item.widget != nullptr ? *item.widget->style() : *QApplication::style();
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    const QSize pill = pillSize(QFontMetrics(item.font), lookOf(index).text);
    return {pill.width() + 2 * margin, std::max(usual.height(), pill.height() + 6)};
}

} // namespace aegisx::ui
