#include "core/runs/rowguard.h"

#include "core/plans/losscounts.h"
#include "core/plans/losses.h"
#include "core/postgres/sqltext.h"
#include "core/runs/lossreport.h"
#include "core/runs/rowqueries.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using plans::ExpectedLoss;
using plans::PlanStep;
using plans::StepKind;
using postgres::Command;
using postgres::Rows;

namespace {

// The tables that inherit from it are named on their own.
QByteArray nameInSql(const QByteArray &quoted, bool partitioned)
{
    return (partitioned ? "" : "ONLY ") + quoted;
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
    m_counted.clear();
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
        const qint64 oid = rows.number(row, 0);
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
        table.countable = rows.boolean(row, 8) && rows.boolean(row, 10);
        if (m_ignored.contains(table.title))
            continue;
        if (moment == Moment::Start) {
            table.title = m_titles.value(oid, table.title);
            m_titles.insert(oid, table.title);
        }
        tables.insert(oid, table);
    }
    if (moment == Moment::Start)
        m_before = tables;
    else
        m_looks.append({moment == Moment::End ? -1 : step, tables});
}

Command RowGuard::countCommand(const Table &table) const
{
    return {"SELECT count(*) FROM " + nameInSql(table.quoted, table.partitioned), {}};
}

Command RowGuard::lockCommand(const Table &table) const
{
    return {"LOCK TABLE " + nameInSql(table.quoted, table.partitioned)
                + " IN ACCESS EXCLUSIVE MODE",
            {}};
}

bool RowGuard::countsFirst(const std::vector<int> &steps) const
{
    return !wholeTables(m_plan, steps).empty();
}

std::vector<RowGuard::Count> RowGuard::counts(const std::vector<int> &steps) const
{
    std::vector<Count> locks;
    std::vector<Count> counts;
    for (const ExpectedLoss &loss : wholeTables(m_plan, steps)) {
        const QString title = loss.schema % u'.' % loss.name;
        const auto table =
            std::find_if(m_before.begin(), m_before.end(), [&title](const Table &one) {
                return one.title == title && one.countable;
            });
        const bool known = std::any_of(counts.begin(), counts.end(), [&table](const Count &one) {
            return one.oid == table.key();
        });
        if (table == m_before.end() || known)
            continue;
        locks.push_back({0, loss.step, loss.statement, lockCommand(*table)});
        counts.push_back({table.key(), loss.step, loss.statement, countCommand(*table)});
    }
    std::move(counts.begin(), counts.end(), std::back_inserter(locks));
    return locks;
}

void RowGuard::takeCount(const Count &count, const Rows &rows)
{
    if (count.oid != 0)
        m_counted.insert(count.oid, rows.number(0, 0));
}

// What the counters and files of one moment say of a table, or of a partition of the suspect.
void RowGuard::takePart(qint64 oid, const Tables &now, Suspect &suspect) const
{
    const Table before = m_before.value(oid);
    const auto after = now.constFind(oid);
    const bool gone = after == now.cend();
    const bool filled =
        before.filled || m_counted.value(oid) > 0 || m_counted.value(suspect.oid) > 0;
    const bool emptied = filled && (gone || after->file != before.file);
    const qint64 net =
        gone ? 0 : (after->inserted - before.inserted) - (after->deleted - before.deleted);
    suspect.change.gone = suspect.change.gone || (gone && suspect.oid == oid);
    suspect.emptied = suspect.emptied || emptied;
    suspect.net += net;
    if (net >= 0 && !emptied)
        return;
    const AnnouncedRows announced = announcedRows(m_plan, before.title);
    suspect.allParts = suspect.allParts && announced.any;
    suspect.parts.add(announced);
    if (emptied && suspect.oid != oid)
        suspect.counted += m_counted.value(oid);
}

AnnouncedRows RowGuard::announcedOf(const Suspect &suspect) const
{
    AnnouncedRows found = announcedRows(m_plan, suspect.change.table);
    if (!found.any) // a partition alone
        found = announcedRows(m_plan, m_before.value(m_before.value(suspect.oid).root).title);
    if (!found.any && suspect.allParts)
        found = suspect.parts;
    if (found.rows)
        *found.rows += m_own.value(suspect.oid);
    return found;
}

