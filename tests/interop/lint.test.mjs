// "aegisx-sitectl lint" as a person or a build sees it: its text, its exit codes, SARIF.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { tool } from './support/cluster.mjs';
import { start, until } from './support/process.mjs';
import { Laboratory } from './support/site.mjs';

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

const manifest = (id, required = []) => JSON.stringify({
  id, version: '1.0.0', title: { en: id, th: id }, schema: id, trackingTable: `knex_migrations_${id}`, recordedExtension: '.ts', requires: required,
});

const goodFile = '-- migrate:up\nCREATE SCHEMA IF NOT EXISTS lab;\nCREATE TABLE lab.tests (id integer PRIMARY KEY);\n'
  + '-- migrate:down\nDROP TABLE lab.tests;\nDROP SCHEMA lab;\n';

// A folder of the module "lab" with these files.
function folderOf(site, files, id = 'lab', required = []) {
  const folder = path.join(site.folder, id);
  mkdirSync(path.join(folder, 'seeds'), { recursive: true });
  writeFileSync(path.join(folder, 'module.json'), manifest(id, required));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function lint(site, code, ...args) {
  const result = await site.startSitectlBare('--lang', 'en', 'lint', ...args).done;
  assert.equal(result.code, code, result.stdout + result.stderr);
  return result.stdout;
}

const test = (title, body) => it(title, () => laboratory.with({}, body));

describe('lint', { concurrency: 3 }, () => {
  test('tells the findings file by file, and fails for errors alone', async (site) => {
    const bad = '-- migrate:up\nCREATE TABLE tests (id integer);\n-- migrate:down\nDROP TABLE tests;\n';
    const folder = folderOf(site, { '001_create_lab.sql': goodFile, '002_bad.sql': bad });
    const text = await lint(site, 1, folder);
    assert.match(text, /^lab\/002_bad\.sql\n {2}2:14 {2}error {2}schema-qualified\n {6}This is named without its schema: tests\n {6}Write /m);
    assert.match(text, /^ {2}4:12 {2}error {2}schema-qualified$/m);
    assert.match(text, /^2 files?(\(s\))? of these modules: lab\nErrors: 2, warnings: 0$/m);

    const noIndex = '-- migrate:up\nCREATE TABLE lab.a (t integer REFERENCES lab.tests (id));\n-- migrate:down\nDROP TABLE lab.a;\n';
    folderOf(site, { '002_bad.sql': noIndex });
    assert.match(await lint(site, 0, folder), /foreign-key-index[\s\S]*Errors: 0, warnings: 1/);

    folderOf(site, { '002_bad.sql': noIndex.replace('CREATE', '-- lint:ignore foreign-key-index: twelve rows\nCREATE') });
    const silenced = await lint(site, 0, folder);
    assert.match(silenced, /Errors: 0, warnings: 0\n1 finding(\(s\))? silenced/);
  });

  test('looks for required modules among those of --modules', async (site) => {
    const core = folderOf(site, { '001_create_core.sql': goodFile.replaceAll('lab', 'core') }, 'core');
    const lab = folderOf(site, { '001_create_lab.sql': goodFile }, 'lab', ['core']);
    assert.match(await lint(site, 1, lab, '--modules', lab), /module-folder/);
    assert.match(await lint(site, 0, lab, '--modules', core), /^1 file(\(s\))? of these modules: lab$/m);
    assert.match(await lint(site, 0, '--modules', core, '--modules', lab), /^2 files?(\(s\))? of these modules: core, lab$/m);
    await lint(site, 2, path.join(site.folder, 'nowhere'));
    await lint(site, 2, lab, path.join(site.folder, 'nowhere'));
    await lint(site, 2, lab, '--database', '');
    await lint(site, 2, lab, '--database', 'garbage');
  });

  test('runs the files at a server, in a database that is gone afterwards', async (site) => {
    const names = () => site.sql('SELECT datname FROM pg_database WHERE datname ~ \'^aegisx_lint\'');
    const folder = folderOf(site, { '001_create_lab.sql': goodFile });
    await lint(site, 0, folder, '--database', site.url);
    folderOf(site, { '001_create_lab.sql': goodFile.replace('DROP SCHEMA lab', 'SELECT 1') });
    const text = await lint(site, 1, folder, '--database', site.url);
    assert.match(text, /4:1 {2}error {2}round-trip\n {6}This is left over: schema lab/);
    assert.deepEqual(await names(), []);
    assert.match(await lint(site, 1, folder, '--practice'), /round-trip/);
    const practice = await site.startSitectlBare('--lang', 'en', 'practice', 'status').done;
    assert.match(practice.stdout, /stopped/); // as the site was before: not running
  });

  test('writes SARIF 2.1.0', async (site) => {
    const folder = folderOf(site, { '001_create_lab.sql': `-- migrate:up\nSET work_mem = '1MB';\n${goodFile.slice(14)}` });
    const log = JSON.parse(await lint(site, 1, folder, '--format', 'sarif'));
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    const [result] = run.results;
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
    assert.equal(result.ruleId, 'session-leak');
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    assert.deepEqual(artifactLocation, { uri: 'lab/001_create_lab.sql', uriBaseId: 'ROOT' });
    assert.deepEqual(region, { startLine: 2, startColumn: 1 });
    assert.ok(run.originalUriBaseIds.ROOT.uri.startsWith('file:///'));
    assert.ok(run.originalUriBaseIds.ROOT.uri.endsWith('/'));
    const clean = JSON.parse(await lint(site, 0, folderOf(site, { '001_create_lab.sql': goodFile }), '--format', 'sarif'));
    assert.deepEqual(clean.runs[0].results, []);
  });

  test('lists its rules', async (site) => {
    assert.match(await lint(site, 0, '--rules'), /^schema-qualified +error +Every object/m);
  });
});

// Alone: the server's other databases are counted.
describe('lint that is stopped', () => {
  test('leaves nothing behind where its terminal is closed, and removes what it left when killed', async (site) => {
    const slow = goodFile.replace('CREATE TABLE', 'SELECT pg_sleep(30);\nCREATE TABLE');
    const folder = folderOf(site, { '001_create_lab.sql': slow });
    const names = () => site.sql('SELECT datname FROM pg_database WHERE datname ~ \'^aegisx_lint\'');
    const sleeps = async () => (await site.sql('SELECT 1 FROM pg_stat_activity WHERE datname ~ \'^aegisx_lint\' AND wait_event = \'PgSleep\'')).length > 0;
    const end = async (signal) => {
      const run = site.startSitectlBare('--lang', 'en', 'lint', folder, '--database', site.url);
      await until(sleeps, 'the migration runs');
      run.child.kill(signal);
      return run.done;
    };
    assert.equal((await end('SIGHUP')).code, 6);
    assert.deepEqual(await names(), []);
    // As nohup starts it, it goes on.
    const short = goodFile.replace('CREATE TABLE', 'SELECT pg_sleep(2);\nCREATE TABLE');
    folderOf(site, { '001_create_lab.sql': short });
    const kept = start('nohup', [tool('SITECTL'), 'lint', folder, '--database', site.url], {
      cwd: site.folder, env: site.sitectlEnvironment(),
    });
    await until(sleeps, 'the migration runs');
    kept.child.kill('SIGHUP');
    assert.equal((await kept.done).code, 0);
    folderOf(site, { '001_create_lab.sql': slow });
    assert.equal((await end('SIGKILL')).signal, 'SIGKILL');
    assert.equal((await names()).length, 1);
    await site.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ~ \'^aegisx_lint\'');
    await until(async () => (await site.sql('SELECT 1 FROM pg_stat_activity WHERE datname ~ \'^aegisx_lint\'')).length === 0, 'its session is gone');
    folderOf(site, { '001_create_lab.sql': goodFile });
    const result = await site.startSitectlBare('--lang', 'en', 'lint', folder, '--database', site.url).done;
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stderr, /earlier run had left behind was removed: aegisx_lint_/);
    assert.deepEqual(await names(), []);
  });
});
