#include "core/plans/planning.h"

#include "core/base/tr.h"
#include "core/inspection/seedstate.h"

#include <QSet>

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;

namespace {

// The first of the seed's tables that exists and has a row; empty: none.
Result<QString> tableWithRows(postgres::Connection &connection, const PlanStep &step)
{
    for (const modules::InsertTarget &target : step.inserts) {
        const QString schema = target.schema.isEmpty() ? u"public"_s : target.schema;
        const QByteArray table = postgres::quoteQualified(schema, target.table);
        const auto exists = connection.query("SELECT to_regclass($1) IS NOT NULL", {table});
        if (!exists)
            return fail(exists.error());
        if (!exists->boolean(0, 0))
            continue;
        const auto any = connection.query("SELECT EXISTS (SELECT FROM " + table + ')');
        if (!any)
            return fail(any.error());
        if (any->boolean(0, 0))
            return QString::fromUtf8(table);
    }
    return QString();
}

// As with migrations: what lags behind may do, what was never there does not.
Finding requiredPending(const QString &module, bool everLoaded)
{
    return {everLoaded ? Severity::Warning : Severity::Error,
            u"seeds-pending"_s,
            module,
            {},
            Tr::tr("The reference data of module %1, which is built upon, is not that of this "
                   "release, and migrations of the module are pending.")
                .arg(module),
            Tr::tr("Upgrade module %1 first.").arg(module),
            {}};
}

class SeedPlanner
{
public:
    SeedPlanner(postgres::Connection &connection,
                const modules::ModuleCatalog &catalog,
                const inspection::SiteState &state,
                const SeedRequest &request)
        : m_connection(connection), m_catalog(catalog), m_state(state), m_request(request)
    {
    }

    Result<Plan> make();

private:
    [[nodiscard]] QList<const modules::Module *>
    withRequired(const QList<const modules::Module *> &asked) const;
    [[nodiscard]] bool isAsked(const modules::Module &module) const;
    void readUnloaded(const QList<const modules::Module *> &chosen);
    [[nodiscard]] Result<void> addModule(const modules::Module &module);
    [[nodiscard]] Result<void> addRequired(const modules::Module &module);
    [[nodiscard]] SeedContent contentOf(const modules::Module &module) const;
    [[nodiscard]] PlanStep sqlStep(const modules::Module &module,
                                   const inspection::ModuleState &state,
                                   const modules::ModuleFile &file,
                                   const modules::Section &section);
    [[nodiscard]] PlanStep csvStep(const modules::Module &module,
                                   const inspection::ModuleState &state,
                                   const modules::ModuleFile &file,
                                   const modules::SeedText &text) const;
    [[nodiscard]] Result<void> addSeed(const modules::Module &module,
                                       const inspection::ModuleState &state,
                                       const modules::ModuleFile &file);

