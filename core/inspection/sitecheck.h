#pragma once

#include "core/inspection/sitestate.h"
#include "core/modules/objectchange.h"

#include <QHash>

namespace aegisx::inspection {

// What a migration file of the modules says.
struct FileFacts {
    QString sha256;
    QString fingerprint; // of its up section's meaning; empty: the parser could not read it
    QList<modules::ObjectChange> changes; // of its up section
};

struct SiteCheck {
    SiteState state;
    int filesRead = 0;
    QHash<QString, FileFacts> files; // by "module/stem"; only those that could be read
    Findings findings; // those of the state, and what the check adds; worst first
};

// Looks at everything that could stop an upgrade, without writing: the state, the user's rights,
// and every migration and seed file of the modules, read and analysed. Blocks.
// Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<SiteCheck> checkSite(postgres::Connection &connection,
                                          const modules::ModuleCatalog &catalog,
                                          const ExpectedSite &expected = {},
                                          std::stop_token stop = {});
// The same for a site that was looked at already. One round trip.
[[nodiscard]] Result<SiteCheck> checkSite(postgres::Connection &connection,
                                          const modules::ModuleCatalog &catalog,
                                          SiteState state,
                                          std::stop_token stop = {});

} // namespace aegisx::inspection
