#pragma once

#include "cli/arguments.h"
#include "cli/terminal.h"
#include "core/inspection/sitestate.h"
#include "core/postgres/connection.h"
#include "core/sites/siteprofile.h"
#include "core/tracking/sitefacts.h"

#include <QString>

#include <optional>
#include <stop_token>

namespace aegisx::cli {

// The site a command works on, and where its password may come from.
struct SiteAccess {
    postgres::ConnectionSettings settings;
    QString label; // for a person: the site's name, or the connection
    QString siteId; // of the profile; empty: none
    inspection::ExpectedSite expected; // what the profile says; a bare connection says nothing
    bool passwordInKeychain = false;
    tracking::SiteNames names = {}; // of the profile
};

// From --site, --url, --env, or the environment and .env of the current folder.
// Errors: Usage (nothing says which site), NotFound, InvalidInput, Io.
[[nodiscard]] Result<SiteAccess> chooseSite(const Arguments &arguments, Terminal &terminal);
[[nodiscard]] SiteAccess accessOf(const sites::SiteProfile &profile);

// The site's name or its code, as a person types it to confirm a plan.
[[nodiscard]] bool isNamed(const SiteAccess &site, const QString &typed);

// Connects; a password that is missing is asked for on the terminal. Blocks.
[[nodiscard]] Result<postgres::Connection>
connectTo(SiteAccess &site, Terminal &terminal, std::stop_token stop);

// The folders of the modules: those named, else the installed ones, else the source tree's.
[[nodiscard]] QStringList moduleFolders(const Arguments &arguments);

} // namespace aegisx::cli
