#include "ui/pages/lossesview.h"

#include "core/base/tr.h"
#include "ui/models/lossesmodel.h"
#include "ui/widgets/card.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QTreeView>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRowsShown = 6; // further ones are scrolled to

int contentsWidth(const QAbstractItemView &table, int column)
{
    return table.sizeHintForColumn(column);
}

} // namespace

LossesView::LossesView(QWidget *parent)
    : QWidget(parent)
    , m_model(new LossesModel(this))
    , m_card(new Card(this))
    , m_pill(new StatePill(this))
    , m_sentence(new WrappedLabel(this))
    , m_table(new QTreeView(this))
{
    setObjectName(u"lossesView"_s);
    buildUi();
}

void LossesView::buildUi()
{
    m_card->setObjectName(u"lossesCard"_s);
    m_pill->setObjectName(u"lossesPill"_s);
    m_sentence->setObjectName(u"lossesSentenceLabel"_s);
    m_table->setObjectName(u"lossesTreeView"_s);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PillDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    QHeaderView *header = m_table->header();
    header->setObjectName(u"lossesHeaderView"_s);
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setResizeContentsPrecision(-1);
    m_table->viewport()->installEventFilter(this);
    m_card->addToHeader(m_pill);
    m_card->body()->addWidget(m_sentence);
    m_card->body()->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
}

void LossesView::setPreparation(std::shared_ptr<const operations::Preparation> preparation)
{
    m_model->setPreparation(std::move(preparation));
    m_table->setColumnHidden(LossesModel::ReachedFrom, !m_model->anyReached());
    if (m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
    setVisible(m_model->rowCount() > 0);
    retranslate();
}

bool LossesView::anyRows() const
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->loss(row).rows.value_or(0) > 0)
            return true;
    }
    return false;
}

bool LossesView::anyUnknown() const
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (!m_model->loss(row).rows)
            return true;
    }
    return false;
}

QString LossesView::sentence() const
{
    const QString known = anyRows()
        ? Tr::tr("Rows that are in the database now are lost or changed. They were counted when "
                 "this plan was made.")
        : Tr::tr("No row is known to be lost: the rows were counted when this plan was made.");
    return anyUnknown()
        ? known % u' ' % Tr::tr("Of some of it cannot be known what it destroys before it runs.")
        : known;
}

// As high as its rows, up to a handful.
void LossesView::sizeTable()
{
    const int rows = qBound(1, m_model->rowCount(), mostRowsShown);
    const int row = qMax(m_table->sizeHintForRow(0), fontMetrics().height());
    const int height =
        m_table->header()->sizeHint().height() + rows * row + 2 * m_table->frameWidth();
    m_table->setMinimumHeight(height);
    m_table->setMaximumHeight(height);
    sizeColumns();
}

// What happens and how many rows are never cut; the names share what is left, each as much of it as
// it can use.
void LossesView::sizeColumns()
{
    QHeaderView *header = m_table->header();
    QList<int> names;
    int left = m_table->viewport()->width();
    for (int column = 0; column < LossesModel::ColumnCount; ++column) {
        if (m_table->isColumnHidden(column))
            continue;
        const int wanted = qMax(header->sectionSizeHint(column), contentsWidth(*m_table, column));
        header->resizeSection(column, wanted);
        if (column == LossesModel::What || column == LossesModel::Rows)
            left -= wanted;
        else
            names << column;
    }
    std::sort(names.begin(), names.end(), [header](int one, int other) {
        return header->sectionSize(one) < header->sectionSize(other);
    });
    for (qsizetype i = 0; i < names.size(); ++i) {
        const int share = left / static_cast<int>(names.size() - i);
        const bool last = i + 1 == names.size();
        const int size = last ? share : qMin(share, header->sectionSize(names.at(i)));
        header->resizeSection(names.at(i), qMax(size, header->minimumSectionSize()));
        left -= size;
    }
}

bool LossesView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == m_table->viewport())
        sizeColumns();
    return QWidget::eventFilter(watched, event);
}

void LossesView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        QMetaObject::invokeMethod(this, &LossesView::sizeTable, Qt::QueuedConnection);
}

void LossesView::retranslate()
{
    m_card->setTitle(Tr::tr("Will be lost"));
    m_table->setAccessibleName(Tr::tr("What will be lost"));
    m_table->header()->setAccessibleName(Tr::tr("Columns"));
    m_sentence->setText(sentence());
    if (anyRows())
        m_pill->setState(Meaning::Danger, Icon::StateAttention, Tr::tr("rows are lost"));
    else if (anyUnknown())
        m_pill->setState(Meaning::Warning, Icon::StateUnknown, Tr::tr("cannot be known"));
    else
        m_pill->setState(Meaning::Neutral, Icon::Info, Tr::tr("no rows"));
    m_model->retranslate();
    sizeTable();
}

} // namespace aegisx::ui
