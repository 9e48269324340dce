#include "ui/pages/planparts.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "core/operations/confirmation.h"
#include "core/operations/readiness.h"
#include "core/plans/bookkeepingtext.h"
#include "ui/models/planmodel.h"
#include "ui/models/planwords.h"
#include "ui/pages/findinglist.h"
#include "ui/pages/lossesview.h"
#include "ui/pages/planoptions.h"
#include "ui/pages/preflightview.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/hintedcheckbox.h"
#include "ui/widgets/nameconfirmation.h"
#include "ui/widgets/sqlview.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/tabs.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QHeaderView>
#include <QScrollArea>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using operations::Preparation;
using operations::Request;

namespace {

constexpr int mostSteps = 6; // that are seen at once; further ones are scrolled to
constexpr int linesOfDetails = 10; // the least of SQL that is seen at once
constexpr int linesOfRelease = 5; // of a lock: what forces it is to be seen as well

QString sentences(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(u' ');
}

Meaning meaningOf(Severity severity)
{
    return severity == Severity::Info ? Meaning::Info : Meaning::Warning;
}

} // namespace

PlanView::PlanView(QWidget *parent)
    : QWidget(parent)
    , m_model(new PlanModel(this))
    , m_banner(new Banner(this))
    , m_nothing(new EmptyState(this))
    , m_losses(new LossesView(this))
    , m_check(new PreflightView(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_table(new QTreeView)
    , m_details(new QTabWidget)
    , m_file(new ElidedLabel)
    , m_sql(new SqlView)
    , m_findings(new FindingList)
    , m_stepByStep(new HintedCheckBox(u"stepByStepCheckBox"_s, this))
    , m_force(new HintedCheckBox(u"forceCheckBox"_s, this))
    , m_confirmation(new NameConfirmation(this))
{
    setObjectName(u"planView"_s);
    m_banner->setObjectName(u"planBanner"_s);
    m_nothing->setObjectName(u"nothingToDoState"_s);
    m_splitter->setObjectName(u"planSplitter"_s);
    buildTable();
    buildDetails();
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_details);
    m_splitter->setChildrenCollapsible(false);
    // As high as there is room; at least its minimum, not what its parts would like.
    m_splitter->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Medium);
    layout->addWidget(m_banner);
    layout->addWidget(m_nothing, 1);
    layout->addWidget(m_force); // seen without scrolling, above what it loses
    layout->addWidget(m_losses);
    layout->addWidget(m_check);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_stepByStep);
    m_findings->setOffered({}); // the plan is what is to be done
    connectUi();
}

QSize PlanView::minimumSizeHint() const
{
    const QSize hint = QWidget::minimumSizeHint();
    return {hint.width(), qMax(hint.height(), layout()->totalHeightForWidth(width()))};
}

