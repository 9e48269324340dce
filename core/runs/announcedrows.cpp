#include "core/runs/announcedrows.h"

#include "core/plans/losses.h"

#include <algorithm>

namespace aegisx::runs {

using plans::ExpectedLoss;

bool AnnouncedRows::isExceededBy(qint64 lost) const
{
    return any && rows && lost > (exact ? *rows : 2 * *rows);
}

void AnnouncedRows::add(const AnnouncedRows &part)
{
    if (!any) {
        *this = part;
        return;
    }
    if (rows && part.rows)
        *rows += *part.rows;
    else
        rows.reset();
    exact = exact && part.exact;
}

AnnouncedRows announcedRows(const plans::Plan &plan, const QString &title)
{
    AnnouncedRows found;
    for (const ExpectedLoss &loss : plan.losses) {
        if (!plans::takesRows(loss.kind) || loss.schema % u'.' % loss.name != title)
            continue;
        if (!found.any)
            found.rows = loss.rows;
        else if (found.rows) // each speaks of the rows that the table has now
            found.rows = loss.rows ? std::max(*found.rows, *loss.rows) : loss.rows;
        found.any = true;
        found.exact = found.exact && loss.exact;
    }
    return found;
}

bool takesEveryRow(modules::LossKind kind)
{
    return kind == modules::LossKind::DropTable || kind == modules::LossKind::Truncate
        || kind == modules::LossKind::Delete;
}

std::vector<ExpectedLoss> wholeTables(const plans::Plan &plan, const std::vector<int> &steps)
{
    std::vector<ExpectedLoss> whole;
    for (const ExpectedLoss &loss : plan.losses) {
        const bool runs = std::find(steps.begin(), steps.end(), loss.step) != steps.end();
        if (runs && loss.kind != modules::LossKind::Delete && takesEveryRow(loss.kind))
            whole.push_back(loss);
    }
    return whole;
}

} // namespace aegisx::runs
