#pragma once

#include "core/base/event.h"
#include "core/plans/plan.h"
#include "core/plans/planaccount.h"
#include "core/runs/runner.h"

#include <QList>
#include <QStringList>

#include <stop_token>
#include <variant>

namespace aegisx::operations {

// All pending migrations, then the seeds: what "Upgrade site" means.
struct UpgradeRequest {
    QStringList modules; // empty: all
    bool stepByStep = false;
};

struct UnlockRequest {
    QString module;
    bool force = false; // although the holder is not proven gone
};

struct EnvironmentRequest {
    Environment environment = Environment::Production;
};

// What a person asks for, before anything is looked at.
using Request = std::variant<UpgradeRequest,
                             plans::MigrateRequest,
                             plans::RollbackRequest,
                             plans::SeedRequest,
                             UnlockRequest,
                             EnvironmentRequest,
                             plans::SessionRequest,
                             plans::MarkRequest,
                             plans::MoveRequest,
                             plans::AccountRequest>;

// What would be done for a request: the plans in the order they run, and the state they were made
// from. Only an upgrade has two.
struct Preparation {
    Request request;
    inspection::SiteState state;
    QList<plans::Plan> plans;
    // A SeedRequest: what the site changed or removed, which stays unless it is forced.
    QList<plans::ExpectedLoss> siteEdits = {};

    [[nodiscard]] bool isEmpty() const; // nothing to do
    [[nodiscard]] int stepCount() const;
};

// Looks at the site and plans; changes nothing. Blocks. Errors: those of inspect() and of the
// planners.
[[nodiscard]] Result<Preparation> prepare(postgres::Connection &connection,
                                          const modules::ModuleCatalog &catalog,
                                          const inspection::ExpectedSite &expected,
                                          const Request &request,
                                          std::stop_token stop = {});
// The same for a site that was looked at already.
[[nodiscard]] Result<Preparation> prepareFrom(postgres::Connection &connection,
                                              const modules::ModuleCatalog &catalog,
                                              inspection::SiteState state,
                                              const Request &request);

// Makes the pre-flight again (readiness.h), then runs the plans one after the other, until one
// does not end well; a report for each that ran, or one of a run that a stop refused. The seeds of
// an upgrade are planned again once the migrations are done, and none runs that was not shown.
// After a repair or a seed the site is looked at again, for what the report says is left to do.
// Blocks; events and stop as in runs::run().
[[nodiscard]] QList<runs::RunReport> carryOut(postgres::Connection &connection,
                                              const modules::ModuleCatalog &catalog,
                                              const inspection::ExpectedSite &expected,
                                              const Preparation &preparation,
                                              const runs::RunOptions &options = {},
                                              const EventSink &events = {},
                                              std::stop_token stop = {});

} // namespace aegisx::operations
