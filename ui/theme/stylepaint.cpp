#include "ui/theme/stylepaint.h"

#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QStyleOption>

namespace aegisx::ui {

namespace {

constexpr auto meaningProperty = "aegisxMeaning";

Meaning meaningOf(const QWidget *widget)
{
    const QVariant value = widget == nullptr ? QVariant() : widget->property(meaningProperty);
    return value.isValid() ? static_cast<Meaning>(value.toInt()) : Meaning::Neutral;
}

// White on strong colours, the window's colour on the light ones of the dark look.
QColor textOn(const QColor &fill, const Colours &colours)
{
    const bool isAccentReadable = contrastRatio(fill, colours.accentText) >= 4.5;
    return isAccentReadable ? colours.accentText : colours.window;
}

ButtonLook restingLook(const QStyleOptionButton &option, Meaning meaning)
{
    const Colours &colours = Theme::instance().colours();
    if (option.features & QStyleOptionButton::DefaultButton) {
        const QColor fill = meaning == Meaning::Neutral ? colours.accent : colours.meaning(meaning);
        return {fill, fill, textOn(fill, colours), true};
    }
    if (option.state & QStyle::State_On)
        return {colours.selection, colours.focus, colours.selectionText, false};
    const QColor text = meaning == Meaning::Neutral ? colours.text : colours.meaning(meaning);
    if (option.features & QStyleOptionButton::Flat)
        return {{}, {}, text, false};
    const QColor border = meaning == Meaning::Neutral
        ? colours.fieldBorder
        : mixed(colours.fieldBorder, colours.meaning(meaning), 0.5);
    return {colours.raised, border, text, false};
}

} // namespace

PainterScope::PainterScope(QPainter *painter) : m_painter(painter)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
}

PainterScope::~PainterScope()
{
    m_painter->restore();
}

void paintRounded(QPainter *painter,
                  const QRectF &rect,
                  const QColor &fill,
                  const QColor &border,
                  double radius,
                  double width)
{
    const PainterScope scope(painter);
    const double inset = border.isValid() ? width / 2 : 0;
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
}

void paintFocusRing(QPainter *painter, const QRectF &rect, double radius)
{
    paintRounded(painter, rect, {}, Theme::instance().focusRing(), radius, 2);
}

void paintChevron(QPainter *painter, const QRectF &rect, const QColor &colour, int turned)
{
    const PainterScope scope(painter);
    const double arm = std::min({rect.width(), rect.height(), 16.0}) / 4;
    QPen pen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->setPen(pen);
    painter->translate(rect.center());
    painter->rotate(turned);
    const std::array points {QPointF(-arm, -arm / 2), QPointF(0, arm / 2), QPointF(arm, -arm / 2)};
    painter->drawPolyline(points.data(), static_cast<int>(points.size()));
}

void paintTick(QPainter *painter, const QRectF &rect, const QColor &colour)
{
    const PainterScope scope(painter);
    const double side = std::min(rect.width(), rect.height());
    painter->setPen(QPen(colour, side / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->translate(rect.center());
    const std::array points {QPointF(-0.24 * side, 0.0 * side),
                             QPointF(-0.07 * side, 0.18 * side),
                             QPointF(0.25 * side, -0.18 * side)};
    painter->drawPolyline(points.data(), static_cast<int>(points.size()));
}

bool hasFocus(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_Enabled);
}

void paintField(const QStyleOption &option, QPainter *painter)
{
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const QRectF rect(option.rect);
    paintRounded(
        painter,
        rect,
        isEnabled ? option.palette.color(QPalette::Base) : Theme::instance().colours().window,
        isEnabled ? Theme::instance().colours().fieldBorder : Theme::instance().colours().border,
        fieldRadius);
    if (hasFocus(option))
        paintFocusRing(painter, rect, fieldRadius);
}

QColor arrowColour(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_Enabled) ? Theme::instance().colours().muted
                                                        : Theme::instance().colours().fieldBorder;
}

void paintLine(QPainter *painter, const QRect &rect)
{
    painter->fillRect(rect, Theme::instance().colours().border);
}

ButtonLook buttonLook(const QStyleOptionButton &option, const QWidget *widget)
{
    const Colours &colours = Theme::instance().colours();
    const bool isFlat = option.features & QStyleOptionButton::Flat;
    if (!(option.state & QStyle::State_Enabled)) {
        const QColor fill = isFlat ? QColor() : colours.window;
        return {fill, isFlat ? QColor() : colours.border, colours.disabled, false};
    }
    ButtonLook look = restingLook(option, meaningOf(widget));
    const bool isPressed = option.state & QStyle::State_Sunken;
    if (isPressed || option.state & QStyle::State_MouseOver) {
        const QColor ground = look.fill.isValid() ? look.fill : colours.window;
        const double part = (isPressed ? 2 : 1) * (look.filled ? 0.08 : 0.05);
        look.fill = mixed(ground, look.filled ? colours.window : look.text, part);
    }
    return look;
}

void setMeaning(QAbstractButton *button, Meaning meaning)
{
    button->setProperty(meaningProperty, static_cast<int>(meaning));
    button->update();
}

} // namespace aegisx::ui
