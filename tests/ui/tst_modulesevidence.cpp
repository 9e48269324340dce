#include "core/base/tr.h"
#include "tests/ui/support/modulesscene.h"
#include "ui/dialogs/reasondialog.h"
#include "ui/models/migrationsmodel.h"
#include "ui/models/roles.h"
#include "ui/site/siteheader.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using ui::MigrationsModel;
using Kind = ui::ModuleActions::Kind;

namespace {

constexpr int patience = 60'000;
constexpr auto terminateOthers = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                 " WHERE datname = current_database() AND pid <> pg_backend_pid()";

} // namespace

// What the Modules page says of evidence, and how migrations are marked from it.
class TestModulesEvidence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void columnBesideTheState();
    void contradictionsStandOut();
    void tabOfTheObjects();
    void nothingIsReadWhileHidden();
    void cannotBeRead();
    void connectionLost();
    void markWhatIsProven();
    void markSeveralWithAReason();
    void markAsPending();
    void markAllThatIsProven();
    void cannotBeMarked();
    void keyboardAlone();
    void opensAtTheEvidence();
    void chosenRowStaysInSight();
    void accessibleAndUnclipped_data();
    void accessibleAndUnclipped();

private:
    void open(); // and waits for the evidence
    void makeContradictions();
    void waitForEvidence();
    void select(const QStringList &stems);
    [[nodiscard]] QString evidence(int row) const
    {
        return m_scene.cell(row, MigrationsModel::Evidence);
    }
    [[nodiscard]] ui::ReasonDialog *dialog() const
    {
        return m_scene.page->findChild<ui::ReasonDialog *>();
    }

    test::ModulesScene m_scene;
};

void TestModulesEvidence::init()
{
    ui::Theme::instance(); // as the program does, before the first widget
    setLanguage(Language::English);
    m_scene.reset();
}

void TestModulesEvidence::cleanup()
{
    m_scene.close();
    setLanguage(Language::English);
    ui::Theme::instance().setTextPercent(100);
}

void TestModulesEvidence::waitForEvidence()
{
    const auto known = [this] {
        return m_scene.session->evidence().of(u"core"_s).state == ui::SiteEvidence::State::Known;
    };
    QVERIFY(QTest::qWaitFor(known, patience));
}

void TestModulesEvidence::open()
{
    m_scene.open();
    waitForEvidence();
}

// 1_a recorded and gone, 2_b there and not recorded, 3_c elsewhere, 5_half half there.
void TestModulesEvidence::makeContradictions()
{
    m_scene.core->addMigration(u"5_half"_s,
                               "CREATE TABLE t_5_one (id int); CREATE TABLE t_5_two (id int);",
                               "DROP TABLE t_5_one; DROP TABLE t_5_two;");
    m_scene.core->addMigration(u"6_rows"_s, "UPDATE t_2_b SET id = 1 WHERE false;", "SELECT 1;");
    m_scene.open();
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    m_scene.sql("DROP TABLE t_1_a; DELETE FROM knex_core WHERE name = '2_b.ts';"
                " CREATE SCHEMA other; ALTER TABLE t_3_c SET SCHEMA other; DROP TABLE t_5_two");
    test::readAgain(*m_scene.session);
    waitForEvidence();
}

void TestModulesEvidence::select(const QStringList &stems)
{
    m_scene.choose(stems.first());
    auto *rows = m_scene.table()->selectionModel();
    for (int row = 0; row < m_scene.table()->model()->rowCount(); ++row) {
        if (stems.contains(m_scene.cell(row, MigrationsModel::Name)))
            rows->select(m_scene.table()->model()->index(row, 0),
                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
}

void TestModulesEvidence::columnBesideTheState()
{
    m_scene.open();
    QCOMPARE(int(MigrationsModel::Evidence), MigrationsModel::State + 1);
    QCOMPARE(
        m_scene.table()->model()->headerData(MigrationsModel::Evidence, Qt::Horizontal).toString(),
        u"Evidence"_s);
    QVERIFY(evidence(0) == u"being read..."_s || evidence(0) == u"not done"_s);
    waitForEvidence();
    QCOMPARE(evidence(0), u"not done"_s);
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, u"1_a"_s, false});
    QTRY_COMPARE_WITH_TIMEOUT(evidence(0), u"done"_s, patience);
    QCOMPARE(evidence(1), u"not done"_s);
}

