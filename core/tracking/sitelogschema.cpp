#include "core/tracking/sitelogschema.h"

namespace aegisx::tracking {

using postgres::Command;

namespace {

constexpr auto runTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.run (
    run_id uuid PRIMARY KEY, operation text NOT NULL, outcome text, detail text,
    started_at timestamptz NOT NULL, finished_at timestamptz,
    host text, os_user text, db_user text NOT NULL DEFAULT current_user,
    program text, backend_pid integer))";

constexpr auto runStepTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.run_step (
    step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES aegisx_site.run (run_id),
    tracking_schema text NOT NULL, tracking_table text NOT NULL, module text NOT NULL,
    name text NOT NULL, direction text NOT NULL, sha256 text, fingerprint text,
    duration_us bigint, finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome text NOT NULL DEFAULT 'Done', detail text, reason text))";

constexpr auto migrationTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.migration (
    migration_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES aegisx_site.run (run_id),
    tracking_schema text NOT NULL, tracking_table text NOT NULL, module text NOT NULL,
    name text NOT NULL, direction text NOT NULL, sha256 text, fingerprint text,
    duration_us bigint, done_by text NOT NULL, db_user text NOT NULL DEFAULT current_user,
    done_at timestamptz NOT NULL DEFAULT clock_timestamp()))";

constexpr auto holderTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.lock_holder (
    tracking_schema text NOT NULL, tracking_table text NOT NULL, run_id uuid NOT NULL,
    operation text NOT NULL, host text, os_user text, program text, backend_pid integer,
    backend_start timestamptz, since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tracking_schema, tracking_table)))";

constexpr auto siteTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.site (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    environment text NOT NULL CHECK (environment IN ('production', 'test', 'practice')),
    set_at timestamptz NOT NULL DEFAULT clock_timestamp(), set_by text NOT NULL,
    name text, name_en text, hospital_code text, system_identifier text))";

// What a seed shipped last, row by row; table_oid and log_oid tell a table that was dropped and
// made again from a database that was restored, where both are new.
constexpr auto seedRowTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.seed_row (
    table_name text NOT NULL, key text NOT NULL, module text NOT NULL, shipped jsonb NOT NULL,
    table_oid oid NOT NULL, log_oid oid NOT NULL, PRIMARY KEY (table_name, key)))";

constexpr auto seedMetadataTable = R"(CREATE TABLE IF NOT EXISTS aegisx_site.seed_metadata (
    seed_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES aegisx_site.run (run_id),
    module text NOT NULL, seed text NOT NULL, version text NOT NULL, checksum text NOT NULL,
    inserted bigint NOT NULL, updated bigint NOT NULL, unchanged bigint, kept bigint NOT NULL,
    applied_by text NOT NULL, db_user text NOT NULL DEFAULT current_user,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()))";

// A run is completed once; nothing else is ever changed.
constexpr auto refusal = R"(CREATE OR REPLACE FUNCTION aegisx_site.refuse_change()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
DECLARE
    completed constant text[] := '{outcome,detail,finished_at}';
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'run' THEN
        IF OLD.outcome IS NULL AND NEW.outcome IS NOT NULL
            AND to_jsonb(NEW) - completed = to_jsonb(OLD) - completed THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit trail is append-only: % of aegisx_site.% is refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$body$)";

// Version 1 keeps its rows: the table gets its new name, and a view the old one. Its sequence,
// on which every writer needed a right of its own, gives way to an identity.
constexpr auto renameStep = R"(DO $do$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE relname = 'step' AND relkind = 'r'
        AND relnamespace = 'aegisx_site'::regnamespace) THEN
        ALTER TABLE aegisx_site.step RENAME TO run_step;
        ALTER TABLE aegisx_site.run_step ALTER COLUMN step_id DROP DEFAULT;
        DROP SEQUENCE IF EXISTS aegisx_site.step_step_id_seq;
        ALTER TABLE aegisx_site.run_step ALTER COLUMN step_id ADD GENERATED ALWAYS AS IDENTITY,
            ADD COLUMN outcome text NOT NULL DEFAULT 'Done', ADD COLUMN detail text,
            ADD COLUMN reason text;
        PERFORM setval(pg_get_serial_sequence('aegisx_site.run_step', 'step_id'),
            (SELECT coalesce(max(step_id), 0) + 1 FROM aegisx_site.run_step), false);
    END IF;
END
$do$)";

// For programs that know version 1; they may share the site with this one.
constexpr auto stepView = R"(CREATE OR REPLACE VIEW aegisx_site.step AS
SELECT step_id, run_id, tracking_schema, tracking_table, module, name, direction, sha256,
    fingerprint, duration_us, finished_at FROM aegisx_site.run_step WHERE outcome = 'Done')";

constexpr auto fillMigration = R"(INSERT INTO aegisx_site.migration (run_id, tracking_schema,
    tracking_table, module, name, direction, sha256, fingerprint, duration_us, done_by, db_user,
    done_at)
SELECT s.run_id, s.tracking_schema, s.tracking_table, s.module, s.name, s.direction, s.sha256,
    s.fingerprint, s.duration_us, concat_ws('@', nullif(r.os_user, ''), nullif(r.host, '')),
    r.db_user, s.finished_at
