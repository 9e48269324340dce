#include "core/postgres/connector.h"

#include "core/base/tr.h"
#include "core/postgres/connectfailure.h"
#include "core/postgres/connectionsettings.h"

#include <poll.h>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

// One settings value a host, so that each gets its own time limit: PQconnectPoll knows none.
QList<ConnectionSettings> perHost(const ConnectionSettings &settings)
{
    const QStringList hosts = settings.host.split(u',');
    const QStringList ports = settings.port.split(u',');
    QList<ConnectionSettings> all;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        ConnectionSettings one = settings;
        one.host = hosts.at(i).trimmed();
        one.port = ports.size() == 1 ? ports.first().trimmed() : ports.value(i).trimmed();
        all << one;
    }
    if (settings.targetSessionAttributes != "prefer-standby"_L1)
        return all;
    QList<ConnectionSettings> twice;
    for (const QString &wanted : {u"standby"_s, u"any"_s}) {
        for (ConnectionSettings one : std::as_const(all)) {
            one.targetSessionAttributes = wanted;
            twice << one;
        }
    }
    return twice;
}

ConnectionPtr start(const ConnectionSettings &settings)
{
    const auto parameters = settings.parameters();
    std::vector<const char *> keywords;
    std::vector<const char *> values;
    for (const auto &[keyword, value] : parameters) {
        keywords.push_back(keyword.constData());
        values.push_back(value.constData());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    ConnectionPtr connection(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (connection) // verbose: the message then carries the SQLSTATE
        PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    return connection;
}

Result<void> finishConnecting(PGconn *connection, const ConnectionSettings &settings, std::stop_token stop)
{
    const auto deadline = Clock::now() + settings.connectTimeout;
    auto wanted = PGRES_POLLING_WRITING;
    while (true) {
        if (PQstatus(connection) == CONNECTION_BAD || wanted == PGRES_POLLING_FAILED)
            return fail(connectFailure(QString::fromUtf8(PQerrorMessage(connection)), settings));
        if (wanted == PGRES_POLLING_OK)
            return {};
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, Tr::tr("Cancelled while connecting."));
        if (Clock::now() >= deadline)
            return fail(connectFailure(ErrorKind::ConnectionTimedOut, settings));
        pollfd wait {PQsocket(connection),
                     static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                     0};
        if (poll(&wait, 1, 50) > 0)
            wanted = PQconnectPoll(connection);
    }
}

} // namespace

Result<Session> connectSession(const ConnectionSettings &settings, std::stop_token stop)
{
    Error last = connectFailure(ErrorKind::ConnectionFailed, settings);
    const auto hosts = perHost(settings);
    for (const ConnectionSettings &host : hosts) {
        ConnectionPtr connection = start(host);
        if (!connection)
            return fail(ErrorKind::ConnectionFailed, Tr::tr("Out of memory while connecting."));
        const auto done = finishConnecting(connection.get(), host, stop);
        if (done) {
            PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
            return Session(std::move(connection));
        }
        if (done.error().kind == ErrorKind::Cancelled)
            return fail(done.error());
        last = done.error();
        // As libpq: only a host that cannot be reached, or is of the wrong kind, is passed over.
        const bool tryNext = last.kind == ErrorKind::HostNotFound
            || last.kind == ErrorKind::ConnectionRefused || last.kind == ErrorKind::ConnectionTimedOut
            || last.kind == ErrorKind::NoSuitableServer || last.kind == ErrorKind::ServerStarting
            || last.kind == ErrorKind::ServerStopping || last.kind == ErrorKind::ConnectionLost;
        if (!tryNext)
            break;
    }
    return fail(last);
}

} // namespace aegisx::postgres
