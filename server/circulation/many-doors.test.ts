/** All doors at once, at random, over two processes where the engine allows: whatever came first, what is left fits together. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { TitleInput } from '#server/catalogue/input.ts';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, foundNetwork, item, NOW, patron, TITLE } from '#tests/fixtures/small-network.ts';
import { registry as wholeDatabase } from '#tests/fixtures/whole-database.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { FeeRow, FeePaymentRow, HoldRow, LoanRow, TransitRow } from './tables.ts';
import type { CirculationEventRow } from './tables.ts';
import { loansOf } from './rules/timeline.ts';
import type { ItemEvent } from './rules/timeline.ts';
import { TransactionLine } from './transaction-line.ts';

const PATRONS = Array.from({ length: 6 }, (_, n) => `P-${n}`);
const TITLES = ['t-0', 't-1', 't-2'];
const ITEMS = Array.from({ length: 7 }, (_, n) => `B-${n}`);
const LIBRARIES = ['central', 'school-a', 'school-b'];
const [ROUNDS, AT_ONCE] = [40, 12];

eachDatabase((engine) => {
  let dbs: AppDatabase[];
  let lines: TransactionLine[];
  let rowsOf: () => Promise<Record<string, unknown[]>>;
  let clock = NOW;
  let seed = 7;

  const below = (bound: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * bound);
  };
  const one = <T>(all: readonly T[]): T => {
    const found = all[below(all.length)];
    if (found === undefined) throw new Error('none to choose from');
    return found;
  };

  beforeAll(async () => {
    const place = await engine.place();
    const processes = engine.name === 'postgres' ? 2 : 1;
    dbs = [];
    for (let n = 0; n < processes; n += 1) dbs.push(await engine.open(registry, place));
    lines = dbs.map((db) => new TransactionLine({ db }));
    const whole = await engine.open(wholeDatabase, place);
    rowsOf = async () => {
      const texts = Object.entries(await whole.read('every-row', {}));
      return Object.fromEntries(texts.map(([table, text]) => [table, JSON.parse(text)]));
    };
    const [db] = dbs;
    if (!db) throw new Error('no database');
    await foundNetwork(db);
    await db.write('patrons-put', { patrons: PATRONS.map((id) => patron(id, id)), now: NOW });
    const titles = TITLES.map((id) => TitleInput.parse({ ...TITLE, id }));
    await db.write('titles-put', { titles, now: NOW });
    await db.write('items-put', {
      items: ITEMS.map((id, n) =>
        item(id, id, {
          ...{ titleId: TITLES[n % TITLES.length] ?? '', price: 50_000 },
          homeLibraryId: LIBRARIES[n % LIBRARIES.length] ?? '',
        }),
      ),
    });
  });

  const act = () => ({
    ...{ id: randomUUID() as string, now: clock },
    actor: { kind: 'sip2', id: 'sorter', libraryId: one(LIBRARIES) } as const,
  });
  const holds: string[] = [];
  const loans: { id: string; book: string }[] = [];
  const transact = (what: Parameters<typeof wish>[0]) => {
    const input = wish({ occurredAt: clock, libraryId: one(LIBRARIES), ...what });
    if (input.act === 'checkout') loans.push({ id: input.id, book: what.book });
    return one(lines).transact({ ...input, now: clock, terminalId: 'kiosk-1' });
  };
  const place = () => {
    const asked = { ...act(), patronId: one(PATRONS), pickupLibraryId: one(LIBRARIES) };
    holds.push(asked.id);
    const what = below(3) === 0 ? { itemId: one(ITEMS) } : { titleId: one(TITLES) };
    return one(dbs).write('hold-place', { ...asked, ...what });
  };
  const undo = () => {
    const loan = loans.at(-1 - below(Math.min(loans.length, 12)));
    return loan && transact({ act: 'checkin', book: loan.book, undoOf: loan.id });
  };
  const pay = () =>
    one(dbs).write('fee-settle', {
      ...{ ...act(), patronId: one(PATRONS), how: 'paid', amount: 1 + below(2000), year: 2026 },
    });
  const mark = (which: 'lost' | 'found' | 'missing' | 'claim-returned') =>
    one(dbs).write('item-mark', { ...act(), itemId: one(ITEMS), mark: which });
  const borrow = () => transact({ act: 'checkout', card: one(PATRONS), book: one(ITEMS) });
  const giveBack = () => transact({ act: 'checkin', book: one(ITEMS) });
  const ACTS: readonly (() => Promise<unknown> | undefined)[] = [
    ...[borrow, borrow, borrow, borrow, giveBack, giveBack, giveBack, giveBack],
    () => transact({ act: 'renew', card: one(PATRONS), book: one(ITEMS) }),
    () => transact({ act: 'checkout', mode: 'promise', card: one(PATRONS), book: one(ITEMS) }),
    () => transact({ act: 'checkin', mode: 'promise', book: one(ITEMS), occurredAt: clock - DAY }),
    ...[undo, place, place, place, pay, pay],
    () =>
      holds.length > 0
        ? one(dbs).write('hold-cancel', { ...act(), holdId: one(holds) })
        : undefined,
    ...[
      () => mark('lost'),
      () => mark('found'),
      () => mark('missing'),
      () => mark('claim-returned'),
    ],
  ];

  test('T1 H10 V1 F22 loans, holds, transit and fees fit together, whatever happens at once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      clock += 8 * DAY;
      await Promise.all(Array.from({ length: AT_ONCE }, () => one(ACTS)()));
      check(await rowsOf());
    }
    const happened = await rowsOf();
    for (const table of ['loan', 'hold', 'transit', 'fee', 'fee_payment', 'conflict'])
      expect(happened[table]?.length, table).toBeGreaterThan(0);
  });

  function check(rows: Record<string, unknown[]>): void {
    const events = (rows['circulation_event'] ?? []) as CirculationEventRow[];
    const loanRows = (rows['loan'] ?? []) as LoanRow[];
    const open = new Set(loanRows.flatMap((loan) => (loan.ended_at === null ? loan.item_id : [])));
    for (const id of ITEMS) {
      const derived = loansOf(events.filter((event) => event.item_id === id).map(asEvent));
      const known = loanRows.filter((loan) => loan.item_id === id);
      expect(new Map(known.map((loan) => [loan.id, [loan.due_at, loan.ended_how]]))).toEqual(
        new Map(derived.map((loan) => [loan.id, [loan.dueAt, loan.ended?.how ?? null]])),
      );
    }
    const ways = ((rows['transit'] ?? []) as TransitRow[]).filter(({ ended_at }) => !ended_at);
    const kept = ((rows['hold'] ?? []) as HoldRow[]).filter(
      (hold) => hold.ended_at === null && hold.captured_item_id !== null,
    );
    for (const { item_id } of ways) expect(open).not.toContain(item_id);
    for (const hold of kept) {
      expect(open).not.toContain(hold.captured_item_id);
      const way = ways.find((one) => one.item_id === hold.captured_item_id);
      expect(way?.hold_id ?? null).toBe(hold.shelf_at === null ? hold.id : null);
    }
    for (const { hold_id } of ways)
      if (hold_id !== null) expect(kept.map(({ id }) => id)).toContain(hold_id);
    checkMoney(rows);
  }

  function checkMoney(rows: Record<string, unknown[]>): void {
    const payments = (rows['fee_payment'] ?? []) as FeePaymentRow[];
    for (const fee of (rows['fee'] ?? []) as FeeRow[]) {
      const taken = payments.filter(({ fee_id }) => fee_id === fee.id);
      expect(taken.reduce((sum, { amount }) => sum + amount, 0)).toBe(Number(fee.settled));
      expect(fee.amount).toBeGreaterThanOrEqual(Number(fee.settled));
    }
  }
});

const asEvent = (row: CirculationEventRow): ItemEvent => ({
  ...{ id: row.id, kind: row.kind, occurredAt: row.occurred_at, claimedAt: row.claimed_at },
  ...{ terminalId: row.terminal_id, libraryId: row.library_id },
  ...{ patronId: row.patron_id ?? undefined, dueAt: row.due_at ?? undefined },
  undoOf: row.undo_of ?? undefined,
});
