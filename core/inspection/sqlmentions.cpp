#include "core/inspection/sqlmentions.h"

#include "core/inspection/objectname.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

struct Token {
    enum Kind { Word, Quoted, Literal, Symbol };
    Kind kind = Symbol;
    QString text; // of a word in small letters; of a quoted one and a literal what stands inside

    [[nodiscard]] bool isName() const { return kind == Word || kind == Quoted; }
    [[nodiscard]] bool isSymbol(QChar symbol) const { return kind == Symbol && text == symbol; }
    [[nodiscard]] bool isWord(QLatin1StringView word) const { return kind == Word && text == word; }
};

bool isWordStart(QChar letter)
{
    return letter.isLetter() || letter == u'_' || letter.unicode() >= 0x80;
}

bool isWordPart(QChar letter)
{
    return isWordStart(letter) || letter.isDigit() || letter == u'$';
}

// Cuts a text of SQL into words, literals and single symbols. Tolerant: a literal that stays open
// ends with the text.
class Tokenizer
{
public:
    explicit Tokenizer(const QString &text) : m_text(text) { }
    QList<Token> tokens();

private:
    [[nodiscard]] QChar at(qsizetype offset) const
    {
        return m_at + offset < m_text.size() ? m_text.at(m_at + offset) : QChar();
    }
    void skipLine();
    void skipComment();
    QString takeQuoted(QChar mark, bool escapes);
    QString takeWord();
    [[nodiscard]] bool takeDollarQuoted(QString &content);

    const QString &m_text;
    qsizetype m_at = 0;
};

void Tokenizer::skipLine()
{
    while (m_at < m_text.size() && m_text.at(m_at) != u'\n')
        ++m_at;
}

void Tokenizer::skipComment()
{
    int depth = 0;
    do {
        if (at(0) == u'/' && at(1) == u'*') {
            ++depth;
            m_at += 2;
        } else if (at(0) == u'*' && at(1) == u'/') {
            --depth;
            m_at += 2;
        } else {
            ++m_at;
        }
    } while (depth > 0 && m_at < m_text.size());
}

QString Tokenizer::takeQuoted(QChar mark, bool escapes)
{
    QString content;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        const QChar letter = m_text.at(m_at);
        if (escapes && letter == u'\\' && m_at + 1 < m_text.size()) {
            content += m_text.at(++m_at);
        } else if (letter != mark) {
            content += letter;
        } else if (at(1) == mark) {
            content += m_text.at(m_at++);
        } else {
            break;
        }
    }
    ++m_at;
    return content;
}

QString Tokenizer::takeWord()
{
    const qsizetype from = m_at;
    while (m_at < m_text.size() && isWordPart(m_text.at(m_at)))
        ++m_at;
    return foldedCase(m_text.mid(from, m_at - from));
}

// "$$...$$" or "$tag$...$tag$"; false: the dollar is something else.
bool Tokenizer::takeDollarQuoted(QString &content)
{
    qsizetype end = m_at + 1;
    while (end < m_text.size() && m_text.at(end) != u'$' && isWordPart(m_text.at(end)))
        ++end;
    if (end >= m_text.size() || m_text.at(end) != u'$' || at(1).isDigit())
        return false;
    const QString tag = m_text.mid(m_at, end + 1 - m_at);
    const qsizetype close = m_text.indexOf(tag, end + 1);
    const qsizetype last = close < 0 ? m_text.size() : close;
    content = m_text.mid(end + 1, last - end - 1);
    m_at = std::min(last + tag.size(), m_text.size());
    return true;
}

QList<Token> Tokenizer::tokens()
{
    QList<Token> tokens;
    QString content;
    while (m_at < m_text.size()) {
        const QChar letter = m_text.at(m_at);
        if (letter == u'-' && at(1) == u'-') {
            skipLine();
        } else if (letter == u'/' && at(1) == u'*') {
            skipComment();
        } else if (letter == u'\'') {
            const bool escapes = !tokens.isEmpty() && tokens.last().isWord("e"_L1)
                && m_text.at(m_at - 1).toLower() == u'e';
            tokens.append({Token::Literal, takeQuoted(letter, escapes)});
        } else if (letter == u'"') {
            tokens.append({Token::Quoted, takeQuoted(letter, false)});
        } else if (letter == u'$' && takeDollarQuoted(content)) {
            tokens.append({Token::Literal, content});
        } else if (isWordStart(letter)) {
            tokens.append({Token::Word, takeWord()});
        } else {
            if (!letter.isSpace())
                tokens.append({Token::Symbol, QString(letter)});
            ++m_at;
        }
    }
    return tokens;
}

constexpr int deepestLiteral = 8; // of statements in literals in statements

// Looks for one name in a text.
class Search
{
public:
    Search(const QString &schema, const QString &name, NamedAs as, bool expression)
        : m_schema(schema), m_name(name), m_as(as), m_expression(expression)
    {
    }

    [[nodiscard]] Mention in(const QString &text, int depth) const;

private:
    // A place in the tokens, and the last keyword that says what commas there separate.
    struct Place {
        const QList<Token> &tokens;
        qsizetype at = 0;
        QString keyword;

        [[nodiscard]] Token token(qsizetype offset) const
        {
            return tokens.value(at + offset, Token {Token::Symbol, {}});
        }
    };
    [[nodiscard]] Mention ofChain(const Place &place, const QStringList &chain) const;
    [[nodiscard]] Mention ofLiteral(const Place &place, int depth) const;
    [[nodiscard]] bool standsForIt(const Place &place, qsizetype length) const;
    [[nodiscard]] static bool isRelationPlace(const Place &place, const Token &next);
    [[nodiscard]] static bool isColumnType(const Place &place, qsizetype parts);

