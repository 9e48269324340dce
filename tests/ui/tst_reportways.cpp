#include "tests/ui/support/flowtest.h"
#include "ui/dialogs/reasondialog.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/reportways.h"
#include "ui/pages/reportwords.h"
#include "ui/site/siteevidence.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UpgradeRequest;
using test::child;
using test::UiFixture;
using ui::ReportPage;
using ui::ReportWays;

namespace {

constexpr int patience = 60'000;

} // namespace

// What a report offers after a run that did not end well.
class TestReportWays : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void triesAgain();
    void marksWhatWasThere();
    void marksNothingThatIsNotProven();
    void rollsBackWhatIsCommitted();
    void evidenceOfAHalfRun();
    void goesOnWithAHalfRun();
    void marksAHalfRun();
    void saysWhyNot();
    void saysWhyWhatIsDoneStays();
    void locksOfOthers();
    void noWaysForOlderReports();
    void accessibleAndUnclipped_data();
    void accessibleAndUnclipped();

private:
    void makeAHalfRun();
    void renameDrugsLater();
    void failWithWhatWasThere();
    [[nodiscard]] ReportWays *ways() const
    {
        return child<ReportWays>(m_window->reportPage(), "reportWays");
    }
    [[nodiscard]] QString heading() const
    {
        return child<QLabel>(m_window->reportPage(), "reportHeadingLabel")->text();
    }
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return child<QPushButton>(m_window->reportPage(), name);
    }
    [[nodiscard]] QString hint(const char *name) const // empty: not seen
    {
        const auto *label = child<QLabel>(m_window->reportPage(), name);
        return label->isVisible() ? label->text() : QString();
    }
    [[nodiscard]] bool offersUndo() const { return ways()->offers(ReportWays::Way::RollBack); }
};

// Of the file without a transaction the first of two statements runs.
void TestReportWays::makeAHalfRun()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_slow"_s,
                         "CREATE INDEX CONCURRENTLY t_first ON public.\"t_1_wards\" (id);\n"
                         "CREATE INDEX CONCURRENTLY t_second ON public.t_absent (id);",
                         "DROP INDEX public.t_first;",
                         "transaction:false");
    open();
}

// A later rename: under which name the table stands the check cannot know beforehand.
void TestReportWays::renameDrugsLater()
{
    m_demo->addMigration(u"3_name"_s,
                         "ALTER TABLE public.t_drugs RENAME TO t_medicines;",
                         "ALTER TABLE public.t_medicines RENAME TO t_drugs;");
}

void TestReportWays::failWithWhatWasThere()
{
    renameDrugsLater();
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_drugs"_s,
                         "CREATE TABLE public.t_drugs (id int PRIMARY KEY, name text NOT NULL);",
                         "DROP TABLE public.t_drugs;");
    open();
    UiFixture::sql(m_profile, "CREATE TABLE t_drugs (id int PRIMARY KEY, name text NOT NULL)");
    m_window->runToTheEnd(UpgradeRequest {});
}

// What was asked for, and not something like it.
void TestReportWays::triesAgain()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_broken"_s, "SELECT 1/0;", "SELECT 1;");
    m_demo->addTable(u"3_later"_s);
    open();
    m_window->runToTheEnd(plans::MigrateRequest {{u"demo"_s}, u"2_broken"_s, false});
    QVERIFY(ways()->offers(ReportWays::Way::TryAgain));
    QVERIFY(!ways()->offers(ReportWays::Way::MarkCompleted));
    QVERIFY(!offersUndo());
    m_demo->addMigration(u"2_broken"_s, "SELECT 1;", "SELECT 1;"); // the vendor's mended pack
    QSignalSpy requests(m_window->reportPage(), &ReportPage::operationRequested);
    QTest::mouseClick(button("tryAgainPushButton"), Qt::LeftButton);
    QCOMPARE(requests.size(), 1);
    const auto request =
        std::get<plans::MigrateRequest>(requests.first().first().value<operations::Request>());
    QCOMPARE(request.modules, QStringList {u"demo"_s});
    QCOMPARE(request.to, u"2_broken"_s);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    QVERIFY(!ways()->offers(ReportWays::Way::TryAgain));
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM knex_migrations"), u"2"_s);
}

void TestReportWays::marksWhatWasThere()
{
    failWithWhatWasThere();
    QCOMPARE(heading(), u"Upgrade: Failed"_s);
    QCOMPARE(m_window->report().runs.first().error->detail.sqlState, u"42P07"_s);
    QTRY_VERIFY_WITH_TIMEOUT(ways()->offers(ReportWays::Way::MarkCompleted), patience);
    QVERIFY(child<QLabel>(m_window->reportPage(), "markCompletedHintLabel")
                ->text()
                .endsWith(u"2_drugs"_s));
    QSignalSpy requests(m_window->reportPage(), &ReportPage::operationRequested);
    QTest::mouseClick(button("markCompletedPushButton"), Qt::LeftButton);
    QCOMPARE(requests.size(), 1);
    const auto request =
        std::get<plans::MarkRequest>(requests.first().first().value<operations::Request>());
    QCOMPARE(request.module, u"demo"_s);
    QCOMPARE(request.names, QStringList {u"2_drugs"_s});
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Mark as completed: Done"_s);
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM knex_migrations"), u"3"_s);
}

