#include "core/lint/sqlnames.h"

#include "core/modules/builtinfunctions.h"
#include "core/modules/namedobject.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;
using modules::ObjectKind;
using modules::ObjectName;

namespace {

// The server's types that the grammar leaves without a schema, and those of trusted extensions.
constexpr auto serverTypes =
    "text uuid json jsonb jsonpath date name oid bytea inet cidr macaddr macaddr8 money xml point "
    "line lseg box path polygon circle tsvector tsquery record trigger event_trigger void cstring "
    "internal any anyelement anyarray anynonarray anyenum anyrange anymultirange anycompatible "
    "anycompatiblearray anycompatiblenonarray anycompatiblerange anycompatiblemultirange unknown "
    "regclass regtype regproc regprocedure regoper regoperator regrole regnamespace regconfig "
    "regdictionary regcollation serial smallserial bigserial serial2 serial4 serial8 int2 int4 "
    "int8 float4 float8 bool numeric varchar bpchar char bit varbit time timetz timestamp "
    "timestamptz interval int4range int8range numrange tsrange tstzrange daterange "
    "int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange "
    "pg_lsn pg_snapshot txid_snapshot xid xid8 cid tid refcursor aclitem oidvector int2vector "
    "language_handler index_am_handler table_am_handler fdw_handler tsm_handler citext hstore "
    "ltree lquery ltxtquery";

bool isServerType(const QString &name)
{
    static const QStringList list =
        QString::fromLatin1(serverTypes).split(u' ', Qt::SkipEmptyParts);
    static const QSet<QString> names(list.begin(), list.end());
    return names.contains(name);
}

bool isServers(const ObjectName &function)
{
    return function.schema.isEmpty() && modules::isServerFunction(function.name);
}

const PgQuery__Node *textConstant(const PgQuery__Node *node)
{
    if (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        node = node->type_cast->arg;
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST
            && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
        ? node
        : nullptr;
}

// Kinds that ObjectChange lacks, named as tables are.
bool hasPlainName(PgQuery__ObjectType type)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_CONVERSION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSCONFIGURATION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSDICTIONARY:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSPARSER:
    case PG_QUERY__OBJECT_TYPE__OBJECT_TSTEMPLATE:
        return true;
    default:
        return false;
    }
}

class NameCollector
{
public:
    explicit NameCollector(const QSet<QString> &local) : m_local(local) { }

    QList<SqlName> collect(const PgQuery__Node *node);

private:
    void walk(const ProtobufCMessage *message);
    void walkScope(const ProtobufCMessage &statement, const PgQuery__WithClause &with);
    bool take(const ProtobufCMessage &message);
    void takeStrings(NameKind kind, PgQuery__Node *const *parts, size_t count);
    void takeSchema(const QString &schema);
    void takeSchemas(NodeList schemas);
    void takeOwner(NodeList options);
    void takeSetting(const PgQuery__VariableSetStmt &setting);
    void takeNewSchema(const PgQuery__Node &node);
    void takeDefinition(const PgQuery__Node &node);
    void takeRelation(const PgQuery__RangeVar &relation);
    void takeType(const PgQuery__TypeName &type);
    void takeCall(const PgQuery__FuncCall &call);
    void takeConstant(const PgQuery__Node *constant);
    void takeStatement(const PgQuery__Node &node);
    void takeObjects(const PgQuery__Node &node);
    void takeObject(PgQuery__ObjectType type, const PgQuery__Node *object);
    void add(NameKind kind, const ObjectName &name, int location);

    QSet<QString> m_local;
    QList<SqlName> m_names;
};

void NameCollector::add(NameKind kind, const ObjectName &name, int location)
{
    if (!name.name.isEmpty() && name.schema != "pg_catalog"_L1
        && name.schema != "information_schema"_L1)
        m_names.append({kind, name.schema, name.name, location});
}

void NameCollector::takeRelation(const PgQuery__RangeVar &relation)
{
    const ObjectName name = modules::nameOf(&relation);
    const bool own =
        name.schema.isEmpty() && (m_local.contains(name.name) || name.name.startsWith("pg_"_L1));
    if (!own && qstrcmp(relation.relpersistence, "t") != 0 && name.schema != "pg_temp"_L1)
        add(NameKind::Relation, name, relation.location);
}

void NameCollector::takeType(const PgQuery__TypeName &type)
{
    NodeList names(type.names, type.n_names);
    if (type.pct_type) { // table.column%TYPE
        if (names.size() > 1)
            add(NameKind::Relation, modules::nameOf(names.first(names.size() - 1)), type.location);
        return;
    }
    const ObjectName name = modules::nameOf(names);
    if (!name.schema.isEmpty() || !isServerType(name.name))
        add(NameKind::Type, name, type.location);
}

