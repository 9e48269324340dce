#include "core/inspection/constraintmatch.h"

#include "core/inspection/objectdifference.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

QString keyOfConstraint(const CatalogRelation &table, const QString &name)
{
    return ObjectIdentity {
        ObjectFamily::Constraint, ObjectKind::Constraint, table.schema, name, table.name, {}, {}}
        .key();
}

// As the analysis of a file says it in ObjectChange::type, which may name a table without schema.
bool isOfKind(const CatalogConstraint &constraint, const QString &type)
{
    const QString kind = kindOf(constraint);
    if (constraint.kind != u'f')
        return type == kind;
    const QString table = constraint.referencedTable;
    return type == kind % u' ' % table
        || type == kind % u' ' % constraint.referencedSchema % u'.' % table;
}

bool hasColumns(const CatalogConstraint &constraint, const QStringList &columns)
{
    const QSet<QString> here(constraint.columns.begin(), constraint.columns.end());
    return here == QSet<QString>(columns.begin(), columns.end());
}

// Finds one of the site's for one of the files'.
class Matcher
{
public:
    Matcher(const CatalogSnapshot &catalog, const QList<TrailStep> &steps) : m_catalog(catalog)
    {
        for (const TrailStep &step : steps) {
            if (step.change.kind != ObjectKind::Constraint)
                continue;
            m_taken.insert(identityBefore(step.change).key());
            m_taken.insert(identityAfter(step.change).key());
        }
    }

    void match(const ObjectTrail &trail, const QString &kind);
    [[nodiscard]] const QHash<QString, QString> &known() const { return m_known; }

private:
    const CatalogSnapshot &m_catalog;
    QSet<QString> m_taken; // named by a file, or standing for one of a file already
    QHash<QString, QString> m_known;
};

void Matcher::match(const ObjectTrail &trail, const QString &kind)
{
    for (auto form = trail.forms.crbegin(); form != trail.forms.crend(); ++form) {
        const ObjectIdentity &wanted = form->identity;
        const CatalogRelation *table = m_catalog.relation(wanted.schema, wanted.parent);
        if (!table)
            continue;
        const QList<CatalogConstraint> &all = table->constraints;
        if (std::any_of(all.begin(), all.end(), [&](const CatalogConstraint &one) {
                return one.name == wanted.name;
            }))
            return;
        const auto found = std::find_if(all.begin(), all.end(), [&](const CatalogConstraint &one) {
            return isOfKind(one, kind) && hasColumns(one, wanted.columns)
                && (one.kind != u'c' || mayDemand(one, form->definition))
                && !m_taken.contains(keyOfConstraint(*table, one.name));
        });
        if (found == all.end())
            continue;
        m_taken.insert(keyOfConstraint(*table, found->name));
        m_known.insert(wanted.key(), found->name);
        return;
    }
}

} // namespace

QHash<QString, QString> constraintsByOtherNames(const CatalogSnapshot &catalog,
                                                const QList<TrailStep> &steps,
                                                const ObjectTrails &trails)
{
    Matcher matcher(catalog, steps);
    for (int i = static_cast<int>(steps.size()) - 1; i >= 0; --i) {
        const ObjectChange &change = steps.at(i).change;
        if (change.kind == ObjectKind::Constraint && change.change == ChangeKind::Create)
            matcher.match(trails.follow(i), change.type);
    }
    return matcher.known();
}

} // namespace aegisx::inspection
