#include "tests/support/scriptedserver.h"

#include <QtEndian>

#include <array>

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

constexpr quint32 tlsRequest = 80877103;

void sendAll(int client, const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const auto size = static_cast<size_t>(bytes.size() - sent);
        const auto count = send(client, bytes.constData() + sent, size, MSG_NOSIGNAL);
        if (count <= 0)
            return;
        sent += count;
    }
}

} // namespace

ScriptedServer::ScriptedServer(const Script &script)
    : m_script(script)
    , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    , m_end(eventfd(0, EFD_CLOEXEC))
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    const bool listening = bind(m_listener, generic, size) == 0 && listen(m_listener, 16) == 0
        && getsockname(m_listener, generic, &size) == 0;
    if (!listening)
        qFatal("ScriptedServer: cannot listen on 127.0.0.1");
    m_port = ntohs(address.sin_port);
    if (m_script.answers)
        m_thread = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer()
{
    eventfd_write(m_end, 1);
    if (m_thread.joinable())
        m_thread.join();
    close(m_listener);
    close(m_end);
}

postgres::ConnectionSettings ScriptedServer::settings() const
{
    postgres::ConnectionSettings settings;
    settings.host = u"127.0.0.1"_s;
    settings.port = QString::number(m_port);
    settings.tlsMode = postgres::TlsMode::Disable;
    return settings;
}

bool ScriptedServer::readable(int descriptor) const
{
    std::array<pollfd, 2> both {pollfd {descriptor, POLLIN, 0}, pollfd {m_end, POLLIN, 0}};
    while (poll(both.data(), both.size(), -1) < 0) { }
    return both[1].revents == 0;
}

void ScriptedServer::serve() const
{
    while (readable(m_listener)) {
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        talk(client);
        close(client);
    }
}

// Fewer than count where the client has left, or it is time to end.
QByteArray ScriptedServer::receive(int client, qsizetype count) const
{
    QByteArray bytes;
    while (bytes.size() < count && readable(client)) {
        std::array<char, 4096> buffer {};
        const auto wanted =
            std::min<size_t>(buffer.size(), static_cast<size_t>(count - bytes.size()));
        const auto received = recv(client, buffer.data(), wanted, 0);
        if (received <= 0)
            break;
        bytes.append(buffer.data(), received);
    }
    return bytes;
}

void ScriptedServer::talk(int client) const
{
    // A start-up packet: its length, itself included, then a code.
    const auto packet = [this, client] {
        const QByteArray head = receive(client, 4);
        return head.size() < 4 ? QByteArray()
                               : receive(client, qFromBigEndian<qint32>(head.constData()) - 4);
    };
    QByteArray start = packet();
    if (start.size() == 4 && qFromBigEndian<quint32>(start.constData()) == tlsRequest) {
        sendAll(client, m_script.toEncryption);
        if (m_script.toEncryption != "N")
            return;
        start = packet();
    }
    if (start.isEmpty())
        return;
    sendAll(client, m_script.toStartup);
    if (!m_script.toPassword.isEmpty()) {
        (void)receive(client, 1); // the message's type
        const QByteArray password = packet();
        sendAll(client, QByteArray(m_script.toPassword).replace("%1", password.chopped(1)));
    }
    if (!m_script.hangsUp)
        (void)receive(client, std::numeric_limits<qsizetype>::max());
}

QByteArray wireMessage(char type, const QByteArray &content)
{
    QByteArray length(4, '\0');
    qToBigEndian(static_cast<qint32>(content.size() + 4), length.data());
    return type + length + content;
}

QByteArray wireError(const QByteArray &sqlState,
                     const QByteArray &message,
                     const QByteArray &severity,
                     const QByteArray &function)
{
    QByteArray fields;
    const auto add = [&fields](char code, const QByteArray &value) {
        fields += code + value + '\0';
    };
    add('S', severity);
    add('V', "FATAL");
    add('C', sqlState);
    add('M', message);
    add('F', "postmaster.c");
    add('L', "1");
    add('R', function);
    return wireMessage('E', fields + '\0');
}

QByteArray wirePasswordRequest()
{
    return wireMessage('R', QByteArray("\0\0\0\3", 4));
}

QByteArray wireWelcome(const QByteArray &version)
{
    QByteArray parameter("server_version");
    parameter += '\0' + version + '\0';
    return wireMessage('R', QByteArray(4, '\0')) + wireMessage('S', parameter)
        + wireMessage('K', QByteArray(8, '\1')) + wireMessage('Z', "I");
}

} // namespace aegisx::test
