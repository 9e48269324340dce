#pragma once

#include "core/lint/lintfile.h"

#include <QSet>

namespace aegisx::lint {

// Takes out of a file's findings what its comments silence, and adds what is wrong with the
// comments themselves. notRun: rules that were not asked this time, so that nobody can say whether
// a comment that names one of them is needed. Answers how many findings were silenced.
int applyIgnores(const LintFile &file, const QSet<QString> &notRun, Findings &findings);

} // namespace aegisx::lint
