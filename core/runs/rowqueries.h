#pragma once

namespace aegisx::runs {

// What the guard asks of the tables of a database. The latter two end inside "NOT IN (", for the
// tables under the bookkeeping's views.

// The tables under views in the place of the bookkeeping's tables.
// Knex works with such views, and what we write through them is no loss.
inline constexpr auto underBookkeepingSql = R"(
SELECT d.refobjid FROM pg_catalog.pg_class v
  JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace
  JOIN pg_catalog.pg_rewrite r ON r.ev_class = v.oid
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass
       AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass
 WHERE v.relkind = 'v' AND vn.nspname || '.' || v.relname = ANY ($2::text[]))";

// Measuring a table locks it for a moment: one that somebody rebuilds is taken as filled.
inline constexpr auto lookSql = R"(
WITH locked AS MATERIALIZED (
  SELECT relation FROM pg_catalog.pg_locks
   WHERE $1::bool AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid()
     AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
SELECT c.oid::int8, n.nspname, c.relname, c.relfilenode::int8,
       CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid::int8 ELSE c.oid::int8 END,
       pg_stat_get_xact_tuples_inserted(c.oid), pg_stat_get_xact_tuples_deleted(c.oid),
       NOT $1::bool OR c.relkind = 'p' OR c.oid IN (SELECT relation FROM locked)
       OR pg_relation_size(c.oid) > 0,
       has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT'),
       c.relkind = 'p', has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
       AND NOT row_security_active(c.oid)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('information_schema', 'aegisx_site') AND left(n.nspname, 3) <> 'pg_'
   AND c.oid NOT IN ()";

inline constexpr auto tablesToCountSql = R"(
SELECT c.oid::int8, n.nspname, c.relname, rn.nspname, r.relname
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class r
    ON r.oid = CASE WHEN c.relispartition THEN pg_partition_root(c.oid) ELSE c.oid END
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
 WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND c.reltuples < $1::int8
   AND n.nspname NOT IN ('information_schema', 'aegisx_site') AND left(n.nspname, 3) <> 'pg_'
   AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
   AND c.oid NOT IN (
       SELECT relation FROM pg_catalog.pg_locks WHERE relation IS NOT NULL
          AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid())
   AND c.oid NOT IN ()";

} // namespace aegisx::runs
