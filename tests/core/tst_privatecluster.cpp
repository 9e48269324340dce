#include "core/sites/practicesite.h"
#include "core/sites/serverprograms.h"
#include "tests/support/clustertools.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/stat.h>

using namespace aegisx;
using namespace aegisx::sites;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

class TestPrivateCluster final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsServers();
    void absentClusterIsLeftAlone();
    void startsAfterKill();
    void startsAfterPowerCut();
    void foreignProcessBearsTheNumber_data();
    void foreignProcessBearsTheNumber();
    void pathTooLong();
    void pathThatNoServerTakes();
    void foreignDataIsNeverTouched();
    void folderWithoutWayThrough();
    void configurationHasTheLastWord();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_directory;
};

void TestPrivateCluster::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    QCOMPARE(chmod(qPrintable(m_folder->path()), 0711), 0);
    m_directory = path(u"practice"_s);
}

void TestPrivateCluster::cleanup()
{
    VERIFY_DONE(PrivateCluster(m_directory).destroy());
    m_folder.reset();
}

void TestPrivateCluster::findsServers()
{
    const auto servers = PrivateCluster::findServers();
    QVERIFY(!servers.isEmpty());
    for (const ServerBinaries &server : servers) {
        QVERIFY(server.majorVersion >= 12 && server.majorVersion <= servers.first().majorVersion);
        QVERIFY(server.version.startsWith(QString::number(server.majorVersion)));
        QVERIFY(QFileInfo(server.directory % u"/initdb"_s).isExecutable());
    }
    QVERIFY(serversIn({}).isEmpty());
    QVERIFY(serversIn({u"/nonexistent"_s, m_folder->path()}).isEmpty());
    const QString twice = servers.first().directory;
    QCOMPARE(serversIn({twice, twice % u"/."_s}).size(), 1);
}

void TestPrivateCluster::absentClusterIsLeftAlone()
{
    VERIFY_DONE(PracticeSite(m_directory).stop());
    VERIFY_DONE(PrivateCluster(m_directory).stopImmediately());
    VERIFY_DONE(PrivateCluster(m_directory).destroy());
    QCOMPARE(PrivateCluster(m_directory).start().error().kind, ErrorKind::NotFound);
    QVERIFY(!QFileInfo::exists(m_directory));
}

void TestPrivateCluster::startsAfterKill()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "CREATE TABLE kept AS SELECT 1"), QString());
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(kill(site.status().serverPid, SIGKILL), 0);
        QTRY_COMPARE(site.status().state, PracticeStatus::State::Stopped);
        QVERIFY(QFileInfo::exists(m_directory % u"/data/postmaster.pid"_s));
        VERIFY_DONE(site.start()); // at once, while old backends may still be leaving
        QCOMPARE(ask(site.settings(), "SELECT count(*) FROM kept"), u"1"_s);
    }
}

void TestPrivateCluster::startsAfterPowerCut()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "CREATE TABLE kept AS SELECT 1"), QString());
    VERIFY_DONE(PrivateCluster(m_directory).stopImmediately());
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SELECT count(*) FROM kept"), u"1"_s);
}

void TestPrivateCluster::foreignProcessBearsTheNumber_data()
{
    QTest::addColumn<bool>("ownedByServerAccount");
    QTest::newRow("another account's process") << false;
    QTest::newRow("the server account's process") << true;
}

