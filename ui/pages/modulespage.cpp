#include "ui/pages/modulespage.h"

#include "core/base/tr.h"
#include "core/inspection/sitehistory.h"
#include "ui/models/migrationsmodel.h"
#include "ui/models/modulesmodel.h"
#include "ui/models/roles.h"
#include "ui/models/seedsmodel.h"
#include "ui/models/statelooks.h"
#include "ui/pages/evidenceview.h"
#include "ui/pages/listpane.h"
#include "ui/pages/moduleactions.h"
#include "ui/pages/modulefileview.h"
#include "ui/pages/modulesparts.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/sectionheading.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>

#include <algorithm>
#include <utility>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::MigrationState;
using Filter = MigrationsProxy::Filter;

namespace {

constexpr Filter filters[] = {Filter::All, Filter::Pending, Filter::Applied, Filter::Attention};

QString textOf(Filter filter, int count)
{
    const QString number = QString::number(count);
    switch (filter) {
    case Filter::All:
        return Tr::tr("All (%1)").arg(number);
    case Filter::Pending:
        return Tr::tr("Pending (%1)").arg(number);
    case Filter::Applied:
        return Tr::tr("Applied (%1)").arg(number);
    case Filter::Attention:
        return Tr::tr("Need attention (%1)").arg(number);
    }
    return {};
}

// The worst finding that concerns a module, or the site and so every module.
const Finding *findingOf(const SiteSnapshot &snapshot, const QString &moduleId)
{
    const Findings &findings = snapshot.state.findings; // worst first
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&moduleId](const Finding &finding) {
            return (finding.module == moduleId && finding.severity != Severity::Info)
                || (finding.module.isEmpty() && finding.severity == Severity::Error);
        });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace

ModulesPage::ModulesPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent)
    , m_parts(std::make_unique<Parts>(this))
    , m_letter(std::max(1, fontMetrics().averageCharWidth()))
{
    setObjectName(u"modulesPage"_s);
    restoreState();
    connectUi();
    connectSession();
    retranslate();
    showSnapshot();
}

ModulesPage::~ModulesPage() = default;

QString ModulesPage::title() const
{
    return Tr::tr("Modules");
}

Icon ModulesPage::pageIcon() const
{
    return Icon::Modules;
}

void ModulesPage::activate()
{
    m_parts->moduleList->setFocus(Qt::OtherFocusReason);
}

void ModulesPage::connectUi()
{
    Parts &parts = *m_parts;
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_parts->tabs->setCurrentIndex(0);
        m_parts->search->setFocus(Qt::ShortcutFocusReason);
        m_parts->search->selectAll();
    });
    connect(parts.actions, &ModuleActions::requested, this, &ModulesPage::request);
    connectChoices();
    connect(parts.filter, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_parts->proxy->setFilter(filters[std::max(0, index)]);
        showFilters();
    });
    connect(parts.search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_parts->proxy->setSearch(text);
        showFilters();
    });
    connect(parts.noRows, &EmptyState::firstClicked, this, [this] {
        m_parts->filter->setCurrentIndex(0);
        m_parts->search->clear();
    });
    for (QSplitter *splitter : {parts.split, parts.migrationSplit, parts.seedSplit})
        connect(splitter, &QSplitter::splitterMoved, this, &ModulesPage::rememberState);
    const QHeaderView *header = parts.table->header();
    connect(header, &QHeaderView::sectionResized, this, &ModulesPage::rememberState);
    connect(header, &QHeaderView::sectionMoved, this, &ModulesPage::rememberState);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &ModulesPage::rememberState);
}

void ModulesPage::connectChoices()
{
    const Parts &parts = *m_parts;
    const QItemSelectionModel *rows = parts.table->selectionModel();
    connect(parts.moduleList->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &ModulesPage::chooseModule);
    connect(rows, &QItemSelectionModel::currentChanged, this, &ModulesPage::chooseMigration);
    connect(rows, &QItemSelectionModel::selectionChanged, this, &ModulesPage::selectMigrations);
    connect(parts.seedList->view()->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &ModulesPage::chooseSeed);
    connect(parts.migrationFile->evidence(),
            &EvidenceView::retryRequested,
            this,
            &ModulesPage::wantEvidence);
    connect(parts.migrationFile,
            &ModuleFileView::evidenceTabShown,
            this,
            &ModulesPage::makeRoomForEvidence);
}

