// Rows that come in between the plan and the run.
#include "core/plans/losses.h"
#include "core/runs/announcedrows.h"
#include "tests/support/clustertools.h"
#include "tests/support/losstext.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;
using test::told;

namespace {

constexpr auto twoTables = "CREATE TABLE public.a AS SELECT generate_series(1, 10) AS id;"
                           "CREATE TABLE public.b AS SELECT generate_series(1, 5) AS id;";

} // namespace

class TestLaterRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsThatCameIn_data();
    void rowsThatCameIn();
    void rowsThatNobodySawYet();
    void ownRowsMayGo();
    void fewerIsFine();
    void howManyAreMore();
    void moreWithoutTransaction();
};

void TestLaterRows::rowsThatCameIn_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("losses"); // 10 and 5 were counted, 77 came in
    const QString both = u"public.a 87>0 ! demo/1_a"_s;
    QTest::newRow("truncate") << QByteArray("TRUNCATE public.a, public.b;") << both;
    QTest::newRow("drop") << QByteArray("DROP TABLE public.a;")
                          << u"public.a 87>0 gone ! demo/1_a"_s;
    QTest::newRow("delete") << QByteArray("DELETE FROM public.a;") << both;
    QTest::newRow("delete of some")
        << QByteArray("DELETE FROM public.a WHERE id > 2;") << u"public.a 87>2 ! demo/1_a"_s;
    QTest::newRow("renamed and dropped")
        << QByteArray("ALTER TABLE public.a RENAME TO c; DROP TABLE public.c;")
        << u"public.a 87>0 gone ! demo/1_a"_s;
    QTest::newRow("after other steps")
        << QByteArray("INSERT INTO public.a VALUES (0), (0); ALTER TABLE public.a ALTER id TYPE "
                      "bigint; TRUNCATE public.a; INSERT INTO public.a VALUES (1);")
        << u"public.a 87>1 ! demo/1_a"_s;
}

void TestLaterRows::rowsThatCameIn()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, losses);
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, sql);
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(plan.losses.first().rows, std::optional<qint64>(10));
    site.sql("INSERT INTO public.a SELECT generate_series(11, 87)");
    const RunReport report = site.run(plan);
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(told(report), losses);
    const RunReport::TableChange &loss = report.losses.first();
    QVERIFY(loss.undone);
    QCOMPARE(loss.planned, std::optional<qint64>(10));
    QVERIFY2(report.error->message.contains(u"public.a: the plan said 10 rows, "_s)
                 && report.error->message.contains(u"rows came in since"_s),
             qUtf8Printable(report.error->message));
    QVERIFY(report.error->remedy.contains(u"Make a new plan"_s));
    QVERIFY(!report.error->remedy.contains(u"vendor"_s));
    QCOMPARE(site.sql("SELECT count(*) FROM public.a"), u"87"_s);
    QCOMPARE(site.recorded(), QString());
    const RunReport again = site.run(site.migratePlan());
    QVERIFY2(again.outcome == Outcome::Done,
             again.error ? qUtf8Printable(again.error->toText()) : "");
    QVERIFY(!told(again).contains(u'!'));
}

// No row was there that anybody could have counted: no name of the site was asked for.
void TestLaterRows::rowsThatNobodySawYet()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE public.c;");
    SiteFixture site({demo.path()});
    site.sql("CREATE TABLE public.c (id int)");
    auto other = site.connect();
    VERIFY_DONE(other.query("BEGIN"));
    const plans::Plan plan = site.migratePlan();
    QVERIFY(!plans::destroysRows(plan));
    VERIFY_DONE(other.query("INSERT INTO public.c SELECT generate_series(1, 77)"));
    bool waited = false;
    auto connection = site.connect();
    const RunReport report = runs::run(connection, plan, {}, [&](const Event &event) {
        if (event.kind == EventKind::Waiting && !waited)
            waited = other.query("COMMIT").has_value();
    });
    QVERIFY(waited);
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(told(report), u"public.c 77>0 ! demo/1_a"_s);
    QCOMPARE(report.losses.first().planned, std::optional<qint64>(0));
    QCOMPARE(site.sql("SELECT count(*) FROM public.c"), u"77"_s);
}

