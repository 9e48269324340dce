#pragma once

#include "core/postgres/connection.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace aegisx::tracking {

// knex's pair of tables for one module. All SQL here is knex's own, to the letter of effect:
// same names, same columns, ids from the sequence, the lock by row count.
struct TrackingTable {
    QString schema;
    QString name;

    [[nodiscard]] QString lockName() const { return name + QStringLiteral("_lock"); }
    [[nodiscard]] QByteArray quoted() const { return postgres::quoteQualified(schema, name); }
    [[nodiscard]] QByteArray quotedLock() const
    {
        return postgres::quoteQualified(schema, lockName());
    }
    bool operator==(const TrackingTable &) const = default;
};

struct RecordedMigration {
    qint64 id = 0;
    std::optional<QString> name;
    std::optional<int> batch;
    QDateTime time; // invalid where NULL
};

// A lock row's value; knex takes 0 alone for free, so NULL and every other number is locked.
using LockValue = std::optional<int>;

// The DDL knex sends; run as two statements.
[[nodiscard]] QByteArray createTrackingSql(const TrackingTable &table);
[[nodiscard]] QByteArray createLockSql(const TrackingTable &table);

[[nodiscard]] postgres::Command selectMigrations(const TrackingTable &table);
[[nodiscard]] QList<RecordedMigration> readMigrations(const postgres::Rows &rows);
[[nodiscard]] postgres::Command selectLock(const TrackingTable &table);
// The same with the transaction that wrote each row, which a view does not tell.
[[nodiscard]] postgres::Command selectLockAndWriter(const TrackingTable &table);
// That of the row that says locked; empty: there is none, or it is not known.
[[nodiscard]] QString readLockWriter(const postgres::Rows &rows);
[[nodiscard]] QList<LockValue> readLock(const postgres::Rows &rows);

// Affects exactly one row where the lock was taken.
[[nodiscard]] postgres::Command takeLock(const TrackingTable &table);
[[nodiscard]] postgres::Command releaseLock(const TrackingTable &table);
[[nodiscard]] postgres::Command nextBatch(const TrackingTable &table); // one row, one number
[[nodiscard]] postgres::Command insertMigration(const TrackingTable &table,
                                                const QString &recordedName,
                                                int batch,
                                                const QDateTime &time);
[[nodiscard]] postgres::Command deleteMigration(const TrackingTable &table,
                                                const QString &recordedName);
[[nodiscard]] postgres::Command isRecorded(const TrackingTable &table,
                                           const QString &recordedName); // one boolean

// Inside a transaction that holds SHARE ROW EXCLUSIVE on the lock table.
[[nodiscard]] postgres::Command lockTableExclusively(const TrackingTable &table);
[[nodiscard]] postgres::Command insertFreeRowIfNone(const TrackingTable &table);
// Leaves one of several rows, where all of them are free; otherwise changes nothing.
[[nodiscard]] postgres::Command collapseFreeRows(const TrackingTable &table);
// migrate:unlock: all rows away, one free row in.
[[nodiscard]] std::vector<postgres::Command> resetLock(const TrackingTable &table);

} // namespace aegisx::tracking
