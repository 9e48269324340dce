#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"
#include "core/modules/builtinfunctions.h"
#include "core/modules/namedobject.h"
#include "core/modules/nodeanalysis.h"
#include "core/modules/sqltypes.h"

#include <QRegularExpression>

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::NodeList;
using modules::ObjectChange;
using modules::ObjectKind;
using modules::ObjectName;

namespace {

QString keyOf(const PgQuery__RangeVar *table)
{
    const ObjectName name = modules::nameOf(table);
    return name.schema % u'.' % name.name;
}

// Whether a default may differ from row to row, so that every row has to be written.
bool isVolatile(const PgQuery__Node *expression, const LintFacts &facts)
{
    static const QSet<QString> volatileOnes {u"random"_s,
                                             u"gen_random_uuid"_s,
                                             u"clock_timestamp"_s,
                                             u"timeofday"_s,
                                             u"nextval"_s,
                                             u"setval"_s,
                                             u"gen_random_bytes"_s,
                                             u"gen_salt"_s,
                                             u"uuidv4"_s,
                                             u"uuidv7"_s};
    return modules::containsNode(expression, [&facts](const PgQuery__Node &node) {
        if (node.node_case != PG_QUERY__NODE__NODE_FUNC_CALL)
            return false;
        const ObjectName name =
            modules::nameOf({node.func_call->funcname, node.func_call->n_funcname});
        if (facts.isSteady({NameKind::Function, name.schema, name.name, -1}))
            return false;
        return volatileOnes.contains(name.name) || name.name.startsWith("uuid_generate_"_L1)
            || !modules::isBuiltinFunction(name.schema, name.name);
    });
}

// The constraint of a column that makes each of its values a new one.
const PgQuery__Node *volatileDefault(const PgQuery__ColumnDef &column, const LintFacts &facts)
{
    for (const PgQuery__Node *one : NodeList(column.constraints, column.n_constraints)) {
        const auto kind = one->constraint->contype;
        if (kind == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY
            || kind == PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED
            || (kind == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT
                && isVolatile(one->constraint->raw_expr, facts)))
            return one;
    }
    return nullptr;
}

bool isNull(const PgQuery__Node *value)
{
    while (value && value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        value = value->type_cast->arg;
    return value && value->node_case == PG_QUERY__NODE__NODE_A_CONST && value->a_const->isnull;
}

// Whether a CHECK refuses NULL in this column: "column IS NOT NULL", alone or beside AND.
bool refusesNull(const PgQuery__Node *condition, const QString &column)
{
    if (!condition)
        return false;
    if (condition->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR) {
        const PgQuery__BoolExpr &parts = *condition->bool_expr;
        const NodeList all(parts.args, parts.n_args);
        return parts.boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR
            && std::any_of(all.begin(), all.end(), [&column](const PgQuery__Node *part) {
                   return refusesNull(part, column);
               });
    }
    if (condition->node_case != PG_QUERY__NODE__NODE_NULL_TEST
        || condition->null_test->nulltesttype != PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL
        || condition->null_test->arg->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return false;
    const PgQuery__ColumnRef &reference = *condition->null_test->arg->column_ref;
    return modules::nodeText(reference.fields[reference.n_fields - 1]) == column;
}

// Whether rows that are there already get a value: by a default other than NULL, or as generated.
bool givesValue(const PgQuery__ColumnDef &column)
{
    const NodeList constraints(column.constraints, column.n_constraints);
    return modules::isSerial(column.type_name)
        || std::any_of(constraints.begin(), constraints.end(), [](const PgQuery__Node *one) {
               const PgQuery__Constraint &constraint = *one->constraint;
               return constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY
                   || constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED
                   || (constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT
                       && !isNull(constraint.raw_expr));
           });
}

// Whether the rows that are there already would have to have a value that nothing gives them.
bool lacksValue(const PgQuery__ColumnDef &column)
{
    const NodeList constraints(column.constraints, column.n_constraints);
    const QString name = QString::fromUtf8(column.colname);
    return !givesValue(column)
        && std::any_of(constraints.begin(), constraints.end(), [&name](const PgQuery__Node *one) {
               const PgQuery__Constraint &constraint = *one->constraint;
               return constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL
                   || constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY
                   || (constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK
                       && refusesNull(constraint.raw_expr, name));
           });
}

struct Length {
    QString base;
    int first = -1;
    int second = 0;
};

Length lengthOf(const QString &type)
{
    static const QRegularExpression pattern(u"^(.*?)\\((\\d+)(?:,(\\d+))?\\)(.*)$"_s);
    const auto match = pattern.match(type);
    if (!match.hasMatch())
        return {type, -1, 0};
    return {match.captured(1) % match.captured(4),
            match.captured(2).toInt(),
            match.captured(3).toInt()};
}

// Types between which PostgreSQL changes the catalog alone.
bool needsNoRewrite(const QString &oldType, const QString &newType)
{
    const Length before = lengthOf(oldType);
    const Length after = lengthOf(newType);
    const bool wider = after.first < 0 || (before.first >= 0 && after.first >= before.first);
    const bool fromText = before.base == "text"_L1 || before.base == "character varying"_L1;
    if (after.base == "text"_L1)
        return fromText;
    if (after.base == "character varying"_L1)
        return (before.base == after.base && wider) || (fromText && after.first < 0);
    if (after.base == "numeric"_L1)
        return before.base == after.base && wider
            && (after.first < 0 || after.second == before.second);
    return oldType == newType || (oldType == "cidr"_L1 && newType == "inet"_L1);
}

// Reads the files of a module in order and knows of older tables what their columns are.
class LockCheck
{
public:
    LockCheck(const LintFacts &facts, const MadeObjects &beside, Findings &findings)
        : m_facts(facts), m_findings(findings)
    {
        m_earlier.add(beside);
    }

    void read(const LintFile &file);

private:
    void take(const LintNode &node);
    void takeAlter(const LintNode &node, const PgQuery__AlterTableStmt &alter);
    void takeCommand(const LintNode &node,
                     const QString &table,
                     const PgQuery__AlterTableCmd &command,
                     const SourcePosition &where);
    void
    takeNewColumn(const LintNode &node, const QString &table, const PgQuery__ColumnDef &column);
    void
    takeNewType(const LintNode &node, const QString &column, const PgQuery__AlterTableCmd &command);
    void takeConstraint(const LintNode &node,
                        const QString &table,
                        const PgQuery__Constraint &constraint);
    void takeValidation(const QString &constraint, const SourcePosition &where);
    void takeDomain(const LintNode &node, const PgQuery__AlterDomainStmt &alter);
    void takeIndex(const LintNode &node, const PgQuery__IndexStmt &index);
    void takeWholeTable(const LintNode &node);
    void noteCheck(const QString &table, const PgQuery__Constraint &constraint);
    void noteTypes(const LintSection &up, int statement);
    void add(const QString &rule, const LintNode &node, int location, const QString &message);
    void add(const QString &rule, const SourcePosition &where, const QString &message);
    [[nodiscard]] bool isOlder(const QString &table) const { return !m_own.contains(table); }

    const LintFacts &m_facts;
    Findings &m_findings;
    const LintFile *m_file = nullptr;
    MadeObjects m_earlier; // what earlier files and other modules make
    QSet<QString> m_own; // tables that the file itself makes
    QSet<QString> m_ownTypes; // identities
    QSet<QString> m_unchecked; // "schema.table.name": made NOT VALID in the same transaction
    ColumnTypes m_types; // as they are before the statement
    QHash<QString, QString> m_checks; // of NOT VALID checks: "schema.table.name" -> column
    QSet<QString> m_checked; // columns that a valid check keeps from being NULL
    int m_noted = 0; // changes of the file that m_types knows
};

void LockCheck::add(const QString &rule, const LintNode &node, int location, const QString &message)
{
    add(rule, positionOf(*m_file, *m_file->up, node, location), message);
}

void LockCheck::add(const QString &rule, const SourcePosition &where, const QString &message)
{
    m_findings.append(finding(*m_file, rule, where, message));
}

void LockCheck::takeNewColumn(const LintNode &node,
                              const QString &table,
                              const PgQuery__ColumnDef &column)
{
    const QString name = table % u'.' % QString::fromUtf8(column.colname);
    const PgQuery__Node *reason = volatileDefault(column, m_facts);
    if (reason || modules::isSerial(column.type_name))
        add(u"lock-volatile-default"_s,
            node,
            reason ? reason->constraint->location : column.location,
            Tr::tr("Every row of the table is written to give it its own value: %1").arg(name));
    if (lacksValue(column))
        add(u"required-column"_s,
            node,
            column.location,
            Tr::tr("On a site that has rows this fails, for they have no value: %1").arg(name));
    for (const PgQuery__Node *one : NodeList(column.constraints, column.n_constraints)) {
        const auto kind = one->constraint->contype;
        // A foreign key of a column that is empty is taken as it is, a CHECK is not.
        if (kind == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY
            || kind == PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE
            || kind == PG_QUERY__CONSTR_TYPE__CONSTR_CHECK
            || (kind == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN && givesValue(column)))
            takeConstraint(node, table, *one->constraint);
    }
}

void LockCheck::takeNewType(const LintNode &node,
                            const QString &column,
                            const PgQuery__AlterTableCmd &command)
{
    const PgQuery__ColumnDef &definition = *command.def->column_def;
    const QString type = modules::typeText(definition.type_name);
    if (!needsNoRewrite(m_types.typeOf(column), type) || modules::changesValues(command))
        add(u"lock-type-change"_s,
            node,
            definition.type_name->location,
            Tr::tr("Every row of the table is written while nobody can use it: %1").arg(column));
}

// CHECK (column IS NOT NULL)
void LockCheck::noteCheck(const QString &table, const PgQuery__Constraint &constraint)
{
    const PgQuery__Node *condition = constraint.raw_expr;
    if (constraint.contype != PG_QUERY__CONSTR_TYPE__CONSTR_CHECK || !condition
        || condition->node_case != PG_QUERY__NODE__NODE_NULL_TEST
        || condition->null_test->nulltesttype != PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL
        || condition->null_test->arg->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
        return;
    const PgQuery__ColumnRef &reference = *condition->null_test->arg->column_ref;
    const QString column =
        table % u'.' % modules::nodeText(reference.fields[reference.n_fields - 1]);
    if (constraint.skip_validation)
        m_checks.insert(table % u'.' % QString::fromUtf8(constraint.conname), column);
    else
        m_checked.insert(column);
}

void LockCheck::takeConstraint(const LintNode &node,
                               const QString &table,
                               const PgQuery__Constraint &constraint)
{
    noteCheck(table, constraint);
    if (!isOlder(table))
        return;
    if (constraint.skip_validation && m_file->up->section.transactional)
        m_unchecked.insert(table % u'.' % QString::fromUtf8(constraint.conname));
    switch (constraint.contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        if (!constraint.skip_validation)
            add(u"lock-constraint"_s,
                node,
                constraint.location,
                Tr::tr("All rows are checked while nobody can write to the table: %1").arg(table));
        return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        if (qstrlen(constraint.indexname) == 0)
            add(u"lock-constraint"_s,
                node,
                constraint.location,
                Tr::tr("An index is built while nobody can use the table: %1").arg(table));
        return;
    default:
        return;
    }
}

// In the transaction that added the constraint its lock is still held.
void LockCheck::takeValidation(const QString &constraint, const SourcePosition &where)
{
    if (const QString checked = m_checks.value(constraint); !checked.isEmpty())
        m_checked.insert(checked);
    if (m_file->up->section.transactional && m_unchecked.contains(constraint))
        add(u"lock-constraint"_s,
            where,
            Tr::tr("A run has this in the transaction that adds the constraint, so all rows are "
                   "checked under its lock: %1")
                .arg(constraint));
}

// Every table that has a column of the domain is read.
void LockCheck::takeDomain(const LintNode &node, const PgQuery__AlterDomainStmt &alter)
{
    const ObjectName name = modules::nameOf({alter.type_name, alter.n_type_name});
    const ObjectChange domain = modules::named(ObjectKind::Domain, name);
    const bool checks = alter.subtype
        && (*alter.subtype == 'O'
            || (*alter.subtype == 'C' && !alter.def->constraint->skip_validation));
    if (checks && !m_ownTypes.contains(identityOf(domain)))
        add(u"lock-constraint"_s,
            node,
            -1,
            Tr::tr("All tables that use the domain are checked while nobody can write to them: %1")
                .arg(name.schema % u'.' % name.name));
}

void LockCheck::takeCommand(const LintNode &node,
                            const QString &table,
                            const PgQuery__AlterTableCmd &command,
                            const SourcePosition &where)
{
    const QString column = table % u'.' % QString::fromUtf8(command.name);
    switch (command.subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
        return isOlder(table) ? takeNewColumn(node, table, *command.def->column_def) : void();
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
        return isOlder(table) ? takeNewType(node, column, command) : void();
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
        return takeConstraint(node, table, *command.def->constraint);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint:
        return takeValidation(column, where);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
        if (isOlder(table) && !m_checked.contains(column))
            add(u"lock-set-not-null"_s,
                where,
                Tr::tr("All rows are checked while nobody can use the table: %1").arg(column));
        return;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetLogged:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetUnLogged:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetTableSpace:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetAccessMethod:
        if (isOlder(table))
            add(u"lock-whole-table"_s,
                where,
                Tr::tr("The whole table is written anew while nobody can use it: %1").arg(table));
        return;
    default:
        return;
    }
}

void LockCheck::takeAlter(const LintNode &node, const PgQuery__AlterTableStmt &alter)
{
    if (alter.objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
        return;
    for (size_t i = 0; i < alter.n_cmds; ++i)
        takeCommand(node,
                    keyOf(alter.relation),
                    *alter.cmds[i]->alter_table_cmd,
                    positionOfCommand(*m_file, *m_file->up, node, alter, i));
}

void LockCheck::takeIndex(const LintNode &node, const PgQuery__IndexStmt &index)
{
    const QString table = keyOf(index.relation);
    if (!index.concurrent && isOlder(table))
        add(u"lock-index"_s,
            node,
            -1,
            Tr::tr("Nobody can write to the table while the index is built: %1").arg(table));
}

void LockCheck::takeWholeTable(const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    QString word;
    if (one.node_case == PG_QUERY__NODE__NODE_VACUUM_STMT
        && modules::hasOption({one.vacuum_stmt->options, one.vacuum_stmt->n_options}, "full"))
        word = u"VACUUM FULL"_s;
    else if (one.node_case == PG_QUERY__NODE__NODE_CLUSTER_STMT)
        word = u"CLUSTER"_s;
    else if (one.node_case == PG_QUERY__NODE__NODE_REINDEX_STMT
             && !modules::hasOption({one.reindex_stmt->params, one.reindex_stmt->n_params},
                                    "concurrently"))
        word = u"REINDEX"_s;
    else if (one.node_case == PG_QUERY__NODE__NODE_LOCK_STMT)
        word = u"LOCK"_s;
    else if (one.node_case == PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT
             && !one.refresh_mat_view_stmt->concurrent
             && isOlder(keyOf(one.refresh_mat_view_stmt->relation)))
        word = u"REFRESH MATERIALIZED VIEW"_s;
    if (!word.isEmpty())
        add(u"lock-whole-table"_s,
            node,
            -1,
            Tr::tr("Others wait until this statement has the whole table done: %1").arg(word));
}

void LockCheck::take(const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    if (one.node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        takeAlter(node, *one.alter_table_stmt);
    else if (one.node_case == PG_QUERY__NODE__NODE_INDEX_STMT)
        takeIndex(node, *one.index_stmt);
    else if (one.node_case == PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT)
        takeDomain(node, *one.alter_domain_stmt);
    else
        takeWholeTable(node);
    noteTypes(*m_file->up, node.statement);
}

// The columns' types as they are after this statement.
void LockCheck::noteTypes(const LintSection &up, int statement)
{
    const QList<ObjectChange> &changes = up.analysis.changes;
    for (; m_noted < changes.size() && changes.at(m_noted).statement <= statement; ++m_noted)
        m_types.apply(changes.at(m_noted));
}

void LockCheck::read(const LintFile &file)
{
    m_file = &file;
    m_own = tablesMadeIn(*file.up, m_earlier);
    m_noted = 0;
    m_ownTypes.clear();
    for (const ObjectChange &change : file.up->analysis.changes) {
        const QString identity = identityOf(change);
        if (change.kind == ObjectKind::Domain && change.change == ChangeKind::Create
            && !m_earlier.contains(identity))
            m_ownTypes.insert(identity);
    }
    if (!file.up->section.transactional)
        m_unchecked.clear(); // a run commits before the file and behind it
    visitSection(*file.up, Bodies::Skip, [this](const LintNode &node) { take(node); });
    m_earlier.apply(file.up->analysis);
}

} // namespace

void checkLocks(const LintModule &module, const LintFacts &facts, Findings &findings)
{
    LockCheck check(facts, facts.madeBeside(module), findings);
    for (const auto &file : module.migrations) {
        if (file->up)
            check.read(*file);
    }
}

} // namespace aegisx::lint
