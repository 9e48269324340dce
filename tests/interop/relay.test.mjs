// knex and our program by turns on one database: whoever comes next finds everything in order.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Laboratory, fileName } from './support/site.mjs';

const sourceTree = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

describe('the relay run', { concurrency: 3 }, () => {
  it('knex, ours, knex; knex undoes our batch as well as its own', () =>
    laboratory.with({}, async (site) => {
      site.files('abcd');
      await site.knexDoes(`migrate:to ${fileName('b')}.js`);
      assert.deepEqual((await site.ours(`migrate --to ${fileName('c')}`)).batches, { demo: 2 });
      await site.knexDoes('migrate:latest', 'Batch 3 run: 1 migrations');
      await site.is({ rows: '(1,a,1) (2,b,1) (3,c,2) (4,d,3)', lock: '1:0', tables: 'a b c d' });
      assert.deepEqual(await site.knexList(), { completed: 'a b c d', pending: '' });
      await site.knexDoes('migrate:rollback', 'Batch 3 rolled back: 1 migrations');
      await site.knexDoes('migrate:rollback', 'Batch 2 rolled back: 1 migrations');
      await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
      await site.knexDoes('migrate:latest', 'Batch 2 run: 2 migrations');
      await site.knexDoes('migrate:rollback --all');
      await site.is({ rows: '-', lock: '1:0', tables: '-' });
      assert.deepEqual((await site.ours(`migrate --to ${fileName('b')}`)).batches, { demo: 1 });
      await site.is({ rows: '(7,a,1) (8,b,1)', lock: '1:0', tables: 'a b' });
      await site.knexDoes('migrate:latest', 'Batch 2 run: 2 migrations');
      await site.is({ rows: '(7,a,1) (8,b,1) (9,c,2) (10,d,2)', lock: '1:0', tables: 'a b c d' });
      await site.knexIsContent();
    }));

  it('ours, knex, ours; we undo its batch as well as ours', () =>
    laboratory.with({}, async (site) => {
      site.files('abcd');
      assert.deepEqual((await site.ours(`migrate --to ${fileName('b')}`)).batches, { demo: 1 });
      await site.knexDoes(`migrate:to ${fileName('c')}.js`, 'Batch 2 ran');
      assert.deepEqual((await site.ours('migrate')).batches, { demo: 3 });
      await site.is({ rows: '(1,a,1) (2,b,1) (3,c,2) (4,d,3)', lock: '1:0', tables: 'a b c d' });
      const { applied, pending, unknown, batch, state } = await site.status();
      assert.deepEqual({ applied, pending, unknown, batch, state }, { applied: 4, pending: 0, unknown: 0, batch: 3, state: 'upToDate' });
      await site.ours('rollback demo --yes');
      await site.ours('rollback demo --yes');
      await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
      assert.deepEqual((await site.ours('migrate')).batches, { demo: 2 });
      await site.ours('rollback demo --all --yes');
      await site.is({ rows: '-', lock: '1:0', tables: '-' });
      await site.knexDoes(`migrate:to ${fileName('b')}.js`, 'Batch 1 ran');
      await site.is({ rows: '(7,a,1) (8,b,1)', lock: '1:0', tables: 'a b' });
      assert.deepEqual((await site.ours('migrate')).batches, { demo: 2 });
      await site.is({ rows: '(7,a,1) (8,b,1) (9,c,2) (10,d,2)', lock: '1:0', tables: 'a b c d' });
      await site.knexIsContent();
    }));

  it('ours first on an empty database, then knex alone', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.ours('migrate');
      await site.knexIsContent();
      site.files('cd');
      await site.knexDoes('migrate:up', 'Batch 2 ran');
      await site.knexDoes('migrate:down', 'Batch 2 rolled back');
      await site.knexDoes('migrate:latest', 'Batch 2 run: 2 migrations');
      await site.is({ rows: '(1,a,1) (2,b,1) (4,c,2) (5,d,2)', lock: '1:0', tables: 'a b c d' });
      await site.knexDoes('migrate:rollback --all');
      await site.is({ rows: '-', lock: '1:0', tables: '-' });
      await site.knexDoes('migrate:currentVersion', 'Current Version: none');
    }));

  it('several batches of both, rolled back by number and down to a name', () =>
    laboratory.with({}, async (site) => {
      site.files('abcdef');
      await site.knexDoes('migrate:up');
      await site.ours(`migrate --to ${fileName('b')}`);
      await site.knexDoes('migrate:up');
      await site.ours(`migrate --to ${fileName('e')} --step-by-step`);
      await site.knexDoes('migrate:up');
      await site.is({ rows: '(1,a,1) (2,b,2) (3,c,3) (4,d,4) (5,e,4) (6,f,5)', lock: '1:0' });
      await site.ours('rollback demo --batches 2 --yes');
      await site.is({ rows: '(1,a,1) (2,b,2) (3,c,3)', lock: '1:0', tables: 'a b c' });
      await site.ours(`rollback demo --to ${fileName('a')} --yes`);
      await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
      await site.knexDoes('migrate:latest', 'Batch 2 run: 5 migrations');
      await site.knexIsContent();
    }));
});

