#include "core/modules/nodeanalysis.h"

#include "core/modules/losses.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/objectchanges.h"

#include <nlohmann/json.hpp>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

using Json = nlohmann::json;

QString transactionEnd(const Json &json)
{
    if (!json.is_structured())
        return {};
    for (const auto &[key, value] : json.items()) {
        if (key == "PLpgSQL_stmt_commit")
            return u"COMMIT"_s;
        if (key == "PLpgSQL_stmt_rollback")
            return u"ROLLBACK"_s;
        if (const QString word = transactionEnd(value); !word.isEmpty())
            return word;
    }
    return {};
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

QString transactionEndIn(const PgQuery__Node *node, const QByteArray &text)
{
    if (node->node_case != PG_QUERY__NODE__NODE_DO_STMT
        || !hasOption({node->do_stmt->args, node->do_stmt->n_args}, "as"))
        return {};
    const PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(text.constData());
    const bool failed = parsed.error || !parsed.plpgsql_funcs;
    const Json json = failed ? Json() : Json::parse(parsed.plpgsql_funcs, nullptr, false);
    pg_query_free_plpgsql_parse_result(parsed);
    return failed || json.is_discarded() ? QString() : transactionEnd(json);
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
