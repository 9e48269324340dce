#include "core/runs/rowguard.h"

#include "core/base/tr.h"
#include "core/plans/losscounts.h"
#include "core/plans/losses.h"
#include "core/postgres/sqltext.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::ExpectedLoss;
using plans::PlanStep;
using plans::StepKind;
using postgres::Command;
using postgres::Rows;

namespace {

// The tables under views in the place of the bookkeeping's tables.
// Knex works with such views, and what we write through them is no loss.
constexpr auto underBookkeepingSql = R"(
SELECT d.refobjid FROM pg_catalog.pg_class v
  JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace
  JOIN pg_catalog.pg_rewrite r ON r.ev_class = v.oid
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass
       AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass
 WHERE v.relkind = 'v' AND vn.nspname || '.' || v.relname = ANY ($2::text[]))";

// Measuring a table locks it for a moment: one that somebody rebuilds is taken as filled.
constexpr auto lookSql = R"(
WITH locked AS MATERIALIZED (
  SELECT relation FROM pg_catalog.pg_locks
   WHERE $1::bool AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid()
     AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
SELECT c.oid::int8, n.nspname, c.relname, c.relfilenode::int8,
       CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid::int8 ELSE c.oid::int8 END,
       pg_stat_get_xact_tuples_inserted(c.oid), pg_stat_get_xact_tuples_deleted(c.oid),
       NOT $1::bool OR c.relkind = 'p' OR c.oid IN (SELECT relation FROM locked)
       OR pg_relation_size(c.oid) > 0,
       has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT'),
       c.relkind = 'p'
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('information_schema', 'aegisx_site') AND left(n.nspname, 3) <> 'pg_'
   AND c.oid NOT IN ()";

constexpr auto tablesToCountSql = R"(
SELECT c.oid::int8, n.nspname, c.relname
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND c.reltuples < $1::int8
   AND n.nspname NOT IN ('information_schema', 'aegisx_site') AND left(n.nspname, 3) <> 'pg_'
   AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
   AND c.oid NOT IN (
       SELECT relation FROM pg_catalog.pg_locks WHERE relation IS NOT NULL
          AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid())
   AND c.oid NOT IN ()";

QString rowsText(const std::optional<qint64> &rows)
{
    return rows ? QString::number(*rows) : Tr::tr("not known");
}

} // namespace

RowGuard::RowGuard(postgres::Connection &connection, const plans::Plan &plan)
    : m_connection(connection), m_plan(plan)
{
    for (const plans::PlannedModule &module : plan.modules)
        m_ignored << module.table.schema % u'.' % module.table.name
                  << module.table.schema % u'.' % module.table.lockName();
}

void RowGuard::forget()
{
    m_before.clear();
    m_looks.clear();
    m_suspects.clear();
}

bool RowGuard::watches(const std::vector<int> &steps) const
{
    return std::any_of(steps.begin(), steps.end(), [this](int step) {
        const StepKind kind = m_plan.steps.at(step).kind;
        return kind == StepKind::Up || kind == StepKind::Down || kind == StepKind::Seed;
    });
}

bool RowGuard::isDoubtful(int step) const
{
    return std::any_of(
        m_plan.losses.begin(), m_plan.losses.end(), [step](const ExpectedLoss &loss) {
            return loss.step == step && loss.kind == modules::LossKind::Unreadable;
        });
}

QByteArray RowGuard::bookkeepingNames() const
{
    return postgres::textArray(QStringList(m_ignored.cbegin(), m_ignored.cend()));
}

Command RowGuard::look(Moment moment) const
{
    return {QByteArray(lookSql) + underBookkeepingSql + ')',
            {moment == Moment::Start ? "true" : "false", bookkeepingNames()}};
}

void RowGuard::takeLook(Moment moment, int step, const Rows &rows)
{
    Tables tables;
    for (int row = 0; row < rows.count(); ++row) {
        Table table;
        table.title = rows.text(row, 1) % u'.' % rows.text(row, 2);
        table.quoted = postgres::quoteQualified(rows.text(row, 1), rows.text(row, 2));
        table.file = rows.number(row, 3);
        table.root = rows.number(row, 4);
        table.inserted = rows.number(row, 5);
        table.deleted = rows.number(row, 6);
        table.filled = rows.boolean(row, 7);
        table.readable = rows.boolean(row, 8);
        table.partitioned = rows.boolean(row, 9);
        if (!m_ignored.contains(table.title))
            tables.insert(rows.number(row, 0), table);
    }
    if (moment == Moment::Start)
        m_before = tables;
    else
        m_looks.append({moment == Moment::End ? -1 : step, tables});
}

