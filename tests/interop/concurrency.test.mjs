// The concurrency and crash cases of knex-semantics.md section 9.2, in the roles that have a meaning
// for us. A migration with the trait "waits" stands still until the test opens the gate, so that
// each test knows who is where; nothing here depends on how fast the machine is.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { until } from './support/process.mjs';
import { Laboratory, Site, downWaits, fileName, waits } from './support/site.mjs';

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

const test = (title, body) => it(title, () => laboratory.with({}, body));

const concurrently = {
  up: ['CREATE TABLE t_big (id int)'],
  index: { transaction: false, replace: { up: ['CREATE INDEX CONCURRENTLY big_id ON t_big (id)'], down: ['DROP INDEX CONCURRENTLY big_id'] } },
};

// Starts a program and waits until it stands before the gate.
async function startUpToGate(site, program) {
  const running = program();
  await until(async () => running.hasEnded() || (await site.waitingAtGate()).length > 0, () => `it stands before the gate: ${running.output()}`);
  assert.ok(!running.hasEnded(), running.output());
  return running;
}

// Starts a program and waits until it waits for the lock row.
async function startUpToLock(site, program, ours) {
  const running = program();
  await until(async () => running.hasEnded() || (await site.waitingForLock(ours)).length > 0, () => `it waits for the lock: ${running.output()}`);
  assert.ok(!running.hasEnded(), running.output());
  return running;
}

async function ends(running, code) {
  await until(() => running.hasEnded(), () => `it ends: ${running.output()}`);
  const result = await running.done;
  assert.equal(result.code, code, result.stdout + result.stderr);
  return result;
}

const reportOf = async (running, code) => Site.read(await ends(running, code)).json;

