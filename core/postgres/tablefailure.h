#pragma once

#include "core/base/error.h"

#include <QString>

namespace aegisx::postgres {

// A failure to read one table or view, in words: it is gone (NotFound), the user may not read it,
// somebody holds it locked, it takes too long, it holds nothing yet, it would write. Any other
// failure, a lost connection and Cancelled among them, is handed back as it is.
[[nodiscard]] Error tableFailure(const Error &error, const QString &schema, const QString &name);

// The failure of a table that the catalog does not have.
[[nodiscard]] Error tableMissing(const QString &schema, const QString &name);

// The failure of a table that the user may not read.
[[nodiscard]] Error tableForbidden(const QString &schema, const QString &name);

} // namespace aegisx::postgres
