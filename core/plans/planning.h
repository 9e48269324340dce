#pragma once

#include "core/plans/plan.h"

namespace aegisx::plans {

// What the planners share.

// The modules asked for, in the catalog's order. Errors: NotFound.
[[nodiscard]] Result<QList<const modules::Module *>>
chooseModules(const modules::ModuleCatalog &catalog, const QStringList &ids);

// Whether the server itself lets anything be changed, and is the one that was expected.
// Errors: Refused.
[[nodiscard]] Result<void> checkServer(const inspection::SiteState &state);
// The same, and whether the site is for what it was expected to be. Errors: Refused.
[[nodiscard]] Result<void> checkSiteMayChange(const inspection::SiteState &state);

// The error that stands in the way of changing these modules, if any: a finding of the server,
// of the catalog or of one of them, or a lock that is not free.
[[nodiscard]] Result<void> checkMayChange(const inspection::SiteState &state,
                                          const QList<const modules::Module *> &chosen);

// Whether the user has the rights that changing a bookkeeping table takes. denied: those that it
// lacks, as the state has them. Errors: Refused, with the rights to ask for.
[[nodiscard]] Result<void> checkTableRights(const inspection::SiteState &state,
                                            const QByteArray &table,
                                            const QStringList &denied,
                                            const QStringList &needed);

// The stem a person meant: with or without an ending. Errors: NotFound.
[[nodiscard]] Result<QString> findMigration(const modules::Module &module, const QString &name);

// A step of a file, without what it does.
[[nodiscard]] PlanStep emptyStep(StepKind kind,
                                 const modules::Module &module,
                                 const inspection::ModuleState &state,
                                 const modules::ModuleFile &file,
                                 const inspection::SiteState &site);

// Turns a section into a step: splits it, notes problems in findings.
[[nodiscard]] PlanStep makeStep(StepKind kind,
                                const modules::Module &module,
                                const inspection::ModuleState &state,
                                const modules::ModuleFile &file,
                                const modules::Section &section,
                                const inspection::SiteState &site,
                                Findings &findings);

[[nodiscard]] PlannedModule plannedModule(const modules::Module &module,
                                          const inspection::ModuleState &state);

// Numbers the segments: one for all, or cut at steps that cannot share a transaction, and says
// why in the plan's findings. Sets commitsLock where there is more than one.
void cutIntoSegments(Plan &plan, bool stepByStep);

} // namespace aegisx::plans
