#pragma once

#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"

#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

namespace aegisx::inspection {

// A relation that could be one of the bookkeeping tables, or of our own.
struct Relation {
    QString schema;
    QString name;
    qint64 oid = 0;
    bool readable = false;
    QSet<QString> columns; // with xmin, which a view has not
    QStringList denied; // rights to change its rows that the user lacks
};

// Every relation of these names, in any schema, whatever the user may do with it.
[[nodiscard]] postgres::Command selectBookkeepingRelations(const modules::ModuleCatalog &catalog);
[[nodiscard]] QList<Relation> readBookkeepingRelations(const postgres::Rows &rows);

// Whether aegisx_site has runs that the user may not read: no history is not an empty one.
[[nodiscard]] bool isHistoryHidden(const QList<Relation> &relations);

} // namespace aegisx::inspection
