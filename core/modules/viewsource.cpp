#include "core/modules/viewsource.h"

#include "core/modules/parsetree.h"

namespace aegisx::modules {

namespace {

bool isSimple(const PgQuery__SelectStmt &select)
{
    return select.op == PG_QUERY__SET_OPERATION__SETOP_NONE && select.n_from_clause == 1
        && select.from_clause[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR
        && select.n_distinct_clause == 0 && select.n_group_clause == 0 && !select.having_clause
        && select.n_window_clause == 0 && !select.limit_count && !select.limit_offset
        && !select.with_clause;
}

void takeColumn(const PgQuery__ResTarget &target, QHash<QString, QString> &columns)
{
    if (!target.val || target.val->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return;
    const PgQuery__ColumnRef &reference = *target.val->column_ref;
    const QString column = nodeText(reference.fields[reference.n_fields - 1]);
    const QString alias = QString::fromUtf8(target.name);
    columns.insert(alias.isEmpty() ? column : alias, column);
}

} // namespace

std::optional<ViewSource> viewSource(const QByteArray &query)
{
    const TreePtr tree = parseTree(query);
    if (!tree || tree->n_stmts != 1
        || tree->stmts[0]->stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT
        || !isSimple(*tree->stmts[0]->stmt->select_stmt))
        return {};
    const PgQuery__SelectStmt &select = *tree->stmts[0]->stmt->select_stmt;
    const PgQuery__RangeVar &from = *select.from_clause[0]->range_var;
    const ObjectName name = nameOf(&from);
    ViewSource source {name.schema, name.name, !from.inh, !select.where_clause, {}};
    for (const PgQuery__Node *node : NodeList(select.target_list, select.n_target_list))
        takeColumn(*node->res_target, source.columns);
    return source;
}

} // namespace aegisx::modules
