#pragma once

#include "core/inspection/sitestate.h"
#include "ui/models/rowsmodel.h"

namespace aegisx::ui {

struct AppContext;

// The seeds of one module in the order they run, and what the site's record says of each.
class SeedsModel final : public RowsModel<inspection::SeedInfo>
{
    Q_OBJECT

public:
    enum Column { State, Name, Kept, When, Who, ColumnCount };

    explicit SeedsModel(const AppContext &context, QObject *parent = nullptr);

    void setSeeds(const QList<inspection::SeedInfo> &seeds) { setRows(seeds); }

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString idOf(const inspection::SeedInfo &row) const override { return row.name; }
    [[nodiscard]] QString text(const inspection::SeedInfo &row, int column) const;
    [[nodiscard]] QString toolTip(const inspection::SeedInfo &row, int column) const;

    const AppContext &m_context;
};

} // namespace aegisx::ui
