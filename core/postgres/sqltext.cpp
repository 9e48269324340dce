#include "core/postgres/sqltext.h"

#include <QByteArrayList>

#include <algorithm>

namespace aegisx::postgres {

namespace {

bool isContinuationByte(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

qsizetype skipBlockComment(const QByteArray &text, qsizetype offset, qsizetype end)
{
    int depth = 0;
    while (offset < end) {
        const QByteArrayView here =
            QByteArrayView(text).sliced(offset, std::min<qsizetype>(2, end - offset));
        if (here == "/*") {
            ++depth;
            offset += 2;
        } else if (here == "*/") {
            --depth;
            offset += 2;
            if (depth == 0)
                break;
        } else {
            ++offset;
        }
    }
    return offset;
}

} // namespace

LineColumn lineColumnAt(const QByteArray &text, qsizetype byteOffset)
{
    const qsizetype end = std::clamp<qsizetype>(byteOffset, 0, text.size());
    LineColumn result;
    for (qsizetype i = 0; i < end; ++i) {
        if (text.at(i) == '\n') {
            ++result.line;
            result.column = 1;
        } else if (!isContinuationByte(text.at(i))) {
            ++result.column;
        }
    }
    return result;
}

qsizetype byteOffsetOfCharacter(const QByteArray &text, int character)
{
    int seen = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isContinuationByte(text.at(i)) && ++seen == character)
            return i;
    }
    return text.size();
}

qsizetype skipBlanksAndComments(const QByteArray &text, qsizetype offset, qsizetype end)
{
    while (offset < end) {
        const char c = text.at(offset);
        const char next = offset + 1 < end ? text.at(offset + 1) : '\0';
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == ';') {
            ++offset;
        } else if (c == '-' && next == '-') {
            const qsizetype lineEnd = text.indexOf('\n', offset);
            offset = lineEnd < 0 ? end : std::min(lineEnd + 1, end);
        } else if (c == '/' && next == '*') {
            offset = skipBlockComment(text, offset, end);
        } else {
            break;
        }
    }
    return offset;
}

QByteArray textArray(const QStringList &texts)
{
    QByteArrayList quoted;
    for (const QString &text : texts)
        quoted << '"' + text.toUtf8().replace('\\', "\\\\").replace('"', "\\\"") + '"';
    return '{' + quoted.join(',') + '}';
}

} // namespace aegisx::postgres
