#include "core/modules/checkcondition.h"
#include "core/modules/namedobject.h"
#include "core/modules/objectchanges.h"
#include "core/modules/sqltypes.h"

#include <algorithm>
#include <vector>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

QString qualifiedSchema(const QString &written, const QString &created)
{
    return written.isEmpty() ? created : written;
}

bool isNotNull(const PgQuery__ColumnDef &column)
{
    if (column.is_not_null || isSerial(column.type_name))
        return true;
    for (const PgQuery__Node *node : NodeList(column.constraints, column.n_constraints)) {
        const auto type = node->constraint->contype;
        if (type == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL
            || type == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY
            || type == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY)
            return true;
    }
    return false;
}

// "GENERATED ... AS IDENTITY (SEQUENCE NAME inventory.drug_id_seq)".
QString sequenceNameIn(const PgQuery__Constraint &identity)
{
    for (const PgQuery__Node *option : NodeList(identity.options, identity.n_options)) {
        const auto &element = *option->def_elem;
        if (qstrcmp(element.defname, "sequence_name") == 0 && element.arg
            && element.arg->node_case == PG_QUERY__NODE__NODE_LIST)
            return nameOf(NodeList(element.arg->list->items, element.arg->list->n_items)).name;
    }
    return {};
}

constexpr int lastNamingOrder = 3;

// In the order in which the server names them.
int namingOrder(const PgQuery__Constraint &constraint)
{
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return 0;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        return 1;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return lastNamingOrder;
    default:
        return 2;
    }
}

// Its columns, as they stand in its name.
QStringList columnsOf(const PgQuery__Constraint &constraint, const QString &column)
{
    const QStringList own = column.isEmpty() ? QStringList() : QStringList {column};
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return columnsIn(constraint.raw_expr);
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return constraint.n_fk_attrs > 0
            ? textsOf(NodeList(constraint.fk_attrs, constraint.n_fk_attrs))
            : own;
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION: {
        std::vector<PgQuery__Node *> elements;
        for (const PgQuery__Node *pair : NodeList(constraint.exclusions, constraint.n_exclusions))
            elements.push_back(pair->list->items[0]);
        return indexColumnNames(elements);
    }
    default:
        return constraint.n_keys > 0
            ? indexColumnNames(NodeList(constraint.keys, constraint.n_keys),
                               NodeList(constraint.including, constraint.n_including))
            : own;
    }
}

QString labelOf(const PgQuery__Constraint &constraint)
{
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return u"check"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        return u"pkey"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        return u"key"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        return u"excl"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return u"fkey"_s;
    default:
        return {}; // no object of its own: NOT NULL, DEFAULT, the attributes of another
    }
}

// As ObjectChange::type tells it.
QString kindOf(const PgQuery__Constraint &constraint)
{
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return u"check"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        return u"primary key"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        return u"unique"_s;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN: {
        const ObjectName table = nameOf(constraint.pktable);
        const QString schema = table.schema.isEmpty() ? QString() : table.schema % u'.';
        return u"foreign key "_s % schema % table.name;
    }
    default:
        return u"exclusion"_s;
    }
}

// As ObjectChange::definition tells it.
QString definitionOf(const PgQuery__Constraint &constraint)
{
    if (constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK)
        return conditionOf(constraint.raw_expr);
    return constraint.n_including > 0 ? u"include"_s : QString();
}

QString definitionOf(const PgQuery__IndexStmt &index)
{
    QStringList parts {QString::fromUtf8(index.access_method)};
    if (parts.first().isEmpty())
        parts.first() = u"btree"_s;
    const NodeList elements(index.index_params, index.n_index_params);
    if (index.unique)
        parts << u"unique"_s;
    if (index.where_clause)
        parts << u"where"_s;
    if (std::any_of(elements.begin(), elements.end(), [](const PgQuery__Node *node) {
            return qstrlen(node->index_elem->name) == 0;
        }))
        parts << u"expression"_s;
    return parts.join(u' ');
}

using Constraints = QList<std::pair<const PgQuery__Constraint *, QString>>;

void addConstraintsOf(const PgQuery__ColumnDef &column, Constraints &constraints)
{
    for (const PgQuery__Node *node : NodeList(column.constraints, column.n_constraints))
        constraints.append({node->constraint, QString::fromUtf8(column.colname)});
}

} // namespace

ObjectChange &ChangeCollector::addPart(ChangeKind change,
                                       ObjectKind kind,
                                       const Table &table,
                                       const QString &name)
{
    ObjectChange &part = add(change, kind, {table.name.schema, name});
    part.parent = table.name.name;
    part.tolerant = part.tolerant || table.tolerant;
    return part;
}

