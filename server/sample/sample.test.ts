import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ItemInput, TitleInput } from '../catalogue/input.ts';
import {
  FeeInput,
  HoldInput,
  ItemClassInput,
  LoanInput,
  PatronClassInput,
  PolicyInput,
} from '../circulation/input.ts';
import { CalendarInput, LibraryInput } from '../libraries/input.ts';
import { PatronInput } from '../patrons/input.ts';
import { checkDigit } from './rules/items.ts';
import { CENTRAL, DEMO_CARDS, makeSample, sampleShelf, sampleTitles } from './sample.ts';

const TODAY = '2026-11-23';
const NOW = Date.parse('2026-11-23T03:00:00Z');
const sample = makeSample(TODAY);
const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
const count = (values: Iterable<string | undefined>): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(values, (value) => value)].map(([key, all]) => [String(key), all.length]),
  );

test('every row fits the door it goes in by', () => {
  z.array(LibraryInput).parse(sample.libraries);
  z.array(CalendarInput).parse(sample.calendars);
  z.array(PatronClassInput).parse(sample.patronClasses);
  z.array(ItemClassInput).parse(sample.itemClasses);
  z.array(PolicyInput).parse(sample.policies);
  z.array(TitleInput).parse(sample.titles);
  z.array(ItemInput).parse(sample.items);
  z.array(PatronInput).parse(sample.patrons);
  z.array(LoanInput).parse(sample.loans);
  z.array(HoldInput).parse(sample.holds);
  z.array(FeeInput).parse(sample.fees);
});

test.each(Object.entries(sample).filter(([name]) => name !== 'calendars'))(
  'ids of %s are unique',
  (_, rows) => {
    const all = rows.flatMap((row) => ('id' in row ? [row.id] : []));
    expect(all.length).toBeGreaterThan(0);
    expect(new Set(all).size).toBe(all.length);
  },
);

test('all text is NFC', () => {
  const text = JSON.stringify([sample, sampleTitles]);
  expect(text).toBe(text.normalize('NFC'));
  expect(text).not.toContain('\\u');
});

describe('titles', () => {
  test('about three hundred, a third of them for children and more', () => {
    expect(sampleTitles.length).toBeGreaterThanOrEqual(300);
    const young = sampleTitles.filter(
      ({ audience }) => audience === 'child' || audience === 'preschool',
    );
    expect(young.length).toBeGreaterThan(sampleTitles.length / 3);
  });

  test('an ISBN has a right check digit and belongs to one title', () => {
    const isbns = sampleTitles.flatMap(({ isbn }) => isbn ?? []);
    expect(isbns.length).toBeGreaterThan(50);
    expect(new Set(isbns).size).toBe(isbns.length);
    for (const isbn of isbns) {
      expect(isbn).toMatch(/^97[89]\d{10}$/);
      const sum = [...isbn].reduce(
        (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3),
        0,
      );
      expect(sum % 10, isbn).toBe(0);
    }
  });

  test('no year lies ahead, and no edition before its work', () => {
    for (const { id, year, firstPublished } of sampleTitles) {
      expect(Math.max(year ?? 0, firstPublished ?? 0), id).toBeLessThanOrEqual(2026);
      expect(year ?? 9999, id).toBeGreaterThanOrEqual(firstPublished ?? 0);
    }
  });
});

