#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/bookkeeper.h"
#include "core/runs/runreport.h"
#include "core/tracking/sitelog.h"

#include <optional>
#include <vector>

namespace aegisx::runs {

// The rows that a run leaves in aegisx_site, as commands for the transaction they belong to;
// none where the session may not write there.
class RunLog final
{
public:
    // environment: what the run's caller takes the site for; kept where nothing is stored yet.
    RunLog(const Bookkeeper &bookkeeper,
           const plans::Plan &plan,
           const tracking::RunIdentity &identity,
           std::optional<Environment> environment);

    [[nodiscard]] std::vector<postgres::Command> opening() const;
    // Steps of the plan by index; with the last ones the run is told to be done.
    [[nodiscard]] std::vector<postgres::Command>
    steps(const std::vector<int> &steps, const RunReport &report, bool last) const;
    [[nodiscard]] std::vector<postgres::Command> failure(const RunReport &report) const;

private:
    const Bookkeeper &m_bookkeeper;
    const plans::Plan &m_plan;
    const tracking::RunIdentity &m_identity;
    std::optional<Environment> m_environment;
};

} // namespace aegisx::runs
