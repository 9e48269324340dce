#pragma once

#include "core/modules/parsetree.h"

#include <QSet>
#include <QStringList>

namespace aegisx::modules {

// Chooses names as PostgreSQL does for what is left unnamed: "<table>_<column>_key", cut to 63
// bytes, with a number where the section has used the name before.
class NameChooser final
{
public:
    // addition: the columns, may be empty; label: "pkey", "key", "fkey", "check", "excl", "idx".
    [[nodiscard]] QString choose(const QString &schema,
                                 const QString &table,
                                 const QString &addition,
                                 const QString &label);
    void reserve(const QString &schema, const QString &name);

private:
    QSet<QString> m_used; // "schema.name"
};

// The middle of an index's name: its columns, and what stands for an expression.
[[nodiscard]] QStringList indexColumnNames(NodeList elements, NodeList including = {});
// The columns that an expression speaks of, each once.
[[nodiscard]] QStringList columnsIn(const PgQuery__Node *expression);
[[nodiscard]] QStringList textsOf(NodeList strings);

} // namespace aegisx::modules
