#include "cli/exitcode.h"
#include "tests/faults/faultsite.h"
#include "tests/support/pgproxy.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// A connection that is lost at a COMMIT: the server has done it or it has not, and the run finds
// out which, instead of guessing.
class TestLostAnswers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answerLost_data();
    void answerLost();
    void lifeIsProvedAgain();
    void commitNeverArrived_data();
    void commitNeverArrived();
    void lockTakenAndAnswerLost();
    void indexMadeAndAnswerLost();
    void serverGoneForGood_data();
    void serverGoneForGood();
    void transactionIdGivenAwayAgain();

private:
    static void addTables(FaultSite &site);
    static void verifyRecovers(const FaultSite &site);
    static QString text(const runs::RunReport &report);
};

namespace {

// The COMMIT of a segment or of a whole run: it follows the question for the transaction's id.
const ProxyCut answerToCommit {"COMMIT", ProxyCut::Moment::AfterAnswer, "pg_current_xact_id"};
const ProxyCut commitItself {"COMMIT", ProxyCut::Moment::BeforeForwarding, "pg_current_xact_id"};

const QString all = u"1_one 2_two 3_three"_s;

ProxyCut forGood(ProxyCut cut)
{
    cut.thenRefuse = true;
    return cut;
}

} // namespace

void TestLostAnswers::addTables(FaultSite &site)
{
    for (const QString &stem : all.split(u' '))
        site.module().addTable(stem);
}

void TestLostAnswers::verifyRecovers(const FaultSite &site)
{
    site.waitUntilNobodyWorks();
    QCOMPARE(site.tables(), site.recorded());
    QCOMPARE(site.lockState(), u"free"_s);
    const ProgramEnd next = site.run({u"migrate"_s});
    QVERIFY2(next.exitCode == 0, next.describe().constData());
    QCOMPARE(site.recorded(), all);
    QCOMPARE(site.tables(), all);
}

QString TestLostAnswers::text(const runs::RunReport &report)
{
    return QStringList {
        report.error ? report.error->toText() : QString(), report.stateNow, report.nextStep}
        .join(u'\n');
}

void TestLostAnswers::answerLost_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("recorded");
    QTest::newRow("all or nothing") << QStringList {u"migrate"_s} << all;
    QTest::newRow("first of three segments")
        << QStringList {u"migrate"_s, u"--step-by-step"_s} << all;
    QTest::newRow("rollback") << QStringList {u"rollback"_s, u"demo"_s} << QString();
}

void TestLostAnswers::answerLost()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, recorded);
    FaultSite site;
    addTables(site);
    if (recorded.isEmpty())
        QCOMPARE(site.run({u"migrate"_s}).exitCode, 0);
    PgProxy proxy(site.settings());
    proxy.cutAt(answerToCommit);
    const ProgramEnd end = site.start(arguments, proxy.settings())->waitForEnd();
    QVERIFY(proxy.hasCut());
    QVERIFY2(end.exitCode == 0, end.describe().constData());
    QCOMPARE(end.outcome(), u"done"_s);
    QCOMPARE(site.recorded(), recorded);
    verifyRecovers(site);
}

// The session that a run goes on with after the loss is another one than took the lock.
void TestLostAnswers::lifeIsProvedAgain()
{
    FaultSite site;
    site.module().addTable(u"1_one"_s);
    site.module().addMigration(u"2_two"_s,
                               FaultSite::gateStatement() + "CREATE TABLE public.\"t_2_two\" ();",
                               "DROP TABLE public.\"t_2_two\";");
    site.module().addTable(u"3_three"_s);
    const auto gate = site.shutGate();
    PgProxy proxy(site.settings());
    proxy.cutAt(answerToCommit);
    const auto program = site.start({u"migrate"_s, u"--step-by-step"_s}, proxy.settings());
    QVERIFY(site.waitUntilBlocked() > 0);
    QVERIFY(proxy.hasCut());
    QCOMPARE(site.lockState(), u"running"_s);
    const ProgramEnd refused = site.run({u"unlock"_s, u"demo"_s});
    QVERIFY2(refused.exitCode == 5, refused.describe().constData());
    gate->release();
    const ProgramEnd end = program->waitForEnd();
    QVERIFY2(end.exitCode == 0, end.describe().constData());
    verifyRecovers(site);
}

