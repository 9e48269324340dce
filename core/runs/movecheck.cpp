#include "core/runs/movecheck.h"

#include "core/base/tr.h"
#include "core/plans/planmove.h"

namespace aegisx::runs {

using namespace Qt::StringLiterals;

void MoveCheck::take(int step,
                     const plans::PlanStep &planned,
                     int statement,
                     const postgres::Rows &rows)
{
    if (planned.kind != plans::StepKind::Move || rows.columns() != 1 || rows.count() != 1)
        return;
    Answers &answers = m_answers[step];
    answers.values << rows.text(0, 0);
    answers.counted = planned.statements.at(statement).sql.startsWith("SELECT count(*)");
}

std::optional<Error> MoveCheck::failure(int step, const plans::PlanStep &planned) const
{
    const Answers answers = m_answers.value(step);
    if (answers.values.size() < 2 || answers.values.first() == answers.values.last())
        return std::nullopt;
    const QString what = answers.counted
        ? Tr::tr(
              "The move was undone, as the rows before and after it do not agree (%1 and %2): %3")
              .arg(answers.values.first(), answers.values.last(), planned.name)
        : Tr::tr("The move was undone, as the table's file before and after it is not the same: %1")
              .arg(planned.name);
    return Error {ErrorKind::Failed,
                  what,
                  {},
                  Tr::tr("Something in the database acts on the move, an event trigger for "
                         "example. Send this report to the vendor."),
                  {}};
}

QList<TableCounts> MoveCheck::counts(int step, const plans::PlanStep &planned) const
{
    const Answers answers = m_answers.value(step);
    const auto names = plans::readMoveStep(planned.name);
    if (!answers.counted || answers.values.size() < 2 || !names)
        return {};
    return {{names->to, 0, 0, 0, answers.values.last().toLongLong()}};
}

} // namespace aegisx::runs
