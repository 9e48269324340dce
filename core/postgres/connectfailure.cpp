#include "core/postgres/connectfailure.h"

#include "core/base/tr.h"
#include "core/postgres/connectionsettings.h"

#include <QRegularExpression>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

// What libpq says of one attempt: it tries each address of a name, and some TLS modes both with
// and without encryption, and strings the messages together.
struct Attempt {
    QString text;
    QString sqlState; // "FATAL:  28P01: ...": the word is in any language, and has no digit
    QString function; // of the server's source code, which tells apart what one SQLSTATE holds
};

QList<Attempt> attemptsOf(const QString &message)
{
    static const QRegularExpression start(u"^(?=connection to server (?:at|on socket) \")"_s,
                                          QRegularExpression::MultilineOption);
    static const QRegularExpression state(u":\\s+((?=[A-Z]*[0-9])[0-9A-Z]{5}):\\s"_s);
    static const QRegularExpression location(u"^LOCATION:\\s+(\\w+),"_s,
                                             QRegularExpression::MultilineOption);
    QList<Attempt> attempts;
    const QStringList texts = message.split(start, Qt::SkipEmptyParts);
    for (const QString &text : texts)
        attempts.append({text, state.match(text).captured(1), location.match(text).captured(1)});
    return attempts;
}

bool says(const QString &message, std::initializer_list<QLatin1StringView> words)
{
    return std::any_of(words.begin(), words.end(), [&message](QLatin1StringView word) {
        return message.contains(word, Qt::CaseInsensitive);
    });
}

ErrorKind kindOfAuthorization(const Attempt &attempt, const ConnectionSettings &settings)
{
    if (says(attempt.text, {"pg_hba.conf"_L1}))
        return ErrorKind::HbaRejects;
    if (attempt.function == "InitializeSessionUserId"_L1
        || says(attempt.text, {"does not exist"_L1, "not permitted to log in"_L1}))
        return ErrorKind::NoSuchRole;
    if (attempt.function == "ClientAuthentication"_L1 || says(attempt.text, {"certificate"_L1})
        || !settings.tlsCertificate.isEmpty())
        return ErrorKind::CertificateWrong;
    return ErrorKind::HbaRejects; // peer, ident and the like: the server's rules say no
}

// A pooler has one SQLSTATE for everything, its own words and the server's that it passes on.
ErrorKind kindOfPoolerError(const QString &message)
{
    static const QRegularExpression noDatabase(u"database \".*\" does not exist"_s);
    if (says(message, {"no such database"_L1}) || message.contains(noDatabase))
        return ErrorKind::NoSuchDatabase;
    if (says(message,
             {"no such user"_L1, "\"trust\" authentication failed"_L1, "does not exist"_L1}))
        return ErrorKind::NoSuchRole;
    if (says(message, {"certificate"_L1}))
        return ErrorKind::CertificateWrong;
    if (says(message, {"authentication failed"_L1, "auth failed"_L1}))
        return ErrorKind::WrongPassword;
    if (says(message, {"login rejected"_L1, "pg_hba.conf"_L1}))
        return ErrorKind::HbaRejects;
    if (says(message, {"SSL required"_L1, "TLS connection required"_L1}))
        return ErrorKind::TlsRequired;
    if (says(message, {"no more connections"_L1, "too many c"_L1, "connection slots"_L1}))
        return ErrorKind::TooManyConnections;
    return ErrorKind::ConnectionFailed;
}

ErrorKind kindOfServerError(const Attempt &attempt, const ConnectionSettings &settings)
{
    if (attempt.sqlState == "28P01"_L1)
        return ErrorKind::WrongPassword;
    if (attempt.sqlState == "28000"_L1)
        return kindOfAuthorization(attempt, settings);
    if (attempt.sqlState == "3D000"_L1)
        return ErrorKind::NoSuchDatabase;
    if (attempt.sqlState == "53300"_L1)
        return ErrorKind::TooManyConnections;
    if (attempt.sqlState == "57P03"_L1)
        return says(attempt.text, {"shutting down"_L1}) ? ErrorKind::ServerStopping
                                                        : ErrorKind::ServerStarting;
    if (attempt.sqlState == "57P01"_L1 || attempt.sqlState == "57P02"_L1)
        return ErrorKind::ServerStopping;
    if (attempt.sqlState == "08P01"_L1)
        return kindOfPoolerError(attempt.text);
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
    if (says(message, {"SSL SYSCALL error"_L1}))
        return ErrorKind::ConnectionLost;
    if (says(message,
             {"session is read-only"_L1, "session is not read-only"_L1, "hot standby mode"_L1}))
        return ErrorKind::NoSuitableServer;
    if (says(message,
             {"timeout expired"_L1, "timed out"_L1, "No route to host"_L1, "unreachable"_L1}))
        return ErrorKind::ConnectionTimedOut;
    if (says(message, {"Connection refused"_L1, "No such file or directory"_L1}))
        return ErrorKind::ConnectionRefused;
    if (says(message, {"server closed the connection unexpectedly"_L1, "Connection reset"_L1}))
        return ErrorKind::ConnectionLost;
    return ErrorKind::ConnectionFailed;
}

