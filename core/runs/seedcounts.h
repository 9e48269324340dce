#pragma once

#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/runreport.h"

#include <QHash>
#include <QList>

namespace aegisx::runs {

// What one seed did to each table: as its merges say, and for statements that ran as they are
// written, as the server counted.
class SeedCounts final
{
public:
    [[nodiscard]] static postgres::Command look(); // before the statements and behind them

    void begin(const postgres::Rows &before);
    void takeMerge(const TableCounts &counts);
    [[nodiscard]] QList<TableCounts> finish(const plans::PlanStep &step,
                                            const postgres::Rows &after) const;

private:
    QHash<QString, TableCounts> m_before;
    QHash<QString, TableCounts> m_merged;
};

} // namespace aegisx::runs
