#include "core/modules/parsetree.h"

#include <QRegularExpression>
#include <QSet>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

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
    void walk(const Json &json, Place place, const char *without = "");
    void walkStatement(const std::string &kind, const Json &statement, Place place);
    void takeSql(const QByteArray &sql, Place place);
    void takeDynamic(const Json &statement, Place place);
    void takeExpression(const QByteArray &expression, Place place);
    void takeAssignment(QByteArray expression, Place place);
    void collectNames(const Json &json);
    void takeDeclaration(const Json &variable, Place place);

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
    const PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(text.constData());
    const bool failed = parsed.error || !parsed.plpgsql_funcs;
    const Json json = failed ? Json() : Json::parse(parsed.plpgsql_funcs, nullptr, false);
    pg_query_free_plpgsql_parse_result(parsed);
    if (failed || json.is_discarded())
        return false;
    collectNames(json);
    walk(json, place);
    return m_readable;
}

void BlockReader::collectNames(const Json &json)
{
    for (const auto &[key, value] : json.items()) {
        if (value.is_structured())
            collectNames(value);
        else if ((key == "refname" || key == "label") && value.is_string())
            m_names.insert(QString::fromStdString(value.get<std::string>()));
    }
}

void BlockReader::walk(const Json &json, Place place, const char *without)
{
    if (json.is_array()) {
        for (const Json &item : json)
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

void BlockReader::walkStatement(const std::string &kind, const Json &statement, Place place)
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

void BlockReader::takeDynamic(const Json &statement, Place place)
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

void BlockReader::takeDeclaration(const Json &variable, Place place)
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
        return BlockReader(statement, visit, 1).read(text, {});
    if (language != "sql"_L1)
        return false;
    const TreePtr tree = parseTree(body);
    return tree && visitAll(*tree, body, around, visit, 1);
}

} // namespace aegisx::modules
