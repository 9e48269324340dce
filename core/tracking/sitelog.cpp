#include "core/tracking/sitelog.h"

#include "core/base/version.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>
#include <QUuid>

#ifdef Q_OS_UNIX
#include <pwd.h>
#include <unistd.h>
#endif

namespace aegisx::tracking {

using namespace Qt::StringLiterals;
using postgres::Command;

namespace {

QByteArray iso(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs).toLatin1();
}

// Timers and containers often run without USER.
QString accountName()
{
    for (const char *variable : {"USER", "LOGNAME", "USERNAME"}) {
        if (qEnvironmentVariableIsSet(variable))
            return qEnvironmentVariable(variable);
    }
#ifdef Q_OS_UNIX
    if (const passwd *account = getpwuid(geteuid()))
        return QString::fromLocal8Bit(account->pw_name);
#endif
    return {};
}

QByteArray oidOfLock(const TrackingTable &table)
{
    return postgres::quoteLiteral(QString::fromUtf8(table.quotedLock())) + "::regclass::oid::int8";
}

const QByteArray sharedColumns = "run_id, tracking_schema, tracking_table, module, name, direction,"
                                 " sha256, fingerprint, duration_us";
const QByteArray sharedValues =
    "$1::uuid, s.\"schema\", s.\"table\", s.module, s.name, s.direction,"
    " nullif(s.sha256, ''), nullif(s.fingerprint, ''), s.us";
const QByteArray recordset =
    "json_to_recordset($2::json) AS s(\"schema\" text, \"table\" text, module text, name text,"
    " direction text, sha256 text, fingerprint text, us bigint, outcome text, detail text,"
    " reason text)";

QByteArray recordsJson(const std::vector<StepRecord> &steps)
{
    QJsonArray rows;
    for (const StepRecord &step : steps)
        rows.append(QJsonObject {{u"schema"_s, step.table.schema},
                                 {u"table"_s, step.table.name},
                                 {u"module"_s, step.module},
                                 {u"name"_s, step.name},
                                 {u"direction"_s, step.direction},
                                 {u"sha256"_s, step.sha256},
                                 {u"fingerprint"_s, step.fingerprint},
                                 {u"us"_s, step.microseconds},
                                 {u"outcome"_s, step.outcome},
                                 {u"detail"_s, step.detail},
                                 {u"reason"_s, step.reason}});
    return QJsonDocument(rows).toJson(QJsonDocument::Compact);
}

// Advisory lock keys are two int4; an oid above 2^31 wraps to the same bits.
QByteArray proofKeys(const TrackingTable &table)
{
    const QByteArray oid = oidOfLock(table);
    return QByteArray::number(proofOfLifeClass) + ", (CASE WHEN " + oid + " > 2147483647 THEN "
        + oid + " - 4294967296 ELSE " + oid + " END)::int4";
}

} // namespace

RunIdentity RunIdentity::make(const QString &operation, int backendPid)
{
    RunIdentity run;
    run.runId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    run.operation = operation;
    run.host = QSysInfo::machineHostName();
    run.osUser = accountName();
    run.program = u"AegisX Site Manager "_s % QLatin1StringView(programVersion);
    run.backendPid = backendPid;
    run.startedAt = QDateTime::currentDateTimeUtc();
    return run;
}

QString RunIdentity::who() const
{
    return osUser % u'@' % host;
}

Command insertRun(const RunIdentity &run)
{
    return {"INSERT INTO aegisx_site.run (run_id, operation, started_at, host, os_user, program, "
            "backend_pid)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (run_id) DO NOTHING",
            {run.runId.toLatin1(),
             run.operation.toUtf8(),
             iso(run.startedAt),
             run.host.toUtf8(),
             run.osUser.toUtf8(),
             run.program.toUtf8(),
             QByteArray::number(run.backendPid)}};
}

Command finishRun(const RunIdentity &run, const QString &outcome, const QString &detail)
{
    return {"UPDATE aegisx_site.run SET outcome = $2, detail = $3, finished_at = clock_timestamp() "
            "WHERE run_id = $1 AND outcome IS NULL",
            {run.runId.toLatin1(), outcome.toUtf8(), detail.toUtf8()}};
}

Command insertSteps(const RunIdentity &run, const std::vector<StepRecord> &steps, int logVersion)
{
    static const QByteArray stepsOfVersion1 = "INSERT INTO aegisx_site.step (" + sharedColumns
        + ") SELECT " + sharedValues + " FROM " + recordset + " WHERE s.outcome = 'Done'";
    static const QByteArray stepsAndMigrations = "WITH s AS MATERIALIZED (SELECT * FROM "
        + recordset + "), step AS (INSERT INTO aegisx_site.run_step (" + sharedColumns
        + ", outcome, detail, reason) SELECT " + sharedValues
        + ", s.outcome, nullif(s.detail, ''), nullif(s.reason, '') FROM s)"
          " INSERT INTO aegisx_site.migration ("
        + sharedColumns + ", done_by) SELECT " + sharedValues
        + ", $3 FROM s WHERE s.outcome = 'Done'"
          " AND s.direction IN ('up', 'down', 'markcompleted', 'markpending')";
    Command command {logVersion < 2 ? stepsOfVersion1 : stepsAndMigrations,
                     {run.runId.toLatin1(), recordsJson(steps)}};
    if (logVersion >= 2)
        command.parameters.emplace_back(run.who().toUtf8());
    return command;
}

