#include "ui/pages/planpage.h"

#include "core/base/tr.h"
#include "ui/models/planwords.h"
#include "ui/pages/planparts.h"
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

    SectionHeading *heading = nullptr;
    WrappedLabel *sentence = nullptr;
    QStackedWidget *stack = nullptr;
    EmptyState *loading = nullptr;
    PlanView *plan = nullptr;
    RefusalView *refused = nullptr;
    QPushButton *back = nullptr;
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
    parts.stack->addWidget(parts.loading);
    parts.stack->addWidget(scrolling(parts.plan, u"planScrollArea"_s));
    parts.stack->addWidget(scrolling(parts.refused, u"refusalScrollArea"_s));
    parts.back = new QPushButton(icon(Icon::Back), {}, page);
    parts.back->setObjectName(u"backPushButton"_s);
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
    connect(m_parts->plan, &PlanView::confirmationChanged, this, &PlanPage::updateButtons);
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
    m_parts->request = request;
    m_parts->preparation.reset();
    m_parts->refusal.reset();
    m_parts->stack->setCurrentIndex(0);
    retranslate();
}

void PlanPage::showPreparation(std::shared_ptr<const Preparation> preparation)
{
    const bool wasHere = m_parts->stack->currentIndex() != 0;
    m_parts->request = preparation->request;
    m_parts->preparation = std::move(preparation);
    m_parts->refusal.reset();
    m_parts->plan->setPreparation(m_parts->preparation, session().profile());
    m_parts->stack->setCurrentIndex(1);
    retranslate();
    if (!wasHere)
        activate();
}

void PlanPage::showRefusal(const Error &error)
{
    m_parts->preparation.reset();
    m_parts->refusal = error;
    m_parts->refused->setRefusal(m_parts->request, error, session().snapshot());
    m_parts->stack->setCurrentIndex(2);
    retranslate();
    activate();
}

void PlanPage::updateButtons()
{
    const auto &preparation = m_parts->preparation;
    const bool anything = preparation && !preparation->isEmpty();
    const bool destroying = anything && destroys(*preparation);
    m_parts->plan->confirmation()->setVisible(anything && m_parts->plan->wantsName());
    m_parts->run->setVisible(anything);
    m_parts->run->setEnabled(anything && m_parts->plan->isConfirmed() && session().isConnected()
                             && session().activity() == SiteSession::Activity::Idle);
    m_parts->run->setToolTip(anything ? m_parts->plan->missingConfirmation() : QString());
    m_parts->run->setAccessibleDescription(m_parts->run->toolTip());
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
    if (event->type() == QEvent::LanguageChange && isVisible() && told)
        Q_EMIT operationRequested(Request(m_parts->request));
}

} // namespace aegisx::ui
