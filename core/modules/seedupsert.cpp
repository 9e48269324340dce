#include "core/modules/seedupsert.h"

#include "core/modules/deepstack.h"
#include "core/modules/parsetree.h"
#include "core/postgres/sqltext.h"

#include <algorithm>
#include <optional>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

// The columns of an INSERT; empty where one of them is more than a name.
QStringList columnsOf(NodeList nodes)
{
    QStringList columns;
    for (const PgQuery__Node *node : nodes) {
        if (node->node_case != PG_QUERY__NODE__NODE_RES_TARGET
            || node->res_target->n_indirection > 0)
            return {};
        columns << QString::fromUtf8(node->res_target->name);
    }
    return columns;
}

// The columns of the key; empty where it is an expression, a constraint or for some rows only.
QStringList keyOf(const PgQuery__InferClause *infer)
{
    if (!infer || infer->where_clause || qstrlen(infer->conname) > 0)
        return {};
    QStringList key;
    for (const PgQuery__Node *node : NodeList(infer->index_elems, infer->n_index_elems)) {
        const PgQuery__IndexElem &element = *node->index_elem;
        if (element.expr || element.n_collation > 0 || element.n_opclass > 0)
            return {};
        key << QString::fromUtf8(element.name);
    }
    return key;
}

// Whether the target is "column = EXCLUDED.column".
bool takesItsOwn(const PgQuery__ResTarget &target)
{
    if (target.n_indirection > 0 || !target.val
        || target.val->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef &value = *target.val->column_ref;
    return value.n_fields == 2 && nodeText(value.fields[0]) == "excluded"_L1
        && nodeText(value.fields[1]) == QString::fromUtf8(target.name);
}

// The columns that DO UPDATE sets, without those of the key; none where one is set to anything
// else than what is shipped.
std::optional<QStringList> updatedOf(const PgQuery__OnConflictClause &conflict,
                                     const QStringList &key)
{
    if (conflict.where_clause)
        return {};
    QStringList updated;
    for (const PgQuery__Node *node : NodeList(conflict.target_list, conflict.n_target_list)) {
        if (node->node_case != PG_QUERY__NODE__NODE_RES_TARGET || !takesItsOwn(*node->res_target))
            return {};
        const QString column = QString::fromUtf8(node->res_target->name);
        if (!key.contains(column))
            updated << column;
    }
    return updated;
}

bool isDefault(const PgQuery__Node &node)
{
    return node.node_case == PG_QUERY__NODE__NODE_SET_TO_DEFAULT;
}

bool contains(const QStringList &all, const QStringList &some)
{
    return std::all_of(
        some.begin(), some.end(), [&all](const QString &one) { return all.contains(one); });
}

// The brackets around the columns, of which the first and the last start at these bytes.
void findBrackets(const QByteArray &sql, int first, int last, Upsert &upsert)
{
    upsert.columnsFrom = -1;
    const PgQueryScanResult scanned = pg_query_scan(sql.constData());
    if (!scanned.error) {
        PgQuery__ScanResult *tokens = pg_query__scan_result__unpack(
            nullptr, scanned.pbuf.len, reinterpret_cast<const uint8_t *>(scanned.pbuf.data));
        for (const PgQuery__ScanToken *token : std::span(tokens->tokens, tokens->n_tokens)) {
            if (token->token == PG_QUERY__TOKEN__ASCII_40 && token->start < first)
                upsert.columnsFrom = token->start;
            if (token->token == PG_QUERY__TOKEN__ASCII_41 && token->start > last) {
                upsert.columnsTo = token->end;
                break;
            }
        }
        pg_query__scan_result__free_unpacked(tokens, nullptr);
    }
    pg_query_free_scan_result(scanned);
}

bool isPlain(const PgQuery__InsertStmt &insert)
{
    const bool overrides = insert.override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_USER_VALUE
        || insert.override == PG_QUERY__OVERRIDING_KIND__OVERRIDING_SYSTEM_VALUE;
    return !overrides && !insert.with_clause && insert.n_returning_list == 0
        && qstrlen(insert.relation->schemaname) > 0 && qstrlen(insert.relation->catalogname) == 0
        && insert.select_stmt && !containsNode(insert.select_stmt, isDefault);
}

// The rows of VALUES among what is joined; 0: there are none, -1: a join may leave out other rows
// than those of which what they refer to is missing.
int listedIn(const PgQuery__Node &from)
{
    if (from.node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        return 0;
    if (from.node_case == PG_QUERY__NODE__NODE_RANGE_SUBSELECT) {
        const PgQuery__Node *query = from.range_subselect->subquery;
        const bool lists = query && query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
            && query->select_stmt->n_values_lists > 0;
        return lists ? static_cast<int>(query->select_stmt->n_values_lists) : -1;
    }
    if (from.node_case != PG_QUERY__NODE__NODE_JOIN_EXPR
        || from.join_expr->jointype != PG_QUERY__JOIN_TYPE__JOIN_INNER)
        return -1;
    const int left = listedIn(*from.join_expr->larg);
    const int right = listedIn(*from.join_expr->rarg);
    return left < 0 || right < 0 || (left > 0 && right > 0) ? -1 : left + right;
}

int listedRowsOf(const PgQuery__Node &source)
{
    if (source.node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return -1;
    const PgQuery__SelectStmt &select = *source.select_stmt;
    const bool plain = select.op == PG_QUERY__SET_OPERATION__SETOP_NONE && !select.where_clause
        && !select.having_clause && !select.limit_count && select.n_group_clause == 0
        && select.n_distinct_clause == 0 && select.n_from_clause == 1;
    const int listed = plain ? listedIn(*select.from_clause[0]) : -1;
    return listed > 0 ? listed : -1;
}

// text starts at the byte `start` of what was parsed.
std::optional<Upsert>
upsertOf(const PgQuery__InsertStmt &insert, const QByteArray &text, int start, int statement)
{
    const PgQuery__OnConflictClause &conflict = *insert.on_conflict_clause;
    Upsert upsert;
    upsert.statement = statement;
    upsert.schema = QString::fromUtf8(insert.relation->schemaname);
    upsert.table = QString::fromUtf8(insert.relation->relname);
    upsert.columns = columnsOf({insert.cols, insert.n_cols});
    upsert.key = keyOf(conflict.infer);
    const auto updated = updatedOf(conflict, upsert.key);
    if (!isPlain(insert) || upsert.key.isEmpty() || !updated
        || !contains(upsert.columns, upsert.key + *updated))
        return {};
    upsert.updated = *updated;
    upsert.tableAt = insert.relation->location - start;
    const int first = insert.cols[0]->res_target->location - start;
    const int last = insert.cols[insert.n_cols - 1]->res_target->location - start;
    findBrackets(text, first, last, upsert);
    upsert.sourceTo = conflict.location - start;
    upsert.listedRows = listedRowsOf(*insert.select_stmt);
    if (upsert.columnsFrom < 0 || upsert.columnsTo <= last || upsert.sourceTo < upsert.columnsTo)
        return {};
    return upsert;
}

void take(const PgQuery__RawStmt &raw, const QByteArray &sql, int statement, SeedUpserts &result)
{
    if (raw.stmt->node_case != PG_QUERY__NODE__NODE_INSERT_STMT)
        return;
    const PgQuery__InsertStmt &insert = *raw.stmt->insert_stmt;
    if (!insert.on_conflict_clause)
        return;
    const qsizetype end = raw.stmt_len > 0 ? raw.stmt_location + raw.stmt_len : sql.size();
    const qsizetype start = postgres::skipBlanksAndComments(sql, raw.stmt_location, end);
    const auto upsert =
        upsertOf(insert, sql.sliced(start, end - start), static_cast<int>(start), statement);
    if (upsert)
        result.upserts.append(*upsert);
    else if (insert.on_conflict_clause->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE)
        result.overwriting.append(statement);
}

} // namespace

SeedUpserts upsertsIn(const Section &section)
{
    SeedUpserts result;
    runDeep(section.sql.size(), [&] {
        const TreePtr tree = parseTree(section.sql);
        int statement = 0;
        if (!tree)
            return;
        for (const PgQuery__RawStmt *raw : std::span(tree->stmts, tree->n_stmts))
            take(*raw, section.sql, statement++, result);
    });
    return result;
}

Upsert upsertOf(const CsvTable &table)
{
    Upsert upsert;
    upsert.schema = table.schema;
    upsert.table = table.table;
    upsert.columns = table.columns;
    upsert.key = table.key;
    for (const QString &column : table.columns) {
        if (!table.key.contains(column))
            upsert.updated << column;
    }
    return upsert;
}

} // namespace aegisx::modules
