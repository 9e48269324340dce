#include "core/modules/sqltypes.h"

#include "core/postgres/connection.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

// The names of pg_type and what SQL calls them; %1 takes the modifiers.
const QHash<QString, QString> &sqlNames()
{
    static const QHash<QString, QString> names {
        {u"int2"_s, u"smallint"_s},
        {u"int4"_s, u"integer"_s},
        {u"int8"_s, u"bigint"_s},
        {u"smallserial"_s, u"smallint"_s},
        {u"serial2"_s, u"smallint"_s},
        {u"serial"_s, u"integer"_s},
        {u"serial4"_s, u"integer"_s},
        {u"bigserial"_s, u"bigint"_s},
        {u"serial8"_s, u"bigint"_s},
        {u"float4"_s, u"real"_s},
        {u"float8"_s, u"double precision"_s},
        {u"bool"_s, u"boolean"_s},
        {u"numeric"_s, u"numeric%1"_s},
        {u"varchar"_s, u"character varying%1"_s},
        {u"bpchar"_s, u"character%1"_s},
        {u"bit"_s, u"bit%1"_s},
        {u"varbit"_s, u"bit varying%1"_s},
        {u"time"_s, u"time%1 without time zone"_s},
        {u"timetz"_s, u"time%1 with time zone"_s},
        {u"timestamp"_s, u"timestamp%1 without time zone"_s},
        {u"timestamptz"_s, u"timestamp%1 with time zone"_s},
        {u"interval"_s, u"interval"_s}, // its modifiers are a mask of fields
        {u"char"_s, u"\"char\""_s},
    };
    return names;
}

QString modifierText(const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields > 0)
        return nodeText(node->column_ref->fields[node->column_ref->n_fields - 1]);
    if (node->node_case != PG_QUERY__NODE__NODE_A_CONST)
        return u"?"_s;
    switch (node->a_const->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return QString::number(node->a_const->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL:
        return QString::fromUtf8(node->a_const->fval->fval);
    case PG_QUERY__A__CONST__VAL_SVAL:
        return QString::fromUtf8(node->a_const->sval->sval);
    default:
        return u"?"_s;
    }
}

QString modifiersOf(const PgQuery__TypeName &type, const QString &name)
{
    QStringList modifiers;
    for (const PgQuery__Node *modifier : NodeList(type.typmods, type.n_typmods))
        modifiers << modifierText(modifier);
    if (name == "numeric"_L1 && modifiers.size() == 1)
        modifiers << u"0"_s;
    return modifiers.isEmpty() ? QString() : u'(' % modifiers.join(u',') % u')';
}

} // namespace

QString identifierText(const QString &name)
{
    static const QRegularExpression plain(u"^[a-z_][a-z0-9_]*$"_s);
    return plain.match(name).hasMatch() ? name : QString::fromUtf8(postgres::quoteIdentifier(name));
}

QString typeText(const PgQuery__TypeName *type, bool bare)
{
    if (!type)
        return {};
    const ObjectName name = nameOf(NodeList(type->names, type->n_names));
    const QString modifiers = bare ? QString() : modifiersOf(*type, name.name);
    const bool builtIn = name.schema.isEmpty() || name.schema == "pg_catalog"_L1;
    QString text = builtIn ? sqlNames().value(name.name) : QString();
    if (text.isEmpty()) {
        text = identifierText(name.name) % u"%1"_s;
        if (!builtIn)
            text.prepend(identifierText(name.schema) % u'.');
    }
    text.replace("%1"_L1, modifiers);
    if (type->pct_type)
        text += u"%TYPE"_s;
    return type->n_array_bounds > 0 ? text % u"[]"_s : text;
}

bool isSerial(const PgQuery__TypeName *type)
{
    return type && type->n_names == 1 && nodeText(type->names[0]).contains("serial"_L1)
        && sqlNames().contains(nodeText(type->names[0]));
}

} // namespace aegisx::modules
