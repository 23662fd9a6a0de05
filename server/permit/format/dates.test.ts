import { expect, test } from 'vitest';
import { dueDateIn, lastMomentIn } from './dates.ts';

const at = (text: string) => Date.parse(`${text}+07:00`);
const manifest = {
  madeAt: at('2026-11-23T18:00:00.000'),
  dayEnds: [at('2026-11-23T23:59:59.999'), at('2026-11-24T23:59:59.999')],
  dueDates: [{ days: 14, at: [at('2026-12-07T23:59:59.999'), at('2026-12-09T23:59:59.999')] }],
};

test('D1 a loan falls due by the day on which it is made', () => {
  const due = (now: string) => dueDateIn(manifest, 14, at(now));
  expect(due('2026-11-23T23:59:59.999')).toBe(at('2026-12-07T23:59:59.999'));
  expect(due('2026-11-24T00:00:00.000')).toBe(at('2026-12-09T23:59:59.999'));
});

test('a clock somewhat behind that of the server is on its first day; beyond the last day nothing is told', () => {
  expect(dueDateIn(manifest, 14, at('2026-11-22T10:00:00.000'))).toBe(
    at('2026-12-07T23:59:59.999'),
  );
  expect(dueDateIn(manifest, 14, at('2026-11-25T00:00:00.000'))).toBeUndefined();
  expect(dueDateIn(manifest, 7, manifest.madeAt)).toBeUndefined();
});

test('PM3 the last day of a card is good to its end in the library’s zone', () => {
  const zone = { timeZone: 'Asia/Ho_Chi_Minh' };
  expect(lastMomentIn(zone, 20_780)).toBe(at('2026-11-23T23:59:59.999'));
  expect(lastMomentIn(zone, 0)).toBeUndefined();
});
