#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/announcedrows.h"
#include "core/runs/runreport.h"

#include <QHash>
#include <QList>
#include <QMap>
#include <QSet>

#include <optional>
#include <stop_token>
#include <vector>

namespace aegisx::runs {

// Keeps a run from losing rows of which its plan says nothing, or more than it says: those that
// came in since it was made. The server counts what a transaction of its own deletes, and gives a
// table that it empties another file: from looks at that, taken along in the run's pipelines,
// follows which tables lost rows, whatever other sessions do. Everything given to the constructor
// stays the caller's.
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

    // Behind the look at the start, where a step drops or empties whole tables: locks those as the
    // step will, so that nobody adds rows any more, and counts them. The rows of the n-th command
    // go to takeCount(n, ...). Tables that the user may not lock or read are left out.
    struct Count {
        qint64 oid = 0; // 0: of a lock
        int step = 0; // whose loss it is
        int statement = 0;
        postgres::Command command;
    };
    [[nodiscard]] bool countsFirst(const std::vector<int> &steps) const;
    [[nodiscard]] std::vector<Count> counts(const std::vector<int> &steps) const;
    void takeCount(const Count &count, const postgres::Rows &rows);

    // Before COMMIT: the tables that lost rows as announced. One round trip, none where no table
    // did. Errors: Failed, where one lost rows without a word of it, or more than the plan says;
    // confirm() then says whether that is so. Database, Cancelled, a connection failure.
    [[nodiscard]] Result<QList<TableChange>> check(const std::vector<int> &steps,
                                                   std::stop_token stop);
    [[nodiscard]] bool suspects() const { return !m_suspects.isEmpty(); }

    // After ROLLBACK: counts what is there again, and puts the number before into the suspects.
    // What the server counted may have been undone inside the run, or a table may have held
    // nothing: where none is left the answer is empty, and the transaction may be run once more.
    [[nodiscard]] Result<QList<TableChange>> confirm(std::stop_token stop);

    // For a step outside a transaction: the rows of every table, below a million; two round trips.
    struct Counted {
        QString title;
        QString root; // the title of the table that it is a partition of; else its own
        qint64 rows = 0;
    };
    using Counts = QMap<qint64, Counted>; // by oid
    [[nodiscard]] bool mayLoseRows(int step) const;
    [[nodiscard]] Result<Counts> countAll(std::stop_token stop);
    // Just before such a step: Failed where it would take more rows than the plan says.
    [[nodiscard]] Result<void> checkAlone(int step, const Counts &before) const;
    [[nodiscard]] QList<TableChange> compare(int step, const Counts &before, const Counts &after);

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
        bool countable = false; // the user may lock it, and sees all of its rows
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
        qint64 current = 0; // itself, or the table that took its place; 0: there is none
        AnnouncedRows announced;
        AnnouncedRows parts; // of it and its partitions, as far as they lost rows
        bool allParts = true; // the plan speaks of each of them
        qint64 counted = 0; // rows of those of its partitions that were counted
    };

    [[nodiscard]] QByteArray bookkeepingNames() const;
    void takePart(qint64 oid, const Tables &now, Suspect &suspect) const;
    [[nodiscard]] AnnouncedRows announcedOf(const Suspect &suspect) const;
    [[nodiscard]] AnnouncedRows announcedOf(qint64 oid, const Counted &counted) const;
    void findCurrent(Suspect &suspect, const Tables &now) const;
    [[nodiscard]] bool countersTell(const Suspect &suspect, const Tables &now) const;
    void describeRows(Suspect &suspect, const Tables &now) const;
    void noteOwnRows(const Tables &now);
    [[nodiscard]] bool shows(const Suspect &suspect, const Tables &now) const;
    [[nodiscard]] bool keptRows(const Suspect &suspect, const Tables &now) const;
    [[nodiscard]] QString stepOf(const Suspect &suspect, const std::vector<int> &steps) const;
    [[nodiscard]] QList<Suspect> candidates(const Tables &now) const;
    [[nodiscard]] postgres::Command countCommand(const Table &table) const;
    [[nodiscard]] postgres::Command lockCommand(const Table &table) const;

    postgres::Connection &m_connection;
    const plans::Plan &m_plan;
    QSet<QString> m_ignored; // the bookkeeping
    Tables m_before;
    QList<Look> m_looks;
    QList<Suspect> m_suspects;
    QHash<qint64, QString> m_titles; // as a table was called when the run saw it first
    QHash<qint64, qint64> m_counted; // rows of tables that are locked since
    QHash<qint64, qint64> m_own; // rows that earlier transactions of the run added
    QHash<qint64, qint64> m_known; // rows at the start, from a run before that was undone
};

} // namespace aegisx::runs
