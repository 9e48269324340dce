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

const QByteArray parts = "CREATE TABLE public.t_part (code text PRIMARY KEY, firm integer);";

// Two parts of one firm, which they look up.
QByteArray partsFrom(const QByteArray &table)
{
    return "INSERT INTO public.t_part (code, firm) SELECT s.code, f.id FROM (VALUES ('p', 'A'),"
           " ('q', 'A')) AS s (code, firm) JOIN "
        + table + " AS f ON f.code = s.firm ON CONFLICT (code) DO UPDATE SET firm = EXCLUDED.firm;";
}

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
    void readsWhatIsToChange();
    void readsWhatIsToChangeInAnotherSeed();
    void readsWhatStays();
    void shippedPlaces();
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

// What a statement brings is not known while it joins rows that an earlier one is to bring.
void TestSeedPreview::readsWhatIsToChange()
{
    SeededSite one(firmTable + parts + "CREATE VIEW public.v_firm AS SELECT * FROM t_firm;",
                   test::threeFirms + partsFrom("public.v_firm"));
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    auto connection = one.site.connect();
    one.site.sql("UPDATE t_firm SET code = 'Z' WHERE code = 'A'");
    QCOMPARE(told(prepared(one, connection, false).siteEdits), u"WriteOver 0/0 public.t_firm 1"_s);
    const Preparation forced = prepared(one, connection, true);
    QCOMPARE(told(forced.plans.first().losses),
             u"WriteOver 0/0 public.t_firm 1, WriteOver 0/1 public.t_part ?"_s);
    QVERIFY(connection.query("SET track_counts = off")); // then nothing says what is read
    QVERIFY(told(prepared(one, connection, true).siteEdits).endsWith(u"t_part ?"_s));
    QVERIFY(connection.query("RESET track_counts"));
    const runs::RunReport report = one.site.run(forced.plans.first());
    QCOMPARE(report.steps.first().tables.at(0).inserted, 1);
    QCOMPARE(report.steps.first().tables.at(1).updated, 2); // more than the plan could know
    QCOMPARE(told(prepared(one, connection, true).siteEdits), QString());
}

void TestSeedPreview::readsWhatIsToChangeInAnotherSeed()
{
    test::ModuleFolder demo;
    demo.addMigration(u"1_a"_s, firmTable + parts, "DROP TABLE public.t_part, public.t_firm;");
    demo.addSeed(u"1_firms"_s, test::threeFirms);
    demo.addSeed(u"2_parts"_s, partsFrom("public.t_firm"));
    test::SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    auto connection = site.connect();
    const plans::SeedRequest force {{}, true};
    const auto fresh = operations::prepare(connection, site.catalog(), {}, force);
    QVERIFY(fresh);
    QCOMPARE(told(fresh->siteEdits), QString()); // an empty table has nothing to write over
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    site.sql("DELETE FROM t_part; DELETE FROM t_firm WHERE code = 'A'");
    const auto made = operations::prepare(connection, site.catalog(), {}, force);
    QVERIFY(made);
    QCOMPARE(told(made->siteEdits),
             u"WriteOver 0/0 public.t_firm 1, WriteOver 1/0 public.t_part ?"_s);
}

void TestSeedPreview::readsWhatStays()
{
    SeededSite one(firmTable + parts, test::threeFirms + partsFrom("public.t_firm"));
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_part SET firm = 3; UPDATE t_firm SET name = 'ours' WHERE code = 'A'");
    auto connection = one.site.connect();
    QCOMPARE(told(prepared(one, connection, false).siteEdits), // nothing is written over
             u"WriteOver 0/0 public.t_firm 1, WriteOver 0/1 public.t_part 2"_s);
    one.ship(test::threeFirms
             + "INSERT INTO public.t_firm (code, name, price)"
               " VALUES ('B', 'Beta', 2) ON CONFLICT (code) DO UPDATE SET"
               " name = EXCLUDED.name;"
               "UPDATE public.t_part SET firm = firm;"
             + partsFrom("public.t_firm"));
    QVERIFY(told(prepared(one, connection, false).siteEdits).contains(u"t_part ?"_s));
}

// The sub-stores look up their main store: where the site has another code for it, loading the seed
// says that they are left out, and the plan that forces it does not claim to know.
void TestSeedPreview::shippedPlaces()
{
    test::SiteFixture site({QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                            QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    site.sql("UPDATE inventory.locations SET location_code = 'MAINX' WHERE location_code = 'MAIN'");
    const auto places = [](const runs::RunReport &report) {
        for (const runs::StepReport &step : report.steps) {
            if (step.name == "003_places"_L1)
                return step;
        }
        return runs::StepReport {};
    };
    const runs::StepReport plain = places(site.run(site.seedPlan({{u"inventory"_s}, false})));
    QCOMPARE(plain.notices.size(), 1);
    QVERIFY(plain.notices.first().contains(u"3 row(s)"_s));
    auto connection = site.connect();
    const plans::SeedRequest force {{u"inventory"_s}, true};
    const auto made = operations::prepare(connection, site.catalog(), {}, force);
    QVERIFY(made);
    QStringList losses = told(made->plans.first().losses).split(u", "_s);
    losses.removeIf([](const QString &loss) { return !loss.contains(u"inventory.locations"_s); });
    QCOMPARE(losses.size(), 2);
    QVERIFY(losses.first().endsWith(u" 1"_s));
    QVERIFY(losses.last().endsWith(u" ?"_s));
    const runs::StepReport forced = places(site.run(made->plans.first()));
    QVERIFY(forced.notices.isEmpty());
    QCOMPARE(forced.tables.at(1).table, u"inventory.locations"_s);
    QCOMPARE(forced.tables.at(1).inserted, 1);
    QCOMPARE(forced.tables.at(1).updated, 3);
}

QTEST_GUILESS_MAIN(TestSeedPreview)
#include "tst_seedpreview.moc"
