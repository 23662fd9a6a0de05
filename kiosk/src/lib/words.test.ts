import { describe, expect, test } from 'vitest';
import type { Language } from '#gateway/messages.ts';
import { argumentsOf, CATALOGUES, words } from './words.ts';
import type { MessageKey } from './words.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const DUE = Date.UTC(2026, 11, 18, 16, 59);
const LANGUAGES: readonly Language[] = ['vi', 'en', 'fr'];
const KEYS = Object.keys(CATALOGUES.vi) as MessageKey[];
const all = (language: Language) => Object.values(CATALOGUES[language]);

describe('catalogues', () => {
  test.each(LANGUAGES)(
    '%s says everything that Vietnamese says, with the same values',
    (language) => {
      expect(Object.keys(CATALOGUES[language]).sort()).toEqual([...KEYS].sort());
      for (const key of KEYS) {
        const wanted = [...argumentsOf('vi', key)].sort();
        // "Bonjour !" leaves the initial out: "M." reads Monsieur.
        if (language === 'fr' && key === 'borrow.hello') expect(wanted).toEqual(['initial']);
        else if (language === 'fr' && key === 'borrow.hello-scan')
          expect(wanted).toEqual(['initial']);
        else expect([...argumentsOf(language, key)].sort(), key).toEqual(wanted);
      }
    },
  );

  test.each(LANGUAGES)('%s can be formatted throughout, and is NFC', (language) => {
    const { text } = words(language, ZONE);
    for (const key of KEYS) {
      const values = Object.fromEntries(argumentsOf(language, key).map((name) => [name, 2]));
      expect(text(key, values).trim()).not.toBe('');
      expect(CATALOGUES[language][key]).toBe(CATALOGUES[language][key].normalize('NFC'));
    }
  });

  test('French puts no-break spaces before ! ? : ; and inside « »', () => {
    for (const sentence of all('fr')) {
      expect(sentence).not.toMatch(/(?<!\u00a0)[!?;»]|(?<!\u00a0):(?!\w)|«(?!\u00a0)/);
      expect(sentence).not.toMatch(/[“”]/);
    }
  });

  test('Vietnamese and English use “ ”, and no straight quotes', () => {
    for (const sentence of [...all('vi'), ...all('en')]) expect(sentence).not.toMatch(/["«»']/);
  });
});

describe('dates and money', () => {
  test.each([
    ['vi', 'thứ Sáu 18/12/2026'],
    ['en', 'Friday 18 December 2026'],
    ['fr', 'vendredi 18 décembre 2026'],
  ] as const)('a due date in %s is %s', (language, expected) => {
    expect(words(language, ZONE).date(DUE)).toBe(expected);
  });

  test('the day is the library’s, not the browser’s', () => {
    const midnightThere = Date.UTC(2026, 11, 17, 17);
    expect(words('vi', ZONE).plainDate(midnightThere)).toBe('18/12/2026');
    expect(words('vi', 'UTC').plainDate(midnightThere)).toBe('17/12/2026');
  });

  test('the first of a month is 1er in French', () => {
    expect(words('fr', ZONE).plainDate(Date.UTC(2026, 0, 1, 5))).toBe('1er janvier 2026');
  });

  test('Sunday and time of day', () => {
    const sunday = Date.UTC(2026, 11, 20, 1, 5);
    expect(words('vi', ZONE).date(sunday)).toBe('Chủ Nhật 20/12/2026');
    expect(words('en', ZONE).time(sunday)).toBe('08:05');
  });

  test.each(LANGUAGES)('money in %s is 15.000 đ', (language) => {
    expect(words(language, ZONE).money(15_000)).toBe('15.000\u00a0đ');
  });
});

describe('refusals', () => {
  const { refusal } = words('en', ZONE);

  test('values are filled in, with plurals', () => {
    expect(refusal({ code: 'pin-wrong', params: { triesLeft: 1 } })).toMatch(/: 1 try left/);
    expect(refusal({ code: 'pin-wrong', params: { triesLeft: 3 } })).toMatch(/: 3 tries left/);
  });

  test('moments become words, whether they come as milliseconds or as ISO 8601', () => {
    const expected = /by Friday 18 December 2026\.$/;
    expect(refusal({ code: 'renew-on-hold', params: { dueAt: DUE } })).toMatch(expected);
    const iso = new Date(DUE).toISOString();
    expect(refusal({ code: 'renew-on-hold', params: { dueAt: iso } })).toMatch(expected);
  });

  test('a refusal that lacks its number is said without it', () => {
    expect(refusal({ code: 'limit-reached', params: {} })).toMatch(/^You have as many books/);
  });

  test('a code from the future still says what to do now', () => {
    expect(refusal({ code: 'sunspots', params: {} })).toMatch(/ask a librarian/);
    expect(refusal({ code: 'toString', params: {} })).toMatch(/ask a librarian/);
  });

  test('nobody is told to scan a barcode where there is no scanner', () => {
    const damaged = { code: 'tag-damaged', params: {} };
    expect(refusal(damaged)).toMatch(/Scan the barcode/);
    expect(words('en', ZONE, { hasScanner: false }).refusal(damaged)).not.toMatch(/scan/i);
  });

  test('of a set, the missing part is named where it is known', () => {
    expect(refusal({ code: 'set-incomplete', params: { parts: '3' } })).toMatch(/part 3/);
    expect(refusal({ code: 'set-incomplete', params: {} })).toMatch(/not complete\./);
  });

  test('a child is not asked for money', () => {
    const owed = { code: 'fee-owed', params: {} };
    expect(refusal(owed, false)).toMatch(/fee/);
    expect(refusal(owed, true)).toBe('Please ask a grown-up to come to the desk.');
  });
});
