#pragma once

#include "core/base/finding.h"
#include "core/lint/lintmodule.h"

namespace aegisx::lint {

// The rules, a group each; they add what they find to the list, which is the caller's. None blocks.

void checkFileNames(const LintModule &module, Findings &findings);
void checkNames(const LintModule &module, const LintFacts &facts, Findings &findings);
void checkCreation(const LintModule &module, const LintFacts &facts, Findings &findings);
void checkEnums(const LintModule &module, Findings &findings);
void checkForeignKeys(const LintModule &module, Findings &findings);
void checkDown(const LintModule &module, const LintFacts &facts, Findings &findings);
void checkLosses(const LintModule &module, const LintFacts &facts, Findings &findings);
void checkLocks(const LintModule &module, const LintFacts &facts, Findings &findings);
void checkSession(const LintModule &module, Findings &findings);
void checkSuperuser(const LintModule &module, Findings &findings);
void checkSeeds(const LintModule &module, Findings &findings);
void checkSecrets(const LintModule &module, Findings &findings);
void checkBodies(const LintModule &module, Findings &findings);
void checkRequirements(const LintModule &module,
                       const QList<LintModule> &modules,
                       Findings &findings);

} // namespace aegisx::lint
