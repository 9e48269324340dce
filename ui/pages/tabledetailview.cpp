#include "ui/pages/tabledetailview.h"

#include "core/base/tr.h"
#include "ui/pages/listpane.h"
#include "ui/pages/rowcounter.h"
#include "ui/pages/tablepreviewpane.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/wrappedlabel.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Part = TablePartsModel::Part;

namespace {

constexpr int previewTab = 4;
constexpr double headingFactor = 1.2;

QString stateOf(Part part)
{
    return u"tables/columnsOf"_s % keyOf(part);
}

QString titleOf(Part part, int count)
{
    const QString number = QString::number(count);
    switch (part) {
    case Part::Columns:
        return Tr::tr("Columns (%1)").arg(number);
    case Part::Indexes:
        return Tr::tr("Indexes (%1)").arg(number);
    case Part::Constraints:
        return Tr::tr("Constraints (%1)").arg(number);
    case Part::Triggers:
        return Tr::tr("Triggers (%1)").arg(number);
    }
    return {};
}

QString labelOf(Part part)
{
    switch (part) {
    case Part::Columns:
        return Tr::tr("Columns");
    case Part::Indexes:
        return Tr::tr("Indexes");
    case Part::Constraints:
        return Tr::tr("Constraints");
    case Part::Triggers:
        return Tr::tr("Triggers");
    }
    return {};
}

void sayNone(EmptyState *instead, Part part)
{
    switch (part) {
    case Part::Columns:
        instead->showEmpty(Icon::Column, Tr::tr("No columns"), Tr::tr("The table has no columns."));
        break;
    case Part::Indexes:
        instead->showEmpty(
            Icon::Index, Tr::tr("No indexes"), Tr::tr("The server reads the whole table."));
        break;
    case Part::Constraints:
        instead->showEmpty(
            Icon::Key, Tr::tr("No constraints"), Tr::tr("The table takes any values."));
        break;
    case Part::Triggers:
        instead->showEmpty(Icon::Play,
                           Tr::tr("No triggers"),
                           Tr::tr("Nothing happens by itself when rows are changed."));
        break;
    }
}

} // namespace

TableDetailView::TableDetailView(SiteSession &session, QWidget *parent)
    : QStackedWidget(parent), m_session(session)
{
    setObjectName(u"tableDetailView"_s);
    buildUi();
    restoreState();
    connectUi();
    takeLook();
    retranslate();
}

void TableDetailView::buildUi()
{
    m_instead = new EmptyState(this);
    m_instead->setObjectName(u"tableEmptyState"_s);
    m_content = new QWidget(this);
    m_heading = new ElidedLabel(m_content); // names have no place to break
    m_heading->setObjectName(u"tableTitleLabel"_s);
    m_heading->setTextFormat(Qt::PlainText);
    m_facts = new WrappedLabel(m_content);
    m_facts->setObjectName(u"tableFactsLabel"_s);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setMuted(true);
    m_comment = new WrappedLabel(m_content);
    m_comment->setObjectName(u"tableCommentLabel"_s);
    m_comment->setTextFormat(Qt::PlainText);
    m_placement = new Banner(m_content);
    m_placement->setObjectName(u"placementBanner"_s);
    m_placement->hide();
    m_counter = new RowCounter(m_session, m_content);
    m_tabs = new QTabWidget(m_content);
    m_tabs->setObjectName(u"tableTabWidget"_s);
    m_tabs->tabBar()->setObjectName(u"tableTabBar"_s);
    m_tabs->setDocumentMode(true);
    addPart(Part::Columns, u"columns"_s);
    addPart(Part::Indexes, u"indexes"_s);
    addPart(Part::Constraints, u"constraints"_s);
    addPart(Part::Triggers, u"triggers"_s);
    m_tabs->addTab(m_preview = new TablePreviewPane(m_session, m_tabs), {});
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(spacing::Medium, 0, 0, 0);
    column->setSpacing(spacing::Small);
    column->addWidget(m_heading);
    column->addWidget(m_facts);
    column->addWidget(m_comment);
    column->addWidget(m_placement);
    column->addWidget(m_counter);
    column->addWidget(m_tabs, 1);
    addWidget(m_instead);
    addWidget(m_content);
}

void TableDetailView::addPart(Part part, const QString &name)
{
    PartTab &tab = m_parts.at(static_cast<size_t>(part));
    auto *holder = new QWidget(m_tabs);
    tab.model = new TablePartsModel(part, this);
    tab.pane = new ListPane(name, holder);
    tab.pane->view()->setModel(tab.model);
    tab.pane->view()->header()->setStretchLastSection(true);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, spacing::Small, 0, 0);
    column->addWidget(tab.pane);
    m_tabs->addTab(holder, {});
}

void TableDetailView::connectUi()
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(100ms);
    connect(&m_settle, &QTimer::timeout, this, &TableDetailView::read);
    connect(&Theme::instance(), &Theme::changed, this, &TableDetailView::takeLook);
    connect(m_instead, &EmptyState::firstClicked, this, [this] {
        if (m_details && !*m_details && m_details->error().kind == ErrorKind::NotFound)
            Q_EMIT listOutdated();
        else
            read();
    });
    connect(m_placement, &Banner::buttonClicked, this, &TableDetailView::moveRequested);
    connect(m_tabs, &QTabWidget::currentChanged, this, &TableDetailView::rememberState);
}

void TableDetailView::takeLook()
{
    m_heading->setFont(Theme::instance().headingFont(headingFactor));
}

