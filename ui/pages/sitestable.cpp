#include "ui/pages/sitestable.h"

#include "core/base/tr.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/twolinedelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QScopedValueRollback>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

const QString columnsState = u"sitesPage/columns"_s;
const QString sortState = u"sitesPage/sort"_s; // column, order
const QString searchState = u"sitesPage/search"_s;

// These share the room that the others leave.
bool stretches(int column)
{
    return column == SitesModel::Hospital || column == SitesModel::Connection;
}

int pillWidth(const QFontMetrics &metrics, const QStringList &words)
{
    int width = 0;
    for (const QString &word : words)
        width = std::max(width, pillSize(metrics, word).width());
    return width;
}

} // namespace

SitesTable::SitesTable(AppContext &context, QWidget *parent)
    : QTreeView(parent)
    , m_context(context)
    , m_model(new SitesModel(context, this))
    , m_proxy(new SearchProxy(this))
{
    setObjectName(u"sitesTreeView"_s);
    m_proxy->setSourceModel(m_model);
    setModel(m_proxy);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setItemDelegateForColumn(SitesModel::Hospital, new TwoLineDelegate(this));
    setItemDelegateForColumn(SitesModel::Connection, new TwoLineDelegate(this));
    setItemDelegateForColumn(SitesModel::SiteEnvironment, new PillDelegate(this));
    setItemDelegateForColumn(SitesModel::State, new PillDelegate(this));
    header()->setObjectName(u"sitesHeaderView"_s);
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(false);
    setSortingEnabled(true);
    restoreColumns();
    connect(header(), &QHeaderView::sectionResized, this, &SitesTable::rememberColumns);
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &SitesTable::rememberSort);
    connect(selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &SitesTable::currentSiteChanged);
    connect(&Theme::instance(), &Theme::changed, this, &SitesTable::setUsualWidths);
    retranslate();
}

void SitesTable::setProfiles(const QList<sites::SiteProfile> &profiles)
{
    const auto before = current();
    m_model->setProfiles(profiles);
    if (before)
        select(before->id);
    chooseSomething();
    Q_EMIT currentSiteChanged();
}

std::optional<sites::SiteProfile> SitesTable::find(const QString &profileId) const
{
    return m_model->find(profileId);
}

std::optional<sites::SiteProfile> SitesTable::current() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? m_model->find(index.data(IdRole).toString()) : std::nullopt;
}

void SitesTable::select(const QString &profileId)
{
    const auto found = m_proxy->match(m_proxy->index(0, 0), IdRole, profileId, 1, Qt::MatchExactly);
    if (!found.isEmpty())
        setCurrentIndex(found.first());
}

void SitesTable::setSearch(const QString &text)
{
    m_proxy->setSearch(text);
    m_context.settings.setState(searchState, text);
    chooseSomething();
    Q_EMIT currentSiteChanged();
}

QString SitesTable::rememberedSearch() const
{
    return m_context.settings.state(searchState).toString();
}

void SitesTable::retranslate()
{
    setAccessibleName(Tr::tr("Sites"));
    header()->setAccessibleName(Tr::tr("Columns of the list of sites"));
    m_model->retranslate();
    m_proxy->retranslate();
    setUsualWidths();
}

void SitesTable::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        doItemsLayout(); // the delegates' heights
}

void SitesTable::restoreColumns()
{
    const QScopedValueRollback restoring(m_restoring, true);
    header()->restoreState(m_context.settings.state(columnsState).toByteArray());
    const QVariantList sort = m_context.settings.state(sortState).toList();
    if (sort.size() == 2)
        sortByColumn(sort.at(0).toInt(), static_cast<Qt::SortOrder>(sort.at(1).toInt()));
    else
        sortByColumn(SitesModel::Hospital, Qt::AscendingOrder);
    header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 10);
    for (int column = 0; column < SitesModel::ColumnCount; ++column)
        header()->setSectionResizeMode(
            column, stretches(column) ? QHeaderView::Stretch : QHeaderView::Interactive);
}

void SitesTable::rememberColumns(int column)
{
    if (!m_restoring && !stretches(column))
        m_context.settings.setState(columnsState, header()->saveState());
}

void SitesTable::rememberSort(int column, Qt::SortOrder order)
{
    if (!m_restoring)
        m_context.settings.setState(sortState, QVariantList {column, static_cast<int>(order)});
}

// Until somebody sets them: as wide as the longest word in the language and text size that are set.
void SitesTable::setUsualWidths()
{
    if (m_context.settings.state(columnsState).isValid())
        return;
    const QScopedValueRollback restoring(m_restoring, true);
    const int room = 2 * (style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 4);
    const QFontMetrics metrics(Theme::instance().baseFont());
    const int environment = pillWidth(metrics,
                                      {pillOf(Environment::Production).text,
                                       pillOf(Environment::Test).text,
                                       pillOf(Environment::Practice).text});
    const int state = pillWidth(metrics,
                                {pillOfState(u"pending 999"_s).text,
                                 pillOfState(u"needsAttention"_s).text,
                                 pillOfState({}).text});
    const int visit =
        metrics.horizontalAdvance(m_context.formatTime(QDateTime({2028, 12, 28}, QTime(23, 58))));
    const auto fit = [this, room](int column, int width) {
        header()->resizeSection(column, std::max(width + room, header()->sectionSizeHint(column)));
    };
    fit(SitesModel::SiteEnvironment, environment);
    fit(SitesModel::State, state);
    fit(SitesModel::LastVisit, visit);
}

void SitesTable::chooseSomething()
{
    if (!currentIndex().isValid() && m_proxy->rowCount() > 0)
        setCurrentIndex(m_proxy->index(0, 0));
}

} // namespace aegisx::ui