// Partitions together with the table they are of.
QList<RowGuard::Suspect> RowGuard::candidates(const Tables &now) const
{
    QMap<qint64, Suspect> byRoot;
    for (auto it = m_before.cbegin(); it != m_before.cend(); ++it) {
        const qint64 root = it->root;
        const bool rootStays = root == it.key() || now.contains(root);
        const bool own = !now.contains(it.key()) && rootStays; // dropped alone: counts alone
        const qint64 oid = own || !m_before.contains(root) ? it.key() : root;
        Suspect &suspect = byRoot[oid];
        suspect.oid = oid;
        suspect.change.table = m_before.value(oid).title;
        takePart(it.key(), now, suspect);
    }
    QList<Suspect> found;
    for (Suspect &suspect : byRoot) {
        suspect.announced = announcedOf(suspect);
        suspect.change.announced = suspect.announced.any;
        const bool dropped = suspect.change.announced && suspect.change.gone;
        if (suspect.net < 0 || suspect.emptied || dropped)
            found.append(suspect);
    }
    return found;
}

// A table that the run made under the name of one that is gone stands for it.
void RowGuard::findCurrent(Suspect &suspect, const Tables &now) const
{
    suspect.current = now.contains(suspect.oid) ? suspect.oid : 0;
    for (auto it = now.cbegin(); suspect.current == 0 && it != now.cend(); ++it) {
        if (it->title == suspect.change.table && !m_before.contains(it.key()))
            suspect.current = it.key();
    }
    suspect.change.replaced = suspect.current != 0 && suspect.current != suspect.oid;
    suspect.change.gone = suspect.change.gone && !suspect.change.replaced;
}

// Whether what is lost is what the server counted. A table that was emptied is counted anew; where
// more rows are left than that, some of before have survived, and the counters tell all. Not so of
// partitions, of which one may be empty and the others not.
bool RowGuard::countersTell(const Suspect &suspect, const Tables &now) const
{
    if (!suspect.change.after || suspect.current != suspect.oid)
        return false;
    return !suspect.emptied
        || (!now[suspect.oid].partitioned && *suspect.change.after > suspect.net);
}