void ChangeCollector::takeOwnedSequence(const Table &table,
                                        const QString &column,
                                        const QString &given)
{
    const QString name = given.isEmpty()
        ? m_names.choose(table.name.schema, table.name.name, column, u"seq"_s)
        : given;
    addPart(ChangeKind::Create, ObjectKind::Sequence, table, name).labels = QStringList {column};
}

void ChangeCollector::takeColumn(const Table &table,
                                 const PgQuery__ColumnDef &column,
                                 bool tolerant)
{
    const QString name = QString::fromUtf8(column.colname);
    ObjectChange &change = addPart(ChangeKind::Create, ObjectKind::Column, table, name);
    change.tolerant = change.tolerant || tolerant;
    change.type = typeText(column.type_name);
    if (column.type_name) // not in "PARTITION OF ... (column WITH OPTIONS ...)"
        change.notNull = isNotNull(column);
    if (isSerial(column.type_name))
        takeOwnedSequence(table, name, {});
    for (const PgQuery__Node *node : NodeList(column.constraints, column.n_constraints)) {
        if (node->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY)
            takeOwnedSequence(table, name, sequenceNameIn(*node->constraint));
    }
}

void ChangeCollector::takeConstraint(const Table &table,
                                     const PgQuery__Constraint &constraint,
                                     const QString &column)
{
    const QString label = labelOf(constraint);
    if (label.isEmpty())
        return;
    const QStringList columns = columnsOf(constraint, column);
    QString name = QString::fromUtf8(constraint.conname);
    if (name.isEmpty())
        name = QString::fromUtf8(constraint.indexname);
    if (name.isEmpty()) {
        const bool check = constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK;
        const bool primary = constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY;
        const bool plain =
            primary || (check && columns.size() != 1) || table.kind == ObjectKind::Domain;
        name = m_names.choose(
            table.name.schema, table.name.name, plain ? QString() : columns.join(u'_'), label);
    } else {
        m_names.reserve(table.name.schema, name);
    }
    const QString index = QString::fromUtf8(constraint.indexname);
    if (!index.isEmpty() && index != name)
        addPart(ChangeKind::Rename, ObjectKind::Index, table, index).newName = name;
    ObjectChange &change = addPart(ChangeKind::Create, ObjectKind::Constraint, table, name);
    change.labels = columns;
    change.type = kindOf(constraint);
    change.validated = !constraint.skip_validation;
    change.definition = definitionOf(constraint);
    change.columns = textsOf(NodeList(constraint.pk_attrs, constraint.n_pk_attrs));
    if (constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY)
        takePrimaryKey(table, columns);
}

// Its columns are NOT NULL from now on.
void ChangeCollector::takePrimaryKey(const Table &table, const QStringList &columns)
{
    for (const QString &column : columns) {
        const auto created = std::find_if(
            m_result.changes.begin(), m_result.changes.end(), [&](const ObjectChange &change) {
                return change.kind == ObjectKind::Column && change.change == ChangeKind::Create
                    && change.parent == table.name.name && change.schema == table.name.schema
                    && change.name == column;
            });
        if (created == m_result.changes.end())
            addPart(ChangeKind::Alter, ObjectKind::Column, table, column).notNull = true;
        else
            created->notNull = true;
    }
}

void ChangeCollector::takeConstraints(const Table &table, const Constraints &constraints)
{
    for (int order = 0; order <= lastNamingOrder; ++order) {
        for (const auto &[constraint, column] : constraints) {
            if (namingOrder(*constraint) == order)
                takeConstraint(table, *constraint, column);
        }
    }
}

