#pragma once

#include "core/base/result.h"
#include "core/modules/migrationfile.h"

#include <QList>
#include <QString>

namespace aegisx::plans {

// A pending migration to be put in order; those of one module come in the module's own order.
struct OrderItem {
    QString module;
    QString name;
    QString file;
    QList<modules::Requirement> requirements; // those that are pending as well
};

// The indexes of items in the order to run: a stable topological order in which modules come as
// given, unless a "-- requires:" line asks for another module's migration first.
// Errors: Refused, one sentence that names the files of the circle.
[[nodiscard]] Result<QList<int>> orderAcrossModules(const QList<OrderItem> &items);

} // namespace aegisx::plans
