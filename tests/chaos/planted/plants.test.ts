import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { isPlant, planted, PLANTS } from './plants.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

test.each(Object.keys(PLANTS))('the plant %s still finds its line', (name) => {
  if (!isPlant(name)) throw new Error(name);
  const source = readFileSync(join(ROOT, PLANTS[name].module), 'utf8');
  expect(planted(name, source)).toContain(PLANTS[name].instead);
});

test('a plant whose line is gone says so', () => {
  expect(() => planted('no-idempotency', 'export const nothing = 0;')).toThrow('write it anew');
});
