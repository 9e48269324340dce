#pragma once

#include "tests/support/movesite.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/movedialog.h"
#include "ui/pages/sitepage.h"

#include <QPushButton>
#include <QTreeView>

#include <memory>
#include <optional>

namespace aegisx::test {

// The window with the Tables page of a MoveSite, whose tables stand in public instead of
// inventory; worked with by clicks.
class MoveScene
{
public:
    void reset(); // a new site, which nobody has opened yet
    void close();
    void open(); // the Tables page, once it says what stands in the wrong schema
    void readTables(); // again, and waits for it

    [[nodiscard]] ui::SiteView *view() const { return m_view; }
    [[nodiscard]] QWidget *page() const { return m_view->pages().at(2); }
    [[nodiscard]] QTreeView *tables() const { return child<QTreeView>(page(), "tablesTreeView"); }
    [[nodiscard]] int rowOf(const QString &name) const; // "public.drugs"; -1: it is not shown
    [[nodiscard]] QString cell(const QString &table, int column) const;
    void choose(const QStringList &names);
    // The dialog for what is chosen, once it has read what the move would do.
    [[nodiscard]] ui::MoveDialog *openDialog();
    // From the dialog to the plan page, and from the plan page to the report.
    void showPlan(ui::MoveDialog *dialog);
    void run();
    QString sql(const QByteArray &statement) const { return m_site->sql(statement); }
    // Of all rows of a table, so that two of them can be compared.
    [[nodiscard]] QString contents(const QByteArray &table) const;

    std::optional<MainWindowFixture> window;

private:
    std::unique_ptr<MoveSite> m_site;
    ui::SiteView *m_view = nullptr;
};

} // namespace aegisx::test
