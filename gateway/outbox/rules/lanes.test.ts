import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lanes, type Queued, unblocked } from './lanes.ts';

const row = fc.record({
  item: fc.integer({ min: 1, max: 6 }),
  card: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
});
const queue = fc.array(row, { maxLength: 30 }).map((rows) =>
  rows.map(({ card, item }, n): Queued => {
    const keys = [`item ${item}`, ...(card === undefined ? [] : [`card ${card}`])];
    return { id: `t${n}`, seq: n, keys };
  }),
);

const shareKey = (a: Queued, b: Queued): boolean => a.keys.some((key) => b.keys.includes(key));

/** What a relay does: up to four at a time, answered or not, in whatever order the answers come. */
function* passOf(rows: readonly Queued[], chances: () => number) {
  const lanes = new Lanes(rows);
  const underWay: Queued[] = [];
  const answered = new Set<Queued>();
  for (;;) {
    const next = underWay.length < 4 ? lanes.next() : undefined;
    if (next) {
      yield { next, underWay: [...underWay], answered: new Set(answered) };
      underWay.push(next);
      continue;
    }
    const [done] = underWay.splice(chances() % Math.max(1, underWay.length), 1);
    if (!done) return;
    if (chances() % 4 > 0) {
      answered.add(done);
      lanes.answered(done);
    }
  }
}

const chances = fc.infiniteStream(fc.nat(1_000)).map((stream) => () => stream.next().value ?? 0);

test('O5 of one item or patron one row is under way, and every earlier one has had its answer', () => {
  fc.assert(
    fc.property(queue, chances, (rows, chance) => {
      const given: Queued[] = [];
      for (const { answered, next, underWay } of passOf(rows, chance)) {
        expect(underWay.filter((other) => shareKey(other, next))).toEqual([]);
        const earlier = rows.filter((other) => other.seq < next.seq && shareKey(other, next));
        expect(earlier.filter((other) => !answered.has(other))).toEqual([]);
        expect(given).not.toContain(next);
        given.push(next);
      }
    }),
  );
});

test('O37 when each gets its answer, all of them go in one pass', () => {
  fc.assert(
    fc.property(queue, (rows) => {
      const given = [...passOf(rows, () => 1)].map(({ next }) => next.id);
      expect(given.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
    }),
  );
});

test('O37 what stands behind no other goes at once, the earliest first', () => {
  fc.assert(
    fc.property(queue, (rows) => {
      const lanes = new Lanes(rows.toReversed());
      const free: Queued[] = [];
      for (let next = lanes.next(); next; next = lanes.next()) free.push(next);
      expect(free).toEqual(unblocked(rows));
    }),
  );
});
