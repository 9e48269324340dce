// What --json prints, of every verb and in failure too, against docs/cli.schema.json; and docs/cli.md
// against both.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import Ajv from 'ajv/dist/2020.js';

import { until } from './support/process.mjs';
import { Laboratory, Site, downFails, fails, fileName, noTransaction, waits } from './support/site.mjs';

const docs = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs');
const schema = JSON.parse(readFileSync(path.join(docs, 'cli.schema.json'), 'utf8'));
const manual = readFileSync(path.join(docs, 'cli.md'), 'utf8');

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
const isDocument = ajv.compile(schema);
const kinds = Object.keys(schema.$defs).filter((name) => name.endsWith('Document')).map((name) => name.replace('Document', ''));
const isOf = Object.fromEntries(kinds.map((kind) => [kind, ajv.compile({ ...schema, $id: kind, oneOf: undefined, $ref: `#/$defs/${kind}Document` })]));

const seen = [];

// Valid, and of the kind that is expected.
function assertValid(document, kind) {
  assert.equal(document.document, kind, JSON.stringify(document));
  assert.ok(isOf[kind](document), JSON.stringify(isOf[kind].errors, null, 2));
  assert.ok(isDocument(document));
  seen.push(document);
}

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

// Runs one command, checks its exit code and its document, and answers the document.
async function prints(site, command, code, kind) {
  const document = await site.ours(command, code);
  assertValid(document, kind);
  return document;
}

async function printsBare(site, args, code, kind) {
  const result = Site.read(await site.startSitectlBare('--json', '--lang', 'en', ...args).done);
  assert.equal(result.code, code, result.stdout + result.stderr);
  assertValid(result.json, kind);
  return result.json;
}

const test = (title, body) => it(title, () => laboratory.with({}, body));
const bodyOf = (up, down = ['SELECT 1']) => ({ up, down });

function seed(site, name, sql) {
  mkdirSync(path.join(site.folder, 'module', 'seeds'), { recursive: true });
  writeFileSync(path.join(site.folder, 'module', 'seeds', name), sql);
}

