#include "core/lint/tryout.h"

#include "core/base/tr.h"
#include "core/inspection/sitestate.h"
#include "core/lint/clusterstatements.h"
#include "core/lint/rules.h"
#include "core/lint/schemasnapshot.h"
#include "core/lint/scratchdatabase.h"
#include "core/modules/migrationfile.h"
#include "core/plans/losses.h"
#include "core/runs/runner.h"

#include <QElapsedTimer>

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostDifferences = 5; // told of one migration

// The modules that are checked and all that these require.
QStringList neededModules(const LintScope &scope)
{
    QStringList needed = scope.modules;
    for (qsizetype i = 0; i < needed.size(); ++i) {
        const modules::Module *module = scope.catalog.find(needed.at(i));
        if (!module)
            continue;
        for (const QString &required : module->manifest.requiredModules) {
            if (!needed.contains(required))
                needed << required;
        }
    }
    return needed;
}

class Trial
{
public:
    Trial(postgres::Connection &connection,
          const LintScope &scope,
          const EventSink &events,
          std::stop_token stop);

    Result<Findings> run();

private:
    [[nodiscard]] bool isChecked(const plans::Plan &plan, int step) const;
    [[nodiscard]] int endOfRequired(const plans::Plan &plan, int first) const;
    Result<bool> runRequired(const plans::Plan &plan, int first, int end);
    Result<bool> runMigrations(const plans::Plan &plan);
    Result<void> runSeeds();
    // Adds a finding where the section would change more than the scratch database.
    bool staysInside(const plans::PlanStep &step, const modules::Section &section);
    bool mayRun(const plans::PlanStep &step); // both sections
    Result<bool> tryAndTell(const plans::Plan &plan, int step);
    // Whether to go on with the next migration.
    Result<bool> tryOne(const plans::PlanStep &step);
    Result<bool> tryRoundTrip(const plans::PlanStep &step, const SchemaSnapshot &before);
    Result<bool> runPlan(const Result<plans::Plan> &plan,
                         const plans::PlanStep &step,
                         const EventSink &events = {});
    void append(const plans::PlanStep &step); // to what was run
    Result<bool> up(const plans::PlanStep &step);
    Result<bool> down(const plans::PlanStep &step);
    Result<SchemaSnapshot> snapshot() { return readSchema(m_connection, m_tracking, m_stop); }
    Result<inspection::SiteState> look();
    void compare(const SchemaSnapshot &expected,
                 const SchemaSnapshot &found,
                 const plans::PlanStep &step,
                 int line);
    void add(const QString &rule,
             const plans::PlanStep &step,
             const SourcePosition &where,
             const QString &message);
    void takeFailure(const Error &error, const plans::PlanStep &step);

    postgres::Connection &m_connection;
    const LintScope &m_scope;
    const EventSink &m_events;
    std::stop_token m_stop;
    modules::ModuleCatalog m_all; // every migration of the modules that are needed
    modules::ModuleCatalog m_soFar; // those that were run, and the one that is tried
    QStringList m_tracking; // the tables of the bookkeeping
    Findings m_findings;
};

Trial::Trial(postgres::Connection &connection,
             const LintScope &scope,
             const EventSink &events,
             std::stop_token stop)
    : m_connection(connection), m_scope(scope), m_events(events), m_stop(std::move(stop))
{
    const QStringList needed = neededModules(scope);
    for (const modules::Module &module : scope.catalog.modules) {
        const QString &table = module.manifest.trackingTable;
        m_tracking << table << table % u"_lock"_s;
        if (needed.contains(module.manifest.id))
            m_all.modules.append(module);
    }
    m_soFar = m_all;
    for (modules::Module &module : m_soFar.modules)
        module.migrations.clear();
}

void Trial::add(const QString &rule,
                const plans::PlanStep &step,
                const SourcePosition &where,
                const QString &message)
{
    const Rule known = ruleOf(rule);
    m_findings.append({known.severity, rule, step.module, step.name, message, known.remedy, where});
}

void Trial::takeFailure(const Error &error, const plans::PlanStep &step)
{
    SourcePosition where = error.detail.where;
    if (where.file.isEmpty())
        where.file = step.file;
    where.line = std::max(where.line, 1);
    where.column = std::max(where.column, 1);
    add(u"scratch-run"_s,
        step,
        where,
        error.detail.serverMessage.isEmpty() ? error.message : error.detail.serverMessage);
}

