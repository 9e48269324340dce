#pragma once

#include <QString>

namespace aegisx::modules {

// Whether a call of this function runs no SQL of the vendor's and takes no rows away: the server's
// own functions, and those of the extensions that make uuids, hashes and the like. schema may be
// empty: as the search path has it, on which the server's own come first.
[[nodiscard]] bool isBuiltinFunction(const QString &schema, const QString &name);

} // namespace aegisx::modules