void TableDetailView::restoreState()
{
    Settings &settings = m_session.context().settings;
    for (const PartTab &tab : m_parts) {
        const bool columns = tab.model->part() == Part::Columns;
        tab.pane->keepColumns(settings,
                              stateOf(tab.model->part()),
                              columns ? QList<int> {16, 18, 13, 16, 16} : QList<int> {18, 13, 20});
    }
    m_tabs->setCurrentIndex(std::clamp(settings.state(u"tables/tab"_s).toInt(), 0, previewTab));
}

void TableDetailView::rememberState()
{
    m_session.context().settings.setState(u"tables/tab"_s, m_tabs->currentIndex());
}

void TableDetailView::setTable(const std::optional<TablesModel::Row> &row,
                               const QString &moduleTitle)
{
    const bool same = row && m_row && row->info.schema == m_row->info.schema
        && row->info.name == m_row->info.name;
    m_row = row;
    m_moduleTitle = moduleTitle;
    if (!same) {
        m_details.reset();
        ++m_request; // an answer about the other table is not wanted
        const inspection::TableInfo info = row ? row->info : inspection::TableInfo {};
        m_counter->setTable(info.schema, info.name);
        m_preview->setTable(info.schema, info.name);
    } else {
        m_preview->readAgain();
    }
    m_counter->setEstimate(row ? row->info.rows : std::nullopt);
    present();
    if (row)
        m_settle.start();
    else
        m_settle.stop();
}

void TableDetailView::setModuleTitle(const QString &title)
{
    m_moduleTitle = title;
    present();
}

void TableDetailView::setMisplaced(const std::optional<inspection::Misplaced> &misplaced)
{
    if (m_row)
        m_row->misplaced = misplaced;
    presentPlacement();
}

void TableDetailView::setMoveObstacle(const QString &obstacle)
{
    m_placement->button()->setEnabled(obstacle.isEmpty());
    m_placement->button()->setToolTip(obstacle);
    m_placement->button()->setAccessibleDescription(obstacle);
}

void TableDetailView::presentPlacement()
{
    const bool wrong = m_row && m_row->misplaced;
    m_placement->setVisible(wrong);
    if (!wrong)
        return;
    const inspection::Misplaced &object = *m_row->misplaced;
    m_placement->setMessage(object.conflict ? Meaning::Danger : Meaning::Warning,
                            placementSentence(object),
                            placementReason(object));
    m_placement->setButtonText(Tr::tr("Move to schema..."));
}

void TableDetailView::read()
{
    if (!m_row)
        return;
    m_session.read<inspection::TableDetails>(
        this,
        [schema = m_row->info.schema, name = m_row->info.name](postgres::Connection &connection,
                                                               std::stop_token stop) {
            return inspection::describeTable(connection, schema, name, std::move(stop));
        },
        [this, request = ++m_request](const Result<inspection::TableDetails> &details) {
            if (request == m_request)
                take(details);
        });
}

void TableDetailView::take(const Result<inspection::TableDetails> &details)
{
    const bool gone = !details && details.error().kind == ErrorKind::NotFound;
    if (!details && !gone && m_details && *m_details)
        return; // what was read before stays while the connection is lost
    m_details = details;
    if (details) {
        for (const PartTab &tab : m_parts)
            tab.model->setDetails(*details);
    }
    present();
}

void TableDetailView::present()
{
    if (!m_row) {
        m_instead->showEmpty(Icon::Table,
                             Tr::tr("No table is chosen"),
                             Tr::tr("Choose one to see what it is made of."));
        setCurrentWidget(m_instead);
        return;
    }
    if (m_details && !*m_details) {
        const Error &error = m_details->error();
        m_instead->showError(error.message, error.remedy);
        m_instead->setButtons(error.kind == ErrorKind::NotFound ? Tr::tr("Refresh the list")
                                                                : Tr::tr("Try again"));
        setCurrentWidget(m_instead);
        return;
    }
    QStringList facts {wordFor(*m_row), m_row->info.schema};
    if (!m_moduleTitle.isEmpty())
        facts << m_moduleTitle;
    if (m_row->info.bytes)
        facts << formatSize(*m_row->info.bytes);
    const QString comment = m_details ? m_details->value().comment : m_row->info.comment;
    m_heading->setText(m_row->info.name);
    m_facts->setText(facts.join(u" \u00b7 "_s));
    m_comment->setText(comment);
    m_comment->setVisible(!comment.isEmpty());
    presentPlacement();
    presentParts();
    setCurrentWidget(m_content);
}

void TableDetailView::presentParts()
{
    for (size_t i = 0; i < m_parts.size(); ++i) {
        const PartTab &tab = m_parts.at(i);
        const int count = tab.model->rowCount();
        m_tabs->setTabText(static_cast<int>(i),
                           m_details ? titleOf(tab.model->part(), count)
                                     : labelOf(tab.model->part()));
        tab.pane->setLabel(labelOf(tab.model->part()));
        if (!m_details)
            tab.pane->showInstead()->showLoading(Tr::tr("The table is being read..."));
        else if (count == 0)
            sayNone(tab.pane->showInstead(), tab.model->part());
        else
            tab.pane->showView();
    }
    m_tabs->setTabText(previewTab, Tr::tr("First rows"));
}

void TableDetailView::retranslate()
{
    m_tabs->tabBar()->setAccessibleName(Tr::tr("Parts of the table"));
    for (const PartTab &tab : m_parts)
        tab.model->retranslate();
    m_preview->retranslate();
    m_counter->retranslate();
    present();
    if (!m_row)
        presentParts(); // their names, for a screen reader
}

} // namespace aegisx::ui
