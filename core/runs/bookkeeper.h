#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/tracking/sitelog.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <chrono>
#include <stop_token>

namespace aegisx::runs {

// A module's bookkeeping as read under the lock.
struct LockedModule {
    QSet<QString> recorded;
    int nextBatch = 1;
};
using LockedModules = QHash<QString, LockedModule>;

// The tracking tables, the lock and the site log of one plan, on one connection.
class Bookkeeper final
{
public:
    Bookkeeper(postgres::Connection &connection,
               const plans::Plan &plan,
               std::chrono::milliseconds lockTimeout);

    // Creates what is missing, in a transaction of its own; lost races against knex are tried
    // again. Afterwards writesSiteLog() tells whether aegisx_site may be written, writesSite()
    // whether its row of the site itself may.
    [[nodiscard]] Result<void> ensure(std::stop_token stop);
    [[nodiscard]] bool writesSiteLog() const { return m_siteLog.writesLog; }
    [[nodiscard]] bool writesSite() const { return m_siteLog.writesSite; }

    // BEGIN, lock_timeout and, if asked, knex's lock of every module, all in one round trip.
    // On error the transaction is rolled back. Errors: Locked (sqlState 55P03: somebody holds
    // the row in an open transaction; empty: the row says locked), Database, ConnectionLost.
    [[nodiscard]] Result<LockedModules>
    begin(bool takeLocks, std::stop_token stop, const postgres::Connection::WaitHook &onWait = {});

    // Puts lock rows right where that steals nobody's lock: none, or several free ones.
    // True: worth another try.
    [[nodiscard]] Result<bool> heal(std::stop_token stop);

    [[nodiscard]] std::vector<postgres::Command> releaseCommands() const;

    // Session advisory locks, one for each module. Errors: Locked.
    [[nodiscard]] Result<void> proveLife(std::stop_token stop);
    void endProofOfLife();

    void rollBack(); // never fails: a lost connection has rolled back already

private:
    [[nodiscard]] Result<bool> missing(std::stop_token stop);
    [[nodiscard]] Result<void> createMissing(std::stop_token stop);
    [[nodiscard]] Result<void> awaitRows(std::stop_token stop);

    postgres::Connection &m_connection;
    QList<plans::PlannedModule> m_modules; // in one order for every run: no deadlock among us
    QByteArray m_lockTimeout;
    tracking::SiteLogAccess m_siteLog;
};

} // namespace aegisx::runs
