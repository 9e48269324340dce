#pragma once

#include "core/base/enums.h"
#include "core/base/finding.h"
#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"
#include "core/tracking/sitelog.h"
#include "core/tracking/trackingtable.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

#include <optional>
#include <stop_token>

namespace aegisx::inspection {
Q_NAMESPACE

enum class MigrationState {
    Applied,
    Pending,
    Unknown, // recorded, and in none of the module's files
    Unread, // in the module's files; the tracking table cannot be read
};
Q_ENUM_NS(MigrationState)

enum class SeedState {
    Loaded,
    Changed, // its file is another one since
    RolledBack, // a migration of the module was rolled back since
    NotLoaded,
    NewSitesOnly, // not loaded, and meant for the first installation alone, which is over
    FileUnread, // its file cannot be read
    Unread, // the site keeps no record that this user may read
};
Q_ENUM_NS(SeedState)

enum class ModuleStatus {
    UpToDate,
    Pending,
    NotInstalled, // nothing of it is recorded yet
    NeedsAttention, // a finding stands in the way
};
Q_ENUM_NS(ModuleStatus)

enum class LockState {
    Absent, // no lock table yet
    Free,
    Running, // a living run holds it
    Stale, // committed by a run of ours that provably is gone
    Unknown, // committed by somebody who left no name: knex, or an older program; or not readable
    Damaged, // no row, or several free ones; healed by the next run
};
Q_ENUM_NS(LockState)

// For tables.h; here, as one header a namespace may say Q_NAMESPACE.
enum class TableKind { Table, PartitionedTable, View, MaterializedView, ForeignTable };
Q_ENUM_NS(TableKind)

enum class ColumnOrigin {
    Plain,
    IdentityAlways,
    IdentityByDefault,
    Generated, // computed by the server from other columns
};
Q_ENUM_NS(ColumnOrigin)

enum class ConstraintKind { PrimaryKey, Unique, ForeignKey, Check, Exclusion, NotNull };
Q_ENUM_NS(ConstraintKind)

// For evidence.h.
enum class ObjectPresence {
    Present,
    Different, // exists, but not as the migration says
    Elsewhere, // exists in another schema
    Missing,
    Unchecked, // no catalog tells, or the user may not see it
};
Q_ENUM_NS(ObjectPresence)

enum class Verdict {
    Done,
    NotDone,
    HalfDone,
    Elsewhere, // all there, but not all in the schema that the migration says
    DataOnly, // changes rows only: nothing to check
    NotAnalysable, // the parser cannot read it, or it does what cannot be read
};
Q_ENUM_NS(Verdict)

// For preflight.h in plans/.
enum class CheckState { Ok, Warning, Stop };
Q_ENUM_NS(CheckState)

struct MigrationInfo {
    QString name; // the stem
    MigrationState state = MigrationState::Pending;
    std::optional<int> batch;
    QDateTime appliedAt; // by the clock of the program that ran it; may be invalid
    QString recordedAs; // the name in the tracking table
    qint64 id = 0; // its row; 0: none
    QStringList alsoRecordedAs; // other names of further rows of the same migration
};

// A seed of a module's files, and what the site's own record says of its last run.
struct SeedInfo {
    QString name; // the stem
    SeedState state = SeedState::Unread;
    QDateTime loadedAt; // invalid, as the rest: never, or not known
    QString loadedBy; // user@computer
    qint64 kept = 0; // rows that were left as the site has them
};

// A session of the server, as pg_stat_activity names it.
struct SessionInfo {
    int pid = 0;
    QString user;
    QString program;
    QString client; // empty: hidden
    QDateTime since;
    QString activity; // state and the start of its statement
    QString state; // "active", "idle in transaction"; empty: it may not be seen
    QDateTime startedAt; // of its server process, which the pid alone does not tell; may be invalid
    QDateTime transactionSince; // invalid: it has none open
    QDateTime statementSince; // of the one that runs, or ran last
    bool hidden = false; // of another user: what it does, and from where, may not be seen

    [[nodiscard]] QString describe() const;
};

// The other sessions of the database, as far as they may be a run that nobody knows of.
struct OtherSessions {
    QList<SessionInfo> atWork; // a transaction is open, or a statement runs
    int hidden = 0; // sessions of other users, of which this user may not see what they do
};

// A transaction that no session has any more: another program prepared it, and is to end it.
struct PreparedTransaction {
    QString name;
    QString owner;
    QDateTime since;

    [[nodiscard]] QString describe() const;
};

struct LockInfo {
    LockState state = LockState::Absent;
    QList<tracking::LockValue> rows;
    QString writtenBy; // the transaction that wrote the one that says locked; empty: not known
    bool readable = true; // else the state is Unknown because the user may not read the lock table
    QStringList denied; // rights on it that the user lacks: "UPDATE"; "USAGE" is of its sequence
    OtherSessions others; // Unknown: who may hold it
    std::optional<tracking::LockHolder> holder; // as noted in aegisx_site
    std::optional<SessionInfo> session; // the living one
    QList<PreparedTransaction> prepared; // hold the row as well; Running, if nothing else
};

struct ModuleState {
    QString id;
    tracking::TrackingTable table; // where its bookkeeping is, or would be created
    bool tracked = false; // the tracking table exists
    bool readable = true; // else what is applied is not known, and the counts say nothing
    QStringList denied; // rights on the tracking table that the user lacks, as LockInfo has them
    ModuleStatus status = ModuleStatus::NotInstalled;
    int applied = 0;
    int pending = 0;
    int unknown = 0;
    std::optional<int> batch; // the highest
    LockInfo lock;
    QList<MigrationInfo> migrations; // the module's files in order, then the unknown ones
    QList<tracking::RecordedMigration> rows; // the tracking table as it is, by id
    QList<SeedInfo> seeds; // in order; empty until readSeeds() was asked
    bool seedsRecorded = false; // the site's record has seeds of it, maybe of another release
};

// What a database holds, module by module, at one instant.
struct SiteState {
    postgres::ServerFacts server;
    QString site; // "host:port/database as user"
    QList<ModuleState> modules; // in the catalog's order
    // What the database says the site is for; nullopt: nothing is stored, or it may not be read.
    std::optional<Environment> environment;
    bool environmentHidden = false; // it is stored where the user may not read it
    QDateTime environmentSetAt;
    QString environmentSetBy; // user@computer
    bool historyHidden = false; // aegisx_site has runs that the user may not read
    OtherSessions others;
    Findings findings; // worst first
    int roundTrips = 0;

    [[nodiscard]] const ModuleState *find(const QString &moduleId) const;
};

// What the caller takes the site for; a difference is a finding that no change gets past.
struct ExpectedSite {
    QString systemIdentifier; // of the cluster its profile was made for; empty: not known yet
    std::optional<Environment> environment; // nullopt: there is no profile
};

// Reads the state of every module in one read-only snapshot: two round trips, however many
// modules. Writes nothing. Blocks. Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<SiteState> inspect(postgres::Connection &connection,
                                        const modules::ModuleCatalog &catalog,
                                        const ExpectedSite &expected = {},
                                        std::stop_token stop = {});

// The module's migrations given what is recorded; a plan and the runner ask the same.
void matchMigrations(const modules::Module &module, ModuleState &state);

} // namespace aegisx::inspection
