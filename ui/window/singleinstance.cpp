#include "ui/window/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>
#include <QStandardPaths>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 3000; // ms
constexpr qint64 longestMessage = 4096;

// In the folder that is the user's alone; its name is short, a socket path has 107 bytes at most.
QString socketFor(const QString &storePath)
{
    const QByteArray hash =
        QCryptographicHash::hash(QFileInfo(storePath).absoluteFilePath().toUtf8(),
                                 QCryptographicHash::Sha256)
            .toHex()
            .left(16);
    QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty())
        folder = QDir::tempPath();
    return folder % u"/aegisx-site-manager-"_s % QString::fromLatin1(hash);
}

} // namespace

SingleInstance::SingleInstance(const QString &storePath, QObject *parent)
    : QObject(parent)
    , m_name(socketFor(storePath))
    , m_lock(QFileInfo(storePath).absoluteFilePath() % u".running"_s)
{
    m_lock.setStaleLockTime(0); // by the process alone, however old
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

bool SingleInstance::acquire(const QString &site)
{
    QDir().mkpath(QFileInfo(m_lock.fileName()).path());
    if (m_lock.tryLock(0)) {
        listen();
        return true;
    }
    if (m_lock.error() != QLockFile::LockFailedError) {
        listen(); // a folder that cannot be written: the store will say so
        return true;
    }
    return !tell(site); // stuck or from another computer: better two windows than none
}

bool SingleInstance::tell(const QString &site) const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(patience))
        return false;
    socket.write(site.toUtf8() + '\n');
    return socket.waitForBytesWritten(patience) && socket.waitForReadyRead(patience);
}

void SingleInstance::listen()
{
    QLocalServer::removeServer(m_name);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(m_name);
}

void SingleInstance::receive()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > longestMessage)
                socket->abort();
            if (!socket->canReadLine())
                return;
            const QString site = QString::fromUtf8(socket->readLine()).trimmed();
            socket->write("ok\n");
            socket->disconnectFromServer();
            Q_EMIT asked(site);
        });
    }
}

} // namespace aegisx::ui
