#include "core/runs/halfruncheck.h"

#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/runs/markcheck.h"

#include <algorithm>

namespace aegisx::runs {

Result<void> checkHalfRun(postgres::Connection &connection,
                          const plans::Plan &plan,
                          const plans::PlanStep &step,
                          LockedModule locked,
                          const QStringList &done,
                          std::stop_token stop)
{
    if (!step.halfRun)
        return {};
    for (const QString &name : done)
        locked.recorded.insert(name);
    const modules::Module module = plan.halfRun.value(step.module);
    const auto evidence =
        inspection::examine(connection, module, stateUnderLock(module, locked), std::move(stop));
    if (!evidence)
        return fail(evidence.error());
    const auto now = std::find_if(evidence->begin(), evidence->end(), [&step](const auto &one) {
        return one.name == step.name;
    });
    if (now != evidence->end() && now->halfRun == step.halfRun)
        return {};
    return fail(Error {
        ErrorKind::Refused,
        Tr::tr("What the database has of %1 has changed since this plan was made.").arg(step.name),
        Tr::tr("Nothing of this migration was run."),
        Tr::tr("Look at the site again and make a new plan."),
        {}});
}

} // namespace aegisx::runs
