// What a report says of what is lost, what is kept and what nobody can bring back.
#include "core/operations/operation.h"
#include "core/reports/reportdocument.h"
#include "core/runs/lossreport.h"
#include "core/words/losswords.h"
#include "tests/support/seededsite.h"
#include "tests/support/stocksite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;
using runs::StepState;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

// What it does nobody can read: every insert into b empties a.
constexpr auto hiddenTrigger =
    "CREATE TABLE public.a AS SELECT generate_series(1, 6) AS id;"
    "CREATE TABLE public.b (id int);"
    "CREATE FUNCTION public.clear() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN DELETE FROM public.a; RETURN NEW; END';"
    "CREATE TRIGGER clear AFTER INSERT ON public.b FOR EACH ROW EXECUTE FUNCTION public.clear()";

QList<RunReport> carryOut(const SiteFixture &site, const operations::Request &request)
{
    auto connection = site.connect();
    const auto prepared = operations::prepare(connection, site.catalog(), {}, request);
    if (!prepared)
        qFatal("%s", qUtf8Printable(prepared.error().toText()));
    return operations::carryOut(connection, site.catalog(), {}, *prepared);
}

QString toHtml(const RunReport &run)
{
    reports::SiteReport report;
    report.runs = {run};
    return reports::toHtml(report);
}

} // namespace

class TestLossReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void announcedOnes();
    void lossThatNobodyCanRollBack();
    void lossOfAStepThatFailed();
    void rolledBackOnes();
    void partThatWasRolledBack();
    void droppedColumns();
    void undoWithoutTheRows();
    void undoOfOtherSteps();
    void keptRows();
    void failedSeeds();
    void moreThanPlanned();
    void replacedTable();
    void droppedViews();
};

void TestLossReport::announcedOnes()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE inventory.tmt_concepts CASCADE;");
    SiteFixture site({demo.path()});
    test::makeStock(site);
    const RunReport report = carryOut(site, plans::MigrateRequest {}).first();
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY2(report.stateNow.startsWith(u"Done: "_s)
                 && report.stateNow.contains(u"Rows were lost, as the plan said: inventory."_s)
                 && report.stateNow.contains(u" and 10 more."_s),
             qUtf8Printable(report.stateNow));
    QVERIFY(!report.nextStep.contains(u"Nothing else to do"_s));
    QVERIFY(report.nextStep.contains(u"backup"_s));
}

void TestLossReport::lossThatNobodyCanRollBack()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "INSERT INTO public.b VALUES (1);", {}, "transaction:false");
    demo.addTable(u"2_b"_s);
    demo.addSeed(u"001_a"_s, "INSERT INTO public.b VALUES (2);");
    SiteFixture site({demo.path()});
    site.sql(hiddenTrigger);
    const auto runs = carryOut(site, operations::UpgradeRequest {});
    QCOMPARE(runs.size(), 1); // no seed came after it
    const RunReport &report = runs.first();
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(report.steps.at(0).state, StepState::Done);
    QCOMPARE(report.steps.at(1).state, StepState::NotRun);
    QCOMPARE(report.following.size(), 1);
    QVERIFY2(report.stateNow.startsWith(
                 u"Rows were lost of which the plan said nothing: public.a (6). "_s),
             qUtf8Printable(report.stateNow));
    QVERIFY2(report.nextStep.startsWith(u"Bring back from a backup"_s)
                 && report.nextStep.endsWith(u"public.a (6)"_s),
             qUtf8Printable(report.nextStep));
    QVERIFY(report.error && report.error->message.contains(u"public.a (6)"_s));
    // The step is recorded, the run is told to have failed, the lock is free.
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
    QCOMPARE(site.lockRows(), u"0"_s);
    QCOMPARE(site.sql("SELECT string_agg(name || ' ' || outcome, ',') FROM aegisx_site.run_step"),
             u"1_a Done"_s);
    QCOMPARE(site.sql("SELECT outcome FROM aegisx_site.run"), u"FailedPartWay"_s);
    QVERIFY(site.sql("SELECT detail FROM aegisx_site.run").contains(u"public.a (6)"_s));
}

