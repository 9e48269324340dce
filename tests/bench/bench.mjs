// Side by side with the real knex: wall time and memory of the same work, in one run, one after
// the other in turns. Prints medians and ratios beside their targets. Fails where a program does
// not do the work, never on a clock. See README.md.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Cluster, tool } from '../interop/support/cluster.mjs';
import { fillTracking, writeKnex, writeModule } from './workload.mjs';

const knexFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'interop', 'node_modules', 'knex');

const { values: options } = parseArgs({
  options: {
    migrations: { type: 'string', default: '500' },
    'far-migrations': { type: 'string', default: '500' },
    modules: { type: 'string', default: '20' },
    rows: { type: 'string', default: '500' },
    'memory-migrations': { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '5' },
    'far-rounds': { type: 'string', default: '3' },
    'delay-ms': { type: 'string', default: '10' }, // each way
    only: { type: 'string' }, // local, far, status or memory
  },
});
const number = (name) => Number(options[name]);

// Everything lies in memory where there is room: the disk is not what is measured.
function chooseFolder() {
  const memory = '/dev/shm';
  if (!process.env.TMPDIR && existsSync(memory)) {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > 4e9) {
      process.env.TMPDIR = memory;
    }
  }
}

const median = (list) => [...list].sort((left, right) => left - right)[Math.floor(list.length / 2)];
const seconds = (value) => `${value.toFixed(3)} s`;

class Bench {
  rows = [];

  static async open() {
    const bench = new Bench();
    chooseFolder();
    process.env.CLUSTERCTL_CONFIGURATION = 'max_locks_per_transaction = 1024';
    bench.cluster = await Cluster.start();
    bench.folder = mkdtempSync(path.join(tmpdir(), 'aegisx-bench-'));
    mkdirSync(path.join(bench.folder, 'home'));
    bench.children = [];
    return bench;
  }

