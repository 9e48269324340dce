#include "ui/pages/reportpage.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "ui/models/statelooks.h"
#include "ui/pages/marking.h"
#include "ui/pages/reportlosses.h"
#include "ui/pages/reportsteps.h"
#include "ui/pages/reportwords.h"
#include "ui/report/reportfiles.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/foldout.h"
#include "ui/widgets/sectionheading.h"
#include "ui/window/background.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using reports::SiteReport;

struct ReportPage::Parts {
    SiteReport report;
    QString runIdOfLog; // of the run whose log the run page has
    operations::Request requested; // the last that was prepared
    operations::Request requestOfLog;
    std::optional<UndoOffer> undo; // where every step can be undone
    bool checking = false; // whether it can be undone
    bool changed = false; // it cannot: the site is not as the run left it
    int shown = 0; // counts the reports, so that a late answer finds its own

    SectionHeading *heading = nullptr;
    WrappedLabel *when = nullptr;
    Banner *state = nullptr;
    Card *failure = nullptr;
    WrappedLabel *message = nullptr;
    Foldout *details = nullptr;
    QPlainTextEdit *words = nullptr;
    ReportWays *ways = nullptr;
    ReportLosses *lost = nullptr;
    ReportLosses *undone = nullptr;
    ReportSteps *steps = nullptr;
    WrappedLabel *said = nullptr;
    QPushButton *save = nullptr;
    QPushButton *copy = nullptr;
    QPushButton *log = nullptr;
    QPushButton *close = nullptr;
};

namespace {

constexpr int linesOfSteps = 9; // the least

void buildFailure(QWidget *page, auto &parts)
{
    parts.failure = new Card(page);
    parts.failure->setObjectName(u"failureCard"_s);
    parts.message = new WrappedLabel;
    parts.message->setObjectName(u"failureMessageLabel"_s);
    parts.message->setSelectable(true);
    parts.details = new Foldout;
    parts.details->setObjectName(u"failureFoldout"_s);
    parts.words = new QPlainTextEdit;
    parts.words->setObjectName(u"failureDetailsPlainTextEdit"_s);
    parts.words->setReadOnly(true);
    parts.words->setTabChangesFocus(true);
    // As high as its minimum says, not as it would like.
    parts.words->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    parts.details->body()->addWidget(parts.words);
    parts.failure->body()->addWidget(parts.message);
    parts.failure->body()->addWidget(parts.details);
}

QLayout *buildButtons(QWidget *page, auto &parts)
{
    const auto button = [page](const QString &name, std::optional<Icon> picture) {
        auto *one = new QPushButton(page);
        one->setObjectName(name);
        if (picture)
            one->setIcon(icon(*picture));
        return one;
    };
    parts.save = button(u"saveReportPushButton"_s, Icon::Save);
    parts.copy = button(u"copyForSupportPushButton"_s, Icon::Copy);
    parts.log = button(u"showLogPushButton"_s, std::nullopt);
    parts.close = button(u"closeReportPushButton"_s, std::nullopt);
    parts.close->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    // Where a plan has its way back: what a page before or after does stands at the other side.
    buttons->addWidget(parts.close);
    buttons->addStretch();
    buttons->addWidget(parts.save);
    buttons->addWidget(parts.copy);
    buttons->addWidget(parts.log);
    return buttons;
}

// What is higher than the window scrolls; the buttons below never do.
QScrollArea *buildContent(QWidget *page, auto &parts)
{
    parts.state = new Banner;
    parts.state->setObjectName(u"reportBanner"_s);
    parts.steps = new ReportSteps;
    parts.steps->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    buildFailure(page, parts);
    parts.ways = new ReportWays;
    parts.lost = new ReportLosses(ReportLosses::Which::Lost);
    parts.undone = new ReportLosses(ReportLosses::Which::Undone);
    auto *content = new QWidget(page);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(spacing::Medium);
    column->addWidget(parts.state);
    column->addWidget(parts.lost);
    column->addWidget(parts.failure);
    column->addWidget(parts.undone);
    column->addWidget(parts.ways);
    column->addWidget(parts.steps, 1);
    auto *area = new QScrollArea(page);
    area->setObjectName(u"reportScrollArea"_s);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

void buildUi(QWidget *page, auto &parts)
{
    parts.heading = new SectionHeading(SectionHeading::Level::Page, page);
    parts.heading->setObjectName(u"reportHeadingLabel"_s);
    parts.when = new WrappedLabel(page);
    parts.when->setObjectName(u"reportWhenLabel"_s);
    parts.when->setMuted(true);
    QScrollArea *content = buildContent(page, parts);
    parts.said = new WrappedLabel(page);
    parts.said->setObjectName(u"reportSaidLabel"_s);
    parts.said->setMuted(true);
    parts.said->setSelectable(true);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->setSpacing(spacing::Small);
    layout->addWidget(parts.heading);
    layout->addWidget(parts.when);
    layout->addSpacing(spacing::Tiny);
    layout->addWidget(content, 1);
    layout->addWidget(parts.said);
    layout->addSpacing(spacing::Tiny);
    layout->addLayout(buildButtons(page, parts));
}

} // namespace

ReportPage::ReportPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>())
{
    setObjectName(u"reportPage"_s);
    buildUi(this, *m_parts);
    auto *escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &ReportPage::closeRequested);
    connect(m_parts->close, &QPushButton::clicked, this, &ReportPage::closeRequested);
    connect(m_parts->log, &QPushButton::clicked, this, &ReportPage::logRequested);
    connect(m_parts->save, &QPushButton::clicked, this, &ReportPage::save);
    connect(m_parts->copy, &QPushButton::clicked, this, &ReportPage::copy);
    connect(m_parts->ways, &ReportWays::chosen, this, &ReportPage::take);
    connect(&session, &SiteSession::prepared, this, [this](const auto &preparation) {
        m_parts->requested = preparation->request;
    });
    connect(&session, &SiteSession::runFinished, this, [this](const SiteReport &report) {
        m_parts->runIdOfLog = report.runs.isEmpty() ? QString() : report.runs.first().runId;
        m_parts->requestOfLog = m_parts->requested;
    });
    connect(&session, &SiteSession::snapshotChanged, this, &ReportPage::offerWays);
    connect(&session.evidence(), &SiteEvidence::changed, this, &ReportPage::offerRetry);
    connect(&session.evidence(), &SiteEvidence::changed, this, &ReportPage::offerEvidence);
    connect(&session.evidence(), &SiteEvidence::changed, this, &ReportPage::offerMark);
    retranslate();
}

