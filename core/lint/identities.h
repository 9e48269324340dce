#pragma once

#include "core/modules/objectchange.h"

#include <QString>

namespace aegisx::lint {

// What tells one object from all others, the same for everything that a statement does to it;
// empty for comments and grants. Indexes, tables, views and sequences share their names.
[[nodiscard]] QString identityOf(const modules::ObjectChange &change);
// "table inventory.drugs", for a message; translated.
[[nodiscard]] QString describe(const modules::ObjectChange &change);

} // namespace aegisx::lint
