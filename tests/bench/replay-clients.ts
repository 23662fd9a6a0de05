/**
 * The terminals of the replay's row, in a process of their own: some tell what they have promised while nobody answered,
 * or one of them goes on lending and taking back as a kiosk that is online, until it is told to stop.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { receiptCodeOf } from '#gateway/outbox/rules/receipt-code.ts';
import { benchBook, benchCard, BOOKS_PER_CLIENT, put } from './clients.ts';

/** Of each terminal. A visit is five loans, then the five returns: what the library's rules would let happen. */
export const VISITS = 50;
export const PROMISES = 500;
const BOOKS = PROMISES / VISITS / 2;
/** As wide as a terminal's relay has it; the rows of a patron go one after the other. */
const LANES = 4;
/** A quick patron's pause between two books, milliseconds. */
const PAUSE_MS = 20;

const Address = z.object({ origin: z.string() });
export const ReplayOrder = z.discriminatedUnion('kind', [
  Address.extend({ kind: z.literal('replay'), tokens: z.array(z.string()) }),
  Address.extend({ kind: z.literal('online'), token: z.string(), client: z.number() }),
  z.object({ kind: z.literal('stop') }),
]);
export type ReplayOrder = z.infer<typeof ReplayOrder>;

/** Milliseconds from the first promise to the last answer. */
export const ReplayResult = z.object({ ms: z.number() });
/** Milliseconds of each attempt. */
export const OnlineResult = z.object({ latencies: z.array(z.number()) });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** All begin in the same moment, which terminals avoid: the worst that can come. */
async function replay(origin: string, tokens: readonly string[]) {
  const pool = new Pool(origin, { connections: tokens.length * LANES });
  const now = Date.now();
  const queues = tokens.map((token, terminal) => ({ token, visits: visitsOf(terminal, now) }));
  const begin = performance.now();
  await Promise.all(
    queues.flatMap(({ token, visits }) =>
      Array.from({ length: LANES }, async () => {
        for (let visit = visits.shift(); visit; visit = visits.shift())
          for (const { id, body } of visit) await put(pool, token, id, body);
      }),
    ),
  );
  const ms = performance.now() - begin;
  await pool.close();
  return { ms };
}

interface Told {
  readonly id: string;
  readonly body: object;
}

/** Spread over the last day, each by a patron of its own. */
const visitsOf = (terminal: number, now: number): Told[][] =>
  Array.from({ length: VISITS }, (_, visit) => {
    const client = terminal * VISITS + visit;
    const at = now - DAY_MS + (visit / VISITS) * (DAY_MS - HOUR_MS);
    return Array.from({ length: BOOKS * 2 }, (__, step) =>
      promise(client, step, Math.round(at + step * 1000), visit * BOOKS * 2 + step),
    );
  });

function promise(client: number, step: number, occurredAt: number, sequence: number): Told {
  const id = newId();
  const isLoan = step < BOOKS;
  const body = {
    mode: 'promise',
    ...(isLoan
      ? { act: 'checkout', card: benchCard(client), dueAt: occurredAt + 14 * DAY_MS }
      : { act: 'checkin' }),
    item: { identifier: benchBook(client, step % BOOKS) },
    occurredAt,
    record: {
      ...{ sequence, wall: occurredAt, serverOffset: 0, monotonic: sequence * 1000, boot: 'bench' },
      ...{ version: 'bench', receiptCode: receiptCodeOf(id), tags: ['E00401001234ABCD'] },
      ...(isLoan && { permit: 1 }),
    },
  };
  return { id, body };
}

class OnlineKiosk {
  readonly #latencies: number[] = [];
  readonly #going: Promise<void>;
  #wanted = true;

  constructor(origin: string, token: string, client: number) {
    this.#going = this.#lendAndTakeBack(new Pool(origin, { connections: 1 }), token, client);
  }

  async stop(): Promise<{ latencies: number[] }> {
    this.#wanted = false;
    await this.#going;
    return { latencies: this.#latencies };
  }

  async #lendAndTakeBack(pool: Pool, token: string, client: number): Promise<void> {
    for (let book = 0; this.#wanted; book = (book + 1) % BOOKS_PER_CLIENT) {
      for (const act of ['checkout', 'checkin'] as const) {
        const item = { identifier: benchBook(client, book) };
        const card = act === 'checkout' ? { card: benchCard(client) } : {};
        const begin = performance.now();
        const body = { act, mode: 'attempt', ...card, item, occurredAt: Date.now() };
        await put(pool, token, newId(), body);
        this.#latencies.push(performance.now() - begin);
        await sleep(PAUSE_MS);
      }
    }
    await pool.close();
  }
}

let kiosk: OnlineKiosk | undefined;

async function carryOut(order: ReplayOrder): Promise<object> {
  switch (order.kind) {
    case 'replay':
      return replay(order.origin, order.tokens);
    case 'online':
      kiosk = new OnlineKiosk(order.origin, order.token, order.client);
      return {};
    case 'stop':
      return (await kiosk?.stop()) ?? {};
  }
}

if (import.meta.main) {
  process.on(
    'message',
    (order) => void carryOut(ReplayOrder.parse(order)).then((said) => process.send?.(said)),
  );
  process.on('disconnect', () => process.exit());
  process.send?.({});
}
