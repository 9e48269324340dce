#include "ui/theme/style.h"

#include "ui/theme/stylecontrols.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFontMetrics>
#include <QStyleOption>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// Thai marks stack above and below: every row and field is this much taller than the font.
constexpr int rowRoom = 12;
constexpr int fieldRoom = 14;
constexpr int buttonSideRoom = 16;

int lineHeight(const QStyleOption *option, const QWidget *widget)
{
    if (option != nullptr)
        return option->fontMetrics.height();
    return widget != nullptr ? widget->fontMetrics().height()
                             : QFontMetrics(QApplication::font()).height();
}

int iconSide(const QStyleOption *option, const QWidget *widget)
{
    return std::max(16, lineHeight(option, widget) * 9 / 10);
}

// The distances that do not depend on the font; -1 for what is none of them.
int fixedMetric(QStyle::PixelMetric metric)
{
    switch (metric) {
    case QStyle::PM_LayoutHorizontalSpacing:
    case QStyle::PM_LayoutVerticalSpacing:
    case QStyle::PM_CheckBoxLabelSpacing:
    case QStyle::PM_RadioButtonLabelSpacing:
    case QStyle::PM_HeaderMargin:
        return 8;
    case QStyle::PM_LayoutLeftMargin:
    case QStyle::PM_LayoutTopMargin:
    case QStyle::PM_LayoutRightMargin:
    case QStyle::PM_LayoutBottomMargin:
    case QStyle::PM_ScrollBarExtent:
        return 12;
    case QStyle::PM_FocusFrameHMargin: // the room at both sides of an item's text
        return 7;
    case QStyle::PM_HeaderMarkSize:
        return 14;
    case QStyle::PM_TabBarTabHSpace:
        return 28;
    case QStyle::PM_TabBarTabVSpace:
        return 16;
    case QStyle::PM_ToolBarItemSpacing:
    case QStyle::PM_ToolBarItemMargin:
    case QStyle::PM_MenuVMargin:
        return 4;
    case QStyle::PM_SplitterWidth:
        return 9;
    case QStyle::PM_ButtonShiftHorizontal:
    case QStyle::PM_ButtonShiftVertical:
    case QStyle::PM_ScrollView_ScrollBarSpacing:
        return 0;
    default:
        return -1;
    }
}

} // namespace

Style::Style() : QProxyStyle(u"Fusion"_s) { }

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
    case PM_LineEditIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return iconSide(option, widget);
    case PM_ToolBarIconSize:
        return iconSide(option, widget) + 2;
    case PM_HeaderDefaultSectionSizeVertical:
        return lineHeight(option, widget) + rowRoom;
    default:
        break;
    }
    const int fixed = fixedMetric(metric);
    return fixed >= 0 ? fixed : QProxyStyle::pixelMetric(metric, option, widget);
}

int Style::styleHint(StyleHint hint,
                     const QStyleOption *option,
                     const QWidget *widget,
                     QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_EtchDisabledText:
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_Widget_Animation_Duration:
        if (Theme::instance().isStill())
            return 0;
        break;
    case SH_Table_GridLineColor:
        return static_cast<int>(Theme::instance().border().rgb());
    default:
        break;
    }
    return QProxyStyle::styleHint(hint, option, widget, data);
}

QSize Style::sizeFromContents(ContentsType type,
                              const QStyleOption *option,
                              const QSize &size,
                              const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int line = lineHeight(option, widget);
    const auto atLeast = [&result](int height) {
        result.setHeight(std::max(result.height(), height));
    };
    switch (type) {
    case CT_PushButton:
        result = {std::max(size.width() + 2 * buttonSideRoom, 4 * line), line + fieldRoom};
        break;
    case CT_ComboBox:
        result.rwidth() += buttonSideRoom;
        atLeast(line + fieldRoom);
        break;
    case CT_SpinBox:
        result.setHeight(line + fieldRoom);
        break;
    case CT_LineEdit:
    case CT_HeaderSection:
        atLeast(line + fieldRoom);
        break;
    case CT_ToolButton:
        result = {size.width() + 14, std::max(size.height() + 10, line + rowRoom)};
        break;
    case CT_ItemViewItem:
        atLeast(line + rowRoom);
        break;
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item == nullptr || item->menuItemType != QStyleOptionMenuItem::Separator)
            atLeast(line + rowRoom);
        result.rwidth() += 16;
        break;
    }
    case CT_CheckBox:
    case CT_RadioButton:
        atLeast(line + 6);
        break;
    default:
        break;
    }
    return result;
}

QRect Style::subElementRect(SubElement element,
                            const QStyleOption *option,
                            const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    switch (element) {
    case SE_LineEditContents: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        return frame != nullptr && frame->lineWidth > 0 ? rect.adjusted(5, 0, -5, 0) : rect;
    }
    case SE_ProgressBarContents:
    case SE_ProgressBarGroove:
    case SE_ProgressBarLabel:
        return option->rect;
    default:
        return rect;
    }
}

QRect Style::subControlRect(ComplexControl control,
                            const QStyleOptionComplex *option,
                            SubControl subControl,
                            const QWidget *widget) const
{
    if (control == CC_ScrollBar)
        return scrollBarRect(*option, subControl);
    const QRect rect = QProxyStyle::subControlRect(control, option, subControl, widget);
    if (control == CC_ComboBox && subControl == SC_ComboBoxEditField)
        return option->direction == Qt::RightToLeft ? rect.adjusted(0, 0, -5, 0)
                                                    : rect.adjusted(5, 0, 0, 0);
    return rect;
}

void Style::drawPrimitive(PrimitiveElement element,
                          const QStyleOption *option,
                          QPainter *painter,
                          const QWidget *widget) const
{
    if (!paintPrimitive(element, *option, painter, widget))
        QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element,
                        const QStyleOption *option,
                        QPainter *painter,
                        const QWidget *widget) const
{
    if (!paintControl(*this, element, *option, painter, widget))
        QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control,
                               const QStyleOptionComplex *option,
                               QPainter *painter,
                               const QWidget *widget) const
{
    if (!paintComplex(*this, control, *option, painter, widget))
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    const bool isHovering = widget->inherits("QAbstractButton") || widget->inherits("QComboBox")
        || widget->inherits("QScrollBar") || widget->inherits("QTabBar")
        || widget->inherits("QHeaderView");
    if (isHovering)
        widget->setAttribute(Qt::WA_Hover);
    if (widget->inherits("QTabBar"))
        widget->installEventFilter(this);
}

bool Style::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Wheel)
        return QProxyStyle::eventFilter(watched, event);
    event->ignore(); // for the page that the tabs stand on
    return true;
}

// The application's palette is Theme's; nothing of Fusion's own is mixed in.
void Style::polish(QPalette &palette)
{
    Q_UNUSED(palette)
}

} // namespace aegisx::ui
