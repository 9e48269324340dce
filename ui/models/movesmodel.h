#pragma once

#include "core/base/finding.h"
#include "core/inspection/moveanalysis.h"
#include "ui/models/rowsmodel.h"
#include "ui/widgets/statepill.h"

namespace aegisx::ui {

struct MoveRow {
    inspection::MoveAnalysis move;
    int errors = 0;
    int warnings = 0;
};

// The objects of a move, and whether anything stands in the way of each.
class MovesModel final : public RowsModel<MoveRow>
{
    Q_OBJECT

public:
    enum Column { Object, Kind, Rows, Target, State, ColumnCount };

    explicit MovesModel(QObject *parent = nullptr) : RowsModel(ColumnCount, parent) { }

    // The findings are those of the moves; each names its object.
    void setMoves(const QList<inspection::MoveAnalysis> &moves, const Findings &findings);

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString idOf(const MoveRow &row) const override { return row.move.asked; }
    [[nodiscard]] static QString text(const MoveRow &row, int column);
    [[nodiscard]] static PillLook look(const MoveRow &row);
};

// "40", "about 1,200,000"; empty: not known.
[[nodiscard]] QString formatRows(const inspection::RowCount &count);

} // namespace aegisx::ui
