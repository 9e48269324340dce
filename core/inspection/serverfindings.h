#pragma once

#include "core/base/finding.h"
#include "core/postgres/connection.h"

#include <QSet>

namespace aegisx::inspection {

// What of the server itself stands in the way of writing: a standby, read-only, a transaction
// pooler, another cluster than expected (empty: none expected), an untested version, encoding.
[[nodiscard]] Findings serverFindings(const postgres::ServerFacts &facts,
                                      const QString &expectedSystemIdentifier = {});

// Whether Thai text can be stored at all; what to do where it cannot, or not for certain.
[[nodiscard]] bool holdsThai(const postgres::ServerFacts &facts);
[[nodiscard]] QString encodingRemedy(const postgres::ServerFacts &facts);
// False: no name of the database can be this, and the server would refuse to be asked for it.
[[nodiscard]] bool canHold(const postgres::ServerFacts &facts, const QString &text);
// Those that can be names.
[[nodiscard]] QSet<QString> askable(const postgres::ServerFacts &facts, QSet<QString> names);

} // namespace aegisx::inspection
