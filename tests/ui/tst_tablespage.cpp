#include "core/base/tr.h"
#include "tests/ui/support/looks.h"
#include "tests/ui/support/siterun.h"
#include "tests/ui/support/tablesscene.h"
#include "ui/models/previewmodel.h"
#include "ui/models/tablepartsmodel.h"
#include "ui/models/tablesmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTest>
#include <QTimer>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using ui::TablePartsModel;
using ui::TablesModel;

namespace {

constexpr int patience = 60'000; // milliseconds, for a machine that is busy with other things
constexpr int previewTab = 4;

constexpr auto sleepers = "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                          " current_database() AND pid <> pg_backend_pid() AND wait_event ="
                          " 'PgSleep'";

} // namespace

class TestTablesPage : public QObject, private test::TablesScene
{
    Q_OBJECT

private Q_SLOTS:
    void init() { reset(); }
    void cleanup() { close(); }
    void listOfTables();
    void filterAndSearch();
    void sorting();
    void detailsOfATable();
    void firstRows();
    void moreRowsThanShown();
    void slowPreviewIsLeft();
    void slowPreviewIsStopped();
    void countedOnDemand();
    void countIsStopped();
    void droppedTable();
    void emptyDatabase();
    void connectionLost();
    void followsTheLanguage();
    void remembersItsState();
    void keyboardAlone();
    void everyLook();
};

void TestTablesPage::listOfTables()
{
    open();
    auto *found = qobject_cast<QAbstractProxyModel *>(view("tablesTreeView")->model());
    auto *filtered = qobject_cast<QAbstractProxyModel *>(found->sourceModel());
    const QAbstractItemModelTester foundTester(found);
    const QAbstractItemModelTester filteredTester(filtered);
    const QAbstractItemModelTester tester(filtered->sourceModel());
    QCOMPARE(cell(u"stock.drug"_s, TablesModel::Module), u"Drug stock"_s);
    QCOMPARE(cell(u"stock.drug"_s, TablesModel::Kind), u"table"_s);
    QCOMPARE(cell(u"stock.slow"_s, TablesModel::Kind), u"view"_s);
    QCOMPARE(cell(u"stock.slow"_s, TablesModel::Rows), QString());
    QCOMPARE(cell(u"stock.slow"_s, TablesModel::Size), QString());
    QCOMPARE(cell(u"stock.many"_s, TablesModel::Rows), u"250"_s);
    QVERIFY(cell(u"stock.many"_s, TablesModel::Size).endsWith(u"kB"_s));
    QCOMPARE(cell(u"public.knex_core"_s, TablesModel::Kind), u"tracking table"_s);
    QCOMPARE(cell(u"public.knex_core_lock"_s, TablesModel::Kind), u"tracking table"_s);
    QCOMPARE(cell(u"public.knex_core"_s, TablesModel::Module), u"Core platform"_s);
    QCOMPARE(cell(u"aegisx_site.run"_s, TablesModel::Kind), u"program's own"_s);
    sql("CREATE TABLE stock.new ()");
    page->activate(); // reads again
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"stock.new"_s) >= 0, patience);
}