void TestLossReport::lossOfAStepThatFailed()
{
    ModuleFolder demo;
    demo.addMigration(
        u"1_a"_s, "INSERT INTO public.b VALUES (1);\nSELECT 1/0;", {}, "transaction:false");
    SiteFixture site({demo.path()});
    site.sql(hiddenTrigger);
    const RunReport report = carryOut(site, plans::MigrateRequest {}).first();
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(report.error->detail.sqlState, u"22012"_s);
    QVERIFY(report.stateNow.startsWith(u"Rows were lost of which the plan said nothing: "_s));
    QVERIFY(report.stateNow.contains(u"1 of its 2 statements ran"_s));
    QVERIFY(report.nextStep.startsWith(u"Bring back from a backup"_s));
    QVERIFY(report.nextStep.contains(u"look at the evidence of demo/1_a"_s));
}

void TestLossReport::rolledBackOnes()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "INSERT INTO public.b VALUES (1);");
    SiteFixture site({demo.path()});
    site.sql(hiddenTrigger);
    const RunReport report = carryOut(site, plans::MigrateRequest {}).first();
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.losses.size(), 1);
    QVERIFY(report.losses.first().undone);
    QVERIFY(runs::lossSentence(report.losses).isEmpty());
    QCOMPARE(report.stateNow, u"The site is exactly as it was before this run."_s);
    const QString html = toHtml(report);
    QVERIFY(html.contains(u"Rows that would have been lost: it was rolled back"_s));
    QVERIFY(!html.contains(u"Rows that were lost"_s));
}

void TestLossReport::partThatWasRolledBack()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"001_a"_s, "INSERT INTO public.\"t_1_a\" VALUES (1);");
    demo.addSeed(u"002_b"_s, "INSERT INTO public.b VALUES (1);");
    SiteFixture site({demo.path()});
    site.sql(hiddenTrigger);
    const RunReport report = carryOut(site, operations::UpgradeRequest {}).last();
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QVERIFY(report.losses.first().undone);
    QVERIFY2(!report.error->message.contains(u"all of it"_s)
                 && report.error->message.contains(u"What was completed before it stays."_s),
             qUtf8Printable(report.error->message));
    QCOMPARE(report.stateNow,
             u"The run stopped part-way: 1 of 2 seeds are loaded, the rest is not."_s);
}

void TestLossReport::droppedColumns()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "ALTER TABLE public.a ADD maker text, ADD empty text;",
                      "ALTER TABLE public.a DROP maker, DROP empty;");
    SiteFixture site({demo.path()});
    site.sql(hiddenTrigger);
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("UPDATE public.a SET maker = 'GPO' WHERE id < 5");
    const RunReport report = site.run(site.rollbackPlan());
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.losses.size(), 1);
    QCOMPARE(report.losses.first().column, u"maker"_s);
    QVERIFY(report.losses.first().before == 4);
    QVERIFY2(report.stateNow.endsWith(u"Rows were lost, as the plan said: public.a.maker (4)."_s),
             qUtf8Printable(report.stateNow));
    QVERIFY(toHtml(report).contains(u"public.a.maker (column)"_s));
}

void TestLossReport::undoWithoutTheRows()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "DELETE FROM public.a;", "SELECT 1;");
    demo.addMigration(u"2_b"_s, "DELETE FROM public.b;", "SELECT 1;"); // nobody's rows
    demo.addMigration(u"3_c"_s, "ALTER TABLE public.c DROP n;", "SELECT 1;");
    demo.addMigration(u"4_d"_s, "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql(QByteArray(hiddenTrigger) + "; CREATE TABLE public.c AS SELECT 1 AS id, 2 AS n");
    const plans::Plan plan = site.migratePlan();
    QStringList words;
    for (const plans::PlanStep &step : plan.steps)
        words << undoTextFor(plan, step);
    QCOMPARE(words, (QStringList {u"not its rows"_s, u"yes"_s, u"not its rows"_s, u"no"_s}));
    QVERIFY(!canWhollyBeUndone(plan, plan.steps.at(0)));
    QVERIFY(canWhollyBeUndone(plan, plan.steps.at(1)));
}

void TestLossReport::undoOfOtherSteps()
{
    plans::Plan plan;
    using plans::StepKind;
    const auto word = [&plan](StepKind kind) {
        plans::PlanStep step;
        step.kind = kind;
        plan.steps = {step};
        return undoTextFor(plan, plan.steps.first());
    };
    for (const StepKind kind :
         {StepKind::Move, StepKind::MarkCompleted, StepKind::MarkPending, StepKind::SetEnvironment})
        QCOMPARE(word(kind), u"yes"_s);
    for (const StepKind kind : {StepKind::Down,
                                StepKind::Seed,
                                StepKind::Unlock,
                                StepKind::EndSession,
                                StepKind::CancelStatement})
        QCOMPARE(word(kind), u"no"_s);
}