void ChangeCollector::takeTable(const PgQuery__CreateStmt &create)
{
    Table table {nameOf(create.relation), ObjectKind::Table, create.if_not_exists != 0};
    if (create.relation && qstrcmp(create.relation->relpersistence, "t") == 0)
        return; // gone with the session
    table.name.schema = qualifiedSchema(table.name.schema, m_createdSchema);
    add(ChangeKind::Create, ObjectKind::Table, table.name).tolerant |= table.tolerant;
    Constraints constraints;
    for (const PgQuery__Node *node : NodeList(create.table_elts, create.n_table_elts)) {
        if (node->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            constraints.append({node->constraint, QString()});
        if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
            continue; // LIKE: its columns are those of another table
        takeColumn(table, *node->column_def, false);
        addConstraintsOf(*node->column_def, constraints);
    }
    for (const PgQuery__Node *node : NodeList(create.constraints, create.n_constraints))
        constraints.append({node->constraint, QString()});
    takeConstraints(table, constraints);
}

void ChangeCollector::takeTableAs(const PgQuery__IntoClause &into, bool view, bool tolerant)
{
    if (!into.rel || qstrcmp(into.rel->relpersistence, "t") == 0)
        return;
    const Table table {nameOf(into.rel), ObjectKind::Table, tolerant};
    add(ChangeKind::Create, view ? ObjectKind::MaterializedView : ObjectKind::Table, table.name)
        .tolerant |= tolerant;
    for (const QString &column : textsOf(NodeList(into.col_names, into.n_col_names)))
        addPart(ChangeKind::Create, ObjectKind::Column, table, column);
}

void ChangeCollector::takeComposite(const PgQuery__CompositeTypeStmt &create)
{
    const Table type {nameOf(create.typevar), ObjectKind::Type, false};
    add(ChangeKind::Create, ObjectKind::Type, type.name);
    for (const PgQuery__Node *node : NodeList(create.coldeflist, create.n_coldeflist))
        addPart(ChangeKind::Create,
                ObjectKind::Column,
                type,
                QString::fromUtf8(node->column_def->colname))
            .type = typeText(node->column_def->type_name);
}

void ChangeCollector::takeAlterTable(const PgQuery__AlterTableStmt &alter)
{
    const auto kind = kindOf(alter.objtype);
    const Table table {
        nameOf(alter.relation), kind.value_or(ObjectKind::Table), alter.missing_ok != 0};
    for (const PgQuery__Node *node : NodeList(alter.cmds, alter.n_cmds))
        takeCommand(table, *node->alter_table_cmd);
}

void ChangeCollector::takeCommand(const Table &table, const PgQuery__AlterTableCmd &command)
{
    const QString name = QString::fromUtf8(command.name);
    Constraints constraints;
    switch (command.subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
        takeColumn(table, *command.def->column_def, command.missing_ok != 0);
        addConstraintsOf(*command.def->column_def, constraints);
        takeConstraints(table, constraints);
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
        addPart(ChangeKind::Drop, ObjectKind::Column, table, name).tolerant |=
            command.missing_ok != 0;
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity:
        takeOwnedSequence(table, name, sequenceNameIn(*command.def->constraint));
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
        takeConstraint(table, *command.def->constraint, {});
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
        addPart(ChangeKind::Drop, ObjectKind::Constraint, table, name).tolerant |=
            command.missing_ok != 0;
        break;
    default:
        takeAlteredPart(table, command);
        break;
    }
}

// Commands that neither make nor drop anything.
void ChangeCollector::takeAlteredPart(const Table &table, const PgQuery__AlterTableCmd &command)
{
    const QString name = QString::fromUtf8(command.name);
    switch (command.subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
        addPart(ChangeKind::Alter, ObjectKind::Column, table, name).type =
            typeText(command.def->column_def->type_name);
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull:
        addPart(ChangeKind::Alter, ObjectKind::Column, table, name).notNull =
            command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull;
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint:
        addPart(ChangeKind::Alter, ObjectKind::Constraint, table, name).validated = true;
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableReplicaTrig:
        addPart(ChangeKind::Alter, ObjectKind::Trigger, table, name);
        break;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetIdentity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression:
        addPart(ChangeKind::Alter, ObjectKind::Column, table, name);
        break;
    default:
        add(ChangeKind::Alter, table.kind, table.name).tolerant |= table.tolerant;
        break;
    }
}

void ChangeCollector::takeIndex(const PgQuery__IndexStmt &create)
{
    Table table {nameOf(create.relation), ObjectKind::Table, create.if_not_exists != 0};
    table.name.schema = qualifiedSchema(table.name.schema, m_createdSchema);
    const QStringList columns =
        indexColumnNames(NodeList(create.index_params, create.n_index_params),
                         NodeList(create.index_including_params, create.n_index_including_params));
    QString name = QString::fromUtf8(create.idxname);
    if (name.isEmpty())
        name = m_names.choose(table.name.schema, table.name.name, columns.join(u'_'), u"idx"_s);
    else
        m_names.reserve(table.name.schema, name);
    QStringList needed;
    for (const PgQuery__Node *node : NodeList(create.index_params, create.n_index_params)) {
        const QString plain = QString::fromUtf8(node->index_elem->name);
        needed += plain.isEmpty() ? columnsIn(node->index_elem->expr) : QStringList {plain};
    }
    ObjectChange &change = addPart(ChangeKind::Create, ObjectKind::Index, table, name);
    change.labels = needed;
    change.definition = definitionOf(create);
}

void ChangeCollector::takeExtension(const PgQuery__CreateExtensionStmt &create)
{
    ObjectChange &change =
        add(ChangeKind::Create, ObjectKind::Extension, {{}, QString::fromUtf8(create.extname)});
    change.tolerant |= create.if_not_exists != 0;
    for (const PgQuery__Node *option : NodeList(create.options, create.n_options)) {
        if (qstrcmp(option->def_elem->defname, "new_version") == 0)
            change.definition = nodeText(option->def_elem->arg);
    }
}

} // namespace aegisx::modules
