#include "ui/pages/modulesparts.h"

#include "ui/models/migrationsmodel.h"
#include "ui/models/modulesmodel.h"
#include "ui/models/seedsmodel.h"
#include "ui/pages/listpane.h"
#include "ui/pages/moduleactions.h"
#include "ui/pages/modulefileview.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/moduledelegate.h"
#include "ui/widgets/pagestack.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/statepill.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using Kind = ModuleActions::Kind;

namespace {

// Asks for no more than it needs: what is around it scrolls only where that is not there.
class ModestTabs final : public QTabWidget
{
public:
    using QTabWidget::QTabWidget;

    [[nodiscard]] QSize sizeHint() const override { return minimumSizeHint(); }
};

// Where nothing of the menu can be had, the button says why.
void fillMenu(QPushButton *button, QMenu *menu, const QList<QAction *> &entries)
{
    menu->setToolTipsVisible(true);
    menu->addActions(entries);
    button->setMenu(menu);
    const auto follow = [button, entries] {
        const bool any = std::any_of(
            entries.begin(), entries.end(), [](const QAction *one) { return one->isEnabled(); });
        button->setEnabled(any);
        button->setToolTip(any ? QString() : entries.first()->toolTip());
        button->setAccessibleDescription(button->toolTip());
    };
    for (const QAction *action : entries)
        QObject::connect(action, &QAction::changed, button, follow);
    follow();
}

} // namespace

ModulesPage::Parts::Parts(ModulesPage *page)
    : modules(new ModulesModel(page))
    , migrations(new MigrationsModel(page->context(), page))
    , proxy(new MigrationsProxy(page))
    , seeds(new SeedsModel(page->context(), page))
    , actions(new ModuleActions(page->session(), page))
    , stack(new PageStack(page))
    , empty(new EmptyState(stack))
    , split(new QSplitter(Qt::Horizontal, stack))
{
    proxy->setSourceModel(migrations);
    split->setObjectName(u"modulesSplitter"_s);
    split->setChildrenCollapsible(false);
    split->addWidget(makeModuleList(split));
    auto *scroll = new QScrollArea(split); // for large text in a small window
    scroll->setObjectName(u"moduleScrollArea"_s);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(makeModule(scroll));
    split->addWidget(scroll);
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    empty->setObjectName(u"modulesEmptyState"_s);
    stack->addWidget(empty);
    stack->addWidget(split);
    fitToFont(page->fontMetrics().height());
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->addWidget(stack);
}

QWidget *ModulesPage::Parts::makeModuleList(QWidget *parent)
{
    moduleList = new QListView(parent);
    moduleList->setObjectName(u"modulesListView"_s);
    moduleList->setModel(modules);
    moduleList->setItemDelegate(new ModuleDelegate(moduleList));
    moduleList->setUniformItemSizes(true);
    moduleList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return moduleList;
}

QWidget *ModulesPage::Parts::makeModule(QWidget *parent)
{
    auto *widget = new QWidget(parent);
    widget->setObjectName(u"moduleArea"_s);
    moduleTitle = new SectionHeading(SectionHeading::Level::Section, widget);
    modulePill = new StatePill(widget);
    finding = new Banner(widget);
    tabs = new ModestTabs(widget);
    moduleTitle->setObjectName(u"moduleTitleLabel"_s);
    modulePill->setObjectName(u"modulePill"_s);
    finding->setObjectName(u"moduleBanner"_s);
    tabs->setObjectName(u"moduleTabWidget"_s);
    tabs->tabBar()->setObjectName(u"moduleTabBar"_s);
    tabs->setDocumentMode(true);
    tabs->addTab(makeMigrations(tabs), {});
    tabs->addTab(makeSeeds(tabs), {});
    auto *top = new QHBoxLayout;
    top->addWidget(moduleTitle, 1);
    top->addWidget(modulePill);
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(spacing::Medium, 0, 0, 0);
    column->setSpacing(spacing::Small);
    column->addLayout(top);
    column->addWidget(finding);
    addButtons(column);
    column->addWidget(tabs, 1);
    return widget;
}

