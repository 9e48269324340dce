#include "core/inspection/movequeries.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;

namespace {

QByteArray jsonText(const QJsonArray &array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

// The subjects as a table s of one question.
constexpr auto withSubjects = "WITH RECURSIVE s AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS "
                              "r(i int, class text, oid oid,"
                              " rowtype oid, target oid, twin oid)) ";

Command about(const QJsonArray &subjects, const QByteArray &sql)
{
    return {withSubjects + sql, {jsonText(subjects)}};
}

// Names that may be meant: as SQL reads them, and as they stand.
constexpr auto askedSql =
    "WITH asked AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(i int, s text, fs text,"
    " n text, fn text, a text)),"
    " place AS (SELECT a.*, n.oid AS ns, n.nspname FROM asked a JOIN pg_catalog.pg_namespace n"
    "  ON n.nspname IN (a.s, a.fs)),"
    " target AS (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname IN ($2, $3)"
    "  ORDER BY nspname = $3 DESC LIMIT 1),";

constexpr auto relationsSql =
    " relations AS (SELECT p.i, 1 AS rank, (p.nspname = p.fs AND c.relname = p.fn) AS sure,"
    "  'relation' AS class, c.oid, c.relkind::text AS kind, p.ns, p.nspname, c.relname AS name,"
    "  NULL::text AS signature, NULL::oidvector AS types, c.reltype AS rowtype,"
    "  c.relowner AS owner FROM place p JOIN pg_catalog.pg_class c ON c.relnamespace = p.ns"
    "  AND c.relname IN (p.n, p.fn) WHERE p.a IS NULL AND c.relkind <> 'c'),";

constexpr auto typesSql =
    " types AS (SELECT p.i, 2, (p.nspname = p.fs AND t.typname = p.fn), 'type', t.oid,"
    "  t.typtype::text, p.ns, p.nspname, t.typname, NULL, NULL::oidvector, 0::oid, t.typowner"
    "  FROM place p JOIN pg_catalog.pg_type t ON t.typnamespace = p.ns"
    "  AND t.typname IN (p.n, p.fn) WHERE p.a IS NULL AND t.typtype <> 'm' AND NOT EXISTS"
    "  (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND c.relkind <> 'c')"
    "  AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)),";

// A function by its arguments in one of their spellings; else by their number.
constexpr auto functionsSql =
    " functions AS (SELECT p.i, CASE WHEN p.a IS NULL OR regexp_replace(lower(p.a), '\\s*,\\s*',"
    "   ', ', 'g') IN (oidvectortypes(f.proargtypes), pg_get_function_identity_arguments(f.oid))"
    "   THEN 3 ELSE 4 END, (p.nspname = p.fs AND f.proname = p.fn), 'function', f.oid,"
    "  f.prokind::text, p.ns, p.nspname, f.proname, oidvectortypes(f.proargtypes),"
    "  f.proargtypes, 0::oid, f.proowner FROM place p JOIN pg_catalog.pg_proc f"
    "  ON f.pronamespace = p.ns AND f.proname IN (p.n, p.fn) WHERE p.a IS NULL OR f.pronargs ="
    "  CASE p.a WHEN '' THEN 0 ELSE array_length(string_to_array(p.a, ','), 1) END),"
    " found AS (SELECT *, count(*) OVER (PARTITION BY i, rank, sure) AS candidates,"
    "  row_number() OVER (PARTITION BY i ORDER BY sure DESC, rank, oid) AS choice"
    "  FROM (SELECT * FROM relations UNION ALL SELECT * FROM types"
    "   UNION ALL SELECT * FROM functions) u)";

// Whether the rows of relation c may be counted now.
QByteArray mayCount(const QByteArray &c)
{
    return "(" + c + ".relkind IN ('r', 'p') OR " + c + ".relkind = 'm' AND " + c
        + ".relispopulated) AND has_schema_privilege(" + c
        + ".relnamespace, 'USAGE') AND has_any_column_privilege(" + c
        + ".oid, 'SELECT') AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.relation = "
        + c
        + ".oid AND l.granted AND l.mode = 'AccessExclusiveLock' AND l.pid <> "
          "pg_backend_pid() AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d"
          " WHERE d.datname = current_database()))";
}

QByteArray estimate(const QByteArray &c)
{
    return "CASE WHEN " + c + ".reltuples > 0 THEN " + c + ".reltuples::int8 END";
}

// Names as SQL has them, whatever the search path and the server's language.
QByteArray relationName(const QByteArray &oid)
{
    return "(SELECT format('%I.%I', xn.nspname, xo.relname) FROM pg_catalog.pg_class xo JOIN"
           " pg_catalog.pg_namespace xn ON xn.oid = xo.relnamespace WHERE xo.oid = "
        + oid + ")";
}

QByteArray functionName(const QByteArray &oid)
{
    return "(SELECT format('%I.%I(%s)', xn.nspname, xo.proname, oidvectortypes(xo.proargtypes)) "
           "FROM"
           " pg_catalog.pg_proc xo JOIN pg_catalog.pg_namespace xn ON xn.oid = xo.pronamespace"
           " WHERE xo.oid = "
        + oid + ")";
}

QByteArray typeName(const QByteArray &oid)
{
    return "(SELECT format('%I.%I', xn.nspname, xo.typname) FROM pg_catalog.pg_type xo JOIN"
           " pg_catalog.pg_namespace xn ON xn.oid = xo.typnamespace WHERE xo.oid = "
        + oid + ")";
}

// What depends on another object, d being its row of pg_depend: x(kind, before, home, behind), home
// being the relation it belongs to, whose name stands between before and behind; chr(1) stands for
// the word "on", which the reader translates.
constexpr auto dependentSql =
    " CROSS JOIN LATERAL ("
    "SELECT CASE WHEN r.rulename <> '_RETURN' THEN 'rule' WHEN v.relkind = 'm' THEN"
    "  'materializedView' ELSE 'view' END AS kind, CASE WHEN r.rulename <> '_RETURN' THEN"
    "  format('%I' || chr(1), r.rulename) END AS before, v.oid AS home, NULL AS behind"
    " FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class"
    " WHERE d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid"
    " UNION ALL SELECT CASE contype WHEN 'f' THEN 'foreignKey' ELSE 'constraint' END,"
    "  format('%I' || chr(1), conname), conrelid, NULL FROM pg_catalog.pg_constraint"
    " WHERE d.classid = 'pg_constraint'::regclass AND oid = d.objid AND conrelid <> 0"
    " UNION ALL SELECT CASE WHEN a.attgenerated = '' THEN 'default' ELSE 'generatedColumn' END,"
    "  NULL, a.attrelid, format('.%I', a.attname) FROM pg_catalog.pg_attrdef f"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum"
    " WHERE d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid"
    " UNION ALL SELECT 'policy', format('%I' || chr(1), polname), polrelid, NULL"
    " FROM pg_catalog.pg_policy WHERE d.classid = 'pg_policy'::regclass AND oid = d.objid"
    " UNION ALL SELECT 'trigger', format('%I' || chr(1), tgname), tgrelid, NULL"
    " FROM pg_catalog.pg_trigger WHERE d.classid = 'pg_trigger'::regclass AND oid = d.objid"
    "  AND NOT tgisinternal"
    " UNION ALL SELECT 'column', NULL, d.objid, format('.%I', attname)"
    " FROM pg_catalog.pg_attribute WHERE d.classid = 'pg_class'::regclass AND d.objsubid > 0"
    "  AND attrelid = d.objid AND attnum = d.objsubid"
    " UNION ALL SELECT 'index', format('%I' || chr(1), c.relname), i.indrelid, NULL"
    " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
    " WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND i.indexrelid = d.objid"
    " UNION ALL SELECT 'partition', NULL, oid, NULL FROM pg_catalog.pg_class"
    " WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND oid = d.objid"
    "  AND relkind IN ('r', 'p', 'f')"
    ") x ";

// The rest of them, which belong to no relation.
QByteArray homelessDependents()
{
    return " UNION SELECT t.i, 'publication', quote_ident(p.pubname) FROM t JOIN"
           " pg_catalog.pg_publication_rel x ON t.class = 'pg_class'::regclass AND x.prrelid ="
           " t.oid JOIN pg_catalog.pg_publication p ON p.oid = x.prpubid"
           " UNION SELECT t.i, 'function', "
        + functionName("d.objid")
        + " FROM t JOIN pg_catalog.pg_depend d ON d.refclassid = t.class AND d.refobjid = t.oid"
          " WHERE d.classid = 'pg_proc'::regclass AND d.objid <> t.self"
          " UNION SELECT t.i, 'type', "
        + typeName("d.objid")
        + " FROM t JOIN pg_catalog.pg_depend d ON d.refclassid = t.class AND d.refobjid = t.oid"
          " JOIN pg_catalog.pg_type y ON y.oid = d.objid AND y.typtype = 'd'"
          " WHERE d.classid = 'pg_type'::regclass AND y.oid <> t.self";
}

// The catalogs of a subject's class.
constexpr auto subjectCatalog = "CASE s.class WHEN 'relation' THEN 'pg_class'::regclass"
                                " WHEN 'type' THEN 'pg_type'::regclass"
                                " ELSE 'pg_proc'::regclass END::oid";

// Sequences that are owned by a column of the subject.
constexpr auto ownedSequences =
    " JOIN pg_catalog.pg_depend d ON s.class = 'relation' AND d.refclassid = 'pg_class'::regclass"
    " AND d.refobjid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
    " JOIN pg_catalog.pg_class q ON q.oid = d.objid AND q.relkind = 'S' ";

// u: what a subject and all that belongs to it need; home: the schema that it stands in.
QByteArray needed()
{
    return ", t AS (SELECT s.i, " + QByteArray(subjectCatalog)
        + " AS class, s.oid FROM s"
          " UNION SELECT s.i, 'pg_trigger'::regclass, g.oid FROM s JOIN pg_catalog.pg_trigger g"
          "  ON s.class = 'relation' AND g.tgrelid = s.oid"
          " UNION SELECT s.i, 'pg_constraint'::regclass, k.oid FROM s"
          "  JOIN pg_catalog.pg_constraint k ON s.class = 'relation' AND k.conrelid = s.oid"
          " UNION SELECT s.i, 'pg_attrdef'::regclass, f.oid FROM s JOIN pg_catalog.pg_attrdef f"
          "  ON s.class = 'relation' AND f.adrelid = s.oid"
          " UNION SELECT s.i, 'pg_class'::regclass, x.indexrelid FROM s JOIN pg_catalog.pg_index x"
          "  ON s.class = 'relation' AND x.indrelid = s.oid"
          " UNION SELECT s.i, 'pg_policy'::regclass, p.oid FROM s JOIN pg_catalog.pg_policy p"
          "  ON s.class = 'relation' AND p.polrelid = s.oid"
          " UNION SELECT s.i, 'pg_rewrite'::regclass, r.oid FROM s JOIN pg_catalog.pg_rewrite r"
          "  ON s.class = 'relation' AND r.ev_class = s.oid),"
          " u AS (SELECT DISTINCT t.i, d.refclassid AS class, d.refobjid AS oid FROM t JOIN"
          "  pg_catalog.pg_depend d ON d.classid = t.class AND d.objid = t.oid),"
          " home AS (SELECT s.i, s.oid, s.target, coalesce(c.relnamespace, y.typnamespace,"
          "  f.pronamespace) AS ns FROM s LEFT JOIN pg_catalog.pg_class c ON s.class = 'relation'"
          "  AND c.oid = s.oid LEFT JOIN pg_catalog.pg_type y ON s.class = 'type' AND y.oid = s.oid"
          "  LEFT JOIN pg_catalog.pg_proc f ON s.class = 'function' AND f.oid = s.oid)";
}

} // namespace

Command selectMoveSubjects(const QList<WrittenName> &names, const NamePart &target)
{
    QJsonArray asked;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const WrittenName &name = names.at(i);
        asked.append(
            QJsonObject {{u"i"_s, i},
                         {u"s"_s, name.schema.text},
                         {u"fs"_s, name.schema.folded()},
                         {u"n"_s, name.name.text},
                         {u"fn"_s, name.name.folded()},
                         {u"a"_s, name.arguments ? QJsonValue(*name.arguments) : QJsonValue()}});
    }
    const QByteArray twin = "EXISTS (SELECT WHERE w.oid IS NOT NULL) AND " + mayCount("w");
    return {QByteArray(askedSql) + relationsSql + typesSql + functionsSql
                + " SELECT f.i, f.class, f.oid, f.kind, f.nspname, f.name,"
                  " format('%I.%I', f.nspname, f.name) || coalesce('(' || f.signature || ')', ''),"
                  " format('%I.%I', coalesce(g.nspname, $3), f.name) || coalesce('(' || "
                  "f.signature || ')', ''),"
                  " f.signature, f.rowtype, f.candidates, pg_get_userbyid(f.owner),"
                  " pg_has_role(f.owner, 'USAGE'), (SELECT x.extname FROM pg_catalog.pg_depend d"
                  "  JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid WHERE d.deptype = 'e'"
                  "  AND d.objid = f.oid AND d.classid = CASE f.class WHEN 'relation' THEN"
                  "  'pg_class'::regclass WHEN 'type' THEN 'pg_type'::regclass ELSE"
                  "  'pg_proc'::regclass END LIMIT 1), (SELECT "
                + relationName("d.refobjid")
                + " FROM pg_catalog.pg_depend d WHERE f.kind = 'S' AND f.class = 'relation'"
                  "  AND d.classid = 'pg_class'::regclass AND d.objid = f.oid AND d.refclassid ="
                  "  'pg_class'::regclass AND d.deptype IN ('a', 'i') LIMIT 1), "
                + estimate("o") + ", " + mayCount("o")
                + ", g.oid, g.nspname, has_schema_privilege(g.oid, 'CREATE'), w.oid, "
                + relationName("w.oid") + ", w.relkind, " + estimate("w") + ", " + twin
                + ", row_security_active(o.oid), row_security_active(w.oid)"
                  " FROM found f LEFT JOIN target g ON true LEFT JOIN pg_catalog.pg_class o"
                  " ON f.class = 'relation' AND o.oid = f.oid LEFT JOIN pg_catalog.pg_class w"
                  " ON f.class = 'relation' AND w.relnamespace = g.oid AND w.relname = f.name"
                  " AND w.oid <> f.oid WHERE f.choice = 1 ORDER BY f.i",
            {jsonText(asked), target.text.toUtf8(), target.folded().toUtf8()}};
}

