import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { doorOf, permitOffice } from '#tests/fixtures/permit-office.ts';
import type { PermitOffice } from '#tests/fixtures/permit-office.ts';
import { readPermit } from '#tests/fixtures/permit-reader.ts';
import type { ReadPermit } from '#tests/fixtures/permit-reader.ts';
import { DAY, foundNetwork, item, NOW, patron, TITLE } from '#tests/fixtures/small-network.ts';
import { wish } from '#tests/fixtures/wish.ts';
import { PatronClassInput, PolicyInput } from '../circulation/input.ts';
import { TitleInput } from '../catalogue/input.ts';
import { dayNumber } from '../libraries/rules/day.ts';

eachDatabase((engine) => {
  let office: PermitOffice;
  let central: ReadPermit;
  let schoolA: ReadPermit;

  beforeAll(async () => {
    office = await permitOffice(engine);
    await foundNetwork(office.db);
    await putPatrons(office);
    await putItems(office);
    const desk = office.desk();
    const read = async (libraryId: string) => {
      const terminal = await office.addTerminal(libraryId);
      return readPermit(doorOf(desk, terminal), terminal);
    };
    central = await read('central');
    schoolA = await read('school-a');
  });

  describe('PM3 a card', () => {
    test('says that its patron may borrow, how many, and until which day', () => {
      expect(central.card('clean')).toMatchObject({ standing: '', loansLeft: 3 });
      expect(central.card('clean')?.lastDay).toBe(dayNumber('2027-01-31'));
      expect(central.card('endless')?.lastDay).toBe(0);
      expect(central.card('no card')).toBeUndefined();
    });

    test.each([
      ['blocked', 'patron-blocked'],
      ['owes', 'patron-blocked'],
      ['expired', 'card-expired'],
      ['late', 'too-many-overdue'],
    ])('PM21 “%s” says %s', (card, standing) => {
      expect(central.card(card)?.standing).toBe(standing);
    });

    test('PM21 who may still owe, be late or is on the last day may borrow', () => {
      for (const card of ['owes-little', 'a-bit-late', 'last-day'])
        expect([card, central.card(card)?.standing]).toEqual([card, '']);
    });

    test('K7 what one of the rules allows is not refused', () => {
      expect(central.card('owes-at-work')?.standing).toBe('');
    });

    test('K8 loans left are those of the strictest rule; a limit is no standing', () => {
      expect(central.card('full')).toMatchObject({ standing: '', loansLeft: 0 });
      expect(central.card('a-bit-late')).toMatchObject({ loansLeft: 2 });
    });

    test('K9 tells children apart, and K6 whose rules ask for the PIN', () => {
      const { patronClasses } = central.manifest;
      const classOf = (card: string) => patronClasses[central.card(card)?.class ?? 255];
      expect(classOf('clean')).toMatchObject({ child: false, pin: false });
      expect(classOf('child')).toMatchObject({ child: true, pin: false });
      expect(classOf('pinned')).toMatchObject({ child: false, pin: true });
    });

    test('N1 a number of several is whose it is at the library, and several’s where it is nobody’s', () => {
      expect(schoolA.card('S-1')?.loansLeft).toBe(3);
      expect(central.card('S-1')).toMatchObject({ standing: 'several-matches' });
    });

    test('PM3 a card that was withdrawn, and a citizen’s number, have no row', () => {
      expect(central.card('withdrawn')).toBeUndefined();
      expect(central.card('079090123456')).toBeUndefined();
    });
  });

  describe('PM4 an item', () => {
    test.each([
      ['withdrawn', 'item-withdrawn'],
      ['lost', 'item-lost'],
      ['missing', 'item-lost'],
      ['reference', 'not-for-loan'],
      ['kept', 'item-on-hold'],
      ['needed', 'item-on-hold'],
    ])('“%s” says %s', (book, standing) => {
      expect(central.item(book)?.standing).toBe(standing);
      expect(schoolA.item(book)?.standing).toBe(standing);
    });

    test('PM24 in order, damaged, out, or on its way home has no row', () => {
      for (const book of ['plain', 'damaged', 'out', 'under-way', 'spare'])
        expect([book, central.item(book)]).toEqual([book, undefined]);
    });

    test('PM4 of another class than most says so', () => {
      const { defaultItemClass, itemClasses, loanDays } = central.manifest;
      const disc = central.item('disc');
      expect(itemClasses[disc?.class ?? 255]).toEqual({ ids: ['disc'] });
      expect(itemClasses[defaultItemClass]).toEqual({ ids: ['book'] });
      expect(loanDays[0]?.[disc?.class ?? 255]).toBe(7);
      expect(loanDays[0]?.[defaultItemClass]).toBe(14);
    });

    test('PM24 a chip number is a number too', () => {
      expect(central.item('E0040150AABBCCDD')?.standing).toBe('not-for-loan');
    });

    test('PM2 a number of several items is looked up with its owner first', () => {
      // 0012 is lost in A and in order in B; 0013 is in order in both.
      expect(central.item('0012')?.standing).toBe('several-matches');
      expect(central.item('0012', 'VN-SA')?.standing).toBe('item-lost');
      expect(central.item('0012', 'VN-SB')?.standing).toBe('');
      expect(central.item('0013', 'VN-SA')?.standing).toBe('');
      expect(schoolA.item('0012')?.standing).toBe('item-lost');
      expect(schoolA.item('0012', 'VN-SB')?.standing).toBe('');
      expect(schoolA.item('0013')).toBeUndefined();
      expect(schoolA.item('0013', 'VN-SB')).toBeUndefined();
    });
  });

  test('K6 P3 a library without rules lends to nobody, and says why', async () => {
    const lone = await office.addTerminal('elsewhere');
    const permit = await readPermit(doorOf(office.desk(), lone), lone);
    expect(permit.card('clean')?.standing).toBe('no-policy');
    expect(permit.manifest.loanDays.flat().every((days) => days === null)).toBe(true);
  });

  test('PM2 no number of a card or item is in any of its bytes', () => {
    const numbers = ['a-bit-late', 'owes-little', 'last-day', 'missing', 'E0040150AABBCCDD'];
    for (const bytes of [...central.bytes, ...schoolA.bytes]) {
      const text = bytes.toString('latin1');
      for (const number of numbers) expect(text).not.toContain(number);
    }
  });
});

