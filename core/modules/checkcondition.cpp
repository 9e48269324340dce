#include "core/modules/checkcondition.h"

#include "core/modules/parsetree.h"

#include <QRegularExpression>
#include <QSet>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

class ConditionReader
{
public:
    [[nodiscard]] QString read(const PgQuery__Node *expression);

private:
    bool take(const ProtobufCMessage &message);
    void takeConstant(const PgQuery__AConst &constant);
    void takeText(const QString &text);
    void takeOperator(const PgQuery__AExpr &expression);

    QSet<QString> m_parts;
    bool m_comparable = true;
};

// The server reads it as a value of the column's type, and writes that in its own way.
bool isRewritten(const QString &text)
{
    static const QRegularExpression rewritten(
        u"^\\s*([+-]?[0-9.]|[{\\[(]|(now|today|tomorrow|yesterday|epoch|[+-]?infinity|nan|true|"
        "false|t|f|yes|no|on|off)\\s*$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return rewritten.match(text).hasMatch();
}

void ConditionReader::takeText(const QString &text)
{
    bool number = false;
    const double value = text.toDouble(&number);
    if (number)
        m_parts.insert(QString::number(value, 'g', 17));
    else if (isRewritten(text))
        m_comparable = false;
    else
        m_parts.insert(u'\'' % text);
}

void ConditionReader::takeConstant(const PgQuery__AConst &constant)
{
    switch (constant.val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return takeText(QString::number(constant.ival->ival));
    case PG_QUERY__A__CONST__VAL_FVAL:
        return takeText(QString::fromUtf8(constant.fval->fval));
    case PG_QUERY__A__CONST__VAL_SVAL:
        return takeText(QString::fromUtf8(constant.sval->sval));
    default: // true and false, which a text may be as well
        return;
    }
}

// IN is = ANY to the server, and BETWEEN two comparisons.
void ConditionReader::takeOperator(const PgQuery__AExpr &expression)
{
    switch (expression.kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        m_parts.insert(qualifiedName(NodeList(expression.name, expression.n_name)));
        break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
        m_parts.unite({u">="_s, u"<="_s, u"AND"_s});
        break;
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
        m_parts.unite({u"<"_s, u">"_s, u"OR"_s});
        break;
    default:
        m_comparable = false;
        break;
    }
}

bool ConditionReader::take(const ProtobufCMessage &message)
{
    const auto is = [&message](const ProtobufCMessageDescriptor &type) {
        return message.descriptor == &type;
    };
    if (is(pg_query__type_name__descriptor))
        return false;
    if (is(pg_query__a__const__descriptor)) {
        takeConstant(reinterpret_cast<const PgQuery__AConst &>(message));
        return false;
    }
    if (is(pg_query__a__expr__descriptor)) {
        takeOperator(reinterpret_cast<const PgQuery__AExpr &>(message));
    } else if (is(pg_query__bool_expr__descriptor)) {
        const auto kind = reinterpret_cast<const PgQuery__BoolExpr &>(message).boolop;
        m_parts.insert(kind == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR      ? u"AND"_s
                           : kind == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR ? u"OR"_s
                                                                       : u"NOT"_s);
    } else if (is(pg_query__null_test__descriptor)) {
        const auto kind = reinterpret_cast<const PgQuery__NullTest &>(message).nulltesttype;
        m_parts.insert(kind == PG_QUERY__NULL_TEST_TYPE__IS_NULL ? u"IS NULL"_s : u"IS NOT NULL"_s);
    }
    return true;
}

QString ConditionReader::read(const PgQuery__Node *expression)
{
    if (!expression)
        return {};
    walkMessages(&expression->base,
                 [this](const ProtobufCMessage &message) { return take(message); });
    if (!m_comparable || m_parts.isEmpty())
        return {};
    QStringList parts(m_parts.begin(), m_parts.end());
    parts.sort();
    return parts.join(u' ');
}

} // namespace

QString conditionOf(const PgQuery__Node *expression)
{
    return ConditionReader().read(expression);
}

QString conditionOf(const QByteArray &expression)
{
    const TreePtr tree = parseTree("SELECT " + expression);
    if (!tree || tree->n_stmts != 1)
        return {};
    const PgQuery__Node *select = tree->stmts[0]->stmt;
    if (select->node_case != PG_QUERY__NODE__NODE_SELECT_STMT
        || select->select_stmt->n_target_list != 1)
        return {};
    return conditionOf(select->select_stmt->target_list[0]->res_target->val);
}

} // namespace aegisx::modules
