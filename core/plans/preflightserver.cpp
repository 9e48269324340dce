#include "core/base/tr.h"
#include "core/inspection/serverfindings.h"
#include "core/plans/preflightlines.h"

#include <QHash>
#include <QLocale>
#include <QStorageInfo>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

namespace {

enum Question { Settings, Thai, Sessions, Indexes, Prepared, Slots, Size, Clock };

constexpr qint64 longLag = 1024LL * 1024 * 1024; // bytes of WAL that a slot holds back

// Thai with vowels above and below the line and tone marks.
const QString thaiText = u"\u0e01\u0e38\u0e49\u0e07 \u0e1b\u0e39\u0e48\u0e19\u0e49\u0e33"_s;

QHash<QString, QString> settingsOf(const Rows &rows)
{
    QHash<QString, QString> settings;
    for (int row = 0; row < rows.count(); ++row)
        settings.insert(rows.text(row, 0), rows.text(row, 1));
    return settings;
}

QStringList column(const Rows &rows, int column)
{
    QStringList texts;
    for (int row = 0; row < rows.count(); ++row)
        texts << rows.text(row, column);
    return texts;
}

PreflightLine encodingLine(const postgres::ServerFacts &server, const Rows &rows)
{
    const QString id = u"encoding"_s;
    const QString title = Tr::tr("Thai text");
    const QString remedy = inspection::encodingRemedy(server);
    if (!inspection::holdsThai(server))
        return stopLine(
            id,
            title,
            Tr::tr("The database cannot hold Thai text: it is not encoded in UTF-8 but in: %1")
                .arg(server.encoding),
            remedy);
    const bool same = rows.text(0, 0) == thaiText && rows.number(0, 1) == thaiText.size();
    if (server.encoding != "UTF8"_L1)
        return warningLine(
            id,
            title,
            Tr::tr("The database is not encoded in UTF-8 but in: %1").arg(server.encoding),
            remedy);
    if (!same)
        return stopLine(id,
                        title,
                        Tr::tr("Thai text came back from the server as: %1").arg(rows.text(0, 0)),
                        remedy);
    return okLine(id, title, Tr::tr("The database is in UTF-8, and Thai text came back as sent."));
}

PreflightLine settingsLine(const QHash<QString, QString> &settings)
{
    const QString id = u"settings"_s;
    const QString title = Tr::tr("Settings");
    QStringList set;
    for (const QString &name : {u"lock_timeout"_s,
                                u"statement_timeout"_s,
                                u"idle_in_transaction_session_timeout"_s,
                                u"transaction_timeout"_s}) {
        if (settings.value(name, u"0"_s) != "0"_L1)
            set << name % u" = "_s % settings.value(name) % u" ms"_s;
    }
    if (set.isEmpty())
        return okLine(id, title, Tr::tr("No time limit is set for this user and database."));
    return okLine(id,
                  title,
                  Tr::tr("Set for this user and database, and set aside by a run for itself: %1")
                      .arg(set.join(u", "_s)));
}

PreflightLine lockMemoryLine(const QHash<QString, QString> &settings, const TouchedObjects &touched)
{
    const QString id = u"lock-memory"_s;
    const QString title = Tr::tr("Lock memory");
    const qint64 room = settings.value(u"max_locks_per_transaction"_s).toLongLong()
        * (settings.value(u"max_connections"_s).toLongLong()
           + settings.value(u"max_prepared_transactions"_s).toLongLong());
    const qint64 needed = touched.locks;
    const QString detail =
        Tr::tr("The server has room for about %1 locks (max_locks_per_transaction = %2); the run "
               "needs at most about %3 in one transaction.")
            .arg(QString::number(room),
                 settings.value(u"max_locks_per_transaction"_s),
                 QString::number(needed));
    if (needed <= room)
        return okLine(id, title, detail);
    return warningLine(id,
                       title,
                       detail,
                       Tr::tr("Run it step by step, or ask the server's administrator for a higher "
                              "max_locks_per_transaction."));
}

PreflightLine sessionsLine(const Rows &rows, std::chrono::seconds longTransaction)
{
    const QString id = u"sessions"_s;
    const QString title = Tr::tr("Other sessions");
    if (rows.isEmpty())
        return okLine(id, title, Tr::tr("Nobody else is connected to the database."));
    const int others = static_cast<int>(rows.number(0, 0));
    const qint64 oldest = rows.number(0, 1);
    const QString connected = Tr::tr("%n other session(s) in the database.", nullptr, others);
    if (rows.number(0, 6) > 0 && oldest >= longTransaction.count())
        return warningLine(
            id,
            title,
            connected % u' '
                % Tr::tr("The oldest transaction has been open for %1 minutes: process %2, user "
                         "%3, program \"%4\".")
                      .arg(QString::number(oldest / 60),
                           rows.text(0, 2),
                           rows.text(0, 3),
                           rows.text(0, 4)),
            Tr::tr(
                "A run waits for it if both need the same table. Ask that its work be completed, "
                "or stop that session."));
    if (rows.number(0, 5) > 0)
        return okLine(id,
                      title,
                      connected % u' '
                          % Tr::tr("The user may not see what those of other users are doing."));
    return okLine(id, title, connected % u' ' % Tr::tr("None has been at work for long."));
}

// A line that is good where there are no rows.
PreflightLine noneOf(const QString &id,
                     const QString &title,
                     const QString &none,
                     const QString &some,
                     const QStringList &names,
                     const QString &remedy)
{
    if (names.isEmpty())
        return okLine(id, title, none);
    return warningLine(id, title, some.arg(names.join(u", "_s)), remedy);
}

PreflightLine replicationLine(const Rows &rows)
{
    const QString id = u"replication"_s;
    const QString title = Tr::tr("Replication");
    QStringList late;
    for (int row = 0; row < rows.count(); ++row) {
        const bool active = rows.boolean(row, 1);
        if (!active || rows.number(row, 2) > longLag)
            late << Tr::tr("%1 (%2 behind, %3)")
                        .arg(rows.text(row, 0),
                             QLocale::c().formattedDataSize(rows.number(row, 2)),
                             active ? Tr::tr("connected") : Tr::tr("nobody is connected"));
    }
    if (rows.isEmpty())
        return okLine(id, title, Tr::tr("The server has no replication slots."));
    if (late.isEmpty())
        return okLine(id, title, Tr::tr("No lag: %n replication slot(s).", nullptr, rows.count()));
    return warningLine(
        id,
        title,
        Tr::tr("Replication slots that do not follow: %1").arg(late.join(u", "_s)),
        Tr::tr("They keep what the run writes on the server's disk. Ask the server's "
               "administrator."));
}

bool isOnThisComputer(const postgres::ConnectionSettings &settings)
{
    const QString host = settings.host;
    return host.isEmpty() || host.startsWith(u'/') || host == "localhost"_L1
        || host.startsWith("127."_L1) || host == "::1"_L1;
}

PreflightLine diskLine(const postgres::ConnectionSettings &connection,
                       const QHash<QString, QString> &settings,
                       qint64 databaseSize)
{
    const QString id = u"disk"_s;
    const QString title = Tr::tr("Free disk");
    const QString folder = settings.value(u"data_directory"_s);
    const QStorageInfo disk(folder);
    if (folder.isEmpty() || !isOnThisComputer(connection) || !disk.isValid())
        return warningLine(
            id,
            title,
            Tr::tr("It cannot be known from here: the server is another computer, or the user may "
                   "not ask where its data is."),
            Tr::tr("Look on the server: a run that rewrites a large table needs it twice."));
    const QString free = QLocale::c().formattedDataSize(disk.bytesAvailable());
    const QString detail =
        Tr::tr("%1 are free where the server keeps its data (%2).").arg(free, disk.rootPath());
    if (disk.bytesAvailable() >= databaseSize)
        return okLine(id, title, detail);
    return warningLine(id,
                       title,
                       detail % u' ' % Tr::tr("That is less than the database itself takes."),
                       Tr::tr("Make room: a run that rewrites a large table needs it twice."));
}

PreflightLine sizeLine(qint64 size)
{
    return warningLine(u"backup"_s,
                       Tr::tr("Size and backup"),
                       Tr::tr("The database takes %1. This program knows of no backup of it.")
                           .arg(QLocale::c().formattedDataSize(size)),
                       Tr::tr("Make a backup before a change, and keep it on another computer."));
}

PreflightLine clockLine(qint64 serverMilliseconds,
                        const QDateTime &answeredAt,
                        std::chrono::seconds mostDifference)
{
    const QString id = u"clock"_s;
    const QString title = Tr::tr("Clocks");
    const qint64 seconds = (answeredAt.toMSecsSinceEpoch() - serverMilliseconds) / 1000;
    if (qAbs(seconds) <= mostDifference.count())
        return okLine(id, title, Tr::tr("The clocks of this computer and the server agree."));
    return warningLine(
        id,
        title,
        (seconds > 0 ? Tr::tr("This computer's clock is %1 seconds ahead of the server's.")
                     : Tr::tr("This computer's clock is %1 seconds behind the server's."))
            .arg(qAbs(seconds)),
        Tr::tr("Set the wrong one right: the time of each migration is this computer's."));
}

} // namespace