describe('items', () => {
  test('seven hundred over the libraries of the tree', () => {
    expect(sample.items).toHaveLength(700);
    expect(Object.keys(count(sample.items.map(({ homeLibraryId }) => homeLibraryId)))).toHaveLength(
      5,
    );
  });

  test('each belongs to a title, a library and a class that exist', () => {
    expect(ids(sample.titles)).toEqual(
      expect.arrayContaining(sample.items.map(({ titleId }) => titleId)),
    );
    expect(ids(sample.libraries)).toEqual(
      expect.arrayContaining(sample.items.map(({ homeLibraryId }) => homeLibraryId)),
    );
    expect(ids(sample.itemClasses)).toEqual(
      expect.arrayContaining(sample.items.map(({ itemClass }) => itemClass)),
    );
  });

  test('a number means one item within its library, and one of two in the two schools', () => {
    const numbers = sample.items.map(
      ({ homeLibraryId, identifiers }) => `${homeLibraryId} ${identifiers[0]?.value}`,
    );
    expect(new Set(numbers).size).toBe(700);
    const inSchool = (school: string): (string | undefined)[] =>
      sample.items
        .filter(({ homeLibraryId }) => homeLibraryId === school)
        .map(({ identifiers }) => identifiers[0]?.value);
    expect(inSchool('tieu-hoc-ben-cau')).toEqual(expect.arrayContaining(inSchool('thcs-song-hoa')));
  });

  test('a chip number is one tag’s; the tag carries what the label says', () => {
    const tags = sample.items.flatMap(({ identifiers }) =>
      identifiers.filter(({ kind }) => kind === 'tag'),
    );
    expect(tags.length).toBeGreaterThan(300);
    expect(new Set(tags.map(({ uid }) => uid)).size).toBe(tags.length);
    for (const { identifiers } of sample.items) {
      expect(new Set(identifiers.map(({ value }) => value)).size).toBe(1);
    }
  });

  test('labels of fourteen digits check', () => {
    const labels = sample.items
      .flatMap(({ identifiers }) => identifiers[0]?.value ?? [])
      .filter((value) => value.length === 14);
    expect(labels.length).toBeGreaterThan(50);
    for (const label of labels) expect(checkDigit(label.slice(0, -1)), label).toBe(label.at(-1));
  });

  test('most are well; a few are damaged, lost, missing, withdrawn or only read here', () => {
    const conditions = count(sample.items.map(({ condition }) => condition));
    expect(conditions).toEqual({
      ok: 687,
      damaged: 6,
      lost: 4,
      missing: 2,
      withdrawn: 1,
    });
    expect(
      sample.items.filter(({ itemClass }) => itemClass === 'reference').length,
    ).toBeGreaterThan(5);
  });
});

describe('patrons', () => {
  test('sixty, of every class', () => {
    expect(count(sample.patrons.map(({ patronClass }) => patronClass))).toEqual({
      child: 20,
      student: 16,
      teacher: 6,
      adult: 12,
      staff: 4,
      institution: 2,
    });
  });

  test('a card has eight digits: no identity card, no library label has', () => {
    const cards = sample.patrons.flatMap((patron) => patron.cards ?? []);
    expect(new Set(cards.map(({ value }) => value)).size).toBe(60);
    for (const { value } of cards) {
      expect(value).toMatch(/^9900\d{4}$/);
      expect(checkDigit(value.slice(0, -1))).toBe(value.at(-1));
    }
  });

  test('guardians are grown up, and come before their children', () => {
    const wards = sample.patrons.filter(({ guardianId }) => guardianId !== undefined);
    expect(wards.length).toBeGreaterThan(3);
    for (const { id, guardianId } of wards) {
      const guardian = sample.patrons.find((patron) => patron.id === guardianId);
      expect(guardian?.patronClass).toBe('adult');
      expect(ids(sample.patrons).indexOf(String(guardianId))).toBeLessThan(
        ids(sample.patrons).indexOf(id),
      );
    }
  });

  test.each([
    ['2026-11-23', '2026-2027'],
    ['2027-03-01', '2026-2027'],
    ['2027-09-01', '2027-2028'],
  ])('on %s pupils are in a class of the school year %s', (today, schoolYear) => {
    const pupils = makeSample(today).patrons.filter(({ patronClass }) => patronClass === 'student');
    expect(pupils).toHaveLength(16);
    for (const { memberships } of pupils) {
      expect(memberships).toEqual([expect.objectContaining({ role: 'pupil', schoolYear })]);
    }
  });

  test('some are blocked, some expired', () => {
    expect(sample.patrons.filter(({ blocks }) => blocks?.length)).toHaveLength(3);
    expect(
      sample.patrons.filter(({ expiresOn }) => expiresOn !== undefined && expiresOn < TODAY),
    ).toHaveLength(3);
  });
});

