#include "ui/dialogs/movedetails.h"

#include "core/base/tr.h"
#include "ui/models/comparisonmodel.h"
#include "ui/pages/findinglist.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/statepill.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::MoveAnalysis;
using inspection::MoveConflict;

namespace {

constexpr int mostLines = 8; // of the comparison; the rest scrolls

const MoveConflict *tablesOf(const std::optional<MoveAnalysis> &move)
{
    if (!move)
        return nullptr;
    const auto &conflicts = move->conflicts;
    const auto found = std::find_if(
        conflicts.begin(), conflicts.end(), [](const auto &one) { return one.ours && one.theirs; });
    return found == conflicts.end() ? nullptr : &*found;
}

// In the words of this dialog, where the two sides and the check boxes are to be seen.
Finding shown(Finding finding)
{
    if (finding.id == "move-table-there"_L1)
        finding.message = finding.message.section(u'\n', 0, 0);
    else if (finding.id == "move-left-behind"_L1)
        finding.remedy = Tr::tr("To move them as well, tick them above.");
    return finding;
}

} // namespace

MoveDetails::MoveDetails(QWidget *parent)
    : QWidget(parent)
    , m_title(new SectionHeading(SectionHeading::Level::Card, this))
    , m_table(new QTreeView(this))
    , m_comparison(new ComparisonModel(this))
    , m_findings(new FindingList(this))
{
    setObjectName(u"moveDetails"_s);
    m_title->setObjectName(u"comparisonTitleLabel"_s);
    m_table->setObjectName(u"comparisonTreeView"_s);
    m_table->setModel(m_comparison);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setAlternatingRowColors(true);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setItemDelegateForColumn(ComparisonModel::Difference, new PillDelegate(m_table));
    m_table->header()->setObjectName(u"comparisonHeaderView"_s);
    m_table->header()->setSectionsMovable(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, spacing::Small, 0);
    column->setSpacing(spacing::Small);
    column->addWidget(m_title);
    column->addWidget(m_table);
    column->addSpacing(spacing::Small);
    column->addWidget(m_findings);
    column->addStretch(1);
    fitTable();
}

void MoveDetails::setMove(const std::optional<MoveAnalysis> &move, const Findings &findings)
{
    const MoveConflict *tables = tablesOf(move);
    m_title->setVisible(tables != nullptr);
    m_table->setVisible(tables != nullptr);
    if (tables != nullptr)
        m_comparison->setSides(*tables->ours, *tables->theirs);
    Findings own;
    for (const Finding &finding : findings) {
        if (finding.name.isEmpty() || (move && finding.name == move->identity))
            own.append(shown(finding));
    }
    m_findings->setFindings(own);
    fitTable();
}

void MoveDetails::fitTable()
{
    const std::array<int, ComparisonModel::ColumnCount> letters {22, 26, 26, 22};
    const int letter = fontMetrics().averageCharWidth();
    for (int i = 0; i < ComparisonModel::ColumnCount; ++i)
        m_table->header()->resizeSection(i, letters.at(static_cast<size_t>(i)) * letter);
    const int line = m_comparison->rowCount() > 0 ? m_table->sizeHintForRow(0) : 0;
    const int lines = std::min(mostLines, m_comparison->rowCount());
    m_table->setFixedHeight(m_table->header()->sizeHint().height() + lines * line
                            + 2 * m_table->frameWidth()
                            + m_table->horizontalScrollBar()->sizeHint().height());
}

void MoveDetails::retranslate()
{
    m_title->setText(Tr::tr("Both tables, side by side"));
    m_table->setAccessibleName(m_title->text());
    m_table->header()->setAccessibleName(Tr::tr("Columns"));
    m_comparison->retranslate();
    m_findings->retranslate();
}

void MoveDetails::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitTable();
}

} // namespace aegisx::ui
