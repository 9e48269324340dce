#pragma once

#include "core/base/finding.h"
#include "core/inspection/halfrun.h"
#include "core/inspection/sitestate.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/modulecatalog.h"
#include "core/modules/seedupsert.h"
#include "core/modules/tableneeds.h"
#include "core/tracking/trackingtable.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QString>

#include <optional>

namespace aegisx::plans {
Q_NAMESPACE

enum class Operation {
    Migrate,
    Rollback,
    Seed,
    Unlock,
    SetEnvironment,
    MarkCompleted,
    MarkPending,
    Move,
    StopSession, // somebody's statement is cancelled, or the session ended
    CreateAccount, // that a module offers to make
};
Q_ENUM_NS(Operation)

enum class StepKind {
    Up,
    Down,
    Seed,
    Unlock,
    SetEnvironment,
    MarkCompleted, // the row is written, nothing is run
    MarkPending, // the row is deleted, nothing is run
    Move, // an object to another schema
    CancelStatement,
    EndSession,
    CreateAccount,
};
Q_ENUM_NS(StepKind)

// What a seed's step has beyond its statements.
struct SeedContent {
    QList<modules::Upsert>
        upserts; // merged with what the site has; other statements run as written
    QList<modules::TableNeed> needs; // of its tables; none of a CSV file
    bool csv = false; // the one statement is the text of a CSV file
    bool force = false; // what the site changed or removed is written over
    QString schema; // of the module
    QString version; // of the module
};

// What the one statement of an account's step is given as $1 to $5.
struct AccountValues {
    QString userName;
    QString email;
    QString firstName;
    QString lastName;
    QByteArray passwordHash; // never shown, logged or reported; empty: a plan to show, not to run
};

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
    QList<modules::ObjectChange> changes; // of the statements, as the file says them
    QList<modules::Loss> losses; // likewise
    QString reason; // marks: why, where evidence does not prove it; Unlock: what is known
    std::optional<inspection::HalfRun> halfRun; // Up: statements has what is left of it to run
    QString lockWriter; // Unlock: the transaction that wrote the row; empty: not known
    std::optional<int> batch; // MarkCompleted: the batch asked for; empty: the next
    std::optional<Environment> environment; // SetEnvironment: what the database is to say
    std::optional<SeedContent> seed; // Seed
    std::optional<AccountValues> account; // CreateAccount
    std::optional<inspection::SessionInfo> session; // CancelStatement, EndSession: whose
    int segment = 0; // steps of one segment are one transaction
};

// What a plan destroys, as the database has it just before.
struct ExpectedLoss {
    modules::LossKind kind = modules::LossKind::DropTable;
    int step = 0; // index into the plan's steps
    int statement = 0; // index into the step's statements
    QString schema;
    QString name;
    QString column;
    QString reachedFrom; // "schema.table" whose CASCADE reaches it; empty: the statement names it
    std::optional<qint64> rows; // that are lost or changed; empty: cannot be known
    bool exact = true; // else estimated by the server's statistics
    bool plainView = false; // holds no rows of its own
};

// The bookkeeping a plan was made from; the runner compares it under the lock.
struct PlannedModule {
    QString id;
    tracking::TrackingTable table;
    QSet<QString> recorded; // names in the tracking table
    QSet<QString> known; // every name that belongs to one of the module's files
};

// The evidence that marks were planned by; the runner looks at it again under the lock.
struct PlannedEvidence {
    modules::Module module;
    QString reason; // as a person typed it; empty: the evidence alone
    QHash<QString, inspection::Verdict> verdicts; // of the steps, by name
};

// What would be done, in order; shown before it runs, and run by the one Runner.
struct Plan {
    Operation operation = Operation::Migrate;
    QList<PlanStep> steps;
    QList<PlannedModule> modules; // those with steps
    Findings findings; // warnings and notes; a plan with errors is never made
    QList<ExpectedLoss> losses; // in the order of the steps
    bool commitsLock = false; // the lock is taken in a transaction of its own, before the steps
    bool forced = false; // unlock: release although the holder is not proven gone
    std::optional<PlannedEvidence> evidence = {}; // MarkCompleted, MarkPending
    QHash<QString, modules::Module> halfRun = {}; // those with a step that goes on, by their ids

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
    bool force = false; // also first-install seeds where there is data, and rows the site changed
    bool afterUpgrade = false; // pending migrations are taken as run: a plan to show, not to run
};

struct MarkRequest {
    QString module;
    QStringList names; // stems, with or without an ending
    bool provable = false; // instead of names: all that are provably done (or, if pending, not)
    bool pending = false; // mark-pending: the row is deleted instead of written
    std::optional<int> batch; // of the rows written; empty: the highest and one
    QString reason; // needed where evidence does not prove it
};

// An object as a person names it: "public.drugs", or of a function "public.next_no(integer)".
struct MoveRequest {
    QStringList objects;
    QString toSchema;
};

struct SessionRequest {
    int pid = 0;
    bool end = false; // else only its statement is cancelled
};

// Planners read files, never change anything. Errors: NotFound (no such module or migration),
// Refused (with the finding that stands in the way), Locked, Io, InvalidInput.
[[nodiscard]] Result<Plan> planMigrate(const modules::ModuleCatalog &catalog,
                                       const inspection::SiteState &state,
                                       const MigrateRequest &request);
[[nodiscard]] Result<Plan> planRollback(const modules::ModuleCatalog &catalog,
                                        const inspection::SiteState &state,
                                        const RollbackRequest &request);
// Asks the database what it has. Unloaded seeds of required modules come first, and unforced.
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
// Asks the server about the session; its findings say what the session has open. Blocks.
// Errors: NotFound (gone), Refused (our own, the server's, another database's, a superuser's or one
// that this user may not stop or see; no statement to cancel), those of a query.
[[nodiscard]] Result<Plan> planStopSession(postgres::Connection &connection,
                                           const inspection::SiteState &state,
                                           const SessionRequest &request,
                                           std::stop_token stop = {});

} // namespace aegisx::plans
