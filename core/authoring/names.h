#pragma once

#include "core/base/result.h"

#include <QString>

namespace aegisx::authoring {

// Whether SQL takes the name as it stands, without quotation marks: small letters, digits and
// underscores, and no key word of the language.
[[nodiscard]] bool isPlainName(const QString &name);

// Errors: Usage, with what is wrong and what would be right.
[[nodiscard]] Result<void> checkModuleId(const QString &id);
[[nodiscard]] Result<void> checkTitles(const QString &english, const QString &thai);
[[nodiscard]] Result<void> checkDescription(const QString &description);

// The schema of a module that is made: its id, with underscores.
[[nodiscard]] QString schemaOf(const QString &id);

// What the migration makes: "specimens" of "create_specimens".
[[nodiscard]] QString objectNameOf(const QString &description);

} // namespace aegisx::authoring
