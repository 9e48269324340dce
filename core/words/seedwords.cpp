#include "core/words/seedwords.h"

#include "core/base/tr.h"

namespace aegisx {

using namespace Qt::StringLiterals;

QString keptTitleFor(const runs::TableCounts &counts)
{
    if (counts.kept == 0)
        return {};
    return Tr::tr("Kept: %n row(s) that were changed or removed since. Table: %1",
                  nullptr,
                  static_cast<int>(counts.kept))
        .arg(counts.table);
}

QStringList keptLinesFor(const runs::TableCounts &counts)
{
    QStringList lines;
    for (const runs::KeptRow &row : counts.keptRows)
        lines << row.key % u": "_s
                % (row.columns.isEmpty() ? Tr::tr("removed since") : row.columns.join(u", "_s));
    const qint64 more = counts.kept - counts.keptRows.size();
    if (more > 0)
        lines << Tr::tr("and %n more", nullptr, static_cast<int>(more));
    return lines;
}

} // namespace aegisx
