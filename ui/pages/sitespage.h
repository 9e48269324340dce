#pragma once

#include "core/base/error.h"
#include "core/sites/siteprofile.h"
#include "ui/pages/page.h"
#include "ui/window/appcontext.h"

#include <memory>

namespace aegisx::ui {

// The list of sites, where everything begins. Empty, it offers to add a site or to try the
// practice site.
class SitesPage final : public Page
{
    Q_OBJECT

public:
    explicit SitesPage(AppContext &context, QWidget *parent = nullptr);
    ~SitesPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override; // reads the list again

    void reload();
    void showError(const Error &error); // above the list, until the next action
    void addSite(); // opens the connection dialog
    void editSite(const QString &profileId);
    void importEnvironment(); // from a .env file, into the connection dialog
    // Makes the practice site's profile where there is none, and opens it.
    void openPracticeSite();

Q_SIGNALS:
    void openRequested(const aegisx::sites::SiteProfile &profile);
    void profileChanged(const aegisx::sites::SiteProfile &profile);
    void profileRemoved(const QString &profileId);

protected:
    void retranslate() override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