void TestLossReport::keptRows()
{
    test::SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    QCOMPARE(one.report.nextStep, u"Nothing else to do. The state of the site shows the result."_s);
    one.site.sql("TRUNCATE public.t_firm");
    QCOMPARE(one.load(), u"0 0 0 3"_s);
    QCOMPARE(one.report.keptRows(), 3);
    QVERIFY2(one.report.nextStep.startsWith(u"Kept: "_s)
                 && one.report.nextStep.contains(u"load the seeds again"_s),
             qUtf8Printable(one.report.nextStep));
}

void TestLossReport::failedSeeds()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"001_a"_s, "INSERT INTO public.\"t_1_a\" VALUES (1);");
    demo.addSeed(u"002_b"_s, "SELECT 1/0;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const RunReport report = carryOut(site, plans::SeedRequest {}).first();
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QVERIFY2(report.nextStep.contains(u"what is loaded stays"_s)
                 && report.nextStep.contains(u"All seeds are loaded again"_s)
                 && !report.nextStep.contains(u"not recorded"_s),
             qUtf8Printable(report.nextStep));
}

// Rows came in while the question was open: of several transactions the first stays.
void TestLossReport::moreThanPlanned()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "TRUNCATE public.a;");
    SiteFixture site({demo.path()});
    site.sql(hiddenTrigger);
    const plans::Plan plan = site.migratePlan({{}, {}, true});
    site.sql("INSERT INTO public.a VALUES (7), (8)");
    const RunReport report = site.run(plan);
    QCOMPARE(report.outcome, Outcome::FailedPartWay);
    QCOMPARE(report.steps.at(1).state, StepState::Failed);
    QCOMPARE(
        report.error->message,
        u"More rows would have been lost than the plan said, because rows came in since it was "
        "made. This part of the run was rolled back; what was completed before it stays.\n"
        "public.a: the plan said 6 rows, 8 would have been lost, in step demo/2_b"_s);
    QVERIFY(report.error->remedy.startsWith(u"Make a new plan"_s));
    QVERIFY(!report.stateNow.contains(u"Rows were lost"_s));
    QCOMPARE(inPlanTextFor(report.losses.first()), u"6 only"_s);
    QVERIFY(toHtml(report).contains(u"6 only"_s));
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"8"_s);
    QCOMPARE(site.recorded(), u"1_a.js:1"_s);
}

void TestLossReport::replacedTable()
{
    const auto runOf = [](const QByteArray &which) {
        ModuleFolder demo;
        demo.addMigration(u"1_a"_s,
                          "CREATE TABLE public.n AS SELECT id FROM public.a" + which
                              + "; DROP TABLE public.a; ALTER TABLE public.n RENAME TO a;");
        SiteFixture site({demo.path()});
        site.sql(hiddenTrigger);
        return site.run(site.migratePlan());
    };
    const RunReport kept = runOf({});
    QVERIFY2(kept.stateNow.startsWith(u"Done: "_s)
                 && kept.stateNow.endsWith(u"carried out. Replaced by another table of the same "
                                           "name: public.a (6 rows before, 6 after)."_s),
             qUtf8Printable(kept.stateNow));
    QVERIFY(!kept.nextStep.contains(u"backup"_s));
    QVERIFY(!toHtml(kept).contains(u"Rows that were lost"_s));
    const RunReport fewer = runOf(" WHERE id > 2");
    QVERIFY2(fewer.stateNow.contains(u"Rows were lost, as the plan said: public.a (2)."_s),
             qUtf8Printable(fewer.stateNow));
    QVERIFY(fewer.nextStep.contains(u"backup"_s));
    QVERIFY(toHtml(fewer).contains(u"public.a (replaced)"_s));
}

void TestLossReport::droppedViews()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "DROP TABLE public.a CASCADE;", "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql(QByteArray(hiddenTrigger) + "; CREATE VIEW public.v AS SELECT * FROM public.a");
    const plans::Plan plan = site.migratePlan();
    QStringList rows;
    for (const plans::ExpectedLoss &loss : plan.losses)
        rows << titleFor(loss) % u' ' % rowsTextFor(loss);
    QCOMPARE(rows, (QStringList {u"public.a 6"_s, u"public.v view"_s}));
}

QTEST_GUILESS_MAIN(TestLossReport)
#include "tst_lossreport.moc"