describe('circulation', () => {
  const out = sample.loans.filter(({ returnedAt }) => returnedAt === undefined);

  test('loans name items and patrons that exist, and lie in the past', () => {
    for (const loan of sample.loans) {
      expect(ids(sample.items)).toContain(loan.itemId);
      expect(ids(sample.patrons)).toContain(loan.patronId);
      expect(loan.occurredAt).toBeLessThan(loan.returnedAt ?? NOW);
      expect(loan.returnedAt ?? 0).toBeLessThan(NOW);
    }
  });

  test('an item is out once, and nothing of the shelf is, but the first card’s', () => {
    expect(new Set(out.map(({ itemId }) => itemId)).size).toBe(out.length);
    const shelf = new Set(sampleShelf.map(({ item }) => item.id));
    expect(out.filter(({ itemId }) => shelf.has(itemId)).map(({ patronId }) => patronId)).toEqual([
      DEMO_CARDS[0].patronId,
    ]);
  });

  test('some are overdue, most are not', () => {
    const late = out.filter(({ dueAt }) => dueAt < NOW);
    expect(late.length).toBeGreaterThan(5);
    expect(late.length).toBeLessThan(out.length / 3);
  });

  test('on another day the same loans are as old as on this one', () => {
    const later = makeSample('2027-02-20').loans[0];
    const first = sample.loans[0];
    expect((later?.occurredAt ?? 0) - (first?.occurredAt ?? 0)).toBe(89 * 86_400_000);
  });

  test('someone else waits for a book of the shelf', () => {
    const held = sample.holds.find(({ itemId }) =>
      sampleShelf.some(({ item }) => item.id === itemId),
    );
    expect(DEMO_CARDS.map(({ patronId }) => patronId)).not.toContain(held?.patronId);
  });
});

describe('the demo', () => {
  test('two cards that may borrow come first', () => {
    for (const { number, pin, patronId } of DEMO_CARDS.slice(0, 2)) {
      const patron = sample.patrons.find(({ id }) => id === patronId);
      expect(patron).toMatchObject({
        pin,
        cards: [{ value: number }],
        libraryId: CENTRAL,
        blocks: [],
      });
      expect(patron?.expiresOn).toSatisfy((day: string) => day > TODAY);
    }
  });

  test('every card is as its note says', () => {
    const patronOf = (note?: string): unknown => {
      const card = DEMO_CARDS.find((each) => each.note === note);
      return sample.patrons.find(({ cards }) => cards?.some(({ value }) => value === card?.number));
    };
    expect(patronOf('no-pin')).not.toHaveProperty('pin');
    expect(patronOf('blocked')).toMatchObject({ blocks: [expect.any(String)] });
    expect(patronOf('expired')).toHaveProperty('expiresOn', '2026-10-14');
    const owing = sample.fees.find(({ amount }) => amount > 20_000)?.patronId;
    expect(patronOf('fee-owed')).toHaveProperty('id', owing);
    const late = sample.loans.filter(
      ({ dueAt, returnedAt }) => returnedAt === undefined && dueAt < NOW,
    );
    expect(late.map(({ patronId }) => patronId)).toContain(DEMO_CARDS[1].patronId);
    expect(patronOf('leads-class')).toMatchObject({ memberships: [{ role: 'staff' }], blocks: [] });
    expect(patronOf('pupil')).toMatchObject({ patronClass: 'child', blocks: [] });
  });

  test('twenty-four books, with and without tags, one in two parts', () => {
    const tags = sampleShelf.map(
      ({ item }) => item.identifiers.filter(({ kind }) => kind === 'tag').length,
    );
    expect(count(tags.map(String))).toEqual({ '0': 4, '1': 19, '2': 1 });
    expect(
      sampleShelf.every(({ item }) => item.condition === 'ok' && item.homeLibraryId === CENTRAL),
    ).toBe(true);
  });
});
