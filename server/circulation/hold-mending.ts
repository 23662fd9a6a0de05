/** After something was told late: holds end and begin again with the loans that there are now, and copies go on to whom they are for. */
import type { Reader, Writer } from '../db/database.ts';
import { actorOf } from './carry-out.ts';
import type { Effects } from './effects.ts';
import { passOn } from './holds/pass-on.ts';
import { holdRow, PUT_HOLDS, readLine } from './line-store.ts';
import type { TitlePastRead } from './promise-past-store.ts';
import { part, writeAll } from './rows.ts';
import type { Hold } from './rules/hold.ts';
import { mendedHolds } from './rules/hold-ends.ts';
import { firstFor, holdOrder, keptFor, lineWith } from './rules/line.ts';
import type { Line } from './rules/line.ts';
import { movesOfLeftCopy } from './rules/moves.ts';
import type { Rulebook } from './rules/rulebook.ts';
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
  const again = new Set(mended.flatMap(({ id, ended }) => (ended ? [] : [id])));
  await goOn(tx, one, { titleId, itemId: item.id, again });
}

/** Copies that lay aside for those who wait no more. */
const leftBy = (before: readonly Hold[], mended: readonly Hold[]): string[] =>
  mended.flatMap(({ id, captured }) => {
    const { captured: known, ended } = before.find((hold) => hold.id === id) ?? {};
    return known && !ended && !captured ? [known.itemId] : [];
  });

interface Told {
  readonly titleId: string;
  /** The book that was told of. */
  readonly itemId: string;
  /** Holds that wait again. */
  readonly again: ReadonlySet<string>;
}

/** Where the book goes, if it lies somewhere and not for somebody: that is decided again. */
async function goOn(tx: Writer, { input, book }: Effects, told: Told): Promise<void> {
  const { itemId } = told;
  const line = await lineWithoutWhoComesAfter(tx, book, told, input.now);
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

/** Who waits again in an old place comes before whom the book was laid aside for, as long as that one has not been told of it. */
async function lineWithoutWhoComesAfter(
  tx: Writer,
  book: Rulebook,
  { titleId, itemId, again }: Told,
  now: number,
): Promise<Line> {
  const line = await readLine(tx, titleId);
  const kept = keptFor(line, itemId);
  const first = firstFor(book, line, itemId, now);
  const isAfter = kept && first && again.has(first.id) && holdOrder(first, kept) < 0;
  if (!isAfter || (await wasTold(tx, kept.id))) return line;
  const waitsOn = { ...kept, captured: undefined };
  await writeAll(tx, [part(PUT_HOLDS, [holdRow(waitsOn)])]);
  return lineWith(line, [waitsOn]);
}

async function wasTold(db: Reader, holdId: string): Promise<boolean> {
  const row = await db
    .selectFrom('hold')
    .select('notified_at')
    .where('id', '=', holdId)
    .executeTakeFirst();
  return row?.notified_at !== undefined && row.notified_at !== null;
}
