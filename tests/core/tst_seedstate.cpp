#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include "core/inspection/seedstate.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::test;

namespace {

constexpr auto manifest = R"({"id": "stock", "version": "1.0.0",
 "title": {"en": "Stock", "th": "Stock"}, "schema": "public", "trackingTable": "knex_stock",
 "recordedExtension": ".ts", "requires": []})";

QByteArray row(const QByteArray &name)
{
    return "INSERT INTO public.t_wards (id, name) VALUES (1, '" + name
        + "') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name;";
}

inspection::SiteState look(SiteFixture &site, postgres::Connection &connection)
{
    inspection::SiteState state = site.inspect();
    inspection::readSeeds(connection, site.catalog(), state);
    return state;
}

inspection::SiteState look(SiteFixture &site)
{
    auto connection = site.connect();
    return look(site, connection);
}

// "1_wards Loaded" of each seed.
QString states(SiteFixture &site)
{
    QStringList words;
    const inspection::SiteState state = look(site);
    for (const inspection::SeedInfo &seed : state.modules.first().seeds)
        words << seed.name % u' ' % keyOf(seed.state);
    return words.join(u", "_s);
}

// "severity: message" of each module.
QString said(SiteFixture &site)
{
    QStringList lines;
    const auto found = inspection::unloadedSeeds(look(site));
    for (const Finding &finding : found)
        lines << keyOf(finding.severity) % u": "_s % finding.message;
    return lines.join(u'\n');
}

} // namespace

// Whether the reference data of a site is that of the release it has.
class TestSeedState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhatIsNotLoaded();
    void aRollbackTakesItAway();
    void firstInstallSeedsCountOnce();
    void saysNothingOfWhatItCannotRead();

private:
    [[nodiscard]] SiteFixture upgraded();

    std::unique_ptr<ModuleFolder> m_module;
};

void TestSeedState::init()
{
    m_module = std::make_unique<ModuleFolder>(u"stock"_s, manifest);
    m_module->addMigration(u"1_wards"_s,
                           "CREATE TABLE public.t_wards (id int PRIMARY KEY, name text);",
                           "DROP TABLE public.t_wards;");
    m_module->addSeed(u"1_wards"_s, row("A"));
}

SiteFixture TestSeedState::upgraded()
{
    SiteFixture site({m_module->path()});
    if (site.run(site.migratePlan()).outcome != runs::Outcome::Done)
        qFatal("not migrated");
    return site;
}

void TestSeedState::saysWhatIsNotLoaded()
{
    SiteFixture before({m_module->path()});
    QCOMPARE(said(before), QString()); // its migrations come first
    SiteFixture site = upgraded();
    QCOMPARE(states(site), u"1_wards NotLoaded"_s);
    QCOMPARE(said(site),
             u"Info: This program has not loaded the reference data of module stock yet."_s);
    QCOMPARE(site.run(site.seedPlan()).outcome, runs::Outcome::Done);
    QCOMPARE(said(site), QString());
    QCOMPARE(states(site), u"1_wards Loaded"_s);
    const auto loaded = look(site).modules.first().seeds.first();
    QVERIFY(loaded.loadedAt.isValid());
    QVERIFY(loaded.loadedBy.contains(u'@'));
    QCOMPARE(loaded.kept, 0);

    site.sql("UPDATE t_wards SET name = 'the hospital''s own'");
    m_module->addSeed(u"1_wards"_s, row("B")); // the next release
    m_module->addSeed(u"2_more"_s, row("B"));
    site.reload();
    QCOMPARE(states(site), u"1_wards Changed, 2_more NotLoaded"_s);
    QCOMPARE(said(site),
             u"Warning: The reference data of module stock is not that of this release: 1_wards, "
             "2_more"_s);
    QCOMPARE(site.run(site.seedPlan()).outcome, runs::Outcome::Done);
    QCOMPARE(said(site), QString());
    QCOMPARE(look(site).modules.first().seeds.first().kept, 1);

    QVERIFY(QFile::remove(m_module->path() % u"/seeds/1_wards.sql"_s)); // read before, gone now
    QCOMPARE(states(site), u"1_wards FileUnread, 2_more Loaded"_s);
}

void TestSeedState::aRollbackTakesItAway()
{
    SiteFixture site = upgraded();
    QCOMPARE(site.run(site.seedPlan()).outcome, runs::Outcome::Done);
    QCOMPARE(site.run(site.rollbackPlan({{u"stock"_s}, 1, {}, false})).outcome,
             runs::Outcome::Done);
    QCOMPARE(said(site), QString());
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    QVERIFY(said(site).contains(u"1_wards"_s));
    QCOMPARE(states(site), u"1_wards RolledBack"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM t_wards"), u"0"_s);
    QCOMPARE(site.run(site.seedPlan()).outcome, runs::Outcome::Done);
    QCOMPARE(said(site), QString());
}

// Such a seed is left out where there are rows: it would never be loaded.
void TestSeedState::firstInstallSeedsCountOnce()
{
    SiteFixture site = upgraded();
    QCOMPARE(site.run(site.seedPlan()).outcome, runs::Outcome::Done);
    m_module->addSeed(u"3_first"_s, "-- seed: first-install\n" + row("C"));
    site.reload();
    QCOMPARE(said(site), QString());
    QCOMPARE(states(site), u"1_wards Loaded, 3_first NewSitesOnly"_s);
}

void TestSeedState::saysNothingOfWhatItCannotRead()
{
    SiteFixture site = upgraded();
    auto connection = site.connect();
    const QByteArray role = "seed_reader_" + site.database().toUtf8();
    site.sql("CREATE ROLE " + role);
    QVERIFY(connection.query("SET ROLE " + role));
    QVERIFY(inspection::unloadedSeeds(look(site, connection)).isEmpty());
    QVERIFY(connection.query("RESET ROLE"));
    QCOMPARE(inspection::unloadedSeeds(look(site, connection)).size(), 1);
    site.sql("DROP ROLE " + role);
    site.sql("DROP SCHEMA aegisx_site CASCADE"); // as on a site that knex alone has migrated
    QVERIFY(inspection::unloadedSeeds(look(site, connection)).isEmpty());
}

QTEST_GUILESS_MAIN(TestSeedState)
#include "tst_seedstate.moc"
