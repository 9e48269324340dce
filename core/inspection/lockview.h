#pragma once

#include "core/inspection/lockinspection.h"
#include "core/inspection/sitestate.h"

#include <QList>

namespace aegisx::inspection {

// The migration lock of one module, as it is.
struct ModuleLock {
    QString module;
    tracking::TrackingTable table;
    LockInfo lock;
};

// Who holds what, and who waits for whom: the modules' locks as the state has them, and the
// sessions of this database that wait for any lock now.
struct LockView {
    QList<ModuleLock> modules;
    QList<BlockedSession> blocked;
    OtherSessions others; // at work in this database when the state was read

    [[nodiscard]] bool hasNamelessLock() const; // whose holder may be one of the others
};

// One round trip; changes nothing. Blocks. Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<LockView>
readLocks(postgres::Connection &connection, const SiteState &state, std::stop_token stop = {});

// What the lock's state is and why, for a person: who holds it, from where, since when, and what
// that session is doing; or why its holder is known to be gone, or is not known.
[[nodiscard]] QString describeLock(const ModuleLock &lock);

} // namespace aegisx::inspection
