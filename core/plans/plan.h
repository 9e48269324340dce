#pragma once

#include "core/base/finding.h"
#include "core/inspection/sitestate.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/modulecatalog.h"
#include "core/tracking/trackingtable.h"

#include <QList>
#include <QObject>
#include <QSet>
#include <QString>

#include <optional>

namespace aegisx::plans {
Q_NAMESPACE

enum class Operation { Migrate, Rollback, Seed, Unlock, SetEnvironment };
Q_ENUM_NS(Operation)

enum class StepKind { Up, Down, Seed, Unlock, SetEnvironment };
Q_ENUM_NS(StepKind)

// One thing a plan does: a migration up or down, a seed, a lock released, the environment set.
struct PlanStep {
    StepKind kind = StepKind::Up;
    QString module;
    QString name; // the migration's stem, the seed's name, the environment's key
    QString file;
    tracking::TrackingTable table;
    QString recordedName; // the row that is written or deleted; empty for seeds
    QStringList alsoRecorded; // down: other names the migration is recorded under, deleted with it
    QList<modules::Statement> statements; // the vendor's text, shown on demand
    bool whole = false; // the parser could not read it: sent whole, not analysed
    bool transactional = true;
    bool changesSession = false;
    bool undoable = true; // there is a migrate:down section
    QString searchPath; // of the session while it runs
    QString sha256;
    QString fingerprint;
    QList<modules::InsertTarget> inserts;
    QList<modules::EnumLabel> addedLabels;
    QStringList createdEnums;
    std::optional<Environment> environment; // SetEnvironment: what the database is to say
    int segment = 0; // steps of one segment are one transaction
};

// The bookkeeping a plan was made from; the runner compares it under the lock.
struct PlannedModule {
    QString id;
    tracking::TrackingTable table;
    QSet<QString> recorded; // names in the tracking table
    QSet<QString> known; // every name that belongs to one of the module's files
};

// What would be done, in order; shown before it runs, and run by the one Runner.
struct Plan {
    Operation operation = Operation::Migrate;
    QList<PlanStep> steps;
    QList<PlannedModule> modules; // those with steps
    Findings findings; // warnings and notes; a plan with errors is never made
    bool commitsLock = false; // the lock is taken in a transaction of its own, before the steps
    bool forced = false; // unlock: release although the holder is not proven gone

    [[nodiscard]] int segmentCount() const;
    [[nodiscard]] bool isEmpty() const { return steps.isEmpty(); }
};

struct MigrateRequest {
    QStringList modules; // empty: all
    QString to; // "name" or "module/name": the last one to run; empty: all pending
    bool stepByStep = false; // a transaction for each migration instead of one for all
};

struct RollbackRequest {
    QStringList modules; // empty: all
    int batches = 1; // the last n batches
    QString to; // down to this one, which stays; needs exactly one module
    bool all = false;
};

struct SeedRequest {
    QStringList modules; // empty: all
    bool force = false; // run first-install seeds on a module that has data
    bool afterUpgrade = false; // pending migrations are taken as run: a plan to show, not to run
};

// Planners read files, never change anything. Errors: NotFound (no such module or migration),
// Refused (with the finding that stands in the way), Locked, Io, InvalidInput.
[[nodiscard]] Result<Plan> planMigrate(const modules::ModuleCatalog &catalog,
                                       const inspection::SiteState &state,
                                       const MigrateRequest &request);
[[nodiscard]] Result<Plan> planRollback(const modules::ModuleCatalog &catalog,
                                        const inspection::SiteState &state,
                                        const RollbackRequest &request);
// Asks the database which tables hold rows where a seed is for the first install only.
[[nodiscard]] Result<Plan> planSeed(postgres::Connection &connection,
                                    const modules::ModuleCatalog &catalog,
                                    const inspection::SiteState &state,
                                    const SeedRequest &request);
// Errors as above; Refused where the holder is alive, or not proven gone and force is off.
[[nodiscard]] Result<Plan>
planUnlock(const inspection::SiteState &state, const QString &moduleId, bool force);
// What the site's database says it is for; possible while that differs from the profile. Empty
// where it says so already. Errors: Refused (a standby, another cluster and the like).
[[nodiscard]] Result<Plan> planSetEnvironment(const inspection::SiteState &state,
                                              Environment environment);

} // namespace aegisx::plans
