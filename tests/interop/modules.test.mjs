// docs/modules.md as a reader follows it: its files are written, its commands run in one shell, one
// after the other, and what they print holds every line that the page shows, in its order.
// Only three things differ: the date in the names of files, the folder of installed modules, and
// the database, which is one of the test's own cluster. And each kind of migration that "new
// migration" writes: lint finds nothing, with a server and without.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { tool } from './support/cluster.mjs';
import { start } from './support/process.mjs';
import { Laboratory } from './support/site.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const installed = '/usr/share/aegisx-site-manager/modules';
const thaiTitle = '\u0e2b\u0e49\u0e2d\u0e07\u0e1b\u0e0f\u0e34\u0e1a\u0e31\u0e15\u0e34\u0e01\u0e32\u0e23';

let laboratory;
before(async () => {
  laboratory = await Laboratory.open();
});
after(() => laboratory?.close());

// The fenced blocks with what is needed of them: { kind, text, file }; file is the path that the
// line before names last.
function blocksOf(page) {
  const blocks = [];
  for (const match of page.matchAll(/([^\n]*)\n*^```(\w+)\n([\s\S]*?)^```\n/gm)) {
    const [, before, kind, text] = match;
    blocks.push({ kind, text, file: [...before.matchAll(/`(migrations-[\w/.-]+)`/g)].at(-1)?.[1], made: / is this:$/.test(before) });
  }
  return blocks;
}

// The commands of a console block, each with the lines that it shows.
function commandsOf(text) {
  const commands = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) {
      commands.push({ command: line.slice(2), shown: [] });
    } else {
      commands.at(-1).shown.push(line);
    }
  }
  return commands;
}

const words = (line) => line.trim().replaceAll(/\s+/g, ' ');

// The lines stand among those that were printed, in this order; a line may have more behind it.
function assertShows(printed, shown, command) {
  const lines = printed.split('\n').map(words);
  let at = 0;
  for (const line of shown.map(words)) {
    const found = lines.findIndex((one, index) => index >= at && (one === line || one.startsWith(`${line} `)));
    assert.ok(found >= 0, `"${command}" does not print "${line}" (from line ${at + 1} on):\n${printed}`);
    at = found + 1;
  }
}

class Reader {
  constructor(site) {
    this.site = site;
    this.folder = path.join(site.folder, 'reader');
    mkdirSync(path.join(this.folder, 'bin'), { recursive: true });
    symlinkSync(tool('SITECTL'), path.join(this.folder, 'bin', 'aegisx-sitectl'));
    this.variables = '';
  }

  // The page's date becomes that of the file which was made: whoever works over midnight has two.
  real(text) {
    const module = path.join(this.folder, 'migrations-lab');
    let files = [];
    try {
      files = readdirSync(module);
    } catch {
      // not made yet
    }
    return text.replaceAll(installed, root).replaceAll(/20260115(\d{6}_\w+)/g, (name, rest) => {
      const file = files.find((one) => one.slice(8) === `${rest}.sql`);
      return file ? file.slice(0, -'.sql'.length) : name;
    });
  }

  write(file, text) {
    const target = path.join(this.folder, this.real(file));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, this.real(text));
  }

  async run(command) {
    const { host, port, user } = this.site.place;
    const { database } = this.site;
    const environment = {
      ...this.site.sitectlEnvironment(),
      PATH: `${path.join(this.folder, 'bin')}:${process.env.PATH}`,
      DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_USER: user, DATABASE_NAME: database,
      PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database, PGCLIENTENCODING: 'UTF8',
    };
    const line = this.real(command);
    const { code, stdout, stderr } = await start('bash', ['-c', `${this.variables}${line}`], { cwd: this.folder, env: environment }).done;
    assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
    if (/^\w+=/.test(line)) {
      this.variables += `${line}\n`; // one shell for all of them
    }
    return stdout + stderr;
  }
}

describe('a new module', { concurrency: 2 }, () => {
  it('docs/modules.md can be followed to its end', () => laboratory.with({}, async (site) => {
    const page = readFileSync(path.join(root, 'docs', 'modules.md'), 'utf8');
    const reader = new Reader(site);
    const count = { command: 0, file: 0, shown: 0 };
    for (const { kind, text, file, made } of blocksOf(page)) {
      if (made) {
        assert.equal(readFileSync(path.join(reader.folder, reader.real(file)), 'utf8'), text, file);
      } else if (kind === 'console') {
        for (const { command, shown } of commandsOf(text)) {
          const printed = await reader.run(command);
          assertShows(printed, shown.map((line) => reader.real(line)), command);
          count.command += 1;
          count.shown += shown.length;
        }
      } else {
        assert.ok(file, `no file is named before: ${text}`);
        reader.write(file, text);
        count.file += 1;
      }
    }
    assert.equal(page.match(/^```\w+$/gm).length, blocksOf(page).length);
    assert.ok(count.command >= 20 && count.file >= 4 && count.shown >= 40, JSON.stringify(count));
    const rows = await site.sql("SELECT name FROM public.knex_migrations_lab ORDER BY id");
    assert.deepEqual(rows.map(({ name }) => name.slice(14)), [
      '_create_lab_schema.ts', '_create_settings.ts', '_create_specimens.ts', '_index_specimens_name.ts', '_add_remark_to_specimens.ts',
    ]);
  }));

  it('every kind of migration keeps to the standards and runs up and down', () => laboratory.with({}, async (site) => {
    const run = async (...args) => {
      const result = await site.startSitectlBare('--lang', 'en', '--modules', path.join(root, 'migrations'), ...args).done;
      assert.equal(result.code, 0, result.stdout + result.stderr);
      return result.stdout;
    };
    const folder = path.join(site.folder, 'migrations-blood-bank');
    const title = "Blood 'bank' \\ \"1\"";
    await run('new', 'module', 'blood-bank', '--title-en', title, '--title-th', `${thaiTitle} 'x'`, '--in', site.folder);
    assert.equal(JSON.parse(readFileSync(path.join(folder, 'module.json'), 'utf8')).title.en, title);
    const kinds = ['enum', 'table', 'transaction', 'view', 'function', 'index', 'other'];
    for (const kind of kinds) {
      // The longest description that is allowed: the longest names of constraints.
      const description = `create_${kind}_`.padEnd(40, 'x');
      await run('new', 'migration', 'blood-bank', description, '--kind', kind, '--in', folder);
    }
    assert.equal(readdirSync(folder).length, kinds.length + 4);
    assert.match(await run('lint', folder, '--database', site.url), /^Errors: 0, warnings: 0$/m);
    const again = await run('lint', folder);
    assert.match(again, /^10 files of these modules: blood-bank\nErrors: 0, warnings: 0$/m);
  }));
});
