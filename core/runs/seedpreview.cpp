#include "core/runs/seedpreview.h"

#include "core/runs/seedmerge.h"
#include "core/tracking/sitelogschema.h"

#include <optional>

namespace aegisx::runs {

using modules::Upsert;
using plans::ExpectedLoss;
using plans::PlanStep;
using postgres::Command;

namespace {

Result<void> fillFromCsv(postgres::Connection &connection,
                         const SeedMerge &merge,
                         const QByteArray &rows,
                         std::stop_token stop)
{
    const auto filled = connection.copyIn(merge.copy(), rows, {}, std::move(stop));
    return filled ? Result<void> {} : Result<void>(fail(filled.error().error));
}

// The rows that would be kept, with the transaction left open.
Result<qint64> countKept(postgres::Connection &connection,
                         const PlanStep &step,
                         const Upsert &upsert,
                         bool remembers,
                         std::stop_token stop)
{
    const QByteArray &statement = step.statements.at(upsert.statement).sql;
    const SeedMerge merge(upsert, statement, step.module, false, remembers);
    std::vector<Command> commands {
        {"BEGIN", {}},
        {"SELECT set_config('search_path', $1, true), set_config('lock_timeout', '1s', true),"
         " set_config('statement_timeout', '30s', true)",
         {step.searchPath.toUtf8()}},
        merge.makeTable(),
        merge.numberRows()};
    if (step.seed->csv) {
        if (const auto made = connection.queryAll(commands, stop); !made)
            return fail(made.error());
        if (const auto filled = fillFromCsv(connection, merge, statement, stop); !filled)
            return fail(filled.error());
        commands.clear();
    } else {
        commands.push_back(merge.fill());
    }
    for (const Command &command : merge.judge())
        commands.push_back(command);
    commands.push_back(merge.count());
    const auto rows = connection.queryAll(commands, stop);
    if (!rows)
        return fail(rows.error());
    return SeedMerge::readCounts(upsert, rows->back()).kept;
}

// None: every row is as it was shipped, or is to come.
Result<std::optional<ExpectedLoss>> editsOf(postgres::Connection &connection,
                                            const PlanStep &step,
                                            const Upsert &upsert,
                                            bool remembers,
                                            const std::stop_token &stop)
{
    const auto kept = countKept(connection, step, upsert, remembers, stop);
    if (!kept
        && (isConnectionFailure(kept.error().kind) || kept.error().kind == ErrorKind::Cancelled))
        return fail(kept.error());
    if (const auto ended = connection.query("ROLLBACK"); !ended)
        return fail(ended.error());
    if (kept && *kept == 0)
        return std::nullopt;
    ExpectedLoss loss;
    loss.kind = modules::LossKind::WriteOver;
    loss.statement = upsert.statement;
    loss.schema = upsert.schema;
    loss.name = upsert.table;
    if (kept)
        loss.rows = *kept;
    return loss;
}

} // namespace

Result<QList<ExpectedLoss>>
findSiteEdits(postgres::Connection &connection, const plans::Plan &plan, std::stop_token stop)
{
    const Command asks = tracking::selectSiteLogAccess();
    const auto access = connection.query(asks.sql, asks.parameters, stop);
    if (!access)
        return fail(access.error());
    const bool remembers = tracking::readSiteLogAccess(*access).remembersSeeds;
    QList<ExpectedLoss> edits;
    for (int i = 0; i < plan.steps.size(); ++i) {
        const PlanStep &step = plan.steps.at(i);
        if (!step.seed)
            continue;
        for (const Upsert &upsert : step.seed->upserts) {
            auto found = editsOf(connection, step, upsert, remembers, stop);
            if (!found)
                return fail(found.error());
            if (!*found)
                continue;
            (*found)->step = i;
            edits.append(**found);
        }
    }
    return edits;
}

} // namespace aegisx::runs
