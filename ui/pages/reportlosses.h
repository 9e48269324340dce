#pragma once

#include "core/reports/reportdocument.h"

#include <QWidget>

class QTreeWidget;

namespace aegisx::ui {

class Card;
class StatePill;

// The tables that lost rows in the runs of a report, with the rows before and after; or those that
// would have, had it not been rolled back. Hidden where there is none.
class ReportLosses final : public QWidget
{
    Q_OBJECT

public:
    enum class Which { Lost, Undone };
    enum Column { Table, Before, After, InPlan, Step, ColumnCount };

    explicit ReportLosses(Which which, QWidget *parent = nullptr);

    void setReport(const reports::SiteReport &report); // also after the language changed

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildUi();
    void addChange(const runs::RunReport::TableChange &change);
    void describe(bool allAnnounced);
    void sizeTable();

    bool m_undone;
    Card *m_card;
    StatePill *m_pill;
    QTreeWidget *m_table;
};

} // namespace aegisx::ui
