// A site for one test: a database of its own, the folder of a platform that knex looks after, and
// our module folder with the same migrations.
//
// The notation is that of knex-semantics.md, section 9: a, b, c, d stand for the files
// 20240101000000_a, 20240102000000_b and so on; a tracking row is (id,name,batch), a lock row
// index:is_locked. Each ordinary file X creates the table t_X, which is shown as X.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Cluster, tool } from './cluster.mjs';
import { endAll, start } from './process.mjs';

const knexFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'knex');

export const fileName = (letter) => `202401${String(letter.charCodeAt(0) - 96).padStart(2, '0')}000000_${letter}`;
const letterOf = (name, ending) => {
  const match = /^202401\d\d000000_([a-z])(\.[a-z]+)$/.exec(name ?? '');
  return match && match[2] === ending && fileName(match[1]) + ending === name ? match[1] : name;
};

// What a migration does besides creating and dropping its table.
export const fails = { up: ['SELECT 1/0'] };
export const downFails = { down: ['SELECT 1/0'] };
export const noTransaction = { transaction: false };
// Waits until the test lets it go on, however long that takes; see Site.openGate().
export const waits = {
  up: ['DO $$ BEGIN WHILE NOT pg_try_advisory_xact_lock_shared(77) LOOP PERFORM pg_sleep(0.01); END LOOP; END $$'],
};
export const downWaits = { down: waits.up };

// The environment of the programs: nothing of the caller's that names a database or a language.
function cleanEnvironment(additions) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|DATABASE_|POSTGRES_|AEGISX_|NODE_|LC_|LANG|XDG_)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8', ...additions };
}

// Everything the tests of one file share.
export class Laboratory {
  static async open() {
    const laboratory = new Laboratory();
    laboratory.cluster = await Cluster.start();
    laboratory.folder = path.join(laboratory.cluster.folder, 'sites');
    mkdirSync(laboratory.folder);
    return laboratory;
  }

  async close() {
    await endAll();
    await this.cluster.stop();
  }

  // Runs a test body with a site of its own, which is gone afterwards.
  async with(options, body) {
    const site = await Site.create(this, options);
    try {
      return await body(site);
    } finally {
      await site.remove();
    }
  }
}

export class Site {
  // options: tableName, schemaName, searchPath (of knex), migrations (further keys of knex's
  // migrations configuration), ending (of knex's files), template (a database to copy).
  static async create(laboratory, options = {}) {
    const site = new Site();
    site.options = { tableName: 'knex_migrations', ending: '.js', ...options };
    site.cluster = laboratory.cluster;
    site.database = await site.cluster.createDatabase(options.template);
    site.folder = path.join(laboratory.folder, site.database);
    site.place = { ...site.cluster.place };
    site.client = await site.cluster.connect(site.database);
    site.moduleFolders = [path.join(site.folder, 'module')];
    for (const folder of ['migrations', 'module', 'home']) {
      mkdirSync(path.join(site.folder, folder), { recursive: true });
    }
    site.writeKnexfile();
    site.writeManifest();
    return site;
  }

  async remove() {
    await this.foreigner?.end();
    await this.client.end();
    await this.cluster.dropDatabase(this.database);
    rmSync(this.folder, { recursive: true, force: true });
  }

  writeKnexfile() {
    const { tableName, schemaName, searchPath, migrations, ending } = this.options;
    const config = {
      client: 'pg',
      connection: { ...this.place, port: Number(this.place.port), database: this.database },
      pool: { min: 0, max: 2 },
      ...(searchPath ? { searchPath } : {}),
      migrations: {
        directory: './migrations',
        ...(tableName === 'knex_migrations' ? {} : { tableName }),
        ...(schemaName ? { schemaName } : {}),
        ...(ending === '.js' ? {} : { loadExtensions: [ending] }),
        ...migrations,
      },
    };
    this.knexConfig = config;
    writeFileSync(path.join(this.folder, 'knexfile.js'), `module.exports = ${JSON.stringify(config, null, 2)};\n`);
  }

  // A knexfile that stands still, everything loaded, until releaseKnex(): node takes its time to
  // start, and a race wants both at the line. knexIsReady() tells when it stands there.
  writeWaitingKnexfile(delay = 0) {
    writeFileSync(
      path.join(this.folder, 'knexfile.js'),
      `const { existsSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
require(process.env.KNEX_PATH)({ client: 'pg' });
require(path.join(path.dirname(process.env.KNEX_PATH), 'lib', 'migrations', 'migrate', 'Migrator.js'));
module.exports = async () => {
  writeFileSync('knex-ready', '');
  while (!existsSync('knex-go')) {
    await pause(1);
  }
  await pause(${delay});
  return ${JSON.stringify(this.knexConfig, null, 2)};
};
`,
    );
  }

  knexIsReady() {
    return existsSync(path.join(this.folder, 'knex-ready'));
  }

  releaseKnex() {
    writeFileSync(path.join(this.folder, 'knex-go'), '');
  }

