#include "core/inspection/tables.h"

#include "core/postgres/tablefailure.h"

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

namespace {

// A pipeline is one transaction: this lasts as long as it does.
Command readOnlyFor(const QByteArray &longestLockWait)
{
    return {"SELECT set_config('transaction_read_only', 'on', true),"
            " set_config('lock_timeout', $1, true)",
            {longestLockWait}};
}

constexpr auto longestLockWait = "3s";

// The server locks a table for a moment to measure it.
constexpr auto exactBytes =
    "CASE WHEN c.relkind IN ('v', 'f') THEN NULL WHEN c.relkind = 'p' THEN"
    " (SELECT sum(pg_total_relation_size(p.relid))::int8 FROM pg_partition_tree(c.oid) p)"
    " ELSE pg_total_relation_size(c.oid) END";
constexpr auto longestMeasuring = "1s";

// What the last VACUUM, ANALYZE or CREATE INDEX found, which takes no lock.
constexpr auto estimatedBytes =
    "CASE WHEN c.relkind IN ('r', 'm') THEN current_setting('block_size')::int8 *"
    " (SELECT sum(s.relpages) FROM pg_catalog.pg_class s WHERE s.oid IN (c.oid, c.reltoastrelid)"
    " OR s.oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i"
    " WHERE i.indrelid IN (c.oid, c.reltoastrelid))) END";

Command selectTables(const QByteArray &bytes)
{
    // Before PostgreSQL 14 a table that was never analysed had 0 rows in 0 pages.
    return {"SELECT n.nspname, c.relname, c.relkind, c.relispartition,"
            " has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT'), "
                + bytes
                + ", CASE WHEN c.relkind <> 'v' AND c.reltuples >= 0 AND NOT (c.reltuples = 0 AND"
                  " c.relpages = 0 AND current_setting('server_version_num')::int < 140000)"
                  " THEN c.reltuples::int8 END, obj_description(c.oid, 'pg_class')"
                  " FROM pg_catalog.pg_class c"
                  " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                  " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
                  " AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'"
                  " ORDER BY n.nspname, c.relname",
            {}};
}

// Of pg_class.relkind.
TableKind kindOf(const QString &relkind)
{
    if (relkind == "p"_L1)
        return TableKind::PartitionedTable;
    if (relkind == "v"_L1)
        return TableKind::View;
    if (relkind == "m"_L1)
        return TableKind::MaterializedView;
    if (relkind == "f"_L1)
        return TableKind::ForeignTable;
    return TableKind::Table;
}

std::optional<qint64> optionalNumber(const Rows &rows, int row, int column)
{
    if (rows.isNull(row, column))
        return {};
    return rows.number(row, column);
}

bool isBookkeepingOf(const modules::Manifest &manifest,
                     const QString &currentSchema,
                     const TableInfo &table)
{
    const tracking::TrackingTable tracking {{}, manifest.trackingTable};
    if (table.name != tracking.name && table.name != tracking.lockName())
        return false;
    if (!manifest.trackingSchema.isEmpty())
        return table.schema == manifest.trackingSchema;
    return table.schema == currentSchema || table.schema == manifest.schema;
}

// Empty as well where several modules share the schema.
QString
ownerOf(const TableInfo &table, const modules::ModuleCatalog &catalog, const QString &currentSchema)
{
    QStringList ofSchema;
    for (const modules::Module &module : catalog.modules) {
        if (isBookkeepingOf(module.manifest, currentSchema, table))
            return module.manifest.id;
        if (module.manifest.schema == table.schema)
            ofSchema << module.manifest.id;
    }
    return ofSchema.size() == 1 ? ofSchema.first() : QString();
}

// The table that $1 and $2 name.
constexpr auto chosenTable = "(SELECT c.oid FROM pg_catalog.pg_class c"
                             " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                             " WHERE n.nspname = $1::text AND c.relname = $2::text"
                             " AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))";

constexpr auto tableSql =
    "SELECT c.relkind, obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c"
    " WHERE c.oid = ";
constexpr auto columnsSql =
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.attidentity,"
    " a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)"
    " FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d"
    " ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ";
constexpr auto indexesSql =
    "SELECT i.relname, pg_get_indexdef(x.indexrelid), x.indisunique, x.indisprimary, x.indisvalid"
    " FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
    " WHERE x.indrelid = ";
constexpr auto constraintsSql =
    "SELECT k.conname, k.contype, pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k"
    " WHERE k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND k.conrelid = ";
constexpr auto triggersSql =
    "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled <> 'D' FROM pg_catalog.pg_trigger t"
    " WHERE NOT t.tgisinternal AND t.tgrelid = ";

ColumnOrigin originOf(const QString &identity, const QString &generated)
{
    if (!generated.isEmpty())
        return ColumnOrigin::Generated;
    if (identity == "a"_L1)
        return ColumnOrigin::IdentityAlways;
    return identity == "d"_L1 ? ColumnOrigin::IdentityByDefault : ColumnOrigin::Plain;
}

// Of pg_constraint.contype.
ConstraintKind constraintKindOf(const QString &contype)
{
    if (contype == "p"_L1)
        return ConstraintKind::PrimaryKey;
    if (contype == "u"_L1)
        return ConstraintKind::Unique;
    if (contype == "f"_L1)
        return ConstraintKind::ForeignKey;
    if (contype == "x"_L1)
        return ConstraintKind::Exclusion;
    return contype == "n"_L1 ? ConstraintKind::NotNull : ConstraintKind::Check;
}

QList<ColumnInfo> readColumns(const Rows &rows)
{
    QList<ColumnInfo> columns;
    for (int row = 0; row < rows.count(); ++row)
        columns.append({rows.text(row, 0),
                        rows.text(row, 1),
                        rows.boolean(row, 2),
                        originOf(rows.text(row, 3), rows.text(row, 4)),
                        rows.text(row, 5),
                        rows.text(row, 6)});
    return columns;
}

QList<IndexInfo> readIndexes(const Rows &rows)
{
    QList<IndexInfo> indexes;
    for (int row = 0; row < rows.count(); ++row)
        indexes.append({rows.text(row, 0),
                        rows.text(row, 1),
                        rows.boolean(row, 2),
                        rows.boolean(row, 3),
                        rows.boolean(row, 4)});
    return indexes;
}

QList<ConstraintInfo> readConstraints(const Rows &rows)
{
    QList<ConstraintInfo> constraints;
    for (int row = 0; row < rows.count(); ++row)
        constraints.append(
            {rows.text(row, 0), constraintKindOf(rows.text(row, 1)), rows.text(row, 2)});
    return constraints;
}

QList<TriggerInfo> readTriggers(const Rows &rows)
{
    QList<TriggerInfo> triggers;
    for (int row = 0; row < rows.count(); ++row)
        triggers.append({rows.text(row, 0), rows.text(row, 1), rows.boolean(row, 2)});
    return triggers;
}

} // namespace