void TestTablesPage::filterAndSearch()
{
    open();
    auto *filter = child<QComboBox>(page.get(), "tableFilterComboBox");
    const int all = view("tablesTreeView")->model()->rowCount();
    QCOMPARE(filter->currentText(), u"All tables (%1)"_s.arg(all));
    const int module = filter->findData(TablesModel::choiceOfModule(u"stock"_s));
    QCOMPARE(filter->itemText(module), u"Drug stock (6)"_s);
    filter->setCurrentIndex(module);
    Q_EMIT filter->activated(module);
    QCOMPARE(view("tablesTreeView")->model()->rowCount(), 6);
    const int schema = filter->findData(TablesModel::choiceOfSchema(u"aegisx_site"_s));
    QVERIFY(schema > module); // modules first
    filter->setCurrentIndex(schema);
    Q_EMIT filter->activated(schema);
    QVERIFY(rowOf(u"aegisx_site.run"_s) >= 0);
    QVERIFY(rowOf(u"stock.drug"_s) < 0);
    QTest::keyClick(page.get(), Qt::Key_F, Qt::ControlModifier);
    auto *search = child<QLineEdit>(page.get(), "tableSearchLineEdit");
    QTRY_COMPARE(page->focusWidget(), search);
    QTest::keyClicks(search, u"nothing"_s);
    auto *none = child<ui::EmptyState>(page.get(), "tablesEmptyState");
    QVERIFY(none->isVisible());
    QCOMPARE(none->title(), u"No table fits"_s);
    QVERIFY(child<QWidget>(page.get(), "tableEmptyState")->isVisible());
    QTest::mouseClick(none->firstButton(), Qt::LeftButton);
    QCOMPARE(view("tablesTreeView")->model()->rowCount(), all);
    QTest::keyClicks(search, u"pharmacy gives"_s); // of the comment
    QCOMPARE(view("tablesTreeView")->model()->rowCount(), 1);
}

void TestTablesPage::sorting()
{
    open();
    view("tablesTreeView")->sortByColumn(TablesModel::Rows, Qt::DescendingOrder);
    QCOMPARE(rowOf(u"stock.many"_s), 0);
    view("tablesTreeView")->sortByColumn(TablesModel::Name, Qt::AscendingOrder);
    QVERIFY(rowOf(u"stock.drug"_s) < rowOf(u"stock.many"_s));
}

void TestTablesPage::detailsOfATable()
{
    open();
    choose(u"stock.drug"_s);
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (6)"_s, patience);
    QCOMPARE(tabs->tabText(1), u"Indexes (2)"_s);
    QCOMPARE(tabs->tabText(2), u"Constraints (4)"_s);
    QCOMPARE(tabs->tabText(3), u"Triggers (1)"_s);
    QCOMPARE(textOf("tableTitleLabel"), u"drug"_s);
    QCOMPARE(textOf("tableCommentLabel"), u"What the pharmacy gives"_s);
    QVERIFY(textOf("tableFactsLabel").startsWith(u"table \u00b7 stock \u00b7 Drug stock"_s));
    const auto text = [this](const char *name, int row, int column) {
        return view(name)->model()->index(row, column).data().toString();
    };
    QCOMPARE(text("columnsTreeView", 1, TablePartsModel::Name), u"code"_s);
    QCOMPARE(text("columnsTreeView", 1, TablePartsModel::Type), u"character varying(20)"_s);
    QCOMPARE(text("columnsTreeView", 1, TablePartsModel::Null), u"never NULL"_s);
    QCOMPARE(text("columnsTreeView", 1, TablePartsModel::Comment), u"TMT code"_s);
    QCOMPARE(text("columnsTreeView", 2, TablePartsModel::Null), u"may be NULL"_s);
    QCOMPARE(text("columnsTreeView", 4, TablePartsModel::Default), u"0"_s);
    QVERIFY(text("columnsTreeView", 5, TablePartsModel::Default).startsWith(u"generated: "_s));
    QCOMPARE(text("indexesTreeView", 0, TablePartsModel::Kind), u"primary key"_s);
    QCOMPARE(text("indexesTreeView", 1, TablePartsModel::Kind), u"unique"_s);
    QVERIFY(text("indexesTreeView", 0, TablePartsModel::Definition).contains(u"btree"_s));
    QCOMPARE(text("triggersTreeView", 0, TablePartsModel::Kind), u"switched on"_s);
    for (const char *name :
         {"columnsTreeView", "indexesTreeView", "constraintsTreeView", "triggersTreeView"})
        const QAbstractItemModelTester tester(view(name)->model());
    choose(u"stock.many"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (2)"_s, patience);
    showTab(3);
    QVERIFY(child<ui::EmptyState>(page.get(), "triggersEmptyState")->isVisible());
    QVERIFY(!child<QWidget>(page.get(), "tableCommentLabel")->isVisible());
}

void TestTablesPage::firstRows()
{
    open();
    choose(u"stock.drug"_s);
    showTab(previewTab);
    const QAbstractItemModel *model = view("previewTreeView")->model();
    QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 3, patience);
    const QAbstractItemModelTester tester(view("previewTreeView")->model());
    QCOMPARE(model->headerData(1, Qt::Horizontal).toString(), u"code"_s);
    QVERIFY(model->headerData(1, Qt::Horizontal, Qt::ToolTipRole)
                .toString()
                .contains(u"character varying(20)"_s));
    const QModelIndex null = model->index(0, 2);
    QCOMPARE(null.data().toString(), u"NULL"_s);
    QCOMPARE(null.data(Qt::ForegroundRole).value<QColor>(), ui::Theme::instance().mutedText());
    QVERIFY(null.data(Qt::FontRole).value<QFont>().italic());
    QCOMPARE(model->index(2, 2).data().toString(), QString()); // which is not NULL
    QVERIFY(!model->index(2, 2).data(Qt::ForegroundRole).isValid());
    const QModelIndex cut = model->index(1, 2);
    QVERIFY(cut.data().toString().endsWith(u'\u2026'));
    QVERIFY(cut.data(Qt::ToolTipRole).toString().contains(u"Only the start"_s));
    const QString code = model->index(1, 1).data(Qt::ToolTipRole).toString();
    QVERIFY(code.contains(u"&lt;b&gt;B"_s)); // text, never HTML
    QVERIFY(!child<QWidget>(page.get(), "previewNoteLabel")->isVisible());
    QVERIFY(view("previewTreeView")->columnWidth(2) < 400);
    choose(u"stock.slow"_s);
    QCOMPARE(model->rowCount(), 0); // nothing of the other table stays
}

