#include "core/postgres/connectionsettings.h"

#include "core/base/tr.h"
#include "core/base/version.h"
#include "core/postgres/dotenv.h"

#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

struct OptionsDeleter {
    void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};
using OptionsPtr = std::unique_ptr<PQconninfoOption, OptionsDeleter>;

// libpq's own error text quotes the input, password and all, so nobody gets to see it.
OptionsPtr parsedOptions(const QByteArray &text)
{
    char *error = nullptr;
    OptionsPtr options(PQconninfoParse(text.constData(), &error));
    PQfreemem(error);
    return options;
}

struct Field {
    QLatin1StringView keyword;
    QString ConnectionSettings::*member;
};

constexpr std::array fields {
    Field {"host"_L1, &ConnectionSettings::host},
    Field {"port"_L1, &ConnectionSettings::port},
    Field {"dbname"_L1, &ConnectionSettings::database},
    Field {"user"_L1, &ConnectionSettings::user},
    Field {"password"_L1, &ConnectionSettings::password},
    Field {"passfile"_L1, &ConnectionSettings::passwordFile},
    Field {"sslrootcert"_L1, &ConnectionSettings::tlsRootCertificate},
    Field {"sslcert"_L1, &ConnectionSettings::tlsCertificate},
    Field {"sslkey"_L1, &ConnectionSettings::tlsKey},
    Field {"target_session_attrs"_L1, &ConnectionSettings::targetSessionAttributes},
};

constexpr auto sslModeKeyword = "sslmode"_L1;
constexpr auto timeoutKeyword = "connect_timeout"_L1;
constexpr auto encodingKeyword = "client_encoding"_L1;

// In the order of TlsMode.
constexpr std::array sslModes {
    "disable"_L1, "allow"_L1, "prefer"_L1, "require"_L1, "verify-ca"_L1, "verify-full"_L1};

constexpr std::array sessionAttributes {
    "any"_L1, "read-write"_L1, "read-only"_L1, "primary"_L1, "standby"_L1, "prefer-standby"_L1};

bool isOurs(QStringView keyword)
{
    const auto named = [keyword](const Field &field) { return field.keyword == keyword; };
    return keyword == sslModeKeyword || keyword == timeoutKeyword || keyword == encodingKeyword
        || std::any_of(fields.begin(), fields.end(), named);
}

QString extraValue(const ConnectionSettings &settings, QStringView keyword)
{
    for (const auto &[name, value] : settings.extra) {
        if (name == keyword)
            return value;
    }
    return {};
}

template <typename List> QString joined(const List &words)
{
    QStringList list;
    for (const auto word : words)
        list << word;
    return list.join(u", "_s);
}

// Ports as libpq takes them: one for all hosts, or one for each; an empty one is the default.
bool portsFit(const ConnectionSettings &settings)
{
    const QString addresses = extraValue(settings, u"hostaddr");
    const QStringList ports = settings.port.split(u',');
    const auto good = [](const QString &port) {
        bool number = false;
        const int value = port.toInt(&number);
        return port.isEmpty() || (number && value >= 1 && value <= 65535);
    };
    const qsizetype hosts = (addresses.isEmpty() ? settings.host : addresses).count(u',') + 1;
    return (ports.size() == 1 || ports.size() == hosts)
        && std::all_of(ports.cbegin(), ports.cend(), good);
}

QString portRemedy()
{
    return Tr::tr("A port is a number from 1 to 65535: one for all hosts, or one for each.");
}

// --- A connection text: a URL or keyword=value -------------------------------------------------

bool isUrl(QStringView text)
{
    return text.startsWith("postgresql://"_L1) || text.startsWith("postgres://"_L1);
}

tl::unexpected<Error> invalidText(const QString &message, const QString &remedy = {})
{
    return fail(ErrorKind::InvalidInput,
                message,
                remedy.isEmpty()
                    ? Tr::tr("Write it as postgresql://user:password@host:port/database or as "
                             "host=... port=... dbname=... user=... password=...")
                    : remedy);
}

tl::unexpected<Error> invalidValue(QLatin1StringView keyword, const QString &remedy)
{
    return invalidText(
        Tr::tr("The value of \"%1\" in the connection text is not valid.").arg(keyword), remedy);
}

QString escapeRemedy()
{
    return Tr::tr("In a URL, write special characters of a name or a password as percent escapes: "
                  "@ as %40, / as %2F, : as %3A, ? as %3F, # as %23, & as %26, % as %25.");
}

