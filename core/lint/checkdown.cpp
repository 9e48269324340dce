#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"

#include <algorithm>

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

ObjectChange renamed(ObjectChange change)
{
    (change.change == ChangeKind::SetSchema ? change.schema : change.name) = change.newName;
    return change;
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
    Mirror(const LintFile &file, const MadeObjects &earlier, Findings &findings)
        : m_file(file)
        , m_up(file.up->analysis)
        , m_down(file.down->analysis)
        , m_earlier(earlier)
        , m_upPlaces(file, *file.up)
        , m_downPlaces(file, *file.down)
        , m_partitions(partitionsIn(*file.up))
        , m_findings(findings)
    {
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
    [[nodiscard]] bool
    has(const QList<ObjectChange> &list, ChangeKind change, const ObjectChange &object) const;
    [[nodiscard]] bool goesWithOthers(const ObjectChange &made) const;
    [[nodiscard]] bool goesWithItsTable(const ObjectChange &made) const;
    [[nodiscard]] bool isOfOwnParent(const ObjectChange &part) const;
    void add(const QString &message, const ObjectChange &object, bool inDown = false);

    const LintFile &m_file;
    const modules::SectionAnalysis &m_up;
    const modules::SectionAnalysis &m_down;
    const MadeObjects &m_earlier;
    Places m_upPlaces;
    Places m_downPlaces;
    QHash<QString, QString> m_partitions; // and their tables
    Findings &m_findings;
};

void Mirror::add(const QString &message, const ObjectChange &object, bool inDown)
{
    m_findings.append(finding(m_file,
                              u"down-mirror"_s,
                              (inDown ? m_downPlaces : m_upPlaces).of(object),
                              message.arg(describe(object))));
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
        if (drop.change != ChangeKind::Drop)
            continue;
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
        add(Tr::tr("PostgreSQL cannot take a label away, so this stays after the down section: "
                   "%1"),
            made);
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

void Mirror::checkDropped(const ObjectChange &dropped)
{
    if (!dropped.parent.isEmpty()) {
        ObjectChange table = dropped;
        table.kind = ObjectKind::Table;
        table.name = dropped.parent;
        if (has(m_up.changes, ChangeKind::Drop, table))
            return;
    }
    if (has(m_up.changes, ChangeKind::Create, dropped)
        || has(m_down.changes, ChangeKind::Create, dropped))
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
                   && one.schema == part.schema && one.kind != ObjectKind::Column
                   && !m_earlier.contains(identityOf(one));
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
        if (drop.change == ChangeKind::Drop && m_earlier.contains(identityOf(drop))
            && !has(m_down.changes, ChangeKind::Create, drop)
            && !has(m_up.changes, ChangeKind::Rename, drop))
            add(Tr::tr("The down section drops what an earlier migration made: %1"), drop, true);
    }
}

void Mirror::check()
{
    if (m_down.opaque || m_down.parseError)
        return; // only running it tells
    for (const ObjectChange &change : m_up.changes) {
        if (change.kind == ObjectKind::Grant && change.change == ChangeKind::Create)
            checkGranted(change);
        if (identityOf(change).isEmpty())
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

void checkDown(const LintModule &module, Findings &findings)
{
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
            Mirror(*file, earlier, findings).check();
        earlier.apply(file->up->analysis);
    }
}

} // namespace aegisx::lint
