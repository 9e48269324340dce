#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"

#include <algorithm>
#include <limits>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::LossKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// Whether the statement that drops names this object; a drop may leave out a function's arguments.
bool isSame(const ObjectChange &made, const ObjectChange &named)
{
    if (made.kind == ObjectKind::Function && named.kind == ObjectKind::Function
        && (named.arguments == "*"_L1 || made.arguments == "*"_L1))
        return made.schema == named.schema && made.name == named.name;
    const QString identity = identityOf(made);
    return !identity.isEmpty() && identity == identityOf(named);
}

QString keyOf(const PgQuery__RangeVar *table)
{
    const modules::ObjectName name = modules::nameOf(table);
    return name.schema % u'.' % name.name;
}

// The partitions that a section makes or attaches, with the tables that they go with.
QHash<QString, QString> partitionsIn(const LintSection &section)
{
    QHash<QString, QString> partitions;
    visitSection(section, Bodies::Skip, [&partitions](const LintNode &node) {
        if (node.node->node_case == PG_QUERY__NODE__NODE_CREATE_STMT) {
            const PgQuery__CreateStmt &create = *node.node->create_stmt;
            if (create.partbound && create.n_inh_relations == 1)
                partitions.insert(keyOf(create.relation),
                                  keyOf(create.inh_relations[0]->range_var));
        }
        if (node.node->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
            return;
        const PgQuery__AlterTableStmt &alter = *node.node->alter_table_stmt;
        for (const PgQuery__Node *one : modules::NodeList(alter.cmds, alter.n_cmds)) {
            const PgQuery__AlterTableCmd &command = *one->alter_table_cmd;
            if (command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition)
                partitions.insert(keyOf(command.def->partition_cmd->name), keyOf(alter.relation));
            else if (command.subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition)
                partitions.remove(keyOf(command.def->partition_cmd->name));
        }
    });
    return partitions;
}

// Compares the down section of one migration with its up section.
class Mirror
{
public:
    // earlier: what earlier files made, beside: what other modules make.
    Mirror(const LintFile &file,
           const MadeObjects &earlier,
           const MadeObjects &beside,
           Findings &findings)
        : m_file(file)
        , m_up(file.up->analysis)
        , m_down(file.down->analysis)
        , m_own(earlier)
        , m_earlier(earlier)
        , m_upPlaces(file, *file.up)
        , m_downPlaces(file, *file.down)
        , m_partitions(partitionsIn(*file.up))
        , m_temporary(temporaryIn(*file.up) + temporaryIn(*file.down))
        , m_findings(findings)
    {
        m_earlier.add(beside);
    }

    void check();

private:
    void checkMade(const ObjectChange &made);
    void checkDropped(const ObjectChange &dropped);
    void checkRenamed(const ObjectChange &change);
    void checkAltered(const ObjectChange &altered);
    void checkGranted(const ObjectChange &granted);
    void checkReplaced(const ObjectChange &function);
    void checkForeignDrops();
    void checkRows();
    [[nodiscard]] bool isTemporary(const ObjectChange &object) const;
    [[nodiscard]] bool isMadeHere(const ObjectChange &object) const;
    [[nodiscard]] bool bringsRows(const QString &table) const;
    [[nodiscard]] bool changesColumn(const modules::Loss &loss) const;
    [[nodiscard]] bool
    has(const QList<ObjectChange> &list, ChangeKind change, const ObjectChange &object) const;
    [[nodiscard]] bool goesWithOthers(const ObjectChange &made) const;
    [[nodiscard]] bool goesWithItsTable(const ObjectChange &made) const;
    [[nodiscard]] bool isOfOwnParent(const ObjectChange &part) const;
    void add(const QString &message, const ObjectChange &object, bool inDown = false);
    void addLabel(const ObjectChange &label);

    const LintFile &m_file;
    const modules::SectionAnalysis &m_up;
    const modules::SectionAnalysis &m_down;
    const MadeObjects &m_own; // what earlier files of the module made
    MadeObjects m_earlier; // and the other modules
    Places m_upPlaces;
    Places m_downPlaces;
    QHash<QString, QString> m_partitions; // and their tables
    QSet<QString> m_temporary; // tables, views and sequences
    Findings &m_findings;
};

void Mirror::add(const QString &message, const ObjectChange &object, bool inDown)
{
    m_findings.append(finding(m_file,
                              u"down-mirror"_s,
                              (inDown ? m_downPlaces : m_upPlaces).of(object),
                              message.arg(describe(object))));
}

void Mirror::addLabel(const ObjectChange &label)
{
    add(Tr::tr("PostgreSQL cannot take a label away, so this stays after the down section: %1"),
        label);
    m_findings.last().remedy =
        Tr::tr("Write IF NOT EXISTS, so that the up section can run again, and silence this with "
               "lint:ignore and the reason.");
}

// What is temporary is gone before the down section runs.
bool Mirror::isTemporary(const ObjectChange &object) const
{
    return object.schema == "pg_temp"_L1
        || m_temporary.contains(object.schema % u'.'
                                % (object.parent.isEmpty() ? object.name : object.parent));
}

bool Mirror::has(const QList<ObjectChange> &list,
                 ChangeKind change,
                 const ObjectChange &object) const
{
    return std::any_of(list.begin(), list.end(), [&](const ObjectChange &one) {
        return one.change == change && isSame(object, one);
    });
}

// A part goes with its table, its column or its type; with CASCADE what hangs on another goes too.
bool Mirror::goesWithOthers(const ObjectChange &made) const
{
    for (const ObjectChange &drop : m_down.changes) {
        if (drop.change != ChangeKind::Drop || identityOf(drop).isEmpty())
            continue; // a comment or a right that is taken back drops nothing
        const bool sameParent = drop.schema == made.schema && !made.parent.isEmpty();
        if (sameParent && drop.name == made.parent && drop.kind != ObjectKind::Column)
            return true;
        if (sameParent && drop.kind == ObjectKind::Column && drop.parent == made.parent
            && made.labels.contains(drop.name))
            return true;
    }
    for (const modules::Loss &loss : m_down.losses) {
        if (loss.cascade
            && (loss.kind == LossKind::DropOwned
                || (loss.kind == LossKind::DropSchema && loss.name == made.schema)
                || made.kind == ObjectKind::View || made.kind == ObjectKind::Trigger
                || made.kind == ObjectKind::Constraint))
            return true;
    }
    return false;
}

// A partition goes with the table that it is a part of, at any depth.
bool Mirror::goesWithItsTable(const ObjectChange &made) const
{
    QString table = made.schema % u'.' % made.name;
    for (auto left = m_partitions.size(); left > 0 && m_partitions.contains(table); --left) {
        table = m_partitions.value(table);
        for (const ObjectChange &drop : m_down.changes) {
            if (drop.change == ChangeKind::Drop && drop.kind == ObjectKind::Table
                && drop.schema % u'.' % drop.name == table)
                return true;
        }
    }
    return false;
}

void Mirror::checkMade(const ObjectChange &made)
{
    const bool there = m_earlier.contains(identityOf(made));
    if (made.kind == ObjectKind::Function && there)
        return checkReplaced(made);
    const bool owned = made.kind == ObjectKind::Sequence && !made.labels.isEmpty();
    if (there || owned || isOfOwnParent(made) || has(m_up.changes, ChangeKind::Drop, made)
        || has(m_down.changes, ChangeKind::Drop, made) || goesWithOthers(made)
        || (made.kind == ObjectKind::Table && goesWithItsTable(made)))
        return;
    ObjectChange now = made; // under the name that a later statement gives it
    for (const ObjectChange &change : m_up.changes) {
        if ((change.change == ChangeKind::Rename || change.change == ChangeKind::SetSchema)
            && isSame(now, change))
            now = renamed(change);
    }
    if (has(m_down.changes, ChangeKind::Drop, now))
        return;
    if (made.kind == ObjectKind::EnumLabel)
        addLabel(made);
    else
        add(Tr::tr("The down section does not drop what the up section makes: %1"), made);
}

// A function that replaces an earlier one has to be put back, unless it is the same.
void Mirror::checkReplaced(const ObjectChange &function)
{
    if (m_earlier.functionText(identityOf(function)) == functionSource(m_up, function)
        || has(m_down.changes, ChangeKind::Create, function))
        return;
    add(Tr::tr("The down section does not put the earlier version back: %1"), function);
}

// By the up section, and not by an earlier file of which it says IF NOT EXISTS.
bool Mirror::isMadeHere(const ObjectChange &object) const
{
    return std::any_of(m_up.changes.begin(), m_up.changes.end(), [&](const ObjectChange &one) {
        return one.change == ChangeKind::Create && isSame(object, one)
            && !(one.tolerant && m_earlier.holds(one));
    });
}

void Mirror::checkDropped(const ObjectChange &dropped)
{
    if (!dropped.parent.isEmpty()) {
        ObjectChange table = dropped;
        table.kind = ObjectKind::Table;
        table.name = dropped.parent;
        if (has(m_up.changes, ChangeKind::Drop, table))
            return;
    }
    if (isMadeHere(dropped) || has(m_down.changes, ChangeKind::Create, dropped))
        return;
    add(Tr::tr("The down section does not make again what the up section drops: %1"), dropped);
}

void Mirror::checkRenamed(const ObjectChange &change)
{
    const ObjectChange now = renamed(change);
    const bool back =
        std::any_of(m_down.changes.begin(), m_down.changes.end(), [&](const ObjectChange &one) {
            return one.change == change.change && isSame(now, one) && isSame(change, renamed(one));
        });
    if (!back && !has(m_up.changes, ChangeKind::Create, change)
        && !has(m_down.changes, ChangeKind::Drop, now))
        add(Tr::tr("The down section does not give the old name or schema back: %1"), change);
}

// Whether the up section makes the table or type that it is a part of.
bool Mirror::isOfOwnParent(const ObjectChange &part) const
{
    return !part.parent.isEmpty()
        && std::any_of(m_up.changes.begin(), m_up.changes.end(), [&](const ObjectChange &one) {
               return one.change == ChangeKind::Create && one.name == part.parent
                   && one.schema == part.schema && one.parent.isEmpty()
                   && !identityOf(one).isEmpty() && !m_earlier.contains(identityOf(one));
           });
}

void Mirror::checkAltered(const ObjectChange &altered)
{
    if (altered.kind != ObjectKind::Column || isOfOwnParent(altered)
        || has(m_up.changes, ChangeKind::Create, altered)
        || has(m_down.changes, ChangeKind::Alter, altered)
        || has(m_down.changes, ChangeKind::Drop, altered) || goesWithOthers(altered))
        return;
    add(Tr::tr("The down section does not change this back: %1"), altered);
}

// A right on what stays has to be taken back; on what this file makes it goes with the object.
void Mirror::checkGranted(const ObjectChange &granted)
{
    const auto isAbout = [&granted](const ObjectChange &one) {
        const bool part = one.kind == ObjectKind::Column || one.kind == ObjectKind::Constraint
            || one.kind == ObjectKind::Trigger || one.kind == ObjectKind::EnumLabel;
        const bool sameName = !part && one.schema == granted.schema && one.name == granted.name;
        const bool inSchema = granted.schema.isEmpty() && one.schema == granted.name;
        return sameName || inSchema; // of ALL TABLES IN SCHEMA some may be made here
    };
    const auto touches = [&](const QList<ObjectChange> &list, ChangeKind change) {
        return std::any_of(list.begin(), list.end(), [&](const ObjectChange &one) {
            return one.change == change && one.kind != ObjectKind::Comment
                && (one.kind != ObjectKind::Grant || change == ChangeKind::Drop) && isAbout(one);
        });
    };
    if (!granted.name.isEmpty() && !touches(m_up.changes, ChangeKind::Create)
        && !touches(m_down.changes, ChangeKind::Drop))
        m_findings.append(
            finding(m_file,
                    u"down-mirror"_s,
                    m_upPlaces.of(granted),
                    Tr::tr("The down section does not take back what the up section grants: %1")
                        .arg(granted.schema.isEmpty() ? granted.name
                                                      : granted.schema % u'.' % granted.name)));
}

// What other files made is not for this one to drop.
void Mirror::checkForeignDrops()
{
    for (const ObjectChange &drop : m_down.changes) {
        if (drop.change != ChangeKind::Drop || !m_earlier.holds(drop)
            || has(m_down.changes, ChangeKind::Create, drop)
            || has(m_up.changes, ChangeKind::Rename, drop))
            continue;
        add(m_own.holds(drop) ? Tr::tr("The down section drops what an earlier migration made: %1")
                              : Tr::tr("The down section drops what another module makes: %1"),
            drop,
            true);
    }
}

// Whether the up section writes rows of the table.
bool Mirror::bringsRows(const QString &table) const
{
    bool brings = false;
    visitSection(*m_file.up, Bodies::Skip, [&](const LintNode &node) {
        modules::walkMessages(&node.node->base, [&](const ProtobufCMessage &message) {
            const ProtobufCMessageDescriptor *kind = message.descriptor;
            const PgQuery__RangeVar *target = nullptr;
            if (kind == &pg_query__insert_stmt__descriptor)
                target = reinterpret_cast<const PgQuery__InsertStmt &>(message).relation;
            else if (kind == &pg_query__merge_stmt__descriptor)
                target = reinterpret_cast<const PgQuery__MergeStmt &>(message).relation;
            else if (kind == &pg_query__copy_stmt__descriptor)
                target = reinterpret_cast<const PgQuery__CopyStmt &>(message).relation;
            brings = brings || (target && keyOf(target) == table);
            return true;
        });
    });
    return brings;
}

// Whether the up section changes the column, or the down section makes it again.
bool Mirror::changesColumn(const modules::Loss &loss) const
{
    const auto isIt = [&loss](const ObjectChange &change) {
        return change.kind == ObjectKind::Column && change.schema == loss.schema
            && change.parent == loss.name
            && (change.name == loss.column || change.newName == loss.column);
    };
    if (std::any_of(m_up.changes.begin(), m_up.changes.end(), isIt)
        || std::any_of(m_down.changes.begin(), m_down.changes.end(), isIt))
        return true;
    bool changes = false;
    visitSection(*m_file.up, Bodies::Skip, [&](const LintNode &node) {
        modules::walkMessages(&node.node->base, [&](const ProtobufCMessage &message) {
            if (message.descriptor == &pg_query__update_stmt__descriptor) {
                const auto &update = reinterpret_cast<const PgQuery__UpdateStmt &>(message);
                for (const PgQuery__Node *one :
                     modules::NodeList(update.target_list, update.n_target_list))
                    changes = changes
                        || (keyOf(update.relation) == loss.schema % u'.' % loss.name
                            && loss.column == QString::fromUtf8(one->res_target->name));
            }
            return true;
        });
    });
    return changes;
}

// The rows of older tables stay, but those that the up section brought.
void Mirror::checkRows()
{
    OwnObjects made(m_earlier, m_up.changes);
    made.advanceTo(std::numeric_limits<int>::max());
    OwnObjects again(m_earlier, m_down.changes);
    for (const modules::Loss &loss : m_down.losses) {
        again.advanceTo(loss.statement);
        const QString table = loss.schema % u'.' % loss.name;
        const bool all = loss.kind == LossKind::Truncate || loss.kind == LossKind::Delete;
        const bool some = loss.kind == LossKind::DeleteSome && !bringsRows(table);
        const bool values = loss.kind == LossKind::Update && !changesColumn(loss);
        if (loss.kind != LossKind::DropOwned
            && ((!all && !some && !values) || made.owns(loss) || again.owns(loss)))
            continue;
        Finding one =
            finding(m_file,
                    u"down-mirror"_s,
                    m_downPlaces.of(loss),
                    values ? Tr::tr("The down section writes over a column that the up section "
                                    "does not change: %1")
                                 .arg(table % u'.' % loss.column)
                        : loss.kind == LossKind::DropOwned
                        ? Tr::tr("Everything that this user owns is lost: %1")
                              .arg(loss.name.isEmpty() ? u"CURRENT_USER"_s : loss.name)
                        : Tr::tr("The down section takes rows away that the up section did not "
                                 "bring: %1")
                              .arg(table));
        one.remedy = Tr::tr("Take away only the rows that the up section brought, by WHERE.");
        if (some)
            one.severity = Severity::Warning;
        m_findings.append(one);
    }
}

void Mirror::check()
{
    if (!m_down.parseError)
        checkRows();
    if (m_down.opaque || m_down.parseError)
        return; // only running it tells
    for (const ObjectChange &change : m_up.changes) {
        if (change.kind == ObjectKind::Grant && change.change == ChangeKind::Create)
            checkGranted(change);
        if (identityOf(change).isEmpty() || isTemporary(change))
            continue;
        switch (change.change) {
        case ChangeKind::Create:
            checkMade(change);
            break;
        case ChangeKind::Drop:
            checkDropped(change);
            break;
        case ChangeKind::Rename:
        case ChangeKind::SetSchema:
            checkRenamed(change);
            break;
        case ChangeKind::Alter:
            checkAltered(change);
            break;
        }
    }
    checkForeignDrops();
}

} // namespace

void checkDown(const LintModule &module, const LintFacts &facts, Findings &findings)
{
    const MadeObjects beside = facts.madeBeside(module);
    MadeObjects earlier;
    for (const auto &file : module.migrations) {
        if (!file->up)
            continue;
        if (!file->down)
            findings.append(
                finding(*file,
                        u"down-missing"_s,
                        startOf(*file),
                        Tr::tr("The migration cannot be rolled back: %1").arg(file->stem)));
        else
            Mirror(*file, earlier, beside, findings).check();
        earlier.apply(file->up->analysis);
    }
}

} // namespace aegisx::lint
