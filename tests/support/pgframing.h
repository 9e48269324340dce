#pragma once

#include <QByteArray>

#include <vector>

namespace aegisx::test {

// One complete message of PostgreSQL's protocol; type 0: a start-up packet, the one-byte answer
// to a request for encryption, or bytes that are not looked into any more.
struct WireMessage {
    char type = 0;
    QByteArray bytes; // with type and length
};

// Cuts one direction of a connection into its messages, however the bytes arrive.
class PgFraming final
{
public:
    enum class Side { Client, Server };
    explicit PgFraming(Side side) : m_side(side), m_starting(side == Side::Client) { }

    // The messages that these bytes complete; an unfinished one waits for the next call.
    [[nodiscard]] std::vector<WireMessage> take(const QByteArray &bytes);

    // The client asked for encryption: the server answers with one bare byte.
    void expectBareByte() { ++m_bareBytes; }
    // Encrypted, or a cancel request: all that follows is passed on as it is.
    void stopLooking() { m_raw = true; }

    // Of a start-up packet: its code, which is a protocol version or a request.
    [[nodiscard]] static quint32 startCode(const QByteArray &packet);
    static constexpr quint32 cancelRequest = 80877102;
    static constexpr quint32 tlsRequest = 80877103;
    static constexpr quint32 gssRequest = 80877104;

private:
    [[nodiscard]] qsizetype nextLength() const; // -1: not known yet

    Side m_side;
    QByteArray m_buffer;
    bool m_starting;
    bool m_raw = false;
    int m_bareBytes = 0;
};

} // namespace aegisx::test
