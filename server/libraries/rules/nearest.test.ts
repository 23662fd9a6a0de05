import { describe, expect, test } from 'vitest';
import { tree } from '#tests/fixtures/small-world.ts';
import { nearest } from './nearest.ts';

const hit = (target: string, libraryId: string, uid?: string) => ({ target, libraryId, uid });
const one = (target: string) => ({ kind: 'one', target });
const inBothSchools = [hit('a-3', 'school-a'), hit('b-3', 'school-b')];

test('N1 the terminal’s own library counts first', () => {
  expect(nearest(inBothSchools, 'school-a', tree)).toEqual(one('a-3'));
  expect(nearest(inBothSchools, 'school-b', tree)).toEqual(one('b-3'));
});

test('N1 then its ancestors, nearest first', () => {
  const hits = [hit('c-3', 'central'), hit('w-3', 'ward'), hit('b-3', 'school-b')];
  expect(nearest(hits, 'school-a', tree)).toEqual(one('w-3'));
});

test('N1 then the whole network', () => {
  expect(nearest([hit('b-3', 'school-b')], 'school-a', tree)).toEqual(one('b-3'));
  expect(nearest([], 'school-a', tree)).toEqual({ kind: 'none' });
});

describe('N2 what the tag says', () => {
  test('its owner decides before nearness', () => {
    expect(nearest(inBothSchools, 'school-a', tree, { owner: 'VN-SB' })).toEqual(one('b-3'));
  });

  test('a foreign owner says nothing', () => {
    expect(nearest(inBothSchools, 'school-a', tree, { owner: 'FR-751131' })).toEqual(one('a-3'));
  });

  test('its chip number decides before everything', () => {
    const uid = 'E004010000000001';
    const hits = [...inBothSchools, hit('b-9', 'school-b', uid)];
    expect(nearest(hits, 'school-a', tree, { owner: 'VN-SA', uid })).toEqual(one('b-9'));
  });
});

describe('N3 several at the deciding level', () => {
  test('are never guessed', () => {
    expect(nearest(inBothSchools, 'central', tree)).toEqual({ kind: 'several' });
    expect(nearest([hit('x', 'school-a'), hit('y', 'school-a')], 'school-a', tree)).toEqual({
      kind: 'several',
    });
  });

  test('the parts of one set are one item', () => {
    expect(
      nearest([hit('x', 'central', 'U1'), hit('x', 'central', 'U2')], 'school-a', tree),
    ).toEqual(one('x'));
  });
});
