#include "ui/pages/runpage.h"

#include "core/base/tr.h"
#include "core/words/words.h"
#include "ui/models/planwords.h"
#include "ui/models/runstepsmodel.h"
#include "ui/models/statelooks.h"
#include "ui/pages/blockerlist.h"
#include "ui/pages/runlogview.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/busyindicator.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTimer>
#include <QTreeView>

#include <chrono>
#include <utility>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

struct RunPage::Parts {
    enum class Stage { Starting, Step, Pausing, Between, Over };

    std::shared_ptr<const operations::Preparation> preparation;
    Stage stage = Stage::Over;
    int statement = 0; // of the current step, from 0
    bool running = false;
    bool cancelling = false;
    bool ended = false; // a part of it: the seeds may follow
    QString leftAtEnd; // what is to be said of a question that the end closed
    bool followSteps = true;
    std::optional<Event> waiting; // the last of its kind, as long as it holds
    int waitingStatement = 0; // of the step that waits, from 0
    std::pair<int, int> tries; // Pausing: the one that comes next, of how many
    QElapsedTimer clock;
    qint64 elapsed = 0; // milliseconds
    QTimer tick;

    RunStepsModel *steps = nullptr;
    SectionHeading *heading = nullptr;
    BusyIndicator *busy = nullptr;
    QLabel *time = nullptr;
    QTreeView *stepsView = nullptr;
    ElidedLabel *current = nullptr;
    ElidedLabel *sql = nullptr;
    QProgressBar *progress = nullptr;
    Banner *blocker = nullptr;
    BlockerList *blockers = nullptr;
    WrappedLabel *leftAlone = nullptr; // what became of a question that was closed
    RunLogView *log = nullptr;
    QPushButton *cancel = nullptr;
    QPushButton *report = nullptr;
};

