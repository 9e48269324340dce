#include "ui/pages/reportsteps.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/words/seedwords.h"
#include "core/words/words.h"
#include "ui/models/planwords.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"
#include "ui/theme/theme.h"
#include "ui/widgets/statepill.h"

#include <QHeaderView>
#include <QLocale>

#include <array>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using runs::RunReport;
using runs::StepReport;
using runs::StepState;

namespace {

constexpr int mostOpenSteps = 200; // a longer list of what is done stays folded

// What a person has to look at comes first.
constexpr std::array stateOrder {StepState::Failed,
                                 StepState::Unknown,
                                 StepState::Cancelled,
                                 StepState::RolledBack,
                                 StepState::NotRun,
                                 StepState::Done,
                                 StepState::Skipped};

PillLook lookOf(StepState state)
{
    switch (state) {
    case StepState::Failed:
        return {Meaning::Danger, Icon::StateFailed, aegisx::wordFor(state)};
    case StepState::Cancelled:
        return {Meaning::Warning, Icon::Cancel, aegisx::wordFor(state)};
    case StepState::Unknown:
        return {Meaning::Danger, Icon::StateUnknown, aegisx::wordFor(state)};
    case StepState::RolledBack:
        return {Meaning::Warning, Icon::Rollback, aegisx::wordFor(state)};
    case StepState::Done:
        return {Meaning::Success, Icon::StateOk, aegisx::wordFor(state)};
    case StepState::NotRun:
    case StepState::Skipped:
        break;
    }
    return {Meaning::Neutral, Icon::StateSkipped, aegisx::wordFor(state)};
}

QString countText(qint64 count)
{
    return count < 0 ? Tr::tr("not known") : QLocale().toString(count);
}

QString nameOf(const StepReport &step)
{
    if (step.kind == plans::StepKind::SetEnvironment)
        return aegisx::wordFor(environmentOf(step.name));
    return step.kind == plans::StepKind::Unlock ? stepKindWord(step.kind) : step.name;
}

} // namespace

ReportSteps::ReportSteps(QWidget *parent) : QTreeWidget(parent)
{
    setObjectName(u"reportStepsTreeWidget"_s);
    setColumnCount(ColumnCount);
    setItemDelegate(new PillDelegate(this));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setTextElideMode(Qt::ElideMiddle);
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    header()->setObjectName(u"reportStepsHeaderView"_s);
}

void ReportSteps::setReport(const reports::SiteReport &report)
{
    clear();
    bool counts = false;
    for (const StepState state : stateOrder) {
        QTreeWidgetItem *group = nullptr;
        for (const RunReport &run : report.runs) {
            for (const StepReport &step : run.steps + run.following) {
                if (step.state != state)
                    continue;
                if (group == nullptr) {
                    const PillLook look = lookOf(state);
                    group = new QTreeWidgetItem(this);
                    group->setData(Step, MeaningRole, static_cast<int>(look.meaning));
                    group->setData(Step, IconRole, static_cast<int>(look.icon));
                    group->setText(Step, look.text);
                }
                addStep(group, step);
                counts = counts || !step.tables.isEmpty();
            }
        }
        if (group == nullptr)
            continue;
        group->setText(
            Step, Tr::tr("%1: %2").arg(group->text(Step), QString::number(group->childCount())));
        group->setExpanded(group->childCount() <= mostOpenSteps);
    }
    showColumns(counts);
}

void ReportSteps::addStep(QTreeWidgetItem *group, const StepReport &step)
{
    auto *item = new QTreeWidgetItem(group, {nameOf(step), step.module});
    item->setToolTip(Step, stepTitle(step.module, step.name));
    if (step.microseconds > 0)
        item->setText(Time, formatDuration(step.microseconds));
    item->setTextAlignment(Time, Qt::AlignRight | Qt::AlignVCenter);
    for (const runs::TableCounts &counts : step.tables) {
        auto *table = new QTreeWidgetItem(item,
                                          {counts.table,
                                           {},
                                           {},
                                           countText(counts.inserted),
                                           countText(counts.updated),
                                           countText(counts.unchanged),
                                           countText(counts.kept),
                                           countText(counts.deleted)});
        for (const int column : {Inserted, Updated, Unchanged, Kept, Deleted})
            table->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        for (const QString &line : keptLinesFor(counts)) {
            auto *kept = new QTreeWidgetItem(table, {line});
            kept->setToolTip(Step, keptTitleFor(counts));
        }
        table->setExpanded(true);
    }
    if (!step.reason.isEmpty()) {
        auto *reason = new QTreeWidgetItem(item, {reasonText(step.reason)});
        reason->setToolTip(Step, reasonText(step.reason));
        reason->setFirstColumnSpanned(true);
    }
    item->setExpanded(true);
}

void ReportSteps::showColumns(bool counts)
{
    setAccessibleName(Tr::tr("Steps of the run"));
    header()->setAccessibleName(Tr::tr("Columns"));
    setHeaderLabels({Tr::tr("Step"),
                     Tr::tr("Module"),
                     Tr::tr("Time"),
                     Tr::tr("Inserted"),
                     Tr::tr("Updated"),
                     Tr::tr("Unchanged"),
                     Tr::tr("Kept"),
                     Tr::tr("Deleted")});
    for (int column = 0; column < ColumnCount; ++column) {
        setColumnHidden(column, column >= Inserted && !counts);
        header()->setSectionResizeMode(
            column, column == Step ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
        if (column >= Time)
            headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    header()->setResizeContentsPrecision(100);
}

} // namespace aegisx::ui