void TestLostAnswers::commitNeverArrived_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("already");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("recorded");
    const QStringList stepByStep {u"migrate"_s, u"--step-by-step"_s};
    QTest::newRow("all or nothing")
        << QStringList {u"migrate"_s} << QString() << commitItself.after << 1 << QString();
    QTest::newRow("first segment")
        << stepByStep << QString() << commitItself.after << 1 << QString();
    QTest::newRow("second segment")
        << stepByStep << QString() << QByteArray("t_2_two") << 7 << u"1_one"_s;
    QTest::newRow("rollback") << QStringList {u"rollback"_s, u"demo"_s} << all << commitItself.after
                              << 1 << all;
}

void TestLostAnswers::commitNeverArrived()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, already);
    QFETCH(const QByteArray, after);
    QFETCH(const int, exitCode);
    QFETCH(const QString, recorded);
    FaultSite site;
    addTables(site);
    if (!already.isEmpty())
        QCOMPARE(site.run({u"migrate"_s}).exitCode, 0);
    PgProxy proxy(site.settings());
    ProxyCut cut = commitItself;
    cut.after = after;
    proxy.cutAt(cut);
    const ProgramEnd end = site.start(arguments, proxy.settings())->waitForEnd();
    QVERIFY(proxy.hasCut());
    QVERIFY2(end.exitCode == exitCode, end.describe().constData());
    QCOMPARE(end.outcome(), exitCode == 7 ? u"failedPartWay"_s : u"failed"_s);
    QCOMPARE(site.recorded(), recorded);
    verifyRecovers(site);
}

void TestLostAnswers::lockTakenAndAnswerLost()
{
    FaultSite site;
    addTables(site);
    PgProxy proxy(site.settings());
    proxy.cutAt({"COMMIT", ProxyCut::Moment::AfterAnswer, "INTO aegisx_site.lock_holder"});
    const ProgramEnd end =
        site.start({u"migrate"_s, u"--step-by-step"_s}, proxy.settings())->waitForEnd();
    QVERIFY(proxy.hasCut());
    QVERIFY2(end.exitCode == 1, end.describe().constData());
    QCOMPARE(site.recorded(), QString());
    verifyRecovers(site);
}

void TestLostAnswers::indexMadeAndAnswerLost()
{
    FaultSite site;
    site.module().addTable(u"1_one"_s);
    QCOMPARE(site.run({u"migrate"_s}).exitCode, 0);
    site.module().addMigration(u"2_two"_s,
                               "DROP INDEX CONCURRENTLY IF EXISTS public.i_two;\n"
                               "CREATE INDEX CONCURRENTLY i_two ON public.\"t_1_one\" (id);",
                               {},
                               "transaction:false");
    PgProxy proxy(site.settings());
    proxy.cutAt({"CREATE INDEX", ProxyCut::Moment::AfterAnswer});
    const ProgramEnd end = site.start({u"migrate"_s}, proxy.settings())->waitForEnd();
    QVERIFY(proxy.hasCut());
    QVERIFY2(end.exitCode == 7, end.describe().constData());
    QCOMPARE(site.recorded(), u"1_one"_s);
    QCOMPARE(site.lockState(), u"free"_s);
    const ProgramEnd next = site.run({u"migrate"_s});
    QVERIFY2(next.exitCode == 0, next.describe().constData());
    QCOMPARE(site.recorded(), u"1_one 2_two"_s);
}

