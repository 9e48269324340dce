#include "core/sites/practicesite.h"
#include "core/sites/serverprograms.h"
#include "tests/support/testcluster.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <libpq-fe.h>

#include <csignal>
#include <memory>
#include <thread>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace aegisx;
using namespace aegisx::sites;
using namespace Qt::StringLiterals;

namespace {

#define VERIFY_DONE(expression)                                                                     \
    do {                                                                                            \
        const auto verifiedResult = (expression);                                                   \
        QVERIFY2(verifiedResult.has_value(),                                                        \
                 verifiedResult ? "" : qUtf8Printable(verifiedResult.error().toText()));            \
    } while (false)

bool isRoot()
{
    return geteuid() == 0;
}

// The first value that SQL answers, or the server's refusal.
QString ask(const postgres::ConnectionSettings &settings, const char *sql)
{
    const std::unique_ptr<PGconn, decltype(&PQfinish)>
        connection(PQsetdbLogin(qUtf8Printable(settings.host),
                                qUtf8Printable(settings.port),
                                nullptr,
                                nullptr,
                                qUtf8Printable(settings.database),
                                qUtf8Printable(settings.user),
                                nullptr),
                   PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return QString::fromUtf8(PQerrorMessage(connection.get()));
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql), PQclear);
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK)
        return {};
    return PQntuples(result.get()) == 1 ? QString::fromUtf8(PQgetvalue(result.get(), 0, 0))
                                        : QString::fromUtf8(PQerrorMessage(connection.get()));
}

// The site as another copy of the program sees it.
int actAsAnotherCopy(const QString &verb, const QString &directory)
{
    PracticeSite site(directory);
    const auto done = verb == u"start" ? site.start() : verb == u"stop" ? site.stop() : site.reset();
    if (!done)
        QTextStream(stderr) << done.error().toText() << '\n';
    return done ? 0 : 1;
}

std::unique_ptr<QProcess> startCopy(const QString &verb, const QString &directory)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedChannels);
    process->start(QCoreApplication::applicationFilePath(), {u"--act"_s, verb, directory});
    return process;
}

void writeOwnedLike(const QString &like, const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
    struct stat owner {};
    QCOMPARE(stat(QFile::encodeName(like).constData(), &owner), 0);
    QCOMPARE(fchown(file.handle(), owner.st_uid, owner.st_gid), 0);
    QCOMPARE(fchmod(file.handle(), 0600), 0);
}

} // namespace

class TestPractice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsServers();
    void defaultDirectoryFollowsEnvironment();
    void createStartStopReset();
    void absentSiteIsLeftAlone();
    void onlyTheSocketAndOnlyTheOwner();
    void otherAccountIsRefused();
    void ordinaryUser();
    void startsAfterKill();
    void startsAfterPowerCut();
    void foreignProcessBearsTheNumber_data();
    void foreignProcessBearsTheNumber();
    void startsAtOnce();
    void pathTooLong();
    void pathThatNoServerTakes();
    void otherMajorVersion();
    void unfinishedCreationLeavesNothing();
    void foreignDataIsNeverTouched();
    void rootWithoutWayThrough();
    void configurationHasTheLastWord();
    void sharedFixture();
    void fixtureOverTcp();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_directory;
};

void TestPractice::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    QCOMPARE(chmod(qPrintable(m_folder->path()), 0711), 0);
    m_directory = path(u"practice"_s);
}

void TestPractice::cleanup()
{
    VERIFY_DONE(PrivateCluster(m_directory).destroy());
    m_folder.reset();
}

void TestPractice::findsServers()
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

void TestPractice::defaultDirectoryFollowsEnvironment()
{
    qputenv("AEGISX_PRACTICE_DIR", "/somewhere/practice");
    QCOMPARE(PracticeSite().status().directory, u"/somewhere/practice"_s);
    qunsetenv("AEGISX_PRACTICE_DIR");
    QVERIFY(PracticeSite::defaultDirectory().endsWith(u"/practice"_s));
}

