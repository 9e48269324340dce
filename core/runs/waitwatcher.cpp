#include "core/runs/waitwatcher.h"

#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// pg_blocking_pids() calls every prepared transaction 0, and pg_locks gives it no process: it is
// known by the lock that it holds on its own number.
postgres::Command selectPreparedBlockers(int pid)
{
    return {"SELECT p.gid, p.owner, (extract(epoch FROM p.prepared) * 1000)::bigint"
            " FROM pg_catalog.pg_prepared_xacts p"
            " WHERE p.database = current_database() AND 0 = ANY (pg_catalog.pg_blocking_pids($1))"
            " AND p.transaction IN (SELECT x.transactionid FROM pg_catalog.pg_locks w"
            "  JOIN pg_catalog.pg_locks h ON h.granted AND h.pid IS NULL"
            "  AND h.locktype = w.locktype AND h.relation IS NOT DISTINCT FROM w.relation"
            "  AND h.transactionid IS NOT DISTINCT FROM w.transactionid"
            "  JOIN pg_catalog.pg_locks x ON x.pid IS NULL AND x.locktype = 'transactionid'"
            "  AND x.virtualtransaction = h.virtualtransaction"
            "  WHERE w.pid = $1 AND NOT w.granted)"
            " ORDER BY p.prepared, p.gid",
            {QByteArray::number(pid)}};
}

// One entry without a process, however many there are: none of them can be asked to stop.
std::optional<BlockingSession> readPreparedBlockers(const postgres::Rows &rows)
{
    if (rows.isEmpty())
        return std::nullopt;
    QStringList names;
    for (int row = 0; row < rows.count(); ++row)
        names << Tr::tr("prepared transaction \"%1\" of user %2, since %3")
                     .arg(rows.text(row, 0),
                          rows.text(row, 1),
                          rows.time(row, 2).toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    BlockingSession blocker;
    blocker.description = names.join(u"; "_s);
    return blocker;
}

} // namespace

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
    const int pid = m_connection.facts().backendPid;
    const auto rows =
        m_monitor->queryAll({inspection::selectBlockers(pid), selectPreparedBlockers(pid)});
    if (!rows)
        return;
    QStringList sessions;
    QList<BlockingSession> blockers;
    for (const inspection::SessionInfo &session : inspection::readBlockers(rows->front())) {
        sessions << session.describe();
        blockers.append({session.pid, sessions.last(), inspection::isIdle(session)});
    }
    if (const auto prepared = readPreparedBlockers(rows->back())) {
        sessions << prepared->description;
        blockers.append(*prepared);
    }
    const QString text =
        sessions.isEmpty() ? QString() : Tr::tr("Waiting for: %1").arg(sessions.join(u"; "_s));
    if (!text.isEmpty() && text != m_told)
        m_tell(text, blockers);
    m_told = text;
}

} // namespace aegisx::runs