void ModulesPage::connectSession()
{
    connect(&session().evidence(), &SiteEvidence::changed, this, &ModulesPage::followEvidence);
    connect(&session(), &SiteSession::snapshotChanged, this, &ModulesPage::showSnapshot);
    ModuleActions *actions = m_parts->actions;
    connect(&session(), &SiteSession::linkChanged, actions, &ModuleActions::refresh);
    connect(&session(), &SiteSession::activityChanged, actions, &ModuleActions::refresh);
    connect(&context().settings, &Settings::changed, this, [this](Setting setting) {
        if (setting != Setting::Era)
            return;
        m_parts->migrations->retranslate();
        m_parts->seeds->retranslate();
    });
}

void ModulesPage::restoreState()
{
    Parts &parts = *m_parts;
    const Settings &settings = context().settings;
    QHeaderView *header = parts.table->header();
    const int letter = settings.state(u"modules/letter"_s).toInt();
    if (header->restoreState(settings.state(u"modules/table"_s).toByteArray()) && letter > 0) {
        scaleColumns(letter, m_letter);
    } else {
        const std::array<int, MigrationsModel::ColumnCount> letters {16, 24, 35, 11, 18, 11, 22};
        for (int column = 0; column < MigrationsModel::ColumnCount; ++column)
            header->resizeSection(column, letters.at(static_cast<size_t>(column)) * m_letter);
    }
    parts.seedList->keepColumns(context().settings, u"modules/seeds"_s, {22, 28, 8, 19, 20});
    parts.table->sortByColumn(header->sortIndicatorSection(), header->sortIndicatorOrder());
    if (!parts.split->restoreState(settings.state(u"modules/split"_s).toByteArray()))
        parts.split->setSizes({1, 1000}); // the list is as wide as it must be
    m_isSplit = parts.migrationSplit->restoreState(
        settings.state(u"modules/migrationSplit"_s).toByteArray());
    if (!m_isSplit)
        parts.migrationSplit->setSizes({500, 500});
    if (!parts.seedSplit->restoreState(settings.state(u"modules/seedSplit"_s).toByteArray()))
        parts.seedSplit->setSizes({400, 600});
    // The filter is this page's alone: what it shows of one site says nothing about another.
    for (int i = 0; i < static_cast<int>(std::size(filters)); ++i)
        parts.filter->addItem({});
}

void ModulesPage::rememberState()
{
    Settings &settings = context().settings;
    settings.setState(u"modules/table"_s, m_parts->table->header()->saveState());
    settings.setState(u"modules/letter"_s, m_letter);
    settings.setState(u"modules/split"_s, m_parts->split->saveState());
    settings.setState(u"modules/migrationSplit"_s, m_parts->migrationSplit->saveState());
    settings.setState(u"modules/seedSplit"_s, m_parts->seedSplit->saveState());
}

void ModulesPage::scaleColumns(int from, int to)
{
    QHeaderView *header = m_parts->table->header();
    for (int column = 0; from != to && column < MigrationsModel::ColumnCount; ++column)
        header->resizeSection(column, header->sectionSize(column) * to / from);
}

void ModulesPage::changeEvent(QEvent *event)
{
    SitePage::changeEvent(event);
    if (event->type() != QEvent::FontChange || !m_parts)
        return;
    const int letter = std::max(1, fontMetrics().averageCharWidth());
    scaleColumns(std::exchange(m_letter, letter), letter);
    m_parts->fitToFont(fontMetrics().height());
    fitHeader();
    fitModuleList();
}

// The last column takes what is left, and would cut its own name where that is little.
void ModulesPage::fitHeader()
{
    QHeaderView *header = m_parts->table->header();
    header->setMinimumSectionSize(header->sectionSizeHint(MigrationsModel::ColumnCount - 1));
}

void ModulesPage::retranslate()
{
    Parts &parts = *m_parts;
    parts.moduleList->setAccessibleName(Tr::tr("Modules"));
    parts.table->setAccessibleName(Tr::tr("Migrations"));
    parts.table->header()->setAccessibleName(Tr::tr("Columns"));
    parts.seedList->setLabel(Tr::tr("Seeds"));
    parts.filter->setAccessibleName(Tr::tr("Filter"));
    parts.search->setAccessibleName(Tr::tr("Search migrations"));
    parts.search->setPlaceholderText(Tr::tr("Search migrations (Ctrl+F)"));
    parts.tabs->tabBar()->setAccessibleName(Tr::tr("Parts of the module"));
    parts.rollBack->setText(Tr::tr("Roll back"));
    parts.mark->setText(Tr::tr("Mark"));
    parts.noSeeds->showEmpty(
        Icon::Seed, Tr::tr("No seeds"), Tr::tr("The module brings no reference data of its own."));
    parts.modules->retranslate();
    fitModuleList();
    parts.migrations->retranslate();
    parts.seeds->retranslate();
    fitHeader();
    parts.proxy->retranslate();
    parts.migrationFile->retranslate();
    parts.seedFile->retranslate();
    parts.actions->refresh();
    showHeading();
    showFilters();
    showMigrationFile();
    chooseSeed();
}

