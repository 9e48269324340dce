#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/runner.h"
#include "core/runs/runreport.h"
#include "core/tracking/sitelog.h"

#include <vector>

namespace aegisx::runs {

// The rows that a run leaves in aegisx_site, as commands for the transaction they belong to;
// none where the session may not write there.
class RunLog final
{
public:
    // What the run's caller takes the site for is kept where nothing is stored yet.
    RunLog(const postgres::Connection &connection,
           const Bookkeeper &bookkeeper,
           const plans::Plan &plan,
           const tracking::RunIdentity &identity,
           const RunOptions &options);

    [[nodiscard]] std::vector<postgres::Command> opening() const;
    // Steps of the plan by index; with the last ones the run is told to be done.
    [[nodiscard]] std::vector<postgres::Command>
    steps(const std::vector<int> &steps, const RunReport &report, bool last) const;
    // The outcome, and the step that failed.
    [[nodiscard]] std::vector<postgres::Command> failure(const RunReport &report) const;

private:
    [[nodiscard]] std::vector<postgres::Command> seeds(const std::vector<int> &steps,
                                                       const RunReport &report) const;
    [[nodiscard]] tracking::StepRecord record(int index, const RunReport &report) const;

    const postgres::Connection &m_connection;
    const Bookkeeper &m_bookkeeper;
    const plans::Plan &m_plan;
    const tracking::RunIdentity &m_identity;
    const RunOptions &m_options;
};

} // namespace aegisx::runs
