#pragma once

#include "core/base/result.h"

#include <QString>

namespace aegisx::modules {

// The error of a module's file that is not what it should be: InvalidInput, with file and line.
[[nodiscard]] tl::unexpected<Error>
refuseFile(const QString &fileName, int line, const QString &why);

} // namespace aegisx::modules
