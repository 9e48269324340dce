#include "core/modules/losses.h"

#include "core/modules/builtinfunctions.h"
#include "core/modules/functionlosses.h"
#include "core/modules/sqltemplate.h"
#include "core/modules/sqltypes.h"

#include <algorithm>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

enum class Reach { None, Some, All };

bool isFalse(const PgQuery__Node *condition)
{
    if (condition->node_case == PG_QUERY__NODE__NODE_A_CONST)
        return condition->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL
            && !condition->a_const->boolval->boolval;
    if (condition->node_case != PG_QUERY__NODE__NODE_A_EXPR)
        return false;
    const PgQuery__AExpr &expression = *condition->a_expr; // 1 = 0
    const auto number = [](const PgQuery__Node *side) {
        return side && side->node_case == PG_QUERY__NODE__NODE_A_CONST
                && side->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL
            ? std::optional(side->a_const->ival->ival)
            : std::nullopt;
    };
    const auto left = number(expression.lexpr);
    const auto right = number(expression.rexpr);
    return expression.n_name == 1 && nodeText(expression.name[0]) == "="_L1 && left && right
        && *left != *right;
}

// Which rows a condition leaves: one that speaks of no column is true for all of them, or for none.
Reach reachOf(const PgQuery__Node *condition)
{
    if (!condition)
        return Reach::All;
    const bool depends = containsNode(condition, [](const PgQuery__Node &node) {
        return node.node_case == PG_QUERY__NODE__NODE_COLUMN_REF
            || node.node_case == PG_QUERY__NODE__NODE_SUB_LINK
            || node.node_case == PG_QUERY__NODE__NODE_CURRENT_OF_EXPR;
    });
    if (depends)
        return Reach::Some;
    return isFalse(condition) ? Reach::None : Reach::All;
}

QString constantOf(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST
            && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
        ? QString::fromUtf8(node->a_const->sval->sval)
        : QString();
}

bool isColumn(const PgQuery__Node *node, const char *name)
{
    if (!node || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef &reference = *node->column_ref;
    return reference.n_fields > 0
        && nodeText(reference.fields[reference.n_fields - 1]) == QString::fromUtf8(name);
}

// Of coalesce(x, ...) the x: where it is there it stays.
const PgQuery__Node *keptOf(const PgQuery__Node *value)
{
    const bool coalesce = value && value->node_case == PG_QUERY__NODE__NODE_COALESCE_EXPR
        && value->coalesce_expr->n_args > 0;
    return coalesce ? value->coalesce_expr->args[0] : value;
}

// "x = x", "x = coalesce(x, ...)": what is there stays.
bool keepsItsValue(const PgQuery__ResTarget &target)
{
    return isColumn(keptOf(target.val), target.name);
}

// types gets those that it is cast to.
const PgQuery__Node *withoutCasts(const PgQuery__Node *value, QStringList &types)
{
    while (value && value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        types << typeText(value->type_cast->type_name);
        value = value->type_cast->arg;
    }
    return value;
}

constexpr auto roleSetting = "session_replication_role"_L1;

// With these the triggers and foreign keys go on.
bool keepsTriggers(const QString &role)
{
    return role.compare("origin"_L1, Qt::CaseInsensitive) == 0
        || role.compare("local"_L1, Qt::CaseInsensitive) == 0;
}

// A type that every value fits into.
bool takesEverything(const QString &type)
{
    return type == "text"_L1 || type == "character varying"_L1;
}

bool isCascade(PgQuery__DropBehavior behavior)
{
    return behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
}

} // namespace

LossCollector::LossCollector(QList<Loss> &losses) : m_losses(losses)
{
    const auto visit = [this](const VisitedStatement &visited) { takeNode(*visited.node); };
    m_visitor = {visit, visit, [this](const PgQuery__Node *expression, const VisitedStatement &) {
                     return canRead(expression);
                 }};
}

void LossCollector::add(LossKind kind, const ObjectName &name, bool cascade, const QString &column)
{
    add({kind, name.schema, name.name, column, {}, cascade, m_statement});
}

