#include "ui/widgets/sqltokens.h"

#include "ui/theme/icons.h"

#include <QFile>
#include <QSet>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// The states between lines. Comments nest: insideComment + depth - 1; a dollar quote carries the
// number of its tag: insideDollar + number.
constexpr int plain = 0;
constexpr int insideString = 1;
constexpr int insideEscapeString = 2; // E'...', where a backslash escapes
constexpr int insideIdentifier = 3;
constexpr int insideComment = 10;
constexpr int insideDollar = 1000;
constexpr int deepestComment = insideDollar - insideComment;

QSet<QString> readKeywords()
{
    initResources();
    QFile file(u":/sql/keywords.txt"_s);
    QSet<QString> words;
    if (!file.open(QIODevice::ReadOnly))
        return words;
    const QString text = QString::fromLatin1(file.readAll()).simplified();
    for (const QString &word : text.split(u' '))
        words.insert(word);
    return words;
}

bool isKeyword(QStringView word)
{
    static const QSet<QString> words = readKeywords();
    return words.contains(word.toString().toLower());
}

bool isWordStart(QChar c)
{
    return c.isLetter() || c == u'_';
}

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'$' || c.isMark();
}

// One line, from left to right.
class Scanner
{
public:
    Scanner(const QString &line, QStringList &tags, int state)
        : m_line(line), m_tags(tags), m_state(std::max(state, plain))
    {
    }

    QList<SqlToken> run()
    {
        if (m_state != plain)
            carryOn(0);
        while (m_at < m_line.size())
            next();
        return m_tokens;
    }

    [[nodiscard]] int state() const { return m_state; }

private:
    [[nodiscard]] QChar at(int position) const
    {
        return position < m_line.size() ? m_line.at(position) : QChar();
    }

    void add(SqlKind kind, int start)
    {
        if (m_at > start)
            m_tokens.append({kind, start, m_at - start});
    }

    // What began at start, or on a line before, up to its end or the line's.
    void carryOn(int start)
    {
        if (m_state >= insideDollar)
            dollarText(start);
        else if (m_state >= insideComment)
            comment(start);
        else
            quoted(start);
    }

    void next()
    {
        const QChar c = at(m_at);
        const QChar following = at(m_at + 1);
        const int start = m_at;
        if (c == u'-' && following == u'-') {
            m_at = static_cast<int>(m_line.size());
            add(SqlKind::Comment, start);
        } else if (c == u'/' && following == u'*') {
            m_at += 2;
            m_state = insideComment;
            comment(start);
        } else if (c == u'\'') {
            begin(insideString, 1);
        } else if (c == u'"') {
            begin(insideIdentifier, 1);
        } else if ((c == u'e' || c == u'E') && following == u'\'') {
            begin(insideEscapeString, 2);
        } else if (c == u'$') {
            dollar();
        } else if (c.isDigit() || (c == u'.' && following.isDigit())) {
            number();
        } else if (isWordStart(c)) {
            word();
        } else {
            ++m_at;
        }
    }

    void begin(int state, int opening)
    {
        const int start = m_at;
        m_state = state;
        m_at += opening;
        quoted(start);
    }

    // A doubled quote and, in E'...', a backslashed one do not end it.
    void quoted(int start)
    {
        const QChar quote = m_state == insideIdentifier ? u'"' : u'\'';
        const SqlKind kind = m_state == insideIdentifier ? SqlKind::Identifier : SqlKind::String;
        while (m_at < m_line.size()) {
            const QChar c = at(m_at++);
            if (c == u'\\' && m_state == insideEscapeString) {
                ++m_at;
            } else if (c == quote) {
                if (at(m_at) == quote) {
                    ++m_at;
                } else {
                    m_state = plain;
                    break;
                }
            }
        }
        m_at = std::min(m_at, static_cast<int>(m_line.size()));
        add(kind, start);
    }

    void comment(int start)
    {
        int depth = m_state - insideComment + 1;
        while (m_at < m_line.size() && depth > 0) {
            const QChar c = at(m_at);
            if (c == u'/' && at(m_at + 1) == u'*') {
                depth = std::min(depth + 1, deepestComment);
                m_at += 2;
            } else if (c == u'*' && at(m_at + 1) == u'/') {
                --depth;
                m_at += 2;
            } else {
                ++m_at;
            }
        }
        m_state = depth > 0 ? insideComment + depth - 1 : plain;
        add(SqlKind::Comment, start);
    }

    // $1 is a parameter, $$ or $tag$ opens a quote.
    void dollar()
    {
        const int start = m_at++;
        if (at(m_at).isDigit()) {
            while (at(m_at).isDigit())
                ++m_at;
            return add(SqlKind::Parameter, start);
        }
        int end = m_at;
        while (isWordPart(at(end)) && at(end) != u'$')
            ++end;
        if (at(end) != u'$')
            return;
        const QString tag = m_line.mid(start, end + 1 - start);
        if (!m_tags.contains(tag))
            m_tags.append(tag);
        m_state = insideDollar + static_cast<int>(m_tags.indexOf(tag));
        m_at = end + 1;
        dollarText(start);
    }

    void dollarText(int start)
    {
        const QString tag = m_tags.value(m_state - insideDollar);
        const auto end = m_line.indexOf(tag, m_at);
        if (end < 0) {
            m_at = static_cast<int>(m_line.size());
        } else {
            m_at = static_cast<int>(end + tag.size());
            m_state = plain;
        }
        add(SqlKind::String, start);
    }

    void number()
    {
        const int start = m_at;
        while (at(m_at).isLetterOrNumber() || at(m_at) == u'.' || at(m_at) == u'_')
            ++m_at;
        add(SqlKind::Number, start);
    }

    void word()
    {
        const int start = m_at;
        while (isWordPart(at(m_at)))
            ++m_at;
        if (isKeyword(QStringView(m_line).mid(start, m_at - start)))
            add(SqlKind::Keyword, start);
    }

    const QString &m_line;
    QStringList &m_tags;
    QList<SqlToken> m_tokens;
    int m_at = 0;
    int m_state;
};

} // namespace

QList<SqlToken> SqlTokenizer::tokenize(const QString &line, int &state)
{
    Scanner scanner(line, m_tags, state);
    QList<SqlToken> tokens = scanner.run();
    state = scanner.state();
    return tokens;
}

} // namespace aegisx::ui
