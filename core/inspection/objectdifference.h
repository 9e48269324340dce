#pragma once

#include "core/inspection/catalogsnapshot.h"
#include "core/inspection/objecttrail.h"

namespace aegisx::inspection {

// How an object of the catalog that has the right name compares with what a file says of it.
struct Comparison {
    QString difference; // translated, whole sentences; empty: none was found
    bool byName =
        false; // beside the name nothing, or not all that the file says, could be compared
};

// Columns in their order (expressions not), uniqueness, method, whether there is a condition.
[[nodiscard]] Comparison
compareIndex(const CatalogSnapshot &catalog, const CatalogRelation &index, const ObjectForm &form);
// Number and names of the columns, where the file says them; not what the view shows in them.
[[nodiscard]] Comparison compareView(const CatalogRelation &view, const ObjectForm &form);
// Kind and columns; the table and columns that a foreign key refers to; the condition of a CHECK as
// conditionOf() has it.
[[nodiscard]] Comparison compareConstraint(const CatalogSnapshot &catalog,
                                           const CatalogConstraint &constraint,
                                           const ObjectForm &form);

// As ObjectChange::type says it, without the table that a foreign key refers to: "primary key".
[[nodiscard]] QString kindOf(const CatalogConstraint &constraint);
// Whether a condition in conditionOf()'s form can be that of the CHECK; true where nobody can tell.
[[nodiscard]] bool mayDemand(const CatalogConstraint &check, const QString &condition);

} // namespace aegisx::inspection
