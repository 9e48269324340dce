#include "core/plans/ordering.h"
#include "core/plans/planning.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::MigrationInfo;
using inspection::MigrationState;

namespace {

// The applied migrations of a module that the request undoes, in the order they are undone.
QList<MigrationInfo> chooseMigrations(const inspection::ModuleState &state,
                                      const RollbackRequest &request,
                                      const QString &downTo)
{
    QList<MigrationInfo> applied;
    for (const MigrationInfo &migration : state.migrations) {
        if (migration.state == MigrationState::Applied)
            applied.append(migration);
    }
    if (request.all || !downTo.isEmpty()) { // knex's --all: the reverse of the list order
        const auto at =
            std::find_if(applied.begin(), applied.end(), [&downTo](const MigrationInfo &one) {
                return one.name == downTo;
            });
        if (!downTo.isEmpty())
            applied.erase(applied.begin(), at == applied.end() ? at : at + 1);
        std::reverse(applied.begin(), applied.end());
        return applied;
    }
    QList<int> batches;
    for (const MigrationInfo &migration : std::as_const(applied)) {
        if (migration.batch && !batches.contains(*migration.batch))
            batches.append(*migration.batch);
    }
    std::sort(batches.begin(), batches.end(), std::greater<>());
    batches = batches.first(std::min<qsizetype>(request.batches, batches.size()));
    applied.removeIf([&batches](const MigrationInfo &one) {
        return !one.batch || !batches.contains(*one.batch);
    });
    // knex: the newest batch first, inside a batch by row id, descending.
    std::sort(
        applied.begin(), applied.end(), [](const MigrationInfo &left, const MigrationInfo &right) {
            return left.batch != right.batch ? left.batch > right.batch : left.id > right.id;
        });
    return applied;
}

class RollbackPlanner
{
public:
    RollbackPlanner(const modules::ModuleCatalog &catalog,
                    const inspection::SiteState &state,
                    const RollbackRequest &request)
        : m_catalog(catalog), m_state(state), m_request(request)
    {
    }

    Result<Plan> make();

private:
    [[nodiscard]] Result<void> addModule(const modules::Module &module);
    [[nodiscard]] Result<void> addStep(const modules::Module &module,
                                       const inspection::ModuleState &state,
                                       const MigrationInfo &migration);
    void checkDependents();