// Another table of that name is no proof, nor is another error.
void TestReportWays::marksNothingThatIsNotProven()
{
    m_demo->addMigration(u"1_drugs"_s,
                         "CREATE TABLE public.t_drugs (id int PRIMARY KEY, name text NOT NULL);");
    renameDrugsLater();
    open();
    UiFixture::sql(m_profile, "CREATE TABLE t_drugs (code text)");
    m_window->runToTheEnd(UpgradeRequest {});
    const auto &evidence = m_window->session().evidence();
    QTRY_COMPARE_WITH_TIMEOUT(
        evidence.of(u"demo"_s).state, ui::SiteEvidence::State::Known, patience);
    QVERIFY(ui::stepThatWasThere(m_window->report()));
    QVERIFY(!ways()->offers(ReportWays::Way::MarkCompleted));
    QTRY_VERIFY(hint("markCompletedHintLabel").contains(u"the database does not prove"_s));
    QVERIFY(ways()->offers(ReportWays::Way::TryAgain));
    QVERIFY(ways()->offers(ReportWays::Way::SeeEvidence));
    reports::SiteReport other = m_window->report();
    other.runs.first().error->detail.sqlState = u"22012"_s;
    QVERIFY(!ui::stepThatWasThere(other));
}

void TestReportWays::rollsBackWhatIsCommitted()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_broken"_s, "SELECT 1/0;", "SELECT 1;");
    open();
    m_window->runToTheEnd(UpgradeRequest {{}, true});
    QCOMPARE(heading(), u"Upgrade: Failed part-way"_s);
    QVERIFY(ways()->offers(ReportWays::Way::TryAgain));
    QTRY_VERIFY(offersUndo());
    QCOMPARE(button("rollBackPushButton")->text(), u"Roll back what is done..."_s);
    QTest::mouseClick(button("rollBackPushButton"), Qt::LeftButton);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Roll back: Done"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT to_regclass('\"t_1_wards\"') IS NULL"), u"t"_s);
}

// Its first statement stays: what is there and what to do about it is a click away.
void TestReportWays::evidenceOfAHalfRun()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_slow"_s,
                         "CREATE INDEX CONCURRENTLY t_first ON public.\"t_1_wards\" (id);\n"
                         "SELECT 1/0;",
                         "DROP INDEX public.t_first;",
                         "transaction:false");
    open();
    m_window->runToTheEnd(plans::MigrateRequest {{u"demo"_s}, u"1_wards"_s, false});
    m_window->runToTheEnd(UpgradeRequest {});
    QVERIFY(ways()->offers(ReportWays::Way::SeeEvidence)); // before anything was read
    const QString hint = child<QLabel>(m_window->reportPage(), "seeEvidenceHintLabel")->text();
    QVERIFY2(hint.contains(u"take away what is there"_s) && hint.endsWith(u"2_slow"_s),
             qUtf8Printable(hint));
    QTRY_VERIFY_WITH_TIMEOUT(ways()->offers(ReportWays::Way::MarkCompleted), patience);
    QSignalSpy shown(m_window->reportPage(), &ReportPage::evidenceRequested);
    QTest::mouseClick(button("seeEvidencePushButton"), Qt::LeftButton);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first(), (QVariantList {u"demo"_s, u"2_slow"_s}));
}

// Once the cause is mended, trying again is all.
void TestReportWays::goesOnWithAHalfRun()
{
    makeAHalfRun();
    m_window->runToTheEnd(UpgradeRequest {});
    QVERIFY(hint("tryAgainHintLabel").contains(u"if the evidence proves"_s)); // not read yet
    QTRY_VERIFY_WITH_TIMEOUT(
        hint("tryAgainHintLabel").contains(u"goes on with what is missing of"_s), patience);
    QVERIFY2(hint("seeEvidenceHintLabel").contains(u"Start the upgrade again"_s),
             qUtf8Printable(hint("seeEvidenceHintLabel")));
    UiFixture::sql(m_profile, "CREATE TABLE public.t_absent (id int)");
    QTest::mouseClick(button("tryAgainPushButton"), Qt::LeftButton);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM knex_migrations"), u"2"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT to_regclass('public.t_second') IS NOT NULL"),
             u"t"_s);
}

