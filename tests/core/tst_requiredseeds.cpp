// The seeds of a module that another one builds upon: what refers to rows that are not there would
// be left out.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include "core/operations/operation.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

const plans::SeedRequest wards {{u"wards"_s}, false};

constexpr auto wardsManifest = R"({"id": "wards", "version": "1.0.0",
 "title": {"en": "Wards", "th": "Wards"}, "schema": "public", "trackingTable": "knex_wards",
 "recordedExtension": ".js", "requires": ["demo"]})";

const QByteArray rights = "INSERT INTO public.t_right (code, name) VALUES ('a', 'A'), ('b', 'B')"
                          " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;";

// "demo/1_rights" of each step.
QString stepsOf(const plans::Plan &plan)
{
    QStringList names;
    for (const plans::PlanStep &step : plan.steps)
        names << step.module % u'/' % step.name;
    return names.join(u' ');
}

// "severity id" of each finding.
QString findingsOf(const plans::Plan &plan)
{
    QStringList words;
    for (const Finding &finding : plan.findings)
        words << keyOf(finding.severity) % u' ' % finding.id;
    return words.join(u", "_s);
}

} // namespace

class TestRequiredSeeds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void comeFirst();
    void afterTheyChanged();
    void areNotForced();
    void waitForMigrations();
    void unknownStaysOut();
    void upgradeOfOneModule();
    void shippedModules();

private:
    std::unique_ptr<ModuleFolder> m_demo;
    std::unique_ptr<ModuleFolder> m_wards;
};

void TestRequiredSeeds::init()
{
    m_demo = std::make_unique<ModuleFolder>();
    m_demo->addMigration(u"1_rights"_s,
                         "CREATE TABLE public.t_right (code text PRIMARY KEY, name text);",
                         "DROP TABLE public.t_right;");
    m_demo->addSeed(u"1_rights"_s, rights);
    m_wards = std::make_unique<ModuleFolder>(u"wards"_s, wardsManifest);
    m_wards->addMigration(u"1_menu"_s,
                          "CREATE TABLE public.t_menu (code text PRIMARY KEY);",
                          "DROP TABLE public.t_menu;");
    m_wards->addSeed(u"1_menu"_s,
                     "INSERT INTO public.t_menu (code) SELECT r.code FROM (VALUES ('a'), ('b'))"
                     " AS s (code) JOIN public.t_right AS r ON r.code = s.code"
                     " ON CONFLICT (code) DO NOTHING;");
}

