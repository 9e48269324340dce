#pragma once

#include "core/base/enums.h"

#include <QString>
#include <QStringList>

namespace aegisx {
[[nodiscard]] constexpr bool isConnectionFailure(ErrorKind kind)
{
    return kind >= ErrorKind::HostNotFound;
}

// A place in a file the vendor ships; line and column count from 1, 0 is unknown.
struct SourcePosition {
    QString file;
    int line = 0;
    int column = 0;

    [[nodiscard]] QString toString() const;
    bool operator==(const SourcePosition &) const = default;
};

// The server's own words, for the log and for "Details". Never holds a password.
struct ErrorDetail {
    QString sqlState;
    QString serverMessage;
    QString serverDetail;
    QString hint;
    QString context;
    QString statement;
    int statementPosition = 0; // characters into the statement, from 1; 0: not given
    SourcePosition where;
};

// A failure a person can act on: what failed, what it means for the data, what to do.
// message, consequence and remedy are translated; detail stays as the server said it.
struct Error {
    ErrorKind kind = ErrorKind::Failed;
    QString message;
    QString consequence;
    QString remedy;
    ErrorDetail detail;

    // All sentences, then the detail lines that are not empty; for a terminal or a report.
    [[nodiscard]] QString toText() const;
    [[nodiscard]] QStringList detailLines() const;
};

} // namespace aegisx
