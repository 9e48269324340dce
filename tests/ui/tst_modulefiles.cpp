#include "tests/ui/support/modulesscene.h"
#include "ui/models/migrationsmodel.h"
#include "ui/models/seedsmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/sqlview.h"
#include "ui/widgets/statepill.h"

#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using ui::MigrationsModel;

class TestModuleFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_scene.close(); }
    void sqlOfTheChosenMigration();
    void fileThatCannotBeRead();
    void fileThatWasChanged();
    void appliedByAnotherProgram();
    void seeds();
    void statesOfSeeds();
    void thousands();

private:
    test::ModulesScene m_scene;
};

void TestModuleFiles::init()
{
    ui::Theme::instance(); // as the program does, before the first widget
    setLanguage(Language::English);
    m_scene.reset();
}

void TestModuleFiles::sqlOfTheChosenMigration()
{
    m_scene.core->write(u"5_two.sql"_s,
                        "-- requires: stock/4_d\n-- migrate:up transaction:false\nSELECT 'up';\n"
                        "-- migrate:down transaction:false\nSELECT 'down';\n");
    m_scene.core->addMigration(u"6_oneway"_s, "SELECT 'only up';");
    m_scene.open();
    auto *tabs = child<QTabWidget>(m_scene.file(), "fileTabWidget");
    m_scene.choose(u"5_two"_s);
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"SELECT 'up';"_s));
    QCOMPARE(child<ui::SqlView>(m_scene.file(), "upSqlView")->firstLine(), 3);
    tabs->setCurrentIndex(1);
    QVERIFY(m_scene.shownSql("downSqlView").contains(u"SELECT 'down';"_s));
    QCOMPARE(child<ui::SqlView>(m_scene.file(), "downSqlView")->firstLine(), 5);
    tabs->setCurrentIndex(3);
    const auto text = modules::readMigration(m_scene.core->path() % u"/5_two.sql"_s);
    QCOMPARE(child<QLineEdit>(m_scene.file(), "fileSumLineEdit")->text(), text->sha256);
    QCOMPARE(child<QLineEdit>(m_scene.file(), "filePathLineEdit")->text(),
             m_scene.core->path() % u"/5_two.sql"_s);
    QVERIFY(child<QLabel>(m_scene.file(), "fileTransactionLabel")->text().contains(u"without"_s));
    QCOMPARE(child<QLabel>(m_scene.file(), "fileFurtherLabel")->text(), u"stock/4_d"_s);
    QVERIFY(!child<QWidget>(m_scene.file(), "fileComparedLabel")->isVisible()); // it is not applied
    m_scene.choose(u"6_oneway"_s);
    tabs->setCurrentIndex(1);
    QTRY_VERIFY(child<QWidget>(m_scene.file(), "noDownEmptyState")->isVisible());
    QVERIFY(!child<QWidget>(m_scene.file(), "fileFurtherLabel")->isVisible());
}

void TestModuleFiles::fileThatCannotBeRead()
{
    m_scene.core->write(u"5_odd.sql"_s, "SELECT 1;\n-- migrate:up\nSELECT 2;\n");
    m_scene.open();
    m_scene.choose(u"5_odd"_s);
    const auto *error = child<ui::EmptyState>(m_scene.file(), "fileEmptyState");
    QTRY_COMPARE(error->state(), ui::EmptyState::State::Error);
    QVERIFY(error->isVisible());
    const auto read = modules::readMigration(m_scene.core->path() % u"/5_odd.sql"_s);
    QVERIFY(!read);
    QVERIFY(error->sentence().contains(read.error().message));
    QVERIFY(error->sentence().contains(m_scene.core->path() % u"/5_odd.sql:1"_s));
    m_scene.core->remove(u"3_c.sql"_s);
    m_scene.choose(u"3_c"_s);
    QTRY_VERIFY(error->sentence().contains(u"3_c.sql"_s));
    m_scene.choose(u"1_a"_s);
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"t_1_a"_s));
    QVERIFY(!error->isVisible());
}

void TestModuleFiles::fileThatWasChanged()
{
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    m_scene.choose(u"2_b"_s);
    const auto *pill = child<ui::StatePill>(m_scene.file(), "fileChangedPill");
    const auto *compared = child<QLabel>(m_scene.file(), "fileComparedLabel");
    QTRY_COMPARE(compared->text(), u"It is the file that was applied."_s);
    QVERIFY(!pill->isVisible());
    m_scene.core->addMigration(u"2_b"_s, "SELECT 'another';", "SELECT 1;");
    test::readAgain(*m_scene.session);
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"another"_s));
    QTRY_COMPARE(compared->text(), u"Another file of this name was applied."_s);
    QVERIFY(pill->isVisible());
    QCOMPARE(pill->look().meaning, ui::Meaning::Warning);
    m_scene.choose(u"1_a"_s);
    QTRY_COMPARE(compared->text(), u"It is the file that was applied."_s);
    QVERIFY(!pill->isVisible());
}

