#include "core/sites/privatecluster.h"

#include "core/base/tr.h"
#include "core/sites/clustercreation.h"
#include "core/sites/clusterfiles.h"
#include "core/sites/serverprograms.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QThread>

#include <memory>

namespace aegisx::sites {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto startLimit = 120s;
constexpr qint64 largestLog = 5'000'000;

QString lockPath(const QString &directory)
{
    return directory % u"/lock"_s;
}

// Orders the actions of all processes on one cluster. Held no longer than an action can take, so
// an older lock, which a container's change of host name can leave, is taken over.
Result<std::unique_ptr<QLockFile>> lockCluster(const QString &directory)
{
    auto lock = std::make_unique<QLockFile>(lockPath(directory));
    lock->setStaleLockTime(std::chrono::milliseconds(15min).count());
    const QDeadlineTimer deadline(3min);
    while (!lock->tryLock(0)) {
        if (lock->error() != QLockFile::LockFailedError) {
            return fail(ErrorKind::Io,
                        Tr::tr("The folder %1 cannot be written.").arg(directory),
                        Tr::tr("Check its rights and the free space of the disk."));
        }
        if (deadline.hasExpired()) {
            return fail(ErrorKind::Failed,
                        Tr::tr("Another copy of this program has been working on the private "
                               "database server in %1 for minutes.")
                            .arg(directory),
                        Tr::tr("Wait for it or end it, then try again."));
        }
        QThread::msleep(50);
    }
    return lock;
}

tl::unexpected<Error> notOurs(const QString &folder)
{
    return fail(ErrorKind::Refused,
                Tr::tr("The folder %1 holds something that this program did not make, so it stays "
                       "untouched.")
                    .arg(folder),
                Tr::tr("Choose another folder."));
}

tl::unexpected<Error> nothingThere(const QString &folder)
{
    return fail(ErrorKind::NotFound,
                Tr::tr("There is no private database server in %1.").arg(folder),
                Tr::tr("Make it first."));
}

Result<void> disownStaleLockFiles(const QString &data, const QString &sockets)
{
    QStringList files {data % u"/postmaster.pid"_s};
    const QStringList found =
        QDir(sockets).entryList({u".s.PGSQL.*.lock"_s}, QDir::Files | QDir::Hidden);
    for (const QString &name : found)
        files << sockets % u'/' % name;
    for (const QString &file : files) {
        if (auto disowned = disownStaleLockFile(file, data); !disowned)
            return disowned;
    }
    return {};
}

// Backends of a server that was killed keep its shared memory for a moment longer.
bool oldBackendsAreLeaving(const QString &log)
{
    return log.contains("pre-existing shared memory block"_L1);
}

} // namespace

QList<ServerBinaries> PrivateCluster::findServers()
{
    return serversIn(usualServerDirectories());
}

PrivateCluster::PrivateCluster(const QString &directory)
    : m_directory(QDir::cleanPath(QFileInfo(directory).absoluteFilePath()))
{
}

QString PrivateCluster::dataDirectory() const
{
    return m_directory % u"/data"_s;
}

QString PrivateCluster::socketDirectory() const
{
    return socketDirectoryOf(m_directory);
}

QString PrivateCluster::logFile() const
{
    return m_directory % u"/server.log"_s;
}

bool PrivateCluster::exists() const
{
    return QFileInfo::exists(dataDirectory() % u'/' % QLatin1String(markerFileName));
}

bool PrivateCluster::isRunning() const
{
    return serverPid() != 0;
}

int PrivateCluster::serverPid() const
{
    const auto file = readPostmasterFile(dataDirectory());
    return exists() && file && isServerOf(file->pid, dataDirectory()) ? file->pid : 0;
}

