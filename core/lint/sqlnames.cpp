#include "core/lint/sqlnames.h"

#include "core/base/enums.h"
#include "core/base/tr.h"
#include "core/modules/builtinfunctions.h"
#include "core/modules/namedobject.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;
using modules::ObjectChange;
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

class NameCollector
{
public:
    explicit NameCollector(const QSet<QString> &local) : m_local(local) { }

    QList<SqlName> collect(const PgQuery__Node *node);

private:
    bool take(const ProtobufCMessage &message);
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
    if (!named || named->kind == ObjectKind::Schema || named->kind == ObjectKind::Extension)
        return;
    const bool isType = named->kind == ObjectKind::Type || named->kind == ObjectKind::Domain;
    add(isType ? NameKind::Type : NameKind::Relation,
        {named->schema, named->parent.isEmpty() ? named->name : named->parent},
        -1);
}

void NameCollector::takeStatement(const PgQuery__Node &node)
{
    const auto list = [this](NameKind kind, PgQuery__Node **parts, size_t count) {
        add(kind, modules::nameOf(NodeList(parts, count)), -1);
    };
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
        return list(NameKind::Function,
                    node.create_function_stmt->funcname,
                    node.create_function_stmt->n_funcname);
    case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: {
        const ObjectName function = modules::nameOf(
            NodeList(node.create_trig_stmt->funcname, node.create_trig_stmt->n_funcname));
        return isServers(function) ? void() : add(NameKind::Function, function, -1);
    }
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
        return list(
            NameKind::Type, node.create_enum_stmt->type_name, node.create_enum_stmt->n_type_name);
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
        return list(
            NameKind::Type, node.alter_enum_stmt->type_name, node.alter_enum_stmt->n_type_name);
    case PG_QUERY__NODE__NODE_CREATE_RANGE_STMT:
        return list(
            NameKind::Type, node.create_range_stmt->type_name, node.create_range_stmt->n_type_name);
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
        return list(NameKind::Type,
                    node.create_domain_stmt->domainname,
                    node.create_domain_stmt->n_domainname);
    case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
        return list(
            NameKind::Type, node.alter_domain_stmt->type_name, node.alter_domain_stmt->n_type_name);
    default:
        return takeObjects(node);
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
    if (kind == &pg_query__range_var__descriptor) {
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

QList<SqlName> NameCollector::collect(const PgQuery__Node *node)
{
    // A schema's own elements stand in it.
    if (node->node_case == PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT)
        return {};
    modules::walkMessages(&node->base, [this](const ProtobufCMessage &message) {
        if (message.descriptor == &pg_query__common_table_expr__descriptor)
            m_local.insert(QString::fromUtf8(
                reinterpret_cast<const PgQuery__CommonTableExpr &>(message).ctename));
        return true;
    });
    takeStatement(*node);
    modules::walkMessages(&node->base,
                          [this](const ProtobufCMessage &message) { return take(message); });
    return m_names;
}

QString wordOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Schema:
        return Tr::tr("schema %1");
    case ObjectKind::Column:
        return Tr::tr("column %1");
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return Tr::tr("type %1");
    case ObjectKind::EnumLabel:
        return Tr::tr("enum label %1");
    case ObjectKind::Sequence:
        return Tr::tr("sequence %1");
    case ObjectKind::Index:
        return Tr::tr("index %1");
    case ObjectKind::Constraint:
        return Tr::tr("constraint %1");
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
        return Tr::tr("view %1");
    case ObjectKind::Function:
        return Tr::tr("function %1");
    case ObjectKind::Trigger:
        return Tr::tr("trigger %1");
    case ObjectKind::Extension:
        return Tr::tr("extension %1");
    default:
        return Tr::tr("table %1");
    }
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
            if (qstrcmp(relation.relpersistence, "t") == 0)
                names << QString::fromUtf8(relation.relname);
        } else if (message.descriptor == &pg_query__trigger_transition__descriptor) {
            names << QString::fromUtf8(
                reinterpret_cast<const PgQuery__TriggerTransition &>(message).name);
        }
        return true;
    });
    return names;
}

QString identityOf(const ObjectChange &change)
{
    QString group;
    switch (change.kind) {
    case ObjectKind::Comment:
    case ObjectKind::Grant:
        return {};
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::Sequence:
    case ObjectKind::Index:
        return u"relation "_s % change.schema % u'.' % change.name;
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return u"type "_s % change.schema % u'.' % change.name;
    case ObjectKind::Function:
        return u"function "_s % change.schema % u'.' % change.name % u'(' % change.arguments % u')';
    default:
        group = aegisx::keyOf(change.kind);
    }
    return group % u' ' % change.schema % u'.' % change.parent % u'.' % change.name;
}

QString describe(const ObjectChange &change)
{
    QStringList parts;
    for (const QString &part : {change.schema, change.parent, change.name}) {
        if (!part.isEmpty() && !(change.kind == ObjectKind::Index && part == change.parent))
            parts << part;
    }
    QString name = parts.join(u'.');
    if (change.kind == ObjectKind::Function && change.arguments != "*"_L1)
        name += u'(' % change.arguments % u')';
    return wordOf(change.kind).arg(name);
}

} // namespace aegisx::lint
