#include "tests/ui/support/tablesscene.h"

#include "tests/ui/support/modulesscene.h"
#include "ui/models/tablesmodel.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

namespace aegisx::test {

using namespace Qt::StringLiterals;
using ui::TablesModel;

namespace {

constexpr auto hospitalTables =
    "CREATE SCHEMA stock;"
    "CREATE TABLE stock.unit (id serial PRIMARY KEY, name text NOT NULL);"
    "CREATE TABLE stock.drug (id int PRIMARY KEY, code varchar(20) NOT NULL UNIQUE,"
    " name text, unit_id int REFERENCES stock.unit, price numeric(10,2) DEFAULT 0,"
    " label text GENERATED ALWAYS AS (code || ' ' || name) STORED, CHECK (price >= 0));"
    "COMMENT ON TABLE stock.drug IS 'What the pharmacy gives';"
    "COMMENT ON COLUMN stock.drug.code IS 'TMT code';"
    "CREATE FUNCTION stock.touch() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NEW; END';"
    "CREATE TRIGGER touch BEFORE UPDATE ON stock.drug FOR EACH ROW"
    " EXECUTE FUNCTION stock.touch();"
    "INSERT INTO stock.unit (name) VALUES ('tablet');"
    "INSERT INTO stock.drug (id, code, name) VALUES (1, 'A-1', NULL),"
    " (2, '<b>B</b>', repeat('long ', 200)), (3, 'C-3', '');"
    "CREATE TABLE stock.many AS SELECT n, 'row ' || n AS text FROM generate_series(1, 250) n;"
    "CREATE VIEW stock.slow AS SELECT 1 AS a FROM pg_sleep(600);"
    "ANALYZE stock.many";

} // namespace

void TablesScene::reset()
{
    close();
    ui::Theme::instance(); // as the program does, before the first widget
    setLanguage(Language::English);
    for (const char *state :
         {"tables/columns", "tables/columnsSet", "tables/split", "tables/filter", "tables/tab"})
        fixture.settings().setState(QString::fromLatin1(state), {});
    core = std::make_unique<ModuleFolder>(
        u"core"_s,
        titledManifest(
            "core", "Core platform", "\\u0e23\\u0e30\\u0e1a\\u0e1a\\u0e2b\\u0e25\\u0e31\\u0e01"));
    core->addTable(u"1_core"_s);
    stock = std::make_unique<ModuleFolder>(
        u"stock"_s,
        titledManifest("stock", "Drug stock", "\\u0e04\\u0e25\\u0e31\\u0e07\\u0e22\\u0e32")
            .replace("\"schema\": \"public\"", "\"schema\": \"stock\""));
    stock->addTable(u"2_stock"_s);
    fixture.useModules({core->path(), stock->path()});
}

void TablesScene::close()
{
    page.reset();
    session.reset();
}

void TablesScene::open()
{
    close();
    profile = fixture.addSite();
    sql(hospitalTables);
    session = fixture.openSession(profile);
    carryOut(*session, operations::UpgradeRequest {});
    openPage();
    if (!QTest::qWaitFor([this] { return view("tablesTreeView")->currentIndex().isValid(); },
                         60'000))
        qFatal("the tables were not read");
}

void TablesScene::openPage()
{
    page = std::make_unique<ui::TablesPage>(*session);
    page->resize(860, 640);
    page->show();
    if (!QTest::qWaitForWindowExposed(page.get()))
        qFatal("the page did not come up");
    page->activate();
}

QTreeView *TablesScene::view(const char *name) const
{
    return child<QTreeView>(page.get(), name);
}

QString TablesScene::textOf(const char *label) const
{
    return child<QLabel>(page.get(), label)->text();
}

int TablesScene::rowOf(const QString &name) const
{
    const QAbstractItemModel *model = view("tablesTreeView")->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        const QString table = model->index(row, TablesModel::Schema).data().toString() % u'.'
            % model->index(row, TablesModel::Name).data().toString();
        if (table == name)
            return row;
    }
    return -1;
}

QString TablesScene::cell(const QString &table, int column) const
{
    return view("tablesTreeView")->model()->index(rowOf(table), column).data().toString();
}

void TablesScene::choose(const QString &name)
{
    if (rowOf(name) < 0)
        qFatal("no such table: %s", qUtf8Printable(name));
    view("tablesTreeView")->setCurrentIndex(view("tablesTreeView")->model()->index(rowOf(name), 0));
}

void TablesScene::showTab(int tab)
{
    child<QTabWidget>(page.get(), "tableTabWidget")->setCurrentIndex(tab);
}

} // namespace aegisx::test