FROM aegisx_site.run_step s JOIN aegisx_site.run r USING (run_id)
WHERE s.outcome = 'Done' AND s.direction IN ('up', 'down')
    AND NOT EXISTS (SELECT FROM aegisx_site.migration) ORDER BY s.step_id)";

// Whoever could read or add steps of version 1 can do the same with what came of them.
constexpr auto copyGrants = R"(DO $do$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT a.privilege_type AS what, a.grantee AS who
        FROM pg_catalog.pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = 'aegisx_site.run_step'::regclass AND a.grantee <> c.relowner
            AND a.privilege_type IN ('SELECT', 'INSERT') LOOP
        EXECUTE format('GRANT %s ON aegisx_site.step, aegisx_site.migration TO %s', one.what,
            CASE one.who WHEN 0 THEN 'PUBLIC' ELSE one.who::regrole::text END);
    END LOOP;
END
$do$)";

// Whoever can add steps can load seeds as well; whoever can read them can read what seeds did.
constexpr auto copySeedGrants = R"(DO $do$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT a.privilege_type AS what,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS who
        FROM pg_catalog.pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = 'aegisx_site.run_step'::regclass AND a.grantee <> c.relowner
            AND a.privilege_type IN ('SELECT', 'INSERT') LOOP
        EXECUTE format('GRANT %s ON aegisx_site.seed_metadata TO %s', one.what, one.who);
        IF one.what = 'INSERT' THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE ON aegisx_site.seed_row TO %s', one.who);
        END IF;
    END LOOP;
END
$do$)";

constexpr auto siteColumns = R"(ALTER TABLE IF EXISTS aegisx_site.site
    ADD COLUMN IF NOT EXISTS name text, ADD COLUMN IF NOT EXISTS name_en text,
    ADD COLUMN IF NOT EXISTS hospital_code text,
    ADD COLUMN IF NOT EXISTS system_identifier text)";

void addTriggers(std::vector<Command> &commands, const QByteArray &table)
{
    const QByteArray on = " ON aegisx_site." + table;
    commands.push_back({"DROP TRIGGER IF EXISTS append_only" + on, {}});
    commands.push_back({"DROP TRIGGER IF EXISTS no_truncate" + on, {}});
    commands.push_back({"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE" + on
                            + " FOR EACH ROW EXECUTE FUNCTION aegisx_site.refuse_change()",
                        {}});
    commands.push_back({"CREATE TRIGGER no_truncate BEFORE TRUNCATE" + on
                            + " FOR EACH STATEMENT EXECUTE FUNCTION aegisx_site.refuse_change()",
                        {}});
}

void addLog(std::vector<Command> &commands)
{
    commands.push_back({refusal, {}});
    for (const char *table : {"run", "run_step", "migration", "seed_metadata"})
        addTriggers(commands, table);
    commands.push_back({"CREATE INDEX IF NOT EXISTS step_run_id_idx ON aegisx_site.run_step"
                        " (run_id)",
                        {}});
    commands.push_back({"CREATE INDEX IF NOT EXISTS migration_name_idx ON aegisx_site.migration"
                        " (module, name)",
                        {}});
    commands.push_back({"CREATE INDEX IF NOT EXISTS seed_metadata_seed_idx"
                        " ON aegisx_site.seed_metadata (module, seed)",
                        {}});
    commands.push_back({"CREATE INDEX IF NOT EXISTS seed_metadata_run_id_idx"
                        " ON aegisx_site.seed_metadata (run_id)",
                        {}});
    commands.push_back({"COMMENT ON TABLE aegisx_site.run IS"
                        " 'AegisX Site Manager: the audit trail, version "
                            + QByteArray::number(siteLogVersion) + "'",
                        {}});
}

void addUpgrade(std::vector<Command> &commands, int from)
{
    // Whoever comes second waits here, and finds everything done.
    commands.push_back({"LOCK TABLE aegisx_site.run IN SHARE ROW EXCLUSIVE MODE", {}});
    if (from < 2) {
        for (const char *sql :
             {renameStep, stepView, migrationTable, fillMigration, copyGrants, siteColumns})
            commands.push_back({sql, {}});
    }
    for (const char *sql : {seedRowTable, seedMetadataTable, copySeedGrants})
        commands.push_back({sql, {}});
    addLog(commands);
}

} // namespace

bool SiteLogAccess::isComplete() const
{
    const bool log = version == 0 ? !writesLog : !upgrades;
    return log && (siteExists || !writesSite);
}

void SiteLogAccess::forgetMissing()
{
    writesLog = writesLog && version > 0;
    writesSite = writesSite && writesLog && siteExists;
    remembersSeeds = remembersSeeds && writesLog && version >= 3;
    upgrades = false;
}