void TestPractice::createStartStopReset()
{
    PracticeSite site(m_directory);
    QCOMPARE(site.status().state, PracticeStatus::State::Absent);
    VERIFY_DONE(site.start());
    PracticeStatus status = site.status();
    QCOMPARE(status.state, PracticeStatus::State::Running);
    QCOMPARE(status.directory, m_directory);
    QVERIFY(status.serverPid > 0);
    QVERIFY(status.serverVersion.startsWith(QString::number(status.dataVersion)));
    QCOMPARE(site.settings().database, u"aegisx_practice"_s);
    QCOMPARE(ask(site.settings(), "SHOW server_encoding"), u"UTF8"_s);
    QCOMPARE(ask(site.settings(), "SELECT datcollate FROM pg_database WHERE datname = current_database()"),
             u"C.UTF-8"_s);
    QCOMPARE(ask(site.settings(), "CREATE TABLE kept AS SELECT 1"), QString());
    VERIFY_DONE(site.start()); // running already

    VERIFY_DONE(site.stop());
    QCOMPARE(site.status().state, PracticeStatus::State::Stopped);
    QCOMPARE(site.status().serverPid, 0);
    VERIFY_DONE(site.stop());
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SELECT count(*) FROM kept"), u"1"_s);

    VERIFY_DONE(site.reset());
    QCOMPARE(site.status().state, PracticeStatus::State::Running);
    QVERIFY(ask(site.settings(), "SELECT count(*) FROM kept").contains(u"does not exist"_s));
    VERIFY_DONE(PrivateCluster(m_directory).destroy());
    QVERIFY(!QFileInfo::exists(m_directory));
}

void TestPractice::absentSiteIsLeftAlone()
{
    VERIFY_DONE(PracticeSite(m_directory).stop());
    VERIFY_DONE(PrivateCluster(m_directory).stopImmediately());
    VERIFY_DONE(PrivateCluster(m_directory).destroy());
    QCOMPARE(PrivateCluster(m_directory).start().error().kind, ErrorKind::NotFound);
    QVERIFY(!QFileInfo::exists(m_directory));
}

void TestPractice::onlyTheSocketAndOnlyTheOwner()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SHOW listen_addresses"), QString());
    QCOMPARE(ask(site.settings(), "SELECT system_user = 'peer:' || current_user FROM (SELECT current_user "
                                  "AS system_user) AS unused"),
             u"f"_s);
    const PrivateCluster cluster(m_directory);
    for (const QString &folder : {m_directory, cluster.dataDirectory(), cluster.socketDirectory()}) {
        struct stat info {};
        QCOMPARE(stat(qPrintable(folder), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0700U);
        QVERIFY(info.st_uid != 0); // nothing of it is root's
    }
    QCOMPARE(ask(site.settings(), "SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL "
                                  "OR type <> 'local' OR auth_method <> 'peer'"),
             u"0"_s);
}

void TestPractice::otherAccountIsRefused()
{
    if (!isRoot())
        QSKIP("needs root, to become another account");
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    const auto askAsNobody = [&site] {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LC_ALL"_s, u"C"_s);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(u"/"_s);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"runuser"_s,
                      {u"-u"_s, u"nobody"_s, u"--"_s, u"psql"_s, u"-h"_s, site.settings().host,
                       u"-U"_s, u"postgres"_s, u"-d"_s, u"aegisx_practice"_s, u"-c"_s, u"SELECT 1"_s});
        process.waitForFinished();
        return QString::fromUtf8(process.readAll());
    };
    QString answer = askAsNobody();
    QVERIFY2(answer.contains(u"Permission denied"_s), qUtf8Printable(answer));
    // Even with the door held open, the server itself says no.
    const PrivateCluster cluster(m_directory);
    QCOMPARE(chmod(qPrintable(m_directory), 0755), 0);
    QCOMPARE(chmod(qPrintable(cluster.socketDirectory()), 0755), 0);
    QCOMPARE(chmod(qPrintable(cluster.socketDirectory() % u"/.s.PGSQL.5432"_s), 0777), 0);
    answer = askAsNobody();
    QVERIFY2(answer.contains(u"Peer authentication failed"_s), qUtf8Printable(answer));
}

