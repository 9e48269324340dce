#pragma once

#include "core/inspection/misplaced.h"
#include "core/inspection/tables.h"
#include "ui/models/rowsmodel.h"
#include "ui/site/sitesnapshot.h"

#include <QHash>

#include <memory>
#include <optional>

namespace aegisx::ui {

struct TableRow {
    inspection::TableInfo info;
    bool tracking = false; // knex's record of what is applied, or its lock
    std::optional<inspection::Misplaced> misplaced; // its migration names another schema

    [[nodiscard]] bool isOurs() const { return tracking || info.ownedByProgram; }
    // As a MoveRequest takes it.
    [[nodiscard]] QString objectName() const;
};

// The tables of a site with what they belong to.
class TablesModel final : public RowsModel<TableRow>
{
    Q_OBJECT

public:
    enum Column { Name, Schema, BelongsTo, Rows, Size, Module, Kind, ColumnCount };

    using Row = TableRow;

    explicit TablesModel(QObject *parent = nullptr);

    // Keeps the rows where they are the same tables. The snapshot (nullptr: none) names the
    // modules and their tracking tables.
    void setTables(const QList<inspection::TableInfo> &tables,
                   std::shared_ptr<const SiteSnapshot> snapshot);
    // What stands in another schema than its migration says, also of tables that come later.
    void setPlacement(const QList<inspection::Misplaced> &objects);
    [[nodiscard]] bool hasMisplaced() const;

    [[nodiscard]] QString moduleTitle(const QString &moduleId) const;
    // What a filter offers, as ChoicesRole has it: the wrong schema, modules, then schemas.
    [[nodiscard]] static QString choiceOfMisplaced();
    [[nodiscard]] static QString choiceOfModule(const QString &moduleId);
    [[nodiscard]] static QString choiceOfSchema(const QString &schema);

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString idOf(const Row &row) const override;
    void mark(Row &row) const;
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QString toolTip(const Row &row, int column) const;
    [[nodiscard]] QVariant sortValue(const Row &row, int column) const;
    [[nodiscard]] QVariant picture(const Row &row, int column) const;

    std::shared_ptr<const SiteSnapshot> m_snapshot;
    QHash<QString, inspection::Misplaced> m_placement; // by id
};

// "view", "partitioned table"; the program's own tables and tracking tables say so instead.
[[nodiscard]] QString wordFor(const TablesModel::Row &row);
// "It belongs to the schema: inventory", and what says so.
[[nodiscard]] QString placementSentence(const inspection::Misplaced &object);
[[nodiscard]] QString placementReason(const inspection::Misplaced &object);
[[nodiscard]] QString formatCount(qint64 count); // "1,234", in the language that is set
[[nodiscard]] QString formatSize(qint64 bytes); // "1.2 MB"
// The text as a tool tip, never taken for HTML.
[[nodiscard]] QString plainToolTip(const QString &text);

} // namespace aegisx::ui
