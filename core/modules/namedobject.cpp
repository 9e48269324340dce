#include "core/modules/namedobject.h"

#include "core/modules/sqltypes.h"

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

// A list of names whose last one is a part of what the others name: table and column.
ObjectChange namedPart(ObjectKind kind, NodeList parts)
{
    const ObjectName parent = nameOf(parts.first(parts.size() - 1));
    ObjectChange change = named(kind, {parent.schema, nodeText(parts.back())});
    change.parent = parent.name;
    return change;
}

ObjectChange namedFromList(ObjectKind kind, NodeList parts)
{
    const bool part =
        kind == ObjectKind::Column || kind == ObjectKind::Constraint || kind == ObjectKind::Trigger;
    return part && parts.size() > 1 ? namedPart(kind, parts) : named(kind, nameOf(parts));
}

} // namespace

QString argumentsOf(const PgQuery__ObjectWithArgs &object)
{
    if (object.args_unspecified)
        return u"*"_s;
    QStringList types;
    for (const PgQuery__Node *argument : NodeList(object.objargs, object.n_objargs))
        types << (argument ? typeText(argument->type_name, true) : QString());
    return types.join(u", "_s);
}

QString argumentsOf(NodeList parameters)
{
    QStringList types;
    for (const PgQuery__Node *node : parameters) {
        const PgQuery__FunctionParameter &parameter = *node->function_parameter;
        if (parameter.mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT
            && parameter.mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE)
            types << typeText(parameter.arg_type, true);
    }
    return types.join(u", "_s);
}

ObjectChange named(ObjectKind kind, const ObjectName &name)
{
    ObjectChange change;
    change.kind = kind;
    change.schema = name.schema;
    change.name = name.name;
    return change;
}

std::optional<ObjectKind> kindOf(PgQuery__ObjectType type)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return ObjectKind::Schema;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
        return ObjectKind::Table;
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE:
        return ObjectKind::Column;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
        return ObjectKind::Type;
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
        return ObjectKind::Domain;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
        return ObjectKind::Sequence;
    case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
        return ObjectKind::Index;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT:
        return ObjectKind::Constraint;
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
        return ObjectKind::View;
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
        return ObjectKind::MaterializedView;
    case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
    case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
        return ObjectKind::Function;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER:
        return ObjectKind::Trigger;
    case PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION:
        return ObjectKind::Extension;
    default:
        return {};
    }
}

std::optional<ObjectChange> namedObject(PgQuery__ObjectType type, const PgQuery__Node *object)
{
    const auto kind = kindOf(type);
    if (!kind || !object)
        return {};
    switch (object->node_case) {
    case PG_QUERY__NODE__NODE_STRING:
        return named(*kind, {{}, nodeText(object)});
    case PG_QUERY__NODE__NODE_RANGE_VAR:
        return named(*kind, nameOf(object->range_var));
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return named(*kind, nameOf(NodeList(object->type_name->names, object->type_name->n_names)));
    case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS: {
        const PgQuery__ObjectWithArgs &function = *object->object_with_args;
        ObjectChange change = named(*kind, nameOf(NodeList(function.objname, function.n_objname)));
        change.arguments = argumentsOf(function);
        return change;
    }
    case PG_QUERY__NODE__NODE_LIST: {
        const NodeList parts(object->list->items, object->list->n_items);
        if (parts.empty() || parts.front()->node_case == PG_QUERY__NODE__NODE_STRING)
            return namedFromList(*kind, parts);
        // Of a domain's constraint: the domain as a type, and the name.
        ObjectChange change = *namedObject(type, parts.front());
        change.parent = change.name;
        change.name = nodeText(parts.back());
        return change;
    }
    default:
        return {};
    }
}

} // namespace aegisx::modules
