#pragma once

#include "core/modules/objectchange.h"
#include "core/modules/parsetree.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace aegisx::modules {

// What one statement of a parse tree does by itself. Of a section, analyseSection() tells more: the
// names that it chooses, what its blocks run.
struct NodeAnalysis {
    QList<ObjectChange> changes;
    QList<Loss> losses;
};
[[nodiscard]] NodeAnalysis analyseNode(const PgQuery__Node *node, int statement);

// What a statement, run outside a transaction, may do to those that the server gives it.
struct OwnTransactions {
    QString end; // "COMMIT" or "ROLLBACK", with which a DO block ends one; else empty
    bool possible = false; // it ends some, or calls a procedure, or cannot be read
};

// text is the statement's own source.
[[nodiscard]] OwnTransactions ownTransactionsIn(const PgQuery__Node *node, const QByteArray &text);

// Whether ALTER COLUMN ... TYPE ... USING makes values of its own: USING something else than the
// column, cast or not.
[[nodiscard]] bool changesValues(const PgQuery__AlterTableCmd &command);

} // namespace aegisx::modules