bool RowGuard::isAnnounced(const QString &title) const
{
    return std::any_of(
        m_plan.losses.begin(), m_plan.losses.end(), [&title](const ExpectedLoss &loss) {
            return plans::takesRows(loss.kind) && loss.schema % u'.' % loss.name == title;
        });
}

std::optional<qint64> RowGuard::announcedRows(const QString &title) const
{
    for (const ExpectedLoss &loss : m_plan.losses) {
        if (plans::takesRows(loss.kind) && loss.schema % u'.' % loss.name == title)
            return loss.rows;
    }
    return {};
}

// What the counters and files of one moment say, partitions together with the table they are of.
QList<RowGuard::Suspect> RowGuard::candidates(const Tables &now) const
{
    QMap<qint64, Suspect> byRoot;
    for (auto it = m_before.cbegin(); it != m_before.cend(); ++it) {
        const Table &before = it.value();
        const auto after = now.constFind(it.key());
        const bool gone = after == now.cend();
        const bool rootStays = before.root == it.key() || now.contains(before.root);
        const bool own = gone && rootStays; // a partition that is dropped alone counts alone
        const qint64 oid = own || !m_before.contains(before.root) ? it.key() : before.root;
        Suspect &suspect = byRoot[oid];
        suspect.oid = oid;
        suspect.change.table = m_before.value(oid).title;
        if (gone) {
            suspect.change.gone = suspect.change.gone || oid == it.key();
            suspect.emptied = suspect.emptied || before.filled;
            continue;
        }
        suspect.net += (after->inserted - before.inserted) - (after->deleted - before.deleted);
        suspect.emptied = suspect.emptied || (before.filled && after->file != before.file);
    }
    QList<Suspect> found;
    for (Suspect &suspect : byRoot) {
        suspect.change.announced = isAnnounced(suspect.change.table)
            || isAnnounced(m_before.value(m_before.value(suspect.oid).root).title);
        const bool dropped = suspect.change.announced && suspect.change.gone;
        if (suspect.net < 0 || suspect.emptied || dropped)
            found.append(suspect);
    }
    return found;
}

bool RowGuard::shows(const Suspect &suspect, const Tables &now) const
{
    const QList<Suspect> all = candidates(now);
    return std::any_of(all.begin(), all.end(), [&suspect](const Suspect &one) {
        return one.oid == suspect.oid && (one.emptied || one.net < 0);
    });
}

QString RowGuard::stepOf(const Suspect &suspect, const std::vector<int> &steps) const
{
    int step = steps.size() == 1 ? steps.front() : -1;
    for (const ExpectedLoss &loss : m_plan.losses) {
        if (suspect.change.announced && loss.schema % u'.' % loss.name == suspect.change.table
            && plans::takesRows(loss.kind)) {
            step = loss.step;
            break;
        }
    }
    if (!suspect.change.announced) {
        const auto first = std::find_if(m_looks.begin(), m_looks.end(), [&](const Look &look) {
            return shows(suspect, look.tables);
        });
        if (first != m_looks.end() && first->step >= 0)
            step = first->step;
    }
    return step < 0 ? QString() : m_plan.steps.at(step).module % u'/' % m_plan.steps.at(step).name;
}

Command RowGuard::countCommand(const Table &table) const
{
    return {"SELECT count(*) FROM " + QByteArray(table.partitioned ? "" : "ONLY ") + table.quoted,
            {}};
}

// Whether the rows that are there now prove that none was lost.
bool RowGuard::keptRows(const Suspect &suspect, const Tables &now) const
{
    const std::optional<qint64> &after = suspect.change.after;
    if (const auto known = m_known.constFind(suspect.oid); known != m_known.cend())
        return after && *after >= *known;
    // More rows than were inserted: some of before have survived, and the counters tell all. Not so
    // of partitions, of which one may be empty and the others not.
    return suspect.emptied && !suspect.change.gone && !now[suspect.oid].partitioned
        && suspect.net >= 0 && after && *after > suspect.net;
}

Result<QList<RowGuard::TableChange>> RowGuard::check(const std::vector<int> &steps,
                                                     std::stop_token stop)
{
    if (m_looks.isEmpty())
        return QList<TableChange> {};
    const Tables &now = m_looks.last().tables;
    QList<Suspect> found = candidates(now);
    if (found.isEmpty())
        return QList<TableChange> {};
    std::vector<Command> commands;
    for (const Suspect &one : std::as_const(found)) {
        if (now.contains(one.oid) && now[one.oid].readable)
            commands.push_back(countCommand(now[one.oid]));
    }
    const auto counts = m_connection.queryAll(commands, stop);
    if (!counts)
        return fail(counts.error());
    QList<TableChange> changes;
    size_t next = 0;
    for (Suspect &one : found) {
        if (!now.contains(one.oid))
            one.change.after = 0;
        else if (now[one.oid].readable)
            one.change.after = counts->at(next++).number(0, 0);
        if (keptRows(one, now))
            continue;
        one.change.step = stepOf(one, steps);
        if (one.change.announced)
            one.change.before = announcedRows(one.change.table);
        if (!one.emptied && one.change.after)
            one.change.before = *one.change.after - one.net;
        if (one.change.announced)
            changes.append(one.change);
        else
            m_suspects.append(one);
    }
    if (!m_suspects.isEmpty())
        return fail(ErrorKind::Failed, {});
    m_known.clear();
    return changes;
}

