#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"
#include "core/modules/namedobject.h"

#include <algorithm>

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
    const Places places(file, up);
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
        const bool again = earlier.contains(identity) && !dropped.contains(identity);
        if (again)
            message = Tr::tr("An earlier migration made this already: %1");
        else if (mayExist(change.kind))
            message = Tr::tr("This may be there already, and creating it would fail: %1");
        else if (!alone)
            message = Tr::tr("Without a transaction a failure leaves this behind, and the next "
                             "attempt fails at it: %1");
        if (message.isEmpty())
            continue;
        told = change.statement;
        Finding one =
            finding(file, u"idempotent-create"_s, places.of(change), message.arg(describe(change)));
        if (again)
            one.remedy = change.kind == ObjectKind::Function
                ? Tr::tr("Write OR REPLACE, and put the earlier version back in the down section.")
                : Tr::tr("Give it another name, or drop or alter the earlier one instead.");
        findings.append(one);
    }
}

// What a statement of the up section is about.
enum class Concern { None, Makes, Changes, Rows };

class ConcernReader
{
public:
    ConcernReader(const LintSection &section, const MadeObjects &earlier);
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
    [[nodiscard]] Concern dropOf(const PgQuery__DropStmt &drop) const;

    QSet<QString> m_tables; // made here
    QSet<QString> m_temporary;
    QSet<QString> m_made; // identities of all that is made here
    QSet<QString> m_widened; // older ones that get a column here
};

ConcernReader::ConcernReader(const LintSection &section, const MadeObjects &earlier)
    : m_tables(tablesMadeIn(section, earlier)), m_temporary(temporaryIn(section))
{
    for (const ObjectChange &change : section.analysis.changes) {
        if (change.kind == ObjectKind::Column && change.change == ChangeKind::Create)
            m_widened.insert(change.schema % u'.' % change.parent);
        if (change.change == ChangeKind::Create)
            m_made.insert(identityOf(change));
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

// What is made here and dropped again, or temporary, is nobody else's.
Concern ConcernReader::dropOf(const PgQuery__DropStmt &drop) const
{
    const NodeList objects(drop.objects, drop.n_objects);
    const bool own = std::all_of(objects.begin(), objects.end(), [&](const PgQuery__Node *object) {
        const auto named = modules::namedObject(drop.remove_type, object);
        return named
            && (m_made.contains(identityOf(*named))
                || m_temporary.contains(named->schema % u'.' % named->name));
    });
    return own ? Concern::None : Concern::Changes;
}

// Filling a column that is added here is no concern of its own, nor is a temporary table.
Concern ConcernReader::rowsOf(const PgQuery__RangeVar *table) const
{
    if (m_temporary.contains(keyOf(table)))
        return Concern::None;
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
        return m_temporary.contains(keyOf(one.create_table_as_stmt->into->rel)) ? Concern::None
                                                                                : Concern::Makes;
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
        return dropOf(*one.drop_stmt);
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

void checkConcern(const LintFile &file, const MadeObjects &earlier, Findings &findings)
{
    const ConcernReader reader(*file.up, earlier);
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
        findings.append(
            finding(file, u"one-concern"_s, positionOf(file, *file.up, node, -1), wordOf(concern)));
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

class TriggerCheck
{
public:
    TriggerCheck(const LintModule &module, const LintFacts &facts, Findings &findings)
        : m_module(module), m_facts(facts), m_places(firstPlaces(module)), m_findings(findings)
    {
    }

    void run();

private:
    void take(int file, const LintNode &node);
    [[nodiscard]] bool isNowhere(const ObjectChange &needed) const;

    const LintModule &m_module;
    const LintFacts &m_facts;
    QHash<QString, Place> m_places;
    Findings &m_findings;
    bool m_opaque = false; // something that cannot be read was before: it may make functions
};

// Of a schema whose modules are known; an extension may have brought what "public" has.
bool TriggerCheck::isNowhere(const ObjectChange &needed) const
{
    static const QSet<QString> ofExtensions {u"autoinc"_s,
                                             u"check_foreign_key"_s,
                                             u"check_primary_key"_s,
                                             u"insert_username"_s,
                                             u"lo_manage"_s,
                                             u"moddatetime"_s,
                                             u"triggered_change_notification"_s};
    const bool table = needed.kind == ObjectKind::Table;
    const NameKind kind = table ? NameKind::Relation : NameKind::Function;
    return !m_opaque && m_facts.hasSchema(needed.schema) && m_facts.knowsRequirementsOf(m_module)
        && (table || !ofExtensions.contains(needed.name))
        && !m_facts.isMade({kind, needed.schema, needed.name, -1});
}

void TriggerCheck::take(int file, const LintNode &node)
{
    const LintFile &own = *m_module.migrations.at(file);
    const PgQuery__CreateTrigStmt &trigger = *node.node->create_trig_stmt;
    const QString name = QString::fromUtf8(trigger.trigname);
    const modules::ObjectName function =
        modules::nameOf(NodeList(trigger.funcname, trigger.n_funcname));
    for (const ObjectChange &needed :
         {modules::named(ObjectKind::Table, modules::nameOf(trigger.relation)),
          modules::named(ObjectKind::Function, function)}) {
        const auto place = m_places.constFind(identityOf(needed));
        QString message;
        if (place != m_places.constEnd() && *place >= Place {file, node.statement})
            message = Tr::tr("The trigger %1 needs what is made only later: %2");
        else if (place == m_places.constEnd() && isNowhere(needed))
            message = Tr::tr("The trigger %1 needs what no module makes: %2");
        if (!message.isEmpty())
            m_findings.append(finding(own,
                                      u"trigger-after-table"_s,
                                      positionOf(own, *own.up, node, -1),
                                      message.arg(name, describe(needed))));
    }
}

void TriggerCheck::run()
{
    for (int i = 0; i < m_module.migrations.size(); ++i) {
        const auto &file = m_module.migrations.at(i);
        if (!file->up)
            continue;
        m_opaque = m_opaque || file->up->analysis.opaque;
        visitSection(*file->up, Bodies::Skip, [this, i](const LintNode &node) {
            if (node.node->node_case == PG_QUERY__NODE__NODE_CREATE_TRIG_STMT)
                take(i, node);
        });
    }
}

} // namespace

void checkCreation(const LintModule &module, const LintFacts &facts, Findings &findings)
{
    MadeObjects earlier;
    for (const auto &file : module.migrations) {
        if (!file->up)
            continue;
        checkIdempotence(*file, earlier, findings);
        checkConcern(*file, earlier, findings);
        earlier.apply(file->up->analysis);
    }
    TriggerCheck(module, facts, findings).run();
}

} // namespace aegisx::lint
