#include "tests/support/pgbouncer.h"

#include "tests/support/clustertools.h"
#include "tests/support/testcluster.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThread>

#include <csignal>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

[[noreturn]] void die(const QString &reason)
{
    qFatal("PgBouncer: %s", qUtf8Printable(reason));
}

// The account that owns the cluster owns the pooler's files as well, and runs it.
void put(const QString &path, const QByteArray &content, const struct stat &owner)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) < 0
        || fchown(file.handle(), owner.st_uid, owner.st_gid) != 0)
        die(file.errorString());
}

} // namespace

PgBouncer::PgBouncer(TestCluster &cluster,
                     const QString &poolMode,
                     const QStringList &configuration,
                     const QStringList &users)
{
    static int count = 0;
    const QString data = cluster.cluster().dataDirectory();
    m_folder =
        QFileInfo(cluster.cluster().directory()).path() % u"/pooler"_s % QString::number(++count);
    struct stat owner {
    };
    if (stat(QFile::encodeName(data).constData(), &owner) != 0 || !QDir().mkpath(m_folder)
        || chown(QFile::encodeName(m_folder).constData(), owner.st_uid, owner.st_gid) != 0)
        die(u"no folder"_s);
    const postgres::ConnectionSettings server = cluster.settings();
    const QStringList lines {u"[databases]"_s,
                             u"* = host=%1 port=%2 user=postgres"_s.arg(server.host, server.port),
                             u"[pgbouncer]"_s,
                             u"listen_port = 6432"_s,
                             u"unix_socket_dir = "_s % m_folder,
                             u"unix_socket_mode = 0777"_s,
                             u"auth_type = trust"_s,
                             u"auth_file = "_s % m_folder % u"/users.txt"_s,
                             u"logfile = "_s % m_folder % u"/log"_s,
                             u"server_tls_sslmode = disable"_s,
                             u"pool_mode = "_s % poolMode};
    put(m_folder % u"/users.txt"_s, users.join(u'\n').toUtf8() + '\n', owner);
    put(m_folder % u"/pgbouncer.ini"_s, (lines + configuration).join(u'\n').toUtf8() + '\n', owner);
    start(m_folder % u"/pgbouncer.ini"_s);
    waitUntilReady();
}

void PgBouncer::start(const QString &file)
{
    const QString program =
        QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s});
    if (program.isEmpty())
        die(u"the package pgbouncer is not installed"_s);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    if (isRoot()) { // it ends with us, however we end
        m_process.start(u"setpriv"_s,
                        {u"--reuid=postgres"_s,
                         u"--regid=postgres"_s,
                         u"--init-groups"_s,
                         u"--pdeathsig=TERM"_s,
                         u"--"_s,
                         program,
                         u"-q"_s,
                         file});
    } else {
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
        m_process.start(program, {u"-q"_s, file});
    }
    if (!m_process.waitForStarted())
        die(m_process.errorString());
}

void PgBouncer::waitUntilReady()
{
    QElapsedTimer timer;
    timer.start();
    const QString socket = m_folder % u"/.s.PGSQL.6432"_s;
    while (!QFileInfo::exists(socket) || ask(settings(), "SHOW port").contains(u"refused"_s)) {
        if (m_process.waitForFinished(10) || timer.hasExpired(20'000))
            die(QString::fromUtf8(m_process.readAll()));
    }
}

PgBouncer::~PgBouncer()
{
    m_process.terminate();
    if (!m_process.waitForFinished(20'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
    QDir(m_folder).removeRecursively();
}

postgres::ConnectionSettings PgBouncer::settings(const QString &database) const
{
    postgres::ConnectionSettings settings;
    settings.host = m_folder;
    settings.port = u"6432"_s;
    settings.database = database;
    settings.user = u"postgres"_s;
    return settings;
}

} // namespace aegisx::test
