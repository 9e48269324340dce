#include "ui/widgets/busyindicator.h"

#include "core/base/tr.h"
#include "ui/theme/icons.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int turnInterval = 50; // ms
constexpr int turnStep = 18; // degrees: a turn a second

} // namespace

BusyIndicator::BusyIndicator(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"busyIndicator"_s);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_timer.setInterval(turnInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_angle = (m_angle + turnStep) % 360;
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, &BusyIndicator::updateMotion);
    retranslate();
}

QSize BusyIndicator::sizeHint() const
{
    const int side = fontMetrics().height() * 3 / 2;
    return {side, side};
}

void BusyIndicator::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!isMoving())
        return icon(Icon::Clock, Meaning::Info).paint(&painter, rect());
    const PainterScope scope(&painter);
    const Theme &theme = Theme::instance();
    const double side = std::min(width(), height());
    const double stroke = side / 9;
    QRectF ring(0, 0, side - 2 * stroke, side - 2 * stroke);
    ring.moveCenter(QRectF(rect()).center());
    painter.setPen(QPen(theme.border(), stroke));
    painter.drawEllipse(ring);
    painter.setPen(QPen(theme.accent(), stroke, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(ring, (90 - m_angle) * 16, -90 * 16);
}

void BusyIndicator::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateMotion();
}

void BusyIndicator::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

void BusyIndicator::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::FontChange)
        updateGeometry();
    else if (event->type() == QEvent::StyleChange)
        updateMotion();
}

void BusyIndicator::retranslate()
{
    setAccessibleName(Tr::tr("Please wait"));
}

void BusyIndicator::updateMotion()
{
    const bool mayMove =
        style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    if (mayMove && isVisible())
        m_timer.start();
    else
        m_timer.stop();
    update();
}

} // namespace aegisx::ui
