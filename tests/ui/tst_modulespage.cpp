#include "core/base/tr.h"
#include "tests/ui/support/modulesscene.h"
#include "ui/models/migrationsmodel.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/statepill.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using ui::MigrationsModel;
using Kind = ui::ModuleActions::Kind;

namespace {

constexpr auto terminateOthers = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                 " WHERE datname = current_database() AND pid <> pg_backend_pid()";

} // namespace

class TestModulesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_scene.close(); }
    void emptyDatabase();
    void requestsAreExact();
    void tableOfWhatRan();
    void unknownMigrations();
    void stuckLock();
    void connectionLost();
    void whileARunGoesOn();
    void filterAndSearch();
    void remembersItsState();
    void keyboardAlone();
    void keepsTheChoiceThroughARefresh();
    void followsTheLanguage();
    void noModules();
    void accessible();
    void nothingIsClipped_data();
    void nothingIsClipped();

private:
    test::ModulesScene m_scene;
};

void TestModulesPage::init()
{
    ui::Theme::instance(); // as the program does, before the first widget
    setLanguage(Language::English);
    m_scene.reset();
}

void TestModulesPage::emptyDatabase()
{
    m_scene.open();
    const QAbstractItemModelTester modulesTester(m_scene.modules()->model());
    const QAbstractItemModelTester tableTester(m_scene.table()->model());
    QCOMPARE(m_scene.modules()->model()->rowCount(), 2);
    QCOMPARE(m_scene.modules()->currentIndex().data().toString(), u"Core platform (core)"_s);
    QCOMPARE(m_scene.modules()->currentIndex().data(ui::PillTextRole).toString(),
             u"not installed"_s);
    QCOMPARE(m_scene.modules()->currentIndex().data(Qt::AccessibleTextRole).toString(),
             u"Core platform (core), not installed"_s);
    QCOMPARE(m_scene.table()->model()->rowCount(), 3);
    QCOMPARE(m_scene.cell(0, MigrationsModel::State), u"pending"_s);
    QVERIFY(!child<QWidget>(m_scene.page.get(), "moduleBanner")->isVisible());
    QVERIFY(m_scene.action(Kind::RunPending)->isEnabled());
    QCOMPARE(m_scene.action(Kind::RunPending)->text(), Tr::tr("Run %n pending...", nullptr, 3));
    QVERIFY(m_scene.action(Kind::RunToHere)->isEnabled());
    for (const Kind kind : {Kind::RollBackBatch, Kind::RollBackAll}) {
        QVERIFY(!m_scene.action(kind)->isEnabled());
        QCOMPARE(m_scene.action(kind)->toolTip(), u"Nothing is applied."_s);
    }
    QCOMPARE(m_scene.action(Kind::RollBackToHere)->toolTip(),
             u"Choose a migration that is applied; it stays."_s);
    QCOMPARE(m_scene.action(Kind::LoadSeeds)->toolTip(), u"The module has no seeds."_s);
    QVERIFY(!m_scene.action(Kind::ReleaseLock)->isVisible());
    m_scene.page->showModule(u"stock"_s);
    QCOMPARE(m_scene.action(Kind::LoadSeeds)->toolTip(),
             u"Its seeds need the migrations that are pending."_s);
    auto *button = child<QPushButton>(m_scene.page.get(), "loadSeedsPushButton");
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->toolTip(), m_scene.action(Kind::LoadSeeds)->toolTip());
    QCOMPARE(button->accessibleDescription(), button->toolTip());
}

