import { expect, test } from 'vitest';
import { rangeIn } from './range.ts';

test.each([
  ['bytes=0-99', { first: 0, last: 99 }],
  ['bytes=900-', { first: 900, last: 999 }],
  ['bytes=900-5000', { first: 900, last: 999 }],
  ['bytes=-10', { first: 990, last: 999 }],
  ['bytes=-5000', { first: 0, last: 999 }],
  ['bytes=1000-', 'not-satisfiable'],
  ['bytes=-0', 'not-satisfiable'],
  ['bytes=9-1', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,5-6', undefined],
  ['lines=0-1', undefined],
  [undefined, undefined],
])('UP6 of a thousand bytes %s asks for %j', (header, range) => {
  expect(rangeIn(header, 1_000)).toEqual(range);
});
