#include "core/modules/parsetree.h"

#include <QStringList>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace aegisx::modules {

using namespace Qt::StringLiterals;
using Json = nlohmann::ordered_json;

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

// Walks what pg_query_parse_plpgsql() tells of a DO block.
class BlockReader
{
public:
    BlockReader(int statement, const BlockVisitor &visit, int depth)
        : m_statement(statement), m_visit(visit), m_depth(depth)
    {
    }

    // False where something in it cannot be read.
    bool read(const QByteArray &text, bool conditional);

private:
    void walk(const Json &json, bool conditional, const char *without = "");
    void walkStatement(const std::string &kind, const Json &statement, bool conditional);
    void takeSql(const QByteArray &sql, bool conditional);
    void takeDynamic(const Json &statement, bool conditional);
    void takeExpression(const QByteArray &expression, bool conditional);
    void takeAssignment(QByteArray expression, bool conditional);

    int m_statement;
    const BlockVisitor &m_visit;
    int m_depth;
    bool m_readable = true;
};

// The text of an expression, or of the one that a member is.
QByteArray textOf(const Json &expression)
{
    return QByteArray::fromStdString(expression.value("query", std::string()));
}

QByteArray queryOf(const Json &owner, const char *key)
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
        && BlockReader(one.statement, visit, depth + 1).read(text, one.conditional);
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

bool BlockReader::read(const QByteArray &text, bool conditional)
{
    const PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(text.constData());
    const bool failed = parsed.error || !parsed.plpgsql_funcs;
    const Json json = failed ? Json() : Json::parse(parsed.plpgsql_funcs, nullptr, false);
    pg_query_free_plpgsql_parse_result(parsed);
    if (failed || json.is_discarded())
        return false;
    walk(json, conditional);
    return m_readable;
}

void BlockReader::walk(const Json &json, bool conditional, const char *without)
{
    if (json.is_array()) {
        for (const Json &item : json)
            walk(item, conditional);
    }
    if (!json.is_object())
        return;
    for (const auto &[key, value] : json.items()) {
        if (key == without)
            continue;
        if (key.starts_with("PLpgSQL_stmt_"))
            walkStatement(key, value, conditional);
        else if (key == "PLpgSQL_expr")
            takeExpression(textOf(value), conditional);
        else if (value.is_structured())
            walk(value, conditional);
    }
}

void BlockReader::walkStatement(const std::string &kind, const Json &statement, bool conditional)
{
    const char *taken = "";
    if (kind == "PLpgSQL_stmt_execsql")
        takeSql(queryOf(statement, taken = "sqlstmt"), conditional);
    else if (kind == "PLpgSQL_stmt_perform" || kind == "PLpgSQL_stmt_call")
        takeSql(queryOf(statement, taken = "expr"), conditional);
    else if (kind == "PLpgSQL_stmt_fors"
             || (kind == "PLpgSQL_stmt_return_query" && statement.contains("query")))
        takeSql(queryOf(statement, taken = "query"), conditional);
    else if (kind == "PLpgSQL_stmt_assign")
        takeAssignment(queryOf(statement, taken = "expr"), conditional);
    else if (kind == "PLpgSQL_stmt_dynexecute" || kind == "PLpgSQL_stmt_dynfors")
        takeDynamic(statement, conditional);
    else if (statement.contains("dynquery"))
        m_readable = false;
    const bool plainBlock = kind == "PLpgSQL_stmt_block" && !statement.contains("exceptions");
    walk(statement, conditional || !plainBlock, taken);
}

void BlockReader::takeSql(const QByteArray &sql, bool conditional)
{
    const TreePtr tree = parseTree(sql);
    if (tree)
        m_readable =
            visitAll(*tree, sql, {nullptr, m_statement, true, conditional}, m_visit, m_depth)
            && m_readable;
    else
        m_readable = false;
}

void BlockReader::takeDynamic(const Json &statement, bool conditional)
{
    const TreePtr tree = parseTree(selectWord + queryOf(statement, "query"));
    const PgQuery__Node *expression = tree ? onlyTarget(*tree) : nullptr;
    if (const auto sql = constantText(expression))
        takeSql(*sql, conditional);
    else
        m_readable = expression && m_visit.dynamic
            && m_visit.dynamic(expression, {nullptr, m_statement, true, conditional}) && m_readable;
}

