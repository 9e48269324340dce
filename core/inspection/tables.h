#pragma once

#include "core/inspection/sitestate.h"

#include <QList>
#include <QString>

#include <optional>
#include <stop_token>

namespace aegisx::inspection {

struct TableInfo {
    QString schema;
    QString name;
    TableKind kind = TableKind::Table;
    bool partition = false; // of a partitioned table, whose size holds this one's
    bool readable = false; // the user may read at least one of its columns
    bool ownedByProgram = false; // our own bookkeeping: the schema aegisx_site
    QString module; // the id of the module it belongs to; empty: of none, or not to be told
    std::optional<qint64> bytes; // with indexes and long values; empty: not known
    bool bytesEstimated = false; // as of the last VACUUM: somebody holds a table locked
    std::optional<qint64> rows; // estimated; empty: never analysed, or a view
    QString comment;

    bool operator==(const TableInfo &) const = default;
};

struct ColumnInfo {
    QString name;
    QString type; // as SQL has it: "character varying(20)"
    bool nullable = true;
    ColumnOrigin origin = ColumnOrigin::Plain;
    QString expression; // the default, or what it is generated from; empty: none
    QString comment;
};

struct IndexInfo {
    QString name;
    QString definition;
    bool unique = false;
    bool primary = false;
    bool valid = true; // false: CREATE INDEX CONCURRENTLY did not end well; no query uses it
};

struct ConstraintInfo {
    QString name;
    ConstraintKind kind = ConstraintKind::Check;
    QString definition;
};

struct TriggerInfo {
    QString name;
    QString definition;
    bool enabled = true;
};

struct TableDetails {
    QString schema;
    QString name;
    TableKind kind = TableKind::Table;
    QString comment;
    QList<ColumnInfo> columns; // in the table's order
    QList<IndexInfo> indexes; // the primary key's first, then by name
    QList<ConstraintInfo> constraints; // by kind, then by name
    QList<TriggerInfo> triggers; // by name; not the server's own
};

// Every table, view and foreign table but the server's own and temporary ones, by schema and
// name. One round trip; a second one where somebody holds a table locked for longer than a second,
// as the exact sizes cannot be had then. Writes nothing. Blocks.
// Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<QList<TableInfo>> listTables(postgres::Connection &connection,
                                                  const modules::ModuleCatalog &catalog,
                                                  std::stop_token stop = {});

// What one table is made of, for which no rights on it are needed. One round trip. Writes nothing.
// Blocks. Errors: NotFound; a connection failure, Database, Cancelled.
[[nodiscard]] Result<TableDetails> describeTable(postgres::Connection &connection,
                                                 const QString &schema,
                                                 const QString &name,
                                                 std::stop_token stop = {});

// Counts the rows, however long it takes; one round trip. Writes nothing. Blocks.
// Errors: NotFound; Database (no rights, locked by somebody, a view that fails) with words; a
// connection failure, Cancelled.
[[nodiscard]] Result<qint64> countRows(postgres::Connection &connection,
                                       const QString &schema,
                                       const QString &name,
                                       std::stop_token stop = {});

} // namespace aegisx::inspection
