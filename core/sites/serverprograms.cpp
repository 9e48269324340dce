#include "core/sites/serverprograms.h"

#include "core/base/tr.h"
#include "core/sites/privatecluster.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aegisx::sites {

using namespace Qt::StringLiterals;

namespace {

constexpr int oldestVersion = 12;

std::optional<ServerAccount> accountOf(const QByteArray &name, uid_t uid)
{
    std::array<char, 16384> buffer {};
    passwd entry {};
    passwd *found = nullptr;
    if (name.isEmpty())
        getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    else
        getpwnam_r(name.constData(), &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr)
        return std::nullopt;
    return ServerAccount {QFile::decodeName(entry.pw_name), entry.pw_uid, entry.pw_gid, false};
}

// The owner of a file or folder; nothing where there is none.
std::optional<uid_t> ownerOf(const QString &path)
{
    struct stat info = {};
    if (stat(QFile::encodeName(path).constData(), &info) != 0)
        return std::nullopt;
    return info.st_uid;
}

Result<ServerAccount> accountForRoot(std::optional<uid_t> owner)
{
    const bool ownedByUser = owner.has_value() && *owner != 0;
    std::optional<ServerAccount> account =
        ownedByUser ? accountOf({}, *owner) : accountOf("postgres", 0);
    if (!account) {
        return fail(ErrorKind::NotFound,
                    Tr::tr("PostgreSQL refuses to run as root, and this machine has no account "
                           "\"postgres\" that it could run as instead."),
                    Tr::tr("Install the package postgresql, which makes the account, or run this "
                           "program as an ordinary user."));
    }
    account->switched = true;
    return *account;
}

QProcessEnvironment cleanEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList names = environment.keys();
    for (const QString &name : names) {
        if (name.startsWith(u"PG"_s))
            environment.remove(name);
    }
    environment.insert(u"LC_ALL"_s, u"C"_s); // their words are for the log, and we look into them
    return environment;
}

QString findProgram(const QString &name)
{
    QString found = QStandardPaths::findExecutable(name);
    if (!found.isEmpty())
        return found;
    return QStandardPaths::findExecutable(name,
                                          {u"/usr/bin"_s, u"/bin"_s, u"/usr/sbin"_s, u"/sbin"_s});
}

// The words that become the account first, then the program.
Result<QStringList> commandAs(const ServerAccount &account, const QString &program)
{
    if (!account.switched)
        return QStringList {program};
    if (const QString setpriv = findProgram(u"setpriv"_s); !setpriv.isEmpty()) {
        return QStringList {setpriv,
                            u"--reuid="_s % account.name,
                            u"--regid="_s % QString::number(account.gid),
                            u"--init-groups"_s,
                            u"--"_s,
                            program};
    }
    if (const QString runuser = findProgram(u"runuser"_s); !runuser.isEmpty())
        return QStringList {runuser, u"-u"_s, account.name, u"--"_s, program};
    return fail(
        ErrorKind::NotFound,
        Tr::tr("PostgreSQL refuses to run as root, and neither setpriv nor runuser is there "
               "to run it as the account %1.")
            .arg(account.name),
        Tr::tr("Install the package util-linux, or run this program as an ordinary user."));
}

tl::unexpected<Error> programError(const QString &message, const QString &output)
{
    Error error {ErrorKind::Failed, message, {}, {}, {}};
    error.remedy = Tr::tr("Read what it printed.");
    error.detail.serverMessage = output.trimmed();
    return fail(std::move(error));
}

