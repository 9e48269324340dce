#include "core/inspection/sitehistory.h"

#include "core/base/tr.h"

#include <QUuid>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Rows;

namespace {

// As Rows::time() reads them.
constexpr auto startedAt = "(date_part('epoch', r.started_at) * 1000)::bigint";
constexpr auto runFinishedAt = "(date_part('epoch', r.finished_at) * 1000)::bigint";
constexpr auto stepFinishedAt = "(date_part('epoch', s.finished_at) * 1000)::bigint";
constexpr auto who = "concat_ws('@', nullif(r.os_user, ''), nullif(r.host, ''))";

// What a session can read of the log.
enum class Readable { Nothing, Version1, Current };

// Through the catalog: to_regclass() fails where the session may not even use the schema.
Result<Readable> whatIsReadable(postgres::Connection &connection, const std::stop_token &stop)
{
    const auto rows = connection.query(
        "SELECT count(*) FILTER (WHERE c.relname IN ('run', 'run_step')) = 2,"
        " count(*) FILTER (WHERE c.relname IN ('run', 'step')) = 2 FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'aegisx_site' AND c.relkind IN ('r', 'v')"
        " AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')",
        {},
        stop);
    if (!rows)
        return fail(rows.error());
    if (rows->boolean(0, 0))
        return Readable::Current;
    return rows->boolean(0, 1) ? Readable::Version1 : Readable::Nothing;
}

// The rows of a query, none where the history cannot be read. STEPS in it is the table of steps:
// that of version 1 gets the columns that came later.
Result<Rows> read(postgres::Connection &connection,
                  QByteArray sql,
                  const std::vector<postgres::Parameter> &parameters,
                  const std::stop_token &stop)
{
    const auto readable = whatIsReadable(connection, stop);
    if (!readable)
        return fail(readable.error());
    if (*readable == Readable::Nothing)
        return Rows();
    sql.replace("STEPS",
                *readable == Readable::Current
                    ? "aegisx_site.run_step"
                    : "(SELECT *, 'Done' AS outcome, NULL AS detail, NULL AS reason"
                      " FROM aegisx_site.step)");
    return connection.query(sql, parameters, stop);
}

} // namespace

Error hiddenHistoryError()
{
    return {ErrorKind::Refused,
            Tr::tr("This user may not read the history that the database keeps of its runs."),
            {},
            Tr::tr("Connect as the owner of the schema aegisx_site, or ask for USAGE on it and "
                   "SELECT on its tables run and run_step."),
            {}};
}

Result<QList<SiteRun>>
readSiteRuns(postgres::Connection &connection, int limit, std::stop_token stop)
{
    const auto rows = read(connection,
                           QByteArray("SELECT r.run_id, r.operation, r.outcome, ") + who
                               + ", r.program, " + startedAt + ", " + runFinishedAt
                               + ", r.detail, (SELECT count(*) FROM STEPS s"
                                 "  WHERE s.run_id = r.run_id AND s.outcome = 'Done'),"
                                 " r.backend_pid"
                                 " FROM aegisx_site.run r"
                                 " ORDER BY r.started_at DESC, r.run_id LIMIT $1",
                           {QByteArray::number(limit)},
                           stop);
    if (!rows)
        return fail(rows.error());
    QList<SiteRun> runs;
    for (int row = 0; row < rows->count(); ++row)
        runs.append({rows->text(row, 0),
                     rows->text(row, 1),
                     rows->text(row, 2),
                     rows->text(row, 3),
                     rows->text(row, 4),
                     rows->time(row, 5),
                     rows->time(row, 6),
                     rows->text(row, 7),
                     static_cast<int>(rows->number(row, 8)),
                     static_cast<int>(rows->number(row, 9))});
    return runs;
}

Result<QList<SiteRunStep>>
readSiteRunSteps(postgres::Connection &connection, const QString &runId, std::stop_token stop)
{
    const QUuid id = QUuid::fromString(runId);
    if (id.isNull())
        return QList<SiteRunStep> {};
    const auto rows =
        read(connection,
             QByteArray("SELECT s.module, s.name, s.direction, s.duration_us, ") + stepFinishedAt
                 + ", s.sha256, s.outcome, s.detail, s.reason FROM STEPS s WHERE s.run_id = $1"
                   " ORDER BY s.step_id",
             {id.toByteArray(QUuid::WithoutBraces)},
             stop);
    if (!rows)
        return fail(rows.error());
    QList<SiteRunStep> steps;
    for (int row = 0; row < rows->count(); ++row)
        steps.append({rows->text(row, 0),
                      rows->text(row, 1),
                      rows->text(row, 2),
                      rows->number(row, 3),
                      rows->time(row, 4),
                      rows->text(row, 5),
                      rows->text(row, 6),
                      rows->text(row, 7),
                      rows->text(row, 8)});
    return steps;
}

Result<QHash<QString, AppliedBy>> readAppliedBy(postgres::Connection &connection,
                                                std::stop_token stop)
{
    const auto rows =
        read(connection,
             QByteArray("SELECT s.module, s.name, ") + who + ", s.duration_us, " + stepFinishedAt
                 + ", s.run_id, s.sha256, s.fingerprint"
                   " FROM (SELECT DISTINCT ON (module, name) * FROM STEPS one"
                   "  WHERE direction IN ('up', 'down', 'markcompleted', 'markpending')"
                   "  AND outcome = 'Done' ORDER BY module, name, step_id DESC) s"
                   " JOIN aegisx_site.run r ON r.run_id = s.run_id"
                   " WHERE s.direction IN ('up', 'markcompleted')",
             {},
             stop);
    if (!rows)
        return fail(rows.error());
    QHash<QString, AppliedBy> applied;
    applied.reserve(rows->count());
    for (int row = 0; row < rows->count(); ++row)
        applied.insert(rows->text(row, 0) % u'/' % rows->text(row, 1),
                       {rows->text(row, 2),
                        rows->number(row, 3),
                        rows->time(row, 4),
                        rows->text(row, 5),
                        rows->text(row, 6),
                        rows->text(row, 7)});
    return applied;
}

} // namespace aegisx::inspection
