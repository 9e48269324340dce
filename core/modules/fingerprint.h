#pragma once

#include <QByteArray>
#include <QString>

namespace aegisx::modules {

// Of the meaning of SQL, constants and type lengths included: blind only to comments, layout, the
// case of words outside quotes, and semicolons that end nothing. Begins with the letter of its
// kind. Empty where the text cannot be split into words. Never blocks.
[[nodiscard]] QString fingerprintOf(const QByteArray &sql);

enum class SameMeaning { Yes, No, CannotBeTold };

// Whether the SQL means what it meant when the fingerprint was recorded. Programs before this kind
// recorded one that is blind to constants and type lengths: where that is the same, and one of a
// kind that is not known, it cannot be told. Never blocks.
[[nodiscard]] SameMeaning meansTheSame(const QByteArray &sql, const QString &recorded);

} // namespace aegisx::modules
