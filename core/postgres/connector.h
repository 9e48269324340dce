#pragma once

#include "core/base/result.h"
#include "core/postgres/session.h"

#include <stop_token>

namespace aegisx::postgres {

struct ConnectionSettings;

// Tries the hosts of the settings in order, each for at most connectTimeout, until one fits
// target_session_attrs. Blocks; name resolution alone cannot be interrupted.
// Errors: a connection failure, of the last host; Cancelled.
[[nodiscard]] Result<Session> connectSession(const ConnectionSettings &settings,
                                             std::stop_token stop);

} // namespace aegisx::postgres
