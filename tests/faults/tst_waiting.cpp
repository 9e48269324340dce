#include "cli/exitcode.h"
#include "tests/faults/faultsite.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Others stand in the way, or a person loses patience: the waiting is bounded, told and ended.
class TestWaiting final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blockedTableGivesUp();
    void blockedTableIsReleased();
    void blockedTableIsReleasedBetweenTries();
    void lockRowGivesUp();
    void lockRowIsReleased();
    void trackingTableLocked();
    void interruptedInASlowStatement_data();
    void interruptedInASlowStatement();
    void outOfLockMemory();
};

namespace {

// The kinds of the events as they come; what follows directly on one of its kind is left out.
class Story final
{
public:
    [[nodiscard]] EventSink sink()
    {
        return [this](const Event &event) { take(event); };
    }
    std::function<void(const Event &)> onEvent;
    [[nodiscard]] QString kinds() const { return m_kinds.join(u' '); }
    [[nodiscard]] QString waitingText() const { return m_waiting; }

private:
    void take(const Event &event)
    {
        const QString kind = keyOf(event.kind);
        if (m_kinds.isEmpty() || m_kinds.last() != kind)
            m_kinds << kind;
        if (event.kind == EventKind::Waiting)
            m_waiting = event.text;
        if (onEvent)
            onEvent(event);
    }

    QStringList m_kinds;
    QString m_waiting;
};

const QByteArray lockBase = "LOCK TABLE public.\"t_0_base\" IN ACCESS SHARE MODE";

// A module of which "0_base" is applied, and "1_one" changes its table.
void prepare(FaultSite &site)
{
    site.module().addTable(u"0_base"_s);
    const ProgramEnd first = site.run({u"migrate"_s});
    QVERIFY2(first.exitCode == 0, first.describe().constData());
    site.module().addMigration(u"1_one"_s,
                               "CREATE TABLE public.\"t_1_one\" ();\n"
                               "ALTER TABLE public.\"t_0_base\" ADD COLUMN note text;",
                               "DROP TABLE public.\"t_1_one\";");
}

runs::RunOptions options(std::chrono::milliseconds lockTimeout, int retries)
{
    runs::RunOptions options;
    options.lockTimeout = lockTimeout;
    options.lockRetries = retries;
    return options;
}

QString pidOfBlocker(const FaultSite &site)
{
    return site.sql(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'the test''s blocker'"
        " AND datname = current_database()");
}

} // namespace

void TestWaiting::blockedTableGivesUp()
{
    FaultSite site;
    prepare(site);
    const Blocker blocker(site.settings(), lockBase);
    Story story;
    const auto report = site.migrateHere(site.settings(), {}, options(5s, 1), story.sink());
    const QString tried =
        u"LockTaken SegmentStarted StepStarted StatementDone Waiting StepFailed RolledBack"_s;
    QCOMPARE(story.kinds(), u"RunStarted "_s + tried + u" Retrying "_s + tried + u" RunFinished"_s);
    QVERIFY2(story.waitingText().contains(u"process "_s + pidOfBlocker(site)),
             qUtf8Printable(story.waitingText()));
    QVERIFY(story.waitingText().contains(u"program \"the test's blocker\""_s));
    QVERIFY(story.waitingText().contains(u"user postgres"_s));
    QCOMPARE(report.outcome, runs::Outcome::Failed);
    QCOMPARE(cli::exitCodeFor(report), cli::ExitCode::Failed);
    QCOMPARE(report.error->detail.sqlState, u"55P03"_s);
    QVERIFY2(report.error->message.contains(u"demo/1_one"_s),
             qUtf8Printable(report.error->toText()));
    QVERIFY2(report.error->remedy.contains(u"process "_s + pidOfBlocker(site)),
             qUtf8Printable(report.error->remedy));
    QCOMPARE(report.stateNow, u"The site is exactly as it was before this run."_s);
    QCOMPARE(site.recorded(), u"0_base"_s);
    QCOMPARE(site.tables(), u"0_base"_s);
    QCOMPARE(site.lockState(), u"free"_s);
}

void TestWaiting::blockedTableIsReleased()
{
    FaultSite site;
    prepare(site);
    Blocker blocker(site.settings(), lockBase);
    Story story;
    story.onEvent = [&blocker](const Event &event) {
        if (event.kind == EventKind::Waiting)
            blocker.release();
    };
    const auto report = site.migrateHere(site.settings(), {}, options(60s, 0), story.sink());
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QCOMPARE(story.kinds(),
             u"RunStarted LockTaken SegmentStarted StepStarted StatementDone Waiting StatementDone "
             u"StepDone "
             "SegmentCommitted RunFinished"_s);
    QCOMPARE(site.recorded(), u"0_base 1_one"_s);
}

void TestWaiting::blockedTableIsReleasedBetweenTries()
{
    FaultSite site;
    prepare(site);
    Blocker blocker(site.settings(), lockBase);
    Story story;
    story.onEvent = [&blocker](const Event &event) {
        if (event.kind == EventKind::Retrying)
            blocker.release();
    };
    const auto report = site.migrateHere(site.settings(), {}, options(100ms, 50), story.sink());
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QVERIFY2(story.kinds().contains(
                 u"StepFailed RolledBack Retrying LockTaken SegmentStarted StepStarted"_s),
             qUtf8Printable(story.kinds()));
    QCOMPARE(report.count(runs::StepState::Done), 1);
    QCOMPARE(site.recorded(), u"0_base 1_one"_s);
    QCOMPARE(site.tables(), u"0_base 1_one"_s);
}

