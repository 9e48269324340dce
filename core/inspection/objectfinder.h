#pragma once

#include "core/inspection/catalogsnapshot.h"
#include "core/inspection/objecttrail.h"
#include "core/inspection/sitestate.h"

namespace aegisx::inspection {

struct FoundObject {
    ObjectPresence presence = ObjectPresence::Missing; // never Elsewhere
    QString difference; // translated; may stand beside Present: more labels than the file says
    bool byName = false; // nothing else, or not all that the file says, could be compared
    bool unfinished = false; // an index whose build did not end is the only difference
};

// Looks for objects in a snapshot of the catalog, which stays the caller's.
class ObjectFinder final
{
public:
    // otherNames: of the constraints that are there under another name than the files give them, by
    // their keys.
    explicit ObjectFinder(const CatalogSnapshot &catalog, QHash<QString, QString> otherNames = {})
        : m_catalog(catalog), m_otherNames(std::move(otherNames))
    {
    }

    [[nodiscard]] FoundObject find(const ObjectForm &form) const;
    [[nodiscard]] bool hasComment(const ObjectIdentity &identity) const;

    // Whether the object is there at all, however it looks.
    [[nodiscard]] bool exists(const ObjectIdentity &identity) const;
    // The schemas that hold one of that kind and name, without the identity's own.
    [[nodiscard]] QStringList otherSchemas(const ObjectIdentity &identity) const;
    [[nodiscard]] QStringList labelsOf(const ObjectIdentity &type) const;

private:
    [[nodiscard]] FoundObject findColumn(const ObjectForm &form) const;
    [[nodiscard]] FoundObject findDomain(const CatalogType &type, const ObjectForm &form) const;
    [[nodiscard]] FoundObject findConstraint(const ObjectForm &form) const;
    [[nodiscard]] FoundObject findRelation(const ObjectForm &form) const;
    [[nodiscard]] FoundObject findHalfBuilt(const CatalogRelation &index,
                                            const ObjectForm &form) const;
    [[nodiscard]] const CatalogRelation *relation(const ObjectIdentity &identity) const;
    [[nodiscard]] FoundObject findTrigger(const ObjectForm &form) const;
    // Null: the table has none of that name, or it is a domain's.
    [[nodiscard]] const CatalogConstraint *constraint(const ObjectIdentity &identity) const;
    [[nodiscard]] const CatalogFunction *function(const ObjectIdentity &identity) const;
    [[nodiscard]] bool isType(const QString &expected, qint64 oid, const QString &actual) const;

    const CatalogSnapshot &m_catalog;
    QHash<QString, QString> m_otherNames;
};

} // namespace aegisx::inspection