void BlockReader::takeExpression(const QByteArray &expression, bool conditional)
{
    if (!m_visit.expression)
        return;
    const BlockVisitor visit {m_visit.expression, {}, {}};
    VisitedStatement around {nullptr, m_statement, true, conditional};
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
void BlockReader::takeAssignment(QByteArray expression, bool conditional)
{
    expression = selectWord + expression.mid(expression.indexOf('=') + 1);
    VisitedStatement around {nullptr, m_statement, true, conditional};
    around.added = static_cast<int>(selectWord.size());
    if (const TreePtr tree = parseTree(expression))
        m_readable = visitAll(*tree, expression, around, m_visit, m_depth) && m_readable;
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

using MessageTest = std::function<bool(const ProtobufCMessage &)>;

// By protobuf-c's own description of the message: whether any field that is a message again passes.
bool anyPart(const ProtobufCMessage &message, const MessageTest &test)
{
    const auto *bytes = reinterpret_cast<const char *>(&message);
    const auto &descriptor = *message.descriptor;
    for (const ProtobufCFieldDescriptor &field :
         std::span(descriptor.fields, descriptor.n_fields)) {
        if (field.type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field.label == PROTOBUF_C_LABEL_REPEATED) {
            const auto count = *reinterpret_cast<const size_t *>(bytes + field.quantifier_offset);
            auto *const *list =
                *reinterpret_cast<ProtobufCMessage *const *const *>(bytes + field.offset);
            const std::span all(list, count);
            if (std::any_of(all.begin(), all.end(), [&test](const ProtobufCMessage *one) {
                    return one && test(*one);
                }))
                return true;
            continue;
        }
        const bool unused = (field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0
            && *reinterpret_cast<const uint32_t *>(bytes + field.quantifier_offset) != field.id;
        const auto *part = unused
            ? nullptr
            : *reinterpret_cast<const ProtobufCMessage *const *>(bytes + field.offset);
        if (part && test(*part))
            return true;
    }
    return false;
}

bool matches(const ProtobufCMessage &message, const NodeTest &test)
{
    return (message.descriptor == &pg_query__node__descriptor
            && test(reinterpret_cast<const PgQuery__Node &>(message)))
        || anyPart(message, [&test](const ProtobufCMessage &part) { return matches(part, test); });
}

} // namespace

TreePtr parseTree(const QByteArray &sql, ParseFailure *failure)
{
    const PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(sql.constData());
    TreePtr tree;
    if (!parsed.error)
        tree.reset(pg_query__parse_result__unpack(
            nullptr,
            parsed.parse_tree.len,
            reinterpret_cast<const uint8_t *>(parsed.parse_tree.data)));
    else if (failure)
        *failure = {QString::fromUtf8(parsed.error->message), parsed.error->cursorpos};
    pg_query_free_protobuf_parse_result(parsed);
    return tree;
}

QList<SqlComment> commentsIn(const QByteArray &sql)
{
    QList<SqlComment> comments;
    const PgQueryScanResult scanned = pg_query_scan(sql.constData());
    if (!scanned.error) {
        PgQuery__ScanResult *tokens = pg_query__scan_result__unpack(
            nullptr, scanned.pbuf.len, reinterpret_cast<const uint8_t *>(scanned.pbuf.data));
        for (const PgQuery__ScanToken *token : std::span(tokens->tokens, tokens->n_tokens)) {
            if (token->token == PG_QUERY__TOKEN__SQL_COMMENT)
                comments.append({token->start, token->end});
        }
        pg_query__scan_result__free_unpacked(tokens, nullptr);
    }
    pg_query_free_scan_result(scanned);
    return comments;
}

QString nodeText(const PgQuery__Node *node)
{
    return node && node->node_case == PG_QUERY__NODE__NODE_STRING
        ? QString::fromUtf8(node->string->sval)
        : QString();
}

QString qualifiedName(NodeList parts)
{
    QStringList names;
    for (const PgQuery__Node *part : parts)
        names << nodeText(part);
    return names.join(u'.');
}

bool hasOption(NodeList options, const char *name)
{
    return std::any_of(options.begin(), options.end(), [name](const PgQuery__Node *node) {
        return node->node_case == PG_QUERY__NODE__NODE_DEF_ELEM
            && qstrcmp(node->def_elem->defname, name) == 0;
    });
}

ObjectName nameOf(NodeList parts)
{
    if (parts.empty())
        return {};
    return {parts.size() > 1 ? nodeText(parts[parts.size() - 2]) : QString(),
            nodeText(parts.back())};
}

ObjectName nameOf(const PgQuery__RangeVar *relation)
{
    if (!relation)
        return {};
    return {QString::fromUtf8(relation->schemaname), QString::fromUtf8(relation->relname)};
}

bool containsNode(const PgQuery__Node *node, const NodeTest &test)
{
    return node && matches(node->base, test);
}

void walkMessages(const ProtobufCMessage *message, const MessageVisitor &visit)
{
    if (!message || !visit(*message))
        return;
    [[maybe_unused]] const bool stopped = anyPart(*message, [&visit](const ProtobufCMessage &part) {
        walkMessages(&part, visit);
        return false; // go on
    });
}

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

bool visitBody(const PgQuery__CreateFunctionStmt &function,
               const QByteArray &text,
               int statement,
               const BlockVisitor &visit)
{
    const VisitedStatement around {nullptr, statement, true, false};
    if (function.sql_body)
        return visitSqlBody(function.sql_body, around, visit);
    QString language = u"sql"_s;
    QByteArray body;
    for (const PgQuery__Node *option : NodeList(function.options, function.n_options)) {
        const PgQuery__DefElem &one = *option->def_elem;
        if (qstrcmp(one.defname, "language") == 0)
            language = nodeText(one.arg).toLower();
        else if (qstrcmp(one.defname, "as") == 0 && one.arg->list->n_items > 0)
            body = nodeText(one.arg->list->items[0]).toUtf8();
    }
    if (!hasOption({function.options, function.n_options}, "as"))
        return false;
    if (language == "plpgsql"_L1)
        return BlockReader(statement, visit, 1).read(text, false);
    if (language != "sql"_L1)
        return false;
    const TreePtr tree = parseTree(body);
    return tree && visitAll(*tree, body, around, visit, 1);
}

} // namespace aegisx::modules
