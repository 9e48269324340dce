#include "ui/theme/stylecontrols.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>

namespace aegisx::ui {

namespace {

const Colours &colours()
{
    return Theme::instance().colours();
}

void paintHeaderSection(const QStyleOption &option, QPainter *painter)
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver)
        && option.state.testFlag(QStyle::State_Enabled);
    painter->fillRect(option.rect,
                      isHovered ? mixed(colours().window, colours().text, 0.05) : colours().window);
    const QRect rect = option.rect;
    if (header == nullptr || header->orientation == Qt::Horizontal)
        paintLine(painter, {rect.left(), rect.bottom(), rect.width(), 1});
    if (header != nullptr && header->orientation == Qt::Horizontal
        && header->position != QStyleOptionHeader::End
        && header->position != QStyleOptionHeader::OnlyOneSection)
        paintLine(painter, {rect.right(), rect.top() + rect.height() / 4, 1, rect.height() / 2});
    if (header != nullptr && header->orientation == Qt::Vertical)
        paintLine(painter, {rect.right(), rect.top(), 1, rect.height()});
}

bool paintTabShape(const QStyleOption &option, QPainter *painter)
{
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(&option);
    if (tab == nullptr
        || (tab->shape != QTabBar::RoundedNorth && tab->shape != QTabBar::RoundedSouth))
        return false;
    const QRect rect = option.rect;
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver)
        && option.state.testFlag(QStyle::State_Enabled);
    if (isHovered && !isSelected)
        paintRounded(painter,
                     rect.adjusted(2, 3, -2, -4),
                     mixed(colours().window, colours().text, 0.06),
                     {},
                     fieldRadius);
    const int edge = tab->shape == QTabBar::RoundedNorth ? rect.bottom() - 2 : rect.top();
    if (isSelected)
        paintRounded(
            painter, QRect(rect.left() + 6, edge, rect.width() - 12, 3), colours().accent, {}, 1.5);
    return true;
}

bool paintProgress(const QStyleOption &option, QPainter *painter, bool isGroove)
{
    const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(&option);
    if (bar == nullptr || !option.state.testFlag(QStyle::State_Horizontal))
        return false;
    QRectF rect(option.rect);
    if (!bar->textVisible) { // a slim bar, in the middle
        const double slim = std::min(rect.height(), 8.0);
        rect = QRectF(rect.left(), rect.center().y() - slim / 2, rect.width(), slim);
    }
    const double radius = std::min(rect.height() / 2, fieldRadius);
    if (isGroove) {
        paintRounded(painter, rect, mixed(colours().window, colours().text, 0.10), {}, radius);
        return true;
    }
    const double span = bar->maximum - bar->minimum;
    const double part = span > 0 ? (bar->progress - bar->minimum) / span : 0;
    if (part <= 0)
        return true;
    const double width = std::max(rect.width() * std::min(part, 1.0), 2 * radius);
    const bool isReversed = (option.direction == Qt::RightToLeft) != bar->invertedAppearance;
    rect = isReversed ? rect.adjusted(rect.width() - width, 0, 0, 0)
                      : QRectF(rect.topLeft(), QSizeF(width, rect.height()));
    paintRounded(
        painter, rect, bar->textVisible ? colours().selection : colours().accent, {}, radius);
    return true;
}

bool paintShapedFrame(const QStyleOption &option, QPainter *painter)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    if (frame == nullptr)
        return false;
    const QPoint middle = option.rect.center();
    if (frame->frameShape == QFrame::HLine)
        paintLine(painter, {option.rect.left(), middle.y(), option.rect.width(), 1});
    else if (frame->frameShape == QFrame::VLine)
        paintLine(painter, {middle.x(), option.rect.top(), 1, option.rect.height()});
    else
        return false;
    return true;
}

void paintSplitter(const QStyleOption &option, QPainter *painter)
{
    const QPoint middle = option.rect.center();
    if (option.state.testFlag(QStyle::State_Horizontal))
        paintLine(painter, {middle.x(), option.rect.top(), 1, option.rect.height()});
    else
        paintLine(painter, {option.rect.left(), middle.y(), option.rect.width(), 1});
}

// The label of a button on a strong colour: the same label with the text's colour for the icon.
bool paintButtonLabel(const QStyle &style,
                      const QStyleOption &option,
                      QPainter *painter,
                      const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    if (button == nullptr)
        return false;
    const ButtonLook look = buttonLook(*button, widget);
    QStyleOptionButton label(*button);
    label.palette.setColor(QPalette::ButtonText, look.text);
    if (look.filled && !label.icon.isNull()) {
        const double ratio = painter->device()->devicePixelRatioF();
        QPixmap picture = label.icon.pixmap(label.iconSize, ratio);
        QPainter tint(&picture);
        tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
        tint.fillRect(picture.rect(), look.text);
        tint.end();
        label.icon = QIcon(picture);
    }
    static_cast<const QProxyStyle &>(style).QProxyStyle::drawControl(
        QStyle::CE_PushButtonLabel, &label, painter, widget);
    return true;
}

// Fusion sets picture and word at the very edge of the button.
bool paintToolLabel(const QStyle &style,
                    const QStyleOption &option,
                    QPainter *painter,
                    const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(&option);
    if (button == nullptr || button->toolButtonStyle != Qt::ToolButtonTextBesideIcon)
        return false;
    QStyleOptionToolButton label(*button);
    label.rect.adjust(6, 0, -2, 0);
    static_cast<const QProxyStyle &>(style).QProxyStyle::drawControl(
        QStyle::CE_ToolButtonLabel, &label, painter, widget);
    return true;
}

