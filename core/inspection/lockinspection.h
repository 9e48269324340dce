#pragma once

#include "core/inspection/sitestate.h"

#include <QHash>
#include <QSet>

namespace aegisx::inspection {

// Every session that holds a lock of interest on one of the given lock tables (by oid).
// Columns as readLockSessions() expects.
[[nodiscard]] postgres::Command selectLockSessions(const QList<qint64> &lockTableOids);

struct LockSession {
    qint64 lockTableOid = 0;
    bool provesLife = false; // holds the advisory lock; else: an open transaction has the row
    SessionInfo session;
};
[[nodiscard]] QList<LockSession> readLockSessions(const postgres::Rows &rows);

// The same of prepared transactions, which no session holds.
[[nodiscard]] postgres::Command selectLockPrepared(const QList<qint64> &lockTableOids);
// By the lock table's oid.
[[nodiscard]] QHash<qint64, QList<PreparedTransaction>>
readLockPrepared(const postgres::Rows &rows);
// All that hold the lock's row, in one line.
[[nodiscard]] QString describePrepared(const LockInfo &lock);

// The other sessions of this database that are at work, or may be as far as this user can see.
[[nodiscard]] postgres::Command selectOtherSessions();
[[nodiscard]] OtherSessions readOtherSessions(const postgres::Rows &rows);
// Translated, whole sentences: how many may hold a lock that nobody put a name to.
[[nodiscard]] QString describeOthers(const OtherSessions &others);

// Decides from rows, holder note and sessions what the lock's state is.
[[nodiscard]] LockState decideLockState(const LockInfo &lock, bool proofOfLife);

// What a person should know of the lock, if anything.
void addLockFindings(const ModuleState &module, Findings &findings);

// Describes the sessions of pg_stat_activity rows: pid, usename, application_name, client,
// seconds since, state, query.
[[nodiscard]] SessionInfo readSession(const postgres::Rows &rows, int row, int firstColumn);
// It runs no statement now that could be cancelled; false also where that may not be seen.
[[nodiscard]] bool isIdle(const SessionInfo &session);

// Every session that holds any lock on one of the given relations (by oid), or on a sequence that
// a column of it owns: the relation's oid, then the session as readSession() expects.
[[nodiscard]] postgres::Command selectRelationSessions(const QList<qint64> &relationOids);

// The sessions that block the session with this pid, for naming them while it waits.
[[nodiscard]] postgres::Command selectBlockers(int pid);
[[nodiscard]] QList<SessionInfo> readBlockers(const postgres::Rows &rows);

// A session of this database that waits for a lock, and those that hold it or wait before it.
struct BlockedSession {
    SessionInfo session;
    QList<SessionInfo> blockers;
};
[[nodiscard]] postgres::Command selectBlockedSessions();
[[nodiscard]] QList<BlockedSession> readBlockedSessions(const postgres::Rows &rows);

// What is to be known of a session before it is stopped.
struct StoppableSession {
    SessionInfo session;
    QString database;
    bool inThisDatabase = false;
    bool isClient = false; // else a process of the server's own
    bool ofSuperuser = false;
    bool mayBeSignalled = false; // by this user, as far as roles go
    int lockedRelations = 0;
    QString lockedTables; // by name
};
[[nodiscard]] postgres::Command selectSession(int pid);
[[nodiscard]] std::optional<StoppableSession> readStoppableSession(const postgres::Rows &rows);

} // namespace aegisx::inspection