// libpq ends the password at the first @ and the host at the first slash. With another @ behind,
// the rest of a password would pass for a host or a database and be shown as such.
bool hasAmbiguousAt(QStringView url)
{
    const qsizetype start = url.indexOf("://"_L1) + 3;
    const qsizetype at = url.indexOf(u'@', start);
    const qsizetype slash = url.indexOf(u'/', start);
    return at >= 0 && ((slash >= 0 && slash < at) || url.indexOf(u'@', at + 1) >= 0);
}

bool hasBrokenEscape(const QString &url)
{
    static const QRegularExpression broken(u"%(?![0-9A-Fa-f]{2})|%00"_s);
    return url.contains(broken);
}

// The keywords of a text, in order, as far as it can be taken apart.
QStringList keywordsOf(const QString &text)
{
    static const QRegularExpression pair(
        uR"(\G\s*([^=\s]+)\s*=\s*('(?:[^'\\]|\\.)*+'|(?:[^\s\\]|\\.)*+))"_s,
        QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression parameter(u"[?&]([^=&]*)="_s);
    qsizetype start = 0;
    if (isUrl(text)) { // a ? before the @ belongs to the password
        start = text.indexOf(u'?', qMax<qsizetype>(0, text.indexOf(u'@')));
        if (start < 0)
            return {};
    }
    QStringList keywords;
    auto matches = (isUrl(text) ? parameter : pair).globalMatch(text, start);
    while (matches.hasNext())
        keywords << QUrl::fromPercentEncoding(matches.next().captured(1).toUtf8());
    return keywords;
}

struct UnknownKeyword {
    QString name; // empty where it may be a part of a password
};

std::optional<UnknownKeyword> unknownKeyword(const QString &text)
{
    QSet<QString> known {u"ssl"_s, u"requiressl"_s};
    const OptionsPtr all = parsedOptions({});
    for (const auto *option = all.get(); option && option->keyword; ++option)
        known.insert(QString::fromUtf8(option->keyword));
    static const QRegularExpression looksLikeOne(u"^[a-z][a-z_]{0,30}$"_s);
    bool behindSecret = false;
    const QStringList keywords = keywordsOf(text);
    for (const QString &keyword : keywords) {
        if (!known.contains(keyword)) {
            const bool harmless = !behindSecret
                && (known.contains(keyword.toLower()) || looksLikeOne.match(keyword).hasMatch());
            return UnknownKeyword {harmless ? keyword : QString()};
        }
        behindSecret = behindSecret || isSecret(keyword);
    }
    return {};
}

QString writingRemedy(const QString &text)
{
    if (isUrl(text))
        return escapeRemedy();
    if (!text.contains(u'='))
        return {};
    return Tr::tr(
        "Put a value with a space or a quote in it, such as a password, into quotes, with a "
        "backslash before each ' and \\: password='...'");
}

tl::unexpected<Error> unreadableText(const QString &text)
{
    if (isUrl(text) && hasBrokenEscape(text))
        return invalidText(Tr::tr("The connection URL holds a % that is no percent escape."),
                           escapeRemedy());
    const std::optional<UnknownKeyword> unknown = unknownKeyword(text);
    if (!unknown)
        return invalidText(Tr::tr("The connection text cannot be read."), writingRemedy(text));
    if (unknown->name.isEmpty())
        return invalidText(
            Tr::tr("The connection text holds a keyword that PostgreSQL does not know."),
            writingRemedy(text));
    return invalidText(
        Tr::tr("PostgreSQL knows no connection keyword \"%1\".").arg(unknown->name),
        Tr::tr("Usual ones are host, port, dbname, user, password, sslmode and connect_timeout."));
}

template <typename List> qsizetype indexOf(const List &words, const QString &word)
{
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? -1 : found - words.begin();
}

Result<void> apply(ConnectionSettings &settings, const QString &keyword, const QString &value)
{
    for (const Field &field : fields) {
        if (field.keyword == keyword) {
            settings.*field.member = value;
            return {};
        }
    }
    if (keyword == sslModeKeyword) {
        const qsizetype mode = indexOf(sslModes, value);
        if (mode < 0)
            return invalidValue(sslModeKeyword, Tr::tr("It is one of: %1.").arg(joined(sslModes)));
        settings.tlsMode = static_cast<TlsMode>(mode);
    } else if (keyword == timeoutKeyword) {
        bool number = false;
        const int seconds = value.toInt(&number);
        if (!number)
            return invalidValue(timeoutKeyword, Tr::tr("It is a whole number of seconds."));
        if (seconds > 0)
            settings.connectTimeout = std::chrono::seconds(seconds);
    } else {
        settings.extra.append({keyword, value});
    }
    return {};
}

Result<void> applyAll(ConnectionSettings &settings, const PQconninfoOption *options)
{
    for (const auto *option = options; option->keyword; ++option) {
        const QByteArray bytes(option->val);
        if (bytes.isEmpty())
            continue;
        const QString value = QString::fromUtf8(bytes);
        if (value.toUtf8() != bytes)
            return invalidText(Tr::tr("The percent escapes in the connection URL are not UTF-8."),
                               escapeRemedy());
        auto applied = apply(settings, QString::fromUtf8(option->keyword), value);
        if (!applied)
            return applied;
    }
    if (!portsFit(settings))
        return invalidValue("port"_L1, portRemedy() % u' ' % escapeRemedy());
    const QString wanted = settings.targetSessionAttributes;
    if (!wanted.isEmpty() && indexOf(sessionAttributes, wanted) < 0)
        return invalidValue("target_session_attrs"_L1,
                            Tr::tr("It is one of: %1.").arg(joined(sessionAttributes)));
    return {};
}

// --- Variables ---------------------------------------------------------------------------------

using Names = std::array<QLatin1StringView, 2>;
constexpr Names hostNames {"DATABASE_HOST"_L1, "POSTGRES_HOST"_L1};
constexpr Names portNames {"DATABASE_PORT"_L1, "POSTGRES_PORT"_L1};
constexpr Names databaseNames {"DATABASE_NAME"_L1, "POSTGRES_DB"_L1};
constexpr Names userNames {"DATABASE_USER"_L1, "POSTGRES_USER"_L1};
constexpr Names passwordNames {"DATABASE_PASSWORD"_L1, "POSTGRES_PASSWORD"_L1};

// The first of the names that is set, as JavaScript's `a || b` sees it: an empty value is none.
QString firstSet(const QHash<QString, QString> &variables, const Names &names)
{
    for (const QLatin1StringView name : names) {
        if (!variables.value(name).isEmpty())
            return name;
    }
    return {};
}

// What a .env file says; nothing where there is no file of that name.
Result<std::optional<QHash<QString, QString>>> variablesOf(const QString &path)
{
    constexpr qint64 limit = 1 << 20; // bytes
    if (!QFileInfo::exists(path))
        return std::nullopt;
    QFile file(path);
    QByteArray text;
    if (file.open(QIODevice::ReadOnly))
        text = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Io,
                    Tr::tr("The file %1 cannot be read: %2").arg(path, file.errorString()));
    if (text.size() > limit)
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("The file %1 is too large for a .env file.").arg(path));
    if (text.startsWith("\xFF\xFE") || text.startsWith("\xFE\xFF"))
        return fail(
            ErrorKind::InvalidInput,
            Tr::tr("The file %1 is saved as UTF-16; the platform reads nothing from it.").arg(path),
            Tr::tr("Save it as UTF-8."));
    return parseDotenv(text);
}

} // namespace

