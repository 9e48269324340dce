#include "cli/losslines.h"

#include "core/base/tr.h"
#include "core/words/losswords.h"

#include <QJsonObject>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

void printLosses(Terminal &terminal, const plans::Plan &plan)
{
    if (plan.losses.isEmpty())
        return;
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const plans::ExpectedLoss &loss : plan.losses) {
        rows.append({wordFor(loss.kind),
                     titleFor(loss),
                     rowsTextFor(loss),
                     whereFor(plan, loss),
                     loss.reachedFrom});
        tones.append(loss.rows == 0 ? Tone::Plain : Tone::Bad);
    }
    terminal.line();
    terminal.line(Tr::tr("Will be lost"), Tone::Bold);
    terminal.table(
        {Tr::tr("What"), Tr::tr("Of"), Tr::tr("Rows"), Tr::tr("By"), Tr::tr("Reached from")},
        rows,
        0,
        tones);
}

void printTableChanges(Terminal &terminal, const runs::RunReport &report)
{
    for (const bool undone : {false, true}) {
        QList<QStringList> rows;
        QList<Tone> tones;
        for (const runs::RunReport::TableChange &loss : report.losses) {
            if (loss.undone != undone || !(undone || runs::isLost(loss)))
                continue;
            rows.append({titleFor(loss),
                         rowsTextFor(loss.before, loss.exact),
                         rowsTextFor(loss.after, loss.exact),
                         inPlanTextFor(loss),
                         loss.step});
            tones.append(loss.announced ? Tone::Plain : Tone::Bad);
        }
        if (rows.isEmpty())
            continue;
        terminal.line(lossHeading(undone), Tone::Bold);
        terminal.table({Tr::tr("Table"),
                        Tr::tr("Rows before"),
                        Tr::tr("Rows after"),
                        Tr::tr("In the plan"),
                        Tr::tr("Step")},
                       rows,
                       3,
                       tones);
    }
}

QJsonArray lossesJson(const plans::Plan &plan)
{
    QJsonArray array;
    for (const plans::ExpectedLoss &loss : plan.losses) {
        const plans::PlanStep &step = plan.steps.at(loss.step);
        QJsonObject object {{u"kind"_s, jsonKeyOf(loss.kind)},
                            {u"module"_s, step.module},
                            {u"step"_s, step.name},
                            {u"statement"_s, loss.statement + 1},
                            {u"schema"_s, loss.schema},
                            {u"name"_s, loss.name},
                            {u"column"_s, loss.column},
                            {u"reachedFrom"_s, loss.reachedFrom},
                            {u"exact"_s, loss.exact}};
        object.insert(u"rows"_s, loss.rows ? QJsonValue(*loss.rows) : QJsonValue());
        array.append(object);
    }
    return array;
}

} // namespace aegisx::cli
