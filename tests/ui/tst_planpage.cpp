#include "core/base/language.h"
#include "core/base/tr.h"
#include "tests/ui/support/flowtest.h"
#include "ui/models/planmodel.h"
#include "ui/models/planwords.h"
#include "ui/models/roles.h"
#include "ui/pages/planpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/nameconfirmation.h"
#include "ui/widgets/sqlview.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::EnvironmentRequest;
using operations::UnlockRequest;
using operations::UpgradeRequest;
using test::child;
using test::FlowWindow;
using test::UiFixture;
using ui::PlanModel;
using ui::PlanPage;

namespace {

// "Rongphayabal" and a word with SARA AM, as one letter and as two.
const QString thaiName =
    u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e19\u0e49\u0e33\u0e43\u0e2a"_s;
const QString thaiTypedOtherwise =
    u" \u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e19\u0e4d\u0e49\u0e32\u0e43\u0e2a "_s;

} // namespace

class TestPlanPage : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void modelKeepsItsPromises();
    void upgrade();
    void sqlKeepsItsLines();
    void stepByStep();
    void whatCannotBeUndone();
    void nothingToDo();
    void refusal();
    void lockOfUnknownHolder();
    void lockWithoutTheRight();
    void firstInstallSeed();
    void rollbackOnProductionWantsTheName_data();
    void rollbackOnProductionWantsTheName();
    void rollbackElsewhereIsOneButton();
    void noLongerProduction();
    void keyboard();
    void followsTheLanguage();
    void namesTheFileThatCannotBeRead();
    void connectionLost();
    void accessibleAndUnclipped_data();
    void accessibleAndUnclipped();

private:
    void fillDemo();
    [[nodiscard]] QString heading() const;
    [[nodiscard]] QPushButton *runButton() const;
    [[nodiscard]] QString row(int number) const;
};

void TestPlanPage::fillDemo()
{
    m_demo->addTable(u"20251205000001_wards"_s);
    m_demo->addMigration(u"20251205000002_drugs"_s,
                         "-- What the ward keeps.\nCREATE TABLE public.t_drugs (\n    id integer "
                         "PRIMARY KEY,\n    name text NOT NULL\n);\n\nCREATE INDEX t_drugs_name ON "
                         "public.t_drugs (name);",
                         "DROP TABLE public.t_drugs;");
    m_demo->addTable(u"20251205000003_stock"_s);
    m_demo->addSeed(u"001_drugs"_s,
                    "INSERT INTO public.t_drugs VALUES (1, 'Paracetamol'), (2, 'Amoxicillin') ON "
                    "CONFLICT (id) DO UPDATE SET name = excluded.name;");
}

QString TestPlanPage::heading() const
{
    return child<QLabel>(m_window->planPage(), "planHeadingLabel")->text();
}

QPushButton *TestPlanPage::runButton() const
{
    return child<QPushButton>(m_window->planPage(), "runPushButton");
}

QString TestPlanPage::row(int number) const
{
    const auto *model = child<QTreeView>(m_window->planPage(), "planStepsTreeView")->model();
    QStringList cells;
    for (int column = 0; column < model->columnCount(); ++column)
        cells << model->index(number, column).data().toString();
    return cells.join(u'|');
}

void TestPlanPage::modelKeepsItsPromises()
{
    fillDemo();
    open();
    PlanModel model;
    const QAbstractItemModelTester tester(&model);
    auto connection =
        postgres::Connection::open(m_profile.connection); // a plan of its own for the model
    QVERIFY(connection);
    auto preparation = operations::prepare(
        *connection, m_window->session().snapshot()->catalog, {}, UpgradeRequest {});
    QVERIFY(preparation);
    model.setPreparation(std::make_shared<const operations::Preparation>(*preparation));
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.index(0, PlanModel::Step).data(ui::IdRole).toString(),
             u"demo/20251205000001_wards"_s);
    model.retranslate();
    model.setPreparation({});
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.step(0) == nullptr);
}

