#include "core/words/seedwords.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx {

using namespace Qt::StringLiterals;

QString keptTitleFor(const runs::TableCounts &counts)
{
    if (counts.kept == 0)
        return {};
    const int rows = static_cast<int>(counts.kept);
    const bool known = std::all_of(counts.keptRows.begin(),
                                   counts.keptRows.end(),
                                   [](const runs::KeptRow &row) { return row.shippedBefore; });
    const QString title = known
        ? Tr::tr("Kept: %n row(s) that were changed or removed since. Table: %1", nullptr, rows)
        : Tr::tr("Left as the site has them: %n row(s). Table: %1", nullptr, rows);
    return title.arg(counts.table);
}

namespace {

QString whyKept(const runs::KeptRow &row)
{
    if (!row.columns.isEmpty())
        return row.columns.join(u", "_s);
    return row.shippedBefore
        ? Tr::tr("removed since")
        : Tr::tr("not there, and left so: there were rows in this table before, of which this "
                 "program knows nothing");
}

} // namespace

QStringList keptLinesFor(const runs::TableCounts &counts)
{
    QStringList lines;
    for (const runs::KeptRow &row : counts.keptRows)
        lines << row.key % u": "_s % whyKept(row);
    const qint64 more = counts.kept - counts.keptRows.size();
    if (more > 0)
        lines << Tr::tr("and %n more", nullptr, static_cast<int>(more));
    return lines;
}

} // namespace aegisx
