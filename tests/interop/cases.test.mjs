// Every case of knex-semantics.md section 9 that has a meaning for us: the real knex (or SQL, where
// the case says so) sets the scene, our program acts, and the real knex looks at the result.
// docs/knex-interop.md says for each case whether we do the same as knex, or what we do better;
// the last test here compares that list with the cases of this file.

import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Laboratory, downFails, fails, fileName, noTransaction } from './support/site.mjs';

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

const tested = new Set();

function testCase(ids, title, optionsOrBody, bodyOrNothing) {
  const [options, body] = bodyOrNothing ? [optionsOrBody, bodyOrNothing] : [{}, optionsOrBody];
  ids.split(' ').forEach((id) => tested.add(id));
  it(`${ids}: ${title}`, () => laboratory.with(options, body));
}

const stepsOf = (document) => document.steps.map(({ name }) => name.at(-1)).join(' ');
const findingIds = (document) => document.findings.map(({ id }) => id);

function assertCorrupt(document, missing) {
  assert.equal(document.error.kind, 'refused');
  assert.match(document.error.message, /not in this one/);
  assert.ok(document.error.message.includes(missing), document.error.message);
}

const corrupt = (names) => `The migration directory is corrupt, the following files are missing: ${names}`;

describe('migrate', { concurrency: 3 }, () => {
  testCase('T01 T02', 'on an empty database; again: nothing to do, no batch consumed', async (site) => {
    site.files('abc');
    const first = await site.ours('migrate');
    assert.equal(first.outcome, 'done');
    assert.deepEqual(first.batches, { demo: 1 });
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b c' });
    const second = await site.ours('migrate');
    assert.equal(second.outcome, 'nothingToDo');
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T03', 'the next run gets max(batch)+1', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:latest');
    site.files('c');
    assert.deepEqual((await site.ours('migrate')).batches, { demo: 2 });
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
    await site.knexDoes('migrate:rollback', 'Batch 2 rolled back: 1 migrations');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
  });

  testCase('T04', 'an older file that was added later is still run', async (site) => {
    site.files('bc');
    await site.knexDoes('migrate:latest');
    site.files('a');
    await site.ours('migrate');
    await site.is({ rows: '(1,b,1) (2,c,1) (3,a,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T05', 'a gap in the middle is filled', async (site) => {
    site.files('abc');
    await site.bookkeeping(['a', 1], ['c', 1]);
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,c,1) (3,b,2)', lock: '1:0', tables: 'b' });
    await site.knexIsContent();
  });

  testCase('T06', 'batch numbers follow max(), gaps are fine', async (site) => {
    site.files('abc');
    await site.bookkeeping(['a', 1], ['b', 7]);
    assert.deepEqual((await site.ours('migrate')).batches, { demo: 8 });
    await site.is({ rows: '(1,a,1) (2,b,7) (3,c,8)', lock: '1:0', tables: 'c' });
    await site.knexIsContent();
  });

  testCase('T07', 'all batches NULL count as 0', async (site) => {
    site.files('ab');
    await site.bookkeeping(['a', null]);
    await site.ours('migrate');
    await site.is({ rows: '(1,a,null) (2,b,1)', lock: '1:0', tables: 'b' });
    await site.knexIsContent();
  });

  testCase('T08 T09', 'a failure undoes the whole batch; the ids are burnt', async (site) => {
    site.files('a', ['b', fails], 'c');
    const failed = await site.ours('migrate', 1);
    assert.equal(failed.outcome, 'failed');
    assert.equal(failed.error.sqlState, '22012');
    assert.equal(path.basename(failed.error.file), `${fileName('b')}.sql`);
    assert.equal(failed.error.line, 3);
    assert.deepEqual(failed.steps.map(({ state }) => state), ['rolledBack', 'failed', 'notRun']);
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexFails('migrate:latest', 'division by zero');
    site.files('b');
    await site.ours('migrate');
    await site.is({ rows: '(3,a,1) (4,b,1) (5,c,1)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T10', 'step by step a failure keeps what went before, and nothing of the failing one', async (site) => {
    site.files('a', ['b', fails], 'c');
    const document = await site.ours('migrate --step-by-step', 7);
    assert.equal(document.outcome, 'failedPartWay');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    site.files('b');
    await site.knexDoes('migrate:latest', 'Batch 2 run: 2 migrations');
    await site.knexIsContent();
  });

  testCase('T11', 'a pending transaction:false cuts the run; the part before it is all or nothing', async (site) => {
    site.files('a', ['b', fails], ['c', noTransaction]);
    assert.equal((await site.ours('migrate', 1)).outcome, 'failed');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    site.files('b');
    await site.ours('migrate');
    await site.is({ lock: '1:0', tables: 'a b c' });
    assert.equal(await site.names(), 'a b c');
    await site.knexIsContent();
  });

  testCase('T12', 'after a knex run that stopped part-way the rest opens a new batch', async (site) => {
    site.files('a', ['b', fails], ['c', noTransaction]);
    await site.knexFails('migrate:latest', 'division by zero');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    site.files('b');
    assert.deepEqual((await site.ours('migrate')).batches, { demo: 2 });
    await site.is({ rows: '(1,a,1) (2,b,2) (3,c,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T13', 'a completed transaction:false has no influence', async (site) => {
    site.files(['a', noTransaction]);
    await site.knexDoes('migrate:latest');
    site.files('b', ['c', fails]);
    assert.equal((await site.ours('migrate', 1)).outcome, 'failed');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    site.files('c');
    await site.knexDoes('migrate:latest', 'Batch 2 run: 2 migrations');
    await site.knexIsContent();
  });

  testCase('T15', 'a pending file that holds nothing is refused before anything runs', async (site) => {
    site.files('a');
    site.write(fileName('b'), '', '');
    const document = await site.ours('migrate', 4);
    assert.equal(document.document, 'error');
    assert.equal(path.basename(document.error.file), `${fileName('b')}.sql`);
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.knexFails('migrate:latest', 'must have both an up and down function');
    site.files('b');
    await site.ours('migrate');
    await site.knexIsContent();
  });

  testCase('T15', 'a file without a down section runs, and is not undone', async (site) => {
    site.files('a');
    site.writeMigration(fileName('b'), { up: ['CREATE TABLE t_b (id int)'] });
    const document = await site.ours('migrate');
    assert.deepEqual(findingIds(document), ['not-undoable']);
    await site.is({ rows: '(1,a,1) (2,b,1)', tables: 'a b' });
    await site.knexIsContent(); // knex does not load what is completed
    assert.match((await site.ours('rollback demo --yes', 4)).error.message, /cannot be rolled back/);
    await site.is({ rows: '(1,a,1) (2,b,1)', tables: 'a b', lock: '1:0' });
  });

  testCase('T16', 'no files: nothing to do, and nothing is created', async (site) => {
    assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.knexDoes('migrate:latest', 'Already up to date');
  });

  testCase('T20', 'one file at a time (--to), each its own batch', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:up');
    await site.ours(`migrate --to ${fileName('b')}.js`);
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  testCase('T22', 'after "up c" of knex the gap before it is filled', async (site) => {
    site.files('abc');
    await site.knexDoes(`migrate:up ${fileName('c')}.js`);
    await site.ours('migrate');
    await site.is({ rows: '(1,c,1) (2,a,2) (3,b,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T23 T42', '--to what is done already: success, no change, nothing rolled back', async (site) => {
    site.files('abc');
    await site.knexDoes('migrate:latest');
    assert.equal((await site.ours(`migrate --to ${fileName('a')}`)).outcome, 'nothingToDo');
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T24', 'a name is known with any ending, or without one', async (site) => {
    site.files('abc');
    await site.ours(`migrate --to ${fileName('a')}`);
    await site.ours(`migrate --to demo/${fileName('b')}.ts`);
    await site.ours(`migrate --to ${fileName('c')}.js`);
    await site.is({ rows: '(1,a,1) (2,b,2) (3,c,3)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T40 T43', '--to: all pending up to and including, one batch', async (site) => {
    site.files('abcd');
    await site.ours(`migrate --to ${fileName('b')}`);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    assert.deepEqual(await site.knexList(), { completed: 'a b', pending: 'c d' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 2 migrations');
    await site.knexIsContent();
  });

  testCase('T41', '--to fills older gaps', async (site) => {
    site.files('abc');
    await site.knexDoes(`migrate:up ${fileName('c')}.js`);
    await site.ours(`migrate --to ${fileName('b')}`);
    await site.is({ rows: '(1,c,1) (2,a,2) (3,b,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T44', '--to an unknown name', async (site) => {
    site.files('a');
    assert.equal((await site.ours('migrate --to zz.js', 2)).error.kind, 'notFound');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
  });
});

describe('rollback', { concurrency: 3 }, () => {
  testCase('T25', '--to the predecessor undoes the last in file order, not the last id', async (site) => {
    site.files('abc');
    await site.bookkeeping(['c', 1], ['a', 1], ['b', 2]);
    await site.createTables('abc');
    await site.ours(`rollback demo --to ${fileName('b')} --yes`);
    await site.is({ rows: '(2,a,1) (3,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexDoes('migrate:latest', 'Batch 3 run: 1 migrations');
    await site.knexIsContent();
  });

  testCase('T27', '--to one that is not completed', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:up');
    assert.equal((await site.ours(`rollback demo --to ${fileName('b')} --yes`, 2)).error.kind, 'notFound');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
  });

  testCase('T28 T37', 'with nothing done: nothing to do, and nothing is created', async (site) => {
    site.files('a');
    assert.equal((await site.ours('rollback demo --yes')).outcome, 'nothingToDo');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.knexDoes('migrate:rollback', 'Already at the base migration');
    assert.equal((await site.ours('rollback demo --all --yes')).outcome, 'nothingToDo');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
  });

  testCase('T29', 'a batch number is used again after its batch is gone', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:up');
    await site.knexDoes('migrate:up');
    await site.ours('rollback demo --yes');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    assert.deepEqual((await site.ours('migrate')).batches, { demo: 2 });
    await site.is({ rows: '(1,a,1) (3,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  testCase('T31', 'removes exactly the rows of max(batch)', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:latest');
    site.files('c');
    await site.knexDoes('migrate:latest');
    await site.ours('rollback demo --yes');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexDoes('migrate:rollback', 'Batch 1 rolled back: 2 migrations');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
  });

  testCase('T32', 'order of one batch: id descending', async (site) => {
    site.files('abc');
    await site.bookkeeping(['c', 1], ['a', 1], ['b', 1]);
    await site.createTables('abc');
    assert.equal(stepsOf(await site.ours('rollback demo --yes')), 'b a c');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 3 migrations');
  });

  testCase('T33', 'order of --all: the file order reversed', async (site) => {
    site.files('abc');
    await site.bookkeeping(['c', 1], ['a', 1], ['b', 1]);
    await site.createTables('abc');
    assert.equal(stepsOf(await site.ours('rollback demo --all --yes')), 'c b a');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 3 migrations');
  });

  testCase('T34', 'is all or nothing', async (site) => {
    site.files(['a', downFails], 'bc');
    await site.knexDoes('migrate:latest');
    const document = await site.ours('rollback demo --yes', 1);
    assert.equal(document.outcome, 'failed');
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b c' });
    site.files('a');
    await site.knexDoes('migrate:rollback', 'Batch 1 rolled back: 3 migrations');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
  });

  testCase('T35', 'a transaction:false down that fails: the schema changed, its row stays', async (site) => {
    site.files(['a', downFails, noTransaction], 'b');
    await site.knexDoes('migrate:latest');
    assert.equal((await site.ours('rollback demo --yes', 7)).outcome, 'failedPartWay');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: '-' });
    assert.deepEqual(await site.knexList(), { completed: 'a', pending: 'b' });
  });

  testCase('T36', 'does nothing where every batch is NULL', async (site) => {
    site.files('ab');
    await site.bookkeeping(['a', null], ['b', null]);
    assert.equal((await site.ours('rollback demo --yes')).outcome, 'nothingToDo');
    await site.is({ rows: '(1,a,null) (2,b,null)', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:rollback', 'Already at the base migration');
  });
});

describe('status', { concurrency: 3 }, () => {
  testCase('T50', 'writes nothing, not even the bookkeeping tables', async (site) => {
    site.files('a');
    const module = await site.status();
    assert.equal(module.state, 'notInstalled');
    assert.equal(module.pending, 1);
    assert.equal(module.lock.state, 'absent');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    assert.deepEqual(await site.knexList(), { completed: '', pending: 'a' });
  });

  testCase('T51', 'counts and names what knex counts and names, in file order', async (site) => {
    site.files('abcd');
    await site.bookkeeping(['c', 1], ['a', 1]);
    const { applied, pending, batch, migrations } = await site.status();
    assert.deepEqual({ applied, pending, batch }, { applied: 2, pending: 2, batch: 1 });
    assert.deepEqual(
      migrations.map(({ name, state }) => `${name.at(-1)} ${state}`),
      ['a applied', 'b pending', 'c applied', 'd pending'],
    );
    assert.deepEqual(await site.knexList(), { completed: 'c a', pending: 'b d' });
  });
});

describe('what is recorded and not there', { concurrency: 3 }, () => {
  testCase('T60 T61 T62', 'a recorded file is missing: nothing may change, status says which', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:latest');
    site.deleteFile('a');
    site.files('c');
    const missing = `${fileName('a')}.js`;
    assertCorrupt(await site.ours('migrate', 4), missing);
    assertCorrupt(await site.ours('rollback demo --yes', 4), missing);
    const module = await site.status();
    assert.equal(module.state, 'needsAttention');
    assert.equal(module.unknown, 1);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexFails('migrate:latest', corrupt(missing));
    site.files('a');
    await site.ours('migrate');
    await site.knexIsContent();
  });

  testCase('T64 T65', 'a recorded .ts is the same migration as our file, and is not run again', async (site) => {
    site.files('a');
    await site.bookkeeping([`${fileName('a')}.ts`, 1]);
    assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
    const { migrations } = await site.status();
    assert.deepEqual(migrations.map(({ state, recordedAs }) => [state, recordedAs]), [['applied', `${fileName('a')}.ts`]]);
    await site.is({ rows: `(1,${fileName('a')}.ts,1)`, lock: '1:0', tables: '-' });
    await site.knexFails('migrate:latest', corrupt(`${fileName('a')}.ts`));
  });

  testCase('T64', 'a site whose knex has .ts files goes on under .ts names', { ending: '.ts' }, async (site) => {
    site.files('a');
    await site.knexDoes('migrate:latest');
    site.files('b');
    await site.ours('migrate');
    assert.deepEqual((await site.records()).map(({ name }) => name), [`${fileName('a')}.ts`, `${fileName('b')}.ts`]);
    await site.knexIsContent();
    await site.knexDoes('migrate:rollback', 'Batch 2 rolled back: 1 migrations');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
  });

  testCase('T66 T67', 'a path before the name, or another case: not one of our files', async (site) => {
    for (const name of [`./${fileName('a')}.js`, '20240101000000_A.js']) {
      site.files('a');
      await site.bookkeeping([name, 1]);
      assertCorrupt(await site.ours('migrate', 4), name);
      await site.is({ lock: '1:0', tables: '-' });
      await site.knexFails('migrate:latest', corrupt(name));
      await site.sql('DELETE FROM knex_migrations');
    }
    await site.ours('migrate');
    await site.knexIsContent();
  });

  testCase('T68', 'a completed file may be empty: it is not read', async (site) => {
    site.files('a');
    await site.knexDoes('migrate:latest');
    site.write(fileName('a'), '', '');
    site.files('b');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  it('a file that the module renamed: the recorded old name is the same migration, and rolls back', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.knexDoes('migrate:latest');
      const folder = path.join(site.folder, 'module');
      renameSync(path.join(folder, `${fileName('a')}.sql`), path.join(folder, '20240101000000_x.sql'));
      site.writeManifest({ renamed: { [fileName('a')]: '20240101000000_x' } });
      assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
      assert.equal((await site.status()).migrations[0].recordedAs, `${fileName('a')}.js`);
      await site.knexIsContent();
      assert.equal(stepsOf(await site.ours('rollback demo --yes')), 'b x');
      await site.is({ rows: '-', lock: '1:0', tables: '-' });
    }));

  testCase('T69 T70', 'a rollback never meets a missing file half-way: it is refused', {
    migrations: { disableMigrationsListValidation: true },
  }, async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:latest');
    site.deleteFile('a');
    assertCorrupt(await site.ours('rollback demo --yes', 4), `${fileName('a')}.js`);
    assertCorrupt(await site.ours('rollback demo --all --yes', 4), `${fileName('a')}.js`);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexFails('migrate:rollback', 'TypeError');
  });

  testCase('T71', 'a row without a name', async (site) => {
    site.files('a');
    await site.bookkeeping([null, 1]);
    const document = await site.ours('migrate', 4);
    assert.match(document.error.message, /without a name/);
    await site.is({ rows: '(1,<null>,1)', lock: '1:0', tables: '-' });
    assert.deepEqual(findingIds(await site.ours('status')), ['nameless-row']);
    await site.knexFails('migrate:latest', 'The migration directory is corrupt');
  });
});

describe('the lock', { concurrency: 3 }, () => {
  for (const [id, value] of [['T80', '1'], ['T81', 'null'], ['T82', '2']]) {
    testCase(id, `is_locked = ${value}: locked`, async (site) => {
      site.files('a');
      await site.bookkeeping();
      await site.sql(`UPDATE knex_migrations_lock SET is_locked = ${value}`);
      assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
      await site.is({ rows: '-', lock: `1:${value}`, tables: '-' });
      await site.knexFails('migrate:latest', 'MigrationLocked');
      await site.ours('unlock demo --force --yes');
      await site.is({ lock: '2:0' });
      await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
    });
  }

  testCase('T83', 'status reads through it, and says what it is', async (site) => {
    site.files('a');
    await site.bookkeeping();
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    const document = await site.ours('status');
    assert.deepEqual(document.modules[0].lock, { state: 'unknown', rows: [1], holder: null });
    assert.deepEqual(findingIds(document), ['lock-unknown']);
    await site.is({ rows: '-', lock: '1:1', tables: '-' });
    assert.deepEqual(await site.knexList(), { completed: '', pending: 'a' });
  });

  testCase('T84', 'no lock row: one is inserted', async (site) => {
    site.files('a');
    await site.bookkeeping();
    await site.sql('DELETE FROM knex_migrations_lock');
    assert.equal((await site.status()).lock.state, 'damaged');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1)', lock: '2:0', tables: 'a' });
    await site.knexIsContent();
  });

  testCase('T85', 'two or more free rows are put right', async (site) => {
    site.files('ab');
    await site.bookkeeping();
    await site.sql('INSERT INTO knex_migrations_lock (is_locked) VALUES (0), (0)');
    await site.knexFails('migrate:latest', 'MigrationLocked');
    assert.deepEqual(findingIds(await site.ours('status')), ['lock-rows']);
    await site.ours(`migrate --to ${fileName('a')}`);
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
    await site.knexIsContent();
    await site.sql('INSERT INTO knex_migrations_lock (is_locked) VALUES (0)');
    await site.ours('rollback demo --yes');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
  });

  testCase('T86', 'one free and one taken row: refused, and left as they are', async (site) => {
    site.files('a');
    await site.bookkeeping();
    await site.sql('INSERT INTO knex_migrations_lock (is_locked) VALUES (1)');
    assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
    await site.is({ rows: '-', lock: '1:0 2:1', tables: '-' });
    await site.ours('unlock demo --force --yes');
    await site.is({ lock: '3:0' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
    await site.knexIsContent();
  });

  testCase('T87', 'unlock wants to know that the holder is gone; forced it leaves one new row', async (site) => {
    site.files('a');
    await site.bookkeeping();
    await site.sql('INSERT INTO knex_migrations_lock (is_locked) VALUES (1), (0)');
    assert.equal((await site.ours('unlock demo', 4)).error.kind, 'refused');
    assert.equal((await site.ours('unlock demo --force', 2)).error.kind, 'usage');
    await site.is({ lock: '1:0 2:1 3:0' });
    await site.ours('unlock demo --force --yes');
    await site.is({ rows: '-', lock: '4:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
  });

  testCase('T88', 'unlock on a virgin database creates nothing', async (site) => {
    site.files('a');
    assert.equal((await site.ours('unlock demo')).outcome, 'nothingToDo');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
  });

  testCase('T89', 'the lock table is gone: made again by the first run that has something to do', async (site) => {
    site.files('a');
    await site.knexDoes('migrate:latest');
    await site.sql('DROP TABLE knex_migrations_lock');
    assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
    await site.is({ rows: '(1,a,1)', lock: 'ABSENT', tables: 'a' });
    site.files('b');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  testCase('T90 T91', 'even a run with nothing to do needs it', async (site) => {
    site.files('a');
    await site.bookkeeping();
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    assert.equal((await site.ours('rollback demo --yes', 5)).error.kind, 'locked');
    await site.is({ rows: '-', lock: '1:1', tables: '-' });
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 0');
    await site.knexDoes('migrate:latest');
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
    await site.is({ rows: '(1,a,1)', lock: '1:1', tables: 'a' });
    await site.knexDoes('migrate:unlock');
    await site.ours('migrate');
    await site.knexIsContent();
  });

  testCase('T92', 'a missing file is said before the lock is looked at', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:latest');
    site.deleteFile('a');
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    assertCorrupt(await site.ours('migrate', 4), `${fileName('a')}.js`);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:1', tables: 'a b' });
    await site.knexFails('migrate:latest', corrupt(`${fileName('a')}.js`));
  });

  testCase('T93', 'a failure outside a transaction frees it', async (site) => {
    site.files(['a', fails, noTransaction]);
    assert.equal((await site.ours('migrate', 7)).outcome, 'failedPartWay');
    await site.is({ rows: '-', lock: '1:0', tables: 'a' });
    await site.sql('DROP TABLE t_a');
    site.files('a');
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
    await site.knexIsContent();
  });
});

describe('rows of other programs', { concurrency: 3 }, () => {
  testCase('T100', 'are accepted', async (site) => {
    site.files('abc');
    await site.bookkeeping(['a', 1], ['b', 1]);
    await site.createTables('ab');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  testCase('T101', 'are rolled back', async (site) => {
    site.files('ab');
    await site.bookkeeping(['a', 1], ['b', 1]);
    await site.createTables('ab');
    await site.ours('rollback demo --yes');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 2 migrations');
  });

  testCase('T102', 'a row for a file that we do not have stops us; for one that we have, any ending will do', async (site) => {
    site.files('a');
    await site.bookkeeping([`${fileName('b')}.sql`, 1]);
    assertCorrupt(await site.ours('migrate', 4), `${fileName('b')}.sql`);
    await site.is({ rows: `(1,${fileName('b')}.sql,1)`, lock: '1:0', tables: '-' });
    site.files('b');
    await site.createTables('b');
    await site.ours('migrate');
    await site.is({ rows: `(1,${fileName('b')}.sql,1) (2,a,2)`, lock: '1:0', tables: 'a b' });
    await site.knexFails('migrate:latest', corrupt(`${fileName('b')}.sql`));
    await site.ours('rollback demo --all --yes');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 2 migrations');
  });

  testCase('T103', 'an id that the sequence has not reached: our insert collides, and says why', async (site) => {
    site.files('ab');
    await site.bookkeeping();
    await site.sql('INSERT INTO knex_migrations (id, name, batch) VALUES (1, $1, 1)', [`${fileName('a')}.js`]);
    const document = await site.ours('migrate', 1);
    assert.equal(document.error.sqlState, '23505');
    assert.match(document.error.remedy, /sequence/);
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations'); // the sequence went on
    await site.knexIsContent();
  });

  testCase('T104', 'extra columns that may stay empty are harmless', async (site) => {
    site.files('abc');
    await site.bookkeeping();
    await site.sql(`ALTER TABLE knex_migrations ADD checksum text, ADD applied_by text DEFAULT current_user`);
    await site.sql('ALTER TABLE knex_migrations_lock ADD owner text');
    await site.ours(`migrate --to ${fileName('b')}`);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
    await site.ours('rollback demo --yes');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
  });

  testCase('T105', 'an extra column that must not be empty: everything is undone, in words', async (site) => {
    site.files('a');
    await site.bookkeeping();
    await site.sql('ALTER TABLE knex_migrations ADD checksum text NOT NULL');
    const document = await site.ours('migrate', 1);
    assert.equal(document.error.sqlState, '23502');
    assert.match(document.error.remedy, /must not be empty/);
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexFails('migrate:latest', 'null value in column "checksum"');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
  });

  testCase('T106', 'UNIQUE (name) and NOT NULL are harmless', async (site) => {
    site.files('abc');
    await site.bookkeeping();
    await site.sql(`ALTER TABLE knex_migrations ADD UNIQUE (name), ALTER name SET NOT NULL, ALTER batch SET NOT NULL`);
    await site.ours(`migrate --to ${fileName('b')}`);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
    await site.knexIsContent();
  });

  testCase('T107', 'a name recorded twice: the rest is run, and status warns', async (site) => {
    site.files('ab');
    await site.bookkeeping(['a', 1], ['a', 2]);
    await site.createTables('a');
    assert.deepEqual(findingIds(await site.ours('status')), ['recorded-twice']);
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,a,2) (3,b,3)', lock: '1:0', tables: 'a b' });
    await site.knexDoes('migrate:latest', 'Already up to date');
  });

  testCase('T108', 'a name recorded twice: undone once, both rows go', async (site) => {
    site.files('a');
    await site.bookkeeping(['a', 1], ['a', 2]);
    await site.createTables('a');
    assert.equal(stepsOf(await site.ours('rollback demo --yes')), 'a');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
  });

  testCase('T109', 'a name recorded twice in one batch: undone once', async (site) => {
    site.files('a');
    await site.bookkeeping(['a', 1], ['a', 1]);
    await site.createTables('a');
    assert.equal(stepsOf(await site.ours('rollback demo --yes')), 'a');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
  });

  testCase('T110', 'a row without a time', async (site) => {
    site.files('ab');
    await site.bookkeeping(['a', 1]);
    await site.createTables('a');
    assert.equal((await site.status()).migrations[0].appliedAt, null);
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });
});

describe('names of tables and schemas', { concurrency: 3 }, () => {
  testCase('T120', 'a tracking table with capitals', { tableName: 'Hosp_Migr' }, async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:up');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'Hosp_Migr Hosp_Migr_lock a b' });
    await site.knexIsContent();
    await site.ours('rollback demo --all --yes');
    await site.is({ rows: '-', lock: '1:0', tables: 'Hosp_Migr Hosp_Migr_lock' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 2 migrations');
  });

  testCase('T120', 'made by us, found by knex', { tableName: 'Hosp_Migr' }, async (site) => {
    site.files('ab');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'Hosp_Migr Hosp_Migr_lock a b' });
    await site.knexIsContent();
  });

  testCase('T121', 'schemaName is not created', { schemaName: 'book' }, async (site) => {
    site.files('a');
    assert.equal((await site.ours('migrate', 1)).error.sqlState, '3F000');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.knexFails('migrate:latest', 'schema "book" does not exist');
  });

  testCase('T122', 'schemaName moves only the bookkeeping', { schemaName: 'Klinik', tableName: 'KM' }, async (site) => {
    site.files('ab');
    await site.sql('CREATE SCHEMA "Klinik"');
    await site.knexDoes('migrate:up');
    await site.ours('migrate');
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'KM KM_lock a b' });
    assert.deepEqual(await site.sql("SELECT schemaname FROM pg_tables WHERE tablename IN ('t_a', 't_b')"), [
      { schemaname: 'public' },
      { schemaname: 'public' },
    ]);
    await site.knexIsContent();
    await site.ours('rollback demo --yes');
    await site.is({ rows: '(1,a,1)', lock: '1:0' });
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
  });

  testCase('T123', 'a dot in the table name is refused as soon as the module is read', { tableName: 'book.kmig' }, async (site) => {
    site.files('a');
    await site.sql('CREATE SCHEMA book');
    const document = await site.ours('migrate', 4);
    assert.match(document.error.message, /no dot/);
    await site.is({ tables: '-' });
    await site.knexFails('migrate:latest', 'already exists');
  });

  testCase('T130', 'the order is that of the UTF-16 code units of the whole name', async (site) => {
    const names = ['10_x', '20240101000000_A', '20240101000000_B', '20240101000000_a', '20240101000000_a-b', '20240101000000_a2',
      '20240101000000_a_b', '20240101_1', '2_x', '9_x'];
    names.forEach((name) => site.file(name));
    const { completed, pending } = await site.knexLists();
    assert.deepEqual(completed, []);
    assert.equal(pending.length, names.length);
    const ours = async () => (await site.status()).migrations.map(({ name }) => `${name}.js`);
    assert.deepEqual(await ours(), pending);
    await site.ours(`migrate --to ${pending[3]}`);
    await site.knexDoes('migrate:latest', 'Batch 2 run: 6 migrations');
    assert.deepEqual((await site.knexLists()).completed, pending);
    assert.deepEqual(await ours(), pending);
  });

  testCase('T131', 'a file that does not follow the convention is named, and stops the module', async (site) => {
    site.files('a');
    writeFileSync(path.join(site.folder, 'module', `${fileName('b')}.SQL`), '-- migrate:up\n');
    const document = await site.ours('status');
    assert.deepEqual(findingIds(document), ['bad-file-name']);
    assert.equal((await site.ours('migrate', 4)).error.kind, 'refused');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
  });

  testCase('T132', 'x.js and x.ts are one migration', async (site) => {
    site.files('a');
    await site.bookkeeping([`${fileName('a')}.js`, 1], [`${fileName('a')}.ts`, 1]);
    await site.createTables('a');
    assert.deepEqual(findingIds(await site.ours('status')), ['recorded-twice']);
    assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
    assert.equal(stepsOf(await site.ours('rollback demo --yes')), 'a');
    await site.is({ rows: '-', lock: '1:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 1 migrations');
  });
});

describe('odd tables that knex works with', { concurrency: 3 }, () => {
  // Ours in the middle, then knex upward and downward, then ours downward.
  async function worksBothWays(site, lock) {
    await site.ours(`migrate --to ${fileName('b')}`);
    await site.knexDoes('migrate:latest', 'Batch 2 run: 1 migrations');
    await site.knexIsContent();
    await site.ours('rollback demo --yes');
    await site.knexDoes('migrate:rollback', 'Batch 1 rolled back: 2 migrations');
    await site.is({ rows: '-', lock, tables: '-' });
    await site.ours('migrate');
    await site.knexIsContent();
  }

  const oddities = {
    'a lock table without "index", as old knex made it': ['ALTER TABLE knex_migrations_lock DROP COLUMN index'],
    'is_locked as boolean': [
      'ALTER TABLE knex_migrations_lock ALTER is_locked TYPE boolean USING is_locked <> 0',
    ],
    'is_locked as bigint': ['ALTER TABLE knex_migrations_lock ALTER is_locked TYPE bigint'],
    'bigint ids and batches': ['ALTER TABLE knex_migrations ALTER id TYPE bigint, ALTER batch TYPE bigint'],
    'identity instead of serial, another order of columns, text, no time zone': [
      'DROP TABLE knex_migrations',
      `CREATE TABLE knex_migrations (migration_time timestamp, batch smallint, note text, name text,
         id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)`,
    ],
    'no primary key at all': [
      'ALTER TABLE knex_migrations DROP CONSTRAINT knex_migrations_pkey',
      'ALTER TABLE knex_migrations_lock DROP CONSTRAINT knex_migrations_lock_pkey',
    ],
    'an updatable view in the place of each table': [
      'CREATE SCHEMA hidden',
      'ALTER TABLE knex_migrations SET SCHEMA hidden',
      'ALTER TABLE knex_migrations_lock SET SCHEMA hidden',
      'CREATE VIEW knex_migrations AS SELECT * FROM hidden.knex_migrations',
      'CREATE VIEW knex_migrations_lock AS SELECT * FROM hidden.knex_migrations_lock',
    ],
  };
  for (const [title, statements] of Object.entries(oddities)) {
    it(title, () =>
      laboratory.with({}, async (site) => {
        site.files('abc');
        await site.bookkeeping();
        for (const statement of statements) {
          await site.sql(statement);
        }
        const free = await site.lock();
        await worksBothWays(site, free);
      }));
  }

  it('two free rows without "index" are put right', () =>
    laboratory.with({}, async (site) => {
      site.files('abc');
      await site.bookkeeping();
      await site.sql('ALTER TABLE knex_migrations_lock DROP COLUMN index');
      await site.sql('INSERT INTO knex_migrations_lock VALUES (0)');
      await site.knexFails('migrate:latest', 'MigrationLocked');
      await worksBothWays(site, '?:0');
    }));

  it('boolean rows: a taken one is a lock, two free ones are put right, unlock works', () =>
    laboratory.with({}, async (site) => {
      site.files('abc');
      await site.bookkeeping();
      await site.sql('ALTER TABLE knex_migrations_lock ALTER is_locked TYPE boolean USING true');
      await site.ours('migrate', 5);
      await site.ours('unlock demo --force --yes');
      await site.is({ lock: '2:false' });
      await site.sql('INSERT INTO knex_migrations_lock (is_locked) VALUES (false)');
      await worksBothWays(site, '2:false');
    }));

  it('a lock table without rows and without tracking table', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.sql('CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer)');
      await site.ours('migrate');
      await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
      await site.knexIsContent();
    }));

  it('the tables we make are to the column, default and sequence those of knex', () =>
    laboratory.with({}, async (ours) =>
      laboratory.with({}, async (theirs) => {
        ours.files('a');
        theirs.files('a');
        await ours.ours('migrate');
        await theirs.knexDoes('migrate:latest');
        const description = (site) =>
          site.sql(`SELECT c.relname, c.relkind, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid) AS value, obj_description(c.oid) AS comment,
                ARRAY(SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = c.oid ORDER BY 1) AS indexes,
                ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = c.oid ORDER BY 1) AS constraints,
                (SELECT to_jsonb(s) - 'seqrelid' - 'seqtypid' FROM pg_sequence s WHERE s.seqrelid = c.oid) AS sequence
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
              LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
              WHERE c.relname LIKE 'knex%' ORDER BY 1, 4`);
        const wanted = await description(theirs);
        assert.ok(wanted.length > 6);
        assert.deepEqual(await description(ours), wanted);
      })));
});

describe('schemas and rights', { concurrency: 3 }, () => {
  it('the "$user" trap: a schema named like the user, made after the site was migrated', () =>
    laboratory.with({}, async (site) => {
      site.files('ab');
      await site.knexDoes('migrate:up');
      await site.sql('CREATE SCHEMA postgres');
      // knex would now make a second pair of tables and run everything again.
      await site.ours('migrate');
      await site.is({ tables: 'a b' });
      assert.deepEqual(await site.sql('SELECT id, name, batch FROM public.knex_migrations ORDER BY id'), [
        { id: 1, name: `${fileName('a')}.js`, batch: 1 },
        { id: 2, name: `${fileName('b')}.js`, batch: 2 },
      ]);
      assert.equal((await site.status()).trackingTable.schema, 'public');
      site.options.searchPath = ['public'];
      site.writeKnexfile();
      await site.knexDoes('migrate:latest', 'Already up to date');
      assert.deepEqual(await site.knexList(), { completed: 'a b', pending: '' });
    }));

  it('a tracking table that stands where nobody looks stops us', () =>
    laboratory.with({ searchPath: ['clinic'] }, async (site) => {
      site.files('a');
      await site.sql('CREATE SCHEMA clinic');
      await site.knexDoes('migrate:latest');
      const document = await site.ours('migrate', 4);
      assert.match(document.error.message, /stands in schema clinic/);
      assert.deepEqual(findingIds(await site.ours('status')), ['tracking-elsewhere']);
      await site.sql(`ALTER DATABASE ${site.database} SET search_path = clinic, public`);
      assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
      await site.knexDoes('migrate:latest', 'Already up to date');
    }));

  it('the least rights with which knex can run "latest" are enough for us', () =>
    laboratory.with({}, async (site) => {
      site.files('abc');
      await site.knexDoes('migrate:up');
      const role = `carer_${site.database}`;
      await site.sql(`CREATE ROLE ${role} LOGIN`);
      try {
        await site.sql(`GRANT CREATE, USAGE ON SCHEMA public TO ${role}`);
        await site.sql(`GRANT SELECT, INSERT ON knex_migrations TO ${role}`);
        await site.sql(`GRANT SELECT, UPDATE ON knex_migrations_lock TO ${role}`);
        await site.sql(`GRANT USAGE ON SEQUENCE knex_migrations_id_seq TO ${role}`);
        site.place.user = role;
        site.writeKnexfile();
        await site.ours(`migrate --to ${fileName('b')}`);
        await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
        await site.knexDoes('migrate:latest', 'Batch 3 run: 1 migrations');
        await site.knexIsContent();
        // knex commits the down and then fails to delete the row; we undo both.
        assert.equal((await site.ours('rollback demo --yes', 1)).error.sqlState, '42501');
        await site.is({ rows: '(1,a,1) (2,b,2) (3,c,3)', lock: '1:0', tables: 'a b c' });
      } finally {
        await site.sql(`DROP OWNED BY ${role}`);
        await site.sql(`DROP ROLE ${role}`);
      }
    }));

  it('no rights on the bookkeeping: said so, nothing done', () =>
    laboratory.with({}, async (site) => {
      site.files('a');
      await site.knexDoes('migrate:latest');
      const role = `visitor_${site.database}`;
      await site.sql(`CREATE ROLE ${role} LOGIN`);
      try {
        site.place.user = role;
        assert.deepEqual(findingIds(await site.ours('status')), ['tracking-unreadable', 'unreadable-lock']);
        assert.equal((await site.ours('migrate', 4)).error.kind, 'refused');
      } finally {
        await site.sql(`DROP ROLE ${role}`);
      }
    }));
});

// The documentation and the tests speak of the same cases.
it('docs/knex-interop.md lists every case, and those that are tested are these', () => {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  const text = readFileSync(path.join(folder, '..', '..', 'docs', 'knex-interop.md'), 'utf8');
  const listed = [...text.matchAll(/^\| (T\d+) \|[^|]*\| (same|better|other|none)\b/gm)];
  assert.equal(listed.length, 87);
  assert.equal(new Set(listed.map(([, id]) => id)).size, 87);
  const withMeaning = listed.filter(([, , verdict]) => verdict !== 'none').map(([, id]) => id);
  assert.deepEqual([...tested].sort(), withMeaning.sort());
});
