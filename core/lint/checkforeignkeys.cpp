#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"
#include "core/modules/nodeanalysis.h"
#include "core/modules/objectnames.h"

#include <algorithm>
#include <functional>

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
        const LintFile *file = nullptr; // where it is made, or loses its index
        SourcePosition where;
        QString table;
        QString name;
        QStringList columns;
    };
    struct Index {
        QString name;
        QStringList columns; // an empty one: an expression
    };
    using IndexTest = std::function<bool(const Index &)>;

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
    void takeIndex(const LintNode &node, const PgQuery__IndexStmt &index);
    void takeAlter(const LintFile &file, const LintNode &node);
    void takeDrop(const LintFile &file, const LintNode &node, const PgQuery__DropStmt &drop);
    void takeRename(const PgQuery__RenameStmt &rename);
    void removeColumn(const QString &table,
                      const QString &column,
                      const LintFile &file,
                      const SourcePosition &where);
    void renameIndex(const QString &schema, const QString &from, const QString &to);
    void removeIndexes(const QString &table,
                       const IndexTest &gone,
                       const LintFile &file,
                       const SourcePosition &where);
    [[nodiscard]] bool hasIndex(const ForeignKey &key) const;

    QList<ForeignKey> m_keys;
    QHash<QString, QList<Index>> m_indexes; // by table
    QSet<QString> m_dropped; // tables
};

QString keyOf(const PgQuery__RangeVar *table)
{
    const modules::ObjectName name = modules::nameOf(table);
    return name.schema % u'.' % name.name;
}

QString
nameIn(const PgQuery__Constraint &constraint, const QString &table, const QStringList &parts)
{
    const QString given = QString::fromUtf8(constraint.conname);
    return given.isEmpty() ? table.section(u'.', 1) % u'_' % parts.join(u'_') : given;
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
        const QStringList columns = listed.isEmpty() ? own : listed;
        m_keys.append({&file,
                       positionOf(file, *file.up, node, constraint.location),
                       table,
                       nameIn(constraint, table, columns + QStringList {u"fkey"_s}),
                       columns});
        break;
    }
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE: {
        if (qstrlen(constraint.indexname) > 0)
            return renameIndex(table.section(u'.', 0, 0),
                               QString::fromUtf8(constraint.indexname),
                               QString::fromUtf8(constraint.conname));
        const QStringList listed = modules::textsOf(NodeList(constraint.keys, constraint.n_keys));
        const QStringList columns = listed.isEmpty() ? own : listed;
        const bool primary = constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
        const QStringList parts =
            primary ? QStringList {u"pkey"_s} : columns + QStringList {u"key"_s};
        m_indexes[table].append({nameIn(constraint, table, parts), columns});
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

void KeyReader::takeIndex(const LintNode &node, const PgQuery__IndexStmt &index)
{
    QString name = QString::fromUtf8(index.idxname);
    if (name.isEmpty())
        name = modules::analyseNode(node.node, node.statement).changes.value(0).name;
    QStringList columns;
    for (const PgQuery__Node *element : NodeList(index.index_params, index.n_index_params))
        columns << QString::fromUtf8(element->index_elem->name); // empty: an expression
    if (coversAll(index.where_clause)
        && (qstrlen(index.access_method) == 0 || qstrcmp(index.access_method, "btree") == 0
            || (qstrcmp(index.access_method, "hash") == 0)))
        m_indexes[keyOf(index.relation)].append({name, columns});
}

void KeyReader::renameIndex(const QString &schema, const QString &from, const QString &to)
{
    for (auto table = m_indexes.begin(); table != m_indexes.end(); ++table) {
        for (Index &index : *table) {
            if (index.name == from && !to.isEmpty() && table.key().section(u'.', 0, 0) == schema)
                index.name = to;
        }
    }
}

// A foreign key that is left without an index by this stands here from now on.
void KeyReader::removeIndexes(const QString &table,
                              const IndexTest &gone,
                              const LintFile &file,
                              const SourcePosition &where)
{
    QList<ForeignKey *> indexed;
    for (ForeignKey &key : m_keys) {
        if (key.table == table && hasIndex(key))
            indexed.append(&key);
    }
    m_indexes[table].removeIf(gone);
    for (ForeignKey *key : indexed) {
        if (hasIndex(*key))
            continue;
        key->file = &file;
        key->where = where;
    }
}

void KeyReader::removeColumn(const QString &table,
                             const QString &column,
                             const LintFile &file,
                             const SourcePosition &where)
{
    m_keys.removeIf(
        [&](const ForeignKey &key) { return key.table == table && key.columns.contains(column); });
    removeIndexes(
        table, [&](const Index &index) { return index.columns.contains(column); }, file, where);
}

void KeyReader::takeDrop(const LintFile &file, const LintNode &node, const PgQuery__DropStmt &drop)
{
    if (drop.remove_type != PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
        return;
    const SourcePosition where = positionOf(file, *file.up, node, -1);
    for (const PgQuery__Node *object : NodeList(drop.objects, drop.n_objects)) {
        const modules::ObjectName name =
            modules::nameOf(NodeList(object->list->items, object->list->n_items));
        const QStringList tables = m_indexes.keys();
        for (const QString &table : tables) {
            if (table.section(u'.', 0, 0) == name.schema)
                removeIndexes(
                    table,
                    [&name](const Index &index) { return index.name == name.name; },
                    file,
                    where);
        }
    }
}

void KeyReader::takeRename(const PgQuery__RenameStmt &rename)
{
    if (rename.rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX && rename.relation)
        renameIndex(modules::nameOf(rename.relation).schema,
                    modules::nameOf(rename.relation).name,
                    QString::fromUtf8(rename.newname));
}

void KeyReader::takeAlter(const LintFile &file, const LintNode &node)
{
    const PgQuery__AlterTableStmt &alter = *node.node->alter_table_stmt;
    const QString table = keyOf(alter.relation);
    for (size_t i = 0; i < alter.n_cmds; ++i) {
        const PgQuery__AlterTableCmd &command = *alter.cmds[i]->alter_table_cmd;
        const QString name = QString::fromUtf8(command.name);
        const SourcePosition where = positionOfCommand(file, *file.up, node, alter, i);
        switch (command.subtype) {
        case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
            takeColumn(file, node, table, *command.def->column_def);
            break;
        case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
            takeConstraint(file, node, table, *command.def->constraint, {});
            break;
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
            removeColumn(table, name, file, where);
            break;
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
            m_keys.removeIf(
                [&](const ForeignKey &key) { return key.table == table && key.name == name; });
            removeIndexes(
                table, [&](const Index &index) { return index.name == name; }, file, where);
            break;
        default:
            break;
        }
    }
}

void KeyReader::takeNode(const LintFile &file, const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    if (one.node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
        return takeIndex(node, *one.index_stmt);
    if (one.node_case == PG_QUERY__NODE__NODE_DROP_STMT)
        return takeDrop(file, node, *one.drop_stmt);
    if (one.node_case == PG_QUERY__NODE__NODE_RENAME_STMT)
        return takeRename(*one.rename_stmt);
    if (one.node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        return takeAlter(file, node);
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
    const QList<Index> indexes = m_indexes.value(key.table);
    return std::any_of(indexes.begin(), indexes.end(), [&key](const Index &index) {
        const QStringList leading =
            index.columns.first(std::min(key.columns.size(), index.columns.size()));
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
