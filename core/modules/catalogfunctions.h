#pragma once

namespace aegisx::modules {

// The functions of pg_catalog in PostgreSQL 15 behind operators, types, casts and aggregates, with
// blanks between them; the others are in builtinfunctions.cpp. Without RI_FKey_... and
// binary_upgrade_..., which only the server calls. Private to modules/.
[[nodiscard]] const char *catalogFunctions();

} // namespace aegisx::modules