void TestPlanPage::upgrade()
{
    fillDemo();
    open();
    m_window->plan(UpgradeRequest {});
    QCOMPARE(heading(),
             Tr::tr("Upgrade site: %1 and %2")
                 .arg(Tr::tr("%n migration(s)", nullptr, 3), Tr::tr("%n seed(s)", nullptr, 1)));
    QCOMPARE(runButton()->text(), heading());
    QVERIFY(runButton()->isEnabled());
    QVERIFY(child<QLabel>(m_window->planPage(), "planSentenceLabel")
                ->text()
                .startsWith(u"All or nothing: if a step fails, the site stays as it is now."_s));
    QCOMPARE(row(0), u"1|Migration|demo|20251205000001_wards|1|yes|1"_s);
    QCOMPARE(row(1), u"2|Migration|demo|20251205000002_drugs|2|yes|1"_s);
    QCOMPARE(row(3), u"4|Reference data|demo|001_drugs|1|no|2"_s);
    QVERIFY(!child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation")->isVisible());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM t_drugs"), u"2"_s);
}

void TestPlanPage::sqlKeepsItsLines()
{
    fillDemo();
    open();
    m_window->plan(plans::MigrateRequest {});
    QCOMPARE(heading(), Tr::tr("Upgrade module %1: %n migration(s)", nullptr, 3).arg(u"demo"_s));
    auto *table = child<QTreeView>(m_window->planPage(), "planStepsTreeView");
    auto *sql = child<ui::SqlView>(m_window->planPage(), "planSqlView");
    QVERIFY(sql->toPlainText().contains(u"t_20251205000001_wards"_s)); // the first is chosen
    table->setCurrentIndex(table->model()->index(1, 0));
    const QStringList lines = sql->toPlainText().split(u'\n');
    // In the file the index is made on its eighth line; "-- migrate:up" is the first.
    QVERIFY2(lines.at(8 - sql->firstLine()).startsWith(u"CREATE INDEX"_s),
             qUtf8Printable(QString::number(sql->firstLine()) + u'\n' + sql->toPlainText()));
    QVERIFY(child<QLabel>(m_window->planPage(), "sqlFileLabel")
                ->text()
                .startsWith(u"20251205000002_drugs.sql, from line "_s));
}

void TestPlanPage::stepByStep()
{
    fillDemo();
    open();
    m_window->plan(UpgradeRequest {});
    auto *option = child<QCheckBox>(m_window->planPage(), "stepByStepCheckBox");
    QVERIFY(option->isVisible());
    QVERIFY(!option->isChecked());
    QSignalSpy requests(m_window->planPage(), &PlanPage::operationRequested);
    QTest::mouseClick(option, Qt::LeftButton, {}, QPoint(8, option->height() / 2));
    QCOMPARE(requests.size(), 1);
    QTRY_COMPARE(row(2), u"3|Migration|demo|20251205000003_stock|1|yes|3"_s);
    QVERIFY(option->isChecked());
    QVERIFY(child<QLabel>(m_window->planPage(), "planSentenceLabel")
                ->text()
                .startsWith(u"The run is cut into 3 transactions"_s));
}

void TestPlanPage::whatCannotBeUndone()
{
    m_demo->addMigration(u"1_once"_s, "CREATE TABLE public.t_once ();");
    m_demo->addMigration(u"2_index"_s,
                         "CREATE INDEX CONCURRENTLY t_i ON public.t_once ((1));",
                         {},
                         "transaction:false");
    open();
    m_window->plan(UpgradeRequest {});
    auto *banner = child<ui::Banner>(m_window->planPage(), "planBanner");
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->sentence(), Tr::tr("%n step(s) cannot be undone.", nullptr, 2));
    QCOMPARE(row(0), u"1|Migration|demo|1_once|1|no|1"_s);
    QCOMPARE(row(1), u"2|Migration|demo|2_index|1|no|none"_s);
}

void TestPlanPage::nothingToDo()
{
    fillDemo();
    open();
    m_window->runToTheEnd(plans::MigrateRequest {});
    m_window->plan(plans::MigrateRequest {});
    auto *nothing = child<ui::EmptyState>(m_window->planPage(), "nothingToDoState");
    QVERIFY(nothing->isVisible());
    QCOMPARE(nothing->sentence(), u"Nothing to do: the site is up to date."_s);
    QVERIFY(!runButton()->isVisible());
    plans::MarkRequest undone;
    undone.module = u"demo"_s;
    undone.provable = true;
    undone.pending = true;
    m_window->plan(undone);
    QCOMPARE(nothing->sentence(),
             u"Nothing to do: of none of the applied migrations does the database prove that it "
             u"is not done."_s);
}

