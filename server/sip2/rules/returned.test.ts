import { describe, expect, test } from 'vitest';
import { Account } from './account.ts';
import { notTaken, sorted } from './returned.ts';

const account = (more: object = {}): Account =>
  Account.parse({ login: 'kiosk', password: 'p', library: 'central', ...more });
const book = { home: { id: 'central' }, mediaType: '001', collection: 'Kho mở' };
const captured = { pickupLibraryId: 'ward', isOnShelf: false };

describe('S2-41 a return', () => {
  test.each([
    ['to its shelf', 'shelf', book, { alert: undefined, destination: undefined, bin: '1' }],
    [
      'to who waits here',
      'hold',
      { ...book, captured: { ...captured, pickupLibraryId: 'central' } },
      { alert: '01', destination: 'central', bin: '2' },
    ],
    [
      'to who waits elsewhere',
      'other-library',
      { ...book, captured, transitTo: 'ward' },
      { alert: '02', destination: 'ward', bin: '3' },
    ],
    [
      'home',
      'other-library',
      { ...book, transitTo: 'school' },
      { alert: '04', destination: 'school', bin: '3' },
    ],
  ] as const)('%s', (_, goes, item, expected) => {
    expect(sorted(account(), item, goes)).toEqual(expected);
  });

  test('that was not taken goes to staff', () => {
    expect(notTaken(account())).toEqual({ alert: '99', destination: undefined, bin: '9' });
  });

  test('has its destination told always, where the account says so', () => {
    const telling = account({ alwaysDestination: true });
    expect(sorted(telling, book, 'shelf').destination).toBe('central');
  });

  test('falls into the first bin that fits in all that it names', () => {
    const bins = [
      { destination: 'shelf', mediaType: '006', bin: 'discs' },
      { library: 'school', bin: 'van' },
      { collection: 'Kho mở', bin: 'open' },
    ];
    const binOf = (item: typeof book & { transitTo?: string }, goes: 'shelf' | 'other-library') =>
      sorted(account({ bins }), item, goes).bin;
    expect(binOf({ ...book, mediaType: '006' }, 'shelf')).toBe('discs');
    expect(binOf({ ...book, transitTo: 'school' }, 'other-library')).toBe('van');
    expect(binOf(book, 'shelf')).toBe('open');
    expect(binOf({ ...book, collection: 'Kho đóng' }, 'shelf')).toBeUndefined();
  });
});
