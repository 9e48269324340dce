#include "tests/support/clustertools.h"
#include "tests/support/movesite.h"

#include "core/inspection/misplaced.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using runs::Outcome;
using runs::RunReport;

namespace {

// The module inv: two tables, of which a later file renames one, and a column of the other.
class RenamedSite final
{
public:
    RenamedSite() : m_site({prepare(m_module)}) { }

    [[nodiscard]] SiteFixture *operator->() { return &m_site; }
    // "Table public.v > inv.v"
    [[nodiscard]] QStringList misplaced() const
    {
        auto connection = m_site.connect();
        const auto found =
            inspection::findMisplaced(connection, m_site.catalog(), m_site.inspect());
        if (!found)
            qFatal("%s", qUtf8Printable(found.error().toText()));
        QStringList lines;
        for (const inspection::Misplaced &one : *found)
            lines << keyOf(one.kind) % u' ' % one.found % u" > "_s % one.expected;
        return lines;
    }
    [[nodiscard]] QStringList missing() const
    {
        auto connection = m_site.connect();
        const auto missing =
            inspection::findMissing(connection, m_site.catalog(), m_site.inspect());
        if (!missing)
            qFatal("%s", qUtf8Printable(missing.error().toText()));
        return *missing;
    }

private:
    static QString prepare(ModuleFolder &module)
    {
        module.addMigration(u"1_made"_s,
                            "CREATE SCHEMA IF NOT EXISTS inv; CREATE TABLE inv.t (a int, b text);"
                            " CREATE TABLE inv.u (a int, b text)");
        module.addMigration(u"2_renamed"_s,
                            "ALTER TABLE inv.t RENAME COLUMN b TO c; ALTER TABLE inv.u RENAME TO v;"
                            " ALTER TABLE inv.v DROP b, ADD d int");
        return module.path();
    }

    ModuleFolder m_module {u"inv"_s, manifestOf("inv", "inv", "knex_inv")};
    SiteFixture m_site;
};

} // namespace

// What stands in another schema than its migration says, found and put right.
class TestMisplaced final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void tablesThatKnexLeftInPublic();
    void finderAndConflicts();
    void finderKnowsItsOwn();
    void renamedByALaterFile();
    void renamedByAPendingFile();
    void standingNowhere();

private:
    std::unique_ptr<MoveSite> m_site;
};

void TestMisplaced::init()
{
    m_site = std::make_unique<MoveSite>();
}

void TestMisplaced::cleanup()
{
    m_site.reset();
}

void TestMisplaced::tablesThatKnexLeftInPublic()
{
    QCOMPARE(m_site->misplaced(),
             (QStringList {u"inventory/2_drugs Applied Type public.shade > inventory.shade"_s,
                           u"inventory/2_drugs Applied Table public.drugs > inventory.drugs"_s,
                           u"inventory/3_lots Applied Table public.lots > inventory.lots"_s,
                           u"inventory/3_lots Applied View public.stock > inventory.stock"_s}));
    const QByteArray rows = "SELECT md5(string_agg(d::text || l::text, ',' ORDER BY d.id)) FROM %d"
                            " d JOIN %l l ON l.drug = d.id";
    const QString before =
        m_site->sql(QByteArray(rows).replace("%d", "drugs").replace("%l", "lots"));
    const RunReport report =
        m_site->move({u"public.drugs"_s, u"public.lots"_s, u"public.stock"_s, u"public.shade"_s});
    QVERIFY2(report.outcome == Outcome::Done,
             qUtf8Printable(report.error ? report.error->toText() : QString()));
    QCOMPARE(m_site->misplaced(), QStringList());
    QCOMPARE(m_site->sql(
                 QByteArray(rows).replace("%d", "inventory.drugs").replace("%l", "inventory.lots")),
             before);
    for (const QString &name :
         {u"drugs"_s, u"lots"_s, u"stock"_s, u"drugs_id_seq"_s, u"drugs_pkey"_s})
        QCOMPARE(m_site->schemaOf(name), u"inventory"_s);
    QCOMPARE(m_site->sql("SELECT sum(amount) FROM inventory.stock"), u"820"_s);
    QCOMPARE(m_site->sql("INSERT INTO inventory.drugs (code) VALUES ('new') RETURNING id"),
             u"41"_s);
    QCOMPARE(m_site->site().recorded(), u"1_schema.js:1, 2_drugs.js:1, 3_lots.js:1"_s);
    QCOMPARE(m_site->site().lockRows(), u"0"_s);
    QVERIFY(m_site->site().inspect().findings.isEmpty());
    QVERIFY(m_site->site().migratePlan().isEmpty());
}

