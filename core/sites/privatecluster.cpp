#include "core/sites/privatecluster.h"

#include "core/base/tr.h"
#include "core/sites/clusterfiles.h"
#include "core/sites/serverprograms.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QRandomGenerator>
#include <QThread>

#include <algorithm>
#include <memory>

namespace aegisx::sites {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto startLimit = 120s;
constexpr qint64 largestLog = 5'000'000;
constexpr auto unfinishedPrefix = "data.unfinished-"_L1;

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

// What may lie in the folder of a cluster that is not made yet or was removed half-way.
bool holdsNothingForeign(const QString &directory)
{
    const QStringList ours {u"data.removed"_s, u"lock"_s, u"server.log"_s, u"server.log.old"_s,
                            u"socket"_s, u"socket.path"_s};
    const QStringList found
        = QDir(directory).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    return std::all_of(found.begin(), found.end(), [&ours](const QString &name) {
        return ours.contains(name) || name.startsWith(u"lock."_s) || name.startsWith(unfinishedPrefix);
    });
}

// pg_ctl hands these paths to a shell between double quotes.
Result<void> checkPath(const QString &directory)
{
    if (directory.isEmpty())
        return fail(ErrorKind::InvalidInput, Tr::tr("No folder is given for the private database server."));
    for (const QChar character : directory) {
        if (u"\"$`\\\n"_s.contains(character)) {
            return fail(ErrorKind::InvalidInput,
                        Tr::tr("PostgreSQL's programs cannot take a folder with the character %1 "
                               "in its name: %2")
                            .arg(QString(character), directory),
                        Tr::tr("Choose another folder."));
        }
    }
    return {};
}

Result<void> checkReachable(const ServerAccount &account, const QString &directory)
{
    if (!account.switched || runAs(account, u"test"_s, {u"-x"_s, directory}, 10s))
        return {};
    return fail(ErrorKind::Io,
                Tr::tr("The account %1, which runs the private database server, cannot enter the "
                       "folder %2.")
                    .arg(account.name, directory),
                Tr::tr("Let it pass through the folders above (chmod o+x), or choose another "
                       "folder."));
}

void removeUnfinished(const QString &directory)
{
    const QStringList found = QDir(directory).entryList({unfinishedPrefix % u'*'}, QDir::Dirs);
    for (const QString &name : found)
        (void)removeFolder(directory % u'/' % name); // the next time, where something still writes
}

// initdb with the locale that sorts the same everywhere; a system without it has C at least.
Result<void> initdb(const ServerAccount &account,
                    const QString &program,
                    const QString &folder,
                    Durability durability)
{
    Result<QString> made;
    for (const QString &locale : {u"C.UTF-8"_s, u"C"_s}) {
        QStringList arguments {u"--pgdata="_s % folder,
                               u"--username=postgres"_s,
                               u"--encoding=UTF8"_s,
                               u"--locale="_s % locale,
                               u"--auth-local=peer"_s,
                               u"--auth-host=reject"_s};
        if (durability == Durability::Throwaway)
            arguments << u"--no-sync"_s;
        made = runAs(account, program, arguments, 300s);
        if (made || !made.error().detail.serverMessage.contains("invalid locale name"_L1))
            break;
    }
    if (made)
        return {};
    Error error = made.error();
    error.consequence = Tr::tr("The private database server was not made; nothing is left of it.");
    error.remedy = Tr::tr("Read what it printed; often the disk is full or the folder closed.");
    return fail(std::move(error));
}

Result<void> writeSettings(const ServerAccount &account,
                           const QString &data,
                           const QStringList &configuration,
                           Durability durability)
{
    QFile own(data % u"/postgresql.conf"_s);
    if (!own.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Io,
                    Tr::tr("%1 cannot be read: %2").arg(own.fileName(), own.errorString()));
    }
    const QByteArray settings = own.readAll() + configurationLines(configuration, durability);
    const QByteArray marker = "This PostgreSQL cluster was made by AegisX Site Manager.\n";
    return writeFile(account, own.fileName(), settings)
        .and_then([&] { return writeFile(account, data % u"/pg_hba.conf"_s, accessRules()); })
        .and_then([&] { return writeFile(account, data % u"/pg_ident.conf"_s, identMap(account)); })
        .and_then([&] { return writeFile(account, data % u'/' % QLatin1String(markerFileName), marker); });
}

