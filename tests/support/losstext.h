#pragma once

#include "core/plans/plan.h"
#include "core/runs/runreport.h"

#include <QString>
#include <QStringList>

namespace aegisx::test {

using namespace Qt::StringLiterals;

// "Kind schema.name.column rows < reached from", one a line.
inline QString told(const plans::Plan &plan)
{
    QStringList lines;
    for (const plans::ExpectedLoss &loss : plan.losses) {
        QStringList name;
        for (const QString &part : {loss.schema, loss.name, loss.column}) {
            if (!part.isEmpty())
                name << part;
        }
        QString line = keyOf(loss.kind) % u' ' % name.join(u'.') % u' '
            % (loss.rows ? QString::number(*loss.rows) : u"?"_s);
        if (!loss.exact)
            line += u" about"_s;
        if (loss.plainView)
            line += u" view"_s;
        if (!loss.reachedFrom.isEmpty())
            line += u" < "_s % loss.reachedFrom;
        lines << line;
    }
    return lines.join(u'\n');
}

// "table before>after [gone] [!] step", one a line; ! stands for a loss without a word of it.
inline QString told(const runs::RunReport &report)
{
    QStringList lines;
    const auto number = [](const std::optional<qint64> &rows) {
        return rows ? QString::number(*rows) : u"?"_s;
    };
    for (const runs::RunReport::TableChange &loss : report.losses)
        lines << loss.table % u' ' % number(loss.before) % u'>' % number(loss.after)
                % (loss.gone ? u" gone"_s : QString()) % (loss.announced ? QString() : u" !"_s)
                % (loss.step.isEmpty() ? QString() : u' ' % loss.step);
    lines.sort();
    return lines.join(u'\n');
}

} // namespace aegisx::test
