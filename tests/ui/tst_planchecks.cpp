// What a plan destroys, and the check before the run, on the plan page.
#include "core/base/language.h"
#include "tests/ui/support/flowtest.h"
#include "ui/models/lossesmodel.h"
#include "ui/pages/planpage.h"
#include "ui/pages/preflightview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/foldout.h"
#include "ui/widgets/nameconfirmation.h"
#include "ui/widgets/statepill.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UnlockRequest;
using operations::UpgradeRequest;
using test::child;
using test::UiFixture;
using ui::LossesModel;

namespace {

constexpr int patience = 120'000;

} // namespace

class TestPlanChecks : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void lossesWantTheNameOnProduction();
    void lossesElsewhere();
    void cascadeSaysFromWhere();
    void whatCannotBeKnown();
    void lossOfNoRows();
    void linesOfTheCheck();
    void stopDisablesTheRun();
    void stopSinceThePlan();
    void checkCannotBeMade();
    void unprovenReleaseWantsTheName();
    void everyLook_data();
    void everyLook();

private:
    void makeDrugs();
    [[nodiscard]] QWidget *losses() const;
    [[nodiscard]] QString lossRow(int row) const;
    [[nodiscard]] QPushButton *runButton() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QWidget *line(const char *name) const; // nullptr: there is none
    void checkAgain();
};

// Three rows, of a table that other rows refer to.
void TestPlanChecks::makeDrugs()
{
    UiFixture::sql(m_profile,
                   "CREATE TABLE t_drugs (id int PRIMARY KEY, name text);"
                   "CREATE TABLE t_lots (id int, drug_id int REFERENCES t_drugs (id));"
                   "INSERT INTO t_drugs VALUES (1, 'a'), (2, 'b'), (3, 'c');"
                   "INSERT INTO t_lots VALUES (1, 1), (2, 1), (3, 2), (4, 3)");
}

QWidget *TestPlanChecks::losses() const
{
    return child<QWidget>(m_window->planPage(), "lossesView");
}

QString TestPlanChecks::lossRow(int row) const
{
    const auto *table = child<QTreeView>(losses(), "lossesTreeView");
    QStringList cells;
    for (int column = 0; column < LossesModel::ColumnCount; ++column) {
        if (!table->isColumnHidden(column))
            cells << table->model()->index(row, column).data().toString();
    }
    return cells.join(u'|');
}

QPushButton *TestPlanChecks::runButton() const
{
    return child<QPushButton>(m_window->planPage(), "runPushButton");
}

QString TestPlanChecks::reason() const
{
    const auto *label = child<QLabel>(m_window->planPage(), "runReasonLabel");
    return label->isVisible() ? label->text() : QString();
}

QWidget *TestPlanChecks::line(const char *name) const
{
    return m_window->planPage()->findChild<QWidget *>(u"preflight_"_s % QLatin1StringView(name));
}

