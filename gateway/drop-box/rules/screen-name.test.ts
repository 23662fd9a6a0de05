import { expect, test } from 'vitest';
import { screenFor } from './screen-name.ts';
import { FAULTS } from './trouble.ts';

const OUT = { screen: 'out-of-service', outOfService: {} } as const;

test.each(FAULTS.filter((fault) => fault !== 'paused' && fault !== 'bin-full'))(
  'DB32 %s is said with its code, by a box that is out of service for it',
  (fault) => {
    expect(screenFor(OUT, fault)).toBe('drop-box');
  },
);

test('DB32 a full bin has a screen of its own', () => {
  expect(screenFor(OUT, 'bin-full')).toBe('bin-full');
});

test('DB32 who has put it out of service is heard first', () => {
  const outOfService = { message: 'Máy đang được sửa' };
  expect(screenFor({ ...OUT, outOfService }, 'door-open')).toBe('out-of-service');
  expect(screenFor(OUT, 'paused')).toBe('out-of-service');
  expect(screenFor(OUT, undefined)).toBe('out-of-service');
});

test.each(['staff-menu', 'pairing', 'help'] as const)('DB32 %s stays what it is', (screen) => {
  expect(screenFor({ screen }, 'jam')).toBe(screen);
});

test('DB32 where a kiosk asks for cards it asks for books', () => {
  expect(screenFor({ screen: 'start' }, undefined)).toBe('drop-box');
});
