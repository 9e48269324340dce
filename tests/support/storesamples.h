#pragma once

#include "core/sites/sitestore.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

// What the tests of the list of sites put into it.

inline const QString thaiName = // "Khon Kaen hospital"
    u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e02\u0e2d\u0e19"
    "\u0e41\u0e01\u0e48\u0e19"_s;

inline sites::SiteProfile sampleProfile()
{
    sites::SiteProfile profile;
    profile.name = thaiName;
    profile.nameEn = u"Khon Kaen Hospital"_s;
    profile.code = u"10670"_s;
    profile.environment = Environment::Test;
    profile.connection.host = u"db1,db2"_s;
    profile.connection.port = u"5432,5433"_s;
    profile.connection.database = u"aegisx's \"db\""_s;
    profile.connection.user = u"upgrader"_s;
    profile.connection.tlsMode = postgres::TlsMode::VerifyFull;
    profile.connection.tlsRootCertificate = u"/etc/ssl/hospital.pem"_s;
    profile.connection.targetSessionAttributes = u"read-write"_s;
    profile.connection.connectTimeout = std::chrono::seconds(7);
    profile.connection.extra = {{u"options"_s, u"-c geqo=off"_s}};
    profile.keepPassword = true;
    profile.systemIdentifier = u"7311111111111111111"_s;
    profile.lastVisit = QDateTime::fromString(u"2025-11-22T03:04:05.678Z"_s, Qt::ISODateWithMs);
    profile.lastState = u"up-to-date"_s;
    return profile;
}

inline sites::RunRecord sampleRun(const QString &siteId, const QString &startedAt)
{
    sites::RunRecord run;
    run.siteId = siteId;
    run.siteLabel = thaiName;
    run.operation = u"migrate"_s;
    run.outcome = u"done"_s;
    run.startedAt = QDateTime::fromString(startedAt, Qt::ISODateWithMs);
    run.finishedAt = run.startedAt.addMSecs(1500);
    run.who = u"somchai@ward-pc"_s;
    run.summary = u"12 migrations"_s;
    run.reportJson = "{\"steps\": 12}";
    return run;
}

} // namespace aegisx::test