// Everything above runs as whoever runs the tests; where that is root, this one becomes an
// ordinary user, for whom nothing is switched or given away.
void TestPractice::ordinaryUser()
{
    const passwd *nobody = getpwnam("nobody");
    if (!isRoot() || nobody == nullptr)
        QSKIP("needs root, to become another account");
    const QString program = path(u"tst_practice"_s); // the build folder may be closed to others
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), program));
    QCOMPARE(chmod(qPrintable(program), 0755), 0);
    const QString home = path(u"nobody"_s);
    QVERIFY(QDir().mkpath(home));
    QCOMPARE(chown(qPrintable(home), nobody->pw_uid, nobody->pw_gid), 0);
    const QString directory = home % u"/practice"_s;
    const auto act = [&program, &directory](const QString &verb) {
        QProcess process;
        process.setWorkingDirectory(u"/"_s);
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(u"setpriv"_s,
                      {u"--reuid=nobody"_s, u"--regid=nogroup"_s, u"--clear-groups"_s, u"--"_s, program,
                       u"--act"_s, verb, directory});
        return process.waitForFinished(120'000) && process.exitCode() == 0;
    };
    QVERIFY(act(u"start"_s));
    PracticeSite site(directory);
    QCOMPARE(site.status().state, PracticeStatus::State::Running);
    QCOMPARE(ask(site.settings(), "SELECT current_user"), u"postgres"_s); // root may look in
    QVERIFY(act(u"stop"_s));
    QVERIFY(act(u"start"_s));
    VERIFY_DONE(site.stop()); // and root may help
    VERIFY_DONE(site.start());
    struct stat info {};
    QCOMPARE(stat(qPrintable(directory % u"/data/postmaster.pid"_s), &info), 0);
    QCOMPARE(info.st_uid, nobody->pw_uid);
    QVERIFY(act(u"reset"_s));
    QVERIFY(!QFileInfo::exists(m_directory));
    VERIFY_DONE(PracticeSite(m_directory).start());
    QVERIFY(QProcess::execute(u"setpriv"_s,
                              {u"--reuid=nobody"_s, u"--regid=nogroup"_s, u"--clear-groups"_s, u"--"_s,
                               program, u"--act"_s, u"stop"_s, m_directory})
            >= 0);
    QVERIFY(PrivateCluster(m_directory).isRunning()); // not theirs to stop
    VERIFY_DONE(PrivateCluster(directory).destroy());
}

void TestPractice::startsAfterKill()
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

void TestPractice::startsAfterPowerCut()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "CREATE TABLE kept AS SELECT 1"), QString());
    VERIFY_DONE(PrivateCluster(m_directory).stopImmediately());
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SELECT count(*) FROM kept"), u"1"_s);
}

void TestPractice::foreignProcessBearsTheNumber_data()
{
    QTest::addColumn<bool>("ownedByServerAccount");
    QTest::newRow("another account's process") << false;
    QTest::newRow("the server account's process") << true;
}

// After a reboot the number in postmaster.pid may belong to anybody.
void TestPractice::foreignProcessBearsTheNumber()
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
        stranger.start(u"setpriv"_s, {u"--reuid=postgres"_s, u"--regid=postgres"_s, u"--clear-groups"_s, u"sleep"_s, u"600"_s});
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

