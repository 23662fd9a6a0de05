/**
 * The clients of the transactions' row, in a process of their own: each lends and takes back its own books with its own
 * card as fast as the answers come. The same clients drive the server and the floor.
 */
import { Pool } from 'undici';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

export const LoadOrder = z.object({
  origin: z.string(),
  token: z.string(),
  clients: z.number(),
  /** Milliseconds before the first transaction that counts, and during which they count. */
  warmUp: z.number(),
  measured: z.number(),
});
export type LoadOrder = z.infer<typeof LoadOrder>;

export const LoadResult = z.object({
  /** All transactions, those of the warm-up too. */
  count: z.number(),
  /** Acknowledged transactions a second, each checkout and each checkin being one. */
  rate: z.number(),
  /** Milliseconds from asking to the answer, one for each. */
  latencies: z.array(z.number()),
});
export type LoadResult = z.infer<typeof LoadResult>;

/** Books of each client, walked in turn. */
export const BOOKS_PER_CLIENT = 8;
export const benchCard = (client: number): string => `BENCH-CARD-${client}`;
export const benchBook = (client: number, book: number): string => `BENCH-${client}-${book}`;

const Accepted = z.object({ outcome: z.literal('accepted') });

async function load(order: LoadOrder): Promise<LoadResult> {
  const pool = new Pool(order.origin, { connections: order.clients });
  const from = performance.now() + order.warmUp;
  const until = from + order.measured;
  const latencies: number[] = [];
  let count = 0;
  const client = async (number: number): Promise<void> => {
    for (let book = 0; performance.now() < until; book = (book + 1) % BOOKS_PER_CLIENT) {
      for (const act of ['checkout', 'checkin'] as const) {
        const begin = performance.now();
        await transact(pool, order.token, act, benchCard(number), benchBook(number, book));
        const end = performance.now();
        count += 1;
        if (begin >= from && end <= until) latencies.push(end - begin);
      }
    }
  };
  await Promise.all(Array.from({ length: order.clients }, (_, number) => client(number)));
  await pool.close();
  return { count, rate: latencies.length / (order.measured / 1000), latencies };
}

const transact = (
  pool: Pool,
  token: string,
  act: 'checkout' | 'checkin',
  card: string,
  identifier: string,
): Promise<void> =>
  put(pool, token, uuidv7(), {
    act,
    mode: 'attempt',
    ...(act === 'checkout' ? { card } : {}),
    item: { identifier },
    occurredAt: Date.now(),
  });

/** @throws Error on any answer but "accepted": a figure with refusals in it says nothing */
export async function put(pool: Pool, token: string, id: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const answer = await pool.request({
    method: 'PUT',
    path: `/api/transactions/${id}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: text,
  });
  const said = await answer.body.text();
  if (answer.statusCode !== 200 || !Accepted.safeParse(JSON.parse(said)).success) {
    throw new Error(`${text} was answered ${answer.statusCode}: ${said}`);
  }
}

if (import.meta.main) {
  process.on(
    'message',
    (order) => void load(LoadOrder.parse(order)).then((result) => process.send?.(result)),
  );
  process.on('disconnect', () => process.exit());
  process.send?.({});
}