void ModulesPage::showSnapshot()
{
    const auto snapshot = session().snapshot();
    Parts &parts = *m_parts;
    parts.modules->setSnapshot(snapshot);
    fitModuleList();
    if (parts.modules->rowCount() > 0 && parts.modules->rowOf(m_moduleId) < 0)
        m_moduleId = parts.modules->index(0).data(IdRole).toString();
    const QModelIndex wanted = parts.modules->index(parts.modules->rowOf(m_moduleId));
    if (parts.moduleList->currentIndex() == wanted)
        chooseModule();
    else
        parts.moduleList->setCurrentIndex(wanted); // which chooses it
}

void ModulesPage::showModule(const QString &moduleId)
{
    const int row = m_parts->modules->rowOf(moduleId);
    if (row >= 0)
        m_parts->moduleList->setCurrentIndex(m_parts->modules->index(row));
}

void ModulesPage::fitModuleList()
{
    QListView *list = m_parts->moduleList;
    // With a letter to spare, or a title that just fits is cut.
    const int width = list->sizeHintForColumn(0) + 2 * list->frameWidth() + m_letter;
    list->setMinimumWidth(std::clamp(width, 18 * m_letter, 36 * m_letter));
}

const modules::Module *ModulesPage::module() const
{
    const auto snapshot = session().snapshot(); // which the session keeps until the next one
    return snapshot ? snapshot->catalog.find(m_moduleId) : nullptr;
}

void ModulesPage::chooseModule()
{
    Parts &parts = *m_parts;
    const QString before = m_moduleId;
    m_moduleId = parts.moduleList->currentIndex().data(IdRole).toString();
    const auto snapshot = session().snapshot();
    if (before != m_moduleId)
        m_migrationId.clear();
    parts.actions->setModule(m_moduleId);
    parts.migrations->setModule(
        snapshot ? *snapshot : SiteSnapshot {}, m_moduleId, session().evidence().of(m_moduleId));
    showSeeds();
    showHeading();
    showFilters();
    QModelIndex wanted = parts.proxy->mapFromSource(
        parts.migrations->index(parts.migrations->rowOf(m_migrationId), 0));
    if (!wanted.isValid())
        wanted = parts.proxy->index(0, 0);
    if (parts.table->currentIndex().row() == wanted.row())
        chooseMigration();
    else
        parts.table->setCurrentIndex(wanted); // which chooses it
    selectMigrations(); // what is selected may be recorded otherwise now
    chooseSeed();
    wantEvidence();
}

void ModulesPage::showSeeds()
{
    Parts &parts = *m_parts;
    const auto snapshot = session().snapshot();
    const auto *state = snapshot ? snapshot->state.find(m_moduleId) : nullptr;
    parts.seeds->setSeeds(state != nullptr ? state->seeds : QList<inspection::SeedInfo> {});
    QTreeView *view = parts.seedList->view();
    if (!view->currentIndex().isValid())
        view->setCurrentIndex(parts.seeds->index(0, 0));
    parts.seedStack->setCurrentWidget(
        parts.seeds->rowCount() == 0 ? static_cast<QWidget *>(parts.noSeeds) : parts.seedSplit);
}

void ModulesPage::showHeading()
{
    Parts &parts = *m_parts;
    const auto snapshot = session().snapshot();
    if (!snapshot)
        parts.empty->showLoading(Tr::tr("The site is being read..."));
    else
        parts.empty->showEmpty(
            Icon::Modules,
            Tr::tr("No modules"),
            Tr::tr("No module was found in the folders that the settings name."));
    const modules::Module *files = module();
    parts.stack->setCurrentWidget(files != nullptr ? static_cast<QWidget *>(parts.split)
                                                   : parts.empty);
    if (files == nullptr)
        return;
    const inspection::ModuleState &state = *snapshot->state.find(m_moduleId);
    parts.moduleTitle->setText(files->manifest.title(currentLanguage() == Language::Thai));
    showStates();
    parts.tabs->setTabText(0, Tr::tr("Migrations (%1)").arg(state.migrations.size()));
    parts.tabs->setTabText(1, Tr::tr("Seeds (%1)").arg(files->seeds.size()));
    const Finding *finding = findingOf(*snapshot, m_moduleId);
    parts.finding->setVisible(finding != nullptr);
    if (finding != nullptr)
        parts.finding->setMessage(lookOf(finding->severity).meaning,
                                  finding->message,
                                  finding->module.isEmpty()
                                      ? Tr::tr("What to do stands in the overview.")
                                      : finding->remedy);
}

