#include "core/inspection/accounts.h"

#include "core/base/tr.h"
#include "core/modules/accountfile.h"

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

Result<qint64> countAccounts(postgres::Connection &connection,
                             const modules::Module &module,
                             const std::stop_token &stop)
{
    const auto text = modules::readAccount(module.administratorFile);
    if (!text)
        return fail(text.error());
    const auto rows = connection.queryAll(
        {{"BEGIN TRANSACTION READ ONLY", {}}, {text->present.sql, {}}, {"COMMIT", {}}}, stop);
    if (rows)
        return rows->at(1).number(0, 0);
    if (!connection.isLost()) [[maybe_unused]]
        const auto ended = connection.query("ROLLBACK");
    return fail(rows.error());
}

Findings missingAccounts(postgres::Connection &connection,
                         const modules::ModuleCatalog &catalog,
                         const SiteState &state,
                         const std::stop_token &stop)
{
    Findings findings;
    for (const modules::Module &module : catalog.modules) {
        const ModuleState *one = state.find(module.manifest.id);
        if (module.administratorFile.isEmpty() || !one || one->applied == 0 || one->pending > 0)
            continue;
        if (const auto count = countAccounts(connection, module, stop); !count || *count > 0)
            continue;
        findings.append({Severity::Info,
                         u"no-administrator"_s,
                         module.manifest.id,
                         {},
                         Tr::tr("Nobody can administer module %1 yet: it has no administrator "
                                "account, and none comes with a known password.")
                             .arg(module.manifest.id),
                         Tr::tr("Create the administrator."),
                         {}});
    }
    return findings;
}

} // namespace aegisx::inspection
