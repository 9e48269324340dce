#include "core/postgres/dotenv.h"

#include <QStringView>

#include <optional>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype npos = -1;

struct Utf8Sequence {
    qsizetype length = 1;
    bool valid = false;
};

Utf8Sequence utf8SequenceAt(const QByteArray &bytes, qsizetype at)
{
    const auto byteAt = [&bytes](qsizetype index) { return static_cast<uchar>(bytes.at(index)); };
    const uchar lead = byteAt(at);
    if (lead < 0x80)
        return {1, true};
    if (lead < 0xC2 || lead > 0xF4)
        return {1, false};
    const qsizetype full = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uchar low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uchar high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    qsizetype length = 1;
    while (length < full && at + length < bytes.size() && byteAt(at + length) >= low
           && byteAt(at + length) <= high) {
        ++length;
        low = 0x80;
        high = 0xBF;
    }
    return {length, length == full};
}

// Node puts one U+FFFD for a sequence that is cut off, Qt one for each of its bytes.
QString decoded(const QByteArray &bytes)
{
    QByteArray repaired;
    repaired.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();) {
        const Utf8Sequence sequence = utf8SequenceAt(bytes, at);
        repaired.append(sequence.valid ? bytes.mid(at, sequence.length)
                                       : QByteArrayLiteral("\xEF\xBF\xBD"));
        at += sequence.length;
    }
    return QString::fromUtf8(repaired);
}

// JavaScript's white space, which is not QChar::isSpace(): U+FEFF is, U+0085 is not.
bool isSpace(QChar character)
{
    const char16_t c = character.unicode();
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0xA0 || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F
        || c == 0x3000 || c == 0xFEFF;
}

// What ends a line for JavaScript's ^, $ and dot; carriage returns are gone by then.
bool isLineEnd(QChar c)
{
    return c == u'\n' || c == QChar(0x2028) || c == QChar(0x2029);
}

bool isNameCharacter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
        || c == u'_' || c == u'.' || c == u'-';
}

bool isQuote(QChar c)
{
    return c == u'\'' || c == u'"' || c == u'`';
}

template <typename Predicate>
qsizetype skipWhile(QStringView text, qsizetype at, Predicate predicate)
{
    while (at < text.size() && predicate(text.at(at)))
        ++at;
    return at;
}

qsizetype skipSpace(QStringView text, qsizetype at)
{
    return skipWhile(text, at, isSpace);
}

qsizetype lineEnd(QStringView text, qsizetype at)
{
    return skipWhile(text, at, [](QChar c) { return !isLineEnd(c); });
}

QStringView trimmed(QStringView text)
{
    qsizetype end = text.size();
    while (end > 0 && isSpace(text.at(end - 1)))
        --end;
    return text.first(end).sliced(skipSpace(text.first(end), 0));
}

// True where nothing but blanks and a comment follows on the line: a value may have ended there.
bool valueMayEndAt(QStringView text, qsizetype at)
{
    const qsizetype next = skipSpace(text, at);
    return next == text.size() || text.at(next) == u'#' || lineEnd(text.first(next), at) < next;
}

// Where an assignment ends whose value ended at `at`; blank lines and a comment belong to it.
qsizetype assignmentEnd(QStringView text, qsizetype at)
{
    const qsizetype next = skipSpace(text, at);
    if (next == text.size() || text.at(next) == u'#')
        return lineEnd(text, next);
    qsizetype end = next - 1;
    while (!isLineEnd(text.at(end)))
        --end;
    return end;
}

struct Value {
    QStringView text; // as written, with quotes and blanks around it
    qsizetype end = 0; // where the assignment ends
};

// A value in quotes, over as many lines as it takes. A quote after a backslash may end it or be
// a part of it: the longest reading that leaves nothing behind on its line is the right one.
std::optional<Value> quotedValue(QStringView text, qsizetype from)
{
    const qsizetype open = skipSpace(text, from);
    if (open == text.size() || !isQuote(text.at(open)))
        return {};
    qsizetype end = npos;
    for (qsizetype at = open + 1; at < text.size(); ++at) {
        if (text.at(at) == text.at(open)) {
            if (valueMayEndAt(text, at + 1))
                end = at + 1;
            if (text.at(at - 1) != u'\\')
                break;
        }
    }
    if (end == npos)
        return {};
    return Value {text.sliced(from, end - from), assignmentEnd(text, end)};
}

