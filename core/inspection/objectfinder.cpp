#include "core/inspection/objectfinder.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ObjectKind;

namespace {

// Whether a relation of this pg_class.relkind is what the kind means.
bool fits(ObjectKind kind, QChar relkind)
{
    switch (kind) {
    case ObjectKind::Table:
        return u"rpf"_s.contains(relkind);
    case ObjectKind::View:
        return relkind == u'v';
    case ObjectKind::MaterializedView:
        return relkind == u'm';
    case ObjectKind::Sequence:
        return relkind == u'S';
    case ObjectKind::Index:
        return u"iI"_s.contains(relkind);
    default:
        return true;
    }
}

const CatalogColumn *columnOf(const CatalogRelation &relation, const QString &name)
{
    const auto found = std::find_if(relation.columns.begin(),
                                    relation.columns.end(),
                                    [&name](const CatalogColumn &one) { return one.name == name; });
    return found == relation.columns.end() ? nullptr : &*found;
}

FoundObject presentIf(bool there)
{
    return {there ? ObjectPresence::Present : ObjectPresence::Missing, {}};
}

QString nullabilityDifference(bool notNull)
{
    return notNull ? Tr::tr("It may not be empty (NOT NULL), which the migration does not say.")
                   : Tr::tr("It may be empty, where the migration says NOT NULL.");
}

} // namespace

bool ObjectFinder::isType(const QString &expected, qint64 oid, const QString &actual) const
{
    const SplitType written = splitType(expected);
    const auto wanted = m_catalog.typeOid(written.base);
    return wanted == oid
        && written.modifiers.compare(splitType(actual).modifiers, Qt::CaseInsensitive) == 0;
}

FoundObject ObjectFinder::findColumn(const ObjectForm &form) const
{
    const ObjectIdentity &identity = form.identity;
    const CatalogRelation *relation = m_catalog.relation(identity.schema, identity.parent);
    const CatalogColumn *column = relation ? columnOf(*relation, identity.name) : nullptr;
    if (!column)
        return {};
    const bool typeFits = form.types.isEmpty()
        || std::any_of(form.types.begin(), form.types.end(), [&](const QString &type) {
                              return isType(type, column->typeOid, column->type);
                          });
    QStringList differences;
    if (!typeFits)
        differences << Tr::tr("The type is %1 instead of %2.").arg(column->type, form.types.last());
    // A view's columns are never NOT NULL.
    if (!form.notNull.isEmpty() && !form.notNull.contains(column->notNull))
        differences << nullabilityDifference(column->notNull);
    if (differences.isEmpty())
        return {ObjectPresence::Present, {}};
    return {ObjectPresence::Different, differences.join(u' ')};
}

FoundObject ObjectFinder::findDomain(const CatalogType &type, const ObjectForm &form) const
{
    const bool typeFits = form.types.isEmpty()
        || std::any_of(form.types.begin(), form.types.end(), [&](const QString &one) {
                              return isType(one, type.baseOid, type.base);
                          });
    if (type.kind != u'd' || !typeFits)
        return {ObjectPresence::Different,
                Tr::tr("The type is %1 instead of %2.").arg(type.base, form.types.value(0))};
    if (!form.notNull.isEmpty() && !form.notNull.contains(type.notNull))
        return {ObjectPresence::Different, nullabilityDifference(type.notNull)};
    return {ObjectPresence::Present, {}};
}

bool ObjectFinder::hasConstraint(const ObjectIdentity &identity) const
{
    const CatalogRelation *relation = m_catalog.relation(identity.schema, identity.parent);
    const CatalogType *type = m_catalog.type(identity.schema, identity.parent);
    const bool named = relation
        && std::any_of(relation->constraints.begin(),
                       relation->constraints.end(),
                       [&](const auto &one) { return one.name == identity.name; });
    return named || (relation && m_known.contains(identity.key()))
        || (type && type->constraints.contains(identity.name));
}

const CatalogFunction *ObjectFinder::function(const ObjectIdentity &identity) const
{
    QList<qint64> wanted;
    const QStringList types =
        identity.arguments.isEmpty() ? QStringList() : identity.arguments.split(u", "_s);
    const bool any = identity.arguments == "*"_L1;
    for (const QString &type : types)
        wanted << m_catalog.typeOid(type).value_or(0);
    for (const CatalogFunction &one : m_catalog.functions()) {
        if (one.name == identity.name && one.schema == identity.schema
            && (any || one.arguments == wanted))
            return &one;
    }
    return nullptr;
}