Command selectAlong(const QJsonArray &subjects)
{
    return about(
        subjects,
        "SELECT s.i, 'index' AS kind, quote_ident(c.relname) AS shown, c.relname AS name FROM s"
        " JOIN pg_catalog.pg_index x ON s.class = 'relation' AND x.indrelid = s.oid"
        " JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid"
        " UNION ALL SELECT s.i, CASE k.contype WHEN 'f' THEN 'foreignKey' ELSE 'constraint' END,"
        "  quote_ident(k.conname) || CASE WHEN t.oid IS NULL THEN '' ELSE ' -> ' || "
        "format('%I.%I', n.nspname, t.relname) END,"
        "  k.conname FROM s JOIN pg_catalog.pg_constraint k ON CASE s.class WHEN 'relation' THEN"
        "  k.conrelid = s.oid WHEN 'type' THEN k.contypid = s.oid END LEFT JOIN"
        "  pg_catalog.pg_class t ON t.oid = k.confrelid AND k.contype = 'f' LEFT JOIN"
        "  pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE k.contype <> 't'"
        " UNION ALL SELECT s.i, 'ownedSequence', quote_ident(q.relname), q.relname FROM s "
            + QByteArray(ownedSequences)
            + " UNION ALL SELECT s.i, 'trigger', quote_ident(tgname), tgname FROM s JOIN"
              " pg_catalog.pg_trigger ON s.class = 'relation' AND tgrelid = s.oid"
              " WHERE NOT tgisinternal"
              " UNION ALL SELECT s.i, 'policy', quote_ident(polname), polname FROM s JOIN"
              " pg_catalog.pg_policy ON s.class = 'relation' AND polrelid = s.oid"
              " UNION ALL SELECT s.i, 'rule', quote_ident(rulename), rulename FROM s JOIN"
              " pg_catalog.pg_rewrite ON s.class = 'relation' AND ev_class = s.oid"
              " WHERE rulename <> '_RETURN'"
              " UNION ALL SELECT s.i, 'rowType', quote_ident(typname), typname FROM s JOIN"
              " pg_catalog.pg_type t ON t.oid = s.rowtype"
              " UNION ALL SELECT s.i, 'longValues', '', '' FROM s JOIN pg_catalog.pg_class c"
              " ON s.class = 'relation' AND c.oid = s.oid AND c.reltoastrelid <> 0"
              " ORDER BY 1, 2, 4");
}

