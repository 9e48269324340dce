#include "core/operations/operation.h"

#include "core/inspection/accounts.h"
#include "core/inspection/evidence.h"
#include "core/inspection/seedstate.h"
#include "core/operations/readiness.h"
#include "core/plans/losses.h"
#include "core/plans/planhalfrun.h"
#include "core/plans/planmark.h"
#include "core/plans/planmove.h"
#include "core/runs/seedpreview.h"

#include <algorithm>

namespace aegisx::operations {

using namespace Qt::StringLiterals;
using plans::Plan;

namespace {

class Planner
{
public:
    Planner(postgres::Connection &connection,
            const modules::ModuleCatalog &catalog,
            const inspection::SiteState &state)
        : m_connection(connection), m_catalog(catalog), m_state(state)
    {
    }

    Result<QList<Plan>> operator()(const UpgradeRequest &request) const;
    Result<QList<Plan>> operator()(const plans::MigrateRequest &request) const
    {
        return alone(plans::planMigrate(m_catalog, m_state, request));
    }
    Result<QList<Plan>> operator()(const plans::RollbackRequest &request) const
    {
        return alone(plans::planRollback(m_catalog, m_state, request));
    }
    Result<QList<Plan>> operator()(const plans::SeedRequest &request) const
    {
        return alone(plans::planSeed(m_connection, m_catalog, m_state, request));
    }
    Result<QList<Plan>> operator()(const UnlockRequest &request) const
    {
        return alone(plans::planUnlock(m_state, request.module, request.force));
    }
    Result<QList<Plan>> operator()(const EnvironmentRequest &request) const
    {
        return alone(plans::planSetEnvironment(m_state, request.environment));
    }
    Result<QList<Plan>> operator()(const plans::MarkRequest &request) const
    {
        return alone(plans::planMark(m_connection, m_catalog, m_state, request));
    }
    Result<QList<Plan>> operator()(const plans::SessionRequest &request) const
    {
        return alone(plans::planStopSession(m_connection, m_state, request));
    }
    Result<QList<Plan>> operator()(const plans::MoveRequest &request) const
    {
        return alone(plans::planMove(m_connection, m_catalog, m_state, request));
    }
    Result<QList<Plan>> operator()(const plans::AccountRequest &request) const
    {
        return alone(plans::planAccount(m_connection, m_catalog, m_state, request));
    }

private:
    static Result<QList<Plan>> alone(Result<Plan> plan)
    {
        return std::move(plan).map([](Plan &&made) { return QList<Plan> {std::move(made)}; });
    }

