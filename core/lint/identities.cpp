#include "core/lint/identities.h"

#include "core/base/enums.h"
#include "core/base/tr.h"

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

QString wordOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Schema:
        return Tr::tr("schema %1");
    case ObjectKind::Column:
        return Tr::tr("column %1");
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return Tr::tr("type %1");
    case ObjectKind::EnumLabel:
        return Tr::tr("enum label %1");
    case ObjectKind::Sequence:
        return Tr::tr("sequence %1");
    case ObjectKind::Index:
        return Tr::tr("index %1");
    case ObjectKind::Constraint:
        return Tr::tr("constraint %1");
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
        return Tr::tr("view %1");
    case ObjectKind::Function:
        return Tr::tr("function %1");
    case ObjectKind::Trigger:
        return Tr::tr("trigger %1");
    case ObjectKind::Extension:
        return Tr::tr("extension %1");
    default:
        return Tr::tr("table %1");
    }
}

} // namespace

QString identityOf(const ObjectChange &change)
{
    QString group;
    switch (change.kind) {
    case ObjectKind::Comment:
    case ObjectKind::Grant:
        return {};
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::Sequence:
    case ObjectKind::Index:
        return u"relation "_s % change.schema % u'.' % change.name;
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return u"type "_s % change.schema % u'.' % change.name;
    case ObjectKind::Function:
        return u"function "_s % change.schema % u'.' % change.name % u'(' % change.arguments % u')';
    default:
        group = aegisx::keyOf(change.kind);
    }
    return group % u' ' % change.schema % u'.' % change.parent % u'.' % change.name;
}

QString describe(const ObjectChange &change)
{
    QStringList parts;
    for (const QString &part : {change.schema, change.parent, change.name}) {
        if (!part.isEmpty() && !(change.kind == ObjectKind::Index && part == change.parent))
            parts << part;
    }
    QString name = parts.join(u'.');
    if (change.kind == ObjectKind::Function && change.arguments != "*"_L1)
        name += u'(' % change.arguments % u')';
    return wordOf(change.kind).arg(name);
}

} // namespace aegisx::lint
