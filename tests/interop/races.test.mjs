// Our "migrate" and knex's "migrate:latest" started at the same time, many times over, on empty and
// on half-migrated databases. RACES chooses how many of each.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { until } from './support/process.mjs';
import { Laboratory, Site } from './support/site.mjs';

const races = Math.max(Number(process.env.RACES ?? 20), 20);

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

// What knex itself answers when it loses the race for CREATE TABLE, against another knex as well.
const createTableRace = /relation "knex_migrations(_lock)?" already exists|type "knex_migrations(_lock)?" already exists|pg_type_typname_nsp_index|pg_class_relname_nsp_index/;

// How many milliseconds knex starts before us, or after us where negative. It differs from race to
// race, so that the two meet in different places; nothing is asserted about time.
const headStartOf = (race) => ((race * 29) % 76) - 20;

// Starts knex and as many of ours at once; answers how each ended.
async function race(site, number, ours = 1) {
  const headStart = headStartOf(number);
  site.writeWaitingKnexfile(Math.max(-headStart, 0));
  const knex = site.startKnex('migrate:latest');
  await until(() => site.knexIsReady() || knex.hasEnded(), () => `knex stands ready: ${knex.output()}`);
  site.releaseKnex();
  await pause(Math.max(headStart, 0));
  const sitectls = Array.from({ length: ours }, () => site.startSitectl('migrate'));
  const reports = (await Promise.all(sitectls.map(({ done }) => done))).map(Site.read);
  const ended = await knex.done;
  site.writeKnexfile();
  return { knex: { ...ended, text: ended.stdout + ended.stderr }, reports };
}

// Complete, no name twice, the lock free, one run did it all, and knex finds nothing to do.
async function assertComplete(site, before, all) {
  const records = await site.records();
  assert.equal(records.map(({ name }) => name.at(-4)).join(' '), all);
  assert.equal(new Set(records.slice(before).map(({ batch }) => batch)).size, 1);
  assert.match(await site.lock(), /^\d+:0$/);
  assert.equal(await site.tables(), all);
  await site.knexDoes('migrate:latest', 'Already up to date');
  assert.match(await site.lock(), /^\d+:0$/);
}

function tell(context, results) {
  const counts = {};
  results.forEach((result) => (counts[result] = (counts[result] ?? 0) + 1));
  context.diagnostic(JSON.stringify(counts));
}

function resultOf({ knex, reports }) {
  const ours = reports.map(({ json }) => json.outcome).sort().join('+');
  const theirs = knex.code === 0 ? (/Already up to date/.test(knex.text) ? 'nothing to do' : 'done') : knex.text.match(/MigrationLocked|already exists|unique constraint/)?.[0];
  return `ours ${ours}, knex ${theirs}`;
}

async function inTurns(count, width, body) {
  const results = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        const number = next++;
        results.push(await body(number));
      }
    }),
  );
  return results;
}

describe('started at the same time', () => {
  it(`${races} times on an empty database: ours never fails, the end is complete`, async (context) => {
    const results = await inTurns(races, 2, (number) =>
      laboratory.with({}, async (site) => {
        site.files('abc');
        const result = await race(site, number);
        assert.equal(result.reports[0].code, 0, result.reports[0].stdout);
        if (result.knex.code !== 0) {
          assert.match(result.knex.text, new RegExp(`${createTableRace.source}|MigrationLocked`));
        }
        await assertComplete(site, 0, 'a b c');
        return resultOf(result);
      }));
    tell(context, results);
  });

  it(`${races} times on a half-migrated database: neither fails, one does it, the other skips`, async (context) => {
    const half = await Site.create(laboratory);
    half.files('ab');
    await half.knexDoes('migrate:latest');
    await half.client.end();
    const results = await inTurns(races, 2, (number) =>
      laboratory.with({ template: half.database }, async (site) => {
        site.files('abcd');
        const result = await race(site, number);
        assert.equal(result.reports[0].code, 0, result.reports[0].stdout);
        assert.equal(result.knex.code, 0, result.knex.text);
        const doneByUs = result.reports[0].json.outcome === 'done';
        assert.ok(result.knex.text.includes(doneByUs ? 'Already up to date' : 'Batch 2 run: 2 migrations'), result.knex.text);
        await assertComplete(site, 2, 'a b c d');
        return resultOf(result);
      }));
    tell(context, results);
    await laboratory.cluster.dropDatabase(half.database);
  });

  it('three of ours and a knex, 10 times on an empty database', async (context) => {
    const results = await inTurns(10, 1, (number) =>
      laboratory.with({}, async (site) => {
        site.files('abc');
        const result = await race(site, number, 3);
        result.reports.forEach(({ code, stdout }) => assert.equal(code, 0, stdout));
        if (result.knex.code !== 0) {
          assert.match(result.knex.text, new RegExp(`${createTableRace.source}|MigrationLocked`));
        }
        await assertComplete(site, 0, 'a b c');
        return resultOf(result);
      }));
    tell(context, results);
  });
});
