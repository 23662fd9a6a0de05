/** The real server of the transactions' rows, in a process of its own, filled and with one terminal signed in. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { AppDatabase } from '#server/db/registry.ts';
import { readPublicKey } from '#server/terminals/keys.ts';
import { Challenge, SIGNATURE_PREFIX, Token } from '#server/terminals/schema.ts';
import { CPU_ORDER, cpuResult } from './cpu.ts';
import { fill, LIBRARY } from './fixture.ts';
import { DatabasePlace } from './place.ts';
import { startProgram } from './program.ts';

export const ServerSettings = z.object({
  place: DatabasePlace,
  clients: z.number(),
  titles: z.number(),
});

/** `search`: without a pause, until told to stop. `sign-in`: one more terminal, whose token is the answer. */
const Order = z.enum(['search', 'stop-searching', 'sign-in', CPU_ORDER]);
/** Milliseconds each took. */
export const SearchResult = z.object({ took: z.array(z.number()) });

const tell = (message: object): boolean | undefined => process.send?.(message);

async function start(settings: z.infer<typeof ServerSettings>): Promise<void> {
  const { place } = settings;
  const server = await startProgram(place);
  await fill(server.db, { ...settings, now: Date.now() });
  const { db, url } = server;
  const token = await signedIn(url, db);
  const deeds = { searcher: new Searcher(db), signIn: () => signedIn(url, db) };
  process.on('message', (order) => void carryOut(Order.parse(order), deeds).then(tell));
  process.on('disconnect', () => void server.close().then(() => process.exit()));
  tell({ origin: server.url, token });
}

interface Deeds {
  readonly searcher: Searcher;
  readonly signIn: () => Promise<string>;
}

async function carryOut(
  order: z.infer<typeof Order>,
  { searcher, signIn }: Deeds,
): Promise<object> {
  switch (order) {
    case 'search':
      return searcher.begin();
    case 'stop-searching':
      return { took: await searcher.end() };
    case 'sign-in':
      return { token: await signIn() };
    case CPU_ORDER:
      return cpuResult();
  }
}

/** Registers one more terminal. @returns its token */
export async function signedIn(url: string, database: AppDatabase): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const terminalId = `bench-${randomUUID()}`;
  await database.write('terminal-add', {
    id: terminalId,
    name: 'Bench',
    libraryId: LIBRARY,
    publicKey: readPublicKey(pem),
    now: Date.now(),
  });
  const { challenge } = Challenge.parse(
    await post(`${url}/api/terminals/challenge`, { terminalId }),
  );
  const signature = signatureOf(`${terminalId}\n${challenge}`, privateKey);
  const answer = await post(`${url}/api/terminals/token`, { terminalId, challenge, signature });
  return Token.parse(answer).token;
}

const signatureOf = (text: string, key: KeyObject): string =>
  sign(null, Buffer.from(SIGNATURE_PREFIX + text), key).toString('base64url');

async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Folded words that many titles have, so that every title is looked at and many are found. */
const WORDS = 'a n h t r';

class Searcher {
  readonly #database: AppDatabase;
  #took: number[] = [];
  #going: Promise<void> = Promise.resolve();
  #wanted = false;

  constructor(database: AppDatabase) {
    this.#database = database;
  }

  begin(): object {
    this.#took = [];
    this.#wanted = true;
    this.#going = this.#search();
    return {};
  }

  async end(): Promise<readonly number[]> {
    this.#wanted = false;
    await this.#going;
    return this.#took;
  }

  async #search(): Promise<void> {
    while (this.#wanted) {
      const begin = performance.now();
      await this.#database.read('catalogue-search', { text: WORDS, limit: 50 });
      this.#took.push(performance.now() - begin);
    }
  }
}

if (import.meta.main) await start(ServerSettings.parse(JSON.parse(process.argv[2] ?? '')));