void TestRequiredSeeds::comeFirst()
{
    SiteFixture site({m_demo->path(), m_wards->path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const plans::Plan plan = site.seedPlan(wards);
    QCOMPARE(stepsOf(plan), u"demo/1_rights wards/1_menu"_s);
    QCOMPARE(findingsOf(plan), u"Info seeds-required"_s);
    QVERIFY(plan.findings.first().message.contains(u"demo"_s));
    QCOMPARE(site.run(plan).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT count(*) FROM t_menu"), u"2"_s); // none is left out
    QCOMPARE(stepsOf(site.seedPlan(wards)), u"wards/1_menu"_s);
    QCOMPARE(findingsOf(site.seedPlan(wards)), QString());
    QCOMPARE(stepsOf(site.seedPlan({{u"demo"_s}, false})), u"demo/1_rights"_s);
}

void TestRequiredSeeds::afterTheyChanged()
{
    SiteFixture site({m_demo->path(), m_wards->path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    m_demo->addSeed(u"2_more"_s, QByteArray(rights).replace("'b'", "'c'"));
    site.reload();
    QCOMPARE(stepsOf(site.seedPlan(wards)), u"demo/2_more wards/1_menu"_s); // that one alone
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    m_demo->addSeed(u"1_rights"_s, QByteArray(rights).replace("'B'", "'Better'"));
    site.reload();
    QCOMPARE(stepsOf(site.seedPlan(wards)), u"demo/1_rights wards/1_menu"_s);
}

// Who forces the seeds of one module writes over nothing of another.
void TestRequiredSeeds::areNotForced()
{
    SiteFixture site({m_demo->path(), m_wards->path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    site.sql("UPDATE t_right SET name = 'ours' WHERE code = 'a'; DELETE FROM t_menu");
    m_demo->addSeed(u"1_rights"_s, QByteArray(rights).replace("'B'", "'Better'"));
    m_demo->addSeed(u"2_first"_s,
                    "-- seed: first-install\n" + QByteArray(rights).replace("'b'", "'first'"));
    site.reload();
    auto connection = site.connect();
    const plans::SeedRequest forced {{u"wards"_s}, true};
    const auto made = operations::prepare(connection, site.catalog(), {}, forced);
    QVERIFY(made);
    const plans::Plan &plan = made->plans.first();
    QCOMPARE(stepsOf(plan), u"demo/1_rights wards/1_menu"_s);
    for (const plans::ExpectedLoss &loss : plan.losses)
        QCOMPARE(loss.name, u"t_menu"_s);
    QVERIFY(!plan.losses.isEmpty());
    QCOMPARE(site.run(plan).outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT string_agg(name, ' ' ORDER BY code) FROM t_right"), u"ours Better"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM t_menu"), u"2"_s);
}

void TestRequiredSeeds::waitForMigrations()
{
    SiteFixture site({m_demo->path(), m_wards->path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    m_demo->addMigration(u"2_more"_s, "CREATE TABLE public.t_more (id int);", "DROP TABLE t_more;");
    site.reload();
    auto connection = site.connect();
    const auto refused = plans::planSeed(connection, site.catalog(), site.inspect(), wards);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().remedy, u"Upgrade module demo first."_s);
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    QCOMPARE(findingsOf(site.seedPlan(wards)), QString());
    // What lags behind may do, as with migrations.
    m_demo->addMigration(u"3_last"_s, "CREATE TABLE public.t_last (id int);", "DROP TABLE t_last;");
    m_demo->addSeed(u"1_rights"_s, QByteArray(rights).replace("'B'", "'Better'"));
    site.reload();
    QCOMPARE(stepsOf(site.seedPlan(wards)), u"wards/1_menu"_s);
    QCOMPARE(findingsOf(site.seedPlan(wards)), u"Warning seeds-pending"_s);
}

void TestRequiredSeeds::unknownStaysOut()
{
    SiteFixture site({m_demo->path(), m_wards->path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const QByteArray role = "seeder_" + site.database().toLatin1();
    site.sql("CREATE ROLE " + role);
    auto connection = site.connect();
    const inspection::SiteState state = site.inspect();
    QVERIFY(connection.query("SET ROLE " + role)); // it may not read aegisx_site
    const auto plan = plans::planSeed(connection, site.catalog(), state, wards);
    QVERIFY(plan);
    QCOMPARE(stepsOf(*plan), u"wards/1_menu"_s);
    QCOMPARE(findingsOf(*plan), QString());
    QVERIFY(connection.query("RESET ROLE"));
    site.sql("DROP ROLE " + role);
}

void TestRequiredSeeds::upgradeOfOneModule()
{
    SiteFixture site({m_demo->path(), m_wards->path()});
    QCOMPARE(site.run(site.migratePlan({{u"demo"_s}, {}, false})).outcome, Outcome::Done);
    auto connection = site.connect();
    const operations::Request request = operations::UpgradeRequest {{u"wards"_s}, false};
    const auto made = operations::prepare(connection, site.catalog(), {}, request);
    QVERIFY(made);
    QCOMPARE(stepsOf(made->plans.last()), u"demo/1_rights wards/1_menu"_s);
    const auto reports = operations::carryOut(connection, site.catalog(), {}, *made);
    QCOMPARE(reports.last().outcome, Outcome::Done);
    QCOMPARE(site.sql("SELECT count(*) FROM t_menu"), u"2"_s);
}

// The menu of the inventory asks for the permissions that core brings.
void TestRequiredSeeds::shippedModules()
{
    SiteFixture site({QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                      QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const runs::RunReport report = site.run(site.seedPlan({{u"inventory"_s}, false}));
    QCOMPARE(report.outcome, Outcome::Done);
    for (const runs::StepReport &step : report.steps)
        QCOMPARE(step.notices, QStringList());
    QCOMPARE(site.sql("SELECT count(*) FROM public.navigation_permissions AS p JOIN"
                      " public.navigation_items AS i ON i.id = p.navigation_item_id"
                      " WHERE i.key LIKE 'inventory%'"),
             u"22"_s);
    QVERIFY(site.run(site.seedPlan()).keptRows() == 0);
}

QTEST_GUILESS_MAIN(TestRequiredSeeds)
#include "tst_requiredseeds.moc"