void PlanView::buildTable()
{
    m_table->setObjectName(u"planStepsTreeView"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PillDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setAlternatingRowColors(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setObjectName(u"planStepsHeaderView"_s);
}

void PlanView::buildDetails()
{
    m_details->setObjectName(u"planDetailsTabWidget"_s);
    m_details->setDocumentMode(true);
    m_file->setObjectName(u"sqlFileLabel"_s);
    m_file->setElideMode(Qt::ElideMiddle);
    m_sql->setObjectName(u"planSqlView"_s);
    auto *sql = new QWidget;
    auto *layout = new QVBoxLayout(sql);
    layout->setContentsMargins(0, spacing::Small, 0, 0);
    layout->setSpacing(spacing::Tiny);
    layout->addWidget(m_file);
    layout->addWidget(m_sql, 1);
    auto *holder = new QWidget;
    auto *inner = new QVBoxLayout(holder);
    inner->setContentsMargins(spacing::Small, spacing::Medium, spacing::Small, spacing::Small);
    inner->addWidget(m_findings);
    inner->addStretch();
    auto *area = new QScrollArea;
    area->setObjectName(u"planFindingsScrollArea"_s);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(holder);
    m_sqlTab = sql;
    m_notesTab = area;
    m_details->addTab(m_sqlTab, {});
    m_details->addTab(m_notesTab, {});
}

void PlanView::connectUi()
{
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &PlanView::showStep);
    connect(m_stepByStep, &HintedCheckBox::clicked, this, [this](bool checked) {
        Q_EMIT requestChanged(withStepByStep(m_preparation->request, checked));
    });
    connect(m_force, &HintedCheckBox::clicked, this, [this](bool checked) {
        Q_EMIT requestChanged(withForce(m_preparation->request, checked));
    });
    connect(m_confirmation, &NameConfirmation::changed, this, &PlanView::confirmationChanged);
}

void PlanView::setPreparation(std::shared_ptr<const Preparation> preparation,
                              const sites::SiteProfile &profile)
{
    m_preparation = std::move(preparation);
    m_profile = profile;
    if (!isForced(m_preparation->request)) // the option keeps its words when it is ticked
        m_leavesOutSeeds = leavesOutSeeds();
    m_wantsName = operations::wantsSiteName(*m_preparation, profile.environment);
    m_model->setPreparation(m_preparation);
    m_losses->setPreparation(m_preparation);
    m_check->setVisible(!m_preparation->isEmpty()
                        && operations::wantsPreflight(m_preparation->request));
    m_findings->setFindings(findings());
    m_confirmation->clear();
    m_confirmation->setNames({profile.name, profile.nameEn, profile.code});
    m_nothing->setVisible(m_preparation->isEmpty());
    m_splitter->setVisible(!m_preparation->isEmpty() || hasFindings());
    m_table->setVisible(!m_preparation->isEmpty());
    showTabs();
    if (m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
    retranslate();
}

// Of what only changes the bookkeeping, the evidence is what a person looks at.
bool PlanView::isAboutEvidence() const
{
    return std::holds_alternative<plans::MarkRequest>(m_preparation->request)
        || std::holds_alternative<operations::UnlockRequest>(m_preparation->request);
}

// What warns is what is seen first.
void PlanView::showTabs()
{
    const bool notes =
        hasFindings() && (isAboutEvidence() || m_preparation->isEmpty() || warningCount() > 0);
    m_details->tabBar()->moveTab(m_details->indexOf(m_notesTab), notes ? 0 : 1);
    setTabShown(m_details, m_sqlTab, !m_preparation->isEmpty());
    setTabShown(m_details, m_notesTab, hasFindings());
    m_details->setCurrentWidget(notes ? m_notesTab : m_sqlTab);
}

// The steps get the room they need up to a handful, what one of them does the rest.
void PlanView::fitSplitter()
{
    const int line = fontMetrics().height();
    const int row = qMax(m_table->sizeHintForRow(0), line);
    const int rows = qBound(1, m_model->rowCount(), mostSteps);
    const int steps = m_table->isHidden()
        ? 0
        : m_table->header()->sizeHint().height() + rows * row + 2 * m_table->frameWidth();
    const bool release =
        m_preparation && std::holds_alternative<operations::UnlockRequest>(m_preparation->request);
    const int lines = release ? linesOfRelease : linesOfDetails;
    const int details = m_details->tabBar()->sizeHint().height() + lines * line;
    m_table->setMinimumHeight(qMin(steps, 4 * row));
    m_details->setMinimumHeight(details);
    m_splitter->setMinimumHeight(steps + m_splitter->handleWidth() + details);
    m_splitter->setStretchFactor(0, m_model->rowCount() > mostSteps ? 1 : 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({steps, qMax(details, m_splitter->height() - steps)});
}

Findings PlanView::findings() const
{
    Findings all;
    if (m_preparation) {
        for (const plans::Plan &plan : m_preparation->plans)
            all += plan.findings;
    }
    std::stable_sort(all.begin(), all.end(), [](const Finding &left, const Finding &right) {
        return left.severity > right.severity;
    });
    return all;
}

bool PlanView::hasFindings() const
{
    return !findings().isEmpty();
}

int PlanView::warningCount() const
{
    const Findings all = findings();
    return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Finding &finding) {
        return finding.severity != Severity::Info;
    }));
}

bool PlanView::showsRows() const
{
    const plans::PlanStep *step = m_model->step(m_table->currentIndex().row());
    return step != nullptr && step->seed && step->seed->csv;
}

bool PlanView::leavesOutSeeds() const
{
    const Findings all = findings();
    return std::any_of(all.begin(), all.end(), [](const Finding &finding) {
        return finding.id == "first-install-seed"_L1;
    });
}

int PlanView::irreversibleCount() const
{
    int count = 0;
    for (const plans::Plan &plan : m_preparation->plans) {
        count += static_cast<int>(
            std::count_if(plan.steps.begin(), plan.steps.end(), [](const plans::PlanStep &step) {
                return step.kind == plans::StepKind::Up && !step.undoable;
            }));
    }
    return count;
}

bool PlanView::isConfirmed() const
{
    return !m_wantsName || m_confirmation->isConfirmed();
}

QString PlanView::missingConfirmation() const
{
    return isConfirmed() ? QString() : Tr::tr("Type the name of the site above first.");
}