bool paintComboBox(const QStyle &style,
                   const QStyleOptionComplex &option,
                   QPainter *painter,
                   const QWidget *widget)
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(&option);
    if (combo == nullptr)
        return false;
    if (combo->frame)
        paintField(option, painter);
    paintChevron(
        painter,
        style.subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxArrow, widget),
        arrowColour(option),
        0);
    return true;
}

bool paintSpinBox(const QStyle &style,
                  const QStyleOptionComplex &option,
                  QPainter *painter,
                  const QWidget *widget)
{
    const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(&option);
    if (spin == nullptr)
        return false;
    if (spin->frame)
        paintField(option, painter);
    if (spin->buttonSymbols == QAbstractSpinBox::NoButtons)
        return true;
    const auto arrow =
        [&](QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag step, int turn) {
            const bool isOn = spin->stepEnabled.testFlag(step);
            paintChevron(painter,
                         style.subControlRect(QStyle::CC_SpinBox, &option, part, widget),
                         isOn ? arrowColour(option) : colours().fieldBorder,
                         turn);
        };
    arrow(QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, 180);
    arrow(QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, 0);
    return true;
}

bool paintScrollBar(const QStyleOptionComplex &option, QPainter *painter)
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(&option);
    if (bar == nullptr)
        return false;
    painter->fillRect(option.rect, option.palette.color(QPalette::Base));
    if (bar->maximum <= bar->minimum)
        return true;
    const bool isActive = option.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider)
        && option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const QRectF slider =
        QRectF(scrollBarRect(option, QStyle::SC_ScrollBarSlider)).adjusted(3, 3, -3, -3);
    paintRounded(painter,
                 slider,
                 mixed(colours().card, colours().text, isActive ? 0.5 : 0.28),
                 {},
                 std::min(slider.width(), slider.height()) / 2);
    return true;
}

} // namespace

QRect scrollBarRect(const QStyleOptionComplex &option, QStyle::SubControl subControl)
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(&option);
    if (bar == nullptr)
        return {};
    const bool isHorizontal = bar->orientation == Qt::Horizontal;
    const int length = isHorizontal ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int slider = length;
    if (range > 0)
        slider = std::min(
            length,
            std::max(32, static_cast<int>(length * bar->pageStep / (range + bar->pageStep))));
    const int start = QStyle::sliderPositionFromValue(
        bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
    const auto part = [&](int from, int extent) {
        const QRect rect = isHorizontal
            ? QRect(bar->rect.left() + from, bar->rect.top(), extent, bar->rect.height())
            : QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), extent);
        return QStyle::visualRect(bar->direction, bar->rect, rect);
    };
    switch (subControl) {
    case QStyle::SC_ScrollBarGroove:
        return bar->rect;
    case QStyle::SC_ScrollBarSlider:
        return part(start, slider);
    case QStyle::SC_ScrollBarSubPage:
        return part(0, start);
    case QStyle::SC_ScrollBarAddPage:
        return part(start + slider, length - start - slider);
    default:
        return {};
    }
}

namespace {

// Fusion draws a line below each entry that has nothing to say.
bool paintMenuBarItem(const QStyle &style,
                      const QStyleOption &option,
                      QPainter *painter,
                      const QWidget *widget)
{
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(&option);
    if (item == nullptr)
        return false;
    painter->fillRect(option.rect, colours().window);
    if (option.state.testFlag(QStyle::State_Selected))
        paintRounded(
            painter, option.rect.adjusted(1, 1, -1, -1), colours().selection, {}, fieldRadius);
    int alignment = Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine;
    if (!style.styleHint(QStyle::SH_UnderlineShortcut, &option, widget))
        alignment |= Qt::TextHideMnemonic;
    style.drawItemText(painter,
                       option.rect,
                       alignment,
                       option.palette,
                       option.state.testFlag(QStyle::State_Enabled),
                       item->text,
                       QPalette::WindowText);
    return true;
}

} // namespace

bool paintControl(const QStyle &style,
                  QStyle::ControlElement element,
                  const QStyleOption &option,
                  QPainter *painter,
                  const QWidget *widget)
{
    switch (element) {
    case QStyle::CE_PushButtonLabel:
        return paintButtonLabel(style, option, painter, widget);
    case QStyle::CE_ToolButtonLabel:
        return paintToolLabel(style, option, painter, widget);
    case QStyle::CE_HeaderSection:
        paintHeaderSection(option, painter);
        return true;
    case QStyle::CE_HeaderEmptyArea:
        painter->fillRect(option.rect, colours().window);
        paintLine(painter, {option.rect.left(), option.rect.bottom(), option.rect.width(), 1});
        return true;
    case QStyle::CE_TabBarTabShape:
        return paintTabShape(option, painter);
    case QStyle::CE_ProgressBarGroove:
        return paintProgress(option, painter, true);
    case QStyle::CE_ProgressBarContents:
        return paintProgress(option, painter, false);
    case QStyle::CE_ShapedFrame:
        return paintShapedFrame(option, painter);
    case QStyle::CE_Splitter:
        paintSplitter(option, painter);
        return true;
    case QStyle::CE_MenuBarItem:
        return paintMenuBarItem(style, option, painter, widget);
    case QStyle::CE_ToolBar:
    case QStyle::CE_MenuBarEmptyArea:
        painter->fillRect(option.rect, colours().window);
        return true;
    default:
        return false;
    }
}

bool paintComplex(const QStyle &style,
                  QStyle::ComplexControl control,
                  const QStyleOptionComplex &option,
                  QPainter *painter,
                  const QWidget *widget)
{
    switch (control) {
    case QStyle::CC_ComboBox:
        return paintComboBox(style, option, painter, widget);
    case QStyle::CC_SpinBox:
        return paintSpinBox(style, option, painter, widget);
    case QStyle::CC_ScrollBar:
        return paintScrollBar(option, painter);
    default:
        return false;
    }
}

} // namespace aegisx::ui