void TestModuleFiles::appliedByAnotherProgram()
{
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    m_scene.sql("UPDATE knex_core SET migration_time = now() + interval '2 hours'"
                " WHERE name = '2_b.ts'");
    test::readAgain(*m_scene.session);
    QVERIFY(m_scene.cell(0, MigrationsModel::Who).contains(u'@'));
    QCOMPARE(m_scene.cell(1, MigrationsModel::Who), u"not known"_s);
    QCOMPARE(m_scene.cell(1, MigrationsModel::Duration), QString());
    m_scene.choose(u"2_b"_s);
    QTRY_COMPARE(child<QLabel>(m_scene.file(), "fileComparedLabel")->text(),
                 u"The database does not say which file was applied."_s);
}

void TestModuleFiles::seeds()
{
    m_scene.open();
    auto *tabs = child<QTabWidget>(m_scene.page.get(), "moduleTabWidget");
    QCOMPARE(tabs->tabText(1), u"Seeds (0)"_s);
    tabs->setCurrentIndex(1);
    QVERIFY(child<QWidget>(m_scene.page.get(), "noSeedsEmptyState")->isVisible());
    m_scene.page->showModule(u"stock"_s);
    QCOMPARE(tabs->tabText(1), u"Seeds (2)"_s);
    auto *list = child<QTreeView>(m_scene.page.get(), "seedsTreeView");
    const auto *view = child<QWidget>(m_scene.page.get(), "seedFile");
    const auto *sql = child<ui::SqlView>(view, "upSqlView");
    const auto cell = [list](int row, int column) {
        return list->model()->index(row, column).data().toString();
    };
    QCOMPARE(list->currentIndex().row(), 0);
    QCOMPARE(cell(0, ui::SeedsModel::Name), u"001_units"_s);
    QCOMPARE(cell(0, ui::SeedsModel::State), u"not known"_s); // the site keeps no record yet
    QTRY_VERIFY(sql->toPlainText().contains(u"SELECT 'units';"_s));
    auto *parts = child<QTabWidget>(view, "fileTabWidget");
    QCOMPARE(parts->tabText(0), u"SQL"_s);
    QVERIFY(!parts->isTabVisible(1));
    QVERIFY(child<QLabel>(view, "fileFurtherLabel")->text().contains(u"first installation"_s));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QTRY_VERIFY(sql->toPlainText().contains(u"SELECT 'more';"_s));
    QVERIFY(child<QLabel>(view, "fileFurtherLabel")->text().isEmpty());
}

void TestModuleFiles::statesOfSeeds()
{
    m_scene.open();
    m_scene.page->showModule(u"stock"_s);
    const auto *list = child<QTreeView>(m_scene.page.get(), "seedsTreeView");
    const auto cell = [list](int row, int column) {
        return list->model()->index(row, column).data().toString();
    };
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"stock"_s}, {}, false});
    test::readAgain(*m_scene.session);
    QCOMPARE(cell(0, ui::SeedsModel::State), u"not loaded"_s);
    QCOMPARE(cell(0, ui::SeedsModel::When), QString());
    test::carryOut(*m_scene.session, plans::SeedRequest {{u"stock"_s}, false});
    test::readAgain(*m_scene.session);
    QCOMPARE(cell(0, ui::SeedsModel::State), u"loaded"_s);
    QCOMPARE(cell(0, ui::SeedsModel::Kept), u"0"_s);
    QVERIFY(!cell(0, ui::SeedsModel::When).isEmpty());
    QVERIFY(cell(0, ui::SeedsModel::Who).contains(u'@'));
    m_scene.stock->addSeed(u"002_more"_s, "SELECT 'another';");
    test::readAgain(*m_scene.session);
    QCOMPARE(cell(1, ui::SeedsModel::State), u"another one was loaded"_s);
}

void TestModuleFiles::thousands()
{
    for (int i = 0; i < 2000; ++i)
        m_scene.core->addMigration(u"%1_many"_s.arg(10'000 + i), "SELECT 1;");
    m_scene.open();
    QCOMPARE(m_scene.table()->model()->rowCount(), 2003);
    QVERIFY(m_scene.table()->uniformRowHeights());
    auto *search = child<QLineEdit>(m_scene.page.get(), "migrationSearchLineEdit");
    QTest::keyClicks(search, u"1199"_s);
    QCOMPARE(m_scene.table()->model()->rowCount(), 11); // 11199 and 11990 to 11999
    search->clear();
    m_scene.table()->sortByColumn(MigrationsModel::Name, Qt::DescendingOrder);
    m_scene.table()->setFocus();
    QTest::keyClick(m_scene.table(), Qt::Key_Home);
    QCOMPARE(m_scene.cell(m_scene.table()->currentIndex().row(), MigrationsModel::Name),
             u"11999_many"_s);
    QTest::keyClick(m_scene.table(), Qt::Key_End);
    QCOMPARE(m_scene.cell(m_scene.table()->currentIndex().row(), MigrationsModel::Name), u"1_a"_s);
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"t_1_a"_s));
}

QTEST_MAIN(TestModuleFiles)
#include "tst_modulefiles.moc"
