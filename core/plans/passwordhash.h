#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace aegisx::plans {

inline constexpr int leastPasswordLength = 12; // characters
inline constexpr int mostPasswordBytes = 72; // in UTF-8: bcrypt looks at no more

// Why this is no password for the account of that user, translated; empty: it may be one.
[[nodiscard]] QString passwordProblem(const QString &password, const QString &userName);

// A bcrypt hash as the platform checks it ("$2b$", cost 12), each with a salt of its own. Takes
// about a quarter of a second. Errors: InvalidInput (passwordProblem), Io (no randomness).
[[nodiscard]] Result<QByteArray> hashPassword(const QString &password, const QString &userName);

} // namespace aegisx::plans
