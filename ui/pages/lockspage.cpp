#include "ui/pages/lockspage.h"

#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/inspection/lockview.h"
#include "ui/pages/blockerlist.h"
#include "ui/pages/locklist.h"
#include "ui/site/obstacle.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pagestack.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::BlockedSession;
using inspection::LockView;
using inspection::SessionInfo;

struct LocksPage::Parts {
    std::optional<Result<LockView>> view;
    int reads = 0; // an earlier one's answer is not wanted

    SectionHeading *heading = nullptr;
    WrappedLabel *sentence = nullptr;
    QStackedWidget *stack = nullptr;
    EmptyState *empty = nullptr;
    QScrollArea *scroll = nullptr;
    Card *locksCard = nullptr;
    LockList *locks = nullptr;
    Card *waitsCard = nullptr;
    WrappedLabel *waits = nullptr;
    BlockerList *blockers = nullptr;
    QPushButton *back = nullptr;
    QPushButton *refresh = nullptr;
};

namespace {

// Those that others wait for, once each, with who waits for them.
QList<BlockingSession> blockersOf(const LockView &view)
{
    QList<BlockingSession> sessions;
    for (const BlockedSession &blocked : view.blocked) {
        const QString waits = Tr::tr("Waiting for it: %1").arg(blocked.session.describe());
        for (const SessionInfo &blocker : blocked.blockers) {
            const auto known =
                std::find_if(sessions.begin(), sessions.end(), [&blocker](const auto &one) {
                    return one.pid == blocker.pid;
                });
            if (known != sessions.end())
                known->description += u'\n' % waits;
            else
                sessions.append(
                    {blocker.pid, blocker.describe() % u'\n' % waits, inspection::isIdle(blocker)});
        }
    }
    return sessions;
}

void buildContent(auto &parts, SiteSession &session)
{
    auto *content = new QWidget;
    content->setObjectName(u"locksContent"_s);
    content->setAutoFillBackground(false);
    parts.locksCard = new Card(content);
    parts.locksCard->setObjectName(u"locksCard"_s);
    parts.locks = new LockList(session, parts.locksCard);
    parts.locksCard->body()->addWidget(parts.locks);
    parts.waitsCard = new Card(content);
    parts.waitsCard->setObjectName(u"waitsCard"_s);
    parts.waits = new WrappedLabel(parts.waitsCard);
    parts.waits->setObjectName(u"waitsSentenceLabel"_s);
    parts.waits->setMuted(true);
    parts.blockers = new BlockerList(session, parts.waitsCard);
    parts.waitsCard->body()->addWidget(parts.waits);
    parts.waitsCard->body()->addWidget(parts.blockers);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(spacing::Large);
    column->addWidget(parts.locksCard);
    column->addWidget(parts.waitsCard);
    column->addStretch(1);
    parts.scroll = new QScrollArea;
    parts.scroll->setObjectName(u"locksScrollArea"_s);
    parts.scroll->setWidgetResizable(true);
    parts.scroll->setFrameShape(QFrame::NoFrame);
    parts.scroll->setFocusPolicy(Qt::NoFocus);
    parts.scroll->setWidget(content);
    parts.scroll->viewport()->setAutoFillBackground(false);
}

void buildUi(LocksPage *page, auto &parts)
{
    parts.heading = new SectionHeading(SectionHeading::Level::Page, page);
    parts.heading->setObjectName(u"locksHeadingLabel"_s);
    parts.sentence = new WrappedLabel(page);
    parts.sentence->setObjectName(u"locksSentenceLabel"_s);
    parts.sentence->setMuted(true);
    parts.stack = new PageStack(page);
    parts.stack->setObjectName(u"locksStackedWidget"_s);
    parts.empty = new EmptyState(page);
    parts.empty->setObjectName(u"locksEmptyState"_s);
    buildContent(parts, page->session());
    parts.stack->addWidget(parts.empty);
    parts.stack->addWidget(parts.scroll);
    parts.back = new QPushButton(icon(Icon::Back), {}, page);
    parts.back->setObjectName(u"backPushButton"_s);
    parts.refresh = new QPushButton(icon(Icon::Refresh), {}, page);
    parts.refresh->setObjectName(u"refreshPushButton"_s);
    auto *top = new QHBoxLayout;
    top->addWidget(parts.heading, 1);
    top->addWidget(parts.refresh);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->setSpacing(spacing::Small);
    layout->addLayout(top);
    layout->addWidget(parts.sentence);
    layout->addSpacing(spacing::Tiny);
    layout->addWidget(parts.stack, 1);
    layout->addSpacing(spacing::Tiny);
    layout->addWidget(parts.back, 0, Qt::AlignLeft);
}

} // namespace