Command selectReferences(const QJsonArray &subjects)
{
    // The object, its row type and arrays of it, and the sequences that move with it.
    const QByteArray targets = ", t AS (SELECT s.i, s.oid AS self, " + QByteArray(subjectCatalog)
        + " AS class, s.oid FROM s UNION SELECT s.i, s.oid, 'pg_type'::regclass, y.oid FROM s"
          " JOIN pg_catalog.pg_type y ON y.oid = s.rowtype OR y.typelem <> 0 AND y.typelem ="
          " CASE s.class WHEN 'relation' THEN s.rowtype WHEN 'type' THEN s.oid END"
          " UNION SELECT s.i, s.oid, 'pg_class'::regclass, q.oid FROM s"
        + ownedSequences + ")";
    return about(
        subjects,
        (targets + " SELECT t.i, x.kind, coalesce(x.before, '') || " + relationName("x.home")
         + " || coalesce(x.behind, '') FROM t JOIN pg_catalog.pg_depend d"
           " ON d.refclassid = t.class AND d.refobjid = t.oid"
         + dependentSql + "WHERE x.home <> t.self" + homelessDependents() + " ORDER BY 1, 2, 3"));
}

Command selectSchemaPublications(const QJsonArray &subjects)
{
    return about(subjects,
                 "SELECT s.i, 'schemaPublication', quote_ident(p.pubname) FROM s JOIN"
                 " pg_catalog.pg_class c ON s.class = 'relation' AND c.oid = s.oid AND c.relkind"
                 " IN ('r', 'p') JOIN pg_catalog.pg_publication_namespace n ON n.pnnspid IN"
                 " (c.relnamespace, s.target) JOIN pg_catalog.pg_publication p ON p.oid = n.pnpubid"
                 " ORDER BY 1, 3");
}