void ModulesPage::Parts::addButtons(QVBoxLayout *column)
{
    QWidget *widget = column->parentWidget();
    rollBack = new QPushButton(icon(Icon::Rollback), {}, widget);
    rollBackMenu = new QMenu(rollBack);
    rollBack->setObjectName(u"rollBackPushButton"_s);
    rollBackMenu->setObjectName(u"rollBackMenu"_s);
    fillMenu(rollBack,
             rollBackMenu,
             {actions->action(Kind::RollBackBatch),
              actions->action(Kind::RollBackToHere),
              actions->action(Kind::RollBackAll)});
    mark = new QPushButton(icon(Icon::StateOk), {}, widget);
    markMenu = new QMenu(mark);
    mark->setObjectName(u"markPushButton"_s);
    markMenu->setObjectName(u"markMenu"_s);
    fillMenu(mark,
             markMenu,
             {actions->action(Kind::MarkCompleted),
              actions->action(Kind::MarkPending),
              actions->action(Kind::MarkProvable)});
    auto *runPending = new ActionButton(actions->action(Kind::RunPending), widget);
    runPending->setDefault(true);
    auto *flow = new FlowLayout;
    flow->addWidget(runPending);
    flow->addWidget(rollBack);
    flow->addWidget(mark);
    flow->addWidget(new ActionButton(actions->action(Kind::LoadSeeds), widget));
    flow->addWidget(new ActionButton(actions->action(Kind::ReleaseLock), widget));
    column->addLayout(flow);
}

QWidget *ModulesPage::Parts::makeMigrations(QWidget *parent)
{
    auto *widget = new QWidget(parent);
    widget->setObjectName(u"migrationsTab"_s);
    filter = new QComboBox(widget);
    search = new QLineEdit(widget);
    migrationSplit = new QSplitter(Qt::Vertical, widget);
    tableStack = new PageStack(migrationSplit);
    table = new QTreeView(tableStack);
    noRows = new EmptyState(tableStack);
    migrationFile = new ModuleFileView(u"migrationFile"_s, migrationSplit);
    filter->setObjectName(u"migrationFilterComboBox"_s);
    filter->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    search->setObjectName(u"migrationSearchLineEdit"_s);
    search->setClearButtonEnabled(true);
    search->addAction(icon(Icon::Search), QLineEdit::LeadingPosition);
    migrationSplit->setObjectName(u"migrationSplitter"_s);
    migrationSplit->setChildrenCollapsible(false);
    noRows->setObjectName(u"noMigrationsEmptyState"_s);
    setUpTable();
    tableStack->addWidget(table);
    tableStack->addWidget(noRows);
    for (const Kind kind : {Kind::RunToHere, Kind::RollBackToHere})
        migrationFile->addToHeader(new ActionButton(actions->action(kind), migrationFile));
    auto *top = new QHBoxLayout;
    top->addWidget(filter);
    top->addWidget(search, 1);
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, spacing::Small, 0, 0);
    column->setSpacing(spacing::Small);
    column->addLayout(top);
    column->addWidget(migrationSplit, 1);
    return widget;
}

void ModulesPage::Parts::setUpTable()
{
    table->setObjectName(u"migrationsTreeView"_s);
    table->setModel(proxy);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true); // thousands of rows stay quick
    table->setAllColumnsShowFocus(true);
    table->setAlternatingRowColors(true);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection); // several can be marked at once
    for (const int column : {MigrationsModel::State, MigrationsModel::Evidence})
        table->setItemDelegateForColumn(column, new PillDelegate(table));
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const Kind kind : {Kind::RunPending,
                            Kind::RunToHere,
                            Kind::RollBackBatch,
                            Kind::RollBackToHere,
                            Kind::RollBackAll,
                            Kind::MarkCompleted,
                            Kind::MarkPending,
                            Kind::MarkProvable,
                            Kind::LoadSeeds,
                            Kind::ReleaseLock})
        table->addAction(actions->action(kind));
    QHeaderView *header = table->header();
    header->setObjectName(u"migrationsHeaderView"_s);
    header->setSortIndicatorClearable(true); // back to the order they run in
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setStretchLastSection(true);
    header->setTextElideMode(Qt::ElideRight);
    table->setSortingEnabled(true);
}

void ModulesPage::Parts::fitToFont(int line)
{
    table->setMinimumHeight(7 * line); // three rows
    seedList->setMinimumHeight(6 * line);
}

QWidget *ModulesPage::Parts::makeSeeds(QWidget *parent)
{
    seedStack = new PageStack(parent);
    noSeeds = new EmptyState(seedStack);
    seedSplit = new QSplitter(Qt::Vertical, seedStack);
    seedList = new ListPane(u"seeds"_s, seedSplit);
    seedFile = new ModuleFileView(u"seedFile"_s, seedSplit);
    seedStack->setObjectName(u"seedsTab"_s);
    noSeeds->setObjectName(u"noSeedsEmptyState"_s);
    seedSplit->setObjectName(u"seedSplitter"_s);
    seedSplit->setChildrenCollapsible(false);
    seedList->view()->setModel(seeds);
    seedList->view()->setItemDelegateForColumn(SeedsModel::State,
                                               new PillDelegate(seedList->view()));
    seedList->showView();
    seedSplit->setStretchFactor(1, 1);
    seedStack->addWidget(noSeeds);
    seedStack->addWidget(seedSplit);
    return seedStack;
}

} // namespace aegisx::ui
