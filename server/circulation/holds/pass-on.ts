/** A copy that was kept for somebody who does not take it goes to the next in the line, or home (docs/rules/circulation.md, V). */
import type { Act } from '../../audit/once.ts';
import type { Writer } from '../../db/database.ts';
import { holdRow, PUT_HOLDS, readLine } from '../line-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { part, writeAll } from '../rows.ts';
import type { Moves } from '../rules/moves.ts';
import { movesOfLeftCopy } from '../rules/moves.ts';
import { FORGET_HOLDS, SEND, sendRow } from '../transit-store.ts';

export interface WhereTo {
  readonly kind: 'hold' | 'shelf' | 'other-library';
  readonly libraryId: string;
  /** hold: last day on the shelf. */
  readonly until?: string;
}

/** @returns undefined: it is under way or lent, and whoever takes it in is told */
export async function passOn(
  tx: Writer,
  act: Pick<Act, 'id' | 'now'>,
  left: { readonly titleId: string; readonly itemId: string },
): Promise<WhereTo | undefined> {
  const book = await currentRulebook(tx);
  const line = await readLine(tx, left.titleId);
  const copy = line.copies.find(({ id }) => id === left.itemId);
  if (!copy) return undefined;
  const moves = movesOfLeftCopy(book, copy, line, act.now);
  await writeAll(tx, [
    part(
      FORGET_HOLDS,
      moves.forNobody.map((id) => ({ id })),
    ),
    part(
      SEND,
      moves.sent.map((sent) => sendRow(sent, act)),
    ),
    part(PUT_HOLDS, moves.holds.map(holdRow)),
  ]);
  return copy.onLoan || copy.transit ? undefined : whereTo(moves, copy.currentLibraryId);
}

function whereTo({ sent: [sent], holds: [hold] }: Moves, here: string): WhereTo {
  if (sent) return { kind: 'other-library', libraryId: sent.toLibraryId };
  const until = hold?.captured?.shelf?.until;
  return {
    kind: hold ? 'hold' : 'shelf',
    libraryId: here,
    ...(until !== undefined && { until }),
  };
}
