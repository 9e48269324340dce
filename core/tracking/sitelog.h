#pragma once

#include "core/base/enums.h"
#include "core/postgres/connection.h"
#include "core/tracking/trackingtable.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

namespace aegisx::tracking {

// Our own facts beside knex's, in the schema aegisx_site: runs, what each did, lock holders, and
// what the site is for. Created at the first write; never needed for reading.

// Who runs: the same for every row of a run.
struct RunIdentity {
    QString runId; // a uuid
    QString operation;
    QString host;
    QString osUser;
    QString program; // "AegisX Site Manager 0.1.0"
    int backendPid = 0;
    QDateTime startedAt;

    [[nodiscard]] static RunIdentity make(const QString &operation, int backendPid);
    [[nodiscard]] QString who() const; // "somchai@reception-2"
};

// What one finished step leaves in the log.
struct StepRecord {
    TrackingTable table;
    QString module;
    QString name;
    QString direction; // up, down, seed
    QString sha256;
    QString fingerprint;
    qint64 microseconds = 0;
};

// Who took a lock that was committed, as noted beside it.
struct LockHolder {
    TrackingTable table;
    RunIdentity run;
    QDateTime since;
};

// What the database says of the site itself.
struct SiteFacts {
    Environment environment = Environment::Production;
    QDateTime setAt;
    QString setBy; // user@computer
};

inline const QString siteSchema = QStringLiteral("aegisx_site");

// What of the log is there, and what this session may do with it, creating it if need be.
struct SiteLogAccess {
    bool schemaExists = false;
    bool logExists = false;
    bool siteExists = false; // the table of the site itself
    bool writesLog = false;
    bool writesSite = false;

    [[nodiscard]] bool isComplete() const; // nothing that may be created is missing
};
[[nodiscard]] postgres::Command selectSiteLogAccess();
[[nodiscard]] SiteLogAccess readSiteLogAccess(const postgres::Rows &rows);
// Idempotent: what is missing and may be created.
[[nodiscard]] std::vector<postgres::Command> createSiteLog(const SiteLogAccess &access);

// The one row of the site itself. No table of that name can fail selectSite(), whatever columns it
// has; nullopt: no row, or a word that this program does not know.
[[nodiscard]] postgres::Command selectSite();
[[nodiscard]] std::optional<SiteFacts> readSite(const postgres::Rows &rows);
// Where nothing is stored yet; never overwrites.
[[nodiscard]] postgres::Command storeEnvironment(Environment environment, const QString &who);
[[nodiscard]] QByteArray setEnvironmentSql(Environment environment, const QString &who);
[[nodiscard]] postgres::Command isEnvironment(Environment environment); // one boolean

[[nodiscard]] postgres::Command insertRun(const RunIdentity &run);
[[nodiscard]] postgres::Command
finishRun(const RunIdentity &run, const QString &outcome, const QString &detail);
// All steps in one statement.
[[nodiscard]] postgres::Command insertSteps(const RunIdentity &run,
                                            const std::vector<StepRecord> &steps);
[[nodiscard]] postgres::Command noteHolder(const TrackingTable &table, const RunIdentity &run);
[[nodiscard]] postgres::Command forgetHolder(const TrackingTable &table);
[[nodiscard]] postgres::Command selectHolders();
[[nodiscard]] std::vector<LockHolder> readHolders(const postgres::Rows &rows);

// The proof of life of a committed lock: a session advisory lock on the lock table's oid.
// One row, one boolean; never blocks.
[[nodiscard]] postgres::Command tryProofOfLife(const TrackingTable &table);
[[nodiscard]] postgres::Command dropProofOfLife(const TrackingTable &table);
inline constexpr int proofOfLifeClass = 0x41655853; // "AeXS", pg_locks.classid

} // namespace aegisx::tracking
