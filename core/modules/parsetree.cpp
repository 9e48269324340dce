#include "core/modules/parsetree.h"

#include "core/base/tr.h"
#include "core/modules/deepstack.h"

#include <QStringList>

#include <algorithm>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype deepestWords = 50'000; // each makes two messages at most
constexpr int deepestOrdinary = 1'000; // messages: of an ordinary stack

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

bool isDeeperThan(const ProtobufCMessage &message, int levels)
{
    return levels == 0 || anyPart(message, [levels](const ProtobufCMessage &part) {
               return isDeeperThan(part, levels - 1);
           });
}

ParseFailure tooDeep(const QByteArray &sql, qsizetype offset)
{
    const auto before = sql.first(std::min(offset, sql.size()));
    const auto characters = std::count_if(before.begin(), before.end(), [](char byte) {
        return (static_cast<uchar>(byte) & 0xC0U) != 0x80;
    });
    return {Tr::tr("it is nested too deeply"), static_cast<int>(characters) + 1};
}

// Counts how deep the parse tree of a text may be at most, word by word.
class Nesting
{
public:
    // Whether it may still be parsed.
    bool take(PgQuery__Token token);

private:
    struct Level { // a bracket
        qsizetype chain = 0; // of UNION: the queries in it may hold commas
        qsizetype words = 0; // since the last comma or UNION, with the deepest bracket among them
        qsizetype deepest = 0;
    };
    void close();

    QList<Level> m_levels {{}};
    qsizetype m_around = 0; // the levels that are open but the last
};

void Nesting::close()
{
    const Level inner = m_levels.takeLast();
    Level &outer = m_levels.last();
    m_around -= outer.chain + outer.words;
    outer.words += inner.deepest + inner.chain + 1;
    outer.deepest = std::max(outer.deepest, outer.words);
}

bool Nesting::take(PgQuery__Token token)
{
    Level &level = m_levels.last();
    switch (token) {
    case PG_QUERY__TOKEN__ASCII_40: // (
    case PG_QUERY__TOKEN__ASCII_91: // [
        m_around += level.chain + level.words;
        m_levels.append(Level {});
        break;
    case PG_QUERY__TOKEN__ASCII_41: // )
    case PG_QUERY__TOKEN__ASCII_93: // ]
        if (m_levels.size() > 1)
            close();
        break;
    case PG_QUERY__TOKEN__ASCII_44: // ,
        level.words = 0;
        break;
    case PG_QUERY__TOKEN__ASCII_59: // ;
        level = {0, 0, m_levels.size() > 1 ? level.deepest + level.chain : 0};
        break;
    case PG_QUERY__TOKEN__UNION:
    case PG_QUERY__TOKEN__EXCEPT:
    case PG_QUERY__TOKEN__INTERSECT:
        ++level.chain;
        level.words = 0;
        break;
    default:
        ++level.words;
        level.deepest = std::max(level.deepest, level.words);
    }
    const Level &now = m_levels.last();
    return m_around + now.chain + now.deepest + m_levels.size() <= deepestWords;
}

// Where a text may be nested so deeply that no stack is enough; -1: nowhere. A text that cannot be
// cut into words is refused by the parser before it makes a tree.
qsizetype tooDeepAt(const QByteArray &sql)
{
    if (sql.size() <= deepestWords)
        return -1;
    qsizetype where = -1;
    const PgQueryScanResult scanned = pg_query_scan(sql.constData());
    if (!scanned.error) {
        PgQuery__ScanResult *tokens = pg_query__scan_result__unpack(
            nullptr, scanned.pbuf.len, reinterpret_cast<const uint8_t *>(scanned.pbuf.data));
        Nesting nesting;
        for (const PgQuery__ScanToken *token : std::span(tokens->tokens, tokens->n_tokens)) {
            if (!nesting.take(token->token)) {
                where = token->start;
                break;
            }
        }
        pg_query__scan_result__free_unpacked(tokens, nullptr);
    }
    pg_query_free_scan_result(scanned);
    return where;
}

TreePtr parseHere(const QByteArray &sql, ParseFailure &failure)
{
    if (const qsizetype offset = tooDeepAt(sql); offset >= 0) {
        failure = tooDeep(sql, offset);
        return {};
    }
    const PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(sql.constData());
    TreePtr tree;
    if (!parsed.error)
        tree.reset(pg_query__parse_result__unpack(
            nullptr,
            parsed.parse_tree.len,
            reinterpret_cast<const uint8_t *>(parsed.parse_tree.data)));
    else
        failure = {QString::fromUtf8(parsed.error->message), parsed.error->cursorpos};
    pg_query_free_protobuf_parse_result(parsed);
    // What PostgreSQL's own parser says of brackets in brackets.
    if (failure.message.startsWith("memory exhausted"_L1))
        failure.message = Tr::tr("it is nested too deeply");
    return tree;
}

// For those whose own stack is an ordinary one.
TreePtr parseShallow(const QByteArray &sql, ParseFailure &failure)
{
    TreePtr tree = parseHere(sql, failure);
    if (tree && isDeeperThan(tree->base, deepestOrdinary)) {
        tree.reset();
        failure = tooDeep(sql, 0);
    }
    return tree;
}

} // namespace

TreePtr parseTree(const QByteArray &sql, ParseFailure *failure)
{
    ParseFailure wrong;
    TreePtr tree;
    if (sql.size() <= shortText || isDeep())
        tree = parseHere(sql, wrong);
    else if (!tryDeep([&] { tree = parseShallow(sql, wrong); }))
        wrong = {Tr::tr("there is not enough memory"), 1};
    if (!tree && failure)
        *failure = wrong;
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

} // namespace aegisx::modules