void LossCollector::addOf(LossKind kind,
                          const PgQuery__RangeVar *table,
                          const QString &column,
                          bool cascade)
{
    const ObjectName name = nameOf(table);
    add({kind, name.schema, name.name, column, {}, cascade, m_statement, !table->inh});
}

void LossCollector::add(const Loss &loss)
{
    const bool unqualified = loss.schema.isEmpty() || loss.schema == "pg_temp"_L1;
    if (!(unqualified && m_temporary.contains(loss.name)) && !m_losses.contains(loss))
        m_losses.append(loss);
}

void LossCollector::take(const PgQuery__Node *node, const QByteArray &text, int statement)
{
    m_statement = statement;
    if (node->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
        remember(*node->create_function_stmt, text);
    else if (!visitBlocks(node, text, statement, m_visitor))
        add(LossKind::Unreadable, {});
}

void LossCollector::remember(const PgQuery__CreateFunctionStmt &function, const QByteArray &text)
{
    const ObjectName name = nameOf({function.funcname, function.n_funcname});
    m_functions[name.name].append({name.schema, text});
}

void LossCollector::takeCallOf(const PgQuery__CreateFunctionStmt &function, const QByteArray &text)
{
    remember(function, text);
    takeBody(text, nameOf({function.funcname, function.n_funcname}));
}

void LossCollector::takeNode(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_DROP_STMT:
        return takeDrop(*node.drop_stmt);
    case PG_QUERY__NODE__NODE_DROP_OWNED_STMT:
        for (const PgQuery__Node *role :
             NodeList(node.drop_owned_stmt->roles, node.drop_owned_stmt->n_roles))
            add(LossKind::DropOwned,
                {{}, QString::fromUtf8(role->role_spec->rolename)},
                isCascade(node.drop_owned_stmt->behavior));
        return;
    case PG_QUERY__NODE__NODE_DROPDB_STMT:
        return add(LossKind::Unreadable, {});
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return noteTemporary(node.create_stmt->relation);
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
        return takeTruncate(*node.truncate_stmt);
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
        return takeAlterTable(*node.alter_table_stmt);
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
        return takeSetting(node.variable_set_stmt);
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
        return takeSetting(node.alter_role_set_stmt->setstmt);
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
        return takeSetting(node.alter_database_set_stmt->setstmt);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        if (node.create_table_as_stmt->into)
            noteTemporary(node.create_table_as_stmt->into->rel);
        return takeInside(node);
    case PG_QUERY__NODE__NODE_CALL_STMT:
        takeCall(*node.call_stmt->funccall);
        [[fallthrough]];
    case PG_QUERY__NODE__NODE_SELECT_STMT:
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
    case PG_QUERY__NODE__NODE_COPY_STMT:
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
    case PG_QUERY__NODE__NODE_RETURN_STMT:
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
        return takeInside(node);
    case PG_QUERY__NODE__NODE_EXPLAIN_STMT:
        if (hasOption({node.explain_stmt->options, node.explain_stmt->n_options}, "analyze"))
            takeInside(node);
        return;
    default: // anything else runs nothing of the vendor's now
        return;
    }
}

void LossCollector::noteTemporary(const PgQuery__RangeVar *table)
{
    if (table && qstrcmp(table->relpersistence, "t") == 0)
        m_temporary.insert(QString::fromUtf8(table->relname));
}

void LossCollector::takeInside(const PgQuery__Node &node)
{
    const auto look = [this](const PgQuery__Node &below) {
        if (below.node_case == PG_QUERY__NODE__NODE_DELETE_STMT)
            takeDelete(*below.delete_stmt);
        else if (below.node_case == PG_QUERY__NODE__NODE_UPDATE_STMT)
            takeUpdate(*below.update_stmt);
        else if (below.node_case == PG_QUERY__NODE__NODE_MERGE_STMT)
            takeMerge(*below.merge_stmt);
        else if (below.node_case == PG_QUERY__NODE__NODE_FUNC_CALL)
            takeCall(*below.func_call);
        return false; // go on
    };
    [[maybe_unused]] const bool found = containsNode(&node, look);
}

