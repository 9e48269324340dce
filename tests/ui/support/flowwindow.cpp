#include "tests/ui/support/flowwindow.h"

#include "ui/pages/planpage.h"
#include "ui/pages/preflightview.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/runpage.h"

#include <QEventLoop>
#include <QPushButton>
#include <QTest>
#include <QTimer>

namespace aegisx::test {

using ui::PlanPage;
using ui::ReportPage;
using ui::RunPage;
using ui::SiteSession;

namespace {

constexpr int patience = 120'000; // milliseconds, for a machine that is busy

} // namespace

FlowWindow::FlowWindow(UiFixture &fixture, const sites::SiteProfile &profile)
    : m_session(fixture.openSession(profile))
    , m_plan(new PlanPage(*m_session, this))
    , m_run(new RunPage(*m_session, this))
    , m_report(new ReportPage(*m_session, this))
{
    for (QWidget *page : {static_cast<QWidget *>(m_plan),
                          static_cast<QWidget *>(m_run),
                          static_cast<QWidget *>(m_report)})
        addWidget(page);
    SiteSession *session = m_session.get();
    connect(session, &SiteSession::prepared, this, [this](const auto &preparation) {
        m_preparation = preparation;
        m_plan->showPreparation(preparation);
        m_answered = true;
    });
    connect(session, &SiteSession::preparationFailed, this, [this](const Error &error) {
        m_plan->showRefusal(error);
        m_answered = true;
    });
    connect(session, &SiteSession::eventsArrived, m_run, &RunPage::addEvents);
    connect(session, &SiteSession::eventsArrived, this, [this](const QList<Event> &events) {
        m_events += events.size();
    });
    connect(session, &SiteSession::runFinished, this, [this](const reports::SiteReport &report) {
        const QString word = m_run->finish();
        m_lastReport = report;
        m_report->showReport(report);
        m_report->say(word);
        setCurrentWidget(m_report);
        m_report->activate();
        m_reported = true;
    });
    connect(m_plan, &PlanPage::operationRequested, this, &FlowWindow::request);
    connect(m_plan, &PlanPage::runRequested, this, [this] {
        m_reported = false;
        m_run->start(m_preparation);
        setCurrentWidget(m_run);
        m_run->activate();
        m_session->run(m_preparation);
    });
    connect(m_run, &RunPage::cancelRequested, session, &SiteSession::cancel);
    connect(m_report, &ReportPage::operationRequested, this, &FlowWindow::request);
    connect(m_report, &ReportPage::logRequested, this, [this] { setCurrentWidget(m_run); });
    connect(m_run, &RunPage::reportRequested, this, [this] { setCurrentWidget(m_report); });
    resize(860, 690); // what a window of 1024x768 leaves for a page
    show();
    if (!QTest::qWaitForWindowExposed(this))
        qFatal("the window was not shown");
}

FlowWindow::~FlowWindow()
{
    while (count() > 0) // the pages look at the session until they are gone
        delete widget(0);
}

void FlowWindow::request(const operations::Request &request)
{
    m_answered = false;
    m_plan->showLoading(request);
    setCurrentWidget(m_plan);
    m_plan->activate();
    m_session->prepare(request);
}

void FlowWindow::plan(const operations::Request &request)
{
    this->request(request);
    const auto *check = child<ui::PreflightView>(m_plan, "preflightView");
    if (!QTest::qWaitFor([this, check] { return m_answered && !check->isChecking(); }, patience))
        qFatal("no plan was made and checked");
}

void FlowWindow::pressRun()
{
    auto *button = child<QPushButton>(m_plan, "runPushButton");
    if (!QTest::qWaitFor([button] { return button->isEnabled() && button->isVisible(); }, patience))
        qFatal("the button cannot be pressed");
    QTest::mouseClick(button, Qt::LeftButton);
}

void FlowWindow::waitForReport()
{
    QEventLoop loop; // as in the program, and not in pieces, so that stalls can be measured
    connect(m_session.get(), &SiteSession::runFinished, &loop, &QEventLoop::quit);
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    if (!m_reported)
        loop.exec();
    if (!m_reported)
        qFatal("the run did not end");
}

void FlowWindow::runToTheEnd(const operations::Request &request)
{
    plan(request);
    pressRun();
    waitForReport();
}

} // namespace aegisx::test
