#include "core/inspection/objecttrail.h"

#include "core/base/enums.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

bool isPart(ObjectFamily family)
{
    return family == ObjectFamily::Column || family == ObjectFamily::Constraint
        || family == ObjectFamily::Trigger || family == ObjectFamily::Label;
}

bool isSame(const ObjectIdentity &one, const ObjectIdentity &other)
{
    if (one.schema != other.schema || one.name != other.name)
        return false;
    // A constraint and its index have one name.
    const bool indexOfConstraint =
        (one.family == ObjectFamily::Constraint && other.kind == ObjectKind::Index)
        || (other.family == ObjectFamily::Constraint && one.kind == ObjectKind::Index);
    if (indexOfConstraint)
        return true;
    if (one.family != other.family)
        return false;
    if (isPart(one.family) && one.parent != other.parent)
        return false;
    return one.family != ObjectFamily::Function || one.arguments == other.arguments
        || one.arguments == "*"_L1 || other.arguments == "*"_L1;
}

// Whether what the change is about holds the object: the table of a column, a type of a label.
bool isParent(const ObjectIdentity &parent, const ObjectIdentity &object)
{
    return !object.parent.isEmpty() && parent.schema == object.schema
        && parent.name == object.parent
        && (parent.family == ObjectFamily::Relation || parent.family == ObjectFamily::Type);
}

bool isColumnOf(const ObjectIdentity &column, const ObjectIdentity &object)
{
    return column.family == ObjectFamily::Column && object.family != ObjectFamily::Column
        && column.schema == object.schema && column.parent == object.parent
        && object.columns.contains(column.name);
}

class Follower
{
public:
    explicit Follower(ObjectForm form) { m_trail.forms.append(std::move(form)); }

    void take(const ObjectChange &change, int step);
    [[nodiscard]] const ObjectTrail &trail() const { return m_trail; }

private:
    void takeOwn(const ObjectChange &change, int step);
    void takeAround(const ObjectChange &change, const ObjectIdentity &what, int step);
    void takeReferenced(const ObjectChange &change, const ObjectIdentity &what);
    void renameShown(const QString &column, const QString &newName);
    ObjectIdentity &moved(int step);

    ObjectTrail m_trail;
};

// A new form, for what changes its name or place.
ObjectIdentity &Follower::moved(int step)
{
    m_trail.forms.append(ObjectForm(m_trail.forms.last()));
    m_trail.forms[m_trail.forms.size() - 2].leftAt = step;
    return m_trail.forms.last().identity;
}

void Follower::takeOwn(const ObjectChange &change, int step)
{
    if (change.change == ChangeKind::Rename)
        moved(step).name = change.newName;
    else if (change.change == ChangeKind::SetSchema)
        moved(step).schema = change.newName;
    else if (change.change == ChangeKind::Drop)
        m_trail.droppedAt = step;
    ObjectForm &form = m_trail.forms.last();
    if (change.change == ChangeKind::Alter && !change.type.isEmpty())
        form.types << change.type;
    if (change.change == ChangeKind::Alter && change.notNull)
        form.notNull << *change.notNull;
    if (change.change == ChangeKind::Create) // a view that is replaced
        form.columns << change.columns;
    if (change.change == ChangeKind::Alter && change.kind == ObjectKind::Trigger)
        form.mayBeOff = true;
}

// Of a view, or of what a foreign key refers to: from now on it may be called so.
void Follower::renameShown(const QString &column, const QString &newName)
{
    QList<QStringList> &all = m_trail.forms.last().columns;
    if (all.isEmpty() || !all.last().contains(column))
        return;
    QStringList renamed = all.last();
    renamed.replace(renamed.indexOf(column), newName);
    all << renamed;
}

// The table that a foreign key refers to.
void Follower::takeReferenced(const ObjectChange &change, const ObjectIdentity &what)
{
    if (change.change != ChangeKind::Rename && change.change != ChangeKind::SetSchema)
        return;
    const QString prefix = u"foreign key "_s;
    QStringList &types = m_trail.forms.last().types;
    if (types.isEmpty() || !types.last().startsWith(prefix)
        || m_trail.forms.last().identity.family != ObjectFamily::Constraint)
        return;
    const QString written = types.last().mid(prefix.size());
    const QString schema = written.contains(u'.') ? written.section(u'.', 0, -2) : QString();
    const QString table = written.section(u'.', -1);
    const bool here = schema.isEmpty() || schema == what.schema;
    const bool itself = here && what.family == ObjectFamily::Relation && what.name == table;
    const auto add = [&](const QString &newSchema, const QString &newTable) {
        types << prefix % (schema.isEmpty() ? QString() : QString(newSchema % u'.')) % newTable;
    };
    if (change.change == ChangeKind::SetSchema && itself)
        add(change.newName, table);
    if (change.change != ChangeKind::Rename)
        return;
    if (itself)
        add(schema, change.newName);
    else if (what.family == ObjectFamily::Schema && what.name == schema)
        add(change.newName, table);
    else if (what.family == ObjectFamily::Column && here && what.parent == table)
        renameShown(what.name, change.newName);
}

