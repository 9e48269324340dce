#pragma once

#include "core/modules/objectchange.h"
#include "core/modules/viewsource.h"
#include "core/postgres/connection.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace aegisx::plans {

// A view, as far as a DELETE or UPDATE of it goes on to tables.
struct CatalogView {
    // What an INSTEAD OF trigger runs.
    struct Trigger {
        bool onDelete = false;
        QString schema; // of its function
        QString function;
        std::optional<QList<modules::Loss>> losses; // empty: it cannot be read
    };

    std::optional<modules::ViewSource> source; // the server itself goes on to one relation
    qint64 base = 0; // which is this one
    QList<qint64> uses; // relations that its query and its rules name
    QList<Trigger> triggers;
};

// The views of a database, read together with its tables. Holds no connection.
class ViewCatalog final
{
public:
    // What has to be asked; its answers are taken in the same order.
    [[nodiscard]] static std::vector<postgres::Command> commands();
    void
    take(const postgres::Rows &views, const postgres::Rows &uses, const postgres::Rows &triggers);

    // Empty where there is no such view.
    [[nodiscard]] CatalogView find(qint64 oid) const { return m_views.value(oid); }
    // All relations under it that are no views themselves.
    [[nodiscard]] QList<qint64> under(qint64 oid) const;

private:
    QHash<qint64, CatalogView> m_views;
};

} // namespace aegisx::plans
