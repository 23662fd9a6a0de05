/** Gathers rows in any order and gives them in the rising order of their hashes. */
import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { hashIn } from './format/words.ts';
import type { NumberRow } from './rules/numbers.ts';
import type { RowSet, RowValue } from './rules/row-set.ts';
import { packed, unpacked } from './rules/row-set.ts';

/** By the first byte of the hash: sorting a few hundred is quicker than sorting them all. */
const HEAPS = 256;
const REST = 2 ** 32;

export const epochKey = (key: Uint8Array): KeyObject => createSecretKey(key);

export class RowHeap {
  readonly #key: KeyObject;
  readonly #heaps = Array.from({ length: HEAPS }, (): { hash: number; value: number }[] => []);
  #size = 0;

  constructor(key: KeyObject) {
    this.#key = key;
  }

  add({ text, row }: NumberRow): void {
    this.put(hashIn(createHmac('sha256', this.#key).update(text, 'utf8').digest()), row);
  }

  put(hash: number, row: RowValue): void {
    this.#heaps[Math.floor(hash / REST)]?.push({ hash, value: packed(row) });
    this.#size += 1;
  }

  inOrder(): RowSet {
    const hashes = new Float64Array(this.#size);
    const values = new Float64Array(this.#size);
    let at = 0;
    for (const heap of this.#heaps) {
      heap.sort((a, b) => a.hash - b.hash || a.value - b.value);
      for (const { hash, value } of heap) {
        const isTwice = at > 0 && hashes[at - 1] === hash;
        if (isTwice) at -= 1;
        hashes[at] = hash;
        values[at] = isTwice ? lessTrusting(values[at] ?? 0, value) : value;
        at += 1;
      }
    }
    return { hashes: hashes.slice(0, at), values: values.slice(0, at) };
  }
}

/** Two numbers of one hash, which happens to one permit in a hundred: what keeps either from being lent counts for both. */
function lessTrusting(a: number, b: number): number {
  const [one, other] = [unpacked(a), unpacked(b)];
  if (one.standing !== other.standing) return one.standing > other.standing ? a : b;
  return one.loansLeft <= other.loansLeft ? a : b;
}
