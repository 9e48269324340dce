#pragma once

#include <QElapsedTimer>
#include <QTimer>

namespace aegisx::test {

// How long the event loop of this thread was busy at the worst: the longest time between two ticks
// of a timer that is due at every turn.
class StallMeter final
{
public:
    StallMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tick(); });
        m_clock.start();
        m_timer.start();
    }

    [[nodiscard]] double longestMilliseconds() const
    {
        return static_cast<double>(m_longest) / 1e6;
    }
    [[nodiscard]] int over100() const { return m_over; } // stalls of more than 100 ms

private:
    void tick()
    {
        const qint64 gap = m_clock.nsecsElapsed();
        m_longest = qMax(m_longest, gap);
        m_over += gap > 100'000'000 ? 1 : 0;
        m_clock.start();
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0; // nanoseconds
    int m_over = 0;
};

} // namespace aegisx::test
