#pragma once

#include <QByteArray>
#include <QStringList>

namespace aegisx::postgres {

// The line (from 1) and column (characters, from 1) of a byte offset.
struct LineColumn {
    int line = 1;
    int column = 1;
};
[[nodiscard]] LineColumn lineColumnAt(const QByteArray &text, qsizetype byteOffset);

// The byte offset of the n-th character (from 1) of a UTF-8 text.
[[nodiscard]] qsizetype byteOffsetOfCharacter(const QByteArray &text, int character);

// Moves offset past blanks and comments, and not beyond end.
[[nodiscard]] qsizetype
skipBlanksAndComments(const QByteArray &text, qsizetype offset, qsizetype end);

// The texts as the value of a parameter of type text[].
[[nodiscard]] QByteArray textArray(const QStringList &texts);

} // namespace aegisx::postgres
