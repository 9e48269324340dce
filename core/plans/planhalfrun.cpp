#include "core/plans/planhalfrun.h"

#include "core/inspection/evidence.h"
#include "core/postgres/connection.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::HalfRun;

namespace {

// Statements that are sent whole cannot be told apart.
bool mayGoOn(const PlanStep &step)
{
    return step.kind == StepKind::Up && !step.transactional && !step.whole;
}

modules::Statement dropOf(const HalfRun::Index &index, const modules::Statement &makes)
{
    const QByteArray name =
        postgres::quoteIdentifier(index.schema) + '.' + postgres::quoteIdentifier(index.name);
    return {"DROP INDEX CONCURRENTLY " + name,
            makes.line,
            makes.column,
            u"DROP INDEX CONCURRENTLY"_s,
            false};
}

// What is known of the statements that stay, by their new numbers.
template <typename T> void renumber(QList<T> &facts, const QHash<int, int> &numbers)
{
    facts.removeIf([&numbers](const T &one) { return !numbers.contains(one.statement); });
    for (T &one : facts)
        one.statement = numbers.value(one.statement);
}

void cutDown(PlanStep &step, const HalfRun &half)
{
    QList<modules::Statement> statements;
    QHash<int, int> numbers;
    auto unfinished = half.unfinished.begin();
    const QList<int> sequence = half.sequence();
    for (const int source : sequence) {
        if (source >= 0) {
            numbers.insert(source, static_cast<int>(statements.size()));
            statements << step.statements.at(source);
        } else {
            statements << dropOf(*unfinished, step.statements.at(unfinished->statement));
            ++unfinished;
        }
    }
    step.statements = statements;
    renumber(step.changes, numbers);
    renumber(step.losses, numbers);
    renumber(step.addedLabels, numbers);
    step.halfRun = half;
}

void cutDown(Plan &plan,
             const modules::Module &module,
             const QList<inspection::MigrationEvidence> &evidence)
{
    for (PlanStep &step : plan.steps) {
        const auto found = std::find_if(evidence.begin(), evidence.end(), [&step](const auto &one) {
            return one.name == step.name;
        });
        if (step.module != module.manifest.id || !mayGoOn(step) || found == evidence.end()
            || !found->halfRun || found->halfRun->statementCount != step.statements.size())
            continue;
        cutDown(step, *found->halfRun);
        plan.halfRun.insert(step.module, module);
        plan.findings.append({Severity::Info,
                              u"half-run"_s,
                              step.module,
                              step.name,
                              step.name % u": "_s % step.halfRun->describe(),
                              {},
                              {step.file, 0, 0}});
    }
}

} // namespace

Result<void> goOnWithHalfRuns(postgres::Connection &connection,
                              const modules::ModuleCatalog &catalog,
                              const inspection::SiteState &state,
                              Plan &plan,
                              std::stop_token stop)
{
    for (const modules::Module &module : catalog.modules) {
        const auto &steps = plan.steps;
        const inspection::ModuleState *now = state.find(module.manifest.id);
        const bool concerned =
            std::any_of(steps.begin(), steps.end(), [&module](const PlanStep &step) {
                return step.module == module.manifest.id && mayGoOn(step);
            });
        if (!concerned || !now)
            continue;
        const auto evidence = inspection::examine(connection, module, *now, stop);
        if (evidence)
            cutDown(plan, module, *evidence);
        else if (evidence.error().kind != ErrorKind::Io
                 && evidence.error().kind != ErrorKind::InvalidInput)
            return fail(evidence.error());
    }
    return {};
}

} // namespace aegisx::plans
