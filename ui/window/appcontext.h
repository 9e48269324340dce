#pragma once

#include "core/base/dates.h"
#include "core/sites/secretstore.h"
#include "core/sites/sitestore.h"
#include "ui/dialogs/dialogservice.h"
#include "ui/settings/settings.h"

#include <QDateTime>

#include <memory>

namespace aegisx::ui {

// What every page needs of the application; made by the main program (or a test) and outliving
// every window.
struct AppContext {
    Settings &settings;
    DialogService &dialogs;
    sites::SiteStore &store; // blocks briefly
    std::shared_ptr<sites::SecretStore> secrets; // blocks up to seconds: worker threads only

    // Those of the settings, else those that came with the program.
    [[nodiscard]] QStringList moduleFolders() const;
    // In the language and era that are set; empty for an invalid time.
    [[nodiscard]] QString formatTime(const QDateTime &time) const;
    [[nodiscard]] Era era() const;
};

} // namespace aegisx::ui