    postgres::Connection &m_connection;
    const modules::ModuleCatalog &m_catalog;
    const inspection::SiteState &m_state;
};

Result<QList<Plan>> Planner::operator()(const UpgradeRequest &request) const
{
    auto migrate =
        plans::planMigrate(m_catalog, m_state, {request.modules, {}, request.stepByStep});
    if (!migrate)
        return fail(migrate.error());
    plans::SeedRequest seeds;
    seeds.modules = request.modules;
    seeds.afterUpgrade = true;
    auto seed = plans::planSeed(m_connection, m_catalog, m_state, seeds);
    if (!seed)
        return fail(seed.error());
    QList<Plan> both {std::move(*migrate)};
    if (!seed->isEmpty())
        both.append(std::move(*seed));
    return both;
}

bool endedWell(const runs::RunReport &report)
{
    return report.outcome == runs::Outcome::Done || report.outcome == runs::Outcome::NothingToDo;
}

void keepShownSteps(Plan &plan, const Plan &shown)
{
    plan.steps.removeIf([&shown](const plans::PlanStep &step) {
        return std::none_of(shown.steps.begin(), shown.steps.end(), [&step](const auto &other) {
            return other.module == step.module && other.name == step.name;
        });
    });
    for (int i = 0; i < plan.steps.size(); ++i)
        plan.steps[i].segment = i;
}

bool isRepair(plans::Operation operation)
{
    return operation == plans::Operation::Unlock || operation == plans::Operation::MarkCompleted
        || operation == plans::Operation::MarkPending || operation == plans::Operation::Move;
}

// What is left to do after a repair: what is pending and what contradicts itself.
runs::RunReport::Afterwards leftByRepair(postgres::Connection &connection,
                                         const modules::ModuleCatalog &catalog,
                                         const inspection::SiteState &state,
                                         const std::stop_token &stop)
{
    runs::RunReport::Afterwards left;
    for (const modules::Module &module : catalog.modules) {
        const inspection::ModuleState *now = state.find(module.manifest.id);
        left.pending += now->pending;
        const auto evidence = inspection::examine(connection, module, *now, stop);
        const auto count =
            !evidence ? 0 : std::count_if(evidence->begin(), evidence->end(), [](const auto &one) {
                return one.contradiction() != inspection::Contradiction::None && !one.halfRun;
            });
        left.contradictions += static_cast<int>(count);
        if (count > 0)
            left.modules << module.manifest.id;
    }
    return left;
}

// Behind the migrations comes the reference data, behind that somebody who signs in.
runs::RunReport::Afterwards leftByUpgrade(postgres::Connection &connection,
                                          const modules::ModuleCatalog &catalog,
                                          inspection::SiteState &state,
                                          const std::stop_token &stop)
{
    runs::RunReport::Afterwards left;
    inspection::readSeeds(connection, catalog, state, stop);
    for (const Finding &finding : inspection::unloadedSeeds(state))
        left.withoutSeeds << finding.module;
    for (const Finding &finding : inspection::missingAccounts(connection, catalog, state, stop)) {
        if (!left.withoutSeeds.contains(finding.module)) // whose roles come with the seeds
            left.withoutAdministrator << finding.module;
    }
    return left;
}

// Where the site cannot be looked at, the report says nothing of what is left to do.
void lookAfterwards(postgres::Connection &connection,
                    const modules::ModuleCatalog &catalog,
                    const inspection::ExpectedSite &expected,
                    runs::RunReport &report,
                    const std::stop_token &stop)
{
    const bool upgraded =
        report.operation == plans::Operation::Seed || report.operation == plans::Operation::Migrate;
    if (report.outcome != runs::Outcome::Done || !(upgraded || isRepair(report.operation)))
        return;
    auto state = inspection::inspect(connection, catalog, expected, stop);
    if (!state)
        return;
    report.afterwards = upgraded ? leftByUpgrade(connection, catalog, *state, stop)
                                 : leftByRepair(connection, catalog, *state, stop);
    runs::describeOutcome(report);
}

// Of the marks that were asked for none is needed, or none could be proven.
void tellUnproven(const Preparation &preparation, runs::RunReport &report)
{
    const auto *mark = std::get_if<plans::MarkRequest>(&preparation.request);
    const QString unproven = mark ? plans::noneProven(preparation.state, *mark) : QString();
    if (!unproven.isEmpty() && report.outcome == runs::Outcome::NothingToDo)
        report.stateNow = unproven;
}

// The report of a run that could not even begin.
runs::RunReport notRun(const postgres::Connection &connection, const Plan &plan, const Error &error)
{
    const auto identity =
        tracking::RunIdentity::make(keyOf(plan.operation), connection.facts().backendPid);
    runs::RunReport report;
    report.operation = plan.operation;
    report.runId = identity.runId;
    report.site = connection.settings().describe();
    report.who = identity.who();
    report.startedAt = identity.startedAt;
    report.finishedAt = QDateTime::currentDateTimeUtc();
    report.steps = runs::stepsOf(plan);
    report.outcome = error.kind == ErrorKind::Cancelled ? runs::Outcome::Cancelled
        : error.kind == ErrorKind::Refused              ? runs::Outcome::Refused
                                                        : runs::Outcome::Failed;
    report.error = error;
    runs::describeOutcome(report);
    if (report.error->consequence.isEmpty())
        report.error->consequence = report.stateNow;
    return report;
}

// The pre-flight as the first phase of the run.
Result<void> checkBefore(postgres::Connection &connection,
                         const modules::ModuleCatalog &catalog,
                         const inspection::ExpectedSite &expected,
                         const Preparation &preparation,
                         std::stop_token stop)
{
    if (preparation.isEmpty() || !wantsPreflight(preparation.request))
        return {};
    const auto checked = checkReadiness(connection, catalog, expected, preparation, stop);
    if (!checked)
        return fail(checked.error());
    const auto refused = refusalBy(*checked);
    return refused ? Result<void>(fail(*refused)) : Result<void> {};
}

Result<Plan> planSeedsAgain(postgres::Connection &connection,
                            const modules::ModuleCatalog &catalog,
                            const inspection::ExpectedSite &expected,
                            const Preparation &preparation,
                            std::stop_token stop)
{
    const auto *request = std::get_if<UpgradeRequest>(&preparation.request);
    const auto state = inspection::inspect(connection, catalog, expected, stop);
    if (!state)
        return fail(state.error());
    plans::SeedRequest seeds;
    seeds.modules = request->modules;
    auto plan = plans::planSeed(connection, catalog, *state, seeds);
    if (!plan)
        return plan;
    keepShownSteps(*plan, preparation.plans.last());
    if (const auto found = plans::findLosses(connection, *plan, stop); !found)
        return fail(found.error());
    return plan;
}

} // namespace

bool Preparation::isEmpty() const
{
    return stepCount() == 0;
}

int Preparation::stepCount() const
{
    qsizetype count = 0;
    for (const Plan &plan : plans)
        count += plan.steps.size();
    return static_cast<int>(count);
}

Result<Preparation> prepare(postgres::Connection &connection,
                            const modules::ModuleCatalog &catalog,
                            const inspection::ExpectedSite &expected,
                            const Request &request,
                            std::stop_token stop)
{
    auto state = inspection::inspect(connection, catalog, expected, stop);
    if (!state)
        return fail(state.error());
    return prepareFrom(connection, catalog, std::move(*state), request);
}

Result<Preparation> prepareFrom(postgres::Connection &connection,
                                const modules::ModuleCatalog &catalog,
                                inspection::SiteState state,
                                const Request &request)
{
    auto made = std::visit(Planner(connection, catalog, state), request);
    if (!made)
        return fail(made.error());
    for (Plan &plan : *made) {
        if (const auto cut = plans::goOnWithHalfRuns(connection, catalog, state, plan); !cut)
            return fail(cut.error());
        if (const auto found = plans::findLosses(connection, plan); !found)
            return fail(found.error());
    }
    Preparation preparation {request, std::move(state), std::move(*made)};
    if (std::holds_alternative<plans::SeedRequest>(request)) {
        auto edits = runs::findSiteEdits(connection, preparation.plans.first());
        if (!edits)
            return fail(edits.error());
        preparation.siteEdits = std::move(*edits);
        Plan &plan = preparation.plans.first();
        for (const plans::ExpectedLoss &edit : std::as_const(preparation.siteEdits)) {
            if (plan.steps.at(edit.step).seed->force)
                plan.losses.append(edit);
        }
    }
    return preparation;
}

QList<runs::RunReport> carryOut(postgres::Connection &connection,
                                const modules::ModuleCatalog &catalog,
                                const inspection::ExpectedSite &expected,
                                const Preparation &preparation,
                                const runs::RunOptions &options,
                                const EventSink &events,
                                std::stop_token stop)
{
    QList<runs::RunReport> reports;
    if (const auto ready = checkBefore(connection, catalog, expected, preparation, stop); !ready)
        reports.append(notRun(connection, preparation.plans.first(), ready.error()));
    for (const Plan &shown : preparation.plans) {
        if (!reports.isEmpty() && !endedWell(reports.last()))
            break;
        if (reports.isEmpty()) {
            reports.append(runs::run(connection, shown, options, events, stop));
        } else if (const auto plan =
                       planSeedsAgain(connection, catalog, expected, preparation, stop)) {
            reports.append(runs::run(connection, *plan, options, events, stop));
        } else {
            reports.append(notRun(connection, shown, plan.error()));
        }
    }
    for (qsizetype i = reports.size(); i < preparation.plans.size(); ++i)
        reports.last().following += runs::stepsOf(preparation.plans.at(i));
    lookAfterwards(connection, catalog, expected, reports.last(), stop);
    tellUnproven(preparation, reports.last());
    return reports;
}

} // namespace aegisx::operations
