import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_DATE, readDate, writeDate } from './dates.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const NOON = Date.UTC(2026, 0, 2, 5, 4, 3);

describe('a date', () => {
  test('is written in local time with four blanks', () => {
    expect(writeDate(NOON, HANOI)).toBe('20260102    120403');
  });

  test('or in UTC, or with zeros, for peers that want it so', () => {
    expect(writeDate(NOON, HANOI, 'utc')).toBe('20260102   Z050403');
    expect(writeDate(NOON, HANOI, 'zeros')).toBe('202601020000120403');
  });

  test.each([
    ['20260102    120403', NOON],
    ['202601020000120403', NOON],
    ['20260102   Z050403', NOON],
    ['20260102   G120403', NOON],
    ['20260101   R240403', undefined],
    ['20260102   R000403', NOON],
    ['20260102   J120403', undefined],
  ])('%s is read', (text, instant) => {
    expect(readDate(text, HANOI)).toBe(instant);
  });

  test.each([
    NO_DATE,
    '',
    '0',
    '20260231    120000',
    '20260102    250000',
    '2026-01-02',
    '0'.repeat(18),
  ])('“%s” is none', (text) => {
    expect(readDate(text, HANOI)).toBeUndefined();
  });

  test('in the hour when clocks are put forward, and around it', () => {
    const berlin = 'Europe/Berlin';
    for (let at = Date.UTC(2026, 2, 29, 0); at < Date.UTC(2026, 2, 29, 3); at += 60_000) {
      expect(readDate(writeDate(at, berlin), berlin)).toBe(at);
    }
  });

  test('that was written is read, to the second', () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    const styles = fc.constantFrom('blanks', 'utc', 'zeros');
    fc.assert(
      fc.property(seconds, styles, (second, style) => {
        // Hanoi was at +08:00 until June 1975, and an hour came twice then.
        fc.pre(style === 'utc' || second > 173_000_000);
        expect(readDate(writeDate(second * 1000, HANOI, style), HANOI)).toBe(second * 1000);
      }),
    );
  });
});
