#pragma once

#include "core/runs/runreport.h"

#include <QString>
#include <QStringList>

namespace aegisx {

// "Kept: 3 rows that were changed or removed since. Table: inventory.companies"; empty: none was
// kept. Who did it is not known: the site, or a migration. Where nothing was remembered of a row:
// "Left as the site has them".
[[nodiscard]] QString keptTitleFor(const runs::TableCounts &counts);
// "GPO: company_name", "GPO: removed since", and how many more there are.
[[nodiscard]] QStringList keptLinesFor(const runs::TableCounts &counts);

} // namespace aegisx
