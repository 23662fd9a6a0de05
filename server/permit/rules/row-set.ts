/** Rows of one kind by their hash, and what has changed between two states of them (docs/rules/permit.md, PM6). */
import { GONE, MOST_ROWS } from '../format/chunk.ts';
import type { CardRows, ItemRows, Rows } from '../format/chunk.ts';

/** What a row says of one number. Of items the last two are 0. */
export interface RowValue {
  readonly class: number;
  readonly standing: number;
  readonly loansLeft: number;
  /** Days since 1970-01-01. */
  readonly lastDay: number;
}

/** Two columns of one length. */
export interface RowSet {
  /** 40 bits each, rising. */
  readonly hashes: Float64Array;
  /** `packed`, 40 bits each. */
  readonly values: Float64Array;
}

export const NO_ROWS: RowSet = { hashes: new Float64Array(), values: new Float64Array() };

/** Beyond 32 bits, so it is arithmetic and not shifting. */
export const packed = (row: RowValue): number =>
  ((row.class * 256 + row.standing) * 256 + row.loansLeft) * 65_536 + row.lastDay;

export const unpacked = (value: number): RowValue => ({
  class: Math.floor(value / 2 ** 32),
  standing: Math.floor(value / 2 ** 24) % 256,
  loansLeft: Math.floor(value / 2 ** 16) % 256,
  lastDay: value % 65_536,
});

const gone = packed({ class: GONE, standing: 0, loansLeft: 0, lastDay: 0 });

/** Takes rows in rising order of their hash. */
class Growing {
  readonly #hashes: Float64Array;
  readonly #values: Float64Array;
  #size = 0;

  constructor(most: number) {
    this.#hashes = new Float64Array(most);
    this.#values = new Float64Array(most);
  }

  add(hash: number, value: number): void {
    this.#hashes[this.#size] = hash;
    this.#values[this.#size] = value;
    this.#size += 1;
  }

  done(): RowSet {
    return part({ hashes: this.#hashes, values: this.#values }, 0, this.#size);
  }
}

const part = ({ hashes, values }: RowSet, from: number, to: number): RowSet => ({
  hashes: hashes.slice(from, to),
  values: values.slice(from, to),
});

/** Tells of each hash of either what both say; undefined: no row. */
function side(
  before: RowSet,
  after: RowSet,
  tell: (hash: number, old: number | undefined, young: number | undefined) => void,
): void {
  for (let b = 0, a = 0; b < before.hashes.length || a < after.hashes.length;) {
    const old = before.hashes[b] ?? Infinity;
    const young = after.hashes[a] ?? Infinity;
    const hash = Math.min(old, young);
    tell(
      hash,
      old === hash ? before.values[b] : undefined,
      young === hash ? after.values[a] : undefined,
    );
    if (old === hash) b += 1;
    if (young === hash) a += 1;
  }
}

/** What must be told of, for what was `before` to become what is `after`. */
export function changes(before: RowSet, after: RowSet): RowSet {
  const told = new Growing(before.hashes.length + after.hashes.length);
  side(before, after, (hash, old, young) => {
    if (old !== young) told.add(hash, young ?? gone);
  });
  return told.done();
}

/** The other way round. */
export function changed(before: RowSet, told: RowSet): RowSet {
  const after = new Growing(before.hashes.length + told.hashes.length);
  side(before, told, (hash, old, young) => {
    const value = young ?? old;
    if (value !== undefined && value !== gone) after.add(hash, value);
  });
  return after.done();
}

/** Changes and later ones, as one: of two of one number the later counts. */
export function over(earlier: RowSet, later: RowSet): RowSet {
  const told = new Growing(earlier.hashes.length + later.hashes.length);
  side(earlier, later, (hash, old, young) => told.add(hash, young ?? old ?? gone));
  return told.done();
}

/** Of chunks that follow one another. */
export function joined(sets: readonly RowSet[]): RowSet {
  const all = new Growing(sets.reduce((sum, { hashes }) => sum + hashes.length, 0));
  for (const { hashes, values } of sets)
    hashes.forEach((hash, at) => all.add(hash, values[at] ?? gone));
  return all.done();
}

/** Cut to the size of chunks. */
export function* inChunks(kind: Rows['kind'], rows: RowSet): Generator<Rows> {
  for (let at = 0; at < rows.hashes.length; at += MOST_ROWS[kind]) {
    const some = part(rows, at, at + MOST_ROWS[kind]);
    yield kind === 'cards' ? asCards(some) : asItems(some);
  }
}

const column = (values: Float64Array, of: (row: RowValue) => number): Uint8Array =>
  Uint8Array.from(values, (value) => of(unpacked(value)));

const asItems = ({ hashes, values }: RowSet): ItemRows => ({
  kind: 'items',
  hashes,
  classes: column(values, (row) => row.class),
  standings: column(values, (row) => row.standing),
});

const asCards = (rows: RowSet): CardRows => ({
  ...asItems(rows),
  kind: 'cards',
  loansLeft: column(rows.values, (row) => row.loansLeft),
  lastDays: Uint16Array.from(rows.values, (value) => unpacked(value).lastDay),
});

/** As they were before they were cut into chunks. */
export const fromChunk = (rows: Rows): RowSet => ({
  hashes: rows.hashes,
  values: rows.hashes.map((_, at) =>
    packed({
      class: rows.classes[at] ?? 0,
      standing: rows.standings[at] ?? 0,
      loansLeft: rows.kind === 'cards' ? (rows.loansLeft[at] ?? 0) : 0,
      lastDay: rows.kind === 'cards' ? (rows.lastDays[at] ?? 0) : 0,
    }),
  ),
});
