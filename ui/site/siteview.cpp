#include "ui/site/siteview.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "ui/pages/connectpage.h"
#include "ui/pages/historypage.h"
#include "ui/pages/lockspage.h"
#include "ui/pages/modulespage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/planpage.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/runpage.h"
#include "ui/pages/tablespage.h"
#include "ui/site/siteheader.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/pagestack.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListWidget>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

SiteView::SiteView(std::unique_ptr<SiteSession> session, QWidget *parent)
    : QWidget(parent), m_session(std::move(session))
{
    setObjectName(u"siteView"_s);
    buildUi();
    connectUi();
    connectFlow();
    retranslate();
    followLink();
}

SiteView::~SiteView()
{
    // The pages look at the session until they are gone.
    delete m_stack;
}

void SiteView::buildUi()
{
    m_header = new SiteHeader(this);
    m_linkBanner = new Banner(this);
    m_linkBanner->setObjectName(u"linkBanner"_s);
    m_navigation = new QListWidget(this);
    m_navigation->setObjectName(u"navigationListWidget"_s);
    m_navigation->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_navigation->setFrameShape(QFrame::NoFrame);
    m_stack = new PageStack(this);
    m_pages = {new OverviewPage(*m_session),
               new ModulesPage(*m_session),
               new TablesPage(*m_session),
               new HistoryPage(*m_session)};
    for (SitePage *page : std::as_const(m_pages)) {
        m_stack->addWidget(page);
        m_navigation->addItem(new QListWidgetItem(icon(page->pageIcon()), page->title()));
    }
    m_stack->addWidget(m_connectPage = new ConnectPage(*m_session));
    m_stack->addWidget(m_planPage = new PlanPage(*m_session));
    m_stack->addWidget(m_runPage = new RunPage(*m_session));
    m_stack->addWidget(m_reportPage = new ReportPage(*m_session));
    m_stack->addWidget(m_locksPage = new LocksPage(*m_session));

    auto *work = new QVBoxLayout;
    work->setSpacing(0);
    work->addWidget(m_linkBanner);
    work->addWidget(m_stack, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addLayout(work, 1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_header);
    all->addLayout(row, 1);
}

void SiteView::connectUi()
{
    connect(m_navigation, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            showPage(row);
    });
    // From a plan or a report back to the page that was in front before: its row is current still.
    const auto back = [this](const QListWidgetItem *item) {
        const int row = m_navigation->row(item);
        if (m_stack->currentWidget() != m_pages.at(row))
            showPage(row);
    };
    connect(m_navigation, &QListWidget::itemClicked, this, back);
    connect(m_navigation, &QListWidget::itemActivated, this, back);
    connect(m_session.get(), &SiteSession::linkChanged, this, &SiteView::followLink);
    connect(m_session.get(), &SiteSession::activityChanged, this, &SiteView::followActivity);
    connect(m_session.get(), &SiteSession::profileChanged, this, [this] {
        retranslate();
        Q_EMIT titleChanged();
    });
    connect(m_session.get(), &SiteSession::snapshotChanged, this, &SiteView::followLink);
    connect(m_linkBanner, &Banner::buttonClicked, m_session.get(), &SiteSession::open);
    connect(m_connectPage, &ConnectPage::editRequested, this, &SiteView::editRequested);
    for (SitePage *page : std::as_const(m_pages)) {
        connect(page, &SitePage::operationRequested, this, &SiteView::requestOperation);
        connect(page, &SitePage::locksRequested, this, &SiteView::showLocks);
    }
    connect(m_locksPage, &SitePage::operationRequested, this, &SiteView::requestOperation);
    connect(m_locksPage, &LocksPage::backRequested, this, &SiteView::leaveFlow);
    auto *overview = qobject_cast<OverviewPage *>(m_pages.at(0));
    auto *modules = qobject_cast<ModulesPage *>(m_pages.at(1));
    connect(overview, &OverviewPage::editRequested, this, &SiteView::editRequested);
    connect(overview, &OverviewPage::moduleRequested, this, [this, modules](const QString &id) {
        showPage(1);
        modules->showModule(id);
    });
    connect(overview, &OverviewPage::evidenceRequested, this, &SiteView::showEvidence);
    connect(qobject_cast<HistoryPage *>(m_pages.at(3)),
            &HistoryPage::reportRequested,
            this,
            [this](const reports::SiteReport &report) { showReport(report, 3); });
}