void NameCollector::takeConstant(const PgQuery__Node *constant)
{
    if (!constant)
        return;
    const QStringList parts = QString::fromUtf8(constant->a_const->sval->sval).split(u'.');
    if (parts.size() <= 2)
        add(NameKind::Relation,
            {parts.size() > 1 ? parts.first() : QString(), parts.last()},
            constant->a_const->location);
}

void NameCollector::takeCall(const PgQuery__FuncCall &call)
{
    const ObjectName name = modules::nameOf({call.funcname, call.n_funcname});
    static const QSet<QString> ofSequences {
        u"nextval"_s, u"currval"_s, u"setval"_s, u"pg_get_serial_sequence"_s, u"to_regclass"_s};
    if (ofSequences.contains(name.name) && call.n_args > 0
        && !(call.args[0]->node_case == PG_QUERY__NODE__NODE_TYPE_CAST))
        takeConstant(textConstant(call.args[0]));
    const bool server = modules::isBuiltinFunction(name.schema, name.name)
        || (name.schema.isEmpty() && isServerType(name.name));
    if (!server && !isServers(name))
        add(NameKind::Function, name, call.location);
}

// Objects whose names the grammar keeps as lists of strings.
void NameCollector::takeObject(PgQuery__ObjectType type, const PgQuery__Node *object)
{
    if (!object || object->node_case != PG_QUERY__NODE__NODE_LIST || object->list->n_items == 0
        || object->list->items[0]->node_case != PG_QUERY__NODE__NODE_STRING)
        return; // others are met on the way
    const auto named = modules::namedObject(type, object);
    if (!named && hasPlainName(type))
        return takeStrings(NameKind::Function, object->list->items, object->list->n_items);
    if (!named || named->kind == ObjectKind::Schema || named->kind == ObjectKind::Extension)
        return;
    const QString &name = named->parent.isEmpty() ? named->name : named->parent;
    if (named->schema == "pg_temp"_L1 || (named->schema.isEmpty() && m_local.contains(name)))
        return;
    const bool isType = named->kind == ObjectKind::Type || named->kind == ObjectKind::Domain;
    add(isType ? NameKind::Type : NameKind::Relation, {named->schema, name}, -1);
}

void NameCollector::takeStrings(NameKind kind, PgQuery__Node *const *parts, size_t count)
{
    add(kind, modules::nameOf(NodeList(parts, count)), -1);
}

void NameCollector::takeSchema(const QString &schema)
{
    if (!schema.isEmpty() && !schema.startsWith(u'$') && schema != "information_schema"_L1)
        m_names.append({NameKind::Schema, schema, {}, -1});
}

void NameCollector::takeSchemas(NodeList schemas)
{
    for (const PgQuery__Node *schema : schemas)
        takeSchema(modules::nodeText(schema));
}

// OWNED BY schema.table.column, of a sequence.
void NameCollector::takeOwner(NodeList options)
{
    for (const PgQuery__Node *option : options) {
        const PgQuery__Node *owner = option->def_elem->arg;
        if (qstrcmp(option->def_elem->defname, "owned_by") == 0 && owner
            && owner->node_case == PG_QUERY__NODE__NODE_LIST && owner->list->n_items > 1)
            takeStrings(NameKind::Relation, owner->list->items, owner->list->n_items - 1);
    }
}

// SET search_path, of a function too.
void NameCollector::takeSetting(const PgQuery__VariableSetStmt &setting)
{
    if (qstrcmp(setting.name, "search_path") != 0)
        return;
    for (const PgQuery__Node *value : NodeList(setting.args, setting.n_args)) {
        if (const PgQuery__Node *text = textConstant(value))
            takeSchema(QString::fromUtf8(text->a_const->sval->sval));
    }
}

// Operators, collations and other objects that few modules make; sequences for their owners.
void NameCollector::takeDefinition(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_DEFINE_STMT: {
        const PgQuery__DefineStmt &define = *node.define_stmt;
        const bool type = define.kind == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE;
        return takeStrings(
            type ? NameKind::Type : NameKind::Function, define.defnames, define.n_defnames);
    }
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
        return takeStrings(NameKind::Function,
                           node.create_stats_stmt->defnames,
                           node.create_stats_stmt->n_defnames);
    case PG_QUERY__NODE__NODE_CREATE_OP_CLASS_STMT:
        return takeStrings(NameKind::Function,
                           node.create_op_class_stmt->opclassname,
                           node.create_op_class_stmt->n_opclassname);
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
        return takeOwner({node.create_seq_stmt->options, node.create_seq_stmt->n_options});
    case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT:
        return takeOwner({node.alter_seq_stmt->options, node.alter_seq_stmt->n_options});
    default:
        return takeObjects(node);
    }
}