// How many rows it had, and whether more of them are gone than the plan says.
void RowGuard::describeRows(Suspect &suspect, const Tables &now) const
{
    TableChange &change = suspect.change;
    const auto counted = m_counted.constFind(suspect.oid);
    std::optional<qint64> lost;
    if (countersTell(suspect, now)) {
        lost = -suspect.net;
        change.before = *change.after - suspect.net;
    } else if (counted != m_counted.cend()) {
        change.before = *counted;
        lost = change.replaced ? *counted - change.after.value_or(0) : *counted;
    } else if (suspect.counted > 0 && change.after) {
        lost = suspect.counted - std::min<qint64>(suspect.net, 0);
        change.before = *change.after - suspect.net + suspect.counted;
    } else if (change.announced) {
        change.before = suspect.announced.rows;
        change.exact = suspect.announced.exact;
    }
    if (lost && suspect.announced.isExceededBy(*lost)) {
        change.announced = false;
        change.planned = suspect.announced.rows;
    }
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

// Whether the rows that are there now prove that none was lost.
bool RowGuard::keptRows(const Suspect &suspect, const Tables &now) const
{
    const std::optional<qint64> &after = suspect.change.after;
    if (const auto known = m_known.constFind(suspect.oid); known != m_known.cend())
        return after && *after >= *known;
    return suspect.emptied && suspect.net >= 0 && countersTell(suspect, now);
}

// What the run itself added is nothing that came in since the plan was made.
void RowGuard::noteOwnRows(const Tables &now)
{
    for (auto it = m_before.cbegin(); it != m_before.cend(); ++it) {
        const auto after = now.constFind(it.key());
        const qint64 added = after == now.cend() ? 0 : after->inserted - it->inserted;
        if (added <= 0)
            continue;
        m_own[it.key()] += added;
        if (it->root != it.key())
            m_own[it->root] += added;
    }
}

Result<QList<RowGuard::TableChange>> RowGuard::check(const std::vector<int> &steps,
                                                     std::stop_token stop)
{
    if (m_looks.isEmpty())
        return QList<TableChange> {};
    const Tables &now = m_looks.last().tables;
    QList<Suspect> found = candidates(now);
    std::vector<Command> commands;
    for (Suspect &one : found) {
        findCurrent(one, now);
        if (one.current != 0 && now[one.current].readable)
            commands.push_back(countCommand(now[one.current]));
    }
    const auto counts = commands.empty() ? Result<std::vector<Rows>> {std::vector<Rows> {}}
                                         : m_connection.queryAll(commands, stop);
    if (!counts)
        return fail(counts.error());
    QList<TableChange> changes;
    size_t next = 0;
    for (Suspect &one : found) {
        if (one.current == 0)
            one.change.after = 0;
        else if (now[one.current].readable)
            one.change.after = counts->at(next++).number(0, 0);
        if (keptRows(one, now))
            continue;
        one.change.step = stepOf(one, steps);
        describeRows(one, now);
        if (one.change.announced)
            changes.append(one.change);
        else
            m_suspects.append(one);
    }
    if (!m_suspects.isEmpty())
        return fail(ErrorKind::Failed, {});
    m_known.clear();
    noteOwnRows(now);
    return changes;
}

Result<QList<RowGuard::TableChange>> RowGuard::confirm(std::stop_token stop)
{
    std::vector<Command> commands {{"SELECT set_config('lock_timeout', '3s', true)", {}}};
    for (const Suspect &one : std::as_const(m_suspects)) {
        if (!one.change.planned && m_before[one.oid].readable)
            commands.push_back(countCommand(m_before[one.oid]));
    }
    const auto counts = m_connection.queryAll(commands, stop);
    if (!counts && counts.error().kind != ErrorKind::Database)
        return fail(counts.error());
    QList<TableChange> losses;
    size_t next = 1;
    for (Suspect &one : m_suspects) {
        const bool counted = !one.change.planned && m_before[one.oid].readable;
        if (counts && counted) { // else somebody holds one of them locked
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
                          {title,
                           QString(tables->text(row, 3) % u'.' % tables->text(row, 4)),
                           counts->at(static_cast<size_t>(row) + 1).number(0, 0)});
    }
    return result;
}

AnnouncedRows RowGuard::announcedOf(qint64 oid, const Counted &counted) const
{
    AnnouncedRows found = announcedRows(m_plan, counted.title);
    if (!found.any)
        found = announcedRows(m_plan, counted.root);
    if (found.rows)
        *found.rows += m_own.value(oid);
    return found;
}

Result<void> RowGuard::checkAlone(int step, const Counts &before) const
{
    QList<TableChange> more;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const bool whole =
            std::any_of(m_plan.losses.begin(), m_plan.losses.end(), [&](const ExpectedLoss &loss) {
                return loss.step == step && takesEveryRow(loss.kind)
                    && loss.schema % u'.' % loss.name == it->title;
            });
        const AnnouncedRows announced = announcedOf(it.key(), *it);
        if (!whole || !announced.isExceededBy(it->rows))
            continue;
        TableChange change;
        change.table = it->title;
        change.before = it->rows;
        change.after = 0;
        change.planned = announced.rows;
        more.append(change);
    }
    return more.isEmpty() ? Result<void> {} : fail(notBegun(more, m_plan.steps.at(step)));
}

QList<RowGuard::TableChange> RowGuard::compare(int step, const Counts &before, const Counts &after)
{
    QHash<QString, qint64> made; // by the step: title, rows
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        if (!before.contains(it.key()))
            made.insert(it->title, it->rows);
    }
    const PlanStep &one = m_plan.steps.at(step);
    QList<TableChange> changes;
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const AnnouncedRows announced = announcedOf(it.key(), *it);
        TableChange change;
        change.table = it->title;
        change.before = it->rows;
        change.step = one.module % u'/' % one.name;
        change.replaced = !after.contains(it.key()) && made.contains(it->title);
        change.gone = !after.contains(it.key()) && !change.replaced;
        change.after = change.replaced ? made.value(it->title) : after.value(it.key()).rows;
        change.announced = announced.any;
        if (announced.isExceededBy(*change.before - *change.after)) {
            change.announced = false;
            change.planned = announced.rows;
        }
        m_own[it.key()] += std::max<qint64>(*change.after - *change.before, 0);
        const bool told = (change.gone || change.replaced) && announced.any;
        if (*change.after < *change.before || told)
            changes.append(change);
    }
    return changes;
}

} // namespace aegisx::runs