bool isSecret(QStringView keyword)
{
    return keyword.contains("password"_L1, Qt::CaseInsensitive)
        || keyword.contains("secret"_L1, Qt::CaseInsensitive)
        || (keyword.startsWith("scram_"_L1, Qt::CaseInsensitive)
            && keyword.endsWith("_key"_L1, Qt::CaseInsensitive));
}

QList<QPair<QByteArray, QByteArray>> ConnectionSettings::parameters(bool withPassword) const
{
    QList<QPair<QByteArray, QByteArray>> result;
    const auto add = [&result, withPassword](QStringView keyword, const QString &value) {
        if (!value.isEmpty() && (withPassword || !isSecret(keyword)))
            result.append({keyword.toUtf8(), value.toUtf8()});
    };
    for (const Field &field : fields)
        add(QString(field.keyword), this->*field.member);
    if (tlsMode != TlsMode::Prefer)
        add(u"sslmode", sslModes.at(static_cast<size_t>(tlsMode)));
    add(u"connect_timeout", QString::number(connectTimeout.count()));
    add(u"client_encoding", u"UTF8"_s);
    const QList<QPair<QString, QString>> defaults {
        {u"application_name"_s, u"AegisX Site Manager "_s % QLatin1StringView(programVersion)},
        {u"gssencmode"_s, u"disable"_s},
        {u"keepalives"_s, u"1"_s},
        {u"keepalives_idle"_s, u"30"_s},
        {u"keepalives_interval"_s, u"10"_s},
        {u"keepalives_count"_s, u"3"_s},
        {u"tcp_user_timeout"_s, u"60000"_s}, // milliseconds
    };
    for (const auto &[keyword, value] : defaults) {
        if (extraValue(*this, keyword).isEmpty())
            add(keyword, value);
    }
    for (const auto &[keyword, value] : extra) {
        if (!isOurs(keyword))
            add(keyword, value);
    }
    return result;
}

