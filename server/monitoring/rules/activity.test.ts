import { describe, expect, test } from 'vitest';
import { activityBetween } from './activity.ts';
import { SILENCE_MS } from './presence.ts';
import type { TerminalWord, WordOfCounters } from './terminal-word.ts';

const zero = { visits: 0, checkouts: 0, checkins: 0, renewals: 0, refusals: 0, receipts: 0 };
const counters = (from: number, checkouts: number, checkins = 0): WordOfCounters => ({
  ...zero,
  ...{ from, checkouts, checkins },
});
const word = (more: Partial<TerminalWord> = {}): TerminalWord => ({
  ...{ version: '1', stage: 'idle', devices: [], queued: 0 },
  ...more,
});
const device = (id: string, state: 'ready' | 'faulty') => ({
  ...{ id, state, kind: 'rfid-reader', since: 0 },
});

describe('TH60 what was counted', () => {
  test('is what the counters have moved', () => {
    const before = { heardAt: 1000, word: word({ counters: counters(1, 5, 2) }) };
    const done = activityBetween(before, word({ counters: counters(1, 8, 2) }), 2000);
    expect(done).toMatchObject({ checkouts: 3, checkins: 0 });
  });

  test('after another start it is all that they say', () => {
    const before = { heardAt: 1000, word: word({ counters: counters(1, 5) }) };
    expect(activityBetween(before, word({ counters: counters(9, 7) }), 2000).checkouts).toBe(7);
  });

  test('a counter that falls has begun anew', () => {
    const before = { heardAt: 1000, word: word({ counters: counters(1, 5) }) };
    expect(activityBetween(before, word({ counters: counters(1, 2) }), 2000).checkouts).toBe(2);
  });

  test('the first word of a terminal tells all since its start', () => {
    expect(activityBetween(undefined, word({ counters: counters(1, 4) }), 2000).checkouts).toBe(4);
  });

  test('what a terminal had counted before this server counted is on no day', () => {
    const before = { heardAt: 1000, word: word() };
    expect(activityBetween(before, word({ counters: counters(900, 4) }), 2000).checkouts).toBe(0);
    expect(activityBetween(before, word({ counters: counters(1500, 4) }), 2000).checkouts).toBe(4);
  });

  test('what is done in a silence is counted when it ends', () => {
    const before = { heardAt: 0, word: word({ counters: counters(1, 5) }) };
    const done = activityBetween(before, word({ counters: counters(1, 30) }), 7_200_000);
    expect(done).toMatchObject({ checkouts: 25, onlineMs: 0 });
  });
});

test('TH61 it was heard from word to word, as long as it missed none', () => {
  const online = (gap: number) =>
    activityBetween({ heardAt: 1000, word: word() }, word(), 1000 + gap).onlineMs;
  expect(online(20_000)).toBe(20_000);
  expect(online(SILENCE_MS)).toBe(SILENCE_MS);
  expect(online(SILENCE_MS + 1)).toBe(0);
  expect(online(-500)).toBe(0);
});

test('TH62 faults and rolls of paper are counted when they change', () => {
  const before = {
    heardAt: 0,
    word: word({
      devices: [device('a', 'faulty'), device('b', 'ready')],
      printer: { paper: 'out', since: 0 },
    }),
  };
  const after = word({
    devices: [device('a', 'faulty'), device('b', 'faulty')],
    printer: { paper: 'ok', since: 1 },
  });
  expect(activityBetween(before, after, 10)).toMatchObject({ faults: 1, paperChanges: 1 });
  expect(activityBetween({ heardAt: 0, word: after }, after, 10)).toMatchObject({
    ...{ faults: 0, paperChanges: 0 },
  });
  expect(activityBetween(undefined, after, 10)).toMatchObject({ faults: 2, paperChanges: 0 });
});
