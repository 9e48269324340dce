// What the report page says of rows that were lost, would have been lost, or were kept.
#include "core/base/language.h"
#include "core/base/tr.h"
#include "tests/ui/support/flowtest.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/reportsteps.h"
#include "ui/pages/reportways.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"

#include <QLabel>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UpgradeRequest;
using test::child;
using test::UiFixture;
using ui::Banner;
using ui::Meaning;
using ui::ReportSteps;

namespace {

// Every insert into t_log empties t_drugs, which no file says.
constexpr auto hiddenTrigger = "CREATE TABLE public.t_drugs AS SELECT generate_series(1, 7) AS id;"
                               "CREATE TABLE public.t_log (id int);"
                               "CREATE FUNCTION public.clear() RETURNS trigger LANGUAGE plpgsql AS"
                               " 'BEGIN DELETE FROM public.t_drugs; RETURN NEW; END';"
                               "CREATE TRIGGER clear AFTER INSERT ON public.t_log FOR EACH ROW"
                               " EXECUTE FUNCTION public.clear()";

} // namespace

class TestReportLosses : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatWasLost();
    void seedsAfterALoss();
    void lossThatNobodyCanRollBack();
    void tellsWhatWouldHaveBeenLost();
    void tellsWhatWasKept();

private:
    [[nodiscard]] Banner *banner() const
    {
        return child<Banner>(m_window->reportPage(), "reportBanner");
    }
    [[nodiscard]] QString heading() const
    {
        return child<QLabel>(m_window->reportPage(), "reportHeadingLabel")->text();
    }
    [[nodiscard]] bool offersUndo() const
    {
        return child<ui::ReportWays>(m_window->reportPage(), "reportWays")
            ->offers(ui::ReportWays::Way::RollBack);
    }
    [[nodiscard]] QStringList lostRows() const; // "table before after announced step"
    void lookAt(const QString &picture);
};

QStringList TestReportLosses::lostRows() const
{
    const auto *table = child<QTreeWidget>(m_window->reportPage(), "reportLossesTreeWidget");
    QStringList lines;
    for (int row = 0; row < table->topLevelItemCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < table->columnCount(); ++column)
            cells << table->topLevelItem(row)->text(column);
        lines << cells.join(u' ');
    }
    lines.sort();
    return lines;
}

void TestReportLosses::lookAt(const QString &picture)
{
    for (const Language language : {Language::English, Language::Thai}) {
        setLanguage(language);
        QTest::qWait(100); // the layout is done by posted events
        QCOMPARE(test::controlsWithoutName(m_window->reportPage()), QString());
        QCOMPARE(test::clippedTexts(m_window->reportPage()), QString());
        test::savePicture(m_window.get(),
                          picture % (language == Language::Thai ? u"-th"_s : u"-en"_s));
    }
    setLanguage(Language::English);
}

// Ten tables that a TRUNCATE reaches are no matter of "nothing else to do".
void TestReportLosses::tellsWhatWasLost()
{
    m_demo->addMigration(u"1_concepts"_s, "TRUNCATE public.t_concepts CASCADE;", "SELECT 1;");
    open();
    UiFixture::sql(m_profile,
                   "CREATE TABLE public.t_concepts AS SELECT generate_series(1, 40) AS id;"
                   "ALTER TABLE public.t_concepts ADD PRIMARY KEY (id);"
                   "CREATE TABLE public.t_drugs (id int REFERENCES public.t_concepts);"
                   "INSERT INTO public.t_drugs SELECT generate_series(1, 7)");
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    QVERIFY2(banner()->sentence().contains(u"Rows were lost, as the plan said: "_s)
                 && banner()->sentence().contains(u"public.t_drugs (7)"_s),
             qUtf8Printable(banner()->sentence()));
    QVERIFY(!banner()->detail().contains(u"Nothing else to do"_s));
    auto *card = child<ui::Card>(m_window->reportPage(), "reportLossesCard");
    QCOMPARE(card->title(), u"Rows that were lost"_s);
    QVERIFY(card->isVisible());
    QCOMPARE(lostRows(),
             (QStringList {u"public.t_concepts 40 0 yes demo/1_concepts"_s,
                           u"public.t_drugs 7 0 yes demo/1_concepts"_s}));
    // What a way back would do says that these rows stay away.
    QTRY_VERIFY(offersUndo());
    QVERIFY(child<QLabel>(m_window->reportPage(), "rollBackHintLabel")
                ->text()
                .contains(u"The rows that it took do not come back"_s));
    lookAt(u"report-lost"_s);
    // Of another run nothing is lost.
    m_window->reportPage()->showReport({});
    QVERIFY(!child<ui::Card>(m_window->reportPage(), "reportLossesCard")->isVisible());
}