int PrivateCluster::dataVersion() const
{
    QFile file(dataDirectory() % u"/PG_VERSION"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

Result<ServerBinaries> PrivateCluster::serverBinaries() const
{
    const QList<ServerBinaries> servers = findServers();
    if (servers.isEmpty()) {
        return fail(
            ErrorKind::NotFound,
            Tr::tr("No PostgreSQL server is installed on this machine."),
            Tr::tr("Install PostgreSQL 12 or newer (on Debian the package postgresql), then "
                   "try again."));
    }
    const int wanted = dataVersion();
    if (wanted == 0)
        return servers.first();
    QStringList installed;
    for (const ServerBinaries &server : servers) {
        if (server.majorVersion == wanted)
            return server;
        installed << QString::number(server.majorVersion);
    }
    Error error {ErrorKind::NotFound, {}, {}, {}, {}};
    error.message = Tr::tr("The data in %1 were made by PostgreSQL %2, but this machine has only "
                           "PostgreSQL %3.")
                        .arg(m_directory, QString::number(wanted), installed.join(u", "_s));
    error.consequence = Tr::tr("The data are untouched.");
    error.remedy =
        Tr::tr("Install PostgreSQL %1 as well; or, where the data may go, reset.").arg(wanted);
    return fail(std::move(error));
}

postgres::ConnectionSettings PrivateCluster::settings(const QString &database) const
{
    postgres::ConnectionSettings settings;
    settings.host = socketDirectory();
    const auto file = readPostmasterFile(dataDirectory());
    settings.port = file && !file->port.isEmpty() ? file->port : u"5432"_s;
    settings.database = database;
    settings.user = u"postgres"_s;
    settings.tlsMode = postgres::TlsMode::Disable; // a socket has none
    return settings;
}

Result<void> PrivateCluster::create(const QStringList &configuration, Durability durability)
{
    if (auto fine = checkPath(m_directory); !fine)
        return fine;
    const auto account = serverAccount(dataDirectory());
    if (!account)
        return fail(account.error());
    const bool isNew = !QFileInfo(m_directory).isDir();
    if (isNew) {
        if (auto made = makePrivateFolder(*account, m_directory); !made)
            return made;
    }
    const auto lock = lockCluster(m_directory);
    if (!lock)
        return fail(lock.error());
    if (exists()) {
        return fail(ErrorKind::Refused,
                    Tr::tr("There is a private database server in %1 already.").arg(m_directory),
                    Tr::tr("Start it, or reset it to begin anew."));
    }
    if (!holdsNothingForeign(m_directory))
        return notOurs(m_directory);
    auto created =
        makePrivateFolder(*account, m_directory)
            .and_then([&] { return checkReachable(*account, m_directory); })
            .and_then([&] { return createData(*account, *this, configuration, durability); });
    if (!created && isNew) {
        (*lock)->unlock();
        QDir().rmdir(m_directory);
    }
    return created;
}

Result<void> PrivateCluster::start()
{
    if (auto fine = checkPath(m_directory); !fine)
        return fine;
    if (!QFileInfo::exists(dataDirectory()))
        return nothingThere(m_directory);
    const auto account = serverAccount(dataDirectory());
    if (!account)
        return fail(account.error());
    const auto lock = lockCluster(m_directory);
    if (!lock)
        return fail(lock.error());
    if (!exists())
        return QFileInfo::exists(dataDirectory()) ? notOurs(m_directory)
                                                  : nothingThere(m_directory);
    if (isRunning()) {
        if (auto ready = waitUntilReady(); !ready)
            return ready;
        // The folder of a short socket path goes when the session ends, the server does not.
        if (QFileInfo::exists(socketDirectory() % u"/.s.PGSQL."_s % settings({}).port))
            return {};
        if (auto halted = halt(u"fast"_s); !halted)
            return halted;
    }
    const auto sockets = prepareLaunch(*account);
    return sockets ? launch(*account, *sockets) : fail(sockets.error());
}

Result<QString> PrivateCluster::prepareLaunch(const ServerAccount &account)
{
    auto sockets = prepareSocketDirectory(account, m_directory);
    if (!sockets)
        return sockets;
    const QString socketFile = dataDirectory() % u'/' % QLatin1String(socketFileName);
    if (auto written = writeFile(account, socketFile, socketLine(*sockets)); !written)
        return fail(written.error());
    if (QFileInfo(logFile()).size() > largestLog) {
        QFile::remove(logFile() % u".old"_s);
        QFile::rename(logFile(), logFile() % u".old"_s);
    }
    return sockets;
}

Result<void> PrivateCluster::launch(const ServerAccount &account, const QString &sockets)
{
    const auto server = serverBinaries();
    if (!server)
        return fail(server.error());
    const QDeadlineTimer deadline(15s);
    for (;;) {
        if (auto disowned = disownStaleLockFiles(dataDirectory(), sockets); !disowned)
            return disowned;
        const qint64 logSize = QFileInfo(logFile()).size();
        const auto started = runAs(account,
                                   server->directory % u"/pg_ctl"_s,
                                   pgctlArguments(u"start"_s, {u"-l"_s, logFile()}),
                                   startLimit + 30s);
        if (started)
            return {};
        if (isRunning()) // the pg_ctl of a copy that was killed came first
            return waitUntilReady();
        const QString log = logTail(logFile(), logSize);
        if (!oldBackendsAreLeaving(log) || deadline.hasExpired()) {
            Error error = started.error();
            error.message =
                Tr::tr("The private database server in %1 did not start.").arg(m_directory);
            error.consequence = Tr::tr("Its data are untouched.");
            error.remedy = Tr::tr("The end of its log says why: %1").arg(logFile());
            error.detail.context = log;
            return fail(std::move(error));
        }
        QThread::msleep(200);
    }
}

QStringList PrivateCluster::pgctlArguments(const QString &verb, const QStringList &further) const
{
    const QString seconds = QString::number(startLimit.count());
    return QStringList {verb, u"-D"_s, dataDirectory(), u"-w"_s, u"-s"_s, u"-t"_s, seconds}
    + further;
}

Result<void> PrivateCluster::waitUntilReady() const
{
    const QDeadlineTimer deadline(startLimit);
    while (!deadline.hasExpired()) {
        const auto file = readPostmasterFile(dataDirectory());
        if (file && (file->status == u"ready" || file->status == u"standby"))
            return {};
        if (!isRunning())
            break;
        QThread::msleep(50);
    }
    return fail(
        ErrorKind::Failed,
        Tr::tr("The private database server in %1 is not ready for connections.").arg(m_directory),
        Tr::tr("The end of its log says why: %1").arg(logFile()));
}

Result<void> PrivateCluster::stop()
{
    if (!exists())
        return {};
    const auto lock = lockCluster(m_directory);
    return lock ? halt(u"fast"_s) : Result<void>(fail(lock.error()));
}

Result<void> PrivateCluster::stopImmediately()
{
    if (!exists())
        return {};
    const auto lock = lockCluster(m_directory);
    return lock ? halt(u"immediate"_s) : Result<void>(fail(lock.error()));
}

// pg_ctl would signal whatever process bears the number in the file, hence the check before.
Result<void> PrivateCluster::halt(const QString &mode)
{
    if (!isRunning())
        return {};
    const auto account = serverAccount(dataDirectory());
    if (!account)
        return fail(account.error());
    const auto server = serverBinaries();
    if (!server)
        return fail(server.error());
    const auto stopped = runAs(*account,
                               server->directory % u"/pg_ctl"_s,
                               pgctlArguments(u"stop"_s, {u"-m"_s, mode}),
                               startLimit + 30s);
    if (stopped || !isRunning())
        return {};
    Error error = stopped.error();
    error.message = Tr::tr("The private database server in %1 did not stop.").arg(m_directory);
    error.remedy = Tr::tr("The end of its log says why: %1").arg(logFile());
    return fail(std::move(error));
}

Result<void> PrivateCluster::destroy()
{
    if (!QFileInfo(m_directory).isDir())
        return {};
    auto lock = lockCluster(m_directory);
    if (!lock)
        return fail(lock.error());
    if (!exists() && QFileInfo::exists(dataDirectory()))
        return notOurs(m_directory);
    if (!exists() && !holdsNothingForeign(m_directory))
        return {};
    auto removed = halt(u"immediate"_s).and_then([this] { return removeEverything(); });
    (*lock)->unlock();
    if (removed) // it stays where something else is in it, or another copy is at work
        QDir().rmdir(m_directory);
    return removed;
}

// Only what is known to be ours: the folder may have been chosen by hand.
Result<void> PrivateCluster::removeEverything()
{
    const QString doomed = m_directory % u"/data.removed"_s;
    if (auto removed = removeFolder(doomed); !removed)
        return removed;
    // The rename first, so that a crash half-way through never leaves half a cluster.
    if (QFileInfo::exists(dataDirectory()) && !QFile::rename(dataDirectory(), doomed)) {
        return fail(ErrorKind::Io,
                    Tr::tr("The folder %1 cannot be renamed.").arg(dataDirectory()),
                    Tr::tr("Check the rights of the folder above it."));
    }
    removeShortSocketDirectory(m_directory);
    for (const QString &name : {u"/server.log"_s, u"/server.log.old"_s})
        QFile::remove(m_directory % name);
    removeUnfinished(m_directory);
    for (const QString &name : {u"/data.removed"_s, u"/socket"_s}) {
        if (auto removed = removeFolder(m_directory % name); !removed)
            return removed;
    }
    return {};
}

} // namespace aegisx::sites