FoundObject ObjectFinder::find(const ObjectForm &form) const
{
    const ObjectIdentity &identity = form.identity;
    switch (identity.family) {
    case ObjectFamily::Schema:
        return presentIf(m_catalog.hasSchema(identity.name));
    case ObjectFamily::Extension:
        return presentIf(m_catalog.extensions().contains(identity.name));
    case ObjectFamily::Column:
        return findColumn(form);
    case ObjectFamily::Constraint:
        return presentIf(hasConstraint(identity));
    case ObjectFamily::Function:
        return presentIf(function(identity) != nullptr);
    case ObjectFamily::Trigger: {
        const CatalogRelation *table = m_catalog.relation(identity.schema, identity.parent);
        return presentIf(table && table->triggers.contains(identity.name));
    }
    case ObjectFamily::Label: {
        const CatalogType *type = m_catalog.type(identity.schema, identity.parent);
        return presentIf(type && type->labels.contains(identity.name));
    }
    case ObjectFamily::Type: {
        const CatalogType *type = m_catalog.type(identity.schema, identity.name);
        if (type && identity.kind == ObjectKind::Domain)
            return findDomain(*type, form);
        return presentIf(type != nullptr);
    }
    case ObjectFamily::Relation:
        break;
    }
    const CatalogRelation *relation = m_catalog.relation(identity.schema, identity.name);
    if (relation && !fits(identity.kind, relation->kind))
        return {ObjectPresence::Different, Tr::tr("Another kind of object has this name.")};
    if (relation && relation->halfBuilt)
        return {ObjectPresence::Different, Tr::tr("The index was not built to its end.")};
    return presentIf(relation != nullptr);
}

bool ObjectFinder::exists(const ObjectIdentity &identity) const
{
    return find({identity, {}, {}}).presence == ObjectPresence::Present;
}

QStringList ObjectFinder::labelsOf(const ObjectIdentity &type) const
{
    const CatalogType *found = m_catalog.type(type.schema, type.name);
    return found ? found->labels : QStringList();
}

bool ObjectFinder::hasComment(const ObjectIdentity &identity) const
{
    switch (identity.family) {
    case ObjectFamily::Schema:
        return m_catalog.schemas().value(identity.name);
    case ObjectFamily::Extension:
        return m_catalog.extensions().value(identity.name);
    case ObjectFamily::Function: {
        const CatalogFunction *one = function(identity);
        return one && one->commented;
    }
    case ObjectFamily::Type: {
        const CatalogType *type = m_catalog.type(identity.schema, identity.name);
        return type && type->commented;
    }
    case ObjectFamily::Relation: {
        const CatalogRelation *relation = m_catalog.relation(identity.schema, identity.name);
        return relation && relation->commented;
    }
    case ObjectFamily::Column: {
        const CatalogRelation *relation = m_catalog.relation(identity.schema, identity.parent);
        const CatalogColumn *column = relation ? columnOf(*relation, identity.name) : nullptr;
        return column && column->commented;
    }
    default: {
        const CatalogRelation *relation = m_catalog.relation(identity.schema, identity.parent);
        return relation && relation->commentedParts.contains(identity.name);
    }
    }
}

QStringList ObjectFinder::otherSchemas(const ObjectIdentity &identity) const
{
    QStringList schemas;
    const auto add = [&](const QString &schema, const QString &name, const QString &wanted) {
        if (name != wanted || schema == identity.schema || schemas.contains(schema))
            return;
        ObjectIdentity there = identity;
        there.schema = schema;
        if (exists(there))
            schemas << schema;
    };
    switch (identity.family) {
    case ObjectFamily::Relation:
        for (const CatalogRelation &one : m_catalog.relations())
            add(one.schema, one.name, identity.name);
        break;
    case ObjectFamily::Function:
        for (const CatalogFunction &one : m_catalog.functions())
            add(one.schema, one.name, identity.name);
        break;
    case ObjectFamily::Column:
    case ObjectFamily::Constraint:
    case ObjectFamily::Trigger:
        for (const CatalogRelation &one : m_catalog.relations())
            add(one.schema, one.name, identity.parent);
        break;
    case ObjectFamily::Type:
    case ObjectFamily::Label:
        for (const CatalogType &one : m_catalog.types())
            add(one.schema,
                one.name,
                identity.family == ObjectFamily::Type ? identity.name : identity.parent);
        break;
    default:
        break;
    }
    return schemas;
}

} // namespace aegisx::inspection
