#include "core/inspection/bookkeepingrelations.h"

#include "core/postgres/sqltext.h"
#include "core/tracking/sitelog.h"

#include <QHash>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

Command selectBookkeepingRelations(const modules::ModuleCatalog &catalog)
{
    QStringList names;
    for (const modules::Module &module : catalog.modules)
        names << module.manifest.trackingTable << module.manifest.trackingTable % u"_lock"_s;
    // pg_catalog, not information_schema: that one hides what the role has no rights on.
    return {"SELECT n.nspname, c.relname, c.oid::int8, has_table_privilege(c.oid, 'SELECT')"
            " AND has_schema_privilege(n.oid, 'USAGE'),"
            " (SELECT string_agg(a.attname, ',') FROM pg_catalog.pg_attribute a"
            " WHERE a.attrelid = c.oid AND (a.attnum > 0 OR a.attname = 'xmin')"
            " AND NOT a.attisdropped),"
            " concat_ws(',', CASE WHEN NOT has_table_privilege(c.oid, 'INSERT') THEN 'INSERT' END,"
            " CASE WHEN NOT has_table_privilege(c.oid, 'UPDATE') THEN 'UPDATE' END,"
            " CASE WHEN NOT has_table_privilege(c.oid, 'DELETE') THEN 'DELETE' END,"
            " (SELECT 'USAGE' FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class q"
            "  ON q.oid = d.objid AND q.relkind = 'S' WHERE d.classid = 'pg_class'::regclass"
            "  AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid"
            "  AND d.deptype IN ('a', 'i')" // CASE: the server asks in an order of its own
            "  AND CASE q.relkind WHEN 'S' THEN NOT has_sequence_privilege(q.oid, 'USAGE') END"
            "  LIMIT 1))"
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'f', 'm') AND (c.relname = ANY ($1::text[])"
            " OR (n.nspname = 'aegisx_site' AND c.relname IN ('lock_holder', 'site', 'run',"
            " 'run_step', 'step')))",
            {postgres::textArray(names)}};
}

QList<Relation> readBookkeepingRelations(const Rows &rows)
{
    QList<Relation> relations;
    for (int row = 0; row < rows.count(); ++row) {
        const QStringList columns = rows.text(row, 4).split(u',');
        relations.append({rows.text(row, 0),
                          rows.text(row, 1),
                          rows.number(row, 2),
                          rows.boolean(row, 3),
                          QSet<QString>(columns.begin(), columns.end()),
                          rows.text(row, 5).split(u',', Qt::SkipEmptyParts)});
    }
    return relations;
}

bool isHistoryHidden(const QList<Relation> &relations)
{
    QHash<QString, bool> readable; // by the name
    for (const Relation &one : relations) {
        if (one.schema == tracking::siteSchema)
            readable.insert(one.name, one.readable);
    }
    if (!readable.contains(u"run"_s))
        return false;
    // The steps of version 1 where there are no others, or those may not be read.
    return !readable.value(u"run"_s)
        || !(readable.value(u"run_step"_s) || readable.value(u"step"_s));
}

} // namespace aegisx::inspection
