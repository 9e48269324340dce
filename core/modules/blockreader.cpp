#include "core/modules/parsetree.h"
#include "core/modules/plpgsqltext.h"

#include <QRegularExpression>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <optional>
#include <utility>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestBlock = 8; // EXECUTE 'DO ...' inside DO, and so on
const QByteArray selectWord = QByteArrayLiteral("SELECT "); // makes a statement of an expression

// The text that a constant expression is: 'a', 'a' || 'b', 'a'::text.
std::optional<QByteArray> constantText(const PgQuery__Node *node)
{
    if (!node)
        return {};
    if (node->node_case == PG_QUERY__NODE__NODE_A_CONST
        && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        return QByteArray(node->a_const->sval->sval);
    if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        return constantText(node->type_cast->arg);
    if (node->node_case != PG_QUERY__NODE__NODE_A_EXPR)
        return {};
    const PgQuery__AExpr &expression = *node->a_expr;
    if (expression.n_name != 1 || nodeText(expression.name[0]) != "||"_L1)
        return {};
    const auto left = constantText(expression.lexpr);
    const auto right = constantText(expression.rexpr);
    return left && right ? std::optional(*left + *right) : std::nullopt;
}

const PgQuery__Node *onlyTarget(const PgQuery__ParseResult &tree)
{
    if (tree.n_stmts != 1 || tree.stmts[0]->stmt->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return nullptr;
    const PgQuery__SelectStmt &select = *tree.stmts[0]->stmt->select_stmt;
    return select.n_target_list == 1 ? select.target_list[0]->res_target->val : nullptr;
}

// Of a statement in a block, as VisitedStatement has it.
struct Place {
    bool conditional = false;
    bool guarded = false;
};

// A SELECT that names what the type of a variable names, and how many bytes of it are not the
// type's; empty where that is no object: another variable, or known to PL/pgSQL alone.
std::pair<QByteArray, int> typeAsSelect(const QByteArray &type, const QSet<QString> &variables)
{
    static const QRegularExpression copied(u"^(.*?)\\s*%\\s*(ROWTYPE|TYPE)\\b"_s,
                                           QRegularExpression::CaseInsensitiveOption
                                               | QRegularExpression::DotMatchesEverythingOption);
    const QByteArray from = selectWord + "FROM ";
    const QByteArray cast = selectWord + "NULL::";
    if (type == "UNKNOWN") // libpg_query's word for what nobody declared
        return {};
    const auto match = copied.match(QString::fromUtf8(type));
    if (!match.hasMatch())
        return {cast + type, static_cast<int>(cast.size())};
    const QByteArray name = match.captured(1).toUtf8();
    if (match.captured(2).size() == 7) // ROWTYPE
        return {from + name, static_cast<int>(from.size())};
    const TreePtr tree = parseTree(selectWord + name);
    const PgQuery__Node *column = tree ? onlyTarget(*tree) : nullptr;
    if (!column || column->node_case != PG_QUERY__NODE__NODE_COLUMN_REF
        || column->column_ref->n_fields < 2
        || variables.contains(nodeText(column->column_ref->fields[0])))
        return {};
    const qsizetype last = name.endsWith('"') ? name.lastIndexOf('"', -2) : name.size();
    return {from + name.first(name.lastIndexOf('.', last - name.size() - 1)),
            static_cast<int>(from.size())};
}

// Walks what pg_query_parse_plpgsql() tells of a DO block.
class BlockReader
{
public:
    BlockReader(int statement, const BlockVisitor &visit, int depth)
        : m_statement(statement), m_visit(visit), m_depth(depth)
    {
    }

    // False where something in it cannot be read.
    bool read(const QByteArray &text, Place place);

private:
    void walk(const PlpgsqlTree &json, Place place, const char *without = "");
    void walkStatement(const std::string &kind, const PlpgsqlTree &statement, Place place);
    void takeSql(const QByteArray &sql, Place place);
    void takeDynamic(const PlpgsqlTree &statement, Place place);
    void takeExpression(const QByteArray &expression, Place place);
    void takeAssignment(QByteArray expression, Place place);
    void collectNames(const PlpgsqlTree &json);
    void takeDeclaration(const PlpgsqlTree &variable, Place place);

    [[nodiscard]] VisitedStatement at(Place place) const
    {
        return {nullptr, m_statement, true, place.conditional, {}, 0, place.guarded, {}};
    }

    int m_statement;
    const BlockVisitor &m_visit;
    int m_depth;
    bool m_readable = true;
    bool m_returned = false; // perhaps, before the statement that is read
    QSet<QString> m_names; // of variables and blocks
};

// The text of an expression, or of the one that a member is.
QByteArray textOf(const PlpgsqlTree &expression)
{
    return QByteArray::fromStdString(expression.value("query", std::string()));
}

QByteArray queryOf(const PlpgsqlTree &owner, const char *key)
{
    const auto found = owner.find(key);
    if (found == owner.end() || !found->contains("PLpgSQL_expr"))
        return {};
    return textOf(found->at("PLpgSQL_expr"));
}

bool visitAll(const PgQuery__ParseResult &tree,
              const QByteArray &text,
              const VisitedStatement &around,
              const BlockVisitor &visit,
              int depth);

bool visitOne(const VisitedStatement &one,
              const QByteArray &text,
              const BlockVisitor &visit,
              int depth)
{
    if (one.node->node_case != PG_QUERY__NODE__NODE_DO_STMT) {
        visit.statement(one);
        return true;
    }
    const NodeList arguments(one.node->do_stmt->args, one.node->do_stmt->n_args);
    if (!hasOption(arguments, "as")) // libpg_query ends the program where there is no body
        return false;
    for (const PgQuery__Node *argument : arguments) {
        if (qstrcmp(argument->def_elem->defname, "language") == 0
            && nodeText(argument->def_elem->arg) != "plpgsql"_L1)
            return false;
    }
    return depth < deepestBlock
        && BlockReader(one.statement, visit, depth + 1).read(text, {one.conditional, one.guarded});
}

bool visitAll(const PgQuery__ParseResult &tree,
              const QByteArray &text,
              const VisitedStatement &around,
              const BlockVisitor &visit,
              int depth)
{
    bool readable = true;
    for (const PgQuery__RawStmt *raw : std::span(tree.stmts, tree.n_stmts)) {
        VisitedStatement one = around;
        one.node = raw->stmt;
        one.text = text;
        const QByteArray part =
            raw->stmt_len > 0 ? text.mid(raw->stmt_location, raw->stmt_len) : text;
        readable = visitOne(one, part, visit, depth) && readable;
    }
    return readable;
}

bool BlockReader::read(const QByteArray &text, Place place)
{
    const auto json = parsePlpgsql(text);
    if (!json)
        return false;
    collectNames(*json);
    walk(*json, place);
    return m_readable;
}

void BlockReader::collectNames(const PlpgsqlTree &json)
{
    for (const auto &[key, value] : json.items()) {
        if (value.is_structured())
            collectNames(value);
        else if ((key == "refname" || key == "label") && value.is_string())
            m_names.insert(QString::fromStdString(value.get<std::string>()));
    }
}

void BlockReader::walk(const PlpgsqlTree &json, Place place, const char *without)
{
    if (json.is_array()) {
        for (const PlpgsqlTree &item : json)
            walk(item, place);
    }
    if (!json.is_object())
        return;
    for (const auto &[key, value] : json.items()) {
        if (key == without)
            continue;
        if (key == "PLpgSQL_var")
            takeDeclaration(value, place);
        if (key.starts_with("PLpgSQL_stmt_"))
            walkStatement(key, value, place);
        else if (key == "PLpgSQL_expr")
            takeExpression(textOf(value), place);
        else if (value.is_structured())
            walk(value, {place.conditional, place.guarded || key == "exceptions"});
    }
}

void BlockReader::walkStatement(const std::string &kind, const PlpgsqlTree &statement, Place place)
{
    const char *taken = "";
    place.guarded = place.guarded || m_returned;
    m_returned = m_returned || kind == "PLpgSQL_stmt_return";
    if (kind == "PLpgSQL_stmt_execsql")
        takeSql(queryOf(statement, taken = "sqlstmt"), place);
    else if (kind == "PLpgSQL_stmt_perform" || kind == "PLpgSQL_stmt_call")
        takeSql(queryOf(statement, taken = "expr"), place);
    else if (kind == "PLpgSQL_stmt_fors"
             || (kind == "PLpgSQL_stmt_return_query" && statement.contains("query")))
        takeSql(queryOf(statement, taken = "query"), place);
    else if (kind == "PLpgSQL_stmt_assign")
        takeAssignment(queryOf(statement, taken = "expr"), place);
    else if (kind == "PLpgSQL_stmt_dynexecute" || kind == "PLpgSQL_stmt_dynfors")
        takeDynamic(statement, place);
    else if (statement.contains("dynquery"))
        m_readable = false;
    const bool block = kind == "PLpgSQL_stmt_block";
    const bool plain = block && !statement.contains("exceptions");
    walk(statement, {place.conditional || !plain, place.guarded || !block}, taken);
}

void BlockReader::takeSql(const QByteArray &sql, Place place)
{
    const TreePtr tree = parseTree(sql);
    if (tree)
        m_readable = visitAll(*tree, sql, at(place), m_visit, m_depth) && m_readable;
    else
        m_readable = false;
}

void BlockReader::takeDynamic(const PlpgsqlTree &statement, Place place)
{
    const TreePtr tree = parseTree(selectWord + queryOf(statement, "query"));
    const PgQuery__Node *expression = tree ? onlyTarget(*tree) : nullptr;
    if (const auto sql = constantText(expression))
        takeSql(*sql, place);
    else
        m_readable =
            expression && m_visit.dynamic && m_visit.dynamic(expression, at(place)) && m_readable;
}

void BlockReader::takeExpression(const QByteArray &expression, Place place)
{
    if (!m_visit.expression)
        return;
    const BlockVisitor visit {m_visit.expression, {}, {}};
    VisitedStatement around = at(place);
    QByteArray text = expression;
    TreePtr tree = parseTree(text);
    if (!tree) {
        text.prepend(selectWord);
        around.added = static_cast<int>(selectWord.size());
        tree = parseTree(text);
    }
    if (tree)
        m_readable = visitAll(*tree, text, around, visit, m_depth) && m_readable;
}

// "name := expression"; one that cannot be parsed alone changes nothing but the variable.
void BlockReader::takeAssignment(QByteArray expression, Place place)
{
    expression = selectWord + expression.mid(expression.indexOf('=') + 1);
    VisitedStatement around = at(place);
    around.added = static_cast<int>(selectWord.size());
    if (const TreePtr tree = parseTree(expression))
        m_readable = visitAll(*tree, expression, around, m_visit, m_depth) && m_readable;
}

void BlockReader::takeDeclaration(const PlpgsqlTree &variable, Place place)
{
    const auto type = variable.find("datatype");
    if (!m_visit.expression || type == variable.end() || !type->contains("PLpgSQL_type"))
        return;
    const auto declared =
        QByteArray::fromStdString(type->at("PLpgSQL_type").value("typname", std::string()));
    const auto [text, added] = typeAsSelect(declared, m_names);
    const BlockVisitor visit {m_visit.expression, {}, {}};
    VisitedStatement around = at(place);
    around.added = added;
    around.declared = QByteArray::fromStdString(variable.value("refname", std::string()));
    const TreePtr tree = text.isEmpty() ? TreePtr() : parseTree(text);
    if (tree)
        m_readable = visitAll(*tree, text, around, visit, m_depth) && m_readable;
}

// BEGIN ATOMIC ... END, or RETURN with an expression, which runs nothing but what it calls.
bool visitSqlBody(const PgQuery__Node *node,
                  const VisitedStatement &around,
                  const BlockVisitor &visit)
{
    if (node->node_case == PG_QUERY__NODE__NODE_LIST) {
        bool readable = true;
        for (const PgQuery__Node *item : NodeList(node->list->items, node->list->n_items))
            readable = visitSqlBody(item, around, visit) && readable;
        return readable;
    }
    VisitedStatement one = around;
    one.node = node;
    visit.statement(one);
    return true;
}

std::optional<CodeBody> bodyIn(NodeList options, const QString &usualLanguage)
{
    CodeBody body {usualLanguage, {}, -1};
    for (const PgQuery__Node *option : options) {
        const PgQuery__DefElem &one = *option->def_elem;
        if (qstrcmp(one.defname, "language") == 0)
            body.language = nodeText(one.arg).toLower();
        if (qstrcmp(one.defname, "as") != 0)
            continue;
        const bool list = one.arg->node_case == PG_QUERY__NODE__NODE_LIST;
        body.text = nodeText(!list                            ? one.arg
                                 : one.arg->list->n_items > 0 ? one.arg->list->items[0]
                                                              : nullptr)
                        .toUtf8();
        body.location = one.location;
    }
    return body.location >= 0 ? std::optional(body) : std::nullopt;
}

} // namespace

bool visitStatements(const PgQuery__Node *node,
                     const QByteArray &text,
                     int statement,
                     const StatementVisitor &visit)
{
    return visitBlocks(node, text, statement, {visit, {}, {}});
}

bool visitBlocks(const PgQuery__Node *node,
                 const QByteArray &text,
                 int statement,
                 const BlockVisitor &visit)
{
    return visitOne({node, statement, false, false}, text, visit, 0);
}

std::optional<CodeBody> codeBodyOf(const PgQuery__Node &node)
{
    if (node.node_case == PG_QUERY__NODE__NODE_DO_STMT)
        return bodyIn({node.do_stmt->args, node.do_stmt->n_args}, u"plpgsql"_s);
    if (node.node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
        return bodyIn({node.create_function_stmt->options, node.create_function_stmt->n_options},
                      u"sql"_s);
    return {};
}

bool visitBody(const PgQuery__CreateFunctionStmt &function,
               const QByteArray &text,
               int statement,
               const BlockVisitor &visit)
{
    const VisitedStatement around {nullptr, statement, true, false};
    if (function.sql_body)
        return visitSqlBody(function.sql_body, around, visit);
    const auto body = bodyIn({function.options, function.n_options}, u"sql"_s);
    if (!body)
        return false;
    if (body->language == "plpgsql"_L1)
        return BlockReader(statement, visit, 1).read(text, {});
    if (body->language != "sql"_L1)
        return false;
    const TreePtr tree = parseTree(body->text);
    return tree && visitAll(*tree, body->text, around, visit, 1);
}

} // namespace aegisx::modules
