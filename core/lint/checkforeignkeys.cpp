#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/modules/objectnames.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::NodeList;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// The foreign keys and the indexes of a module's tables, over all its files.
class KeyReader
{
public:
    void read(const LintFile &file);
    void report(Findings &findings) const;

private:
    struct ForeignKey {
        const LintFile *file = nullptr;
        SourcePosition where;
        QString table;
        QStringList columns;
    };

    void takeNode(const LintFile &file, const LintNode &node);
    void takeColumn(const LintFile &file,
                    const LintNode &node,
                    const QString &table,
                    const PgQuery__ColumnDef &column);
    void takeConstraint(const LintFile &file,
                        const LintNode &node,
                        const QString &table,
                        const PgQuery__Constraint &constraint,
                        const QString &column);
    void takeIndex(const PgQuery__IndexStmt &index);
    [[nodiscard]] bool hasIndex(const ForeignKey &key) const;

    QList<ForeignKey> m_keys;
    QHash<QString, QList<QStringList>> m_indexes; // table -> columns of each
    QSet<QString> m_dropped; // tables
};

QString keyOf(const PgQuery__RangeVar *table)
{
    const modules::ObjectName name = modules::nameOf(table);
    return name.schema % u'.' % name.name;
}

// Of a partial index only one that leaves out nothing but rows without a value helps.
bool coversAll(const PgQuery__Node *where)
{
    return !where
        || (where->node_case == PG_QUERY__NODE__NODE_NULL_TEST
            && where->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL);
}

void KeyReader::takeConstraint(const LintFile &file,
                               const LintNode &node,
                               const QString &table,
                               const PgQuery__Constraint &constraint,
                               const QString &column)
{
    const QStringList own = column.isEmpty() ? QStringList() : QStringList {column};
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN: {
        const QStringList listed =
            modules::textsOf(NodeList(constraint.fk_attrs, constraint.n_fk_attrs));
        m_keys.append({&file,
                       positionOf(file, *file.up, node, constraint.location),
                       table,
                       listed.isEmpty() ? own : listed});
        break;
    }
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE: {
        const QStringList listed = modules::textsOf(NodeList(constraint.keys, constraint.n_keys));
        m_indexes[table].append(listed.isEmpty() ? own : listed);
        break;
    }
    default:
        break;
    }
}

void KeyReader::takeColumn(const LintFile &file,
                           const LintNode &node,
                           const QString &table,
                           const PgQuery__ColumnDef &column)
{
    for (const PgQuery__Node *one : NodeList(column.constraints, column.n_constraints))
        takeConstraint(file, node, table, *one->constraint, QString::fromUtf8(column.colname));
}

void KeyReader::takeIndex(const PgQuery__IndexStmt &index)
{
    QStringList columns;
    for (const PgQuery__Node *element : NodeList(index.index_params, index.n_index_params))
        columns << QString::fromUtf8(element->index_elem->name); // empty: an expression
    if (coversAll(index.where_clause)
        && (qstrlen(index.access_method) == 0 || qstrcmp(index.access_method, "btree") == 0
            || (qstrcmp(index.access_method, "hash") == 0)))
        m_indexes[keyOf(index.relation)].append(columns);
}

void KeyReader::takeNode(const LintFile &file, const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    if (one.node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
        return takeIndex(*one.index_stmt);
    if (one.node_case == PG_QUERY__NODE__NODE_CREATE_STMT) {
        const QString table = keyOf(one.create_stmt->relation);
        for (const PgQuery__Node *part :
             NodeList(one.create_stmt->table_elts, one.create_stmt->n_table_elts)) {
            if (part->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
                takeColumn(file, node, table, *part->column_def);
            else if (part->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
                takeConstraint(file, node, table, *part->constraint, {});
        }
    }
    if (one.node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        return;
    const QString table = keyOf(one.alter_table_stmt->relation);
    for (const PgQuery__Node *part :
         NodeList(one.alter_table_stmt->cmds, one.alter_table_stmt->n_cmds)) {
        const PgQuery__Node *definition = part->alter_table_cmd->def;
        if (part->alter_table_cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn)
            takeColumn(file, node, table, *definition->column_def);
        else if (part->alter_table_cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint)
            takeConstraint(file, node, table, *definition->constraint, {});
    }
}

void KeyReader::read(const LintFile &file)
{
    visitSection(
        *file.up, Bodies::Skip, [this, &file](const LintNode &node) { takeNode(file, node); });
    for (const ObjectChange &change : file.up->analysis.changes) {
        if (change.kind == ObjectKind::Table && change.change == ChangeKind::Drop)
            m_dropped.insert(change.schema % u'.' % change.name);
    }
}

bool KeyReader::hasIndex(const ForeignKey &key) const
{
    const QList<QStringList> indexes = m_indexes.value(key.table);
    return std::any_of(indexes.begin(), indexes.end(), [&key](const QStringList &index) {
        const QStringList leading = index.first(std::min(key.columns.size(), index.size()));
        return leading.size() == key.columns.size()
            && std::all_of(key.columns.begin(), key.columns.end(), [&](const QString &column) {
                   return leading.contains(column);
               });
    });
}

void KeyReader::report(Findings &findings) const
{
    for (const ForeignKey &key : m_keys) {
        if (!m_dropped.contains(key.table) && !hasIndex(key))
            findings.append(
                finding(*key.file,
                        u"foreign-key-index"_s,
                        key.where,
                        Tr::tr("No index of %1 starts with the columns of this foreign key: %2")
                            .arg(key.table, key.columns.join(u", "_s))));
    }
}

} // namespace

void checkForeignKeys(const LintModule &module, Findings &findings)
{
    KeyReader reader;
    for (const auto &file : module.migrations) {
        if (file->up)
            reader.read(*file);
    }
    reader.report(findings);
}

} // namespace aegisx::lint
