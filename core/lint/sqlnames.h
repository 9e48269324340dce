#pragma once

#include "core/modules/objectchange.h"
#include "core/modules/parsetree.h"

#include <QList>
#include <QSet>
#include <QString>

namespace aegisx::lint {

enum class NameKind { Relation, Type, Function };

// An object that a statement names, other than the server's own.
struct SqlName {
    NameKind kind = NameKind::Relation;
    QString schema; // empty: as the search path has it
    QString name;
    int location = -1; // the parser's; -1: it does not tell
};

// Every table, view, sequence, type and function that the statement names. Left out are WITH
// queries, temporary tables, the server's own types and functions, and the names in local.
[[nodiscard]] QList<SqlName> namesIn(const PgQuery__Node *node, const QSet<QString> &local = {});

// The names that stand for rows of the statement alone: temporary tables, transition tables.
[[nodiscard]] QStringList localNamesIn(const PgQuery__Node *node);

// What tells one object from all others, the same for everything that a statement does to it;
// empty for comments and grants. Indexes, tables, views and sequences share their names.
[[nodiscard]] QString identityOf(const modules::ObjectChange &change);
// "table inventory.drugs", for a message; translated.
[[nodiscard]] QString describe(const modules::ObjectChange &change);

} // namespace aegisx::lint