// From the wish to the report: prepare, show, run, report.
void SiteView::connectFlow()
{
    SiteSession *session = m_session.get();
    connect(session, &SiteSession::prepared, this, [this](const auto &preparation) {
        m_preparation = preparation;
        m_planPage->showPreparation(preparation);
    });
    connect(session, &SiteSession::preparationFailed, this, [this](const Error &error) {
        m_preparation.reset();
        m_planPage->showRefusal(error);
        showFlow(m_planPage);
    });
    connect(session, &SiteSession::eventsArrived, m_runPage, &RunPage::addEvents);
    connect(session, &SiteSession::runFinished, this, [this](const reports::SiteReport &report) {
        const QString word = m_runPage->finish();
        showReport(report, 0);
        m_reportPage->say(word);
    });
    connect(m_planPage, &PlanPage::operationRequested, this, &SiteView::requestOperation);
    connect(m_planPage, &PlanPage::runRequested, this, &SiteView::startRun);
    connect(m_planPage, &PlanPage::backRequested, this, &SiteView::leavePlan);
    connect(m_planPage, &PlanPage::evidenceRequested, this, &SiteView::showEvidence);
    connect(m_planPage, &SitePage::locksRequested, this, &SiteView::showLocks);
    connect(m_runPage, &RunPage::cancelRequested, session, &SiteSession::cancel);
    connect(m_reportPage, &ReportPage::operationRequested, this, &SiteView::requestOperation);
    connect(m_reportPage, &ReportPage::closeRequested, this, [this] {
        m_preparation.reset();
        showPage(m_afterReport);
    });
    connect(m_reportPage, &SitePage::locksRequested, this, &SiteView::showLocks);
    connect(m_reportPage, &ReportPage::evidenceRequested, this, &SiteView::showEvidence);
    connect(m_reportPage, &ReportPage::logRequested, this, [this] { showFlow(m_runPage); });
    connect(m_runPage, &RunPage::reportRequested, this, [this] { showFlow(m_reportPage); });
}

QWidget *SiteView::currentPage() const
{
    return m_stack->currentWidget();
}

QList<Page *> SiteView::allPages() const
{
    QList<Page *> all(m_pages.begin(), m_pages.end());
    all << m_connectPage << m_planPage << m_runPage << m_reportPage << m_locksPage;
    return all;
}

void SiteView::bringUp(Page *page)
{
    m_stack->setCurrentWidget(page);
}

QString SiteView::title() const
{
    const sites::SiteProfile &profile = m_session->profile();
    return currentLanguage() == Language::Thai || profile.nameEn.isEmpty() ? profile.name
                                                                           : profile.nameEn;
}

void SiteView::showPage(int index)
{
    if (m_session->isRunning())
        return;
    m_session->cancel(); // a plan that is being made is no longer wanted
    m_navigation->setCurrentRow(index);
    m_stack->setCurrentWidget(m_pages.at(index));
    m_pages.at(index)->activate();
}

void SiteView::showFlow(QWidget *page)
{
    // A list without a current row makes its first one current when Tab comes to it.
    m_navigation->clearSelection();
    m_stack->setCurrentWidget(page);
    if (auto *sitePage = qobject_cast<SitePage *>(page))
        sitePage->activate();
}

void SiteView::requestOperation(const operations::Request &request)
{
    if (m_session->isRunning() || !m_session->isConnected())
        return;
    if (m_stack->currentWidget() != m_planPage) // else its options were changed
        m_planFrom = m_stack->currentWidget();
    m_planPage->showLoading(request);
    showFlow(m_planPage);
    m_session->prepare(request);
}

