#pragma once

#include "core/reports/reportdocument.h"

#include <QString>

namespace aegisx::reports {

// A text without the passwords it may quote: PASSWORD '...' in SQL, password=... of a conninfo,
// user:password@ of a URL.
[[nodiscard]] QString withoutSecrets(QString text);

// The report as it may leave this computer: every text cleaned, the server's without values.
[[nodiscard]] SiteReport withoutSecrets(SiteReport report);

} // namespace aegisx::reports
