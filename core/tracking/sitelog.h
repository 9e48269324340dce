#pragma once

#include "core/postgres/connection.h"
#include "core/tracking/trackingtable.h"

#include <QDateTime>
#include <QString>

#include <vector>

namespace aegisx::tracking {

// Our own facts beside knex's, in the schema aegisx_site: runs, what each did, and lock holders.
// Created at the first write; never needed for reading. The schema itself: sitelogschema.h; what
// the site is: sitefacts.h.

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

// What one step leaves in the log.
struct StepRecord {
    TrackingTable table;
    QString module;
    QString name;
    QString direction; // up, down, seed, markcompleted ...
    QString sha256;
    QString fingerprint;
    qint64 microseconds = 0;
    QString reason; // that a person gave
    QString outcome = QStringLiteral("Done"); // else Failed, Refused, Cancelled: it is not there
    QString detail; // of a failure
};

// What one seed did, for the log and for the table that the platform keeps of its own.
struct SeedRecord {
    QString module;
    QString seed;
    QString version; // of the module
    QString checksum;
    qint64 inserted = 0;
    qint64 updated = 0;
    qint64 unchanged = -1; // -1: not known
    qint64 kept = 0;
};

// Who took a lock that was committed, as noted beside it.
struct LockHolder {
    TrackingTable table;
    RunIdentity run;
    QDateTime since;
    QString writtenBy; // the transaction that noted it, which took the lock as well
};

inline const QString siteSchema = QStringLiteral("aegisx_site");

[[nodiscard]] postgres::Command insertRun(const RunIdentity &run);
// Of a run that is not completed yet; else it changes nothing.
[[nodiscard]] postgres::Command
finishRun(const RunIdentity &run, const QString &outcome, const QString &detail);
// All steps in one statement, with a row for each migration that was brought in or taken out. A log
// of version 1 gets those that are done, without what it has no room for.
[[nodiscard]] postgres::Command
insertSteps(const RunIdentity &run, const std::vector<StepRecord> &steps, int logVersion);
[[nodiscard]] postgres::Command insertSeed(const RunIdentity &run, const SeedRecord &seed);
// Into the platform's own schema.seed_metadata, where there is one that this user may write. It
// never fails: what stands in the way is told as a notice.
[[nodiscard]] postgres::Command
writePlatformSeed(const RunIdentity &run, const SeedRecord &seed, const QString &schema);
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