Result<QList<TableInfo>> listTables(postgres::Connection &connection,
                                    const modules::ModuleCatalog &catalog,
                                    std::stop_token stop)
{
    bool estimated = false;
    auto answers =
        connection.queryAll({readOnlyFor(longestMeasuring), selectTables(exactBytes)}, stop);
    if (!answers && answers.error().detail.sqlState == "55P03"_L1) {
        estimated = true;
        answers =
            connection.queryAll({readOnlyFor(longestLockWait), selectTables(estimatedBytes)}, stop);
    }
    if (!answers)
        return fail(answers.error());
    const Rows &rows = answers->back();
    QList<TableInfo> tables;
    for (int row = 0; row < rows.count(); ++row) {
        TableInfo table;
        table.schema = rows.text(row, 0);
        table.name = rows.text(row, 1);
        table.kind = kindOf(rows.text(row, 2));
        table.partition = rows.boolean(row, 3);
        table.readable = rows.boolean(row, 4);
        table.ownedByProgram = table.schema == tracking::siteSchema;
        table.module = ownerOf(table, catalog, connection.facts().currentSchema);
        table.bytes = optionalNumber(rows, row, 5);
        table.bytesEstimated = estimated && table.bytes.has_value();
        table.rows = optionalNumber(rows, row, 6);
        table.comment = rows.text(row, 7);
        tables.append(table);
    }
    return tables;
}

Result<TableDetails> describeTable(postgres::Connection &connection,
                                   const QString &schema,
                                   const QString &name,
                                   std::stop_token stop)
{
    const auto about = [&](const char *sql, const char *order = "") {
        return Command {QByteArray(sql) + chosenTable + order, {schema.toUtf8(), name.toUtf8()}};
    };
    const auto answers =
        connection.queryAll({readOnlyFor(longestLockWait),
                             about(tableSql),
                             about(columnsSql, " ORDER BY a.attnum"),
                             about(indexesSql, " ORDER BY NOT x.indisprimary, i.relname"),
                             about(constraintsSql,
                                   " ORDER BY array_position('{p,u,f,c,x,n}', k.contype::text),"
                                   " k.conname"),
                             about(triggersSql, " ORDER BY t.tgname")},
                            stop);
    if (!answers)
        return fail(postgres::tableFailure(answers.error(), schema, name));
    const Rows &table = answers->at(1);
    if (table.isEmpty())
        return fail(postgres::tableMissing(schema, name));
    return TableDetails {schema,
                         name,
                         kindOf(table.text(0, 0)),
                         table.text(0, 1),
                         readColumns(answers->at(2)),
                         readIndexes(answers->at(3)),
                         readConstraints(answers->at(4)),
                         readTriggers(answers->at(5))};
}

Result<qint64> countRows(postgres::Connection &connection,
                         const QString &schema,
                         const QString &name,
                         std::stop_token stop)
{
    const auto answers = connection.queryAll(
        {readOnlyFor(longestLockWait),
         {"SELECT count(*) FROM " + postgres::quoteQualified(schema, name), {}}},
        stop);
    if (!answers)
        return fail(postgres::tableFailure(answers.error(), schema, name));
    return answers->back().number(0, 0);
}

} // namespace aegisx::inspection