namespace {

constexpr qsizetype mostBlockers = 3; // named at once; when they are gone, the next are told

// The first line of a statement that says something.
QString firstLineOf(const QByteArray &sql)
{
    const QList<QByteArray> lines = sql.left(4000).split('\n');
    for (const QByteArray &line : lines) {
        const QByteArray words = line.trimmed();
        if (!words.isEmpty() && !words.startsWith("--"))
            return QString::fromUtf8(words.left(300));
    }
    return {};
}

// "0:07", "12:05", "1:02:05"
QString clockText(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    const QString tail = u"%1:%2"_s.arg(seconds / 60 % 60, seconds < 3600 ? 1 : 2, 10, QChar(u'0'))
                             .arg(seconds % 60, 2, 10, QChar(u'0'));
    return seconds < 3600 ? tail : QString::number(seconds / 3600) % u':' % tail;
}

// How long this goes on where nobody gives way.
QString triesText(const Event &waiting)
{
    const QString limit = formatDuration(waiting.waitLimitMilliseconds * 1000);
    if (waiting.waitLimitMilliseconds <= 0)
        return {};
    if (waiting.attempts <= 0)
        return Tr::tr("It waits for at most %1.").arg(limit);
    const QString number = QString::number(waiting.attempt);
    const QString all = QString::number(waiting.attempts);
    if (waiting.attempt < waiting.attempts)
        return Tr::tr("Try %1 of %2: after %3 of waiting everything is rolled back and tried "
                      "again.")
            .arg(number, all, limit);
    return Tr::tr("Try %1 of %2, the last one: after %3 of waiting the run ends, and the site is "
                  "as it was before.")
        .arg(number, all, limit);
}

void buildSteps(RunPage *page, auto &parts)
{
    parts.steps = new RunStepsModel(page);
    parts.stepsView = new QTreeView(page);
    parts.stepsView->setObjectName(u"runStepsTreeView"_s);
    parts.stepsView->setModel(parts.steps);
    parts.stepsView->setItemDelegate(new PillDelegate(parts.stepsView));
    parts.stepsView->setRootIsDecorated(false);
    parts.stepsView->setUniformRowHeights(true);
    parts.stepsView->setAllColumnsShowFocus(true);
    parts.stepsView->setTextElideMode(Qt::ElideMiddle);
    QHeaderView *header = parts.stepsView->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setObjectName(u"runStepsHeaderView"_s);
    header->setSectionResizeMode(RunStepsModel::Step, QHeaderView::Stretch);
    header->setSectionResizeMode(RunStepsModel::State, QHeaderView::Fixed);
}

QWidget *buildStatus(RunPage *page, auto &parts)
{
    parts.current = new ElidedLabel;
    parts.current->setObjectName(u"currentStepLabel"_s);
    parts.current->setElideMode(Qt::ElideMiddle);
    parts.sql = new ElidedLabel;
    parts.sql->setObjectName(u"currentStatementLabel"_s);
    parts.progress = new QProgressBar;
    parts.progress->setObjectName(u"stepsProgressBar"_s);
    parts.blocker = new Banner;
    parts.blocker->setObjectName(u"blockerBanner"_s);
    parts.blocker->hide();
    auto *card = new Card(page);
    card->setObjectName(u"currentCard"_s);
    card->body()->addWidget(parts.current);
    card->body()->addWidget(parts.sql);
    card->body()->addWidget(parts.progress);
    return card;
}

// What happens now, who blocks it, and the log.
QWidget *buildWork(RunPage *page, auto &parts, SiteSession &session)
{
    QWidget *status = buildStatus(page, parts);
    parts.blockers = new BlockerList(session, page);
    parts.blockers->hide();
    parts.leftAlone = new WrappedLabel(page);
    parts.leftAlone->setObjectName(u"leftAloneLabel"_s);
    parts.leftAlone->setMuted(true);
    parts.leftAlone->hide();
    parts.log = new RunLogView(session.context().dialogs, page);
    auto *work = new QWidget(page);
    auto *column = new QVBoxLayout(work);
    column->setContentsMargins({});
    column->setSpacing(spacing::Medium);
    column->addWidget(status);
    column->addWidget(parts.blocker);
    column->addWidget(parts.blockers);
    column->addWidget(parts.leftAlone);
    column->addWidget(parts.log, 1);
    return work;
}

void buildUi(RunPage *page, auto &parts, SiteSession &session)
{
    buildSteps(page, parts);
    parts.heading = new SectionHeading(SectionHeading::Level::Page, page);
    parts.heading->setObjectName(u"runHeadingLabel"_s);
    parts.busy = new BusyIndicator(page);
    parts.busy->setObjectName(u"runBusyIndicator"_s);
    parts.time = new QLabel(page);
    parts.time->setObjectName(u"elapsedLabel"_s);
    parts.cancel = new QPushButton(icon(Icon::Cancel), {}, page);
    parts.cancel->setObjectName(u"cancelPushButton"_s);
    parts.report = new QPushButton(page);
    parts.report->setObjectName(u"showReportPushButton"_s);
    parts.report->setDefault(true);

    auto *top = new QHBoxLayout;
    top->setSpacing(spacing::Small);
    top->addWidget(parts.heading, 1);
    top->addWidget(parts.busy, 0, Qt::AlignVCenter);
    top->addWidget(parts.time, 0, Qt::AlignVCenter);
    auto *splitter = new QSplitter(page);
    splitter->setObjectName(u"runSplitter"_s);
    splitter->addWidget(parts.stepsView);
    splitter->addWidget(buildWork(page, parts, session));
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addStretch();
    buttons->addWidget(parts.cancel);
    buttons->addWidget(parts.report);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->setSpacing(spacing::Medium);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    layout->addLayout(buttons);
}

} // namespace

RunPage::RunPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>())
{
    setObjectName(u"runPage"_s);
    buildUi(this, *m_parts, session);
    m_parts->tick.setInterval(500ms);
    connect(&m_parts->tick, &QTimer::timeout, this, &RunPage::showTime);
    connect(m_parts->cancel, &QPushButton::clicked, this, [this] {
        m_parts->cancelling = true;
        showButtons();
        Q_EMIT cancelRequested();
    });
    connect(m_parts->report, &QPushButton::clicked, this, &RunPage::reportRequested);
    connect(m_parts->stepsView->verticalScrollBar(),
            &QScrollBar::actionTriggered, // by a person
            this,
            [this] { m_parts->followSteps = false; });
    connect(m_parts->blockers, &BlockerList::withdrawn, this, &RunPage::sayLeftAlone);
    connect(m_parts->blockers, &BlockerList::focusLost, this, &RunPage::activate);
    retranslate();
}

RunPage::~RunPage() = default;

QString RunPage::title() const
{
    return Tr::tr("Run");
}

Icon RunPage::pageIcon() const
{
    return Icon::Play;
}

void RunPage::activate()
{
    (m_parts->running ? m_parts->cancel : m_parts->report)->setFocus();
}

