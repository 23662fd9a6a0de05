import { describe, expect, test } from 'vitest';
import { DESK_SENTENCES } from '#gateway/desk/rules/sentences.ts';
import { TAG_SENTENCES } from '#gateway/tags/sentence.ts';
import { LANGUAGES } from '../screens/fixtures.ts';
import { DESK_CATALOGUES, deskWords } from './words.ts';

type Spec = Readonly<Record<string, 'text' | 'number' | readonly string[]>>;
const told: readonly (readonly [string, Spec])[] = [
  ...Object.entries<Spec>(DESK_SENTENCES),
  ...Object.entries<Spec>(TAG_SENTENCES),
];

const filled = (spec: Spec): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(spec).map(([name, kind]) => [
      name,
      kind === 'number' ? 4711 : kind === 'text' ? 'XYZ' : (kind[0] ?? ''),
    ]),
  );

const placeholders = (message: string): readonly string[] => [
  ...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name = '']) => name)),
];

describe.each(LANGUAGES)('%s', (language) => {
  const catalogue = DESK_CATALOGUES[language];
  const words = deskWords(language);

  test.each(told)('%s is said, with all that the gateway tells', (code, spec) => {
    expect(catalogue[code]).toBeDefined();
    const said = words.sentence({ code, params: filled(spec) });
    expect(said).not.toMatch(/[{}]/);
    for (const [name, kind] of Object.entries(spec)) {
      if (kind === 'text') expect(said, name).toContain('XYZ');
    }
  });

  test.each(told)('%s has a word for each value of its lists', (_code, spec) => {
    for (const [name, kind] of Object.entries(spec)) {
      if (typeof kind === 'string') continue;
      for (const value of kind) expect(catalogue[`tag.word.${name}.${value}`], value).toBeDefined();
    }
  });

  test('says everything that Vietnamese says, with the same values', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(DESK_CATALOGUES.vi));
    for (const [key, message] of Object.entries(DESK_CATALOGUES.vi)) {
      expect([...placeholders(catalogue[key] ?? '')].sort(), key).toEqual(
        [...placeholders(message)].sort(),
      );
    }
  });

  test('is NFC, and formats throughout', () => {
    for (const [key, message] of Object.entries(catalogue)) {
      expect(message).toBe(message.normalize('NFC'));
      const values = Object.fromEntries(placeholders(message).map((name) => [name, 2]));
      expect(words.find(key, values), key).not.toMatch(/[{}]/);
    }
  });
});

test('French puts no-break spaces before ! ? : ; and inside « »', () => {
  for (const message of Object.values(DESK_CATALOGUES.fr)) {
    expect(message).not.toMatch(/(?<!\u00a0)[!?;»]|(?<!\u00a0):(?!\w)|«(?!\u00a0)/);
    expect(message).not.toMatch(/[“”]/);
  }
});

test('Vietnamese and English use “ ”, and no straight quotes', () => {
  for (const language of ['vi', 'en'] as const) {
    for (const message of Object.values(DESK_CATALOGUES[language]))
      expect(message).not.toMatch(/["«»']/);
  }
});

test('a code from the future is shown as it is', () => {
  expect(deskWords('en').sentence({ code: 'desk.sunspots', params: {} })).toBe(
    'The terminal says: desk.sunspots',
  );
});