Command selectLeftBehind(const QJsonArray &subjects)
{
    const QByteArray sql = needed() + " SELECT u.i, 'function', " + functionName("p.oid")
        + " FROM u JOIN home h USING (i) JOIN pg_catalog.pg_proc p ON u.class ="
          " 'pg_proc'::regclass AND p.oid = u.oid AND p.pronamespace = h.ns AND p.oid <> h.oid"
          " UNION SELECT u.i, 'type', "
        + typeName("y.oid")
        + " FROM u JOIN home h USING (i) JOIN pg_catalog.pg_type b ON u.class ="
          " 'pg_type'::regclass AND b.oid = u.oid JOIN pg_catalog.pg_type y ON y.oid ="
          " CASE WHEN b.typelem <> 0 AND b.typlen = -1 THEN b.typelem ELSE b.oid END"
          " AND y.typnamespace = h.ns AND y.oid <> h.oid WHERE NOT EXISTS (SELECT FROM"
          " pg_catalog.pg_class c WHERE c.oid = y.typrelid AND c.relkind <> 'c')"
          " UNION SELECT u.i, 'sequence', "
        + relationName("q.oid")
        + " FROM u JOIN home h USING (i) JOIN pg_catalog.pg_class q ON u.class ="
          " 'pg_class'::regclass AND q.oid = u.oid AND q.relkind = 'S' AND q.relnamespace = h.ns"
          " AND q.oid <> h.oid WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE"
          " d.classid = 'pg_class'::regclass AND d.objid = q.oid AND d.refclassid ="
          " 'pg_class'::regclass AND d.deptype IN ('a', 'i'))"
          " UNION SELECT h.i, 'partition', "
        + relationName("c.oid")
        + " FROM home h JOIN pg_catalog.pg_inherits n ON n.inhparent = h.oid JOIN"
          " pg_catalog.pg_class c ON c.oid = n.inhrelid AND c.relkind IN ('r', 'p', 'f')"
          " AND c.relnamespace <> h.target ORDER BY 1, 2, 3";
    return about(subjects, sql);
}

