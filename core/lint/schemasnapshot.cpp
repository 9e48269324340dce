#include "core/lint/schemasnapshot.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"

#include <QHash>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

// What every part of the query leaves out, and the objects that the parts look at. Some servers
// stamp each column with an option of their own, pg_attver, which no dump has either.
constexpr auto commonPart = R"(
WITH skipped AS (
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'aegisx_site' OR c.relname = ANY ($1::text[])
), hidden AS (
  SELECT 'pg_class'::regclass::oid AS classid, oid AS objid FROM skipped
  UNION SELECT 'pg_class'::regclass, i.indexrelid
    FROM pg_index i JOIN skipped s ON s.oid = i.indrelid
  UNION SELECT d.classid, d.objid FROM pg_depend d JOIN skipped s
    ON d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid AND d.deptype IN ('a', 'i')
  UNION SELECT d.classid, d.objid FROM pg_depend d WHERE d.deptype = 'e'
  UNION SELECT 'pg_namespace'::regclass, oid FROM pg_namespace
    WHERE nspname IN ('aegisx_site', 'information_schema') OR nspname ~ '^pg_'
), spaces AS (
  SELECT oid, quote_ident(nspname) AS name, nspowner, nspacl FROM pg_namespace n
  WHERE (SELECT count(*) FROM hidden WHERE classid = 'pg_namespace'::regclass AND objid = n.oid) = 0
), relations AS (
  SELECT c.*, s.name || '.' || quote_ident(c.relname) AS name
  FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM hidden WHERE classid = 'pg_class'::regclass AND objid = c.oid)
), types AS (
  SELECT t.*, s.name || '.' || quote_ident(t.typname) AS name
  FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd', 'r')
    AND NOT EXISTS (SELECT FROM hidden WHERE classid = 'pg_type'::regclass AND objid = t.oid)
), rights AS (
  SELECT 'pg_class'::regclass::oid AS classid, oid,
    coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner)) AS acl
    FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  UNION ALL SELECT 'pg_namespace'::regclass, oid, coalesce(nspacl, acldefault('n', nspowner)) FROM spaces
  UNION ALL SELECT 'pg_type'::regclass, oid, coalesce(typacl, acldefault('T', typowner)) FROM types
  UNION ALL SELECT 'pg_proc'::regclass, oid, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
), granted AS (
  SELECT classid, oid, (SELECT string_agg(one::text, ' ' ORDER BY one::text COLLATE "C")
                        FROM unnest(acl) AS one) AS acl FROM rights
))";

constexpr auto relationParts = R"(
SELECT 'schema ' || s.name,
  concat_ws(chr(1), concat('owner=', s.nspowner::regrole), concat('rights=', g.acl))
  FROM spaces s LEFT JOIN granted g ON g.classid = 'pg_namespace'::regclass AND g.oid = s.oid
UNION ALL
SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' WHEN 'S' THEN 'sequence '
         WHEN 'c' THEN 'type ' ELSE 'table ' END || c.name,
  concat_ws(chr(1), concat('kind=', c.relkind, c.relpersistence),
    concat('owner=', c.relowner::regrole), concat('options=', c.reloptions::text),
    concat('row security=', c.relrowsecurity, c.relforcerowsecurity),
    concat('REPLICA IDENTITY=', c.relreplident), concat('TABLESPACE=', c.reltablespace),
    concat('PARTITION OF=', pg_get_expr(c.relpartbound, c.oid)),
    concat('INHERITS=', (SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno)
      FROM pg_inherits i WHERE i.inhrelid = c.oid)),
    concat('PARTITION BY=', CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END),
    concat('definition=', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END),
    concat('rights=', g.acl))
  FROM relations c LEFT JOIN granted g ON g.classid = 'pg_class'::regclass AND g.oid = c.oid
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
UNION ALL
SELECT 'column ' || c.name || '.' || quote_ident(a.attname),
  concat_ws(chr(1), concat('position=', (SELECT count(*) FROM pg_attribute b
      WHERE b.attrelid = a.attrelid AND b.attnum > 0 AND NOT b.attisdropped
        AND b.attnum <= a.attnum)),
    concat('type=', format_type(a.atttypid, a.atttypmod)), concat('NOT NULL=', a.attnotnull),
    concat('DEFAULT=', pg_get_expr(d.adbin, d.adrelid)),
    concat('GENERATED=', a.attidentity, '/', a.attgenerated),
    concat('COLLATE=', nullif(a.attcollation, 0)::regcollation),
    concat('STORAGE=', a.attstorage), concat('STATISTICS=', a.attstattarget),
    concat('options=', (SELECT string_agg(one, ' ' ORDER BY one COLLATE "C")
      FROM unnest(a.attoptions) AS one WHERE one NOT LIKE 'pg_attver=%')),
    concat('rights=', (SELECT string_agg(one::text, ' ' ORDER BY one::text COLLATE "C")
      FROM unnest(a.attacl) AS one)))
  FROM pg_attribute a JOIN relations c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