QString ConnectionSettings::describe() const
{
    const QString addresses = extraValue(*this, u"hostaddr");
    const QStringList hosts = (host.isEmpty() ? addresses : host).split(u',');
    const QStringList ports = port.split(u',');
    QStringList places;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        QString place = hosts.at(i).isEmpty() ? Tr::tr("default host") : hosts.at(i);
        if (place.contains(u':') && !place.startsWith(u'/'))
            place = u'[' % place % u']';
        const QString itsPort = ports.size() == 1 ? ports.first() : ports.value(i);
        places << (itsPort.isEmpty() ? place : place % u':' % itsPort);
    }
    return Tr::tr("%1/%2 as %3")
        .arg(places.join(u','),
             database.isEmpty() ? Tr::tr("default database") : database,
             user.isEmpty() ? Tr::tr("default user") : user);
}

Result<ConnectionSettings> settingsFromText(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return invalidText(Tr::tr("The connection text is empty."));
    // libpq takes only a URL without blanks around it, and a conninfo may end in a quoted blank.
    const QString source = isUrl(trimmed) ? trimmed : text;
    if (source.contains(QChar(0)))
        return unreadableText(source);
    if (isUrl(source) && hasAmbiguousAt(source))
        return invalidText(Tr::tr("The connection URL holds an @ where none can be."),
                           escapeRemedy());
    const OptionsPtr options = parsedOptions(source.toUtf8());
    if (!options)
        return unreadableText(source);

    ConnectionSettings settings;
    for (const Field &field : fields)
        settings.*field.member = QString();
    const auto applied = applyAll(settings, options.get());
    if (!applied)
        return fail(applied.error());
    return settings;
}

Result<ConnectionSettings> settingsFromVariables(const QHash<QString, QString> &variables)
{
    ConnectionSettings settings;
    const auto take = [&variables](QString &field, const Names &names) {
        QString name = firstSet(variables, names);
        if (!name.isEmpty())
            field = variables.value(name);
        return name;
    };
    take(settings.host, hostNames);
    take(settings.database, databaseNames);
    take(settings.user, userNames);
    take(settings.password, passwordNames);
    const QString portName = take(settings.port, portNames);
    settings.port = settings.port.trimmed();
    if (!portsFit(settings) || settings.port.isEmpty())
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("The value of %1 is no port.").arg(portName),
                    portRemedy());
    return settings;
}

bool namesADatabase(const QHash<QString, QString> &variables)
{
    constexpr std::array all {hostNames, portNames, databaseNames, userNames, passwordNames};
    return std::any_of(all.begin(), all.end(), [&variables](const Names &names) {
        return !firstSet(variables, names).isEmpty();
    });
}

Result<QHash<QString, QString>> readEnvironment(const QString &path,
                                                const QProcessEnvironment &environment)
{
    const auto base = variablesOf(path);
    if (!base)
        return fail(base.error());
    QHash<QString, QString> variables = base->value_or(QHash<QString, QString>());
    const QString mode = environment.value(u"NODE_ENV"_s, variables.value(u"NODE_ENV"_s));
    bool found = base->has_value();
    if (QFileInfo(path).fileName() == ".env"_L1 && mode != "production"_L1) {
        const auto local = variablesOf(path % u".local"_s);
        if (!local)
            return fail(local.error());
        found = found || local->has_value();
        variables.insert(local->value_or(QHash<QString, QString>()));
    }
    if (!found)
        return fail(ErrorKind::NotFound, Tr::tr("There is no file %1.").arg(path));
    const QStringList names = environment.keys();
    for (const QString &name : names)
        variables.insert(name, environment.value(name));
    return variables;
}

} // namespace aegisx::postgres
