#include "core/inspection/evidence.h"
#include "tests/support/clustertools.h"
#include "tests/support/platformsite.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::inspection;
using test::ConstraintNames;
using test::SiteFixture;

namespace {

const QStringList shipped {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                           QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

// What stands between a migration and "done", one a line.
QString doubts(const MigrationEvidence &evidence)
{
    QStringList all {evidence.name % u": "_s % wordFor(evidence.verdict)};
    for (const ObjectEvidence &one : evidence.objects) {
        if (!one.done && one.change.kind != modules::ObjectKind::Comment)
            all << wordFor(one.presence) % u' ' % one.describe() % u' ' % one.difference;
    }
    return all.join(u'\n');
}

} // namespace

// A site that the platform itself migrated to the release of 5 December 2025.
class TestPlatformSite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesOfTheRelease();
    void isUpToDate_data() { names(); }
    void isUpToDate();
    void everythingIsDone_data() { names(); }
    void everythingIsDone();
    void whatIsGoneIsMissed();

private:
    static void names();
};

void TestPlatformSite::names()
{
    QTest::addColumn<ConstraintNames>("names");
    QTest::newRow("recorded") << ConstraintNames::Recorded;
    QTest::newRow("server") << ConstraintNames::Server;
    QTest::newRow("knex") << ConstraintNames::Knex;
}

void TestPlatformSite::namesOfTheRelease()
{
    const SiteFixture site(shipped);
    QStringList stems;
    for (const modules::ModuleFile &file : site.catalog().find(u"inventory"_s)->migrations)
        stems << file.stem;
    QCOMPARE(stems, test::platformMigrations());
    QCOMPARE(stems.size(), 37);
}

void TestPlatformSite::isUpToDate()
{
    QFETCH(const ConstraintNames, names);
    const SiteFixture site(shipped);
    test::makePlatformSite(site, names);
    const SiteState state = site.inspect();
    for (const Finding &finding : state.findings)
        qWarning("%s", qUtf8Printable(finding.message));
    QVERIFY(state.findings.isEmpty());
    for (const ModuleState &module : state.modules) {
        QCOMPARE(module.status, ModuleStatus::UpToDate);
        QCOMPARE(module.pending, 0);
        QCOMPARE(module.unknown, 0);
        QCOMPARE(module.lock.state, LockState::Free);
    }
    QCOMPARE(state.find(u"inventory"_s)->applied, 37);
    QCOMPARE(state.find(u"inventory"_s)->batch, 1);
    QVERIFY(site.migratePlan().steps.isEmpty());
}

void TestPlatformSite::everythingIsDone()
{
    QFETCH(const ConstraintNames, names);
    const SiteFixture site(shipped);
    test::makePlatformSite(site, names);
    auto connection = site.connect();
    const auto evidence = examine(
        connection, *site.catalog().find(u"inventory"_s), *site.inspect().find(u"inventory"_s));
    VERIFY_DONE(evidence);
    QCOMPARE(evidence->size(), 37);
    QStringList wrong;
    for (const MigrationEvidence &one : *evidence) {
        if (one.verdict != Verdict::Done || one.contradiction() != Contradiction::None)
            wrong << doubts(one);
    }
    QVERIFY2(wrong.isEmpty(), qUtf8Printable(wrong.join(u'\n')));
}

// Names that are looked past hide nothing: a key that is not there is missed by its columns.
void TestPlatformSite::whatIsGoneIsMissed()
{
    const SiteFixture site(shipped);
    test::makePlatformSite(site, ConstraintNames::Knex);
    site.sql("ALTER TABLE inventory.drugs DROP CONSTRAINT drugs_manufacturer_id_foreign");
    auto connection = site.connect();
    const auto evidence = examine(
        connection, *site.catalog().find(u"inventory"_s), *site.inspect().find(u"inventory"_s));
    VERIFY_DONE(evidence);
    QStringList wrong;
    for (const MigrationEvidence &one : *evidence) {
        if (one.verdict != Verdict::Done)
            wrong << one.name;
    }
    QCOMPARE(wrong, QStringList {u"20251205000013_create_drugs"_s});
}

QTEST_GUILESS_MAIN(TestPlatformSite)
#include "tst_platformsite.moc"
