#include "tests/support/clustertools.h"
#include "tests/support/testcluster.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QTest>
#include <QTextStream>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// The fixture of all database tests, tested itself.
class TestTestCluster final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharedFixture();
    void fixtureOverTcp();
    void removedWhereTheTestIsKilled();
};

void TestTestCluster::sharedFixture()
{
    TestCluster &cluster = TestCluster::instance();
    const QString first = cluster.createDatabase(u"fixture"_s);
    const QString second = cluster.createDatabase(u"fixture"_s);
    QVERIFY(first != second);
    cluster.execute(first, "CREATE TABLE kept AS SELECT 7 AS number");
    QCOMPARE(cluster.execute(first, "SELECT number FROM kept"), u"7"_s);
    QCOMPARE(ask(cluster.settings(second), "SELECT to_regclass('kept') IS NULL"), u"t"_s);
    cluster.addConfiguration({u"work_mem = '5MB'"_s});
    cluster.reload();
    QCOMPARE(cluster.execute(first, "SHOW work_mem"), u"5MB"_s);
    cluster.stopImmediately();
    cluster.start();
    QCOMPARE(cluster.execute(first, "SELECT number FROM kept"), u"7"_s);
    QCOMPARE(cluster.execute(first, "SHOW max_prepared_transactions"), u"0"_s);
}

void TestTestCluster::fixtureOverTcp()
{
    TestCluster cluster({{u"log_connections = on"_s}, {}, true});
    postgres::ConnectionSettings settings = cluster.tcpSettings();
    QVERIFY(ask(settings, "SELECT 1").contains(u"no pg_hba.conf entry"_s));
    cluster.execute(u"postgres"_s, "CREATE ROLE visitor LOGIN PASSWORD 'pw'");
    cluster.addAccessRules({u"host all visitor 127.0.0.1/32 trust"_s});
    cluster.reload();
    settings.user = u"visitor"_s;
    QCOMPARE(ask(settings, "SELECT current_user"), u"visitor"_s);
    cluster.restart();
    QCOMPARE(ask(settings, "SELECT current_user"), u"visitor"_s);
    QVERIFY(QFileInfo::exists(cluster.putFile(u"server.key"_s, "key")));
}

void TestTestCluster::removedWhereTheTestIsKilled()
{
    QProcess copy;
    copy.start(QCoreApplication::applicationFilePath(), {u"--hang"_s});
    QVERIFY(copy.waitForReadyRead(120'000));
    const QString directory = QString::fromUtf8(copy.readAllStandardOutput()).trimmed();
    const sites::PrivateCluster cluster(directory);
    QVERIFY(cluster.isRunning());
    copy.kill();
    QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(QFileInfo(directory).path()), 20'000);
    QVERIFY(!cluster.isRunning());
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == u"--hang") {
        QTextStream(stdout) << TestCluster::instance().cluster().directory() << Qt::endl;
        return QCoreApplication::exec();
    }
    TestTestCluster test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_testcluster.moc"