void TestPlanChecks::checkAgain()
{
    auto *button = child<QPushButton>(m_window->planPage(), "checkAgainPushButton");
    QTRY_VERIFY(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    const auto *view = child<ui::PreflightView>(m_window->planPage(), "preflightView");
    QTRY_VERIFY_WITH_TIMEOUT(!view->isChecking(), patience);
}

void TestPlanChecks::lossesWantTheNameOnProduction()
{
    m_demo->addMigration(u"1_empty"_s, "SELECT 1;\nTRUNCATE public.t_drugs CASCADE;", "SELECT 1;");
    open(Environment::Production, u"Nan Hospital"_s);
    makeDrugs();
    m_window->plan(UpgradeRequest {});
    const QAbstractItemModelTester tester(child<QTreeView>(losses(), "lossesTreeView")->model());
    QVERIFY(losses()->isVisible());
    QCOMPARE(lossRow(0), u"public.t_drugs|the table is emptied|3|demo/1_empty, line 3|"_s);
    const auto *pill = child<ui::StatePill>(losses(), "lossesPill");
    QCOMPARE(pill->look().meaning, ui::Meaning::Danger);
    QCOMPARE(pill->text(), u"rows are lost"_s);
    auto *confirmation = child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation");
    QVERIFY(confirmation->isVisible());
    QTRY_COMPARE(reason(), QString()); // the check is made and stops nothing
    QVERIFY(!runButton()->isEnabled());
    QVERIFY(runButton()->toolTip().contains(u"name"_s));
    QTest::keyClicks(child<QLineEdit>(confirmation, "confirmLineEdit"), u"Nan Hospital"_s);
    QVERIFY(runButton()->isEnabled());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM t_lots"), u"0"_s);
}

void TestPlanChecks::lossesElsewhere()
{
    m_demo->addMigration(u"1_drop"_s, "DROP TABLE public.t_lots;", "SELECT 1;");
    open();
    makeDrugs();
    m_window->plan(UpgradeRequest {});
    QVERIFY(losses()->isVisible());
    QCOMPARE(lossRow(0), u"public.t_lots|the table is dropped|4|demo/1_drop, line 2"_s);
    QVERIFY(!child<QWidget>(m_window->planPage(), "nameConfirmation")->isVisible());
    QTRY_VERIFY(runButton()->isEnabled());
    QVERIFY(!runButton()->isDefault()); // Enter goes back
}

void TestPlanChecks::cascadeSaysFromWhere()
{
    m_demo->addMigration(u"1_empty"_s, "TRUNCATE public.t_drugs CASCADE;", "SELECT 1;");
    open();
    makeDrugs();
    m_window->plan(UpgradeRequest {});
    QCOMPARE(lossRow(1),
             u"public.t_lots|the table is emptied|4|demo/1_empty, line 2|public.t_drugs"_s);
}

void TestPlanChecks::whatCannotBeKnown()
{
    m_demo->addMigration(u"1_hidden"_s,
                         "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables "
                         "LOOP EXECUTE 'DELETE FROM ' || t; END LOOP; END $$;",
                         "SELECT 1;");
    open(Environment::Production, u"Nan Hospital"_s);
    makeDrugs();
    m_window->plan(UpgradeRequest {});
    QVERIFY2(lossRow(0).contains(u"cannot be known"_s), qUtf8Printable(lossRow(0)));
    QCOMPARE(child<ui::StatePill>(losses(), "lossesPill")->text(), u"cannot be known"_s);
    QVERIFY(child<QLabel>(losses(), "lossesSentenceLabel")
                ->text()
                .contains(u"cannot be known what it destroys"_s));
    QVERIFY(child<QWidget>(m_window->planPage(), "nameConfirmation")->isVisible());
}

void TestPlanChecks::lossOfNoRows()
{
    m_demo->addMigration(u"1_drop"_s, "DROP TABLE public.t_nothing;", "SELECT 1;");
    open(Environment::Production, u"Nan Hospital"_s);
    UiFixture::sql(m_profile, "CREATE TABLE t_nothing ()");
    m_window->plan(UpgradeRequest {});
    QVERIFY(losses()->isVisible());
    QCOMPARE(child<ui::StatePill>(losses(), "lossesPill")->text(), u"no rows"_s);
    QVERIFY(!child<QWidget>(m_window->planPage(), "nameConfirmation")->isVisible());
    m_demo->addTable(u"1_drop"_s);
    m_window->plan(UpgradeRequest {});
    QVERIFY(!losses()->isVisible());
}

void TestPlanChecks::linesOfTheCheck()
{
    m_demo->addTable(u"1_a"_s);
    open();
    m_window->plan(UpgradeRequest {});
    QWidget *page = m_window->planPage();
    const auto *view = child<ui::PreflightView>(page, "preflightView");
    QVERIFY(!view->isChecking());
    QTRY_VERIFY(line("backup") != nullptr && line("backup")->isVisible()); // none is known of
    const auto *pill = child<ui::StatePill>(line("backup"), "preflightLinePill");
    QCOMPARE(pill->text(), u"warning"_s);
    QVERIFY(child<QLabel>(line("backup"), "preflightRemedyLabel")->isVisible());
    QVERIFY(line("server") != nullptr && !line("server")->isVisible());
    auto *fold = child<ui::Foldout>(page, "preflightFoldout");
    QVERIFY(!fold->isOpen());
    QVERIFY(fold->button()->text().contains(u"without a problem"_s));
    QTest::mouseClick(fold->button(), Qt::LeftButton);
    QTRY_VERIFY(line("server")->isVisible());
    QVERIFY(child<QLabel>(line("server"), "preflightDetailLabel")
                ->text()
                .startsWith(u"Server: PostgreSQL"_s));
    QCOMPARE(reason(), QString());
    QVERIFY(runButton()->isEnabled());
    // What it says is put into words when it is made: again in another language.
    const QPointer<QWidget> english = line("backup");
    setLanguage(Language::Thai);
    QTRY_VERIFY_WITH_TIMEOUT(english.isNull() && line("backup") != nullptr, patience);
}

void TestPlanChecks::stopDisablesTheRun()
{
    m_demo->addMigration(u"1_extension"_s, "CREATE EXTENSION no_such_thing;", "SELECT 1;");
    open();
    m_window->plan(UpgradeRequest {});
    QWidget *stop = line("extensions");
    QVERIFY(stop != nullptr);
    QTRY_VERIFY(stop->isVisible());
    QCOMPARE(child<ui::StatePill>(stop, "preflightLinePill")->text(), u"stop"_s);
    QVERIFY(!child<QLabel>(stop, "preflightRemedyLabel")->text().isEmpty());
    QVERIFY(!runButton()->isEnabled());
    QCOMPARE(reason(), u"The check says stop: Extensions"_s);
    QCOMPARE(runButton()->accessibleDescription(), reason());
    QCOMPARE(child<ui::StatePill>(m_window->planPage(), "preflightPill")->text(), u"stop"_s);
}

// What happens between the plan and the run is found by the check that the run begins with.
void TestPlanChecks::stopSinceThePlan()
{
    m_demo->addTable(u"1_a"_s);
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    m_demo->addTable(u"2_b"_s);
    m_window->plan(UpgradeRequest {});
    QTRY_VERIFY(runButton()->isEnabled());
    UiFixture::sql(m_profile, "INSERT INTO knex_migrations (name, batch) VALUES ('9_new.js', 2)");
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Refused);
    const QString message = m_window->report().runs.first().error->message;
    QVERIFY2(message.contains(u"The check before the run says stop"_s), qUtf8Printable(message));
    QCOMPARE(UiFixture::sql(m_profile, "SELECT to_regclass('\"t_2_b\"') IS NULL"), u"t"_s);
    UiFixture::sql(m_profile, "DELETE FROM knex_migrations WHERE name = '9_new.js'");
    m_window->plan(UpgradeRequest {});
    UiFixture::sql(m_profile, "INSERT INTO knex_migrations (name, batch) VALUES ('9_new.js', 2)");
    checkAgain();
    QVERIFY(!runButton()->isEnabled());
    QCOMPARE(reason(), u"The check says stop: Unknown migrations"_s);
    UiFixture::sql(m_profile, "DELETE FROM knex_migrations WHERE name = '9_new.js'");
    checkAgain();
    QCOMPARE(reason(), QString());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
}