Result<inspection::SiteState> Trial::look()
{
    return inspection::inspect(m_connection, m_soFar, {}, m_stop);
}

// What the migrations do wrong is a finding; what keeps us from trying them is an error.
Result<bool> Trial::runPlan(const Result<plans::Plan> &planned,
                            const plans::PlanStep &step,
                            const EventSink &events)
{
    if (!planned && isConnectionFailure(planned.error().kind))
        return fail(planned.error());
    if (!planned) {
        takeFailure(planned.error(), step);
        return false;
    }
    plans::Plan plan = *planned;
    if (const auto found = plans::findLosses(m_connection, plan, m_stop); !found)
        return fail(found.error());
    const runs::RunReport report = runs::run(m_connection, plan, {}, events, m_stop);
    if (report.outcome == runs::Outcome::Done)
        return true;
    if (report.error
        && (isConnectionFailure(report.error->kind) || report.error->kind == ErrorKind::Cancelled))
        return fail(*report.error);
    const auto failed =
        std::find_if(report.steps.begin(), report.steps.end(), [](const runs::StepReport &one) {
            return one.state == runs::StepState::Failed;
        });
    if (report.error)
        takeFailure(*report.error,
                    failed == report.steps.end()
                        ? step
                        : plan.steps.at(std::distance(report.steps.begin(), failed)));
    return false;
}

Result<bool> Trial::up(const plans::PlanStep &step)
{
    const auto state = look();
    if (!state)
        return fail(state.error());
    return runPlan(plans::planMigrate(m_soFar, *state, {}), step);
}

Result<bool> Trial::down(const plans::PlanStep &step)
{
    const auto state = look();
    if (!state)
        return fail(state.error());
    plans::RollbackRequest request;
    request.modules = {step.module};
    return runPlan(plans::planRollback(m_soFar, *state, request), step);
}

void Trial::compare(const SchemaSnapshot &expected,
                    const SchemaSnapshot &found,
                    const plans::PlanStep &step,
                    int line)
{
    const QStringList all = differences(expected, found);
    for (const QString &difference : all.first(std::min<qsizetype>(all.size(), mostDifferences)))
        add(u"round-trip"_s, step, {step.file, line, 1}, difference);
    if (all.size() > mostDifferences)
        add(u"round-trip"_s,
            step,
            {step.file, line, 1},
            Tr::tr(
                "%n more difference(s)", nullptr, static_cast<int>(all.size()) - mostDifferences));
}

Result<bool> Trial::tryRoundTrip(const plans::PlanStep &step, const SchemaSnapshot &before)
{
    const auto text = modules::readMigration(step.file);
    if (!text || !text->down)
        return true; // a rule of its own says so
    const auto after = snapshot();
    if (!after)
        return fail(after.error());
    const auto undone = down(step);
    if (!undone)
        return undone;
    if (!*undone)
        return true; // it is still there, for the next ones
    const auto back = snapshot();
    if (!back)
        return fail(back.error());
    compare(before, *back, step, std::max(text->down->firstLine - 1, 1));
    const auto redone = up(step);
    if (!redone || !*redone)
        return redone;
    const auto again = snapshot();
    if (!again)
        return fail(again.error());
    compare(*after, *again, step, 1);
    return true;
}

void Trial::append(const plans::PlanStep &step)
{
    const auto module =
        std::find_if(m_soFar.modules.begin(), m_soFar.modules.end(), [&](const auto &one) {
            return one.manifest.id == step.module;
        });
    module->migrations.append({step.name, step.file});
}

Result<bool> Trial::tryOne(const plans::PlanStep &step)
{
    if (!mayRun(step))
        return false;
    append(step);
    const auto before = snapshot();
    if (!before)
        return fail(before.error());
    const auto done = up(step);
    if (!done || !*done)
        return done;
    return tryRoundTrip(step, *before);
}

bool Trial::staysInside(const plans::PlanStep &step, const modules::Section &section)
{
    const auto found = clusterStatementIn(section);
    if (found)
        add(u"scratch-run"_s,
            step,
            {step.file, found->line, found->column},
            Tr::tr("This changes more than its own database; neither it nor what follows was "
                   "tried: %1")
                .arg(found->word));
    return !found;
}

