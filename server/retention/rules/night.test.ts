import { expect, test } from 'vitest';
import { isDue } from './night.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const at = (time: string) => Date.parse(`2026-11-${time}:00+07:00`);

test.each([
  ['never done', undefined, '23T10:00', true],
  ['done this night', '23T02:05', '23T10:00', false],
  ['done yesterday evening', '22T20:00', '23T01:59', false],
  ['done yesterday evening, and it is two', '22T20:00', '23T02:00', true],
  ['the power was off for a week', '15T02:05', '23T08:00', true],
  ['done while the clock was a week ahead', '30T02:05', '23T08:00', true],
])('Z6 %s: due %s', (_, last, now, due) => {
  expect(isDue(last === undefined ? undefined : at(last), at(now), HANOI)).toBe(due);
});
