#pragma once

#include "core/modules/parsetree.h"

#include <QList>
#include <QSet>
#include <QString>

namespace aegisx::lint {

enum class NameKind { Relation, Type, Function, Schema };

// An object that a statement names, other than the server's own.
struct SqlName {
    NameKind kind = NameKind::Relation;
    QString schema; // empty: as the search path has it
    QString name; // of a schema, which stands in schema: empty
    int location = -1; // the parser's; -1: it does not tell
};

// Every table, view, sequence, type, function and schema that the statement names; operators and
// the like count as functions. Left out are WITH queries where they are in force, temporary
// tables, the server's own types and functions, and the names in local.
[[nodiscard]] QList<SqlName> namesIn(const PgQuery__Node *node, const QSet<QString> &local = {});

// The names that stand for what nobody else sees: temporary tables, views and sequences, and
// transition tables.
[[nodiscard]] QStringList localNamesIn(const PgQuery__Node *node);

} // namespace aegisx::lint
