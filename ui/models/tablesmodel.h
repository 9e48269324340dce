#pragma once

#include "core/inspection/tables.h"
#include "ui/site/sitesnapshot.h"

#include <QAbstractTableModel>
#include <QList>

#include <memory>

namespace aegisx::ui {

// The tables of a site with what they belong to.
class TablesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Schema, Rows, Size, Module, Kind, ColumnCount };

    struct Row {
        inspection::TableInfo info;
        bool tracking = false; // knex's record of what is applied, or its lock
    };

    explicit TablesModel(QObject *parent = nullptr);

    // Keeps the rows where they are the same tables. The snapshot (nullptr: none) names the
    // modules and their tracking tables.
    void setTables(const QList<inspection::TableInfo> &tables,
                   std::shared_ptr<const SiteSnapshot> snapshot);
    void retranslate();
    [[nodiscard]] const Row &row(int row) const { return m_rows.at(row); }
    [[nodiscard]] int rowOf(const QString &id) const; // an IdRole; -1: there is none
    [[nodiscard]] QString moduleTitle(const QString &moduleId) const;
    // What a filter offers, as ChoicesRole has it: of modules, then of schemas.
    [[nodiscard]] static QString choiceOfModule(const QString &moduleId);
    [[nodiscard]] static QString choiceOfSchema(const QString &schema);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QString toolTip(const Row &row, int column) const;
    [[nodiscard]] QVariant sortValue(const Row &row, int column) const;
    [[nodiscard]] QVariant picture(const Row &row, int column) const;

    QList<Row> m_rows;
    std::shared_ptr<const SiteSnapshot> m_snapshot;
};

// "view", "partitioned table"; the program's own tables and tracking tables say so instead.
[[nodiscard]] QString wordFor(const TablesModel::Row &row);
[[nodiscard]] QString formatCount(qint64 count); // "1,234", in the language that is set
[[nodiscard]] QString formatSize(qint64 bytes); // "1.2 MB"
// The text as a tool tip, never taken for HTML.
[[nodiscard]] QString plainToolTip(const QString &text);

} // namespace aegisx::ui
