#pragma once

#include "ui/theme/enums.h"

#include <QLabel>
#include <QPalette>
#include <QStyledItemDelegate>

class QFontMetrics;

namespace aegisx::ui {

// A state in a word and an icon, on the tint of its meaning.
struct PillLook {
    Meaning meaning = Meaning::Neutral;
    Icon icon = Icon::StateUnknown;
    QString text;
};

// The size that paintPill() wants for the text in this font.
[[nodiscard]] QSize pillSize(const QFontMetrics &metrics, const QString &text);

// Paints the pill at the left of rect, centred upright; a word that does not fit is elided.
void paintPill(QPainter &painter,
               const QRect &rect,
               const PillLook &look,
               const QFont &font,
               Qt::LayoutDirection direction = Qt::LeftToRight,
               bool enabled = true);

// The pill as a widget; a screen reader gets its word.
class StatePill final : public QLabel
{
    Q_OBJECT

public:
    explicit StatePill(QWidget *parent = nullptr);

    void setState(Meaning meaning, Icon icon, const QString &text);
    void setState(const PillLook &look) { setState(look.meaning, look.icon, look.text); }
    [[nodiscard]] const PillLook &look() const { return m_look; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    PillLook m_look;
};

// Paints an item as a pill where the model answers MeaningRole; any other item as usual. The word
// is PillTextRole or the display text, the icon IconRole.
class PillDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit PillDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

} // namespace aegisx::ui