UNION ALL
SELECT 'constraint ' || coalesce(c.name, t.name) || '.' || quote_ident(k.conname),
  concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated, k.connoinherit)
  FROM pg_constraint k LEFT JOIN relations c ON c.oid = k.conrelid
  LEFT JOIN types t ON t.oid = k.contypid WHERE coalesce(c.name, t.name) IS NOT NULL
UNION ALL
SELECT 'index ' || x.name, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid,
    i.indisclustered, i.indisreplident)
  FROM pg_index i JOIN relations x ON x.oid = i.indexrelid
UNION ALL
SELECT 'trigger ' || c.name || '.' || quote_ident(g.tgname),
  concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
  FROM pg_trigger g JOIN relations c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal
UNION ALL
SELECT 'rule ' || c.name || '.' || quote_ident(r.rulename), pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN relations c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT 'policy ' || c.name || '.' || quote_ident(p.polname),
  concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::text, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN relations c ON c.oid = p.polrelid
UNION ALL
SELECT 'numbers of sequence ' || c.name,
  concat_ws(' ', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmax, q.seqmin, q.seqcache,
    q.seqcycle, (SELECT concat_ws(' ', d.refobjid::regclass, d.refobjsubid, d.deptype) FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refobjsubid > 0))
  FROM pg_sequence q JOIN relations c ON c.oid = q.seqrelid
)";

constexpr auto otherParts = R"(
UNION ALL
SELECT 'type ' || t.name,
  concat_ws(chr(1), concat('owner=', t.typowner::regrole),
    concat('definition=', concat_ws(' ', t.typtype, nullif(t.typbasetype, 0)::regtype, t.typtypmod,
      nullif(t.typcollation, 0)::regcollation,
      (SELECT r.rngsubtype::regtype FROM pg_range r WHERE r.rngtypid = t.oid))),
    concat('NOT NULL=', t.typnotnull), concat('DEFAULT=', t.typdefault),
    concat('labels=', (SELECT string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder)
      FROM pg_enum e WHERE e.enumtypid = t.oid)),
    concat('rights=', g.acl))
  FROM types t LEFT JOIN granted g ON g.classid = 'pg_type'::regclass AND g.oid = t.oid
