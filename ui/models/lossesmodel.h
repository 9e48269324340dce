#pragma once

#include "core/operations/operation.h"

#include <QAbstractTableModel>

#include <memory>

namespace aegisx::ui {

// What the plans of a preparation destroy, in the order of their steps: a row for each loss.
class LossesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Object, What, Rows, Step, ReachedFrom, ColumnCount };

    explicit LossesModel(QObject *parent = nullptr);

    void setPreparation(std::shared_ptr<const operations::Preparation> preparation);
    [[nodiscard]] const plans::ExpectedLoss &loss(int row) const { return *m_rows.at(row).loss; }
    [[nodiscard]] bool anyReached() const; // by a CASCADE
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        const plans::Plan *plan;
        const plans::ExpectedLoss *loss;
    };
    [[nodiscard]] static QString text(const Row &row, int column);

    std::shared_ptr<const operations::Preparation> m_preparation; // which the rows point into
    QList<Row> m_rows;
};

} // namespace aegisx::ui
