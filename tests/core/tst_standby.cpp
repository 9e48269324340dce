#include "core/inspection/serverfindings.h"
#include "core/sites/serverprograms.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// A primary with a real standby beside it, and databases that are read-only by default.
class TestStandby final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void facts();
    void targetSessionAttributes_data();
    void targetSessionAttributes();
    void preferStandbyWithoutOne();
    void readOnlyByDefault();
    void runRefused_data();
    void runRefused();
    void standbyThatTakesNoConnections();

private:
    [[nodiscard]] TestCluster &primary() const { return TestCluster::instance(); }
    [[nodiscard]] ConnectionSettings settings(const QString &hosts,
                                              const QString &attributes) const;
    void waitUntilReplayed() const;

    std::unique_ptr<sites::PrivateCluster> m_standby;
    QString m_primaryHost;
    QString m_standbyHost;
};

void TestStandby::initTestCase()
{
    const QString data = primary().cluster().dataDirectory();
    const QString folder = QFileInfo(primary().cluster().directory()).path() % u"/standby"_s;
    const auto account = sites::serverAccount(data);
    VERIFY_DONE(account);
    QVERIFY(QDir().mkpath(folder));
    VERIFY_DONE(sites::giveTo(*account, folder));
    m_standby = std::make_unique<sites::PrivateCluster>(folder);
    const auto server = primary().cluster().serverBinaries();
    VERIFY_DONE(server);
    QString program = QStandardPaths::findExecutable(u"pg_basebackup"_s, {server->directory});
    if (program.isEmpty())
        program = QStandardPaths::findExecutable(u"pg_basebackup"_s);
    m_primaryHost = primary().settings().host;
    VERIFY_DONE(sites::runAs(*account,
                             program,
                             {u"--pgdata="_s % m_standby->dataDirectory(),
                              u"--host="_s % m_primaryHost,
                              u"--username=postgres"_s,
                              u"--write-recovery-conf"_s,
                              u"--checkpoint=fast"_s,
                              u"--no-sync"_s},
                             std::chrono::seconds(120)));
    VERIFY_DONE(m_standby->start());
    m_standbyHost = m_standby->settings({}).host;
    QVERIFY(m_standbyHost != m_primaryHost);
}

void TestStandby::cleanupTestCase()
{
    if (m_standby)
        VERIFY_DONE(m_standby->destroy());
}

ConnectionSettings TestStandby::settings(const QString &hosts, const QString &attributes) const
{
    ConnectionSettings settings = primary().settings();
    settings.host =
        QString(hosts).replace(u"primary"_s, m_primaryHost).replace(u"standby"_s, m_standbyHost);
    settings.targetSessionAttributes = attributes;
    settings.password = testPassword;
    return settings;
}

void TestStandby::waitUntilReplayed() const
{
    const QByteArray position =
        primary().execute(u"postgres"_s, "SELECT pg_current_wal_lsn()").toUtf8();
    QTRY_COMPARE_WITH_TIMEOUT(
        ask(settings(u"standby"_s, {}), "SELECT pg_last_wal_replay_lsn() >= '" + position + "'"),
        u"t"_s,
        60'000);
}

void TestStandby::facts()
{
    const Connection one = connected(settings(u"primary"_s, {}));
    const Connection other = connected(settings(u"standby"_s, {}));
    QVERIFY(!one.facts().inRecovery && !one.facts().readOnly);
    QVERIFY(other.facts().inRecovery && other.facts().readOnly);
    QVERIFY(!one.facts().pooled && !other.facts().pooled);
    QVERIFY(!one.facts().systemIdentifier.isEmpty());
    QCOMPARE(one.facts().systemIdentifier, other.facts().systemIdentifier);
    QVERIFY(inspection::serverFindings(one.facts()).isEmpty());
    const Findings findings = inspection::serverFindings(other.facts());
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().id, u"standby"_s);
    QVERIFY(hasErrors(findings));
}

void TestStandby::targetSessionAttributes_data()
{
    QTest::addColumn<QString>("hosts");
    QTest::addColumn<QString>("attributes");
    QTest::addColumn<QString>("expected"); // the server we are connected to, or the failure
    const auto row = [](const QString &hosts, const QString &attributes, const QString &expected) {
        QTest::addRow("%s of %s", qPrintable(attributes), qPrintable(hosts))
            << hosts << attributes << expected;
    };
    const QString both = u"standby,primary"_s;
    row(both, u"any"_s, u"standby"_s);
    row(both, u"read-write"_s, u"primary"_s);
    row(both, u"primary"_s, u"primary"_s);
    row(u"primary,standby"_s, u"standby"_s, u"standby"_s);
    row(u"primary,standby"_s, u"read-only"_s, u"standby"_s);
    row(u"primary,standby"_s, u"prefer-standby"_s, u"standby"_s);
    row(u"primary,/nonexistent"_s, u"prefer-standby"_s, u"primary"_s);
    row(u"/nonexistent,standby,primary"_s, u"read-write"_s, u"primary"_s);
    row(u"primary"_s, u"standby"_s, u"NoSuitableServer"_s);
    row(u"primary"_s, u"read-only"_s, u"NoSuitableServer"_s);
    row(u"standby"_s, u"primary"_s, u"NoSuitableServer"_s);
    row(u"standby"_s, u"read-write"_s, u"NoSuitableServer"_s);
    row(u"standby,standby"_s, u"read-write"_s, u"NoSuitableServer"_s);
}

