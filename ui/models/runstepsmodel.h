#pragma once

#include "core/base/event.h"
#include "core/operations/operation.h"
#include "ui/widgets/statepill.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

namespace aegisx::ui {

// The steps of a run and how far each is, as its events tell. Where there are several plans, each
// has a row of its own above its steps.
class RunStepsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Step, State, ColumnCount };
    enum class StepState { Waiting, Running, Done, Failed, Cancelled, RolledBack, Skipped, NotRun };
    Q_ENUM(StepState)

    explicit RunStepsModel(QObject *parent = nullptr);

    void setPlans(const QList<plans::Plan> &plans);
    void addEvents(const QList<Event> &events); // in order; one dataChanged() for all
    void finish(); // what still waits did not run
    void retranslate();

    [[nodiscard]] int stepCount() const { return m_stepCount; }
    [[nodiscard]] int doneCount() const { return m_doneCount; } // or skipped
    [[nodiscard]] int currentRow() const { return m_current; } // of the newest event; -1: none yet
    [[nodiscard]] StepState stateAt(int row) const { return m_rows.at(row).state; }
    [[nodiscard]] bool isPlanRow(int row) const { return m_rows.at(row).isPlan; }
    [[nodiscard]] int planAt(int row) const { return m_rows.at(row).plan; }
    [[nodiscard]] int stepAt(int row) const { return m_rows.at(row).step; } // of its plan; or -1

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row {
        bool isPlan = false;
        plans::Operation operation = plans::Operation::Migrate;
        int plan = 0;
        int step = -1;
        QString module;
        QString name;
        StepState state = StepState::Waiting;
    };

    void take(const Event &event);
    void takeStep(const Event &event);
    void setState(int row, StepState state);
    void rollBack();
    void startAgain();
    [[nodiscard]] QString textOf(const Row &row) const;

    QList<Row> m_rows;
    QHash<QString, int> m_rowOf; // "plan module/name"
    QList<int> m_open; // rows that the transaction under way touched
    int m_plan = -1; // the plan under way
    int m_current = -1;
    int m_stepCount = 0;
    int m_doneCount = 0;
    int m_firstChanged = 0;
    int m_lastChanged = -1;
};

[[nodiscard]] PillLook lookOf(RunStepsModel::StepState state);

} // namespace aegisx::ui