Command selectConflicts(const QJsonArray &subjects)
{
    const QByteArray moving =
        ", m AS (SELECT s.i, s.target, 'relation' AS class, c.relname AS name, c.oid FROM s JOIN"
        "  pg_catalog.pg_class c ON s.class = 'relation' AND c.oid = s.oid"
        " UNION SELECT s.i, s.target, 'relation', c.relname, c.oid FROM s JOIN"
        "  pg_catalog.pg_index x ON s.class = 'relation' AND x.indrelid = s.oid JOIN"
        "  pg_catalog.pg_class c ON c.oid = x.indexrelid"
        " UNION SELECT s.i, s.target, 'relation', q.relname, q.oid FROM s"
        + QByteArray(ownedSequences)
        + " UNION SELECT s.i, s.target, 'type', y.typname, y.oid FROM s JOIN pg_catalog.pg_type y"
          "  ON y.oid = s.rowtype OR s.class = 'type' AND y.oid = s.oid)"
          " SELECT m.i, c.relkind::text, format('%I.%I', n.nspname, c.relname) AS shown, true FROM "
          "m"
          " JOIN pg_catalog.pg_class c ON m.class = 'relation' AND c.relnamespace = m.target AND"
          " c.relname = m.name AND c.oid <> m.oid JOIN pg_catalog.pg_namespace n"
          " ON n.oid = c.relnamespace"
          // Of a row type its relation is told already; an array's name gives way by itself.
          " UNION SELECT m.i, y.typtype::text, format('%I.%I', n.nspname, y.typname), false FROM m"
          " JOIN pg_catalog.pg_type y ON m.class = 'type' AND y.typnamespace = m.target AND"
          " y.typname = m.name AND y.oid <> m.oid JOIN pg_catalog.pg_namespace n ON n.oid ="
          " y.typnamespace WHERE NOT EXISTS (SELECT FROM m r JOIN pg_catalog.pg_class c ON"
          " r.class = 'relation' AND c.oid = y.typrelid AND c.relname = r.name AND r.i = m.i)"
          " AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = y.oid)"
          " UNION SELECT s.i, 'function', "
        + functionName("g.oid")
        + ", false FROM s JOIN pg_catalog.pg_proc f ON s.class = 'function' AND f.oid = s.oid JOIN"
          " pg_catalog.pg_proc g ON g.pronamespace = s.target AND g.proname = f.proname AND"
          " g.proargtypes = f.proargtypes AND g.oid <> f.oid ORDER BY 1, 3";
    return about(subjects, moving);
}

