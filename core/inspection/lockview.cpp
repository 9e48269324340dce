#include "core/inspection/lockview.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

QString holderOf(const LockInfo &lock)
{
    const tracking::RunIdentity &run = lock.holder->run;
    return Tr::tr("%1 with %2, since %3, process %4")
        .arg(run.who(),
             run.program,
             lock.holder->since.toString(Qt::ISODate),
             QString::number(run.backendPid));
}

QString runningText(const LockInfo &lock)
{
    if (!lock.prepared.isEmpty())
        return Tr::tr("Held by a transaction that another program left open: %1. It ends only with "
                      "COMMIT PREPARED or ROLLBACK PREPARED, by its owner or the server's "
                      "administrator.")
            .arg(describePrepared(lock));
    if (lock.holder && lock.session)
        return Tr::tr("Held by a living run: %1. Its session: %2")
            .arg(holderOf(lock), lock.session->describe());
    if (lock.session)
        return Tr::tr("Held by a living run: %1").arg(lock.session->describe());
    return lock.holder ? Tr::tr("Held by a living run: %1").arg(holderOf(lock))
                       : Tr::tr("Held by a living run.");
}

QString unknownText(const ModuleLock &lock)
{
    if (!lock.lock.readable)
        return Tr::tr("It cannot be known: this user may not read %1.")
            .arg(QString::fromUtf8(lock.table.quotedLock()));
    if (lock.lock.rows.isEmpty())
        return Tr::tr("It cannot be known: the lock table has no column is_locked.");
    return Tr::tr("The row says locked, and whoever took it left no name: knex, or an older "
                  "program.")
        % u' ' % describeOthers(lock.lock.others);
}

} // namespace

Result<LockView>
readLocks(postgres::Connection &connection, const SiteState &state, std::stop_token stop)
{
    const postgres::Command question = selectBlockedSessions();
    const auto rows = connection.query(question.sql, question.parameters, stop);
    if (!rows)
        return fail(rows.error());
    LockView view;
    for (const ModuleState &module : state.modules)
        view.modules.append({module.id, module.table, module.lock});
    view.blocked = readBlockedSessions(*rows);
    view.others = state.others;
    return view;
}

bool LockView::hasNamelessLock() const
{
    return std::any_of(modules.begin(), modules.end(), [](const ModuleLock &one) {
        return one.lock.state == LockState::Unknown && one.lock.readable;
    });
}

QString describeLock(const ModuleLock &lock)
{
    switch (lock.lock.state) {
    case LockState::Absent:
        return Tr::tr("There is no lock table yet; the first run makes it.");
    case LockState::Free:
        return Tr::tr("Nobody holds it.");
    case LockState::Running:
        return runningText(lock.lock);
    case LockState::Stale:
        return Tr::tr("Its holder is gone, which is proven: %1. It can be released.")
            .arg(holderOf(lock.lock));
    case LockState::Unknown:
        return unknownText(lock);
    case LockState::Damaged:
        return Tr::tr("The lock table holds %1 rows instead of one; the next run puts it right.")
            .arg(lock.lock.rows.size());
    }
    return {};
}

} // namespace aegisx::inspection
