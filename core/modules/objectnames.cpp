#include "core/modules/objectnames.h"

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNameBytes = 63;

QByteArray clipped(const QByteArray &name, qsizetype bytes)
{
    if (name.size() <= bytes)
        return name;
    while (bytes > 0 && (static_cast<uchar>(name.at(bytes)) & 0xC0U) == 0x80U)
        --bytes; // not inside a character
    return name.first(bytes);
}

// The server's makeObjectName(): the longer of the two names gives way.
QString objectName(const QString &first, const QString &second, const QString &label)
{
    const QByteArray one = first.toUtf8();
    const QByteArray two = second.toUtf8();
    const qsizetype room = mostNameBytes - label.size() - 1 - (two.isEmpty() ? 0 : 1);
    qsizetype ofOne = one.size();
    qsizetype ofTwo = two.size();
    while (ofOne + ofTwo > room)
        --(ofOne > ofTwo ? ofOne : ofTwo);
    QByteArray name = clipped(one, ofOne);
    if (!two.isEmpty())
        name += '_' + clipped(two, ofTwo);
    return QString::fromUtf8(name) % u'_' % label;
}

// The server's FigureIndexColname(); empty where it has no name for an expression.
QString expressionName(const PgQuery__Node *node)
{
    if (!node)
        return {};
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return node->column_ref->n_fields > 0
            ? nodeText(node->column_ref->fields[node->column_ref->n_fields - 1])
            : QString();
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return nameOf(NodeList(node->func_call->funcname, node->func_call->n_funcname)).name;
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return expressionName(node->collate_clause->arg);
    case PG_QUERY__NODE__NODE_TYPE_CAST: {
        const QString inner = expressionName(node->type_cast->arg);
        const auto *type = node->type_cast->type_name;
        return inner.isEmpty() && type ? nameOf(NodeList(type->names, type->n_names)).name : inner;
    }
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return u"coalesce"_s;
    case PG_QUERY__NODE__NODE_CASE_EXPR: {
        const QString otherwise = expressionName(node->case_expr->defresult);
        return otherwise.isEmpty() ? u"case"_s : otherwise;
    }
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_LEAST ? u"least"_s
                                                                        : u"greatest"_s;
    default:
        return {};
    }
}

} // namespace

QString NameChooser::choose(const QString &schema,
                            const QString &table,
                            const QString &addition,
                            const QString &label)
{
    QString name = objectName(table, addition, label);
    for (int pass = 1; m_used.contains(schema % u'.' % name); ++pass)
        name = objectName(table, addition, label % QString::number(pass));
    reserve(schema, name);
    return name;
}

void NameChooser::reserve(const QString &schema, const QString &name)
{
    m_used.insert(schema % u'.' % name);
}

QStringList indexColumnNames(NodeList elements, NodeList including)
{
    QStringList names;
    for (const NodeList list : {elements, including}) {
        for (const PgQuery__Node *node : list) {
            if (node->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM) {
                names << nodeText(node);
                continue;
            }
            QString name = QString::fromUtf8(node->index_elem->name);
            if (name.isEmpty())
                name = expressionName(node->index_elem->expr);
            if (name.isEmpty())
                name = u"expr"_s;
            const QString plain = name;
            for (int pass = 1; names.contains(name); ++pass)
                name = plain % QString::number(pass);
            names << name;
        }
    }
    return names;
}

QStringList columnsIn(const PgQuery__Node *expression)
{
    QStringList columns;
    [[maybe_unused]] const bool found =
        containsNode(expression, [&columns](const PgQuery__Node &node) {
            if (node.node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
                columns << expressionName(&node);
            return false;
        });
    columns.removeDuplicates();
    return columns;
}

QStringList textsOf(NodeList strings)
{
    QStringList texts;
    for (const PgQuery__Node *node : strings)
        texts << nodeText(node);
    return texts;
}

} // namespace aegisx::modules