void PlanView::showStep()
{
    const plans::PlanStep *step = m_model->step(m_table->currentIndex().row());
    if (step == nullptr)
        return;
    const inspection::ModuleState *module = m_preparation->state.find(step->module);
    const int batch = module != nullptr ? module->batch.value_or(0) + 1 : 1;
    const QString written = plans::bookkeepingText(*step, batch);
    const StepSql sql = written.isEmpty() ? sqlOf(*step) : StepSql {written, 1};
    m_sql->setText(
        sql.text, showsRows() ? SqlView::Kind::Plain : SqlView::Kind::Sql, sql.firstLine);
    nameTextTab();
    m_sql->setVisible(!sql.text.isEmpty());
    const QString file = QFileInfo(step->file).fileName();
    if (!written.isEmpty())
        m_file->setText(file.isEmpty()
                            ? Tr::tr("This is written; nothing else is run.")
                            : Tr::tr("This is written; nothing of the file is run: %1").arg(file));
    else
        m_file->setText(step->file.isEmpty()
                            ? Tr::tr("Done by the program itself")
                            : Tr::tr("%1, from line %2").arg(file, QString::number(sql.firstLine)));
    m_file->setToolTip(step->file);
}

void PlanView::nameTextTab()
{
    m_details->setTabText(m_details->indexOf(m_sqlTab),
                          showsRows() ? Tr::tr("Rows") : Tr::tr("SQL"));
}

// Where there are several; the notes are below, and may be out of sight.
QString PlanView::warningsSentence() const
{
    const int count = warningCount();
    return count > 1 ? Tr::tr("There are %n warnings; the notes have them all.", nullptr, count)
                     : QString();
}

// One sentence above all: what is lost, else what cannot be undone, else the worst finding.
void PlanView::showBanner()
{
    const QString lost = destructionSentence(*m_preparation);
    const int irreversible = irreversibleCount();
    const Findings all = findings();
    const bool warns = warningCount() > 0;
    QStringList further {warningsSentence()};
    if (!lost.isEmpty()) {
        further.prepend(warns ? all.first().message : QString());
        m_banner->setMessage(Meaning::Danger, lost, sentences(further));
    } else if (irreversible > 0) {
        further.prepend(Tr::tr("Only a backup brings back what was there before."));
        m_banner->setMessage(Meaning::Warning,
                             Tr::tr("%n step(s) cannot be undone.", nullptr, irreversible),
                             sentences(further));
    } else if (warns) {
        further.prepend(all.first().remedy);
        m_banner->setMessage(
            meaningOf(all.first().severity), all.first().message, sentences(further));
    }
    m_banner->setVisible(!lost.isEmpty() || irreversible > 0 || warns);
}

void PlanView::showOptions()
{
    const Request &request = m_preparation->request;
    m_stepByStep->setVisible(mayGoStepByStep(request) && !m_preparation->isEmpty());
    m_stepByStep->setChecked(isStepByStep(request));
    m_stepByStep->setTexts(
        Tr::tr("Step by step: a transaction for each migration"),
        Tr::tr("For servers that run out of lock memory. What has run stays if a later step "
               "fails."));
    const bool seeds = std::holds_alternative<plans::SeedRequest>(request);
    const bool edited = !m_preparation->siteEdits.isEmpty();
    m_force->setVisible(isForced(request) || (seeds && (m_leavesOutSeeds || edited)));
    m_force->setChecked(isForced(request));
    describeForce(m_force, *m_preparation, m_leavesOutSeeds);
}

QString PlanView::whyTheName() const
{
    return operations::destructionOf(*m_preparation) == operations::Destruction::UnprovenLock
        ? Tr::tr("That its holder is gone is not proven: you say so.")
        : Tr::tr("This is a production site, and what is lost cannot be had back.");
}

void PlanView::retranslate()
{
    m_table->setAccessibleName(Tr::tr("Steps of the plan"));
    m_table->header()->setAccessibleName(Tr::tr("Columns"));
    nameTextTab();
    const QString notes =
        m_preparation && isAboutEvidence() ? Tr::tr("Evidence (%1)") : Tr::tr("Notes (%1)");
    m_details->setTabText(m_details->indexOf(m_notesTab), notes.arg(findings().size()));
    m_details->setAccessibleName(Tr::tr("Details of the plan"));
    m_model->retranslate();
    m_losses->retranslate();
    m_check->retranslate();
    m_findings->retranslate();
    if (!m_preparation)
        return;
    m_nothing->showEmpty(Icon::StateOk,
                         Tr::tr("There is nothing to do"),
                         nothingToDoSentence(*m_preparation));
    showBanner();
    showOptions();
    showStep();
    const QString name = currentLanguage() == Language::Thai || m_profile.nameEn.isEmpty()
        ? m_profile.name
        : m_profile.nameEn;
    m_confirmation->setTexts(
        whyTheName(),
        m_profile.code.isEmpty()
            ? Tr::tr("To go on, type the name of the site: %1").arg(name)
            : Tr::tr("To go on, type the name or the code of the site: %1 or %2")
                  .arg(name, m_profile.code));
    m_table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->header()->setSectionResizeMode(PlanModel::Step, QHeaderView::Stretch);
    m_table->header()->setResizeContentsPrecision(100);
    fitSplitter();
}

} // namespace aegisx::ui