describe('knex runs, ours comes', { concurrency: 3 }, () => {
  test('C01: we wait for a wrapped run, and then skip what it did', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    const status = await site.ours('status');
    assert.equal(status.modules[0].lock.state, 'running');
    assert.equal(status.modules[0].applied, 0);
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.openGate();
    await ends(knex, 0);
    const report = await reportOf(ours, 0);
    assert.equal(report.outcome, 'nothingToDo');
    assert.deepEqual(report.steps.map(({ state }) => state), ['skipped', 'skipped']);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C01: of a longer plan we run the rest', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    site.files('c');
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.openGate();
    await ends(knex, 0);
    const report = await reportOf(ours, 0);
    assert.deepEqual(report.steps.map(({ state }) => state), ['skipped', 'skipped', 'done']);
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,2)', lock: '1:0', tables: 'a b c' });
    await site.knexIsContent();
  });

  test('C01: a person reads whom we wait for', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    const [{ pid }] = await site.waitingAtGate();
    const ours = site.startSitectlForPerson('migrate');
    await until(() => ours.hasEnded() || ours.output().includes(`process ${pid}, user postgres`), () => `it says whom it waits for: ${ours.output()}`);
    assert.ok(!ours.hasEnded(), ours.output());
    await site.openGate();
    await ends(knex, 0);
    await ends(ours, 0);
    await site.knexIsContent();
  });

  test('C02: it fails at its end: we run everything ourselves', async (site) => {
    site.files('a', 'b');
    await site.bookkeeping();
    await site.closeGate();
    const scripts = `exports.up = async (knex) => { await knex.raw('CREATE TABLE t_b (id int)'); await knex.raw(${JSON.stringify(waits.up[0])}); throw new Error('no'); };\nexports.down = async () => {};\n`;
    site.write(fileName('b'), scripts, '-- migrate:up\nCREATE TABLE t_b (id int);\n-- migrate:down\nDROP TABLE t_b;\n');
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.openGate();
    await ends(knex, 1);
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(2,a,1) (3,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C03 C05: a run per file: refused at once, knex completes', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest', '--disable-transactions'));
    assert.equal((await site.status()).applied, 1);
    assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
    assert.equal((await site.ours('rollback demo --yes', 5)).error.kind, 'locked');
    assert.ok(!knex.hasEnded());
    await site.openGate();
    await ends(knex, 0);
    assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
  });

  test('C06: our rollback waits, and refuses because its plan is old', async (site) => {
    site.files('a');
    await site.knexDoes('migrate:latest');
    site.files(['b', waits]);
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    const ours = await startUpToLock(site, () => site.startSitectl('rollback', 'demo', '--yes'), true);
    await site.openGate();
    await ends(knex, 0);
    assert.equal((await reportOf(ours, 4)).outcome, 'refused');
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    await site.ours('rollback demo --yes');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
  });

  test('C06: knex rolls back: refused at once, and afterwards run again', async (site) => {
    site.files('a', ['b', downWaits]);
    await site.knexDoes('migrate:latest');
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:rollback'));
    assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
    await site.openGate();
    await ends(knex, 0);
    await site.ours('migrate');
    await site.is({ rows: '(3,a,1) (4,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C11: our unlock refuses while it is alive, with and without --force', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    assert.equal((await site.ours('unlock demo', 5)).error.kind, 'locked');
    assert.equal((await site.ours('unlock demo --force --yes', 5)).error.kind, 'locked');
    await site.openGate();
    await ends(knex, 0);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
  });

  test('C13: neither the isolation nor the lock_timeout of the database disturbs our wait', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    await site.sql(`ALTER DATABASE ${site.database} SET default_transaction_isolation = 'repeatable read'`);
    await site.sql(`ALTER DATABASE ${site.database} SET lock_timeout = '20ms'`);
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    await site.knexFails('migrate:latest', 'MigrationLocked');
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.openGate();
    await ends(knex, 0);
    assert.equal((await reportOf(ours, 0)).outcome, 'nothingToDo');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
  });

  test('C17: killed in the middle: we wait for what its session still does, and run everything', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest'));
    knex.child.kill('SIGKILL');
    await knex.done;
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.openGate();
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(2,a,1) (3,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C18: killed in a run per file: locked until unlocked by force; what it left half is said', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:latest', '--disable-transactions'));
    knex.child.kill('SIGKILL');
    await knex.done;
    await site.openGate();
    await until(async () => (await site.sessions('true')).length === 0, 'its session has ended');
    await site.is({ rows: '(1,a,1)', lock: '1:1', tables: 'a b' });
    assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
    assert.equal((await site.ours('unlock demo', 4)).error.kind, 'refused');
    await site.ours('unlock demo --force --yes');
    await site.is({ lock: '2:0' });
    assert.match((await site.ours('migrate', 4)).error.message, /demo\/\d+_b \(there, but not recorded\)/);
    await site.is({ rows: '(1,a,1)', lock: '2:0', tables: 'a b' });
    await site.sql('DROP TABLE t_b');
    await site.ours('migrate');
    await site.knexIsContent();
  });

  test('C20: killed in a rollback: after unlock ours finishes it', async (site) => {
    site.files('a', ['b', downWaits], 'c');
    await site.knexDoes('migrate:latest');
    await site.closeGate();
    const knex = await startUpToGate(site, () => site.startKnex('migrate:rollback'));
    knex.child.kill('SIGKILL');
    await knex.done;
    await site.openGate();
    await until(async () => (await site.sessions('true')).length === 0, 'its session has ended');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:1', tables: 'a b' });
    await site.ours('rollback demo --yes', 5);
    await site.ours('unlock demo --force --yes');
    await site.ours('rollback demo --yes');
    await site.is({ rows: '-', lock: '2:0', tables: '-' });
    await site.knexDoes('migrate:latest', 'Batch 1 run: 3 migrations');
  });
});

