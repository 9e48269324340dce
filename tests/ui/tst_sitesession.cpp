#include "tests/ui/support/uifixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

using Link = SiteSession::Link;
using Activity = SiteSession::Activity;
using PreparationPtr = std::shared_ptr<const operations::Preparation>;

namespace {

constexpr int patience = 60'000; // ms

// What prepare() answers, or what it refuses with.
struct Prepared {
    PreparationPtr preparation;
    QString refusal;
};

Prepared prepare(SiteSession &session, const operations::Request &request)
{
    Prepared answer;
    QObject context;
    QObject::connect(&session, &SiteSession::prepared, &context, [&](const PreparationPtr &made) {
        answer.preparation = made;
    });
    QObject::connect(&session, &SiteSession::preparationFailed, &context, [&](const Error &error) {
        answer.refusal = error.toText();
    });
    session.prepare(request);
    const bool answered =
        QTest::qWaitFor([&] { return answer.preparation || !answer.refusal.isEmpty(); }, patience);
    return answered ? answer : Prepared {nullptr, u"no answer"_s};
}

// Runs until the report is there.
reports::SiteReport run(SiteSession &session, const operations::Request &request)
{
    const Prepared made = prepare(session, request);
    std::optional<reports::SiteReport> report;
    QObject context;
    QObject::connect(&session,
                     &SiteSession::runFinished,
                     &context,
                     [&](const reports::SiteReport &finished) { report = finished; });
    if (made.preparation)
        session.run(made.preparation);
    if (!made.preparation || !QTest::qWaitFor([&] { return report.has_value(); }, patience))
        qFatal("the run did not end: %s", qUtf8Printable(made.refusal));
    return *report;
}

} // namespace

class TestSiteSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsTheSite();
    void upgradesMigrationsThenSeeds();
    void failureLeavesTheSite();
    void cancelsASlowStatement();
    void preparesOnlyTheLastRequest();
    void noticesALostConnection();
    void reconnects();
    void seesThatItMayWriteAgain();
    void connectionLostInARun();
    void unreachable();
    void asksForThePassword();
    void keepsThePasswordInTheKeychain();
    void environmentMismatchBlocks();
    void endsWhileARunIsGoingOn();
    void readsForPages();
};

void TestSiteSession::initTestCase()
{
    TestCluster &cluster = TestCluster::instance();
    cluster.execute(u"postgres"_s, "CREATE ROLE clerk LOGIN SUPERUSER PASSWORD 'right word'");
    cluster.addAccessRules({u"local all clerk scram-sha-256"_s});
    cluster.reload();
}

void TestSiteSession::readsTheSite()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    fixture.useModules({module.path()});
    const auto profile = fixture.addSite();
    SiteSession session(profile, fixture.context());
    QSignalSpy links(&session, &SiteSession::linkChanged);
    session.open();
    QCOMPARE(session.link(), Link::Connecting);
    QTRY_VERIFY_WITH_TIMEOUT(session.snapshot(), patience);
    QCOMPARE(session.link(), Link::Connected);
    QCOMPARE(links.count(), 2);
    QCOMPARE(session.snapshot()->pendingCount(), 1);
    QVERIFY(session.snapshot()->mayChange());
    const auto stored = fixture.store().find(profile.id);
    QCOMPARE(stored->lastState, u"pending 1"_s);
    QVERIFY(!stored->systemIdentifier.isEmpty()); // the cluster is known from now on
}

