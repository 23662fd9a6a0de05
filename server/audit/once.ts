/** An act is done once and leaves a row in the journal; asked again under the same id, it is answered from there (J1–J3). */
import type { ActAnswer } from '../circulation/desk-acts.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { libraryFor } from '../staff/reach-store.ts';
import type { Role } from '../staff/tables.ts';
import type { Actor } from './actor.ts';
import { auditStatement } from './audit-store.ts';

export interface Act {
  /** UUID: that of the row in the journal. */
  readonly id: string;
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What was done, and what the journal says of it. No names, card numbers, notes or titles in `details` and `answer`. */
export interface Done<A extends object> {
  readonly answer: A;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Doing {
  /** A verb with its noun: `hold-place`. */
  readonly action: string;
  /** What nobody else may be changing meanwhile, such as `patron ID`. */
  readonly keys: readonly string[];
  /** Of staff, at the place where they stand; absent = any. */
  readonly roles?: readonly Role[];
}

export async function once<A extends object>(
  tx: Writer,
  act: Act,
  { action, keys, roles }: Doing,
  decide: () => Promise<Refusal | Done<A>>,
): Promise<ActAnswer<A>> {
  await lock(tx, `act ${act.id}`, ...keys);
  const earlier = await actById(tx, act.id);
  if (earlier) return earlier.action === action ? answerIn<A>(earlier.details) : taken();
  const stands = await libraryFor(tx, act, act.actor.libraryId, roles);
  if (!stands) return { outcome: 'refused', refusal: refuse('library-unknown') };
  const done = await decide();
  if ('code' in done) return { outcome: 'refused', refusal: done };
  const { answer, subject, details } = done;
  const kept = { ...details, answer };
  await auditStatement(tx, { ...act, action, subject, details: kept }).execute();
  return { outcome: 'accepted', ...answer };
}

const actById = (db: Reader, id: string) =>
  db.selectFrom('audit').select(['action', 'details']).where('id', '=', id).executeTakeFirst();

const answerIn = <A extends object>(details: string): ActAnswer<A> => {
  const { answer } = JSON.parse(details) as { answer: A };
  return { outcome: 'accepted', ...answer };
};

const taken = (): { outcome: 'refused'; refusal: Refusal } => ({
  outcome: 'refused',
  refusal: refuse('act-id-taken'),
});