describe('ours runs, knex comes', { concurrency: 3 }, () => {
  test('C01 C04: it waits for a wrapped run of ours, and skips; its list is not blocked', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('migrate'));
    const knex = await startUpToLock(site, () => site.startKnex('migrate:latest'), false);
    assert.deepEqual(await site.knexList(), { completed: '', pending: 'a b' });
    await site.openGate();
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    assert.match((await ends(knex, 0)).stdout, /Already up to date/);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
  });

  test('C02: ours fails at its end: knex runs everything itself', async (site) => {
    site.files('a', 'b');
    await site.bookkeeping();
    await site.closeGate();
    site.write(fileName('b'), 'exports.up = (knex) => knex.raw("CREATE TABLE t_b (id int)");\nexports.down = (knex) => knex.raw("DROP TABLE t_b");\n',
      `-- migrate:up\nCREATE TABLE t_b (id int);\n${waits.up[0]};\nSELECT 1/0;\n-- migrate:down\nDROP TABLE t_b;\n`);
    const ours = await startUpToGate(site, () => site.startSitectl('migrate'));
    const knex = await startUpToLock(site, () => site.startKnex('migrate:latest'), false);
    await site.openGate();
    assert.equal((await reportOf(ours, 1)).outcome, 'failed');
    await ends(knex, 0);
    await site.is({ rows: '(2,a,1) (3,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C03 C05: ours in steps: refused at once, with our name on the lock', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('migrate', '--step-by-step'));
    await site.knexFails('migrate:latest', 'MigrationLocked');
    await site.knexFails('migrate:rollback', 'MigrationLocked');
    assert.deepEqual(await site.knexList(), { completed: 'a', pending: 'b' });
    const { lock } = await site.status();
    assert.equal(lock.state, 'running');
    assert.equal(lock.holder.operation, 'migrate');
    assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
    assert.equal((await site.ours('unlock demo --force --yes', 5)).error.kind, 'locked');
    await site.openGate();
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    assert.equal((await site.status()).lock.holder, null);
    await site.knexIsContent();
  });

  for (const [id, command] of [['C06', 'migrate:rollback'], ['C07', 'migrate:down']]) {
    test(`${id}: a waiting ${command} acts on its old list, as behind another knex; rows and tables stay in step`, async (site) => {
      site.files('a');
      await site.knexDoes('migrate:latest');
      site.files(['b', waits]);
      await site.closeGate();
      const ours = await startUpToGate(site, () => site.startSitectl('migrate'));
      const knex = await startUpToLock(site, () => site.startKnex(command), false);
      await site.openGate();
      assert.equal((await reportOf(ours, 0)).outcome, 'done');
      await ends(knex, 0);
      await site.is({ rows: '(2,b,2)', lock: '1:0', tables: 'b' });
      assert.equal((await site.ours('migrate')).outcome, 'done');
      await site.knexIsContent();
    });
  }

  test('C08: a waiting run per file repeats what we did and fails; our rows and tables are intact', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('migrate'));
    const knex = await startUpToLock(site, () => site.startKnex('migrate:latest', '--disable-transactions'), false);
    await site.openGate();
    await reportOf(ours, 0);
    assert.match((await ends(knex, 1)).stdout, /already exists/);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C06: our rollback commits its lock first: every knex is refused at once', async (site) => {
    site.files('a');
    await site.knexDoes('migrate:latest');
    site.files(['b', downWaits], 'c');
    await site.knexDoes('migrate:latest');
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('rollback', 'demo', '--yes'));
    for (const command of ['migrate:rollback', 'migrate:down', 'migrate:latest']) {
      await site.knexFails(command, 'MigrationLocked');
    }
    assert.equal((await site.status()).lock.holder.operation, 'rollback');
    await site.openGate();
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(1,a,1)', lock: '1:0', tables: 'a' });
    await site.knexDoes('migrate:rollback', 'Batch 1 rolled back: 1 migrations');
  });

  test('C10: "up" waits and does not pick another file', async (site) => {
    site.files('a', ['b', waits], 'c');
    await site.bookkeeping();
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('migrate'));
    const knex = await startUpToLock(site, () => site.startKnex('migrate:up'), false);
    await site.openGate();
    await reportOf(ours, 0);
    assert.match((await ends(knex, 0)).stdout, /Already up to date/);
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b c' });
  });

  test('C11: migrate:unlock waits for our wrapped run and leaves one free row', async (site) => {
    site.files('a', ['b', waits]);
    await site.bookkeeping();
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('migrate'));
    const knex = site.startKnex('migrate:unlock');
    await until(async () => knex.hasEnded() || (await site.sessions("wait_event_type = 'Lock' AND query ~* 'delete'")).length > 0, () => knex.output());
    assert.ok(!knex.hasEnded(), knex.output());
    await site.openGate();
    await reportOf(ours, 0);
    await ends(knex, 0);
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '2:0', tables: 'a b' });
    await site.knexIsContent();
    assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');
  });

  test('C12: migrate:unlock under our run in steps: it asks nobody, and our run completes nevertheless', async (site) => {
    site.files('a', ['b', waits], 'c');
    await site.bookkeeping();
    await site.closeGate();
    const ours = await startUpToGate(site, () => site.startSitectl('migrate', '--step-by-step'));
    await site.knexDoes('migrate:unlock');
    await site.is({ lock: '2:0' });
    // Our own programs see that the run is alive all the same.
    assert.equal((await site.ours('migrate --step-by-step', 5)).outcome, 'locked');
    await site.openGate();
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '2:0', tables: 'a b c' });
    await site.knexIsContent();
  });
});

