#pragma once

#include "core/inspection/sitecheck.h"
#include "core/plans/plan.h"

#include <QList>
#include <QString>

#include <chrono>
#include <stop_token>

namespace aegisx::plans {

// One thing that was looked at before a run.
struct PreflightLine {
    QString id; // stable, for scripts and tests: "server", "rights", "clock"
    inspection::CheckState state = inspection::CheckState::Ok;
    QString title; // translated, like the rest
    QString detail; // what was found; whole sentences
    QString remedy; // what to do; empty where nothing is to be done
    QString migration = {}; // "module/name", whose evidence is to be looked at; empty: none
};

struct Preflight {
    QList<PreflightLine> lines; // always the same ones, in the same order
    inspection::SiteCheck check; // the state, files and findings behind them
    int roundTrips = 0; // of the pre-flight itself

    [[nodiscard]] inspection::CheckState worst() const;
    [[nodiscard]] const PreflightLine *find(const QString &id) const;
};

// From when on a line is a warning.
struct PreflightLimits {
    std::chrono::seconds longTransaction {300};
    std::chrono::seconds clockDifference {60};
};

// Looks at all that could stop or spoil a run, in the shape of pg_upgrade's check: a line each.
// Without plans, for the upgrade of everything that is pending; with plans, what is wrong with a
// module or a file that they leave alone is a warning at most. It changes nothing: it reads
// catalogs, statistics views and settings, the tracking and lock tables, aegisx_site, and the
// module files; of the hospital's own tables not one row. Blocks. Errors: a connection failure,
// Database, Cancelled.
[[nodiscard]] Result<Preflight> preflight(postgres::Connection &connection,
                                          const modules::ModuleCatalog &catalog,
                                          inspection::SiteState state,
                                          const QList<Plan> &plans = {},
                                          std::stop_token stop = {},
                                          const PreflightLimits &limits = {});

} // namespace aegisx::plans