  writeManifest(changes = {}) {
    const { tableName, schemaName, ending } = this.options;
    const manifest = {
      id: 'demo',
      version: '1.0.0',
      title: { en: 'Demonstration', th: '\u0e2a\u0e32\u0e18\u0e34\u0e15' },
      schema: 'public',
      trackingTable: tableName,
      ...(schemaName ? { trackingSchema: schemaName } : {}),
      recordedExtension: ending,
      requires: [],
      ...changes,
    };
    writeFileSync(path.join(this.folder, 'module', 'module.json'), JSON.stringify(manifest, null, 2));
  }

  // Writes migrations for both programs: letters for ordinary ones, or [letter, trait...].
  files(...specifications) {
    for (const one of specifications) {
      if (typeof one === 'string') {
        [...one].forEach((letter) => this.file(letter));
      } else {
        this.file(...one);
      }
    }
  }

  file(letter, ...traits) {
    const name = letter.length === 1 ? fileName(letter) : letter;
    const table = letter.length === 1 ? `t_${letter}` : `"t_${letter}"`;
    const migration = { up: [`CREATE TABLE ${table} (id serial PRIMARY KEY)`], down: [`DROP TABLE ${table}`] };
    for (const trait of traits) {
      migration.up.push(...(trait.up ?? []));
      migration.down.push(...(trait.down ?? []));
      if (trait.replace) {
        Object.assign(migration, trait.replace);
      }
      if (trait.transaction === false) {
        migration.transaction = false;
      }
    }
    this.writeMigration(name, migration);
  }

  writeMigration(name, { up, down, transaction }) {
    const body = (statements) => `async (knex) => {\n${statements.map((sql) => `  await knex.raw(${JSON.stringify(sql)});\n`).join('')}}`;
    const javascript = [
      `exports.up = ${body(up)};`,
      ...(down ? [`exports.down = ${body(down)};`] : []),
      ...(transaction === false ? ['exports.config = { transaction: false };'] : []),
      '',
    ].join('\n');
    const option = transaction === false ? ' transaction:false' : '';
    const section = (direction, statements) => `-- migrate:${direction}${option}\n${statements.map((sql) => `${sql};\n`).join('')}`;
    this.write(name, javascript, section('up', up) + (down ? section('down', down) : ''));
  }

  write(name, javascript, sql) {
    writeFileSync(path.join(this.folder, 'migrations', name + this.options.ending), javascript);
    writeFileSync(path.join(this.folder, 'module', `${name}.sql`), sql);
  }

  deleteFile(letter) {
    rmSync(path.join(this.folder, 'migrations', fileName(letter) + this.options.ending));
    rmSync(path.join(this.folder, 'module', `${fileName(letter)}.sql`));
  }

  // --- knex

  startKnex(...args) {
    return start(process.execPath, [path.join(knexFolder, 'bin', 'cli.js'), ...args], {
      cwd: this.folder,
      env: cleanEnvironment({ KNEX_PATH: path.join(knexFolder, 'knex.js') }),
    });
  }

  async knex(...args) {
    const result = await this.startKnex(...args).done;
    return { ...result, text: result.stdout + result.stderr };
  }

  // knex does it, and says what is expected.
  async knexDoes(command, expected) {
    const result = await this.knex(...command.split(' '));
    assert.equal(result.code, 0, `knex ${command}: ${result.text}`);
    if (expected) {
      assert.ok(result.text.includes(expected), `knex ${command} says: ${result.text}`);
    }
    return result;
  }

  async knexFails(command, expected) {
    const result = await this.knex(...command.split(' '));
    assert.equal(result.code, 1, `knex ${command} does not fail: ${result.text}`);
    assert.ok(result.text.includes(expected), `knex ${command} says: ${result.text}`);
    return result;
  }

  // What "migrate:list" lists.
  async knexLists() {
    const { stdout } = await this.knexDoes('migrate:list');
    const lists = { completed: [], pending: [] };
    let list = null;
    for (const line of stdout.split('\n').map((text) => text.trim())) {
      if (/Completed Migration file/.test(line)) {
        list = lists.completed;
      } else if (/Pending Migration file/.test(line)) {
        list = lists.pending;
      } else if (line && list) {
        list.push(line);
      }
    }
    return lists;
  }

  // The same in letters: { completed: 'a b', pending: 'c' }.
  async knexList() {
    const { completed, pending } = await this.knexLists();
    const letters = (names) => names.map((name) => letterOf(name, this.options.ending)).join(' ');
    return { completed: letters(completed), pending: letters(pending) };
  }

  // knex finds every file completed, and has nothing to do.
  async knexIsContent() {
    const { completed, pending } = await this.knexList();
    assert.equal(pending, '');
    assert.equal(completed, await this.names());
    await this.knexDoes('migrate:latest', 'Already up to date');
  }

  // --- ours

  get url() {
    const { host, port, user } = this.place;
    return `host=${host} port=${port} user=${user} dbname=${this.database}`;
  }

  startSitectl(...args) {
    return this.startSitectlForPerson('--json', ...args);
  }

