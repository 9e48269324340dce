#include "core/inspection/lockinspection.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;

namespace {

// A statement's text may hold a person's data: only its first words are shown.
constexpr auto activityColumns =
    "a.pid, a.usename, a.application_name,"
    " CASE WHEN a.query IS DISTINCT FROM '<insufficient privilege>' THEN"
    "  coalesce(a.client_addr::text, 'local') END,"
    " (extract(epoch FROM coalesce(a.xact_start, a.query_start, a.backend_start))"
    " * 1000)::bigint, a.state,"
    " array_to_string((regexp_split_to_array(ltrim(coalesce(a.query, '')), '\\s+'))[1:3], ' '),"
    " (extract(epoch FROM a.backend_start) * 1000)::bigint,"
    " (extract(epoch FROM a.xact_start) * 1000)::bigint,"
    " (extract(epoch FROM a.query_start) * 1000)::bigint";
constexpr int activityColumnCount = 10;

QByteArray arrayLiteral(const QList<qint64> &numbers)
{
    QByteArray text = "{";
    for (const qint64 number : numbers)
        text += (text.size() > 1 ? "," : "") + QByteArray::number(number);
    return text + '}';
}

Finding lockFinding(const ModuleState &module,
                    Severity severity,
                    const QString &id,
                    const QString &message,
                    const QString &remedy)
{
    return {severity, id, module.id, {}, message, remedy, {}};
}

QString holderText(const LockInfo &lock)
{
    if (!lock.holder)
        return Tr::tr("nothing is known of who took it");
    return Tr::tr("taken by %1 on %2 at %3")
        .arg(lock.holder->run.osUser,
             lock.holder->run.host,
             lock.holder->since.toString(Qt::ISODate));
}

Finding preparedFinding(const ModuleState &module)
{
    return lockFinding(
        module,
        Severity::Warning,
        u"lock-prepared"_s,
        Tr::tr("A prepared transaction holds the lock of module %1, and every run would wait for "
               "it: %2")
            .arg(module.id, describePrepared(module.lock)),
        Tr::tr("It ends only when its owner or the server's administrator ends it: COMMIT PREPARED "
               "or ROLLBACK PREPARED."));
}

Finding unknownFinding(const ModuleState &module)
{
    if (!module.lock.readable)
        return lockFinding(
            module,
            Severity::Error,
            u"unreadable-lock"_s,
            Tr::tr("Whether module %1 is locked cannot be known: this user may not read %2.")
                .arg(module.id, QString::fromUtf8(module.table.quotedLock())),
            Tr::tr("Connect as the user who owns the module's tables, or ask for SELECT on %1.")
                .arg(QString::fromUtf8(module.table.quotedLock())));
    return lockFinding(
        module,
        Severity::Error,
        u"lock-unknown"_s,
        Tr::tr("Module %1 is locked, and whoever took the lock left no name.").arg(module.id) % u' '
            % describeOthers(module.lock.others),
        module.lock.others.atWork.isEmpty()
            ? Tr::tr("If no other upgrade is running anywhere, release the lock of module %1.")
                  .arg(module.id)
            : Tr::tr("If one of them is an upgrade, wait until it has ended. If none is running "
                     "anywhere, release the lock of module %1.")
                  .arg(module.id));
}

} // namespace

QString describePrepared(const LockInfo &lock)
{
    QStringList texts;
    for (const PreparedTransaction &one : lock.prepared)
        texts << one.describe();
    return texts.join(u"; "_s);
}

