#include "core/runs/lossreport.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNames = 5;

// How many rows, or values of a column, are gone.
QString countOf(const TableChange &change)
{
    if (!change.before || !change.after)
        return Tr::tr("not known");
    const QString number = QString::number(*change.before - *change.after);
    return change.exact ? number : Tr::tr("about %1").arg(number);
}

} // namespace

bool isLost(const TableChange &change)
{
    const bool kept = change.before && change.after && *change.after >= *change.before;
    return !change.undone && !kept;
}

bool lostWithoutAWord(const QList<TableChange> &changes)
{
    return std::any_of(changes.begin(), changes.end(), [](const TableChange &change) {
        return isLost(change) && !change.announced;
    });
}

bool namesStep(const QList<TableChange> &changes, const plans::PlanStep &step)
{
    const QString title = step.module % u'/' % step.name;
    return std::any_of(changes.begin(), changes.end(), [&title](const TableChange &change) {
        return change.step == title;
    });
}

QString namesOfLost(const QList<TableChange> &changes, bool announced)
{
    QStringList names;
    for (const TableChange &change : changes) {
        if (!isLost(change) || change.announced != announced)
            continue;
        const QString name =
            change.column.isEmpty() ? change.table : QString(change.table % u'.' % change.column);
        names << u"%1 (%2)"_s.arg(name, countOf(change));
    }
    const int more = static_cast<int>(names.size() - mostNames);
    return more <= 0
        ? names.join(u", "_s)
        : names.first(mostNames).join(u", "_s) % u' ' % Tr::tr("and %n more", nullptr, more);
}

QString lossSentence(const QList<TableChange> &changes)
{
    QStringList sentences;
    if (const QString names = namesOfLost(changes, false); !names.isEmpty())
        sentences << Tr::tr("Rows were lost of which the plan said nothing: %1.").arg(names);
    if (const QString names = namesOfLost(changes, true); !names.isEmpty())
        sentences << Tr::tr("Rows were lost, as the plan said: %1.").arg(names);
    return sentences.join(u' ');
}

QList<TableChange> droppedColumns(const plans::Plan &plan, const std::vector<int> &steps)
{
    QList<TableChange> columns;
    for (const plans::ExpectedLoss &loss : plan.losses) {
        const bool ran = std::find(steps.begin(), steps.end(), loss.step) != steps.end();
        if (!ran || loss.kind != modules::LossKind::DropColumn || loss.rows == 0)
            continue;
        const plans::PlanStep &step = plan.steps.at(loss.step);
        TableChange change;
        change.table = loss.schema % u'.' % loss.name;
        change.before = loss.rows;
        change.after = 0;
        change.exact = loss.exact;
        change.gone = true;
        change.step = step.module % u'/' % step.name;
        change.column = loss.column;
        columns.append(change);
    }
    return columns;
}

} // namespace aegisx::runs