void TestSiteSession::upgradesMigrationsThenSeeds()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addTable(u"002_second"_s);
    module.addSeed(u"001_rows"_s, "INSERT INTO t_001_first VALUES (1), (2);");
    module.addMigration(u"000_t_base"_s, "CREATE TABLE t_base (id int);", "DROP TABLE t_base;");
    fixture.useModules({module.path()});
    const auto profile = fixture.addSite();
    const auto session = fixture.openSession(profile);
    const Prepared made = prepare(*session, operations::UpgradeRequest {});
    QVERIFY2(made.preparation, qUtf8Printable(made.refusal));
    QCOMPARE(made.preparation->plans.size(), 2);
    QCOMPARE(made.preparation->stepCount(), 4);
    QList<Event> events;
    connect(session.get(), &SiteSession::eventsArrived, this, [&](const QList<Event> &some) {
        events += some;
    });
    const reports::SiteReport report = run(*session, operations::UpgradeRequest {});
    QCOMPARE(report.runs.size(), 2);
    QCOMPARE(report.outcome(), runs::Outcome::Done);
    QCOMPARE(events.first().kind, EventKind::RunStarted);
    QCOMPARE(events.last().kind, EventKind::RunFinished);
    QCOMPARE(session->snapshot()->pendingCount(), 0);
    QCOMPARE(session->activity(), Activity::Idle);
    QCOMPARE(UiFixture::sql(profile, "SELECT count(*) FROM t_001_first"), u"2"_s);
    QCOMPARE(fixture.store().runs(profile.id)->size(), 2);
    QCOMPARE(fixture.store().find(profile.id)->lastState, u"upToDate"_s);
    QVERIFY(!session->snapshot()->appliedBy.isEmpty());
}

void TestSiteSession::failureLeavesTheSite()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addMigration(u"002_broken"_s, "SELECT 1/0;");
    fixture.useModules({module.path()});
    const auto profile = fixture.addSite();
    const auto session = fixture.openSession(profile);
    const reports::SiteReport report = run(*session, operations::UpgradeRequest {});
    QCOMPARE(report.outcome(), runs::Outcome::Failed);
    QCOMPARE(report.runs.size(), 1);
    QCOMPARE(report.runs.first().error->detail.sqlState, u"22012"_s);
    QCOMPARE(session->snapshot()->pendingCount(), 2);
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s);
    QCOMPARE(session->link(), Link::Connected);
}

void TestSiteSession::cancelsASlowStatement()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addMigration(u"002_slow"_s, "SELECT pg_sleep(600);");
    fixture.useModules({module.path()});
    const auto profile = fixture.addSite();
    const auto session = fixture.openSession(profile);
    const Prepared made = prepare(*session, operations::UpgradeRequest {});
    QVERIFY(made.preparation);
    std::optional<reports::SiteReport> report;
    connect(session.get(),
            &SiteSession::runFinished,
            this,
            [&](const reports::SiteReport &finished) { report = finished; });
    session->run(made.preparation);
    QVERIFY(session->isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(
        UiFixture::sql(profile,
                       "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"),
        u"1"_s,
        patience);
    session->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(report, patience);
    QCOMPARE(report->outcome(), runs::Outcome::Cancelled);
    QCOMPARE(session->link(), Link::Connected);
    QCOMPARE(session->snapshot()->pendingCount(), 2); // read on a fresh connection
    const reports::SiteReport again =
        run(*session, plans::MigrateRequest {{}, u"001_first"_s, false});
    QCOMPARE(again.outcome(), runs::Outcome::Done);
}

void TestSiteSession::preparesOnlyTheLastRequest()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    fixture.useModules({module.path()});
    const auto session = fixture.openSession(fixture.addSite());
    QSignalSpy answers(session.get(), &SiteSession::prepared);
    QSignalSpy refusals(session.get(), &SiteSession::preparationFailed);
    session->prepare(plans::SeedRequest {}); // would be refused: migrations are pending
    session->prepare(operations::UpgradeRequest {});
    QTRY_COMPARE_WITH_TIMEOUT(answers.count(), 1, patience);
    QCOMPARE(refusals.count(), 0);
    QTRY_COMPARE(session->activity(), Activity::Idle);
}

