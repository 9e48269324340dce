#pragma once

#include "core/inspection/moveanalysis.h"

#include <QAbstractTableModel>

namespace aegisx::ui {

// Two tables of one name side by side: their rows first, then column by column.
class ComparisonModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Ours, Theirs, Difference, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSides(const inspection::TableSide &ours, const inspection::TableSide &theirs);
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line {
        QString name;
        QString ours; // the type; empty: there is no such column
        QString theirs;
    };
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] bool isMarked(const QModelIndex &index) const;
    [[nodiscard]] static QString difference(const Line &line);

    inspection::TableSide m_ours;
    inspection::TableSide m_theirs;
    QList<Line> m_lines;
};

} // namespace aegisx::ui