void TestPractice::startsAtOnce()
{
    for (int round = 0; round < 2; ++round) { // from absent, then from stopped
        std::vector<std::unique_ptr<QProcess>> copies;
        for (int number = 0; number < 3; ++number)
            copies.push_back(startCopy(u"start"_s, m_directory));
        std::array<bool, 2> fine {};
        {
            std::vector<std::jthread> threads;
            for (bool &one : fine)
                threads.emplace_back([this, &one] { one = PracticeSite(m_directory).start().has_value(); });
        }
        QCOMPARE(fine, (std::array {true, true}));
        for (const auto &copy : copies) {
            QVERIFY(copy->waitForFinished(120'000));
            QCOMPARE(copy->exitCode(), 0);
        }
        QCOMPARE(ask(PracticeSite(m_directory).settings(), "SELECT 1"), u"1"_s);
        VERIFY_DONE(PracticeSite(m_directory).stop());
    }
}

void TestPractice::pathTooLong()
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

void TestPractice::pathThatNoServerTakes()
{
    for (const QString &name : {u"a\"b"_s, u"a$(id)"_s, u"a`id`"_s, u"a\\b"_s})
        QCOMPARE(PracticeSite(path(name)).start().error().kind, ErrorKind::InvalidInput);
    QCOMPARE(PracticeSite(QString()).start().error().kind, ErrorKind::InvalidInput);
    VERIFY_DONE(PracticeSite(m_directory = path(u"with space, it's 100% \u0e17\u0e14\u0e2a\u0e2d\u0e1a"_s)).start());
    QCOMPARE(ask(PracticeSite(m_directory).settings(), "SELECT 1"), u"1"_s);
}

void TestPractice::otherMajorVersion()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    VERIFY_DONE(site.stop());
    const QString version = m_directory % u"/data/PG_VERSION"_s;
    writeOwnedLike(m_directory, version, "11\n");
    const auto refused = site.start();
    QCOMPARE(refused.error().kind, ErrorKind::NotFound);
    QVERIFY(refused.error().message.contains(u"PostgreSQL 11"_s));
    QVERIFY(refused.error().message.contains(QString::number(PrivateCluster::findServers().first().majorVersion)));
    const PracticeStatus status = site.status();
    QCOMPARE(status.state, PracticeStatus::State::Stopped);
    QCOMPARE(status.dataVersion, 11);
    QVERIFY(status.serverVersion.isEmpty());
    VERIFY_DONE(site.reset()); // the way out
    QCOMPARE(site.status().state, PracticeStatus::State::Running);
}

void TestPractice::unfinishedCreationLeavesNothing()
{
    // A copy of the program that is killed at any moment of the first start.
    for (int milliseconds : {20, 150, 400, 800, 1500}) {
        const auto copy = startCopy(u"start"_s, m_directory);
        QVERIFY(copy->waitForStarted());
        QTest::qWait(milliseconds);
        copy->kill();
        QVERIFY(copy->waitForFinished());
        PracticeSite site(m_directory);
        VERIFY_DONE(site.start());
        QCOMPARE(ask(site.settings(), "SELECT 1"), u"1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(PrivateCluster(m_directory).destroy().has_value()
                                     && !QFileInfo::exists(m_directory),
                                 30'000); // its initdb may still be at work
    }
}

void TestPractice::foreignDataIsNeverTouched()
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
    struct stat before {};
    QCOMPARE(stat(qPrintable(home), &before), 0);
    QCOMPARE(PrivateCluster(home).create().error().kind, ErrorKind::Refused);
    VERIFY_DONE(PrivateCluster(home).destroy());
    struct stat after {};
    QCOMPARE(stat(qPrintable(home), &after), 0);
    QVERIFY(before.st_uid == after.st_uid && before.st_mode == after.st_mode);
    QVERIFY(file.exists() && QFileInfo::exists(home % u"/socket"_s));
}

void TestPractice::rootWithoutWayThrough()
{
    if (!isRoot())
        QSKIP("needs root");
    const QString closed = path(u"closed"_s);
    QVERIFY(QDir().mkpath(closed));
    QCOMPARE(chmod(qPrintable(closed), 0700), 0);
    const auto refused = PracticeSite(closed % u"/practice"_s).start();
    QCOMPARE(refused.error().kind, ErrorKind::Io);
    QVERIFY(refused.error().message.contains(u"postgres"_s));
    QVERIFY(!QFileInfo::exists(closed % u"/practice"_s));
}

void TestPractice::configurationHasTheLastWord()
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
    QVERIFY2(refused.error().toText().contains(u"postgresql.conf"_s), qUtf8Printable(refused.error().toText()));
}

void TestPractice::sharedFixture()
{
    test::TestCluster &cluster = test::TestCluster::instance();
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

void TestPractice::fixtureOverTcp()
{
    test::TestCluster cluster({{u"log_connections = on"_s}, {}, true});
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

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--act")
        return actAsAnotherCopy(arguments.value(2), arguments.value(3));
    TestPractice test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_practice.moc"