std::vector<Command> serverQuestions(const postgres::ServerFacts &server)
{
    const QByteArray thai = inspection::holdsThai(server) ? thaiText.toUtf8() : QByteArray();
    return {
        // reset_val: what the user and the database have, not what this session set for itself.
        {"SELECT name, reset_val FROM pg_catalog.pg_settings WHERE name IN ('lock_timeout',"
         " 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout',"
         " 'max_locks_per_transaction', 'max_connections', 'max_prepared_transactions',"
         " 'data_directory')",
         {}},
        {"SELECT $1::text, char_length($1::text)", {thai}},
        {"SELECT count(*) OVER (), coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0)"
         "::bigint, pid, usename, application_name, count(*) FILTER (WHERE query ="
         " '<insufficient privilege>') OVER (), count(xact_start) OVER () FROM "
         "pg_catalog.pg_stat_activity"
         " WHERE datname = current_database() AND pid <> pg_backend_pid()"
         " AND coalesce(backend_type = 'client backend', usesysid IS NOT NULL) ORDER BY xact_start "
         "NULLS LAST LIMIT 1",
         {}},
        {"SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_index i"
         " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
         " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
         " WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1",
         {}},
        {"SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()"
         " ORDER BY 1",
         {}},
        {"SELECT slot_name, active, coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()"
         " THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn), 0)::bigint"
         " FROM pg_catalog.pg_replication_slots ORDER BY 1",
         {}},
        {"SELECT pg_database_size(current_database())", {}},
        {"SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", {}}};
}

