#include "core/modules/tableneeds.h"

#include "core/modules/parsetree.h"

#include <QSet>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

bool isDefault(const PgQuery__Node *value)
{
    return value->node_case == PG_QUERY__NODE__NODE_SET_TO_DEFAULT;
}

// The column at this place of each row of VALUES: whether one of them says DEFAULT.
bool hasDefault(const PgQuery__SelectStmt &source, size_t place)
{
    for (const PgQuery__Node *row : NodeList(source.values_lists, source.n_values_lists)) {
        if (place < row->list->n_items && isDefault(row->list->items[place]))
            return true;
    }
    return false;
}

// How many columns an INSERT without a list of them fills.
int filledCountOf(const PgQuery__SelectStmt *source)
{
    if (!source)
        return 0; // DEFAULT VALUES
    if (source->n_values_lists == 0)
        return -1;
    return static_cast<int>(source->values_lists[0]->list->n_items);
}

class NeedReader
{
public:
    QList<TableNeed> read(const Section &section);

private:
    void takeStatement(const PgQuery__Node *node);
    bool takeMessage(const ProtobufCMessage &message);
    void takeInsert(const PgQuery__InsertStmt &insert);
    void takeUpdate(const PgQuery__UpdateStmt &update);
    void takeDelete(const PgQuery__DeleteStmt &deletion);
    void add(const PgQuery__RangeVar *table, const QString &right);
    void add(TableNeed need);
    void makes(const PgQuery__RangeVar *table);
    [[nodiscard]] bool isOwn(const TableNeed &need) const;

    QList<TableNeed> m_needs;
    QSet<QString> m_made; // by the section, as it writes them
    QSet<QString> m_parts; // names of WITH, of one statement
    QSet<const void *> m_changed; // tables of INSERT, UPDATE and DELETE
};

QString keyOf(const QString &schema, const QString &name)
{
    return schema.isEmpty() ? name : schema % u'.' % name;
}

bool NeedReader::isOwn(const TableNeed &need) const
{
    return m_made.contains(keyOf(need.schema, need.table))
        || m_made.contains(u"pg_temp."_s % need.table)
        || (need.schema.isEmpty() && m_parts.contains(need.table));
}

void NeedReader::add(TableNeed need)
{
    if (!isOwn(need) && !m_needs.contains(need))
        m_needs.append(std::move(need));
}

void NeedReader::add(const PgQuery__RangeVar *table, const QString &right)
{
    const ObjectName name = nameOf(table);
    add(TableNeed {name.schema, name.name, right});
}

void NeedReader::makes(const PgQuery__RangeVar *table)
{
    const ObjectName name = nameOf(table);
    m_made.insert(keyOf(name.schema, name.name));
    m_changed.insert(table);
}

void NeedReader::takeInsert(const PgQuery__InsertStmt &insert)
{
    const auto *source =
        insert.select_stmt && insert.select_stmt->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
        ? insert.select_stmt->select_stmt
        : nullptr;
    const ObjectName name = nameOf(insert.relation);
    TableNeed need {name.schema, name.name, u"INSERT"_s};
    for (size_t i = 0; i < insert.n_cols; ++i) {
        if (!source || !hasDefault(*source, i))
            need.filled << QString::fromUtf8(insert.cols[i]->res_target->name);
    }
    if (insert.n_cols == 0)
        need.filledCount = filledCountOf(source);
    add(need);
    m_changed.insert(insert.relation);
    const auto *conflict = insert.on_conflict_clause;
    const bool updates =
        conflict && conflict->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_UPDATE;
    if (updates)
        add(insert.relation, u"UPDATE"_s);
    if (updates || (conflict && conflict->infer) || insert.n_returning_list > 0)
        add(insert.relation, u"SELECT"_s);
}

void NeedReader::takeUpdate(const PgQuery__UpdateStmt &update)
{
    add(update.relation, u"UPDATE"_s);
    if (update.where_clause || update.n_from_clause > 0 || update.n_returning_list > 0)
        add(update.relation, u"SELECT"_s);
    m_changed.insert(update.relation);
}

void NeedReader::takeDelete(const PgQuery__DeleteStmt &deletion)
{
    add(deletion.relation, u"DELETE"_s);
    if (deletion.where_clause || deletion.n_using_clause > 0 || deletion.n_returning_list > 0)
        add(deletion.relation, u"SELECT"_s);
    m_changed.insert(deletion.relation);
}

bool NeedReader::takeMessage(const ProtobufCMessage &message)
{
    const auto *kind = message.descriptor;
    if (kind == &pg_query__insert_stmt__descriptor)
        takeInsert(reinterpret_cast<const PgQuery__InsertStmt &>(message));
    else if (kind == &pg_query__update_stmt__descriptor)
        takeUpdate(reinterpret_cast<const PgQuery__UpdateStmt &>(message));
    else if (kind == &pg_query__delete_stmt__descriptor)
        takeDelete(reinterpret_cast<const PgQuery__DeleteStmt &>(message));
    else if (kind == &pg_query__into_clause__descriptor)
        makes(reinterpret_cast<const PgQuery__IntoClause &>(message).rel);
    else if (kind == &pg_query__range_var__descriptor && !m_changed.contains(&message))
        add(&reinterpret_cast<const PgQuery__RangeVar &>(message), u"SELECT"_s);
    return true;
}

void NeedReader::takeStatement(const PgQuery__Node *node)
{
    m_changed.clear(); // a block's tree is gone after the visit, and another may take its place
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        makes(node->create_stmt->relation);
        return;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        makes(node->create_table_as_stmt->into->rel);
        break;
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        break;
    default:
        return;
    }
    m_parts.clear();
    walkMessages(&node->base, [this](const ProtobufCMessage &message) {
        if (message.descriptor == &pg_query__common_table_expr__descriptor)
            m_parts.insert(QString::fromUtf8(
                reinterpret_cast<const PgQuery__CommonTableExpr &>(message).ctename));
        return true;
    });
    walkMessages(&node->base,
                 [this](const ProtobufCMessage &message) { return takeMessage(message); });
}

QList<TableNeed> NeedReader::read(const Section &section)
{
    const TreePtr tree = parseTree(section.sql);
    if (!tree)
        return {};
    const auto take = [this](const VisitedStatement &visited) {
        if (!visited.conditional && visited.declared.isEmpty())
            takeStatement(visited.node);
    };
    for (const PgQuery__RawStmt *raw : std::span(tree->stmts, tree->n_stmts)) {
        const qsizetype end =
            raw->stmt_len > 0 ? raw->stmt_location + raw->stmt_len : section.sql.size();
        const QByteArray text = section.sql.sliced(raw->stmt_location, end - raw->stmt_location);
        [[maybe_unused]] const bool readable = visitBlocks(raw->stmt, text, 0, {take, take, {}});
    }
    return m_needs;
}

} // namespace

QList<TableNeed> tableNeedsIn(const Section &section)
{
    return NeedReader().read(section);
}

} // namespace aegisx::modules