void TestMisplaced::finderAndConflicts()
{
    m_site->sql("DROP VIEW stock; CREATE TABLE inventory.drugs (LIKE drugs);"
                "DELETE FROM knex_migrations WHERE name = '3_lots.js';"
                "CREATE TABLE inventory.lots (LIKE lots); INSERT INTO inventory.lots VALUES (1)");
    // drugs has rows in the wrong place alone, lots in both: a person has to decide.
    QCOMPARE(m_site->misplaced(),
             (QStringList {
                 u"inventory/2_drugs Applied Type public.shade > inventory.shade"_s,
                 u"inventory/2_drugs Applied Table public.drugs > inventory.drugs conflict 40:0"_s,
                 u"inventory/3_lots Pending Table public.lots > inventory.lots conflict 40:1"_s}));
    const auto compared = m_site->planned({u"public.lots"_s});
    QVERIFY(!compared); // neither is overwritten
    QVERIFY2(compared.error().message.contains(u"public.lots: 40 row(s)"_s)
                 && compared.error().message.contains(u"inventory.lots: 1 row(s)"_s),
             qUtf8Printable(compared.error().toText()));
    auto holder = m_site->connect();
    VERIFY_DONE(holder.query("BEGIN"));
    VERIFY_DONE(holder.query("LOCK TABLE drugs"));
    QVERIFY(!m_site->misplaced().join(u' ').contains(u"drugs conflict"_s)); // it cannot be read
    VERIFY_DONE(holder.query("ROLLBACK"));
    // A copy that somebody put aside is none that a program takes for the module's.
    m_site->sql("CREATE SCHEMA aside; ALTER TABLE lots SET SCHEMA aside");
    QCOMPARE(m_site->misplaced().size(), 2);
    m_site->sql("TRUNCATE inventory.lots"); // unless the right one is empty
    QVERIFY(m_site->misplaced().contains(
        u"inventory/3_lots Pending Table aside.lots > inventory.lots conflict 40:0"_s));
    m_site->sql("ALTER TABLE aside.lots SET SCHEMA public; INSERT INTO inventory.lots VALUES (1);"
                "ALTER TABLE lots RENAME COLUMN amount TO pieces"); // another table of that name
    QCOMPARE(m_site->misplaced().size(), 2);
    m_site->sql("ALTER TABLE lots RENAME COLUMN pieces TO amount; DROP TABLE inventory.lots");
    QVERIFY(m_site->misplaced().contains(
        u"inventory/3_lots Pending Table public.lots > inventory.lots"_s));
}

void TestMisplaced::finderKnowsItsOwn()
{
    ModuleFolder core(u"core"_s, manifestOf("core", "public", "knex_core"));
    core.addMigration(u"1_lots"_s,
                      "CREATE TABLE lots (id serial PRIMARY KEY, drug int, amount int);");
    SiteFixture site({core.path(), m_site->moduleFolder()});
    site.sql("CREATE SCHEMA inventory; CREATE SCHEMA elsewhere;"
             "CREATE TABLE lots (id serial PRIMARY KEY, drug int, amount int);"
             "CREATE TABLE elsewhere.drugs (id int)"); // another table of that name
    auto connection = site.connect();
    const auto found = inspection::findMisplaced(connection, site.catalog(), site.inspect());
    VERIFY_DONE(found);
    QVERIFY(found->isEmpty()); // public.lots is the core module's own
}

void TestMisplaced::renamedByALaterFile()
{
    RenamedSite site;
    QCOMPARE(site->run(site->migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.misplaced(), QStringList());
    site->sql("ALTER TABLE inv.t SET SCHEMA public; ALTER TABLE inv.v SET SCHEMA public");
    QCOMPARE(site.misplaced(),
             (QStringList {u"Table public.t > inv.t"_s, u"Table public.v > inv.v"_s}));
    QCOMPARE(site.missing(), QStringList());
    site->sql("ALTER TABLE t RENAME c TO b"); // another table of that name
    QCOMPARE(site.misplaced(), QStringList {u"Table public.v > inv.v"_s});
    // Rows on both sides: what the right one has counts, by the names that it has by now.
    site->sql("ALTER TABLE t RENAME b TO c; CREATE TABLE inv.t (LIKE t); INSERT INTO t VALUES (1);"
              "INSERT INTO inv.t VALUES (2)");
    QCOMPARE(site.misplaced().size(), 2);
    site->sql("ALTER TABLE t RENAME c TO b");
    QCOMPARE(site.misplaced().size(), 1);
}

void TestMisplaced::renamedByAPendingFile()
{
    RenamedSite site;
    QCOMPARE(site->run(site->migratePlan({{}, u"1_made"_s, false})).outcome, Outcome::Done);
    QCOMPARE(site.misplaced(), QStringList());
    site->sql("ALTER TABLE inv.t SET SCHEMA public; ALTER TABLE inv.u SET SCHEMA public");
    QCOMPARE(site.misplaced(),
             (QStringList {u"Table public.t > inv.t"_s, u"Table public.u > inv.u"_s}));
}

void TestMisplaced::standingNowhere()
{
    RenamedSite site;
    QCOMPARE(site.missing(), QStringList()); // pending
    QCOMPARE(site->run(site->migratePlan()).outcome, Outcome::Done);
    QCOMPARE(site.missing(), QStringList());
    site->sql("DROP TABLE inv.v");
    QCOMPARE(site.missing(), (QStringList {u"inv/1_made"_s, u"inv/2_renamed"_s}));
    site->sql("DROP SCHEMA inv CASCADE");
    QCOMPARE(site.missing(), (QStringList {u"inv/1_made"_s, u"inv/2_renamed"_s}));
    QCOMPARE(site.misplaced(), QStringList());
}

QTEST_GUILESS_MAIN(TestMisplaced)
#include "tst_misplaced.moc"