QList<PreflightLine> serverLines(const postgres::Connection &connection,
                                 const TouchedObjects &touched,
                                 const std::vector<Rows> &rows,
                                 const QDateTime &answeredAt,
                                 const PreflightLimits &limits)
{
    const auto settings = settingsOf(rows[Settings]);
    const qint64 size = rows[Size].number(0, 0);
    return {encodingLine(connection.facts(), rows[Thai]),
            settingsLine(settings),
            lockMemoryLine(settings, touched),
            sessionsLine(rows[Sessions], limits.longTransaction),
            noneOf(u"invalid-indexes"_s,
                   Tr::tr("Indexes"),
                   Tr::tr("All of them are valid."),
                   Tr::tr("Half-built, and used by nobody: %1"),
                   column(rows[Indexes], 0),
                   Tr::tr("Drop them and make them anew; a CREATE INDEX CONCURRENTLY that failed "
                          "left them behind.")),
            noneOf(u"prepared-transactions"_s,
                   Tr::tr("Prepared transactions"),
                   Tr::tr("There are none."),
                   Tr::tr("Left open by another program, with their locks: %1"),
                   column(rows[Prepared], 0),
                   Tr::tr("Let that program complete them, or ask the server's administrator for "
                          "ROLLBACK PREPARED.")),
            replicationLine(rows[Slots]),
            sizeLine(size),
            diskLine(connection.settings(), settings, size),
            clockLine(rows[Clock].number(0, 0), answeredAt, limits.clockDifference)};
}

} // namespace aegisx::plans