UNION ALL
SELECT 'function ' || p.oid::regprocedure::text,
  concat_ws(chr(1), concat('owner=', p.proowner::regrole),
    concat('definition=', p.prokind, CASE WHEN p.prokind = 'a'
      THEN (SELECT concat_ws(' ', a.aggtransfn, a.aggfinalfn, a.aggtranstype::regtype,
              a.agginitval) FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
      ELSE pg_get_functiondef(p.oid) END),
    concat('rights=', g.acl))
  FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
  LEFT JOIN granted g ON g.classid = 'pg_proc'::regclass AND g.oid = p.oid
  WHERE NOT EXISTS (SELECT FROM hidden WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
UNION ALL
SELECT 'extension ' || e.extname, concat_ws(' ', e.extversion, e.extnamespace::regnamespace)
  FROM pg_extension e
UNION ALL
SELECT 'default rights ' || concat_ws(' ', d.defaclrole::regrole,
    nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype), d.defaclacl::text
  FROM pg_default_acl d
UNION ALL
SELECT 'statistics ' || s.name || '.' || quote_ident(x.stxname), pg_get_statisticsobjdef(x.oid)
  FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace
UNION ALL
SELECT o.type || ' ' || o.identity, ''
  FROM (SELECT 'pg_operator'::regclass AS class, oid FROM pg_operator
    UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_collation
    UNION ALL SELECT 'pg_conversion'::regclass, oid FROM pg_conversion
    UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass
    UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
    UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config
    UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict
    UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
    UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
    UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language) AS any_object,
    pg_identify_object(any_object.class, any_object.oid, 0) AS o
  WHERE any_object.oid >= 16384 AND NOT EXISTS (
    SELECT FROM hidden WHERE classid = any_object.class AND objid = any_object.oid)
UNION ALL
SELECT 'comment on ' || o.type || ' ' || o.identity, d.description
  FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
  WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass)
    AND (o.schema IS NULL OR o.schema <> 'aegisx_site')
    AND NOT EXISTS (SELECT FROM hidden WHERE classid = d.classoid AND objid = d.objoid)
)";

constexpr QChar separator(1); // of the parts of a definition: "owner=...", "rights=..."

// The others are words of SQL.
QString wordOf(const QString &part)
{
    const QHash<QString, QString> words {{u"definition"_s, Tr::tr("definition")},
                                         {u"kind"_s, Tr::tr("kind")},
                                         {u"labels"_s, Tr::tr("labels")},
                                         {u"options"_s, Tr::tr("options")},
                                         {u"owner"_s, Tr::tr("owner")},
                                         {u"position"_s, Tr::tr("position")},
                                         {u"rights"_s, Tr::tr("rights")},
                                         {u"row security"_s, Tr::tr("row security")},
                                         {u"type"_s, Tr::tr("type")}};
    return words.value(part, part);
}

// The parts of a definition that are not the same; empty where it has none.
QStringList differentParts(const QString &expected, const QString &found)
{
    const QStringList before = expected.split(separator);
    const QStringList after = found.split(separator);
    QStringList parts;
    for (qsizetype i = 0; i < before.size() && before.size() == after.size(); ++i) {
        if (before.size() > 1 && before.at(i) != after.at(i))
            parts << wordOf(before.at(i).section(u'=', 0, 0));
    }
    return parts;
}

QString changedText(const QString &name, const QStringList &parts)
{
    return parts.isEmpty()
        ? Tr::tr("This is not as it was: %1").arg(name)
        : Tr::tr("This is not as it was: %1 (%2)").arg(name, parts.join(u", "_s));
}

} // namespace

Result<SchemaSnapshot>
readSchema(postgres::Connection &connection, const QStringList &withoutTables, std::stop_token stop)
{
    static const QByteArray sql = QByteArray(commonPart) + relationParts + otherParts;
    // Definitions name the schema of what the search path does not find.
    const auto answers = connection.queryAll({{"BEGIN READ ONLY", {}},
                                              {"SET LOCAL search_path = pg_catalog", {}},
                                              {sql, {postgres::textArray(withoutTables)}},
                                              {"COMMIT", {}}},
                                             stop);
    if (!answers)
        return fail(answers.error());
    const postgres::Rows &rows = answers->at(2);
    SchemaSnapshot snapshot;
    for (int row = 0; row < rows.count(); ++row)
        snapshot.insert(rows.text(row, 0), rows.text(row, 1));
    return snapshot;
}

QStringList differences(const SchemaSnapshot &expected, const SchemaSnapshot &found)
{
    QStringList lines;
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        const auto other = found.constFind(it.key());
        if (other == found.constEnd())
            lines << Tr::tr("This is missing: %1").arg(it.key());
        else if (*other != *it)
            lines << changedText(it.key(), differentParts(*it, *other));
    }
    for (auto it = found.begin(); it != found.end(); ++it) {
        if (!expected.contains(it.key()))
            lines << Tr::tr("This is left over: %1").arg(it.key());
    }
    return lines;
}

} // namespace aegisx::lint
