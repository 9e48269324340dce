#pragma once

#include "core/operations/operation.h"

#include <QAbstractTableModel>
#include <QList>

#include <memory>

namespace aegisx::ui {

// The steps of everything that is planned, in the order they run.
class PlanModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Number, What, Module, Step, Statements, Undo, Transaction, ColumnCount };

    explicit PlanModel(QObject *parent = nullptr);

    void setPreparation(std::shared_ptr<const operations::Preparation> preparation);
    [[nodiscard]] const plans::PlanStep *step(int row) const; // nullptr: no such row
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        const plans::Plan *plan; // in m_preparation
        const plans::PlanStep *step;
        int transaction; // counts over all plans, from 1
    };

    [[nodiscard]] QString text(const Row &row, int number, int column) const;

    std::shared_ptr<const operations::Preparation> m_preparation;
    QList<Row> m_rows;
};

// The statements of a step as one text in which every statement stands on the line it has in its
// file, counted from the first one's.
struct StepSql {
    QString text;
    int firstLine = 1;
};
[[nodiscard]] StepSql sqlOf(const plans::PlanStep &step);

} // namespace aegisx::ui
