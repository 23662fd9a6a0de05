/** What terminals without an answer have promised, told afterwards in whatever order: the end is that of the true order. */
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
import { wish } from '#tests/fixtures/wish.ts';
import type { DatabasePlace } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { fingerprintOf } from './fingerprint.ts';
import { PolicyInput } from './input.ts';
import type { TransactInput } from './store.ts';

const MONTH = 30 * 1440;
const TERMINALS = ['kiosk-1', 'kiosk-2', 'kiosk-3'] as const;
const LIBRARY = { 'kiosk-1': 'central', 'kiosk-2': 'school-a', 'kiosk-3': 'central' } as const;
const PATRONS = ['an', 'binh', 'chi'] as const;
/** Two copies of one title, and one of another. */
const COPIES = ['a1', 'a2', 'b1'] as const;

/** Close together, so that the clocks' uncertainty comes in; or a month later, so that what comes back is late. */
const anyMinute = fc.oneof(
  fc.integer({ min: 0, max: 8 }),
  fc.integer({ min: MONTH, max: MONTH + 4 }),
);
const anyHappening = fc.record({
  act: fc.constantFrom(
    'checkout' as const,
    'checkout' as const,
    'checkin' as const,
    'renew' as const,
  ),
  minute: anyMinute,
  who: fc.constantFrom(...PATRONS),
  copy: fc.constantFrom(...COPIES),
  at: fc.constantFrom(...TERMINALS),
  /** Taken back by the same terminal so many minutes later. */
  undoneAfter: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4, nil: undefined }),
});
const anyHold = fc.record({
  who: fc.constantFrom(...PATRONS),
  title: fc.constantFrom('a' as const, 'b' as const),
  /** Waits for this copy and no other. */
  copy: fc.option(fc.constantFrom('a1' as const, 'a2' as const), { freq: 4, nil: undefined }),
  pickup: fc.constantFrom('central', 'school-a'),
  /** Before the terminals lost the server, or meanwhile. */
  minute: fc.oneof(fc.constant(-5), anyMinute),
  /** Not wanted any more from then on. */
  cancelled: fc.option(anyMinute, { freq: 2, nil: undefined }),
});
const anyBlock = fc.record({ who: fc.constantFrom(...PATRONS), minute: anyMinute });

const anyStory = fc
  .record({
    happenings: fc.array(anyHappening, { minLength: 1, maxLength: 7 }),
    holds: fc.uniqueArray(anyHold, { selector: ({ who, title }) => who + title, maxLength: 3 }),
    /** Given back just before the terminals lost the server, and laid aside for whom they were for. */
    returned: fc.subarray([...COPIES]),
    blocks: fc.uniqueArray(anyBlock, { selector: ({ who }) => who, maxLength: 1 }),
    /** Seconds that each terminal's clock is ahead: less than the uncertainty. */
    skews: fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 }),
  })
  .chain((story) => {
    const promises = promisesOf(story);
    return fc.record({
      story: fc.constant({ ...story, promises }),
      order: fc.shuffledSubarray([...promises.keys(), ...promises.keys()], {
        minLength: promises.length * 2,
      }),
      together: fc.integer({ min: 1, max: 4 }),
      /** By commands of their own, which run at once; else by one. */
      apart: fc.boolean(),
    });
  });
type Story = typeof anyStory extends fc.Arbitrary<{ story: infer T }> ? T : never;

interface Promised {
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly copy: string;
  readonly who?: string;
  readonly at: (typeof TERMINALS)[number];
  /** True time, minutes. */
  readonly minute: number;
  readonly skewMs: number;
  /** Place of the loan that it takes back. */
  readonly undoes?: number;
}

/** In the order in which they truly happened. */
function promisesOf({
  happenings,
  skews,
}: {
  readonly happenings: readonly (typeof anyHappening extends fc.Arbitrary<infer T> ? T : never)[];
  readonly skews: readonly number[];
}): Promised[] {
  const skewOf = (at: (typeof TERMINALS)[number]) => (skews[TERMINALS.indexOf(at)] ?? 0) * 1000;
  const acts = happenings.map(({ act, minute, who, copy, at }): Promised => ({
    ...{ act, minute, copy, at, skewMs: skewOf(at) },
    ...(act !== 'checkin' && { who }),
  }));
  const undos = happenings.flatMap(({ act, minute, copy, at, undoneAfter }, of): Promised[] =>
    act === 'checkout' && undoneAfter !== undefined
      ? [{ act: 'checkin', minute: minute + undoneAfter, copy, at, skewMs: skewOf(at), undoes: of }]
      : [],
  );
  return [...acts, ...undos];
}

