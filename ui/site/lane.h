#pragma once

#include "core/base/result.h"
#include "core/postgres/connection.h"

#include <QThreadPool>

#include <functional>
#include <optional>
#include <stop_token>

namespace aegisx::ui {

// The one thread of a site on which everything happens that may block, in order, and the
// connection that lives there.
class Lane final
{
public:
    Lane();
    ~Lane(); // waits for what is at work: ask it to stop first

    // From any thread; runs later, on the lane.
    void post(std::function<void()> task);

    // The rest is for tasks, on the lane only.

    // Opens a connection in place of the one there is. Errors: those of Connection::open().
    [[nodiscard]] Result<void> open(const postgres::ConnectionSettings &settings,
                                    std::stop_token stop);
    // The connection, opened again where it was dropped on purpose. Errors: ConnectionLost, where
    // it was lost or never there, and those of Connection::open().
    [[nodiscard]] Result<postgres::Connection *> connection(std::stop_token stop);
    void drop() { m_connection.reset(); } // after a cancel; the next task opens it again
    void close(); // for good, until open()
    [[nodiscard]] bool isLost() const { return m_connection && m_connection->isLost(); }

private:
    std::optional<postgres::ConnectionSettings> m_settings; // set while a connection is wanted
    std::optional<postgres::Connection> m_connection;
    QThreadPool m_pool; // last: its thread ends before the rest goes
};

} // namespace aegisx::ui
