#include "ui/pages/tablespage.h"

#include "core/base/tr.h"
#include "ui/dialogs/formtools.h"
#include "ui/dialogs/movedialog.h"
#include "ui/models/choiceproxy.h"
#include "ui/models/roles.h"
#include "ui/models/searchproxy.h"
#include "ui/models/tablesmodel.h"
#include "ui/pages/listpane.h"
#include "ui/pages/tabledetailview.h"
#include "ui/site/obstacle.h"
#include "ui/site/siteevidence.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/statepill.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMap>
#include <QShortcut>
#include <QSplitter>
#include <QTreeView>

#include <algorithm>
#include <optional>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::TableInfo;

namespace {

// As a MoveRequest takes it: in quotation marks only where it must be.
QString asWritten(const QString &schema)
{
    const bool plain = std::all_of(schema.begin(), schema.end(), [](QChar letter) {
        return letter == u'_' || (letter >= u'a' && letter <= u'z')
            || (letter >= u'0' && letter <= u'9');
    });
    return plain ? schema : QString::fromUtf8(postgres::quoteIdentifier(schema));
}

} // namespace

struct TablesPage::Parts {
    TablesModel *model = nullptr;
    ChoiceProxy *filtered = nullptr;
    SearchProxy *found = nullptr;
    Banner *problem = nullptr;
    QSplitter *split = nullptr; // the tables | the chosen one
    QComboBox *filter = nullptr;
    QLineEdit *search = nullptr;
    ListPane *pane = nullptr;
    QAction *move = nullptr;
    TableDetailView *detail = nullptr;

    QString tableId; // of the chosen one
    QString choice; // of the filter
    std::optional<Error> error; // why the list, or where its tables belong, could not be read
    std::optional<SiteEvidence::State> placement; // that is shown
    bool read = false; // at least once
    int request = 0;
};

TablesPage::TablesPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>())
{
    setObjectName(u"tablesPage"_s);
    buildUi();
    restoreState();
    connectUi();
    retranslate();
}

TablesPage::~TablesPage() = default;

QString TablesPage::title() const
{
    return Tr::tr("Tables");
}

Icon TablesPage::pageIcon() const
{
    return Icon::Tables;
}

void TablesPage::activate()
{
    m_parts->pane->view()->setFocus(Qt::OtherFocusReason);
    readTables();
}

void TablesPage::buildUi()
{
    Parts &parts = *m_parts;
    parts.model = new TablesModel(this);
    parts.filtered = new ChoiceProxy(this);
    parts.found = new SearchProxy(this);
    parts.filtered->setSourceModel(parts.model);
    parts.found->setSourceModel(parts.filtered);
    parts.problem = new Banner(this);
    parts.problem->setObjectName(u"tablesBanner"_s);
    parts.problem->hide();
    parts.split = new QSplitter(Qt::Horizontal, this);
    parts.split->setObjectName(u"tablesSplitter"_s);
    parts.split->setChildrenCollapsible(false);
    auto *left = new QWidget(parts.split);
    parts.filter = new QComboBox(left);
    parts.filter->setObjectName(u"tableFilterComboBox"_s);
    makeShrinkable(parts.filter);
    parts.search = new QLineEdit(left);
    parts.search->setObjectName(u"tableSearchLineEdit"_s);
    parts.search->setClearButtonEnabled(true);
    parts.search->addAction(icon(Icon::Search), QLineEdit::LeadingPosition);
    parts.pane = new ListPane(u"tables"_s, left);
    parts.pane->view()->setModel(parts.found);
    parts.pane->view()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    parts.pane->view()->setItemDelegateForColumn(TablesModel::BelongsTo,
                                                 new PillDelegate(parts.pane->view()));
    parts.pane->view()->header()->setStretchLastSection(true);
    parts.pane->view()->setColumnHidden(TablesModel::BelongsTo, true);
    parts.move = new QAction(icon(Icon::Forward), {}, this);
    parts.move->setObjectName(u"moveToSchema"_s);
    auto *button = new ActionButton(parts.move, left);
    button->setObjectName(u"moveToSchemaPushButton"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(spacing::Small);
    top->addWidget(parts.filter, 1);
    top->addWidget(parts.search, 1);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, spacing::Small, 0);
    column->setSpacing(spacing::Small);
    column->addLayout(top);
    column->addWidget(parts.pane, 1);
    column->addWidget(button, 0, Qt::AlignLeft);
    parts.detail = new TableDetailView(session(), parts.split);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->setSpacing(spacing::Small);
    layout->addWidget(parts.problem);
    layout->addWidget(parts.split, 1);
}

