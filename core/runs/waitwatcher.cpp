#include "core/runs/waitwatcher.h"

#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

WaitWatcher::WaitWatcher(postgres::Connection &connection, Tell tell)
    : m_connection(connection), m_tell(std::move(tell))
{
}

void WaitWatcher::look(std::chrono::milliseconds waited)
{
    const auto now = std::chrono::steady_clock::now();
    if (waited < 1s || now < m_nextLook)
        return;
    m_nextLook = now + 1s;
    if (!m_monitor || m_monitor->isLost()) {
        postgres::ConnectionSettings settings = m_connection.settings();
        settings.connectTimeout = 3s;
        auto opened = postgres::Connection::open(settings);
        if (!opened) { // the run must not be held up by attempts
            m_nextLook = now + 30s;
            return;
        }
        m_monitor = std::move(*opened);
    }
    const postgres::Command question = inspection::selectBlockers(m_connection.facts().backendPid);
    const auto rows = m_monitor->query(question.sql, question.parameters);
    if (!rows)
        return;
    QStringList sessions;
    QList<BlockingSession> blockers;
    for (const inspection::SessionInfo &session : inspection::readBlockers(*rows)) {
        sessions << session.describe();
        blockers.append({session.pid, sessions.last()});
    }
    const QString text =
        sessions.isEmpty() ? QString() : Tr::tr("Waiting for: %1").arg(sessions.join(u"; "_s));
    if (!text.isEmpty() && text != m_told)
        m_tell(text, blockers);
    m_told = text;
}

} // namespace aegisx::runs