Command selectLockSessions(const QList<qint64> &lockTableOids)
{
    // A wrapped run, knex's or ours, shows as RowExclusiveLock on the lock table.
    return {QByteArray("SELECT t.oid, l.locktype = 'advisory', ") + activityColumns
                + " FROM unnest($1::int8[]) AS t(oid) JOIN pg_catalog.pg_locks l ON l.granted"
                  " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = "
                  "current_database())"
                  " AND ((l.locktype = 'relation' AND l.relation::int8 = t.oid AND l.mode IN"
                  "   ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', "
                  "'AccessExclusiveLock'))"
                  "  OR (l.locktype = 'advisory' AND l.objsubid = 2 AND l.objid::int8 = t.oid"
                  "   AND l.classid::int8 = "
                + QByteArray::number(tracking::proofOfLifeClass)
                + ")) JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
                  " WHERE l.pid <> pg_backend_pid() ORDER BY 2 DESC",
            {arrayLiteral(lockTableOids)}};
}

Command selectLockPrepared(const QList<qint64> &lockTableOids)
{
    // pg_locks gives a prepared transaction no process: it is known by the lock on its own number.
    return {"SELECT DISTINCT t.oid, p.gid, p.owner, (extract(epoch FROM p.prepared) * 1000)::bigint"
            " FROM unnest($1::int8[]) AS t(oid) JOIN pg_catalog.pg_locks l ON l.pid IS NULL"
            " AND l.granted AND l.locktype = 'relation' AND l.relation::int8 = t.oid AND l.mode IN"
            "  ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',"
            "  'AccessExclusiveLock')"
            " JOIN pg_catalog.pg_locks x ON x.pid IS NULL AND x.locktype = 'transactionid'"
            "  AND x.virtualtransaction = l.virtualtransaction"
            " JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = x.transactionid"
            " WHERE p.database = current_database() ORDER BY 4, 2",
            {arrayLiteral(lockTableOids)}};
}

QHash<qint64, QList<PreparedTransaction>> readLockPrepared(const postgres::Rows &rows)
{
    QHash<qint64, QList<PreparedTransaction>> prepared;
    for (int row = 0; row < rows.count(); ++row)
        prepared[rows.number(row, 0)].append(
            {rows.text(row, 1), rows.text(row, 2), rows.time(row, 3)});
    return prepared;
}

SessionInfo readSession(const postgres::Rows &rows, int row, int firstColumn)
{
    SessionInfo session;
    session.pid = static_cast<int>(rows.number(row, firstColumn));
    session.user = rows.text(row, firstColumn + 1);
    session.program = rows.text(row, firstColumn + 2);
    session.hidden = rows.isNull(row, firstColumn + 3);
    session.client = rows.text(row, firstColumn + 3);
    session.since = rows.time(row, firstColumn + 4);
    session.state = rows.text(row, firstColumn + 5);
    session.startedAt = rows.time(row, firstColumn + 7);
    session.transactionSince = rows.time(row, firstColumn + 8);
    session.statementSince = rows.time(row, firstColumn + 9);
    if (!session.hidden)
        session.activity =
            QStringList {session.state, rows.text(row, firstColumn + 6)}.join(u": "_s);
    return session;
}

bool isIdle(const SessionInfo &session)
{
    return session.state.startsWith("idle"_L1);
}

QList<LockSession> readLockSessions(const postgres::Rows &rows)
{
    QList<LockSession> sessions;
    for (int row = 0; row < rows.count(); ++row)
        sessions.append({rows.number(row, 0), rows.boolean(row, 1), readSession(rows, row, 2)});
    return sessions;
}

Command selectOtherSessions()
{
    return {QByteArray("SELECT a.query = '<insufficient privilege>', ") + activityColumns
                + " FROM pg_catalog.pg_stat_activity a"
                  " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
                  " AND coalesce(a.backend_type = 'client backend', a.usesysid IS NOT NULL)"
                  " AND (a.xact_start IS NOT NULL OR a.state = 'active'"
                  "  OR a.query = '<insufficient privilege>')"
                  " ORDER BY a.xact_start NULLS LAST, a.pid",
            {}};
}

OtherSessions readOtherSessions(const postgres::Rows &rows)
{
    OtherSessions others;
    for (int row = 0; row < rows.count(); ++row) {
        if (!rows.isNull(row, 0) && rows.boolean(row, 0))
            ++others.hidden;
        else
            others.atWork.append(readSession(rows, row, 1));
    }
    return others;
}

