#pragma once

#include "core/runs/runreport.h"

#include <QString>
#include <QStringList>

namespace aegisx {

// "Kept: 3 rows that the site changed or removed. Table: inventory.companies"; empty: none was
// kept.
[[nodiscard]] QString keptTitleFor(const runs::TableCounts &counts);
// "GPO: company_name", "GPO: removed by the site", and how many more there are.
[[nodiscard]] QStringList keptLinesFor(const runs::TableCounts &counts);

} // namespace aegisx
