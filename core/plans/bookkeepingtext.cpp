#include "core/plans/bookkeepingtext.h"

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using postgres::Command;

namespace {

// The command with its parameters in their places, from the last one on: $1 is a part of $10.
QString written(const Command &command, const QList<QByteArray> &values)
{
    QByteArray sql = command.sql;
    for (qsizetype i = values.size(); i > 0; --i)
        sql.replace(QByteArray("$" + QByteArray::number(i)), values.at(i - 1));
    return QString::fromUtf8(sql) % u';';
}

} // namespace

QString bookkeepingText(const PlanStep &step, int batch)
{
    QStringList lines;
    switch (step.kind) {
    case StepKind::MarkCompleted:
        lines << written(tracking::insertMigration(step.table, step.recordedName, batch, {}),
                         {QByteArray::number(step.batch.value_or(batch)),
                          "now()",
                          postgres::quoteLiteral(step.recordedName)});
        break;
    case StepKind::MarkPending:
        for (const QString &name : QStringList {step.recordedName} + step.alsoRecorded)
            lines << written(tracking::deleteMigration(step.table, name),
                             {postgres::quoteLiteral(name)});
        break;
    case StepKind::Unlock:
        for (const Command &command : tracking::resetLock(step.table))
            lines << written(command, {"0"});
        break;
    default:
        break;
    }
    return lines.join(u'\n');
}

} // namespace aegisx::plans
