#pragma once

#include "core/postgres/connectionsettings.h"

#include <QByteArray>

#include <thread>

namespace aegisx::test {

// What a scripted server does with every connection.
struct Script {
    bool answers = true; // false: the connection is made, and nothing ever comes
    QByteArray toEncryption = "N"; // to a request for TLS: "N", "S", or empty to hang up
    QByteArray toStartup = {}; // to the start-up packet
    QByteArray toPassword = {}; // to the message behind it; %1 is what that message holds
    bool hangsUp = true; // after the last answer; else it waits for the client to leave
};

// Plays the first lines of PostgreSQL's protocol on 127.0.0.1, for states of a server that cannot
// be made to last in a real one. One connection at a time, on a thread of its own.
class ScriptedServer final
{
public:
    explicit ScriptedServer(const Script &script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    [[nodiscard]] postgres::ConnectionSettings settings() const; // without encryption

private:
    void serve() const;
    void talk(int client) const;
    [[nodiscard]] bool readable(int descriptor) const; // false: it is time to end
    [[nodiscard]] QByteArray receive(int client, qsizetype count) const;

    Script m_script;
    int m_listener = -1;
    int m_end = -1;
    int m_port = 0;
    std::thread m_thread;
};

// Messages of the protocol, as a server sends them.
[[nodiscard]] QByteArray wireMessage(char type, const QByteArray &content);
[[nodiscard]] QByteArray wireError(const QByteArray &sqlState,
                                   const QByteArray &message,
                                   const QByteArray &severity = "FATAL",
                                   const QByteArray &function = "ProcessStartupPacket");
[[nodiscard]] QByteArray wirePasswordRequest(); // in clear text
// Authenticated, of this server_version, ready for a query.
[[nodiscard]] QByteArray wireWelcome(const QByteArray &version);

} // namespace aegisx::test
