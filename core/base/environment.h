#pragma once

#include "core/base/enums.h"

#include <QString>

#include <optional>

namespace aegisx {

// "PRODUCTION", translated; the word that stands in every header.
[[nodiscard]] QString wordFor(Environment environment);
[[nodiscard]] QString wordFor(std::optional<Environment> environment); // "not known" for nullopt

// The other way round of jsonKeyOf(): "production", "test", "practice"; nullopt for any other text.
[[nodiscard]] std::optional<Environment> environmentOf(const QString &key);

} // namespace aegisx