    postgres::Connection &m_connection;
    const modules::ModuleCatalog &m_catalog;
    const inspection::SiteState &m_state;
    const SeedRequest &m_request;
    QList<const modules::Module *> m_asked;
    QHash<QString, QSet<QString>> m_unloaded; // of a module that is required alone
    QSet<QString> m_everLoaded; // such modules, of which some release was loaded
    Plan m_plan;
};

bool SeedPlanner::isAsked(const modules::Module &module) const
{
    return m_asked.contains(&module);
}

// Those asked for and all whose rows their seeds may refer to, in the catalog's order.
QList<const modules::Module *>
SeedPlanner::withRequired(const QList<const modules::Module *> &asked) const
{
    QSet<QString> required;
    QStringList open;
    for (const modules::Module *module : asked) {
        if (!module->seeds.isEmpty())
            open << module->manifest.requiredModules;
    }
    while (!open.isEmpty()) {
        const QString id = open.takeLast();
        const modules::Module *module = m_catalog.find(id);
        if (!module || required.contains(id))
            continue;
        required.insert(id);
        open << module->manifest.requiredModules;
    }
    QList<const modules::Module *> all;
    for (const modules::Module &module : m_catalog.modules) {
        if (asked.contains(&module) || required.contains(module.manifest.id))
            all.append(&module);
    }
    return all;
}

// What is missing of the modules that nobody asked for. Nothing where the record cannot be read.
void SeedPlanner::readUnloaded(const QList<const modules::Module *> &chosen)
{
    inspection::SiteState state = m_state;
    inspection::readSeeds(m_connection, m_catalog, state);
    for (const modules::Module *module : chosen) {
        const inspection::ModuleState *one = state.find(module->manifest.id);
        if (isAsked(*module) || !one)
            continue;
        for (const inspection::SeedInfo &seed : one->seeds) {
            if (inspection::isToBeLoaded(seed.state))
                m_unloaded[one->id].insert(seed.name);
        }
        if (one->seedsRecorded)
            m_everLoaded.insert(one->id);
    }
}

SeedContent SeedPlanner::contentOf(const modules::Module &module) const
{
    SeedContent content;
    content.force = m_request.force && isAsked(module);
    content.schema = module.manifest.schema;
    content.version = module.manifest.version;
    return content;
}

PlanStep SeedPlanner::sqlStep(const modules::Module &module,
                              const inspection::ModuleState &state,
                              const modules::ModuleFile &file,
                              const modules::Section &section)
{
    PlanStep step =
        makeStep(StepKind::Seed, module, state, file, section, m_state, m_plan.findings);
    const modules::SeedUpserts upserts = modules::upsertsIn(section);
    step.seed = contentOf(module);
    step.seed->upserts = upserts.upserts;
    step.seed->needs = modules::tableNeedsIn(section);
    for (const int statement : upserts.overwriting) {
        const modules::Statement &one = step.statements.at(statement);
        m_plan.findings.append(
            {Severity::Warning,
             u"seed-overwrites"_s,
             step.module,
             step.name,
             Tr::tr("%1 writes over rows that the site has edited: the program cannot compare what "
                    "it brings with what the site has.")
                 .arg(step.name),
             Tr::tr("The vendor must name the table with its schema, the key by its columns, and "
                    "set each column to its own EXCLUDED one."),
             {file.path, one.line, one.column}});
    }
    return step;
}

PlanStep SeedPlanner::csvStep(const modules::Module &module,
                              const inspection::ModuleState &state,
                              const modules::ModuleFile &file,
                              const modules::SeedText &text) const
{
    PlanStep step = emptyStep(StepKind::Seed, module, state, file, m_state);
    step.statements = {{text.section.sql, 1, 1, {}}};
    step.inserts = {{text.csv->schema, text.csv->table, text.csv->rows}};
    step.seed = contentOf(module);
    step.seed->csv = true;
    step.seed->upserts = {modules::upsertOf(*text.csv)};
    return step;
}

Result<void> SeedPlanner::addSeed(const modules::Module &module,
                                  const inspection::ModuleState &state,
                                  const modules::ModuleFile &file)
{
    const auto text = modules::readSeed(file.path);
    if (!text) {
        Error error = text.error();
        error.kind = ErrorKind::Refused;
        return fail(error);
    }
    PlanStep step = text->csv ? csvStep(module, state, file, *text)
                              : sqlStep(module, state, file, text->section);
    step.sha256 = text->sha256;
    if (text->firstInstallOnly && !(m_request.force && isAsked(module))) {
        const auto table = tableWithRows(m_connection, step);
        if (!table)
            return fail(table.error());
        if (!table->isEmpty()) {
            m_plan.findings.append(
                {Severity::Warning,
                 u"first-install-seed"_s,
                 step.module,
                 step.name,
                 Tr::tr("%1 is for a first installation and is left out: there are rows in %2")
                     .arg(step.name, *table),
                 Tr::tr("It can be forced; it may then change what the hospital entered."),
                 {file.path, 0, 0}});
            return {};
        }
    }
    step.segment = static_cast<int>(m_plan.steps.size()); // each seed its own transaction
    m_plan.steps.append(std::move(step));
    return {};
}

Result<void> SeedPlanner::addModule(const modules::Module &module)
{
    const inspection::ModuleState *state = m_state.find(module.manifest.id);
    if (module.seeds.isEmpty())
        return {};
    if (state->pending > 0 && !m_request.afterUpgrade)
        return fail(ErrorKind::Refused,
                    Tr::tr("Module %1 has pending migrations; its seeds need them.").arg(state->id),
                    Tr::tr("Upgrade module %1 first.").arg(state->id));
    for (const modules::ModuleFile &seed : module.seeds) {
        if (auto done = addSeed(module, *state, seed); !done)
            return done;
    }
    m_plan.modules.append(plannedModule(module, *state));
    return {};
}

// The seeds that a module asked for builds upon, as far as they are not loaded.
Result<void> SeedPlanner::addRequired(const modules::Module &module)
{
    const QString &id = module.manifest.id;
    const inspection::ModuleState *state = m_state.find(id);
    const QSet<QString> unloaded = m_unloaded.value(id);
    if (unloaded.isEmpty())
        return {};
    if (state->pending > 0) {
        m_plan.findings.append(requiredPending(id, m_everLoaded.contains(id)));
        return {};
    }
    const qsizetype first = m_plan.steps.size();
    for (const modules::ModuleFile &seed : module.seeds) {
        if (!unloaded.contains(seed.stem))
            continue;
        if (auto done = addSeed(module, *state, seed); !done)
            return done;
    }
    if (m_plan.steps.size() == first)
        return {};
    m_plan.findings.append({Severity::Info,
                            u"seeds-required"_s,
                            id,
                            {},
                            Tr::tr("The reference data of module %1, which is built upon, is not "
                                   "that of this release: it is loaded first.")
                                .arg(id),
                            Tr::tr("What the hospital changed stays as it is."),
                            {}});
    m_plan.modules.append(plannedModule(module, *state));
    return {};
}

Result<Plan> SeedPlanner::make()
{
    m_plan.operation = Operation::Seed;
    const auto asked = chooseModules(m_catalog, m_request.modules);
    if (!asked)
        return fail(asked.error());
    m_asked = *asked;
    const QList<const modules::Module *> all = withRequired(m_asked);
    if (all.size() > m_asked.size())
        readUnloaded(all);
    QList<const modules::Module *> chosen = all;
    chosen.removeIf([this](const modules::Module *module) {
        return !isAsked(*module) && !m_unloaded.contains(module->manifest.id);
    });
    if (auto done = checkMayChange(m_state, chosen); !done)
        return fail(done.error());
    for (const modules::Module *module : std::as_const(chosen)) {
        if (auto done = isAsked(*module) ? addModule(*module) : addRequired(*module); !done)
            return fail(done.error());
    }
    if (hasErrors(m_plan.findings))
        return fail(refusal(m_plan.findings));
    return m_plan;
}

} // namespace

Result<Plan> planSeed(postgres::Connection &connection,
                      const modules::ModuleCatalog &catalog,
                      const inspection::SiteState &state,
                      const SeedRequest &request)
{
    return SeedPlanner(connection, catalog, state, request).make();
}

} // namespace aegisx::plans
