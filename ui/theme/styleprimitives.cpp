#include "ui/theme/icons.h"
#include "ui/theme/stylecontrols.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPushButton>
#include <QStyleOption>

namespace aegisx::ui {

namespace {

const Colours &colours()
{
    return Theme::instance().colours();
}

// A focus that came by the keyboard; a click needs no ring.
bool showsFocus(const QStyleOption &option)
{
    return hasFocus(option) && option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

bool paintLineEdit(const QStyleOption &option, QPainter *painter)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    if (frame == nullptr || frame->lineWidth <= 0)
        return frame != nullptr; // inside a combo or spin box, which paints the field
    paintField(option, painter);
    return true;
}

bool paintButton(const QStyleOption &option, QPainter *painter, const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    if (button == nullptr)
        return false;
    const ButtonLook look = buttonLook(*button, widget);
    paintRounded(painter, option.rect, look.fill, look.border, fieldRadius);
    if (!showsFocus(option))
        return true;
    paintFocusRing(painter, option.rect, fieldRadius);
    if (look.filled) // the ring alone is too near to the fill's colour
        paintRounded(
            painter, QRectF(option.rect).adjusted(2, 2, -2, -2), {}, look.text, fieldRadius - 1);
    return true;
}

void paintToolButton(const QStyleOption &option, QPainter *painter)
{
    const bool isOn = option.state.testFlag(QStyle::State_On);
    const bool isDown = option.state.testFlag(QStyle::State_Sunken);
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver) && isEnabled;
    QColor fill;
    if (isOn)
        fill = colours().selection;
    else if (!option.state.testFlag(QStyle::State_AutoRaise))
        fill = colours().raised;
    if (isDown || isHovered)
        fill =
            mixed(fill.isValid() ? fill : colours().window, colours().text, isDown ? 0.12 : 0.07);
    const bool isFramed = !option.state.testFlag(QStyle::State_AutoRaise);
    paintRounded(
        painter, option.rect, fill, isFramed ? colours().fieldBorder : QColor(), fieldRadius);
}

void paintCheckBox(const QStyleOption &option, QPainter *painter, bool isRound)
{
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const bool isOn = option.state.testFlag(QStyle::State_On);
    const bool isPartial = option.state.testFlag(QStyle::State_NoChange);
    const double side = std::min(option.rect.width(), option.rect.height());
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option.rect).center());
    const double radius = isRound ? side / 2 : 4;
    const QColor strong = isEnabled ? colours().accent : colours().disabled;
    const bool isFilled = isOn || isPartial;
    const QColor ground = isEnabled ? colours().card : colours().window;
    paintRounded(painter,
                 box,
                 isFilled ? strong : ground,
                 isFilled ? strong : mixed(colours().fieldBorder, colours().text, 0.25),
                 radius);
    const PainterScope scope(painter);
    const QColor mark = isEnabled ? colours().accentText : colours().window;
    if (isOn && isRound)
        paintRounded(
            painter, box.adjusted(side / 3, side / 3, -side / 3, -side / 3), mark, {}, side / 6);
    else if (isOn)
        paintTick(painter, box, mark);
    else if (isPartial)
        painter->fillRect(QRectF(box.left() + side / 4, box.center().y() - 1, side / 2, 2), mark);
}

void paintFrame(const QStyleOption &option, QPainter *painter)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    if (frame != nullptr && frame->lineWidth <= 0)
        return;
    paintRounded(
        painter, option.rect, {}, hasFocus(option) ? colours().focus : colours().border, 2);
}

// As quiet as the rest, until the mouse is over it.
void paintTabClose(const QStyleOption &option, QPainter *painter)
{
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    if (isHovered)
        paintRounded(painter, option.rect, mixed(colours().window, colours().text, 0.12), {}, 4);
    const int side = std::min(option.rect.width(), option.rect.height()) * 3 / 4;
    QRect rect(0, 0, side, side);
    rect.moveCenter(option.rect.center());
    icon(Icon::Close, isHovered ? colours().text : colours().muted).paint(painter, rect);
}