Command selectColumns(const QJsonArray &subjects)
{
    return about(subjects,
                 "SELECT s.i, t.theirs, a.attname, format_type(a.atttypid, a.atttypmod) FROM s"
                 " CROSS JOIN LATERAL (VALUES (false, s.oid), (true, s.twin)) AS t(theirs, oid)"
                 " JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0"
                 " AND NOT a.attisdropped WHERE s.class = 'relation' AND s.twin IS NOT NULL"
                 " ORDER BY 1, 2, a.attnum");
}

Command selectLosingRoles(const QJsonArray &subjects)
{
    // Foreign keys are checked in the name of the table's owner.
    return about(subjects,
                 "SELECT s.i, r.rolname FROM s JOIN pg_catalog.pg_roles r ON NOT r.rolsuper"
                 " LEFT JOIN pg_catalog.pg_class c ON s.class = 'relation' AND c.oid = s.oid"
                 " WHERE s.target IS NOT NULL AND NOT has_schema_privilege(r.oid, s.target,"
                 " 'USAGE') AND (r.rolcanlogin OR r.oid = c.relowner) AND CASE s.class WHEN"
                 " 'relation' THEN has_schema_privilege(r.oid, c.relnamespace, 'USAGE') AND"
                 "  (r.oid = c.relowner OR CASE WHEN c.relkind = 'S' THEN"
                 "   has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE') ELSE"
                 "   has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE') OR"
                 "   has_table_privilege(r.oid, c.oid, 'DELETE') END)"
                 " ELSE false END ORDER BY 1, 2");
}

