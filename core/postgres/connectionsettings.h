#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QPair>
#include <QString>

#include <chrono>

class QProcessEnvironment;

namespace aegisx::postgres {
Q_NAMESPACE

enum class TlsMode { Disable, Allow, Prefer, Require, VerifyCa, VerifyFull };
Q_ENUM_NS(TlsMode)

// Whether the value of libpq's keyword is a secret: sslpassword, oauth_client_secret, or
// scram_client_key, which opens a session as well as the password does.
[[nodiscard]] bool isSecret(QStringView keyword);

// How to reach one database. A plain value; holds the password only while it is in use, and
// no function here puts the password into a string that a person or a log could see.
struct ConnectionSettings {
    QString host = QStringLiteral("localhost"); // several hosts: "a,b"; a path: a unix socket
    QString port = QStringLiteral("5432"); // one for all hosts, or one each: "5432,5433"
    QString database = QStringLiteral("aegisx_db");
    QString user = QStringLiteral("postgres");
    QString password;
    QString passwordFile; // libpq's passfile; empty: PGPASSFILE or ~/.pgpass
    TlsMode tlsMode = TlsMode::Prefer; // left to libpq: PGSSLMODE or a service may ask for more
    QString tlsRootCertificate;
    QString tlsCertificate;
    QString tlsKey;
    QString targetSessionAttributes; // any, read-write, read-only, primary, standby, prefer-standby
    std::chrono::seconds connectTimeout {10};
    QList<QPair<QString, QString>> extra; // further libpq keywords, passed on as they are

    // What libpq is handed, in a stable order, empty values left out; includes keepalives,
    // application_name and, unless withPassword is false, the password. A keyword in extra
    // replaces a default of ours, but no field above and not client_encoding.
    [[nodiscard]] QList<QPair<QByteArray, QByteArray>> parameters(bool withPassword = true) const;

    // "host:port/database as user": for a person; never the password.
    [[nodiscard]] QString describe() const;

    bool operator==(const ConnectionSettings &) const = default;
};

// Reads a postgresql:// URL or a keyword=value conninfo string, as libpq itself reads it.
// What the text does not name keeps libpq's meaning, not ours (host: the default socket), but
// we never wait for ever: no connect_timeout, or 0, is 10 s. Errors: InvalidInput; of the text
// the message quotes nothing but a keyword, and none behind a password (it may be part of one).
[[nodiscard]] Result<ConnectionSettings> settingsFromText(const QString &text);

// The platform's precedence: DATABASE_HOST before POSTGRES_HOST, likewise PORT, NAME/DB, USER,
// PASSWORD; defaults localhost, 5432, aegisx_db, postgres. An empty value counts as unset.
// Errors: InvalidInput (a bad port).
[[nodiscard]] Result<ConnectionSettings>
settingsFromVariables(const QHash<QString, QString> &variables);

// True where at least one of the variables above is set: else there is nothing to go by.
[[nodiscard]] bool namesADatabase(const QHash<QString, QString> &variables);

// Reads the .env file at path, and .env.local beside it over it unless NODE_ENV (in the
// environment, else in the file) is production; a file of another name is read alone. A variable
// of the environment wins over both, as the dotenv package never overrides. Blocks on the disk.
// Errors: NotFound (neither file is there), Io, InvalidInput (UTF-16, or too large to be one).
[[nodiscard]] Result<QHash<QString, QString>>
readEnvironment(const QString &path, const QProcessEnvironment &environment);

} // namespace aegisx::postgres
