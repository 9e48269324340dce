// Our reading of .env files against the real dotenv: the files of dotenv-cases/ and random texts.
// DOTENVDUMP names the dotenvdump program that the build makes; DOTENV_SEED and DOTENV_TEXTS
// choose other random texts, and more of them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import dotenv from 'dotenv';

const casesFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'dotenv-cases');
const seed = Number(process.env.DOTENV_SEED ?? 20251205);
const textCount = Number(process.env.DOTENV_TEXTS ?? 3000);

function ourReading(folder, files) {
  assert.ok(process.env.DOTENVDUMP, 'set DOTENVDUMP to the path of the dotenvdump program');
  const output = execFileSync(path.resolve(process.env.DOTENVDUMP), files, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return output.trimEnd().split('\n').map((line) => JSON.parse(line));
}

// What a program gets that calls config(), which reads the file in its own way.
function configured(file) {
  const processEnv = {};
  const { error } = dotenv.config({ path: file, processEnv, quiet: true });
  assert.equal(error, undefined);
  return processEnv;
}

// A small generator of our own (mulberry32), so that a seed names the same texts everywhere.
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const nastyPieces = [
  'A', 'B', 'KEY', 'a.b', 'a-b', '_', '9', 'export', 'export ', 'export\t', '__proto__', 'constructor',
  '=', '=', '=', '=', ':', ': ', ' = ', '==', '\n', '\n', '\n', '\r\n', '\r', '\n\n', ' ', ' ', '\t',
  '\v', '\f', "'", "'", '"', '"', '`', '`', "\\'", '\\"', '\\`', '\\', '\\\\', '\\n', '\\r', '\\t',
  '#', ' #', '# comment', '$VAR', '${VAR}', '$1', '$2', '$&', '!', '%', '{', '}', '/', '@', 'value',
  'two words', '\0', '\u00a0', '\u0085', '\u180e', '\u1680', '\u200b', '\u2028', '\u2029', '\u3000',
  '\ufeff', '\ufffd', '\u0e23\u0e2b\u0e31\u0e2a', '\u0e01\u0e33', '\u00e9', '\u0130', '\u{1f600}',
].map((piece) => Buffer.from(piece));

// Bytes that are no UTF-8: cut sequences, overlong forms, surrogates, Thai in the old encoding.
const brokenPieces = [
  'ff', 'fe', '80', 'c3', 'c0af', 'e0', 'e0a4', 'e08080', 'eda080', 'eda0', 'f09f98', 'f09f', 'f0808080',
  'f4908080', 'f8888080', 'e1cba1', 'bff0', 'fffe',
].map((piece) => Buffer.from(piece, 'hex'));

function randomText(random) {
  const any = (pieces) => pieces[Math.floor(random() * pieces.length)];
  const broken = random() < 0.2;
  const pieces = [];
  for (let left = Math.floor(random() * 40); left > 0; --left) {
    // A name and a sign now and then, or hardly any text would hold an assignment.
    if (random() < 0.2) {
      pieces.push(Buffer.from('\nK' + Math.floor(random() * 4) + '='));
    }
    pieces.push(broken && random() < 0.15 ? any(brokenPieces) : any(nastyPieces));
  }
  return Buffer.concat(pieces);
}

describe('the cases of dotenv-cases', () => {
  const files = readdirSync(casesFolder).filter((file) => file.endsWith('.env')).sort();
  let ours = [];
  before(() => {
    ours = ourReading(casesFolder, files);
  });

  it('are there', () => assert.ok(files.length >= 40, `only ${files.length} cases`));

  files.forEach((file, index) => {
    it(file, () => {
      const full = path.join(casesFolder, file);
      assert.deepEqual(ours[index], dotenv.parse(readFileSync(full)));
      assert.deepEqual(ours[index], configured(full));
    });
  });
});

describe('random texts', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'dotenv-texts-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`${textCount} of seed ${seed} are read alike`, () => {
    const random = generator(seed);
    const texts = Array.from({ length: textCount }, () => randomText(random));
    const names = texts.map((_, index) => `${index}.env`);
    texts.forEach((text, index) => writeFileSync(path.join(folder, names[index]), text));
    // Several calls, so that no command line grows too long.
    const ours = [];
    for (let from = 0; from < names.length; from += 1000) {
      ours.push(...ourReading(folder, names.slice(from, from + 1000)));
    }
    let assignments = 0;
    texts.forEach((text, index) => {
      const wanted = dotenv.parse(text);
      assignments += Object.keys(wanted).length;
      const where = `seed ${seed}, text ${index}: ${JSON.stringify(text.toString('latin1'))}`;
      assert.deepEqual(ours[index], wanted, where);
      assert.deepEqual(configured(path.join(folder, names[index])), wanted, where);
    });
    assert.ok(assignments > textCount, `only ${assignments} assignments in ${textCount} texts`);
  });
});