void RunPage::start(std::shared_ptr<const operations::Preparation> preparation)
{
    m_parts->preparation = std::move(preparation);
    m_parts->stage = Parts::Stage::Starting;
    m_parts->running = true;
    m_parts->cancelling = false;
    m_parts->followSteps = true;
    m_parts->waiting.reset();
    m_parts->ended = false;
    m_parts->leftAtEnd.clear();
    m_parts->leftAlone->hide();
    m_parts->steps->setPlans(m_parts->preparation->plans);
    const plans::Operation operation = m_parts->preparation->plans.isEmpty()
        ? plans::Operation::Migrate
        : m_parts->preparation->plans.first().operation;
    m_parts->log->start(u"aegisx-%1-%2"_s.arg(
        jsonKeyOf(operation), QDateTime::currentDateTime().toString(u"yyyy-MM-dd-HHmm"_s)));
    m_parts->clock.start();
    m_parts->tick.start();
    retranslate();
}

void RunPage::addEvents(const QList<Event> &events)
{
    m_parts->steps->addEvents(events);
    m_parts->log->addEvents(events);
    for (const Event &event : events)
        follow(event);
    showProgress();
    if (m_parts->followSteps && m_parts->steps->currentRow() >= 0)
        m_parts->stepsView->scrollTo(m_parts->steps->index(m_parts->steps->currentRow(), 0));
}

void RunPage::follow(const Event &event)
{
    followWaiting(event);
    switch (event.kind) {
    case EventKind::RunStarted:
        m_parts->stage = Parts::Stage::Starting;
        break;
    case EventKind::StepStarted:
        m_parts->ended = false;
        m_parts->stage = Parts::Stage::Step;
        m_parts->statement = 0;
        break;
    case EventKind::StatementDone:
        m_parts->statement = event.statement;
        break;
    case EventKind::Retrying:
        m_parts->stage = Parts::Stage::Pausing;
        m_parts->tries = {event.attempt, event.attempts};
        break;
    case EventKind::SegmentCommitted:
    case EventKind::RolledBack:
    case EventKind::RunFinished:
        m_parts->ended = event.kind == EventKind::RunFinished;
        m_parts->stage = Parts::Stage::Between;
        break;
    default:
        break;
    }
}

// Who blocks us is told when a statement waits. It holds while the transaction is rolled back and
// tried again, until the statement is past.
void RunPage::followWaiting(const Event &event)
{
    std::optional<Event> &waiting = m_parts->waiting;
    if (event.kind == EventKind::Waiting) {
        waiting = event;
        m_parts->waitingStatement = m_parts->statement;
        return;
    }
    if (!waiting || event.kind == EventKind::Notice || event.kind == EventKind::Message)
        return;
    const bool ofStep = waiting->step > 0 && !waiting->blockers.isEmpty();
    const bool here = event.step == waiting->step;
    if (event.kind == EventKind::Retrying)
        waiting->attempt = event.attempt;
    if (!ofStep || event.kind == EventKind::SegmentCommitted || event.kind == EventKind::RunFinished
        || (here && event.kind == EventKind::StepDone)
        || (here && event.kind == EventKind::StatementDone
            && event.statement > m_parts->waitingStatement))
        waiting.reset();
}

// A question about a session that stands in the way no more is closed.
void RunPage::sayLeftAlone(int pid)
{
    const bool atEnd = m_parts->ended || !m_parts->running;
    const QString sentence = atEnd
        ? Tr::tr("The run ended while you were asked about process %1; its session was left alone.")
        : Tr::tr("Process %1 no longer stands in the way; its session was left alone.");
    m_parts->leftAlone->setText(sentence.arg(pid));
    m_parts->leftAlone->show();
    if (atEnd)
        m_parts->leftAtEnd = m_parts->leftAlone->text();
}

QString RunPage::finish()
{
    m_parts->running = false;
    m_parts->cancelling = false;
    m_parts->stage = Parts::Stage::Over;
    m_parts->waiting.reset();
    m_parts->tick.stop();
    m_parts->steps->finish();
    showTime();
    showProgress();
    showButtons();
    return std::exchange(m_parts->leftAtEnd, {});
}

void RunPage::showTime()
{
    if (m_parts->running || m_parts->tick.isActive())
        m_parts->elapsed = m_parts->clock.elapsed();
    m_parts->time->setText(Tr::tr("Elapsed: %1").arg(clockText(m_parts->elapsed)));
}

void RunPage::showProgress()
{
    const int done = m_parts->steps->doneCount();
    const int known = m_parts->steps->stepCount();
    m_parts->progress->setRange(0, qMax(known, 1));
    m_parts->progress->setValue(done);
    m_parts->progress->setFormat(
        Tr::tr("%1 of %2").arg(QString::number(done), QString::number(known)));
    m_parts->current->setText(currentText());
    m_parts->sql->setText(currentStatement());
    showBlockers();
}

