#include "core/runs/seedcounts.h"

#include <QMap>
#include <QSet>

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, TableCounts> readStatistics(const postgres::Rows &rows)
{
    QHash<QString, TableCounts> counts;
    for (int row = 0; row < rows.count(); ++row)
        counts.insert(rows.text(row, 0),
                      {rows.text(row, 0),
                       rows.number(row, 1),
                       rows.number(row, 2),
                       rows.number(row, 3),
                       -1,
                       0,
                       {}});
    return counts;
}

// What the statements offer to a table, as far as that is known before they run.
struct Offer {
    qint64 rows = 0;
    bool known = true;
    int statements = 0;
};

QMap<QString, Offer> offersOf(const plans::PlanStep &step)
{
    QMap<QString, Offer> offers;
    for (const modules::InsertTarget &target : step.inserts) {
        Offer &offer = offers[target.schema % u'.' % target.table];
        offer.rows += std::max(target.offeredRows, 0);
        offer.known = offer.known && target.offeredRows >= 0;
        ++offer.statements;
    }
    return offers;
}

int mergesOf(const plans::PlanStep &step, const QString &table)
{
    if (!step.seed)
        return 0;
    const auto &upserts = step.seed->upserts;
    return static_cast<int>(
        std::count_if(upserts.begin(), upserts.end(), [&table](const modules::Upsert &upsert) {
            return upsert.schema % u'.' % upsert.table == table;
        }));
}

} // namespace

postgres::Command SeedCounts::look()
{
    return {"SELECT schemaname || '.' || relname, n_tup_ins, n_tup_upd, n_tup_del"
            " FROM pg_catalog.pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND schemaname <> 'aegisx_site'"
            " AND left(schemaname, 7) <> 'pg_temp' ORDER BY 1",
            {}};
}

void SeedCounts::begin(const postgres::Rows &before)
{
    m_before = readStatistics(before);
    m_merged.clear();
}

void SeedCounts::takeMerge(const TableCounts &counts)
{
    TableCounts &all = m_merged[counts.table];
    all.table = counts.table;
    all.inserted += counts.inserted;
    all.updated += counts.updated;
    all.unchanged = std::max<qint64>(all.unchanged, 0) + counts.unchanged;
    all.kept += counts.kept;
    all.keptRows += counts.keptRows;
    if (all.keptRows.size() > mostKeptRows)
        all.keptRows.resize(mostKeptRows);
}

QList<TableCounts> SeedCounts::finish(const plans::PlanStep &step,
                                      const postgres::Rows &after) const
{
    // The statistics of a session may still hold those of transactions before: subtract.
    QMap<QString, TableCounts> result;
    const QHash<QString, TableCounts> counts = readStatistics(after);
    for (const TableCounts &now : counts) {
        const TableCounts before = m_before.value(now.table);
        TableCounts change = now;
        change.inserted -= before.inserted;
        change.updated -= before.updated;
        change.deleted -= before.deleted;
        const QString lock = step.table.schema % u'.' % step.table.lockName();
        if (change.inserted + change.updated + change.deleted > 0 && now.table != lock)
            result.insert(now.table, change);
    }
    const QMap<QString, Offer> offers = offersOf(step);
    for (auto it = offers.cbegin(); it != offers.cend(); ++it) {
        TableCounts &one = result[it.key()];
        const TableCounts merged = m_merged.value(it.key());
        const int merges = mergesOf(step, it.key());
        one.table = it.key();
        one.kept = merged.kept;
        one.keptRows = merged.keptRows;
        if (merges == it->statements) { // all that the step does to it
            one.inserted = merged.inserted;
            one.updated = merged.updated;
            one.unchanged = merged.unchanged;
        } else if (merges == 0 && it->known) {
            one.unchanged = std::max<qint64>(it->rows - one.inserted - one.updated, 0);
        }
    }
    return result.values();
}

} // namespace aegisx::runs
