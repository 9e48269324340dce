#include "tests/faults/scene.h"
#include "tests/support/pgproxy.h"
#include "tests/support/testcluster.h"

#include <QJsonArray>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// A run that stands still at each of its places, and what may happen to it there: our process is
// killed, the server's process for it is ended, the whole server fails, a person presses Ctrl-C.
// Afterwards the site is as before or as after, never in between, and the next upgrade succeeds.
class TestCrash final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedWhileConnecting();
    void killed_data() { addPlaces(); }
    void killed();
    void killedAndNoticed_data();
    void killedAndNoticed();
    void backendTerminated_data() { addPlaces(); }
    void backendTerminated();
    void serverStopped_data() { addPlaces(); }
    void serverStopped();
    void interrupted_data() { addPlaces(); }
    void interrupted();
    void interruptedWhileConnecting();

private:
    static void addPlaces();
    static void verifyRowsEqualObjects(const Scene &scene);
    static void verifyUnlockIsRefused(const Scene &scene);
    static void verifyLock(const Scene &scene, const QString &state);
    static void recover(const Scene &scene);
};

// QCOMPARE returns from the function it stands in only.
#define CHECKED(call)                                                                              \
    do {                                                                                           \
        call;                                                                                      \
        if (QTest::currentTestFailed())                                                            \
            return;                                                                                \
    } while (false)

void TestCrash::addPlaces()
{
    QTest::addColumn<Place>("place");
    QTest::newRow("waiting for the lock") << Place::Waiting;
    QTest::newRow("in the middle, all or nothing") << Place::Middle;
    QTest::newRow("at COMMIT") << Place::Commit;
    QTest::newRow("first segment, step by step") << Place::FirstSegment;
    QTest::newRow("later segment, step by step") << Place::LaterSegment;
    QTest::newRow("index as the first step") << Place::FirstIndex;
    QTest::newRow("index after a segment") << Place::LaterIndex;
    QTest::newRow("in a rollback") << Place::Rollback;
}

// Each migration makes a table of its own name, or a valid index.
void TestCrash::verifyRowsEqualObjects(const Scene &scene)
{
    QStringList recorded = scene.site.recorded().split(u' ', Qt::SkipEmptyParts);
    const bool indexRecorded = recorded.removeAll(u"2_index"_s) > 0;
    QCOMPARE(scene.site.tables(), recorded.join(u' '));
    if (indexRecorded)
        QCOMPARE(scene.site.sql(
                     "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i_2_index'::regclass"),
                 u"t"_s);
}

void TestCrash::verifyUnlockIsRefused(const Scene &scene)
{
    const ProgramEnd refused = scene.site.run({u"unlock"_s, u"demo"_s});
    QVERIFY2(refused.exitCode == 5, refused.describe().constData());
    const QJsonObject error = refused.document.value("error"_L1).toObject();
    QCOMPARE(error.value("kind"_L1).toString(), u"locked"_s);
}

// A lock that is left behind is known to be stale, and released without being forced.
void TestCrash::verifyLock(const Scene &scene, const QString &state)
{
    scene.site.waitUntilNobodyWorks();
    const ProgramEnd status = scene.site.run({u"status"_s});
    QVERIFY2(status.exitCode == 0, status.describe().constData());
    const QJsonObject module = status.document.value("modules"_L1).toArray().first().toObject();
    QCOMPARE(module.value("lock"_L1).toObject().value("state"_L1).toString(), state);
    bool finding = false;
    const QJsonArray findings = status.document.value("findings"_L1).toArray();
    for (const QJsonValue &one : findings)
        finding = finding || one.toObject().value("id"_L1) == "lock-stale"_L1;
    QCOMPARE(finding, state == "stale"_L1);
    if (state == "free"_L1)
        return;
    const ProgramEnd locked = scene.site.run({u"migrate"_s});
    QVERIFY2(locked.exitCode == 5, locked.describe().constData());
    const ProgramEnd unlocked = scene.site.run({u"unlock"_s, u"demo"_s});
    QVERIFY2(unlocked.exitCode == 0, unlocked.describe().constData());
    QCOMPARE(scene.site.lockState(), u"free"_s);
}

void TestCrash::recover(const Scene &scene)
{
    CHECKED(verifyRowsEqualObjects(scene));
    const ProgramEnd next = scene.site.run({u"migrate"_s});
    QVERIFY2(next.exitCode == 0, next.describe().constData());
    QCOMPARE(scene.site.recorded(), scene.all);
    CHECKED(verifyRowsEqualObjects(scene));
    QCOMPARE(scene.site.lockState(), u"free"_s);
    QCOMPARE(scene.site.sql("SELECT count(*) FROM aegisx_site.lock_holder"), u"0"_s);
}