void LossCollector::takeDrop(const PgQuery__DropStmt &drop)
{
    for (const PgQuery__Node *object : NodeList(drop.objects, drop.n_objects))
        takeDroppedObject(drop.remove_type, object, isCascade(drop.behavior));
}

void LossCollector::takeDroppedObject(PgQuery__ObjectType type,
                                      const PgQuery__Node *object,
                                      bool cascade)
{
    const auto listed = [object] {
        return nameOf(NodeList(object->list->items, object->list->n_items));
    };
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
        return add(LossKind::DropTable, listed(), cascade);
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
        return add(LossKind::DropView, listed(), cascade);
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW: // holds no rows, but others may be made from it
        return cascade ? add(LossKind::DropView, listed(), cascade) : void();
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return add(LossKind::DropSchema, {{}, nodeText(object)}, cascade);
    case PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION:
        return add(LossKind::DropExtension, {{}, nodeText(object)}, cascade);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
        return add(LossKind::DropType,
                   nameOf(NodeList(object->type_name->names, object->type_name->n_names)),
                   cascade);
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
        if (cascade)
            add(LossKind::DropFunction,
                nameOf(NodeList(object->object_with_args->objname,
                                object->object_with_args->n_objname)),
                cascade);
        return;
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_LANGUAGE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR:
        return cascade ? add(LossKind::Unreadable, {}) : void();
    default: // an index, a sequence, a trigger: nothing that holds rows hangs on it
        return;
    }
}

void LossCollector::takeTruncate(const PgQuery__TruncateStmt &truncate)
{
    for (const PgQuery__Node *relation : NodeList(truncate.relations, truncate.n_relations))
        addOf(LossKind::Truncate, relation->range_var, {}, isCascade(truncate.behavior));
}

void LossCollector::takeAlterTable(const PgQuery__AlterTableStmt &alter)
{
    const bool composite = alter.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
    if (alter.objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE && !composite)
        return;
    const ObjectName table = nameOf(alter.relation);
    for (const PgQuery__Node *node : NodeList(alter.cmds, alter.n_cmds)) {
        const PgQuery__AlterTableCmd &command = *node->alter_table_cmd;
        const QString column = QString::fromUtf8(command.name);
        switch (command.subtype) {
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
            if (composite) // an attribute of every column of that type
                add(LossKind::Unreadable, {});
            else
                add(LossKind::DropColumn, table, isCascade(command.behavior), column);
            break;
        case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
            takeNewType(alter.relation, command);
            break;
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser:
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig:
            add(LossKind::DisableTrigger, table);
            break;
        default:
            break;
        }
    }
}

void LossCollector::takeNewType(const PgQuery__RangeVar *table,
                                const PgQuery__AlterTableCmd &command)
{
    const PgQuery__ColumnDef &definition = *command.def->column_def;
    const QString column = QString::fromUtf8(command.name);
    QStringList types;
    const PgQuery__Node *value = keptOf(withoutCasts(definition.raw_default, types));
    value = withoutCasts(value, types);
    if (value && !isColumn(value, command.name))
        return addOf(LossKind::Update, table, column);
    types << typeText(definition.type_name);
    types.removeDuplicates();
    const ObjectName name = nameOf(table);
    for (const QString &type : std::as_const(types)) {
        if (!takesEverything(type))
            add({LossKind::NarrowType,
                 name.schema,
                 name.name,
                 column,
                 type,
                 false,
                 m_statement,
                 !table->inh});
    }
}

void LossCollector::takeSetting(const PgQuery__VariableSetStmt *set)
{
    if (!set || QString::fromUtf8(set->name).compare(roleSetting, Qt::CaseInsensitive) != 0
        || set->kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE)
        return;
    if (set->n_args != 1 || !keepsTriggers(constantOf(set->args[0])))
        add(LossKind::ReplicationRole, {});
}

void LossCollector::takeDelete(const PgQuery__DeleteStmt &remove)
{
    const Reach reach = reachOf(remove.where_clause);
    if (reach != Reach::None)
        addOf(reach == Reach::All ? LossKind::Delete : LossKind::DeleteSome, remove.relation);
}

