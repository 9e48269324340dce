#include "core/runs/unlockrun.h"

#include "core/base/tr.h"
#include "core/tracking/sitelog.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using postgres::Command;

namespace {

Error stillAlive(const QString &module)
{
    return {ErrorKind::Locked,
            Tr::tr("The lock of module %1 is held by a run that is alive.").arg(module),
            Tr::tr("The lock was not released; the site is unchanged."),
            Tr::tr("Wait until it has ended."),
            {}};
}

Error anotherLock(const QString &module)
{
    return {ErrorKind::Locked,
            Tr::tr("The lock of module %1 is not the one that the plan was made for: it was freed "
                   "since, and may have been taken anew.")
                .arg(module),
            Tr::tr("The lock was not released; the site is unchanged."),
            Tr::tr("Look at the locks again: the program that holds it now may be alive."),
            {}};
}

// Whether the row is still the one that a person was shown.
bool isLockOf(const plans::PlanStep &step, const postgres::Rows &rows)
{
    return step.lockWriter.isEmpty() || tracking::readLockWriter(rows) == step.lockWriter;
}

} // namespace

Result<void> releaseStuckLock(postgres::Connection &connection,
                              const plans::PlanStep &step,
                              std::chrono::milliseconds lockTimeout,
                              std::stop_token stop)
{
    const auto giveUp = [&connection](const Error &error) {
        if (!connection.isLost()) [[maybe_unused]]
            const auto done = connection.query("ROLLBACK");
        return fail(error);
    };
    const QByteArray timeout = QByteArray::number(static_cast<qint64>(lockTimeout.count())) + "ms";
    const auto taken = connection.queryAll(
        {{"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", {}},
         {"SELECT set_config('lock_timeout', $1, true)", {timeout}},
         tracking::tryProofOfLife(step.table),
         tracking::lockTableExclusively(step.table),
         {"SELECT EXISTS (SELECT FROM pg_catalog.pg_class c"
          " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          " WHERE n.nspname = 'aegisx_site' AND c.relname = 'lock_holder'"
          " AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'DELETE'))",
          {}},
         step.lockWriter.isEmpty() ? tracking::selectLock(step.table)
                                   : tracking::selectLockAndWriter(step.table)},
        stop);
    if (!taken)
        return giveUp(taken.error().detail.sqlState == "55P03"_L1 ? stillAlive(step.module)
                                                                  : taken.error());
    if (!taken->at(2).boolean(0, 0))
        return giveUp(stillAlive(step.module));
    if (!isLockOf(step, taken->at(5)))
        return giveUp(anotherLock(step.module));
    std::vector<Command> commands = tracking::resetLock(step.table);
    if (taken->at(4).boolean(0, 0))
        commands.push_back(tracking::forgetHolder(step.table));
    commands.push_back({"COMMIT", {}});
    commands.push_back(tracking::dropProofOfLife(step.table));
    const auto done = connection.queryAll(commands, stop);
    return done ? Result<void> {} : giveUp(done.error());
}

} // namespace aegisx::runs
