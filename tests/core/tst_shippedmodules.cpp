#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/inspection/sitecheck.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::SiteFixture;

namespace {

const QStringList shipped {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                           QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

// Every column, constraint, index, trigger, type, function and comment of the site's schemas.
constexpr auto catalogSql = R"(
SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") FROM (
  SELECT format('column %s.%s %s %s %s %s', c.relnamespace::regnamespace, c.relname, a.attname,
                format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND c.relkind IN ('r', 'v', 'S')
  UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
  UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT format('enum %s %s', enumtypid::regtype, enumlabel) FROM pg_enum
  UNION ALL SELECT format('function %s %s', p.oid::regprocedure, md5(prosrc)) FROM pg_proc p
    WHERE pronamespace::regnamespace::text IN ('public', 'inventory')
  UNION ALL SELECT format('comment %s %s %s %s', classoid::regclass, objoid::regclass, objsubid, description) FROM pg_description
    WHERE classoid = 'pg_class'::regclass
  UNION ALL SELECT format('schema %s', nspname) FROM pg_namespace
) AS lines WHERE line NOT LIKE '%pg\_%' AND line NOT LIKE '%information_schema%' AND line NOT LIKE '%knex_migrations%'
  AND line NOT LIKE '%aegisx_site%')";

} // namespace

class TestShippedModules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileIsRead();
    void upDownUp();
    void everyObjectIsDescribed();
    void seedsKeepWhatTheSiteChanged();
};

void TestShippedModules::everyFileIsRead()
{
    SiteFixture site(shipped);
    QVERIFY(site.catalog().findings.isEmpty());
    QCOMPARE(site.catalog().modules.size(), 2);
    auto connection = site.connect();
    const auto check = inspection::checkSite(connection, site.catalog());
    QVERIFY(check);
    for (const Finding &finding : check->findings)
        qWarning("%s", qUtf8Printable(finding.message));
    QVERIFY(check->findings.isEmpty());
    for (const modules::Module &module : site.catalog().modules)
        QVERIFY(!module.seeds.isEmpty());
}

void TestShippedModules::upDownUp()
{
    SiteFixture site(shipped);
    const QString before = site.sql(catalogSql);
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    const QString after = site.sql(catalogSql);
    QVERIFY(after.count(u'\n') > 300);
    QVERIFY(after.contains(u"inventory.drugs"_s));
    QCOMPARE(site.run(site.rollbackPlan({{}, 1, {}, true})).outcome, runs::Outcome::Done);
    QCOMPARE(site.sql(catalogSql), before);
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.run(site.migratePlan({{}, {}, true})).outcome,
             runs::Outcome::Done); // step by step as well
    QCOMPARE(site.sql(catalogSql), after);
}

void TestShippedModules::everyObjectIsDescribed()
{
    SiteFixture site(shipped);
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    QCOMPARE(site.sql("SELECT coalesce(string_agg(oid::regclass::text, ' '), '') FROM pg_class "
                      "WHERE relkind = 'r' AND"
                      " relnamespace::regnamespace::text IN ('public', 'inventory') AND relname "
                      "NOT LIKE 'knex%' AND"
                      " obj_description(oid, 'pg_class') IS NULL"),
             QString());
    QCOMPARE(site.sql("SELECT coalesce(string_agg(t.oid::regtype::text, ' '), '') FROM pg_type t "
                      "WHERE typtype = 'e' AND"
                      " (obj_description(t.oid, 'pg_type') IS NULL OR EXISTS (SELECT FROM pg_enum "
                      "WHERE enumtypid = t.oid AND"
                      " position(enumlabel IN obj_description(t.oid, 'pg_type')) = 0))"),
             QString());
}

void TestShippedModules::seedsKeepWhatTheSiteChanged()
{
    SiteFixture site(shipped);
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    const auto first = site.run(site.seedPlan());
    QCOMPARE(first.outcome, runs::Outcome::Done);
    QCOMPARE(site.sql("SELECT count(*) FROM public.users"),
             u"0"_s); // no known password is ever seeded
    QCOMPARE(site.sql("SELECT count(*) FROM inventory.dosage_forms"), u"28"_s);
    QCOMPARE(site.sql("SELECT count(*) FROM inventory.drug_units"), u"30"_s);
    site.sql("UPDATE inventory.companies SET company_name = 'ours' WHERE company_code = 'GPO';"
             "UPDATE inventory.drug_units SET unit_name = 'ours' WHERE unit_code = 'TAB'");
    const auto second = site.run(site.seedPlan());
    QCOMPARE(second.outcome, runs::Outcome::Done);
    QCOMPARE(site.sql("SELECT company_name FROM inventory.companies WHERE company_code = 'GPO'"),
             u"ours"_s);
    QCOMPARE(site.sql("SELECT unit_name FROM inventory.drug_units WHERE unit_code = 'TAB'"),
             u"ours"_s);
    qint64 kept = 0;
    for (const runs::StepReport &step : second.steps) {
        for (const runs::TableCounts &counts : step.tables) {
            // The one row that module seeds themselves write: that they were run.
            if (counts.table != "inventory.seed_metadata"_L1)
                QVERIFY2(counts.inserted == 0 && counts.updated == 0 && counts.deleted == 0,
                         qUtf8Printable(counts.table));
            kept += counts.kept;
        }
    }
    QCOMPARE(kept, 2);
}

QTEST_GUILESS_MAIN(TestShippedModules)
#include "tst_shippedmodules.moc"
