/** A power cut in the middle: the program is killed, and the same command goes on where it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';
import { collected } from '#tests/collected.ts';
import { eachDatabase } from '#tests/databases.ts';
import { writeLargeSample } from '../sample/large.ts';

const MAIN = join(import.meta.dirname, '../main.ts');
const PATRONS = 200;
const ITEMS = 600;
/** Network, patrons, titles, items. */
const ROWS = 1 + 12 + 120 + 2 + 1 + 1 + PATRONS + ITEMS / 2 + ITEMS;

eachDatabase((engine) => {
  let env: NodeJS.ProcessEnv;
  let file = '';
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nhipcau-resume-'));
    engine.after(() => rmSync(folder, { recursive: true, force: true }));
    const place = await engine.place();
    const url = place.engine === 'postgres' ? place.url : '';
    env = { ...process.env, NHIPCAU_DATA: join(folder, 'data'), DATABASE_URL: url };
    file = join(folder, 'large.jsonl');
    await writeLargeSample(file, { items: ITEMS, patrons: PATRONS });
  });

  function start(...asked: string[]) {
    const args = [MAIN, 'import', ...asked, '--json', '--fast'];
    const child = spawn(process.execPath, args, { env });
    return { child, lines: createInterface({ input: child.stdout }) };
  }
  async function killed(...asked: string[]): Promise<void> {
    const { child, lines } = start(...asked);
    for await (const line of lines) if (JSON.parse(line).kind === 'progress') break;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const done = async (...asked: string[]) =>
    (await collected(start(...asked).lines)).map((line) => JSON.parse(line));

  test('U8, U9: an import that is killed goes on with the same batch, each row once; so does its undoing', async () => {
    await killed(file);
    const said = await done(file);
    expect(said[0]).toMatchObject({ kind: 'begun', resumed: true });
    expect(said[0].rowsDone).toBeGreaterThan(0);
    const counts = { rowsDone: ROWS, added: ROWS, changed: 0, unchanged: 0, refused: 0 };
    expect(said.at(-1)).toMatchObject({ kind: 'done', state: 'applied', ...counts });

    const batch = String(said[0].batch);
    await killed('--undo', batch);
    const undone = (await done('--undo', batch)).at(-1);
    expect(undone).toMatchObject({ state: 'undone', putBack: ROWS, kept: 0 });
  });
});
