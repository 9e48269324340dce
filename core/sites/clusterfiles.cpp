#include "core/sites/clusterfiles.h"

#include "core/base/tr.h"
#include "core/sites/serverprograms.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace aegisx::sites {

using namespace Qt::StringLiterals;

namespace {

QString systemWords()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

tl::unexpected<Error> cannotMake(const QString &path, const QString &reason)
{
    return fail(ErrorKind::Io,
                Tr::tr("The folder %1 cannot be made: %2").arg(path, reason),
                Tr::tr("Check the rights of the folder above it and the free space of the disk."));
}

// libpq takes a comma for the end of a host. The name of the socket file never gets longer than
// this, whatever the port.
bool fitsSocketAddress(const QString &directory)
{
    if (directory.contains(u','))
        return false;
    constexpr qsizetype longestName = sizeof("/.s.PGSQL.65535"); // with the closing zero byte
    constexpr qsizetype limit = sizeof(sockaddr_un::sun_path);
    return QFile::encodeName(directory).size() + longestName <= limit;
}

QString socketPathFile(const QString &directory)
{
    return directory % u"/socket.path"_s;
}

QString rememberedSocketDirectory(const QString &directory)
{
    QFile file(socketPathFile(directory));
    return file.open(QIODevice::ReadOnly) ? QFile::decodeName(file.readAll().trimmed()) : QString();
}

// A folder that the account alone can use: another user may have taken the name since then.
bool isPrivateFolderOf(const ServerAccount &account, const QString &path)
{
    struct stat info = {};
    return !path.isEmpty() && lstat(QFile::encodeName(path).constData(), &info) == 0
        && S_ISDIR(info.st_mode) && info.st_uid == account.uid && (info.st_mode & 077) == 0;
}

// Whatever root's umask says, the account must get through what we make for it.
Result<void> makeParents(const ServerAccount &account, const QString &path)
{
    if (QFileInfo(path).isDir())
        return {};
    if (auto made = makeParents(account, QFileInfo(path).path()); !made)
        return made;
    const QByteArray name = QFile::encodeName(path);
    if (mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return cannotMake(path, systemWords());
    if (account.switched && chmod(name.constData(), 0755) != 0)
        return cannotMake(path, systemWords());
    return {};
}

Result<QString> makeShortFolder(const ServerAccount &account)
{
    QString parent = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool usable = !account.switched && QFileInfo(parent).isAbsolute()
        && QFileInfo(parent).isWritable() && fitsSocketAddress(parent % u"/aegisx-123456"_s);
    if (!usable)
        parent = u"/tmp"_s; // root's own folder would be closed to the account
    QByteArray path = QFile::encodeName(parent) + "/aegisx-XXXXXX";
    if (mkdtemp(path.data()) == nullptr)
        return cannotMake(QFile::decodeName(path), systemWords());
    const QString folder = QFile::decodeName(path);
    if (auto given = giveTo(account, folder); !given)
        return fail(given.error());
    return folder;
}

} // namespace

Result<void> writeFile(const ServerAccount &account, const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    // commit() would not notice that the last of it did not fit on the disk; flush() does.
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.flush()
        || !file.commit()) {
        return fail(ErrorKind::Io,
                    Tr::tr("%1 cannot be written: %2").arg(path, file.errorString()),
                    Tr::tr("Check the rights of the folder and the free space of the disk."));
    }
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return giveTo(account, path);
}

Result<void> makePrivateFolder(const ServerAccount &account, const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    if (!QFileInfo(path).isDir()) {
        if (auto made = makeParents(account, QFileInfo(path).path()); !made)
            return made;
        if (mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
            return cannotMake(path, systemWords());
    }
    if (auto given = giveTo(account, path); !given)
        return given;
    if (chmod(name.constData(), 0700) != 0)
        return cannotMake(path, systemWords());
    return {};
}

QByteArray accessRules()
{
    return "# Written by AegisX Site Manager: the socket only, for the owner's account and root.\n"
           "# TYPE  DATABASE     USER  METHOD\n"
           "local   all          all   peer map=aegisx\n"
           "local   replication  all   peer map=aegisx\n";
}

QByteArray identMap(const ServerAccount &account)
{
    return "# Written by AegisX Site Manager.\n"
           "# MAPNAME  SYSTEM-USERNAME  PG-USERNAME\n"
           "aegisx  \""
        + QFile::encodeName(account.name) + "\"  postgres\naegisx  root  postgres\n";
}

QByteArray configurationLines(const QStringList &configuration, Durability durability)
{
    QStringList lines {u"\n# Written by AegisX Site Manager."_s,
                       u"include_if_exists = '%1'"_s.arg(QLatin1String(socketFileName)),
                       u"listen_addresses = ''"_s,
                       u"port = 5432"_s,
                       u"unix_socket_permissions = 0700"_s};
    // Commits stay synchronous: what is committed must survive the server's own crash even here.
    if (durability == Durability::Throwaway)
        lines << u"fsync = off"_s << u"full_page_writes = off"_s;
    return (lines + configuration).join(u'\n').toUtf8() + '\n';
}

QByteArray socketLine(const QString &socketDirectory)
{
    // A list of folders, hence the double quotes, inside a string of the file, hence the single.
    QByteArray path = QFile::encodeName(socketDirectory);
    path.replace('"', "\"\"").replace('\'', "''");
    return "unix_socket_directories = '\"" + path + "\"'\n";
}

QString socketDirectoryOf(const QString &directory)
{
    QString own = directory % u"/socket"_s;
    if (fitsSocketAddress(own))
        return own;
    const QString remembered = rememberedSocketDirectory(directory);
    return remembered.isEmpty() ? own : remembered;
}

Result<QString> prepareSocketDirectory(const ServerAccount &account, const QString &directory)
{
    QString own = directory % u"/socket"_s;
    if (fitsSocketAddress(own)) {
        if (auto made = makePrivateFolder(account, own); !made)
            return fail(made.error());
        return own;
    }
    QString remembered = rememberedSocketDirectory(directory);
    if (isPrivateFolderOf(account, remembered))
        return remembered;
    auto made = makeShortFolder(account);
    if (!made)
        return made;
    if (auto written = writeFile(account, socketPathFile(directory), QFile::encodeName(*made));
        !written)
        return fail(written.error());
    return made;
}

void removeShortSocketDirectory(const QString &directory)
{
    const QString remembered = rememberedSocketDirectory(directory);
    const bool ours = QFileInfo(remembered).fileName().startsWith(u"aegisx-"_s)
        && !QFileInfo(remembered).isSymLink();
    if (ours) {
        const QStringList left =
            QDir(remembered)
                .entryList({u".s.PGSQL.*"_s}, QDir::AllEntries | QDir::Hidden | QDir::System);
        for (const QString &name : left)
            QFile::remove(remembered % u'/' % name);
        QDir().rmdir(remembered);
    }
    QFile::remove(socketPathFile(directory));
}

Result<void> removeFolder(const QString &path)
{
    if (!QFileInfo::exists(path) || QDir(path).removeRecursively())
        return {};
    return fail(ErrorKind::Io,
                Tr::tr("The folder %1 cannot be removed.").arg(path),
                Tr::tr("Check its rights, close what uses it, and try again."));
}

void syncFolder(const QString &path)
{
    const int handle =
        open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return;
    fsync(handle); // not every file system can; the next start then finds no cluster and says so
    close(handle);
}

QString logTail(const QString &path, qint64 offset)
{
    constexpr qint64 most = 4000;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max(std::min(offset, file.size()), file.size() - most));
    return QString::fromUtf8(file.readAll()).trimmed();
}

} // namespace aegisx::sites
