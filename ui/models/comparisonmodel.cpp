#include "ui/models/comparisonmodel.h"

#include "core/base/tr.h"
#include "ui/models/movesmodel.h"
#include "ui/models/roles.h"
#include "ui/models/tablesmodel.h"
#include "ui/theme/enums.h"

#include <algorithm>

namespace aegisx::ui {

using inspection::ColumnType;
using inspection::TableSide;

void ComparisonModel::setSides(const TableSide &ours, const TableSide &theirs)
{
    beginResetModel();
    m_ours = ours;
    m_theirs = theirs;
    m_lines.clear();
    for (const ColumnType &column : ours.columns)
        m_lines.append({column.name, column.type, {}});
    for (const ColumnType &column : theirs.columns) {
        const auto same = std::find_if(m_lines.begin(), m_lines.end(), [&column](const Line &line) {
            return line.name == column.name;
        });
        if (same == m_lines.end())
            m_lines.append({column.name, {}, column.type});
        else
            same->theirs = column.type;
    }
    endResetModel();
}

void ComparisonModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int ComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_lines.isEmpty() ? 0 : static_cast<int>(m_lines.size()) + 1;
}

int ComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case Qt::ToolTipRole:
        return plainToolTip(text(index.row(), index.column()));
    case MeaningRole:
        return isMarked(index) ? QVariant(static_cast<int>(Meaning::Warning)) : QVariant();
    case IconRole:
        return isMarked(index) ? QVariant(static_cast<int>(Icon::StateAttention)) : QVariant();
    case IdRole:
        return index.row() == 0 ? QString() : m_lines.at(index.row() - 1).name;
    default:
        return {};
    }
}

// A difference is not said by its word alone, which is easily overlooked in a long list.
bool ComparisonModel::isMarked(const QModelIndex &index) const
{
    return index.column() == Difference && !text(index.row(), Difference).isEmpty();
}

QString ComparisonModel::text(int row, int column) const
{
    if (row == 0) {
        const auto rows = [](const TableSide &side) {
            return side.count.rows ? formatRows(side.count) : Tr::tr("not known");
        };
        switch (column) {
        case Name:
            return Tr::tr("Number of rows");
        case Ours:
            return rows(m_ours);
        case Theirs:
            return rows(m_theirs);
        default:
            return rows(m_ours) == rows(m_theirs) ? QString() : Tr::tr("another number");
        }
    }
    const Line &line = m_lines.at(row - 1);
    switch (column) {
    case Name:
        return line.name;
    case Ours:
        return line.ours;
    case Theirs:
        return line.theirs;
    default:
        return difference(line);
    }
}

QString ComparisonModel::difference(const Line &line)
{
    if (line.ours.isEmpty() || line.theirs.isEmpty())
        return Tr::tr("only in one of them");
    return line.ours == line.theirs ? QString() : Tr::tr("another type");
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return (Qt::AlignLeft | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return Tr::tr("Column");
    case Ours:
        return m_ours.identity;
    case Theirs:
        return m_theirs.identity;
    default:
        return Tr::tr("Difference");
    }
}

} // namespace aegisx::ui