void NameCollector::takeStatement(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
        return takeStrings(NameKind::Function,
                           node.create_function_stmt->funcname,
                           node.create_function_stmt->n_funcname);
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: {
        const ObjectName function = modules::nameOf(
            NodeList(node.create_trig_stmt->funcname, node.create_trig_stmt->n_funcname));
        return isServers(function) ? void() : add(NameKind::Function, function, -1);
    }
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
        return takeStrings(
            NameKind::Type, node.create_enum_stmt->type_name, node.create_enum_stmt->n_type_name);
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
        return takeStrings(
            NameKind::Type, node.alter_enum_stmt->type_name, node.alter_enum_stmt->n_type_name);
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
        return takeStrings(
            NameKind::Type, node.create_range_stmt->type_name, node.create_range_stmt->n_type_name);
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
        return takeStrings(NameKind::Type,
                           node.create_domain_stmt->domainname,
                           node.create_domain_stmt->n_domainname);
    case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
        return takeStrings(
            NameKind::Type, node.alter_domain_stmt->type_name, node.alter_domain_stmt->n_type_name);
    default:
        return takeDefinition(node);
    }
}

// The schemas that a statement names as such.
void NameCollector::takeNewSchema(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
        return takeSchema(QString::fromUtf8(node.create_schema_stmt->schemaname));
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        return takeSchema(QString::fromUtf8(node.alter_object_schema_stmt->newschema));
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        if (node.rename_stmt->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA)
            takeSchema(QString::fromUtf8(node.rename_stmt->subname));
        return;
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
        if (node.comment_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA)
            takeSchema(modules::nodeText(node.comment_stmt->object));
        return;
    case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT:
        if (node.alter_owner_stmt->object_type == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA)
            takeSchema(modules::nodeText(node.alter_owner_stmt->object));
        return;
    case PG_QUERY__NODE__NODE_DROP_STMT:
        if (node.drop_stmt->remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA)
            takeSchemas({node.drop_stmt->objects, node.drop_stmt->n_objects});
        return;
    case PG_QUERY__NODE__NODE_GRANT_STMT:
        if (node.grant_stmt->targtype == PG_QUERY__GRANT_TARGET_TYPE__ACL_TARGET_ALL_IN_SCHEMA
            || node.grant_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA)
            takeSchemas({node.grant_stmt->objects, node.grant_stmt->n_objects});
        return;
    case PG_QUERY__NODE__NODE_ALTER_DEFAULT_PRIVILEGES_STMT: {
        const PgQuery__AlterDefaultPrivilegesStmt &alter = *node.alter_default_privileges_stmt;
        for (const PgQuery__Node *option : NodeList(alter.options, alter.n_options)) {
            const PgQuery__Node *value = option->def_elem->arg;
            if (qstrcmp(option->def_elem->defname, "schemas") == 0 && value
                && value->node_case == PG_QUERY__NODE__NODE_LIST)
                takeSchemas({value->list->items, value->list->n_items});
        }
        return;
    }
    default:
        return;
    }
}

void NameCollector::takeObjects(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
        return takeObject(node.comment_stmt->objtype, node.comment_stmt->object);
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        return takeObject(node.rename_stmt->rename_type, node.rename_stmt->object);
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        return takeObject(node.alter_object_schema_stmt->object_type,
                          node.alter_object_schema_stmt->object);
    case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT:
        return takeObject(node.alter_owner_stmt->object_type, node.alter_owner_stmt->object);
    case PG_QUERY__NODE__NODE_DROP_STMT:
        for (const PgQuery__Node *object :
             NodeList(node.drop_stmt->objects, node.drop_stmt->n_objects))
            takeObject(node.drop_stmt->remove_type, object);
        return;
    case PG_QUERY__NODE__NODE_GRANT_STMT:
        for (const PgQuery__Node *object :
             NodeList(node.grant_stmt->objects, node.grant_stmt->n_objects))
            takeObject(node.grant_stmt->objtype, object);
        return;
    default:
        return;
    }
}