void TestPlanChecks::checkCannotBeMade()
{
    m_demo->addTable(u"1_a"_s);
    open();
    m_window->plan(UpgradeRequest {});
    UiFixture::sql(m_profile,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                   "pg_backend_pid() AND datname = current_database()");
    checkAgain();
    QVERIFY(!runButton()->isEnabled());
    QCOMPARE(reason(), u"The check could not be made, and nothing runs without it."_s);
    QVERIFY(child<QLabel>(m_window->planPage(), "preflightSummaryLabel")
                ->text()
                .startsWith(u"The check could not be made: "_s));
    m_window->session().open();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session().isConnected(), patience);
    checkAgain();
    QTRY_VERIFY(runButton()->isEnabled());
}

// On every site, and without a check: it is what mends a stop.
void TestPlanChecks::unprovenReleaseWantsTheName()
{
    m_demo->addTable(u"1_a"_s);
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    m_window->plan(UnlockRequest {u"demo"_s, true});
    QVERIFY(!child<QWidget>(m_window->planPage(), "preflightView")->isVisible());
    auto *confirmation = child<QWidget>(m_window->planPage(), "nameConfirmation");
    QVERIFY(confirmation->isVisible());
    QVERIFY(child<QLabel>(confirmation, "confirmWhyLabel")->text().contains(u"not proven"_s));
    QVERIFY(!runButton()->isEnabled());
    QTest::keyClicks(child<QLineEdit>(confirmation, "confirmLineEdit"), m_profile.code);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(UiFixture::sql(m_profile, "SELECT is_locked FROM knex_migrations_lock"), u"0"_s);
}

void TestPlanChecks::everyLook_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::addColumn<ui::ThemeMode>("mode");
    QTest::newRow("English") << Language::English << 100 << ui::ThemeMode::Light;
    QTest::newRow("Thai") << Language::Thai << 100 << ui::ThemeMode::Dark;
    QTest::newRow("English, large") << Language::English << 150 << ui::ThemeMode::Dark;
    QTest::newRow("Thai, large") << Language::Thai << 150 << ui::ThemeMode::Light;
}

void TestPlanChecks::everyLook()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    QFETCH(const ui::ThemeMode, mode);
    m_demo->addMigration(u"20251205000001_empty_the_drugs"_s,
                         "TRUNCATE public.t_drugs CASCADE;\nCREATE EXTENSION no_such_thing;",
                         "SELECT 1;");
    open(Environment::Production, u"Nan Hospital"_s);
    makeDrugs();
    m_window->plan(UpgradeRequest {});
    setLanguage(language);
    ui::Theme::instance().setMode(mode);
    ui::Theme::instance().setTextPercent(percent);
    const auto *view = child<ui::PreflightView>(m_window->planPage(), "preflightView");
    QTRY_VERIFY_WITH_TIMEOUT(!view->isChecking(), patience); // again, in that language
    child<ui::Foldout>(m_window->planPage(), "preflightFoldout")->setOpen(true);
    QTRY_COMPARE(test::clippedTexts(m_window.get()), QString());
    const auto *card = child<QWidget>(losses(), "lossesCard"); // its table is not cut either
    QVERIFY(card->height() >= card->layout()->totalHeightForWidth(card->width()));
    QCOMPARE(test::controlsWithoutName(m_window.get()), QString());
    test::savePicture(m_window.get(),
                      u"plan-losses-%1-%2-%3"_s
                          .arg(jsonKeyOf(mode), language == Language::Thai ? u"th"_s : u"en"_s)
                          .arg(percent));
}

QTEST_MAIN(TestPlanChecks)
#include "tst_planchecks.moc"
