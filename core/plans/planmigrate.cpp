#include "core/plans/ordering.h"
#include "core/plans/planning.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::MigrationState;

namespace {

struct Target {
    QString module;
    QString name; // empty: no limit
};

class MigratePlanner
{
public:
    MigratePlanner(const modules::ModuleCatalog &catalog,
                   const inspection::SiteState &state,
                   const MigrateRequest &request)
        : m_catalog(catalog), m_state(state), m_request(request)
    {
    }

    Result<Plan> make();

private:
    [[nodiscard]] Result<void> findTarget();
    [[nodiscard]] Result<void> addModule(const modules::Module &module);
    [[nodiscard]] Result<void> addStep(const modules::Module &module,
                                       const inspection::ModuleState &state,
                                       const modules::ModuleFile &file);
    void checkRequirements();
    void checkModules();
    void dropWhatTheTargetDoesNotNeed();
    [[nodiscard]] bool isPlanned(const modules::Requirement &requirement) const;
    void finish(const QList<int> &order);

    const modules::ModuleCatalog &m_catalog;
    const inspection::SiteState &m_state;
    const MigrateRequest &m_request;
    QList<const modules::Module *> m_chosen;
    Target m_target;
    QList<PlanStep> m_steps;
    QList<OrderItem> m_items;
    Findings m_findings;
};

Result<void> MigratePlanner::findTarget()
{
    if (m_request.to.isEmpty())
        return {};
    QString wanted = m_request.to;
    const qsizetype slash = wanted.indexOf(u'/');
    QList<const modules::Module *> candidates = m_chosen;
    if (slash > 0) {
        const auto named = chooseModules(m_catalog, {wanted.left(slash)});
        if (!named)
            return fail(named.error());
        candidates = *named;
        wanted = wanted.mid(slash + 1);
    }
    for (const modules::Module *module : std::as_const(candidates)) {
        const auto name = findMigration(*module, wanted);
        if (!name && candidates.size() == 1)
            return fail(name.error());
        if (!name)
            continue;
        if (!m_target.name.isEmpty())
            return fail(ErrorKind::Usage,
                        Tr::tr("Several modules have a migration called: %1").arg(wanted),
                        Tr::tr("Name it as module/name."));
        m_target = {module->manifest.id, *name};
    }
    if (m_target.name.isEmpty())
        return fail(ErrorKind::NotFound,
                    Tr::tr("No module has a migration called: %1").arg(wanted),
                    Tr::tr("The state of the site lists them."));
    return {};
}

Result<void> MigratePlanner::addStep(const modules::Module &module,
                                     const inspection::ModuleState &state,
                                     const modules::ModuleFile &file)
{
    auto text = modules::readMigration(file.path);
    if (!text) {
        Error error = text.error();
        error.kind = ErrorKind::Refused;
        return fail(error);
    }
    PlanStep step = makeStep(StepKind::Up, module, state, file, text->up, m_state, m_findings);
    step.recordedName = module.recordedName(file.stem);
    step.sha256 = text->sha256;
    step.undoable = text->down.has_value();
    m_items.append({module.manifest.id, file.stem, file.path, text->requirements});
    m_steps.append(std::move(step));
    return {};
}

Result<void> MigratePlanner::addModule(const modules::Module &module)
{
    const inspection::ModuleState *state = m_state.find(module.manifest.id);
    for (qsizetype i = 0; i < module.migrations.size(); ++i) {
        const modules::ModuleFile &file = module.migrations.at(i);
        const bool pending = state->migrations.at(i).state == MigrationState::Pending;
        if (pending) {
            if (auto done = addStep(module, *state, file); !done)
                return done;
        }
        if (m_target.module == module.manifest.id && file.stem == m_target.name)
            break;
    }
    return {};
}

bool MigratePlanner::isPlanned(const modules::Requirement &requirement) const
{
    return std::any_of(m_items.begin(), m_items.end(), [&requirement](const OrderItem &item) {
        return item.module == requirement.module && item.name == requirement.name;
    });
}

void MigratePlanner::checkRequirements()
{
    for (const OrderItem &item : std::as_const(m_items)) {
        for (const modules::Requirement &needed : item.requirements) {
            const inspection::ModuleState *state = m_state.find(needed.module);
            const inspection::MigrationInfo *info = nullptr;
            if (state) {
                for (const inspection::MigrationInfo &one : state->migrations) {
                    if (one.name == needed.name)
                        info = &one;
                }
            }
            if ((info && info->state == MigrationState::Applied) || isPlanned(needed))
                continue;
            const QString wanted = needed.module % u'/' % needed.name;
            const bool exists = info != nullptr;
            m_findings.append(
                {Severity::Error,
                 exists ? u"requirement-pending"_s : u"requirement-missing"_s,
                 item.module,
                 item.name,
                 exists
                     ? Tr::tr("%1 needs a migration that is pending and not part of this plan: %2")
                           .arg(item.name, wanted)
                     : Tr::tr("%1 needs a migration that no installed module holds: %2")
                           .arg(item.name, wanted),
                 exists ? Tr::tr("Upgrade all modules together.")
                        : Tr::tr("Install the module pack that holds it."),
                 {item.file, needed.line, 0}});
        }
    }
}

// A module of which nothing is there cannot be built upon; one that lags behind may do.
void MigratePlanner::checkModules()
{
    for (const modules::Module *module : std::as_const(m_chosen)) {
        const auto isOf = [](const QString &id) {
            return [id](const OrderItem &item) { return item.module == id; };
        };
        if (std::none_of(m_items.begin(), m_items.end(), isOf(module->manifest.id)))
            continue;
        for (const QString &needed : module->manifest.requiredModules) {
            const inspection::ModuleState *state = m_state.find(needed);
            if (!state || state->pending == 0
                || std::any_of(m_items.begin(), m_items.end(), isOf(needed)))
                continue;
            m_findings.append(
                {state->applied == 0 ? Severity::Error : Severity::Warning,
                 u"module-pending"_s,
                 module->manifest.id,
                 {},
                 Tr::tr("Module %1 needs module %2, which has pending migrations that are not part "
                        "of this plan.")
                     .arg(module->manifest.id, needed),
                 Tr::tr("Upgrade all modules together."),
                 {}});
        }
    }
}

// "--to NAME" with several modules: the named one's migrations, and of the others only what these
// require, directly or through others.
void MigratePlanner::dropWhatTheTargetDoesNotNeed()
{
    if (m_target.module.isEmpty())
        return;
    QHash<QString, int> last; // module -> index of the last item of it that is needed
    bool grew = true;
    const auto need = [&](const QString &module, const QString &name) {
        for (int i = 0; i < m_items.size(); ++i) {
            if (m_items.at(i).module == module && m_items.at(i).name == name
                && last.value(module, -1) < i) {
                last.insert(module, i);
                grew = true;
            }
        }
    };
    need(m_target.module, m_target.name);
    while (std::exchange(grew, false)) {
        for (int i = 0; i < m_items.size(); ++i) {
            if (m_items.at(i).module == m_target.module
                || i <= last.value(m_items.at(i).module, -1)) {
                for (const modules::Requirement &requirement :
                     std::as_const(m_items[i].requirements))
                    need(requirement.module, requirement.name);
            }
        }
    }
    for (int i = static_cast<int>(m_items.size()) - 1; i >= 0; --i) {
        const QString &module = m_items.at(i).module;
        if (module != m_target.module && i > last.value(module, -1)) {
            m_items.removeAt(i);
            m_steps.removeAt(i);
        }
    }
}

void MigratePlanner::finish(const QList<int> &order)
{
    QList<PlanStep> ordered;
    for (const int index : order)
        ordered.append(std::move(m_steps[index]));
    m_steps = ordered;
    for (const PlanStep &step : std::as_const(m_steps)) {
        if (!step.undoable)
            m_findings.append(
                {Severity::Info,
                 u"not-undoable"_s,
                 step.module,
                 step.name,
                 Tr::tr("%1 has no \"migrate:down\" section: it cannot be rolled back.")
                     .arg(step.name),
                 {},
                 {step.file, 0, 0}});
    }
}

Result<Plan> MigratePlanner::make()
{
    const auto chosen = chooseModules(m_catalog, m_request.modules);
    if (!chosen)
        return fail(chosen.error());
    m_chosen = *chosen;
    if (auto done = findTarget(); !done)
        return fail(done.error());
    if (auto done = checkMayChange(m_state, m_chosen); !done)
        return fail(done.error());
    for (const modules::Module *module : std::as_const(m_chosen)) {
        if (auto done = addModule(*module); !done)
            return fail(done.error());
    }
    dropWhatTheTargetDoesNotNeed();
    checkRequirements();
    checkModules();
    if (hasErrors(m_findings))
        return fail(refusal(m_findings));
    const auto order = orderAcrossModules(m_items);
    if (!order)
        return fail(order.error());
    finish(*order);

    Plan plan;
    plan.operation = Operation::Migrate;
    plan.steps = std::move(m_steps);
    plan.findings = std::move(m_findings);
    cutIntoSegments(plan, m_request.stepByStep);
    if (hasErrors(plan.findings))
        return fail(refusal(plan.findings));
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

Result<Plan> planMigrate(const modules::ModuleCatalog &catalog,
                         const inspection::SiteState &state,
                         const MigrateRequest &request)
{
    return MigratePlanner(catalog, state, request).make();
}

} // namespace aegisx::plans
