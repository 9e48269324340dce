#include "core/runs/bookkeeper.h"

#include "core/base/tr.h"

#include <algorithm>
#include <thread>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using postgres::Command;

namespace {

constexpr int commandsPerLock = 4;

Error lockedError(const QString &module, const QString &sqlState, const QString &what)
{
    Error error {ErrorKind::Locked,
                 Tr::tr("Module %1 is locked: %2").arg(module, what),
                 Tr::tr("The site is unchanged."),
                 Tr::tr("Wait until the other run has ended. If none is running, release the lock "
                        "of module %1.")
                     .arg(module),
                 {}};
    error.detail.sqlState = sqlState;
    return error;
}

bool isCreateRace(const QString &sqlState)
{
    // knex was faster: relation, type or schema exists by now.
    return sqlState == "42P07"_L1 || sqlState == "23505"_L1 || sqlState == "42710"_L1
        || sqlState == "42P06"_L1;
}

} // namespace

Bookkeeper::Bookkeeper(postgres::Connection &connection,
                       const plans::Plan &plan,
                       std::chrono::milliseconds lockTimeout)
    : m_connection(connection)
    , m_modules(plan.modules)
    , m_lockTimeout(QByteArray::number(static_cast<qint64>(lockTimeout.count())) + "ms")
{
    std::sort(m_modules.begin(),
              m_modules.end(),
              [](const plans::PlannedModule &left, const plans::PlannedModule &right) {
                  return std::pair(left.table.schema, left.table.name)
                      < std::pair(right.table.schema, right.table.name);
              });
}

// The first commands of every transaction of a run.
std::vector<Command> Bookkeeper::opening() const
{
    return {{"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", {}},
            {"SELECT set_config('lock_timeout', $1, true)", {m_lockTimeout}}};
}

Result<bool> Bookkeeper::areTablesMissing(std::stop_token stop)
{
    std::vector<Command> commands {tracking::selectSiteLogAccess()};
    for (const plans::PlannedModule &module : std::as_const(m_modules)) {
        commands.push_back({"SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL",
                            {module.table.quoted(), module.table.quotedLock()}});
    }
    const auto rows = m_connection.queryAll(commands, stop);
    if (!rows)
        return fail(rows.error());
    m_siteLog = tracking::readSiteLogAccess(rows->front());
    return std::any_of(rows->begin() + 1, rows->end(), [](const postgres::Rows &row) {
        return !row.boolean(0, 0);
    });
}

Result<void> Bookkeeper::createTables(std::stop_token stop)
{
    const auto rows = m_connection.queryAll(opening(), stop);
    if (!rows)
        return fail(rows.error());
    for (const plans::PlannedModule &module : std::as_const(m_modules)) {
        const auto exist = m_connection.queryAll(
            {{"SELECT to_regclass($1) IS NOT NULL", {module.table.quoted()}},
             {"SELECT to_regclass($1) IS NOT NULL", {module.table.quotedLock()}}},
            stop);
        if (!exist)
            return fail(exist.error());
        std::vector<Command> commands;
        if (!exist->at(0).boolean(0, 0))
            commands.push_back({tracking::createTrackingSql(module.table), {}});
        if (!exist->at(1).boolean(0, 0)) {
            commands.push_back({tracking::createLockSql(module.table), {}});
            commands.push_back(tracking::lockTableExclusively(module.table));
            commands.push_back(tracking::insertFreeRowIfNone(module.table));
        }
        if (const auto done = m_connection.queryAll(commands, stop); !done)
            return fail(done.error());
    }
    const auto done = m_connection.query("COMMIT", {}, stop);
    return done ? Result<void> {} : fail(done.error());
}

Result<void> Bookkeeper::createLog(std::stop_token stop)
{
    std::vector<Command> commands = opening();
    for (Command &command : tracking::createSiteLog(m_siteLog))
        commands.push_back(std::move(command));
    commands.push_back({"COMMIT", {}});
    const auto done = m_connection.queryAll(commands, stop);
    if (done)
        return {};
    // The run goes on without it, or with the version that is there.
    const QString &state = done.error().detail.sqlState;
    if (state != "42501"_L1 && state != "55P03"_L1)
        return fail(done.error());
    rollBack();
    return {};
}

Result<void> Bookkeeper::ensure(std::stop_token stop)
{
    for (int attempt = 0;; ++attempt) {
        const auto tables = areTablesMissing(stop);
        if (!tables)
            return fail(tables.error());
        if (!*tables && m_siteLog.isComplete())
            return {};
        auto done = *tables ? createTables(stop) : Result<void> {};
        if (done && !m_siteLog.isComplete())
            done = createLog(stop);
        if (done)
            return lookAtSiteLog(stop);
        rollBack();
        if (!isCreateRace(done.error().detail.sqlState) || attempt >= 10)
            return fail(done.error());
        std::this_thread::sleep_for(20ms);
    }
}

Result<void> Bookkeeper::ensureSiteLog(std::stop_token stop)
{
    for (int attempt = 0;; ++attempt) {
        const auto rows = m_connection.query(tracking::selectSiteLogAccess().sql, {}, stop);
        if (!rows)
            return fail(rows.error());
        m_siteLog = tracking::readSiteLogAccess(*rows);
        const auto done = m_siteLog.isComplete() ? Result<void> {} : createLog(stop);
        if (done)
            return lookAtSiteLog(stop);
        rollBack();
        m_siteLog.forgetMissing();
        if (!isCreateRace(done.error().detail.sqlState) || attempt >= 10)
            return fail(done.error());
        std::this_thread::sleep_for(20ms);
    }
}