void TestPlanPage::refusal()
{
    m_demo->addMigration(u"1_once"_s, "CREATE TABLE public.t_once ();");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    m_window->plan(plans::RollbackRequest {});
    QCOMPARE(heading(), u"Not possible now: Roll back"_s);
    auto *banner = child<ui::Banner>(m_window->planPage(), "refusalBanner");
    QVERIFY(banner->isVisible());
    QVERIFY2(banner->sentence().contains(u"it cannot be rolled back"_s),
             qUtf8Printable(banner->sentence()));
    QCOMPARE(banner->detail(), u"The site is unchanged."_s);
    QCOMPARE(child<QLabel>(m_window->planPage(), "refusalRemedyLabel")->text(),
             u"Restore a backup, or ask the vendor how to undo it."_s);
    QVERIFY(!runButton()->isVisible());
}

void TestPlanPage::lockOfUnknownHolder()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    m_window->session().refresh();
    QTRY_COMPARE(m_window->session().snapshot()->state.modules.first().lock.state,
                 inspection::LockState::Unknown);
    m_window->plan(UnlockRequest {u"demo"_s, false});
    QCOMPARE(heading(), u"Not possible now: Release the lock of module demo"_s);
    auto *force = child<QCheckBox>(m_window->planPage(), "forceUnlockCheckBox");
    QVERIFY(force->isVisible());
    QTest::mouseClick(force, Qt::LeftButton, {}, QPoint(8, force->height() / 2));
    QTRY_VERIFY(runButton()->isVisible());
    QCOMPARE(runButton()->text(), u"Release the lock of module demo"_s);
    QVERIFY(child<ui::Banner>(m_window->planPage(), "planBanner")
                ->sentence()
                .startsWith(u"If another upgrade is still running"_s));
    QTest::keyClicks(child<QLineEdit>(m_window->planPage(), "confirmLineEdit"), m_profile.name);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(UiFixture::sql(m_profile, "SELECT is_locked FROM knex_migrations_lock"), u"0"_s);
}

// Force is offered where it would help.
void TestPlanPage::lockWithoutTheRight()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile,
                   "UPDATE knex_migrations_lock SET is_locked = 1; CREATE ROLE weak LOGIN; GRANT"
                   " SELECT ON knex_migrations, knex_migrations_lock TO weak");
    const sites::SiteProfile owner = m_profile;
    m_profile.connection.extra.append({u"options"_s, u"-crole=weak"_s});
    QVERIFY(m_fixture->store().update(m_profile));
    m_window = std::make_unique<FlowWindow>(*m_fixture, m_profile);
    m_window->plan(UnlockRequest {u"demo"_s, false});
    auto *banner = child<ui::Banner>(m_window->planPage(), "refusalBanner");
    QTRY_VERIFY(banner->sentence().contains(u"DELETE, INSERT ON"_s));
    QVERIFY(!child<QCheckBox>(m_window->planPage(), "forceUnlockCheckBox")->isVisible());
    m_window.reset();
    UiFixture::sql(owner, "DROP OWNED BY weak; DROP ROLE weak");
}

void TestPlanPage::firstInstallSeed()
{
    fillDemo();
    m_demo->addSeed(u"002_users"_s,
                    "-- seed: first-install\nINSERT INTO public.t_drugs VALUES (9, 'Shipped') ON "
                    "CONFLICT (id) DO NOTHING;");
    open();
    m_window->runToTheEnd(plans::MigrateRequest {});
    UiFixture::sql(m_profile, "INSERT INTO t_drugs VALUES (5, 'Entered by hand')");
    m_window->plan(plans::SeedRequest {});
    QCOMPARE(heading(),
             Tr::tr("Load reference data of module %1: %n seed(s)", nullptr, 1).arg(u"demo"_s));
    auto *force = child<QCheckBox>(m_window->planPage(), "forceCheckBox");
    QVERIFY(force->isVisible());
    QTest::mouseClick(force, Qt::LeftButton, {}, QPoint(8, force->height() / 2));
    QTRY_COMPARE(heading(),
                 Tr::tr("Load reference data of module %1: %n seed(s)", nullptr, 2).arg(u"demo"_s));
    QVERIFY(force->isVisible());
    QVERIFY(force->isChecked());
}