Value valueAt(QStringView text, qsizetype from)
{
    if (const std::optional<Value> quoted = quotedValue(text, from))
        return *quoted;
    const qsizetype stop = skipWhile(text, from, [](QChar c) { return c != u'#' && c != u'\n'; });
    return {text.sliced(from, stop - from), assignmentEnd(text, stop)};
}

struct Assignment {
    QString name;
    Value value;
};

std::optional<Assignment> assignmentOf(QStringView text, qsizetype nameStart)
{
    const qsizetype nameEnd = skipWhile(text, nameStart, isNameCharacter);
    if (nameEnd == nameStart)
        return {};
    const QString name = text.sliced(nameStart, nameEnd - nameStart).toString();
    const qsizetype sign = skipSpace(text, nameEnd);
    if (sign < text.size() && text.at(sign) == u'=')
        return Assignment {name, valueAt(text, sign + 1)};
    const bool colon = nameEnd + 1 < text.size() && text.at(nameEnd) == u':';
    if (colon && isSpace(text.at(nameEnd + 1)))
        return Assignment {name, valueAt(text, nameEnd + 2)};
    return {};
}

std::optional<Assignment> assignmentAt(QStringView text, qsizetype at)
{
    static constexpr QStringView keyword = u"export";
    if (text.sliced(at).startsWith(keyword)) {
        const qsizetype afterKeyword = at + keyword.size();
        const qsizetype name = skipSpace(text, afterKeyword);
        if (name > afterKeyword) {
            if (auto exported = assignmentOf(text, name))
                return exported;
        }
    }
    return assignmentOf(text, at);
}

// Removes a pair of equal quotes, each at an end of a line. Usually that is the whole value; where
// U+2028 cuts it into lines, dotenv looks at each of them.
QString withoutQuotes(QStringView value)
{
    QHash<QChar, qsizetype> lastAtLineEnd;
    for (qsizetype at = 0; at < value.size(); ++at) {
        const bool last = at + 1 == value.size() || isLineEnd(value.at(at + 1));
        if (last && isQuote(value.at(at)))
            lastAtLineEnd.insert(value.at(at), at);
    }
    QString result;
    for (qsizetype start = 0; start < value.size();) {
        const qsizetype close = lastAtLineEnd.value(value.at(start), npos);
        const bool pair = close > start;
        const qsizetype after = pair ? close + 1 : lineEnd(value, start);
        const qsizetype next = qMin(after + 1, value.size());
        const qsizetype shell = pair ? 1 : 0;
        result += value.sliced(start + shell, after - start - 2 * shell);
        result += value.sliced(after, next - after);
        start = next;
    }
    return result;
}

QString meaningOf(QStringView written)
{
    const QStringView value = trimmed(written);
    QString meaning = withoutQuotes(value);
    if (value.startsWith(u'"'))
        meaning.replace(u"\\n"_s, u"\n"_s).replace(u"\\r"_s, u"\r"_s);
    return meaning;
}

} // namespace

QHash<QString, QString> parseDotenv(const QByteArray &text)
{
    QString lines = decoded(text);
    lines.replace(u"\r\n"_s, u"\n"_s).replace(u'\r', u'\n');

    QHash<QString, QString> values;
    qsizetype at = skipSpace(lines, 0);
    while (at < lines.size()) {
        const std::optional<Assignment> assignment = assignmentAt(lines, at);
        // A plain JavaScript object, which dotenv fills, takes no text under this name.
        if (assignment && assignment->name != "__proto__"_L1)
            values.insert(assignment->name, meaningOf(assignment->value.text));
        at = skipSpace(lines, assignment ? assignment->value.end : lineEnd(lines, at));
    }
    return values;
}

} // namespace aegisx::postgres
