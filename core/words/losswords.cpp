#include "core/words/losswords.h"

#include "core/base/tr.h"
#include "core/plans/losses.h"
#include "core/words/words.h"

#include <algorithm>

namespace aegisx {

using namespace Qt::StringLiterals;
using modules::LossKind;

QString wordFor(LossKind kind)
{
    switch (kind) {
    case LossKind::DropTable:
        return Tr::tr("the table is dropped");
    case LossKind::DropColumn:
        return Tr::tr("the column is dropped");
    case LossKind::DropSchema:
        return Tr::tr("the schema is dropped");
    case LossKind::DropType:
        return Tr::tr("the type is dropped");
    case LossKind::DropView:
        return Tr::tr("the view is dropped");
    case LossKind::DropFunction:
        return Tr::tr("the function is dropped");
    case LossKind::DropExtension:
        return Tr::tr("the extension is dropped");
    case LossKind::DropOwned:
        return Tr::tr("everything a role owns is dropped");
    case LossKind::Truncate:
        return Tr::tr("the table is emptied");
    case LossKind::Delete:
        return Tr::tr("all rows are deleted");
    case LossKind::DeleteSome:
        return Tr::tr("some rows are deleted");
    case LossKind::Update:
        return Tr::tr("every value is overwritten");
    case LossKind::NarrowType:
        return Tr::tr("the new type may hold less");
    case LossKind::ReplicationRole:
        return Tr::tr("triggers and foreign keys are switched off");
    case LossKind::DisableTrigger:
        return Tr::tr("triggers are switched off");
    case LossKind::WriteOver:
        return Tr::tr("what the site changed or removed is written over");
    case LossKind::Unreadable:
        return Tr::tr("what it does cannot be known before it runs");
    }
    return {};
}

QString titleFor(const plans::ExpectedLoss &loss)
{
    QStringList parts;
    for (const QString &part : {loss.schema, loss.name, loss.column}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(u'.');
}

QString titleFor(const runs::TableChange &change)
{
    if (change.replaced)
        return Tr::tr("%1 (replaced)").arg(change.table);
    return change.column.isEmpty()
        ? change.table
        : Tr::tr("%1 (column)").arg(QString(change.table % u'.' % change.column));
}

QString inPlanTextFor(const runs::TableChange &change)
{
    if (change.announced)
        return Tr::tr("yes");
    return change.planned ? Tr::tr("%1 only").arg(QString::number(*change.planned)) : Tr::tr("no");
}

QString lossHeading(bool undone)
{
    return undone ? Tr::tr("Rows that would have been lost: it was rolled back")
                  : Tr::tr("Rows that were lost");
}

namespace {

// Rows that are there and go with the step, or values in them; no way back brings them again.
bool takesContent(const plans::Plan &plan, const plans::PlanStep &step)
{
    return std::any_of(
        plan.losses.begin(), plan.losses.end(), [&](const plans::ExpectedLoss &loss) {
            return &plan.steps.at(loss.step) == &step
                && (plans::takesRows(loss.kind) || !loss.column.isEmpty())
                && loss.rows.value_or(1) > 0;
        });
}

bool hasWayBack(const plans::PlanStep &step)
{
    switch (step.kind) {
    case plans::StepKind::Up:
        return step.undoable;
    case plans::StepKind::Move:
    case plans::StepKind::MarkCompleted:
    case plans::StepKind::MarkPending:
    case plans::StepKind::SetEnvironment:
        return true;
    case plans::StepKind::Down:
    case plans::StepKind::Seed:
    case plans::StepKind::Unlock:
    case plans::StepKind::CancelStatement:
    case plans::StepKind::EndSession:
    case plans::StepKind::CreateAccount:
        break;
    }
    return false;
}

} // namespace

bool canWhollyBeUndone(const plans::Plan &plan, const plans::PlanStep &step)
{
    return hasWayBack(step) && !takesContent(plan, step);
}

QString undoTextFor(const plans::Plan &plan, const plans::PlanStep &step)
{
    if (!hasWayBack(step))
        return Tr::tr("no");
    return takesContent(plan, step) ? Tr::tr("not its rows") : Tr::tr("yes");
}

QString rowsTextFor(std::optional<qint64> rows, bool exact)
{
    if (!rows)
        return Tr::tr("not known");
    return exact ? QString::number(*rows) : Tr::tr("about %1").arg(QString::number(*rows));
}

QString rowsTextFor(const plans::ExpectedLoss &loss)
{
    const bool aboutRows =
        plans::takesRows(loss.kind) || !loss.column.isEmpty() || loss.kind == LossKind::WriteOver;
    if (loss.plainView && loss.kind == LossKind::DropView)
        return Tr::tr("view");
    if (!aboutRows)
        return loss.kind == LossKind::Unreadable ? Tr::tr("cannot be known") : QString();
    if (loss.rows && loss.kind == LossKind::DeleteSome)
        return Tr::tr("up to %1").arg(QString::number(*loss.rows));
    return loss.rows ? rowsTextFor(loss.rows, loss.exact) : Tr::tr("cannot be known");
}

QString whereFor(const plans::Plan &plan, const plans::ExpectedLoss &loss)
{
    const plans::PlanStep &step = plan.steps.at(loss.step);
    const QString title = stepTitle(step.module, step.name);
    if (loss.statement >= step.statements.size())
        return title;
    return Tr::tr("%1, line %2")
        .arg(title, QString::number(step.statements.at(loss.statement).line));
}

} // namespace aegisx
