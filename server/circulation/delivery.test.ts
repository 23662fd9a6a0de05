import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { TitleInput } from '#server/catalogue/input.ts';
import { peek } from '#tests/fixtures/peek.ts';
import {
  DAY,
  foundNetwork,
  item,
  MINUTE,
  NOW,
  patron,
  TITLE,
} from '#tests/fixtures/small-network.ts';
import type { DatabasePlace } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { fingerprintOf } from './fingerprint.ts';

/** Minutes. */
const MONTH = 30 * 1440;

/** What happened to one book at kiosks that were all offline. */
const anyHappening = fc.record({
  act: fc.constantFrom('checkout' as const, 'checkin' as const),
  // Close together, so that the clocks' uncertainty comes in; or a month later, so that what comes back is late.
  minute: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: MONTH, max: MONTH + 3 })),
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
/** Who waits for the book before anything happens, in this order, and where. */
const anyLine = fc.uniqueArray(
  fc.record({
    patronId: fc.constantFrom('an', 'binh', 'chi'),
    pickupLibraryId: fc.constantFrom('central', 'school-a'),
  }),
  { selector: ({ patronId }) => patronId, maxLength: 3 },
);
type Waiting = typeof anyLine extends fc.Arbitrary<infer T> ? T : never;

const anyTwoDeliveries = fc.tuple(anyDay, anyLine).chain(([day, line]) =>
  fc.record({
    day: fc.constant(day),
    line: fc.constant(line),
    order: fc.shuffledSubarray([...day.keys(), ...day.keys()], { minLength: day.length * 2 }),
  }),
);

eachDatabase((engine) => {
  let db: AppDatabase;
  let place: DatabasePlace;
  let books = 0;

  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
    await foundNetwork(db);
    const patrons = [patron('an', 'C-1'), patron('binh', 'C-2'), patron('chi', 'C-3')];
    await db.write('patrons-put', { patrons, now: NOW });
  });

  /** Delivers what happened in an order, and tells what has become of loans, fees, holds and the book. */
  async function deliver(
    day: readonly Happening[],
    line: Waiting,
    order: readonly number[],
  ): Promise<unknown> {
    const book = `B-${(books += 1)}`;
    await db.write('titles-put', { titles: [TitleInput.parse({ ...TITLE, id: book })], now: NOW });
    await db.write('items-put', { items: [item(book, book, { titleId: book })] });
    const holds = line.map((waiting, n) => ({ ...waiting, id: `${book}/${n}`, titleId: book }));
    await db.write('holds-put', { holds: holds.map((one, n) => ({ ...one, placedAt: n })) });
    const ids = day.map(() => randomUUID());
    for (const [turn, at] of order.entries()) {
      const happened = day[at];
      const id = ids[at];
      if (!happened || id === undefined) throw new Error('the order names what happened');
      await db.write('transact', promiseOf(id, book, happened, NOW + 40 * DAY + turn));
    }
    const loans = await Promise.all(ids.map((id) => db.read('loan-by-id', { id })));
    return {
      loans: loans.map(
        (loan) => loan && [loan.patronId, loan.checkedOutAt, loan.dueAt, loan.ended],
      ),
      fees: await fees(book, ids),
      // Still aside is only what waits for somebody.
      holds: await rows(
        `select patron_id, ended_how, captured_item_id is not null as aside, shelf_at is not null as shelf
          from hold where title_id = '${book}' and ended_at is null order by placed_at`,
      ),
      way: await rows(
        `select to_library_id, (select patron_id from hold where hold.id = transit.hold_id) as awaited_by
          from transit where item_id = '${book}' and ended_at is null`,
      ),
      // Of a book that is out, it says nothing.
      lies: await rows(
        `select current_library_id from item where id = '${book}' and not exists
          (select 1 from loan where loan.item_id = item.id and ended_at is null)`,
      ),
    };
  }

  const rows = async (sql: string) =>
    (await peek(place, sql)).map((row) => Object.values(row).map(String));
  const fees = async (book: string, ids: readonly string[]) => {
    const all = await peek(place, `select loan_id, amount from fee where item_id = '${book}'`);
    return ids.map((id) => Number(all.find((fee) => fee['loan_id'] === id)?.['amount'] ?? 0));
  };

  test('T1 T11 promises that arrive in any order, and some of them again, end in the same loans, fees, holds and transit', async () => {
    await fc.assert(
      fc.asyncProperty(anyTwoDeliveries, async ({ day, line, order }) => {
        const inTime = [...day.keys()].sort(
          (a, b) => (day[a]?.minute ?? 0) - (day[b]?.minute ?? 0),
        );
        expect(await deliver(day, line, order)).toEqual(await deliver(day, line, inTime));
      }),
      { numRuns: engine.name === 'sqlite' ? 20 : 5 },
    );
  });
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
    libraryId: terminalId === 'kiosk-1' ? 'central' : 'school-a',
    fingerprint,
    receiptCode: randomUUID(),
    now,
  };
}
