import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planChunks } from './chunk-plan.ts';
import type { Before, Plan, RowSets } from './chunk-plan.ts';
import { decompressed } from './compressed.ts';
import { GONE } from './format/chunk.ts';
import { changed, changes, fromChunk, NO_ROWS, packed } from './rules/row-set.ts';
import type { RowSet } from './rules/row-set.ts';

const byte = fc.integer({ min: 0, max: 9 });
/** Few hashes, so that rows meet again. */
const card = fc.tuple(fc.integer({ min: 0, max: 60 }), byte, byte, byte);
const rowSet = (of: fc.Arbitrary<[number, number, number, number]>) =>
  fc.uniqueArray(of, { selector: ([hash]) => hash, maxLength: 30 }).map(setOf);
const item = card.map(([hash, standing, group]): [number, number, number, number] => [
  ...([hash, standing, group, 0] as const),
]);
const sets: fc.Arbitrary<RowSets> = fc.record({ cards: rowSet(card), items: rowSet(item) });

function setOf(rows: [number, number, number, number][]): RowSet {
  const inOrder = rows.toSorted(([a], [b]) => a - b);
  return {
    hashes: Float64Array.from(inOrder, ([hash]) => hash),
    values: Float64Array.from(inOrder, ([, standing, group, loansLeft]) =>
      packed({ class: group, standing, loansLeft, lastDay: 0 }),
    ),
  };
}

/** What a terminal has after it has taken one permit after the other. */
class Terminal {
  readonly #bytes = new Map<string, Uint8Array>();
  #last: Plan | undefined;

  get before(): Before | undefined {
    const bytesOf = (sha256: string) => Promise.resolve(this.#bytes.get(sha256));
    return this.#last && { ...this.#last, bytesOf };
  }

  /** @returns what all chunks together say */
  async take(plan: Plan): Promise<RowSets> {
    for (const { bytes, sha256 } of plan.made) this.#bytes.set(sha256, bytes);
    this.#last = plan;
    let rows: RowSets = { cards: NO_ROWS, items: NO_ROWS };
    for (const { sha256 } of plan.named) {
      const some = decompressed(this.#bytes.get(sha256) ?? new Uint8Array());
      rows = { ...rows, [some.kind]: changed(rows[some.kind], fromChunk(some)) };
    }
    return rows;
  }

  forget = (): void => this.#bytes.clear();
}

test('PM6 after any changes, what was before and what has changed say the same as all anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sets, { minLength: 1, maxLength: 8 }), async (states) => {
      const terminal = new Terminal();
      for (const state of states)
        expect(await terminal.take(await planChunks(state, terminal.before))).toEqual(state);
    }),
    { numRuns: 60 },
  );
});

test('what has changed, put onto what was, is what is', () => {
  fc.assert(
    fc.property(rowSet(card), rowSet(card), (before, after) => {
      expect(changed(before, changes(before, after))).toEqual(after);
      expect(changes(before, before).hashes).toHaveLength(0);
    }),
  );
});

const many = (count: number, standing = (at: number) => at % 2): RowSets => ({
  cards: setOf(Array.from({ length: count }, (_, at) => [at * 9_999_991, standing(at), 1, 0])),
  items: NO_ROWS,
});

test('PM25 a change of one card is told in a chunk of its own, and only that is new', async () => {
  const terminal = new Terminal();
  const first = await planChunks(many(1000), undefined);
  await terminal.take(first);
  const second = await planChunks(
    many(1000, (at) => (at === 7 ? 5 : at % 2)),
    terminal.before,
  );
  expect(second.made).toHaveLength(1);
  expect(second.named.slice(0, -1)).toEqual(first.named);
  expect(second.made[0]?.bytes.length).toBeLessThan(40);
  const last = await terminal.take(second);
  const third = await planChunks(last, terminal.before);
  expect(third).toMatchObject({ made: [], named: second.named, full: first.full });
});

test('PM25 where much has changed, all is told anew', async () => {
  const terminal = new Terminal();
  await terminal.take(await planChunks(many(1000), undefined));
  const anew = await planChunks(
    many(1000, (at) => (at * 7) % 6),
    terminal.before,
  );
  expect(anew.named).toHaveLength(anew.full);
  expect(await terminal.take(anew)).toEqual(many(1000, (at) => (at * 7) % 6));
});

test('PM25 many small changes become one', async () => {
  const terminal = new Terminal();
  const first = await planChunks(many(6000), undefined);
  await terminal.take(first);
  for (let step = 1; step <= 33; step += 1) {
    const state = many(6000, (at) => (at < step ? 5 : at % 2));
    expect(await terminal.take(await planChunks(state, terminal.before))).toEqual(state);
  }
  expect(terminal.before?.named).toHaveLength(first.named.length + 1);
});

test('a chunk that is not there any more: all is told anew', async () => {
  const terminal = new Terminal();
  await terminal.take(await planChunks(many(100), undefined));
  terminal.forget();
  const plan = await planChunks(many(101), terminal.before);
  expect(await terminal.take(plan)).toEqual(many(101));
  expect(plan.full).toBe(plan.named.length);
});

test('PM6 what is gone is said by class 255', async () => {
  const terminal = new Terminal();
  await terminal.take(await planChunks(many(1000), undefined));
  const plan = await planChunks(many(999), terminal.before);
  const [made] = plan.made;
  const told = made && decompressed(made.bytes);
  expect(told).toMatchObject({
    hashes: Float64Array.of(999 * 9_999_991),
    classes: Uint8Array.of(GONE),
  });
});
