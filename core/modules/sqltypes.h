#pragma once

#include "core/modules/parsetree.h"

namespace aegisx::modules {

// A type as PostgreSQL's format_type() writes it: "numeric(10,2)", "timestamp(3) with time zone",
// "inventory.drug_status", "text[]". bare: without the modifiers, as a function's arguments are.
[[nodiscard]] QString typeText(const PgQuery__TypeName *type, bool bare = false);

// serial and its kin: an integer type with a sequence. typeText() gives the integer.
[[nodiscard]] bool isSerial(const PgQuery__TypeName *type);

// A name as SQL, quoted where it must be.
[[nodiscard]] QString identifierText(const QString &name);

} // namespace aegisx::modules
