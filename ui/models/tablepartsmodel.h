#pragma once

#include "core/inspection/tables.h"

#include <QAbstractTableModel>

namespace aegisx::ui {

// What one table is made of: its columns, or its indexes, or ...
class TablePartsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Part { Columns, Indexes, Constraints, Triggers };
    Q_ENUM(Part)

    // Of Columns; the others have Name, Kind and Definition.
    enum Column { Name, Type, Null, Default, Comment };
    enum ShortColumn { Kind = 1, Definition };

    explicit TablePartsModel(Part part, QObject *parent = nullptr);

    [[nodiscard]] Part part() const { return m_part; }
    void setDetails(const inspection::TableDetails &details);
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] bool isMuted(int row, int column) const;

    Part m_part;
    inspection::TableDetails m_details;
};

} // namespace aegisx::ui
