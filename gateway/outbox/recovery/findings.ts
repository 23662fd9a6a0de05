/** What the pages of a damaged journal hold, before any of it is known to be whole. */
import { TAG_COLUMNS, TRANSACTION_COLUMNS } from '../layout.ts';
import type { RowState } from '../rules/row.ts';
import type { StoredRecord, Value } from './records.ts';

export type Columns = Readonly<Record<string, Value>>;

const TRANSACTION = Object.keys(TRANSACTION_COLUMNS);
const TAG = Object.keys(TAG_COLUMNS);

/** How far a row has come: of two copies the later one counts. */
const ORDER: readonly RowState[] = ['recorded', 'sent', 'ambiguous', 'settled', 'rejected'];

export class Findings {
  readonly #rows = new Map<number, Columns>();
  readonly #tags: Columns[] = [];
  /** What the key of the file opens. */
  keyCheck: Uint8Array | undefined;
  #prunedTo: number | undefined;
  #lastNumber = 0;

  /** Tables are told apart by how many columns they have. */
  take({ rowid, values }: StoredRecord): void {
    const [first, second] = values;
    if (values.length === TRANSACTION.length) this.#takeRow(named(TRANSACTION, rowid, values));
    else if (values.length === TAG.length) this.#tags.push(named(TAG, rowid, values));
    else if (values.length === 3 && first instanceof Uint8Array) this.#takeFile(first, second);
    else if (values.length === 2 && first === 'transactions') {
      this.#lastNumber = numberOf(second) ?? 0;
    }
  }

  /** By their numbers. */
  get rows(): readonly Columns[] {
    return [...this.#rows.values()].toSorted(bySeq);
  }

  get tags(): readonly Columns[] {
    return this.#tags.toSorted(bySeq);
  }

  /** The last number that was given to a row. */
  get lastNumber(): number {
    return Math.max(this.#lastNumber, ...this.#rows.keys());
  }

  /** Rows that have been there, as far as anything tells: numbers have no gaps but where rows were pruned. */
  get expected(): number | undefined {
    if (this.lastNumber === 0) return undefined;
    const numbers = [...this.#rows.keys()];
    const before = this.#prunedTo ?? Math.min(this.lastNumber, ...numbers) - 1;
    return this.lastNumber - before + numbers.filter((number) => number <= before).length;
  }

  #takeFile(keyCheck: Uint8Array, prunedTo: Value | undefined): void {
    this.keyCheck = keyCheck;
    this.#prunedTo = numberOf(prunedTo);
  }

  #takeRow(row: Columns): void {
    const seq = seqOf(row);
    const other = this.#rows.get(seq);
    if (!other || progressOf(row) > progressOf(other)) this.#rows.set(seq, row);
  }
}

const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

const seqOf = ({ seq }: Columns): number => Number(seq);
const bySeq = (a: Columns, b: Columns): number => seqOf(a) - seqOf(b);
const progressOf = ({ state }: Columns): number => ORDER.findIndex((each) => each === state);

/** The number of a row is its place in the tree, and stands in no column. */
const named = (names: readonly string[], rowid: number, values: readonly Value[]): Columns =>
  Object.fromEntries(names.map((name, n) => [name, name === 'seq' ? rowid : (values[n] ?? null)]));
