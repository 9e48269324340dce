#include "core/plans/lockneeds.h"

#include <QStringBuilder>

namespace aegisx::plans {

using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

constexpr qint64 ofEveryRun = 40; // the server's catalogs, the bookkeeping, the audit trail
constexpr qint64 ofUsedTable = 8; // that was there before: with its indexes
constexpr qint64 ofTableThatGoes = 40; // that was there before: with all that belongs to it
constexpr qint64 ofSchemaThatGoes = 400;
constexpr qint64 ofRewrittenColumn = 4; // a new file for the table, its TOAST table and indexes
constexpr qint64 ofExtension = 100; // its functions, operators and types
constexpr qint64 ofForeignKeyTriggers = 4;

qint64 ofCreation(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::MaterializedView:
        return 4; // its row type, TOAST table and the index of that
    case ObjectKind::View:
        return 8; // its row type and the tables that it reads
    case ObjectKind::Extension:
        return ofExtension;
    case ObjectKind::Constraint:
    case ObjectKind::Sequence:
    case ObjectKind::Type:
    case ObjectKind::Domain:
    case ObjectKind::Trigger:
        return 2;
    case ObjectKind::Index:
    case ObjectKind::Function:
    case ObjectKind::Schema:
        return 1;
    default:
        return 0; // comments, grants: of what is locked already
    }
}

qint64 ofDrop(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Schema:
        return ofSchemaThatGoes;
    case ObjectKind::Table:
    case ObjectKind::MaterializedView:
    case ObjectKind::Extension:
        return ofTableThatGoes;
    default:
        return ofForeignKeyTriggers + 2;
    }
}

// Of what an up section made, when it goes again: the server locks each part of it.
qint64 ofUndoing(const ObjectChange &change)
{
    if (change.change != ChangeKind::Create)
        return ofRewrittenColumn;
    switch (change.kind) {
    case ObjectKind::Constraint:
        return ofForeignKeyTriggers + 2;
    case ObjectKind::Column:
        return 1; // its default
    case ObjectKind::Table:
    case ObjectKind::MaterializedView:
        return 7;
    default:
        return ofCreation(change.kind);
    }
}

bool standsInSchema(ObjectKind kind)
{
    return kind == ObjectKind::Table || kind == ObjectKind::View
        || kind == ObjectKind::MaterializedView || kind == ObjectKind::Sequence;
}

} // namespace

void LockNeeds::addUp(const QList<ObjectChange> &changes, const QString &usual)
{
    for (const ObjectChange &change : changes) {
        const QString schema = change.schema.isEmpty() ? usual : change.schema;
        if (change.change == ChangeKind::Create)
            m_count += ofCreation(change.kind);
        else if (change.change == ChangeKind::Drop)
            m_count += ofDrop(change.kind);
        else if (change.kind == ObjectKind::Column)
            m_count += ofRewrittenColumn;
        if (change.change == ChangeKind::Create && standsInSchema(change.kind))
            m_made.insert(schema % u'.' % change.name);
        else if (!change.parent.isEmpty() && change.kind != ObjectKind::EnumLabel)
            m_used.insert(schema % u'.' % change.parent);
        else
            m_used.insert(schema % u'.' % change.name);
    }
}

void LockNeeds::addDown(const QList<ObjectChange> &changes)
{
    for (const ObjectChange &change : changes)
        m_count += ofUndoing(change);
}

qint64 LockNeeds::count() const
{
    QSet<QString> used = m_used;
    used.subtract(m_made);
    return m_count + used.size() * ofUsedTable + ofEveryRun;
}

} // namespace aegisx::plans