void LossCollector::takeUpdate(const PgQuery__UpdateStmt &update)
{
    if (reachOf(update.where_clause) != Reach::All)
        return;
    for (const PgQuery__Node *node : NodeList(update.target_list, update.n_target_list)) {
        if (!keepsItsValue(*node->res_target))
            addOf(LossKind::Update, update.relation, QString::fromUtf8(node->res_target->name));
    }
}

void LossCollector::takeMerge(const PgQuery__MergeStmt &merge)
{
    for (const PgQuery__Node *node :
         NodeList(merge.merge_when_clauses, merge.n_merge_when_clauses)) {
        const PgQuery__MergeWhenClause &clause = *node->merge_when_clause;
        if (clause.command_type == PG_QUERY__CMD_TYPE__CMD_DELETE)
            addOf(LossKind::DeleteSome, merge.relation);
        const bool all = clause.command_type == PG_QUERY__CMD_TYPE__CMD_UPDATE
            && reachOf(merge.join_condition) == Reach::All
            && reachOf(clause.condition) == Reach::All;
        for (const PgQuery__Node *target : NodeList(clause.target_list, clause.n_target_list)) {
            if (all && !keepsItsValue(*target->res_target))
                addOf(
                    LossKind::Update, merge.relation, QString::fromUtf8(target->res_target->name));
        }
    }
}

void LossCollector::takeSetConfig(const PgQuery__FuncCall &call)
{
    if (call.n_args < 2)
        return;
    const QString name = constantOf(call.args[0]);
    if (name.isEmpty())
        add(LossKind::Unreadable, {});
    else if (name.compare(roleSetting, Qt::CaseInsensitive) == 0
             && !keepsTriggers(constantOf(call.args[1])))
        add(LossKind::ReplicationRole, {});
}

void LossCollector::takeCall(const PgQuery__FuncCall &call)
{
    const ObjectName name = nameOf({call.funcname, call.n_funcname});
    if (name.name == "set_config"_L1 && (name.schema.isEmpty() || name.schema == "pg_catalog"_L1))
        return takeSetConfig(call);
    if (isBuiltinFunction(name.schema, name.name))
        return;
    bool found = false;
    const auto known = m_functions.value(name.name);
    for (const auto &[schema, text] : known) {
        if (!schema.isEmpty() && !name.schema.isEmpty() && schema != name.schema)
            continue;
        found = true;
        takeBody(text, name);
    }
    if (!found)
        add(LossKind::Unreadable, name);
}

void LossCollector::takeBody(const QByteArray &text, const ObjectName &name)
{
    if (m_active.contains(text)) // it calls itself
        return;
    m_active.insert(text);
    const TreePtr tree = parseTree(text);
    const bool readable = tree && tree->n_stmts == 1
        && tree->stmts[0]->stmt->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT
        && visitBody(*tree->stmts[0]->stmt->create_function_stmt, text, m_statement, m_visitor);
    if (!readable)
        add(LossKind::Unreadable, name);
    m_active.remove(text);
}

// Dynamic SQL that is known but for names and values in quotes, and that can lose nothing whatever
// these are: CREATE INDEX, GRANT, COMMENT.
bool LossCollector::canRead(const PgQuery__Node *dynamic)
{
    const auto text = templateText(dynamic);
    const TreePtr tree = text ? parseTree(*text) : nullptr;
    if (!tree)
        return false;
    QList<Loss> losses;
    LossCollector collector(losses);
    for (const PgQuery__RawStmt *raw : std::span(tree->stmts, tree->n_stmts))
        collector.take(raw->stmt, *text, 0);
    return losses.isEmpty();
}

std::optional<FunctionLosses> functionLosses(const QByteArray &definition)
{
    const TreePtr tree = parseTree(definition);
    if (!tree || tree->n_stmts != 1
        || tree->stmts[0]->stmt->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
        return {};
    const PgQuery__CreateFunctionStmt &function = *tree->stmts[0]->stmt->create_function_stmt;
    const ObjectName name = nameOf({function.funcname, function.n_funcname});
    FunctionLosses result {name.schema, name.name, {}};
    LossCollector(result.losses).takeCallOf(function, definition);
    return result;
}

} // namespace aegisx::modules