ReportPage::~ReportPage() = default;

QString ReportPage::title() const
{
    return Tr::tr("Report");
}

Icon ReportPage::pageIcon() const
{
    return Icon::History;
}

void ReportPage::activate()
{
    m_parts->close->setFocus();
}

void ReportPage::showReport(const SiteReport &report)
{
    m_parts->report = report;
    m_parts->undo.reset(); // it was of the report before
    m_parts->details->setOpen(false);
    say({});
    retranslate();
    offerWays();
}

bool ReportPage::isOfLastRun() const
{
    const SiteReport &report = m_parts->report;
    return !report.runs.isEmpty() && !m_parts->runIdOfLog.isEmpty()
        && report.runs.first().runId == m_parts->runIdOfLog;
}

// Whether the site was looked at after what the report is of.
bool ReportPage::isReadSince() const
{
    const auto snapshot = session().snapshot();
    return snapshot && snapshot->readAt >= m_parts->report.finishedAt();
}

void ReportPage::offerWays()
{
    showWays();
    offerUndo();
}

void ReportPage::showWays()
{
    m_parts->ways->setTitle(mayTryAgain(m_parts->report.outcome()) ? Tr::tr("What can be done now")
                                                                   : QString());
    offerRetry();
    offerEvidence();
    offerMark();
    offerLocks();
    offerMoveBack();
    showUndo();
}

// Of older reports nobody knows any more what was asked for.
void ReportPage::offerRetry()
{
    const auto *module = evidenceOfStopped();
    const auto *known = module != nullptr && isReadSince() ? module : nullptr;
    show(ReportWays::Way::TryAgain,
         isOfLastRun() ? retryOffer(m_parts->report, known) : std::nullopt);
}