  startSitectlForPerson(...args) {
    return this.startSitectlBare('--url', this.url, ...this.moduleFolders.flatMap((folder) => ['--modules', folder]), '--lang', 'en', ...args);
  }

  startSitectlBare(...args) {
    return start(tool('SITECTL'), args, { cwd: this.folder, env: this.sitectlEnvironment(), input: this.input });
  }

  sitectlEnvironment() {
    const home = path.join(this.folder, 'home');
    return cleanEnvironment({
      HOME: home,
      AEGISX_DATA_DIR: path.join(home, 'data'),
      AEGISX_PRACTICE_DIR: path.join(this.folder, 'practice'),
    });
  }

  // Answers { code, json, stderr }.
  async sitectl(...args) {
    return Site.read(await this.startSitectl(...args).done);
  }

  static read(result) {
    let json = null;
    try {
      json = JSON.parse(result.stdout);
    } catch {
      assert.fail(`no JSON document: ${result.stdout}${result.stderr} (code ${result.code}, signal ${result.signal})`);
    }
    return { ...result, json };
  }

  // Our program does it and ends with this code; answers the document.
  async ours(command, code = 0) {
    const result = await this.sitectl(...command.split(' '));
    assert.equal(result.code, code, `aegisx-sitectl ${command}: ${result.stdout}${result.stderr}`);
    return result.json;
  }

  async status() {
    return (await this.ours('status')).modules[0];
  }

  // --- the database

  async sql(text, parameters) {
    return (await this.client.query(text, parameters)).rows;
  }

  // The same on a session of its own, for a test that keeps a transaction open.
  async foreignSql(text, parameters) {
    this.foreigner ??= await this.cluster.connect(this.database);
    return (await this.foreigner.query(text, parameters)).rows;
  }

  #table(suffix = '') {
    const { schemaName, tableName } = this.options;
    const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
    return (schemaName ? `${quoted(schemaName)}.` : '') + quoted(tableName + suffix);
  }

  async #exists(table) {
    return (await this.sql('SELECT to_regclass($1) IS NOT NULL AS there', [table]))[0].there;
  }

  async records() {
    return this.sql(`SELECT id, name, batch FROM ${this.#table()} ORDER BY id`);
  }

  async rows() {
    if (!(await this.#exists(this.#table()))) {
      return 'ABSENT';
    }
    const shown = (await this.records()).map(({ id, name, batch }) => `(${id},${name === null ? '<null>' : letterOf(name, this.options.ending)},${batch})`);
    return shown.join(' ') || '-';
  }

  async names() {
    return (await this.records()).map(({ name }) => letterOf(name, this.options.ending)).join(' ');
  }

  async lock() {
    if (!(await this.#exists(this.#table('_lock')))) {
      return 'ABSENT';
    }
    const rows = await this.sql(`SELECT * FROM ${this.#table('_lock')}`);
    return rows.map(({ index = '?', is_locked }) => `${index}:${is_locked}`).sort().join(' ') || '-';
  }

  async tables() {
    const rows = await this.sql(
      `SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'aegisx_site')
       AND relname NOT LIKE 'knex\\_%' ORDER BY relname COLLATE "C"`,
    );
    return rows.map(({ name }) => name.replace(/^t_/, '')).join(' ') || '-';
  }

  // The whole state at once, so that a failed comparison shows all of it.
  async is(expected) {
    const state = { rows: await this.rows(), lock: await this.lock(), tables: await this.tables() };
    assert.deepEqual(state, { ...state, ...expected });
  }

  // Makes knex's tables, then rows as given: [letter or name, batch]...
  async bookkeeping(...rows) {
    await this.knexDoes('migrate:list');
    for (const [name, batch] of rows) {
      const full = name?.length === 1 ? fileName(name) + this.options.ending : name;
      await this.sql(`INSERT INTO ${this.#table()} (name, batch) VALUES ($1, $2)`, [full, batch]);
    }
  }

  async createTables(letters) {
    for (const letter of letters) {
      await this.sql(`CREATE TABLE t_${letter} (id serial PRIMARY KEY)`);
    }
  }

  // A migration with the trait "waits" stands still between these two.
  async closeGate() {
    await this.sql('SELECT pg_advisory_lock(77)');
  }

  async openGate() {
    await this.sql('SELECT pg_advisory_unlock(77)');
  }

  // The other sessions of this database that are in a state of interest.
  async sessions(condition, parameters) {
    return this.sql(
      `SELECT pid, application_name, state, wait_event_type, wait_event, query FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND ${condition}`,
      parameters,
    );
  }

  // Sessions whose migration stands before the gate.
  waitingAtGate() {
    return this.sessions("wait_event = 'PgSleep'");
  }

  // Sessions that wait for the lock row: ours by their name, knex's have none.
  waitingForLock(ours) {
    return this.sessions(`wait_event_type = 'Lock' AND query ~* 'is_locked' AND application_name ${ours ? '~' : '!~'} '^AegisX'`);
  }
}
