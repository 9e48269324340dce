#pragma once

#include "cli/commands.h"
#include "core/plans/planaccount.h"

namespace aegisx::cli {

// What create-administrator asks for, with the password that a person types twice or, if so asked
// for, the input's first line. Without one for a plan that is only shown. Blocks. Errors: Usage
// (nobody can be asked, or the two differ), Cancelled, Io.
[[nodiscard]] Result<plans::AccountRequest> accountRequest(const Context &context);

} // namespace aegisx::cli