    const QString &m_schema;
    const QString &m_name;
    NamedAs m_as;
    bool m_expression;
};

bool isOneOf(const Token &token, std::initializer_list<QLatin1StringView> words)
{
    return token.kind == Token::Word
        && std::any_of(words.begin(), words.end(), [&token](QLatin1StringView word) {
               return token.text == word;
           });
}

bool namesRelations(const Token &token)
{
    return isOneOf(token,
                   {"from"_L1,
                    "join"_L1,
                    "into"_L1,
                    "update"_L1,
                    "table"_L1,
                    "only"_L1,
                    "using"_L1,
                    "truncate"_L1,
                    "lock"_L1,
                    "references"_L1,
                    "view"_L1,
                    "copy"_L1});
}

bool isKeyword(const Token &token)
{
    return namesRelations(token)
        || isOneOf(token,
                   {"select"_L1,
                    "where"_L1,
                    "on"_L1,
                    "set"_L1,
                    "values"_L1,
                    "returning"_L1,
                    "group"_L1,
                    "order"_L1,
                    "having"_L1,
                    "declare"_L1,
                    "begin"_L1,
                    "then"_L1,
                    "if"_L1});
}

// nextval('x'), to_regclass('x'), 'x'::regclass: the literal is a name.
bool isLookedUp(const Token &function)
{
    return isOneOf(function,
                   {"nextval"_L1,
                    "currval"_L1,
                    "setval"_L1,
                    "to_regclass"_L1,
                    "to_regtype"_L1,
                    "to_regproc"_L1,
                    "to_regprocedure"_L1,
                    "pg_get_serial_sequence"_L1});
}

bool Search::isRelationPlace(const Place &place, const Token &next)
{
    const Token before = place.token(-1);
    if (namesRelations(before))
        return true;
    if (before.isSymbol(u',') && namesRelations({Token::Word, place.keyword}))
        return true;
    if (before.isSymbol(u':') && place.token(-2).isSymbol(u':')) // a row of it
        return true;
    return next.isSymbol(u'%') || (place.keyword == "declare"_L1 && before.isName());
}

// "drugs.code%TYPE", where the table stands first.
bool Search::isColumnType(const Place &place, qsizetype parts)
{
    const qsizetype length = parts * 2 - 1;
    return parts == 2 && place.token(length).isSymbol(u'%')
        && place.token(length + 1).isWord("type"_L1);
}

// Whether the name at this place, length tokens long, can be the object at all.
bool Search::standsForIt(const Place &place, qsizetype length) const
{
    const Token next = place.token(length);
    switch (m_as) {
    case NamedAs::Relation:
        return isRelationPlace(place, next);
    case NamedAs::Function:
        return next.isSymbol(u'(') && !isOneOf(place.token(-1), {"into"_L1, "table"_L1});
    case NamedAs::Type:
        return !next.isSymbol(u'(');
    }
    return false;
}

Mention Search::ofChain(const Place &place, const QStringList &chain) const
{
    for (qsizetype i = 0; i < 2; ++i) { // the name of the database may stand first
        if (chain.value(i) == m_schema && chain.value(i + 1) == m_name && chain.size() > i + 1)
            return Mention::Qualified;
    }
    if (chain.first() != m_name)
        return Mention::None;
    if (chain.size() > 1 && !isColumnType(place, chain.size())) // else a schema of that name
        return Mention::None;
    return standsForIt(place, chain.size() * 2 - 1) ? Mention::Unqualified : Mention::None;
}

Mention Search::ofLiteral(const Place &place, int depth) const
{
    const bool cast = place.token(1).isSymbol(u':') && place.token(2).isSymbol(u':');
    const bool toObject = cast && place.token(3).text.startsWith("reg"_L1);
    if (m_expression && toObject)
        return Mention::None;
    const QString content = place.token(0).text;
    const bool lookedUp = toObject || (m_expression && m_as == NamedAs::Relation)
        || (place.token(-1).isSymbol(u'(') && isLookedUp(place.token(-2)));
    if (lookedUp) {
        const QList<Token> parts = Tokenizer(content).tokens();
        if (parts.size() == 1 && parts.first().isName() && parts.first().text == m_name)
            return Mention::Unqualified;
    }
    return depth < deepestLiteral ? in(content, depth + 1) : Mention::None;
}

Mention Search::in(const QString &text, int depth) const
{
    const QList<Token> tokens = Tokenizer(text).tokens();
    Place place {tokens, 0, {}};
    Mention found = Mention::None;
    while (place.at < tokens.size() && found != Mention::Qualified) {
        const Token &token = tokens.at(place.at);
        qsizetype length = 1;
        Mention here = Mention::None;
        if (token.kind == Token::Literal) {
            here = ofLiteral(place, depth);
        } else if (token.isName()) {
            QStringList chain {token.text};
            while (place.token(length).isSymbol(u'.') && place.token(length + 1).isName()) {
                chain << place.token(length + 1).text;
                length += 2;
            }
            here = ofChain(place, chain);
            if (isKeyword(token))
                place.keyword = token.text;
        }
        found = std::max(found, here);
        place.at += length;
    }
    return found;
}

} // namespace

Mention mentionIn(const QString &text, const QString &schema, const QString &name, NamedAs as)
{
    return Search(schema, name, as, false).in(text, 0);
}

Mention
mentionInExpression(const QString &text, const QString &schema, const QString &name, NamedAs as)
{
    return Search(schema, name, as, true).in(text, 0);
}

} // namespace aegisx::inspection