// After a reboot the number in postmaster.pid may belong to anybody.
void TestPrivateCluster::foreignProcessBearsTheNumber()
{
    QFETCH(const bool, ownedByServerAccount);
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    const QString pidFile = m_directory % u"/data/postmaster.pid"_s;
    QFile file(pidFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArrayList lines = file.readAll().split('\n');
    file.close();
    VERIFY_DONE(site.stop());

    QProcess stranger;
    if (isRoot() && ownedByServerAccount)
        stranger.start(u"setpriv"_s,
                       {u"--reuid=postgres"_s,
                        u"--regid=postgres"_s,
                        u"--clear-groups"_s,
                        u"sleep"_s,
                        u"600"_s});
    else
        stranger.start(u"sleep"_s, {u"600"_s});
    QVERIFY(stranger.waitForStarted());
    lines[0] = QByteArray::number(stranger.processId());
    writeOwnedLike(m_directory % u"/data"_s, pidFile, lines.join('\n'));

    QCOMPARE(site.status().state, PracticeStatus::State::Stopped);
    VERIFY_DONE(site.stop()); // nothing to stop, nobody to signal
    VERIFY_DONE(PrivateCluster(m_directory).stopImmediately());
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SELECT 1"), u"1"_s);
    VERIFY_DONE(site.stop());
    QCOMPARE(stranger.state(), QProcess::Running);
    QVERIFY(!stranger.waitForFinished(100));
    stranger.kill();
    QVERIFY(stranger.waitForFinished());
}

void TestPrivateCluster::pathTooLong()
{
    m_directory = path(QString(60, u'x') % u"/it's, a \u0e17"_s % QString(60, u'y'));
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    const QString sockets = PrivateCluster(m_directory).socketDirectory();
    QVERIFY(!sockets.startsWith(m_directory));
    QCOMPARE(site.settings().host, sockets);
    QCOMPARE(ask(site.settings(), "SELECT 1"), u"1"_s);
    VERIFY_DONE(site.stop());
    VERIFY_DONE(site.start());
    QCOMPARE(site.settings().host, sockets); // remembered

    VERIFY_DONE(site.stop());
    QVERIFY(QDir().rmdir(sockets)); // as a reboot does
    QVERIFY(QDir().mkpath(sockets)); // and then somebody takes the name
    QCOMPARE(chmod(qPrintable(sockets), 0777), 0);
    VERIFY_DONE(site.start());
    const QString moved = site.settings().host;
    QVERIFY(moved != sockets);
    QVERIFY(QDir().rmdir(sockets));
    QCOMPARE(ask(site.settings(), "SELECT 1"), u"1"_s);

    QVERIFY(QDir(moved).removeRecursively()); // the session ended under a running server
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SELECT 1"), u"1"_s);
    const QString last = site.settings().host;
    VERIFY_DONE(PrivateCluster(m_directory).destroy());
    QVERIFY(!QFileInfo::exists(last));
}

void TestPrivateCluster::pathThatNoServerTakes()
{
    for (const QString &name : {u"a\"b"_s, u"a$(id)"_s, u"a`id`"_s, u"a\\b"_s})
        QCOMPARE(PracticeSite(path(name)).start().error().kind, ErrorKind::InvalidInput);
    QCOMPARE(PracticeSite(QString()).start().error().kind, ErrorKind::InvalidInput);
    VERIFY_DONE(
        PracticeSite(m_directory = path(u"with space, it's 100% \u0e17\u0e14\u0e2a\u0e2d\u0e1a"_s))
            .start());
    QCOMPARE(ask(PracticeSite(m_directory).settings(), "SELECT 1"), u"1"_s);
}

void TestPrivateCluster::foreignDataIsNeverTouched()
{
    // Somebody else's cluster, as far as this class can know: our mark is gone.
    VERIFY_DONE(PracticeSite(m_directory).start());
    const QString marker = m_directory % u"/data/aegisx_cluster"_s;
    QVERIFY(QFile::rename(marker, path(u"marker"_s)));
    PrivateCluster cluster(m_directory);
    QVERIFY(!cluster.isRunning());
    for (const auto &result : {cluster.create(), cluster.start(), cluster.destroy()})
        QCOMPARE(result.error().kind, ErrorKind::Refused);
    VERIFY_DONE(cluster.stop());
    QCOMPARE(ask(PracticeSite(m_directory).settings(), "SELECT 1"), u"1"_s); // it runs on
    QVERIFY(QFile::rename(path(u"marker"_s), marker));

    const QString home = path(u"home"_s);
    QVERIFY(QDir().mkpath(home % u"/socket"_s));
    QFile file(home % u"/letter.txt"_s);
    QVERIFY(file.open(QIODevice::WriteOnly));
    struct stat before = {};
    QCOMPARE(stat(qPrintable(home), &before), 0);
    QCOMPARE(PrivateCluster(home).create().error().kind, ErrorKind::Refused);
    VERIFY_DONE(PrivateCluster(home).destroy());
    struct stat after = {};
    QCOMPARE(stat(qPrintable(home), &after), 0);
    QVERIFY(before.st_uid == after.st_uid && before.st_mode == after.st_mode);
    QVERIFY(file.exists() && QFileInfo::exists(home % u"/socket"_s));
}

void TestPrivateCluster::folderWithoutWayThrough()
{
    const QString closed = path(u"closed"_s);
    QVERIFY(QDir().mkpath(closed));
    QCOMPARE(chmod(qPrintable(closed), 0700), 0);
    if (!isRoot()) { // nobody else needs a way through: the server is ours
        const QString directory = closed % u"/practice"_s;
        VERIFY_DONE(PracticeSite(directory).start());
        QVERIFY(PrivateCluster(directory).isRunning());
        VERIFY_DONE(PrivateCluster(directory).destroy());
        return;
    }
    const auto refused = PracticeSite(closed % u"/practice"_s).start();
    QCOMPARE(refused.error().kind, ErrorKind::Io);
    QVERIFY(refused.error().message.contains(u"postgres"_s));
    QVERIFY(!QFileInfo::exists(closed % u"/practice"_s));
}

void TestPrivateCluster::configurationHasTheLastWord()
{
    PrivateCluster cluster(m_directory);
    VERIFY_DONE(cluster.create({u"max_connections = 17"_s}, Durability::Throwaway));
    QCOMPARE(cluster.create().error().kind, ErrorKind::Refused);
    QVERIFY(cluster.exists() && !cluster.isRunning());
    VERIFY_DONE(cluster.start());
    QCOMPARE(ask(cluster.settings(u"postgres"_s), "SHOW max_connections"), u"17"_s);
    QCOMPARE(ask(cluster.settings(u"postgres"_s), "SHOW fsync"), u"off"_s);
    VERIFY_DONE(cluster.stop());
    writeOwnedLike(m_directory, cluster.dataDirectory() % u"/postgresql.conf"_s, "no such line\n");
    const auto refused = cluster.start();
    QCOMPARE(refused.error().kind, ErrorKind::Failed);
    QVERIFY2(refused.error().toText().contains(u"postgresql.conf"_s),
             qUtf8Printable(refused.error().toText()));
}

QTEST_GUILESS_MAIN(TestPrivateCluster)
#include "tst_privatecluster.moc"
