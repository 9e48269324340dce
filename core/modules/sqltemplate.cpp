#include "core/modules/sqltemplate.h"

#include <QRegularExpression>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr auto someName = "aegisx_some_name";
constexpr auto someValue = "'aegisx some value'";

std::optional<QByteArray> constant(const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_A_CONST
        && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        return QByteArray(node->a_const->sval->sval);
    return {};
}

// format() with its arguments: "%I", "%2$I", "%-10L", "%%"; %s takes any text, so that only what is
// a template itself may stand there.
std::optional<QByteArray> formatted(const QByteArray &format, NodeList arguments)
{
    static const QRegularExpression place(u"%(?:(\\d+)\\$)?-?(?:\\d+|\\*(?:\\d+\\$)?)?([sIL%])"_s);
    const QString text = QString::fromUtf8(format);
    QByteArray result;
    qsizetype from = 0;
    size_t next = 0;
    for (auto it = place.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        result += text.mid(from, match.capturedStart() - from).toUtf8();
        from = match.capturedEnd();
        const QString kind = match.captured(2);
        if (kind == "%"_L1) {
            result += '%';
            continue;
        }
        if (match.capturedView().contains(u'*')) // a width that is an argument
            return {};
        if (match.hasCaptured(1))
            next = match.captured(1).toULong() - 1;
        const std::optional<QByteArray> inserted = kind != "s"_L1
            ? QByteArray(kind == "I"_L1 ? someName : someValue)
            : next < arguments.size() ? templateText(arguments[next])
                                      : std::nullopt;
        if (!inserted)
            return {};
        result += *inserted;
        ++next;
    }
    return result + text.mid(from).toUtf8();
}

std::optional<QByteArray> ofCall(const PgQuery__FuncCall &call)
{
    const ObjectName function = nameOf({call.funcname, call.n_funcname});
    if (!function.schema.isEmpty() && function.schema != "pg_catalog"_L1)
        return {};
    if (function.name == "quote_ident"_L1)
        return QByteArray(someName);
    if (function.name == "quote_literal"_L1 || function.name == "quote_nullable"_L1)
        return QByteArray(someValue);
    if (function.name != "format"_L1 || call.n_args == 0)
        return {};
    const auto format = constant(call.args[0]);
    return format ? formatted(*format, NodeList(call.args, call.n_args).subspan(1)) : std::nullopt;
}

bool isRegclass(const PgQuery__TypeName *type)
{
    return type && nameOf({type->names, type->n_names}).name == "regclass"_L1;
}

} // namespace

std::optional<QByteArray> templateText(const PgQuery__Node *expression)
{
    if (!expression)
        return {};
    switch (expression->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST:
        return constant(expression);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return ofCall(*expression->func_call);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        if (isRegclass(expression->type_cast->type_name))
            return QByteArray(someName);
        return templateText(expression->type_cast->arg);
    case PG_QUERY__NODE__NODE_A_EXPR: {
        const PgQuery__AExpr &both = *expression->a_expr;
        if (both.n_name != 1 || nodeText(both.name[0]) != "||"_L1)
            return {};
        const auto left = templateText(both.lexpr);
        const auto right = templateText(both.rexpr);
        return left && right ? std::optional(*left + *right) : std::nullopt;
    }
    default:
        return {};
    }
}

} // namespace aegisx::modules
