#include "core/base/tr.h"
#include "core/lint/checks.h"

#include <optional>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::NodeList;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// Objects of their own, as opposed to the parts of a table.
bool standsAlone(const ObjectChange &change)
{
    switch (change.kind) {
    case ObjectKind::Column:
    case ObjectKind::EnumLabel:
    case ObjectKind::Constraint:
    case ObjectKind::Comment:
    case ObjectKind::Grant:
        return false;
    case ObjectKind::Sequence:
        return change.labels.isEmpty(); // else it comes with its column
    default:
        return true;
    }
}

// May be there before the first migration runs: knex is often set up to keep its tables in the
// schema, and an administrator makes the extension.
bool mayExist(ObjectKind kind)
{
    return kind == ObjectKind::Schema || kind == ObjectKind::Extension;
}

void checkIdempotence(const LintFile &file, const MadeObjects &earlier, Findings &findings)
{
    const LintSection &up = *file.up;
    const bool alone = up.section.transactional || up.statementCount() < 2;
    QSet<QString> dropped;
    int told = -1;
    for (const ObjectChange &change : up.analysis.changes) {
        const QString identity = identityOf(change);
        if (change.change == ChangeKind::Drop)
            dropped.insert(identity);
        if (change.change != ChangeKind::Create || change.tolerant || !standsAlone(change)
            || change.statement == told)
            continue;
        QString message;
        if (earlier.contains(identity) && !dropped.contains(identity))
            message = Tr::tr("An earlier migration made this already: %1");
        else if (mayExist(change.kind))
            message = Tr::tr("This may be there already, and creating it would fail: %1");
        else if (!alone)
            message = Tr::tr("Without a transaction a failure leaves this behind, and the next "
                             "attempt fails at it: %1");
        if (message.isEmpty())
            continue;
        told = change.statement;
        findings.append(finding(file,
                                u"idempotent-create"_s,
                                positionOf(file, up, change.statement),
                                message.arg(describe(change))));
    }
}

// What a statement of the up section is about.
enum class Concern { None, Makes, Changes, Rows };

class ConcernReader
{
public:
    explicit ConcernReader(const LintSection &section);
    [[nodiscard]] Concern concernOf(const LintNode &node) const;

private:
    [[nodiscard]] bool isOwn(const PgQuery__RangeVar *table) const
    {
        return m_tables.contains(keyOf(table));
    }
    [[nodiscard]] static QString keyOf(const PgQuery__RangeVar *table)
    {
        const modules::ObjectName name = modules::nameOf(table);
        return name.schema % u'.' % name.name;
    }
    [[nodiscard]] bool pointsAtOwnTable(const PgQuery__AlterTableStmt &alter) const;
    [[nodiscard]] Concern rowsOf(const PgQuery__RangeVar *table) const;

    QSet<QString> m_tables; // made here
    QSet<QString> m_widened; // older ones that get a column here
};

ConcernReader::ConcernReader(const LintSection &section) : m_tables(tablesMadeIn(section))
{
    for (const ObjectChange &change : section.analysis.changes) {
        if (change.kind == ObjectKind::Column && change.change == ChangeKind::Create)
            m_widened.insert(change.schema % u'.' % change.parent);
    }
}

// A foreign key from an older table to one that is made here belongs to the new one.
bool ConcernReader::pointsAtOwnTable(const PgQuery__AlterTableStmt &alter) const
{
    bool points = false;
    modules::walkMessages(&alter.base, [&](const ProtobufCMessage &message) {
        if (message.descriptor == &pg_query__constraint__descriptor) {
            const auto *table = reinterpret_cast<const PgQuery__Constraint &>(message).pktable;
            points = points || (table && isOwn(table));
        }
        return true;
    });
    return points;
}

// Filling a column that is added here is no concern of its own.
Concern ConcernReader::rowsOf(const PgQuery__RangeVar *table) const
{
    const bool fills = !isOwn(table) && m_widened.contains(keyOf(table));
    return fills ? Concern::Changes : Concern::Rows;
}

