/** What terminals write down: where it puts an event in time, and what staff find by the code on a receipt. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { lendingIn } from '#tests/fixtures/lending.ts';
import { DAY, foundNetwork, MINUTE, NOW } from '#tests/fixtures/small-network.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { TerminalRecord, TransactInput } from './store.ts';

const HOUR = 60 * MINUTE;

eachDatabase((engine) => {
  let db: AppDatabase;
  let sequence = 0;
  const { ask, borrow, giveBack, loansOf, newCard, newItem } = lendingIn(() => db);

  beforeAll(async () => {
    db = await engine.open(registry);
    await foundNetwork(db);
  });

  const recordOf = (wall: number, more: Partial<TerminalRecord> = {}): TerminalRecord => ({
    ...{ sequence: (sequence += 1), wall, monotonic: 5, boot: 'boot-1', version: '0.5.0' },
    ...{ receiptCode: '34679CDF', ...more },
  });
  const newTerminal = () => `kiosk-${randomUUID()}`;
  /** Told two days later, out of an outbox. */
  const told = (input: TransactInput, more: Partial<TerminalRecord> = {}): TransactInput => {
    const record = recordOf(input.occurredAt, more);
    return {
      ...input,
      mode: 'promise',
      now: NOW + 2 * DAY,
      record,
      receiptCode: record.receiptCode,
    };
  };
  const kindsOf = async ({ id }: TransactInput) => {
    const open = await db.read('open-conflicts', { libraries: ['central'] });
    return open.flatMap(({ transactionId, kind }) => (transactionId === id ? [kind] : []));
  };
  const lookUp = (code: string, actor: { kind: 'staff' | 'system'; id: string } = SYSTEM) =>
    db.read('receipt-look-up', { reach: { actor, now: NOW }, code });
  const SYSTEM = { kind: 'system', id: '' } as const;

  describe('T12 the clock of a terminal', () => {
    test.each([
      ['set back by hours', NOW - 5 * HOUR],
      ['in 1970', 3600],
    ])('%s between a loan and its return: the return ends the loan', async (_, occurredAt) => {
      const [card, book, terminalId] = [await newCard(), await newItem(), newTerminal()];
      const loan = told(borrow(card, book, { terminalId }));
      const back = told(giveBack(book, { terminalId, occurredAt }));
      await ask(loan);
      await ask(back);
      expect(await loansOf(card)).toEqual([]);
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
        ended: { at: NOW + 1, how: 'returned' },
      });
      expect([await kindsOf(loan), await kindsOf(back)]).toEqual([[], ['clock']]);
    });

    test('set back by a minute: in order, and nobody need look', async () => {
      const [card, book, terminalId] = [await newCard(), await newItem(), newTerminal()];
      await ask(told(borrow(card, book, { terminalId })));
      const back = told(giveBack(book, { terminalId, occurredAt: NOW - MINUTE }));
      await ask(back);
      expect([await loansOf(card), await kindsOf(back)]).toEqual([[], []]);
    });

    test('T13 of another book, the row before is the floor', async () => {
      const [card, book, other] = [await newCard(), await newItem(), await newItem()];
      const terminalId = newTerminal();
      await ask(told(giveBack(other, { terminalId, occurredAt: NOW + HOUR })));
      const loan = told(borrow(card, book, { terminalId, occurredAt: NOW - 3 * HOUR }));
      await ask(loan);
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
        checkedOutAt: NOW + HOUR + 1,
      });
      expect(await kindsOf(loan)).toEqual(['clock']);
    });

    test('T13 another terminal’s journal says nothing', async () => {
      const [card, book, other] = [await newCard(), await newItem(), await newItem()];
      await ask(told(giveBack(other, { occurredAt: NOW + HOUR, terminalId: 'kiosk-8' })));
      const loan = told(borrow(card, book, { terminalId: 'kiosk-9' }));
      await ask(loan);
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({ checkedOutAt: NOW });
      expect(await kindsOf(loan)).toEqual([]);
    });

    test('T14 a return in 1970 ends the loan that is open, and costs nothing', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const loan = borrow(card, book);
      await ask(loan);
      const late = { now: NOW + 40 * DAY, terminalId: 'kiosk-10' };
      await ask({ ...told(giveBack(book, { occurredAt: 3600 })), ...late });
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({
        ended: { at: NOW + 1 },
      });
      const found = await db.read('patron-by-card', { libraryId: 'central', card, now: NOW });
      expect(found).toMatchObject({ standing: { feesOwed: 0 } });
    });

    test('T15 put right by hours since is believed, and staff are told', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const loan = told(borrow(card, book, { terminalId: 'kiosk-11' }), { wall: NOW - 9 * HOUR });
      await ask(loan);
      expect(await db.read('loan-by-id', { id: loan.id })).toMatchObject({ checkedOutAt: NOW });
      expect(await kindsOf(loan)).toEqual(['clock']);
      const offset = { wall: NOW - 9 * HOUR, serverOffset: 9 * HOUR };
      const known = told(borrow(card, await newItem(), { terminalId: 'kiosk-11' }), offset);
      await ask(known);
      expect(await kindsOf(known)).toEqual([]);
    });
  });

  describe('the code on a receipt', () => {
    test('X1 leads to what was written down first, however often it is sent, and corrected', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const code = { receiptCode: 'XYXYXYXY', tags: ['E00401009ABCDEF0'], permit: 7 };
      const loan = told(borrow(card, book, { terminalId: 'kiosk-13' }), code);
      const first = await ask(loan);
      expect(first).toMatchObject({ outcome: 'accepted', receiptCode: 'XYXYXYXY' });
      const record = recordOf(NOW + HOUR, { receiptCode: 'ZZZZZZZZ' });
      expect(await ask({ ...loan, occurredAt: NOW + HOUR, record })).toEqual(first);
      expect(await lookUp('xyxy xyxy')).toMatchObject([
        {
          ...{ id: loan.id, act: 'checkout', code: 'XYXYXYXY', terminal: { id: 'kiosk-13' } },
          record: { wall: NOW, placedAt: NOW, tags: ['E00401009ABCDEF0'], permit: 7 },
          answers: [{ mode: 'promise', answer: first, at: NOW + 2 * DAY }],
          event: { kind: 'checkout', occurredAt: NOW, recordedAt: NOW + 2 * DAY },
          loan: { id: loan.id, checkedOutAt: NOW },
          patron: { id: card },
          conflicts: [],
        },
      ]);
      expect(await lookUp('ZZZZZZZZ')).toEqual([]);
    });

    test('that two have is shown with both, the later first', async () => {
      const code = { receiptCode: '99999999' };
      const inputs = [
        told(borrow(await newCard(), await newItem()), code),
        { ...told(borrow(await newCard(), await newItem()), code), now: NOW + 3 * DAY },
      ];
      for (const input of inputs) await ask(input);
      const found = await lookUp('99999999');
      expect(found.map(({ id }) => id)).toEqual(inputs.map(({ id }) => id).reverse());
    });

    test('of a return leads to the loan that it ended; of a book that nobody knows, to the conflict', async () => {
      const [card, book] = [await newCard(), await newItem()];
      const loan = borrow(card, book);
      await ask(loan);
      const at = { occurredAt: NOW + HOUR, terminalId: 'kiosk-12' };
      await ask(told(giveBack(book, at), { receiptCode: '77777777' }));
      expect(await lookUp('77777777')).toMatchObject([
        { act: 'checkin', loan: { id: loan.id, ended: { at: NOW + HOUR } } },
      ]);
      await ask(told(borrow(card, 'no-such-book', at), { receiptCode: '66666666' }));
      const [unknown] = await lookUp('66666666');
      expect(unknown).toMatchObject({ conflicts: [{ kind: 'item-unknown' }] });
      expect(unknown).not.toHaveProperty('event');
    });

    test('J5 of another library’s book is found by nobody there', async () => {
      const loan = told(borrow(await newCard(), await newItem()), { receiptCode: '44444444' });
      await ask(loan);
      const ofSchool = await newStaff('school-a');
      expect(await lookUp('44444444', { kind: 'staff', id: ofSchool })).toEqual([]);
      const ofCentral = await newStaff('central');
      expect(await lookUp('44444444', { kind: 'staff', id: ofCentral })).toHaveLength(1);
    });
  });

  async function newStaff(libraryId: string): Promise<string> {
    const id = randomUUID();
    const grants = [{ libraryId, role: 'librarian' as const }];
    await db.write('staff-add', { id, name: id, passwordHash: '', grants, now: NOW });
    return id;
  }
});
