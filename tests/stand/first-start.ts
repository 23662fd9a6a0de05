/** What is done once for a new data folder: the sample library, and the terminal made known to the server. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openIdentity } from '#gateway/identity.ts';
import { readConfig } from '#server/config.ts';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import { dayIn } from '#server/libraries/rules/day.ts';
import { loadSample } from '#server/sample/load.ts';
import { CENTRAL } from '#server/sample/sample.ts';
import { enrolChipCards } from './chip-cards.ts';
import { once } from './once.ts';
import { runToEnd } from './program.ts';
import { gatewayData, TERMINAL_ID, TERMINAL_NAME, writeServerSettings, ZONE } from './settings.ts';
import type { Places } from './settings.ts';
import { copyTemplate } from './template.ts';

export interface FirstWishes {
  /** The demo's patrons have contactless cards too. */
  readonly chipCards: boolean;
  /** The terminal is known to the server. */
  readonly paired: boolean;
}

/** While no server runs on this folder. What was done at an earlier start is not done again. */
export async function firstStart(places: Places, wishes: FirstWishes, now: number): Promise<void> {
  const { folder } = places;
  if (!existsSync(join(folder, LIBRARY_FILLED))) {
    const name = [dayIn(ZONE, now), ...Object.entries(wishes).flat()].join('-');
    await copyTemplate(name, folder, (made) => begin({ ...places, folder: made }, wishes, now));
  }
  await begin(places, wishes, now);
}

const LIBRARY_FILLED = 'sample-loaded';

async function begin(places: Places, wishes: FirstWishes, now: number): Promise<void> {
  const { folder } = places;
  const settings = writeServerSettings(places);
  await once(folder, LIBRARY_FILLED, () => fillLibrary(settings, now));
  if (wishes.chipCards) await enrolChipCards(folder, settings, now);
  if (wishes.paired) await once(folder, 'terminal-added', () => registerTerminal(places, settings));
}

async function fillLibrary(serverSettings: string, now: number): Promise<void> {
  const { database: where, dataFolder } = readConfig(serverSettings, {});
  if (where.engine !== 'sqlite') throw new Error('A stand keeps its library in SQLite.');
  mkdirSync(dataFolder, { recursive: true });
  const database = await openDatabase(where, registry);
  try {
    await loadSample(database, { today: dayIn(ZONE, now) });
  } finally {
    await database.close();
  }
}

/** By the server's own command, as an installer does it with the key that the gateway shows. */
async function registerTerminal(places: Places, serverSettings: string): Promise<void> {
  const gatewayFolder = gatewayData(places);
  mkdirSync(gatewayFolder, { recursive: true });
  const { publicKeyText } = openIdentity(TERMINAL_ID, join(gatewayFolder, 'terminal-key.pem'));
  const terminal = ['--id', TERMINAL_ID, '--name', TERMINAL_NAME, '--library', CENTRAL];
  const key = ['--key', publicKeyText];
  const add = ['--config', serverSettings, 'terminal', 'add'];
  await runToEnd('server/main.ts', [...add, ...terminal, ...key]);
}
