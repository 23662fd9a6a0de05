import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLit, localTime, WAKE_MS } from './screen-hours.ts';

const weekdays = { days: [1, 2, 3, 4, 5], from: '07:30', to: '17:00' };
const quiet = { serving: false, quietMs: WAKE_MS } as const;
const at = (day: number, time: string) => ({ day, time });

describe('SH1 the screen is lit in its hours and dark outside of them', () => {
  test.each([
    ['Monday before', at(1, '07:29'), false],
    ['Monday, the first minute', at(1, '07:30'), true],
    ['Friday, the last minute', at(5, '16:59'), true],
    ['Friday, closed', at(5, '17:00'), false],
    ['Saturday', at(6, '10:00'), false],
  ])('%s', (_when, local, lit) => {
    expect(isLit({ ...quiet, local, hours: [weekdays] })).toBe(lit);
  });

  test.each([
    ['Friday evening', at(5, '23:00'), true],
    ['the morning after', at(6, '01:59'), true],
    ['the next evening', at(6, '23:00'), false],
    ['Monday after a Sunday night', at(1, '01:00'), true],
  ])('past midnight: %s', (_when, local, lit) => {
    const night = { days: [5, 7], from: '20:00', to: '02:00' };
    expect(isLit({ ...quiet, local, hours: [night] })).toBe(lit);
  });

  test('any of several hours will do; none at all is always dark', () => {
    const saturday = { days: [6], from: '08:00', to: '12:00' };
    expect(isLit({ ...quiet, local: at(6, '09:00'), hours: [weekdays, saturday] })).toBe(true);
    expect(isLit({ ...quiet, local: at(6, '09:00'), hours: [] })).toBe(false);
  });
});

describe('SH2 it is lit whatever the hours', () => {
  const dark = { ...quiet, local: at(7, '03:00'), hours: [weekdays] };
  test.each([
    ['while somebody is served', { serving: true }],
    ['for ten minutes after a sign of somebody', { quietMs: WAKE_MS - 1 }],
    ['where nobody has set any', { hours: undefined }],
    ['while the time is not known', { local: undefined }],
  ])('%s', (_when, more) => {
    expect(isLit(dark)).toBe(false);
    expect(isLit({ ...dark, ...more })).toBe(true);
  });
});

test('SH3 the hours are those of the library’s clocks', () => {
  const monday = Date.parse('2026-11-23T00:30:00Z');
  expect(localTime(monday, 'Asia/Ho_Chi_Minh')).toEqual(at(1, '07:30'));
  expect(localTime(monday, 'Europe/Paris')).toEqual(at(1, '01:30'));
  expect(localTime(monday, 'America/New_York')).toEqual(at(7, '19:30'));
  expect(localTime(Date.parse('2026-11-22T17:00:00Z'), 'Asia/Ho_Chi_Minh')).toEqual(at(1, '00:00'));
});

test('SH1 any moment of all days from 00:00 to 00:00 is within', () => {
  const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
      const local = localTime(now, 'Asia/Ho_Chi_Minh');
      expect(isLit({ ...quiet, local, hours: [always] })).toBe(true);
    }),
  );
});