void TestLostAnswers::serverGoneForGood_data()
{
    QTest::addColumn<bool>("arrives");
    QTest::addColumn<bool>("stepByStep");
    QTest::addColumn<QString>("recorded");
    QTest::newRow("answer lost") << true << false << all;
    QTest::newRow("never arrived") << false << false << QString();
    QTest::newRow("answer lost, first segment") << true << true << u"1_one"_s;
}

void TestLostAnswers::serverGoneForGood()
{
    QFETCH(const bool, arrives);
    QFETCH(const bool, stepByStep);
    QFETCH(const QString, recorded);
    FaultSite site;
    addTables(site);
    PgProxy proxy(site.settings());
    proxy.cutAt(forGood(arrives ? answerToCommit : commitItself));
    runs::RunOptions options;
    options.settleWait = 2s;
    const runs::RunReport report =
        site.migrateHere(proxy.settings(), {{}, {}, stepByStep}, options);
    QVERIFY(proxy.hasCut());
    QVERIFY2(report.outcome == runs::Outcome::OutcomeUnknown, qUtf8Printable(text(report)));
    QCOMPARE(cli::exitCodeFor(report), cli::ExitCode::CannotConnect);
    QVERIFY(report.stateNow.contains(u"either wholly done or not at all"_s));
    QVERIFY(report.nextStep.contains(u"the state of the site tells which"_s));
    QCOMPARE(report.count(runs::StepState::Done), 0);
    QCOMPARE(report.count(runs::StepState::Unknown), stepByStep ? 1 : 3);
    site.waitUntilNobodyWorks();
    QCOMPARE(site.recorded(), recorded);
    QCOMPARE(site.lockState(), stepByStep ? u"stale"_s : u"free"_s);
    if (stepByStep) {
        QVERIFY2(text(report).contains(u"release the lock of module demo"_s),
                 qUtf8Printable(text(report)));
        QCOMPARE(site.run({u"unlock"_s, u"demo"_s}).exitCode, 0);
    }
    verifyRecovers(site);
}

// A server that fails before it has written anything of a transaction to the disk gives its id to
// another one afterwards: that this other one is committed says nothing about ours.
void TestLostAnswers::transactionIdGivenAwayAgain()
{
    TestCluster cluster({{u"wal_writer_delay = 10s"_s}, {}, false});
    FaultSite site(cluster);
    site.module().addTable(u"0_base"_s);
    QCOMPARE(site.run({u"migrate"_s}).exitCode, 0);
    site.module().addMigration(u"1_one"_s,
                               "CREATE TABLE public.\"t_1_one\" (id integer);\n"
                                   + FaultSite::gateAtCommit(u"1_one"_s),
                               "DROP TABLE public.\"t_1_one\";");
    const auto gate = site.shutGate();
    PgProxy proxy(site.settings());
    const auto program = site.start({u"migrate"_s}, proxy.settings());
    const int worker = site.waitUntilBlocked(u"COMMIT"_s);
    const qint64 lost = site.sql("SELECT backend_xid::text FROM pg_stat_activity WHERE pid = "
                                 + QByteArray::number(worker))
                            .toLongLong();
    proxy.refuse();
    cluster.stopImmediately();
    cluster.start();
    gate->release();
    qint64 given = 0;
    do // every statement takes an id and is committed
        given = site.sql("SELECT pg_current_xact_id()::text").toLongLong();
    while (given < lost);
    QCOMPARE(site.sql("SELECT pg_xact_status('" + QByteArray::number(lost) + "'::xid8)"),
             u"committed"_s);
    proxy.accept();
    const ProgramEnd end = program->waitForEnd();
    QVERIFY2(end.exitCode == 1, end.describe().constData());
    QCOMPARE(end.outcome(), u"failed"_s);
    QCOMPARE(site.recorded(), u"0_base"_s);
    QCOMPARE(site.tables(), u"0_base"_s);
    QCOMPARE(site.run({u"migrate"_s}).exitCode, 0);
    QCOMPARE(site.tables(), u"0_base 1_one"_s);
}

QTEST_GUILESS_MAIN(TestLostAnswers)
#include "tst_lostanswers.moc"