Command insertSeed(const RunIdentity &run, const SeedRecord &seed)
{
    const auto unchanged = seed.unchanged < 0
        ? postgres::Parameter()
        : postgres::Parameter(QByteArray::number(seed.unchanged));
    return {"INSERT INTO aegisx_site.seed_metadata (run_id, module, seed, version, checksum,"
            " inserted, updated, unchanged, kept, applied_by)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {run.runId.toLatin1(),
             seed.module.toUtf8(),
             seed.seed.toUtf8(),
             seed.version.toUtf8(),
             seed.checksum.toUtf8(),
             QByteArray::number(seed.inserted),
             QByteArray::number(seed.updated),
             unchanged,
             QByteArray::number(seed.kept),
             run.who().toUtf8()}};
}

Command writePlatformSeed(const RunIdentity &run, const SeedRecord &seed, const QString &schema)
{
    const QByteArray table = postgres::quoteQualified(schema, u"seed_metadata"_s);
    const QString description = u"inserted %1, updated %2, kept %3"_s.arg(
        QString::number(seed.inserted), QString::number(seed.updated), QString::number(seed.kept));
    const QByteArray values = "seed_category = 'reference', seed_version = "
        + postgres::quoteLiteral(seed.version.left(20))
        + ", description = " + postgres::quoteLiteral(description)
        + ", records_affected = " + QByteArray::number(seed.inserted + seed.updated)
        + ", applied_at = now(), applied_by = " + postgres::quoteLiteral(run.who().left(100))
        + ", checksum = " + postgres::quoteLiteral(seed.checksum.left(64));
    const QByteArray name = postgres::quoteLiteral(seed.seed.left(100));
    const QByteArray body =
        "BEGIN"
        " IF (SELECT count(*) = 8 AND bool_and("
        "  has_schema_privilege(n.oid, 'USAGE')"
        "  AND has_table_privilege(c.oid, 'SELECT')"
        "  AND has_table_privilege(c.oid, 'INSERT')"
        "  AND has_table_privilege(c.oid, 'UPDATE'))"
        " FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relname = 'seed_metadata' AND c.relkind = 'r' AND n.nspname = "
        + postgres::quoteLiteral(schema)
        + "  AND NOT a.attisdropped AND a.attname IN ('seed_name', 'seed_category',"
          "  'seed_version', 'description', 'records_affected', 'applied_at', 'applied_by',"
          "  'checksum')) THEN"
          " UPDATE "
        + table + " SET " + values + " WHERE seed_name = " + name + ";"
        + " IF NOT FOUND THEN INSERT INTO " + table
        + " (seed_name, seed_category, seed_version) VALUES (" + name + ", 'reference', '');"
        + " UPDATE " + table + " SET " + values + " WHERE seed_name = " + name + "; END IF;"
        + " END IF;"
          " EXCEPTION WHEN others THEN"
          " RAISE NOTICE 'the table seed_metadata was not written: %', SQLERRM; END";
    return {"DO " + postgres::quoteLiteral(QString::fromUtf8(body)), {}};
}

Command noteHolder(const TrackingTable &table, const RunIdentity &run)
{
    return {"INSERT INTO aegisx_site.lock_holder AS h (tracking_schema, tracking_table, run_id, "
            "operation, host,"
            " os_user, program, backend_pid, backend_start) SELECT $1, $2, $3::uuid, $4, $5, $6, "
            "$7, $8::integer,"
            " (SELECT backend_start FROM pg_catalog.pg_stat_activity WHERE pid = pg_backend_pid())"
            " ON CONFLICT (tracking_schema, tracking_table) DO UPDATE SET run_id = excluded.run_id,"
            " operation = excluded.operation, host = excluded.host, os_user = excluded.os_user,"
            " program = excluded.program, backend_pid = excluded.backend_pid,"
            " backend_start = excluded.backend_start, since = clock_timestamp()",
            {table.schema.toUtf8(),
             table.name.toUtf8(),
             run.runId.toLatin1(),
             run.operation.toUtf8(),
             run.host.toUtf8(),
             run.osUser.toUtf8(),
             run.program.toUtf8(),
             QByteArray::number(run.backendPid)}};
}

Command forgetHolder(const TrackingTable &table)
{
    return {
        "DELETE FROM aegisx_site.lock_holder WHERE tracking_schema = $1 AND tracking_table = $2",
        {table.schema.toUtf8(), table.name.toUtf8()}};
}

Command selectHolders()
{
    return {"SELECT tracking_schema, tracking_table, run_id, operation, host, os_user, program, "
            "backend_pid,"
            " (extract(epoch FROM since) * 1000)::bigint, xmin::text FROM aegisx_site.lock_holder",
            {}};
}

std::vector<LockHolder> readHolders(const postgres::Rows &rows)
{
    std::vector<LockHolder> holders;
    for (int row = 0; row < rows.count(); ++row) {
        LockHolder holder;
        holder.table = {rows.text(row, 0), rows.text(row, 1)};
        holder.run.runId = rows.text(row, 2);
        holder.run.operation = rows.text(row, 3);
        holder.run.host = rows.text(row, 4);
        holder.run.osUser = rows.text(row, 5);
        holder.run.program = rows.text(row, 6);
        holder.run.backendPid = static_cast<int>(rows.number(row, 7));
        holder.since = rows.time(row, 8);
        holder.writtenBy = rows.text(row, 9);
        holders.push_back(holder);
    }
    return holders;
}

Command tryProofOfLife(const TrackingTable &table)
{
    return {"SELECT pg_try_advisory_lock(" + proofKeys(table) + ")", {}};
}

Command dropProofOfLife(const TrackingTable &table)
{
    return {"SELECT pg_advisory_unlock(" + proofKeys(table) + ")", {}};
}

} // namespace aegisx::tracking