void ModulesPage::showFilters()
{
    Parts &parts = *m_parts;
    for (int i = 0; i < static_cast<int>(std::size(filters)); ++i)
        parts.filter->setItemText(i, textOf(filters[i], parts.proxy->countOf(filters[i])));
    const bool any = parts.proxy->rowCount() > 0;
    parts.tableStack->setCurrentWidget(any ? static_cast<QWidget *>(parts.table) : parts.noRows);
    if (any)
        return;
    if (parts.migrations->rowCount() == 0) {
        parts.noRows->showEmpty(Icon::Modules,
                                Tr::tr("No migrations"),
                                Tr::tr("The module brings none, and none is recorded."));
        return;
    }
    parts.noRows->showEmpty(Icon::Filter,
                            Tr::tr("No migration fits"),
                            Tr::tr("None of them fits the filter and the search."));
    parts.noRows->setButtons(Tr::tr("Show all"));
}

void ModulesPage::chooseMigration()
{
    Parts &parts = *m_parts;
    const QModelIndex index = parts.proxy->mapToSource(parts.table->currentIndex());
    m_migrationId = index.data(IdRole).toString();
    if (index.isValid())
        parts.actions->setMigration(parts.migrations->row(index.row()).info);
    else
        parts.actions->setMigration(std::nullopt);
    showMigrationFile();
}

void ModulesPage::showMigrationFile()
{
    ModuleFileView *view = m_parts->migrationFile;
    view->evidence()->showEvidence(session().evidence().of(m_moduleId), m_migrationId);
    const int row = m_parts->migrations->rowOf(m_migrationId);
    if (row < 0) {
        view->showSentence(
            {}, Tr::tr("No migration is chosen"), Tr::tr("Choose one above to see what it does."));
        return;
    }
    const inspection::MigrationInfo &info = m_parts->migrations->row(row).info;
    const modules::ModuleFile *file = module() != nullptr && info.state != MigrationState::Unknown
        ? module()->find(info.name)
        : nullptr;
    if (file == nullptr) {
        view->showSentence(info.recordedAs,
                           Tr::tr("It is not in this pack"),
                           Tr::tr("This database was upgraded with a newer or different module "
                                  "pack. Install that pack; until then you can look but not "
                                  "change."));
        return;
    }
    view->showFile(ModuleFileView::Kind::Migration, info.name, file->path);
    if (info.state == MigrationState::Applied)
        readAppliedSum();
}

// What the site's own log says of the file that was applied; read once a run.
void ModulesPage::readAppliedSum()
{
    const MigrationsModel::Row &row =
        m_parts->migrations->row(m_parts->migrations->rowOf(m_migrationId));
    const QString key = m_moduleId % u'/' % row.info.name;
    if (!row.by) {
        m_parts->migrationFile->setAppliedSum(QString());
        return;
    }
    const QString runId = row.by->runId;
    if (const auto known = m_sums.constFind(runId); known != m_sums.constEnd()) {
        m_parts->migrationFile->setAppliedSum(known->value(key));
        return;
    }
    session().read<QList<inspection::SiteRunStep>>(
        this,
        [runId](postgres::Connection &connection, std::stop_token stop) {
            return inspection::readSiteRunSteps(connection, runId, std::move(stop));
        },
        [this, runId, key](const Result<QList<inspection::SiteRunStep>> &steps) {
            if (!steps)
                return; // nothing is said of it then
            QHash<QString, QString> &sums = m_sums[runId];
            for (const inspection::SiteRunStep &step : *steps) {
                if (step.direction == "up"_L1 && step.outcome == keyOf(runs::Outcome::Done))
                    sums.insert(step.module % u'/' % step.name, step.sha256);
            }
            if (m_moduleId % u'/' % m_migrationId == key)
                m_parts->migrationFile->setAppliedSum(sums.value(key));
        });
}

void ModulesPage::chooseSeed()
{
    const int row = m_parts->seedList->view()->currentIndex().row();
    const modules::Module *files = module();
    if (files == nullptr || row < 0 || row >= files->seeds.size()) {
        m_parts->seedFile->showSentence(
            {}, Tr::tr("No seed is chosen"), Tr::tr("Choose one above to see what it does."));
        return;
    }
    const modules::ModuleFile &seed = files->seeds.at(row);
    m_parts->seedFile->showFile(ModuleFileView::Kind::Seed, seed.stem, seed.path);
}

} // namespace aegisx::ui
