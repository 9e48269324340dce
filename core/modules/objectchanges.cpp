#include "core/modules/objectchanges.h"

#include "core/modules/namedobject.h"
#include "core/modules/sqltypes.h"

#include <algorithm>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

// What leaves no object behind that could be looked for.
bool leavesNothing(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
    case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT:
    case PG_QUERY__NODE__NODE_CONSTRAINTS_SET_STMT:
    case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
    case PG_QUERY__NODE__NODE_LOCK_STMT:
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
    case PG_QUERY__NODE__NODE_CLUSTER_STMT:
    case PG_QUERY__NODE__NODE_REINDEX_STMT:
    case PG_QUERY__NODE__NODE_EXPLAIN_STMT:
    case PG_QUERY__NODE__NODE_NOTIFY_STMT:
    case PG_QUERY__NODE__NODE_LISTEN_STMT:
    case PG_QUERY__NODE__NODE_UNLISTEN_STMT:
    case PG_QUERY__NODE__NODE_DISCARD_STMT:
    case PG_QUERY__NODE__NODE_CHECK_POINT_STMT:
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
    case PG_QUERY__NODE__NODE_DEALLOCATE_STMT:
    case PG_QUERY__NODE__NODE_RETURN_STMT:
        return true;
    default:
        return false;
    }
}

bool changesRows(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
    case PG_QUERY__NODE__NODE_COPY_STMT:
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
    case PG_QUERY__NODE__NODE_CALL_STMT:
    case PG_QUERY__NODE__NODE_EXECUTE_STMT:
        return true;
    default:
        return false;
    }
}

// The columns that a query shows, one that has no name in the text empty; none where it does not
// say how many they are.
QStringList columnsShownBy(const PgQuery__SelectStmt &query)
{
    if (query.larg) // of a UNION the first query names them
        return columnsShownBy(*query.larg);
    QStringList columns;
    for (const PgQuery__Node *node : NodeList(query.target_list, query.n_target_list)) {
        const PgQuery__ResTarget &target = *node->res_target;
        QString name = QString::fromUtf8(target.name);
        const PgQuery__Node &value = *target.val;
        if (value.node_case == PG_QUERY__NODE__NODE_COLUMN_REF) {
            const PgQuery__ColumnRef &column = *value.column_ref;
            const PgQuery__Node *last = column.fields[column.n_fields - 1];
            if (last->node_case != PG_QUERY__NODE__NODE_STRING)
                return {}; // a star
            if (name.isEmpty())
                name = nodeText(last);
        } else if (value.node_case == PG_QUERY__NODE__NODE_A_INDIRECTION && name.isEmpty()) {
            return {}; // (row).* is as many as the row has
        }
        columns << name;
    }
    return columns;
}

// Those that the view names itself come first.
QStringList columnsOf(const PgQuery__ViewStmt &view)
{
    if (!view.query || view.query->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return {};
    QStringList columns = columnsShownBy(*view.query->select_stmt);
    const QStringList named = textsOf(NodeList(view.aliases, view.n_aliases));
    if (columns.size() < named.size())
        return {};
    std::copy(named.begin(), named.end(), columns.begin());
    return columns;
}

} // namespace

ObjectChange &ChangeCollector::add(ChangeKind change, ObjectKind kind, const ObjectName &name)
{
    ObjectChange one = named(kind, name);
    one.change = change;
    append(one, false);
    return m_result.changes.last();
}

void ChangeCollector::append(ObjectChange change, bool tolerant)
{
    change.statement = m_statement;
    change.tolerant = m_conditional || tolerant;
    change.guarded = m_guarded;
    m_result.changes.append(std::move(change));
}

void ChangeCollector::takeEnumChange(const PgQuery__AlterEnumStmt &alter)
{
    const ObjectName type = nameOf(NodeList(alter.type_name, alter.n_type_name));
    const QString oldLabel = QString::fromUtf8(alter.old_val);
    const QString newLabel = QString::fromUtf8(alter.new_val);
    const bool renames = !oldLabel.isEmpty();
    ObjectChange &change = add(renames ? ChangeKind::Rename : ChangeKind::Create,
                               ObjectKind::EnumLabel,
                               {type.schema, renames ? oldLabel : newLabel});
    change.parent = type.name;
    change.newName = renames ? newLabel : QString();
    change.tolerant |= alter.skip_if_new_val_exists != 0;
}

