import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TerminalMemory } from './terminal-memory.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'));
  path = join(folder, 'terminal.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const names = { name: 'Kiosk 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' };

test('names are there at the next start', async () => {
  const memory = await TerminalMemory.open(path, fail);
  await memory.keepTerminal(names);
  expect((await TerminalMemory.open(path, fail)).terminal).toEqual(names);
});

test('rules that the desk has learned are there at the next start, until they are forgotten', async () => {
  const rules = [{ pattern: '^\\d{8}$', kind: 'patron', symbology: 'qr' }] as const;
  await (await TerminalMemory.open(path, fail)).keepLearnedRules(rules);
  const next = await TerminalMemory.open(path, fail);
  expect(next.learnedRules).toEqual(rules);
  await next.keepLearnedRules(undefined);
  expect((await TerminalMemory.open(path, fail)).learnedRules).toBeUndefined();
});

test.each(['{', '{"terminal": 5}'])(
  'the unreadable file %s is told and begun anew',
  async (text) => {
    writeFileSync(path, text);
    const faults: unknown[] = [];
    const memory = await TerminalMemory.open(path, (error) => faults.push(error));
    expect([memory.terminal, faults.length]).toEqual([undefined, 1]);
  },
);

function fail(error: unknown): void {
  throw error;
}
