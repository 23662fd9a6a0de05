/** What terminals have handed in of themselves, for whoever mends them; a while, and a few of each (RH9). */
import type { Reader, Writer } from '../../db/database.ts';
import type { Reach } from '../../staff/reach.ts';
import { terminalFor } from './list-store.ts';

const DAY_MS = 86_400_000;
export const BUNDLE_DAYS = 14;
const MOST_OF_ONE = 5;

export interface BundlePut {
  readonly orderId: string;
  readonly terminalId: string;
  /** JSON lines, gzip. */
  readonly bytes: Uint8Array;
  readonly now: number;
}

export const queries = {
  /** Undefined: none of theirs, or gone. */
  'terminal-bundle': async (
    db: Reader,
    { now, orderId, reach }: { now: number; orderId: string; reach: Reach },
  ) => {
    const bundle = await db
      .selectFrom('terminal_bundle')
      .select(['terminal_id as terminalId', 'made_at as madeAt', 'bytes'])
      .where('order_id', '=', orderId)
      .where('made_at', '>', now - BUNDLE_DAYS * DAY_MS)
      .executeTakeFirst();
    return bundle && (await terminalFor(db, reach, bundle.terminalId)) ? bundle : undefined;
  },
};

export const commands = {
  /** @returns false: nobody has asked this terminal for it */
  'bundle-put': async (tx: Writer, { bytes, now, orderId, terminalId }: BundlePut) => {
    const order = await tx
      .selectFrom('terminal_order')
      .select('id')
      .where('id', '=', orderId)
      .where('terminal_id', '=', terminalId)
      .where('kind', '=', 'diagnose')
      .executeTakeFirst();
    if (!order) return false;
    const row = { terminal_id: terminalId, made_at: now, bytes };
    await tx
      .insertInto('terminal_bundle')
      .values({ order_id: orderId, ...row })
      .onConflict((on) => on.column('order_id').doUpdateSet(row))
      .execute();
    await forgetOldest(tx, terminalId);
    return true;
  },

  /** Every night: nothing of it is kept for long, whether or not another one comes. */
  'bundles-forget': async (tx: Writer, { now }: { now: number }) => {
    await tx
      .deleteFrom('terminal_bundle')
      .where('made_at', '<=', now - BUNDLE_DAYS * DAY_MS)
      .execute();
  },
};

async function forgetOldest(tx: Writer, terminalId: string): Promise<void> {
  const kept = tx
    .selectFrom('terminal_bundle')
    .select('order_id')
    .where('terminal_id', '=', terminalId)
    .orderBy('made_at', 'desc')
    .orderBy('order_id')
    .limit(MOST_OF_ONE);
  await tx
    .deleteFrom('terminal_bundle')
    .where('terminal_id', '=', terminalId)
    .where('order_id', 'not in', kept)
    .execute();
}