Command selectTwinSchemas(const QJsonArray &subjects)
{
    return about(subjects,
                 "SELECT s.i, n.nspname FROM s JOIN pg_catalog.pg_class c ON s.class = 'relation'"
                 " AND c.oid = s.oid JOIN pg_catalog.pg_class w ON w.relname = c.relname"
                 " JOIN pg_catalog.pg_namespace n ON n.oid = w.relnamespace"
                 " UNION SELECT s.i, n.nspname FROM s JOIN pg_catalog.pg_type y ON s.class = 'type'"
                 " AND y.oid = s.oid JOIN pg_catalog.pg_type w ON w.typname = y.typname"
                 " JOIN pg_catalog.pg_namespace n ON n.oid = w.typnamespace"
                 " UNION SELECT s.i, n.nspname FROM s JOIN pg_catalog.pg_proc f ON s.class ="
                 " 'function' AND f.oid = s.oid JOIN pg_catalog.pg_proc w ON w.proname = f.proname"
                 " AND w.proargtypes = f.proargtypes JOIN pg_catalog.pg_namespace n"
                 " ON n.oid = w.pronamespace ORDER BY 1, 2");
}

namespace {

constexpr auto ofPeople = " AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'";

// The names that move, in every spelling: inside quotation marks, and inside literals, marks stand
// twice.
QByteArray spelledNames()
{
    return ", w AS (SELECT c.relname AS name FROM s JOIN pg_catalog.pg_class c ON s.class ="
           " 'relation' AND c.oid = s.oid UNION SELECT q.relname FROM s"
        + QByteArray(ownedSequences)
        + " UNION SELECT y.typname FROM s JOIN pg_catalog.pg_type y ON s.class = 'type' AND y.oid ="
          " s.oid UNION SELECT f.proname FROM s JOIN pg_catalog.pg_proc f ON s.class = 'function'"
          " AND f.oid = s.oid), q AS (SELECT lower(name) AS name FROM w UNION SELECT"
          " lower(replace(name, '\"', '\"\"')) FROM w), l AS (SELECT name FROM q UNION SELECT"
          " replace(name, chr(39), repeat(chr(39), 2)) FROM q UNION SELECT"
          " replace(name, chr(39), repeat(chr(39), 4)) FROM q)";
}

// p: the functions whose text holds one of them.
QByteArray fromFunctionsWithNames()
{
    return QByteArray(" FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid ="
                      " p.pronamespace JOIN pg_catalog.pg_language g ON g.oid = p.prolang"
                      " WHERE g.lanname NOT IN ('internal', 'c') AND p.prosrc <> ''"
                      " AND EXISTS (SELECT FROM l WHERE strpos(lower(p.prosrc), l.name) > 0)")
        + ofPeople;
}

} // namespace

Command selectFunctionTexts(const QJsonArray &subjects)
{
    return about(subjects,
                 spelledNames() + " SELECT " + functionName("p.oid")
                     + ", (SELECT substr(c, 13) FROM unnest(p.proconfig) c WHERE c LIKE"
                       " 'search_path=%'), p.prosrc"
                     + fromFunctionsWithNames() + " ORDER BY 1");
}

