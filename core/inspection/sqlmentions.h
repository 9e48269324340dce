#pragma once

#include <QString>
#include <QStringList>

namespace aegisx::inspection {

// How a text of SQL names an object that the server looks up when the text runs.
enum class Mention {
    None,
    Unqualified, // found by the search path
    Qualified, // with its schema
};

// What the name stands for; a word alone may be a column as well, so the place of it counts.
enum class NamedAs { Relation, Function, Type };

// The text of a function, with the statements that stand in literals inside it; comments do not
// count. Never blocks.
[[nodiscard]] Mention
mentionIn(const QString &text, const QString &schema, const QString &name, NamedAs as);

// An expression as the server prints it, where 'x'::regclass is the object itself and only other
// literals are looked up when it runs.
[[nodiscard]] Mention
mentionInExpression(const QString &text, const QString &schema, const QString &name, NamedAs as);

} // namespace aegisx::inspection
