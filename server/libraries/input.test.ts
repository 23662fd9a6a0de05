import { expect, test } from 'vitest';
import { LibraryInput } from './input.ts';

const library = { id: 'ward', kind: 'ward', name: 'Phường Đông' };

test('a library keeps the time of Việt Nam unless told otherwise', () => {
  expect(LibraryInput.parse(library).timeZone).toBe('Asia/Ho_Chi_Minh');
  expect(LibraryInput.parse({ ...library, timeZone: 'Europe/Paris' }).timeZone).toBe(
    'Europe/Paris',
  );
});

test.each([
  ['a time zone that nobody knows', { timeZone: 'Asia/Hanoi City' }],
  ['the name that stands for the whole network', { id: '*' }],
  ['a last day that is none', { validTo: '2026-02-30' }],
  ['half of a place', { latitude: 10.2 }],
  ['a place beyond the pole', { latitude: 102, longitude: 10 }],
])('%s is refused', (_, more) => {
  expect(LibraryInput.safeParse({ ...library, ...more }).success).toBe(false);
});