void SiteView::startRun()
{
    if (!m_preparation || m_session->activity() != SiteSession::Activity::Idle
        || !m_session->isConnected())
        return;
    m_runPage->start(m_preparation);
    showFlow(m_runPage);
    m_session->run(std::exchange(m_preparation, nullptr));
}

void SiteView::showReport(const reports::SiteReport &report, int closesTo)
{
    m_afterReport = closesTo;
    m_reportPage->showReport(report);
    showFlow(m_reportPage);
}

void SiteView::showLocks()
{
    if (!m_session->isRunning())
        showFlow(m_locksPage);
}

void SiteView::showEvidence(const QString &module, const QString &stem)
{
    m_preparation.reset();
    showPage(1);
    qobject_cast<ModulesPage *>(m_pages.at(1))->showEvidence(module, stem);
}

void SiteView::leaveFlow()
{
    m_preparation.reset();
    showPage(0);
}

// To the report whose button asked for the plan.
void SiteView::leavePlan()
{
    if (m_planFrom != m_reportPage || m_session->isRunning())
        return leaveFlow();
    m_preparation.reset();
    m_session->cancel(); // a plan that is being made is no longer wanted
    showFlow(m_reportPage);
}

// What is known of the site stays on the page while the connection is lost; without anything
// known, the connect page takes its place.
void SiteView::followLink()
{
    const bool known = m_session->snapshot() != nullptr;
    const SiteSession::Link link = m_session->link();
    const bool lost = known && link != SiteSession::Link::Connected;
    m_linkBanner->setVisible(lost && link != SiteSession::Link::PasswordWanted);
    if (link == SiteSession::Link::Connecting) {
        m_linkBanner->setMessage(Meaning::Info, Tr::tr("Connecting again..."));
        m_linkBanner->setButtonText({});
    } else if (lost && m_session->error()) {
        m_linkBanner->setMessage(
            Meaning::Danger,
            m_session->error()->message,
            Tr::tr("What you see was read at %1. %2")
                .arg(m_session->context().formatTime(m_session->snapshot()->readAt),
                     m_session->error()->remedy));
        m_linkBanner->setButtonText(Tr::tr("Connect again"));
    }
    const bool wantsPage = !known || link == SiteSession::Link::PasswordWanted;
    m_navigation->setEnabled(!wantsPage && !m_session->isRunning());
    if (wantsPage && m_stack->currentWidget() != m_connectPage)
        showFlow(m_connectPage);
    else if (!wantsPage && m_stack->currentWidget() == m_connectPage)
        showPage(0);
}

void SiteView::followActivity()
{
    m_navigation->setEnabled(m_session->snapshot() && !m_session->isRunning());
}

void SiteView::retranslate()
{
    m_header->setProfile(m_session->profile());
    m_navigation->setAccessibleName(Tr::tr("Pages of this site"));
    int widest = 0;
    for (int i = 0; i < m_pages.size(); ++i) {
        QListWidgetItem *item = m_navigation->item(i);
        item->setText(m_pages.at(i)->title());
        item->setToolTip(u"%1 (Alt+%2)"_s.arg(item->text(), QString::number(i + 1)));
        widest = qMax(widest, m_navigation->sizeHintForColumn(0));
    }
    m_navigation->setFixedWidth(widest + 2 * m_navigation->frameWidth() + spacing::Huge);
    followLink();
}

void SiteView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) {
        // After the pages have their new titles.
        QMetaObject::invokeMethod(this, &SiteView::retranslate, Qt::QueuedConnection);
        if (event->type() == QEvent::LanguageChange)
            Q_EMIT titleChanged();
    }
    QWidget::changeEvent(event);
}

std::unique_ptr<SiteSession> SiteView::releaseSession()
{
    delete std::exchange(m_stack, nullptr);
    m_session->disconnect(this);
    return std::move(m_session);
}

} // namespace aegisx::ui
