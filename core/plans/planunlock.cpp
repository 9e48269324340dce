#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/plans/planning.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::LockState;

namespace {

// Of a lock whose holder lives.
QString remedyFor(const inspection::LockInfo &lock, const Finding &known)
{
    if (!lock.prepared.isEmpty())
        return known.remedy;
    const int pid = lock.session ? lock.session->pid
        : lock.holder            ? lock.holder->run.backendPid
                                 : 0;
    if (pid == 0)
        return Tr::tr("Wait until it has ended; if it hangs, end its session first.");
    return Tr::tr("Wait until it has ended. If it hangs, first ask it to cancel its statement "
                  "(process %1); only if that does not help, end its session.")
        .arg(pid);
}

Error notProven(const inspection::ModuleState &module)
{
    Error error {ErrorKind::Refused,
                 Tr::tr("Whether the holder of the lock is gone cannot be proved: it left no name.")
                     % u' ' % inspection::describeOthers(module.lock.others),
                 Tr::tr("The lock was not released; the site is unchanged."),
                 Tr::tr("If you are sure that no other upgrade is running anywhere, force the "
                        "release of the lock of module %1.")
                     .arg(module.id),
                 {}};
    QStringList lines;
    for (const inspection::SessionInfo &one : module.lock.others.atWork)
        lines << one.describe();
    error.detail.context = lines.join(u'\n');
    return error;
}

// Whether the lock can be read at all, and its rows put right by this user.
Result<void> checkTable(const inspection::SiteState &state, const inspection::ModuleState &module)
{
    const inspection::LockInfo &lock = module.lock;
    if (lock.state == LockState::Unknown && lock.rows.isEmpty()) {
        Findings findings = state.findings;
        findings.removeIf([&module](const Finding &finding) {
            return finding.module != module.id
                || (finding.id != "unreadable-lock"_L1 && finding.id != "tracking-columns"_L1);
        });
        Error error = refusal(findings);
        error.kind = ErrorKind::Refused;
        error.consequence = Tr::tr("The lock was not released; the site is unchanged.");
        return fail(error);
    }
    return checkTableRights(
        state, module.table.quotedLock(), lock.denied, {u"DELETE"_s, u"INSERT"_s, u"USAGE"_s});
}

// What is confirmed: what is known of the lock, and each session that may hold it.
Findings findingsFor(const inspection::ModuleState &module)
{
    Findings findings;
    inspection::addLockFindings(module, findings);
    for (Finding &finding : findings) { // a plan with errors is never made
        finding.severity = std::min(finding.severity, Severity::Warning);
        if (module.lock.state == LockState::Damaged)
            finding.remedy =
                Tr::tr("Releasing the lock leaves the one free row that belongs there.");
    }
    for (const inspection::SessionInfo &one : module.lock.others.atWork)
        findings.append({Severity::Warning,
                         u"lock-session"_s,
                         module.id,
                         {},
                         Tr::tr("At work now, and may hold the lock: %1").arg(one.describe()),
                         {},
                         {}});
    return findings;
}

// For the audit trail: what was known of the holder when the lock was released.
QString knownOf(const Findings &findings)
{
    QStringList sentences;
    for (const Finding &finding : findings)
        sentences << finding.message;
    return sentences.join(u' ');
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
    Plan plan;
    plan.operation = Operation::Unlock;
    plan.findings = findingsFor(*module);
    plan.forced = force;
    const LockState lock = module->lock.state;
    if (lock == LockState::Absent || lock == LockState::Free)
        return plan;
    if (lock == LockState::Running)
        return fail(Error {ErrorKind::Locked,
                           plan.findings.first().message,
                           Tr::tr("The lock was not released; the site is unchanged."),
                           remedyFor(module->lock, plan.findings.first()),
                           {}});
    if (const auto possible = checkTable(state, *module); !possible)
        return fail(possible.error());
    if (lock == LockState::Unknown && !force)
        return fail(notProven(*module));
    PlanStep step;
    step.kind = StepKind::Unlock;
    step.module = moduleId;
    step.name = module->table.lockName();
    step.table = module->table;
    step.reason = knownOf(plan.findings);
    step.lockWriter = module->lock.writtenBy;
    plan.steps.append(step);
    plan.modules.append({moduleId, module->table, {}, {}});
    return plan;
}

} // namespace aegisx::plans
