import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { foundPermitNetwork } from '#tests/fixtures/permit-network.ts';
import { doorOf, permitOffice } from '#tests/fixtures/permit-office.ts';
import type { PermitOffice } from '#tests/fixtures/permit-office.ts';
import { readPermit } from '#tests/fixtures/permit-reader.ts';
import type { ReadPermit } from '#tests/fixtures/permit-reader.ts';
import { dayNumber } from '../libraries/rules/day.ts';

eachDatabase((engine) => {
  let office: PermitOffice;
  let central: ReadPermit;
  let schoolA: ReadPermit;

  beforeAll(async () => {
    office = await permitOffice(engine);
    await foundPermitNetwork(office.db);
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