void TestCrash::killedWhileConnecting()
{
    FaultSite site;
    site.module().addTable(u"1_one"_s);
    PgProxy silent(site.settings(), std::chrono::hours(1));
    const auto program = site.start({u"migrate"_s}, silent.settings());
    QTRY_COMPARE_WITH_TIMEOUT(silent.connections(), 1, 60'000);
    program->kill();
    QVERIFY(program->waitForEnd().crashed);
    QCOMPARE(site.tables(), QString());
    QCOMPARE(site.lockState(), u"absent"_s);
    const ProgramEnd next = site.run({u"migrate"_s});
    QVERIFY2(next.exitCode == 0, next.describe().constData());
    QCOMPARE(site.recorded(), u"1_one"_s);
    QCOMPARE(site.tables(), u"1_one"_s);
}

// What stood still goes on as soon as our process is gone: the server's process works on alone.
void TestCrash::killed()
{
    QFETCH(const Place, place);
    Scene scene(place);
    CHECKED(verifyUnlockIsRefused(scene));
    scene.program->kill();
    QVERIFY(scene.program->waitForEnd().crashed);
    scene.open();
    scene.site.waitUntilNobodyWorks();
    // A COMMIT that is running may come to its end, unless the server sees first that we are gone.
    const bool committed = place == Place::Commit && scene.site.recorded() == scene.done;
    QCOMPARE(scene.site.recorded(), committed ? scene.done : scene.undone);
    CHECKED(verifyRowsEqualObjects(scene));
    CHECKED(verifyLock(scene, scene.lockCommitted ? u"stale"_s : u"free"_s));
    CHECKED(recover(scene));
}

void TestCrash::killedAndNoticed_data()
{
    QTest::addColumn<Place>("place");
    QTest::newRow("in the middle, all or nothing") << Place::Middle;
    QTest::newRow("at COMMIT") << Place::Commit;
    QTest::newRow("index after a segment") << Place::LaterIndex;
    QTest::newRow("in a rollback") << Place::Rollback;
}

// What stood still goes on standing still: the server must find out by itself that we are gone,
// and until then the lock counts as held.
void TestCrash::killedAndNoticed()
{
    QFETCH(const Place, place);
    Scene scene(place);
    scene.program->kill();
    CHECKED(verifyUnlockIsRefused(scene));
    scene.site.waitUntilNobodyWorks();
    QCOMPARE(scene.site.recorded(), scene.undone);
    CHECKED(verifyRowsEqualObjects(scene));
    CHECKED(verifyLock(scene, scene.lockCommitted ? u"stale"_s : u"free"_s));
    scene.open();
    CHECKED(recover(scene));
}

void TestCrash::backendTerminated()
{
    QFETCH(const Place, place);
    Scene scene(place);
    scene.site.sql("SELECT pg_terminate_backend(" + QByteArray::number(scene.worker) + ')');
    const ProgramEnd end = scene.program->waitForEnd();
    QVERIFY2(end.exitCode == (scene.partWay ? 7 : 1), end.describe().constData());
    QCOMPARE(end.outcome(), scene.partWay ? u"failedPartWay"_s : u"failed"_s);
    QCOMPARE(scene.site.recorded(), scene.undone);
    CHECKED(verifyRowsEqualObjects(scene));
    scene.open();
    CHECKED(verifyLock(scene, u"free"_s)); // the run itself sees to that, on a new connection
    CHECKED(recover(scene));
}

void TestCrash::serverStopped()
{
    QFETCH(const Place, place);
    Scene scene(place);
    TestCluster::instance().stopImmediately();
    // A run that was at its COMMIT waits for the server, to ask what became of it.
    const bool asks = place == Place::Commit;
    if (asks)
        TestCluster::instance().start();
    const ProgramEnd end = scene.program->waitForEnd();
    if (!asks)
        TestCluster::instance().start();
    QVERIFY2(end.exitCode == (scene.partWay ? 7 : 1), end.describe().constData());
    QCOMPARE(end.outcome(), scene.partWay ? u"failedPartWay"_s : u"failed"_s);
    if (scene.lockCommitted) {
        const QString remedy =
            end.document.value("error"_L1).toObject().value("remedy"_L1).toString();
        QVERIFY2(remedy.contains("release the lock of module demo"_L1), end.describe().constData());
    }
    QCOMPARE(scene.site.recorded(), scene.undone);
    CHECKED(verifyRowsEqualObjects(scene));
    CHECKED(verifyLock(scene, scene.lockCommitted ? u"stale"_s : u"free"_s));
    scene.open();
    CHECKED(recover(scene));
}

void TestCrash::interrupted()
{
    QFETCH(const Place, place);
    Scene scene(place);
    scene.program->interrupt();
    const bool commits = place == Place::Commit; // too late to cancel
    if (commits)
        scene.open();
    const ProgramEnd end = scene.program->waitForEnd();
    QVERIFY(!end.crashed);
    QVERIFY2(end.exitCode == (commits ? 0 : scene.partWay ? 7 : 6), end.describe().constData());
    QCOMPARE(end.outcome(),
             commits             ? u"done"_s
                 : scene.partWay ? u"cancelledPartWay"_s
                                 : u"cancelled"_s);
    QCOMPARE(scene.site.recorded(), commits ? scene.done : scene.undone);
    CHECKED(verifyRowsEqualObjects(scene));
    scene.open();
    CHECKED(verifyLock(scene, u"free"_s));
    CHECKED(recover(scene));
}

void TestCrash::interruptedWhileConnecting()
{
    FaultSite site;
    site.module().addTable(u"1_one"_s);
    PgProxy silent(site.settings(), std::chrono::hours(1));
    const auto program = site.start({u"migrate"_s}, silent.settings());
    QTRY_COMPARE_WITH_TIMEOUT(silent.connections(), 1, 60'000);
    program->interrupt();
    const ProgramEnd end = program->waitForEnd();
    QVERIFY2(end.exitCode == 6, end.describe().constData());
    QCOMPARE(site.tables(), QString());
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