void TestModulesEvidence::contradictionsStandOut()
{
    makeContradictions();
    QCOMPARE(evidence(0), u"recorded, but not there"_s);
    QCOMPARE(evidence(1), u"there, but not recorded"_s);
    QCOMPARE(evidence(2), u"in the wrong schema"_s);
    QCOMPARE(evidence(3), u"half there"_s);
    QCOMPARE(evidence(4), u"data only"_s);
    const QModelIndex gone = m_scene.table()->model()->index(0, MigrationsModel::Evidence);
    QCOMPARE(gone.data(ui::MeaningRole).toInt(), int(ui::Meaning::Danger));
    QCOMPARE(gone.data(ui::IconRole).toInt(), int(ui::Icon::StateAttention));
    QVERIFY(gone.data(Qt::ToolTipRole).toString().startsWith(u"It is recorded as applied"_s));
    auto *filter = child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox");
    QCOMPARE(filter->itemText(3), u"Need attention (4)"_s);
    filter->setCurrentIndex(3);
    QCOMPARE(m_scene.table()->model()->rowCount(), 4);
    test::readAgain(*m_scene.session); // the filter keeps its rows meanwhile
    QCOMPARE(m_scene.table()->model()->rowCount(), 4);
    waitForEvidence();
    QCOMPARE(m_scene.table()->model()->rowCount(), 4);
    m_scene.openPage(); // with evidence that is there already
    child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox")->setCurrentIndex(3);
    QCOMPARE(m_scene.table()->model()->rowCount(), 4);
    QVERIFY(m_scene.table()->currentIndex().isValid());
}

void TestModulesEvidence::tabOfTheObjects()
{
    makeContradictions();
    m_scene.choose(u"3_c"_s);
    auto *tabs = child<QTabWidget>(m_scene.file(), "fileTabWidget");
    QCOMPARE(tabs->tabText(2), u"Evidence"_s);
    tabs->setCurrentIndex(2);
    const auto *objects = child<QTreeView>(m_scene.file(), "evidenceTreeView");
    QTRY_VERIFY(objects->isVisible());
    const auto *model = objects->model();
    QCOMPARE(model->index(0, 0).data().toString(), u"public.t_3_c"_s);
    QCOMPARE(model->index(0, 1).data().toString(), u"table"_s);
    QCOMPARE(model->index(0, 2).data().toString(), u"in another schema"_s);
    QCOMPARE(model->index(0, 3).data().toString(), u"other"_s);
    QCOMPARE(child<QLabel>(m_scene.file(), "evidenceSentenceLabel")->text(),
             u"What it makes stands in another schema than its file says."_s);
    m_scene.choose(u"5_half"_s);
    QTRY_COMPARE(model->rowCount(), 4); // two tables with a column each
    m_scene.choose(u"6_rows"_s);
    QTRY_VERIFY(!objects->isVisible());
    QVERIFY(child<QLabel>(m_scene.file(), "evidenceSentenceLabel")
                ->text()
                .startsWith(u"It changes data only"_s));
    m_scene.page->showModule(u"stock"_s);
    auto *parts =
        child<QTabWidget>(child<QWidget>(m_scene.page.get(), "seedFile"), "fileTabWidget");
    QVERIFY(!parts->isTabVisible(2)); // a seed has none
}

void TestModulesEvidence::nothingIsReadWhileHidden()
{
    m_scene.open();
    waitForEvidence();
    m_scene.page->hide();
    test::readAgain(*m_scene.session);
    QCOMPARE(m_scene.session->evidence().of(u"core"_s).state, ui::SiteEvidence::State::Unread);
    m_scene.page->show();
    waitForEvidence();
}

