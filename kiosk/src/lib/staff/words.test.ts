import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { STAFF_CATALOGUES, staffWords } from './words.ts';

const NOW = Date.UTC(2026, 10, 23, 1, 30);
const languages = ['vi', 'en', 'fr'] as const;

/** Names of the values that a message asks for, wherever in it they stand. */
function placeholders(message: string): string[] {
  const names = (elements: ReturnType<IntlMessageFormat['getAst']>): string[] =>
    elements.flatMap((element) => {
      // 0 is plain text, which has a value of its own; the # of a plural has none.
      if (element.type === 0 || !('value' in element)) return [];
      const options = 'options' in element ? Object.values(element.options) : [];
      return [element.value, ...options.flatMap(({ value }) => names(value))];
    });
  return [...new Set(names(new IntlMessageFormat(message).getAst()))].sort();
}

describe.each(languages)('the staff catalogue %s', (language) => {
  const catalogue = STAFF_CATALOGUES[language];

  test('has the same keys as the Vietnamese one, with the same values to fill in', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(STAFF_CATALOGUES.vi));
    for (const [key, message] of Object.entries(STAFF_CATALOGUES.vi))
      expect(placeholders(catalogue[key] ?? ''), key).toEqual(placeholders(message));
  });

  test('is NFC and formats every sentence', () => {
    const words = staffWords(language);
    for (const [key, message] of Object.entries(catalogue)) {
      const values = Object.fromEntries(placeholders(message).map((name) => [name, 2]));
      expect(message).toBe(message.normalize('NFC'));
      expect(message.trim(), key).not.toBe('');
      expect(words.find(key, values)).not.toMatch(/[{}]/);
    }
  });
});

test('French puts no-break spaces before ! ? : ; and inside quotation marks', () => {
  for (const message of Object.values(STAFF_CATALOGUES.fr)) {
    expect(message).not.toMatch(/(?<!\u00a0)[!?;:»](?!\w)|«(?!\u00a0)/);
  }
});

describe('times are said as people say them', () => {
  const { ago, exact } = staffWords('en');
  test.each([
    [NOW - 3_000, 'just now'],
    [NOW + 60_000, 'just now'],
    [NOW - 42_000, '42 seconds ago'],
    [NOW - 4 * 60_000, '4 minutes ago'],
    [NOW - 61 * 60_000, '1 hour ago'],
    [NOW - 50 * 3_600_000, '2 days ago'],
  ])('%d', (at, said) => expect(ago(at, NOW)).toBe(said));

  test('and exactly where one asks', () => {
    expect(exact(NOW)).toContain('23 November 2026');
    expect(staffWords('vi').ago(NOW - 4 * 60_000, NOW)).toBe('4 phút trước');
  });
});