describe('documents', { concurrency: 3 }, () => {
  test('status: from an empty database to one with every kind of trouble', async (site) => {
    site.files('abc');
    await prints(site, 'status', 0, 'status');
    await prints(site, 'status demo', 0, 'status');
    await site.knexDoes('migrate:up');
    await prints(site, 'status', 0, 'status');
    await site.sql('INSERT INTO knex_migrations (name, batch) VALUES (NULL, NULL), ($1, NULL)', [`${fileName('z')}.js`]);
    await site.sql('INSERT INTO knex_migrations_lock (is_locked) VALUES (NULL)');
    const { modules, findings } = await prints(site, 'status', 0, 'status');
    assert.equal(modules[0].unknown, 2);
    assert.ok(findings.length >= 3);
    site.writeManifest({ id: 'Not An Id' });
    const broken = await prints(site, 'status', 0, 'status');
    assert.ok(broken.findings[0].where.line > 0);
    assert.equal((await prints(site, 'status nobody', 2, 'error')).error.kind, 'notFound');
  });

  test('evidence, and marking by it', async (site) => {
    site.files('ab');
    await prints(site, 'evidence', 0, 'evidence');
    await site.knexDoes('migrate:up');
    await site.sql('CREATE TABLE t_b (id serial PRIMARY KEY)');
    const { modules } = await prints(site, 'evidence demo --all', 0, 'evidence');
    assert.deepEqual(modules[0].migrations.map(({ verdict }) => verdict), ['done', 'done']);
    assert.ok(modules[0].migrations[0].objects.length >= 3);
    await prints(site, `mark-completed demo ${fileName('b')} --dry-run`, 0, 'plan');
    await prints(site, `mark-completed demo ${fileName('b')}`, 2, 'error'); // nobody can be asked
    await prints(site, 'mark-completed demo --provable --yes', 0, 'run');
    await site.sql('DROP TABLE t_b');
    await prints(site, `mark-pending demo ${fileName('b')} --yes`, 0, 'run');
    await prints(site, `mark-completed demo ${fileName('b')} --yes`, 4, 'error');
    await prints(site, 'evidence nobody', 2, 'error');
  });

  test('status while a run of ours holds a committed lock; the run that is cancelled', async (site) => {
    site.files('a', ['b', waits], 'c');
    await site.closeGate();
    const run = site.startSitectl('migrate', '--step-by-step');
    await until(async () => run.hasEnded() || (await site.waitingAtGate()).length > 0, () => run.output());
    const { modules } = await prints(site, 'status', 0, 'status');
    assert.equal(modules[0].lock.holder.operation, 'migrate');
    await prints(site, 'migrate', 5, 'error');
    await prints(site, 'unlock demo', 5, 'error');
    run.child.kill('SIGINT');
    const { code, json } = Site.read(await run.done);
    assert.equal(code, 7);
    assertValid(json, 'run');
    assert.equal(json.outcome, 'cancelledPartWay');
    assert.deepEqual(json.steps.map(({ state }) => state), ['done', 'cancelled', 'notRun']);
    const second = site.startSitectl('migrate');
    await until(async () => second.hasEnded() || (await site.waitingAtGate()).length > 0, () => second.output());
    second.child.kill('SIGTERM');
    const cancelled = Site.read(await second.done);
    assert.equal(cancelled.code, 6);
    assertValid(cancelled.json, 'run');
    assert.equal(cancelled.json.outcome, 'cancelled');
    await site.openGate();
    await prints(site, 'migrate', 0, 'run');
  });

  test('check: a good site, and one with findings', async (site) => {
    site.files('ab');
    const good = await prints(site, 'check', 0, 'check');
    assert.equal(good.filesRead, 2);
    assert.ok(good.lines.length > 20 && good.lines.every((line) => line.state !== 'stop'));
    site.write(fileName('c'), '', '-- migrate:up\nSELEC 1;\n');
    const { findings } = await prints(site, 'check', 4, 'check');
    assert.equal(findings[0].where.line, 2);
    await prints(site, 'migrate', 4, 'error');
  });

  test('locks and stop-session: who holds the lock, and an end to it', async (site) => {
    site.files('a');
    await site.ours('migrate');
    const free = await prints(site, 'locks', 0, 'locks');
    assert.equal(free.modules[0].lock.state, 'free');
    assert.deepEqual(free.blocked, []);
    site.files('a', ['b', waits]);
    await site.closeGate();
    const run = site.startSitectl('migrate');
    await until(async () => run.hasEnded() || (await site.waitingAtGate()).length > 0, () => run.output());
    const { modules } = await prints(site, 'locks', 0, 'locks');
    assert.equal(modules[0].lock.state, 'running');
    const { pid } = modules[0].session;
    await prints(site, `stop-session ${pid} --dry-run`, 0, 'plan');
    await prints(site, 'stop-session 2147483647', 2, 'error');
    const stopped = await prints(site, `stop-session ${pid} --yes`, 0, 'run');
    assert.equal(stopped.operation, 'stopSession');
    assert.equal(Site.read(await run.done).json.outcome, 'failed');
    await site.openGate();
    await prints(site, 'migrate', 0, 'run');
  });

  test('plan: every operation, with and without statements', async (site) => {
    site.files('a', ['b', noTransaction]);
    site.writeMigration(fileName('c'), { up: ['CREATE TABLE t_c (id int)'] });
    const bare = await prints(site, 'migrate --dry-run', 0, 'plan');
    assert.equal(bare.segments, 3);
    assert.ok(!('sql' in bare.steps[0]));
    const withSql = await prints(site, 'migrate --dry-run --sql', 0, 'plan');
    assert.match(withSql.steps[0].sql[0].sql, /CREATE TABLE/);
    await prints(site, 'migrate --dry-run --step-by-step', 0, 'plan');
    await site.is({ rows: 'ABSENT', lock: 'ABSENT', tables: '-' });
    await site.ours('migrate');
    await prints(site, 'rollback demo --dry-run', 4, 'error'); // c has no down section
    await prints(site, `migrate --dry-run`, 0, 'plan');
    site.files('c');
    await prints(site, 'rollback demo --dry-run --sql', 0, 'plan');
    seed(site, '001_rows.sql', 'INSERT INTO t_a DEFAULT VALUES;\n');
    await prints(site, 'seed --dry-run --sql', 0, 'plan');
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    await prints(site, 'unlock demo --force --dry-run', 0, 'plan');
  });

  test('run: done, nothing to do, failed, part-way, refused by waiting, locked, unlocked', async (site) => {
    site.writeMigration(fileName('a'), bodyOf(["DO $$ BEGIN RAISE NOTICE 'told'; END $$", 'CREATE TABLE t_a (id int PRIMARY KEY, name text)'], ['DROP TABLE t_a']));
    const done = await prints(site, 'migrate', 0, 'run');
    assert.deepEqual(done.steps[0].notices, ['NOTICE: told']);
    assert.match(done.who, /^.+@.+$/);
    await prints(site, 'migrate', 0, 'run');
    site.files(['b', fails]);
    const failed = await prints(site, 'migrate', 1, 'run');
    assert.equal(failed.error.line, 3);
    assert.equal(failed.error.statement, 'SELECT 1/0');
    site.files('b', ['c', fails, noTransaction]);
    await prints(site, 'migrate', 7, 'run');
    await site.sql('DROP TABLE t_c');
    site.files(['c', downFails]);
    await prints(site, 'migrate', 0, 'run');
    await prints(site, 'rollback demo', 2, 'error');
    await prints(site, 'rollback demo --yes', 1, 'run');
    await prints(site, 'rollback demo --batches 9 --all', 2, 'error');
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    await prints(site, 'migrate', 5, 'error');
    await prints(site, 'unlock demo', 4, 'error');
    await prints(site, 'unlock demo --force --yes', 0, 'run');
    site.files('c', 'd');
    await site.foreignSql('BEGIN');
    await site.foreignSql('UPDATE knex_migrations_lock SET is_locked = 1');
    await site.foreignSql('DELETE FROM knex_migrations WHERE name = $1', [`${fileName('c')}.js`]);
    const late = site.startSitectl('migrate');
    await until(async () => late.hasEnded() || (await site.waitingForLock(true)).length > 0, () => late.output());
    await site.foreignSql('UPDATE knex_migrations_lock SET is_locked = 0');
    await site.foreignSql('COMMIT');
    const refused = Site.read(await late.done);
    assert.equal(refused.code, 4, refused.stdout);
    assertValid(refused.json, 'run');
    assert.equal(refused.json.outcome, 'refused');
  });

  test('run: a lock that is taken between the plan and the run', async (site) => {
    site.files('ab');
    await site.bookkeeping();
    await site.foreignSql('BEGIN');
    await site.foreignSql('UPDATE knex_migrations_lock SET is_locked = 1');
    const late = site.startSitectl('migrate');
    await until(async () => late.hasEnded() || (await site.waitingForLock(true)).length > 0, () => late.output());
    await site.foreignSql('COMMIT');
    const locked = Site.read(await late.done);
    assert.equal(locked.code, 5, locked.stdout);
    assertValid(locked.json, 'run');
    assert.equal(locked.json.outcome, 'locked');
    await site.is({ rows: '-', lock: '1:1', tables: '-' });
  });

  test('run: seeds with what they did to each table', async (site) => {
    site.writeMigration(fileName('a'), bodyOf(['CREATE TABLE t_a (id int PRIMARY KEY, name text)'], ['DROP TABLE t_a']));
    await prints(site, 'seed', 0, 'run');
    seed(site, '001_rows.sql', "INSERT INTO public.t_a VALUES (1, 'one'), (2, 'two') ON CONFLICT DO NOTHING;\n");
    seed(site, '002_more.sql', "INSERT INTO public.t_a SELECT 3, 'three' ON CONFLICT DO NOTHING;\nUPDATE public.t_a SET name = 'zwei' WHERE id = 2;\n");
    await prints(site, 'seed', 4, 'error');
    assert.deepEqual((await prints(site, 'migrate', 0, 'run')).afterwards.withoutSeeds, ['demo']);
    assert.equal((await prints(site, 'status', 0, 'status')).modules[0].seeds[0].state, 'notLoaded');
    const first = await prints(site, 'seed', 0, 'run');
    const { seeds } = (await prints(site, 'status', 0, 'status')).modules[0];
    assert.deepEqual(seeds.map(({ name, state, kept }) => [name, state, kept]), [['001_rows', 'loaded', 0], ['002_more', 'loaded', 0]]);
    assert.ok(seeds.every(({ loadedAt, loadedBy }) => loadedAt && loadedBy.includes('@')));
    assert.deepEqual(first.steps[0].tables, [{ table: 'public.t_a', inserted: 2, updated: 0, deleted: 0, unchanged: 0, kept: 0, keptRows: [] }]);
    assert.deepEqual(first.steps[1].tables, [{ table: 'public.t_a', inserted: 1, updated: 1, deleted: 0, unchanged: null, kept: 0, keptRows: [] }]);
    const again = await prints(site, 'seed demo', 0, 'run');
    assert.deepEqual(again.steps[0].tables, [{ table: 'public.t_a', inserted: 0, updated: 0, deleted: 0, unchanged: 2, kept: 0, keptRows: [] }]);
    seed(site, '003_broken.sql', 'INSERT INTO public.t_a VALUES (1);\n');
    const partWay = await prints(site, 'seed', 7, 'run');
    assert.equal(partWay.error.sqlState, '23505');
  });

  test('create-administrator: shown, made, refused; the password comes by the input alone', async (site) => {
    const command = 'create-administrator --user-name somchai --email s@hospital.example --first-name Somchai --last-name Jaidee';
    site.writeMigration(fileName('a'), bodyOf(['CREATE TABLE t_users (name text PRIMARY KEY, password text)'], ['DROP TABLE t_users']));
    assert.equal((await prints(site, `${command} --dry-run`, 2, 'error')).error.kind, 'notFound');
    mkdirSync(path.join(site.folder, 'module', 'accounts'));
    writeFileSync(
      path.join(site.folder, 'module', 'accounts', 'administrator.sql'),
      "-- account:present\nSELECT count(*) FROM public.t_users;\n-- account:create\n" +
        "INSERT INTO public.t_users SELECT $1::text, $5::text WHERE length($2::text || $3::text || $4::text) > 0;\n",
    );
    assert.equal((await prints(site, `${command} --dry-run`, 4, 'error')).error.kind, 'refused');
    await prints(site, 'migrate', 0, 'run');
    assert.equal((await prints(site, 'status', 0, 'status')).findings[0].id, 'no-administrator');
    const shown = await prints(site, `${command} --dry-run --sql`, 0, 'plan');
    assert.equal(shown.steps[0].kind, 'createAccount');
    assert.equal((await prints(site, command, 2, 'error')).error.kind, 'usage'); // nobody can be asked
    site.input = 'too short\n';
    assert.match((await prints(site, `${command} --password-stdin`, 2, 'error')).error.message, /12/);
    site.input = 'three green tablets\nand what follows\n';
    const made = await prints(site, `${command} --password-stdin`, 0, 'run');
    const [{ name, password }] = await site.sql('SELECT * FROM t_users');
    assert.equal(name, 'somchai');
    assert.match(password, /^\$2b\$12\$.{53}$/);
    const refused = await prints(site, `${command} --password-stdin`, 1, 'run');
    for (const document of [shown, made, refused]) {
      assert.ok(!JSON.stringify(document).includes(password) && !JSON.stringify(document).includes('tablets'));
    }
    assert.deepEqual((await prints(site, 'status', 0, 'status')).findings, []);
  });

  test('error: the command line, the connection, the modules', async (site) => {
    site.files('a');
    assert.equal((await printsBare(site, [], 2, 'error')).error.kind, 'usage');
    assert.equal((await printsBare(site, ['status', '--no-such-option'], 2, 'error')).error.kind, 'usage');
    assert.equal((await printsBare(site, ['rollback'], 2, 'error')).error.kind, 'usage');
    assert.equal((await printsBare(site, ['status'], 2, 'error')).error.kind, 'usage'); // which site?
    const { host, port, user } = site.place;
    const errorOf = async (url, code) => (await printsBare(site, ['--url', url, 'status'], code, 'error')).error.kind;
    assert.equal(await errorOf(`host=${host} port=${port} user=${user} dbname=nowhere`, 3), 'noSuchDatabase');
    assert.equal(await errorOf(`host=${host}/nowhere port=${port} user=${user}`, 3), 'connectionRefused');
    assert.equal(await errorOf(`host=${host} port=${port} user=nobody_here dbname=${site.database}`, 3), 'noSuchRole');
    assert.equal(await errorOf('postgresql://%zz', 1), 'invalidInput');
    assert.equal((await printsBare(site, ['--site', 'nowhere', 'status'], 2, 'error')).error.kind, 'notFound');
    assert.equal((await printsBare(site, ['--env', 'nowhere.env', 'status'], 2, 'error')).error.kind, 'notFound');
    rmSync(path.join(site.folder, 'module', 'module.json'));
    const { findings } = await prints(site, 'status', 0, 'status');
    assert.equal(findings[0].id, 'no-module');
    await prints(site, 'migrate', 4, 'error');
  });

  test('sites: list, add, test, remove', async (site) => {
    const printsSites = (args, code, kind) => printsBare(site, args, code, kind);
    assert.deepEqual((await printsSites(['sites', 'list'], 0, 'sites')).sites, []);
    const added = await printsSites(['--url', site.url, 'sites', 'add', 'North', '--name-en', 'North Hospital', '--code', '10999', '--environment', 'test'], 0, 'site');
    assert.equal(added.site.environment, 'test');
    await printsSites(['--url', site.url, 'sites', 'add', 'South'], 0, 'site');
    assert.equal((await printsSites(['sites', 'test', '10999'], 0, 'connection')).site, 'North');
    const { sites } = await printsSites(['sites', 'list'], 0, 'sites');
    assert.equal(sites.length, 2);
    assert.equal(sites.filter(({ lastVisit }) => lastVisit !== null).length, 1);
    await printsSites(['--site', 'North', '--modules', path.join(site.folder, 'module'), 'status'], 0, 'status');
    await printsSites(['sites', 'remove', 'South'], 0, 'site');
    assert.equal((await printsSites(['sites', 'remove', 'South'], 2, 'error')).error.kind, 'notFound');
    assert.equal((await printsSites(['--site', 'North', 'sites', 'add', 'West'], 2, 'error')).error.kind, 'usage');
  });

  test('environment: not known, stored by the first run, in the way, set', async (site) => {
    site.files('ab');
    const unknown = await prints(site, 'environment', 0, 'environment');
    assert.deepEqual([unknown.environment, unknown.setAt, unknown.setBy, unknown.listed], [null, null, null, null]);
    await prints(site, `migrate --to ${fileName('a')}`, 0, 'run');
    assert.equal((await prints(site, 'status', 0, 'status')).environment, null); // nobody said what it is for
    await printsBare(site, ['--url', site.url, 'sites', 'add', 'North', '--environment', 'test'], 0, 'site');
    await printsBare(site, ['--url', site.url, 'sites', 'add', 'South'], 0, 'site');
    const of = (name, line, code, kind) =>
      printsBare(site, ['--site', name, '--modules', path.join(site.folder, 'module'), ...line.split(' ')], code, kind);
    const stored = await of('North', 'migrate', 0, 'run').then(() => of('North', 'environment', 0, 'environment'));
    assert.deepEqual([stored.environment, stored.listed], ['test', 'test']);
    assert.match(stored.setBy, /^.+@.+$/);
    assert.equal((await prints(site, 'status', 0, 'status')).environment, 'test');

    const differs = await of('South', 'status', 0, 'status');
    assert.deepEqual([differs.environment, differs.findings[0].id], ['test', 'environment-mismatch']);
    assert.equal((await of('South', 'check', 4, 'check')).environment, 'test');
    site.files('c');
    for (const line of ['migrate', 'rollback demo --yes', 'seed', 'unlock demo']) {
      assert.equal((await of('South', line, 4, 'error')).error.message, differs.findings[0].message);
    }
    await site.is({ rows: '(1,a,1) (2,b,2)', lock: '1:0', tables: 'a b' });
    assert.equal((await of('South', 'environment', 0, 'environment')).listed, 'production');
    assert.equal((await of('South', 'environment set production', 2, 'error')).error.kind, 'usage');
    const plan = await of('South', 'environment set production --dry-run', 0, 'plan');
    assert.deepEqual([plan.operation, plan.steps[0].kind, plan.steps[0].module, plan.steps[0].name], ['setEnvironment', 'setEnvironment', '', 'production']);
    assert.equal((await of('South', 'environment', 0, 'environment')).environment, 'test');
    const run = await of('South', 'environment set production --yes', 0, 'run');
    assert.deepEqual([run.operation, run.outcome, run.steps[0].state], ['setEnvironment', 'done', 'done']);
    assert.equal((await of('South', 'environment set production --yes', 0, 'run')).outcome, 'nothingToDo');
    await of('South', 'migrate', 0, 'run');
    await of('North', 'migrate', 4, 'error');
    await prints(site, 'status', 0, 'status');
  });

  test('lint: findings, none, and the rules', async (site) => {
    const module = path.join(site.folder, 'module');
    site.files('ab');
    const lint = (code, ...args) => printsBare(site, ['--modules', module, 'lint', ...args], code, 'lint');
    assert.ok((await lint(1)).findings.some(({ id }) => id === 'schema-qualified'));
    writeFileSync(path.join(module, `${fileName('a')}.sql`), '-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n');
    writeFileSync(path.join(module, `${fileName('b')}.sql`), '-- migrate:up\nSELECT 2;\n-- migrate:down\nSELECT 2;\n');
    const clean = await lint(0, '--database', site.url);
    assert.deepEqual([clean.errors, clean.files, clean.tried], [0, 2, true]);
    const { rules } = await printsBare(site, ['lint', '--rules'], 0, 'lintRules');
    assert.ok(rules.length > 25);
    await printsBare(site, ['lint', module, '--database', 'host=localhost port=1 dbname=x user=x'], 3, 'error');
  });

  test('new: a module and a migration, and nothing written over', async (site) => {
    const make = (code, kind, ...args) => printsBare(site, ['new', ...args, '--in', site.folder], code, kind);
    const titles = ['--title-en', 'Laboratory', '--title-th', '\u0e2b\u0e49\u0e2d\u0e07'];
    assert.equal((await make(0, 'made', 'module', 'lab', ...titles)).files.length, 4);
    const { files, folder } = await make(0, 'made', 'migration', 'lab', 'create_specimens', '--kind', 'table');
    assert.match(readFileSync(path.join(folder, files[0]), 'utf8'), /CREATE TABLE lab\.specimens/);
    assert.equal((await make(4, 'error', 'migration', 'lab', 'create_specimens', '--kind', 'table')).error.kind, 'refused');
    await make(4, 'error', 'module', 'lab', ...titles);
    await make(2, 'error', 'module', 'Lab', ...titles);
  });

  test('practice: absent, started, upgraded, reset, stopped', async (site) => {
    site.files('ab');
    const state = async (verb) => (await printsBare(site, ['practice', verb], 0, 'practice')).state;
    assert.equal(await state('status'), 'absent');
    try {
      assert.equal(await state('start'), 'running');
      const upgraded = await printsBare(site, ['--modules', path.join(site.folder, 'module'), 'practice', 'upgrade'], 0, 'run');
      assert.equal(upgraded.operation, 'seed');
      const { connection } = await printsBare(site, ['practice', 'status'], 0, 'practice');
      const [, host, port, dbname, user] = connection.match(/^(.+):(\d+)\/([^/]+) as (.+)$/);
      const url = `host=${host} port=${port} dbname=${dbname} user=${user}`;
      assert.equal((await printsBare(site, ['--url', url, 'environment'], 0, 'environment')).environment, 'practice');
      assert.equal(await state('reset'), 'running');
    } finally {
      assert.equal(await state('stop'), 'stopped');
    }
  });

  test('losses: announced, and on a production site confirmed by its name', async (site) => {
    site.writeMigration(fileName('a'), bodyOf(['CREATE TABLE public.t_a (id int)', 'INSERT INTO public.t_a VALUES (1), (2)']));
    await prints(site, 'migrate', 0, 'run');
    site.writeMigration(fileName('b'), bodyOf(['TRUNCATE public.t_a']));
    const plan = await prints(site, 'migrate --dry-run', 0, 'plan');
    assert.deepEqual(plan.losses.map(({ kind, name, rows, exact }) => [kind, name, rows, exact]), [['truncate', 't_a', 2, true]]);
    const { losses } = await prints(site, 'migrate --yes', 0, 'run');
    assert.deepEqual(losses.map(({ table, before, after, announced, gone }) => [table, before, after, announced, gone]), [['public.t_a', 2, 0, true, false]]);

    await site.sql('INSERT INTO public.t_a VALUES (3)');
    await prints(site, 'environment set production --yes', 0, 'run');
    site.writeMigration(fileName('c'), bodyOf(['DELETE FROM public.t_a']));
    const { error } = await prints(site, 'migrate --yes', 2, 'error');
    const name = error.remedy.split('The site is called: ')[1];
    await prints(site, 'migrate --confirm-site Another', 2, 'error');
    assert.equal((await site.sql('SELECT count(*)::int AS rows FROM public.t_a'))[0].rows, 1);
    const confirmed = await site.sitectl('migrate', '--confirm-site', name);
    assertValid(confirmed.json, 'run');
    assert.deepEqual([confirmed.code, confirmed.json.losses[0].after], [0, 0]);
  });

  test('losses: not announced, so rolled back; where that cannot be, part-way', async (site) => {
    await site.sql('CREATE TABLE public.x AS SELECT 1 AS id');
    await site.sql('CREATE TABLE public.y (id int)');
    await site.sql("CREATE FUNCTION public.clear() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM public.x; RETURN NEW; END'");
    await site.sql('CREATE TRIGGER clear AFTER INSERT ON public.y FOR EACH ROW EXECUTE FUNCTION public.clear()');
    const fill = bodyOf(['INSERT INTO public.y VALUES (1)']);
    site.writeMigration(fileName('a'), fill);
    const undone = await prints(site, 'migrate', 1, 'run');
    assert.deepEqual(undone.losses.map(({ table, announced, undone }) => [table, announced, undone]), [['public.x', false, true]]);
    site.writeMigration(fileName('a'), { ...fill, ...noTransaction });
    const lost = await prints(site, 'migrate', 7, 'run');
    assert.deepEqual(lost.losses.map(({ table, announced, undone }) => [table, announced, undone]), [['public.x', false, undefined]]);
    assert.equal(lost.outcome, 'failedPartWay');
  });

  test('plan: a file without a transaction that goes on where it stopped', async (site) => {
    site.writeMigration(fileName('a'), bodyOf(['CREATE TABLE public.d AS SELECT 1 AS id FROM generate_series(1, 2)']));
    await prints(site, 'migrate', 0, 'run');
    const indexes = ['CREATE INDEX CONCURRENTLY d_a ON public.d (id)', 'CREATE UNIQUE INDEX CONCURRENTLY d_b ON public.d (id)'];
    site.writeMigration(fileName('b'), { ...bodyOf(indexes), ...noTransaction });
    await prints(site, 'migrate', 7, 'run');
    await site.sql('DELETE FROM public.d');
    assert.equal((await prints(site, 'migrate --dry-run', 0, 'plan')).steps[0].leftOut, 1);
    await prints(site, 'migrate', 0, 'run');
  });

  test('losses: a table that another one replaces; rows that came in since the plan', async (site) => {
    site.writeMigration(fileName('a'), bodyOf(['CREATE TABLE public.x AS SELECT 1 AS id']));
    await prints(site, 'migrate', 0, 'run');
    site.writeMigration(fileName('b'), bodyOf(['CREATE TABLE public.n AS SELECT * FROM public.x', 'DROP TABLE public.x', 'ALTER TABLE public.n RENAME TO x']));
    const rebuilt = await prints(site, 'migrate --yes', 0, 'run');
    assert.deepEqual(rebuilt.losses.map(({ table, before, after, replaced }) => [table, before, after, replaced]), [['public.x', 1, 1, true]]);
    site.writeMigration(fileName('c'), bodyOf(['TRUNCATE public.x']));
    await site.foreignSql('BEGIN');
    await site.foreignSql('INSERT INTO public.x VALUES (2), (3)');
    const run = site.startSitectl('migrate', '--yes');
    await until(async () => run.hasEnded() || (await site.sessions("wait_event_type = 'Lock'")).length > 0, () => run.output());
    await site.foreignSql('COMMIT');
    const stopped = Site.read(await run.done);
    assert.equal(stopped.code, 1, stopped.stdout);
    assertValid(stopped.json, 'run');
    assert.deepEqual(stopped.json.losses.map(({ table, before, planned, undone }) => [table, before, planned, undone]), [['public.x', 3, 1, true]]);
  });

  test('run: a lock released by a user who may not write the history', async (site) => {
    site.files('a');
    await prints(site, 'migrate', 0, 'run');
    const role = `weak_${site.database}`;
    await site.sql(`CREATE ROLE ${role}`);
    await site.sql(`GRANT ALL ON knex_migrations, knex_migrations_lock, knex_migrations_lock_index_seq TO ${role}`);
    await site.sql('UPDATE knex_migrations_lock SET is_locked = 1');
    const { host, port, user } = site.place;
    const url = `host=${host} port=${port} user=${user} dbname=${site.database} options=-crole=${role}`;
    const module = path.join(site.folder, 'module');
    const freed = await printsBare(site, ['--url', url, '--modules', module, 'unlock', 'demo', '--force', '--yes'], 0, 'run');
    assert.deepEqual([freed.outcome, freed.unlogged], ['done', true]);
    assert.match(freed.steps[0].reason, /demo/);
    await site.sql(`DROP OWNED BY ${role}`);
    await site.sql(`DROP ROLE ${role}`);
  });

  test('misplaced and move-table: found, refused, planned, moved', async (site) => {
    site.files('ab');
    await site.knexDoes('migrate:latest');
    assert.deepEqual((await prints(site, 'misplaced', 0, 'misplaced')).objects, []);
    site.writeManifest({ schema: 'inventory' });
    await site.sql('CREATE SCHEMA inventory');
    const { objects } = await prints(site, 'misplaced', 0, 'misplaced');
    assert.deepEqual(objects.map(({ found, expected, state }) => `${found} ${expected} ${state}`), [
      'public.t_a inventory.t_a applied',
      'public.t_b inventory.t_b applied',
    ]);
    const move = 'move-table public.t_a public.t_b --to inventory';
    assert.equal((await prints(site, 'move-table public.t_a --to nowhere --yes', 4, 'error')).error.kind, 'refused');
    assert.equal((await prints(site, move, 2, 'error')).error.kind, 'usage');
    const plan = await prints(site, `${move} --dry-run --sql`, 0, 'plan');
    assert.deepEqual(plan.steps.map(({ kind, module, segment }) => `${kind} ${module} ${segment}`), ['move demo 1', 'move demo 1']);
    assert.ok(plan.steps[0].sql.some(({ sql }) => sql === 'ALTER TABLE public.t_a SET SCHEMA inventory'));
    const run = await prints(site, `${move} --yes`, 0, 'run');
    assert.equal(run.outcome, 'done');
    assert.equal(run.steps[0].tables[0].unchanged, 0);
    assert.equal((await prints(site, `${move} --yes`, 2, 'error')).error.kind, 'notFound');
    const again = await prints(site, 'move-table inventory.t_a --to inventory --yes', 0, 'run');
    assert.equal(again.outcome, 'nothingToDo');
    await site.sql('DROP TABLE inventory.t_a CASCADE');
    const { objects: none, missing } = await prints(site, 'misplaced', 0, 'misplaced');
    assert.deepEqual([none, missing], [[], [`demo/${fileName('a')}`]]);
  });
});

