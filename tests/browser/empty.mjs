// A desk of its own that begins empty, as `latchkey up --empty` starts it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Starts it; says where it is and how it is stopped. */
export async function emptyDesk() {
  const program = process.env.LATCHKEY_LOCAL;
  assert.ok(program, 'LATCHKEY_LOCAL names the stack: `cargo build --bin local`');
  const data = await mkdtemp(join(tmpdir(), 'latchkey-empty-'));
  const stack = spawn(program, ['serve', '--empty', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((found, failed) => {
    // It goes on talking, and would fail if nobody listened.
    createInterface(stack.stdout).on('line', (line) => {
      const [, there] = line.match(/^Latchkey is running at (\S+)$/) ?? [];
      if (there) found(there);
    });
    stack.on('exit', () => failed(new Error('the desk ended before it was ready')));
  });
  return {
    url,
    async stop() {
      const ended = once(stack, 'exit');
      stack.kill();
      await ended;
      await rm(data, { recursive: true });
    },
  };
}