void TestModulesPage::requestsAreExact()
{
    m_scene.open();
    auto migrate = m_scene.asked<plans::MigrateRequest>(Kind::RunPending);
    QCOMPARE(migrate.modules, QStringList {u"core"_s});
    QCOMPARE(migrate.to, QString());
    QVERIFY(!migrate.stepByStep);
    m_scene.choose(u"2_b"_s);
    migrate = m_scene.asked<plans::MigrateRequest>(Kind::RunToHere);
    QCOMPARE(migrate.modules, QStringList {u"core"_s});
    QCOMPARE(migrate.to, u"2_b"_s);
    test::carryOut(*m_scene.session, migrate);
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});

    auto rollback = m_scene.asked<plans::RollbackRequest>(Kind::RollBackBatch);
    QCOMPARE(rollback.modules, QStringList {u"core"_s});
    QCOMPARE(rollback.batches, 1);
    QCOMPARE(rollback.to, QString());
    QVERIFY(!rollback.all);
    rollback = m_scene.asked<plans::RollbackRequest>(Kind::RollBackAll);
    QVERIFY(rollback.all);
    m_scene.choose(u"3_c"_s);
    QVERIFY(!m_scene.action(Kind::RollBackToHere)->isEnabled());
    QCOMPARE(m_scene.action(Kind::RollBackToHere)->toolTip(),
             u"No applied migration comes after it."_s);
    QCOMPARE(m_scene.action(Kind::RunToHere)->toolTip(), u"Choose a migration that is pending."_s);
    m_scene.choose(u"1_a"_s);
    rollback = m_scene.asked<plans::RollbackRequest>(Kind::RollBackToHere);
    QCOMPARE(rollback.to, u"1_a"_s);
    QCOMPARE(rollback.modules, QStringList {u"core"_s});
    QVERIFY(!rollback.all);
    test::carryOut(*m_scene.session, rollback);
    QCOMPARE(m_scene.cell(0, MigrationsModel::State), u"applied"_s);
    QCOMPARE(m_scene.cell(1, MigrationsModel::State), u"pending"_s);

    m_scene.page->showModule(u"stock"_s);
    test::carryOut(*m_scene.session, m_scene.asked<plans::MigrateRequest>(Kind::RunPending));
    QCOMPARE(m_scene.action(Kind::RunPending)->toolTip(), u"Nothing is pending."_s);
    const auto seeds = m_scene.asked<plans::SeedRequest>(Kind::LoadSeeds);
    QCOMPARE(seeds.modules, QStringList {u"stock"_s});
    QVERIFY(!seeds.force);
    QVERIFY(!seeds.afterUpgrade);
}

void TestModulesPage::tableOfWhatRan()
{
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, u"1_a"_s, false});
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, u"2_b"_s, false});
    const auto by = m_scene.session->snapshot()->appliedBy.value(u"core/2_b"_s);
    QVERIFY(by.who.contains(u'@'));
    QCOMPARE(m_scene.cell(0, MigrationsModel::Batch), u"1"_s);
    QCOMPARE(m_scene.cell(1, MigrationsModel::Batch), u"2"_s);
    QCOMPARE(m_scene.cell(1, MigrationsModel::Who), by.who);
    QVERIFY(m_scene.cell(1, MigrationsModel::Duration).endsWith(u"s"_s));
    QCOMPARE(m_scene.cell(1, MigrationsModel::When),
             m_scene.fixture.context().formatTime(
                 m_scene.session->snapshot()->state.find(u"core"_s)->migrations.at(1).appliedAt));
    QCOMPARE(m_scene.cell(2, MigrationsModel::Who), QString());
    QCOMPARE(child<ui::StatePill>(m_scene.page.get(), "modulePill")->look().text,
             Tr::tr("%n pending", nullptr, 1));
}

void TestModulesPage::unknownMigrations()
{
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    m_scene.sql("INSERT INTO knex_core (name, batch, migration_time)"
                " VALUES ('20991231_future.ts', 2, now())");
    test::readAgain(*m_scene.session);
    QCOMPARE(m_scene.table()->model()->rowCount(), 4);
    QCOMPARE(m_scene.cell(3, MigrationsModel::State), u"not in this pack"_s);
    const auto *banner = child<ui::Banner>(m_scene.page.get(), "moduleBanner");
    QVERIFY(banner->isVisible());
    QVERIFY(banner->sentence().contains(u"20991231_future.ts"_s));
    QVERIFY(banner->detail().contains(u"Install that pack"_s));
    for (const Kind kind : {Kind::RunPending,
                            Kind::RunToHere,
                            Kind::RollBackBatch,
                            Kind::RollBackToHere,
                            Kind::RollBackAll,
                            Kind::LoadSeeds}) {
        QVERIFY(!m_scene.action(kind)->isEnabled());
        QCOMPARE(m_scene.action(kind)->toolTip(), banner->sentence());
    }
    auto *filter = child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox");
    filter->setCurrentIndex(3);
    QCOMPARE(filter->currentText(), u"Need attention (1)"_s);
    QCOMPARE(m_scene.table()->model()->rowCount(), 1);
    const auto *instead = child<ui::EmptyState>(m_scene.file(), "fileEmptyState");
    QTRY_VERIFY(instead->isVisible());
    QVERIFY(instead->sentence().contains(u"newer or different module pack"_s));
    QVERIFY(instead->sentence().contains(u"you can look but not change"_s));
    m_scene.page->showModule(u"stock"_s); // which is not concerned
    QVERIFY(!banner->isVisible());
    QVERIFY(m_scene.action(Kind::RunPending)->isEnabled());
}

