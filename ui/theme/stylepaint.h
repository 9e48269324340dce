#pragma once

#include <QColor>
#include <QPainter>
#include <QRect>

class QStyleOption;
class QStyleOptionButton;
class QWidget;

// The strokes that Style is made of.
namespace aegisx::ui {

inline constexpr double fieldRadius = 5;
inline constexpr double cardRadius = 8;

// Saves the painter, makes it antialiased, restores it.
class PainterScope final
{
public:
    explicit PainterScope(QPainter *painter);
    ~PainterScope();
    PainterScope(const PainterScope &) = delete;
    PainterScope &operator=(const PainterScope &) = delete;

private:
    QPainter *m_painter;
};

// A filled rounded rectangle whose border lies inside rect; invalid colours are left out.
void paintRounded(QPainter *painter,
                  const QRectF &rect,
                  const QColor &fill,
                  const QColor &border,
                  double radius,
                  double width = 1);

void paintFocusRing(QPainter *painter, const QRectF &rect, double radius);

// An open arrow in the middle of rect: turned is 0 down, 90 left, 180 up, 270 right.
void paintChevron(QPainter *painter, const QRectF &rect, const QColor &colour, int turned);

void paintTick(QPainter *painter, const QRectF &rect, const QColor &colour);

// Enabled and with the keyboard's focus, however that came.
[[nodiscard]] bool hasFocus(const QStyleOption &option);

// The ground and border of what can be typed into, with a ring where it has the focus.
void paintField(const QStyleOption &option, QPainter *painter);

[[nodiscard]] QColor arrowColour(const QStyleOption &option);

void paintLine(QPainter *painter, const QRect &rect);

// What a push button is painted with.
struct ButtonLook {
    QColor fill;
    QColor border;
    QColor text;
    bool filled = false; // with a strong colour: icons take the text's
};

[[nodiscard]] ButtonLook buttonLook(const QStyleOptionButton &option, const QWidget *widget);

} // namespace aegisx::ui
