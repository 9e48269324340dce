#include "core/plans/losscatalog.h"

#include "core/postgres/sqltext.h"

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using modules::LossKind;
using postgres::Command;
using postgres::Rows;

namespace {

constexpr auto longestLockWait = "1s";
constexpr auto longestCount = "30s";

// Before PostgreSQL 14 a table that was never measured had 0 rows in 0 pages. Whoever holds or
// awaits ACCESS EXCLUSIVE would keep a count waiting.
constexpr auto tablesSql = R"(
SELECT c.oid::int8, n.nspname, c.relname, c.relkind, c.relispartition,
       CASE WHEN c.relpages = 0 AND c.reltuples <= 0 THEN -1 ELSE c.reltuples::int8 END,
       has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
       AND NOT row_security_active(c.oid) AND c.oid NOT IN (
           SELECT relation FROM pg_catalog.pg_locks WHERE relation IS NOT NULL
              AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid())
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't'
   AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_')";

constexpr auto columnsSql = R"(
SELECT a.attrelid::int8, a.attname, format_type(a.atttypid, a.atttypmod)
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE $1::bool AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_')";

constexpr auto referencesSql =
    "SELECT confrelid::int8, conrelid::int8, confdeltype = 'c' FROM pg_catalog.pg_constraint"
    " WHERE contype = 'f'";
constexpr auto childrenSql = "SELECT inhparent::int8, inhrelid::int8 FROM pg_catalog.pg_inherits";

// A function that is not volatile may not change anything. The extensions are those that come with
// PostgreSQL, without the ones that run SQL of their own.
constexpr auto functionsSql = R"(
SELECT p.proname, n.nspname, p.provolatile <> 'v' OR n.nspname = 'pg_catalog' OR EXISTS (
           SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e
           ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid
           WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
           AND d.deptype = 'e' AND e.extname IN ('uuid-ossp', 'pgcrypto', 'pg_trgm', 'unaccent',
           'citext', 'hstore', 'ltree', 'intarray', 'btree_gist', 'btree_gin', 'fuzzystrmatch',
           'cube', 'earthdistance', 'isn', 'seg', 'postgis')),
       CASE WHEN l.lanname IN ('sql', 'plpgsql') AND p.prokind IN ('f', 'p')
            THEN pg_get_functiondef(p.oid) END
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE p.proname = ANY ($1::text[]))";

// What goes with an object: what belongs to it always, what was made with it if CASCADE says so.
// A view hangs on its rule.
constexpr auto reachSql = R"(,
reach AS (
  SELECT classid, objid, objsubid FROM seeds
  UNION
  SELECT n.classid, n.objid, n.objsubid FROM reach r CROSS JOIN LATERAL (
    SELECT d.classid, d.objid, d.objsubid FROM pg_catalog.pg_depend d
     WHERE d.refclassid = r.classid AND d.refobjid = r.objid
       AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid) AND ($1::bool OR d.deptype <> 'n')
    UNION ALL
    SELECT 'pg_catalog.pg_class'::regclass::oid, w.ev_class, 0 FROM pg_catalog.pg_rewrite w
     WHERE r.classid = 'pg_catalog.pg_rewrite'::regclass AND w.oid = r.objid) n
)
SELECT c.oid::int8, a.attname FROM reach r
  JOIN pg_catalog.pg_class c ON r.classid = 'pg_catalog.pg_class'::regclass AND c.oid = r.objid
   AND c.relkind IN ('r', 'p', 'm', 'v')
  LEFT JOIN pg_catalog.pg_attribute a ON r.objsubid > 0 AND a.attrelid = c.oid
   AND a.attnum = r.objsubid
UNION ALL SELECT NULL, NULL WHERE EXISTS (SELECT FROM seeds)
ORDER BY 1, 2)";

// The objects themselves, as SELECT classid, objid, objsubid with the parameters from $2 on.
QByteArray seedsOf(LossKind kind)
{
    const auto named = [](const QByteArray &catalog, const QByteArray &name) -> QByteArray {
        return "SELECT 'pg_catalog." + catalog + "'::regclass::oid, oid, 0 FROM pg_catalog."
            + catalog + " WHERE $2::text <> '' AND " + name + " = $3::text";
    };
    const auto inSchema = [](const QByteArray &catalog, const QByteArray &prefix) -> QByteArray {
        return "SELECT 'pg_catalog." + catalog + "'::regclass::oid, o.oid, 0 FROM pg_catalog."
            + catalog + " o JOIN pg_catalog.pg_namespace n ON n.oid = o." + prefix
            + "namespace WHERE n.nspname = ANY (string_to_array($2::text, chr(1))) AND o." + prefix
            + "name = $3::text";
    };
    switch (kind) {
    case LossKind::DropSchema:
        return named("pg_namespace", "nspname");
    case LossKind::DropExtension:
        return named("pg_extension", "extname");
    case LossKind::DropType:
        return inSchema("pg_type", "typ");
    case LossKind::DropFunction:
        return inSchema("pg_proc", "pro");
    case LossKind::DropOwned:
        return "SELECT s.classid, s.objid, s.objsubid FROM pg_catalog.pg_shdepend s"
               " JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = current_database()"
               " JOIN pg_catalog.pg_roles o ON o.oid = s.refobjid AND s.deptype = 'o'"
               " AND s.refclassid = 'pg_catalog.pg_authid'::regclass"
               " WHERE $2::text <> '' AND o.rolname = coalesce(nullif($3::text, ''), current_user)";
    default: // a table, view or column, by oid
        return "SELECT 'pg_catalog.pg_class'::regclass::oid, $2::int8::oid, coalesce((SELECT"
               " attnum::int FROM pg_catalog.pg_attribute WHERE attrelid = $2::int8::oid"
               " AND attname = $3::text), 0)";
    }
}

} // namespace

