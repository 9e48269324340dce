#pragma once

#include "core/base/language.h"

#include <QDateTime>
#include <QString>

namespace aegisx {

enum class Era { Buddhist, Common };

// Thai is read with Buddhist years, English with those of the Common Era.
[[nodiscard]] constexpr Era usualEra(Language language)
{
    return language == Language::Thai ? Era::Buddhist : Era::Common;
}

// A point in time for a person, in the local time zone: "22 Nov 2026 14:05". Logs, files and
// JSON use ISO 8601 instead. Empty for an invalid time.
[[nodiscard]] QString formatDateTime(const QDateTime &time, Language language, Era era);

} // namespace aegisx
