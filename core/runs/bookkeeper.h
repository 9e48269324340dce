#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/tracking/sitelogschema.h"

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

    // Creates what is missing: knex's tables in one transaction, aegisx_site, or the newer version
    // of it, in another; lost races are tried again. An aegisx_site that may not be created, or
    // that somebody holds locked, is no error. Afterwards siteLog() tells what may be written.
    [[nodiscard]] Result<void> ensure(std::stop_token stop);
    // The same for what needs none of knex's tables: aegisx_site alone.
    [[nodiscard]] Result<void> ensureSiteLog(std::stop_token stop);
    [[nodiscard]] const tracking::SiteLogAccess &siteLog() const { return m_siteLog; }
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
    [[nodiscard]] Result<bool> areTablesMissing(std::stop_token stop);
    [[nodiscard]] Result<void> createTables(std::stop_token stop);
    [[nodiscard]] Result<void> createLog(std::stop_token stop);
    [[nodiscard]] Result<void> lookAtSiteLog(std::stop_token stop); // creates nothing
    [[nodiscard]] std::vector<postgres::Command> opening() const;
    [[nodiscard]] Result<void> awaitRows(std::stop_token stop);

    postgres::Connection &m_connection;
    QList<plans::PlannedModule> m_modules; // in one order for every run: no deadlock among us
    QByteArray m_lockTimeout;
    tracking::SiteLogAccess m_siteLog;
};

} // namespace aegisx::runs
