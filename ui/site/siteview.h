#pragma once

#include "core/operations/operation.h"
#include "ui/site/sitesession.h"

#include <QList>
#include <QWidget>

class QListWidget;
class QStackedWidget;

namespace aegisx::ui {

class Banner;
class ConnectPage;
class LocksPage;
class Page;
class PlanPage;
class ReportPage;
class RunPage;
class SiteHeader;
class SitePage;

// Everything of one open site: the header that says where we are, the list of pages, the pages,
// and the way of an operation through plan, run and report.
class SiteView final : public QWidget
{
    Q_OBJECT

public:
    SiteView(std::unique_ptr<SiteSession> session, QWidget *parent = nullptr);
    ~SiteView() override;

    [[nodiscard]] SiteSession &session() const { return *m_session; }
    [[nodiscard]] QString title() const; // of the tab: the hospital, in the language that is set
    [[nodiscard]] const QList<SitePage *> &pages() const { return m_pages; }
    [[nodiscard]] QWidget *currentPage() const;
    void showPage(int index); // of pages()
    [[nodiscard]] QList<Page *> allPages() const; // those of an operation's way as well
    void bringUp(Page *page); // one of allPages(), for looking at it
    void requestOperation(const operations::Request &request);
    // The session goes on until its lane is quiet; the caller owns it then.
    [[nodiscard]] std::unique_ptr<SiteSession> releaseSession();

Q_SIGNALS:
    void titleChanged();
    void editRequested(); // the profile, because the connection fails

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildUi();
    void connectUi();
    void connectFlow();
    void retranslate();
    void followLink();
    void followActivity();
    void startRun();
    void showReport(const reports::SiteReport &report, int closesTo);
    void showLocks();
    void showEvidence(const QString &module, const QString &stem);
    void leaveFlow();
    void leavePlan();
    void showFlow(QWidget *page);

    std::unique_ptr<SiteSession> m_session;
    std::shared_ptr<const operations::Preparation> m_preparation;
    QList<SitePage *> m_pages; // overview, modules, tables, history
    SiteHeader *m_header = nullptr;
    Banner *m_linkBanner = nullptr;
    QListWidget *m_navigation = nullptr;
    QStackedWidget *m_stack = nullptr;
    ConnectPage *m_connectPage = nullptr;
    PlanPage *m_planPage = nullptr;
    const QWidget *m_planFrom = nullptr; // the page that asked for the plan
    RunPage *m_runPage = nullptr;
    ReportPage *m_reportPage = nullptr;
    LocksPage *m_locksPage = nullptr;
    int m_afterReport = 0; // the page that the report which is shown is closed to
};

} // namespace aegisx::ui
