#include "ui/widgets/cardgrid.h"

#include "ui/theme/spacing.h"

#include <QEvent>
#include <QGridLayout>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int charactersOfCard = 44; // what a card is at least wide, in average characters

} // namespace

CardGrid::CardGrid(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    setObjectName(u"cardGrid"_s);
    m_grid->setContentsMargins({});
    m_grid->setSpacing(spacing::Medium);
}

void CardGrid::setCards(const QList<QWidget *> &cards)
{
    qDeleteAll(m_cards);
    m_cards = cards;
    m_columns = 0;
    place();
}

QSize CardGrid::minimumSizeHint() const
{
    int width = 0; // of one column, however many there are now
    for (const QWidget *card : m_cards)
        width = std::max(width, card->minimumSizeHint().width());
    return {width, QWidget::minimumSizeHint().height()};
}

void CardGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void CardGrid::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        place();
}

int CardGrid::wantedColumns() const
{
    const int card = charactersOfCard * fontMetrics().averageCharWidth();
    const int room = (width() + m_grid->spacing()) / (card + m_grid->spacing());
    return std::clamp(room, 1, std::max(1, static_cast<int>(m_cards.size())));
}

void CardGrid::place()
{
    const int columns = wantedColumns();
    if (columns == m_columns)
        return;
    for (int column = 0; column < m_columns; ++column)
        m_grid->setColumnStretch(column, 0);
    m_columns = columns;
    for (int i = 0; i < m_cards.size(); ++i)
        m_grid->addWidget(m_cards.at(i), i / columns, i % columns);
    for (int column = 0; column < columns; ++column)
        m_grid->setColumnStretch(column, 1);
}

} // namespace aegisx::ui
