import { expect, test } from 'vitest';
import { sorted } from './sorted.ts';

interface Row {
  readonly call: string;
  readonly days?: number;
}
const rows: Row[] = [{ call: 'K 10', days: 2 }, { call: 'K 9' }, { call: 'Đ 1', days: 11 }];
const columns = [
  { key: 'call', name: '', value: ({ call }: Row) => call },
  { key: 'days', name: '', value: ({ days }: Row) => days },
];
const calls = (key: string, descending = false) =>
  sorted(rows, columns, { key, descending }).map(({ call }) => call);

test('call numbers stand as on the shelf: Đ before K, 9 before 10', () => {
  expect(calls('call')).toEqual(['Đ 1', 'K 9', 'K 10']);
  expect(calls('call', true)).toEqual(['K 10', 'K 9', 'Đ 1']);
});

test('numbers by their value; what has none stands last either way', () => {
  expect(calls('days')).toEqual(['K 10', 'Đ 1', 'K 9']);
  expect(calls('days', true)).toEqual(['Đ 1', 'K 10', 'K 9']);
});

test('without a choice the order is the one given', () => {
  expect(sorted(rows, columns, undefined)).toEqual(rows);
});
