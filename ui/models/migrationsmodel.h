#pragma once

#include "ui/site/sitesnapshot.h"

#include <QAbstractTableModel>
#include <QList>

#include <optional>

namespace aegisx::ui {

struct AppContext;

// The migrations of one module in the order they run, then those that are recorded and in none of
// its files.
class MigrationsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { State, Name, Batch, When, Duration, Who, ColumnCount };

    struct Row {
        inspection::MigrationInfo info;
        std::optional<inspection::AppliedBy> by; // nullopt: not known

        // Something a person should look at.
        [[nodiscard]] bool needsAttention() const;
    };

    explicit MigrationsModel(const AppContext &context, QObject *parent = nullptr);

    // Nothing is shown for a module that the snapshot does not have.
    void setModule(const SiteSnapshot &snapshot, const QString &moduleId);
    void retranslate(); // also after the era changed
    [[nodiscard]] const Row &row(int row) const { return m_rows.at(row); }
    [[nodiscard]] int rowOf(const QString &recordedOrStem) const; // an IdRole; -1: there is none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QString toolTip(const Row &row, int column) const;

    const AppContext &m_context;
    QList<Row> m_rows;
};

// Who applied a migration, as the site's own log has it; nullopt where it does not know, or where
// the tracking table's time says that another program applied it again later.
[[nodiscard]] std::optional<inspection::AppliedBy>
applierOf(const SiteSnapshot &snapshot,
          const QString &moduleId,
          const inspection::MigrationInfo &migration);

} // namespace aegisx::ui
