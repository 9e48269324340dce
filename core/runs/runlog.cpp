#include "core/runs/runlog.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::PlanStep;
using postgres::Command;

namespace {

// Of the step at which a run ended.
Outcome outcomeOfStep(Outcome run)
{
    if (run == Outcome::Refused || run == Outcome::Cancelled)
        return run;
    return run == Outcome::CancelledPartWay ? Outcome::Cancelled : Outcome::Failed;
}

} // namespace

RunLog::RunLog(const postgres::Connection &connection,
               const Bookkeeper &bookkeeper,
               const plans::Plan &plan,
               const tracking::RunIdentity &identity,
               const RunOptions &options)
    : m_connection(connection)
    , m_bookkeeper(bookkeeper)
    , m_plan(plan)
    , m_identity(identity)
    , m_options(options)
{
}

std::vector<Command> RunLog::opening() const
{
    if (!m_bookkeeper.writesSiteLog())
        return {};
    std::vector<Command> commands {tracking::insertRun(m_identity)};
    if (!m_bookkeeper.writesSite())
        return commands;
    const bool setsIt = m_plan.operation == plans::Operation::SetEnvironment;
    if (m_options.environment && !setsIt)
        commands.push_back(tracking::storeEnvironment(*m_options.environment, m_identity.who()));
    if (m_bookkeeper.siteLog().namesSite)
        commands.push_back(
            tracking::storeNames(m_options.names, m_connection.facts().systemIdentifier));
    return commands;
}

tracking::StepRecord RunLog::record(int index, const RunReport &report) const
{
    const PlanStep &step = m_plan.steps.at(index);
    tracking::StepRecord record;
    record.table = step.table;
    record.module = step.module;
    record.name = step.name;
    record.direction = keyOf(step.kind).toLower();
    record.sha256 = step.sha256;
    record.fingerprint = step.fingerprint;
    record.microseconds = report.steps.at(index).microseconds;
    record.reason = report.steps.at(index).reason;
    return record;
}

// What the seeds among the steps did: for the log, and for the platform's own table.
std::vector<Command> RunLog::seeds(const std::vector<int> &steps, const RunReport &report) const
{
    std::vector<Command> commands;
    for (const int index : steps) {
        const PlanStep &step = m_plan.steps.at(index);
        if (!step.seed)
            continue;
        tracking::SeedRecord record {
            step.module, step.name, step.seed->version, step.sha256, 0, 0, 0, 0};
        for (const TableCounts &counts : report.steps.at(index).tables) {
            record.inserted += counts.inserted;
            record.updated += counts.updated;
            record.kept += counts.kept;
            const bool known = record.unchanged >= 0 && counts.unchanged >= 0;
            record.unchanged = known ? record.unchanged + counts.unchanged : -1;
        }
        if (m_bookkeeper.siteLog().remembersSeeds)
            commands.push_back(tracking::insertSeed(m_identity, record));
        commands.push_back(tracking::writePlatformSeed(m_identity, record, step.seed->schema));
    }
    return commands;
}

std::vector<Command>
RunLog::steps(const std::vector<int> &steps, const RunReport &report, bool last) const
{
    std::vector<Command> commands = opening();
    if (commands.empty())
        return seeds(steps, report);
    std::vector<tracking::StepRecord> records;
    for (const int index : steps)
        records.push_back(record(index, report));
    commands.push_back(tracking::insertSteps(m_identity, records, m_bookkeeper.siteLog().version));
    for (Command &command : seeds(steps, report))
        commands.push_back(std::move(command));
    if (last)
        commands.push_back(tracking::finishRun(m_identity, keyOf(Outcome::Done), {}));
    return commands;
}

std::vector<Command> RunLog::failure(const RunReport &report) const
{
    std::vector<Command> commands = opening();
    if (commands.empty())
        return {};
    const QString detail = report.error->message % u' ' % report.error->detail.where.toString();
    std::vector<tracking::StepRecord> failed;
    for (int index = 0; index < report.steps.size(); ++index) {
        const StepState state = report.steps.at(index).state;
        if (state != StepState::Failed && state != StepState::Cancelled)
            continue;
        failed.push_back(record(index, report));
        failed.back().outcome = keyOf(outcomeOfStep(report.outcome));
        failed.back().detail = detail;
    }
    if (!failed.empty())
        commands.push_back(
            tracking::insertSteps(m_identity, failed, m_bookkeeper.siteLog().version));
    commands.push_back(tracking::finishRun(m_identity, keyOf(report.outcome), detail));
    return commands;
}

} // namespace aegisx::runs
