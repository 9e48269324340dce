#pragma once

#include "tests/ui/support/uifixture.h"

#include <QStackedWidget>

#include <memory>

namespace aegisx::ui {
class PlanPage;
class ReportPage;
class RunPage;
} // namespace aegisx::ui

namespace aegisx::test {

// One site with the three pages an operation goes through, joined as in the window.
class FlowWindow final : public QStackedWidget
{
    Q_OBJECT

public:
    FlowWindow(UiFixture &fixture, const sites::SiteProfile &profile);
    ~FlowWindow() override;

    // Asks for an operation and waits until its plan, or its refusal, is shown, and the site
    // checked for it.
    void plan(const operations::Request &request);
    // The same, then presses the button and waits for the report.
    void runToTheEnd(const operations::Request &request);
    void pressRun();
    void waitForReport();

    [[nodiscard]] ui::SiteSession &session() { return *m_session; }
    [[nodiscard]] ui::PlanPage *planPage() const { return m_plan; }
    [[nodiscard]] ui::RunPage *runPage() const { return m_run; }
    [[nodiscard]] ui::ReportPage *reportPage() const { return m_report; }
    [[nodiscard]] const reports::SiteReport &report() const { return m_lastReport; }
    [[nodiscard]] qsizetype eventCount() const { return m_events; }

private:
    void request(const operations::Request &request);

    std::unique_ptr<ui::SiteSession> m_session;
    std::shared_ptr<const operations::Preparation> m_preparation;
    reports::SiteReport m_lastReport;
    ui::PlanPage *m_plan;
    ui::RunPage *m_run;
    ui::ReportPage *m_report;
    bool m_answered = false;
    bool m_reported = false;
    qsizetype m_events = 0;
};

} // namespace aegisx::test
