#pragma once

#include "core/base/finding.h"
#include "core/inspection/moveanalysis.h"

#include <QWidget>

#include <optional>

class QTreeView;

namespace aegisx::ui {

class ComparisonModel;
class FindingList;
class SectionHeading;

// What is to be known of one object before it moves: the two tables of its name side by side where
// there are two, then the findings, worst first.
class MoveDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit MoveDetails(QWidget *parent = nullptr);

    // The findings of all objects and of the move as a whole; the object picks its own.
    void setMove(const std::optional<inspection::MoveAnalysis> &move, const Findings &findings);
    void retranslate();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fitTable();

    SectionHeading *m_title;
    QTreeView *m_table;
    ComparisonModel *m_comparison;
    FindingList *m_findings;
};

} // namespace aegisx::ui
