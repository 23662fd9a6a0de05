/** What is done once for a new data folder: the sample library, and the terminal made known to the server. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIdentity } from '#gateway/identity.ts';
import { readConfig } from '#server/config.ts';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { loadSample } from '#server/sample/load.ts';
import { CENTRAL } from '#server/sample/sample.ts';
import { runToEnd } from './program.ts';
import { TERMINAL_ID, TERMINAL_NAME } from './settings.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';

/** Does it unless the folder says that it was done; `work` may be done twice when it was cut short. */
export async function once(folder: string, name: string, work: () => Promise<void>): Promise<void> {
  const mark = join(folder, name);
  if (existsSync(mark)) return;
  await work();
  writeFileSync(mark, '');
}

/** While no server runs on this folder. */
export function fillLibrary(folder: string, serverSettings: string, now: number): Promise<void> {
  const { database, dataFolder } = readConfig(serverSettings, {});
  if (database.engine !== 'sqlite') throw new Error('A stand keeps its library in SQLite.');
  return once(folder, 'sample-loaded', async () => {
    filled ??= fillOne(dayIn(ZONE, now));
    mkdirSync(dataFolder, { recursive: true });
    copyFileSync(await filled, database.file);
  });
}

/** One is filled and then copied: hashing the PINs of a library takes longer than all else of a start. */
let filled: Promise<string> | undefined;

/** @returns path of the database, which is there until this process ends */
async function fillOne(today: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-sample-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'server.db');
  const database = await openDatabase({ engine: 'sqlite', file }, registry);
  try {
    await loadSample(database, { today });
  } finally {
    await database.close();
  }
  return file;
}

/** By the server's own command, as an installer does it with the key that the gateway shows. */
export function registerTerminal(
  folder: string,
  serverSettings: string,
  gatewayFolder: string,
): Promise<void> {
  return once(folder, 'terminal-added', async () => {
    mkdirSync(gatewayFolder, { recursive: true });
    const { publicKeyText } = openIdentity(TERMINAL_ID, join(gatewayFolder, 'terminal-key.pem'));
    const terminal = ['--id', TERMINAL_ID, '--name', TERMINAL_NAME, '--library', CENTRAL];
    const key = ['--key', publicKeyText];
    const add = ['--config', serverSettings, 'terminal', 'add'];
    await runToEnd('server/main.ts', [...add, ...terminal, ...key]);
  });
}