// What the seeds after it say does not hide what the migrations lost.
void TestReportLosses::seedsAfterALoss()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_drugs"_s, "DELETE FROM public.t_drugs;", "SELECT 1;");
    m_demo->addSeed(u"001_wards"_s, "INSERT INTO public.\"t_1_wards\" VALUES (1);");
    open();
    UiFixture::sql(m_profile, "CREATE TABLE public.t_drugs AS SELECT generate_series(1, 7) AS id");
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(m_window->report().runs.size(), 2);
    QVERIFY2(banner()->sentence().startsWith(Tr::tr("Done: %n step(s) carried out.", nullptr, 3))
                 && banner()->sentence().contains(u"public.t_drugs (7)"_s),
             qUtf8Printable(banner()->sentence()));
    QVERIFY(!banner()->detail().contains(u"Nothing else to do"_s));
    QCOMPARE(lostRows(), QStringList {u"public.t_drugs 7 0 yes demo/2_drugs"_s});
}

void TestReportLosses::lossThatNobodyCanRollBack()
{
    m_demo->addMigration(
        u"1_log"_s, "INSERT INTO public.t_log VALUES (1);", "SELECT 1;", "transaction:false");
    open();
    UiFixture::sql(m_profile, hiddenTrigger);
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Failed part-way"_s);
    QCOMPARE(banner()->meaning(), Meaning::Danger);
    QVERIFY2(banner()->sentence().startsWith(
                 u"Rows were lost of which the plan said nothing: public.t_drugs (7). "_s),
             qUtf8Printable(banner()->sentence()));
    QVERIFY(banner()->sentence().endsWith(u"All of its steps are in the database and recorded."_s));
    QVERIFY(banner()->detail().contains(u"public.t_drugs (7)"_s));
    QCOMPARE(lostRows(), QStringList {u"public.t_drugs 7 0 no demo/1_log"_s});
    lookAt(u"report-lost-unannounced"_s);
    // As an older program ended it: no green page.
    reports::SiteReport older = m_window->report();
    older.runs.first().outcome = runs::Outcome::Done;
    older.runs.first().error.reset();
    m_window->reportPage()->showReport(older);
    QCOMPARE(banner()->meaning(), Meaning::Danger);
}

void TestReportLosses::tellsWhatWouldHaveBeenLost()
{
    m_demo->addMigration(u"1_log"_s, "INSERT INTO public.t_log VALUES (1);", "SELECT 1;");
    open();
    UiFixture::sql(m_profile, hiddenTrigger);
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Failed"_s);
    QVERIFY(!child<ui::Card>(m_window->reportPage(), "reportLossesCard")->isVisible());
    auto *card = child<ui::Card>(m_window->reportPage(), "undoneLossesCard");
    QVERIFY(card->isVisible());
    QCOMPARE(card->title(), u"Rows that would have been lost: it was rolled back"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM public.t_drugs"), u"7"_s);
}

void TestReportLosses::tellsWhatWasKept()
{
    m_demo->addMigration(u"1_drugs"_s,
                         "CREATE TABLE public.t_drugs (id int PRIMARY KEY, name text);",
                         "DROP TABLE public.t_drugs;");
    m_demo->addSeed(u"001_drugs"_s,
                    "INSERT INTO public.t_drugs (id, name) VALUES (1, 'Paracetamol'), "
                    "(2, 'Amoxicillin') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name;");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile, "TRUNCATE public.t_drugs");
    m_window->runToTheEnd(plans::SeedRequest {});
    QVERIFY2(banner()->detail().startsWith(u"Kept: "_s)
                 && !banner()->detail().contains(u"Nothing else"_s),
             qUtf8Printable(banner()->detail()));
    const auto *tree = child<ReportSteps>(m_window->reportPage(), "reportStepsTreeWidget");
    const QTreeWidgetItem *rows = tree->topLevelItem(0)->child(0)->child(0);
    QCOMPARE(rows->text(ReportSteps::Kept), u"2"_s);
    QVERIFY(rows->isExpanded());
    QCOMPARE(rows->childCount(), 2);
}

QTEST_MAIN(TestReportLosses)
#include "tst_reportlosses.moc"
