#pragma once

#include "core/modules/migrationfile.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aegisx::modules {

// What statements want to be allowed on a table that is there when they run.
struct TableNeed {
    QString schema; // empty: as the search path has it
    QString table;
    QString right; // "SELECT", "INSERT", "UPDATE", "DELETE"
    // INSERT: the columns that it fills itself; the rest get their defaults.
    QStringList filled = {};
    int filledCount = 0; // without a list of columns: so many, from the first on; -1: all

    bool operator==(const TableNeed &) const = default;
};

// The needs of the rows that a section reads and changes, those of DO blocks with them where they
// run in any case. Without what it does not say: dynamic SQL, the bodies of functions that it
// calls, foreign keys. Tables that it makes itself are none. Never blocks. Empty where the section
// cannot be read.
[[nodiscard]] QList<TableNeed> tableNeedsIn(const Section &section);

} // namespace aegisx::modules
