#include "ui/pages/planpage.h"

#include "core/base/tr.h"
#include "core/operations/confirmation.h"
#include "core/operations/readiness.h"
#include "ui/models/planwords.h"
#include "ui/pages/planparts.h"
#include "ui/pages/preflightview.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/nameconfirmation.h"
#include "ui/widgets/sectionheading.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using operations::Preparation;
using operations::Request;

struct PlanPage::Parts {
    Request request;
    std::shared_ptr<const Preparation> preparation;
    std::optional<Error> refusal;
    std::stop_source checking;
    int checks = 0; // an earlier one's answer is not wanted

    SectionHeading *heading = nullptr;
    WrappedLabel *sentence = nullptr;
    QStackedWidget *stack = nullptr;
    EmptyState *loading = nullptr;
    PlanView *plan = nullptr;
    RefusalView *refused = nullptr;
    QList<QScrollArea *> areas; // that the two scroll in
    QPushButton *back = nullptr;
    WrappedLabel *reason = nullptr; // why nothing may run
    QPushButton *run = nullptr;
};

namespace {

// What is higher than the window scrolls; the buttons below never do.
QScrollArea *scrolling(QWidget *content, const QString &name)
{
    auto *area = new QScrollArea;
    area->setObjectName(name);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

void buildUi(PlanPage *page, auto &parts)
{
    parts.heading = new SectionHeading(SectionHeading::Level::Page, page);
    parts.heading->setObjectName(u"planHeadingLabel"_s);
    parts.sentence = new WrappedLabel(page);
    parts.sentence->setObjectName(u"planSentenceLabel"_s);
    parts.sentence->setMuted(true);
    parts.loading = new EmptyState(page);
    parts.loading->setObjectName(u"planLoadingState"_s);
    parts.plan = new PlanView(page);
    parts.refused = new RefusalView(page);
    parts.stack = new QStackedWidget(page);
    parts.stack->setObjectName(u"planStackedWidget"_s);
    parts.areas = {scrolling(parts.plan, u"planScrollArea"_s),
                   scrolling(parts.refused, u"refusalScrollArea"_s)};
    parts.stack->addWidget(parts.loading);
    for (QScrollArea *area : std::as_const(parts.areas))
        parts.stack->addWidget(area);
    parts.back = new QPushButton(icon(Icon::Back), {}, page);
    parts.back->setObjectName(u"backPushButton"_s);
    parts.reason = new WrappedLabel(page);
    parts.reason->setObjectName(u"runReasonLabel"_s);
    parts.reason->setMuted(true);
    parts.reason->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    parts.run = new QPushButton(page);
    parts.run->setObjectName(u"runPushButton"_s);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addWidget(parts.back);
    buttons->addStretch();
    buttons->addWidget(parts.run);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->setSpacing(spacing::Small);
    layout->addWidget(parts.heading);
    layout->addWidget(parts.sentence);
    layout->addSpacing(spacing::Tiny);
    layout->addWidget(parts.stack, 1);
    layout->addWidget(parts.plan->confirmation());
    layout->addSpacing(spacing::Tiny);
    layout->addWidget(parts.reason); // beside both buttons a small window has no room for it
    layout->addLayout(buttons);
}

} // namespace

PlanPage::PlanPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>())
{
    setObjectName(u"planPage"_s);
    buildUi(this, *m_parts);
    auto *escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &PlanPage::backRequested);
    connect(m_parts->back, &QPushButton::clicked, this, &PlanPage::backRequested);
    connect(m_parts->run, &QPushButton::clicked, this, &PlanPage::runRequested);
    connect(m_parts->plan, &PlanView::requestChanged, this, &SitePage::operationRequested);
    connect(m_parts->refused, &RefusalView::requestChanged, this, &SitePage::operationRequested);
    connect(m_parts->refused, &RefusalView::locksRequested, this, &SitePage::locksRequested);
    connect(m_parts->plan, &PlanView::confirmationChanged, this, &PlanPage::updateButtons);
    const PreflightView *view = m_parts->plan->check();
    connect(view, &PreflightView::checkAgainRequested, this, &PlanPage::check);
    connect(view, &PreflightView::evidenceRequested, this, &PlanPage::evidenceRequested);
    connect(&session, &SiteSession::linkChanged, this, &PlanPage::updateButtons);
    connect(&session, &SiteSession::activityChanged, this, &PlanPage::updateButtons);
    retranslate();
}

PlanPage::~PlanPage() = default;

QString PlanPage::title() const
{
    return Tr::tr("Plan");
}

Icon PlanPage::pageIcon() const
{
    return Icon::Upgrade;
}

// The safe button has the focus: Enter and Space go back.
void PlanPage::activate()
{
    m_parts->back->setFocus();
}

void PlanPage::showLoading(const Request &request)
{
    m_parts->checking.request_stop();
    m_parts->request = request;
    m_parts->preparation.reset();
    m_parts->refusal.reset();
    m_parts->stack->setCurrentIndex(0);
    retranslate();
}