void paintBranch(const QStyleOption &option, QPainter *painter)
{
    if (!option.state.testFlag(QStyle::State_Children))
        return;
    const bool isOpen = option.state.testFlag(QStyle::State_Open);
    const int closedTurn = option.direction == Qt::RightToLeft ? 90 : 270;
    paintChevron(painter, option.rect, colours().muted, isOpen ? 0 : closedTurn);
}

// Fusion's place for it is above the middle; it does not ask for ours.
bool paintHeaderArrow(const QStyleOption &option, QPainter *painter, const QWidget *widget)
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option);
    if (header == nullptr || header->sortIndicator == QStyleOptionHeader::None)
        return false;
    const bool isUp = header->sortIndicator == QStyleOptionHeader::SortUp;
    QRect rect = option.rect;
    if (widget != nullptr && header->orientation == Qt::Horizontal)
        rect = {rect.left(), 0, rect.width(), widget->height()};
    paintChevron(painter, rect, colours().accent, isUp ? 180 : 0);
    return true;
}

// How far an arrow is turned; -1 for what is no arrow.
int arrowTurn(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowDown:
        return 0;
    case QStyle::PE_IndicatorArrowLeft:
        return 90;
    case QStyle::PE_IndicatorArrowUp:
        return 180;
    case QStyle::PE_IndicatorArrowRight:
        return 270;
    default:
        return -1;
    }
}

// The frames and grounds; false for any other element.
bool paintPanel(QStyle::PrimitiveElement element,
                const QStyleOption &option,
                QPainter *painter,
                const QWidget *widget)
{
    const QRect rect = option.rect;
    switch (element) {
    case QStyle::PE_PanelButtonCommand:
        return paintButton(option, painter, widget);
    case QStyle::PE_PanelButtonTool:
        paintToolButton(option, painter);
        return true;
    case QStyle::PE_PanelLineEdit:
        return paintLineEdit(option, painter);
    case QStyle::PE_Frame:
        paintFrame(option, painter);
        return true;
    case QStyle::PE_FrameGroupBox:
        paintRounded(painter, rect, colours().card, colours().border, cardRadius);
        return true;
    case QStyle::PE_FrameTabBarBase:
        paintLine(painter, {rect.left(), rect.bottom(), rect.width(), 1});
        return true;
    case QStyle::PE_FrameTabWidget:
        paintLine(painter, {rect.left(), rect.top(), rect.width(), 1});
        return true;
    case QStyle::PE_PanelTipLabel:
        painter->fillRect(rect, colours().card);
        paintRounded(painter, rect, {}, colours().fieldBorder, 0);
        return true;
    case QStyle::PE_PanelStatusBar:
    case QStyle::PE_FrameStatusBarItem:
        return true;
    default:
        return false;
    }
}

} // namespace

bool paintPrimitive(QStyle::PrimitiveElement element,
                    const QStyleOption &option,
                    QPainter *painter,
                    const QWidget *widget)
{
    if (const int turn = arrowTurn(element); turn >= 0) {
        paintChevron(painter, option.rect, arrowColour(option), turn);
        return true;
    }
    switch (element) {
    case QStyle::PE_IndicatorCheckBox:
    case QStyle::PE_IndicatorItemViewItemCheck:
        paintCheckBox(option, painter, false);
        return true;
    case QStyle::PE_IndicatorRadioButton:
        paintCheckBox(option, painter, true);
        return true;
    case QStyle::PE_FrameFocusRect: // a push button paints its own ring
        if (qobject_cast<const QPushButton *>(widget) == nullptr && showsFocus(option))
            paintFocusRing(painter, option.rect, 3);
        return true;
    case QStyle::PE_IndicatorTabClose:
        paintTabClose(option, painter);
        return true;
    case QStyle::PE_IndicatorBranch:
        paintBranch(option, painter);
        return true;
    case QStyle::PE_IndicatorHeaderArrow:
        return paintHeaderArrow(option, painter, widget);
    default:
        return paintPanel(element, option, painter, widget);
    }
}

} // namespace aegisx::ui
