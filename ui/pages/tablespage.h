#pragma once

#include "core/inspection/tables.h"
#include "ui/pages/sitepage.h"

#include <QModelIndexList>

#include <memory>

namespace aegisx::ui {

// Schemas and tables with their owner module and the schema they belong to, and of the chosen one
// its columns, indexes, constraints, triggers and first rows. What stands in the wrong schema is
// moved from here.
class TablesPage final : public SitePage
{
    Q_OBJECT

public:
    explicit TablesPage(SiteSession &session, QWidget *parent = nullptr);
    ~TablesPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

protected:
    void retranslate() override;

private:
    void buildUi();
    void connectUi();
    void restoreState();
    void rememberState();
    void readTables();
    void takeTables(const Result<QList<inspection::TableInfo>> &tables,
                    const std::shared_ptr<const SiteSnapshot> &snapshot);
    void choose();
    void chooseAgain();
    void showPlacement();
    void showAction();
    void move(const QModelIndexList &rows); // of column 0
    [[nodiscard]] QString moveObstacle() const; // for what is selected; empty: there is none
    [[nodiscard]] QStringList schemas() const; // that something can be moved to
    void showFilters();
    void showRows();
    void showNothing();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
