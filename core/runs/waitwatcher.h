#pragma once

#include "core/base/event.h"
#include "core/postgres/connection.h"

#include <QString>

#include <chrono>
#include <functional>
#include <optional>

namespace aegisx::runs {

// While a statement waits, finds out on a second connection which sessions block it.
class WaitWatcher final
{
public:
    using Tell = std::function<void(const QString &text, const QList<BlockingSession> &blockers)>;
    WaitWatcher(postgres::Connection &connection, Tell tell);

    // Asks at most once a second, from the first second on; tells when the answer changes.
    void look(std::chrono::milliseconds waited);
    void forget() { m_told.clear(); }

private:
    postgres::Connection &m_connection;
    Tell m_tell;
    std::optional<postgres::Connection> m_monitor; // opened when first needed
    std::chrono::steady_clock::time_point m_nextLook;
    QString m_told;
};

} // namespace aegisx::runs
