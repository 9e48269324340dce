#pragma once

#include "core/reports/reportdocument.h"
#include "core/sites/secretstore.h"
#include "core/sites/siteprofile.h"
#include "core/sites/sitestore.h"
#include "ui/site/lane.h"
#include "ui/site/sitesnapshot.h"

#include <memory>

namespace aegisx::ui {

// What SiteSession does on its lane, and notes in the store.

struct SiteOpening {
    sites::SiteProfile profile;
    postgres::ConnectionSettings settings;
    QStringList moduleFolders;
    inspection::ExpectedSite expected;
    std::shared_ptr<sites::SecretStore> secrets;
};

struct OpenedSite {
    postgres::ConnectionSettings settings; // with the password that was used
    QString notice; // why the keychain could not be read
    Result<SiteSnapshot> snapshot;
};

// On the lane: starts the practice site if it is one, fetches the password, connects, reads.
[[nodiscard]] OpenedSite openSite(Lane &lane, const SiteOpening &opening, std::stop_token stop);
[[nodiscard]] Result<SiteSnapshot> readSite(postgres::Connection &connection,
                                            const QStringList &moduleFolders,
                                            const inspection::ExpectedSite &expected,
                                            std::stop_token stop);

// A profile for the practice site of this computer.
[[nodiscard]] sites::SiteProfile practiceProfile();
[[nodiscard]] bool isPracticeSite(const sites::SiteProfile &profile);

// The profile's lastState for a snapshot: a ModuleStatus key, with the count where some is
// pending: "upToDate", "pending 3", "needsAttention"; "notReachable" comes from elsewhere.
[[nodiscard]] QString stateWord(const SiteSnapshot &snapshot);

void noteVisit(sites::SiteStore &store, const sites::SiteProfile &profile, const QString &state);
void noteCluster(sites::SiteStore &store, const QString &profileId, const QString &identifier);
void notePasswordKept(sites::SiteStore &store, const QString &profileId);

// A report about the site, without runs.
[[nodiscard]] reports::SiteReport describeSite(const sites::SiteProfile &profile, Era era);
[[nodiscard]] sites::RunRecord recordOf(const sites::SiteProfile &profile,
                                        const runs::RunReport &report);

} // namespace aegisx::ui