eachDatabase((engine) => {
  let db: AppDatabase;
  let place: DatabasePlace;
  let runs = 0;

  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
    await foundNetwork(db);
    const strict = { id: 'any', libraryId: 'network', loanDays: 14, renewals: 1 };
    const policies = [
      PolicyInput.parse({
        ...strict,
        maxLoans: 1,
        maxOverdue: 0,
        maxFeesOwed: 3000,
        overduePerDay: 1000,
      }),
    ];
    await db.write('lending-rules-put', { patronClasses: [], itemClasses: [], policies });
  });

  /** People, books, holds and blocks of this run alone. */
  async function found(run: string, { holds, blocks, returned }: Story): Promise<void> {
    const now = NOW - DAY;
    await db.write('patrons-put', {
      patrons: PATRONS.map((who) => patron(run + who, run + who)),
      now,
    });
    const titles = ['a', 'b'].map((id) => TitleInput.parse({ ...TITLE, id: run + id }));
    await db.write('titles-put', { titles, now });
    const items = COPIES.map((copy) =>
      item(run + copy, run + copy, { titleId: run + copy.slice(0, 1) }),
    );
    await db.write('items-put', { items });
    const rows = holds.map(({ who, title, copy, pickup, minute }, n) => ({
      ...{ id: `${run}${n}`, patronId: run + who, titleId: run + title },
      ...(copy !== undefined && title === 'a' && { itemId: run + copy }),
      ...{ pickupLibraryId: pickup, placedAt: NOW + minute * MINUTE - 30_000 },
    }));
    await db.write('holds-put', { holds: rows.filter(({ placedAt }) => placedAt < NOW - MINUTE) });
    for (const copy of returned)
      await db.write(
        'transact',
        wish({ act: 'checkin', book: run + copy, occurredAt: NOW - MINUTE }),
      );
    await db.write('holds-put', { holds: rows.filter(({ placedAt }) => placedAt >= NOW - MINUTE) });
    const actor = { kind: 'system', id: '', libraryId: 'central' } as const;
    const cancelled = holds.flatMap(({ cancelled: then, minute }, n) =>
      then !== undefined && then > minute ? [{ n, at: NOW + then * MINUTE - 30_000 }] : [],
    );
    for (const { n, at } of cancelled.toSorted((a, b) => a.at - b.at))
      await db.write('hold-cancel', { id: randomUUID(), actor, holdId: `${run}${n}`, now: at });
    for (const { who, minute } of blocks)
      await db.write('block-put', {
        ...{ id: randomUUID(), actor, now: NOW + minute * MINUTE + 30_000 },
        ...{ patronId: run + who, reason: 'staff', note: '' },
      });
  }

  /** Tells what has become of it when all has been delivered. */
  async function deliver(story: Story, order: readonly number[], together = 1, apart = false) {
    const run = `r${(runs += 1)}-`;
    await found(run, story);
    // Of two at one instant the smaller id came first: it must be the same one in each run.
    const prefix = randomUUID().slice(0, -3);
    const ids = story.promises.map((_, n) => `${prefix}${String(n).padStart(3, '0')}`);
    const inputs = order.map((n, turn) => {
      const promised = story.promises[n];
      if (!promised) throw new Error('the order names what was promised');
      return promiseOf(run, ids, n, promised, NOW + 40 * DAY + turn);
    });
    for (let at = 0; at < inputs.length; at += together)
      await tell(inputs.slice(at, at + together), apart);
    return endOf(run, ids, story);
  }

  async function tell(inputs: readonly TransactInput[], apart: boolean): Promise<void> {
    if (apart) await Promise.all(inputs.map((input) => db.write('transact', input)));
    else await db.write('transact-all', { inputs });
  }

  async function endOf(run: string, ids: readonly string[], story: Story) {
    const loans = await Promise.all(ids.map((id) => db.read('loan-by-id', { id })));
    const conflicts = await db.read('open-conflicts', { libraries: ['central', 'school-a'] });
    const feeRows = await rows(`select loan_id, amount from fee where patron_id like '${run}%'`);
    return {
      loans: loans.map(
        (loan) =>
          loan && [loan.patronId?.slice(run.length), loan.checkedOutAt, loan.dueAt, loan.ended],
      ),
      fees: ids.map((id) => Number(feeRows.find(([of]) => of === id)?.[1] ?? 0)),
      // Which of two copies lies aside was told to whoever returned it: it follows from the arrival, not from the time (T16).
      waiting: await rows(
        `select id, title_id from hold where title_id like '${run}%' and ended_at is null order by id`,
      ).then((all) => all.map((row) => row.map((text) => text.slice(run.length)))),
      aside: await rows(
        `select patron_id, shelf_at is not null as shelf from hold where title_id = '${run}b' and ended_at is null
          and captured_item_id is not null`,
      ).then((all) =>
        all.map(([who, shelf]) => [
          who?.slice(run.length),
          Number(Boolean(shelf) && shelf !== 'false' && shelf !== '0'),
        ]),
      ),
      way: await rows(
        `select to_library_id from transit where item_id = '${run}b1' and ended_at is null`,
      ),
      // What the rules said of a renewal when it was told stays said (Q8).
      conflicts: conflicts
        .filter(
          ({ transactionId }) => story.promises[ids.indexOf(transactionId)]?.act === 'checkout',
        )
        .map(({ transactionId, kind }) => `${ids.indexOf(transactionId)} ${kind}`)
        .sort(),
    };
  }

  const rows = async (sql: string) =>
    (await peek(place, sql)).map((row) => Object.values(row).map(String));

  test('T1 T11 Q6 loans, fees, holds and open conflicts are those of the true order, however it was delivered', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async ({ story, order, together, apart }) => {
        const { promises } = story;
        const inTime = [...promises.keys()].sort(
          (a, b) => (promises[a]?.minute ?? 0) - (promises[b]?.minute ?? 0) || a - b,
        );
        const delivered = await deliver(story, order, together, apart);
        expect(delivered).toEqual(await deliver(story, inTime));
      }),
      { numRuns: Number(process.env['RUNS'] ?? (engine.name === 'sqlite' ? 40 : 6)) },
    );
  }, 600_000);
});

function promiseOf(
  run: string,
  ids: readonly string[],
  n: number,
  { act, copy, who, at, minute, skewMs, undoes }: Promised,
  now: number,
): TransactInput {
  const request = {
    ...{ act, mode: 'promise' as const, item: { identifier: run + copy } },
    occurredAt: NOW + minute * MINUTE + skewMs,
    ...(who !== undefined && { card: run + who }),
    ...(undoes !== undefined && { undoOf: ids[undoes] }),
  };
  return {
    ...request,
    ...{ id: ids[n] ?? '', terminalId: at, libraryId: LIBRARY[at], now },
    ...{ fingerprint: fingerprintOf(request), receiptCode: randomUUID() },
  };
}
