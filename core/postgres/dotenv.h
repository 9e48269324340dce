#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace aegisx::postgres {

// Reads the text of a .env file exactly as the dotenv package of npm reads it: quotes, comments,
// export, CRLF, BOM, lines that are no assignment (passed over). The last value of a name wins.
[[nodiscard]] QHash<QString, QString> parseDotenv(const QByteArray &text);

} // namespace aegisx::postgres
