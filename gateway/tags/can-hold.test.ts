import { expect, test } from 'vitest';
import { whyNotHeld } from './can-hold.ts';

const cannot = (id: string) => ({ code: 'tag.cannot-hold-id', params: { id } });

test.each([
  ['iso28560-3', 'A'.repeat(60)],
  ['iso28560-2', 'TN.0001'],
  ['iso28560-4', 'TN-0001'],
  ['rfid501', 'TN.0001'],
] as const)('%s holds %s', (model, id) => {
  expect(whyNotHeld(model, id)).toBeUndefined();
});

test.each([
  // A full stop divides the fields of a UII.
  ['iso28560-4', 'TN.0001'],
  ['rfid501', 'ĐN0001'],
  ['rfid501', '12345678901234567'],
  ['iso28560-3', 'A'.repeat(201)],
] as const)('%s cannot hold %s', (model, id) => {
  expect(whyNotHeld(model, id)).toEqual(cannot(id));
});