void TestModulesPage::stuckLock()
{
    m_scene.open();
    test::carryOut(*m_scene.session, operations::UpgradeRequest {});
    QVERIFY(!child<QPushButton>(m_scene.page.get(), "releaseLockPushButton")->isVisible());
    m_scene.sql("UPDATE knex_core_lock SET is_locked = 1");
    test::readAgain(*m_scene.session);
    auto *button = child<QPushButton>(m_scene.page.get(), "releaseLockPushButton");
    QVERIFY(button->isVisible());
    QVERIFY(button->isEnabled());
    auto request = m_scene.asked<operations::UnlockRequest>(Kind::ReleaseLock);
    QCOMPARE(request.module, u"core"_s);
    QVERIFY(!request.force); // the person says so, on the page of the plan
    QVERIFY(!m_scene.action(Kind::RollBackAll)->isEnabled());
    m_scene.sql("UPDATE knex_core_lock SET is_locked = 1;"
                "INSERT INTO aegisx_site.lock_holder (tracking_schema, tracking_table,"
                " run_id, operation, host, os_user, program, backend_pid)"
                " VALUES ('public', 'knex_core', gen_random_uuid(), 'Migrate', 'pc-7',"
                " 'somchai', 'AegisX Site Manager', 1)");
    test::readAgain(*m_scene.session);
    request = m_scene.asked<operations::UnlockRequest>(Kind::ReleaseLock);
    QVERIFY(!request.force);
    test::carryOut(*m_scene.session, request);
    QVERIFY(!button->isVisible());
    QVERIFY(m_scene.action(Kind::RollBackAll)->isEnabled());
}

void TestModulesPage::connectionLost()
{
    m_scene.open();
    m_scene.sql(terminateOthers);
    m_scene.session->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(m_scene.session->link(), ui::SiteSession::Link::Lost, 60'000);
    for (const Kind kind : {Kind::RunPending, Kind::RunToHere, Kind::RollBackAll}) {
        QVERIFY(!m_scene.action(kind)->isEnabled());
        QCOMPARE(m_scene.action(kind)->toolTip(),
                 u"There is no connection to the server; connect again first."_s);
    }
    m_scene.choose(u"2_b"_s); // reading goes on
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"t_2_b"_s));
    m_scene.session->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_scene.action(Kind::RunPending)->isEnabled(), 60'000);
    QCOMPARE(
        m_scene.table()->currentIndex().siblingAtColumn(MigrationsModel::Name).data().toString(),
        u"2_b"_s);
}

void TestModulesPage::whileARunGoesOn()
{
    m_scene.core->addMigration(u"9_slow"_s, "SELECT pg_sleep(600);", "SELECT 1;");
    m_scene.open();
    std::shared_ptr<const operations::Preparation> prepared;
    connect(m_scene.session.get(), &ui::SiteSession::prepared, this, [&](const auto &made) {
        prepared = made;
    });
    m_scene.session->prepare(operations::UpgradeRequest {});
    QTRY_VERIFY_WITH_TIMEOUT(prepared, 60'000);
    QSignalSpy ended(m_scene.session.get(), &ui::SiteSession::runFinished);
    m_scene.session->run(prepared);
    QVERIFY(!m_scene.action(Kind::RunPending)->isEnabled());
    QCOMPARE(m_scene.action(Kind::RunPending)->toolTip(),
             u"A run is going on; wait until it has ended."_s);
    m_scene.choose(u"9_slow"_s);
    QTRY_VERIFY(
        m_scene.shownSql("upSqlView").contains(u"pg_sleep(600)"_s)); // while the lane is busy
    m_scene.session->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    QVERIFY(m_scene.action(Kind::RunPending)->isEnabled());
}

void TestModulesPage::filterAndSearch()
{
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, u"1_a"_s, false});
    auto *filter = child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox");
    QCOMPARE(filter->itemText(0), u"All (3)"_s);
    QCOMPARE(filter->itemText(1), u"Pending (2)"_s);
    QCOMPARE(filter->itemText(2), u"Applied (1)"_s);
    QCOMPARE(filter->itemText(3), u"Need attention (0)"_s);
    filter->setCurrentIndex(1);
    QCOMPARE(m_scene.table()->model()->rowCount(), 2);
    auto *search = child<QLineEdit>(m_scene.page.get(), "migrationSearchLineEdit");
    QTest::keyClick(m_scene.page.get(), Qt::Key_F, Qt::ControlModifier);
    QTRY_COMPARE(m_scene.page->focusWidget(), search);
    QTest::keyClicks(search, u"nothing"_s);
    auto *none = child<ui::EmptyState>(m_scene.page.get(), "noMigrationsEmptyState");
    QVERIFY(none->isVisible());
    QCOMPARE(none->title(), u"No migration fits"_s);
    QVERIFY(!m_scene.action(Kind::RunToHere)->isEnabled());
    QTest::mouseClick(none->firstButton(), Qt::LeftButton);
    QVERIFY(!none->isVisible());
    QCOMPARE(m_scene.table()->model()->rowCount(), 3);
    QCOMPARE(filter->currentIndex(), 0);
}

