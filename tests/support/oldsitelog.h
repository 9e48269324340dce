#pragma once

#include <QByteArray>

namespace aegisx::test {

// aegisx_site as version 0.1.0 of the program made it, with a run that applied two migrations and
// undid one.
inline const QByteArray version1 = R"(CREATE SCHEMA aegisx_site;
CREATE TABLE aegisx_site.run (run_id uuid PRIMARY KEY, operation text NOT NULL, outcome text,
    detail text, started_at timestamptz NOT NULL, finished_at timestamptz, host text, os_user text,
    db_user text NOT NULL DEFAULT current_user, program text, backend_pid integer);
CREATE TABLE aegisx_site.step (step_id bigserial PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES aegisx_site.run (run_id),
    tracking_schema text NOT NULL, tracking_table text NOT NULL, module text NOT NULL,
    name text NOT NULL, direction text NOT NULL, sha256 text, fingerprint text,
    duration_us bigint, finished_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX step_run_id_idx ON aegisx_site.step (run_id);
CREATE TABLE aegisx_site.lock_holder (tracking_schema text NOT NULL, tracking_table text NOT NULL,
    run_id uuid NOT NULL, operation text NOT NULL, host text, os_user text, program text,
    backend_pid integer, backend_start timestamptz,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tracking_schema, tracking_table));
CREATE TABLE aegisx_site.site (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    environment text NOT NULL CHECK (environment IN ('production', 'test', 'practice')),
    set_at timestamptz NOT NULL DEFAULT clock_timestamp(), set_by text NOT NULL);
INSERT INTO aegisx_site.site (environment, set_by) VALUES ('test', 'somchai@pc1');
INSERT INTO aegisx_site.run VALUES ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'Migrate', 'Done', '',
    '2020-01-02 03:04:05+00', '2020-01-02 03:04:06+00', 'pc1', 'somchai', 'postgres',
    'AegisX Site Manager 0.1.0', 7);
INSERT INTO aegisx_site.step (run_id, tracking_schema, tracking_table, module, name, direction,
    sha256, fingerprint, duration_us) VALUES
    ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'public', 'knex_migrations', 'old', '8_y', 'up',
     'aa', 'bb', 12),
    ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'public', 'knex_migrations', 'old', '9_z', 'up',
     'cc', 'dd', 34),
    ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'public', 'knex_migrations', 'old', '9_z', 'down',
     'cc', 'dd', 5),
    ('c1646ce2-c7c4-4b54-a2c4-0c8e630d4164', 'public', 'knex_migrations', 'old', '001_x', 'seed',
     '', '', 1);)";

} // namespace aegisx::test
