#include "core/base/tr.h"
#include "core/lint/checks.h"

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

// Compares the down section of one migration with its up section.
class Mirror
{
public:
    Mirror(const LintFile &file, const MadeObjects &earlier, Findings &findings)
        : m_file(file)
        , m_up(file.up->analysis)
        , m_down(file.down->analysis)
        , m_earlier(earlier)
        , m_findings(findings)
    {
    }

    void check();

private:
    void checkMade(const ObjectChange &made);
    void checkDropped(const ObjectChange &dropped);
    void checkRenamed(const ObjectChange &change);
    void checkAltered(const ObjectChange &altered);
    void checkReplaced(const ObjectChange &function);
    void checkForeignDrops();
    [[nodiscard]] bool
    has(const QList<ObjectChange> &list, ChangeKind change, const ObjectChange &object) const;
    [[nodiscard]] bool goesWithOthers(const ObjectChange &made) const;
    [[nodiscard]] bool isOfOwnParent(const ObjectChange &part) const;
    void add(const QString &message, const ObjectChange &object, bool inDown = false);

    const LintFile &m_file;
    const modules::SectionAnalysis &m_up;
    const modules::SectionAnalysis &m_down;
    const MadeObjects &m_earlier;
    Findings &m_findings;
};

void Mirror::add(const QString &message, const ObjectChange &object, bool inDown)
{
    m_findings.append(
        finding(m_file,
                u"down-mirror"_s,
                positionOf(m_file, inDown ? *m_file.down : *m_file.up, object.statement),
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

void Mirror::checkMade(const ObjectChange &made)
{
    const bool there = m_earlier.contains(identityOf(made));
    if (made.kind == ObjectKind::Function && there)
        return checkReplaced(made);
    const bool owned = made.kind == ObjectKind::Sequence && !made.labels.isEmpty();
    if (there || owned || isOfOwnParent(made) || has(m_up.changes, ChangeKind::Drop, made)
        || has(m_down.changes, ChangeKind::Drop, made) || goesWithOthers(made))
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
