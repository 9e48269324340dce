#pragma once

#include "core/base/error.h"

#include <QString>

namespace aegisx::postgres {

struct ConnectionSettings;

// Turns what libpq said of a failed attempt (verbose, so that it holds the SQLSTATE) into an
// error with its own words and remedy. The text never repeats the password.
[[nodiscard]] Error connectFailure(const QString &libpqMessage, const ConnectionSettings &settings);

// The error of a kind known beforehand (a time limit of our own, a server too old).
[[nodiscard]] Error connectFailure(ErrorKind kind,
                                   const ConnectionSettings &settings,
                                   const QString &serverMessage = {});

// Takes out of the server's words what may be somebody's data: the values of keys and rows.
[[nodiscard]] QString withoutValues(const QString &sqlState, const QString &serverText);

} // namespace aegisx::postgres
