#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/modules/csvseed.h"
#include "core/modules/seedupsert.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;

namespace {

// Whether it is the table's own column, not EXCLUDED's.
bool isOwnColumn(const PgQuery__Node *value, const QString &column)
{
    if (!value || value->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef &reference = *value->column_ref;
    return modules::nodeText(reference.fields[reference.n_fields - 1]) == column
        && (reference.n_fields == 1 || modules::nodeText(reference.fields[0]) != "excluded"_L1);
}

// What DO UPDATE leaves as it is: "x = coalesce(t.x, ...)", and where it asks for t.x IS NULL.
bool keepsRows(const PgQuery__OnConflictClause &conflict)
{
    const PgQuery__Node *where = conflict.where_clause;
    const PgQuery__Node *empty = where && where->node_case == PG_QUERY__NODE__NODE_NULL_TEST
            && where->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL
        ? where->null_test->arg
        : nullptr;
    const NodeList targets(conflict.target_list, conflict.n_target_list);
    return std::all_of(targets.begin(), targets.end(), [empty](const PgQuery__Node *target) {
        const QString column = QString::fromUtf8(target->res_target->name);
        const PgQuery__Node *value = target->res_target->val;
        if (value && value->node_case == PG_QUERY__NODE__NODE_COALESCE_EXPR
            && value->coalesce_expr->n_args > 0)
            value = value->coalesce_expr->args[0];
        return isOwnColumn(value, column) || isOwnColumn(empty, column);
    });
}

class SeedCheck
{
public:
    SeedCheck(const LintFile &file, Findings &findings)
        : m_file(file)
        , m_section(*file.up)
        , m_overwriting(modules::upsertsIn(file.up->section).overwriting)
        , m_findings(findings)
    {
    }

    void take(const LintNode &node);

private:
    void takeInsert(const LintNode &node, const PgQuery__InsertStmt &insert);
    void add(const LintNode &node, const QString &message);

    const LintFile &m_file;
    const LintSection &m_section;
    QList<int> m_overwriting; // statements that no program can merge with a site's rows
    Findings &m_findings;
};

void SeedCheck::add(const LintNode &node, const QString &message)
{
    m_findings.append(
        finding(m_file, u"seed-upsert"_s, positionOf(m_file, m_section, node.statement), message));
}

void SeedCheck::takeInsert(const LintNode &node, const PgQuery__InsertStmt &insert)
{
    const modules::ObjectName name = modules::nameOf(insert.relation);
    const QString table = name.schema % u'.' % name.name;
    const PgQuery__OnConflictClause *conflict = insert.on_conflict_clause;
    if (insert.n_cols == 0)
        add(node, Tr::tr("The INSERT does not name its columns: %1").arg(table));
    if (!conflict)
        add(node,
            Tr::tr("The INSERT has no ON CONFLICT, so it fails the second time: %1").arg(table));
    else if (!conflict->infer
             || (conflict->infer->n_index_elems == 0 && qstrlen(conflict->infer->conname) == 0))
        add(node, Tr::tr("ON CONFLICT does not name the key: %1").arg(table));
    else if (m_overwriting.contains(node.statement) && !keepsRows(*conflict)) {
        add(node, Tr::tr("This writes over what the hospital changed: %1").arg(table));
        m_findings.last().remedy =
            Tr::tr("Write ON CONFLICT (columns of the key) DO UPDATE SET column = EXCLUDED.column, "
                   "with the schema and the columns of the INSERT, or DO NOTHING.");
    }
}

void SeedCheck::take(const LintNode &node)
{
    if (node.node->node_case == PG_QUERY__NODE__NODE_INSERT_STMT) {
        takeInsert(node, *node.node->insert_stmt);
        const bool changes = modules::containsNode(node.node, [&node](const PgQuery__Node &below) {
            return &below != node.node
                && (below.node_case == PG_QUERY__NODE__NODE_DELETE_STMT
                    || below.node_case == PG_QUERY__NODE__NODE_UPDATE_STMT);
        });
        if (!changes)
            return;
    }
    if (!node.inBlock && node.node->node_case != PG_QUERY__NODE__NODE_VARIABLE_SET_STMT)
        add(node, Tr::tr("The seed does something else than INSERT ... ON CONFLICT."));
}

void checkSeed(const LintFile &file, Findings &findings)
{
    SeedCheck check(file, findings);
    const LintSection &section = *file.up;
    for (qsizetype i = 0; i < section.statementCount(); ++i)
        check.take({section.node(i), static_cast<int>(i)});
}

QString remedyOf(const LintFile &file, const modules::CsvProblem &problem, const QString &usual)
{
    if (!modules::readCsvTable("code*\n", file.path)) // whatever it holds
        return Tr::tr("Name the file after its table: 010_schema.table.csv.");
    return problem.line == 1
        ? usual
        : Tr::tr("Correct the row: a cell for each column, a key that no other row has, quotation "
                 "marks around the whole cell and doubled inside it.");
}

void checkCsv(const LintFile &file, Findings &findings)
{
    const auto table = modules::readCsvTable(file.text, file.path);
    const auto seed = modules::parseSeed(file.text, file.path);
    if (!seed && (table || table.error().message != seed.error().message)) {
        findings.append(formatFinding(file, seed.error())); // no text at all
        return;
    }
    if (!table) {
        Finding one =
            finding(file, u"csv-seed"_s, {file.path, table.error().line, 1}, table.error().message);
        one.remedy = remedyOf(file, table.error(), one.remedy);
        findings.append(one);
    }
}

} // namespace

void checkSeeds(const LintModule &module, Findings &findings)
{
    for (const auto &file : module.seeds) {
        if (file->kind == FileKind::CsvSeed)
            checkCsv(*file, findings);
        else if (file->up)
            checkSeed(*file, findings);
    }
}

} // namespace aegisx::lint
