#include "core/tracking/sitefacts.h"

#include "core/base/environment.h"

namespace aegisx::tracking {

using postgres::Command;

Command selectSite()
{
    return {"SELECT j ->> 'environment', j ->> 'set_at', j ->> 'set_by', j ->> 'name',"
            " j ->> 'name_en', j ->> 'hospital_code', j ->> 'system_identifier'"
            " FROM (SELECT to_jsonb(s) AS j FROM aegisx_site.site s LIMIT 1) one",
            {}};
}

std::optional<SiteFacts> readSite(const postgres::Rows &rows)
{
    const auto environment =
        rows.isEmpty() ? std::optional<Environment>() : environmentOf(rows.text(0, 0));
    if (!environment)
        return std::nullopt;
    return SiteFacts {*environment,
                      QDateTime::fromString(rows.text(0, 1), Qt::ISODateWithMs),
                      rows.text(0, 2),
                      rows.text(0, 3),
                      rows.text(0, 4),
                      rows.text(0, 5),
                      rows.text(0, 6)};
}

Command storeEnvironment(Environment environment, const QString &who)
{
    return {"INSERT INTO aegisx_site.site (environment, set_by) VALUES ($1, $2)"
            " ON CONFLICT DO NOTHING",
            {jsonKeyOf(environment).toUtf8(), who.toUtf8()}};
}

Command storeNames(const SiteNames &names, const QString &systemIdentifier)
{
    return {"UPDATE aegisx_site.site SET name = coalesce(nullif(name, ''), $1),"
            " name_en = coalesce(nullif(name_en, ''), $2),"
            " hospital_code = coalesce(nullif(hospital_code, ''), $3),"
            " system_identifier = coalesce(nullif($4, ''), system_identifier)"
            " WHERE coalesce(name, '') = '' AND $1 <> ''"
            " OR coalesce(name_en, '') = '' AND $2 <> ''"
            " OR coalesce(hospital_code, '') = '' AND $3 <> ''"
            " OR $4 <> '' AND $4 IS DISTINCT FROM system_identifier",
            {names.name.toUtf8(),
             names.nameEn.toUtf8(),
             names.hospitalCode.toUtf8(),
             systemIdentifier.toUtf8()}};
}

QByteArray setEnvironmentSql(Environment environment, const QString &who)
{
    return "INSERT INTO aegisx_site.site (environment, set_by) VALUES ("
        + postgres::quoteLiteral(jsonKeyOf(environment)) + ", " + postgres::quoteLiteral(who)
        + ") ON CONFLICT (only_row) DO UPDATE SET environment = excluded.environment,"
          " set_at = excluded.set_at, set_by = excluded.set_by";
}

Command isEnvironment(Environment environment)
{
    return {"SELECT EXISTS (SELECT FROM aegisx_site.site WHERE environment = $1)",
            {jsonKeyOf(environment).toUtf8()}};
}

} // namespace aegisx::tracking