void TestPlanPage::rollbackOnProductionWantsTheName_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("enough");
    QTest::newRow("Thai name") << thaiName << true;
    QTest::newRow("composed otherwise, with blanks") << thaiTypedOtherwise << true;
    QTest::newRow("English name") << u"Namsai  hospital"_s << true;
    QTest::newRow("code") << u"10670"_s << true;
    QTest::newRow("part of the name") << thaiName.chopped(2) << false;
    QTest::newRow("blanks") << u"   "_s << false;
}

void TestPlanPage::rollbackOnProductionWantsTheName()
{
    QFETCH(const QString, typed);
    QFETCH(const bool, enough);
    fillDemo();
    m_profile = m_fixture->addSite(Environment::Production, thaiName);
    m_profile.nameEn = u"Namsai Hospital"_s;
    QVERIFY(m_fixture->store().update(m_profile));
    m_window = std::make_unique<FlowWindow>(*m_fixture, m_profile);
    m_window->runToTheEnd(plans::MigrateRequest {}); // adding asks for nothing
    m_window->plan(plans::RollbackRequest {});
    QCOMPARE(heading(),
             Tr::tr("Roll back in module %1: %n migration(s)", nullptr, 3).arg(u"demo"_s));
    auto *confirmation = child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation");
    QVERIFY(confirmation->isVisible());
    QVERIFY(child<QLabel>(confirmation, "confirmWhyLabel")->text().contains(u"production"_s));
    QVERIFY(!runButton()->isEnabled());
    QVERIFY(!runButton()->toolTip().isEmpty());
    auto *field = child<QLineEdit>(confirmation, "confirmLineEdit");
    // As a Thai keyboard types: QTest has keys for ASCII only.
    QInputMethodEvent letters;
    letters.setCommitString(typed);
    QCoreApplication::sendEvent(field, &letters);
    QCOMPARE(runButton()->isEnabled(), enough);
    if (!enough)
        return;
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM knex_migrations"), u"0"_s);
}

