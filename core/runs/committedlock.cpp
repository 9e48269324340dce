#include "core/runs/committedlock.h"

#include "core/base/tr.h"
#include "core/runs/runlock.h"

#include <algorithm>
#include <thread>

namespace aegisx::runs {

using namespace std::chrono_literals;
using postgres::Command;

namespace {

constexpr auto lostSessionWait = 15s; // longer than a server takes to notice that we are gone

} // namespace

CommittedLock::CommittedLock(postgres::Connection &connection,
                             const plans::Plan &plan,
                             Bookkeeper &bookkeeper,
                             const tracking::RunIdentity &identity,
                             const StepRunner &teller)
    : m_connection(connection)
    , m_plan(plan)
    , m_bookkeeper(bookkeeper)
    , m_identity(identity)
    , m_teller(teller)
{
}

Result<LockedModules> CommittedLock::take(const std::vector<Command> &opening,
                                          const RunOptions &options,
                                          std::stop_token stop)
{
    if (auto alive = m_bookkeeper.proveLife(stop); !alive)
        return fail(alive.error());
    auto locked = waitForLocks(m_bookkeeper, m_connection, options, m_teller, stop);
    if (!locked)
        return locked;
    if (auto fresh = checkFresh(m_plan, *locked); !fresh) {
        m_bookkeeper.rollBack();
        return fail(fresh.error());
    }
    std::vector<Command> commands = opening;
    if (m_bookkeeper.writesSiteLog()) {
        for (const plans::PlannedModule &module : m_plan.modules)
            commands.push_back(tracking::noteHolder(module.table, m_identity));
    }
    commands.push_back({"COMMIT", {}});
    if (const auto done = m_connection.queryAll(commands, stop); !done) {
        m_bookkeeper.rollBack();
        m_held = done.error().kind == ErrorKind::ConnectionLost;
        return fail(done.error());
    }
    m_held = true;
    m_provesLife = true;
    m_teller.emitEvent(EventKind::LockTaken);
    return locked;
}

bool CommittedLock::isNotedAsOurs()
{
    const auto rows = m_connection.query(tracking::selectHolders().sql);
    const auto holders = rows ? tracking::readHolders(*rows) : std::vector<tracking::LockHolder> {};
    return std::any_of(holders.begin(), holders.end(), [this](const tracking::LockHolder &holder) {
        return holder.run.runId == m_identity.runId;
    });
}

Result<void> CommittedLock::reclaim()
{
    const auto deadline = std::chrono::steady_clock::now() + lostSessionWait;
    while (true) {
        auto alive = m_bookkeeper.proveLife({});
        if (alive)
            break;
        if (alive.error().kind != ErrorKind::Locked || std::chrono::steady_clock::now() > deadline)
            return alive;
        std::this_thread::sleep_for(100ms);
    }
    m_provesLife = m_bookkeeper.writesSiteLog() && isNotedAsOurs();
    if (m_provesLife)
        return {};
    m_bookkeeper.endProofOfLife();
    m_held = !m_bookkeeper.writesSiteLog(); // else somebody released it: theirs by now
    return fail(Error {ErrorKind::Locked,
                       Tr::tr("The connection was lost, and it is not certain that the lock is "
                              "still held by this run."),
                       {},
                       Tr::tr("Look at the site again before going on."),
                       {}});
}

std::vector<Command> CommittedLock::releaseCommands() const
{
    std::vector<Command> commands = m_bookkeeper.releaseCommands();
    if (m_bookkeeper.writesSiteLog()) {
        for (const plans::PlannedModule &module : m_plan.modules)
            commands.push_back(tracking::forgetHolder(module.table));
    }
    return commands;
}

Result<void> CommittedLock::release()
{
    std::vector<Command> commands = releaseCommands();
    commands.insert(commands.begin(), {"BEGIN", {}});
    commands.push_back({"COMMIT", {}});
    // A cancel that arrives late may hit this one: once more then.
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto done = m_connection.queryAll(commands);
        if (done) {
            m_held = false;
            m_teller.emitEvent(EventKind::LockReleased);
            return {};
        }
        m_bookkeeper.rollBack();
        if (attempt == 1)
            return fail(done.error());
    }
    return {};
}

void CommittedLock::cleanUp()
{
    if (!m_held)
        return;
    if (m_connection.isLost()) {
        auto opened = postgres::Connection::open(m_connection.settings());
        if (!opened)
            return;
        m_connection = std::move(*opened);
        m_provesLife = false;
    }
    if (!m_provesLife && !reclaim())
        return;
    [[maybe_unused]] const auto done = release();
}

} // namespace aegisx::runs
