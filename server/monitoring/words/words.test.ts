import { describe, expect, test } from 'vitest';
import { ALERT_CODES } from '../rules/alert-codes.ts';
import { alertWords, CATALOGUES, moment, text } from './words.ts';
import type { MessageKey, Spoken } from './words.ts';

const NOW = Date.parse('2026-11-23T10:00:00+07:00');
const LANGUAGES = ['vi', 'en', 'fr'] as const;
const FAULTS = [
  '',
  'no-answer',
  'port-lost',
  'cover-open',
  'jammed',
  'trap-stuck',
  'never-heard-of',
];

const spoken = (more: Partial<Spoken>): Spoken => ({
  code: 'paper-out',
  params: {},
  since: NOW - 3_600_000,
  terminal: { name: 'Máy tầng 1' },
  timeZone: 'Asia/Ho_Chi_Minh',
  ...more,
});

/** All that any alert fills in. */
const params = (fault: string) => ({
  ...{ fault, kind: 'rfid-reader', by: 'here', queued: 3, count: 2, version: '1.0.0' },
  ...{ usual: '1.1.0', megabytes: 812, celsius: 84, endsAt: NOW, madeAt: NOW, bin: 'A' },
});

describe.each(LANGUAGES)('%s', (language) => {
  test.each(ALERT_CODES)('%s is a sentence without codes or holes, and says what to do', (code) => {
    for (const fault of FAULTS) {
      const { what, todo } = alertWords(language, spoken({ code, params: params(fault) }), NOW);
      for (const sentence of [what, todo]) {
        expect(sentence).toMatch(/[.!?…]$/u);
        expect(sentence).not.toMatch(/[{}]|undefined|never-heard|NaN|Invalid/u);
        expect(sentence).toBe(sentence.normalize('NFC'));
        if (code !== 'device-faulty') expect(sentence).not.toContain(fault || '\0');
      }
      expect(what).toContain('Máy tầng 1');
    }
  });

  test('has the keys of Vietnamese, and needs no more than is filled in', () => {
    expect(Object.keys(CATALOGUES[language])).toEqual(Object.keys(CATALOGUES.vi));
    const filled = {
      ...params('jammed'),
      ...{ terminal: 'T', device: 'D', library: 'L', what: 'W', url: 'U' },
      ...{ since: 'S', until: 'U', made: 'M', from: 'F', to: 'T' },
    };
    // A place that nothing fills is an error of the formatter.
    for (const key of Object.keys(CATALOGUES.vi))
      expect(text(language, key as MessageKey, filled)).not.toBe('');
  });

  test('French has no-break spaces before its high signs', () => {
    if (language !== 'fr') return;
    const said = Object.values(CATALOGUES.fr)
      .join('\n')
      .replaceAll(/\{[^{}]*\}/gu, 'x');
    expect(said).not.toMatch(/[^\u00A0\u202F:/][:;!?](?=\s|$)/u);
  });
});

test('what was today needs no day; else it has one, as the library’s clock shows it', () => {
  const at = (iso: string, language: 'vi' | 'en' | 'fr' = 'en') =>
    moment(language, 'Asia/Ho_Chi_Minh', Date.parse(iso), NOW);
  expect(at('2026-11-23T08:12:00+07:00')).toBe('08:12');
  expect(at('2026-11-22T17:30:00Z')).toBe('00:30');
  expect(at('2026-11-22T08:12:00+07:00')).toMatch(/^Sunday,? 22 November at 08:12$/);
  expect(at('2026-11-22T08:12:00+07:00', 'fr')).toMatch(/^dimanche 22 novembre à 08:12$/);
});

test('a terminal may have any name', () => {
  const name = '<b>{x}</b> # “1”';
  expect(alertWords('en', spoken({ terminal: { name } }), NOW).what).toBe(
    `${name} is out of paper.`,
  );
});
