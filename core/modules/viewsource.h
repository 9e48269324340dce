#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>

namespace aegisx::modules {

// The one table or view of which a simple view shows the rows.
struct ViewSource {
    QString schema; // empty: as the search path has it
    QString name;
    bool only = false; // FROM ONLY: without the tables that inherit from it
    bool everyRow = true; // it has no WHERE
    QHash<QString, QString> columns; // of the view: of what it shows; those that are no column left
};

// From the text of the view's query, as pg_get_viewdef() writes it; nullopt where it joins, groups
// or limits, or cannot be read. Never blocks.
[[nodiscard]] std::optional<ViewSource> viewSource(const QByteArray &query);

} // namespace aegisx::modules
