#pragma once

#include "tests/support/sitefixture.h"

#include <QStringList>

namespace aegisx::test {

// Makes the schema inventory with tmt_concepts and 14 tables that refer to it through each other,
// and fills them: table number n has 10 * n rows.
void makeStock(const SiteFixture &site);

// The tables in the order of their references, tmt_concepts first.
[[nodiscard]] QStringList stockTables();

// "drugs:30", one a table, in that order.
[[nodiscard]] QString stockCounts(const SiteFixture &site);

} // namespace aegisx::test