void RunPage::showBlockers()
{
    const std::optional<Event> &waiting = m_parts->waiting;
    const QList<BlockingSession> sessions = waiting ? waiting->blockers : QList<BlockingSession> {};
    if (waiting) {
        const QString sentence = sessions.isEmpty()
            ? waiting->text
            : Tr::tr("The run waits for %n other session(s).",
                     nullptr,
                     static_cast<int>(sessions.size()));
        const QString detail = Tr::tr("The run goes on by itself as soon as nothing blocks it.")
            % u' ' % triesText(*waiting);
        if (m_parts->blocker->isHidden() || m_parts->blocker->sentence() != sentence
            || m_parts->blocker->detail() != detail.trimmed())
            m_parts->blocker->setMessage(Meaning::Warning, Icon::Clock, sentence, detail.trimmed());
    }
    m_parts->blocker->setVisible(waiting.has_value());
    m_parts->blockers->setSessions(m_parts->blockers->choose(sessions, mostBlockers));
    m_parts->blockers->setVisible(!sessions.isEmpty());
}

const plans::PlanStep *RunPage::currentStep() const
{
    const int row = m_parts->steps->currentRow();
    if (row < 0 || m_parts->stage != Parts::Stage::Step || m_parts->steps->isPlanRow(row))
        return nullptr;
    return &m_parts->preparation->plans.at(m_parts->steps->planAt(row))
                .steps.at(m_parts->steps->stepAt(row));
}

QString RunPage::currentText() const
{
    if (m_parts->stage == Parts::Stage::Over)
        return m_parts->preparation ? Tr::tr("The run has ended.") : QString();
    if (const plans::PlanStep *step = currentStep())
        return stepTitle(step->module, step->name);
    if (m_parts->stage == Parts::Stage::Pausing)
        return Tr::tr("Waiting before it tries again (try %1 of %2)...")
            .arg(m_parts->tries.first)
            .arg(m_parts->tries.second);
    return m_parts->stage == Parts::Stage::Starting
        ? Tr::tr("Looking at the site again and taking the lock...")
        : Tr::tr("Completing...");
}

QString RunPage::currentStatement() const
{
    const plans::PlanStep *step = currentStep();
    if (step == nullptr || m_parts->statement >= step->statements.size())
        return {};
    return firstLineOf(step->statements.at(m_parts->statement).sql);
}

void RunPage::showButtons()
{
    m_parts->cancel->setText(m_parts->cancelling ? Tr::tr("Cancelling...") : Tr::tr("Cancel"));
    if (m_parts->cancelling && m_parts->cancel->hasFocus())
        m_parts->stepsView->setFocus(); // not to whatever comes after a disabled button
    m_parts->cancel->setEnabled(!m_parts->cancelling);
    m_parts->cancel->setVisible(m_parts->running);
    m_parts->report->setVisible(!m_parts->running);
    m_parts->busy->setVisible(m_parts->running);
}

void RunPage::retranslate()
{
    m_parts->heading->setText(m_parts->preparation ? planHeadline(*m_parts->preparation) : title());
    m_parts->stepsView->setAccessibleName(Tr::tr("Steps of the run"));
    m_parts->stepsView->header()->setAccessibleName(Tr::tr("Columns"));
    m_parts->progress->setAccessibleName(Tr::tr("Steps done"));
    m_parts->current->setFont(Theme::instance().headingFont(1.0));
    m_parts->sql->setFont(Theme::instance().fixedFont());
    m_parts->cancel->setToolTip(
        Tr::tr("Stops the statement that runs and rolls back what is not committed"));
    m_parts->report->setText(Tr::tr("Back to the report"));
    int widest = 0;
    for (const auto state : {RunStepsModel::StepState::Waiting,
                             RunStepsModel::StepState::Running,
                             RunStepsModel::StepState::Cancelled,
                             RunStepsModel::StepState::RolledBack,
                             RunStepsModel::StepState::NotRun})
        widest = qMax(widest, pillSize(fontMetrics(), lookOf(state).text).width());
    m_parts->stepsView->header()->resizeSection(RunStepsModel::State, widest + spacing::Large);
    m_parts->stepsView->setMinimumWidth(widest + 2 * spacing::Large
                                        + 9 * fontMetrics().averageCharWidth());
    m_parts->steps->retranslate();
    m_parts->log->retranslate();
    m_parts->blockers->retranslate();
    showTime();
    showProgress();
    showButtons();
}

void RunPage::changeEvent(QEvent *event)
{
    SitePage::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_parts)
        retranslate();
}

} // namespace aegisx::ui
