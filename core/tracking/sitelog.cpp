#include "core/tracking/sitelog.h"

#include "core/base/environment.h"
#include "core/base/version.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>
#include <QTimeZone>
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

// Advisory lock keys are two int4; an oid above 2^31 wraps to the same bits.
QByteArray proofKeys(const TrackingTable &table)
{
    const QByteArray oid = oidOfLock(table);
    return QByteArray::number(proofOfLifeClass) + ", (CASE WHEN " + oid + " > 2147483647 THEN "
        + oid + " - 4294967296 ELSE " + oid + " END)::int4";
}

QList<QByteArray> logTables()
{
    return {"CREATE TABLE IF NOT EXISTS aegisx_site.run ("
            "run_id uuid PRIMARY KEY, operation text NOT NULL, outcome text, detail text,"
            " started_at timestamptz NOT NULL, finished_at timestamptz,"
            " host text, os_user text, db_user text NOT NULL DEFAULT current_user,"
            " program text, backend_pid integer)",
            "CREATE TABLE IF NOT EXISTS aegisx_site.step ("
            "step_id bigserial PRIMARY KEY,"
            " run_id uuid NOT NULL REFERENCES aegisx_site.run (run_id),"
            " tracking_schema text NOT NULL, tracking_table text NOT NULL, module text NOT NULL,"
            " name text NOT NULL, direction text NOT NULL, sha256 text, fingerprint text,"
            " duration_us bigint, finished_at timestamptz NOT NULL DEFAULT clock_timestamp())",
            "CREATE INDEX IF NOT EXISTS step_run_id_idx ON aegisx_site.step (run_id)",
            "CREATE TABLE IF NOT EXISTS aegisx_site.lock_holder ("
            "tracking_schema text NOT NULL, tracking_table text NOT NULL, run_id uuid NOT NULL,"
            " operation text NOT NULL, host text, os_user text, program text, backend_pid integer,"
            " backend_start timestamptz, since timestamptz NOT NULL DEFAULT clock_timestamp(),"
            " PRIMARY KEY (tracking_schema, tracking_table))"};
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

bool SiteLogAccess::isComplete() const
{
    return (logExists || !writesLog) && (siteExists || !writesSite);
}

// Through the catalog: to_regclass() fails where the session may not even use the schema.
Command selectSiteLogAccess()
{
    return {"WITH s AS (SELECT oid, has_schema_privilege(oid, 'USAGE') AS usable,"
            "  has_schema_privilege(oid, 'CREATE') AS open FROM pg_catalog.pg_namespace"
            "  WHERE nspname = 'aegisx_site'),"
            " t AS (SELECT c.relname, c.oid FROM pg_catalog.pg_class c JOIN s"
            "  ON c.relnamespace = s.oid),"
            " m AS (SELECT coalesce((SELECT usable FROM s), true) AS usable,"
            "  coalesce((SELECT open FROM s),"
            "   has_database_privilege(current_database(), 'CREATE')) AS creates)"
            " SELECT EXISTS (SELECT FROM s), EXISTS (SELECT FROM t WHERE relname = 'lock_holder'),"
            " EXISTS (SELECT FROM t WHERE relname = 'site'),"
            " usable AND CASE WHEN EXISTS (SELECT FROM t WHERE relname = 'run') THEN"
            "  (SELECT has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')"
            "   FROM t WHERE relname = 'run')"
            "  AND coalesce((SELECT has_table_privilege(oid, 'INSERT') FROM t"
            "   WHERE relname = 'step'), false)"
            "  AND coalesce((SELECT has_table_privilege(oid, 'DELETE') FROM t"
            "   WHERE relname = 'lock_holder'), false) ELSE creates END,"
            " usable AND coalesce((SELECT has_table_privilege(oid, 'SELECT')"
            "   AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')"
            "  FROM t WHERE relname = 'site'), creates) FROM m",
            {}};
}

SiteLogAccess readSiteLogAccess(const postgres::Rows &rows)
{
    SiteLogAccess access;
    access.schemaExists = rows.boolean(0, 0);
    access.logExists = rows.boolean(0, 1);
    access.siteExists = rows.boolean(0, 2);
    access.writesLog = rows.boolean(0, 3);
    access.writesSite = access.writesLog && rows.boolean(0, 4);
    return access;
}

std::vector<Command> createSiteLog(const SiteLogAccess &access)
{
    std::vector<Command> commands;
    if (!access.writesLog)
        return commands;
    if (!access.schemaExists) // else it may be another's, who may neither comment nor make it
        commands = {{"CREATE SCHEMA IF NOT EXISTS aegisx_site", {}},
                    {"COMMENT ON SCHEMA aegisx_site IS"
                     " 'AegisX Site Manager: runs, steps and lock holders'",
                     {}}};
    if (!access.logExists) {
        for (const QByteArray &sql : logTables())
            commands.push_back({sql, {}});
    }
    if (!access.siteExists && access.writesSite)
        commands.push_back(
            {"CREATE TABLE IF NOT EXISTS aegisx_site.site ("
             "only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),"
             " environment text NOT NULL"
             " CHECK (environment IN ('production', 'test', 'practice')),"
             " set_at timestamptz NOT NULL DEFAULT clock_timestamp(), set_by text NOT NULL)",
             {}});
    return commands;
}

Command selectSite()
{
    return {"SELECT j ->> 'environment', j ->> 'set_at', j ->> 'set_by'"
            " FROM (SELECT to_jsonb(s) AS j FROM aegisx_site.site s LIMIT 1) one",
            {}};
}

std::optional<SiteFacts> readSite(const postgres::Rows &rows)
{
    const auto environment =
        rows.isEmpty() ? std::optional<Environment>() : environmentOf(rows.text(0, 0));
    if (!environment)
        return std::nullopt;
    return SiteFacts {
        *environment, QDateTime::fromString(rows.text(0, 1), Qt::ISODateWithMs), rows.text(0, 2)};
}

Command storeEnvironment(Environment environment, const QString &who)
{
    return {"INSERT INTO aegisx_site.site (environment, set_by) VALUES ($1, $2)"
            " ON CONFLICT DO NOTHING",
            {jsonKeyOf(environment).toUtf8(), who.toUtf8()}};
}

QByteArray setEnvironmentSql(Environment environment, const QString &who)
{
    return "INSERT INTO aegisx_site.site (environment, set_by) VALUES ("
        + postgres::quoteLiteral(jsonKeyOf(environment)) + ", " + postgres::quoteLiteral(who)
        + ") ON CONFLICT (only_row) DO UPDATE SET environment = excluded.environment,"
          " set_at = excluded.set_at, set_by = excluded.set_by";
}

Command isEnvironment(Environment environment)
{
    return {"SELECT EXISTS (SELECT FROM aegisx_site.site WHERE environment = $1)",
            {jsonKeyOf(environment).toUtf8()}};
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
            "WHERE run_id = $1",
            {run.runId.toLatin1(), outcome.toUtf8(), detail.toUtf8()}};
}

Command insertSteps(const RunIdentity &run, const std::vector<StepRecord> &steps)
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
                                 {u"us"_s, step.microseconds}});
    return {"INSERT INTO aegisx_site.step (run_id, tracking_schema, tracking_table, module, name, "
            "direction,"
            " sha256, fingerprint, duration_us)"
            " SELECT $1::uuid, s.\"schema\", s.\"table\", s.module, s.name, s.direction, s.sha256, "
            "s.fingerprint, s.us"
            " FROM json_to_recordset($2::json) AS s(\"schema\" text, \"table\" text, module text, "
            "name text,"
            " direction text, sha256 text, fingerprint text, us bigint)",
            {run.runId.toLatin1(), QJsonDocument(rows).toJson(QJsonDocument::Compact)}};
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
            " (extract(epoch FROM since) * 1000)::bigint FROM aegisx_site.lock_holder",
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
        holder.since = QDateTime::fromMSecsSinceEpoch(rows.number(row, 8), QTimeZone::utc());
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
