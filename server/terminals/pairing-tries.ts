/** Codes that were typed and were none: counted, and after five of them nobody looks any more (PA6). */
import { refuse } from '../circulation/rules/refusal.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../db/database.ts';
import type { Reach } from '../staff/reach.ts';
import { closedUntil, triesLeft } from './rules/pairing-limits.ts';
import type { WrongTries } from './rules/pairing-limits.ts';

export interface CodeTyped {
  /** UUID of the try. */
  readonly id: string;
  readonly reach: Reach;
  /** `networkOf` the address. */
  readonly address: string;
  readonly code: string;
  readonly now: number;
}

/** @returns undefined: a code may be looked at */
export async function whyClosed(tx: Writer, typed: CodeTyped): Promise<Refusal | undefined> {
  const tries = await triesOf(tx, typed.reach.actor.id, typed.address);
  return closedUntil(tries) === undefined ? undefined : closed(tries, typed.now);
}

/** Those that still count: the others have been swept. */
async function triesOf(db: Reader, accountId: string, address: string): Promise<WrongTries> {
  const rows = await db
    .selectFrom('pairing_try')
    .select(['account_id', 'address', 'tried_at'])
    .where((row) => row.or([row('account_id', '=', accountId), row('address', '=', address)]))
    .orderBy('tried_at')
    .execute();
  const at = (those: typeof rows) => those.map(({ tried_at }) => tried_at);
  return {
    ofAccount: at(rows.filter(({ account_id }) => account_id === accountId)),
    ofAddress: at(rows.filter((row) => row.address === address)),
  };
}

/** Counts it. */
export async function wrong(tx: Writer, { id, reach, address, now }: CodeTyped): Promise<Refusal> {
  const accountId = reach.actor.id;
  await tx
    .insertInto('pairing_try')
    .values({ id, account_id: accountId, address, tried_at: now })
    .execute();
  const tries = await triesOf(tx, accountId, address);
  const left = triesLeft(tries);
  if (left === 0) return closed(tries, now);
  return refuse('pairing-code-wrong', { left });
}

function closed(tries: WrongTries, now: number): Refusal {
  const minutes = Math.ceil(((closedUntil(tries) ?? now) - now) / 60_000);
  return refuse('pairing-closed', { minutes });
}