describe('the schema', () => {
  it('has seen every kind of document', () => {
    assert.deepEqual([...new Set(seen.map(({ document }) => document))].sort(), [...kinds].sort());
  });

  it('lists no member that never comes', () => {
    const members = new Set();
    const visit = (value) => {
      if (Array.isArray(value)) {
        value.forEach(visit);
      } else if (value && typeof value === 'object') {
        Object.keys(value).forEach((key) => members.add(key));
        Object.values(value).forEach(visit);
      }
    };
    seen.forEach(visit);
    const listed = Object.values(schema.$defs).flatMap((definition) => Object.keys(definition.properties ?? {}));
    // What only some errors of the server have, or a table whose statistics are off; a run that
    // gave up waiting; steps of a plan that was not begun, which one command never has.
    const rare = new Set(['hint', 'context', 'serverDetail', 'blockers', 'following']);
    assert.deepEqual(listed.filter((key) => !members.has(key) && !rare.has(key)), []);
  });

  it('takes no member more and none less, in any object of any document', () => {
    const optional = new Set(['afterwards', 'blockers', 'following', 'unlogged']); // where there is something to say
    let tried = 0;
    const visit = (value, whole) => {
      if (Array.isArray(value)) {
        value.forEach((item) => visit(item, whole));
      } else if (value && typeof value === 'object') {
        value['Not a member'] = 1;
        assert.ok(!isDocument(whole), `takes more: ${JSON.stringify(value)}`);
        delete value['Not a member'];
        ++tried;
        Object.values(value).forEach((item) => visit(item, whole));
      }
    };
    // One of each kind and shape is enough: thousands of copies would say the same.
    const shapes = new Map(seen.map((document) => [Object.keys(document).join() + document.outcome + document.error?.kind, document]));
    for (const document of shapes.values()) {
      visit(document, document);
      for (const key of Object.keys(document).filter((name) => !optional.has(name))) {
        const less = { ...document };
        delete less[key];
        assert.ok(!isDocument(less), `does without ${key}: ${document.document}`);
      }
    }
    assert.ok(tried > 60, `tried ${tried}`);
  });

  it('knows every value that the program can say', () => {
    const source = (file) => readFileSync(path.join(docs, '..', 'core', file), 'utf8');
    const valuesOf = (file, name) =>
      source(file)
        .match(new RegExp(`enum class ${name} \\{([^}]*)\\}`))[1]
        .replaceAll(/\/\/.*/g, '')
        .split(',')
        .map((value) => value.trim())
        .filter(Boolean)
        .map((value) => value[0].toLowerCase() + value.slice(1));
    const { $defs } = schema;
    const pairs = [
      [valuesOf('base/enums.h', 'ErrorKind'), $defs.error.properties.kind],
      [valuesOf('base/enums.h', 'Severity'), $defs.finding.properties.severity],
      [valuesOf('inspection/sitestate.h', 'LockState'), $defs.lock.properties.state],
      [valuesOf('inspection/sitestate.h', 'ModuleStatus'), $defs.module.properties.state],
      [valuesOf('inspection/sitestate.h', 'MigrationState'), $defs.migration.properties.state],
      [valuesOf('inspection/sitestate.h', 'Verdict'), $defs.migrationEvidence.properties.verdict],
      [valuesOf('inspection/sitestate.h', 'ObjectPresence'), $defs.objectEvidence.properties.presence],
      [valuesOf('inspection/evidence.h', 'Contradiction'), $defs.migrationEvidence.properties.contradiction],
      [valuesOf('modules/objectchange.h', 'ObjectKind'), $defs.objectEvidence.properties.kind],
      [valuesOf('modules/objectchange.h', 'ChangeKind'), $defs.objectEvidence.properties.change],
      [valuesOf('plans/plan.h', 'Operation'), $defs.runDocument.properties.operation],
      [valuesOf('plans/plan.h', 'StepKind'), $defs.runStep.properties.kind],
      [valuesOf('runs/runreport.h', 'Outcome'), $defs.runDocument.properties.outcome],
      [valuesOf('runs/runreport.h', 'StepState'), $defs.runStep.properties.state],
      [valuesOf('base/enums.h', 'Environment'), $defs.profile.properties.environment],
      [[...valuesOf('base/enums.h', 'Environment'), null], $defs.environment],
      [[...valuesOf('base/enums.h', 'Environment'), null], $defs.environmentDocument.properties.listed],
      [valuesOf('sites/practicesite.h', 'State'), $defs.practiceDocument.properties.state],
    ];
    for (const [values, { enum: listed }] of pairs) {
      assert.deepEqual([...listed].sort(), [...values].sort());
    }
  });
});

