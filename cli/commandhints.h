#pragma once

#include "cli/arguments.h"
#include "core/base/error.h"
#include "core/base/finding.h"
#include "core/runs/runreport.h"

#include <QString>
#include <QStringList>

namespace aegisx::cli {

// The command lines that do what a remedy of core asks for: what stands behind the program's name
// and the site. Core's sentences name none, as the window shows them too.
[[nodiscard]] QStringList commandsFor(const Finding &finding);
[[nodiscard]] QStringList commandsFor(const runs::RunReport &report);
// Of a verb whose plan was refused with this error.
[[nodiscard]] QStringList
commandsFor(const Arguments &arguments, const inspection::SiteState &state, const Error &error);
// Of a line of the check, by its id.
[[nodiscard]] QStringList commandsForLine(const QString &id);

// The program with the options that name the site, but for a connection text: it may hold a
// password.
[[nodiscard]] QString programFor(const Arguments &arguments);
[[nodiscard]] QString shellWord(const QString &word); // as a shell takes it

} // namespace aegisx::cli
