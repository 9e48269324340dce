#pragma once

#include <QStringList>

namespace aegisx::modules {

// Where modules are looked for when nobody says: the folder installed with the program, else,
// run from a build folder, the source tree's. Needs a QCoreApplication.
[[nodiscard]] QStringList defaultModuleFolders();

} // namespace aegisx::modules