// Whether to look at the parts of the message too.
bool NameCollector::take(const ProtobufCMessage &message)
{
    const ProtobufCMessageDescriptor *kind = message.descriptor;
    if (kind == &pg_query__locking_clause__descriptor // names aliases
        || kind == &pg_query__define_stmt__descriptor)
        return false;
    if (kind == &pg_query__variable_set_stmt__descriptor) {
        takeSetting(reinterpret_cast<const PgQuery__VariableSetStmt &>(message));
    } else if (kind == &pg_query__range_var__descriptor) {
        takeRelation(reinterpret_cast<const PgQuery__RangeVar &>(message));
    } else if (kind == &pg_query__type_name__descriptor) {
        takeType(reinterpret_cast<const PgQuery__TypeName &>(message));
    } else if (kind == &pg_query__func_call__descriptor) {
        takeCall(reinterpret_cast<const PgQuery__FuncCall &>(message));
    } else if (kind == &pg_query__object_with_args__descriptor) {
        const auto &object = reinterpret_cast<const PgQuery__ObjectWithArgs &>(message);
        const ObjectName name = modules::nameOf({object.objname, object.n_objname});
        if (!name.name.isEmpty() && !isServers(name)
            && (name.name.at(0).isLetter() || name.name.at(0) == u'_'))
            add(NameKind::Function, name, -1);
    } else if (kind == &pg_query__type_cast__descriptor) {
        const auto &cast = reinterpret_cast<const PgQuery__TypeCast &>(message);
        const ObjectName type = modules::nameOf({cast.type_name->names, cast.type_name->n_names});
        if (type.name == "regclass"_L1)
            takeConstant(textConstant(cast.arg));
    }
    return true;
}

const PgQuery__WithClause *withOf(const ProtobufCMessage &message)
{
    const ProtobufCMessageDescriptor *kind = message.descriptor;
    if (kind == &pg_query__select_stmt__descriptor)
        return reinterpret_cast<const PgQuery__SelectStmt &>(message).with_clause;
    if (kind == &pg_query__insert_stmt__descriptor)
        return reinterpret_cast<const PgQuery__InsertStmt &>(message).with_clause;
    if (kind == &pg_query__update_stmt__descriptor)
        return reinterpret_cast<const PgQuery__UpdateStmt &>(message).with_clause;
    if (kind == &pg_query__delete_stmt__descriptor)
        return reinterpret_cast<const PgQuery__DeleteStmt &>(message).with_clause;
    if (kind == &pg_query__merge_stmt__descriptor)
        return reinterpret_cast<const PgQuery__MergeStmt &>(message).with_clause;
    return nullptr;
}

void NameCollector::walk(const ProtobufCMessage *root)
{
    modules::walkMessages(root, [this, root](const ProtobufCMessage &message) {
        if (message.descriptor == &pg_query__with_clause__descriptor)
            return false; // walkScope() has read it
        const PgQuery__WithClause *with = &message == root ? nullptr : withOf(message);
        if (!with)
            return take(message);
        walkScope(message, *with);
        return false;
    });
}

// The names of WITH are in force in this statement, and in those queries of it that come later.
void NameCollector::walkScope(const ProtobufCMessage &statement, const PgQuery__WithClause &with)
{
    const QSet<QString> outside = m_local;
    const NodeList queries(with.ctes, with.n_ctes);
    const auto nameOf = [](const PgQuery__Node *query) {
        return QString::fromUtf8(query->common_table_expr->ctename);
    };
    for (const PgQuery__Node *query : queries) {
        if (with.recursive)
            m_local.insert(nameOf(query));
    }
    for (const PgQuery__Node *query : queries) {
        walk(&query->common_table_expr->ctequery->base);
        m_local.insert(nameOf(query));
    }
    walk(&statement);
    m_local = outside;
}

QList<SqlName> NameCollector::collect(const PgQuery__Node *node)
{
    takeNewSchema(*node);
    // A schema's own elements stand in it.
    if (node->node_case == PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT)
        return m_names;
    takeStatement(*node);
    walk(&node->base);
    return m_names;
}

} // namespace

QList<SqlName> namesIn(const PgQuery__Node *node, const QSet<QString> &local)
{
    return NameCollector(local).collect(node);
}

QStringList localNamesIn(const PgQuery__Node *node)
{
    QStringList names;
    modules::walkMessages(&node->base, [&names](const ProtobufCMessage &message) {
        if (message.descriptor == &pg_query__range_var__descriptor) {
            const auto &relation = reinterpret_cast<const PgQuery__RangeVar &>(message);
            if (qstrcmp(relation.relpersistence, "t") == 0
                || qstrcmp(relation.schemaname, "pg_temp") == 0)
                names << QString::fromUtf8(relation.relname);
        } else if (message.descriptor == &pg_query__trigger_transition__descriptor) {
            names << QString::fromUtf8(
                reinterpret_cast<const PgQuery__TriggerTransition &>(message).name);
        }
        return true;
    });
    return names;
}

} // namespace aegisx::lint
