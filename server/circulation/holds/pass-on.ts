/** A copy that was kept for somebody who does not take it goes to the next in the line, or home (docs/rules/circulation.md, V). */
import type { Writer } from '../../db/database.ts';
import type { Act } from '../../audit/once.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Hold } from '../rules/hold.ts';
import { routeOf } from '../rules/route.ts';
import { readLine } from './line-store.ts';

export interface Kept {
  readonly holdId: string;
  readonly titleId: string;
  readonly itemId: string;
  /** Where it lies. */
  readonly libraryId: string;
  /** False: it is still under way, and is looked at when it arrives. */
  readonly onShelf: boolean;
}

export interface WhereTo {
  readonly kind: 'hold' | 'shelf' | 'other-library';
  readonly libraryId: string;
  /** hold: last day on the shelf. */
  readonly until?: string;
}

/** @returns undefined: it is under way, and whoever takes it in is told */
export async function passOn(
  tx: Writer,
  { id, now }: Pick<Act, 'id' | 'now'>,
  kept: Kept,
): Promise<WhereTo | undefined> {
  if (!kept.onShelf) {
    await forgetWhoWaited(tx, kept);
    return undefined;
  }
  const book = await currentRulebook(tx);
  const line = await readLine(tx, kept.titleId);
  const copy = line.copies.find(({ id: itemId }) => itemId === kept.itemId);
  // Lent meanwhile by a promise: it lies on no shelf.
  if (!copy || copy.onLoan) return undefined;
  const { to, hold } = routeOf(book, copy, kept.libraryId, line, now);
  if (hold) await capture(tx, hold);
  if (to !== kept.libraryId) {
    await send(tx, { id: `${id}/${kept.itemId}`, now }, kept, to, hold);
    return { kind: 'other-library', libraryId: to };
  }
  const until = hold?.captured?.shelf?.until;
  return { kind: hold ? 'hold' : 'shelf', libraryId: to, ...(until !== undefined && { until }) };
}

const capture = (tx: Writer, { id, captured }: Hold) =>
  tx
    .updateTable('hold')
    .set({
      captured_item_id: captured?.itemId ?? null,
      captured_at: captured?.at ?? null,
      shelf_at: captured?.shelf?.at ?? null,
      shelf_until: captured?.shelf?.until ?? null,
      notified_at: null,
    })
    .where('id', '=', id)
    .execute();

const send = (
  tx: Writer,
  { id, now }: Pick<Act, 'id' | 'now'>,
  { itemId, libraryId }: Kept,
  to: string,
  hold: Hold | undefined,
) =>
  tx
    .insertInto('transit')
    .values({
      ...{ id, item_id: itemId, from_library_id: libraryId, to_library_id: to },
      ...{ hold_id: hold?.id ?? null, sent_at: now, ended_at: null, ended_how: null },
    })
    .execute();

/** It arrives where it was sent all the same; who waits then gets it. */
const forgetWhoWaited = (tx: Writer, { itemId, holdId }: Kept) =>
  tx
    .updateTable('transit')
    .set({ hold_id: null })
    .where('item_id', '=', itemId)
    .where('hold_id', '=', holdId)
    .where('ended_at', 'is', null)
    .execute();