Concern ConcernReader::concernOf(const LintNode &node) const
{
    const PgQuery__Node &one = *node.node;
    switch (one.node_case) {
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        return rowsOf(one.insert_stmt->relation);
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
        return rowsOf(one.update_stmt->relation);
    case PG_QUERY__NODE__NODE_DELETE_STMT:
        return rowsOf(one.delete_stmt->relation);
    case PG_QUERY__NODE__NODE_MERGE_STMT:
        return rowsOf(one.merge_stmt->relation);
    case PG_QUERY__NODE__NODE_COPY_STMT:
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
        return Concern::Rows;
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return qstrcmp(one.create_stmt->relation->relpersistence, "t") == 0 ? Concern::None
                                                                            : Concern::Makes;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
    case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT:
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT:
    case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT:
    case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
        return Concern::Makes;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
        return isOwn(one.alter_table_stmt->relation) || pointsAtOwnTable(*one.alter_table_stmt)
            ? Concern::None
            : Concern::Changes;
    case PG_QUERY__NODE__NODE_DROP_STMT:
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT:
    case PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT:
        return Concern::Changes;
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        return one.rename_stmt->relation && isOwn(one.rename_stmt->relation) ? Concern::None
                                                                             : Concern::Changes;
    default: // a view, a function, an index goes with either
        return Concern::None;
    }
}

QString wordOf(Concern concern)
{
    switch (concern) {
    case Concern::Makes:
        return Tr::tr("The file makes new objects here and does something else before.");
    case Concern::Changes:
        return Tr::tr("The file changes older objects here and does something else before.");
    default:
        return Tr::tr("The file changes rows here and does something else before.");
    }
}

void checkConcern(const LintFile &file, Findings &findings)
{
    const ConcernReader reader(*file.up);
    Concern first = Concern::None;
    bool told = false;
    visitSection(*file.up, Bodies::Skip, [&](const LintNode &node) {
        const Concern concern = reader.concernOf(node);
        if (told || concern == Concern::None)
            return;
        if (first == Concern::None)
            first = concern;
        if (concern == first)
            return;
        told = true;
        findings.append(finding(
            file, u"one-concern"_s, positionOf(file, *file.up, node.statement), wordOf(concern)));
    });
}

// Where something of the module is first made: file and statement.
struct Place {
    int file = 0;
    int statement = 0;

    auto operator<=>(const Place &) const = default;
};

QHash<QString, Place> firstPlaces(const LintModule &module)
{
    QHash<QString, Place> places;
    for (int i = 0; i < module.migrations.size(); ++i) {
        const auto &file = module.migrations.at(i);
        if (!file->up)
            continue;
        for (const ObjectChange &change : file->up->analysis.changes) {
            ObjectChange plain = change;
            plain.arguments.clear(); // a trigger function has none
            if (change.change == ChangeKind::Create && !places.contains(identityOf(plain)))
                places.insert(identityOf(plain), {i, change.statement});
        }
    }
    return places;
}

void checkTriggers(const LintModule &module, Findings &findings)
{
    const QHash<QString, Place> places = firstPlaces(module);
    for (int i = 0; i < module.migrations.size(); ++i) {
        const auto &file = module.migrations.at(i);
        if (!file->up)
            continue;
        visitSection(*file->up, Bodies::Skip, [&](const LintNode &node) {
            if (node.node->node_case != PG_QUERY__NODE__NODE_CREATE_TRIG_STMT)
                return;
            const PgQuery__CreateTrigStmt &trigger = *node.node->create_trig_stmt;
            const modules::ObjectName table = modules::nameOf(trigger.relation);
            const modules::ObjectName function =
                modules::nameOf(NodeList(trigger.funcname, trigger.n_funcname));
            for (const auto &[kind, name] : {std::pair {ObjectKind::Table, table},
                                             std::pair {ObjectKind::Function, function}}) {
                ObjectChange needed;
                needed.kind = kind;
                needed.schema = name.schema;
                needed.name = name.name;
                const auto place = places.constFind(identityOf(needed));
                if (place == places.constEnd() || *place < Place {i, node.statement})
                    continue;
                findings.append(
                    finding(*file,
                            u"trigger-after-table"_s,
                            positionOf(*file, *file->up, node.statement),
                            Tr::tr("The trigger %1 needs what is made only later: %2")
                                .arg(QString::fromUtf8(trigger.trigname), describe(needed))));
            }
        });
    }
}

} // namespace

void checkCreation(const LintModule &module, Findings &findings)
{
    MadeObjects earlier;
    for (const auto &file : module.migrations) {
        if (!file->up)
            continue;
        checkIdempotence(*file, earlier, findings);
        checkConcern(*file, findings);
        earlier.apply(file->up->analysis);
    }
    checkTriggers(module, findings);
}

} // namespace aegisx::lint
