#include "core/runs/runlog.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::PlanStep;
using postgres::Command;

RunLog::RunLog(const Bookkeeper &bookkeeper,
               const plans::Plan &plan,
               const tracking::RunIdentity &identity,
               std::optional<Environment> environment)
    : m_bookkeeper(bookkeeper), m_plan(plan), m_identity(identity), m_environment(environment)
{
}

std::vector<Command> RunLog::opening() const
{
    if (!m_bookkeeper.writesSiteLog())
        return {};
    std::vector<Command> commands {tracking::insertRun(m_identity)};
    const bool setsIt = m_plan.operation == plans::Operation::SetEnvironment;
    if (m_environment && !setsIt && m_bookkeeper.writesSite())
        commands.push_back(tracking::storeEnvironment(*m_environment, m_identity.who()));
    return commands;
}

std::vector<Command>
RunLog::steps(const std::vector<int> &steps, const RunReport &report, bool last) const
{
    std::vector<Command> commands = opening();
    if (commands.empty())
        return {};
    std::vector<tracking::StepRecord> records;
    for (const int index : steps) {
        const PlanStep &step = m_plan.steps.at(index);
        records.push_back({step.table,
                           step.module,
                           step.name,
                           keyOf(step.kind).toLower(),
                           step.sha256,
                           step.fingerprint,
                           report.steps.at(index).microseconds});
    }
    commands.push_back(tracking::insertSteps(m_identity, records));
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
    commands.push_back(tracking::finishRun(m_identity, keyOf(report.outcome), detail));
    return commands;
}

} // namespace aegisx::runs
