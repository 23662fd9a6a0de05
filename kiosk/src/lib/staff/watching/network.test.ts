import { describe, expect, test } from 'vitest';
import {
  all,
  alerts,
  at,
  LIBRARIES,
  outOfPaper,
  paperOut,
  silent,
  vanAway,
  working,
} from './fixtures.ts';
import { healthOf, lendsUntil, worstHealth } from './health.ts';
import { merged } from './merged.ts';
import { found, opensItself, plant, standings } from './network.ts';
import type { Branch } from './network.ts';
import { NOW } from './fixtures.ts';

const stateOf = (change: object) => ({
  ...working,
  state: { ...(working.state as NonNullable<typeof working.state>), ...change },
});

describe('how a terminal is', () => {
  test('is working, though the server has something to say that is only to be known', () => {
    expect(healthOf(working)).toBe('working');
    expect(healthOf(working, [vanAway])).toBe('working');
  });
  test('needs a look when the server says so, and as soon as a device is in trouble', () => {
    expect(healthOf(working, [paperOut])).toBe('attention');
    expect(healthOf(outOfPaper)).toBe('attention');
    const [pad] = working.state?.devices ?? [];
    expect(healthOf(stateOf({ devices: [{ ...pad, state: 'opening' }] }))).toBe('working');
  });
  test('is paused where somebody has put it out of service, else out of service', () => {
    const stage = 'out-of-service';
    expect(healthOf(stateOf({ stage }))).toBe('out-of-service');
    expect(healthOf(stateOf({ stage, pause: { since: 0, by: 'here' } }))).toBe('paused');
  });
  test('is not heard, whatever it last said of itself; away, where nothing is to be done', () => {
    expect(healthOf({ ...outOfPaper, online: false }, [{ ...paperOut, code: 'silent' }])).toBe(
      'offline',
    );
    expect(healthOf(silent, [vanAway])).toBe('away');
    expect(healthOf(silent)).toBe('away');
  });
  test('of several the worst counts', () => {
    expect(worstHealth(['working', 'away', 'attention'])).toBe('attention');
    expect(worstHealth([])).toBe('working');
  });
  test('it lends without the network until its permit ends', () => {
    const until = (permit: object | undefined) => lendsUntil(stateOf({ permit }), NOW);
    expect(until({ lends: true, endsAt: NOW + 1 })).toBe(NOW + 1);
    expect(until({ lends: true, endsAt: NOW })).toBeUndefined();
    expect(until({ lends: false, endsAt: NOW + 1 })).toBeUndefined();
    expect(until(undefined)).toBeUndefined();
  });
});

describe('the tree', () => {
  const tree = () => plant(LIBRARIES, standings(all, alerts));
  const names = (branches: readonly Branch[]): unknown[] =>
    branches.map(({ library, terminals, below }) => [
      library.id,
      terminals.map(({ terminal }) => terminal.id).join(''),
      ...names(below),
    ]);

  test('has every terminal once, at its library; libraries without any are left out', () => {
    expect(names(tree())).toEqual([['net', '', ['ward', 'be'], ['central', 'ca', ['van', 'd']]]]);
  });
  test('counts what is below each library, and tells the worst of it', () => {
    expect(tree()[0]).toMatchObject({
      all: 5,
      worst: 'offline',
      counts: { offline: 1, attention: 1, away: 1, working: 2, paused: 0 },
    });
  });
  test('begins where rights begin, and with a library that nobody has told of', () => {
    const ward = LIBRARIES.filter(({ id }) => id === 'ward');
    const elsewhere = { ...working, id: 'z', library: at('elsewhere') };
    const branches = plant(ward, standings([outOfPaper, elsewhere], []));
    expect(branches.map(({ library }) => library.id)).toEqual(['elsewhere', 'ward']);
  });
  test('of a small network all is unfolded; of a large one what needs a look', () => {
    const [net] = tree();
    const fine = plant(LIBRARIES, standings([working], []))[0];
    if (!net || !fine) throw new Error('The tree is empty.');
    expect(opensItself(fine, 60)).toBe(true);
    expect(opensItself(fine, 61)).toBe(false);
    expect(opensItself(net, 1_000)).toBe(true);
  });
  test('is filtered without marks, by terminal or library, every word', () => {
    const ids = (query: string) =>
      found(standings(all, []), query)
        .map(({ terminal }) => terminal.id)
        .join('');
    expect(ids('')).toBe('abcde');
    expect(ids('ben cau')).toBe('be');
    expect(ids('THIẾU  nhi')).toBe('b');
    expect(ids('ben cau sảnh')).toBe('');
  });
});

test('what has changed takes its place in the list; who has not stays who it was', () => {
  const [first, second] = [
    { ...silent, online: true },
    { ...silent, online: true, name: 'Mới' },
  ];
  const list = merged(all, [first, second]);
  expect(list.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  expect(list[2]).toBe(second);
  expect(list[0]).toBe(all[0]);
});