// Version of the server in a folder that holds all of its programs; 0 where it is not one.
int versionIn(const QString &directory, QString &text)
{
    for (const QString &program : {u"initdb"_s, u"pg_ctl"_s, u"postgres"_s}) {
        if (!QFileInfo(directory % u'/' % program).isExecutable())
            return 0;
    }
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.start(directory % u"/postgres"_s, {u"--version"_s});
    if (!process.waitForFinished(10'000))
        return 0;
    static const QRegularExpression pattern(u"\\(PostgreSQL\\) ((\\d+)\\S*)"_s);
    const auto match = pattern.match(QString::fromUtf8(process.readAllStandardOutput()));
    text = match.captured(1);
    return match.captured(2).toInt();
}

QByteArray procFile(int pid, const QString &name)
{
    QFile file(u"/proc/"_s % QString::number(pid) % u'/' % name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isAlive(int pid)
{
    return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

} // namespace

Result<ServerAccount> serverAccount(const QString &dataDirectory)
{
    const std::optional<uid_t> owner = ownerOf(dataDirectory);
    if (geteuid() == 0)
        return accountForRoot(owner);
    if (owner && *owner != geteuid()) {
        return fail(ErrorKind::Refused,
                    Tr::tr("The private database server in %1 belongs to another account.")
                        .arg(dataDirectory),
                    Tr::tr("Run this program as the account that made it, or choose another "
                           "folder."));
    }
    const std::optional<ServerAccount> account = accountOf({}, geteuid());
    if (!account) {
        return fail(ErrorKind::NotFound,
                    Tr::tr("The account number %1 that runs this program has no name on this "
                           "machine, and PostgreSQL does not start without one.")
                        .arg(geteuid()),
                    Tr::tr("Run this program as an account that /etc/passwd knows."));
    }
    return *account;
}

Result<void> giveTo(const ServerAccount &account, const QString &path)
{
    if (!account.switched
        || lchown(QFile::encodeName(path).constData(), account.uid, account.gid) == 0)
        return {};
    return fail(ErrorKind::Io,
                Tr::tr("%1 cannot be given to the account %2: %3")
                    .arg(path, account.name, QString::fromLocal8Bit(std::strerror(errno))),
                Tr::tr("Choose a folder on a local disk."));
}

Result<QString> runAs(const ServerAccount &account,
                      const QString &program,
                      const QStringList &arguments,
                      std::chrono::seconds timeout)
{
    const auto command = commandAs(account, program);
    if (!command)
        return fail(command.error());
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.setWorkingDirectory(u"/"_s); // ours may be closed to the account
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(command->first(), command->mid(1) + arguments);
    const bool finished =
        process.waitForFinished(static_cast<int>(std::chrono::milliseconds(timeout).count()));
    const QString output = QString::fromUtf8(process.readAll());
    if (process.error() == QProcess::FailedToStart)
        return programError(Tr::tr("%1 cannot be started.").arg(program), process.errorString());
    if (!finished) {
        process.kill();
        process.waitForFinished(5'000);
        return programError(Tr::tr("%1 did not finish in time.").arg(program), output);
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return programError(Tr::tr("%1 failed.").arg(program), output);
    return output;
}

QStringList usualServerDirectories()
{
    QStringList directories = qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts);
    const QString config = findProgram(u"pg_config"_s);
    if (!config.isEmpty()) {
        QProcess process;
        process.start(config, {u"--bindir"_s});
        if (process.waitForFinished(10'000))
            directories << QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }
    const std::array patterns {std::pair {u"/usr/lib/postgresql"_s, u"*"_s},
                               std::pair {u"/usr/lib"_s, u"postgresql*"_s},
                               std::pair {u"/usr/lib64"_s, u"postgresql*"_s},
                               std::pair {u"/usr/libexec"_s, u"postgresql*"_s},
                               std::pair {u"/usr"_s, u"pgsql*"_s},
                               std::pair {u"/usr/local"_s, u"pgsql*"_s},
                               std::pair {u"/opt"_s, u"postgresql*"_s}};
    for (const auto &[parent, pattern] : patterns) {
        const QFileInfoList found =
            QDir(parent).entryInfoList({pattern}, QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QFileInfo &folder : found)
            directories << folder.filePath() % u"/bin"_s << folder.filePath();
    }
    return directories;
}

QList<ServerBinaries> serversIn(const QStringList &directories)
{
    QList<ServerBinaries> servers;
    QSet<QString> seen;
    for (const QString &directory : directories) {
        const QString path = QFileInfo(directory).canonicalFilePath();
        if (path.isEmpty() || seen.contains(path))
            continue;
        seen.insert(path);
        ServerBinaries server {path, 0, {}};
        server.majorVersion = versionIn(path, server.version);
        if (server.majorVersion >= oldestVersion)
            servers << server;
    }
    std::stable_sort(servers.begin(), servers.end(), [](const auto &left, const auto &right) {
        return left.majorVersion > right.majorVersion;
    });
    return servers;
}

std::optional<PostmasterFile> readPostmasterFile(const QString &dataDirectory)
{
    QFile file(dataDirectory % u"/postmaster.pid"_s);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    const auto line = [&lines](qsizetype number) { return lines.value(number - 1).trimmed(); };
    return PostmasterFile {line(1).toInt(), line(2), line(4), line(5), line(8)};
}

bool isServerOf(int pid, const QString &dataDirectory)
{
    if (!isAlive(pid))
        return false;
    // The command line is what any account may read: a container's root may not look further.
    // It is empty for a process that is dead but not yet collected by its parent.
    const QByteArrayList words = procFile(pid, u"cmdline"_s).split('\0');
    const QString program = QFileInfo(QFile::decodeName(words.value(0))).fileName();
    if (program != u"postgres" && program != u"postmaster")
        return false;
    const qsizetype option = words.indexOf("-D");
    const QString directory = option > 0 ? QFile::decodeName(words.value(option + 1))
                                         : u"/proc/"_s % QString::number(pid) % u"/cwd"_s;
    const QString canonical = QFileInfo(directory).canonicalFilePath();
    return !canonical.isEmpty() && canonical == QFileInfo(dataDirectory).canonicalFilePath();
}

Result<void> disownStaleLockFile(const QString &path, const QString &dataDirectory)
{
    // One handle for looking and writing: a server that starts meanwhile makes a new file.
    QFile file(path);
    if (!file.exists())
        return {};
    if (file.open(QIODevice::ReadWrite)) {
        const QByteArray content = file.readAll();
        const qsizetype end = std::max<qsizetype>(content.indexOf('\n'), 0);
        const int pid = content.left(end).trimmed().toInt();
        if (!isAlive(pid) || isServerOf(pid, dataDirectory))
            return {};
        // Never shorter than before, so that one write replaces it all.
        const QByteArray number = QByteArray::number(getpid()).rightJustified(end);
        if (file.seek(0) && file.write(number + content.mid(end)) >= 0 && file.flush())
            return {};
    }
    return fail(
        ErrorKind::Io,
        Tr::tr("The stale file %1 cannot be written: %2").arg(file.fileName(), file.errorString()),
        Tr::tr("Check the rights of the folder and the free space of the disk."));
}

} // namespace aegisx::sites