// What the run itself added came not in from outside, in one transaction or in several.
void TestLaterRows::ownRowsMayGo()
{
    for (const bool stepwise : {false, true}) {
        ModuleFolder demo;
        demo.addMigration(u"1_a"_s, "INSERT INTO public.a SELECT generate_series(11, 30);");
        demo.addMigration(u"2_b"_s, "TRUNCATE public.a;");
        demo.addMigration(u"3_c"_s, "DELETE FROM public.b;");
        SiteFixture site({demo.path()});
        site.sql(twoTables);
        const RunReport report = site.run(site.migratePlan({{}, {}, stepwise}));
        QVERIFY2(report.outcome == Outcome::Done,
                 report.error ? qUtf8Printable(report.error->toText()) : "");
        QCOMPARE(told(report),
                 stepwise ? u"public.a 30>0 demo/2_b\npublic.b 5>0 demo/3_c"_s
                          : u"public.a 10>0 demo/2_b\npublic.b 5>0 demo/3_c"_s);
    }
}

void TestLaterRows::fewerIsFine()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "TRUNCATE public.a; DELETE FROM public.b;");
    SiteFixture site({demo.path()});
    site.sql(twoTables);
    const plans::Plan plan = site.migratePlan();
    site.sql("DELETE FROM public.a WHERE id > 4; DELETE FROM public.b WHERE id > 1");
    const RunReport report = site.run(plan);
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(told(report), u"public.a 4>0 demo/1_a\npublic.b 1>0 demo/1_a"_s);
}

void TestLaterRows::howManyAreMore()
{
    const auto exceeds = [](const runs::AnnouncedRows &announced, qint64 lost) {
        return announced.isExceededBy(lost);
    };
    QVERIFY(!exceeds({true, 10, true}, 10));
    QVERIFY(exceeds({true, 10, true}, 11));
    QVERIFY(!exceeds({true, 10, false}, 20)); // the statistics may be old
    QVERIFY(exceeds({true, 10, false}, 21));
    QVERIFY(!exceeds({true, {}, true}, 21)); // the plan said that it cannot be known
    plans::Plan plan;
    using modules::LossKind;
    plan.losses = {{LossKind::DeleteSome, 0, 0, u"a"_s, u"t"_s, {}, {}, 5, true},
                   {LossKind::DropTable, 1, 0, u"a"_s, u"t"_s, {}, {}, 7, true},
                   {LossKind::DropColumn, 1, 0, u"a"_s, u"u"_s, u"x"_s, {}, 9, true}};
    QCOMPARE(runs::announcedRows(plan, u"a.t"_s).rows, std::optional<qint64>(7));
    QVERIFY(!runs::announcedRows(plan, u"a.u"_s).any);
    plan.losses.first().rows.reset();
    QVERIFY(!runs::announcedRows(plan, u"a.t"_s).rows);
    QCOMPARE(runs::wholeTables(plan, {0}).size(), size_t(0));
    QCOMPARE(runs::wholeTables(plan, {0, 1}).size(), size_t(1));
}

// Where nothing can be undone it is not begun; what could not be known beforehand is said.
void TestLaterRows::moreWithoutTransaction()
{
    const auto runOf = [](const QByteArray &sql, QString &left) {
        ModuleFolder demo;
        demo.addMigration(u"1_a"_s, sql, {}, "transaction:false");
        demo.addTable(u"2_b"_s);
        SiteFixture site({demo.path()});
        site.sql(twoTables);
        const plans::Plan plan = site.migratePlan();
        site.sql("INSERT INTO public.a SELECT generate_series(11, 87)");
        const RunReport report = site.run(plan);
        left = site.sql("SELECT count(*) FROM public.a") % u' ' % site.tables() % site.recorded();
        return report;
    };
    QString left;
    const RunReport all = runOf("TRUNCATE public.a;", left);
    QCOMPARE(all.outcome, Outcome::Failed);
    QCOMPARE(left, u"87 "_s);
    QVERIFY2(all.error->message.contains(u"demo/1_a was not begun"_s)
                 && all.error->message.contains(
                     u"public.a: the plan said 10 rows, 87 would have been lost"_s),
             qUtf8Printable(all.error->message));
    const RunReport some = runOf("DELETE FROM public.a WHERE id > 2;", left);
    QCOMPARE(some.outcome, Outcome::FailedPartWay);
    QCOMPARE(told(some), u"public.a 87>2 ! demo/1_a"_s);
    QCOMPARE(left, u"2 1_a.js:1"_s);
    QVERIFY2(some.stateNow.startsWith(
                 u"More rows were lost than the plan said: public.a (85 instead of 10)."_s),
             qUtf8Printable(some.stateNow));
}

QTEST_GUILESS_MAIN(TestLaterRows)
#include "tst_laterrows.moc"
