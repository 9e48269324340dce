#pragma once

#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionComplex;
class QWidget;

// The controls that Style paints in its own way. Each answers false where Fusion is to paint it.
namespace aegisx::ui {

bool paintPrimitive(QStyle::PrimitiveElement element,
                    const QStyleOption &option,
                    QPainter *painter,
                    const QWidget *widget);

bool paintControl(const QStyle &style,
                  QStyle::ControlElement element,
                  const QStyleOption &option,
                  QPainter *painter,
                  const QWidget *widget);

bool paintComplex(const QStyle &style,
                  QStyle::ComplexControl control,
                  const QStyleOptionComplex &option,
                  QPainter *painter,
                  const QWidget *widget);

// The parts of a scroll bar without arrow buttons.
[[nodiscard]] QRect scrollBarRect(const QStyleOptionComplex &option, QStyle::SubControl subControl);

} // namespace aegisx::ui
