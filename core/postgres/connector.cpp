#include "core/postgres/connector.h"

#include "core/base/tr.h"
#include "core/postgres/connectfailure.h"
#include "core/postgres/connectionsettings.h"

#include <poll.h>

#include <clocale>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

// As long as this lives, libpq and the C library speak English on this thread: what failed is
// told from their words where no SQLSTATE says it.
class EnglishMessages final
{
public:
    EnglishMessages()
        : m_english(newlocale(LC_MESSAGES_MASK, "C", duplocale(LC_GLOBAL_LOCALE)))
        , m_before(uselocale(m_english))
    {
    }
    ~EnglishMessages()
    {
        uselocale(m_before);
        freelocale(m_english);
    }
    EnglishMessages(const EnglishMessages &) = delete;
    EnglishMessages &operator=(const EnglishMessages &) = delete;

private:
    locale_t m_english;
    locale_t m_before;
};

constexpr auto addressKeyword = "hostaddr"_L1;

QStringList addressesOf(const ConnectionSettings &settings)
{
    for (const auto &[keyword, value] : settings.extra) {
        if (keyword == addressKeyword && !value.isEmpty())
            return value.split(u',');
    }
    return {};
}

// One settings value a host, so that each gets its own time limit: PQconnectPoll knows none.
QList<ConnectionSettings> eachHost(const ConnectionSettings &settings)
{
    const QStringList hosts = settings.host.split(u',');
    const QStringList ports = settings.port.split(u',');
    const QStringList addresses = addressesOf(settings);
    const qsizetype count = addresses.isEmpty() ? hosts.size() : addresses.size();
    if ((!settings.host.isEmpty() && hosts.size() != count)
        || (ports.size() != 1 && ports.size() != count))
        return {settings}; // libpq says what does not fit
    QList<ConnectionSettings> all;
    for (qsizetype i = 0; i < count; ++i) {
        ConnectionSettings one = settings;
        one.host = hosts.value(i).trimmed();
        one.port = ports.size() == 1 ? ports.first().trimmed() : ports.value(i).trimmed();
        for (auto &[keyword, value] : one.extra) {
            if (keyword == addressKeyword)
                value = addresses.value(i).trimmed();
        }
        all << one;
    }
    return all;
}

QList<ConnectionSettings> attemptsFor(const ConnectionSettings &settings)
{
    QList<ConnectionSettings> all = eachHost(settings);
    if (settings.targetSessionAttributes != "prefer-standby"_L1)
        return all;
    QList<ConnectionSettings> twice;
    for (const QString &wanted : {u"standby"_s, u"any"_s}) {
        for (const ConnectionSettings &one : std::as_const(all)) {
            twice << one;
            twice.last().targetSessionAttributes = wanted;
        }
    }
    return twice;
}

// With what libpq took where the settings leave it to libpq; for the words of an error.
ConnectionSettings completed(ConnectionSettings settings, const PGconn *connection)
{
    const auto fill = [](QString &field, const char *value) {
        if (field.isEmpty())
            field = QString::fromUtf8(value);
    };
    fill(settings.host, PQhost(connection));
    fill(settings.port, PQport(connection));
    fill(settings.database, PQdb(connection));
    fill(settings.user, PQuser(connection));
    return settings;
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

Result<void>
finishConnecting(PGconn *connection, const ConnectionSettings &settings, std::stop_token stop)
{
    const auto deadline = Clock::now() + settings.connectTimeout;
    auto wanted = PGRES_POLLING_WRITING;
    while (true) {
        if (PQstatus(connection) == CONNECTION_BAD || wanted == PGRES_POLLING_FAILED)
            return fail(connectFailure(QString::fromUtf8(PQerrorMessage(connection)),
                                       completed(settings, connection)));
        if (wanted == PGRES_POLLING_OK)
            return {};
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, Tr::tr("Cancelled while connecting."));
        if (Clock::now() >= deadline)
            return fail(
                connectFailure(ErrorKind::ConnectionTimedOut, completed(settings, connection)));
        pollfd wait {PQsocket(connection),
                     static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                     0};
        if (poll(&wait, 1, 50) > 0)
            wanted = PQconnectPoll(connection);
    }
}

bool neverEncrypts(PGconn *connection)
{
    struct OptionsDeleter {
        void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
    };
    const std::unique_ptr<PQconninfoOption, OptionsDeleter> options(PQconninfo(connection));
    for (const auto *option = options.get(); option && option->keyword; ++option) {
        if (qstrcmp(option->keyword, "sslmode") == 0)
            return qstrcmp(option->val, "disable") == 0;
    }
    return false;
}

// The server's rules turned us away unencrypted: would they let us in with TLS? Only asking tells
// a rule for TLS alone from no rule at all. The password stays here.
bool admitsWithTls(ConnectionSettings settings, const std::stop_token &stop)
{
    settings.tlsMode = TlsMode::Require;
    settings.password.clear();
    const ConnectionPtr connection = start(settings);
    if (!connection)
        return false;
    const auto done = finishConnecting(connection.get(), settings, stop);
    if (done)
        return true;
    const ErrorKind kind = done.error().kind;
    return kind == ErrorKind::PasswordMissing || kind == ErrorKind::CertificateWrong
        || kind == ErrorKind::WrongPassword || kind == ErrorKind::NoSuchDatabase
        || kind == ErrorKind::NoSuchRole || kind == ErrorKind::TooManyConnections;
}

Result<Session> connectHost(const ConnectionSettings &host, const std::stop_token &stop)
{
    ConnectionPtr connection = start(host);
    if (!connection)
        return fail(ErrorKind::ConnectionFailed, Tr::tr("Out of memory while connecting."));
    const auto done = finishConnecting(connection.get(), host, stop);
    if (done) {
        PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
        return Session(std::move(connection));
    }
    Error error = done.error();
    if (error.kind == ErrorKind::HbaRejects && neverEncrypts(connection.get())
        && admitsWithTls(host, stop)) {
        error = connectFailure(ErrorKind::TlsRequired, host);
        error.detail = done.error().detail;
    }
    return fail(error);
}

// As libpq: only a host that cannot be reached, or is of the wrong kind, is passed over.
bool isPassedOver(ErrorKind kind)
{
    return kind == ErrorKind::HostNotFound || kind == ErrorKind::ConnectionRefused
        || kind == ErrorKind::ConnectionTimedOut || kind == ErrorKind::NoSuitableServer
        || kind == ErrorKind::ServerStarting || kind == ErrorKind::ServerStopping
        || kind == ErrorKind::ConnectionLost;
}

} // namespace

Result<Session> connectSession(const ConnectionSettings &settings, std::stop_token stop)
{
    const EnglishMessages english;
    Error last = connectFailure(ErrorKind::ConnectionFailed, settings);
    const auto attempts = attemptsFor(settings);
    for (const ConnectionSettings &host : attempts) {
        auto session = connectHost(host, stop);
        if (session || !isPassedOver(session.error().kind))
            return session;
        last = session.error();
    }
    return fail(last);
}

} // namespace aegisx::postgres
