#pragma once

#include "core/base/enums.h"
#include "core/postgres/connection.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace aegisx::tracking {

// The one row of aegisx_site.site: what the database says of the site itself.

struct SiteFacts {
    Environment environment = Environment::Production;
    QDateTime setAt;
    QString setBy; // user@computer
    QString name; // of the hospital; empty, like the rest, where nobody has said it
    QString nameEn;
    QString hospitalCode;
    QString systemIdentifier; // of the cluster that the last run found it in
};

// How a computer's list of sites names the hospital.
struct SiteNames {
    QString name;
    QString nameEn;
    QString hospitalCode;
};

// No table of that name can fail selectSite(), whatever columns it has; nullopt: no row, or a word
// that this program does not know.
[[nodiscard]] postgres::Command selectSite();
[[nodiscard]] std::optional<SiteFacts> readSite(const postgres::Rows &rows);

// Where nothing is stored yet; never overwrites.
[[nodiscard]] postgres::Command storeEnvironment(Environment environment, const QString &who);
// Names only where none is stored yet; the cluster whenever it is known. Needs the row, and a log
// of version 2.
[[nodiscard]] postgres::Command storeNames(const SiteNames &names, const QString &systemIdentifier);

[[nodiscard]] QByteArray setEnvironmentSql(Environment environment, const QString &who);
[[nodiscard]] postgres::Command isEnvironment(Environment environment); // one boolean

} // namespace aegisx::tracking
