#include "core/postgres/connectfailure.h"

#include "core/base/tr.h"
#include "core/postgres/connectionsettings.h"

#include <QRegularExpression>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

QString sqlStateOf(const QString &message)
{
    // "FATAL:  28P01: password authentication failed": the word may be in the server's language.
    static const QRegularExpression pattern(u":\\s+([0-9A-Z]{5}):\\s"_s);
    return pattern.match(message).captured(1);
}

bool says(const QString &message, std::initializer_list<QLatin1StringView> words)
{
    return std::any_of(words.begin(), words.end(), [&message](QLatin1StringView word) {
        return message.contains(word, Qt::CaseInsensitive);
    });
}

ErrorKind kindOfAuthorization(const QString &message, const ConnectionSettings &settings)
{
    if (says(message, {"pg_hba.conf"_L1})) {
        const bool plain = settings.tlsMode == TlsMode::Disable || settings.tlsMode == TlsMode::Allow;
        if (plain && says(message, {"no encryption"_L1, "SSL off"_L1}))
            return ErrorKind::TlsRequired;
        return ErrorKind::HbaRejects;
    }
    if (says(message, {"does not exist"_L1, "not permitted to log in"_L1}))
        return ErrorKind::NoSuchRole;
    if (says(message, {"certificate"_L1}))
        return ErrorKind::CertificateWrong;
    return ErrorKind::HbaRejects; // peer, ident and the like: the server's rules say no
}

ErrorKind kindOfServerError(const QString &state, const QString &message, const ConnectionSettings &settings)
{
    if (state == "28P01"_L1)
        return ErrorKind::WrongPassword;
    if (state == "28000"_L1)
        return kindOfAuthorization(message, settings);
    if (state == "3D000"_L1)
        return ErrorKind::NoSuchDatabase;
    if (state == "53300"_L1)
        return ErrorKind::TooManyConnections;
    if (state == "57P03"_L1)
        return says(message, {"shutting down"_L1}) ? ErrorKind::ServerStopping : ErrorKind::ServerStarting;
    if (state == "57P01"_L1)
        return ErrorKind::ServerStopping;
    if (state == "08P01"_L1) { // a pooler's own words
        if (says(message, {"no such database"_L1}))
            return ErrorKind::NoSuchDatabase;
        if (says(message, {"no such user"_L1}))
            return ErrorKind::NoSuchRole;
        if (says(message, {"authentication failed"_L1, "auth failed"_L1}))
            return ErrorKind::WrongPassword;
        if (says(message, {"SSL required"_L1}))
            return ErrorKind::TlsRequired;
        if (says(message, {"no more connections"_L1}))
            return ErrorKind::TooManyConnections;
    }
    return ErrorKind::ConnectionFailed;
}

ErrorKind kindOfClientError(const QString &message)
{
    if (says(message, {"could not translate host name"_L1, "could not look up"_L1}))
        return ErrorKind::HostNotFound;
    if (says(message, {"no password supplied"_L1}))
        return ErrorKind::PasswordMissing;
    if (says(message, {"server does not support SSL"_L1}))
        return ErrorKind::TlsNotOffered;
    if (says(message, {"certificate"_L1, "private key"_L1, "SSL error"_L1, "tlsv1 alert"_L1}))
        return ErrorKind::CertificateWrong;
    if (says(message, {"session is read-only"_L1, "session is not read-only"_L1, "hot standby mode"_L1}))
        return ErrorKind::NoSuitableServer;
    if (says(message, {"timeout expired"_L1, "timed out"_L1, "No route to host"_L1, "unreachable"_L1}))
        return ErrorKind::ConnectionTimedOut;
    if (says(message, {"Connection refused"_L1, "No such file or directory"_L1}))
        return ErrorKind::ConnectionRefused;
    if (says(message, {"server closed the connection unexpectedly"_L1, "Connection reset"_L1}))
        return ErrorKind::ConnectionLost;
    return ErrorKind::ConnectionFailed;
}

struct Words {
    QString message;
    QString remedy;
};

Words networkWords(ErrorKind kind, const ConnectionSettings &settings)
{
    const QString host = settings.host;
    switch (kind) {
    case ErrorKind::HostNotFound:
        return {Tr::tr("The server name was not found: %1").arg(host),
                Tr::tr("Check the spelling of the host name, or use the server's IP address.")};
    case ErrorKind::ConnectionRefused:
        return {Tr::tr("Nothing accepts connections at %1, port %2.").arg(host, settings.port),
                Tr::tr("Check that PostgreSQL is running, that host and port are right, and that "
                       "the server listens on this address (listen_addresses).")};
    case ErrorKind::ConnectionTimedOut:
        return {Tr::tr("No answer from %1, port %2.").arg(host, settings.port),
                Tr::tr("Check the network cable, the address and the firewall between this "
                       "computer and the server.")};
    case ErrorKind::ConnectionLost:
        return {Tr::tr("The connection to %1 was lost.").arg(host),
                Tr::tr("Check the network and the server, then connect again.")};
    case ErrorKind::TooManyConnections:
        return {Tr::tr("The server has no free connection left."),
                Tr::tr("Close programs that are connected to the database, or ask for a higher "
                       "max_connections, then try again.")};
    case ErrorKind::ServerStarting:
        return {Tr::tr("The server is starting and not ready yet."),
                Tr::tr("Wait a moment, then try again.")};
    case ErrorKind::ServerStopping:
        return {Tr::tr("The server is shutting down."),
                Tr::tr("Wait until it has been started again, then try again.")};
    case ErrorKind::ServerTooOld:
        return {Tr::tr("The server is older than PostgreSQL 12, which is not supported."),
                Tr::tr("Upgrade the PostgreSQL server first.")};
    default:
        return {Tr::tr("The connection to %1 failed.").arg(host),
                Tr::tr("Read the server's message below; the connection settings or the server "
                       "need a change.")};
    }
}

