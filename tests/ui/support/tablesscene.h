#pragma once

#include "tests/support/modulefolder.h"
#include "tests/ui/support/uifixture.h"
#include "ui/pages/tablespage.h"

#include <memory>

class QTreeView;

namespace aegisx::test {

// The Tables page of a fresh site with two modules, core and stock, and some tables of a hospital
// in the schema stock: drug (3 rows), unit, many (250 rows), and the view slow, which sleeps.
class TablesScene
{
public:
    void reset(); // nothing is open, and nothing is remembered
    void open(); // a new, upgraded site, and the page once it has read the tables
    void openPage(); // another page of the same site
    void close();

    void choose(const QString &name); // "stock.drug"
    void showTab(int tab);
    [[nodiscard]] int rowOf(const QString &name) const; // -1: it is not shown
    [[nodiscard]] QString cell(const QString &table, int column) const;
    [[nodiscard]] QTreeView *view(const char *name) const;
    [[nodiscard]] QString textOf(const char *label) const;
    QString sql(const QByteArray &statement) const { return UiFixture::sql(profile, statement); }

    UiFixture fixture;
    std::unique_ptr<ModuleFolder> core;
    std::unique_ptr<ModuleFolder> stock;
    sites::SiteProfile profile;
    std::unique_ptr<ui::SiteSession> session;
    std::unique_ptr<ui::TablesPage> page;
};

} // namespace aegisx::test
