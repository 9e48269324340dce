#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/runreport.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QSet>

#include <optional>
#include <stop_token>
#include <vector>

namespace aegisx::runs {

// Keeps a run from losing rows of which its plan says nothing. The server counts what a transaction
// of its own deletes, and gives a table that it empties another file: from looks at that, taken
// along in the run's pipelines, follows which tables lost rows, whatever other sessions do.
// Everything given to the constructor stays the caller's.
class RowGuard final
{
public:
    using TableChange = RunReport::TableChange;
    enum class Moment { Start, AfterStep, End };

    RowGuard(postgres::Connection &connection, const plans::Plan &plan);

    // Whether these steps, run in one transaction, are to be looked after.
    [[nodiscard]] bool watches(const std::vector<int> &steps) const;
    void forget(); // a new transaction begins
    // What it does cannot be read: a look behind it tells whether it was this one.
    [[nodiscard]] bool isDoubtful(int step) const;
    [[nodiscard]] postgres::Command look(Moment moment) const;
    void takeLook(Moment moment, int step, const postgres::Rows &rows);

    // Before COMMIT: the tables that lost rows as announced. One round trip, none where no table
    // did. Errors: Failed, where one lost rows without a word of it; confirm() then says whether
    // that is so. Database, Cancelled, a connection failure.
    [[nodiscard]] Result<QList<TableChange>> check(const std::vector<int> &steps,
                                                   std::stop_token stop);
    [[nodiscard]] bool suspects() const { return !m_suspects.isEmpty(); }

    // After ROLLBACK: counts what is there again, and puts the number before into the suspects.
    // What the server counted may have been undone inside the run, or a table may have held
    // nothing: where none is left the answer is empty, and the transaction may be run once more.
    [[nodiscard]] Result<QList<TableChange>> confirm(std::stop_token stop);
    // committedAny: what a run in several transactions completed before stays.
    [[nodiscard]] static Error describe(const QList<TableChange> &losses, bool committedAny);

    // For a step outside a transaction: the rows of every table, below a million; two round trips.
    using Counts = QMap<qint64, std::pair<QString, qint64>>; // by oid
    [[nodiscard]] bool mayLoseRows(int step) const;
    [[nodiscard]] Result<Counts> countAll(std::stop_token stop);
    [[nodiscard]] QList<TableChange>
    compare(int step, const Counts &before, const Counts &after) const;

private:
    struct Table {
        QString title; // "schema.name" as it was called at the start
        QByteArray quoted; // as it is called by now
        qint64 file = 0;
        qint64 root = 0; // of a partition; else itself
        qint64 inserted = 0;
        qint64 deleted = 0;
        bool filled = true; // had any page at the start
        bool readable = true;
        bool partitioned = false;
    };
    using Tables = QMap<qint64, Table>; // by oid
    struct Look {
        int step = -1; // behind which it was taken; -1: the end
        Tables tables;
    };
    // A table, or a partitioned one with all its partitions, that may have lost rows.
    struct Suspect {
        qint64 oid = 0;
        TableChange change;
        qint64 net = 0; // inserted without deleted
        bool emptied = false; // nothing of it may be left: gone, or in another file
    };

    [[nodiscard]] QByteArray bookkeepingNames() const;
    [[nodiscard]] bool isAnnounced(const QString &title) const;
    [[nodiscard]] bool shows(const Suspect &suspect, const Tables &now) const;
    [[nodiscard]] bool keptRows(const Suspect &suspect, const Tables &now) const;
    [[nodiscard]] QString stepOf(const Suspect &suspect, const std::vector<int> &steps) const;
    [[nodiscard]] QList<Suspect> candidates(const Tables &now) const;
    [[nodiscard]] std::optional<qint64> announcedRows(const QString &title) const;
    [[nodiscard]] postgres::Command countCommand(const Table &table) const;

    postgres::Connection &m_connection;
    const plans::Plan &m_plan;
    QSet<QString> m_ignored; // the bookkeeping
    Tables m_before;
    QList<Look> m_looks;
    QList<Suspect> m_suspects;
    QHash<qint64, qint64> m_known; // rows at the start, from a run before that was undone
};

} // namespace aegisx::runs
