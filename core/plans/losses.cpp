#include "core/plans/losses.h"

#include "core/plans/losscounts.h"
#include "core/plans/losswalk.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using modules::Loss;
using modules::LossKind;

namespace {

constexpr int mostRounds = 4; // a drop that reaches what a later one names is asked for again

bool anyLoss(const Plan &plan, bool (*test)(const Loss &))
{
    return std::any_of(plan.steps.begin(), plan.steps.end(), [test](const PlanStep &step) {
        return std::any_of(step.losses.begin(), step.losses.end(), test);
    });
}

bool needsDatabase(const Loss &loss)
{
    const bool unnamed = loss.kind == LossKind::Unreadable && loss.name.isEmpty();
    return !unnamed && loss.kind != LossKind::ReplicationRole;
}

bool needsColumns(const Loss &loss)
{
    return !loss.column.isEmpty() || (loss.kind == LossKind::Unreadable && !loss.name.isEmpty());
}

QStringList calledFunctions(const Plan &plan)
{
    QStringList names;
    for (const PlanStep &step : plan.steps) {
        for (const Loss &loss : step.losses) {
            if (loss.kind == LossKind::Unreadable && !loss.name.isEmpty())
                names << loss.name;
        }
    }
    names.removeDuplicates();
    return names;
}

Result<void> read(postgres::Connection &connection, Plan &plan, std::stop_token stop)
{
    LossCatalog catalog(connection);
    const bool asks = anyLoss(plan, needsDatabase);
    if (asks) {
        const bool columns = anyLoss(plan, needsColumns);
        if (auto done = catalog.read(columns, calledFunctions(plan), stop); !done)
            return done;
    }
    LossWalk::Reaches reaches;
    for (int round = 0;; ++round) {
        LossWalk walk(catalog, plan, reaches);
        walk.go();
        if (walk.unknownDrops().isEmpty() || round == mostRounds) {
            plan.losses = walk.losses();
            break;
        }
        const auto reached = catalog.reach(walk.unknownDrops(), stop);
        if (!reached)
            return fail(reached.error());
        for (qsizetype i = 0; i < reached->size(); ++i)
            reaches.insert(walk.unknownDrops().at(i).key(), reached->at(i));
    }
    return asks ? countLosses(connection, catalog, plan, stop) : Result<void> {};
}

} // namespace

Result<void> findLosses(postgres::Connection &connection, Plan &plan, std::stop_token stop)
{
    plan.losses.clear();
    if (!anyLoss(plan, [](const Loss &) { return true; }))
        return {};
    auto done = read(connection, plan, stop);
    if (!done && !connection.isLost()) [[maybe_unused]]
        const auto ended = connection.query("ROLLBACK");
    return done;
}

bool takesRows(LossKind kind)
{
    return kind == LossKind::DropTable || kind == LossKind::DropView || kind == LossKind::Truncate
        || kind == LossKind::Delete || kind == LossKind::DeleteSome;
}

bool destroysRows(const Plan &plan)
{
    return std::any_of(plan.losses.begin(), plan.losses.end(), [](const ExpectedLoss &loss) {
        return !loss.rows || *loss.rows > 0;
    });
}

} // namespace aegisx::plans