Result<void> Bookkeeper::lookAtSiteLog(std::stop_token stop)
{
    const auto rows = m_connection.query(tracking::selectSiteLogAccess().sql, {}, stop);
    if (!rows)
        return fail(rows.error());
    m_siteLog = tracking::readSiteLogAccess(*rows);
    m_siteLog.forgetMissing();
    return {};
}

void Bookkeeper::rollBack()
{
    if (!m_connection.isLost()) [[maybe_unused]]
        const auto done = m_connection.query("ROLLBACK");
}

Result<LockedModules> Bookkeeper::begin(bool takeLocks,
                                        std::stop_token stop,
                                        const postgres::Connection::WaitHook &onWait)
{
    std::vector<Command> commands = opening();
    const auto first = commands.size();
    if (takeLocks) {
        for (const plans::PlannedModule &module : std::as_const(m_modules)) {
            commands.push_back(tracking::takeLock(module.table));
            commands.push_back(tracking::selectLock(module.table));
            commands.push_back(tracking::selectMigrations(module.table));
            commands.push_back(tracking::nextBatch(module.table));
        }
    }
    const auto rows = m_connection.queryAll(commands, stop, onWait);
    if (!rows) {
        Error error = rows.error();
        if (error.detail.sqlState == "55P03"_L1)
            error = lockedError(m_modules.first().id,
                                error.detail.sqlState,
                                Tr::tr("another upgrade is running now."));
        rollBack();
        return fail(error);
    }
    LockedModules locked;
    for (qsizetype i = 0; takeLocks && i < m_modules.size(); ++i) {
        const QString &id = m_modules.at(i).id;
        const auto at = first + static_cast<size_t>(i) * commandsPerLock;
        if (rows->at(at).affected() != 1 || rows->at(at + 1).count() != 1) {
            rollBack();
            return fail(lockedError(id, {}, Tr::tr("its lock row is taken.")));
        }
        LockedModule module;
        for (const tracking::RecordedMigration &row : tracking::readMigrations(rows->at(at + 2)))
            module.recorded.insert(row.name.value_or(QString()));
        module.nextBatch = static_cast<int>(rows->at(at + 3).number(0, 0));
        locked.insert(id, module);
    }
    return locked;
}

// knex makes the lock table first and puts its row in a moment later. An empty table is given that
// moment, or knex's row and ours would be two.
Result<void> Bookkeeper::awaitRows(std::stop_token stop)
{
    std::vector<Command> commands;
    for (const plans::PlannedModule &module : std::as_const(m_modules))
        commands.push_back({"SELECT EXISTS (SELECT FROM " + module.table.quotedLock() + ")", {}});
    for (int attempt = 0; attempt < 25 && !stop.stop_requested(); ++attempt) {
        const auto rows = m_connection.queryAll(commands, stop);
        if (!rows)
            return fail(rows.error());
        if (std::all_of(rows->begin(), rows->end(), [](const postgres::Rows &row) {
                return row.boolean(0, 0);
            }))
            break;
        std::this_thread::sleep_for(20ms);
    }
    return {};
}

Result<bool> Bookkeeper::heal(std::stop_token stop)
{
    if (auto done = awaitRows(stop); !done)
        return fail(done.error());
    bool worthAnotherTry = true;
    std::vector<Command> commands = opening();
    for (const plans::PlannedModule &module : std::as_const(m_modules)) {
        // A wrapped runner's row lock keeps this table lock waiting: nobody's lock is stolen.
        commands.push_back(tracking::lockTableExclusively(module.table));
        commands.push_back(tracking::insertFreeRowIfNone(module.table));
        commands.push_back(tracking::collapseFreeRows(module.table));
        commands.push_back(tracking::selectLock(module.table));
    }
    const auto rows = m_connection.queryAll(commands, stop);
    if (!rows) {
        rollBack();
        if (rows.error().detail.sqlState == "55P03"_L1)
            return true; // somebody is running: wait in begin()
        return fail(rows.error());
    }
    for (size_t i = 2; i < rows->size(); i += commandsPerLock) {
        const auto values = tracking::readLock(rows->at(i + 3));
        worthAnotherTry = worthAnotherTry && values.size() == 1 && values.first() == 0;
    }
    const auto done = m_connection.query("COMMIT", {}, stop);
    if (!done) {
        rollBack(); // a cancel before it leaves the transaction open
        return fail(done.error());
    }
    return worthAnotherTry;
}

std::vector<Command> Bookkeeper::releaseCommands() const
{
    std::vector<Command> commands;
    for (const plans::PlannedModule &module : m_modules)
        commands.push_back(tracking::releaseLock(module.table));
    return commands;
}

Result<void> Bookkeeper::proveLife(std::stop_token stop)
{
    std::vector<Command> commands;
    for (const plans::PlannedModule &module : std::as_const(m_modules))
        commands.push_back(tracking::tryProofOfLife(module.table));
    const auto rows = m_connection.queryAll(commands, stop);
    if (!rows)
        return fail(rows.error());
    for (size_t i = 0; i < rows->size(); ++i) {
        if (!rows->at(i).boolean(0, 0)) {
            endProofOfLife();
            return fail(lockedError(m_modules.at(static_cast<qsizetype>(i)).id,
                                    {},
                                    Tr::tr("another upgrade is running now.")));
        }
    }
    return {};
}

void Bookkeeper::endProofOfLife()
{
    if (!m_connection.isLost()) [[maybe_unused]]
        const auto done = m_connection.query("SELECT pg_advisory_unlock_all()");
}

} // namespace aegisx::runs
