#include "tests/support/pgproxy.h"

#include "tests/support/pgframing.h"

#include <QFile>

#include <array>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <optional>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace aegisx::test {

namespace {

using Clock = std::chrono::steady_clock;

// A descriptor that is closed with its owner.
class Descriptor final
{
public:
    explicit Descriptor(int number = -1) : m_number(number) { }
    Descriptor(Descriptor &&other) noexcept : m_number(std::exchange(other.m_number, -1)) { }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            close(m_number);
    }
    [[nodiscard]] int get() const { return m_number; }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }

private:
    int m_number;
};

Descriptor listenOn(int &port)
{
    Descriptor handle(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    setsockopt(handle.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<quint16>(port));
    socklen_t size = sizeof(address);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(handle.get(), generic, size) != 0 || listen(handle.get(), 64) != 0
        || getsockname(handle.get(), generic, &size) != 0)
        qFatal("PgProxy: cannot listen on 127.0.0.1:%d", port);
    port = ntohs(address.sin_port);
    return handle;
}

Descriptor connectToSocket(const QByteArray &path)
{
    Descriptor handle(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, path.constData(), sizeof(address.sun_path));
    if (connect(handle.get(), reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0)
        return Descriptor();
    return handle;
}

Descriptor connectToPort(const QByteArray &host, const QByteArray &port)
{
    addrinfo hints {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (getaddrinfo(host.constData(), port.constData(), &hints, &found) != 0)
        return Descriptor();
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> addresses(found, freeaddrinfo);
    for (const addrinfo *one = found; one; one = one->ai_next) {
        Descriptor handle(socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (connect(handle.get(), one->ai_addr, one->ai_addrlen) == 0)
            return handle;
    }
    return Descriptor();
}

Descriptor connectTo(const postgres::ConnectionSettings &server)
{
    const QByteArray host = QFile::encodeName(server.host);
    const QByteArray port = server.port.toUtf8();
    return host.startsWith('/') ? connectToSocket(host + "/.s.PGSQL." + port)
                                : connectToPort(host, port);
}

void prepare(const Descriptor &handle)
{
    const int on = 1; // an error on a unix socket, which needs it not
    setsockopt(handle.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    fcntl(handle.get(), F_SETFL, fcntl(handle.get(), F_GETFL) | O_NONBLOCK);
}

// Bytes on their way to one end, each with the instant at which it may arrive.
class Queue final
{
public:
    void push(const QByteArray &bytes, Clock::time_point due)
    {
        if (!bytes.isEmpty())
            m_chunks.push_back({bytes, due});
    }
    void end(Clock::time_point due) { m_end = due; }
    [[nodiscard]] bool hasDue(Clock::time_point now) const
    {
        return !m_chunks.empty() && m_chunks.front().due <= now;
    }
    [[nodiscard]] std::optional<Clock::time_point> nextDue() const
    {
        return m_chunks.empty() ? m_end : m_chunks.front().due;
    }
    [[nodiscard]] bool isOver(Clock::time_point now) const
    {
        return m_chunks.empty() && m_end && *m_end <= now;
    }
    [[nodiscard]] bool isEnding() const { return m_end.has_value(); }
    // False where the other end is gone.
    [[nodiscard]] bool write(int to, Clock::time_point now)
    {
        while (hasDue(now)) {
            QByteArray &bytes = m_chunks.front().bytes;
            const ssize_t sent =
                send(to, bytes.constData(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
            if (sent < 0)
                return errno == EAGAIN || errno == EINTR;
            bytes.remove(0, sent);
            if (bytes.isEmpty())
                m_chunks.pop_front();
        }
        return true;
    }

private:
    struct Chunk {
        QByteArray bytes;
        Clock::time_point due;
    };
    std::deque<Chunk> m_chunks;
    std::optional<Clock::time_point> m_end;
};

// One client and its server.
struct Link {
    Descriptor client;
    Descriptor server;
    PgFraming fromClient {PgFraming::Side::Client};
    PgFraming fromServer {PgFraming::Side::Server};
    Queue toServer;
    Queue toClient;
    bool clientSpoke = false; // last
    int answersOpen = 0; // Syncs and simple queries whose ReadyForQuery has not been seen
    int answersUntilCut = 0; // 0: no cut is coming
    bool dead = false;
};

} // namespace

class PgProxy::Loop final
{
public:
    Loop(PgProxy &proxy, std::chrono::milliseconds delay)
        : m_proxy(proxy)
        , m_delay(delay)
        , m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_listener(listenOn(proxy.m_port))
    {
    }

    void run();
    void stop()
    {
        m_stopping = true;
        wake();
    }
    void setCut(const ProxyCut &cut);
    void setAccepting(bool accepting);
    void setSilent(bool silent);

private:
    void wake() const;
    void wait();
    void addToPoll(int handle, bool wantsWrite);
    [[nodiscard]] int timeout() const;
    void openOrCloseListener();
    void acceptClient();
    void serve(Link &link);
    [[nodiscard]] bool readInto(int handle, QByteArray &bytes) const;
    void takeFromClient(Link &link, const QByteArray &bytes);
    void takeFromServer(Link &link, const QByteArray &bytes);
    [[nodiscard]] bool triggersCut(const WireMessage &message);
    void cut(Link &link);

    PgProxy &m_proxy;
    std::chrono::milliseconds m_delay;
    Descriptor m_wake;
    std::atomic<bool> m_stopping = false;
    std::mutex m_mutex; // around everything below, except while polling
    std::condition_variable m_changed;
    bool m_accepting = true;
    bool m_silent = false;
    Descriptor m_listener;
    std::list<Link> m_links;
    std::optional<ProxyCut> m_cut;
    bool m_armed = false;
    std::vector<pollfd> m_polled;
};

void PgProxy::Loop::wake() const
{
    const quint64 one = 1;
    [[maybe_unused]] const auto written = write(m_wake.get(), &one, sizeof(one));
}

void PgProxy::Loop::setCut(const ProxyCut &cut)
{
    const std::lock_guard guard(m_mutex);
    m_cut = cut;
    m_armed = cut.after.isEmpty();
}

void PgProxy::Loop::setAccepting(bool accepting)
{
    std::unique_lock guard(m_mutex);
    m_accepting = accepting;
    wake();
    m_changed.wait(guard, [this] { return m_listener.isOpen() == m_accepting; });
}

void PgProxy::Loop::setSilent(bool silent)
{
    const std::lock_guard guard(m_mutex);
    m_silent = silent;
    wake();
}

// On the loop's own thread, which polls these descriptors.
void PgProxy::Loop::openOrCloseListener()
{
    if (m_accepting == m_listener.isOpen())
        return;
    m_listener = m_accepting ? listenOn(m_proxy.m_port) : Descriptor();
    if (!m_accepting)
        m_links.clear();
    m_changed.notify_all();
}

void PgProxy::Loop::addToPoll(int handle, bool wantsWrite)
{
    m_polled.push_back({handle, static_cast<short>(wantsWrite ? POLLIN | POLLOUT : POLLIN), 0});
}

int PgProxy::Loop::timeout() const
{
    std::optional<Clock::time_point> first;
    const auto now = Clock::now();
    for (const Link &link : m_links) {
        for (const Queue *queue : {&link.toServer, &link.toClient}) {
            const auto due = queue->nextDue();
            // What is due already waits for room in the socket, not for time.
            if (due && *due > now && (!first || *due < *first))
                first = due;
        }
    }
    if (!first)
        return -1;
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(*first - now).count());
}

void PgProxy::Loop::wait()
{
    int milliseconds = -1;
    {
        const std::lock_guard guard(m_mutex);
        const auto now = Clock::now();
        m_polled.clear();
        addToPoll(m_wake.get(), false);
        if (!m_silent)
            addToPoll(m_listener.get(), false);
        for (const Link &link : m_links) {
            if (m_silent)
                break;
            if (!link.toServer.isEnding())
                addToPoll(link.client.get(), link.toClient.hasDue(now));
            if (!link.toClient.isEnding())
                addToPoll(link.server.get(), link.toServer.hasDue(now));
        }
        milliseconds = m_silent ? -1 : timeout();
    }
    poll(m_polled.data(), m_polled.size(), milliseconds);
    quint64 count = 0;
    [[maybe_unused]] const auto drained = read(m_wake.get(), &count, sizeof(count));
}

void PgProxy::Loop::acceptClient()
{
    while (m_listener.isOpen()) {
        Descriptor client(accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!client.isOpen())
            return;
        ++m_proxy.m_connections;
        Link link;
        link.server = connectTo(m_proxy.m_server);
        if (!link.server.isOpen())
            continue; // the client meets a closed connection, as with a server that is down
        link.client = std::move(client);
        prepare(link.client);
        prepare(link.server);
        m_links.push_back(std::move(link));
    }
}

// False at the end of the stream; no bytes: none are there now.
bool PgProxy::Loop::readInto(int handle, QByteArray &bytes) const
{
    std::array<char, 65536> buffer; // NOLINT: filled by recv
    const ssize_t got = recv(handle, buffer.data(), buffer.size(), 0);
    if (got > 0)
        bytes = QByteArray(buffer.data(), got);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

bool PgProxy::Loop::triggersCut(const WireMessage &message)
{
    if (!m_cut || (message.type != 'Q' && message.type != 'P'))
        return false;
    if (m_armed && message.bytes.contains(m_cut->text))
        return true;
    m_armed = m_armed || message.bytes.contains(m_cut->after);
    return false;
}

void PgProxy::Loop::cut(Link &link)
{
    link.dead = true;
    if (m_cut && m_cut->thenRefuse) { // another link may have used it up
        m_accepting = false;
        m_listener = Descriptor();
        for (Link &other : m_links)
            other.dead = true;
    }
    m_cut.reset();
    ++m_proxy.m_cutsDone;
}

void PgProxy::Loop::takeFromClient(Link &link, const QByteArray &bytes)
{
    QByteArray onward;
    for (const WireMessage &message : link.fromClient.take(bytes)) {
        const quint32 code = message.type == 0 ? PgFraming::startCode(message.bytes) : 0;
        if (code == PgFraming::tlsRequest || code == PgFraming::gssRequest)
            link.fromServer.expectBareByte();
        if (link.answersUntilCut == 0 && triggersCut(message)) {
            if (m_cut->moment == ProxyCut::Moment::BeforeForwarding)
                return cut(link);
            link.answersUntilCut = link.answersOpen + 1;
        }
        if (message.type == 'Q' || message.type == 'S')
            ++link.answersOpen;
        onward += message.bytes;
    }
    link.clientSpoke = link.clientSpoke || !onward.isEmpty();
    link.toServer.push(onward, Clock::now() + m_delay);
}

void PgProxy::Loop::takeFromServer(Link &link, const QByteArray &bytes)
{
    if (std::exchange(link.clientSpoke, false))
        ++m_proxy.m_roundTrips;
    for (const WireMessage &message : link.fromServer.take(bytes)) {
        if (message.type == 0 && (message.bytes == "S" || message.bytes == "G")) {
            link.fromClient.stopLooking();
            link.fromServer.stopLooking();
        }
        if (message.type == 'Z' && link.answersOpen > 0)
            --link.answersOpen;
        if (message.type == 'Z' && link.answersUntilCut > 0 && --link.answersUntilCut == 0)
            return cut(link);
    }
    if (link.answersUntilCut == 0)
        link.toClient.push(bytes, Clock::now() + m_delay);
}

void PgProxy::Loop::serve(Link &link)
{
    QByteArray bytes;
    if (!link.toServer.isEnding()) {
        if (!readInto(link.client.get(), bytes))
            link.toServer.end(Clock::now() + m_delay);
        else if (!bytes.isEmpty())
            takeFromClient(link, bytes);
    }
    bytes.clear();
    if (!link.dead && !link.toClient.isEnding()) {
        if (!readInto(link.server.get(), bytes))
            link.toClient.end(Clock::now() + m_delay);
        else if (!bytes.isEmpty())
            takeFromServer(link, bytes);
    }
    const auto now = Clock::now();
    const bool alive = !link.dead && link.toServer.write(link.server.get(), now)
        && link.toClient.write(link.client.get(), now) && !link.toServer.isOver(now)
        && !link.toClient.isOver(now);
    link.dead = !alive;
}

void PgProxy::Loop::run()
{
    while (!m_stopping) {
        wait();
        const std::lock_guard guard(m_mutex);
        openOrCloseListener();
        if (m_silent)
            continue;
        acceptClient();
        for (Link &link : m_links) {
            if (!link.dead)
                serve(link);
        }
        m_links.remove_if([](const Link &link) { return link.dead; });
    }
}

PgProxy::PgProxy(const postgres::ConnectionSettings &server, std::chrono::milliseconds delayEachWay)
    : m_server(server)
    , m_loop(std::make_unique<Loop>(*this, delayEachWay))
    , m_thread([this] { m_loop->run(); })
{
}

PgProxy::~PgProxy()
{
    m_loop->stop();
    m_thread.join();
}

postgres::ConnectionSettings PgProxy::settings() const
{
    postgres::ConnectionSettings settings = m_server;
    settings.host = QStringLiteral("127.0.0.1");
    settings.port = QString::number(m_port);
    settings.tlsMode = postgres::TlsMode::Disable;
    return settings;
}

void PgProxy::cutAt(const ProxyCut &cut)
{
    m_loop->setCut(cut);
}

void PgProxy::refuse()
{
    m_loop->setAccepting(false);
}

void PgProxy::accept()
{
    m_loop->setAccepting(true);
}

void PgProxy::goSilent()
{
    m_loop->setSilent(true);
}

void PgProxy::speakAgain()
{
    m_loop->setSilent(false);
}

void PgProxy::resetCounts()
{
    m_roundTrips = 0;
    m_connections = 0;
}

} // namespace aegisx::test
