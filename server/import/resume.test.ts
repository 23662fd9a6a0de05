/** A power cut in the middle: the program is killed, and the same command goes on where it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { collected } from '#tests/collected.ts';
import { writeLargeSample } from '../sample/large.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhipcau-resume-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = join(import.meta.dirname, '../main.ts');

function start(file: string) {
  const env = { ...process.env, NHIPCAU_DATA: join(folder, 'data'), DATABASE_URL: '' };
  const child = spawn(process.execPath, [MAIN, 'import', file, '--json', '--fast'], { env });
  const lines = createInterface({ input: child.stdout });
  return { child, lines };
}

test('U8: an import that is killed goes on with the same batch, and each row goes in once', async () => {
  const file = join(folder, 'large.jsonl');
  await writeLargeSample(file, { items: 6000, patrons: 1000 });

  const first = start(file);
  for await (const line of first.lines) if (JSON.parse(line).kind === 'progress') break;
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = start(file);
  const said = (await collected(second.lines)).map((line) => JSON.parse(line));
  expect(said[0]).toMatchObject({ kind: 'begun', resumed: true });
  expect(said[0].rowsDone).toBeGreaterThan(0);
  const network = 1 + 12 + 120 + 2 + 1 + 1;
  const rows = network + 1000 + 3000 + 6000;
  expect(said.at(-1)).toMatchObject({
    kind: 'done',
    state: 'applied',
    rowsDone: rows,
    added: rows,
    changed: 0,
    unchanged: 0,
    refused: 0,
  });
}, 60_000);