void TestSiteSession::noticesALostConnection()
{
    UiFixture fixture;
    fixture.settings().set(Setting::KeepAliveSeconds, 1);
    const auto profile = fixture.addSite();
    const auto session = fixture.openSession(profile);
    UiFixture::sql(profile,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    QTRY_COMPARE_WITH_TIMEOUT(session->link(), Link::Lost, patience);
    QVERIFY(session->snapshot()); // what was read stays
    QVERIFY(session->error() && !session->error()->remedy.isEmpty());
}

void TestSiteSession::reconnects()
{
    UiFixture fixture;
    const auto profile = fixture.addSite();
    const auto session = fixture.openSession(profile);
    UiFixture::sql(profile,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    session->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(session->link(), Link::Lost, patience);
    QTRY_COMPARE(session->activity(), Activity::Idle);
    const auto before = session->snapshot();
    session->open();
    QTRY_COMPARE_WITH_TIMEOUT(session->link(), Link::Connected, patience);
    QVERIFY(session->snapshot() != before);
}

// A session keeps the setting that it began with.
void TestSiteSession::seesThatItMayWriteAgain()
{
    UiFixture fixture;
    const auto profile = fixture.addSite();
    const QByteArray database = "ALTER DATABASE \"" + profile.connection.database.toUtf8() + '"';
    UiFixture::sql(profile, database + " SET default_transaction_read_only = on");
    const auto session = fixture.openSession(profile);
    QVERIFY(!session->snapshot()->mayChange());
    UiFixture::sql(profile,
                   "SET transaction_read_only = off;" + database
                       + " RESET default_transaction_read_only");
    QSignalSpy read(session.get(), &SiteSession::snapshotChanged);
    session->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(read.size(), 1, patience);
    QVERIFY(session->snapshot()->mayChange());
}

void TestSiteSession::connectionLostInARun()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addMigration(u"002_slow"_s, "SELECT pg_sleep(600);");
    fixture.useModules({module.path()});
    const auto profile = fixture.addSite();
    const auto session = fixture.openSession(profile);
    const Prepared made = prepare(*session, operations::UpgradeRequest {});
    std::optional<reports::SiteReport> report;
    connect(session.get(),
            &SiteSession::runFinished,
            this,
            [&](const reports::SiteReport &finished) { report = finished; });
    session->run(made.preparation);
    QTRY_COMPARE_WITH_TIMEOUT(
        UiFixture::sql(profile,
                       "SELECT count(*) FROM pg_stat_activity"
                       " WHERE wait_event = 'PgSleep' AND datname = current_database()"),
        u"1"_s,
        patience);
    UiFixture::sql(profile,
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                   " WHERE wait_event = 'PgSleep' AND datname = current_database()");
    QTRY_VERIFY_WITH_TIMEOUT(report, patience);
    QCOMPARE(report->outcome(), runs::Outcome::Failed);
    QVERIFY(report->runs.first().error);
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s);
}

void TestSiteSession::unreachable()
{
    UiFixture fixture;
    sites::SiteProfile profile = fixture.addSite();
    profile.connection.host = fixture.filePath(u"nobody"_s);
    SiteSession session(profile, fixture.context());
    session.open();
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Failed, patience);
    QVERIFY(!session.snapshot());
    QVERIFY(!session.error()->message.isEmpty());
    QCOMPARE(fixture.store().find(profile.id)->lastState, u"notReachable"_s);
}

void TestSiteSession::asksForThePassword()
{
    UiFixture fixture;
    sites::SiteProfile profile = fixture.addSite();
    profile.connection.user = u"clerk"_s;
    SiteSession session(profile, fixture.context());
    session.open();
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::PasswordWanted, patience);
    session.providePassword(u"wrong"_s, false);
    QTRY_VERIFY_WITH_TIMEOUT(session.link() == Link::PasswordWanted
                                 && session.error()->kind == ErrorKind::WrongPassword,
                             patience);
    QVERIFY(!session.error()->toText().contains(u"wrong word"_s));
    session.providePassword(u"right word"_s, false);
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Connected, patience);
    QVERIFY(!fixture.store().find(profile.id)->keepPassword);
}