  async close() {
    for (const child of this.children) {
      child.stdin.end();
    }
    await this.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  at(...names) {
    return path.join(this.folder, ...names);
  }

  // Runs a program to its end; answers the seconds it took and what it printed.
  run(program, args, extra = {}) {
    const env = { PATH: process.env.PATH, HOME: this.at('home'), LC_ALL: 'C.UTF-8', ...extra.env };
    const before = process.hrtime.bigint();
    const ended = spawnSync(program, args, { cwd: extra.cwd, env, encoding: 'utf8', maxBuffer: 1 << 30 });
    const spent = Number(process.hrtime.bigint() - before) / 1e9;
    assert.equal(ended.status, 0, `${program} ${args.join(' ')}\n${ended.stdout}\n${ended.stderr}`);
    return { spent, output: ended.stdout };
  }

  // place: where the server is, or a proxy in front of it.
  knex(folder, place, database, ...args) {
    const connection = { host: place.host, port: Number(place.port), user: place.user, database };
    return this.run(process.execPath, [path.join(knexFolder, 'bin', 'cli.js'), ...args], {
      cwd: folder,
      env: { KNEX_PATH: path.join(knexFolder, 'knex.js'), BENCH_CONNECTION: JSON.stringify(connection) },
    });
  }

  ourArguments(modules, place, database, ...args) {
    const url = `host=${place.host} port=${place.port} user=${place.user} dbname=${database} sslmode=disable`;
    return ['--url', url, '--modules', modules, '--yes', ...args];
  }

  ours(modules, place, database, ...args) {
    return this.run(tool('SITECTL'), this.ourArguments(modules, place, database, ...args));
  }

  async startProxy(delay) {
    const { host, port, user } = this.cluster.place;
    const child = spawn(tool('PGPROXY'), [host, String(port), String(delay)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value);
    const place = { ...(await next()), user };
    const counts = async () => {
      child.stdin.write('\n');
      return next();
    };
    return { place, counts };
  }

  async one(database, sql) {
    const client = await this.cluster.connect(database);
    try {
      return Object.values((await client.query(sql)).rows[0])[0];
    } finally {
      await client.end();
    }
  }

  add(what, unit, knex, ours, target, isRatio) {
    const ratio = knex === undefined ? undefined : ours / knex;
    const measured = isRatio ? ratio : ours;
    this.rows.push({
      measure: what,
      knex: knex === undefined ? '-' : unit(knex),
      ours: unit(ours),
      ratio: ratio === undefined ? '-' : ratio.toFixed(3),
      target: target === undefined ? '-' : isRatio ? `<= ${target}` : `<= ${unit(target)}`,
      met: target === undefined ? '-' : measured <= target ? 'yes' : 'NO',
    });
  }

  async checkMigrated(database, count, who) {
    const recorded = Number(await this.one(database, 'select count(*) from knex_migrations_bench'));
    const tables = Number(
      await this.one(database, `select count(*) from pg_indexes where schemaname = 'public' and indexname like 't\\_%\\_name\\_index'`),
    );
    assert.deepEqual([recorded, tables], [count, count], `${who} did not do the work`);
  }

  // Both in turns, each time on an empty database.
  async compareMigrate(what, count, rounds, place, target) {
    const knexFolderHere = this.at(`knex-${count}`);
    const module = this.at(`module-${count}`);
    writeKnex(knexFolderHere, 'bench', count);
    writeModule(module, 'bench', count);
    const programs = {
      knex: (database) => this.knex(knexFolderHere, place, database, 'migrate:latest'),
      ours: (database) => this.ours(module, place, database, 'migrate'),
    };
    const spent = { knex: [], ours: [] };
    for (let round = 0; round < rounds; ++round) {
      for (const [who, program] of Object.entries(programs)) {
        const database = await this.cluster.createDatabase();
        spent[who].push(program(database).spent);
        await this.checkMigrated(database, count, who);
        await this.cluster.dropDatabase(database);
      }
      process.stderr.write(`${what}, round ${round + 1}: knex ${seconds(spent.knex.at(-1))}, ours ${seconds(spent.ours.at(-1))}\n`);
    }
    this.add(what, seconds, median(spent.knex), median(spent.ours), target, true);
  }

  async local() {
    const count = number('migrations');
    await this.compareMigrate(`migrate ${count}, local`, count, number('rounds'), this.cluster.place, 0.75);
  }

  async far() {
    const count = number('far-migrations');
    const { place } = await this.startProxy(number('delay-ms'));
    const trip = 2 * number('delay-ms');
    await this.compareMigrate(`migrate ${count}, ${trip} ms round trip`, count, number('far-rounds'), place, 0.15);
  }

  async status() {
    const modules = number('modules');
    const rows = number('rows');
    const database = await this.cluster.createDatabase();
    const client = await this.cluster.connect(database);
    for (let index = 1; index <= modules; ++index) {
      writeModule(this.at('modules', `m${index}`), `m${index}`, rows);
      await fillTracking(client, `m${index}`, rows);
    }
    await client.end();
    writeKnex(this.at('knex-status'), 'm1', rows);
    await this.checkStatus(database, modules, rows);
    const spent = { knex: [], ours: [] };
    for (let round = 0; round < 2 * number('rounds'); ++round) {
      const listed = this.knex(this.at('knex-status'), this.cluster.place, database, 'migrate:list');
      assert.match(listed.output, new RegExp(`Found ${rows} Completed Migration`), listed.output);
      spent.knex.push(listed.spent);
      const seen = this.ours(this.at('modules'), this.cluster.place, database, 'status');
      assert.equal(seen.output.match(/up to date/g)?.length, modules, seen.output);
      spent.ours.push(seen.spent);
    }
    this.add(`status of ${modules} modules with ${rows} rows; knex: list of one`, seconds, median(spent.knex), median(spent.ours), 0.25, true);
  }

  // What status says, and how often it goes to the server and back.
  async checkStatus(database, modules, rows) {
    const proxy = await this.startProxy(0);
    const { output } = this.ours(this.at('modules'), proxy.place, database, '--json', 'status');
    const { roundTrips } = await proxy.counts();
    const document = JSON.parse(output);
    assert.deepEqual(document.findings, []);
    assert.equal(document.modules.length, modules);
    for (const module of document.modules) {
      assert.deepEqual([module.state, module.applied, module.migrations.length], ['upToDate', rows, rows]);
    }
    assert.ok(document.roundTrips <= 2, `status: ${document.roundTrips} round trips`);
    // Connecting: the greeting, the server's facts, the session's settings.
    assert.ok(roundTrips <= 3 + 2, `status: ${roundTrips} round trips with connecting`);
    process.stderr.write(`status: ${document.roundTrips} round trips, ${roundTrips} with connecting\n`);
  }

  async memory() {
    const count = number('memory-migrations');
    const module = this.at('module-memory');
    writeModule(module, 'bench', count);
    for (const further of [[], ['--step-by-step']]) {
      const database = await this.cluster.createDatabase();
      const args = this.ourArguments(module, this.cluster.place, database, 'migrate', ...further);
      const { output } = this.run(tool('PEAKMEMORY'), [tool('SITECTL'), ...args]);
      const measured = JSON.parse(output);
      assert.equal(measured.exitCode, 0, 'aegisx-sitectl failed');
      await this.checkMigrated(database, count, 'aegisx-sitectl');
      await this.cluster.dropDatabase(database);
      const what = `peak memory, ${count} migrations${further.length ? ', step by step' : ''}`;
      process.stderr.write(`${what}: ${measured.milliseconds} ms\n`);
      this.add(what, (value) => `${value.toFixed(1)} MB`, undefined, measured.kilobytes / 1024, 150, false);
    }
  }

  print() {
    const names = ['measure', 'knex', 'ours', 'ratio', 'target', 'met'];
    const width = (name) => Math.max(name.length, ...this.rows.map((row) => row[name].length));
    const line = (cells) => names.map((name) => cells[name].padEnd(width(name))).join('  ').trimEnd();
    console.log(line(Object.fromEntries(names.map((name) => [name, name]))));
    this.rows.forEach((row) => console.log(line(row)));
  }
}

const bench = await Bench.open();
try {
  for (const part of ['local', 'far', 'status', 'memory']) {
    if (!options.only || options.only === part) {
      await bench[part]();
    }
  }
  bench.print();
} finally {
  await bench.close();
}