Command selectFunctionUsers(const QJsonArray &subjects)
{
    // r: such a function, what calls it, and the views that show what others show.
    const QByteArray reached = spelledNames()
        + ", r AS (SELECT p.oid AS root,"
          " 'pg_proc'::regclass::oid AS class, p.oid"
        + fromFunctionsWithNames()
        + " UNION SELECT r.root, x.class, x.oid FROM r JOIN pg_catalog.pg_depend d ON"
          "  d.refclassid = r.class AND d.refobjid = r.oid CROSS JOIN LATERAL ("
          "  SELECT 'pg_class'::regclass::oid AS class, ev_class AS oid FROM"
          "   pg_catalog.pg_rewrite WHERE d.classid = 'pg_rewrite'::regclass AND oid = d.objid"
          "   AND rulename = '_RETURN'"
          "  UNION ALL SELECT d.classid, d.objid WHERE d.classid = 'pg_proc'::regclass) x)";
    const QByteArray dependents =
        " FROM r JOIN pg_catalog.pg_depend d ON d.refclassid = r.class AND d.refobjid = r.oid";
    const QByteArray root = functionName("r.root");
    return about(subjects,
                 reached + " SELECT " + root + ", x.kind, coalesce(x.before, '') || "
                     + relationName("x.home") + " || coalesce(x.behind, '')" + dependents
                     + dependentSql
                     + "WHERE r.class = 'pg_proc'::regclass OR d.classid = 'pg_rewrite'::regclass"
                       "  AND x.home <> r.oid UNION SELECT "
                     + root + ", 'constraint', format('%I' || chr(1), k.conname) || "
                     + typeName("k.contypid") + dependents
                     + " JOIN pg_catalog.pg_constraint k ON d.classid ="
                       " 'pg_constraint'::regclass AND k.oid = d.objid AND k.contypid <> 0"
                       " UNION SELECT "
                     + root + ", 'function', " + functionName("r.oid")
                     + " FROM r WHERE r.class = 'pg_proc'::regclass AND r.oid <> r.root"
                       " ORDER BY 1, 2, 3");
}

Command selectDefaults(const QJsonArray &subjects)
{
    return about(
        subjects,
        spelledNames()
            + " SELECT u.shown, u.expression FROM (SELECT format('%I.%I.%I', n.nspname, c.relname,"
              " a.attname) AS shown, pg_get_expr(d.adbin, d.adrelid) AS expression"
              " FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_class c ON c.oid = d.adrelid"
              " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN"
              " pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum"
              " WHERE a.attgenerated = ''"
            + ofPeople
            + ") u WHERE EXISTS (SELECT FROM l WHERE strpos(lower(u.expression), l.name) > 0)"
              " ORDER BY 1");
}

Command selectSearchPaths()
{
    // A setting of the role in this database beats that of the role, which beats the database's.
    return {"WITH t AS (SELECT s.setrole, s.setdatabase, (SELECT substr(c, 13) FROM"
            "  unnest(s.setconfig) c WHERE c LIKE 'search_path=%') AS path"
            "  FROM pg_catalog.pg_db_role_setting s WHERE s.setdatabase = 0 OR s.setdatabase ="
            "  (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))"
            " SELECT coalesce(r.rolname, ''), t.path FROM (SELECT DISTINCT ON (setrole) * FROM t"
            "  WHERE path IS NOT NULL ORDER BY setrole, setdatabase DESC) t LEFT JOIN"
            "  pg_catalog.pg_roles r ON r.oid = t.setrole WHERE t.setrole = 0 OR r.oid IS NOT NULL"
            " UNION ALL SELECT '', CASE WHEN EXISTS (SELECT FROM t WHERE path IS NOT NULL AND"
            "  setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))"
            "  THEN boot_val ELSE reset_val END FROM pg_catalog.pg_settings"
            " WHERE name = 'search_path' AND NOT EXISTS (SELECT FROM t WHERE setrole = 0 AND path"
            "  IS NOT NULL) ORDER BY 1",
            {}};
}

} // namespace aegisx::inspection
