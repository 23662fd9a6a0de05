/** What staff have terminals do (docs/rules/remote-hand.md): kept until it is answered or out of date. */
import type { Act } from '../../audit/once.ts';
import { once } from '../../audit/once.ts';
import type { ActAnswer } from '../../circulation/desk-acts.ts';
import { refuse } from '../../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { lock } from '../../db/lock.ts';
import type { Order, OrderAnswer } from '../schema.ts';
import { ordersOfTerminal } from './list-store.ts';
import { overtakes, worthUntil } from './rules/order-life.ts';

/** So many may wait at once: a terminal that comes back after a week must not be busy for an hour. */
const MOST_PENDING = 16;
/** So many are kept of each terminal; the journal has them all. */
const MOST_KEPT = 50;

export interface OrderGive extends Act {
  readonly terminalId: string;
  readonly what: Order;
}

export interface PendingOrder {
  readonly id: string;
  readonly what: Order;
  readonly isTold: boolean;
}

/** What is to be said over a terminal's link besides that it was heard. */
export interface LinkNews {
  readonly orders: readonly PendingOrder[];
  /** Rises whenever settings were changed anywhere. */
  readonly settings: number;
}

export const queries = {
  'link-news': async (
    db: Reader,
    { now, terminalId }: { now: number; terminalId: string },
  ): Promise<LinkNews> => {
    const orders = await pending(db, terminalId, now);
    const row = await db.selectFrom('settings_generation').select('generation').executeTakeFirst();
    return { orders, settings: row?.generation ?? 0 };
  },

  'orders-of-terminal': ordersOfTerminal,
};

export const commands = {
  /** The act's id is the order's. Whoever gives it stands where the terminal does. */
  'order-give': async (tx: Writer, act: OrderGive): Promise<ActAnswer<{ until: number }>> => {
    const { actor, now, terminalId, what } = act;
    const terminal = await tx
      .selectFrom('terminal')
      .select('library_id as libraryId')
      .where('id', '=', terminalId)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (!terminal) return { outcome: 'refused', refusal: refuse('terminal-unknown') };
    const there = { ...act, actor: { ...actor, libraryId: terminal.libraryId } };
    const doing = { action: 'order-give', keys: [ordersOf(terminalId)] };
    return once(tx, there, doing, async () => {
      const waiting = await pending(tx, terminalId, now);
      const needless = waiting.filter((earlier) => overtakes(what, earlier.what));
      if (waiting.length - needless.length >= MOST_PENDING) return refuse('orders-full');
      for (const { id: earlier } of needless)
        await close(tx, { id: earlier, terminalId, now, outcome: 'overtaken' });
      const until = worthUntil(what, now);
      await insert(tx, { ...act, until, by: actor.id });
      await forgetOldest(tx, terminalId);
      const device = what.kind === 'restart-device' ? { device: what.device } : {};
      const details = { order: what.kind, ...device };
      return { answer: { until }, subject: { kind: 'terminal', id: terminalId }, details };
    });
  },

  'orders-told': async (tx: Writer, { ids, now }: { ids: readonly string[]; now: number }) => {
    for (const id of ids)
      await tx
        .updateTable('terminal_order')
        .set({ told_at: now })
        .where('id', '=', id)
        .where('told_at', 'is', null)
        .execute();
  },

  /** @returns whether it is news: an answer is repeated until the terminal knows that it was heard */
  'order-answered': async (
    tx: Writer,
    { answer, now, terminalId }: { answer: OrderAnswer; now: number; terminalId: string },
  ): Promise<boolean> => {
    const { code, message, order: id, outcome } = answer;
    await lock(tx, ordersOf(terminalId));
    return close(tx, { id, terminalId, now, outcome, code, message });
  },
};

const ordersOf = (terminalId: string): string => `orders ${terminalId}`;

interface Closing {
  readonly id: string;
  readonly terminalId: string;
  readonly now: number;
  readonly outcome: 'done' | 'refused' | 'failed' | 'overtaken';
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

async function close(tx: Writer, closing: Closing): Promise<boolean> {
  const { code, id, message, now, outcome, terminalId } = closing;
  const closed = await tx
    .updateTable('terminal_order')
    .set({ outcome, code: code ?? null, message: message ?? null, answered_at: now })
    .where('id', '=', id)
    .where('terminal_id', '=', terminalId)
    .where('outcome', 'is', null)
    .returning('id')
    .execute();
  return closed.length > 0;
}

/** What is out of date waits no more (RH3). */
async function pending(db: Reader, terminalId: string, now: number) {
  const rows = await db
    .selectFrom('terminal_order')
    .select(['id', 'what', 'until', 'told_at as toldAt'])
    .where('terminal_id', '=', terminalId)
    .where('outcome', 'is', null)
    .where('until', '>', now)
    .orderBy('asked_at')
    .orderBy('id')
    .execute();
  return rows.map(({ id, toldAt, until, what }) => ({
    ...{ id, until, isTold: toldAt !== null },
    // As it was checked when it was given.
    what: JSON.parse(what) as Order,
  }));
}

async function insert(
  tx: Writer,
  { by, id, now, terminalId, until, what }: OrderGive & { until: number; by: string },
): Promise<void> {
  const row = { id, terminal_id: terminalId, kind: what.kind, what: JSON.stringify(what) };
  const times = { asked_at: now, asked_by: by, until, told_at: null };
  const answer = { outcome: null, code: null, message: null, answered_at: null };
  await tx
    .insertInto('terminal_order')
    .values({ ...row, ...times, ...answer })
    .execute();
}

async function forgetOldest(tx: Writer, terminalId: string): Promise<void> {
  const kept = tx
    .selectFrom('terminal_order')
    .select('id')
    .where('terminal_id', '=', terminalId)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_KEPT);
  await tx
    .deleteFrom('terminal_order')
    .where('terminal_id', '=', terminalId)
    .where('id', 'not in', kept)
    .execute();
}
