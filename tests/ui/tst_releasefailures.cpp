#include "tests/ui/support/releasetest.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

// Holds the filling up at a row.
constexpr auto gateSql = R"(
CREATE FUNCTION public.wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(600);
  RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE UPDATE ON laboratory.test_results
  FOR EACH ROW WHEN (OLD.id = 201) EXECUTE FUNCTION public.wait_at_gate())";

} // namespace

// What may go wrong on the way from one release of a module to the next.
class TestReleaseFailures : public ReleaseTest
{
    Q_OBJECT

private Q_SLOTS:
    void refusedRow();
    void duplicatesForTheIndex();
    void cancelledInTheMiddle();
};

void TestReleaseFailures::refusedRow()
{
    openRelease10(400);
    sql("UPDATE laboratory.test_results SET reported_at = collected_at - interval '1 hour'"
        " WHERE id = 201");
    const auto schemaBefore = schema();
    const QString rowsBefore = rows();
    install11();
    upgrade("failed: 1, rolled back: 2, not run: 2");
    QCOMPARE(verdict(), Meaning::Danger);
    QVERIFY2(texts().contains(u"exactly as it was before"_s), qUtf8Printable(texts()));
    QVERIFY2(texts().contains(u"20260601000501_fill_turnaround"_s), qUtf8Printable(texts()));
    QVERIFY2(texts().contains(u"test_results_turnaround_check"_s), qUtf8Printable(texts()));
    QCOMPARE(lint::differences(schemaBefore, schema()), QStringList());
    QCOMPARE(rows(), rowsBefore);
    leaveReport();
    verifySound(5);
    sql("UPDATE laboratory.test_results SET reported_at = collected_at"
        " + make_interval(mins => order_id::integer % 240) WHERE id = 201");
    upgrade("done: 5");
    QCOMPARE(verdict(), Meaning::Success);
    verifyFilled(400);
}

void TestReleaseFailures::duplicatesForTheIndex()
{
    openRelease10(400);
    sql("UPDATE laboratory.test_results SET barcode = 'B1' WHERE id = 201");
    install11();
    upgrade("failed: 1, done: 4");
    QCOMPARE(verdict(), Meaning::Danger);
    QVERIFY2(texts().contains(u"4 of 5 steps are in the database"_s), qUtf8Printable(texts()));
    QVERIFY2(texts().contains(u"an index that is not valid"_s), qUtf8Printable(texts()));
    leaveReport();
    QTRY_COMPARE_WITH_TIMEOUT(m_view->session().snapshot()->pendingCount(), 1, patience);
    sql("UPDATE laboratory.test_results SET barcode = 'B51' WHERE id = 201");
    upgrade("done: 1");
    QCOMPARE(verdict(), Meaning::Success);
    leaveReport();
    verifySound(0);
    verifyFilled(400);
}

void TestReleaseFailures::cancelledInTheMiddle()
{
    openRelease10(400);
    sql(gateSql);
    const auto schemaBefore = schema();
    const QString rowsBefore = rows();
    install11();
    MainWindowFixture::startUpgrade(m_view);
    MainWindowFixture::waitForPage(m_view, "runPage");
    QTRY_COMPARE_WITH_TIMEOUT(sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event ="
                                  " 'PgSleep' AND datname = current_database()"),
                              u"1"_s,
                              patience);
    MainWindowFixture::click(m_view->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
    QVERIFY2(texts().contains(u"exactly as it was before"_s), qUtf8Printable(texts()));
    QCOMPARE(lint::differences(schemaBefore, schema()), QStringList());
    QCOMPARE(rows(), rowsBefore);
    leaveReport();
    verifySound(5);
    sql("DROP TRIGGER gate ON laboratory.test_results");
    upgrade("done: 5");
    QCOMPARE(verdict(), Meaning::Success);
    verifyFilled(400);
}

QTEST_MAIN(TestReleaseFailures)
#include "tst_releasefailures.moc"