void TestStandby::targetSessionAttributes()
{
    QFETCH(const QString, hosts);
    QFETCH(const QString, attributes);
    QFETCH(const QString, expected);
    const auto connection = Connection::open(settings(hosts, attributes));
    if (!connection) {
        QCOMPARE(told(connection.error()), expected);
        QVERIFY(connection.error().message.contains(attributes));
        return;
    }
    QCOMPARE(connection->facts().inRecovery ? u"standby"_s : u"primary"_s, expected);
}

void TestStandby::preferStandbyWithoutOne()
{
    const Connection connection = connected(settings(u"primary"_s, u"prefer-standby"_s));
    QVERIFY(!connection.facts().inRecovery);
    QCOMPARE(told(failureOf(settings(u"/nonexistent"_s, u"prefer-standby"_s))),
             u"ConnectionRefused"_s);
}

void TestStandby::readOnlyByDefault()
{
    const QString database = primary().createDatabase();
    primary().execute(u"postgres"_s,
                      "ALTER DATABASE " + database.toUtf8()
                          + " SET default_transaction_read_only = on");
    ConnectionSettings one = settings(u"primary"_s, u"read-write"_s);
    one.database = database;
    QCOMPARE(told(failureOf(one)), u"NoSuitableServer"_s);
    for (const QString &attributes : {u"read-only"_s, u"any"_s, u"primary"_s}) {
        one.targetSessionAttributes = attributes;
        const Connection connection = connected(one);
        QVERIFY(connection.facts().readOnly && !connection.facts().inRecovery);
        const Findings findings = inspection::serverFindings(connection.facts());
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings.first().id, u"read-only"_s);
        QVERIFY(hasErrors(findings));
    }
}

void TestStandby::runRefused_data()
{
    QTest::addColumn<bool>("standby");
    QTest::newRow("standby") << true;
    QTest::newRow("default_transaction_read_only") << false;
}

void TestStandby::runRefused()
{
    QFETCH(const bool, standby);
    ModuleFolder module;
    module.addTable(u"20250101_t_one"_s);
    SiteFixture site({module.path()});
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(plan.steps.size(), 1);
    if (!standby)
        primary().execute(u"postgres"_s,
                          "ALTER DATABASE " + site.database().toUtf8()
                              + " SET default_transaction_read_only = on");
    waitUntilReplayed();
    ConnectionSettings one = settings(standby ? u"standby"_s : u"primary"_s, {});
    one.database = site.database();
    Connection connection = connected(one);
    const runs::RunReport report = runs::run(connection, plan);
    QCOMPARE(report.outcome, runs::Outcome::Refused);
    QVERIFY(report.error && !report.error->message.isEmpty() && !report.error->remedy.isEmpty());
    QCOMPARE(report.error->toText().contains(u"standby"_s), standby);
    QCOMPARE(report.error->toText().contains(u"default_transaction_read_only"_s), !standby);
    QCOMPARE(report.count(runs::StepState::NotRun), 1);
    const QByteArray ours = "SELECT count(*) FROM pg_class WHERE relnamespace NOT IN "
                            "('pg_catalog'::regnamespace, 'information_schema'::regnamespace, "
                            "'pg_toast'::regnamespace)";
    QCOMPARE(site.sql(ours), u"0"_s);
}

// Waiting does not help here, and the words must not say that it is only starting.
void TestStandby::standbyThatTakesNoConnections()
{
    VERIFY_DONE(m_standby->stop());
    QFile file(m_standby->dataDirectory() % u"/postgresql.conf"_s);
    QVERIFY(file.open(QIODevice::Append) && file.write("hot_standby = off\n") > 0);
    file.close();
    VERIFY_DONE(m_standby->start());
    const auto failure = failureOf(settings(u"standby"_s, {}));
    QCOMPARE(told(failure), u"ServerStarting 57P03"_s);
    QVERIFY2(failure->message.contains(u"takes no connections"_s),
             qUtf8Printable(failure->message));
    QVERIFY(failure->detail.serverMessage.contains(u"standby"_s));
    QCOMPARE(told(failureOf(settings(u"standby,primary"_s, {}))), u"connected"_s);
}

QTEST_GUILESS_MAIN(TestStandby)
#include "tst_standby.moc"
