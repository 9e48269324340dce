#pragma once

#include "core/base/enums.h"

#include <QList>
#include <QString>

namespace aegisx::lint {

// One rule of the written standards, docs/standards.md.
struct Rule {
    QString id; // stable, for ignores, scripts and tests: "schema-qualified"
    Severity severity = Severity::Error; // a single finding may be milder
    QString title; // translated: what the rule asks for
    QString remedy; // translated: what to do about a file that breaks it
    bool silenced = true; // an ignore comment may silence it
};

// Every rule, in the order of docs/standards.md. Never blocks.
[[nodiscard]] QList<Rule> rules();

// The rule of this id; one without an id where there is none.
[[nodiscard]] Rule ruleOf(const QString &id);

} // namespace aegisx::lint
