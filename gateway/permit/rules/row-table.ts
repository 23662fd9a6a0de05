/** The rows of a permit as they are looked up: in rising order of the hash, each number once (PM6). */

import type { Rows } from '#server/permit/format/chunk.ts';

/** Two columns of equal length: 16 bytes a row, for a province's cards some two megabytes. */
export interface RowTable {
  /** 40 bits each, rising. */
  readonly hashes: Float64Array;
  /** What the row says, packed into 40 bits: see `pack`. */
  readonly values: Float64Array;
}

/** What a chunk says of one number. Of items the last two are nought. */
export interface RowValue {
  readonly class: number;
  readonly standing: number;
  readonly loansLeft: number;
  /** Days since 1970-01-01. */
  readonly lastDay: number;
}

export const NO_ROWS: RowTable = { hashes: new Float64Array(), values: new Float64Array() };

/** Beyond 32 bits, so it is arithmetic and not shifting. */
export const pack = ({ class: group, standing, loansLeft, lastDay }: RowValue): number =>
  ((group * 256 + standing) * 256 + loansLeft) * 65_536 + lastDay;

export const unpack = (value: number): RowValue => ({
  class: Math.floor(value / 2 ** 32),
  standing: Math.floor(value / 2 ** 24) % 256,
  loansLeft: Math.floor(value / 65_536) % 256,
  lastDay: value % 65_536,
});

/** A decoded chunk as a table. */
export function packed(rows: Rows): RowTable {
  const { classes, hashes, standings } = rows;
  const value = (at: number): RowValue => ({
    class: classes[at] ?? 0,
    standing: standings[at] ?? 0,
    loansLeft: rows.kind === 'cards' ? (rows.loansLeft[at] ?? 0) : 0,
    lastDay: rows.kind === 'cards' ? (rows.lastDays[at] ?? 0) : 0,
  });
  return { hashes, values: Float64Array.from(hashes, (_, at) => pack(value(at))) };
}

/** Of two rows of one number the newer one counts. */
export function merge(older: RowTable, newer: RowTable): RowTable {
  const most = older.hashes.length + newer.hashes.length;
  const hashes = new Float64Array(most);
  const values = new Float64Array(most);
  let size = 0;
  for (let o = 0, n = 0; o < older.hashes.length || n < newer.hashes.length; size++) {
    const old = older.hashes[o] ?? Infinity;
    const recent = newer.hashes[n] ?? Infinity;
    hashes[size] = Math.min(old, recent);
    values[size] = (recent <= old ? newer.values[n] : older.values[o]) ?? 0;
    if (old <= recent) o++;
    if (recent <= old) n++;
  }
  return { hashes: hashes.slice(0, size), values: values.slice(0, size) };
}

/** @returns undefined: no row of this number */
export function find({ hashes, values }: RowTable, hash: number): RowValue | undefined {
  let from = 0;
  let to = hashes.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((hashes[middle] ?? Infinity) < hash) from = middle + 1;
    else to = middle;
  }
  const value = values[from];
  return hashes[from] === hash && value !== undefined ? unpack(value) : undefined;
}