void TestModulesEvidence::cannotBeRead()
{
    m_scene.core->write(u"5_odd.sql"_s, "SELECT 1;\n-- migrate:up\nSELECT 2;\n");
    m_scene.open();
    QTRY_COMPARE_WITH_TIMEOUT(evidence(0), u"not known"_s, patience);
    m_scene.choose(u"1_a"_s);
    child<QTabWidget>(m_scene.file(), "fileTabWidget")->setCurrentIndex(2);
    const auto *error = child<ui::EmptyState>(m_scene.file(), "evidenceEmptyState");
    QTRY_COMPARE(error->state(), ui::EmptyState::State::Error);
    for (const Kind kind : {Kind::MarkCompleted, Kind::MarkProvable}) {
        QVERIFY(!m_scene.action(kind)->isEnabled());
        QVERIFY(m_scene.action(kind)->toolTip().startsWith(u"The evidence cannot be read: "_s));
    }
    m_scene.core->addMigration(u"5_odd"_s, "CREATE TABLE t_5 (id int);");
    QTest::mouseClick(error->firstButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(evidence(0), u"not done"_s, patience);
    QVERIFY(!error->isVisible());
}

void TestModulesEvidence::connectionLost()
{
    open();
    m_scene.sql(terminateOthers);
    m_scene.session->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(m_scene.session->link(), ui::SiteSession::Link::Lost, patience);
    QCOMPARE(evidence(0), u"not done"_s); // what was read stays to be seen
    QVERIFY(!m_scene.action(Kind::MarkCompleted)->isEnabled());
    m_scene.session->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_scene.action(Kind::MarkCompleted)->isEnabled(), patience);
}

void TestModulesEvidence::markWhatIsProven()
{
    makeContradictions();
    m_scene.choose(u"2_b"_s);
    const auto request = m_scene.asked<plans::MarkRequest>(Kind::MarkCompleted); // at once
    QCOMPARE(request.module, u"core"_s);
    QCOMPARE(request.names, QStringList {u"2_b"_s});
    QVERIFY(!request.pending);
    QVERIFY(!request.provable);
    QVERIFY(request.reason.isEmpty());
    QVERIFY(!dialog());
    test::carryOut(*m_scene.session, request);
    QTRY_COMPARE_WITH_TIMEOUT(evidence(1), u"done"_s, patience);
    QCOMPARE(m_scene.cell(1, MigrationsModel::State), u"applied"_s);
}

void TestModulesEvidence::markSeveralWithAReason()
{
    open(); // nothing is there
    select({u"1_a"_s, u"3_c"_s});
    QCOMPARE(m_scene.action(Kind::MarkCompleted)->text(), u"Mark 2 as completed..."_s);
    QSignalSpy requests(m_scene.page.get(), &ui::ModulesPage::operationRequested);
    m_scene.action(Kind::MarkCompleted)->trigger();
    QVERIFY(dialog());
    QCOMPARE(requests.size(), 0);
    QVERIFY(dialog()->findChild<ui::SiteHeader *>()); // where we are
    QCOMPARE(dialog()->windowTitle(), u"Mark as completed"_s);
    QVERIFY(child<QLabel>(dialog(), "reasonListLabel")->text().contains(u"1_a"_s));
    QVERIFY(child<QLabel>(dialog(), "reasonListLabel")->text().contains(u"3_c"_s));
    QVERIFY2(child<QLabel>(dialog(), "reasonListLabel")->text().contains(u"Missing: table "_s),
             qUtf8Printable(child<QLabel>(dialog(), "reasonListLabel")->text()));
    auto *go = child<QPushButton>(dialog(), "showPlanPushButton");
    auto *reason = child<QLineEdit>(dialog(), "reasonLineEdit");
    QVERIFY(!go->isEnabled());
    QCOMPARE(go->toolTip(), u"Type a reason first."_s);
    QTest::keyClicks(reason, u"  "_s);
    QVERIFY(!go->isEnabled());
    QTest::keyClicks(reason, u"made by hand"_s);
    QVERIFY(go->isEnabled());
    QCOMPARE(test::controlsWithoutName(dialog()), QString());
    QTest::mouseClick(go, Qt::LeftButton);
    QCOMPARE(requests.size(), 1);
    const auto request =
        std::get<plans::MarkRequest>(requests.first().first().value<operations::Request>());
    QCOMPARE(request.reason, u"made by hand"_s);
    QCOMPARE(QSet<QString>(request.names.begin(), request.names.end()),
             (QSet<QString> {u"1_a"_s, u"3_c"_s}));
    test::carryOut(*m_scene.session, request);
    QTRY_COMPARE_WITH_TIMEOUT(evidence(0), u"recorded, but not there"_s, patience);
    QVERIFY(m_scene.sql("SELECT string_agg(reason, '') FROM aegisx_site.run_step")
                .contains(u"made by hand"_s));
    QTRY_VERIFY(!dialog());
}

