#pragma once

#include "core/modules/csvseed.h"
#include "core/modules/migrationfile.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aegisx::modules {

// A statement of a seed that can be merged, row by row, with what a site has:
// INSERT INTO schema.table (columns) <VALUES or SELECT> ON CONFLICT (key) DO NOTHING, or DO UPDATE
// where each column is set to its own EXCLUDED one. Offsets are bytes in the statement.
struct Upsert {
    int statement = 0; // index into the section's statements
    QString schema;
    QString table;
    QStringList columns;
    QStringList key;
    QStringList updated; // columns beside the key; empty: DO NOTHING
    int tableAt = 0;
    int columnsFrom = 0; // the "(" before the columns
    int columnsTo = 0; // behind their ")"
    int sourceTo = 0; // where ON CONFLICT starts
    // The rows of the VALUES that its SELECT joins with what they refer to; -1: it is another one.
    int listedRows = -1;
};

struct SeedUpserts {
    QList<Upsert> upserts;
    QList<int> overwriting; // statements with a DO UPDATE that cannot be merged
};

// Never blocks. Empty where the section cannot be read.
[[nodiscard]] SeedUpserts upsertsIn(const Section &section);

// The whole of a CSV seed.
[[nodiscard]] Upsert upsertOf(const CsvTable &table);

} // namespace aegisx::modules