describe('docs/cli.md', () => {
  it('shows an example of every document, and each is valid', () => {
    const examples = [...manual.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text]) => JSON.parse(text));
    for (const example of examples) {
      assert.ok(isOf[example.document]?.(example), `${example.document}: ${JSON.stringify(isOf[example.document]?.errors, null, 2)}`);
    }
    assert.deepEqual([...new Set(examples.map(({ document }) => document))].sort(), [...kinds].sort());
  });

  it('names every verb and every option of the program', () =>
    laboratory.with({}, async (site) => {
      const help = async (...args) => (await site.startSitectlBare('--lang', 'en', ...args, '--help').done).stdout;
      const subcommands = (text) => [...(text.split('Subcommands:')[1] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
      const verbs = [[]];
      for (const verb of verbs) {
        const text = await help(...verb);
        assert.ok(text.includes('Usage:'), text);
        verbs.push(...subcommands(text).map((name) => [...verb, name]));
        if (verb.length > 0) {
          assert.ok(manual.includes(`\`${verb.join(' ')}`), `no verb ${verb.join(' ')}`);
        }
        for (const [option] of text.matchAll(/--[a-z][a-z-]*/g)) {
          assert.ok(manual.includes(`\`${option}`), `no option ${option} of ${verb.join(' ')}`);
        }
      }
      assert.ok(verbs.length > 15, `${verbs.length} verbs`);
    }));

  it('lists every exit code with its number', () => {
    const source = readFileSync(path.join(docs, '..', 'cli', 'exitcode.h'), 'utf8');
    const codes = [...source.matchAll(/^ {4}([A-Z]\w+) = (\d+),/gm)];
    assert.equal(codes.length, 8);
    for (const [, , number] of codes) {
      assert.match(manual, new RegExp(`^\\| ${number} \\|`, 'm'));
    }
  });
});
