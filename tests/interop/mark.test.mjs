// Marking by evidence: our program writes or deletes rows without running anything, and the real
// knex goes on from there as if it had done the work itself.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Laboratory, fails, fileName, noTransaction } from './support/site.mjs';

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

const verdicts = async (site) =>
  Object.fromEntries(
    (await site.ours('evidence')).modules[0].migrations.map(({ name, verdict, contradiction }) => [name.at(-1), `${verdict} ${contradiction}`]),
  );

describe('marking', { concurrency: 3 }, () => {
  it('a row of ours is one that knex would have written', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.knexDoes('migrate:up');
      await site.sql('CREATE TABLE t_b (id serial PRIMARY KEY)');
      assert.deepEqual(await verdicts(site), { a: 'done none', b: 'done thereNotRecorded' });
      const marked = await site.ours(`mark-completed demo ${fileName('b')} --yes`);
      assert.equal(marked.outcome, 'done');
      assert.deepEqual(marked.batches, { demo: 2 });
      await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
      await site.knexIsContent();
      site.files('c');
      await site.knexDoes('migrate:latest', 'Batch 3 run: 1 migrations');
      await site.is({ rows: '(1,a,1) (2,b,2) (3,c,3)', lock: '1:0', tables: 'a b c' });
      await site.knexDoes('migrate:down', 'Batch 3 rolled back');
      await site.knexDoes('migrate:down', 'Batch 2 rolled back'); // drops the table that was there before
      await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    }));

  it('a lost tracking table: all that is proven, in one go', () =>
    laboratory.with({}, async (site) => {
      site.files('abc');
      await site.knexDoes('migrate:latest');
      await site.sql('TRUNCATE knex_migrations RESTART IDENTITY');
      await site.knexFails('migrate:latest', 'already exists');
      site.files('d');
      await site.ours('mark-completed demo --provable --batch 4 --yes');
      await site.is({ rows: '(1,a,4) (2,b,4) (3,c,4)', lock: '1:0', tables: 'a b c' });
      await site.knexDoes('migrate:latest', 'Batch 5 run: 1 migrations');
      await site.knexIsContent();
    }));

  it('what a failed file without a transaction left: refused, or forced with a reason', () =>
    laboratory.with({}, async (site) => {
      site.files('a');
      site.file('b', { up: ['CREATE TABLE t_b_more (id integer)'] }, fails, noTransaction);
      await site.knexFails('migrate:latest', 'division by zero');
      assert.deepEqual(await verdicts(site), { a: 'done none', b: 'done thereNotRecorded' });
      await site.sql('DROP TABLE t_b_more');
      assert.deepEqual(await verdicts(site), { a: 'done none', b: 'halfDone halfThere' });
      const refused = await site.ours(`mark-completed demo ${fileName('b')} --yes`, 4);
      assert.equal(refused.error.kind, 'refused');
      await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a b' });
      const forced = await site.sitectl('mark-completed', 'demo', fileName('b'), '--reason', 'not needed here', '--yes');
      assert.equal(forced.json.outcome, 'done');
      await site.knexIsContent();
    }));

  it('mark-pending: knex runs the file once more', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.knexDoes('migrate:latest');
      await site.sql('DROP TABLE t_a');
      assert.deepEqual(await verdicts(site), { a: 'notDone recordedNotThere', b: 'done none' });
      await site.ours('mark-pending demo --provable --yes');
      await site.is({ rows: '(2,b,1)', lock: '1:0', tables: 'b' });
      assert.deepEqual(await site.knexList(), { completed: 'b', pending: 'a' });
      await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
      await site.is({ rows: '(2,b,1) (3,a,2)', lock: '1:0', tables: 'a b' });
    }));
});