describe('another program holds what both need', { concurrency: 3 }, () => {
  test('C14: a foreign transaction holds the lock row, does a, and commits: we run only b', async (site) => {
    site.files('ab');
    await site.bookkeeping();
    await site.foreignSql('BEGIN');
    await site.foreignSql('UPDATE knex_migrations_lock SET is_locked = 1 WHERE is_locked = 0');
    await site.foreignSql('CREATE TABLE t_a (id int)');
    await site.foreignSql('INSERT INTO knex_migrations (name, batch, migration_time) VALUES ($1, 1, now())', [`${fileName('a')}.js`]);
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.foreignSql('UPDATE knex_migrations_lock SET is_locked = 0');
    await site.foreignSql('COMMIT');
    assert.deepEqual((await reportOf(ours, 0)).steps.map(({ state }) => state), ['skipped', 'done']);
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C15: LOCK TABLE on the lock table', async (site) => {
    site.files('ab');
    await site.bookkeeping();
    await site.foreignSql('BEGIN');
    await site.foreignSql('LOCK TABLE knex_migrations_lock IN SHARE ROW EXCLUSIVE MODE');
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    await site.foreignSql('COMMIT');
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '1:0', tables: 'a b' });
    await site.knexIsContent();
  });

  test('C16: ACCESS EXCLUSIVE on the tracking table: status waits, as the list of knex does', async (site) => {
    site.files('a');
    await site.knexDoes('migrate:latest');
    await site.foreignSql('BEGIN');
    await site.foreignSql('LOCK TABLE knex_migrations IN ACCESS EXCLUSIVE MODE');
    const ours = site.startSitectl('status');
    await until(async () => ours.hasEnded() || (await site.sessions("wait_event_type = 'Lock'")).length > 0, () => ours.output());
    assert.ok(!ours.hasEnded(), ours.output());
    await site.foreignSql('COMMIT');
    assert.equal((await reportOf(ours, 0)).modules[0].applied, 1);
  });

  test('an empty lock table into which somebody is putting the row: there will be one', async (site) => {
    site.files('ab');
    await site.bookkeeping();
    await site.sql('DELETE FROM knex_migrations_lock');
    await site.foreignSql('BEGIN');
    await site.foreignSql('INSERT INTO knex_migrations_lock (is_locked) VALUES (0)');
    const ours = site.startSitectl('migrate');
    await until(async () => ours.hasEnded() || (await site.sessions("wait_event_type = 'Lock' AND query ~ 'LOCK TABLE'")).length > 0, () => ours.output());
    assert.ok(!ours.hasEnded(), ours.output());
    await site.foreignSql('COMMIT');
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await site.is({ rows: '(1,a,1) (2,b,1)', lock: '2:0', tables: 'a b' });
    await site.knexIsContent();
  });
});