void TestPlanPage::rollbackElsewhereIsOneButton()
{
    fillDemo();
    open(Environment::Practice);
    m_window->runToTheEnd(plans::MigrateRequest {});
    m_window->plan(plans::RollbackRequest {{}, 1, {}, true});
    QVERIFY(!child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation")->isVisible());
    QVERIFY(runButton()->isEnabled());
    QVERIFY(!runButton()->isDefault());
    QVERIFY(child<QPushButton>(m_window->planPage(), "backPushButton")->isDefault());
    QVERIFY(child<ui::Banner>(m_window->planPage(), "planBanner")->isVisible());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(UiFixture::sql(m_profile, "SELECT to_regclass('t_drugs') IS NULL"), u"t"_s);
}

// Also where this computer's profile says something else: one of the two is wrong.
void TestPlanPage::noLongerProduction()
{
    fillDemo();
    open(Environment::Production);
    m_window->runToTheEnd(plans::MigrateRequest {}); // stores what the site is for
    m_window->plan(EnvironmentRequest {Environment::Test});
    QCOMPARE(heading(), u"Set the environment of the site to: TEST"_s);
    QVERIFY(!runButton()->isEnabled());
    m_window.reset();
    m_profile.environment = Environment::Test;
    QVERIFY(m_fixture->store().update(m_profile));
    m_window = std::make_unique<FlowWindow>(*m_fixture, m_profile);
    m_window->plan(EnvironmentRequest {Environment::Test});
    QVERIFY(!runButton()->isEnabled());
    auto *field = child<QLineEdit>(m_window->planPage(), "confirmLineEdit");
    QTest::keyClicks(field, m_profile.code);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(UiFixture::sql(m_profile, "SELECT environment FROM aegisx_site.site"), u"test"_s);
}

void TestPlanPage::keyboard()
{
    fillDemo();
    open();
    m_window->plan(UpgradeRequest {});
    auto *back = child<QPushButton>(m_window->planPage(), "backPushButton");
    QTRY_VERIFY(back->hasFocus());
    QSignalSpy backs(m_window->planPage(), &PlanPage::backRequested);
    QSignalSpy runs(m_window->planPage(), &PlanPage::runRequested);
    QTest::keyClick(back, Qt::Key_Escape);
    QCOMPARE(backs.size(), 1);
    QTest::keyClick(back, Qt::Key_Space);
    QCOMPARE(backs.size(), 2);
    auto *sql = child<ui::SqlView>(m_window->planPage(), "planSqlView");
    sql->setFocus();
    QTest::keyClick(sql, Qt::Key_Escape);
    QCOMPARE(backs.size(), 3);
    runButton()->setFocus();
    QTest::keyClick(runButton(), Qt::Key_Space);
    QCOMPARE(runs.size(), 1);
    m_window->waitForReport();
}

void TestPlanPage::followsTheLanguage()
{
    m_demo->addMigration(u"1_once"_s, "CREATE TABLE public.t_once ();");
    open();
    m_window->plan(UpgradeRequest {});
    const QString english = heading();
    setLanguage(Language::Thai);
    const QString thai = Tr::tr("Upgrade site: %n migration(s)", nullptr, 1);
    QTRY_COMPARE(heading(), thai);
    setLanguage(Language::English);
    QTRY_COMPARE(heading(), english);
    m_window->runToTheEnd(UpgradeRequest {});
    m_window->plan(plans::RollbackRequest {});
    auto *banner = child<ui::Banner>(m_window->planPage(), "refusalBanner");
    const QString refused = banner->sentence();
    setLanguage(Language::Thai); // the planner's words, too: it plans again
    QTRY_VERIFY(banner->isVisible() && banner->sentence() != refused);
}

void TestPlanPage::namesTheFileThatCannotBeRead()
{
    fillDemo();
    open();
    m_demo->write(u"seeds/1_public.t_rows.csv"_s, "id*,name\n1,A\n2\n");
    m_window->plan(UpgradeRequest {});
    const auto *banner = child<ui::Banner>(m_window->planPage(), "refusalBanner");
    QTRY_VERIFY(banner->detail().contains(u"In the file 1_public.t_rows.csv, line 3."_s));
}

void TestPlanPage::connectionLost()
{
    fillDemo();
    open();
    m_window->plan(UpgradeRequest {});
    QVERIFY(runButton()->isEnabled());
    UiFixture::sql(m_profile,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                   "pg_backend_pid() AND datname = current_database()");
    m_window->session().refresh();
    QTRY_COMPARE(m_window->session().link(), ui::SiteSession::Link::Lost);
    QVERIFY(!runButton()->isEnabled());
}

void TestPlanPage::accessibleAndUnclipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::addColumn<ui::ThemeMode>("mode");
    QTest::newRow("English") << Language::English << 100 << ui::ThemeMode::Light;
    QTest::newRow("Thai") << Language::Thai << 100 << ui::ThemeMode::Dark;
    QTest::newRow("English, large") << Language::English << 150 << ui::ThemeMode::Dark;
    QTest::newRow("Thai, large") << Language::Thai << 150 << ui::ThemeMode::Light;
}

void TestPlanPage::accessibleAndUnclipped()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    QFETCH(const ui::ThemeMode, mode);
    fillDemo();
    setLanguage(language);
    ui::Theme::instance().setMode(mode);
    ui::Theme::instance().setTextPercent(percent);
    open(Environment::Production, thaiName);
    const QString look =
        u"%1-%2-%3"_s.arg(jsonKeyOf(mode), language == Language::Thai ? u"th"_s : u"en"_s)
            .arg(percent);
    const auto check = [this, &look](const QString &what) {
        QTest::qWait(50); // the layout is done by posted events
        QCOMPARE(test::controlsWithoutName(m_window->planPage()), QString());
        QCOMPARE(test::clippedTexts(m_window->planPage()), QString());
        test::savePicture(m_window->planPage(), u"plan-%1-%2"_s.arg(what, look));
    };
    m_window->plan(UpgradeRequest {});
    check(u"upgrade"_s);
    m_window->runToTheEnd(UpgradeRequest {});
    m_window->plan(plans::RollbackRequest {});
    check(u"rollback"_s);
    const auto *field = child<QLineEdit>(m_window->planPage(), "confirmLineEdit");
    QVERIFY(!field->visibleRegion().isEmpty()); // without scrolling
    m_window->plan(plans::RollbackRequest {{u"nosuch"_s}, 1, {}, false});
    check(u"refused"_s);
    m_window->plan(plans::MigrateRequest {});
    check(u"empty"_s);
}

QTEST_MAIN(TestPlanPage)
#include "tst_planpage.moc"
