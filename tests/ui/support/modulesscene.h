#pragma once

#include "tests/ui/support/siterun.h"
#include "tests/ui/support/uifixture.h"
#include "ui/pages/moduleactions.h"
#include "ui/pages/modulespage.h"

#include <QSignalSpy>

#include <memory>

class QAction;
class QListView;
class QTreeView;

namespace aegisx::test {

// module.json of a module whose objects stand in public, tracked in knex_ID; thai is JSON text.
[[nodiscard]] QByteArray
titledManifest(const QByteArray &id, const QByteArray &title, const QByteArray &thai);

// The Modules page of a fresh site with two modules: core, with three migrations, and stock, with
// one and two seeds. What tests of the page share.
class ModulesScene
{
public:
    using Kind = ui::ModuleActions::Kind;

    void reset(); // nothing is open, and the modules are as at the beginning
    void open(); // a new site, and the page
    void openPage(); // another page of the same site
    void close();

    void choose(const QString &stem); // a migration that is shown
    [[nodiscard]] QString cell(int row, int column) const;
    [[nodiscard]] QTreeView *table() const;
    [[nodiscard]] QListView *modules() const;
    [[nodiscard]] QAction *action(Kind kind) const;
    [[nodiscard]] QWidget *file() const; // where the chosen migration's SQL stands
    [[nodiscard]] QString shownSql(const char *name) const;
    QString sql(const QByteArray &statement) const { return UiFixture::sql(profile, statement); }
    // What the action asks for; ends the test program where that is nothing.
    template <typename T> [[nodiscard]] T asked(Kind kind)
    {
        QSignalSpy requests(page.get(), &ui::ModulesPage::operationRequested);
        trigger(kind);
        if (requests.size() != 1)
            qFatal("%lld requests instead of one", static_cast<long long>(requests.size()));
        return std::get<T>(requests.first().first().template value<operations::Request>());
    }

    UiFixture fixture;
    std::unique_ptr<ModuleFolder> core;
    std::unique_ptr<ModuleFolder> stock;
    sites::SiteProfile profile;
    std::unique_ptr<ui::SiteSession> session;
    std::unique_ptr<ui::ModulesPage> page;

private:
    void trigger(Kind kind);
};

} // namespace aegisx::test