// Through the catalog: to_regclass() fails where the session may not even use the schema.
Command selectSiteLogAccess()
{
    return {"WITH s AS (SELECT oid, has_schema_privilege(oid, 'USAGE') AS usable,"
            "  has_schema_privilege(oid, 'CREATE') AS open FROM pg_catalog.pg_namespace"
            "  WHERE nspname = 'aegisx_site'),"
            " t AS (SELECT c.relname AS name, c.oid, pg_has_role(c.relowner, 'USAGE') AS ours,"
            "  has_table_privilege(c.oid, 'SELECT') AS reads,"
            "  has_table_privilege(c.oid, 'INSERT') AS adds,"
            "  has_any_column_privilege(c.oid, 'UPDATE') AS changes,"
            "  has_table_privilege(c.oid, 'DELETE') AS removes"
            "  FROM pg_catalog.pg_class c JOIN s ON c.relnamespace = s.oid"
            "  WHERE c.relkind IN ('r', 'v') AND c.relname IN"
            "   ('run', 'step', 'run_step', 'migration', 'lock_holder', 'site', 'seed_row',"
            "    'seed_metadata'))"
            " SELECT EXISTS (SELECT FROM s), coalesce((SELECT usable FROM s), true),"
            " coalesce((SELECT open FROM s), has_database_privilege(current_database(), 'CREATE')),"
            " CASE WHEN EXISTS (SELECT FROM t WHERE name = 'lock_holder') THEN coalesce("
            "  (SELECT substring(obj_description(oid, 'pg_class') FROM 'version ([0-9]{1,4})')::int"
            "   FROM t WHERE name = 'run'),"
            "  CASE WHEN EXISTS (SELECT FROM t WHERE name = 'seed_row') THEN 3"
            "   WHEN EXISTS (SELECT FROM t WHERE name = 'migration') THEN 2 ELSE 1 END)"
            "  ELSE 0 END,"
            " (SELECT reads AND adds AND changes FROM t WHERE name = 'run'),"
            " (SELECT reads AND adds AND changes AND removes FROM t WHERE name = 'lock_holder'),"
            " (SELECT adds FROM t WHERE name = 'step') AND coalesce((SELECT"
            "   has_sequence_privilege(q.oid, 'USAGE') FROM pg_catalog.pg_class q JOIN s"
            "   ON q.relnamespace = s.oid AND q.relname = 'step_step_id_seq'), true),"
            " (SELECT count(*) = 2 AND bool_and(adds) FROM t"
            "  WHERE name IN ('run_step', 'migration')),"
            " (SELECT coalesce(bool_and(ours), false) FROM t),"
            " EXISTS (SELECT FROM t WHERE name = 'site'),"
            " (SELECT reads AND adds AND changes FROM t WHERE name = 'site'),"
            " EXISTS (SELECT FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid"
            "  AND a.attname = 'system_identifier' AND NOT a.attisdropped WHERE name = 'site'),"
            " (SELECT reads AND adds AND changes FROM t WHERE name = 'seed_row')"
            "  AND (SELECT adds FROM t WHERE name = 'seed_metadata')",
            {}};
}

SiteLogAccess readSiteLogAccess(const postgres::Rows &rows)
{
    enum Column {
        SchemaExists,
        Usable,
        Creates,
        Version,
        WritesRun,
        WritesHolder,
        WritesStep,
        WritesRunStep,
        OwnsAll,
        SiteExists,
        WritesSite,
        NamesSite,
        RemembersSeeds
    };
    const auto is = [&rows](Column column) { return rows.boolean(0, column); };
    SiteLogAccess access;
    access.schemaExists = is(SchemaExists);
    access.version = static_cast<int>(rows.number(0, Version));
    access.siteExists = is(SiteExists);
    access.namesSite = is(NamesSite);
    if (access.version == 0)
        access.writesLog = is(Creates);
    else
        access.writesLog = is(WritesRun) && is(WritesHolder)
            && is(access.version == 1 ? WritesStep : WritesRunStep);
    access.writesLog = access.writesLog && is(Usable);
    access.writesSite = access.writesLog && is(access.siteExists ? WritesSite : Creates);
    access.remembersSeeds = access.writesLog
        && (access.version >= 3 ? is(RemembersSeeds) : access.version == 0 || is(OwnsAll));
    access.upgrades = access.writesLog && access.version > 0 && access.version < siteLogVersion
        && is(OwnsAll) && is(Creates);
    return access;
}

std::vector<Command> createSiteLog(const SiteLogAccess &access)
{
    std::vector<Command> commands;
    if (!access.writesLog)
        return commands;
    if (!access.schemaExists) // else it may be another's, who may neither comment nor make it
        commands = {{"CREATE SCHEMA IF NOT EXISTS aegisx_site", {}},
                    {"COMMENT ON SCHEMA aegisx_site IS"
                     " 'AegisX Site Manager: runs, steps, migrations, lock holders and seeds'",
                     {}}};
    if (access.version == 0) {
        for (const char *sql : {runTable,
                                runStepTable,
                                stepView,
                                migrationTable,
                                holderTable,
                                seedRowTable,
                                seedMetadataTable})
            commands.push_back({sql, {}});
        addLog(commands);
    } else if (access.upgrades) {
        addUpgrade(commands, access.version);
    }
    if (!access.siteExists && access.writesSite)
        commands.push_back({siteTable, {}});
    return commands;
}

} // namespace aegisx::tracking