void TestTablesPage::moreRowsThanShown()
{
    open();
    choose(u"stock.many"_s);
    showTab(previewTab);
    QTRY_COMPARE_WITH_TIMEOUT(
        view("previewTreeView")->model()->rowCount(), postgres::previewRows, patience);
    QVERIFY(textOf("previewNoteLabel").startsWith(u"These are the first 100 rows"_s));
    QVERIFY(child<QWidget>(page.get(), "previewNoteLabel")->isVisible());
    sql("CREATE TABLE stock.none (a int)");
    page->activate();
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"stock.none"_s) >= 0, patience);
    choose(u"stock.none"_s);
    const auto *instead = child<ui::EmptyState>(page.get(), "previewEmptyState");
    QTRY_COMPARE_WITH_TIMEOUT(instead->title(), u"No rows"_s, patience);
    QVERIFY(instead->isVisible());
}

void TestTablesPage::slowPreviewIsLeft()
{
    open();
    showTab(previewTab);
    choose(u"stock.slow"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"1"_s, patience);
    const auto *instead = child<ui::EmptyState>(page.get(), "previewEmptyState");
    QCOMPARE(instead->state(), ui::EmptyState::State::Loading);
    int ticks = 0;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, &ticker, [&ticks] { ++ticks; });
    ticker.start(1);
    QTRY_VERIFY_WITH_TIMEOUT(ticks > 20, patience); // the window lives
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (1)"_s, patience); // so does the lane
    choose(u"stock.drug"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view("previewTreeView")->model()->rowCount(), 3, patience);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"0"_s, patience);
    QCOMPARE(view("previewTreeView")->model()->columnCount(), 6);
    choose(u"stock.slow"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"1"_s, patience);
    page.reset(); // as a closed tab
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"0"_s, patience);
}

