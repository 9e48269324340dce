#include "tests/support/pgframing.h"

#include <QtEndian>

namespace aegisx::test {

quint32 PgFraming::startCode(const QByteArray &packet)
{
    return packet.size() < 8 ? 0 : qFromBigEndian<quint32>(packet.constData() + 4);
}

qsizetype PgFraming::nextLength() const
{
    if (m_raw)
        return m_buffer.size();
    if (m_bareBytes > 0)
        return 1;
    const qsizetype header = m_starting ? 0 : 1;
    if (m_buffer.size() < header + 4)
        return -1;
    return header + qMax(4, qFromBigEndian<qint32>(m_buffer.constData() + header));
}

std::vector<WireMessage> PgFraming::take(const QByteArray &bytes)
{
    m_buffer += bytes;
    std::vector<WireMessage> messages;
    while (!m_buffer.isEmpty()) {
        const qsizetype length = nextLength();
        if (length < 0 || length > m_buffer.size())
            break;
        const bool typed = !m_raw && m_bareBytes == 0 && !m_starting;
        WireMessage message {typed ? m_buffer.front() : '\0', m_buffer.first(length)};
        m_buffer.remove(0, length);
        if (m_bareBytes > 0) {
            --m_bareBytes;
        } else if (m_starting) {
            const quint32 code = startCode(message.bytes);
            m_raw = m_raw || code == cancelRequest;
            m_starting = code == tlsRequest || code == gssRequest;
        }
        messages.push_back(std::move(message));
    }
    return messages;
}

} // namespace aegisx::test