bool Trial::mayRun(const plans::PlanStep &step)
{
    const auto text = modules::readMigration(step.file);
    if (!text) // the plan says so
        return true;
    return staysInside(step, text->up) && (!text->down || staysInside(step, *text->down));
}

// What modules bring that are not checked themselves: all of it in one run.
Result<bool> Trial::runRequired(const plans::Plan &plan, int first, int end)
{
    for (int step = first; step < end; ++step) {
        if (!mayRun(plan.steps.at(step)))
            return false;
        append(plan.steps.at(step));
    }
    const EventSink events = [&](const Event &event) {
        Event told = event;
        told.step += first;
        told.stepCount = static_cast<int>(plan.steps.size());
        if (m_events && (event.kind == EventKind::StepStarted || event.kind == EventKind::StepDone))
            m_events(told);
    };
    const auto state = look();
    if (!state)
        return fail(state.error());
    return runPlan(plans::planMigrate(m_soFar, *state, {}), plan.steps.at(first), events);
}

Result<bool> Trial::tryAndTell(const plans::Plan &plan, int step)
{
    Event event;
    event.kind = EventKind::StepStarted;
    event.module = plan.steps.at(step).module;
    event.name = plan.steps.at(step).name;
    event.step = step + 1;
    event.stepCount = static_cast<int>(plan.steps.size());
    if (m_events)
        m_events(event);
    QElapsedTimer timer;
    timer.start();
    auto goOn = tryOne(plan.steps.at(step));
    event.kind = goOn && *goOn ? EventKind::StepDone : EventKind::StepFailed;
    event.microseconds = timer.nsecsElapsed() / 1000;
    if (m_events)
        m_events(event);
    return goOn;
}

bool Trial::isChecked(const plans::Plan &plan, int step) const
{
    return m_scope.modules.contains(plan.steps.at(step).module);
}

int Trial::endOfRequired(const plans::Plan &plan, int first) const
{
    int end = first;
    while (end < plan.steps.size() && !isChecked(plan, end))
        ++end;
    return end;
}

// Whether all of them ran.
Result<bool> Trial::runMigrations(const plans::Plan &plan)
{
    for (int step = 0, next = 0; step < plan.steps.size(); step = next) {
        next = std::max(step + 1, endOfRequired(plan, step));
        auto goOn = isChecked(plan, step) ? tryAndTell(plan, step) : runRequired(plan, step, next);
        if (!goOn || !*goOn) // the others would fail for want of this one
            return goOn;
    }
    return true;
}

// Once, on the empty tables: what they refer to comes with the seeds of the modules before.
Result<void> Trial::runSeeds()
{
    const auto state = look();
    if (!state)
        return fail(state.error());
    for (const modules::Module &module : std::as_const(m_soFar.modules)) {
        plans::PlanStep whole;
        whole.module = module.manifest.id;
        whole.file = module.directory;
        const auto plan =
            plans::planSeed(m_connection, m_soFar, *state, {{module.manifest.id}, false, false});
        for (const plans::PlanStep &step : plan ? plan->steps : QList<plans::PlanStep> {}) {
            const auto text = modules::readSeed(step.file);
            if (text && !staysInside(step, text->section))
                return {};
        }
        if (plan && plan->steps.isEmpty())
            continue;
        const auto done = runPlan(plan, whole, m_events);
        if (!done)
            return fail(done.error());
        if (!*done)
            return {};
    }
    return {};
}

Result<Findings> Trial::run()
{
    const auto state = inspection::inspect(m_connection, m_all, {}, m_stop);
    if (!state)
        return fail(state.error());
    const auto plan = plans::planMigrate(m_all, *state, {});
    if (!plan) {
        plans::PlanStep none;
        none.module = m_scope.modules.value(0);
        takeFailure(plan.error(), none);
        return m_findings;
    }
    const auto all = runMigrations(*plan);
    if (!all)
        return fail(all.error());
    if (*all) {
        if (const auto seeded = runSeeds(); !seeded)
            return fail(seeded.error());
    }
    return m_findings;
}

} // namespace

Result<Findings> tryOut(postgres::Connection &server,
                        const LintScope &scope,
                        const EventSink &events,
                        std::stop_token stop)
{
    ScratchDatabase scratch(server, stop);
    auto connection = scratch.open(events);
    if (!connection)
        return fail(connection.error());
    return Trial(*connection, scope, events, stop).run();
}

} // namespace aegisx::lint
