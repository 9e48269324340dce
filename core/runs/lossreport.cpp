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
    if (change.planned)
        return Tr::tr("%1 instead of %2").arg(number, QString::number(*change.planned));
    return change.exact ? number : Tr::tr("about %1").arg(number);
}

QString rowsText(const std::optional<qint64> &rows)
{
    return rows ? QString::number(*rows) : Tr::tr("not known");
}

// What the plan said too little of.
QString lineOfMore(const TableChange &loss)
{
    const QString lost = rowsText(
        loss.before && loss.after ? std::optional(*loss.before - *loss.after) : std::nullopt);
    const QString planned = rowsText(loss.planned);
    return loss.step.isEmpty()
        ? Tr::tr("%1: the plan said %2 rows, %3 would have been lost")
              .arg(loss.table, planned, lost)
        : Tr::tr("%1: the plan said %2 rows, %3 would have been lost, in step %4")
              .arg(loss.table, planned, lost, loss.step);
}

QString lineOf(const TableChange &loss)
{
    if (loss.planned)
        return lineOfMore(loss);
    return loss.step.isEmpty()
        ? Tr::tr("%1: %2 rows before, %3 after")
              .arg(loss.table, rowsText(loss.before), rowsText(loss.after))
        : Tr::tr("%1: %2 rows before, %3 after, in step %4")
              .arg(loss.table, rowsText(loss.before), rowsText(loss.after), loss.step);
}

// Rows came in since the plan was made: nobody's fault.
Error ofMore(const QString &what, const QStringList &lines)
{
    return {ErrorKind::Failed,
            what % u'\n' % lines.join(u'\n'),
            {},
            Tr::tr("Make a new plan, which counts the rows that are there now, and look whether "
                   "they may go."),
            {}};
}

Error refusedMore(const QStringList &lines, bool committedAny)
{
    return ofMore(
        committedAny
            ? Tr::tr("More rows would have been lost than the plan said, because rows came in "
                     "since it was made. This part of the run was rolled back; what was completed "
                     "before it stays.")
            : Tr::tr("More rows would have been lost than the plan said, because rows came in "
                     "since it was made. All of it was rolled back."),
        lines);
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

QString replacedSentence(const QList<TableChange> &changes)
{
    QStringList names;
    for (const TableChange &change : changes) {
        if (change.replaced && !change.undone)
            names << Tr::tr("%1 (%2 rows before, %3 after)")
                         .arg(change.table, rowsText(change.before), rowsText(change.after));
    }
    if (names.isEmpty())
        return {};
    const int more = static_cast<int>(names.size() - mostNames);
    const QString list = more <= 0
        ? names.join(u", "_s)
        : names.first(mostNames).join(u", "_s) % u' ' % Tr::tr("and %n more", nullptr, more);
    return Tr::tr("Replaced by another table of the same name: %1.").arg(list);
}

Error refusedLosses(const QList<TableChange> &losses, bool committedAny)
{
    QStringList lines;
    bool onlyMore = true;
    for (const TableChange &loss : losses) {
        lines << lineOf(loss);
        onlyMore = onlyMore && loss.planned;
    }
    if (onlyMore)
        return refusedMore(lines, committedAny);
    lines.prepend(
        committedAny
            ? Tr::tr("Rows would have been lost of which the plan says nothing, so this part of "
                     "the run was rolled back. What was completed before it stays.")
            : Tr::tr("Rows would have been lost of which the plan says nothing, so all of it was "
                     "rolled back."));
    return {ErrorKind::Failed,
            lines.join(u'\n'),
            {},
            Tr::tr("Send this report to the vendor of the module: a file must not delete rows in a "
                   "way that cannot be read beforehand."),
            {}};
}

Error notBegun(const QList<TableChange> &losses, const plans::PlanStep &step)
{
    QStringList lines;
    for (const TableChange &loss : losses)
        lines << lineOf(loss);
    return ofMore(Tr::tr("More rows would have been lost than the plan said, because rows came in "
                         "since it was made. %1 was not begun.")
                      .arg(QString(step.module % u'/' % step.name)),
                  lines);
}

QString lossSentence(const QList<TableChange> &changes)
{
    QStringList sentences;
    QList<TableChange> unsaid = changes;
    unsaid.removeIf([](const TableChange &change) { return change.planned.has_value(); });
    QList<TableChange> more = changes;
    more.removeIf([](const TableChange &change) { return !change.planned; });
    if (const QString names = namesOfLost(unsaid, false); !names.isEmpty())
        sentences << Tr::tr("Rows were lost of which the plan said nothing: %1.").arg(names);
    if (const QString names = namesOfLost(more, false); !names.isEmpty())
        sentences << Tr::tr("More rows were lost than the plan said: %1.").arg(names);
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
