#pragma once

#include "ui/pages/reportoffers.h"
#include "ui/pages/reportways.h"
#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

// The end of an operation: what changed, what did not, the state the site is in, one next step;
// the server's own words under Details; save as PDF, HTML or JSON, copy for support. Also shows
// reports of the history.
class ReportPage final : public SitePage
{
    Q_OBJECT

public:
    explicit ReportPage(SiteSession &session, QWidget *parent = nullptr);
    ~ReportPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

    void showReport(const reports::SiteReport &report);
    void say(const QString &sentence); // below the report, until the next one is shown

Q_SIGNALS:
    void closeRequested();
    void logRequested(); // back to the run page, to read its log
    void evidenceRequested(const QString &moduleId, const QString &stem);
    // locksRequested(): who holds what the run waited for

protected:
    void retranslate() override;

private:
    struct Parts;
    void offerWays();
    void showWays();
    void offerRetry();
    void offerEvidence();
    void offerMark();
    void offerLocks();
    void offerMoveBack();
    void offerUndo();
    void showUndo();
    [[nodiscard]] const SiteEvidence::OfModule *evidenceOfStopped();
    void show(ReportWays::Way way, const std::optional<WayOffer> &offer);
    void take(ReportWays::Way way);
    [[nodiscard]] bool isOfLastRun() const;
    [[nodiscard]] bool isReadSince() const;
    void save();
    void copy();
    void showState(const runs::RunReport *run);
    void showFailure(const runs::RunReport *run);

    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
