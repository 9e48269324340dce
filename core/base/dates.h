#pragma once

#include <QDateTime>
#include <QString>

namespace aegisx {

// A point in time for a person, in the local time zone: "22 Nov 2026 14:05", in Thai with the
// Buddhist year. Logs, files and JSON use ISO 8601 instead. Empty for an invalid time.
[[nodiscard]] QString formatDateTime(const QDateTime &time, bool thai);

} // namespace aegisx
