#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/plans/planning.h"
#include "core/tracking/sitefacts.h"

namespace aegisx::plans {

using namespace Qt::StringLiterals;

Result<Plan> planSetEnvironment(const inspection::SiteState &state, Environment environment)
{
    // Not a mismatch: this is how it is put right.
    if (const auto possible = checkServer(state); !possible)
        return fail(possible.error());
    Plan plan;
    plan.operation = Operation::SetEnvironment;
    if (state.environment == environment)
        return plan;
    if (state.environment == Environment::Production)
        plan.findings.append(
            {Severity::Warning,
             u"no-longer-production"_s,
             {},
             {},
             Tr::tr("The database says %1 now. Afterwards the site's name is no longer asked for "
                    "before something is undone.")
                 .arg(wordFor(Environment::Production)),
             Tr::tr("Go on only if the hospital does not work with this database."),
             {}});
    PlanStep step;
    step.kind = StepKind::SetEnvironment;
    step.name = jsonKeyOf(environment);
    step.environment = environment;
    const QString who = tracking::RunIdentity::make({}, 0).who();
    step.statements.append({tracking::setEnvironmentSql(environment, who), 1, 1, {}});
    plan.steps.append(step);
    return plan;
}

} // namespace aegisx::plans
