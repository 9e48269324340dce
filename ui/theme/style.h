#pragma once

#include "ui/theme/enums.h"

#include <QProxyStyle>

class QAbstractButton;

namespace aegisx::ui {

// Fusion with comfortable rows, rounded calm frames and a visible focus. Colours come from the
// palette and Theme, sizes from the font.
//
// The default button of a page or dialog is filled with the accent: setDefault(true) makes a
// button the primary one.
class Style final : public QProxyStyle
{
    Q_OBJECT

public:
    Style();

    int pixelMetric(PixelMetric metric,
                    const QStyleOption *option,
                    const QWidget *widget) const override;
    int styleHint(StyleHint hint,
                  const QStyleOption *option,
                  const QWidget *widget,
                  QStyleHintReturn *data) const override;
    QSize sizeFromContents(ContentsType type,
                           const QStyleOption *option,
                           const QSize &size,
                           const QWidget *widget) const override;
    QRect subElementRect(SubElement element,
                         const QStyleOption *option,
                         const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control,
                         const QStyleOptionComplex *option,
                         SubControl subControl,
                         const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element,
                       const QStyleOption *option,
                       QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element,
                     const QStyleOption *option,
                     QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control,
                            const QStyleOptionComplex *option,
                            QPainter *painter,
                            const QWidget *widget) const override;
    void polish(QWidget *widget) override;
    void polish(QPalette &palette) override;
    using QProxyStyle::polish;

protected:
    // The wheel turns no tab: it would, as a page is scrolled under the mouse, and to hidden ones.
    bool eventFilter(QObject *watched, QEvent *event) override;
};

// Says what a button does to the data: Danger writes it in red, and fills it where it is the
// default. Neutral takes it back.
void setMeaning(QAbstractButton *button, Meaning meaning);

} // namespace aegisx::ui
