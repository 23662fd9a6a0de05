import { describe, expect, test } from 'vitest';
import type { BinBook } from '../answers.ts';
import { staffWords } from '../words.ts';
import { nameOf, taskOf, whyOf } from './columns.ts';

const words = staffWords('en');
const book = (more: Partial<BinBook> = {}): BinBook => ({
  ...{ intake: 'i', at: 0, bin: 'shelf', uids: ['E001'], why: 'otherwise', ils: 'accepted' },
  ...{ armed: 'done', ...more },
});

describe('DB26 a book of a bin', () => {
  test('is named by its number, else by its chip, else not at all', () => {
    expect(nameOf(words, book({ item: { identifier: 'TV1' } }))).toBe('TV1');
    expect(nameOf(words, book())).toBe('E001');
    expect(nameOf(words, book({ uids: [] }))).toBe('not readable');
  });

  test('says what is to be done with it; nothing, where nothing is', () => {
    expect(taskOf(words, book())).toBe('');
    expect(taskOf(words, book({ trouble: 'not-recorded', ils: 'none' }))).toMatch(/^D09 NOT/);
    const refused = book({ trouble: 'refused', refusal: 'item-unknown', ils: 'refused' });
    expect(taskOf(words, refused)).toMatch(
      /^D07 Refused by the library · No item has this number\./,
    );
    // Without the date that it asks for.
    expect(taskOf(words, book({ refusal: 'card-expired' }))).toBe('card-expired');
    const goes = { kind: 'other-library', library: 'Phường Đông' };
    expect(taskOf(words, book({ goes, ils: 'queued' }))).toMatch(
      /^Goes to Phường Đông · No answer/,
    );
  });

  test('a word of a newer machine is shown as it is', () => {
    expect(whyOf(words, book({ why: 'by-weight' }))).toBe('by-weight');
    expect(taskOf(words, book({ trouble: 'on-fire' }))).toBe('on-fire');
  });
});
