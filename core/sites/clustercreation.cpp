#include "core/sites/clustercreation.h"

#include "core/base/tr.h"
#include "core/sites/clusterfiles.h"
#include "core/sites/serverprograms.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>

#include <algorithm>

namespace aegisx::sites {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto unfinishedPrefix = "data.unfinished-"_L1;

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
                    Tr::tr("%1 cannot be read: %2").arg(own.fileName(), own.errorString()),
                    Tr::tr("Check the rights of the folder."));
    }
    const QByteArray settings = own.readAll() + configurationLines(configuration, durability);
    const QByteArray marker = "This PostgreSQL cluster was made by AegisX Site Manager.\n";
    return writeFile(account, own.fileName(), settings)
        .and_then([&] { return writeFile(account, data % u"/pg_hba.conf"_s, accessRules()); })
        .and_then([&] { return writeFile(account, data % u"/pg_ident.conf"_s, identMap(account)); })
        .and_then([&] {
            return writeFile(account, data % u'/' % QLatin1String(markerFileName), marker);
        });
}

} // namespace

Result<void> checkPath(const QString &directory)
{
    if (directory.isEmpty()) {
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("No folder is given for the private database server."),
                    Tr::tr("Choose a folder."));
    }
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

bool holdsNothingForeign(const QString &directory)
{
    const QStringList ours {u"data.removed"_s,
                            u"lock"_s,
                            u"server.log"_s,
                            u"server.log.old"_s,
                            u"socket"_s,
                            u"socket.path"_s};
    constexpr auto everything =
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    const QStringList found = QDir(directory).entryList(everything);
    return std::all_of(found.begin(), found.end(), [&ours](const QString &name) {
        return ours.contains(name) || name.startsWith(u"lock."_s)
            || name.startsWith(unfinishedPrefix);
    });
}

void removeUnfinished(const QString &directory)
{
    const QStringList found = QDir(directory).entryList({unfinishedPrefix % u'*'}, QDir::Dirs);
    for (const QString &name : found)
        (void)removeFolder(directory % u'/' % name); // the next time, where something still writes
}

Result<void> createData(const ServerAccount &account,
                        const PrivateCluster &cluster,
                        const QStringList &configuration,
                        Durability durability)
{
    const auto server = cluster.serverBinaries();
    if (!server)
        return fail(server.error());
    // Everything happens beside the final place; the rename at the end makes it a cluster. The
    // name is new each time: the initdb of a copy that was killed may still be writing.
    removeUnfinished(cluster.directory());
    const QString unfinished = cluster.directory() % u'/' % unfinishedPrefix
        % QString::number(QRandomGenerator::global()->generate(), 16);
    auto made = initdb(account, server->directory % u"/initdb"_s, unfinished, durability);
    if (made)
        made = writeSettings(account, unfinished, configuration, durability);
    if (made && !QFile::rename(unfinished, cluster.dataDirectory())) {
        made = fail(ErrorKind::Io,
                    Tr::tr("The folder %1 cannot be renamed.").arg(unfinished),
                    Tr::tr("Check the rights of the folder above it."));
    }
    if (made)
        syncFolder(cluster.directory());
    else
        (void)removeFolder(unfinished);
    return made;
}

} // namespace aegisx::sites
