#pragma once

#include "ui/pages/findinglist.h"
#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

// The state of the site at one look: one banner, the primary button, a card for each module, the
// findings with one button each.
class OverviewPage final : public SitePage
{
    Q_OBJECT

public:
    explicit OverviewPage(SiteSession &session, QWidget *parent = nullptr);
    ~OverviewPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

Q_SIGNALS:
    void moduleRequested(const QString &moduleId); // to be shown on the Modules page
    void evidenceRequested(const QString &moduleId, const QString &stem); // likewise
    void editRequested(); // the profile, because it and the database differ

protected:
    void retranslate() override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void connectUi();
    void remedy(FindingList::Remedy remedy, const Finding &finding);
    void askForAdministrator(const QString &moduleId);
    void wantEvidence();
    void followEvidence();
    void showSnapshot();
    void showBanner();
    void showFindings();
    void showModules();
    void showModuleStates(); // what evidence adds to them
    void showServer();
    void updateActions();
    [[nodiscard]] QString remedyObstacle(FindingList::Remedy remedy, const QString &module) const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
