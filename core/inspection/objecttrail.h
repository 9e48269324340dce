#pragma once

#include "core/modules/objectchange.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace aegisx::inspection {

// A change of a module's migration, with its schema resolved.
struct TrailStep {
    int migration = 0; // index into the module's migrations
    modules::ObjectChange change;
};

// Which object a change is about: a table and a view may not have one name, hence the family.
enum class ObjectFamily {
    Relation,
    Type,
    Function,
    Schema,
    Extension,
    Column,
    Constraint,
    Trigger,
    Label
};

struct ObjectIdentity {
    ObjectFamily family = ObjectFamily::Relation;
    modules::ObjectKind kind = modules::ObjectKind::Table;
    QString schema;
    QString name;
    QString parent;
    QString arguments;
    QStringList columns; // that a constraint or index needs, or that owns a sequence

    [[nodiscard]] QString key() const; // the same for two changes of one object
};

// What the object may look like at one point of its life.
struct ObjectForm {
    ObjectIdentity identity;
    QStringList types; // any of them is right; empty: not said
    QList<bool> notNull; // likewise
    bool validated = false; // a constraint that is to be
    QString definition = {}; // as ObjectChange has it; empty: not said
    QList<QStringList> columns = {}; // likewise, any of them is right; an empty one: all are
    bool mayBeOff = false; // a trigger that a file disables
    int leftAt = -1; // the step that gave it another name or place; -1: it keeps this one
    int takenAt = -1; // the first step behind that which makes another of this name and place
};

// The life of an object as the files tell it, from one change on: renamed, moved, altered by later
// changes, until one drops it.
struct ObjectTrail {
    QList<ObjectForm> forms; // in the order of time
    int droppedAt = -1; // index of the step that drops it; -1: none does
    bool madeAgain = false; // a step behind that makes an object of that name again
};

[[nodiscard]] ObjectFamily familyOf(modules::ObjectKind kind);
[[nodiscard]] bool isValidation(const modules::ObjectChange &change); // VALIDATE CONSTRAINT
// Of the object before the change, and as the change leaves it. A comment's is its object's.
[[nodiscard]] ObjectIdentity identityBefore(const modules::ObjectChange &change);
[[nodiscard]] ObjectIdentity identityAfter(const modules::ObjectChange &change);

// The trails of all objects of a module, which stays the caller's.
class ObjectTrails final
{
public:
    explicit ObjectTrails(const QList<TrailStep> &steps);

    // From the change of this step on.
    [[nodiscard]] ObjectTrail follow(int step) const;

private:
    [[nodiscard]] int madeAfter(const ObjectIdentity &identity, int step) const; // -1: never

    const QList<TrailStep> &m_steps;
    QList<int> m_changing; // the steps that do something to an object that is there
    QHash<QString, QList<int>> m_made; // by the object's key: the steps that make it, in order
};

} // namespace aegisx::inspection
