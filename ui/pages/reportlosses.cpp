#include "ui/pages/reportlosses.h"

#include "core/base/tr.h"
#include "core/words/losswords.h"
#include "ui/models/roles.h"
#include "ui/widgets/card.h"
#include "ui/widgets/statepill.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QTreeWidget>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using runs::TableChange;

namespace {

constexpr int mostRowsShown = 6; // further ones are scrolled to

// What nobody was told of comes first.
QList<TableChange> changesOf(const reports::SiteReport &report, bool undone)
{
    QList<TableChange> changes;
    for (const runs::RunReport &run : report.runs) {
        for (const TableChange &change : run.losses) {
            if (undone ? change.undone : runs::isLost(change))
                changes.append(change);
        }
    }
    std::stable_sort(
        changes.begin(), changes.end(), [](const TableChange &left, const TableChange &right) {
            return !left.announced && right.announced;
        });
    return changes;
}

} // namespace

ReportLosses::ReportLosses(Which which, QWidget *parent)
    : QWidget(parent)
    , m_undone(which == Which::Undone)
    , m_card(new Card(this))
    , m_pill(new StatePill(this))
    , m_table(new QTreeWidget(this))
{
    setObjectName(m_undone ? u"undoneReportLosses"_s : u"reportLosses"_s);
    buildUi();
    hide();
}

void ReportLosses::buildUi()
{
    m_card->setObjectName(m_undone ? u"undoneLossesCard"_s : u"reportLossesCard"_s);
    m_pill->setObjectName(m_undone ? u"undoneLossesPill"_s : u"reportLossesPill"_s);
    m_table->setObjectName(m_undone ? u"undoneLossesTreeWidget"_s : u"reportLossesTreeWidget"_s);
    m_table->setColumnCount(ColumnCount);
    m_table->setItemDelegate(new PillDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    QHeaderView *header = m_table->header();
    header->setObjectName(m_undone ? u"undoneLossesHeaderView"_s : u"reportLossesHeaderView"_s);
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setResizeContentsPrecision(-1);
    for (int column = 0; column < ColumnCount; ++column)
        header->setSectionResizeMode(column,
                                     column == Table || column == Step
                                         ? QHeaderView::Stretch
                                         : QHeaderView::ResizeToContents);
    m_card->addToHeader(m_pill);
    m_card->body()->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
}

void ReportLosses::addChange(const TableChange &change)
{
    auto *item = new QTreeWidgetItem(m_table,
                                     {titleFor(change),
                                      rowsTextFor(change.before, change.exact),
                                      rowsTextFor(change.after, change.exact),
                                      inPlanTextFor(change),
                                      change.step});
    item->setToolTip(Table, item->text(Table));
    item->setToolTip(Step, change.step);
    for (const int column : {Before, After})
        item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    if (change.announced)
        return;
    item->setData(InPlan, MeaningRole, static_cast<int>(Meaning::Danger));
    item->setData(InPlan, IconRole, static_cast<int>(Icon::StateAttention));
}

void ReportLosses::describe(bool allAnnounced)
{
    m_card->setTitle(lossHeading(m_undone));
    m_table->setAccessibleName(lossHeading(m_undone));
    m_table->header()->setAccessibleName(Tr::tr("Columns"));
    m_table->setHeaderLabels({Tr::tr("Table"),
                              Tr::tr("Rows before"),
                              Tr::tr("Rows after"),
                              Tr::tr("In the plan"),
                              Tr::tr("Step")});
    for (const int column : {Before, After})
        m_table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    if (m_undone)
        m_pill->setState(Meaning::Info, Icon::Rollback, Tr::tr("rolled back"));
    else if (allAnnounced)
        m_pill->setState(Meaning::Warning, Icon::StateAttention, Tr::tr("as the plan said"));
    else
        m_pill->setState(Meaning::Danger, Icon::StateAttention, Tr::tr("not in the plan"));
}

void ReportLosses::setReport(const reports::SiteReport &report)
{
    const QList<TableChange> changes = changesOf(report, m_undone);
    m_table->clear();
    for (const TableChange &change : changes)
        addChange(change);
    describe(changes.isEmpty() || changes.first().announced);
    sizeTable();
    setVisible(!changes.isEmpty());
}

void ReportLosses::sizeTable()
{
    const int rows = qBound(1, m_table->topLevelItemCount(), mostRowsShown);
    const int row = qMax(m_table->sizeHintForRow(0), fontMetrics().height());
    m_table->setFixedHeight(m_table->header()->sizeHint().height() + rows * row
                            + 2 * m_table->frameWidth());
}

void ReportLosses::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        QMetaObject::invokeMethod(this, &ReportLosses::sizeTable, Qt::QueuedConnection);
}

} // namespace aegisx::ui
