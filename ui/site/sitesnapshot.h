#pragma once

#include "core/inspection/sitehistory.h"
#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"

#include <QDateTime>
#include <QHash>

namespace aegisx::ui {

// What was last read of a site; never changes once it is made, so threads may share it.
struct SiteSnapshot {
    modules::ModuleCatalog catalog;
    inspection::SiteState state;
    QHash<QString, inspection::AppliedBy> appliedBy; // by "module/stem"
    QDateTime readAt;

    [[nodiscard]] int pendingCount() const;
    // Something stands in the way of every change.
    [[nodiscard]] bool mayChange() const;
};

} // namespace aegisx::ui