QString describeOthers(const OtherSessions &others)
{
    const int atWork = static_cast<int>(others.atWork.size());
    QStringList sentences;
    if (atWork > 0)
        sentences << Tr::tr(
            "%n other session(s) at work in this database may be it.", nullptr, atWork);
    if (others.hidden > 0)
        sentences << Tr::tr(
            "This user may not see what %n session(s) of other users do.", nullptr, others.hidden);
    if (sentences.isEmpty())
        sentences << Tr::tr("No other session has a transaction open in this database.");
    return sentences.join(u' ');
}

Command selectRelationSessions(const QList<qint64> &relationOids)
{
    return {
        QByteArray("SELECT DISTINCT t.oid, ") + activityColumns
            + " FROM unnest($1::int8[]) AS t(oid) JOIN pg_catalog.pg_locks l ON l.granted"
              " AND l.locktype = 'relation' AND l.database = (SELECT oid FROM"
              " pg_catalog.pg_database WHERE datname = current_database())"
              " AND (l.relation::int8 = t.oid OR l.relation IN (SELECT d.objid FROM"
              "  pg_catalog.pg_depend d JOIN pg_catalog.pg_class q ON q.oid = d.objid AND"
              "  q.relkind = 'S' WHERE d.classid = 'pg_class'::regclass AND d.refclassid ="
              "  'pg_class'::regclass AND d.refobjid::int8 = t.oid AND d.deptype IN ('a', 'i')))"
              " JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
              " WHERE l.pid <> pg_backend_pid() ORDER BY 1, 2",
        {arrayLiteral(relationOids)}};
}

Command selectBlockers(int pid)
{
    return {QByteArray("SELECT ") + activityColumns
                + " FROM unnest(pg_catalog.pg_blocking_pids($1)) AS b(pid)"
                  " JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid",
            {QByteArray::number(pid)}};
}

QList<SessionInfo> readBlockers(const postgres::Rows &rows)
{
    QList<SessionInfo> sessions;
    for (int row = 0; row < rows.count(); ++row)
        sessions.append(readSession(rows, row, 0));
    return sessions;
}

Command selectBlockedSessions()
{
    const QByteArray blocker = QByteArray(activityColumns).replace("a.", "b.");
    return {QByteArray("SELECT ") + activityColumns + ", " + blocker
                + " FROM pg_catalog.pg_stat_activity a"
                  " CROSS JOIN LATERAL unnest(pg_catalog.pg_blocking_pids(a.pid)) AS p(pid)"
                  " JOIN pg_catalog.pg_stat_activity b ON b.pid = p.pid"
                  " WHERE a.datname = current_database()"
                  " AND a.pid IN (SELECT pid FROM pg_catalog.pg_locks WHERE NOT granted)"
                  " ORDER BY a.pid, b.pid",
            {}};
}

QList<BlockedSession> readBlockedSessions(const postgres::Rows &rows)
{
    QList<BlockedSession> blocked;
    for (int row = 0; row < rows.count(); ++row) {
        const SessionInfo waiting = readSession(rows, row, 0);
        if (blocked.isEmpty() || blocked.last().session.pid != waiting.pid)
            blocked.append({waiting, {}});
        const SessionInfo blocker = readSession(rows, row, activityColumnCount);
        QList<SessionInfo> &blockers = blocked.last().blockers;
        if (blockers.isEmpty() || blockers.last().pid != blocker.pid)
            blockers.append(blocker);
    }
    return blocked;
}

