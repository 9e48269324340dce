#include "core/modules/plpgsqltext.h"

#include "core/modules/deepstack.h"
#include "core/modules/parsetree.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestOrdinary = 400; // objects and lists of the tree, on an ordinary stack

struct Word {
    qsizetype start = 0;
    qsizetype end = 0;
    QByteArray text; // small letters
};

QList<Word> wordsOf(const QByteArray &text)
{
    QList<Word> words;
    const PgQueryScanResult scanned = pg_query_scan(text.constData());
    if (!scanned.error) {
        PgQuery__ScanResult *tokens = pg_query__scan_result__unpack(
            nullptr, scanned.pbuf.len, reinterpret_cast<const uint8_t *>(scanned.pbuf.data));
        for (const PgQuery__ScanToken *token : std::span(tokens->tokens, tokens->n_tokens)) {
            if (token->token != PG_QUERY__TOKEN__SQL_COMMENT
                && token->token != PG_QUERY__TOKEN__C_COMMENT)
                words.append({token->start,
                              token->end,
                              text.sliced(token->start, token->end - token->start).toLower()});
        }
        pg_query__scan_result__free_unpacked(tokens, nullptr);
    }
    pg_query_free_scan_result(scanned);
    return words;
}

// Takes what PL/pgSQL says of cursors out of a body, so that what is left can be read: libpg_query
// knows no cursor by its type. Lines stay where they are.
class CursorRemover
{
public:
    explicit CursorRemover(const QByteArray &body) : m_body(body), m_words(wordsOf(body)) { }

    QByteArray run();

private:
    [[nodiscard]] QByteArray word(qsizetype at) const { return m_words.value(at).text; }
    [[nodiscard]] bool beginsStatement(qsizetype at) const;
    [[nodiscard]] qsizetype find(qsizetype from, const QByteArray &wanted) const;
    void collectCursors();
    void blank(qsizetype first, qsizetype last, const QByteArray &instead);
    void takeOpen(qsizetype at);
    void takeLoop(qsizetype at);

    QByteArray m_body;
    QList<Word> m_words;
    QSet<QByteArray> m_cursors; // that are declared with their query
};

bool CursorRemover::beginsStatement(qsizetype at) const
{
    static const QSet<QByteArray> before {";", "begin", "then", "else", "loop", ">>"};
    return at > 0 && before.contains(word(at - 1));
}

qsizetype CursorRemover::find(qsizetype from, const QByteArray &wanted) const
{
    qsizetype at = from;
    while (at < m_words.size() && word(at) != wanted)
        ++at;
    return at;
}

void CursorRemover::collectCursors()
{
    for (qsizetype at = 1; at < m_words.size(); ++at) {
        if (word(at) != "cursor")
            continue;
        qsizetype name = at - 1;
        if (word(name) == "scroll")
            --name;
        if (name > 0 && word(name) == "no")
            --name;
        m_cursors.insert(word(name));
    }
}

void CursorRemover::blank(qsizetype first, qsizetype last, const QByteArray &instead)
{
    const qsizetype from = m_words.at(first).start;
    for (qsizetype at = from; at < m_words.at(last).end; ++at) {
        if (m_body.at(at) != '\n')
            m_body[at] = ' ';
    }
    m_body.replace(from, instead.size(), instead);
}

// OPEN name [[NO] SCROLL] FOR query: the query is left. OPEN name [(arguments)]: nothing is.
void CursorRemover::takeOpen(qsizetype at)
{
    qsizetype next = at + 2;
    while (word(next) == "no" || word(next) == "scroll")
        ++next;
    const qsizetype end = find(at, ";");
    if (word(next) == "for")
        blank(at, next, {});
    else if (end < m_words.size() && end > at)
        blank(at, end - 1, "null");
}

// FOR row IN cursor [(arguments)] LOOP: the loop is left.
void CursorRemover::takeLoop(qsizetype at)
{
    const qsizetype loop = find(at, "loop");
    if (word(at + 2) == "in" && m_cursors.contains(word(at + 3)) && loop < m_words.size())
        blank(at, loop - 1, {});
}

QByteArray CursorRemover::run()
{
    collectCursors();
    for (qsizetype at = 0; at < m_words.size(); ++at) {
        if (!beginsStatement(at))
            continue;
        const QByteArray first = word(at);
        const qsizetype end = find(at, ";");
        if (first == "open")
            takeOpen(at);
        else if (first == "for")
            takeLoop(at);
        else if ((first == "fetch" || first == "move" || first == "close") && end < m_words.size())
            blank(at, end - 1, "null");
    }
    return m_body;
}

// The same statement without cursors in what stands in it between dollar signs; empty where nothing
// does.
QByteArray withoutCursors(const QByteArray &text)
{
    QByteArray result = text;
    bool found = false;
    const QList<Word> words = wordsOf(text);
    for (const Word &word : words) {
        const qsizetype tag = word.text.startsWith('$') ? word.text.indexOf('$', 1) + 1 : 0;
        if (tag < 2 || word.text.size() < 2 * tag)
            continue;
        const qsizetype size = word.text.size() - 2 * tag;
        const qsizetype start = word.start + tag;
        result.replace(start, size, CursorRemover(text.sliced(start, size)).run());
        found = true;
    }
    return found ? result : QByteArray();
}

PlpgsqlFailure failureOf(const PgQueryError &error)
{
    static const QRegularExpression near(u"near line (\\d+)"_s);
    static const QRegularExpression syntax(
        u"^(syntax error|missing \"|mismatched |unterminated |end label|"
        "\"[^\".]+\" is not a known variable|"
        "(EXIT|CONTINUE) cannot be used|too (few|many) parameters specified for RAISE)"_s);
    const QString message = QString::fromUtf8(error.message);
    const auto line = near.match(QString::fromUtf8(error.context));
    return {message, line.captured(1).toInt(), syntax.match(message).hasMatch()};
}

int depthOf(const QByteArray &json)
{
    int depth = 0;
    int deepest = 0;
    bool text = false;
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char one = json.at(at);
        if (text && one == '\\')
            ++at;
        else if (one == '"')
            text = !text;
        else if (!text && (one == '{' || one == '['))
            deepest = std::max(deepest, ++depth);
        else if (!text && (one == '}' || one == ']'))
            --depth;
    }
    return deepest;
}

std::optional<PlpgsqlTree> parseOnce(const QByteArray &text, PlpgsqlFailure &failure)
{
    QByteArray json;
    runDeep(text.size(), [&] {
        const PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(text.constData());
        if (parsed.error)
            failure = failureOf(*parsed.error);
        else
            json = parsed.plpgsql_funcs;
        pg_query_free_plpgsql_parse_result(parsed);
    });
    if (json.isEmpty() || (!isDeep() && depthOf(json) > deepestOrdinary))
        return {};
    PlpgsqlTree tree = PlpgsqlTree::parse(json.constData(), nullptr, false);
    return tree.is_discarded() ? std::nullopt : std::optional(std::move(tree));
}

} // namespace

std::optional<PlpgsqlTree> parsePlpgsql(const QByteArray &text, PlpgsqlFailure *failure)
{
    PlpgsqlFailure wrong;
    auto tree = parseOnce(text, wrong);
    if (!tree && text.toLower().contains("cursor")) {
        const QByteArray rest = withoutCursors(text);
        wrong.isSyntax = false; // it may be no more than a loop over a cursor
        if (!rest.isEmpty())
            tree = parseOnce(rest, wrong = {});
    }
    if (!tree && failure)
        *failure = wrong;
    return tree;
}

} // namespace aegisx::modules
