#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <functional>

namespace aegisx::modules {

// What a CSV seed fills: the table is in its name (NNN_schema.table.csv), the columns are in its
// first row, and those that tell one row from another end in "*" there.
struct CsvTable {
    QString schema;
    QString table;
    QStringList columns; // without the "*"
    QStringList key;
    int rows = 0; // without the first
};

struct CsvProblem {
    int line = 1;
    QString message;
};

// Reads the first row and walks through the others: RFC 4180, lines that end in LF. A row with
// another number of cells, a quotation mark out of place and a key twice are problems; what the
// cells hold is the server's to judge. Never blocks.
[[nodiscard]] tl::expected<CsvTable, CsvProblem> readCsvTable(const QByteArray &text,
                                                              const QString &fileName);

// Every row, the first too, with the line it starts in; ends at a quotation mark out of place.
// Never blocks.
void eachCsvRow(const QByteArray &text,
                const std::function<void(int line, const QList<QByteArray> &cells)> &take);

} // namespace aegisx::modules
