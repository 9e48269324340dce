#pragma once

#include <QString>

namespace aegisx::modules {

// Whether a column of the new type may hold less than one of the old: "numeric(10,2)" to
// "integer", "timestamp with time zone" to "date". Types as format_type() writes them; where
// nothing is known of the pair: true.
[[nodiscard]] bool mayHoldLess(const QString &from, const QString &to);

} // namespace aegisx::modules
