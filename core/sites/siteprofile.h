#pragma once

#include "core/base/enums.h"
#include "core/postgres/connectionsettings.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace aegisx::sites {

// What this machine knows of one hospital's database. Never holds a password: that is the
// SecretStore's, under the profile's id.
struct SiteProfile {
    QString id; // a uuid without braces, given by SiteStore::add()
    QString name; // the hospital's name, Thai
    QString nameEn;
    QString code; // the hospital's code of 5 or 9 digits; any text is taken
    Environment environment = Environment::Production;
    postgres::ConnectionSettings connection;
    bool keepPassword = false; // in the keychain; else it is asked each time
    QString systemIdentifier; // of the cluster the profile was made for; empty: not known yet
    QDateTime lastVisit;
    QString lastState; // at the last visit, a word of the program's own

    bool operator==(const SiteProfile &) const = default;
};

// One run in the local history; it outlives the profile it was made with.
struct RunRecord {
    QString id; // a uuid without braces; addRun() gives one where it is empty
    QString siteId;
    QString siteLabel;
    QString operation;
    QString outcome;
    QDateTime startedAt;
    QDateTime finishedAt;
    QString who;
    QString summary;
    QByteArray reportJson;

    bool operator==(const RunRecord &) const = default;
};

} // namespace aegisx::sites
