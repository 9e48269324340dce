#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>

namespace aegisx::postgres {

struct ConnectionSettings;

struct PreviewColumn {
    QString name;
    QString type; // as SQL has it: "character varying(20)"
};

struct PreviewCell {
    std::optional<QString> text; // nullopt is NULL
    bool cut = false; // text is only its start; none of it where the value is too large to look at
};

struct TablePreview {
    QList<PreviewColumn> columns; // in the table's order
    QStringList hiddenColumns; // those the user may not read
    QList<QList<PreviewCell>> rows;
    bool more = false; // the table holds more rows than these
};

inline constexpr int previewRows = 100;
inline constexpr int previewCharacters = 300; // of one cell

// The first rows of a table or view, through Qt Sql on a connection of its own, in a read-only
// transaction. Bounded: at most 1000 rows, long values cut by the server, 15 s a statement, 3 s for
// a lock. Blocks; a stop request ends it at once. The connection belongs to the calling thread.
// Errors: NotFound; Database (no rights, locked, too slow, a view that fails) with words; a
// connection failure; Cancelled.
[[nodiscard]] Result<TablePreview> previewTable(const ConnectionSettings &settings,
                                                const QString &schema,
                                                const QString &name,
                                                int rows = previewRows,
                                                std::stop_token stop = {});

} // namespace aegisx::postgres