void TestTablesPage::slowPreviewIsStopped()
{
    open();
    showTab(previewTab);
    choose(u"stock.slow"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"1"_s, patience);
    const auto *instead = child<ui::EmptyState>(page.get(), "previewEmptyState");
    QCOMPARE(instead->firstButton()->text(), u"Stop"_s);
    QTest::mouseClick(instead->firstButton(), Qt::LeftButton);
    QCOMPARE(instead->title(), u"Stopped"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"0"_s, patience);
    sql("CREATE OR REPLACE VIEW stock.slow AS SELECT 1 AS a");
    QTest::mouseClick(instead->firstButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(view("previewTreeView")->model()->rowCount(), 1, patience);
    sql("CREATE OR REPLACE VIEW stock.slow AS SELECT 1/0 AS a");
    page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(instead->state(), ui::EmptyState::State::Error, patience);
    QVERIFY(instead->isVisible());
    QCOMPARE(instead->firstButton()->text(), u"Try again"_s);
}

void TestTablesPage::countedOnDemand()
{
    open();
    choose(u"stock.many"_s);
    QCOMPARE(textOf("rowCountLabel"), u"Rows: about 250"_s);
    sql("INSERT INTO stock.many SELECT n, '' FROM generate_series(1, 1000) n");
    auto *button = child<QPushButton>(page.get(), "countRowsPushButton");
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(textOf("rowCountLabel"), u"Rows: 1,250, counted"_s, patience);
    choose(u"stock.slow"_s);
    QCOMPARE(textOf("rowCountLabel"), u"Rows: not known"_s);
}

void TestTablesPage::countIsStopped()
{
    open();
    choose(u"stock.slow"_s);
    auto *button = child<QPushButton>(page.get(), "countRowsPushButton");
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"1"_s, patience);
    QCOMPARE(button->text(), u"Stop counting"_s);
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (1)"_s, patience); // meanwhile
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(textOf("rowCountLabel"), u"Rows: not known"_s);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"0"_s, patience);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"1"_s, patience);
    choose(u"stock.drug"_s); // ends it as well
    QTRY_COMPARE_WITH_TIMEOUT(sql(sleepers), u"0"_s, patience);
    QCOMPARE(button->text(), u"Count exactly"_s);
}

void TestTablesPage::droppedTable()
{
    open();
    sql("DROP TABLE stock.many");
    choose(u"stock.many"_s);
    const auto *instead = child<ui::EmptyState>(page.get(), "tableEmptyState");
    QTRY_COMPARE_WITH_TIMEOUT(instead->state(), ui::EmptyState::State::Error, patience);
    QVERIFY(instead->isVisible());
    QVERIFY(instead->title().contains(u"not there any more"_s));
    QTest::mouseClick(instead->firstButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"stock.many"_s) < 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!instead->isVisible(), patience); // another one is chosen
}

void TestTablesPage::emptyDatabase()
{
    profile = fixture.addSite();
    session = fixture.openSession(profile);
    openPage();
    const auto *instead = child<ui::EmptyState>(page.get(), "tablesEmptyState");
    QTRY_COMPARE_WITH_TIMEOUT(instead->title(), u"No tables"_s, patience);
    QVERIFY(instead->isVisible());
    QVERIFY(child<QWidget>(page.get(), "tableEmptyState")->isVisible());
    test::carryOut(*session, operations::UpgradeRequest {}); // the page follows
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"public.t_1_core"_s) >= 0, patience);
}

void TestTablesPage::connectionLost()
{
    open();
    choose(u"stock.drug"_s);
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (6)"_s, patience);
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    page->activate();
    const auto *banner = child<ui::Banner>(page.get(), "tablesBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
    QVERIFY(rowOf(u"stock.drug"_s) >= 0); // what was read stays
    QCOMPARE(tabs->tabText(0), u"Columns (6)"_s);
    openPage(); // one that has read nothing yet
    const auto *instead = child<ui::EmptyState>(page.get(), "tablesEmptyState");
    QTRY_COMPARE_WITH_TIMEOUT(instead->state(), ui::EmptyState::State::Error, patience);
    session->open();
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"stock.drug"_s) >= 0, patience);
}