// The banner and what is lost are never out of sight when a plan comes up.
void PlanPage::showFromTheTop()
{
    for (const QScrollArea *area : std::as_const(m_parts->areas))
        area->verticalScrollBar()->setValue(0);
}

void PlanPage::showPreparation(std::shared_ptr<const Preparation> preparation)
{
    const bool wasHere = m_parts->stack->currentIndex() != 0;
    m_parts->request = preparation->request;
    m_parts->preparation = std::move(preparation);
    m_parts->refusal.reset();
    m_parts->plan->setPreparation(m_parts->preparation, session().profile());
    m_parts->stack->setCurrentIndex(1);
    check();
    retranslate();
    showFromTheTop();
    if (!wasHere)
        activate();
}

// Behind what the lane is doing; what is known of it then belongs to this plan only.
void PlanPage::check()
{
    m_parts->checking.request_stop();
    const auto preparation = m_parts->preparation;
    if (!preparation || m_parts->plan->check()->isHidden())
        return;
    m_parts->plan->check()->showChecking();
    updateButtons();
    m_parts->checking = session().read<plans::Preflight>(
        this,
        [preparation, expected = session().expected(), folders = context().moduleFolders()](
            postgres::Connection &connection, std::stop_token stop) {
            return operations::checkReadiness(
                connection, modules::loadCatalog(folders), expected, *preparation, stop);
        },
        [this, preparation, number = ++m_parts->checks](const Result<plans::Preflight> &result) {
            if (m_parts->preparation != preparation || number != m_parts->checks)
                return;
            m_parts->plan->check()->showResult(result);
            updateButtons();
        });
}

void PlanPage::showRefusal(const Error &error)
{
    m_parts->preparation.reset();
    m_parts->refusal = error;
    m_parts->refused->setRefusal(m_parts->request, error, session().snapshot());
    m_parts->stack->setCurrentIndex(2);
    retranslate();
    showFromTheTop();
    activate();
}

void PlanPage::updateButtons()
{
    const auto &preparation = m_parts->preparation;
    const bool anything = preparation && !preparation->isEmpty();
    const bool destroying =
        anything && operations::destructionOf(*preparation) != operations::Destruction::None;
    m_parts->plan->confirmation()->setVisible(anything && m_parts->plan->wantsName());
    const PreflightView *view = m_parts->plan->check();
    const QString stop = anything && !view->isHidden() ? view->obstacle() : QString();
    const bool idle =
        session().isConnected() && session().activity() == SiteSession::Activity::Idle;
    m_parts->plan->check()->setMayCheck(idle);
    m_parts->run->setVisible(anything);
    m_parts->run->setEnabled(anything && stop.isEmpty() && m_parts->plan->isConfirmed() && idle);
    m_parts->run->setToolTip(!stop.isEmpty() ? stop
                                 : anything  ? m_parts->plan->missingConfirmation()
                                             : QString());
    m_parts->run->setAccessibleDescription(m_parts->run->toolTip());
    m_parts->reason->setText(stop);
    m_parts->reason->setVisible(!stop.isEmpty());
    m_parts->run->setDefault(anything && !destroying);
    setMeaning(m_parts->run, destroying ? Meaning::Danger : Meaning::Neutral);
    m_parts->back->setDefault(!anything || destroying);
}

void PlanPage::retranslate()
{
    const auto &preparation = m_parts->preparation;
    const QString headline =
        preparation ? planHeadline(*preparation) : requestTitle(m_parts->request);
    m_parts->heading->setText(m_parts->refusal ? Tr::tr("Not possible now: %1").arg(headline)
                                               : headline);
    m_parts->sentence->setText(preparation ? failureSentence(*preparation) : QString());
    m_parts->sentence->setVisible(!m_parts->sentence->text().isEmpty());
    m_parts->loading->showLoading(Tr::tr("Making the plan..."),
                                  Tr::tr("The site is looked at; nothing is changed."));
    m_parts->back->setText(Tr::tr("Back"));
    m_parts->back->setToolTip(Tr::tr("Back (Esc); nothing is changed"));
    m_parts->run->setText(QString(headline).replace(u'&', u"&&"_s));
    m_parts->plan->retranslate();
    m_parts->refused->retranslate();
    updateButtons();
}

void PlanPage::changeEvent(QEvent *event)
{
    SitePage::changeEvent(event);
    // The sentences of findings and errors were made in the language that was set: plan again.
    const bool told = m_parts->refusal || (m_parts->preparation && m_parts->plan->hasFindings());
    if (event->type() != QEvent::LanguageChange || (!told && !m_parts->preparation))
        return;
    if (isVisible() && told) {
        Q_EMIT operationRequested(Request(m_parts->request));
    } else if (isVisible()) {
        check(); // its sentences as well
    } else {
        ++m_parts->checks;
        m_parts->plan->check()->clear(); // made again when somebody looks
    }
}

void PlanPage::showEvent(QShowEvent *event)
{
    SitePage::showEvent(event);
    const PreflightView *view = m_parts->plan->check();
    if (m_parts->preparation && !view->isMade() && !view->isChecking())
        check();
}

} // namespace aegisx::ui