// The three ways stand side by side: what was committed before it can be rolled back, and what is
// missing of it was made by hand, which a reason says.
void TestReportWays::marksAHalfRun()
{
    makeAHalfRun();
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Failed part-way"_s);
    QTRY_VERIFY_WITH_TIMEOUT(ways()->offers(ReportWays::Way::MarkCompleted), patience);
    QTRY_VERIFY_WITH_TIMEOUT(offersUndo(), patience);
    QVERIFY(ways()->offers(ReportWays::Way::TryAgain));
    QVERIFY(hint("tryAgainHintLabel").contains(u"goes on with what is missing of"_s));
    QVERIFY(hint("markCompletedHintLabel").endsWith(u"2_slow"_s));
    test::savePicture(m_window.get(), u"report-half-run"_s);
    QTest::mouseClick(button("markCompletedPushButton"), Qt::LeftButton);
    auto *dialog = child<ui::ReasonDialog>(m_window->reportPage(), "reasonDialog");
    QTRY_VERIFY(dialog->isVisible());
    QVERIFY(child<QLabel>(dialog, "reasonListLabel")->text().contains(u"t_second"_s));
    QTest::keyClicks(child<QLineEdit>(dialog, "reasonLineEdit"), u"not wanted here"_s);
    QTest::mouseClick(child<QPushButton>(dialog, "showPlanPushButton"), Qt::LeftButton);
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Mark as completed: Done"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT string_agg(reason, '') FROM aegisx_site.run_step"),
             u"not wanted here [evidence: halfDone, 1/2]"_s);
}

void TestReportWays::saysWhyNot()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_broken"_s, "SELECT 1/0;", "SELECT 1;");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QTRY_COMPARE(hint("rollBackHintLabel"),
                 u"There is nothing to roll back: everything that the run did is rolled back."_s);
    QVERIFY(!offersUndo());
    QTRY_VERIFY_WITH_TIMEOUT(
        hint("markCompletedHintLabel").startsWith(u"There is nothing to mark"_s), patience);
    QVERIFY(!ways()->offers(ReportWays::Way::MarkCompleted));
    m_demo->remove(u"2_broken.sql"_s);
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    QTRY_VERIFY(offersUndo());
    QCOMPARE(hint("markCompletedHintLabel"), QString());
}

void TestReportWays::saysWhyWhatIsDoneStays()
{
    makeAHalfRun();
    m_window->runToTheEnd(plans::MigrateRequest {{u"demo"_s}, u"1_wards"_s, false});
    m_window->runToTheEnd(UpgradeRequest {}); // of which nothing is recorded
    QTRY_VERIFY_WITH_TIMEOUT(
        hint("rollBackHintLabel").contains(u"the run completed no migration"_s), patience);
    UiFixture::sql(m_profile, "DROP INDEX t_first");
    m_demo->remove(u"2_slow.sql"_s);
    m_demo->addMigration(u"2_final"_s, "CREATE TABLE public.t_final ();"); // without a way back
    m_demo->addMigration(u"3_broken"_s, "SELECT 1/0;", "SELECT 1;");
    m_window->runToTheEnd(UpgradeRequest {{}, true});
    QCOMPARE(heading(), u"Upgrade: Failed part-way"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        hint("rollBackHintLabel").endsWith(u"not every migration of it has a way back."_s),
        patience);
    QVERIFY(!offersUndo());
}

void TestReportWays::locksOfOthers()
{
    m_demo->addMigration(u"1_broken"_s, "SELECT 1/0;", "SELECT 1;");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QVERIFY(!ways()->offers(ReportWays::Way::SeeLocks));
    QVERIFY(!ways()->offers(ReportWays::Way::SeeEvidence)); // all of it was rolled back
    reports::SiteReport blocked = m_window->report();
    blocked.runs.first().error->detail.sqlState = u"55P03"_s; // as the server says it
    m_window->reportPage()->showReport(blocked);
    QVERIFY(ways()->offers(ReportWays::Way::SeeLocks));
    const QSignalSpy wanted(m_window->reportPage(), &ReportPage::locksRequested);
    QTest::mouseClick(button("seeLocksPushButton"), Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
}

void TestReportWays::noWaysForOlderReports()
{
    m_demo->addMigration(u"1_broken"_s, "SELECT 1/0;", "SELECT 1;");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QVERIFY(ways()->isVisible());
    reports::SiteReport older = m_window->report();
    older.runs.first().runId = u"another"_s;
    m_window->reportPage()->showReport(older);
    QVERIFY(!ways()->isVisible());
}

void TestReportWays::accessibleAndUnclipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::newRow("English") << Language::English << 100;
    QTest::newRow("English, large") << Language::English << 150;
    QTest::newRow("Thai") << Language::Thai << 100;
    QTest::newRow("Thai, large") << Language::Thai << 150;
}

void TestReportWays::accessibleAndUnclipped()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    setLanguage(language);
    ui::Theme::instance().setTextPercent(percent);
    failWithWhatWasThere();
    QTRY_VERIFY_WITH_TIMEOUT(ways()->offers(ReportWays::Way::MarkCompleted), patience);
    QCOMPARE(test::controlsWithoutName(m_window->reportPage()), QString());
    QTRY_COMPARE(test::clippedTexts(m_window->reportPage()), QString());
    QVERIFY(!button("markCompletedPushButton")->accessibleDescription().isEmpty());
    const QSize size = m_window->size();
    test::savePicture(m_window.get(),
                      u"report-ways-"_s % QString::fromLatin1(QTest::currentDataTag()));
    QCOMPARE(m_window->size(), size);
}

QTEST_MAIN(TestReportWays)
#include "tst_reportways.moc"
