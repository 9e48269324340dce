#include "core/postgres/connection.h"
#include "core/sites/practicesite.h"
#include "tests/support/clustertools.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <memory>
#include <thread>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace aegisx;
using namespace aegisx::sites;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

// The site as another copy of the program sees it.
int actAsAnotherCopy(const QString &verb, const QString &directory)
{
    PracticeSite site(directory);
    const auto done = verb == u"start" ? site.start()
        : verb == u"stop"              ? site.stop()
                                       : site.reset();
    if (!done)
        QTextStream(stderr) << done.error().toText() << '\n';
    return done ? 0 : 1;
}

} // namespace

class TestPractice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void defaultDirectoryFollowsEnvironment();
    void createStartStopReset();
    void onlyTheSocketAndOnlyTheOwner();
    void otherAccountIsRefused();
    void ordinaryUser();
    void startsAtOnce();
    void otherMajorVersion();
    void unfinishedCreationLeavesNothing();

private:
    [[nodiscard]] bool actAsNobody(const QString &verb, const QString &directory) const;
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
    QCOMPARE(ask(site.settings(),
                 "SELECT datcollate FROM pg_database WHERE datname = current_database()"),
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

void TestPractice::onlyTheSocketAndOnlyTheOwner()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    QCOMPARE(ask(site.settings(), "SHOW listen_addresses"), QString());
    QCOMPARE(ask(site.settings(),
                 "SELECT system_user = 'peer:' || current_user FROM (SELECT current_user "
                 "AS system_user) AS unused"),
             u"f"_s);
    const PrivateCluster cluster(m_directory);
    for (const QString &folder :
         {m_directory, cluster.dataDirectory(), cluster.socketDirectory()}) {
        struct stat info = {};
        QCOMPARE(stat(qPrintable(folder), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0700U);
        QVERIFY(info.st_uid != 0); // nothing of it is root's
    }
    QCOMPARE(ask(site.settings(),
                 "SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL "
                 "OR type <> 'local' OR auth_method <> 'peer'"),
             u"0"_s);
}

void TestPractice::otherAccountIsRefused()
{
    PracticeSite site(m_directory);
    VERIFY_DONE(site.start());
    if (!isRoot()) { // we cannot become another account, but name one: the server knows better
        auto settings = site.settings();
        settings.user = u"nobody"_s;
        const auto refused = postgres::Connection::open(settings);
        QVERIFY(!refused);
        QVERIFY2(refused.error().toText().contains(u"Peer authentication failed"_s),
                 qUtf8Printable(refused.error().toText()));
        return;
    }
    const auto askAsNobody = [&site] {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LC_ALL"_s, u"C"_s);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(u"/"_s);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"runuser"_s,
                      {u"-u"_s,
                       u"nobody"_s,
                       u"--"_s,
                       u"psql"_s,
                       u"-h"_s,
                       site.settings().host,
                       u"-U"_s,
                       u"postgres"_s,
                       u"-d"_s,
                       u"aegisx_practice"_s,
                       u"-c"_s,
                       u"SELECT 1"_s});
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
// ordinary user, for whom nothing is switched or given away; elsewhere that is who we are.
void TestPractice::ordinaryUser()
{
    if (!isRoot()) { // everything is ours, and nothing was switched
        VERIFY_DONE(PracticeSite(m_directory).start());
        struct stat info = {};
        QCOMPARE(stat(qPrintable(m_directory % u"/data/postmaster.pid"_s), &info), 0);
        QCOMPARE(info.st_uid, geteuid());
        return;
    }
    const passwd *nobody = getpwnam("nobody");
    QVERIFY(nobody != nullptr);
    const QString home = path(u"nobody"_s);
    QVERIFY(QDir().mkpath(home));
    QCOMPARE(chown(qPrintable(home), nobody->pw_uid, nobody->pw_gid), 0);
    const QString directory = home % u"/practice"_s;
    QVERIFY(actAsNobody(u"start"_s, directory));
    PracticeSite site(directory);
    QCOMPARE(site.status().state, PracticeStatus::State::Running);
    QCOMPARE(ask(site.settings(), "SELECT current_user"), u"postgres"_s); // root may look in
    QVERIFY(actAsNobody(u"stop"_s, directory));
    QVERIFY(actAsNobody(u"start"_s, directory));
    VERIFY_DONE(site.stop()); // and root may help
    VERIFY_DONE(site.start());
    struct stat info = {};
    QCOMPARE(stat(qPrintable(directory % u"/data/postmaster.pid"_s), &info), 0);
    QCOMPARE(info.st_uid, nobody->pw_uid);
    QVERIFY(actAsNobody(u"reset"_s, directory));
    VERIFY_DONE(PrivateCluster(directory).destroy());

    VERIFY_DONE(PracticeSite(m_directory).start());
    (void)actAsNobody(u"stop"_s, m_directory);
    QVERIFY(!actAsNobody(u"start"_s, m_directory));
    QVERIFY(PrivateCluster(m_directory).isRunning()); // not theirs to touch
}

// This program again, as the account "nobody".
bool TestPractice::actAsNobody(const QString &verb, const QString &directory) const
{
    const QString program = path(u"tst_practice"_s); // the build folder may be closed to others
    if (!QFileInfo::exists(program)
        && !QFile::copy(QCoreApplication::applicationFilePath(), program))
        return false;
    chmod(qPrintable(program), 0755);
    QProcess process;
    process.setWorkingDirectory(u"/"_s);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    const QStringList become {u"--reuid=nobody"_s, u"--regid=nogroup"_s, u"--clear-groups"_s};
    process.start(u"setpriv"_s,
                  become + QStringList {u"--"_s, program, u"--act"_s, verb, directory});
    return process.waitForFinished(120'000) && process.exitCode() == 0;
}

void TestPractice::startsAtOnce()
{
    for (int round = 0; round < 2; ++round) { // from absent, then from stopped
        std::array<std::unique_ptr<QProcess>, 3> copies;
        for (auto &copy : copies)
            copy = startCopy({u"--act"_s, u"start"_s, m_directory});
        std::array<bool, 2> fine {};
        {
            const auto start = [this](bool &one) {
                one = PracticeSite(m_directory).start().has_value();
            };
            const std::jthread first(start, std::ref(fine.front()));
            const std::jthread second(start, std::ref(fine.back()));
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
    QVERIFY(refused.error().message.contains(
        QString::number(PrivateCluster::findServers().first().majorVersion)));
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
    for (int milliseconds : {50, 400, 1500}) {
        const auto copy = startCopy({u"--act"_s, u"start"_s, m_directory});
        QVERIFY(copy->waitForStarted());
        QTest::qWait(milliseconds);
        copy->kill();
        QVERIFY(copy->state() == QProcess::NotRunning || copy->waitForFinished());
        PracticeSite site(m_directory);
        VERIFY_DONE(site.start());
        QCOMPARE(ask(site.settings(), "SELECT 1"), u"1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(PrivateCluster(m_directory).destroy().has_value()
                                     && !QFileInfo::exists(m_directory),
                                 30'000); // its initdb may still be at work
    }
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
