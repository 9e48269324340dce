#pragma once

#include "core/sites/siteprofile.h"
#include "ui/window/appcontext.h"

#include <QObject>

#include <optional>

namespace aegisx::ui {

// Puts a profile into the SiteStore and its password into the keychain, or out of it. The store is
// asked at once, the keychain in the background.
class ProfileSaver final : public QObject
{
    Q_OBJECT

public:
    explicit ProfileSaver(AppContext &context, QObject *parent = nullptr);

    // Without an id the profile is added, else updated. An empty password leaves the one in the
    // keychain as it is; keep tells whether one is to be there at all. Answers with stored(); the
    // store's errors come at once.
    [[nodiscard]] Result<void> save(sites::SiteProfile profile, const QString &password, bool keep);
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void busyChanged();
    // What is in the store now, and in words what could not be done in the keychain.
    void stored(const aegisx::sites::SiteProfile &profile,
                const QString &trouble,
                const QString &remedy);

private:
    [[nodiscard]] Result<sites::SiteProfile> store(sites::SiteProfile profile);
    void keep(const sites::SiteProfile &profile, const QString &password);
    void drop(const sites::SiteProfile &profile);
    void noteKept(sites::SiteProfile profile, const Result<void> &done);
    void setBusy(bool busy);

    AppContext &m_context;
    bool m_busy = false;
};

} // namespace aegisx::ui
