/** What SIGKILL leaves: the process gets no chance to tidy up, as in a power cut of the program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Outbox } from './outbox.ts';

const WRITER = new URL('../../tests/simulators/outbox-writer.ts', import.meta.url).pathname;
const readClocks = () => ({ wall: Date.now(), monotonic: 0, boot: 'next', serverOffset: 0 });

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'power-cut-'));
  path = join(folder, 'outbox.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Kills the writer as soon as it has said `lines` lines. @returns what it said */
async function killedAfter(state: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, path, state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return said;
}

const nextStart = (): Outbox => Outbox.open(path, { readClocks, version: '1' });

test.each([
  ['recorded', 'rejected'],
  ['promised', 'recorded'],
  ['sent', 'ambiguous'],
  ['ambiguous', 'ambiguous'],
  ['settled', 'settled'],
  ['rejected', 'rejected'],
])('O8 killed when a row was %s, the next start finds it %s', async (state, found) => {
  const [id = ''] = await killedAfter(state, 1);
  const outbox = nextStart();
  outbox.recover();
  expect(outbox.find(id)?.state).toBe(found);
  outbox.close();
});

test('O10 killed between the mark and the tag, the tag is still to be cured', async () => {
  const [id] = await killedAfter('half-written', 1);
  const outbox = nextStart();
  expect(outbox.uncured()).toEqual([
    { transaction: id, uid: 'E00401001234ABCD', wanted: 'disarmed' },
  ]);
  outbox.close();
});

test('O1 killed while it records on and on, nothing that was acknowledged is lost', async () => {
  const acknowledged = await killedAfter('loop', 200);
  const outbox = nextStart();
  expect(acknowledged.filter((id) => outbox.find(id) === undefined)).toEqual([]);
  outbox.close();
});
