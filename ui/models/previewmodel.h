#pragma once

#include "core/postgres/tablepreview.h"

#include <QAbstractTableModel>

namespace aegisx::ui {

// The first rows of a table, to be looked at: NULL as a muted word, a value that was cut with an
// ellipsis.
class PreviewModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setPreview(const postgres::TablePreview &preview);
    void clear() { setPreview({}); } // nothing of a hospital's data stays
    [[nodiscard]] const postgres::TablePreview &preview() const { return m_preview; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    postgres::TablePreview m_preview;
};

} // namespace aegisx::ui
