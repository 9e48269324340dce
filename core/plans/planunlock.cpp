#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/plans/planning.h"

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::LockState;

namespace {

// Of a lock whose holder lives.
QString remedyFor(const inspection::LockInfo &lock)
{
    const int pid = lock.session ? lock.session->pid
        : lock.holder            ? lock.holder->run.backendPid
                                 : 0;
    if (pid == 0)
        return Tr::tr("Wait until it has ended; if it hangs, end its session first.");
    return Tr::tr("Wait until it has ended. If it hangs, first ask it to cancel its statement "
                  "(process %1); only if that does not help, end its session.")
        .arg(pid);
}

} // namespace

Result<Plan> planUnlock(const inspection::SiteState &state, const QString &moduleId, bool force)
{
    const inspection::ModuleState *module = state.find(moduleId);
    if (!module)
        return fail(ErrorKind::NotFound,
                    Tr::tr("There is no module called: %1").arg(moduleId),
                    Tr::tr("The state of the site lists the modules."));
    if (const auto possible = checkSiteMayChange(state); !possible)
        return fail(possible.error());
    Findings findings;
    inspection::addLockFindings(*module, findings);
    Plan plan;
    plan.operation = Operation::Unlock;
    plan.findings = findings;
    plan.forced = force;
    const LockState lock = module->lock.state;
    if (lock == LockState::Absent || lock == LockState::Free)
        return plan;
    if (lock == LockState::Running)
        return fail(Error {ErrorKind::Locked,
                           findings.first().message,
                           Tr::tr("The lock was not released; the site is unchanged."),
                           remedyFor(module->lock),
                           {}});
    if (lock == LockState::Unknown && !force)
        return fail(
            Error {ErrorKind::Refused,
                   Tr::tr("Whether the holder of the lock is gone cannot be proved: it "
                          "left no name, and nobody who would hold it is connected now."),
                   Tr::tr("The lock was not released; the site is unchanged."),
                   Tr::tr("If you are sure that no other upgrade is running anywhere, force the "
                          "release of the lock of module %1.")
                       .arg(moduleId),
                   {}});
    PlanStep step;
    step.kind = StepKind::Unlock;
    step.module = moduleId;
    step.name = module->table.lockName();
    step.table = module->table;
    plan.steps.append(step);
    plan.modules.append({moduleId, module->table, {}, {}});
    return plan;
}

} // namespace aegisx::plans