void ChangeCollector::takeDomain(const PgQuery__CreateDomainStmt &create)
{
    const Table domain {
        nameOf(NodeList(create.domainname, create.n_domainname)), ObjectKind::Domain, false};
    const auto at = m_result.changes.size();
    add(ChangeKind::Create, ObjectKind::Domain, domain.name).type = typeText(create.type_name);
    m_result.changes[at].notNull = false;
    for (const PgQuery__Node *one : NodeList(create.constraints, create.n_constraints)) {
        if (one->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL)
            m_result.changes[at].notNull = true;
        takeConstraint(domain, *one->constraint, {});
    }
}

void ChangeCollector::takeDomainChange(const PgQuery__AlterDomainStmt &alter)
{
    const Table domain {
        nameOf(NodeList(alter.type_name, alter.n_type_name)), ObjectKind::Domain, false};
    switch (alter.subtype ? *alter.subtype : '\0') {
    case 'C':
        takeConstraint(domain, *alter.def->constraint, {});
        break;
    case 'X':
        addPart(ChangeKind::Drop, ObjectKind::Constraint, domain, QString::fromUtf8(alter.name))
            .tolerant |= alter.missing_ok != 0;
        break;
    case 'V':
        addPart(ChangeKind::Alter, ObjectKind::Constraint, domain, QString::fromUtf8(alter.name))
            .validated = true;
        break;
    case 'O':
    case 'N':
        add(ChangeKind::Alter, ObjectKind::Domain, domain.name).notNull = *alter.subtype == 'O';
        break;
    default: // a default
        add(ChangeKind::Alter, ObjectKind::Domain, domain.name);
        break;
    }
}

void ChangeCollector::takeFunction(const PgQuery__CreateFunctionStmt &create)
{
    ObjectName name = nameOf(NodeList(create.funcname, create.n_funcname));
    ObjectChange &change = add(ChangeKind::Create, ObjectKind::Function, name);
    change.arguments = argumentsOf(NodeList(create.parameters, create.n_parameters));
    change.tolerant |= create.replace != 0;
}

void ChangeCollector::takeDefinition(const PgQuery__DefineStmt &define)
{
    const ObjectName name = nameOf(NodeList(define.defnames, define.n_defnames));
    if (define.kind == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE) {
        add(ChangeKind::Create, ObjectKind::Type, name);
    } else if (define.kind == PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE && !define.oldstyle) {
        ObjectChange &change = add(ChangeKind::Create, ObjectKind::Function, name);
        change.tolerant |= define.replace != 0;
        const PgQuery__Node *parameters = define.n_args > 0 ? define.args[0] : nullptr;
        if (parameters && parameters->node_case == PG_QUERY__NODE__NODE_LIST)
            change.arguments =
                argumentsOf(NodeList(parameters->list->items, parameters->list->n_items));
    } else {
        m_result.opaque = true;
    }
}

void ChangeCollector::takeSchema(const PgQuery__CreateSchemaStmt &create)
{
    QString name = QString::fromUtf8(create.schemaname);
    if (name.isEmpty() && create.authrole)
        name = QString::fromUtf8(create.authrole->rolename);
    add(ChangeKind::Create, ObjectKind::Schema, {{}, name}).tolerant |= create.if_not_exists != 0;
    m_createdSchema = name;
    for (const PgQuery__Node *element : NodeList(create.schema_elts, create.n_schema_elts))
        takeNode(*element);
    m_createdSchema.clear();
}

void ChangeCollector::takeDrop(const PgQuery__DropStmt &drop)
{
    for (const PgQuery__Node *object : NodeList(drop.objects, drop.n_objects)) {
        auto change = namedObject(drop.remove_type, object);
        const bool rule = drop.remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_RULE
            || drop.remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_POLICY;
        if (!change && rule && object->node_case == PG_QUERY__NODE__NODE_LIST
            && object->list->n_items > 1) {
            add(ChangeKind::Alter,
                ObjectKind::Table,
                nameOf(NodeList(object->list->items, object->list->n_items - 1)));
            continue;
        }
        if (!change) {
            m_result.opaque = true;
            continue;
        }
        change->change = ChangeKind::Drop;
        append(*change, drop.missing_ok != 0);
    }
}