void TablesPage::connectUi()
{
    Parts &parts = *m_parts;
    auto *find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_parts->search->setFocus(Qt::ShortcutFocusReason);
        m_parts->search->selectAll();
    });
    connect(parts.pane->view()->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &TablesPage::choose);
    connect(parts.filter, &QComboBox::activated, this, [this](int index) {
        m_parts->choice = m_parts->filter->itemData(index).toString();
        m_parts->filtered->setChoice(m_parts->choice);
        rememberState();
        showRows();
    });
    connect(parts.search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_parts->found->setSearch(text);
        showRows();
    });
    connect(parts.pane->empty(), &EmptyState::firstClicked, this, [this] {
        if (m_parts->model->rowCount() == 0)
            return readTables();
        m_parts->choice.clear();
        m_parts->search->clear();
        rememberState();
        showFilters();
    });
    connect(parts.problem, &Banner::buttonClicked, this, &TablesPage::readTables);
    connect(parts.pane->view()->selectionModel(),
            &QItemSelectionModel::selectionChanged,
            this,
            &TablesPage::showAction);
    connect(parts.move, &QAction::triggered, this, [this] {
        move(m_parts->pane->view()->selectionModel()->selectedRows());
    });
    connect(parts.detail, &TableDetailView::moveRequested, this, [this] {
        move({m_parts->pane->view()->currentIndex().siblingAtColumn(0)});
    });
    connect(&session().evidence(), &SiteEvidence::changed, this, &TablesPage::showPlacement);
    connect(&session(), &SiteSession::linkChanged, this, &TablesPage::showAction);
    connect(&session(), &SiteSession::activityChanged, this, &TablesPage::showAction);
    connect(parts.detail, &TableDetailView::listOutdated, this, &TablesPage::readTables);
    connect(&session(), &SiteSession::snapshotChanged, this, [this] {
        if (isVisible())
            readTables();
    });
    connect(parts.split, &QSplitter::splitterMoved, this, &TablesPage::rememberState);
}

void TablesPage::restoreState()
{
    Parts &parts = *m_parts;
    Settings &settings = context().settings;
    parts.pane->keepColumns(settings,
                            u"tables/columns"_s,
                            {27, 13, 16, 10, 10, 20, 16},
                            TablesModel::Schema,
                            Qt::AscendingOrder);
    if (!parts.split->restoreState(settings.state(u"tables/split"_s).toByteArray()))
        parts.split->setSizes({470, 530});
    parts.choice = settings.state(u"tables/filter"_s).toString();
}

void TablesPage::rememberState()
{
    Settings &settings = context().settings;
    settings.setState(u"tables/split"_s, m_parts->split->saveState());
    settings.setState(u"tables/filter"_s, m_parts->choice);
}

void TablesPage::readTables()
{
    const auto snapshot = session().snapshot();
    if (!snapshot)
        return showRows(); // it is read when the site is
    const int request = ++m_parts->request;
    session().read<QList<TableInfo>>(
        this,
        [snapshot](postgres::Connection &connection, std::stop_token stop) {
            return inspection::listTables(connection, snapshot->catalog, std::move(stop));
        },
        [this, request, snapshot](const Result<QList<TableInfo>> &tables) {
            if (request == m_parts->request)
                takeTables(tables, snapshot);
        });
    m_parts->error.reset();
    showRows();
}

void TablesPage::takeTables(const Result<QList<TableInfo>> &tables,
                            const std::shared_ptr<const SiteSnapshot> &snapshot)
{
    Parts &parts = *m_parts;
    if (tables) {
        const QString wanted = parts.tableId; // a reset forgets it
        parts.model->setTables(*tables, snapshot);
        parts.tableId = wanted;
        parts.read = true;
    } else {
        parts.error = tables.error();
    }
    showFilters();
    if (!tables)
        return;
    chooseAgain();
    session().evidence().wantPlacement();
    parts.placement.reset();
    showPlacement(); // which may be known already
}