Result<QList<RowGuard::TableChange>> RowGuard::confirm(std::stop_token stop)
{
    std::vector<Command> commands {{"SELECT set_config('lock_timeout', '3s', true)", {}}};
    for (const Suspect &one : std::as_const(m_suspects)) {
        if (m_before[one.oid].readable)
            commands.push_back(countCommand(m_before[one.oid]));
    }
    const auto counts = m_connection.queryAll(commands, stop);
    if (!counts && counts.error().kind != ErrorKind::Database)
        return fail(counts.error());
    QList<TableChange> losses;
    size_t next = 1;
    for (Suspect &one : m_suspects) {
        if (counts && m_before[one.oid].readable) { // else somebody holds one of them locked
            one.change.before = counts->at(next++).number(0, 0);
            m_known.insert(one.oid, *one.change.before);
            if (one.change.after.value_or(0) >= *one.change.before)
                continue;
        }
        losses.append(one.change);
    }
    m_suspects.clear();
    return losses;
}

Error RowGuard::describe(const QList<TableChange> &losses, bool committedAny)
{
    QStringList lines {
        committedAny
            ? Tr::tr("Rows would have been lost of which the plan says nothing, so this part of "
                     "the run was rolled back. What was completed before it stays.")
            : Tr::tr("Rows would have been lost of which the plan says nothing, so all of it was "
                     "rolled back.")};
    for (const TableChange &loss : losses)
        lines
            << (loss.step.isEmpty()
                    ? Tr::tr("%1: %2 rows before, %3 after")
                          .arg(loss.table, rowsText(loss.before), rowsText(loss.after))
                    : Tr::tr("%1: %2 rows before, %3 after, in step %4")
                          .arg(loss.table, rowsText(loss.before), rowsText(loss.after), loss.step));
    return {ErrorKind::Failed,
            lines.join(u'\n'),
            {},
            Tr::tr("Send this report to the vendor of the module: a file must not delete rows in a "
                   "way that cannot be read beforehand."),
            {}};
}

bool RowGuard::mayLoseRows(int step) const
{
    const auto &statements = m_plan.steps.at(step).statements;
    return watches({step})
        && std::any_of(
               statements.begin(), statements.end(), [](const modules::Statement &statement) {
                   return statement.needsNoTransaction.isEmpty();
               });
}

Result<RowGuard::Counts> RowGuard::countAll(std::stop_token stop)
{
    const auto tables =
        m_connection.query(QByteArray(tablesToCountSql) + underBookkeepingSql + ')',
                           {QByteArray::number(plans::mostCountedRows), bookkeepingNames()},
                           stop);
    if (!tables)
        return fail(tables.error());
    std::vector<Command> commands {{"SELECT set_config('lock_timeout', '1s', true)", {}}};
    for (int row = 0; row < tables->count(); ++row)
        commands.push_back(
            {"SELECT count(*) FROM ONLY "
                 + postgres::quoteQualified(tables->text(row, 1), tables->text(row, 2)),
             {}});
    const auto counts = m_connection.queryAll(commands, stop);
    if (!counts)
        return fail(counts.error());
    Counts result;
    for (int row = 0; row < tables->count(); ++row) {
        const QString title = tables->text(row, 1) % u'.' % tables->text(row, 2);
        if (!m_ignored.contains(title))
            result.insert(tables->number(row, 0),
                          {title, counts->at(static_cast<size_t>(row) + 1).number(0, 0)});
    }
    return result;
}

QList<RowGuard::TableChange>
RowGuard::compare(int step, const Counts &before, const Counts &after) const
{
    QList<TableChange> changes;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const auto now = after.constFind(it.key());
        const bool gone = now == after.cend();
        const qint64 left = gone ? 0 : now->second;
        const bool announced = isAnnounced(it->first);
        if (left >= it->second && !(gone && announced))
            continue;
        const PlanStep &one = m_plan.steps.at(step);
        changes.append({it->first,
                        it->second,
                        left,
                        true,
                        gone,
                        announced,
                        QString(one.module % u'/' % one.name)});
    }
    return changes;
}

} // namespace aegisx::runs