void ChangeCollector::takeRename(const PgQuery__RenameStmt &rename)
{
    auto change = namedObject(rename.rename_type, rename.object);
    const auto kind = kindOf(rename.rename_type);
    const QString part = QString::fromUtf8(rename.subname);
    if (!change && kind && rename.relation) {
        change = named(*kind, nameOf(rename.relation));
        if (!part.isEmpty()) {
            change->parent = change->name;
            change->name = part;
        }
    } else if (!change && kind == ObjectKind::Schema) {
        change = named(ObjectKind::Schema, {{}, part});
    } else if (change && kind == ObjectKind::Constraint) { // of a domain
        change->parent = change->name;
        change->name = part;
    }
    if (!change) {
        m_result.opaque = true;
        return;
    }
    change->change = ChangeKind::Rename;
    change->newName = QString::fromUtf8(rename.newname);
    append(*change, rename.missing_ok != 0);
}

void ChangeCollector::takeSchemaChange(const PgQuery__AlterObjectSchemaStmt &alter)
{
    const auto kind = kindOf(alter.object_type);
    auto change = namedObject(alter.object_type, alter.object);
    if (!change && kind && alter.relation)
        change = named(*kind, nameOf(alter.relation));
    if (!change) {
        m_result.opaque = true;
        return;
    }
    change->change = ChangeKind::SetSchema;
    change->newName = QString::fromUtf8(alter.newschema);
    append(*change, alter.missing_ok != 0);
}

void ChangeCollector::takeComment(const PgQuery__CommentStmt &comment)
{
    auto change = namedObject(comment.objtype, comment.object);
    if (!change)
        return;
    const bool removes = qstrlen(comment.comment) == 0;
    change->type = keyOf(change->kind);
    change->change = removes ? ChangeKind::Drop : ChangeKind::Create;
    change->kind = ObjectKind::Comment;
    append(*change, false);
}

void ChangeCollector::takeGrant(const PgQuery__GrantStmt &grant)
{
    const ChangeKind kind = grant.is_grant ? ChangeKind::Create : ChangeKind::Drop;
    for (const PgQuery__Node *object : NodeList(grant.objects, grant.n_objects)) {
        const auto target = namedObject(grant.objtype, object);
        ObjectChange &change =
            add(kind, ObjectKind::Grant, {target ? target->schema : QString(), {}});
        change.name = target ? target->name : nodeText(object);
        change.arguments = target ? target->arguments : QString();
    }
}

void ChangeCollector::takeSelect(const PgQuery__Node &node)
{
    if (node.select_stmt->into_clause && !m_inBlock)
        takeTableAs(*node.select_stmt->into_clause, false, false);
    m_result.changesData =
        m_result.changesData || containsNode(&node, [](const PgQuery__Node &below) {
            return below.node_case == PG_QUERY__NODE__NODE_FUNC_CALL || changesRows(below);
        });
}

