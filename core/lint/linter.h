#pragma once

#include "core/base/finding.h"
#include "core/modules/modulecatalog.h"

#include <QStringList>

#include <optional>

namespace aegisx::lint {

// Which modules are checked, among all that they may refer to.
struct LintScope {
    modules::ModuleCatalog catalog;
    QStringList modules; // ids of those that are checked
};

// folders: what is checked, each a module or a folder of modules; others: folders of modules that
// these may require. A module of the former stands for one of the same id among the latter.
// Blocks on the disk.
[[nodiscard]] LintScope lintScope(const QStringList &folders, const QStringList &others);

struct LintReport {
    Findings findings; // by module and file, then by line
    QStringList modules; // ids of those that were checked
    int files = 0;
    int silenced = 0; // findings that a comment with a reason silences

    [[nodiscard]] int count(Severity severity) const;
};

// Holds every file of the modules against the written standards. tried: what tryOut() found, if it
// was asked. Reads the files and nothing else; blocks on the disk. Never fails as such: what cannot
// be read is a finding.
[[nodiscard]] LintReport lint(const LintScope &scope, const std::optional<Findings> &tried = {});

} // namespace aegisx::lint