QString LossCatalog::Drop::key() const
{
    return QStringList {QString::number(static_cast<int>(kind)),
                        QString::number(table),
                        schema,
                        name,
                        column,
                        cascade ? u"cascade"_s : QString()}
        .join(QChar(1));
}

void LossCatalog::readTables(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        m_byOid.insert(rows.number(row, 0), m_tables.size());
        m_tables.append({rows.number(row, 0),
                         rows.text(row, 1),
                         rows.text(row, 2),
                         rows.text(row, 3).front(),
                         rows.boolean(row, 4),
                         rows.number(row, 5),
                         rows.boolean(row, 6)});
    }
}

Result<void> LossCatalog::read(bool withColumns, const QStringList &functions, std::stop_token stop)
{
    std::vector<Command> commands {{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {}},
                                   {"SELECT set_config('lock_timeout', $1, true),"
                                    " set_config('statement_timeout', $2, true)",
                                    {longestLockWait, longestCount}},
                                   {tablesSql, {}},
                                   {columnsSql, {withColumns ? "true" : "false"}},
                                   {referencesSql, {}},
                                   {childrenSql, {}},
                                   {functionsSql, {postgres::textArray(functions)}}};
    for (Command &command : ViewCatalog::commands())
        commands.push_back(std::move(command));
    const auto answers = m_connection.queryAll(commands, stop);
    if (!answers)
        return fail(answers.error());
    readTables(answers->at(2));
    const Rows &columns = answers->at(3);
    for (int row = 0; row < columns.count(); ++row)
        m_columns[columns.number(row, 0)].insert(columns.text(row, 1), columns.text(row, 2));
    const Rows &references = answers->at(4);
    for (int row = 0; row < references.count(); ++row)
        m_references.insert(references.number(row, 0),
                            {references.number(row, 1), references.boolean(row, 2)});
    const Rows &inherits = answers->at(5);
    for (int row = 0; row < inherits.count(); ++row) {
        m_children.insert(inherits.number(row, 0), inherits.number(row, 1));
        m_parents.insert(inherits.number(row, 1), inherits.number(row, 0));
    }
    const Rows &known = answers->at(6);
    for (int row = 0; row < known.count(); ++row)
        m_functions.insert(
            known.text(row, 0),
            {known.text(row, 1), known.boolean(row, 2), known.text(row, 3).toUtf8()});
    m_views.take(answers->at(7), answers->at(8), answers->at(9));
    return {};
}

const CatalogTable *LossCatalog::find(qint64 oid) const
{
    const auto found = m_byOid.constFind(oid);
    return found == m_byOid.cend() ? nullptr : &m_tables.at(*found);
}

std::optional<QString> LossCatalog::columnType(qint64 oid, const QString &column) const
{
    const auto columns = m_columns.value(oid);
    const auto found = columns.constFind(column);
    return found == columns.cend() ? std::nullopt : std::optional(*found);
}

QList<CatalogFunction> LossCatalog::functions(const QString &name) const
{
    return m_functions.values(name);
}

qint64 LossCatalog::rootOf(qint64 oid) const
{
    const CatalogTable *table = find(oid);
    while (table && table->partition) {
        oid = m_parents.value(oid, oid);
        table = find(oid);
    }
    return oid;
}

QList<qint64> LossCatalog::children(qint64 oid) const
{
    QList<qint64> all = m_children.values(oid);
    for (qsizetype i = 0; i < all.size(); ++i)
        all += m_children.values(all.at(i));
    return all;
}

QList<qint64> LossCatalog::referencing(qint64 oid, bool onDelete) const
{
    QList<qint64> result;
    const auto all = m_references.values(oid);
    for (const auto &[from, losesRows] : all) {
        if (!onDelete || losesRows)
            result.append(from);
    }
    return result;
}

Result<QList<LossCatalog::Reach>> LossCatalog::reach(const QList<Drop> &drops, std::stop_token stop)
{
    std::vector<Command> commands;
    for (const Drop &drop : drops) {
        const bool byOid = drop.table != 0;
        commands.push_back({"WITH RECURSIVE seeds(classid, objid, objsubid) AS ("
                                + seedsOf(drop.kind) + ')' + reachSql,
                            {drop.cascade ? "true" : "false",
                             byOid ? QByteArray::number(drop.table) : drop.schema.toUtf8(),
                             byOid ? drop.column.toUtf8() : drop.name.toUtf8()}});
    }
    const auto answers = m_connection.queryAll(commands, stop);
    if (!answers)
        return fail(answers.error());
    QList<Reach> result;
    for (const Rows &rows : *answers) {
        Reach one;
        for (int row = 0; row < rows.count(); ++row) {
            if (rows.isNull(row, 0))
                one.exists = true;
            else
                one.reached.append({rows.number(row, 0), rows.text(row, 1)});
        }
        result.append(one);
    }
    return result;
}

} // namespace aegisx::plans
