#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>

namespace aegisx {
// Something a person should know before anything runs: one sentence, and what to do about it.
struct Finding {
    Severity severity = Severity::Error;
    QString id; // stable, for scripts and tests: "unknown-migrations"
    QString module; // module id, empty: the site as a whole
    QString name; // the migration or seed, if one is meant
    QString message; // translated
    QString remedy; // translated
    SourcePosition where;
};

using Findings = QList<Finding>;

[[nodiscard]] bool hasErrors(const Findings &findings);

// The refusal that a list of findings with errors amounts to.
[[nodiscard]] Error refusal(const Findings &findings);

} // namespace aegisx
