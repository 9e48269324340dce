#pragma once

#include "core/lint/linter.h"

#include <QJsonObject>
#include <QString>

namespace aegisx::lint {

// The report as SARIF 2.1.0, which editors and code hosts read. Files below root are named as seen
// from there, others with their whole path.
[[nodiscard]] QJsonObject toSarif(const LintReport &report, const QString &root);

} // namespace aegisx::lint