void TestModulesEvidence::markAsPending()
{
    makeContradictions();
    m_scene.choose(u"1_a"_s); // which is gone: proven
    auto request = m_scene.asked<plans::MarkRequest>(Kind::MarkPending);
    QVERIFY(request.pending);
    QCOMPARE(request.names, QStringList {u"1_a"_s});
    m_scene.choose(u"5_half"_s); // which is not
    QSignalSpy requests(m_scene.page.get(), &ui::ModulesPage::operationRequested);
    m_scene.action(Kind::MarkPending)->trigger();
    QVERIFY(dialog());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QCOMPARE(requests.size(), 0);
    test::carryOut(*m_scene.session, request);
    QTRY_COMPARE_WITH_TIMEOUT(evidence(0), u"not done"_s, patience);
    QCOMPARE(m_scene.cell(0, MigrationsModel::State), u"pending"_s);
}

void TestModulesEvidence::markAllThatIsProven()
{
    open();
    QCOMPARE(m_scene.action(Kind::MarkProvable)->toolTip(),
             u"No pending migration is proven to be done."_s);
    m_scene.sql("CREATE TABLE t_1_a (id int PRIMARY KEY); CREATE TABLE t_3_c (id int PRIMARY KEY)");
    test::readAgain(*m_scene.session);
    QTRY_VERIFY_WITH_TIMEOUT(m_scene.action(Kind::MarkProvable)->isEnabled(), patience);
    QCOMPARE(m_scene.action(Kind::MarkProvable)->text(),
             u"Mark all that are provably done (2)..."_s);
    const auto request = m_scene.asked<plans::MarkRequest>(Kind::MarkProvable);
    QVERIFY(request.provable);
    QVERIFY(request.names.isEmpty());
    test::carryOut(*m_scene.session, request);
    QCOMPARE(m_scene.cell(0, MigrationsModel::State), u"applied"_s);
    QCOMPARE(m_scene.cell(1, MigrationsModel::State), u"pending"_s);
    QCOMPARE(m_scene.cell(2, MigrationsModel::State), u"applied"_s);
}

void TestModulesEvidence::cannotBeMarked()
{
    open();
    QCOMPARE(m_scene.action(Kind::MarkPending)->toolTip(),
             u"Choose migrations that are applied."_s);
    test::carryOut(*m_scene.session, plans::MigrateRequest {{u"core"_s}, {}, false});
    waitForEvidence();
    QCOMPARE(m_scene.action(Kind::MarkCompleted)->toolTip(),
             u"Choose migrations that are pending."_s);
    QVERIFY(m_scene.action(Kind::MarkPending)->isEnabled());
    m_scene.sql("UPDATE knex_core_lock SET is_locked = 1");
    test::readAgain(*m_scene.session);
    waitForEvidence();
    for (const Kind kind : {Kind::MarkCompleted, Kind::MarkPending, Kind::MarkProvable})
        QVERIFY(!m_scene.action(kind)->isEnabled());
    auto *button = child<QPushButton>(m_scene.page.get(), "markPushButton");
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->accessibleDescription(), m_scene.action(Kind::MarkCompleted)->toolTip());
}

