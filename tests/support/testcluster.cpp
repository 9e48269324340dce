#include "tests/support/testcluster.h"

#include "tests/support/clustertools.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QThread>

#include <memory>
#include <mutex>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void die(const QString &reason)
{
    qFatal("TestCluster: %s", qUtf8Printable(reason));
}

template <typename Value> void require(const Result<Value> &result)
{
    if (!result)
        die(result.error().toText());
}

// A port that nobody listens on right now.
int freePort()
{
    const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    const bool found = bind(handle, generic, size) == 0 && getsockname(handle, generic, &size) == 0;
    close(handle);
    if (!found)
        die(u"no free port on 127.0.0.1"_s);
    return ntohs(address.sin_port);
}

// Ends the server and removes the folder as soon as its standard input is closed, which the
// system does for us however the test ends.
const QString &guardScript()
{
    static const QString script = uR"sh(
cat > /dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null)
if [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = postgres ]; then
    kill -QUIT "$pid"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        kill -0 "$pid" 2> /dev/null || break
        sleep 0.1
    done
fi
rm -rf "$2"
)sh"_s;
    return script;
}

std::unique_ptr<TestCluster> &sharedCluster()
{
    static std::unique_ptr<TestCluster> cluster;
    return cluster;
}

} // namespace

TestCluster &TestCluster::instance()
{
    static std::once_flag once;
    std::call_once(once, [] {
        sharedCluster() = std::make_unique<TestCluster>();
        qAddPostRoutine([] { sharedCluster().reset(); });
    });
    return *sharedCluster();
}

TestCluster::TestCluster(const TestClusterOptions &options)
    : m_folder(QDir::tempPath() % u"/aegisx-test-XXXXXX"_s)
    , m_cluster(m_folder.filePath(u"cluster"_s))
{
    if (!m_folder.isValid())
        die(m_folder.errorString());
    // As root the server runs as another account, which must get through to its own folder.
    chmod(QFile::encodeName(m_folder.path()).constData(), 0711);
    startGuard();
    const QStringList configuration {
        u"max_connections = 50"_s, u"max_prepared_transactions = 0"_s, u"shared_buffers = 32MB"_s};
    require(m_cluster.create(configuration + options.configuration, sites::Durability::Throwaway));
    addAccessRules(options.accessRules);
    if (options.tcp)
        startOnFreePort();
    else
        start();
}

TestCluster::~TestCluster()
{
    if (const auto destroyed = m_cluster.destroy(); !destroyed)
        qWarning("%s", qUtf8Printable(destroyed.error().toText()));
    m_guard.closeWriteChannel();
    m_guard.waitForFinished(10'000);
}

void TestCluster::startGuard()
{
    m_guard.setStandardOutputFile(QProcess::nullDevice());
    m_guard.setStandardErrorFile(QProcess::nullDevice());
    m_guard.setChildProcessModifier([] { setsid(); }); // what ends the test must not end it as well
    m_guard.start(u"/bin/sh"_s,
                  {u"-c"_s, guardScript(), u"guard"_s, m_cluster.directory(), m_folder.path()});
    if (!m_guard.waitForStarted())
        die(m_guard.errorString());
}

// Another process may take the port between the look and the start.
void TestCluster::startOnFreePort()
{
    Result<void> started;
    for (int attempt = 0; attempt < 5; ++attempt) {
        m_port = QString::number(freePort());
        addConfiguration({u"listen_addresses = '127.0.0.1'"_s, u"port = "_s % m_port});
        started = m_cluster.start();
        if (started)
            return;
    }
    require(started);
}

postgres::ConnectionSettings TestCluster::settings(const QString &database) const
{
    postgres::ConnectionSettings settings = m_cluster.settings(database);
    settings.port = m_port;
    return settings;
}

postgres::ConnectionSettings TestCluster::tcpSettings(const QString &database) const
{
    postgres::ConnectionSettings settings = this->settings(database);
    settings.host = u"127.0.0.1"_s;
    settings.tlsMode = postgres::TlsMode::Prefer;
    return settings;
}

QString TestCluster::createDatabase(const QString &hint)
{
    QString name = hint % u'_' % QString::number(++m_databases);
    execute(u"postgres"_s, "CREATE DATABASE \"" + name.toUtf8().replace('"', "\"\"") + '"');
    return name;
}

QString TestCluster::execute(const QString &database, const QByteArray &sql) const
{
    const auto answer = query(settings(database), sql);
    if (!answer)
        die(answer.error() % u'\n' % QString::fromUtf8(sql));
    return *answer;
}

void TestCluster::addConfiguration(const QStringList &lines)
{
    QFile file(m_cluster.dataDirectory() % u"/postgresql.conf"_s);
    if (!file.open(QIODevice::Append) || file.write(lines.join(u'\n').toUtf8() + '\n') < 0)
        die(file.errorString());
}

void TestCluster::addAccessRules(const QStringList &lines)
{
    QFile file(m_cluster.dataDirectory() % u"/pg_hba.conf"_s);
    if (!file.open(QIODevice::ReadWrite))
        die(file.errorString());
    const QByteArray content = lines.join(u'\n').toUtf8() + '\n' + file.readAll();
    file.seek(0); // in place: the file stays the server's
    if (file.write(content) < 0)
        die(file.errorString());
}

QString TestCluster::putFile(const QString &name, const QByteArray &content)
{
    QString path = m_cluster.dataDirectory() % u'/' % name;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) < 0 || !file.flush())
        die(file.errorString());
    struct stat owner = {};
    const bool given = stat(QFile::encodeName(m_cluster.dataDirectory()).constData(), &owner) == 0
        && fchown(file.handle(), owner.st_uid, owner.st_gid) == 0
        && fchmod(file.handle(), 0600) == 0;
    if (!given)
        die(u"cannot give away "_s % path);
    return path;
}

void TestCluster::reload()
{
    const QByteArray query = "SELECT extract(epoch FROM pg_conf_load_time())";
    const double before = execute(u"postgres"_s, query).toDouble();
    execute(u"postgres"_s, "SELECT pg_reload_conf()");
    QElapsedTimer timer;
    timer.start();
    while (execute(u"postgres"_s, query).toDouble() <= before) {
        if (timer.hasExpired(20'000))
            die(u"the server does not reload its configuration"_s);
        QThread::msleep(10);
    }
}

void TestCluster::start()
{
    require(m_cluster.start());
}

void TestCluster::stop()
{
    require(m_cluster.stop());
}

void TestCluster::stopImmediately()
{
    require(m_cluster.stopImmediately());
}

void TestCluster::restart()
{
    stop();
    start();
}

} // namespace aegisx::test
