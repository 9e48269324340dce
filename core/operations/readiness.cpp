#include "core/operations/readiness.h"

#include "core/base/tr.h"

namespace aegisx::operations {

using namespace Qt::StringLiterals;
using inspection::CheckState;
using plans::Preflight;
using plans::PreflightLine;

bool wantsPreflight(const Request &request)
{
    return !std::holds_alternative<UnlockRequest>(request)
        && !std::holds_alternative<EnvironmentRequest>(request)
        && !std::holds_alternative<plans::SessionRequest>(request);
}

Result<Preflight> checkReadiness(postgres::Connection &connection,
                                 const modules::ModuleCatalog &catalog,
                                 const inspection::ExpectedSite &expected,
                                 const Preparation &preparation,
                                 std::stop_token stop)
{
    auto state = inspection::inspect(connection, catalog, expected, stop);
    if (!state)
        return fail(state.error());
    return plans::preflight(connection, catalog, std::move(*state), preparation.plans, stop);
}

std::optional<Error> refusalBy(const Preflight &preflight)
{
    QStringList stops;
    QStringList remedies;
    for (const PreflightLine &line : preflight.lines) {
        if (line.state != CheckState::Stop || line.id == "locks"_L1)
            continue;
        stops << line.title % u": "_s % line.detail;
        if (!line.remedy.isEmpty() && !remedies.contains(line.remedy))
            remedies << line.remedy;
    }
    if (stops.isEmpty())
        return std::nullopt;
    return Error {ErrorKind::Refused,
                  Tr::tr("The check before the run says stop. %1").arg(stops.join(u' ')),
                  Tr::tr("Nothing was run; the site is unchanged."),
                  remedies.join(u' '),
                  {}};
}

} // namespace aegisx::operations