void TestTablesPage::followsTheLanguage()
{
    open();
    choose(u"stock.drug"_s);
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (6)"_s, patience);
    setLanguage(Language::Thai);
    const QString thai = u"\u0e04\u0e25\u0e31\u0e07\u0e22\u0e32"_s;
    QTRY_COMPARE(cell(u"stock.drug"_s, TablesModel::Module), thai);
    QTRY_VERIFY(textOf("tableFactsLabel").contains(thai)); // by an event
    QCOMPARE(view("tablesTreeView")->currentIndex().row(), rowOf(u"stock.drug"_s));
    QVERIFY(child<QComboBox>(page.get(), "tableFilterComboBox")->itemText(1).contains(u'\u0e04'));
    QVERIFY(tabs->tabText(0).contains(u'6'));
}

void TestTablesPage::remembersItsState()
{
    open();
    auto *filter = child<QComboBox>(page.get(), "tableFilterComboBox");
    const int module = filter->findData(TablesModel::choiceOfModule(u"stock"_s));
    filter->setCurrentIndex(module);
    Q_EMIT filter->activated(module);
    view("tablesTreeView")->sortByColumn(TablesModel::Rows, Qt::DescendingOrder);
    view("tablesTreeView")->header()->resizeSection(TablesModel::Name, 177);
    showTab(2);
    page.reset();
    openPage();
    QTRY_COMPARE_WITH_TIMEOUT(view("tablesTreeView")->model()->rowCount(), 6, patience);
    QCOMPARE(view("tablesTreeView")->columnWidth(TablesModel::Name), 177);
    QCOMPARE(view("tablesTreeView")->header()->sortIndicatorSection(), int(TablesModel::Rows));
    QCOMPARE(rowOf(u"stock.many"_s), 0);
    QCOMPARE(child<QTabWidget>(page.get(), "tableTabWidget")->currentIndex(), 2);
}

void TestTablesPage::keyboardAlone()
{
    open();
    QTRY_COMPARE(page->focusWidget(), view("tablesTreeView"));
    const int row = view("tablesTreeView")->currentIndex().row();
    QTest::keyClick(view("tablesTreeView"), Qt::Key_Down);
    QCOMPARE(view("tablesTreeView")->currentIndex().row(), row + 1);
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_VERIFY_WITH_TIMEOUT(tabs->tabText(0).contains(u'('), patience);
    QSet<QWidget *> reached;
    for (int i = 0; i < 40; ++i) {
        QTest::keyClick(page->focusWidget(), Qt::Key_Tab);
        reached.insert(page->focusWidget());
    }
    for (const char *name : {"tableFilterComboBox",
                             "tableSearchLineEdit",
                             "tablesTreeView",
                             "countRowsPushButton",
                             "tableTabBar",
                             "columnsTreeView"})
        QVERIFY2(reached.contains(child<QWidget>(page.get(), name)), name);
}

void TestTablesPage::everyLook()
{
    open();
    choose(u"stock.drug"_s);
    const auto *tabs = child<QTabWidget>(page.get(), "tableTabWidget");
    QTRY_COMPARE_WITH_TIMEOUT(tabs->tabText(0), u"Columns (6)"_s, patience);
    QCOMPARE(test::troubleInEveryLook(page.get(), u"tables"_s), QString());
    showTab(previewTab);
    QTRY_COMPARE_WITH_TIMEOUT(view("previewTreeView")->model()->rowCount(), 3, patience);
    QCOMPARE(test::troubleInEveryLook(page.get(), u"tables-rows"_s), QString());
    QVERIFY(page->width() <= 860);
}

QTEST_MAIN(TestTablesPage)
#include "tst_tablespage.moc"
