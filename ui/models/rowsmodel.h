#pragma once

#include <QAbstractTableModel>
#include <QList>

#include <algorithm>

namespace aegisx::ui {

// A table model of a list of rows, each known by an id (its IdRole), whose selection outlives a
// new list of the same rows.
template <typename T> class RowsModel : public QAbstractTableModel
{
public:
    void retranslate()
    {
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, m_columns - 1);
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, m_columns - 1));
    }

    [[nodiscard]] const T &row(int row) const { return m_rows.at(row); }

    [[nodiscard]] int rowOf(const QString &id) const // -1: there is none
    {
        const auto found = std::find_if(
            m_rows.begin(), m_rows.end(), [&](const T &row) { return idOf(row) == id; });
        return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_columns;
    }

protected:
    RowsModel(int columns, QObject *parent) : QAbstractTableModel(parent), m_columns(columns) { }

    [[nodiscard]] virtual QString idOf(const T &row) const = 0;

    void setRows(QList<T> rows)
    {
        const bool same =
            std::equal(rows.begin(),
                       rows.end(),
                       m_rows.begin(),
                       m_rows.end(),
                       [this](const T &left, const T &right) { return idOf(left) == idOf(right); });
        if (same) { // the selection stays
            m_rows = std::move(rows);
            retranslate();
            return;
        }
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

private:
    int m_columns;
    QList<T> m_rows;
};

} // namespace aegisx::ui
