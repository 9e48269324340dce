#pragma once

#include "core/base/result.h"
#include "core/modules/migrationanalysis.h"

#include <QByteArray>
#include <QString>

namespace aegisx::modules {

// An account that a module offers to make, and nobody else does: no account is ever seeded. Two
// sections of one statement each, "-- account:present" and "-- account:create". The first counts
// the accounts of this kind that can sign in. The second makes one of $1 user name, $2 e-mail
// address, $3 first name, $4 last name and $5 the password's bcrypt hash, all of type text, and
// fails where it cannot.
struct AccountText {
    Section create;
    Statement present;
    QString sha256; // hexadecimal, over the whole file in canonical form
};

// Never blocks. Errors: InvalidInput, with file and line.
[[nodiscard]] Result<AccountText> parseAccount(const QByteArray &bytes, const QString &fileName);

// The same from disk; blocks on it. Errors: Io and those above.
[[nodiscard]] Result<AccountText> readAccount(const QString &path);

} // namespace aegisx::modules