void TestModulesEvidence::keyboardAlone()
{
    open();
    m_scene.choose(u"1_a"_s);
    m_scene.table()->setFocus();
    QTest::keyClick(m_scene.table(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_scene.action(Kind::MarkCompleted)->text(), u"Mark 2 as completed..."_s);
    QTest::keyClick(m_scene.table(), Qt::Key_Down);
    QCOMPARE(m_scene.action(Kind::MarkCompleted)->text(), u"Mark as completed..."_s);
    m_scene.action(Kind::MarkCompleted)->trigger();
    QTRY_VERIFY(dialog() && dialog()->isVisible());
    auto *reason = child<QLineEdit>(dialog(), "reasonLineEdit");
    QTRY_VERIFY(reason->hasFocus());
    QTest::keyClicks(reason, u"by hand"_s);
    QSignalSpy requests(m_scene.page.get(), &ui::ModulesPage::operationRequested);
    QTest::keyClick(reason, Qt::Key_Return);
    QCOMPARE(requests.size(), 1);
    const auto *menu = child<QMenu>(m_scene.page.get(), "markMenu");
    QCOMPARE(menu->actions().size(), 3);
    QVERIFY(menu->toolTipsVisible());
}

void TestModulesEvidence::opensAtTheEvidence()
{
    makeContradictions();
    m_scene.page->showModule(u"stock"_s);
    child<QComboBox>(m_scene.page.get(), "migrationFilterComboBox")->setCurrentIndex(1);
    m_scene.page->showEvidence(u"core"_s, u"5_half"_s);
    QCOMPARE(m_scene.modules()->currentIndex().data(ui::IdRole).toString(), u"core"_s);
    QCOMPARE(
        m_scene.table()->currentIndex().siblingAtColumn(MigrationsModel::Name).data().toString(),
        u"5_half"_s);
    QTRY_VERIFY(child<QTreeView>(m_scene.file(), "evidenceTreeView")->isVisible());
    QCOMPARE(m_scene.page->focusWidget(), m_scene.table());
}

// In what a window of 1280x800 leaves for the page.
void TestModulesEvidence::chosenRowStaysInSight()
{
    for (int n = 10; n < 46; ++n)
        m_scene.core->addTable(u"%1_more"_s.arg(n));
    open();
    m_scene.page->resize(1110, 690);
    const auto rowsInSight = [this] {
        const QTreeView *table = m_scene.table();
        return table->viewport()->height()
            / table->visualRect(table->model()->index(0, 0)).height();
    };
    QTRY_VERIFY2(rowsInSight() >= 6, qPrintable(QString::number(rowsInSight())));
    for (const QString &stem : {u"40_more"_s, u"12_more"_s}) {
        m_scene.page->showEvidence(u"core"_s, stem);
        QTRY_VERIFY(child<QWidget>(m_scene.file(), "evidenceView")->isVisible());
        const auto inSight = [this] {
            const QTreeView *table = m_scene.table();
            return table->viewport()->rect().contains(table->visualRect(table->currentIndex()));
        };
        QTRY_VERIFY(inSight());
        QVERIFY2(rowsInSight() >= 6, qPrintable(QString::number(rowsInSight())));
    }
    test::savePicture(m_scene.page.get(), u"modules-evidence-many"_s);
}

void TestModulesEvidence::accessibleAndUnclipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::newRow("English") << Language::English << 100;
    QTest::newRow("English, large") << Language::English << 150;
    QTest::newRow("Thai") << Language::Thai << 100;
    QTest::newRow("Thai, large") << Language::Thai << 150;
}

void TestModulesEvidence::accessibleAndUnclipped()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    makeContradictions();
    setLanguage(language);
    ui::Theme::instance().setTextPercent(percent);
    m_scene.page->resize(860, 640);
    m_scene.page->showEvidence(u"core"_s, u"5_half"_s);
    m_scene.action(Kind::MarkPending)->trigger();
    QTRY_VERIFY(dialog() && dialog()->isVisible());
    for (QWidget *widget :
         {static_cast<QWidget *>(m_scene.page.get()), static_cast<QWidget *>(dialog())}) {
        QCOMPARE(test::controlsWithoutName(widget), QString());
        QTRY_COMPARE(test::clippedTexts(widget), QString());
        for (const ui::ThemeMode mode : {ui::ThemeMode::Dark, ui::ThemeMode::Light}) {
            ui::Theme::instance().setMode(mode);
            QTest::qWait(50); // the layout follows by posted events
            test::savePicture(widget,
                              u"evidence-"_s % widget->objectName() % u'-'
                                  % QString::fromLatin1(QTest::currentDataTag()) % u'-'
                                  % keyOf(mode));
        }
    }
}

QTEST_MAIN(TestModulesEvidence)
#include "tst_modulesevidence.moc"
