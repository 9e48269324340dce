#include "core/plans/planning.h"

#include "core/base/tr.h"

#include <QSet>

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
    [[nodiscard]] Result<void> addModule(const modules::Module &module);
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
    Plan m_plan;
};

SeedContent SeedPlanner::contentOf(const modules::Module &module) const
{
    SeedContent content;
    content.force = m_request.force;
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
    if (text->firstInstallOnly && !m_request.force) {
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

Result<Plan> SeedPlanner::make()
{
    m_plan.operation = Operation::Seed;
    const auto chosen = chooseModules(m_catalog, m_request.modules);
    if (!chosen)
        return fail(chosen.error());
    if (auto done = checkMayChange(m_state, *chosen); !done)
        return fail(done.error());
    for (const modules::Module *module : *chosen) {
        if (auto done = addModule(*module); !done)
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