bool ChangeCollector::takeTableStatement(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        takeTable(*node.create_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT:
        takeTable(*node.create_foreign_table_stmt->base_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        takeTableAs(*node.create_table_as_stmt->into,
                    node.create_table_as_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW,
                    node.create_table_as_stmt->if_not_exists != 0);
        return true;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
        takeAlterTable(*node.alter_table_stmt);
        return true;
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        takeIndex(*node.index_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_POLICY_STMT:
        add(ChangeKind::Alter, ObjectKind::Table, nameOf(node.create_policy_stmt->table));
        return true;
    case PG_QUERY__NODE__NODE_RULE_STMT:
        add(ChangeKind::Alter, ObjectKind::Table, nameOf(node.rule_stmt->relation));
        return true;
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: {
        const PgQuery__CreateTrigStmt &trigger = *node.create_trig_stmt;
        const Table table {nameOf(trigger.relation), ObjectKind::Table, trigger.replace != 0};
        addPart(
            ChangeKind::Create, ObjectKind::Trigger, table, QString::fromUtf8(trigger.trigname));
        return true;
    }
    default:
        return false;
    }
}

bool ChangeCollector::takeTypeStatement(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT: {
        const PgQuery__CreateEnumStmt &create = *node.create_enum_stmt;
        add(ChangeKind::Create,
            ObjectKind::Type,
            nameOf(NodeList(create.type_name, create.n_type_name)))
            .labels = textsOf(NodeList(create.vals, create.n_vals));
        return true;
    }
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
        takeEnumChange(*node.alter_enum_stmt);
        return true;
    case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
        takeComposite(*node.composite_type_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
        add(ChangeKind::Create,
            ObjectKind::Type,
            nameOf(
                NodeList(node.create_range_stmt->type_name, node.create_range_stmt->n_type_name)));
        return true;
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
        takeDomain(*node.create_domain_stmt);
        return true;
    case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
        takeDomainChange(*node.alter_domain_stmt);
        return true;
    case PG_QUERY__NODE__NODE_DEFINE_STMT:
        takeDefinition(*node.define_stmt);
        return true;
    default:
        return false;
    }
}

// A view or a sequence; false where it is temporary, which is gone with the session.
bool ChangeCollector::takeRelation(ObjectKind kind,
                                   const PgQuery__RangeVar &relation,
                                   bool tolerant)
{
    if (qstrcmp(relation.relpersistence, "t") == 0)
        return false;
    ObjectName name = nameOf(&relation);
    if (name.schema.isEmpty())
        name.schema = m_createdSchema;
    add(ChangeKind::Create, kind, name).tolerant |= tolerant;
    return true;
}

bool ChangeCollector::takeOtherStatement(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
        takeSchema(*node.create_schema_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
        takeRelation(ObjectKind::Sequence,
                     *node.create_seq_stmt->sequence,
                     node.create_seq_stmt->if_not_exists != 0);
        return true;
    case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT:
        add(ChangeKind::Alter, ObjectKind::Sequence, nameOf(node.alter_seq_stmt->sequence));
        return true;
    case PG_QUERY__NODE__NODE_VIEW_STMT:
        if (takeRelation(ObjectKind::View, *node.view_stmt->view, node.view_stmt->replace != 0))
            m_result.changes.last().columns = columnsOf(*node.view_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
        takeFunction(*node.create_function_stmt);
        return true;
    case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT:
        takeExtension(*node.create_extension_stmt);
        return true;
    case PG_QUERY__NODE__NODE_ALTER_EXTENSION_STMT:
        add(ChangeKind::Alter,
            ObjectKind::Extension,
            {{}, QString::fromUtf8(node.alter_extension_stmt->extname)});
        return true;
    case PG_QUERY__NODE__NODE_GRANT_ROLE_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT:
        add(ChangeKind::Alter, ObjectKind::Grant, {});
        return true;
    case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT:
    case PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT:
        takeAttributes(node);
        return true;
    default:
        return false;
    }
}

void ChangeCollector::takeAttributes(const PgQuery__Node &node)
{
    std::optional<ObjectChange> change;
    if (node.node_case == PG_QUERY__NODE__NODE_ALTER_OWNER_STMT) {
        change = namedObject(node.alter_owner_stmt->object_type, node.alter_owner_stmt->object);
    } else {
        const PgQuery__ObjectWithArgs &function = *node.alter_function_stmt->func;
        change =
            named(ObjectKind::Function, nameOf(NodeList(function.objname, function.n_objname)));
        change->arguments = argumentsOf(function);
    }
    if (!change) {
        m_result.opaque = true;
        return;
    }
    change->change = ChangeKind::Alter;
    append(*change, false);
}

void ChangeCollector::takeNode(const PgQuery__Node &node)
{
    if (leavesNothing(node) || takeTableStatement(node) || takeTypeStatement(node)
        || takeOtherStatement(node))
        return;
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_DROP_STMT:
        takeDrop(*node.drop_stmt);
        break;
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        takeRename(*node.rename_stmt);
        break;
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        takeSchemaChange(*node.alter_object_schema_stmt);
        break;
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
        takeComment(*node.comment_stmt);
        break;
    case PG_QUERY__NODE__NODE_GRANT_STMT:
        takeGrant(*node.grant_stmt);
        break;
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        takeSelect(node);
        break;
    default:
        if (changesRows(node))
            m_result.changesData = true;
        else
            m_result.opaque = true;
        break;
    }
}

void ChangeCollector::take(const VisitedStatement &visited)
{
    m_statement = visited.statement;
    m_conditional = visited.conditional;
    m_guarded = visited.guarded;
    m_inBlock = visited.inBlock;
    takeNode(*visited.node);
}

} // namespace aegisx::modules
