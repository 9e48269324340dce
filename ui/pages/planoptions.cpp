#include "ui/pages/planoptions.h"

#include "core/base/tr.h"
#include "core/words/losswords.h"
#include "ui/widgets/hintedcheckbox.h"

#include <QHash>
#include <QStringList>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using operations::Preparation;
using operations::Request;

namespace {

// "inventory.companies (2)", each table once.
QStringList editedTables(const Preparation &preparation)
{
    QStringList names;
    QHash<QString, std::optional<qint64>> rows;
    for (const plans::ExpectedLoss &edit : preparation.siteEdits) {
        const QString name = titleFor(edit);
        if (!rows.contains(name)) {
            names << name;
            rows.insert(name, 0);
        }
        std::optional<qint64> &count = rows[name];
        count = count && edit.rows ? std::optional(*count + *edit.rows) : std::nullopt;
    }
    for (QString &name : names)
        name = u"%1 (%2)"_s.arg(name, rowsTextFor(rows.value(name), true));
    return names;
}

} // namespace

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

void describeForce(HintedCheckBox *option)
{
    option->setTexts(
        Tr::tr("Release the lock by force"),
        Tr::tr("Only if you are sure that no other upgrade is running anywhere: on no other "
               "computer, and not with knex."));
}

void describeForce(HintedCheckBox *option, const Preparation &preparation, bool leavesOut)
{
    if (std::holds_alternative<operations::UnlockRequest>(preparation.request))
        return describeForce(option);
    const QStringList tables = editedTables(preparation);
    const QString first =
        Tr::tr("Every seed then also writes over what the hospital changed or removed.");
    const QString title = leavesOut ? Tr::tr("Also load the seeds for a first installation")
                                    : Tr::tr("Write over what the hospital changed or removed");
    option->setTexts(
        title,
        tables.isEmpty() ? first
                         : (leavesOut ? first % u' ' : QString())
                % Tr::tr("Rows that are kept otherwise: %1").arg(tables.join(u", "_s)));
}

} // namespace aegisx::ui