// How far an attempt came: the message of the one that came farthest helps most.
int progressOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::HostNotFound:
        return 0;
    case ErrorKind::ConnectionTimedOut:
        return 1;
    case ErrorKind::ConnectionRefused:
        return 2;
    case ErrorKind::ConnectionFailed:
    case ErrorKind::ConnectionLost:
        return 3;
    case ErrorKind::HbaRejects:
        return 4;
    case ErrorKind::TlsNotOffered:
    case ErrorKind::CertificateWrong:
        return 5;
    default:
        return 6;
    }
}

// What may be shown of libpq's words. They hold no password of themselves; where a strange server
// repeats one it is blotted out, unless that would only tell that it is the user's name.
QString shown(const QString &libpqMessage, const ConnectionSettings &settings)
{
    static const QRegularExpression location(u"\\n?^LOCATION:.*$"_s,
                                             QRegularExpression::MultilineOption);
    QString text = libpqMessage;
    text.remove(location);
    const QString &password = settings.password;
    if (password.size() >= 4 && !settings.describe().contains(password))
        text.replace(password, u"***"_s);
    return text.trimmed();
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
                Tr::tr("Wait a moment, then try again. If it stays so, ask the server's "
                       "administrator.")};
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
        return {Tr::tr("The server asks for a password for user %1, and none was given.")
                    .arg(settings.user),
                Tr::tr("Give the password, or store it in the keychain or in ~/.pgpass.")};
    case ErrorKind::NoSuchDatabase:
        return {Tr::tr("The server has no such database: %1").arg(settings.database),
                Tr::tr("Check the name of the database; upper and lower case count.")};
    case ErrorKind::NoSuchRole:
        return {Tr::tr("The server has no such user, or the user may not log in: %1")
                    .arg(settings.user),
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

Error connectFailure(ErrorKind kind,
                     const ConnectionSettings &settings,
                     const QString &serverMessage)
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
    ErrorKind kind = ErrorKind::ConnectionFailed;
    int farthest = -1;
    Attempt told;
    const QList<Attempt> attempts = attemptsOf(libpqMessage);
    for (const Attempt &attempt : attempts) {
        const ErrorKind one = attempt.sqlState.isEmpty() ? kindOfClientError(attempt.text)
                                                         : kindOfServerError(attempt, settings);
        if (progressOf(one) <= farthest)
            continue;
        farthest = progressOf(one);
        kind = one;
        told = attempt;
    }
    Error error = connectFailure(kind, settings, shown(libpqMessage, settings));
    error.detail.sqlState = told.sqlState;
    const bool clear = says(told.text, {"starting up"_L1, "recovery"_L1, "not yet accepting"_L1});
    if (kind == ErrorKind::ServerStarting && !clear) // one SQLSTATE for both, in another language
        error.message = Tr::tr("The server is starting or shutting down, or takes no connections.");
    return error;
}

namespace {

// How far a message says names alone: 'extension "pg_trgm" has no ... for version "99"'. A value
// stands in marks as well, and may hold anything, also what looks like a name: so nothing is
// believed behind the first pair of marks that no such word stands before.
qsizetype endOfNames(const QString &text)
{
    static const QRegularExpression name(
        u"[^\"\u00ab\u00bb\u201c\u201d\u201e\u300c\u300d]*?\\b(?:access method|attribute|collation"
        "|column|constraint|conversion|cursor|database|domain|encoding|extension|function|index"
        "|language|operator|parameter|policy|procedure|publication|relation|role|rule|schema"
        "|sequence|server|subscription|table|tablespace|trigger|type|version|view) "
        "\"[\\w.$+-]{1,63}\"(?!\")"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    qsizetype end = 0;
    for (;;) {
        const auto match = name.match(text,
                                      end,
                                      QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch())
            return end;
        end = match.capturedEnd();
    }
}

} // namespace

QString withoutValues(const QString &sqlState, const QString &serverText)
{
    constexpr auto acrossLines = QRegularExpression::DotMatchesEverythingOption;
    static const QRegularExpression keyValues(u"\\)=\\(.*\\)"_s, acrossLines);
    static const QRegularExpression row(u"\\(.*\\)"_s, acrossLines);
    QString text = serverText;
    if (text.contains(keyValues)) // "Key (code)=(...) already exists."
        return text.replace(keyValues, u")=(...)"_s);
    if (sqlState.startsWith("23"_L1) || sqlState == "44000"_L1) // "Failing row contains (1, ...)."
        return text.replace(row, u"(...)"_s);
    if (!sqlState.startsWith("22"_L1))
        return text;
    // 'JSON data, line 1: {...', then 'invalid input syntax for type integer: "..."', in the
    // quotation marks of any language.
    static const QString quotes = u"\"\u00ab\u00bb\u201c\u201d\u201e\u300c\u300d"_s;
    static const QRegularExpression bare(u"^([^%1:\\n]*:[ \\t]+)(?![%1])[^\\n]*$"_s.arg(quotes),
                                         QRegularExpression::MultilineOption);
    static const QRegularExpression quoted(u"[%1].*[%1]"_s.arg(quotes), acrossLines);
    text.replace(bare, u"\\1..."_s);
    const qsizetype names = endOfNames(text);
    return text.left(names) % text.mid(names).replace(quoted, u"\"...\""_s);
}

} // namespace aegisx::postgres