// Where the tables belong comes later than the list: nothing waits for it.
void TablesPage::showPlacement()
{
    using State = SiteEvidence::State;
    Parts &parts = *m_parts;
    const SiteEvidence::Placement &placement = session().evidence().placement();
    if (parts.placement == placement.state)
        return;
    parts.placement = placement.state;
    if (placement.state == State::Failed && parts.read && !parts.error)
        parts.error = placement.error;
    parts.model->setPlacement(placement.objects);
    parts.pane->view()->setColumnHidden(TablesModel::BelongsTo, !parts.model->hasMisplaced());
    const int row = parts.model->rowOf(parts.tableId);
    parts.detail->setMisplaced(row < 0 ? std::nullopt : parts.model->row(row).misplaced);
    showFilters();
    showAction();
}

QString TablesPage::moveObstacle() const
{
    if (const QString obstacle = obstacleToMove(session()); !obstacle.isEmpty())
        return obstacle;
    const auto rows = m_parts->pane->view()->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return Tr::tr("Choose one or more tables first.");
    for (const QModelIndex &index : rows) {
        if (m_parts->model->row(m_parts->model->rowOf(index.data(IdRole).toString())).isOurs())
            return Tr::tr("The program's own tables and the tracking tables stay where they are.");
    }
    return {};
}

void TablesPage::showAction()
{
    const QString obstacle = moveObstacle();
    m_parts->move->setText(Tr::tr("Move to schema..."));
    m_parts->move->setEnabled(obstacle.isEmpty());
    m_parts->move->setToolTip(obstacle.isEmpty()
                                  ? Tr::tr("Moves what is selected to another schema of this "
                                           "database; several with Ctrl or Shift.")
                                  : obstacle);
    m_parts->detail->setMoveObstacle(obstacleToMove(session()));
}

QStringList TablesPage::schemas() const
{
    QStringList all;
    for (int i = 0; i < m_parts->model->rowCount(); ++i) {
        if (!m_parts->model->row(i).info.ownedByProgram)
            all << m_parts->model->row(i).info.schema;
    }
    if (const auto snapshot = session().snapshot()) {
        for (const modules::Module &module : snapshot->catalog.modules)
            all << module.manifest.schema;
    }
    all.removeDuplicates();
    all.sort();
    for (QString &schema : all)
        schema = asWritten(schema);
    return all;
}

void TablesPage::move(const QModelIndexList &rows)
{
    plans::MoveRequest request;
    QStringList targets;
    for (const QModelIndex &index : rows) {
        const TablesModel::Row &table =
            m_parts->model->row(m_parts->model->rowOf(index.data(IdRole).toString()));
        request.objects << table.objectName();
        if (table.misplaced && !targets.contains(table.misplaced->toSchema))
            targets << table.misplaced->toSchema;
    }
    if (targets.size() == 1) // else a person says which
        request.toSchema = targets.first();
    auto *dialog = new MoveDialog(session(), request, schemas(), this);
    connect(dialog, &MoveDialog::planRequested, this, [this](const plans::MoveRequest &asked) {
        Q_EMIT operationRequested(asked);
    });
    dialog->open();
}

