#include "core/inspection/objectfinder.h"

#include "core/base/tr.h"
#include "core/inspection/objectdifference.h"

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

FoundObject foundAs(const Comparison &comparison)
{
    return {comparison.difference.isEmpty() ? ObjectPresence::Present : ObjectPresence::Different,
            comparison.difference,
            comparison.byName};
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

const CatalogConstraint *ObjectFinder::constraint(const ObjectIdentity &identity) const
{
    const CatalogRelation *table = m_catalog.relation(identity.schema, identity.parent);
    if (!table)
        return nullptr;
    const QString otherName = m_otherNames.value(identity.key());
    const auto found = std::find_if(
        table->constraints.begin(), table->constraints.end(), [&](const CatalogConstraint &one) {
            return one.name == identity.name || one.name == otherName;
        });
    return found == table->constraints.end() ? nullptr : &*found;
}

FoundObject ObjectFinder::findConstraint(const ObjectForm &form) const
{
    const ObjectIdentity &identity = form.identity;
    const CatalogConstraint *found = constraint(identity);
    const CatalogType *domain = m_catalog.type(identity.schema, identity.parent);
    if (!found && (!domain || !domain->constraints.contains(identity.name)))
        return {};
    const bool validated = found ? found->validated : domain->constraints.value(identity.name);
    if (!validated && form.validated)
        return {ObjectPresence::Different, Tr::tr("It is not validated (NOT VALID).")};
    return found ? foundAs(compareConstraint(m_catalog, *found, form))
                 : FoundObject {ObjectPresence::Present, {}, true};
}

FoundObject ObjectFinder::findTrigger(const ObjectForm &form) const
{
    const ObjectIdentity &identity = form.identity;
    const CatalogRelation *table = m_catalog.relation(identity.schema, identity.parent);
    if (!table || !table->triggers.contains(identity.name))
        return {};
    const bool fires = table->triggers.value(identity.name) || form.mayBeOff;
    return foundAs({fires ? QString() : Tr::tr("It is disabled."), true});
}

// An index or an owned sequence is its table's, which may have it by another number.
const CatalogRelation *ObjectFinder::relation(const ObjectIdentity &identity) const
{
    const CatalogRelation *table = m_catalog.relation(identity.schema, identity.parent);
    const bool index = identity.kind == ObjectKind::Index;
    const CatalogRelation *part = table && (index || identity.kind == ObjectKind::Sequence)
        ? m_catalog.partOf(*table, index ? u'i' : u'S', identity.name)
        : nullptr;
    return part ? part : m_catalog.relation(identity.schema, identity.name);
}

FoundObject ObjectFinder::findHalfBuilt(const CatalogRelation &index, const ObjectForm &form) const
{
    const QString other = compareIndex(m_catalog, index, form).difference;
    QStringList differences {Tr::tr("The index was not built to its end.")};
    if (!other.isEmpty())
        differences << other;
    return {ObjectPresence::Different,
            differences.join(u' '),
            false,
            other.isEmpty() && index.name == form.identity.name};
}

FoundObject ObjectFinder::findRelation(const ObjectForm &form) const
{
    const ObjectIdentity &identity = form.identity;
    const CatalogRelation *relation = this->relation(identity);
    if (!relation)
        return {};
    if (!fits(identity.kind, relation->kind))
        return {ObjectPresence::Different, Tr::tr("Another kind of object has this name.")};
    if (relation->halfBuilt)
        return findHalfBuilt(*relation, form);
    if (identity.kind == ObjectKind::Index)
        return foundAs(compareIndex(m_catalog, *relation, form));
    if (identity.kind == ObjectKind::View)
        return foundAs(compareView(*relation, form));
    const bool byName =
        identity.kind == ObjectKind::MaterializedView || identity.kind == ObjectKind::Sequence;
    return {ObjectPresence::Present, {}, byName};
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
        return findConstraint(form);
    case ObjectFamily::Function:
        return function(identity) ? FoundObject {ObjectPresence::Present, {}, true}
                                  : FoundObject {};
    case ObjectFamily::Trigger:
        return findTrigger(form);
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
        return findRelation(form);
    }
    return {};
}

// By its name alone.
bool ObjectFinder::exists(const ObjectIdentity &identity) const
{
    ObjectForm form {identity, {}, {}};
    form.mayBeOff = true;
    return find(form).presence == ObjectPresence::Present;
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
