#pragma once

#include "core/modules/objectchange.h"

#include <QSet>
#include <QString>

namespace aegisx::plans {

// How many locks of the server's lock table one transaction holds at most when its migrations have
// run, as far as their files say: one for each relation, constraint, type and the like that is
// made, changed or taken away. Counted generously; measured on the shipped modules.
class LockNeeds final
{
public:
    // usual: the schema that a name without one stands in.
    void addUp(const QList<modules::ObjectChange> &changes, const QString &usual);
    // changes: of the up section that is undone.
    void addDown(const QList<modules::ObjectChange> &changes);

    [[nodiscard]] qint64 count() const;

private:
    qint64 m_count = 0;
    QSet<QString> m_made; // "schema.name"
    QSet<QString> m_used; // tables that something belongs to or changes
};

} // namespace aegisx::plans