describe('CREATE INDEX CONCURRENTLY by us', { concurrency: 3 }, () => {
  const indexIsValid = async (site) => (await site.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'big_id'::regclass"))[0].indisvalid;

  async function prepare(site) {
    site.files('a', ['b', concurrently], ['c', concurrently.index]);
    await site.bookkeeping();
  }

  async function assertDone(site) {
    assert.equal(await indexIsValid(site), true);
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,1)', lock: '1:0', tables: 'a b big' });
    await site.knexDoes('migrate:latest', 'Already up to date');
  }

  test('C25: a knex that comes while it runs is refused at once, and does not hold it up', async (site) => {
    await prepare(site);
    await site.ours(`migrate --to ${fileName('b')}`);
    await site.foreignSql('BEGIN');
    await site.foreignSql('LOCK TABLE t_big IN ROW EXCLUSIVE MODE'); // the index waits for this one
    const ours = site.startSitectl('migrate');
    await until(async () => ours.hasEnded() || (await site.sessions("wait_event_type = 'Lock' AND query ~ 'CONCURRENTLY'")).length > 0, () => ours.output());
    assert.ok(!ours.hasEnded(), ours.output());
    await site.knexFails('migrate:latest', 'MigrationLocked');
    await site.foreignSql('COMMIT');
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    assert.equal(await indexIsValid(site), true);
    await site.is({ rows: '(1,a,1) (2,b,1) (3,c,2)', lock: '1:0', tables: 'a b big' });
    await site.knexDoes('migrate:latest', 'Already up to date');
    await site.ours('rollback demo --yes');
    assert.deepEqual(await site.sql("SELECT to_regclass('big_id') AS there"), [{ there: null }]);
  });

  // The order in the queue for a row is not ours to choose: our wait runs out and begins anew every
  // few seconds, and knex may get before us. Then knex does the work, and we try again.
  async function queueBehindUs(site) {
    await prepare(site);
    site.writeWaitingKnexfile();
    const knex = site.startKnex('migrate:latest');
    await until(() => site.knexIsReady() || knex.hasEnded(), () => knex.output());
    await site.foreignSql('BEGIN');
    await site.foreignSql('SELECT FROM knex_migrations_lock FOR UPDATE');
    const ours = await startUpToLock(site, () => site.startSitectl('migrate'), true);
    site.releaseKnex();
    await until(async () => knex.hasEnded() || (await site.waitingForLock(false)).length > 0, () => knex.output());
    assert.ok(!knex.hasEnded(), knex.output());
    await site.foreignSql('COMMIT');
    await until(() => knex.hasEnded() && ours.hasEnded(), () => `neither hangs: ${knex.output()} ${ours.output()}`);
    const theirs = await knex.done;
    site.writeKnexfile();
    if (theirs.code === 0) {
      assert.ok([0, 5].includes((await ours.done).code), ours.output());
      await assertDone(site);
      return false;
    }
    assert.match(theirs.stdout + theirs.stderr, /MigrationLocked/);
    assert.equal((await reportOf(ours, 0)).outcome, 'done');
    await assertDone(site);
    return true;
  }

  it('C25: a knex that waits for the lock row behind us is refused as soon as we have it; no deadlock', async () => {
    let behindUs = false;
    for (let attempt = 0; attempt < 10 && !behindUs; ++attempt) {
      behindUs = await laboratory.with({}, queueBehindUs);
    }
    assert.ok(behindUs, 'knex was before us 10 times');
  });
});
