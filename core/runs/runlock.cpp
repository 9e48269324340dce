#include "core/runs/runlock.h"

#include "core/base/tr.h"
#include "core/runs/waitwatcher.h"

#include <thread>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::Operation;

namespace {

constexpr int mostHeals = 5;

} // namespace

Result<LockedModules> waitForLocks(Bookkeeper &bookkeeper,
                                   postgres::Connection &connection,
                                   const RunOptions &options,
                                   const StepRunner &teller,
                                   std::stop_token stop)
{
    const auto deadline = std::chrono::steady_clock::now() + options.lockWait;
    WaitWatcher watcher(connection,
                        [&](const QString &text, const QList<BlockingSession> &blockers) {
                            teller.emitWaiting(-1, text, blockers, options.lockWait);
                        });
    int heals = 0;
    while (true) {
        auto locked =
            bookkeeper.begin(true, stop, [&watcher](size_t, std::chrono::milliseconds waited) {
                watcher.look(waited);
            });
        if (locked || locked.error().kind != ErrorKind::Locked)
            return locked;
        const bool busy = !locked.error().detail.sqlState.isEmpty();
        if (busy && std::chrono::steady_clock::now() < deadline) {
            teller.emitEvent(EventKind::Waiting, -1, locked.error().message);
            continue;
        }
        // More than once: a knex that starts on an empty database may add a second row after us.
        if (busy || ++heals > mostHeals)
            return locked;
        const auto worthAnotherTry = bookkeeper.heal(stop);
        if (!worthAnotherTry)
            return fail(worthAnotherTry.error());
        if (!*worthAnotherTry)
            return locked;
    }
}

// Somebody may have been faster between the look at the site and the lock. What they did of our
// plan is skipped; anything else means that the plan shows another site than this one.
Result<void> checkFresh(const plans::Plan &plan, const LockedModules &locked)
{
    if (plan.operation == Operation::Seed)
        return {};
    for (const plans::PlannedModule &module : plan.modules) {
        const QSet<QString> &now = locked.find(module.id)->recorded;
        const QSet<QString> vanished = module.recorded - now;
        const QSet<QString> added = now - module.recorded;
        const bool downward =
            plan.operation == Operation::Rollback || plan.operation == Operation::MarkPending;
        const bool foreign = !(added - module.known).isEmpty();
        if (vanished.isEmpty() && !foreign && (!downward || added.isEmpty()))
            continue;
        return fail(Error {
            ErrorKind::Refused,
            Tr::tr("Another upgrade changed module %1 after this plan was made.").arg(module.id),
            Tr::tr("Nothing was run; the site is as the other upgrade left it."),
            Tr::tr("Look at the site again and make a new plan."),
            {}});
    }
    return {};
}

void sleepUnlessStopped(std::chrono::milliseconds time, const std::stop_token &stop)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (!stop.stop_requested() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

} // namespace aegisx::runs
