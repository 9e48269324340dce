#include "core/base/tr.h"
#include "core/lint/checks.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

bool isMissing(const modules::Requirement &requirement, const QList<LintModule> &modules)
{
    const auto named =
        std::find_if(modules.begin(), modules.end(), [&requirement](const LintModule &module) {
            return module.module->manifest.id == requirement.module;
        });
    return named != modules.end() && !named->module->find(requirement.name);
}

} // namespace

// A module that is not there at all is a finding about module.json.
void checkRequirements(const LintModule &module,
                       const QList<LintModule> &modules,
                       Findings &findings)
{
    for (const auto &file : module.migrations) {
        for (const modules::Requirement &requirement : file->requirements) {
            if (!isMissing(requirement, modules))
                continue;
            Finding one = finding(*file,
                                  u"undeclared-module"_s,
                                  {file->path, requirement.line, 1},
                                  Tr::tr("The module \"%1\" has no such migration: %2")
                                      .arg(requirement.module, requirement.name));
            one.remedy = Tr::tr("Name the migration as its file is named, without the ending.");
            findings.append(one);
        }
    }
}

} // namespace aegisx::lint
