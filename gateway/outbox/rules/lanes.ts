/** Which rows may go at the same time: of one item or one patron only the earliest (O5). */
import type { TransactionId } from '../../ils/ils.ts';

/** A row that stands in line. */
export interface Queued {
  readonly id: TransactionId;
  readonly seq: number;
  /** Of its item, and of its patron where it has one: equal where those are. */
  readonly keys: readonly string[];
}

/** One pass over the queue: each row is given out at most once, and only when nothing earlier of its kind is left. */
export class Lanes {
  readonly #lines = new Map<string, Queued[]>();
  readonly #free: Queued[];

  constructor(rows: readonly Queued[]) {
    const inOrder = rows.toSorted(bySeq);
    for (const row of inOrder) {
      for (const key of row.keys) this.#line(key).push(row);
    }
    this.#free = inOrder.filter((row) => this.#isFirst(row));
  }

  /** The earliest that may go now; undefined when there is none, or none until another is done. */
  next = (): Queued | undefined => this.#free.shift();

  /** It got its answer: what stood behind it may go. One that got none keeps its place, and what stands behind it waits. */
  answered(row: Queued): void {
    for (const key of row.keys) this.#line(key).shift();
    const behind = new Set(row.keys.flatMap((key) => this.#line(key)[0] ?? []));
    this.#free.push(...[...behind].filter((next) => this.#isFirst(next)));
    this.#free.sort(bySeq);
  }

  #isFirst = (row: Queued): boolean => row.keys.every((key) => this.#line(key)[0] === row);

  #line(key: string): Queued[] {
    const known = this.#lines.get(key);
    if (known) return known;
    const line: Queued[] = [];
    this.#lines.set(key, line);
    return line;
  }
}

/** Those before which no other row of the same item or patron stands. */
export function unblocked(rows: readonly Queued[]): Queued[] {
  const taken = new Set<string>();
  return rows.toSorted(bySeq).filter(({ keys }) => {
    const isFree = keys.every((key) => !taken.has(key));
    for (const key of keys) taken.add(key);
    return isFree;
  });
}

const bySeq = (a: Queued, b: Queued): number => a.seq - b.seq;
