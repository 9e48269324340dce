#include "tests/ui/support/releasetest.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

// The two releases of a third module: upgraded, rolled back, and upgraded again.
class TestReleases : public ReleaseTest
{
    Q_OBJECT

private Q_SLOTS:
    void upgradedAndRolledBack_data();
    void upgradedAndRolledBack();
};

void TestReleases::upgradedAndRolledBack_data()
{
    QTest::addColumn<int>("results");
    QTest::newRow("100,000 results") << 100'000;
    QTest::newRow("none") << 0;
}

void TestReleases::upgradedAndRolledBack()
{
    QFETCH(const int, results);
    openRelease10(results);
    const auto schemaBefore = schema();
    const QString rowsBefore = rows();
    const QString recordedBefore = sql("SELECT string_agg(t::text, ' ') FROM"
                                       " knex_migrations_laboratory AS t");
    install11();
    upgradeWhole(results);
    const auto upgraded = schema();
    QCOMPARE(rows(), rowsBefore);
    rollBack();
    leaveReport();
    verifySound(5);
    QCOMPARE(lint::differences(schemaBefore, schema()), QStringList());
    QCOMPARE(rows(), rowsBefore);
    QCOMPARE(sql("SELECT string_agg(t::text, ' ') FROM knex_migrations_laboratory AS t"),
             recordedBefore);
    upgradeWhole(results);
    QCOMPARE(lint::differences(upgraded, schema()), QStringList());
    QCOMPARE(rows(), rowsBefore);
}

QTEST_MAIN(TestReleases)
#include "tst_releases.moc"