    const modules::ModuleCatalog &m_catalog;
    const inspection::SiteState &m_state;
    const RollbackRequest &m_request;
    QList<const modules::Module *> m_chosen;
    QList<PlanStep> m_steps;
    QList<OrderItem> m_items;
    Findings m_findings;
};

Result<void> RollbackPlanner::addStep(const modules::Module &module,
                                      const inspection::ModuleState &state,
                                      const MigrationInfo &migration)
{
    const modules::ModuleFile &file = *module.find(migration.name);
    auto text = modules::readMigration(file.path);
    if (!text) {
        Error error = text.error();
        error.kind = ErrorKind::Refused;
        return fail(error);
    }
    m_items.append({module.manifest.id, file.stem, file.path, text->requirements});
    if (!text->down) {
        m_findings.append(
            {Severity::Error,
             u"not-undoable"_s,
             module.manifest.id,
             file.stem,
             Tr::tr("%1 has no \"migrate:down\" section: it cannot be rolled back.").arg(file.stem),
             Tr::tr("Restore a backup, or ask the vendor how to undo it."),
             {file.path, 0, 0}});
        m_steps.append(PlanStep {});
        return {};
    }
    PlanStep step = makeStep(StepKind::Down, module, state, file, *text->down, m_state, m_findings);
    step.recordedName = migration.recordedAs;
    step.alsoRecorded = migration.alsoRecordedAs;
    step.sha256 = text->sha256;
    m_steps.append(std::move(step));
    return {};
}

Result<void> RollbackPlanner::addModule(const modules::Module &module)
{
    const inspection::ModuleState *state = m_state.find(module.manifest.id);
    QString downTo;
    if (!m_request.to.isEmpty()) {
        QString wanted = m_request.to;
        if (wanted.startsWith(module.manifest.id % u'/'))
            wanted = wanted.mid(module.manifest.id.size() + 1);
        const auto name = findMigration(module, wanted);
        if (!name)
            return fail(name.error());
        downTo = *name;
        if (state->migrations.at(module.indexOf(downTo)).state != MigrationState::Applied)
            return fail(ErrorKind::NotFound,
                        Tr::tr("%1 is not applied; there is nothing to go back to.").arg(downTo),
                        Tr::tr("The state of the site lists what is applied in module %1.")
                            .arg(module.manifest.id));
    }
    const QList<MigrationInfo> chosen = chooseMigrations(*state, m_request, downTo);
    for (const MigrationInfo &migration : chosen) {
        if (auto done = addStep(module, *state, migration); !done)
            return done;
    }
    return {};
}

// A migration that stays applied must not lose one that it names in "-- requires:".
void RollbackPlanner::checkDependents()
{
    for (const modules::Module &module : m_catalog.modules) {
        const inspection::ModuleState *state = m_state.find(module.manifest.id);
        for (qsizetype i = 0; i < module.migrations.size(); ++i) {
            const modules::ModuleFile &file = module.migrations.at(i);
            const auto isStep = [&](const PlanStep &step) {
                return step.module == module.manifest.id && step.name == file.stem;
            };
            const bool stays = state->migrations.at(i).state == MigrationState::Applied
                && std::none_of(m_steps.begin(), m_steps.end(), isStep);
            if (!stays)
                continue;
            const auto text = modules::readMigration(file.path);
            if (!text)
                continue;
            for (const modules::Requirement &needed : text->requirements) {
                const bool undone =
                    std::any_of(m_steps.begin(), m_steps.end(), [&needed](const PlanStep &step) {
                        return step.module == needed.module && step.name == needed.name;
                    });
                if (undone)
                    m_findings.append(
                        {Severity::Error,
                         u"still-required"_s,
                         needed.module,
                         needed.name,
                         Tr::tr("%1 is still needed by an applied migration of module %2: %3")
                             .arg(needed.name, module.manifest.id, file.stem),
                         Tr::tr("Roll that one back as well, or first."),
                         {file.path, needed.line, 0}});
            }
        }
    }
}

// Undoing: within a module as chosen; across modules what was required goes last.
QList<int> reverseOrder(const QList<OrderItem> &items, Result<QList<int>> &order)
{
    QList<OrderItem> upwards(items.rbegin(), items.rend());
    order = orderAcrossModules(upwards);
    QList<int> indexes;
    if (order) {
        for (auto it = order->rbegin(); it != order->rend(); ++it)
            indexes.append(static_cast<int>(items.size()) - 1 - *it);
    }
    return indexes;
}

Result<Plan> RollbackPlanner::make()
{
    const auto chosen = chooseModules(m_catalog, m_request.modules);
    if (!chosen)
        return fail(chosen.error());
    m_chosen = *chosen;
    if (!m_request.to.isEmpty() && m_chosen.size() != 1)
        return fail(ErrorKind::Usage,
                    Tr::tr("Going back to a migration needs exactly one module."));
    if (auto done = checkMayChange(m_state, m_chosen); !done)
        return fail(done.error());
    for (auto it = m_chosen.rbegin(); it != m_chosen.rend(); ++it) { // dependents first
        if (auto done = addModule(**it); !done)
            return fail(done.error());
    }
    checkDependents();
    if (hasErrors(m_findings))
        return fail(refusal(m_findings));
    Result<QList<int>> order;
    const QList<int> indexes = reverseOrder(m_items, order);
    if (!order)
        return fail(order.error());

    Plan plan;
    plan.operation = Operation::Rollback;
    for (const int index : indexes)
        plan.steps.append(std::move(m_steps[index]));
    plan.findings = std::move(m_findings);
    plan.commitsLock = true; // a waiting knex rollback would act on a stale list otherwise
    cutIntoSegments(plan, false);
    for (const modules::Module *module : std::as_const(m_chosen)) {
        const bool used =
            std::any_of(plan.steps.begin(), plan.steps.end(), [module](const PlanStep &step) {
                return step.module == module->manifest.id;
            });
        if (used)
            plan.modules.append(plannedModule(*module, *m_state.find(module->manifest.id)));
    }
    return plan;
}

} // namespace

Result<Plan> planRollback(const modules::ModuleCatalog &catalog,
                          const inspection::SiteState &state,
                          const RollbackRequest &request)
{
    return RollbackPlanner(catalog, state, request).make();
}

} // namespace aegisx::plans
