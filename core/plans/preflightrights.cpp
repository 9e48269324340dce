#include "core/base/tr.h"
#include "core/plans/preflightlines.h"
#include "core/tracking/sitelogschema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

namespace {

enum Question { Schemas, Relations, Extensions, SiteLog, Database, MissingSchemas, Seeds };

QByteArray jsonArray(const QSet<QString> &names)
{
    return QJsonDocument(QJsonArray::fromStringList(QStringList(names.begin(), names.end())))
        .toJson(QJsonDocument::Compact);
}

QByteArray jsonObject(const QMap<QString, QString> &texts)
{
    QJsonObject object;
    for (auto it = texts.cbegin(); it != texts.cend(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// The extensions of postgresql-contrib.
constexpr auto ofContrib =
    "adminpack amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int "
    "dict_xsyn earthdistance file_fdw fuzzystrmatch hstore insert_username intagg "
    "intarray isn lo ltree moddatetime old_snapshot pageinspect pg_buffercache "
    "pg_freespacemap pg_prewarm pg_trgm pg_surgery pg_stat_statements pg_visibility "
    "pg_walinspect pgcrypto pgrowlocks pgstattuple postgres_fdw refint seg sslinfo "
    "tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp xml2";

// Those that PostgreSQL itself brings are in one package.
QString packageRemedy(const QStringList &extensions)
{
    static const QStringList contrib = QString::fromLatin1(ofContrib).split(u' ');
    QStringList shipped;
    QStringList others;
    for (const QString &extension : extensions)
        (contrib.contains(extension) ? shipped : others) << extension;
    QStringList remedies;
    if (!shipped.isEmpty())
        remedies << Tr::tr("Ask the server's administrator to install the package that has "
                           "them (postgresql-contrib).");
    if (!others.isEmpty())
        remedies << Tr::tr("Ask the server's administrator to install the package of that "
                           "extension: %1")
                        .arg(others.join(u", "_s));
    return remedies.join(u' ');
}

QString sorted(const QSet<QString> &names)
{
    QStringList list(names.begin(), names.end());
    list.sort();
    return list.join(u", "_s);
}

QStringList denied(const Rows &rows)
{
    QStringList names;
    for (int row = 0; row < rows.count(); ++row) {
        if (!rows.boolean(row, 1))
            names << rows.text(row, 0);
    }
    return names;
}

bool isRightsFinding(const Finding &finding)
{
    return finding.id == "missing-right"_L1 || finding.id == "unreadable-lock"_L1
        || finding.id == "tracking-unreadable"_L1;
}

// Each row a right that the user lacks, "INSERT, UPDATE ON inventory.drugs". An identity column
// wants none on its sequence, as DEFAULT nextval() does.
Command selectSeedRights(const TouchedObjects &touched)
{
    QJsonArray wanted;
    for (const WantedRight &one : touched.seeded)
        wanted.append(QJsonObject {{u"s"_s, QJsonArray::fromStringList(one.schemas)},
                                   {u"t"_s, one.need.table},
                                   {u"r"_s, one.need.right},
                                   {u"f"_s, QJsonArray::fromStringList(one.need.filled)},
                                   {u"n"_s, one.need.filledCount}});
    return {
        "WITH w AS (SELECT k.*, r.r, r.f, r.n FROM jsonb_to_recordset($1::jsonb) AS"
        "  r(s jsonb, t text, r text, f jsonb, n int) CROSS JOIN LATERAL (SELECT n.oid AS ns,"
        "  n.nspname, c.oid, c.relname FROM jsonb_array_elements_text(r.s) WITH ORDINALITY AS"
        "  p(name, place) JOIN pg_catalog.pg_namespace n ON n.nspname = p.name JOIN"
        "  pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = r.t AND c.relkind IN"
        "  ('r', 'p', 'v', 'm', 'f') ORDER BY p.place LIMIT 1) k)"
        " SELECT format('USAGE ON SCHEMA %I', nspname) FROM w"
        "  WHERE NOT has_schema_privilege(ns, 'USAGE')"
        " UNION SELECT format('%s ON %I.%I', string_agg(DISTINCT r, ', '), nspname, relname)"
        "  FROM w WHERE NOT CASE WHEN r = 'DELETE' THEN has_table_privilege(oid, r) ELSE"
        "  has_any_column_privilege(oid, r) END GROUP BY nspname, relname"
        " UNION SELECT format('USAGE ON SEQUENCE %I.%I', m.nspname, q.relname) FROM w JOIN"
        "  pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attgenerated = '' JOIN"
        "  pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum JOIN"
        "  pg_catalog.pg_depend x ON x.classid = 'pg_attrdef'::regclass AND x.objid = d.oid AND"
        "  x.refclassid = 'pg_class'::regclass JOIN pg_catalog.pg_class q ON q.oid = x.refobjid"
        "  AND q.relkind = 'S' JOIN pg_catalog.pg_namespace m ON m.oid = q.relnamespace"
        "  WHERE w.r = 'INSERT' AND NOT w.f ? a.attname AND w.n >= 0 AND w.n < (SELECT count(*)"
        "   FROM pg_catalog.pg_attribute b WHERE b.attrelid = a.attrelid AND b.attnum > 0 AND"
        "   NOT b.attisdropped AND b.attnum <= a.attnum)"
        "  AND NOT CASE WHEN q.relkind = 'S' THEN has_sequence_privilege(q.oid, 'USAGE, UPDATE')"
        "   END"
        " UNION SELECT format('TEMPORARY ON DATABASE %I', current_database()) WHERE $2::bool"
        "  AND NOT has_database_privilege(current_database(), 'TEMPORARY') ORDER BY 1",
        {QJsonDocument(wanted).toJson(QJsonDocument::Compact),
         touched.temporary ? "true" : "false"}};
}

// For which the user lacks the right. PostgreSQL asks for it before it looks at IF NOT EXISTS; a
// CREATE SCHEMA that a DO block guards is left out where the schema is there.
QSet<QString> schemasToCreate(const TouchedObjects &touched, const Rows *rows)
{
    if (rows[Database].boolean(0, 0))
        return {};
    QSet<QString> schemas = touched.createdSchemas;
    for (int row = 0; row < rows[MissingSchemas].count(); ++row)
        schemas.insert(rows[MissingSchemas].text(row, 0));
    return schemas;
}

// What the server would refuse, for each kind of right.
QStringList
refusedRights(const inspection::SiteCheck &check, const TouchedObjects &touched, const Rows *rows)
{
    QStringList refused;
    const QStringList schemas = denied(rows[Schemas]);
    if (!schemas.isEmpty())
        refused << Tr::tr("The user may not make anything in: %1").arg(schemas.join(u", "_s));
    const QStringList relations = denied(rows[Relations]);
    if (!relations.isEmpty())
        refused << Tr::tr("The user does not own what the run changes: %1")
                       .arg(relations.join(u", "_s));
    const QSet<QString> created = schemasToCreate(touched, rows);
    if (!created.isEmpty())
        refused << Tr::tr("The user lacks CREATE ON DATABASE %1, which CREATE SCHEMA wants even "
                          "where the schema is there: %2")
                       .arg(check.state.server.database, sorted(created));
    QStringList ofSeeds;
    for (int row = 0; row < rows[Seeds].count(); ++row)
        ofSeeds << rows[Seeds].text(row, 0);
    if (!ofSeeds.isEmpty())
        refused
            << Tr::tr("The user lacks rights that the seeds need: %1").arg(ofSeeds.join(u"; "_s));
    return refused;
}

// A line for each module and for each kind of right.
PreflightLine
rightsLine(const inspection::SiteCheck &check, const TouchedObjects &touched, const Rows *rows)
{
    const QString title = Tr::tr("The user's rights");
    QStringList problems;
    QStringList remedies;
    bool stops = false;
    for (const Finding &finding : check.findings) {
        if (!isRightsFinding(finding))
            continue;
        stops = stops || finding.severity == Severity::Error;
        problems << finding.message;
        remedies << finding.remedy;
    }
    const QStringList refused = refusedRights(check, touched, rows);
    problems << refused;
    if (problems.isEmpty())
        return okLine(u"rights"_s,
                      title,
                      Tr::tr("User %1 has every right that the run needs, as far as its files can "
                             "be read.")
                          .arg(check.state.server.currentUser));
    if (remedies.isEmpty())
        remedies << Tr::tr("Connect as the owner of the tables, or ask for these rights.");
    remedies.removeDuplicates();
    stops = stops || !refused.isEmpty();
    return {u"rights"_s,
            stops ? inspection::CheckState::Stop : inspection::CheckState::Warning,
            title,
            problems.join(u'\n'),
            remedies.join(u' ')};
}

PreflightLine
extensionsLine(const inspection::SiteCheck &check, const TouchedObjects &touched, const Rows &rows)
{
    const QString title = Tr::tr("Extensions");
    QStringList missing;
    QStringList versions; // that are missing
    QStringList forbidden;
    for (int row = 0; row < rows.count(); ++row) {
        const bool installed = rows.boolean(row, 2);
        const QString version = touched.extensions.value(rows.text(row, 0));
        if (!rows.boolean(row, 1))
            missing << rows.text(row, 0);
        else if (!installed && !rows.boolean(row, 4))
            versions << rows.text(row, 0) % u' ' % version;
        else if (!installed && !check.state.server.superuser && !rows.boolean(row, 3))
            forbidden << rows.text(row, 0);
    }
    if (!missing.isEmpty())
        return stopLine(u"extensions"_s,
                        title,
                        Tr::tr("The server does not have: %1").arg(missing.join(u", "_s)),
                        packageRemedy(missing));
    if (!versions.isEmpty())
        return stopLine(u"extensions"_s,
                        title,
                        Tr::tr("The server does not have this version of the extension: %1")
                            .arg(versions.join(u", "_s)),
                        Tr::tr("Ask the server's administrator to install the package that has "
                               "this version, or the vendor for another file."));
    if (!forbidden.isEmpty())
        return stopLine(u"extensions"_s,
                        title,
                        Tr::tr("Only a superuser may create: %1").arg(forbidden.join(u", "_s)),
                        Tr::tr("Ask the server's administrator to create them in this database "
                               "once: CREATE EXTENSION"));
    return okLine(u"extensions"_s,
                  title,
                  touched.extensions.isEmpty() ? Tr::tr("The run needs none.")
                                               : Tr::tr("All that the run needs are there: %1")
                                                     .arg(touched.extensions.keys().join(u", "_s)));
}

PreflightLine auditLine(const Rows &rows)
{
    const QString id = u"audit"_s;
    const QString title = Tr::tr("Audit trail");
    const tracking::SiteLogAccess access = tracking::readSiteLogAccess(rows);
    if (!access.writesLog)
        return warningLine(
            id,
            title,
            Tr::tr("The user may not write the schema aegisx_site: the run leaves no trace in the "
                   "database, only in this computer's history."),
            Tr::tr("Connect as the owner of the database, or ask for the rights that the "
                   "documentation lists for aegisx_site."));
    if (access.version == 0)
        return okLine(id, title, Tr::tr("The first run makes it, in the schema aegisx_site."));
    if (access.version < tracking::siteLogVersion && !access.upgrades)
        return warningLine(id,
                           title,
                           Tr::tr("It is of an older version, and belongs to another user: this "
                                  "run leaves fewer facts there."),
                           Tr::tr("Let the owner of the schema aegisx_site run the next upgrade."));
    return okLine(id,
                  title,
                  access.version < tracking::siteLogVersion
                      ? Tr::tr("The run brings it to the current version.")
                      : Tr::tr("The run is recorded in the schema aegisx_site."));
}

} // namespace

std::vector<Command> rightsQuestions(const TouchedObjects &touched)
{
    const QByteArray wanted = "(SELECT jsonb_array_elements_text($1::jsonb))";
    return {{"SELECT n.nspname, has_schema_privilege(n.oid, 'CREATE')"
             " FROM pg_catalog.pg_namespace n WHERE n.nspname IN "
                 + wanted + " ORDER BY 1",
             {jsonArray(touched.schemas)}},
            {"SELECT n.nspname || '.' || c.relname, pg_has_role(c.relowner, 'USAGE')"
             " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
             " WHERE n.nspname || '.' || c.relname IN "
                 + wanted + " ORDER BY 1",
             {jsonArray(touched.relations)}},
            {"SELECT w.name, EXISTS (SELECT FROM pg_catalog.pg_available_extensions a"
             "  WHERE a.name = w.name),"
             " EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = w.name),"
             " coalesce((SELECT bool_or((to_jsonb(v) ->> 'trusted')::boolean)"
             "  FROM pg_catalog.pg_available_extension_versions v WHERE v.name = w.name), false)"
             "  AND has_database_privilege(current_database(), 'CREATE'),"
             " w.version = '' OR EXISTS (SELECT FROM pg_catalog.pg_available_extension_versions v"
             "  WHERE v.name = w.name AND v.version = w.version)"
             " FROM jsonb_each_text($1::jsonb) AS w(name, version) ORDER BY 1",
             {jsonObject(touched.extensions)}},
            tracking::selectSiteLogAccess(),
            {"SELECT has_database_privilege(current_database(), 'CREATE')", {}},
            {"SELECT w.name FROM jsonb_array_elements_text($1::jsonb) AS w(name) WHERE NOT EXISTS"
             " (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = w.name)",
             {jsonArray(touched.guardedSchemas)}},
            selectSeedRights(touched)};
}

QList<PreflightLine>
rightsLines(const inspection::SiteCheck &check, const TouchedObjects &touched, const Rows *rows)
{
    return {rightsLine(check, touched, rows),
            extensionsLine(check, touched, rows[Extensions]),
            auditLine(rows[SiteLog])};
}

} // namespace aegisx::plans
