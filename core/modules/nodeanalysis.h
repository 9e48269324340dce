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

// "COMMIT" or "ROLLBACK" where a DO block ends the transaction itself, else empty. text is the
// statement's own source.
[[nodiscard]] QString transactionEndIn(const PgQuery__Node *node, const QByteArray &text);

// Whether ALTER COLUMN ... TYPE ... USING makes values of its own: USING something else than the
// column, cast or not.
[[nodiscard]] bool changesValues(const PgQuery__AlterTableCmd &command);

} // namespace aegisx::modules
