#include "ui/pages/preflightview.h"

#include "core/base/tr.h"
#include "ui/models/statelooks.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/card.h"
#include "ui/widgets/foldout.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::CheckState;
using plans::Preflight;
using plans::PreflightLine;

PreflightView::PreflightView(QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_worst(new StatePill(this))
    , m_again(new QPushButton(icon(Icon::Refresh), {}, this))
    , m_summary(new WrappedLabel(this))
    , m_attention(new QVBoxLayout)
    , m_well(new Foldout(this))
{
    setObjectName(u"preflightView"_s);
    buildUi();
    connect(m_again, &QPushButton::clicked, this, &PreflightView::checkAgainRequested);
}

void PreflightView::buildUi()
{
    m_card->setObjectName(u"preflightCard"_s);
    m_worst->setObjectName(u"preflightPill"_s);
    m_again->setObjectName(u"checkAgainPushButton"_s);
    m_summary->setObjectName(u"preflightSummaryLabel"_s);
    m_summary->setMuted(true);
    m_well->setObjectName(u"preflightFoldout"_s);
    m_attention->setSpacing(spacing::Medium);
    m_card->addToHeader(m_worst);
    m_card->addToHeader(m_again);
    m_card->body()->addWidget(m_summary);
    m_card->body()->addLayout(m_attention);
    m_card->body()->addWidget(m_well);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
}

void PreflightView::clearLines()
{
    qDeleteAll(m_lines);
    m_lines.clear();
}

// A line that is well is one sentence; the others say what to do, and can be copied.
void PreflightView::addLine(const PreflightLine &line, QVBoxLayout *layout)
{
    auto *row = new QWidget;
    row->setObjectName(u"preflight_"_s % line.id);
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins({});
    column->setSpacing(spacing::Tiny);
    auto *top = new QHBoxLayout;
    top->setSpacing(spacing::Small);
    auto *pill = new StatePill(row);
    pill->setObjectName(u"preflightLinePill"_s);
    pill->setState(lookOf(line.state));
    top->addWidget(pill, 0, Qt::AlignTop);
    auto *said = new WrappedLabel(line.title % u": "_s % line.detail, row);
    said->setObjectName(u"preflightDetailLabel"_s);
    top->addWidget(said, 1, Qt::AlignVCenter);
    column->addLayout(top);
    if (line.state != CheckState::Ok) {
        auto *remedy = new WrappedLabel(line.remedy, row);
        remedy->setObjectName(u"preflightRemedyLabel"_s);
        said->setSelectable(true);
        remedy->setSelectable(true);
        remedy->setMuted(true);
        column->addWidget(remedy);
        remedy->setVisible(!line.remedy.isEmpty());
    }
    if (!line.migration.isEmpty())
        addEvidenceButton(line.migration, row);
    layout->addWidget(row);
    m_lines.append(row);
}

void PreflightView::addEvidenceButton(const QString &migration, QWidget *row)
{
    auto *button = new QPushButton(Tr::tr("See the evidence"), row);
    button->setObjectName(u"seeEvidencePushButton"_s);
    button->setAccessibleDescription(migration);
    row->layout()->addWidget(button);
    row->layout()->setAlignment(button, Qt::AlignLeft);
    connect(button, &QPushButton::clicked, this, [this, migration] {
        Q_EMIT evidenceRequested(migration.section(u'/', 0, 0), migration.section(u'/', 1));
    });
}

void PreflightView::clear()
{
    m_checking = false;
    m_result.reset();
    clearLines();
    retranslate();
}

void PreflightView::showChecking()
{
    clear();
    m_checking = true;
    retranslate();
}

void PreflightView::showResult(const Result<Preflight> &result)
{
    m_checking = false;
    m_result = result;
    clearLines();
    if (result) {
        for (const CheckState state : {CheckState::Stop, CheckState::Warning, CheckState::Ok}) {
            for (const PreflightLine &line : result->lines) {
                if (line.state == state)
                    addLine(line, state == CheckState::Ok ? m_well->body() : m_attention);
            }
        }
    }
    retranslate();
}

QStringList PreflightView::titlesOf(CheckState state) const
{
    QStringList titles;
    if (m_result && *m_result) {
        for (const PreflightLine &line : (*m_result)->lines) {
            if (line.state == state)
                titles << line.title;
        }
    }
    return titles;
}

QString PreflightView::obstacle() const
{
    if (!m_result)
        return Tr::tr("The site is being checked; nothing can run before that.");
    if (!*m_result)
        return Tr::tr("The check could not be made, and nothing runs without it.");
    const QStringList stops = titlesOf(CheckState::Stop);
    return stops.isEmpty() ? QString() : Tr::tr("The check says stop: %1").arg(stops.join(u", "_s));
}

QString PreflightView::summary() const
{
    if (!m_result)
        return Tr::tr("The site is being checked; nothing is changed.");
    if (!*m_result)
        return Tr::tr("The check could not be made: %1").arg(m_result->error().message) % u' '
            % m_result->error().remedy;
    if (!titlesOf(CheckState::Stop).isEmpty())
        return Tr::tr("Nothing can run until what says stop is mended.");
    return Tr::tr("Nothing stands in the way.");
}

void PreflightView::setMayCheck(bool mayCheck)
{
    m_mayCheck = mayCheck;
    m_again->setEnabled(m_mayCheck && !m_checking);
}

void PreflightView::retranslate()
{
    m_card->setTitle(Tr::tr("Check before the run"));
    m_again->setText(Tr::tr("Check again"));
    m_again->setToolTip(Tr::tr("Looks at the site again; changes nothing"));
    setMayCheck(m_mayCheck);
    m_summary->setText(summary());
    // Warnings speak for themselves.
    const bool warnsOnly =
        titlesOf(CheckState::Stop).isEmpty() && !titlesOf(CheckState::Warning).isEmpty();
    m_summary->setVisible(!warnsOnly);
    const qsizetype well = titlesOf(CheckState::Ok).size();
    m_well->setTitle(Tr::tr("%n line(s) without a problem", nullptr, static_cast<int>(well)));
    m_well->setVisible(well > 0);
    if (m_checking)
        m_worst->setState(Meaning::Info, Icon::StateRunning, Tr::tr("checking"));
    else if (m_result)
        m_worst->setState(*m_result
                              ? lookOf((*m_result)->worst())
                              : PillLook {Meaning::Danger, Icon::StateFailed, Tr::tr("not made")});
    m_worst->setVisible(m_checking || m_result.has_value());
}

} // namespace aegisx::ui
