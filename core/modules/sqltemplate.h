#pragma once

#include "core/modules/parsetree.h"

#include <QByteArray>

#include <optional>

namespace aegisx::modules {

// The SQL that an expression puts together from constants, names and values that are quoted as
// such (format() with %I and %L, quote_ident(), quote_literal(), regclass), with names and values
// of our own in their places: what kind of statement it is can be told from that. nullopt where
// anything else goes in. Private to modules/.
[[nodiscard]] std::optional<QByteArray> templateText(const PgQuery__Node *expression);

} // namespace aegisx::modules
