#pragma once

#include <QByteArray>
#include <QString>

struct PgQuery__Node;

namespace aegisx::modules {

// What a condition demands, in a form in which the file's and the server's can be compared, who
// writes it with brackets and casts of its own: its operators and constants, each once, sorted. Two
// conditions of one meaning have one form; of two forms that are the same, the meanings may differ
// in which column has which. Empty where nothing can be said: a constant that the server writes in
// another way (a date, an interval, JSON), a construction of which it makes another one.
[[nodiscard]] QString conditionOf(const PgQuery__Node *expression);
// The same of text, as pg_get_expr() gives it. Never blocks.
[[nodiscard]] QString conditionOf(const QByteArray &expression);

} // namespace aegisx::modules
