#include "ui/pages/listpane.h"

#include "core/base/tr.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTreeView>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

ListPane::ListPane(const QString &name, QWidget *parent)
    : QStackedWidget(parent), m_view(new QTreeView(this)), m_empty(new EmptyState(this))
{
    setObjectName(name % u"Pane"_s);
    m_view->setObjectName(name % u"TreeView"_s);
    m_view->header()->setObjectName(name % u"HeaderView"_s);
    m_empty->setObjectName(name % u"EmptyState"_s);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setAlternatingRowColors(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    addWidget(m_view);
    addWidget(m_empty);
    setCurrentWidget(m_empty);
}

void ListPane::showView()
{
    setCurrentWidget(m_view);
}

EmptyState *ListPane::showInstead()
{
    setCurrentWidget(m_empty);
    return m_empty;
}

void ListPane::setLabel(const QString &label)
{
    m_view->setAccessibleName(label);
    m_view->header()->setAccessibleName(Tr::tr("Columns"));
}

void ListPane::keepColumns(Settings &settings,
                           const QString &name,
                           const QList<int> &letters,
                           int sortColumn,
                           Qt::SortOrder order)
{
    QHeaderView *header = m_view->header();
    m_settings = &settings;
    m_stateName = name;
    if (!header->restoreState(settings.state(name).toByteArray()))
        header->setSortIndicator(sortColumn, order);
    m_view->setSortingEnabled(sortColumn >= 0);
    if (!settings.state(name % u"Set"_s).toBool())
        m_letters = letters;
    setUsualWidths();
    connect(&Theme::instance(), &Theme::changed, this, &ListPane::setUsualWidths);
    connect(header, &QHeaderView::sectionMoved, this, &ListPane::remember);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &ListPane::remember);
    connect(header, &QHeaderView::sectionResized, this, [this, header](int section) {
        const bool stretched =
            header->stretchLastSection() && header->visualIndex(section) == header->count() - 1;
        if (m_setting || stretched)
            return;
        m_letters.clear();
        remember();
    });
}

void ListPane::setUsualWidths()
{
    const QScopedValueRollback setting(m_setting, true);
    const int letter = QFontMetrics(Theme::instance().baseFont()).averageCharWidth();
    for (int column = 0; column < m_letters.size(); ++column)
        m_view->header()->resizeSection(column, m_letters.at(column) * letter);
}

void ListPane::remember()
{
    m_settings->setState(m_stateName, m_view->header()->saveState());
    m_settings->setState(m_stateName % u"Set"_s, m_letters.isEmpty());
}

} // namespace aegisx::ui
