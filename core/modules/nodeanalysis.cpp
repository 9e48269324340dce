#include "core/modules/nodeanalysis.h"

#include "core/modules/losses.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/objectchanges.h"
#include "core/modules/plpgsqltext.h"

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

void lookForEnds(const PlpgsqlTree &json, OwnTransactions &found)
{
    if (!json.is_structured())
        return;
    for (const auto &[key, value] : json.items()) {
        if (found.end.isEmpty() && key == "PLpgSQL_stmt_commit")
            found.end = u"COMMIT"_s;
        if (found.end.isEmpty() && key == "PLpgSQL_stmt_rollback")
            found.end = u"ROLLBACK"_s;
        found.possible = found.possible || !found.end.isEmpty() || key == "PLpgSQL_stmt_call";
        lookForEnds(value, found);
    }
}

} // namespace

NodeAnalysis analyseNode(const PgQuery__Node *node, int statement)
{
    SectionAnalysis result;
    ChangeCollector changes(result);
    LossCollector losses(result.losses);
    changes.take({node, statement});
    losses.take(node, {}, statement);
    return {result.changes, result.losses};
}

OwnTransactions ownTransactionsIn(const PgQuery__Node *node, const QByteArray &text)
{
    OwnTransactions found;
    found.possible = node->node_case == PG_QUERY__NODE__NODE_CALL_STMT;
    if (node->node_case != PG_QUERY__NODE__NODE_DO_STMT
        || !hasOption({node->do_stmt->args, node->do_stmt->n_args}, "as"))
        return found;
    if (const auto tree = parsePlpgsql(text))
        lookForEnds(*tree, found);
    else
        found.possible = true;
    return found;
}

bool changesValues(const PgQuery__AlterTableCmd &command)
{
    if (!command.def || command.def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
        return false;
    const PgQuery__Node *value = command.def->column_def->raw_default;
    while (value && value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        value = value->type_cast->arg;
    if (!value)
        return false;
    const bool itself = value->node_case == PG_QUERY__NODE__NODE_COLUMN_REF
        && nodeText(value->column_ref->fields[value->column_ref->n_fields - 1])
            == QString::fromUtf8(command.name);
    return !itself;
}

} // namespace aegisx::modules
