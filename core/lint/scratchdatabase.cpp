#include "core/lint/scratchdatabase.h"

#include "core/base/tr.h"

#include <QUuid>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

const QString prefix = QStringLiteral("aegisx_lint_"); // and 16 hexadecimal digits: the lock's key

// Those of this user's that no session uses and for which no program holds the lock.
constexpr auto leftovers =
    "SELECT d.datname FROM pg_catalog.pg_database d"
    " WHERE d.datname ~ '^aegisx_lint_[0-9a-f]{16}$'"
    " AND pg_catalog.pg_get_userbyid(d.datdba) = CURRENT_USER"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory'"
    " AND l.objsubid = 1 AND (l.classid::bigint << 32) | l.objid::bigint"
    " = ('x' || pg_catalog.right(d.datname, 16))::bit(64)::bigint)";

QByteArray keyOf(const QString &name)
{
    return "'x" + name.last(16).toLatin1() + "'::bit(64)::bigint";
}

} // namespace

ScratchDatabase::ScratchDatabase(postgres::Connection &server, std::stop_token stop)
    : m_server(server)
    , m_name(prefix % QUuid::createUuid().toString(QUuid::Id128).first(16))
    , m_stop(std::move(stop))
{
}

ScratchDatabase::~ScratchDatabase()
{
    drop();
}

void ScratchDatabase::removeLeftovers(const EventSink &events)
{
    const auto found = m_server.query(leftovers, {}, m_stop);
    for (int row = 0; found && row < found->count(); ++row) {
        const QString name = found->text(row, 0);
        const bool gone =
            m_server.query("DROP DATABASE " + postgres::quoteIdentifier(name), {}, m_stop)
                .has_value();
        if (!gone || !events)
            continue;
        Event event;
        event.text =
            Tr::tr("A database that an earlier run had left behind was removed: %1").arg(name);
        events(event);
    }
}

Result<postgres::Connection> ScratchDatabase::open(const EventSink &events)
{
    removeLeftovers(events);
    if (const auto locked =
            m_server.query("SELECT pg_catalog.pg_advisory_lock(" + keyOf(m_name) + ")", {}, m_stop);
        !locked)
        return fail(locked.error());
    const auto made = m_server.query("CREATE DATABASE " + postgres::quoteIdentifier(m_name)
                                         + " TEMPLATE template0 ENCODING 'UTF8'"
                                           " LC_COLLATE 'C' LC_CTYPE 'C'",
                                     {},
                                     m_stop);
    if (!made && made.error().detail.sqlState == "42501"_L1)
        return fail(ErrorKind::Refused,
                    Tr::tr("The user may not make a database at this server."),
                    Tr::tr("Give a user with the right CREATEDB, or try it with --practice."));
    if (!made)
        return fail(made.error());
    m_made = true;
    postgres::ConnectionSettings settings = m_server.settings();
    settings.database = m_name;
    return postgres::Connection::open(settings, m_stop);
}

// The stop that ended the trial must not keep us from cleaning up.
void ScratchDatabase::drop()
{
    const QByteArray statement = "DROP DATABASE IF EXISTS " + postgres::quoteIdentifier(m_name);
    if (m_made && !m_server.query(statement)) {
        auto again = postgres::Connection::open(m_server.settings()); // ours may be lost by now
        if (again) {
            [[maybe_unused]] const auto dropped = again->query(statement);
        }
    }
    [[maybe_unused]] const auto unlocked =
        m_server.query("SELECT pg_catalog.pg_advisory_unlock(" + keyOf(m_name) + ")");
}

} // namespace aegisx::lint
