#pragma once

#include "core/reports/reportdocument.h"

#include <QTreeWidget>

namespace aegisx::ui {

// What a report says of its steps: what failed and what did not change first, then what is done;
// under each seed its tables with the rows it inserted, updated, left alone and deleted.
class ReportSteps final : public QTreeWidget
{
    Q_OBJECT

public:
    enum Column { Step, Module, Time, Inserted, Updated, Unchanged, Kept, Deleted, ColumnCount };

    explicit ReportSteps(QWidget *parent = nullptr);

    void setReport(const reports::SiteReport &report);

private:
    void addStep(QTreeWidgetItem *group, const runs::StepReport &step);
    void showColumns(bool counts);
};

} // namespace aegisx::ui
