#include "ui/widgets/card.h"

#include "ui/theme/spacing.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/sectionheading.h"

#include <QBoxLayout>
#include <QEvent>
#include <QPainter>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

Card::Card(QWidget *parent) : Card(QString(), parent) { }

Card::Card(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_title(new SectionHeading(SectionHeading::Level::Card, this))
    , m_header(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    setObjectName(u"card"_s);
    m_title->setObjectName(u"cardTitleLabel"_s);
    m_header->setSpacing(spacing::Small);
    m_header->addWidget(m_title, 1, Qt::AlignVCenter);
    m_body->setSpacing(spacing::Small);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(spacing::Large, spacing::Medium, spacing::Large, spacing::Medium);
    layout->setSpacing(spacing::Small);
    layout->addLayout(m_header);
    layout->addLayout(m_body, 1);
    setTitle(title);
}

QString Card::title() const
{
    return m_title->text();
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Card::addToHeader(QWidget *widget)
{
    m_header->addWidget(widget, 0, Qt::AlignVCenter);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::instance();
    paintRounded(&painter, rect(), theme.card(), theme.border(), cardRadius);
}

void Card::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace aegisx::ui
