#pragma once

#include "core/modules/objectchange.h"
#include "core/modules/parsetree.h"

#include <optional>

namespace aegisx::modules {

// The objects that the statements of a parse tree name, as changes of which only the object is
// set: kind, schema, name, parent, arguments.

[[nodiscard]] ObjectChange named(ObjectKind kind, const ObjectName &name);

// nullopt for kinds that ObjectChange lacks.
[[nodiscard]] std::optional<ObjectChange> namedObject(PgQuery__ObjectType type,
                                                      const PgQuery__Node *object);
[[nodiscard]] std::optional<ObjectKind> kindOf(PgQuery__ObjectType type);

// Of a function, "integer, text": without the parameters that only give back; "*" where a
// statement names it without its arguments.
[[nodiscard]] QString argumentsOf(const PgQuery__ObjectWithArgs &object);
[[nodiscard]] QString argumentsOf(NodeList parameters);

} // namespace aegisx::modules
