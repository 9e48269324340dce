// Two releases of a third module (tests/fixtures/laboratory) on a site with the core platform and the
// drug inventory: upgraded from 1.0 to 1.1 on a site with 100,000 results and on an empty one, rolled
// back, upgraded again; what may go wrong on the way; and what the real knex makes of it.

import assert from 'node:assert/strict';
import path from 'node:path';
import { rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { until } from './support/process.mjs';
import { Laboratory, Site } from './support/site.mjs';

const project = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const fixture = (release) => path.join(project, 'tests', 'fixtures', 'laboratory', release);

const base = [
  '20260301000001_create_laboratory_schema',
  '20260301000002_create_enums',
  '20260301000010_create_tests',
  '20260301000100_create_orders',
];
const oldName = '20260301000101_create_results';
const newName = '20260301000101_create_test_results';
const reagents = '20260601000011_create_reagent_lots';
const columns = '20260601000500_add_turnaround';
const fill = '20260601000501_fill_turnaround';
const validate = '20260601000502_validate_turnaround';
const index = '20260601000503_index_barcodes';
const added = [reagents, columns, fill, validate, index];

// Everything of the module's schema, without its numbers: what a rollback has to bring back.
const catalogSql = `
SELECT string_agg(line, E'\\n' ORDER BY line COLLATE "C") AS catalog FROM (
  SELECT format('column %s %s. %s %s %s %s', attrelid::regclass, row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
                attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) AS line
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attnum > 0 AND NOT attisdropped AND relnamespace = 'laboratory'::regnamespace
  UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'laboratory'::regnamespace
  UNION ALL SELECT format('index %s %s', pg_get_indexdef(indexrelid), indisvalid)
    FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'laboratory'::regnamespace
  UNION ALL SELECT pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'laboratory'::regnamespace
  UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'laboratory'::regnamespace
  UNION ALL SELECT format('label %s %s', enumtypid::regtype, enumlabel) FROM pg_enum
    JOIN pg_type t ON t.oid = enumtypid WHERE typnamespace = 'laboratory'::regnamespace
  UNION ALL SELECT format('comment %s.%s %s', objoid::regclass, (SELECT attname FROM pg_attribute WHERE attrelid = objoid
                AND attnum = objsubid AND objsubid > 0), description) FROM pg_description JOIN pg_class c ON c.oid = objoid
    WHERE classoid = 'pg_class'::regclass AND relnamespace = 'laboratory'::regnamespace
) AS lines`;

// 20,000 requests of 5 results each; one of them in ten has not been reported yet.
const fillSql = `
INSERT INTO laboratory.orders (order_number, department_id, status)
  SELECT 'L' || n, (SELECT min(id) FROM inventory.departments), 'REPORTED' FROM generate_series(1, 20000) AS n;
INSERT INTO laboratory.test_results (order_id, test_id, barcode, result_text, collected_at, reported_at)
  SELECT o.id, t.id, 'B' || o.id, (o.id % 300)::text, '2026-03-02 08:00+07',
         CASE WHEN o.id % 10 > 0 THEN timestamptz '2026-03-02 08:00+07' + make_interval(mins => (o.id % 240)::integer) END
  FROM laboratory.orders AS o CROSS JOIN laboratory.tests AS t ORDER BY o.id, t.id`;

let laboratory;
const templates = {}; // databases with release 1.0: without rows of the laboratory, and with many

// The module folders of the site from now on.
function install(site, release) {
  site.moduleFolders = [path.join(project, 'migrations'), path.join(project, 'migrations-inventory'), fixture(release)];
}

async function makeTemplate(name, template, prepare) {
  const site = await Site.create(laboratory, { template });
  await prepare(site);
  await site.client.end();
  templates[name] = site.database;
}

before(async () => {
  laboratory = await Laboratory.open();
  await makeTemplate('empty', undefined, async (site) => {
    install(site, '1.0');
    await site.ours('migrate');
    await site.ours('seed');
    await site.sql("INSERT INTO laboratory.tests (test_code, test_name, specimen_type) VALUES ('OURS', 'Our own', 'OTHER')");
  });
  await makeTemplate('full', templates.empty, async (site) => {
    await site.sql(fillSql);
    await site.sql('VACUUM ANALYZE laboratory.test_results');
  });
});
after(() => laboratory?.close());

// A test on a site that has release 1.0, and the files of 1.1.
function test(title, template, body, options = {}) {
  it(title, (context) =>
    laboratory.with({ tableName: 'knex_migrations_laboratory', ending: '.ts', template: templates[template], ...options }, async (site) => {
      install(site, '1.1');
      await body(site, context);
    }));
}

const catalog = async (site) => (await site.sql(catalogSql))[0].catalog;
const value = async (site, sql) => Object.values((await site.sql(sql))[0])[0];

// The rows of release 1.0's tables, as one text a table; of the columns that release 1.0 has.
async function rows(site) {
  const digest = (table, names) =>
    value(site, `SELECT format('${table} %s %s', count(*), md5(string_agg(row::text, E'\\n' ORDER BY id))) FROM (SELECT ${names} FROM laboratory.${table}) AS row`);
  const results = 'id, order_id, test_id, barcode, result_text, collected_at, reported_at, reported_by, created_at, updated_at';
  return [await digest('tests', '*'), await digest('orders', '*'), await digest('test_results', results)];
}

const before11 = async (site) => ({ catalog: await catalog(site), rows: await rows(site), records: await tracked(site) });

async function tracked(site) {
  const records = await site.sql('SELECT id, name, batch, migration_time FROM knex_migrations_laboratory ORDER BY id');
  return records.map(({ id, name, batch, migration_time: time }) => `${id} ${name} ${batch} ${time.toISOString()}`);
}

// Without what a release leaves to people: its seeds, and who administers the site.
const troubles = (findings) => findings.map(({ id }) => id).filter((id) => !['seeds-not-loaded', 'no-administrator'].includes(id));

async function module(site) {
  const { modules, findings } = await site.ours('status');
  assert.deepEqual(troubles(findings), []);
  assert.deepEqual(modules.map(({ id }) => id), ['core', 'inventory', 'laboratory']);
  for (const one of modules.slice(0, 2)) {
    assert.equal(one.pending, 0);
    assert.equal(one.unknown, 0);
  }
  return modules[2];
}

// What status and evidence say: this many applied and pending, nothing that contradicts it.
async function stands(site, applied, pending, lock = 'free') {
  const state = await module(site);
  assert.deepEqual([state.applied, state.pending, state.unknown, state.lock.state], [applied, pending, 0, lock]);
  const { modules } = await site.ours('evidence laboratory');
  const { migrations } = modules[0];
  assert.equal(migrations.length, applied + pending);
  migrations.forEach(({ name, state: recorded, verdict, contradiction }, i) => {
    assert.equal(recorded, i < applied ? 'applied' : 'pending', name);
    assert.equal(contradiction, 'none', name);
    const provable = name === fill ? 'dataOnly' : i < applied ? 'done' : 'notDone';
    assert.equal(verdict, provable, name);
  });
}

const stepsOf = (report) => report.steps.map(({ module: id, name, state }) => `${id}/${name} ${state}`);
const allOf = (names, state) => names.map((name) => `laboratory/${name} ${state}`);
const milliseconds = (report) => `${Math.round(report.steps.reduce((sum, { microseconds }) => sum + microseconds, 0) / 1000)} ms`;

async function upgrade(site) {
  const report = await site.ours('migrate');
  assert.equal(report.outcome, 'done');
  assert.deepEqual(stepsOf(report), allOf(added, 'done'));
  await stands(site, 10, 0);
  return report;
}

// What 1.1 made of the rows that were there.
async function verifyFilled(site, total) {
  const [counts] = await site.sql(
    `SELECT count(*)::integer AS all, count(turnaround_minutes)::integer AS filled, count(reported_at)::integer AS reported,
            count(*) FILTER (WHERE turnaround_minutes = order_id % 240)::integer AS right,
            count(*) FILTER (WHERE source = 'MANUAL' AND NOT is_critical)::integer AS defaults
       FROM laboratory.test_results`,
  );
  const reported = total * 0.9;
  assert.deepEqual(counts, { all: total, filled: reported, reported, right: reported, defaults: total });
}

// A trigger of the site's own makes the filling stand still at one row until the gate is opened.
async function gateAt(site, id) {
  await site.sql(
    `CREATE FUNCTION public.wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN WHILE NOT pg_try_advisory_xact_lock_shared(77) LOOP PERFORM pg_sleep(0.01); END LOOP; RETURN NEW; END $$`,
  );
  await site.sql(
    `CREATE TRIGGER gate BEFORE UPDATE ON laboratory.test_results FOR EACH ROW WHEN (OLD.id = ${id}) EXECUTE FUNCTION public.wait_at_gate()`,
  );
  await site.closeGate();
}

// Starts the upgrade, kills it in the middle of the filling, and waits until its session is gone.
async function killInTheMiddle(site, ...command) {
  const program = site.startSitectl(...command);
  await until(async () => (await site.waitingAtGate()).length === 1, () => `the filling stands still: ${program.output()}`);
  program.child.kill('SIGKILL');
  assert.equal((await program.done).signal, 'SIGKILL');
  await until(async () => (await site.sessions('true')).length === 0, 'the session of the killed program has ended');
  await site.openGate();
}

// Most of the time somebody waits: for a server that has to notice that its client is gone, for node.
describe('two releases', { concurrency: 3 }, () => {
  describe('a release of a module', { concurrency: 3 }, () => {
    it('keeps to the standards, and runs up and down', () =>
      laboratory.with({}, async (site) => {
        install(site, '1.0');
        assert.deepEqual((await site.ours(`lint ${fixture('1.0')}`)).findings, []);
        install(site, '1.1');
        const args = ['--modules', site.moduleFolders[0], '--modules', site.moduleFolders[1], '--json', 'lint', fixture('1.1'), '--database', site.url];
        const { code, json, stdout } = Site.read(await site.startSitectlBare(...args).done);
        assert.equal(code, 0, stdout);
        assert.deepEqual([json.findings, json.silenced, json.tried], [[], 1, true]);
      }));

    for (const [title, template, total, rollback] of [
      ['on a site with 100,000 results', 'full', 100_000, 'rollback laboratory --yes'],
      ['on a site without any', 'empty', 0, `rollback laboratory --to ${newName} --yes`],
    ]) {
      test(`is upgraded, rolled back, and upgraded again: ${title}`, template, async (site, context) => {
        install(site, '1.0');
        assert.equal((await module(site)).pending, 0);
        const start = await before11(site);
        install(site, '1.1');
        await stands(site, 5, 5);
        const plan = await site.ours('migrate --dry-run');
        assert.deepEqual(plan.steps.map(({ segment, transactional }) => [segment, transactional]), [
          ...Array(4).fill([1, true]),
          [2, false],
        ]);
        assert.deepEqual(plan.losses, []);
        assert.deepEqual(await before11(site), start);

        const first = await upgrade(site);
        assert.deepEqual(first.batches, { laboratory: 2 });
        assert.equal(first.steps[2].notices.length, total / 10_000);
        context.diagnostic(`upgrade: ${milliseconds(first)}`);
        await verifyFilled(site, total);
        assert.deepEqual(await rows(site), start.rows);
        const upgraded = await catalog(site);
        assert.equal((await site.ours('migrate')).outcome, 'nothingToDo');

        const back = await site.ours(rollback);
        assert.deepEqual(stepsOf(back), allOf([...added].reverse(), 'done'));
        context.diagnostic(`rollback: ${milliseconds(back)}`);
        await stands(site, 5, 5);
        assert.deepEqual(await before11(site), start);
        install(site, '1.0'); // as if 1.1 had never been there
        const state = await module(site);
        assert.deepEqual([state.applied, state.pending, state.unknown], [5, 0, 0]);

        install(site, '1.1');
        context.diagnostic(`upgrade again: ${milliseconds(await upgrade(site))}`);
        await verifyFilled(site, total);
        assert.deepEqual(await rows(site), start.rows);
        assert.equal(await catalog(site), upgraded);
      });
    }

    it('is the same when it is the first that a site gets', async () => {
      const upgraded = await laboratory.with({ template: templates.empty }, async (site) => {
        install(site, '1.1');
        await site.ours('migrate');
        return catalog(site);
      });
      await laboratory.with({ tableName: 'knex_migrations_laboratory', ending: '.ts' }, async (site) => {
        install(site, '1.1');
        const report = await site.ours('migrate');
        assert.deepEqual(stepsOf(report).slice(-10), allOf([...base, newName, ...added], 'done'));
        assert.deepEqual([report.steps.length, report.batches], [67, { core: 1, inventory: 1, laboratory: 1 }]);
        assert.equal(await catalog(site), upgraded);
        assert.deepEqual((await site.records()).map(({ name }) => name), [...base, newName, ...added].map((name) => `${name}.ts`));
      });
    });

    test('is told which migrations of other modules must stay', 'empty', async (site) => {
      const needs = async (command, text) => {
        const { error } = await site.ours(command, 4);
        assert.ok(error.message.includes(text), error.message);
      };
      await upgrade(site);
      await needs('rollback inventory --to 20251205000029_create_approvals_payments --yes', reagents);
      assert.equal((await site.ours(`rollback laboratory --to ${newName} --yes`)).outcome, 'done');
      const { steps } = await site.ours('rollback inventory --to 20251205000029_create_approvals_payments --dry-run');
      assert.equal(steps.length, 8);
      await needs('rollback inventory --yes', '20260301000100_create_orders');
    });

    test('brings its reference data, once', 'empty', async (site) => {
      await upgrade(site);
      const tests = async () => {
        const report = await site.ours('seed laboratory');
        const { inserted, updated, unchanged, deleted } = report.steps[0].tables[0];
        return { inserted, updated, unchanged, deleted };
      };
      assert.deepEqual(await tests(), { inserted: 1, updated: 1, unchanged: 3, deleted: 0 });
      assert.deepEqual(await tests(), { inserted: 0, updated: 0, unchanged: 5, deleted: 0 });
      assert.equal(await value(site, "SELECT test_name FROM laboratory.tests WHERE test_code = 'OURS'"), 'Our own');
    });
  });

  describe('an upgrade that does not come to its end', { concurrency: 3 }, () => {
    test('a row that the check refuses: nothing of the release is there', 'full', async (site) => {
      // The clock of an analyser was wrong: reported before it was taken.
      await site.sql("UPDATE laboratory.test_results SET reported_at = collected_at - interval '1 hour' WHERE id = 77777");
      const start = await before11(site);
      const report = await site.ours('migrate', 1);
      assert.equal(report.outcome, 'failed');
      assert.deepEqual(stepsOf(report), [
        ...allOf([reagents, columns], 'rolledBack'),
        ...allOf([fill], 'failed'),
        ...allOf([validate, index], 'notRun'),
      ]);
      assert.equal(report.error.sqlState, '23514');
      assert.match(report.error.serverMessage, /test_results_turnaround_check/);
      assert.ok(report.error.file.endsWith(`${fill}.sql`), report.error.file);
      assert.match(report.stateNow, /exactly as it was before/);
      assert.equal(report.steps[2].notices.length, 7); // that far it came
      assert.deepEqual(await before11(site), start);
      await stands(site, 5, 5);
      await site.sql("UPDATE laboratory.test_results SET reported_at = collected_at WHERE id = 77777");
      await upgrade(site);
    });

    test('two rows that may not be the same: the index stays half built, and is mended', 'full', async (site) => {
      await site.sql("UPDATE laboratory.test_results SET barcode = 'B1' WHERE id = 99996");
      const report = await site.ours('migrate', 7);
      assert.equal(report.outcome, 'failedPartWay');
      assert.deepEqual(stepsOf(report), [...allOf(added.slice(0, 4), 'done'), ...allOf([index], 'failed')]);
      assert.equal(report.error.sqlState, '23505');
      assert.match(report.stateNow, /4 of 5 steps are in the database and recorded/);
      assert.match(report.stateNow, /an index that is not valid/);
      assert.match(report.nextStep, new RegExp(`look at the evidence of .*${index}`));
      const { modules: states } = await site.ours('status');
      assert.deepEqual([states[2].applied, states[2].pending, states[2].lock.state], [9, 1, 'free']);
      const { modules } = await site.ours('evidence laboratory --all');
      const [half] = modules[0].migrations.slice(-1);
      assert.deepEqual([half.name, half.state], [index, 'pending']);
      assert.deepEqual([half.verdict, half.contradiction], ['halfDone', 'halfThere']);
      assert.equal(half.objects[0].name, 'test_results_barcode_test_id_key');
      assert.deepEqual([half.objects[0].presence, half.objects[0].difference], ['different', 'The index was not built to its end.']);
      // It is no proof: nobody can mark it without a reason.
      assert.equal((await site.ours(`mark-completed laboratory ${index}`, 4)).error.kind, 'refused');

      // The next upgrade drops what is half built and builds it anew, as often as it takes.
      const again = await site.ours('migrate', 7);
      assert.equal(again.error.sqlState, '23505');
      assert.deepEqual(stepsOf(again), allOf([index], 'failed'));

      await site.sql("UPDATE laboratory.test_results SET barcode = 'B20000' WHERE id = 99996");
      const mended = await site.ours('migrate');
      assert.deepEqual(stepsOf(mended), allOf([index], 'done'));
      await stands(site, 10, 0);
      await verifyFilled(site, 100_000);
    });

    test('killed in the middle of the filling: the lock is known to be stale, and it starts again', 'full', async (site) => {
      await gateAt(site, 50_001);
      const start = await before11(site);
      await killInTheMiddle(site, 'migrate');
      assert.deepEqual(await before11(site), start);
      const { findings, modules } = await site.ours('status');
      assert.equal(modules[2].lock.state, 'stale');
      assert.deepEqual(troubles(findings), ['lock-stale']);
      assert.equal((await site.ours('migrate', 5)).error.kind, 'locked');
      await site.ours('unlock laboratory');
      await upgrade(site);
      await verifyFilled(site, 100_000);
    });

    test('killed there in a run of one transaction: nothing is left at all', 'full', async (site) => {
      await gateAt(site, 50_001);
      const start = await before11(site);
      await killInTheMiddle(site, 'migrate', '--to', validate);
      assert.deepEqual(await before11(site), start);
      await stands(site, 5, 5);
      await upgrade(site);
      await verifyFilled(site, 100_000);
    });
  });

  describe('a renamed file', { concurrency: 3 }, () => {
    const writeKnexFiles = (site, names) => {
      for (const name of names) {
        writeFileSync(path.join(site.folder, 'migrations', `${name}.ts`), '');
      }
    };

    test('is known under its old name, whatever its ending, and runs only once', 'empty', async (site) => {
      await site.sql('UPDATE knex_migrations_laboratory SET name = $1 WHERE name = $2', [`${oldName}.js`, `${oldName}.ts`]);
      const records = await tracked(site);
      await stands(site, 5, 5);
      await upgrade(site);
      assert.deepEqual((await tracked(site)).slice(0, 5), records);
      const whole = await site.ours('rollback laboratory --all --yes');
      assert.deepEqual(stepsOf(whole), allOf([...base, newName, ...added].reverse(), 'done'));
      assert.deepEqual(await tracked(site), []);
      assert.equal(await value(site, "SELECT to_regnamespace('laboratory')"), null);
    });

    test('knex goes on with the names that are recorded', 'empty', async (site) => {
      writeKnexFiles(site, [...base, oldName]);
      await site.knexIsContent();
      await upgrade(site);
      writeKnexFiles(site, added);
      await site.knexIsContent();
      // A knex that has the new name misses the old one, before the upgrade and after it.
      rmSync(path.join(site.folder, 'migrations', `${oldName}.ts`));
      writeKnexFiles(site, [newName]);
      await site.knexFails('migrate:latest', `${oldName}.ts`);
      await stands(site, 10, 0);
    });

    it('knex knows what we ran under the new name', () =>
      laboratory.with({ tableName: 'knex_migrations_laboratory', ending: '.ts' }, async (site) => {
        install(site, '1.1');
        await site.ours('migrate');
        writeKnexFiles(site, [...base, newName, ...added]);
        await site.knexIsContent();
      }));
  });
});
