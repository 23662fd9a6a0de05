import { expect, test } from 'vitest';
import { queryOf } from './filter.ts';

const start = (day: string) => Date.parse(day);
const any = { kind: '', library: '', from: '', to: '' };

test('what is not chosen is not asked', () => expect(queryOf(any, start)).toEqual({}));

test('both days are whole', () => {
  const { from, to } = queryOf({ ...any, from: '2026-11-23', to: '2026-11-23' }, start);
  expect(Number(to) - Number(from)).toBe(86_400_000 - 1);
});
