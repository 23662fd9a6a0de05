import { expect, test } from 'vitest';
import { readMigrations } from './migrations.ts';

const namesFor = (engine: string) =>
  readMigrations(new URL(`./migrations/${engine}/`, import.meta.url).href).map(({ name }) => name);

test('both engines have the same migrations, each number once', () => {
  expect(namesFor('postgres')).toEqual(namesFor('sqlite'));
  const numbers = namesFor('sqlite').map((name) => name.slice(0, 4));
  expect(new Set(numbers).size).toBe(numbers.length);
});
