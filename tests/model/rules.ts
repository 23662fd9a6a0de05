/** What must hold in every state, whatever has happened. */
import type { RowAt, State, Wish } from './state.ts';

/** @returns what is wrong, in words; undefined when all is well */
export function brokenIn(state: State, wishes: readonly Wish[]): string | undefined {
  for (const [row, at] of state.rows.entries()) {
    const broken = brokenOf(row, at, state);
    if (broken) return broken;
  }
  return outOfOrder(state, wishes);
}

function brokenOf(row: number, { disk, told }: RowAt, { library }: State): string | undefined {
  const times = library.done.filter((each) => each === row).length;
  if (times > 1) return `${row} was carried out twice`;
  if (disk?.mode === 'promise' && disk.state === 'rejected') return `the promise ${row} was undone`;
  if (told === 'promised' && disk?.mode !== 'promise' && disk?.state !== 'settled')
    return `${row} was promised, and is not on disk as a promise`;
  if (disk?.state === 'settled' && times === 0) return `${row} is settled, and was not carried out`;
  if (told === 'accepted' && times === 0) return `${row} was told as accepted, and is not done`;
  if (disk?.state === 'rejected' && times > 0) return `${row} was given up, and was carried out`;
  if (told === 'refused' && times > 0) return `${row} was told as refused, and was carried out`;
  if (told === 'not-done' && times > 0) return `${row} was told as not done, and was carried out`;
  return undefined;
}

/** Of one book or one patron, what came first is carried out first (O5). */
function outOfOrder({ library: { done } }: State, wishes: readonly Wish[]): string | undefined {
  for (const [n, later] of done.entries()) {
    const earlier = done.slice(n + 1).find((row) => row < later && sharesKey(row, later, wishes));
    if (earlier !== undefined) return `${later} was carried out before ${earlier}`;
  }
  return undefined;
}

const sharesKey = (a: number, b: number, wishes: readonly Wish[]): boolean =>
  wishes[a]?.keys.some((key) => wishes[b]?.keys.includes(key)) ?? false;

/** All that was recorded has its answer, and nothing is on its way. */
export const isSettled = ({ packets, rows }: State): boolean =>
  packets.length === 0 &&
  rows.every(({ disk }) => !disk || disk.state === 'settled' || disk.state === 'rejected');
