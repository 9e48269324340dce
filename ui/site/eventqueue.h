#pragma once

#include "core/base/event.h"

#include <QList>

#include <mutex>

namespace aegisx::ui {

// Carries a run's events from the worker to the GUI thread in handfuls, however fast they come.
class EventQueue final
{
public:
    void push(const Event &event)
    {
        const std::lock_guard lock(m_mutex);
        m_events.append(event);
    }

    // The oldest ones, at most so many, taken out.
    [[nodiscard]] QList<Event> take(qsizetype most)
    {
        const std::lock_guard lock(m_mutex);
        QList<Event> taken = m_events.first(qMin(most, m_events.size()));
        m_events.remove(0, taken.size());
        return taken;
    }

private:
    std::mutex m_mutex;
    QList<Event> m_events;
};

} // namespace aegisx::ui