describe('the main job', { concurrency: 3 }, () => {
  it('knex the first 3 of 6 files, ours the rest; knex lists 6 and undoes our batch', () =>
    laboratory.with({}, async (site) => {
      site.files('abc');
      await site.knexDoes('migrate:latest', 'Batch 1 run: 3 migrations');
      site.files('def');
      const report = await site.ours('migrate');
      assert.deepEqual(report.steps.map(({ name, state }) => `${name.at(-1)} ${state}`), ['d done', 'e done', 'f done']);
      assert.deepEqual(report.batches, { demo: 2 });
      const listed = await site.knexDoes('migrate:list', 'Found 6 Completed Migration file/files.');
      assert.ok(listed.text.includes('No Pending Migration files Found.'));
      await site.knexDoes('migrate:rollback', 'Batch 2 rolled back: 3 migrations');
      await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b c' });
      const { applied, pending, batch, state, lock } = await site.status();
      assert.deepEqual({ applied, pending, batch, state, lock: lock.state }, { applied: 3, pending: 3, batch: 1, state: 'pending', lock: 'free' });
    }));

  // The platform as it is: two knexfiles with TypeScript names, one for the core, one for the
  // inventory; here each file runs the SQL of the shipped module.
  const shipped = {
    core: { folder: path.join(sourceTree, 'migrations'), knexfile: 'knexfile.js', table: 'knex_migrations' },
    inventory: { folder: path.join(sourceTree, 'migrations-inventory'), knexfile: 'knexfile-inventory.js', table: 'knex_migrations_inventory' },
  };

  function installShipped(site) {
    site.moduleFolders = Object.values(shipped).map(({ folder }) => folder);
    for (const [id, { folder, knexfile, table }] of Object.entries(shipped)) {
      const directory = `migrations-${id}`;
      mkdirSync(path.join(site.folder, directory));
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
        const [, up, down] = readFileSync(path.join(folder, file), 'utf8').split(/^-- migrate:(?:up|down)$/m);
        assert.ok(up && down, file);
        const script = `exports.up = (knex) => knex.raw(${JSON.stringify(up)});\nexports.down = (knex) => knex.raw(${JSON.stringify(down)});\n`;
        writeFileSync(path.join(site.folder, directory, file.replace(/\.sql$/, '.ts')), script);
      }
      const config = { ...site.knexConfig, migrations: { directory: `./${directory}`, tableName: table } };
      writeFileSync(path.join(site.folder, knexfile), `module.exports = ${JSON.stringify(config)};\n`);
    }
  }

  // Every object of the site's own schemas as text, however it came to be.
  async function objects(site) {
    const rows = await site.sql(`
      WITH own AS (SELECT oid, nspname FROM pg_namespace
                   WHERE nspname NOT IN ('information_schema', 'aegisx_site') AND nspname !~ '^pg_'),
      relation AS (SELECT c.oid, nspname || '.' || relname AS name, relkind FROM pg_class c JOIN own ON own.oid = relnamespace
                   WHERE relname !~ '^knex_')
      SELECT 'schema ' || nspname || ' ' || coalesce(obj_description(oid), '') AS text FROM own
      UNION ALL SELECT 'relation ' || name || ' ' || relkind::text || ' ' || coalesce(obj_description(oid, 'pg_class'), '') FROM relation
      UNION ALL SELECT 'column ' || name || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '
          || coalesce(pg_get_expr(adbin, adrelid), '') || ' ' || coalesce(col_description(attrelid, attnum), '')
        FROM relation JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) FROM pg_index JOIN relation ON relation.oid = indrelid
      UNION ALL SELECT 'constraint ' || name || ' ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
        FROM pg_constraint JOIN relation ON relation.oid = conrelid
      UNION ALL SELECT 'trigger ' || pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal
      UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) || ' ' || coalesce(obj_description(p.oid, 'pg_proc'), '')
        FROM pg_proc p JOIN own ON own.oid = pronamespace WHERE prokind = 'f'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      UNION ALL SELECT 'enum ' || nspname || '.' || typname || ' ' || enumlabel || ' ' || enumsortorder || ' ' || coalesce(obj_description(t.oid, 'pg_type'), '')
        FROM pg_enum e JOIN pg_type t ON t.oid = enumtypid JOIN own ON own.oid = typnamespace
      ORDER BY 1`);
    return rows.map(({ text }) => text);
  }

  const modulesOf = (status) => status.modules.map(({ id, applied, pending, batch, state }) => ({ id, applied, pending, batch, state }));

  it('the shipped modules: half by knex and half by us they are the same as all by one', () =>
    laboratory.with({}, (allOurs) =>
      laboratory.with({}, (allKnex) =>
        laboratory.with({}, async (half) => {
          [allOurs, allKnex, half].forEach(installShipped);
          await allOurs.ours('migrate');
          await allKnex.knexDoes('migrate:latest --knexfile knexfile.js');
          await allKnex.knexDoes('migrate:latest --knexfile knexfile-inventory.js');

          await half.knexDoes('migrate:up --knexfile knexfile.js');
          await half.knexDoes('migrate:to 20251205000008_create_bank.ts --knexfile knexfile-inventory.js');
          const report = await half.ours('migrate');
          assert.deepEqual(report.batches, { core: 2, inventory: 2 });

          const wanted = await objects(allKnex);
          assert.ok(wanted.length > 100, `only ${wanted.length} objects`);
          assert.deepEqual(await objects(allOurs), wanted);
          assert.deepEqual(await objects(half), wanted);
          await half.knexDoes('migrate:latest --knexfile knexfile.js', 'Already up to date');
          await half.knexDoes('migrate:list --knexfile knexfile-inventory.js', 'Found 37 Completed Migration file/files.');

          await half.knexDoes('migrate:rollback --knexfile knexfile-inventory.js', 'Batch 2 rolled back: 29 migrations');
          assert.deepEqual(modulesOf(await half.ours('status')), [
            { id: 'core', applied: 20, pending: 0, batch: 2, state: 'upToDate' },
            { id: 'inventory', applied: 8, pending: 29, batch: 1, state: 'pending' },
          ]);
          await half.ours('rollback --all-modules --all --yes');
          await allKnex.knexDoes('migrate:rollback --all --knexfile knexfile-inventory.js');
          await allKnex.knexDoes('migrate:rollback --all --knexfile knexfile.js');
          assert.deepEqual(await objects(half), await objects(allKnex));
        }))));
});
