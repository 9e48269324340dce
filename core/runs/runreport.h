#pragma once

#include "core/base/event.h"
#include "core/base/finding.h"
#include "core/plans/plan.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>

#include <optional>

namespace aegisx::runs {
Q_NAMESPACE

enum class Outcome {
    Done,
    NothingToDo,
    Failed, // the site is as before
    FailedPartWay, // a run in segments: some are committed
    Refused, // nothing ran
    Locked, // nothing ran: another run holds the lock
    Cancelled, // the site is as before
    CancelledPartWay,
    OutcomeUnknown, // connection lost at COMMIT, server not reachable since
};
Q_ENUM_NS(Outcome)

enum class StepState {
    NotRun,
    Done,
    Skipped,
    Failed,
    Cancelled, // while it ran; nothing of it was wrong
    RolledBack,
    Unknown, // its COMMIT was not answered, and the server could not be asked
};
Q_ENUM_NS(StepState)

// A row of a seed that is left as the site made it.
struct KeptRow {
    QString key; // the values of its key; of a link what its ends are known by
    QStringList columns; // that the site changed; empty: the row is not there
    // Else nothing tells that the site changed or removed it: the table had rows before this
    // program loaded any.
    bool shippedBefore = true;
};

inline constexpr int mostKeptRows = 20; // of a table that a report names

// What a seed did to one table; unchanged is -1 where it cannot be known.
struct TableCounts {
    QString table;
    qint64 inserted = 0;
    qint64 updated = 0;
    qint64 deleted = 0;
    qint64 unchanged = -1;
    qint64 kept = 0; // rows that the site changed or removed
    QList<KeptRow> keptRows = {}; // the first of them
};

// What a step without a transaction left behind when it did not come to its end. It stays in the
// database, and is not recorded.
struct Remains {
    int statementsDone = 0;
    int statementCount = 0;
    bool unsure = false; // the statement that stopped it may have left something as well
    bool ownCommits = false; // what it left may be rows, which it committed itself
    bool repeatable = false; // what ran may run again: IF NOT EXISTS, OR REPLACE and the like
};

struct StepReport {
    plans::StepKind kind = plans::StepKind::Up;
    QString module;
    QString name;
    StepState state = StepState::NotRun;
    qint64 microseconds = 0;
    QList<TableCounts> tables;
    QStringList notices;
    std::optional<Remains> remains = std::nullopt;
    QString reason = {}; // that a person gave; of a lock or a session: what was known of it
};

// The end of a run: what changed, what did not, what state the site is in, what to do next.
struct RunReport {
    // A table that the plan said would lose rows, or that lost some without a word of it; or a
    // column that was dropped with its values.
    struct TableChange {
        QString table; // "schema.name", as it was called before
        std::optional<qint64> before; // rows; empty: not known
        std::optional<qint64> after;
        bool exact = true; // else estimated by the server's statistics
        bool gone = false; // the table is not there any more
        bool announced = true;
        QString step; // "module/name"; empty: not known
        QString column = {}; // that is gone with its values; empty: it is about rows
        bool undone = false; // it was rolled back: nothing of it is lost
        std::optional<qint64> planned = std::nullopt; // not announced: the plan spoke of so many
        bool replaced = false; // by another table of the same name, whose rows are those after
    };

    // What a run left to do.
    struct Afterwards {
        int pending = 0; // migrations
        int contradictions = 0; // migrations of which the record and the database disagree
        QStringList modules; // those with contradictions
        QStringList withoutSeeds; // modules whose reference data is not that of their release
        QStringList withoutAdministrator; // modules that nobody can administer yet
    };

    plans::Operation operation = plans::Operation::Migrate;
    Outcome outcome = Outcome::NothingToDo;
    QString runId;
    QString site;
    QString who; // user@computer
    QDateTime startedAt;
    QDateTime finishedAt;
    QList<StepReport> steps;
    QMap<QString, int> batches; // module -> the batch this run wrote
    QList<TableChange> losses; // of what is committed, or of what made the run fail
    QList<StepReport> following; // of the plans after this one, which were not begun
    QList<BlockingSession> blockers; // whom it waited for last, where that made it fail
    std::optional<Afterwards> afterwards; // empty: not looked at
    std::optional<Error> error;
    bool unlogged = false; // what was done could not be written into aegisx_site
    bool toldBySite = false; // by the rows of aegisx_site, which keep less than a report
    QString stateNow; // translated
    QString nextStep; // translated

    [[nodiscard]] int count(StepState state) const;
    // The step of which a part stays in the database; null: there is none.
    [[nodiscard]] const StepReport *halfRun() const;
    [[nodiscard]] qint64 keptRows() const; // by seeds, as the site changed or removed them
};

// The steps of a plan of which none has run.
[[nodiscard]] QList<StepReport> stepsOf(const plans::Plan &plan);

// stateNow and nextStep, from the rest of the report.
void describeOutcome(RunReport &report);

} // namespace aegisx::runs
