#pragma once

#include "core/plans/plan.h"
#include "core/postgres/rows.h"
#include "core/runs/runreport.h"

#include <QHash>

#include <optional>

namespace aegisx::runs {

// Compares what the questions of a move answer before and after it: the rows of a table, or the
// file of a large one. Ignores steps that are no moves.
class MoveCheck final
{
public:
    void forget(int step) { m_answers.remove(step); }
    // The answer of one of the step's statements.
    void take(int step, const plans::PlanStep &planned, int statement, const postgres::Rows &rows);

    // What is wrong with the step, once it is done; nothing: before and after agree.
    [[nodiscard]] std::optional<Error> failure(int step, const plans::PlanStep &planned) const;
    // The rows that were counted, for the report.
    [[nodiscard]] QList<TableCounts> counts(int step, const plans::PlanStep &planned) const;

private:
    struct Answers {
        QStringList values; // before, after
        bool counted = false;
    };
    QHash<int, Answers> m_answers;
};

} // namespace aegisx::runs
