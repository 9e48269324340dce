#include "cli/sitevisit.h"

#include "core/sites/sitestore.h"

#include <algorithm>
#include <future>

namespace aegisx::cli {

namespace {

// Keeps with the profile when it was seen, in what state, and which cluster it is: from the
// first visit on only that one may be changed.
void noteVisit(const SiteAccess &site, const inspection::SiteState &state, Terminal &terminal)
{
    if (site.siteId.isEmpty())
        return;
    auto worst = inspection::ModuleStatus::UpToDate;
    for (const inspection::ModuleState &module : state.modules)
        worst = std::max(worst, module.status);
    auto store = sites::SiteStore::open();
    auto profile = store ? store->find(site.siteId) : fail(store.error());
    if (profile && profile->systemIdentifier.isEmpty()
        && !state.server.systemIdentifier.isEmpty()) {
        profile->systemIdentifier = state.server.systemIdentifier;
        if (const auto updated = store->update(*profile); !updated)
            terminal.warning(updated.error().message);
    }
    const auto noted = profile
        ? store->recordVisit(site.siteId, QDateTime::currentDateTimeUtc(), jsonKeyOf(worst))
        : fail(profile.error());
    if (!noted)
        terminal.warning(noted.error().message);
}

} // namespace

Result<Visit> visitSite(const Context &context)
{
    auto site = chooseSite(context.arguments, context.terminal);
    if (!site)
        return fail(site.error());
    // While the server takes its time: there may be thousands of files.
    auto loading =
        std::async(std::launch::async, modules::loadCatalog, moduleFolders(context.arguments));
    auto connection = connectTo(*site, context.terminal, context.stop);
    if (!connection)
        return fail(connection.error());
    auto catalog = loading.get();
    auto state = inspection::inspect(*connection, catalog, site->expected, context.stop);
    if (!state)
        return fail(state.error());
    noteVisit(*site, *state, context.terminal);
    return Visit {std::move(*site), std::move(catalog), std::move(*connection), std::move(*state)};
}

} // namespace aegisx::cli
