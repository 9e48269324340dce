#include "core/tracking/trackingtable.h"

namespace aegisx::tracking {

using namespace Qt::StringLiterals;
using postgres::Command;

QByteArray createTrackingSql(const TrackingTable &table)
{
    return "create table " + table.quoted()
        + " (\"id\" serial primary key, \"name\" varchar(255), \"batch\" integer, "
          "\"migration_time\" timestamptz)";
}

QByteArray createLockSql(const TrackingTable &table)
{
    return "create table " + table.quotedLock()
        + " (\"index\" serial primary key, \"is_locked\" integer)";
}

Command selectMigrations(const TrackingTable &table)
{
    // Not extract(): it reckons in numeric, which costs more than all the rest of the query.
    return {"SELECT \"id\", \"name\", \"batch\", (date_part('epoch', \"migration_time\") * "
            "1000)::bigint FROM "
                + table.quoted() + " ORDER BY \"id\"",
            {}};
}

QList<RecordedMigration> readMigrations(const postgres::Rows &rows)
{
    QList<RecordedMigration> migrations;
    migrations.reserve(rows.count());
    for (int row = 0; row < rows.count(); ++row) {
        RecordedMigration one;
        one.id = rows.number(row, 0);
        one.name = rows.optionalText(row, 1);
        if (!rows.isNull(row, 2))
            one.batch = static_cast<int>(rows.number(row, 2));
        one.time = rows.time(row, 3);
        migrations.append(one);
    }
    return migrations;
}

Command selectLock(const TrackingTable &table)
{
    // ::text, because old sites have the column as boolean; no order by ctid: it may be a view.
    return {"SELECT \"is_locked\"::text FROM " + table.quotedLock(), {}};
}

Command selectLockAndWriter(const TrackingTable &table)
{
    return {"SELECT \"is_locked\"::text, xmin::text FROM " + table.quotedLock(), {}};
}

QString readLockWriter(const postgres::Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        const QString value = rows.text(row, 0);
        if (rows.columns() > 1 && value != "0"_L1 && value != "false"_L1)
            return rows.text(row, 1);
    }
    return {};
}

QList<LockValue> readLock(const postgres::Rows &rows)
{
    QList<LockValue> values;
    for (int row = 0; row < rows.count(); ++row) {
        const auto text = rows.optionalText(row, 0);
        if (!text)
            values.append(std::nullopt);
        else if (*text == "true"_L1 || *text == "false"_L1)
            values.append(*text == "true"_L1 ? 1 : 0);
        else
            values.append(text->toInt());
    }
    return values;
}

Command takeLock(const TrackingTable &table)
{
    return {"update " + table.quotedLock() + " set \"is_locked\" = $1 where \"is_locked\" = $2",
            {QByteArray("1"), QByteArray("0")}};
}

Command releaseLock(const TrackingTable &table)
{
    return {"update " + table.quotedLock() + " set \"is_locked\" = $1", {QByteArray("0")}};
}

Command nextBatch(const TrackingTable &table)
{
    return {"SELECT coalesce(max(\"batch\"), 0) + 1 FROM " + table.quoted(), {}};
}

Command insertMigration(const TrackingTable &table,
                        const QString &recordedName,
                        int batch,
                        const QDateTime &time)
{
    return {"insert into " + table.quoted()
                + " (\"batch\", \"migration_time\", \"name\") values ($1, $2, $3)",
            {QByteArray::number(batch),
             time.toUTC().toString(Qt::ISODateWithMs).toLatin1(),
             recordedName.toUtf8()}};
}

Command deleteMigration(const TrackingTable &table, const QString &recordedName)
{
    return {"delete from " + table.quoted() + " where \"name\" = $1", {recordedName.toUtf8()}};
}

Command isRecorded(const TrackingTable &table, const QString &recordedName)
{
    return {"SELECT EXISTS (SELECT FROM " + table.quoted() + " WHERE \"name\" = $1)",
            {recordedName.toUtf8()}};
}

Command lockTableExclusively(const TrackingTable &table)
{
    return {"LOCK TABLE " + table.quotedLock() + " IN SHARE ROW EXCLUSIVE MODE", {}};
}

Command insertFreeRowIfNone(const TrackingTable &table)
{
    return {"insert into " + table.quotedLock()
                + " (\"is_locked\") select $1 where not exists (select 1 from " + table.quotedLock()
                + ")",
            {QByteArray("0")}};
}

Command collapseFreeRows(const TrackingTable &table)
{
    const QByteArray lock = table.quotedLock();
    // By ctid: the lock tables of knex before 0.15 have no other key.
    return {"delete from " + lock + " where not exists (select 1 from " + lock
                + " where \"is_locked\" is distinct from $1) and ctid <> (select min(ctid) from "
                + lock + ")",
            {QByteArray("0")}};
}

std::vector<Command> resetLock(const TrackingTable &table)
{
    return {
        {"delete from " + table.quotedLock(), {}},
        {"insert into " + table.quotedLock() + " (\"is_locked\") values ($1)", {QByteArray("0")}}};
}

} // namespace aegisx::tracking
