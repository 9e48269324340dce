#pragma once

#include "core/postgres/connectionsettings.h"

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace aegisx::test {

// When a connection is to be cut: at the first statement that holds the text, if "after" is not
// empty only from a statement on that held that one before.
struct ProxyCut {
    enum class Moment {
        BeforeForwarding, // the server never sees the statement
        AfterAnswer, // the server has answered, and the client never learns what
    };
    QByteArray text;
    Moment moment = Moment::AfterAnswer;
    QByteArray after {};
    bool thenRefuse = false; // as if the server were gone for good
};

// A proxy in front of a PostgreSQL server, on a thread of its own: 127.0.0.1 on a free port, in
// front of a socket folder or a TCP port. It delays without throttling, counts round trips, and
// cuts connections at a chosen statement. Encrypted connections are passed on unread.
class PgProxy final
{
public:
    explicit PgProxy(const postgres::ConnectionSettings &server,
                     std::chrono::milliseconds delayEachWay = {});
    ~PgProxy();
    PgProxy(const PgProxy &) = delete;
    PgProxy &operator=(const PgProxy &) = delete;

    [[nodiscard]] int port() const { return m_port; }
    // The server's own, led through the proxy, without encryption.
    [[nodiscard]] postgres::ConnectionSettings settings() const;

    void cutAt(const ProxyCut &cut); // once; replaces a cut that has not happened yet
    [[nodiscard]] bool hasCut() const { return m_cutsDone > 0; }
    // Connections are refused from now on, and the open ones end; or accepted again.
    void refuse();
    void accept();

    // The network goes silent: nothing is passed on and nobody is told; or it is back.
    void goSilent();
    void speakAgain();

    // How often the direction turned from the client to the server and back, over all connections.
    [[nodiscard]] int roundTrips() const { return m_roundTrips; }
    [[nodiscard]] int connections() const { return m_connections; }
    void resetCounts();

private:
    class Loop;
    friend class Loop;

    postgres::ConnectionSettings m_server;
    int m_port = 0;
    std::atomic<int> m_roundTrips = 0;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_cutsDone = 0;
    std::unique_ptr<Loop> m_loop;
    std::thread m_thread;
};

} // namespace aegisx::test