void Follower::takeAround(const ObjectChange &change, const ObjectIdentity &what, int step)
{
    const ObjectIdentity &object = m_trail.forms.last().identity;
    const bool shown = object.kind == ObjectKind::View && what.family == ObjectFamily::Column
        && what.schema == object.schema && what.parent == object.name;
    if (shown && change.change == ChangeKind::Rename)
        return renameShown(what.name, change.newName);
    const bool schema = what.family == ObjectFamily::Schema && what.name == object.schema;
    const bool column = isColumnOf(what, object);
    if (!schema && !column && !isParent(what, object))
        return;
    if (change.change == ChangeKind::Drop) {
        m_trail.droppedAt = step;
    } else if (change.change == ChangeKind::Rename && schema) {
        moved(step).schema = change.newName;
    } else if (change.change == ChangeKind::Rename && column) {
        QStringList &columns = moved(step).columns;
        columns.replace(columns.indexOf(what.name), change.newName);
    } else if (change.change == ChangeKind::Rename) {
        moved(step).parent = change.newName;
    } else if (change.change == ChangeKind::SetSchema && !schema && !column) {
        moved(step).schema = change.newName;
    }
}

void Follower::take(const ObjectChange &change, int step)
{
    const ObjectIdentity what = identityBefore(change);
    if (isSame(what, m_trail.forms.last().identity))
        return takeOwn(change, step);
    takeAround(change, what, step);
    takeReferenced(change, what);
}

} // namespace

bool isValidation(const ObjectChange &change)
{
    return change.change == ChangeKind::Alter && change.validated.value_or(false);
}

QString ObjectIdentity::key() const
{
    QStringList parts {QString::number(static_cast<int>(family)), schema, name};
    if (isPart(family))
        parts << parent;
    if (family == ObjectFamily::Function)
        parts << arguments;
    return parts.join(QChar(0));
}

ObjectFamily familyOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return ObjectFamily::Type;
    case ObjectKind::Function:
        return ObjectFamily::Function;
    case ObjectKind::Schema:
        return ObjectFamily::Schema;
    case ObjectKind::Extension:
        return ObjectFamily::Extension;
    case ObjectKind::Column:
        return ObjectFamily::Column;
    case ObjectKind::Constraint:
        return ObjectFamily::Constraint;
    case ObjectKind::Trigger:
        return ObjectFamily::Trigger;
    case ObjectKind::EnumLabel:
        return ObjectFamily::Label;
    default:
        return ObjectFamily::Relation;
    }
}

ObjectIdentity identityBefore(const ObjectChange &change)
{
    ObjectKind kind = change.kind;
    if (kind == ObjectKind::Comment)
        kind = static_cast<ObjectKind>(
            QMetaEnum::fromType<ObjectKind>().keyToValue(change.type.toLatin1().constData()));
    QStringList columns;
    if (kind == ObjectKind::Constraint || kind == ObjectKind::Index || kind == ObjectKind::Sequence)
        columns = change.labels;
    return {
        familyOf(kind), kind, change.schema, change.name, change.parent, change.arguments, columns};
}

ObjectIdentity identityAfter(const ObjectChange &change)
{
    ObjectIdentity identity = identityBefore(change);
    if (change.change == ChangeKind::Rename)
        identity.name = change.newName;
    if (change.change == ChangeKind::SetSchema)
        identity.schema = change.newName;
    return identity;
}

ObjectTrails::ObjectTrails(const QList<TrailStep> &steps) : m_steps(steps)
{
    for (int i = 0; i < steps.size(); ++i) {
        const ObjectChange &change = steps.at(i).change;
        if (change.kind == ObjectKind::Comment || change.kind == ObjectKind::Grant)
            continue;
        if (change.change != ChangeKind::Create || change.kind == ObjectKind::View)
            m_changing << i;
        if (change.change != ChangeKind::Drop && change.change != ChangeKind::Alter)
            m_made[identityAfter(change).key()] << i;
    }
}

// Itself, or what holds it.
int ObjectTrails::madeAfter(const ObjectIdentity &identity, int step) const
{
    QStringList keys {identity.key()};
    for (const ObjectFamily family : {ObjectFamily::Relation, ObjectFamily::Type}) {
        if (!identity.parent.isEmpty())
            keys << ObjectIdentity {family, {}, identity.schema, identity.parent, {}, {}, {}}.key();
    }
    int first = -1;
    for (const QString &key : std::as_const(keys)) {
        const QList<int> made = m_made.value(key);
        const auto next = std::upper_bound(made.begin(), made.end(), step);
        if (next != made.end() && (first < 0 || *next < first))
            first = *next;
    }
    return first;
}

ObjectTrail ObjectTrails::follow(int step) const
{
    const ObjectChange &first = m_steps.at(step).change;
    const bool comment = first.kind == ObjectKind::Comment;
    ObjectForm form {identityAfter(first), {}, {}, isValidation(first)};
    if (!first.type.isEmpty() && !comment)
        form.types << first.type;
    if (first.notNull)
        form.notNull << *first.notNull;
    if (first.change == ChangeKind::Create && !comment) {
        form.definition = first.definition;
        if (first.kind == ObjectKind::View || first.kind == ObjectKind::Constraint)
            form.columns << first.columns;
    }
    Follower follower(form);
    if (first.change == ChangeKind::Drop && !comment)
        follower.take(first, step);
    for (auto next = std::upper_bound(m_changing.begin(), m_changing.end(), step);
         next != m_changing.end() && follower.trail().droppedAt < 0;
         ++next)
        follower.take(m_steps.at(*next).change, *next);
    ObjectTrail trail = follower.trail();
    if (trail.droppedAt >= 0)
        trail.madeAgain = madeAfter(trail.forms.last().identity, trail.droppedAt) >= 0;
    for (ObjectForm &one : trail.forms) {
        if (one.leftAt >= 0)
            one.takenAt = madeAfter(one.identity, one.leftAt);
    }
    return trail;
}

} // namespace aegisx::inspection
