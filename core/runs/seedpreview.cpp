#include "core/runs/seedpreview.h"

#include "core/runs/seedmerge.h"
#include "core/tracking/sitelogschema.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using modules::Upsert;
using plans::ExpectedLoss;
using plans::PlanStep;
using postgres::Command;

namespace {

// The tables that the statements so far will change: what a later one reads of them is not yet
// what it will read.
struct ComingChanges {
    QSet<QString> tables; // "schema.name"
    bool anywhere = false; // statements that run as they are written may change any table

    [[nodiscard]] bool reach(const QSet<QString> &read) const
    {
        return anywhere ? !read.isEmpty() : tables.intersects(read);
    }
};

// What an upsert would do now.
struct Judgement {
    qint64 kept = 0;
    bool changes = false; // it inserts or updates rows
    bool holdsAny = false; // else nothing can be written over, whatever it brings
    QSet<QString> read; // the tables that its rows come from
};

QString titleOf(const QString &schema, const QString &table)
{
    return schema % u'.' % table;
}

// How often each table was read so far, with its partitions. Where the server does not count,
// every table is: the clock goes on.
Command lookAtReads()
{
    return {"SELECT n.nspname || '.' || c.relname, sum(CASE WHEN"
            " current_setting('track_counts')::boolean"
            " THEN coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0)"
            " ELSE (extract(epoch FROM clock_timestamp()) * 1000000)::bigint END)::bigint"
            " FROM pg_catalog.pg_stat_xact_user_tables AS s JOIN pg_catalog.pg_class AS c"
            " ON c.oid = coalesce(pg_partition_root(s.relid), s.relid)"
            " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE left(n.nspname, 7) <> 'pg_temp' GROUP BY c.oid, 1",
            {}};
}

QSet<QString> readBetween(const postgres::Rows &before, const postgres::Rows &after)
{
    QHash<QString, qint64> counts;
    for (int row = 0; row < before.count(); ++row)
        counts.insert(before.text(row, 0), before.number(row, 1));
    QSet<QString> read;
    for (int row = 0; row < after.count(); ++row) {
        if (after.number(row, 1) > counts.value(after.text(row, 0)))
            read.insert(after.text(row, 0));
    }
    return read;
}

Result<void> fillFromCsv(postgres::Connection &connection,
                         const SeedMerge &merge,
                         const QByteArray &rows,
                         std::stop_token stop)
{
    const auto filled = connection.copyIn(merge.copy(), rows, {}, std::move(stop));
    return filled ? Result<void> {} : Result<void>(fail(filled.error().error));
}

std::vector<Command> startOf(const PlanStep &step, const SeedMerge &merge)
{
    return {{"BEGIN", {}},
            {"SELECT set_config('search_path', $1, true), set_config('lock_timeout', '1s', true),"
             " set_config('statement_timeout', '30s', true)",
             {step.searchPath.toUtf8()}},
            merge.makeTable(),
            merge.numberRows()};
}

// With the transaction left open.
Result<Judgement> judge(postgres::Connection &connection,
                        const PlanStep &step,
                        const Upsert &upsert,
                        bool remembers,
                        std::stop_token stop)
{
    const QByteArray &statement = step.statements.at(upsert.statement).sql;
    const SeedMerge merge(upsert, statement, step.module, false, remembers);
    if (const auto made = connection.queryAll(startOf(step, merge), stop); !made)
        return fail(made.error());
    Judgement judgement;
    if (step.seed->csv) {
        if (const auto filled = fillFromCsv(connection, merge, statement, stop); !filled)
            return fail(filled.error());
    } else {
        const auto filled = connection.queryAll({lookAtReads(), merge.fill(), lookAtReads()}, stop);
        if (!filled)
            return fail(filled.error());
        judgement.read = readBetween(filled->front(), filled->back());
    }
    std::vector<Command> commands {merge.holdsAny()};
    for (const Command &command : merge.judge())
        commands.push_back(command);
    commands.push_back(merge.count());
    const auto rows = connection.queryAll(commands, stop);
    if (!rows)
        return fail(rows.error());
    const TableCounts counts = SeedMerge::readCounts(upsert, rows->back());
    judgement.kept = counts.kept;
    judgement.changes = counts.inserted + counts.updated > 0;
    judgement.holdsAny = rows->front().boolean(0, 0);
    return judgement;
}

// Those of the statements that run as they are written.
void addWritten(const PlanStep &step, ComingChanges &coming)
{
    QStringList written;
    bool named = !step.whole && step.statements.size() <= step.inserts.size();
    for (const modules::InsertTarget &target : step.inserts) {
        named = named && !target.schema.isEmpty();
        written << titleOf(target.schema, target.table);
    }
    for (const Upsert &upsert : step.seed->upserts)
        written.removeOne(titleOf(upsert.schema, upsert.table));
    coming.anywhere = coming.anywhere || !named;
    coming.tables.unite(QSet<QString>(written.begin(), written.end()));
}

// None: every row is as it was shipped, or is to come.
Result<std::optional<ExpectedLoss>> editsOf(postgres::Connection &connection,
                                            const PlanStep &step,
                                            const Upsert &upsert,
                                            bool remembers,
                                            ComingChanges &coming,
                                            const std::stop_token &stop)
{
    const auto found = judge(connection, step, upsert, remembers, stop);
    if (!found
        && (isConnectionFailure(found.error().kind) || found.error().kind == ErrorKind::Cancelled))
        return fail(found.error());
    if (const auto ended = connection.query("ROLLBACK"); !ended)
        return fail(ended.error());
    const bool reached = found && coming.reach(found->read);
    if (!found || reached || found->changes || (step.seed->force && found->kept > 0))
        coming.tables.insert(titleOf(upsert.schema, upsert.table));
    const bool known = found && (!reached || !found->holdsAny);
    if (known && found->kept == 0)
        return std::nullopt;
    ExpectedLoss loss;
    loss.kind = modules::LossKind::WriteOver;
    loss.statement = upsert.statement;
    loss.schema = upsert.schema;
    loss.name = upsert.table;
    if (known)
        loss.rows = found->kept;
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
    ComingChanges coming;
    for (int i = 0; i < plan.steps.size(); ++i) {
        const PlanStep &step = plan.steps.at(i);
        if (!step.seed)
            continue;
        addWritten(step, coming);
        for (const Upsert &upsert : step.seed->upserts) {
            auto found = editsOf(connection, step, upsert, remembers, coming, stop);
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
