#include "core/operations/confirmation.h"

#include "core/plans/losses.h"

#include <algorithm>

namespace aegisx::operations {

namespace {

// Thai SARA AM is one letter or two, depending on who typed it, and a tone mark comes before or
// after the first of the two: neither is seen.
QString comparable(const QString &text)
{
    QString plain = text.normalized(QString::NormalizationForm_KC).simplified().toCaseFolded();
    for (qsizetype i = 0; i + 1 < plain.size(); ++i) {
        const bool tone = plain.at(i + 1) >= QChar(0x0e48) && plain.at(i + 1) <= QChar(0x0e4b);
        if (plain.at(i) == QChar(0x0e4d) && tone) // NIKHAHIT
            std::swap(plain[i], plain[i + 1]);
    }
    return plain;
}

bool destroysRows(const Preparation &preparation)
{
    return std::any_of(preparation.plans.begin(), preparation.plans.end(), &plans::destroysRows);
}

// Either may be the one that is wrong.
bool isProduction(const Preparation &preparation, std::optional<Environment> profile)
{
    return profile == Environment::Production
        || preparation.state.environment == Environment::Production
        || preparation.state.environmentHidden;
}

} // namespace

Destruction destructionOf(const Preparation &preparation)
{
    if (preparation.isEmpty())
        return Destruction::None;
    const Request &request = preparation.request;
    if (std::holds_alternative<plans::RollbackRequest>(request))
        return Destruction::RolledBack;
    const auto *unlock = std::get_if<UnlockRequest>(&request);
    if (unlock != nullptr && unlock->force)
        return Destruction::UnprovenLock;
    if (std::holds_alternative<EnvironmentRequest>(request)
        && preparation.state.environment == Environment::Production)
        return Destruction::Protection;
    if (std::holds_alternative<plans::SessionRequest>(request))
        return Destruction::Session;
    return destroysRows(preparation) ? Destruction::Rows : Destruction::None;
}

bool wantsSiteName(const Preparation &preparation, std::optional<Environment> profile)
{
    const Destruction destruction = destructionOf(preparation);
    return destruction == Destruction::UnprovenLock
        || (destruction != Destruction::None && isProduction(preparation, profile));
}

bool destroysRowsOfProduction(const Preparation &preparation, std::optional<Environment> profile)
{
    return isProduction(preparation, profile) && destroysRows(preparation);
}

bool isSiteName(const QString &typed, const QStringList &names)
{
    const QString wanted = comparable(typed);
    return !wanted.isEmpty()
        && std::any_of(names.begin(), names.end(), [&wanted](const QString &name) {
               return comparable(name) == wanted;
           });
}

} // namespace aegisx::operations
