#include "tests/ui/support/modulesscene.h"

#include "ui/models/migrationsmodel.h"
#include "ui/widgets/sqlview.h"

#include <QAction>
#include <QListView>
#include <QTest>
#include <QTreeView>

namespace aegisx::test {

using namespace Qt::StringLiterals;

QByteArray titledManifest(const QByteArray &id, const QByteArray &title, const QByteArray &thai)
{
    return "{\"id\": \"" + id + "\", \"version\": \"1.0.0\", \"title\": {\"en\": \"" + title
        + "\", \"th\": \"" + thai + "\"}, \"schema\": \"public\", \"trackingTable\": \"knex_" + id
        + "\", \"recordedExtension\": \".ts\", \"requires\": []}";
}

void ModulesScene::reset()
{
    close();
    fixture.settings().setState(u"modules/filter"_s, 0);
    fixture.settings().setState(u"modules/table"_s, QByteArray());
    core = std::make_unique<ModuleFolder>(
        u"core"_s,
        titledManifest(
            "core", "Core platform", "\\u0e23\\u0e30\\u0e1a\\u0e1a\\u0e2b\\u0e25\\u0e31\\u0e01"));
    stock = std::make_unique<ModuleFolder>(
        u"stock"_s,
        titledManifest("stock", "Drug stock", "\\u0e04\\u0e25\\u0e31\\u0e07\\u0e22\\u0e32"));
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        core->addTable(stem);
    stock->addTable(u"4_d"_s);
    stock->addSeed(u"001_units"_s, "-- seed: first-install\nSELECT 'units';\n");
    stock->addSeed(u"002_more"_s, "SELECT 'more';\n");
    fixture.useModules({core->path(), stock->path()});
}

void ModulesScene::close()
{
    page.reset();
    session.reset();
}

void ModulesScene::open()
{
    close();
    profile = fixture.addSite();
    session = fixture.openSession(profile);
    openPage();
}

void ModulesScene::openPage()
{
    page = std::make_unique<ui::ModulesPage>(*session);
    page->resize(860, 640);
    page->show();
    if (!QTest::qWaitForWindowExposed(page.get()))
        qFatal("the page did not come up");
}

void ModulesScene::choose(const QString &stem)
{
    const QAbstractItemModel *model = table()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, ui::MigrationsModel::Name);
        if (index.data().toString() == stem)
            return table()->setCurrentIndex(index);
    }
    qFatal("no such migration: %s", qUtf8Printable(stem));
}

QString ModulesScene::cell(int row, int column) const
{
    return table()->model()->index(row, column).data().toString();
}

QTreeView *ModulesScene::table() const
{
    return child<QTreeView>(page.get(), "migrationsTreeView");
}

QListView *ModulesScene::modules() const
{
    return child<QListView>(page.get(), "modulesListView");
}

QAction *ModulesScene::action(Kind kind) const
{
    return page->findChild<ui::ModuleActions *>()->action(kind);
}

QWidget *ModulesScene::file() const
{
    return child<QWidget>(page.get(), "migrationFile");
}

QString ModulesScene::shownSql(const char *name) const
{
    return child<ui::SqlView>(file(), name)->toPlainText();
}

void ModulesScene::trigger(Kind kind)
{
    action(kind)->trigger();
}

} // namespace aegisx::test
