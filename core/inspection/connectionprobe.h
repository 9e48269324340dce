#pragma once

#include "core/inspection/sitestate.h"

namespace aegisx::inspection {

// What a person who sets a connection up wants to know of its other end.
struct ConnectionProbe {
    SiteState state; // of the server and the environment; no modules
    bool createsSchemas = false; // the role may, as an upgrade has to
    bool createsTables = false; // in the current schema

    // Neither the server nor the role stands in the way of an upgrade.
    [[nodiscard]] bool mayWrite() const;
};

// Looks at the server, the role's rights and the environment that is stored. Writes nothing.
// Blocks. Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<ConnectionProbe> probeConnection(postgres::Connection &connection,
                                                      const ExpectedSite &expected = {},
                                                      std::stop_token stop = {});

} // namespace aegisx::inspection
