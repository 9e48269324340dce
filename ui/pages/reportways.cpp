#include "ui/pages/reportways.h"

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr ReportWays::Way ways[] = {ReportWays::Way::TryAgain,
                                    ReportWays::Way::SeeEvidence,
                                    ReportWays::Way::MarkCompleted,
                                    ReportWays::Way::SeeLocks,
                                    ReportWays::Way::RollBack,
                                    ReportWays::Way::MoveBack};

// "tryAgain", for object names.
QString nameOf(ReportWays::Way way)
{
    switch (way) {
    case ReportWays::Way::TryAgain:
        return u"tryAgain"_s;
    case ReportWays::Way::SeeEvidence:
        return u"seeEvidence"_s;
    case ReportWays::Way::SeeLocks:
        return u"seeLocks"_s;
    case ReportWays::Way::MarkCompleted:
        return u"markCompleted"_s;
    case ReportWays::Way::RollBack:
        return u"rollBack"_s;
    case ReportWays::Way::MoveBack:
        return u"moveBack"_s;
    }
    return {};
}

Icon iconOf(ReportWays::Way way)
{
    switch (way) {
    case ReportWays::Way::TryAgain:
        return Icon::Refresh;
    case ReportWays::Way::SeeEvidence:
        return Icon::Search;
    case ReportWays::Way::SeeLocks:
        return Icon::Lock;
    case ReportWays::Way::MarkCompleted:
        return Icon::StateOk;
    case ReportWays::Way::RollBack:
    case ReportWays::Way::MoveBack:
        break;
    }
    return Icon::Rollback;
}

} // namespace

ReportWays::ReportWays(QWidget *parent) : QWidget(parent), m_card(new Card(this))
{
    setObjectName(u"reportWays"_s);
    m_card->setObjectName(u"waysCard"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
    for (const Way way : ways)
        addRow(way);
    hide();
}

void ReportWays::addRow(Way way)
{
    auto *widget = new QWidget(m_card);
    const Row row {
        widget, new WrappedLabel(widget), new QPushButton(icon(iconOf(way)), {}, widget)};
    row.hint->setObjectName(nameOf(way) % u"HintLabel"_s);
    row.hint->setMuted(true);
    row.button->setObjectName(nameOf(way) % u"PushButton"_s);
    if (way == Way::RollBack)
        setMeaning(row.button, Meaning::Danger);
    auto *line = new QHBoxLayout(widget);
    line->setContentsMargins({});
    line->setSpacing(spacing::Large);
    line->addWidget(row.hint, 1);
    line->addWidget(row.button, 0, Qt::AlignVCenter);
    m_card->body()->addWidget(widget);
    widget->hide();
    m_rows.insert(way, row);
    connect(row.button, &QPushButton::clicked, this, [this, way] { Q_EMIT chosen(way); });
}

void ReportWays::setTitle(const QString &title)
{
    m_card->setTitle(title);
}

void ReportWays::offer(Way way, const QString &hint, const QString &button)
{
    const Row &row = m_rows[way];
    row.hint->setText(hint);
    row.button->setText(button);
    row.button->setAccessibleDescription(hint);
    row.button->show();
    show(way, true);
}

void ReportWays::explain(Way way, const QString &why)
{
    const Row &row = m_rows[way];
    row.hint->setText(why);
    row.button->hide();
    show(way, true);
}

void ReportWays::withdraw(Way way)
{
    show(way, false);
}

bool ReportWays::offers(Way way) const
{
    const Row row = m_rows.value(way);
    return !row.widget->isHidden() && !row.button->isHidden();
}

void ReportWays::show(Way way, bool seen)
{
    m_rows[way].widget->setVisible(seen);
    setVisible(std::any_of(
        m_rows.cbegin(), m_rows.cend(), [](const Row &row) { return !row.widget->isHidden(); }));
}

} // namespace aegisx::ui