Command selectSession(int pid)
{
    return {QByteArray("SELECT ") + activityColumns
                + ", coalesce(a.datname = current_database(), false),"
                  " coalesce(a.backend_type = 'client backend', a.usesysid IS NOT NULL), "
                  "coalesce(r.rolsuper, true),"
                  " current_setting('is_superuser') = 'on' OR pg_has_role(a.usesysid, 'USAGE')"
                  "  OR pg_has_role('pg_signal_backend', 'USAGE'),"
                  " (SELECT count(DISTINCT l.relation) FROM pg_catalog.pg_locks l"
                  "  WHERE l.pid = a.pid AND l.granted AND l.relation >= 16384),"
                  " (SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.relname), ', ')"
                  "  FROM pg_catalog.pg_locks l"
                  "  JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p')"
                  "  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                  "  WHERE l.pid = a.pid AND l.granted AND l.relation >= 16384),"
                  " coalesce(a.datname, '')"
                  " FROM pg_catalog.pg_stat_activity a"
                  " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid WHERE a.pid = $1",
            {QByteArray::number(pid)}};
}

std::optional<StoppableSession> readStoppableSession(const postgres::Rows &rows)
{
    if (rows.isEmpty())
        return std::nullopt;
    StoppableSession found;
    found.session = readSession(rows, 0, 0);
    constexpr int next = activityColumnCount;
    found.inThisDatabase = rows.boolean(0, next);
    found.isClient = rows.boolean(0, next + 1);
    found.ofSuperuser = rows.boolean(0, next + 2);
    found.mayBeSignalled = rows.boolean(0, next + 3);
    found.lockedRelations = static_cast<int>(rows.number(0, next + 4));
    found.lockedTables = rows.text(0, next + 5);
    found.database = rows.text(0, next + 6);
    return found;
}

QString SessionInfo::describe() const
{
    if (hidden)
        return Tr::tr("process %1, user %2, program \"%3\" (what it does cannot be seen by this "
                      "user)")
            .arg(QString::number(pid), user, program);
    return Tr::tr("process %1, user %2, program \"%3\", from %4, since %5 (%6)")
        .arg(QString::number(pid),
             user,
             program,
             client,
             since.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s),
             activity);
}

QString PreparedTransaction::describe() const
{
    return Tr::tr("prepared transaction \"%1\" of user %2, since %3")
        .arg(name, owner, since.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s));
}

LockState decideLockState(const LockInfo &lock, bool proofOfLife)
{
    if (lock.session || !lock.prepared.isEmpty())
        return LockState::Running;
    const bool allFree = std::all_of(lock.rows.begin(),
                                     lock.rows.end(),
                                     [](const tracking::LockValue &value) { return value == 0; });
    if (allFree)
        return lock.rows.size() == 1 ? LockState::Free : LockState::Damaged;
    if (proofOfLife)
        return LockState::Running;
    return lock.holder ? LockState::Stale : LockState::Unknown;
}

void addLockFindings(const ModuleState &module, Findings &findings)
{
    if (!module.lock.prepared.isEmpty())
        findings << preparedFinding(module);
    switch (module.lock.state) {
    case LockState::Running:
        if (!module.lock.session && !module.lock.prepared.isEmpty())
            break;
        findings << lockFinding(module,
                                Severity::Warning,
                                u"lock-running"_s,
                                Tr::tr("A run is going on in module %1: %2")
                                    .arg(module.id,
                                         module.lock.session ? module.lock.session->describe()
                                                             : holderText(module.lock)),
                                Tr::tr("Wait until it has ended."));
        break;
    case LockState::Stale:
        findings << lockFinding(module,
                                Severity::Error,
                                u"lock-stale"_s,
                                Tr::tr("A stuck lock in module %1: its holder is gone (%2).")
                                    .arg(module.id, holderText(module.lock)),
                                Tr::tr("Release the lock of module %1.").arg(module.id));
        break;
    case LockState::Unknown:
        findings << unknownFinding(module);
        break;
    case LockState::Damaged:
        findings << lockFinding(module,
                                Severity::Info,
                                u"lock-rows"_s,
                                Tr::tr("The lock table of module %1 holds %2 rows instead of one.")
                                    .arg(module.id, QString::number(module.lock.rows.size())),
                                Tr::tr("Nothing to do: the next run puts it right."));
        break;
    case LockState::Absent:
    case LockState::Free:
        break;
    }
}

} // namespace aegisx::inspection
