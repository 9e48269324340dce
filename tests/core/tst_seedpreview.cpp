// What a plan for seeds says beforehand of the rows that the site changed or removed.
#include "core/operations/confirmation.h"
#include "tests/support/seededsite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::Preparation;
using runs::Outcome;
using test::firms;
using test::firmTable;
using test::SeededSite;

namespace {

Preparation prepared(const SeededSite &one, postgres::Connection &connection, bool force)
{
    const plans::SeedRequest request {{}, force};
    auto made = operations::prepare(connection, one.site.catalog(), {}, request);
    if (!made)
        qFatal("%s", qUtf8Printable(made.error().toText()));
    return std::move(*made);
}

// "kind step/statement table rows", one after the other.
QString told(const QList<plans::ExpectedLoss> &losses)
{
    QStringList lines;
    for (const plans::ExpectedLoss &loss : losses)
        lines << u"%1 %2/%3 %4.%5 %6"_s.arg(keyOf(loss.kind))
                     .arg(loss.step)
                     .arg(loss.statement)
                     .arg(loss.schema, loss.name, loss.rows ? QString::number(*loss.rows) : u"?"_s);
    return lines.join(u", "_s);
}

// Everything that looking could leave behind.
QString traces(const SeededSite &one)
{
    return one.site.sql("SELECT concat_ws(' ', (SELECT string_agg(xmin::text || xmax::text, ' '"
                        " ORDER BY id) FROM t_firm), (SELECT count(*) FROM aegisx_site.seed_row),"
                        " (SELECT string_agg(xmin::text, ' ' ORDER BY key) FROM"
                        " aegisx_site.seed_row), (SELECT count(*) FROM pg_class WHERE"
                        " relpersistence = 't'))");
}

} // namespace

class TestSeedPreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatIsKept();
    void writesNothing();
    void freshSite();
    void csvSeed();
    void lockedTable();
    void forceOnProductionWantsTheName();
};

void TestSeedPreview::countsWhatIsKept()
{
    SeededSite one(firmTable + "CREATE TABLE public.t_place (code text PRIMARY KEY, name text);",
                   test::threeFirms
                       + "INSERT INTO public.t_place (code, name) VALUES ('x', 'X'), ('y', 'Y')"
                         " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;");
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    auto connection = one.site.connect();
    QCOMPARE(told(prepared(one, connection, false).siteEdits), QString());
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code = 'A';"
                 "DELETE FROM t_firm WHERE code = 'B'; UPDATE t_place SET name = 'ours'");
    const Preparation plain = prepared(one, connection, false);
    const QString edits = u"WriteOver 0/0 public.t_firm 2, WriteOver 0/1 public.t_place 2"_s;
    QCOMPARE(told(plain.siteEdits), edits);
    QCOMPARE(told(plain.plans.first().losses), QString()); // they stay
    QCOMPARE(operations::destructionOf(plain), operations::Destruction::None);
    const Preparation forced = prepared(one, connection, true);
    QCOMPARE(told(forced.siteEdits), edits);
    QCOMPARE(told(forced.plans.first().losses), edits);
    QCOMPARE(operations::destructionOf(forced), operations::Destruction::Rows);
    const runs::RunReport report = one.site.run(forced.plans.first());
    QCOMPARE(report.outcome, Outcome::Done); // no row is missed
    QVERIFY(report.losses.isEmpty());
    QCOMPARE(told(prepared(one, connection, false).siteEdits), QString());
}

void TestSeedPreview::writesNothing()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'ours'");
    const QString before = traces(one);
    auto connection = one.site.connect();
    QCOMPARE(told(prepared(one, connection, true).siteEdits), u"WriteOver 0/0 public.t_firm 3"_s);
    QVERIFY(!connection.inTransaction());
    QCOMPARE(traces(one), before);
}

void TestSeedPreview::freshSite()
{
    SeededSite one;
    auto connection = one.site.connect();
    QCOMPARE(told(prepared(one, connection, true).siteEdits), QString());
    one.site.sql("INSERT INTO t_firm (code, name, price) VALUES ('A', 'by hand', 1)");
    QCOMPARE(told(prepared(one, connection, false).siteEdits), u"WriteOver 0/0 public.t_firm 1"_s);
}

void TestSeedPreview::csvSeed()
{
    test::ModuleFolder demo;
    demo.addMigration(u"1_a"_s, firmTable, "DROP TABLE public.t_firm;");
    demo.write(u"seeds/001_public.t_firm.csv"_s, "code*,name\nA,Alpha\nB,Beta\n");
    test::SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    site.sql("UPDATE t_firm SET name = 'ours' WHERE code = 'A'");
    auto connection = site.connect();
    const auto made =
        operations::prepare(connection, site.catalog(), {}, plans::SeedRequest {{}, true});
    QVERIFY(made);
    QCOMPARE(told(made->plans.first().losses), u"WriteOver 0/0 public.t_firm 1"_s);
}

void TestSeedPreview::lockedTable()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    auto other = one.site.connect();
    QVERIFY(other.query("BEGIN"));
    QVERIFY(other.query("LOCK TABLE t_firm"));
    auto connection = one.site.connect();
    const Preparation forced = prepared(one, connection, true);
    QCOMPARE(told(forced.plans.first().losses), u"WriteOver 0/0 public.t_firm ?"_s);
    QCOMPARE(operations::destructionOf(forced), operations::Destruction::Rows); // it may be
    QVERIFY(!connection.inTransaction());
}

void TestSeedPreview::forceOnProductionWantsTheName()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    auto connection = one.site.connect();
    const auto wants = [&](bool force) {
        return operations::wantsSiteName(prepared(one, connection, force), Environment::Production);
    };
    QVERIFY(!wants(true)); // nothing to write over
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code = 'A'");
    QVERIFY(!wants(false));
    QVERIFY(wants(true));
    QVERIFY(!operations::wantsSiteName(prepared(one, connection, true), Environment::Test));
}

QTEST_GUILESS_MAIN(TestSeedPreview)
#include "tst_seedpreview.moc"
