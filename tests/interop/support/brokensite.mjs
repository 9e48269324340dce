// A site that the real knex left in a bad state, for a test in another language: its tables stand
// in public instead of inventory, a migration without a transaction was killed half way, another one
// failed there and cannot be run again, and a killed rollback left the lock. Prints where it is as one line of JSON; then answers each line
// "knex" on its standard input with what knex makes of the site, as one line of JSON, and removes
// everything once the standard input is closed.

import { createInterface } from 'node:readline';

import { until } from './process.mjs';
import { Laboratory, downWaits, fileName, noTransaction, waits } from './site.mjs';

// What it makes first may be there already: it can be run again after it was killed.
const halfWay = {
  replace: {
    up: ['CREATE TABLE IF NOT EXISTS t_b (id serial PRIMARY KEY)', ...waits.up, 'CREATE TABLE IF NOT EXISTS t_b_more (id serial PRIMARY KEY)'],
    down: ['DROP TABLE t_b_more', 'DROP TABLE t_b'],
  },
};

// What it makes first is in its way when it is run again.
const twoIndexes = {
  replace: {
    up: ['CREATE INDEX CONCURRENTLY t_a_one ON t_a (id)', 'CREATE UNIQUE INDEX CONCURRENTLY t_a_two ON t_a ((id / 100)) WHERE id >= 100'],
    down: ['DROP INDEX t_a_two', 'DROP INDEX t_a_one'],
  },
};

// The second index fails, for rows that somebody mends afterwards.
async function failHalfWay(site) {
  site.files(['c', twoIndexes, noTransaction]);
  await site.sql('INSERT INTO t_a VALUES (100), (101)');
  await site.knexFails('migrate:latest', 'could not create unique index');
  await site.knexFails('migrate:latest', 'already exists');
  await site.sql('DELETE FROM t_a WHERE id >= 100');
}

// Kills knex at the gate; its session ends once the gate is open.
async function killAtGate(site, ...command) {
  await site.closeGate();
  const knex = site.startKnex(...command);
  await until(async () => (await site.waitingAtGate()).length === 1, 'knex stands at the gate');
  knex.child.kill('SIGKILL');
  await knex.done;
  await site.openGate();
  await until(async () => (await site.sessions('true')).length === 0, 'the session of knex has ended');
}

async function breakSite(site) {
  site.files(['a', downWaits]);
  await site.knexDoes('migrate:latest');
  await site.sql('INSERT INTO t_a SELECT FROM generate_series(1, 50)');
  await failHalfWay(site);
  site.deleteFile('c'); // else it would fail behind the next one
  site.files(['b', halfWay, noTransaction]);
  await killAtGate(site, 'migrate:latest');
  await site.knexDoes('migrate:unlock');
  await killAtGate(site, 'migrate:rollback');
  site.files(['c', twoIndexes, noTransaction]);
  // What the vendor's module says.
  await site.sql('CREATE SCHEMA inventory');
  site.writeManifest({ schema: 'inventory' });
  await site.is({ rows: '(1,a,1)', lock: '2:1', tables: 'a b' });
}

async function judgement(site) {
  const before = await site.knexLists();
  const latest = await site.knex('migrate:latest');
  const places = await site.sql(
    "SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace" +
      " WHERE c.relname ~ '^t_' AND c.relkind = 'r' ORDER BY 1",
  );
  return {
    ...before,
    code: latest.code,
    text: latest.text,
    lock: await site.lock(),
    rows: await site.rows(),
    tables: places.map(({ name }) => name),
  };
}

const laboratory = await Laboratory.open();
try {
  await laboratory.with({}, async (site) => {
    await breakSite(site);
    const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
    say({ ...site.place, database: site.database, modules: site.moduleFolders, pending: fileName('b') });
    for await (const line of createInterface({ input: process.stdin })) {
      if (line === 'knex') {
        say(await judgement(site));
      }
    }
  });
} finally {
  await laboratory.close();
}
