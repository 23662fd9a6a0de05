/** After something was told late: holds end and begin again with the loans that there are now, and copies go on to whom they are for. */
import type { Writer } from '../db/database.ts';
import { actorOf } from './carry-out.ts';
import type { Effects } from './effects.ts';
import { passOn } from './holds/pass-on.ts';
import { holdRow, PUT_HOLDS, readLine } from './line-store.ts';
import type { TitlePastRead } from './promise-past-store.ts';
import { part, writeAll } from './rows.ts';
import type { Hold } from './rules/hold.ts';
import { mendedHolds } from './rules/hold-ends.ts';
import { firstFor, keptFor } from './rules/line.ts';
import { movesOfLeftCopy } from './rules/moves.ts';
import { END_TRANSITS, endRow, SEND, sendRow } from './transit-store.ts';

/** @param past of the item's title */
export async function mendHolds(tx: Writer, one: Effects, past: TitlePastRead): Promise<void> {
  const { state, changes, input } = one;
  const { item, titleId } = state;
  if (!item || titleId === undefined) return;
  const patrons = new Set(changes.changed.map(({ patronId }) => patronId));
  const before = past.holds.filter(({ patronId }) => patrons.has(patronId));
  const mended = mendedHolds(before, past.loans, actorOf);
  if (mended.length === 0) return;
  await writeAll(tx, [part(PUT_HOLDS, mended.map(holdRow))]);
  for (const itemId of leftBy(before, mended))
    if (itemId !== item.id) await passOn(tx, input, { titleId, itemId });
  await goOn(tx, one, titleId, item.id);
}

/** Copies that lay aside for those who wait no more. */
const leftBy = (before: readonly Hold[], mended: readonly Hold[]): string[] =>
  mended.flatMap(({ id, captured }) => {
    const { captured: known, ended } = before.find((hold) => hold.id === id) ?? {};
    return known && !ended && !captured ? [known.itemId] : [];
  });

/** Where the book goes that was told of, if it lies somewhere and not for somebody: that is decided again. */
async function goOn(tx: Writer, one: Effects, titleId: string, itemId: string): Promise<void> {
  const { input, book } = one;
  const line = await readLine(tx, titleId);
  const copy = line.copies.find(({ id }) => id === itemId);
  if (!copy || copy.onLoan || keptFor(line, itemId)) return;
  const { transit } = copy;
  const isForNobody = transit?.holdId !== undefined;
  if (!isForNobody && !firstFor(book, line, itemId, input.now)) return;
  const moves = movesOfLeftCopy(book, { ...copy, transit: undefined }, line, input.now);
  await writeAll(tx, [
    part(END_TRANSITS, transit ? [endRow({ id: transit.id, how: 'overtaken' }, input.now)] : []),
  ]);
  // It may have been sent on its way by this same transaction.
  const again = { id: `${input.id}/again`, now: input.now };
  await writeAll(tx, [
    part(
      SEND,
      moves.sent.map((sent) => sendRow(sent, again)),
    ),
    part(PUT_HOLDS, moves.holds.map(holdRow)),
  ]);
}
