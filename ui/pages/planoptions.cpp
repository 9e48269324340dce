#include "ui/pages/planoptions.h"

#include "core/base/tr.h"
#include "ui/widgets/hintedcheckbox.h"

namespace aegisx::ui {

using operations::Request;

bool isStepByStep(const Request &request)
{
    if (const auto *upgrade = std::get_if<operations::UpgradeRequest>(&request))
        return upgrade->stepByStep;
    const auto *migrate = std::get_if<plans::MigrateRequest>(&request);
    return migrate != nullptr && migrate->stepByStep;
}

bool mayGoStepByStep(const Request &request)
{
    return std::holds_alternative<operations::UpgradeRequest>(request)
        || std::holds_alternative<plans::MigrateRequest>(request);
}

bool isForced(const Request &request)
{
    if (const auto *seed = std::get_if<plans::SeedRequest>(&request))
        return seed->force;
    const auto *unlock = std::get_if<operations::UnlockRequest>(&request);
    return unlock != nullptr && unlock->force;
}

Request withForce(Request request, bool force)
{
    if (auto *seed = std::get_if<plans::SeedRequest>(&request))
        seed->force = force;
    if (auto *unlock = std::get_if<operations::UnlockRequest>(&request))
        unlock->force = force;
    return request;
}

Request withStepByStep(Request request, bool stepByStep)
{
    if (auto *upgrade = std::get_if<operations::UpgradeRequest>(&request))
        upgrade->stepByStep = stepByStep;
    if (auto *migrate = std::get_if<plans::MigrateRequest>(&request))
        migrate->stepByStep = stepByStep;
    return request;
}

void describeForce(HintedCheckBox *option, const Request &request)
{
    if (std::holds_alternative<operations::UnlockRequest>(request))
        option->setTexts(
            Tr::tr("Release the lock by force"),
            Tr::tr("Only if you are sure that no other upgrade is running anywhere: on no other "
                   "computer, and not with knex."));
    else
        option->setTexts(
            Tr::tr("Also load the seeds for a first installation"),
            Tr::tr("Every seed then also writes over what the hospital changed or removed."));
}

} // namespace aegisx::ui
