#include "ui/models/movesmodel.h"

#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "ui/models/roles.h"
#include "ui/models/tablesmodel.h"

namespace aegisx::ui {

using inspection::MoveAnalysis;

QString formatRows(const inspection::RowCount &count)
{
    if (!count.rows)
        return {};
    return count.exact ? formatCount(*count.rows)
                       : Tr::tr("about %1").arg(formatCount(*count.rows));
}

void MovesModel::setMoves(const QList<MoveAnalysis> &moves, const Findings &findings)
{
    QList<MoveRow> rows;
    for (const MoveAnalysis &move : moves) {
        MoveRow row {move, 0, 0};
        for (const Finding &finding : findings) {
            if (finding.name != move.identity)
                continue;
            row.errors += finding.severity == Severity::Error ? 1 : 0;
            row.warnings += finding.severity == Severity::Warning ? 1 : 0;
        }
        rows.append(row);
    }
    setRows(std::move(rows));
}

QVariant MovesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MoveRow &row = RowsModel::row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return plainToolTip(text(row, column));
    case Qt::TextAlignmentRole:
        return column == Rows ? QVariant((Qt::AlignRight | Qt::AlignVCenter).toInt()) : QVariant();
    case MeaningRole:
        return column == State ? QVariant(static_cast<int>(look(row).meaning)) : QVariant();
    case IconRole:
        return column == State ? QVariant(static_cast<int>(look(row).icon)) : QVariant();
    case IdRole:
        return idOf(row);
    default:
        return {};
    }
}

QString MovesModel::text(const MoveRow &row, int column)
{
    switch (column) {
    case Object:
        return row.move.identity;
    case Kind:
        return inspection::wordFor(row.move.kind);
    case Rows:
        return formatRows(row.move.count);
    case Target:
        return row.move.newIdentity;
    case State:
        return look(row).text;
    default:
        return {};
    }
}

PillLook MovesModel::look(const MoveRow &row)
{
    if (row.move.isThere())
        return {Meaning::Neutral, Icon::StateOk, Tr::tr("already there")};
    if (row.errors > 0)
        return {Meaning::Danger, Icon::StateFailed, Tr::tr("cannot be moved")};
    if (row.warnings > 0)
        return {
            Meaning::Warning, Icon::StateAttention, Tr::tr("%n warning(s)", nullptr, row.warnings)};
    return {Meaning::Success, Icon::StateOk, Tr::tr("can be moved")};
}

QVariant MovesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return ((section == Rows ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Object:
        return Tr::tr("Stands at");
    case Kind:
        return Tr::tr("Kind");
    case Rows:
        return Tr::tr("Rows");
    case Target:
        return Tr::tr("After the move");
    case State:
        return Tr::tr("State");
    default:
        return {};
    }
}

} // namespace aegisx::ui
