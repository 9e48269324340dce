#pragma once

#include "core/postgres/connection.h"
#include "core/tracking/trackingtable.h"

#include <QDateTime>
#include <QString>

#include <vector>

namespace aegisx::tracking {

// Our own facts beside knex's, in the schema aegisx_site: runs, what each did, lock holders.
// Created at the first write; never needed for reading.

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

inline const QString siteSchema = QStringLiteral("aegisx_site");

// One row, one boolean: may this session write the log (creating it if need be)?
[[nodiscard]] postgres::Command mayWriteSiteLog();
[[nodiscard]] std::vector<postgres::Command> createSiteLog(); // idempotent

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
