// Child processes, and waiting for what they do.

import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

const running = new Set();

// Starts a program. done answers, once it has ended, { code, signal, stdout, stderr }; code is null
// where a signal ended it. It never rejects but where the program cannot be started at all.
export function start(program, args, { cwd, env, input } = {}) {
  const child = spawn(program, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  child.stdin?.on('error', () => {}).end(input); // a program that reads none of it may be gone already
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const done = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, stdout, stderr });
    });
  });
  done.catch(() => {}); // whoever awaits it hears of it; nobody else needs to
  return { child, done, output: () => stdout + stderr, hasEnded: () => !running.has(child) };
}

// To be called when a test file ends: a failed test may have left a program waiting.
export async function endAll() {
  const left = [...running];
  left.forEach((child) => child.kill('SIGKILL'));
  await Promise.all(left.map((child) => new Promise((resolve) => child.on('close', resolve))));
}

// Polls until the condition holds and answers what it answered. The bound is there for a hang
// alone; no test passes or fails by how fast the machine is.
export async function until(condition, what) {
  const giveUp = Date.now() + 120_000;
  for (;;) {
    const answer = await condition();
    if (answer) {
      return answer;
    }
    if (Date.now() > giveUp) {
      throw new Error(`waited in vain until ${typeof what === 'function' ? what() : what}`);
    }
    await pause(10);
  }
}