void TestModulesPage::remembersItsState()
{
    m_scene.open();
    QHeaderView *header = m_scene.table()->header();
    header->resizeSection(MigrationsModel::Name, 333);
    header->moveSection(header->visualIndex(MigrationsModel::Who), 1);
    m_scene.table()->sortByColumn(MigrationsModel::Name, Qt::DescendingOrder);
    child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox")->setCurrentIndex(1);
    auto *split = child<QSplitter>(m_scene.page.get(), "migrationSplitter");
    split->setSizes({150, 300});
    Q_EMIT split->splitterMoved(150, 1); // as a drag does
    const QList<int> sizes = split->sizes();
    m_scene.openPage();
    header = m_scene.table()->header();
    QCOMPARE(header->sectionSize(MigrationsModel::Name), 333);
    QCOMPARE(header->visualIndex(MigrationsModel::Who), 1);
    // The filter is not kept: of another site it might show nothing.
    QCOMPARE(child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox")->currentIndex(), 0);
    QCOMPARE(m_scene.table()->model()->rowCount(), 3);
    QCOMPARE(m_scene.cell(0, MigrationsModel::Name), u"3_c"_s);
    const QList<int> again = child<QSplitter>(m_scene.page.get(), "migrationSplitter")->sizes();
    QVERIFY(qAbs(again.first() - sizes.first()) <= 20);
    m_scene.fixture.settings().setState(u"modules/table"_s, QByteArray("of another kind"));
    m_scene.openPage();
    QVERIFY(m_scene.table()->header()->sectionSize(MigrationsModel::Name) > 50);
    QCOMPARE(m_scene.cell(0, MigrationsModel::Name), u"1_a"_s);
}

void TestModulesPage::keyboardAlone()
{
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, u"1_a"_s, false});
    m_scene.page->activate();
    QCOMPARE(m_scene.page->focusWidget(), m_scene.modules());
    QTest::keyClick(m_scene.modules(), Qt::Key_Down);
    QCOMPARE(m_scene.modules()->currentIndex().data(ui::IdRole).toString(), u"stock"_s);
    QCOMPARE(m_scene.cell(0, MigrationsModel::Name), u"4_d"_s);
    QTest::keyClick(m_scene.modules(), Qt::Key_Up);
    m_scene.choose(u"2_b"_s);
    const auto *mark = child<QPushButton>(m_scene.page.get(), "markPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(mark->isEnabled(), 60'000); // once the evidence is there
    QSet<QWidget *> reached;
    for (int i = 0; i < 60; ++i) {
        QTest::keyClick(m_scene.page->focusWidget(), Qt::Key_Tab);
        reached.insert(m_scene.page->focusWidget());
    }
    for (const char *name : {"runPendingPushButton",
                             "rollBackPushButton",
                             "markPushButton",
                             "runToHerePushButton",
                             "moduleTabBar",
                             "migrationFilterComboBox",
                             "migrationSearchLineEdit",
                             "migrationsTreeView"})
        QVERIFY2(reached.contains(child<QWidget>(m_scene.page.get(), name)), name);
    QVERIFY(reached.contains(child<QWidget>(m_scene.file(), "fileTabBar")));
    m_scene.table()->setFocus();
    QTest::keyClick(m_scene.table(), Qt::Key_Down);
    QCOMPARE(m_scene.table()->currentIndex().row(), 2);
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"t_3_c"_s));
    QCOMPARE(m_scene.table()->contextMenuPolicy(), Qt::ActionsContextMenu);
    QCOMPARE(m_scene.table()->actions().size(), 10);
    const auto *menu = child<QMenu>(m_scene.page.get(), "rollBackMenu");
    QCOMPARE(menu->actions().size(), 3);
    QVERIFY(menu->toolTipsVisible());
}

