#include "tests/support/connecttools.h"

#include "tests/support/testcluster.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aegisx::test {

using namespace Qt::StringLiterals;

std::optional<Error> failureOf(const postgres::ConnectionSettings &settings)
{
    const auto connection = postgres::Connection::open(settings);
    if (connection)
        return {};
    return connection.error();
}

QString told(const std::optional<Error> &failure)
{
    if (!failure)
        return u"connected"_s;
    if (!isConnectionFailure(failure->kind))
        return u"no failure to connect: "_s % failure->toText();
    if (failure->message.isEmpty() || failure->remedy.isEmpty() || failure->consequence.isEmpty())
        return u"lacks words: "_s % failure->toText();
    if (failure->toText().contains(testPassword))
        return u"shows the password"_s;
    const QString both = keyOf(failure->kind) % u' ' % failure->detail.sqlState;
    return both.trimmed();
}

postgres::Connection connected(const postgres::ConnectionSettings &settings)
{
    auto connection = postgres::Connection::open(settings);
    if (!connection)
        qFatal("connect: %s", qUtf8Printable(connection.error().toText()));
    return std::move(*connection);
}

void addAskedRole()
{
    TestCluster &cluster = TestCluster::instance();
    cluster.addAccessRules({u"local all asked scram-sha-256"_s});
    cluster.reload();
    cluster.execute(u"postgres"_s,
                    "SET password_encryption = 'scram-sha-256'; CREATE ROLE asked LOGIN PASSWORD '"
                        + testPassword.toUtf8() + "'");
}

ClosedPort::ClosedPort() : m_handle(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(m_handle, generic, size) != 0 || getsockname(m_handle, generic, &size) != 0)
        qFatal("ClosedPort: no port on 127.0.0.1");
    m_port = ntohs(address.sin_port);
}

ClosedPort::~ClosedPort()
{
    close(m_handle);
}

} // namespace aegisx::test