async function putPatrons({ db }: PermitOffice): Promise<void> {
  await db.write('libraries-put', {
    libraries: [
      { id: 'elsewhere', kind: 'central', name: 'elsewhere', timeZone: 'Asia/Ho_Chi_Minh' },
    ],
  });
  await db.write('lending-rules-put', {
    patronClasses: [PatronClassInput.parse({ id: 'staff', name: 'Nhân viên' })],
    itemClasses: [],
    policies: [
      { id: 'pin', patronClass: 'staff', loanDays: 14, requiresPin: true },
      { id: 'disc', itemClass: 'disc', loanDays: 7, maxLoans: 4, maxOverdue: 1, maxFeesOwed: 5000 },
    ].map((rule) => PolicyInput.parse({ libraryId: 'network', renewals: 1, ...rule })),
  });
  const patrons = [
    patron('clean', 'clean', { expiresOn: '2027-01-31' }),
    patron('endless', 'endless'),
    patron('blocked', 'blocked', { blocks: ['staff'] }),
    patron('owes', 'owes'),
    patron('owes-little', 'owes-little'),
    patron('expired', 'expired', { expiresOn: '2026-11-22' }),
    patron('last-day', 'last-day', { expiresOn: '2026-11-23' }),
    patron('late', 'late'),
    patron('a-bit-late', 'a-bit-late'),
    patron('full', 'full'),
    patron('child', 'child', { birthDate: '2018-05-01' }),
    patron('pinned', 'pinned', { patronClass: 'staff' }),
    patron('owes-at-work', 'owes-at-work', { patronClass: 'staff' }),
    patron('first', 'S-1', { libraryId: 'school-a' }),
    patron('second', 'S-1', { libraryId: 'school-b' }),
    patron('citizen', '079090123456', { cards: [{ value: '079090123456', kind: 'identity' }] }),
  ];
  await db.write('patrons-put', { patrons, now: NOW });
  const fee = (patronId: string, amount: number) => ({
    ...{ id: randomUUID(), patronId, amount, reason: 'x', createdAt: NOW },
  });
  const fees = [fee('owes', 5001), fee('owes-little', 5000), fee('owes-at-work', 9000)];
  await db.write('fees-put', { fees });
}

async function putItems({ db }: PermitOffice): Promise<void> {
  const at = (libraryId: string) => ({ homeLibraryId: libraryId });
  const onTitle = (titleId: string) => ({ titleId });
  for (const id of ['kept', 'needed', 'wanted-a-little'])
    await db.write('titles-put', { titles: [TitleInput.parse({ ...TITLE, id })], now: NOW });
  const items = [
    ...['plain', 'out', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7'].map((id) => item(id, id)),
    item('damaged', 'damaged', { condition: 'damaged' }),
    item('withdrawn', 'withdrawn', { condition: 'withdrawn' }),
    item('lost', 'lost', { condition: 'lost' }),
    item('missing', 'missing', { condition: 'missing' }),
    item('disc', 'disc', { itemClass: 'disc' }),
    item('reference', 'reference', {
      itemClass: 'reference',
      identifiers: [
        { kind: 'barcode', value: 'reference' },
        { kind: 'tag', value: 'reference', uid: 'E0040150AABBCCDD', part: 1 },
      ],
    }),
    item('kept', 'kept', onTitle('kept')),
    item('needed', 'needed', onTitle('needed')),
    item('spare', 'spare', onTitle('wanted-a-little')),
    item('spare-2', 'spare-2', onTitle('wanted-a-little')),
    item('under-way', 'under-way', at('school-a')),
    item('a12', '0012', { ...at('school-a'), condition: 'lost' }),
    item('b12', '0012', at('school-b')),
    item('a13', '0013', at('school-a')),
    item('b13', '0013', at('school-b')),
  ];
  await db.write('items-put', { items });
  const hold = (id: string, patronId: string) => ({
    ...{ id, titleId: id, patronId, pickupLibraryId: 'central', placedAt: NOW - DAY },
  });
  await db.write('holds-put', { holds: [hold('kept', 'clean'), hold('needed', 'clean')] });
  await db.write('holds-put', { holds: [hold('wanted-a-little', 'clean')] });
  await db.write('transact', wish({ act: 'checkin', book: 'kept' }));
  await db.write('transact', wish({ act: 'checkin', book: 'under-way' }));
  const loan = (patronId: string, itemId: string, dueAt: number) => ({
    ...{ id: randomUUID(), itemId, patronId, libraryId: 'central', dueAt },
    occurredAt: NOW - 40 * DAY,
  });
  const loans = [
    loan('late', 'x1', NOW - DAY),
    loan('late', 'x2', NOW - 1),
    loan('a-bit-late', 'x3', NOW - DAY),
    ...['x4', 'x5', 'x6'].map((id) => loan('full', id, NOW + DAY)),
    loan('endless', 'out', NOW + DAY),
  ];
  await db.write('loans-put', { loans, now: NOW });
}
