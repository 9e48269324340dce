#include "core/inspection/objectdifference.h"

#include "core/base/tr.h"
#include "core/modules/checkcondition.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

constexpr auto foreignKey = "foreign key"_L1;

QString columnsDifference(const QStringList &here, const QStringList &wanted)
{
    return Tr::tr("Its columns are %1 instead of %2.")
        .arg(here.join(u", "_s), wanted.join(u", "_s));
}

bool areSame(const QStringList &left, const QStringList &right)
{
    return QSet<QString>(left.begin(), left.end()) == QSet<QString>(right.begin(), right.end());
}

// A column that the file does not name may be called anything.
bool isShape(const QStringList &columns, const QStringList &shape)
{
    return std::equal(columns.begin(),
                      columns.end(),
                      shape.begin(),
                      shape.end(),
                      [](const QString &column, const QString &named) {
                          return named.isEmpty() || named == column;
                      });
}

// The table and its schema, as "foreign key inventory.drugs" says them.
struct Referenced {
    QString schema; // empty: not said
    QString table;
};

Referenced referencedBy(const QString &type)
{
    const QString written = type.mid(foreignKey.size() + 1);
    const qsizetype dot = written.lastIndexOf(u'.');
    return {written.left(std::max<qsizetype>(dot, 0)), written.mid(dot + 1)};
}

// Where the schema lacks such a table, the one in another schema is the module's own.
bool refersTo(const CatalogSnapshot &catalog,
              const CatalogConstraint &constraint,
              const QString &type)
{
    const Referenced wanted = referencedBy(type);
    return wanted.table == constraint.referencedTable
        && (wanted.schema.isEmpty() || wanted.schema == constraint.referencedSchema
            || !catalog.relation(wanted.schema, wanted.table));
}

QString referenceDifference(const CatalogSnapshot &catalog,
                            const CatalogConstraint &constraint,
                            const ObjectForm &form)
{
    const auto refers = [&](const QString &type) { return refersTo(catalog, constraint, type); };
    if (std::none_of(form.types.begin(), form.types.end(), refers))
        return Tr::tr("It refers to %1 instead of %2.")
            .arg(constraint.referencedSchema % u'.' % constraint.referencedTable,
                 form.types.last().mid(foreignKey.size() + 1));
    const auto same = [&constraint](const QStringList &columns) {
        return columns.isEmpty() || areSame(constraint.referencedColumns, columns);
    };
    if (!form.columns.isEmpty() && std::none_of(form.columns.begin(), form.columns.end(), same))
        return Tr::tr("It refers to the columns %1 instead of %2.")
            .arg(constraint.referencedColumns.join(u", "_s), form.columns.last().join(u", "_s));
    return {};
}

QStringList indexDifferences(const QStringList &here, const QStringList &wanted)
{
    QStringList differences;
    if (here.first() != wanted.first())
        differences << Tr::tr("Its method is %1 instead of %2.").arg(here.first(), wanted.first());
    if (here.contains("unique"_L1) && !wanted.contains("unique"_L1))
        differences << Tr::tr("It is unique, which the migration does not say.");
    if (!here.contains("unique"_L1) && wanted.contains("unique"_L1))
        differences << Tr::tr("It is not unique, where the migration says UNIQUE.");
    if (here.contains("where"_L1) && !wanted.contains("where"_L1))
        differences << Tr::tr("It holds a part of the rows (WHERE), where the migration says all.");
    if (!here.contains("where"_L1) && wanted.contains("where"_L1))
        differences << Tr::tr("It holds all rows, where the migration says a part (WHERE).");
    return differences;
}

} // namespace

QString kindOf(const CatalogConstraint &constraint)
{
    switch (constraint.kind.unicode()) {
    case 'c':
        return u"check"_s;
    case 'p':
        return u"primary key"_s;
    case 'u':
        return u"unique"_s;
    case 'x':
        return u"exclusion"_s;
    case 'f':
        return foreignKey;
    default:
        return {};
    }
}

bool mayDemand(const CatalogConstraint &check, const QString &condition)
{
    if (condition.isEmpty() || check.condition.isEmpty())
        return true;
    const QString here = modules::conditionOf(check.condition.toUtf8());
    return here.isEmpty() || here == condition;
}

Comparison
compareIndex(const CatalogSnapshot &catalog, const CatalogRelation &index, const ObjectForm &form)
{
    if (form.definition.isEmpty())
        return {{}, true};
    const QStringList wanted = form.definition.split(u' ');
    const QStringList here = index.definition.split(u' ');
    QStringList differences;
    const CatalogRelation *table = catalog.relation(form.identity.schema, form.identity.parent);
    if (table && table->oid != index.table)
        differences << Tr::tr("It stands on another table.");
    const bool expressions = wanted.contains("expression"_L1);
    if (expressions != here.contains("expression"_L1)
        || (!expressions && index.indexColumns != form.identity.columns))
        differences << columnsDifference(index.indexColumns, form.identity.columns);
    differences << indexDifferences(here, wanted);
    return {differences.join(u' '), expressions || wanted.contains("where"_L1)};
}

Comparison compareView(const CatalogRelation &view, const ObjectForm &form)
{
    const bool said = !form.columns.isEmpty() && !form.columns.contains(QStringList());
    if (!said)
        return {{}, true};
    QStringList here;
    for (const CatalogColumn &column : view.columns)
        here << column.name;
    const bool fits =
        std::any_of(form.columns.begin(), form.columns.end(), [&here](const QStringList &shape) {
            return isShape(here, shape);
        });
    if (fits)
        return {};
    QStringList wanted = form.columns.last();
    std::replace(wanted.begin(), wanted.end(), QString(), u"?"_s); // not named in the file
    return {columnsDifference(here, wanted), false};
}

Comparison compareConstraint(const CatalogSnapshot &catalog,
                             const CatalogConstraint &constraint,
                             const ObjectForm &form)
{
    if (form.types.isEmpty())
        return {{}, true};
    const QString kind = kindOf(constraint);
    if (!form.types.first().startsWith(kind))
        return {Tr::tr("It is another constraint: %1.").arg(kind.toUpper()), false};
    const QStringList &wanted = form.identity.columns;
    if (kind == "exclusion"_L1)
        return {{}, true};
    if (form.definition != "include"_L1 && !wanted.isEmpty()
        && !areSame(constraint.columns, wanted))
        return {columnsDifference(constraint.columns, wanted), false};
    if (kind == foreignKey)
        return {referenceDifference(catalog, constraint, form), false};
    if (kind != "check"_L1)
        return {};
    if (!mayDemand(constraint, form.definition))
        return {Tr::tr("Its condition is another one: %1").arg(constraint.condition), false};
    const bool compared = !form.definition.isEmpty()
        && !modules::conditionOf(constraint.condition.toUtf8()).isEmpty();
    return {{}, !compared};
}

} // namespace aegisx::inspection