LocksPage::LocksPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>())
{
    setObjectName(u"locksPage"_s);
    buildUi(this, *m_parts);
    auto *escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &LocksPage::backRequested);
    connect(m_parts->back, &QPushButton::clicked, this, &LocksPage::backRequested);
    connect(m_parts->refresh, &QPushButton::clicked, &session, &SiteSession::refresh);
    connect(m_parts->locks, &LockList::releaseRequested, this, [this](const QString &module) {
        Q_EMIT operationRequested(operations::UnlockRequest {module});
    });
    connect(m_parts->locks, &LockList::stopped, &session, &SiteSession::refresh);
    connect(m_parts->blockers, &BlockerList::stopped, &session, &SiteSession::refresh);
    const auto keepFocus = [this] { m_parts->back->setFocus(); };
    connect(m_parts->locks, &LockList::focusLost, this, keepFocus);
    connect(m_parts->blockers, &BlockerList::focusLost, this, keepFocus);
    connect(&session, &SiteSession::snapshotChanged, this, [this] {
        if (isVisible())
            readLocks();
    });
    connect(&session, &SiteSession::linkChanged, this, &LocksPage::updateActions);
    connect(&session, &SiteSession::activityChanged, this, &LocksPage::updateActions);
    retranslate();
}

LocksPage::~LocksPage() = default;

QString LocksPage::title() const
{
    return Tr::tr("Locks");
}

Icon LocksPage::pageIcon() const
{
    return Icon::Lock;
}

void LocksPage::activate()
{
    m_parts->back->setFocus();
    session().refresh();
}

// The locks as the site was just read, and who waits now.
void LocksPage::readLocks()
{
    const auto snapshot = session().snapshot();
    if (!snapshot || session().isRunning())
        return;
    session().read<LockView>(
        this,
        [snapshot](postgres::Connection &connection, std::stop_token stop) {
            return inspection::readLocks(connection, snapshot->state, std::move(stop));
        },
        [this, number = ++m_parts->reads](const Result<LockView> &view) {
            if (number != m_parts->reads)
                return;
            m_parts->view = view;
            showLocks();
        });
}

void LocksPage::showLocks()
{
    const auto &view = m_parts->view;
    const bool known = view && *view && !(*view)->modules.isEmpty();
    m_parts->stack->setCurrentWidget(known ? static_cast<QWidget *>(m_parts->scroll)
                                           : m_parts->empty);
    if (!view)
        m_parts->empty->showLoading(Tr::tr("The locks are being read..."));
    else if (!*view)
        m_parts->empty->showError(Tr::tr("The locks could not be read."),
                                  view->error().message % u' ' % view->error().remedy);
    else if (!known)
        m_parts->empty->showEmpty(Icon::Unlock,
                                  Tr::tr("There are no locks"),
                                  Tr::tr("No module is there that could hold one."));
    if (known) {
        m_parts->locks->setLocks((*view)->modules);
        showWaits();
    }
    updateActions();
}

void LocksPage::showWaits()
{
    const auto sessions = blockersOf(**m_parts->view);
    m_parts->blockers->setSessions(sessions);
    m_parts->blockers->setVisible(!sessions.isEmpty());
    m_parts->waits->setText(
        sessions.isEmpty()
            ? Tr::tr("No session waits for another.")
            : Tr::tr("These hold what others wait for. A run that waits for one of them goes on "
                     "by itself as soon as it has ended."));
}

void LocksPage::updateActions()
{
    const bool reading = session().activity() == SiteSession::Activity::Reading;
    m_parts->refresh->setText(reading ? Tr::tr("Reading...") : Tr::tr("Refresh"));
    m_parts->refresh->setEnabled(session().isConnected() && !session().isRunning());
    m_parts->locks->setObstacle(obstacleToUnlock(session()));
}

void LocksPage::retranslate()
{
    m_parts->heading->setText(title());
    m_parts->sentence->setText(
        Tr::tr("A run locks the modules it works on, so that no other run comes in between."));
    m_parts->locksCard->setTitle(Tr::tr("Migration locks"));
    m_parts->waitsCard->setTitle(Tr::tr("Who waits for whom"));
    m_parts->back->setText(Tr::tr("Back"));
    m_parts->back->setToolTip(Tr::tr("Back (Esc); nothing is changed"));
    m_parts->refresh->setToolTip(Tr::tr("Reads the state of the site again (F5)"));
    m_parts->blockers->retranslate();
    showLocks();
}

void LocksPage::changeEvent(QEvent *event)
{
    SitePage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && isVisible())
        session().refresh(); // sessions are put into words when they are read
}

} // namespace aegisx::ui
