#pragma once

#include "core/inspection/catalogsnapshot.h"
#include "core/inspection/objecttrail.h"
#include "core/inspection/sitestate.h"

namespace aegisx::inspection {

struct FoundObject {
    ObjectPresence presence = ObjectPresence::Missing; // never Elsewhere
    QString difference; // translated; may stand beside Present: more labels than the file says
};

// Looks for objects in a snapshot of the catalog, which stays the caller's.
class ObjectFinder final
{
public:
    // known: keys of the constraints that are there under another name than the files give them.
    explicit ObjectFinder(const CatalogSnapshot &catalog, QSet<QString> known = {})
        : m_catalog(catalog), m_known(std::move(known))
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
    [[nodiscard]] bool hasConstraint(const ObjectIdentity &identity) const;
    [[nodiscard]] const CatalogFunction *function(const ObjectIdentity &identity) const;
    [[nodiscard]] bool isType(const QString &expected, qint64 oid, const QString &actual) const;

    const CatalogSnapshot &m_catalog;
    QSet<QString> m_known;
};

} // namespace aegisx::inspection
