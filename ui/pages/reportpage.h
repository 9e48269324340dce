#pragma once

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

Q_SIGNALS:
    void closeRequested();
    void logRequested(); // back to the run page, to read its log

protected:
    void retranslate() override;

private:
    struct Parts;
    void offerWays();
    void showWays();
    void offerRetry();
    void offerMark();
    void offerMoveBack();
    void offerUndo();
    void showUndo();
    void take(ReportWays::Way way);
    [[nodiscard]] bool isOfLastRun() const;
    void save();
    void copy();
    void say(const QString &sentence);
    void showState(const runs::RunReport *run);
    void showFailure(const runs::RunReport *run);

    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
