#pragma once

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

// What a seed did to one table; unchanged is -1 where it cannot be known.
struct TableCounts {
    QString table;
    qint64 inserted = 0;
    qint64 updated = 0;
    qint64 deleted = 0;
    qint64 unchanged = -1;
};

struct StepReport {
    plans::StepKind kind = plans::StepKind::Up;
    QString module;
    QString name;
    StepState state = StepState::NotRun;
    qint64 microseconds = 0;
    QList<TableCounts> tables;
    QStringList notices;
};

// The end of a run: what changed, what did not, what state the site is in, what to do next.
struct RunReport {
    // A table that the plan said would lose rows, or that lost some without a word of it.
    struct TableChange {
        QString table; // "schema.name", as it was called before
        std::optional<qint64> before; // rows; empty: not known
        std::optional<qint64> after;
        bool exact = true; // else estimated by the server's statistics
        bool gone = false; // the table is not there any more
        bool announced = true;
        QString step; // "module/name"; empty: not known
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
    std::optional<Error> error;
    QString stateNow; // translated
    QString nextStep; // translated

    [[nodiscard]] int count(StepState state) const;
};

// stateNow and nextStep, from outcome and steps.
void describeOutcome(RunReport &report);

} // namespace aegisx::runs