// What the catalog proves of the module in whose migration the last run stopped.
const SiteEvidence::OfModule *ReportPage::evidenceOfStopped()
{
    const runs::StepReport *step = isOfLastRun() ? stepThatStopped(m_parts->report) : nullptr;
    if (step == nullptr)
        return nullptr;
    session().evidence().want(step->module);
    return &session().evidence().of(step->module);
}

void ReportPage::offerEvidence()
{
    const auto *module = evidenceOfStopped();
    show(ReportWays::Way::SeeEvidence,
         module != nullptr ? evidenceOffer(m_parts->report, *module) : std::nullopt);
}

void ReportPage::offerMark()
{
    const auto *module = evidenceOfStopped();
    show(ReportWays::Way::MarkCompleted,
         module != nullptr && isReadSince() ? markOffer(m_parts->report, *module) : std::nullopt);
}

void ReportPage::offerLocks()
{
    if (isOfLastRun() && endedByLocks(m_parts->report))
        m_parts->ways->offer(ReportWays::Way::SeeLocks,
                             Tr::tr("Others held what the run needed. See who holds it now; such a "
                                    "session can be asked to cancel, or be ended."),
                             Tr::tr("See the locks"));
    else
        m_parts->ways->withdraw(ReportWays::Way::SeeLocks);
}

void ReportPage::offerMoveBack()
{
    const auto moves = movesBackOf(m_parts->report);
    if (moves.isEmpty())
        return m_parts->ways->withdraw(ReportWays::Way::MoveBack);
    const QString schema = moves.first().toSchema;
    m_parts->ways->offer(
        ReportWays::Way::MoveBack,
        moves.size() == 1
            ? Tr::tr("If a program does not find something any more, what was moved can go back "
                     "to the schema: %1")
                  .arg(schema)
            : Tr::tr("What was moved came from several schemas, and goes back to one after the "
                     "other; this report stays in the history. First back to the schema: %1")
                  .arg(schema),
        Tr::tr("Move back..."));
}

void ReportPage::take(ReportWays::Way way)
{
    switch (way) {
    case ReportWays::Way::TryAgain:
        Q_EMIT operationRequested(operations::Request(m_parts->requestOfLog));
        break;
    case ReportWays::Way::SeeEvidence:
        if (const runs::StepReport *step = stepThatStopped(m_parts->report))
            Q_EMIT evidenceRequested(step->module, step->name);
        break;
    case ReportWays::Way::SeeLocks:
        Q_EMIT locksRequested();
        break;
    case ReportWays::Way::MarkCompleted:
        if (const runs::StepReport *step = stepThatStopped(m_parts->report)) {
            plans::MarkRequest request;
            request.module = step->module;
            request.names = QStringList {step->name};
            askToMark(*this, request);
        }
        break;
    case ReportWays::Way::RollBack:
        if (m_parts->undo)
            Q_EMIT operationRequested(operations::Request(m_parts->undo->request));
        break;
    case ReportWays::Way::MoveBack:
        if (const auto moves = movesBackOf(m_parts->report); !moves.isEmpty())
            Q_EMIT operationRequested(operations::Request(moves.first()));
        break;
    }
}

// Whether every step has a way back stands in the files: read on another thread.
void ReportPage::offerUndo()
{
    m_parts->undo.reset();
    const int shown = ++m_parts->shown;
    const auto snapshot = session().snapshot();
    auto offer = snapshot ? undoOf(m_parts->report, *snapshot) : std::nullopt;
    m_parts->changed = !offer;
    m_parts->checking =
        offer || (m_parts->report.outcome() != runs::Outcome::Failed && !isReadSince());
    showUndo();
    if (!offer)
        return;
    inBackground(
        this,
        [files = offer->files] { return canAllBeUndone(files); },
        [this, shown, offer](bool possible) {
            if (shown != m_parts->shown)
                return;
            m_parts->checking = false;
            if (possible)
                m_parts->undo = offer;
            showUndo();
        });
}

void ReportPage::showUndo()
{
    if (m_parts->undo)
        show(ReportWays::Way::RollBack, undoOffer(m_parts->report));
    else
        show(ReportWays::Way::RollBack,
             isOfLastRun() && !m_parts->checking ? noUndo(m_parts->report, m_parts->changed)
                                                 : std::nullopt);
}

