import { describe, expect, test } from 'vitest';
import { isMoment, type Moment } from './moment.ts';

/** 02:30 in the province. */
const NIGHT = Date.UTC(2026, 10, 22, 19, 30);
const HOUR = 3_600_000;
const moment: Moment = {
  ...{ now: NIGHT, isTimeKnown: true, timeZone: 'Asia/Ho_Chi_Minh', isBusy: false, isAsked: false },
  hours: { from: '02:00', to: '05:00' },
};

describe('UP9 a terminal is brought up to date', () => {
  test('UP9 in its hours, in the library’s own time', () => {
    expect(isMoment(moment)).toBe(true);
    expect(isMoment({ ...moment, now: NIGHT - HOUR })).toBe(false);
    expect(isMoment({ ...moment, now: NIGHT + 2.5 * HOUR })).toBe(false);
    expect(isMoment({ ...moment, timeZone: 'Europe/Paris' })).toBe(false);
  });

  test('UP9 hours may go past midnight', () => {
    const late = { ...moment, hours: { from: '22:00', to: '03:00' } };
    expect(isMoment(late)).toBe(true);
    expect(isMoment({ ...late, now: NIGHT + HOUR })).toBe(false);
    expect(isMoment({ ...late, now: NIGHT - 4 * HOUR })).toBe(true);
  });

  test('UP9 never while somebody stands there, whoever has asked for it', () => {
    expect(isMoment({ ...moment, isBusy: true })).toBe(false);
    expect(isMoment({ ...moment, isBusy: true, isAsked: true, hours: undefined })).toBe(false);
  });

  test('UP9 at any hour where staff have asked, or nobody has set hours', () => {
    const noon = { ...moment, now: NIGHT + 10 * HOUR };
    expect(isMoment({ ...noon, isAsked: true })).toBe(true);
    expect(isMoment({ ...noon, hours: undefined })).toBe(true);
  });

  test('UP9 a terminal that does not know the time does not know its hours', () => {
    expect(isMoment({ ...moment, isTimeKnown: false })).toBe(false);
    expect(isMoment({ ...moment, isTimeKnown: false, hours: undefined })).toBe(true);
  });
});