// The chosen table keeps its place, or the first one takes it; either is read anew.
void TablesPage::chooseAgain()
{
    Parts &parts = *m_parts;
    const auto same =
        parts.found->match(parts.found->index(0, 0), IdRole, parts.tableId, 1, Qt::MatchExactly);
    const QModelIndex wanted = same.isEmpty() ? parts.found->index(0, 0) : same.first();
    QTreeView *view = parts.pane->view();
    if (view->currentIndex().row() != wanted.row())
        return view->setCurrentIndex(wanted); // which chooses it
    if (!view->selectionModel()->hasSelection()) // which a new list takes away
        view->selectionModel()->select(
            wanted, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    choose();
}

void TablesPage::choose()
{
    Parts &parts = *m_parts;
    parts.tableId = parts.pane->view()->currentIndex().data(IdRole).toString();
    const int row = parts.tableId.isEmpty() ? -1 : parts.model->rowOf(parts.tableId);
    if (row < 0)
        return parts.detail->setTable(std::nullopt, {});
    const TablesModel::Row &table = parts.model->row(row);
    parts.detail->setTable(table, parts.model->moduleTitle(table.info.module));
}

// What the list can be narrowed down to: its modules, then its schemas.
void TablesPage::showFilters()
{
    Parts &parts = *m_parts;
    QMap<QString, QString> modules; // title -> choice
    QMap<QString, QString> schemas;
    for (int i = 0; i < parts.model->rowCount(); ++i) {
        const TableInfo &info = parts.model->row(i).info;
        schemas.insert(info.schema, TablesModel::choiceOfSchema(info.schema));
        if (!info.module.isEmpty())
            modules.insert(parts.model->moduleTitle(info.module),
                           TablesModel::choiceOfModule(info.module));
    }
    const auto number = [&parts](const QString &choice) {
        return QString::number(parts.filtered->countOf(choice));
    };
    parts.filter->clear();
    parts.filter->addItem(Tr::tr("All tables (%1)").arg(number({})), QString());
    if (parts.model->hasMisplaced())
        parts.filter->addItem(
            icon(Icon::StateAttention, Meaning::Warning),
            Tr::tr("In the wrong schema (%1)").arg(number(TablesModel::choiceOfMisplaced())),
            TablesModel::choiceOfMisplaced());
    for (auto it = modules.cbegin(); it != modules.cend(); ++it)
        parts.filter->addItem(
            icon(Icon::Modules), Tr::tr("%1 (%2)").arg(it.key(), number(it.value())), it.value());
    for (auto it = schemas.cbegin(); it != schemas.cend(); ++it)
        parts.filter->addItem(icon(Icon::Database),
                              Tr::tr("Schema %1 (%2)").arg(it.key(), number(it.value())),
                              it.value());
    // One that is not there at the moment is remembered.
    parts.filter->setCurrentIndex(std::max(0, parts.filter->findData(parts.choice)));
    parts.filtered->setChoice(parts.filter->currentData().toString());
    showRows();
}

void TablesPage::showRows()
{
    Parts &parts = *m_parts;
    const bool known = parts.model->rowCount() > 0;
    parts.problem->setVisible(known && parts.error.has_value());
    if (parts.error) {
        parts.problem->setMessage(Meaning::Warning, parts.error->message, parts.error->remedy);
        parts.problem->setButtonText(Tr::tr("Try again"));
    }
    if (parts.found->rowCount() > 0)
        parts.pane->showView();
    else
        showNothing();
}

void TablesPage::showNothing()
{
    Parts &parts = *m_parts;
    EmptyState *instead = parts.pane->showInstead();
    if (parts.model->rowCount() > 0) {
        instead->showEmpty(Icon::Filter,
                           Tr::tr("No table fits"),
                           Tr::tr("None of them fits the filter and the search."));
        instead->setButtons(Tr::tr("Show all"));
    } else if (parts.error) {
        instead->showError(parts.error->message, parts.error->remedy);
        instead->setButtons(Tr::tr("Try again"));
    } else if (parts.read) {
        instead->showEmpty(Icon::Tables,
                           Tr::tr("No tables"),
                           Tr::tr("The database is empty. Upgrading the site makes its tables."));
    } else {
        instead->showLoading(Tr::tr("The tables are being read..."));
    }
}

void TablesPage::retranslate()
{
    Parts &parts = *m_parts;
    parts.pane->setLabel(Tr::tr("Tables"));
    parts.filter->setAccessibleName(Tr::tr("Filter"));
    parts.search->setAccessibleName(Tr::tr("Search tables"));
    parts.search->setPlaceholderText(Tr::tr("Search (Ctrl+F)"));
    parts.search->setToolTip(Tr::tr("Search tables (Ctrl+F)"));
    parts.model->retranslate();
    parts.found->retranslate();
    parts.detail->retranslate();
    if (const int row = parts.model->rowOf(parts.tableId); row >= 0)
        parts.detail->setModuleTitle(parts.model->moduleTitle(parts.model->row(row).info.module));
    showFilters();
    showAction();
}

} // namespace aegisx::ui