void ReportPage::show(ReportWays::Way way, const std::optional<WayOffer> &offer)
{
    if (!offer)
        m_parts->ways->withdraw(way);
    else if (offer->button.isEmpty())
        m_parts->ways->explain(way, offer->hint);
    else
        m_parts->ways->offer(way, offer->hint, offer->button);
}

void ReportPage::save()
{
    context().dialogs.saveFile(
        this,
        Tr::tr("Save the report"),
        reports::suggestedFileName(m_parts->report) % u".pdf"_s,
        Tr::tr("PDF document (*.pdf);;Web page (*.html);;Data for programs (*.json)"),
        [this](const QString &chosen) {
            if (chosen.isEmpty())
                return;
            const QString path = QFileInfo(chosen).suffix().isEmpty() ? chosen % u".pdf"_s : chosen;
            say(Tr::tr("Saving..."));
            inBackground(
                this,
                [report = m_parts->report, path] { return saveReport(report, path); },
                [this, path](const Result<void> &saved) {
                    say(saved
                            ? Tr::tr("The report is saved: %1").arg(QDir::toNativeSeparators(path))
                            : saved.error().message % u' ' % saved.error().remedy);
                });
        });
}

void ReportPage::copy()
{
    QGuiApplication::clipboard()->setText(reports::toSupportText(m_parts->report));
    say(Tr::tr("Copied. Paste it into a message to the vendor."));
}

void ReportPage::say(const QString &sentence)
{
    m_parts->said->setText(sentence);
    m_parts->said->setVisible(!sentence.isEmpty());
}

void ReportPage::showFailure(const runs::RunReport *run)
{
    const bool failed = run != nullptr && run->error.has_value();
    m_parts->failure->setVisible(failed);
    m_parts->failure->setTitle(Tr::tr("What happened"));
    m_parts->details->setTitle(Tr::tr("Details"));
    m_parts->words->setAccessibleName(Tr::tr("The server's own words"));
    m_parts->words->setFont(Theme::instance().fixedFont());
    m_parts->words->setMinimumHeight(7 * fontMetrics().height());
    if (!failed)
        return;
    const QStringList lines = run->error->detailLines();
    m_parts->message->setText(run->error->message);
    m_parts->words->setPlainText(lines.join(u'\n'));
    m_parts->details->setVisible(!lines.isEmpty());
}

void ReportPage::showState(const runs::RunReport *run)
{
    m_parts->heading->setText(reportHeadline(m_parts->report));
    m_parts->state->setVisible(run != nullptr);
    m_parts->when->setVisible(run != nullptr);
    if (run == nullptr)
        return;
    const QDateTime started = m_parts->report.startedAt();
    m_parts->when->setText(
        m_parts->report.finishedAt().isValid()
            ? Tr::tr("%1, by %2, in %3")
                  .arg(context().formatTime(started),
                       run->who,
                       formatDuration(1000 * started.msecsTo(m_parts->report.finishedAt())))
            : Tr::tr("%1, by %2").arg(context().formatTime(started), run->who));
    m_parts->state->setMessage(
        reportMeaning(m_parts->report), stateSentence(m_parts->report), m_parts->report.nextStep());
}

void ReportPage::retranslate()
{
    describeAgain(m_parts->report);
    m_parts->report.language = currentLanguage();
    m_parts->report.era = context().era();
    const runs::RunReport *run = decidingRun(m_parts->report);
    showState(run);
    showFailure(run);
    m_parts->lost->setReport(m_parts->report);
    m_parts->undone->setReport(m_parts->report);
    m_parts->steps->setReport(m_parts->report);
    m_parts->steps->setMinimumHeight(linesOfSteps * fontMetrics().height());
    showWays();
    m_parts->save->setText(Tr::tr("Save report..."));
    m_parts->copy->setText(Tr::tr("Copy for support"));
    m_parts->log->setText(Tr::tr("Show log"));
    m_parts->log->setVisible(isOfLastRun());
    m_parts->close->setText(Tr::tr("Close"));
    m_parts->close->setToolTip(Tr::tr("%1 (%2)").arg(Tr::tr("Close"), u"Esc"_s));
    m_parts->said->setVisible(!m_parts->said->text().isEmpty());
}

} // namespace aegisx::ui
