#pragma once

#include <QString>

namespace aegisx::modules {

// Whether a call of this function runs no SQL of the vendor's and takes no rows away: the server's
// own functions, and those of the extensions that make uuids, hashes and the like. schema may be
// empty: as the search path has it, on which the server's own come first.
[[nodiscard]] bool isBuiltinFunction(const QString &schema, const QString &name);

// Whether pg_catalog has a function of this name, whatever it does: no schema is needed before it.
// Names that start with pg_ are the server's own.
[[nodiscard]] bool isServerFunction(const QString &name);

} // namespace aegisx::modules