void TestModulesPage::keepsTheChoiceThroughARefresh()
{
    m_scene.open();
    m_scene.page->showModule(u"stock"_s);
    test::readAgain(*m_scene.session);
    QCOMPARE(m_scene.modules()->currentIndex().data(ui::IdRole).toString(), u"stock"_s);
    m_scene.page->showModule(u"core"_s);
    m_scene.choose(u"2_b"_s);
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    const QModelIndex current = m_scene.table()->currentIndex();
    QCOMPARE(current.siblingAtColumn(MigrationsModel::Name).data().toString(), u"2_b"_s);
    QCOMPARE(current.siblingAtColumn(MigrationsModel::State).data().toString(), u"applied"_s);
    m_scene.core->addTable(u"0_earlier"_s); // a pack was installed
    test::readAgain(*m_scene.session);
    QCOMPARE(
        m_scene.table()->currentIndex().siblingAtColumn(MigrationsModel::Name).data().toString(),
        u"2_b"_s);
    m_scene.fixture.useModules({m_scene.stock->path()});
    test::readAgain(*m_scene.session);
    QCOMPARE(m_scene.modules()->model()->rowCount(), 1);
    QCOMPARE(m_scene.modules()->currentIndex().data(ui::IdRole).toString(), u"stock"_s);
    m_scene.page->showModule(u"core"_s); // which is no longer there
    QCOMPARE(m_scene.modules()->currentIndex().data(ui::IdRole).toString(), u"stock"_s);
}

void TestModulesPage::followsTheLanguage()
{
    m_scene.open();
    const QString state = m_scene.cell(0, MigrationsModel::State);
    const auto *pill = child<ui::StatePill>(m_scene.page.get(), "modulePill");
    const QString word = pill->look().text;
    m_scene.choose(u"2_b"_s);
    setLanguage(Language::Thai);
    QTRY_COMPARE(child<QLabel>(m_scene.page.get(), "moduleTitleLabel")->text(),
                 u"\u0e23\u0e30\u0e1a\u0e1a\u0e2b\u0e25\u0e31\u0e01"_s);
    QCOMPARE(m_scene.modules()->currentIndex().data().toString(),
             u"\u0e23\u0e30\u0e1a\u0e1a\u0e2b\u0e25\u0e31\u0e01 (core)"_s);
    QVERIFY(m_scene.cell(0, MigrationsModel::State) != state);
    QVERIFY(pill->look().text != word);
    QCOMPARE(m_scene.table()->currentIndex().row(), 1); // the choice stays
    QTRY_VERIFY(m_scene.shownSql("upSqlView").contains(u"t_2_b"_s));
}

void TestModulesPage::noModules()
{
    m_scene.fixture.useModules({m_scene.fixture.filePath(u"nothing-here"_s)});
    m_scene.open();
    const auto *empty = child<ui::EmptyState>(m_scene.page.get(), "modulesEmptyState");
    QVERIFY(empty->isVisible());
    QCOMPARE(empty->title(), u"No modules"_s);
    QVERIFY(!m_scene.action(Kind::RunPending)->isEnabled());
    m_scene.fixture.useModules({m_scene.core->path()});
    test::readAgain(*m_scene.session);
    QVERIFY(!empty->isVisible());
    QVERIFY(m_scene.action(Kind::RunPending)->isEnabled());
}

void TestModulesPage::accessible()
{
    m_scene.open();
    QCOMPARE(test::controlsWithoutName(m_scene.page.get()), QString());
    setLanguage(Language::Thai);
    QTRY_COMPARE(test::controlsWithoutName(m_scene.page.get()), QString());
}

void TestModulesPage::nothingIsClipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::newRow("English") << Language::English << 100;
    QTest::newRow("English, large") << Language::English << 150;
    QTest::newRow("Thai") << Language::Thai << 100;
    QTest::newRow("Thai, large") << Language::Thai << 150;
}

void TestModulesPage::nothingIsClipped()
{
    QFETCH(Language, language);
    QFETCH(int, percent);
    setLanguage(language);
    ui::Theme::instance().setTextPercent(percent);
    m_scene.fixture.settings().setState(u"modules/table"_s, QByteArray());
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    m_scene.sql("UPDATE knex_core_lock SET is_locked = 1");
    test::readAgain(*m_scene.session);
    m_scene.page->resize(820, 620);
    QTRY_COMPARE(test::clippedTexts(m_scene.page.get()), QString());
    QVERIFY(m_scene.page->width() <= 820);
    for (const ui::ThemeMode mode : {ui::ThemeMode::Dark, ui::ThemeMode::Light}) {
        ui::Theme::instance().setMode(mode);
        test::savePicture(m_scene.page.get(),
                          u"modules-"_s % QString::fromLatin1(QTest::currentDataTag()) % u'-'
                              % keyOf(mode));
    }
    ui::Theme::instance().setTextPercent(100);
}

QTEST_MAIN(TestModulesPage)
#include "tst_modulespage.moc"