tl::unexpected<Error> notOurs(const QString &folder)
{
    return fail(ErrorKind::Refused,
                Tr::tr("The folder %1 holds something that this program did not make, so it stays "
                       "untouched.")
                    .arg(folder),
                Tr::tr("Choose another folder."));
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
        return fail(ErrorKind::NotFound,
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
    error.remedy = Tr::tr("Install PostgreSQL %1 as well; or, where the data may go, reset.").arg(wanted);
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
    if (!exists() && !holdsNothingForeign(m_directory))
        return notOurs(m_directory);
    if (auto made = makePrivateFolder(*account, m_directory); !made)
        return made;
    if (auto reachable = checkReachable(*account, m_directory); !reachable) {
        QDir().rmdir(m_directory);
        return reachable;
    }
    const auto lock = lockCluster(m_directory);
    if (!lock)
        return fail(lock.error());
    if (exists()) {
        return fail(ErrorKind::Refused,
                    Tr::tr("There is a private database server in %1 already.").arg(m_directory),
                    Tr::tr("Start it, or reset it to begin anew."));
    }
    return initialise(*account, configuration, durability);
}

Result<void> PrivateCluster::initialise(const ServerAccount &account,
                                        const QStringList &configuration,
                                        Durability durability)
{
    const auto server = serverBinaries();
    if (!server)
        return fail(server.error());
    // Everything happens beside the final place; the rename at the end makes it a cluster.
    // Its name is new each time: the initdb of a copy that was killed may still be writing.
    removeUnfinished(m_directory);
    const QString unfinished = m_directory % u'/' % unfinishedPrefix
        % QString::number(QRandomGenerator::global()->generate(), 16);
    auto made = initdb(account, server->directory % u"/initdb"_s, unfinished, durability)
                    .and_then([&] { return writeSettings(account, unfinished, configuration, durability); });
    if (made && !QFile::rename(unfinished, dataDirectory())) {
        made = fail(ErrorKind::Io,
                    Tr::tr("The folder %1 cannot be renamed.").arg(unfinished),
                    Tr::tr("Check the rights of the folder above it."));
    }
    if (!made) {
        (void)removeFolder(unfinished);
        return made;
    }
    syncFolder(m_directory);
    return {};
}

Result<void> PrivateCluster::start()
{
    if (auto fine = checkPath(m_directory); !fine)
        return fine;
    if (!exists()) {
        if (QFileInfo::exists(dataDirectory()))
            return notOurs(dataDirectory());
        return fail(ErrorKind::NotFound,
                    Tr::tr("There is no private database server in %1.").arg(m_directory));
    }
    const auto account = serverAccount(dataDirectory());
    if (!account)
        return fail(account.error());
    const auto lock = lockCluster(m_directory);
    if (!lock)
        return fail(lock.error());
    if (isRunning()) {
        if (auto ready = waitUntilReady(); !ready)
            return ready;
        // The folder of a short socket path goes when the session ends, the server does not.
        if (QFileInfo::exists(socketDirectory() % u"/.s.PGSQL."_s % settings({}).port))
            return {};
        if (auto halted = halt(u"fast"_s); !halted)
            return halted;
    }
    return launch(*account);
}

Result<void> PrivateCluster::launch(const ServerAccount &account)
{
    const auto server = serverBinaries();
    if (!server)
        return fail(server.error());
    const auto sockets = prepareSocketDirectory(account, m_directory);
    if (!sockets)
        return fail(sockets.error());
    const QString socketFile = dataDirectory() % u'/' % QLatin1String(socketFileName);
    if (auto written = writeFile(account, socketFile, socketLine(*sockets)); !written)
        return written;
    if (QFileInfo(logFile()).size() > largestLog) {
        QFile::remove(logFile() % u".old"_s);
        QFile::rename(logFile(), logFile() % u".old"_s);
    }
    const QStringList arguments {u"start"_s, u"-D"_s, dataDirectory(), u"-l"_s, logFile(), u"-w"_s,
                                 u"-s"_s, u"-t"_s, QString::number(startLimit.count())};
    const QDeadlineTimer deadline(15s);
    for (;;) {
        if (auto disowned = disownStalePostmasterFile(dataDirectory()); !disowned)
            return disowned;
        const qint64 logSize = QFileInfo(logFile()).size();
        const auto started = runAs(account, server->directory % u"/pg_ctl"_s, arguments, startLimit + 30s);
        if (started)
            return {};
        if (isRunning()) // the pg_ctl of a copy that was killed came first
            return waitUntilReady();
        const QString log = logTail(logFile(), logSize);
        if (oldBackendsAreLeaving(log) && !deadline.hasExpired()) {
            QThread::msleep(200);
            continue;
        }
        Error error = started.error();
        error.message = Tr::tr("The private database server in %1 did not start.").arg(m_directory);
        error.consequence = Tr::tr("Its data are untouched.");
        error.remedy = Tr::tr("The end of its log says why: %1").arg(logFile());
        error.detail.context = log;
        return fail(std::move(error));
    }
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
    return fail(ErrorKind::Failed,
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
                               {u"stop"_s, u"-D"_s, dataDirectory(), u"-m"_s, mode, u"-w"_s, u"-s"_s,
                                u"-t"_s, QString::number(startLimit.count())},
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
    if (!exists() && QFileInfo::exists(dataDirectory()))
        return notOurs(dataDirectory());
    if (!QFileInfo(m_directory).isDir() || (!exists() && !holdsNothingForeign(m_directory)))
        return {};
    auto lock = lockCluster(m_directory);
    if (!lock)
        return fail(lock.error());
    auto removed = halt(u"immediate"_s).and_then([this] { return removeEverything(); });
    (*lock)->unlock();
    if (removed)
        QDir().rmdir(m_directory); // stays where something else is in it, or another copy is at work
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