Words accessWords(ErrorKind kind, const ConnectionSettings &settings)
{
    switch (kind) {
    case ErrorKind::WrongPassword:
        return {Tr::tr("The password for user %1 was not accepted.").arg(settings.user),
                Tr::tr("Type the password again. The server gives the same answer where the user "
                       "does not exist: check the user name as well.")};
    case ErrorKind::PasswordMissing:
        return {Tr::tr("The server asks for a password for user %1, and none was given.").arg(settings.user),
                Tr::tr("Give the password, or store it in the keychain or in ~/.pgpass.")};
    case ErrorKind::NoSuchDatabase:
        return {Tr::tr("The server has no such database: %1").arg(settings.database),
                Tr::tr("Check the name of the database; upper and lower case count.")};
    case ErrorKind::NoSuchRole:
        return {Tr::tr("The server has no such user, or the user may not log in: %1").arg(settings.user),
                Tr::tr("Check the user name; upper and lower case count.")};
    case ErrorKind::HbaRejects:
        return {Tr::tr("The server's access rules (pg_hba.conf) do not admit this computer, user "
                       "and database."),
                Tr::tr("Ask the server's administrator for a line in pg_hba.conf for: %1")
                    .arg(settings.describe())};
    case ErrorKind::TlsRequired:
        return {Tr::tr("The server wants an encrypted connection (TLS)."),
                Tr::tr("Set the TLS mode to \"require\" or stronger.")};
    case ErrorKind::TlsNotOffered:
        return {Tr::tr("An encrypted connection (TLS) was asked for, and the server offers none."),
                Tr::tr("Switch TLS on at the server, or set the TLS mode to \"prefer\" if the "
                       "network may be trusted.")};
    case ErrorKind::CertificateWrong:
        return {Tr::tr("The certificate check failed."),
                Tr::tr("Check the root certificate, the client certificate and its key, and that "
                       "the host name is the one in the server's certificate.")};
    case ErrorKind::NoSuitableServer:
        return {Tr::tr("None of the hosts is a server of the wanted kind (%1).")
                    .arg(settings.targetSessionAttributes),
                Tr::tr("Name the primary server, or change the wanted kind of server.")};
    default:
        return {};
    }
}

} // namespace

Error connectFailure(ErrorKind kind, const ConnectionSettings &settings, const QString &serverMessage)
{
    Words words = accessWords(kind, settings);
    if (words.message.isEmpty())
        words = networkWords(kind, settings);
    Error error {kind, words.message, Tr::tr("Nothing was read or changed."), words.remedy, {}};
    error.detail.serverMessage = serverMessage;
    return error;
}

Error connectFailure(const QString &libpqMessage, const ConnectionSettings &settings)
{
    const QString state = sqlStateOf(libpqMessage);
    const ErrorKind kind = state.isEmpty() ? kindOfClientError(libpqMessage)
                                           : kindOfServerError(state, libpqMessage, settings);
    QString text = libpqMessage.trimmed();
    static const QRegularExpression location(u"\\nLOCATION:.*$"_s, QRegularExpression::MultilineOption);
    text.remove(location);
    if (!settings.password.isEmpty())
        text.replace(settings.password, u"***"_s);
    Error error = connectFailure(kind, settings, text);
    error.detail.sqlState = state;
    return error;
}

QString withoutValues(const QString &sqlState, const QString &serverText)
{
    QString text = serverText;
    static const QRegularExpression keyValues(u"\\)=\\(.*\\)"_s);
    text.replace(keyValues, u")=(...)"_s);
    if (sqlState.startsWith("23"_L1)) { // "Failing row contains (1, ...)", in any language
        static const QRegularExpression row(u"\\s\\(.*\\)\\.?$"_s);
        if (!text.contains(u")=("_s))
            text.replace(row, u" (...)."_s);
    }
    if (sqlState.startsWith("22"_L1)) { // 'invalid input syntax for type integer: "..."'
        static const QRegularExpression value(u"\".*\""_s, QRegularExpression::DotMatchesEverythingOption);
        text.replace(value, u"\"...\""_s);
    }
    return text;
}

} // namespace aegisx::postgres
