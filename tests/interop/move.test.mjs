// Tables that the real knex left in the wrong schema, put right by our program; afterwards knex goes
// on as if they had always stood there.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Laboratory, fileName } from './support/site.mjs';

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

const inventory = { schema: 'inventory' };

async function schemas(site) {
  const rows = await site.sql(
    "SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace" +
      " WHERE c.relname ~ '^t_' AND c.relkind IN ('r', 'S') ORDER BY 1",
  );
  return rows.map(({ name }) => name).join(' ');
}

describe('move-table', { concurrency: 3 }, () => {
  it('what knex made in public goes to the module\'s schema, with every row; knex goes on', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.knexDoes('migrate:latest');
      await site.sql('INSERT INTO t_a SELECT FROM generate_series(1, 50)');
      site.writeManifest(inventory);
      await site.sql('CREATE SCHEMA inventory');
      const { objects } = await site.ours('misplaced');
      assert.deepEqual(objects.map(({ found, toSchema }) => `${found} ${toSchema}`), ['public.t_a inventory', 'public.t_b inventory']);
      const report = await site.ours(`move-table ${objects.map(({ found }) => found).join(' ')} --to inventory --yes`);
      assert.equal(report.outcome, 'done');
      assert.deepEqual(report.steps[0].tables, [{ table: 'inventory.t_a', inserted: 0, updated: 0, deleted: 0, unchanged: 50, kept: 0, keptRows: [] }]);
      assert.equal(await schemas(site), 'inventory.t_a inventory.t_a_id_seq inventory.t_b inventory.t_b_id_seq');
      assert.equal((await site.sql('SELECT count(*)::int AS n FROM inventory.t_a'))[0].n, 50);
      assert.deepEqual((await site.ours('misplaced')).objects, []);
      await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0' });
      await site.knexIsContent();
      site.files('c');
      await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
    }));

  it('the report\'s way back leads back', () =>
    laboratory.with({}, async (site) => {
      site.files('a');
      await site.knexDoes('migrate:latest');
      await site.sql('CREATE SCHEMA "Ward \'1\'"');
      const result = await site.startSitectlForPerson('move-table', 'public.t_a', '--to', '"Ward \'1\'"', '--yes').done;
      assert.equal(result.code, 0, result.stdout + result.stderr);
      assert.equal(await schemas(site), "Ward '1'.t_a Ward '1'.t_a_id_seq");
      assert.ok(result.stdout.includes(`move-table '"Ward '\\''1'\\''".t_a' --to public`), result.stdout);
      const back = await site.sitectl('move-table', '"Ward \'1\'".t_a', '--to', 'public', '--yes');
      assert.equal(back.code, 0, back.stdout + back.stderr);
      assert.equal(await schemas(site), 'public.t_a public.t_a_id_seq');
      await site.knexDoes('migrate:rollback', 'Batch 1 rolled back: 1 migrations');
    }));

  it('nothing is overwritten, and both tables are shown', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.knexDoes('migrate:latest');
      await site.sql('CREATE SCHEMA inventory; CREATE TABLE inventory.t_b (id text); INSERT INTO t_b SELECT FROM generate_series(1, 3)');
      const { error } = await site.ours('move-table public.t_a public.t_b --to inventory --yes', 4);
      assert.equal(error.kind, 'refused');
      assert.match(error.message, /public\.t_b: 3 row/);
      assert.match(error.message, /inventory\.t_b: 0 row/);
      assert.match(error.message, /id: integer, text/);
      assert.equal(await schemas(site), 'inventory.t_b public.t_a public.t_a_id_seq public.t_b public.t_b_id_seq');
      assert.equal((await site.ours('move-table public.knex_migrations --to inventory --yes', 4)).error.kind, 'refused');
      await site.knexIsContent();
    }));

  it('a table in use: the session is named, and in the end everything is as before', () =>
    laboratory.with({}, async (site) => {
      site.files('a');
      await site.knexDoes('migrate:latest');
      await site.sql('CREATE SCHEMA inventory');
      const reader = await site.cluster.connect(site.database);
      await reader.query('BEGIN');
      await reader.query('SELECT FROM t_a');
      const [{ pid }] = (await reader.query('SELECT pg_backend_pid() AS pid')).rows;
      const plan = await site.ours('move-table public.t_a --to inventory --dry-run');
      const { message } = plan.findings.find(({ id }) => id === 'move-in-use');
      assert.ok(message.includes(`process ${pid}`), message);
      await reader.end();
      assert.equal((await site.ours('move-table public.t_a --to inventory --yes')).outcome, 'done');
      assert.equal((await site.ours(`migrate --to ${fileName('a')}`)).outcome, 'nothingToDo');
    }));
});