void TestSiteSession::keepsThePasswordInTheKeychain()
{
    UiFixture fixture;
    sites::SiteProfile profile = fixture.addSite();
    profile.connection.user = u"clerk"_s;
    QVERIFY(fixture.store().update(profile).has_value());
    {
        SiteSession session(profile, fixture.context());
        session.open();
        QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::PasswordWanted, patience);
        session.providePassword(u"right word"_s, true);
        QTRY_VERIFY_WITH_TIMEOUT(session.profile().keepPassword, patience);
    }
    const auto stored = fixture.store().find(profile.id);
    QVERIFY(stored->keepPassword);
    SiteSession session(*stored, fixture.context());
    session.open();
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Connected, patience); // nobody was asked
}

void TestSiteSession::environmentMismatchBlocks()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addTable(u"002_second"_s);
    fixture.useModules({module.path()});
    sites::SiteProfile profile = fixture.addSite(Environment::Production);
    {
        const auto session = fixture.openSession(profile);
        const auto report = run(*session, plans::MigrateRequest {{}, u"001_first"_s, false});
        QCOMPARE(report.outcome(), runs::Outcome::Done); // stores the environment
    }
    profile.environment = Environment::Practice;
    const auto session = fixture.openSession(profile);
    QVERIFY(!session->snapshot()->mayChange());
    const Prepared refused = prepare(*session, operations::UpgradeRequest {});
    QVERIFY(!refused.preparation && !refused.refusal.isEmpty());
    profile.environment = Environment::Production;
    session->setProfile(profile);
    QTRY_VERIFY_WITH_TIMEOUT(session->isConnected() && session->snapshot()->mayChange(), patience);
    QVERIFY(prepare(*session, operations::UpgradeRequest {}).preparation);
}

void TestSiteSession::endsWhileARunIsGoingOn()
{
    UiFixture fixture;
    ModuleFolder module;
    module.addMigration(u"001_slow"_s, "CREATE TABLE t_x (id int); SELECT pg_sleep(600);");
    fixture.useModules({module.path()});
    const auto profile = fixture.addSite();
    auto session = fixture.openSession(profile);
    const Prepared made = prepare(*session, operations::UpgradeRequest {});
    session->run(made.preparation);
    QSignalSpy ended(session.get(), &SiteSession::ended);
    session->end();
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    session.reset();
    QCOMPARE(UiFixture::sql(profile, "SELECT to_regclass('t_x') IS NULL"), u"t"_s);
    QCOMPARE(fixture.store().runs(profile.id)->size(), 1); // the report is kept
    QCOMPARE(fixture.store().runs(profile.id)->first().outcome, u"cancelled"_s);
}

void TestSiteSession::readsForPages()
{
    UiFixture fixture;
    const auto session = fixture.openSession(fixture.addSite());
    std::optional<Result<int>> answer;
    auto guard = std::make_unique<QObject>();
    const auto slow = [](postgres::Connection &connection, std::stop_token stop) -> Result<int> {
        return connection.query("SELECT pg_sleep(600)", {}, stop).map([](const auto &) {
            return 1;
        });
    };
    const auto take = [&answer](const Result<int> &result) { answer = result; };
    std::stop_source stop = session->read<int>(guard.get(), slow, take);
    stop.request_stop();
    QTRY_VERIFY_WITH_TIMEOUT(answer, patience);
    QCOMPARE(answer->error().kind, ErrorKind::Cancelled);
    answer.reset();
    stop = session->read<int>(guard.get(), slow, take);
    guard.reset(); // who asked is gone
    stop.request_stop();
    const auto quick = [](postgres::Connection &, std::stop_token) -> Result<int> { return 2; };
    std::optional<int> second;
    session->read<int>(this, quick, [&second](const Result<int> &result) { second = *result; });
    QTRY_COMPARE_WITH_TIMEOUT(second, std::optional(2), patience); // on a fresh connection
    QVERIFY(!answer);
}

QTEST_MAIN(TestSiteSession)
#include "tst_sitesession.moc"
