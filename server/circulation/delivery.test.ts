import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, MINUTE, NOW, patron } from '#tests/fixtures/small-network.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { fingerprintOf } from './fingerprint.ts';

/** What happened to one book at kiosks that were all offline. */
const anyHappening = fc.record({
  act: fc.constantFrom('checkout' as const, 'checkin' as const),
  minute: fc.integer({ min: 0, max: 8 }),
  card: fc.constantFrom('C-1', 'C-2'),
  terminalId: fc.constantFrom('kiosk-1', 'kiosk-2'),
});
type Happening = typeof anyHappening extends fc.Arbitrary<infer T> ? T : never;

/** Two of one kind at one instant are ordered by their ids, which differ between the two books that are compared. */
const anyDay = fc.uniqueArray(anyHappening, {
  selector: ({ act, minute }) => `${act} ${minute}`,
  minLength: 1,
  maxLength: 7,
});
const anyTwoDeliveries = anyDay.chain((day) =>
  fc.record({
    day: fc.constant(day),
    order: fc.shuffledSubarray([...day.keys(), ...day.keys()], { minLength: day.length * 2 }),
  }),
);

eachDatabase((engine) => {
  let db: AppDatabase;
  let books = 0;

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
    await db.write('patrons-put', {
      patrons: [patron('an', 'C-1'), patron('binh', 'C-2')],
      now: NOW,
    });
  });

  /** Delivers the day's promises in an order, and tells what has become of each loan. */
  async function deliver(day: readonly Happening[], order: readonly number[]) {
    const book = `B-${(books += 1)}`;
    await db.write('items-put', { items: [item(book, book)] });
    const ids = day.map(() => randomUUID());
    for (const [turn, at] of order.entries()) {
      const happened = day[at];
      const id = ids[at];
      if (!happened || id === undefined) throw new Error('the order names what happened');
      await db.write('transact', promiseOf(id, book, happened, NOW + DAY + turn));
    }
    const loans = await Promise.all(ids.map((id) => db.read('loan-by-id', { id })));
    return loans.map((loan) => loan && [loan.patronId, loan.checkedOutAt, loan.dueAt, loan.ended]);
  }

  test('T1 promises that arrive in any order, and some of them again, end in the same loans', async () => {
    await fc.assert(
      fc.asyncProperty(anyTwoDeliveries, async ({ day, order }) => {
        const inTime = [...day.keys()].sort(
          (a, b) => (day[a]?.minute ?? 0) - (day[b]?.minute ?? 0),
        );
        expect(await deliver(day, order)).toEqual(await deliver(day, inTime));
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

function promiseOf(
  id: string,
  book: string,
  { act, minute, card, terminalId }: Happening,
  now: number,
) {
  const request = {
    act,
    mode: 'promise' as const,
    item: { identifier: book },
    occurredAt: NOW + minute * MINUTE,
    ...(act === 'checkout' && { card }),
  };
  const fingerprint = fingerprintOf(request);
  return {
    ...request,
    id,
    terminalId,
    libraryId: 'central',
    fingerprint,
    receiptCode: randomUUID(),
    now,
  };
}
