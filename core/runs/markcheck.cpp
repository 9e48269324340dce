#include "core/runs/markcheck.h"

#include "core/base/tr.h"
#include "core/plans/planmark.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using inspection::MigrationEvidence;

namespace {

// Looking makes its transaction read-only; what it sets ends with the savepoint.
Result<QList<MigrationEvidence>> examineInside(postgres::Connection &connection,
                                               const modules::Module &module,
                                               const inspection::ModuleState &state,
                                               const std::stop_token &stop)
{
    if (const auto begun = connection.query("SAVEPOINT evidence", {}, stop); !begun)
        return fail(begun.error());
    auto evidence = inspection::examine(connection, module, state, stop);
    if (!evidence)
        return evidence;
    const auto ended = connection.queryAll(
        {{"ROLLBACK TO SAVEPOINT evidence", {}}, {"RELEASE SAVEPOINT evidence", {}}}, stop);
    if (!ended)
        return fail(ended.error());
    return evidence;
}

Error describeChange(const MigrationEvidence &evidence, bool pending)
{
    Error error {ErrorKind::Refused,
                 Tr::tr("The database has changed since this plan was made; of %1 it says now: %2")
                     .arg(evidence.name, inspection::wordFor(evidence.verdict)),
                 Tr::tr("No row was written or deleted."),
                 Tr::tr("Look at the site again and make a new plan."),
                 {}};
    error.detail.context = plans::objectsAgainst(evidence, pending).join(u'\n');
    return error;
}

} // namespace

inspection::ModuleState stateUnderLock(const modules::Module &module, const LockedModule &locked)
{
    inspection::ModuleState state;
    state.id = module.manifest.id;
    for (const QString &name : locked.recorded) {
        tracking::RecordedMigration row;
        row.name = name;
        state.rows.append(row);
    }
    inspection::matchMigrations(module, state);
    return state;
}

Result<void> renewEvidence(postgres::Connection &connection,
                           const plans::Plan &plan,
                           const std::vector<int> &steps,
                           const LockedModules &locked,
                           RunReport &report,
                           std::stop_token stop)
{
    if (!plan.evidence || steps.empty())
        return {};
    const modules::Module &module = plan.evidence->module;
    const auto evidence = examineInside(
        connection, module, stateUnderLock(module, locked.value(module.manifest.id)), stop);
    if (!evidence)
        return fail(evidence.error());
    const QString &typed = plan.evidence->reason;
    for (const int index : steps) {
        const plans::PlanStep &step = plan.steps.at(index);
        const auto now = std::find_if(evidence->begin(), evidence->end(), [&step](const auto &one) {
            return one.name == step.name;
        });
        const bool pending = step.kind == plans::StepKind::MarkPending;
        report.steps[index].reason = plans::reasonWith(typed, *now);
        if (typed.isEmpty() && now->verdict != plan.evidence->verdicts.value(step.name))
            return fail(describeChange(*now, pending));
    }
    return {};
}

} // namespace aegisx::runs
