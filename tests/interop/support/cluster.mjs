// The private PostgreSQL cluster of a test file, started and removed by the clusterctl program.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import pg from 'pg';

// A tool of the build, by the environment variable that ctest sets.
export function tool(variable) {
  const value = process.env[variable];
  assert.ok(value, `set ${variable} to the path of the program that the build made`);
  return path.resolve(value);
}

export class Cluster {
  #keeper;
  #place; // host (the folder of the socket), port, user
  #admin;
  #count = 0;

  static async start() {
    const cluster = new Cluster();
    const keeper = spawn(tool('CLUSTERCTL'), ['local all all trust'], { stdio: ['pipe', 'pipe', 'inherit'] });
    cluster.#keeper = keeper;
    let text = '';
    keeper.stdout.setEncoding('utf8');
    for await (const chunk of keeper.stdout) {
      text += chunk;
      if (text.includes('\n')) {
        break;
      }
    }
    assert.ok(text, 'the cluster could not be started');
    const { folder, ...place } = JSON.parse(text);
    cluster.folder = folder; // ours to use as well; removed with the cluster, however we end
    cluster.#place = place;
    // A pool of one: the tests of a file run side by side and ask one after the other.
    cluster.#admin = new pg.Pool({ ...cluster.#place, port: Number(cluster.#place.port), database: 'postgres', max: 1 });
    return cluster;
  }

  get place() {
    return this.#place;
  }

  async connect(database, user = this.#place.user) {
    const client = new pg.Client({ ...this.#place, port: Number(this.#place.port), database, user });
    client.on('error', () => {}); // a test may end the session behind its back
    await client.connect();
    return client;
  }

  // A fresh, empty database, or a copy of another one that nobody is connected to; answers its name.
  async createDatabase(template = 'template1') {
    const name = `site_${++this.#count}`;
    await this.#admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return name;
  }

  // Databases pile up in long test files: one that is done with goes.
  async dropDatabase(name) {
    await this.#admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  async stop() {
    await this.#admin.end();
    this.#keeper.stdin.end();
    if (this.#keeper.exitCode === null) {
      await once(this.#keeper, 'exit');
    }
  }
}