// The row of knex's lock in somebody's open transaction: a knex that is at work.
void TestWaiting::lockRowGivesUp()
{
    FaultSite site;
    prepare(site);
    const Blocker knex(site.settings(), "UPDATE knex_migrations_lock SET is_locked = 1");
    runs::RunOptions patient = options(3s, 0);
    patient.lockWait = 1s;
    Story story;
    const auto report = site.migrateHere(site.settings(), {}, patient, story.sink());
    QCOMPARE(report.outcome, runs::Outcome::Locked);
    QCOMPARE(cli::exitCodeFor(report), cli::ExitCode::Locked);
    QVERIFY2(story.waitingText().contains(pidOfBlocker(site)), qUtf8Printable(story.waitingText()));
    QVERIFY(report.error->message.contains(u"another upgrade is running now"_s));
    QCOMPARE(site.recorded(), u"0_base"_s);
}

void TestWaiting::lockRowIsReleased()
{
    FaultSite site;
    prepare(site);
    Blocker knex(site.settings(), "UPDATE knex_migrations_lock SET is_locked = 1");
    Story story;
    story.onEvent = [&knex](const Event &event) {
        if (event.kind == EventKind::Waiting)
            knex.release();
    };
    const auto report = site.migrateHere(site.settings(), {}, options(5s, 0), story.sink());
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QVERIFY2(story.kinds().startsWith(u"RunStarted Waiting LockTaken"_s),
             qUtf8Printable(story.kinds()));
    QCOMPARE(site.recorded(), u"0_base 1_one"_s);
}

// Looking at a site is no reason to wait for ever either.
void TestWaiting::trackingTableLocked()
{
    FaultSite site;
    prepare(site);
    Blocker blocker(site.settings(), "LOCK TABLE knex_migrations IN ACCESS EXCLUSIVE MODE");
    const ProgramEnd status = site.run({u"status"_s});
    QVERIFY2(status.exitCode == 1, status.describe().constData());
    const QJsonObject error = status.document.value("error"_L1).toObject();
    QCOMPARE(error.value("sqlState"_L1).toString(), u"55P03"_s);
    QVERIFY2(error.value("message"_L1).toString().contains("holds a tracking table locked"_L1),
             status.describe().constData());
    blocker.release();
    const ProgramEnd migrated = site.run({u"migrate"_s});
    QVERIFY2(migrated.exitCode == 0, migrated.describe().constData());
}

void TestWaiting::interruptedInASlowStatement_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("recorded");
    QTest::newRow("all or nothing") << QStringList {u"migrate"_s} << 6 << QString();
    QTest::newRow("after a segment")
        << QStringList {u"migrate"_s, u"--step-by-step"_s} << 7 << u"1_one"_s;
}

void TestWaiting::interruptedInASlowStatement()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QString, recorded);
    FaultSite site;
    site.module().addTable(u"1_one"_s);
    site.module().addMigration(u"2_two"_s,
                               "CREATE TABLE public.\"t_2_two\" ();\nSELECT pg_sleep(600);");
    const auto program = site.start(arguments);
    QVERIFY(site.waitUntilBlocked(u"pg_sleep"_s) > 0);
    program->interrupt();
    const ProgramEnd end = program->waitForEnd();
    QVERIFY2(end.exitCode == exitCode, end.describe().constData());
    QCOMPARE(end.document.value("error"_L1).toObject().value("kind"_L1).toString(), u"cancelled"_s);
    site.waitUntilNobodyWorks();
    QCOMPARE(site.recorded(), recorded);
    QCOMPARE(site.tables(), recorded);
    QCOMPARE(site.lockState(), u"free"_s);
    site.module().addMigration(u"2_two"_s, "CREATE TABLE public.\"t_2_two\" ();");
    QCOMPARE(site.run({u"migrate"_s}).exitCode, 0);
    QCOMPARE(site.tables(), u"1_one 2_two"_s);
}

void TestWaiting::outOfLockMemory()
{
    TestCluster small({{u"max_locks_per_transaction = 10"_s, u"max_connections = 5"_s}, {}, false});
    FaultSite site(small);
    constexpr int migrations = 30;
    constexpr int tablesEach = 100;
    for (int i = 0; i < migrations; ++i) {
        const QString stem = u"%1_many"_s.arg(i, 2, 10, QChar(u'0'));
        QByteArray up = "CREATE TABLE public.\"t_" + stem.toUtf8() + "\" ();\n";
        for (int table = 0; table < tablesEach; ++table)
            up += "CREATE TABLE public.\"m_" + stem.toUtf8() + '_' + QByteArray::number(table)
                + "\" ();\n";
        site.module().addMigration(stem, up);
    }
    const ProgramEnd failed = site.run({u"migrate"_s});
    QVERIFY2(failed.exitCode == 1, failed.describe().constData());
    const QJsonObject error = failed.document.value("error"_L1).toObject();
    QCOMPARE(error.value("sqlState"_L1).toString(), u"53200"_s);
    QVERIFY2(error.value("remedy"_L1).toString().contains("step by step"_L1),
             failed.describe().constData());
    QCOMPARE(site.tables(), QString());
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.lockState(), u"free"_s);
    const ProgramEnd done = site.run({u"migrate"_s, u"--step-by-step"_s});
    QVERIFY2(done.exitCode == 0, done.describe().constData());
    QCOMPARE(site.recorded().split(u' ').size(), migrations);
    QCOMPARE(site.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename "
                      "LIKE 'm\\_%'")
                 .toInt(),
             migrations * tablesEach);
    QCOMPARE(site.lockState(), u"free"_s);
}

QTEST_GUILESS_MAIN(TestWaiting)
#include "tst_waiting.moc"
