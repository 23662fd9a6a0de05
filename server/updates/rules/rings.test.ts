import { describe, expect, test } from 'vitest';
import { type Offer, offersFor, type Release, type RunningTerminal, standingOf } from './rings.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 8);

const offer = (version: string, more: Partial<Offer> = {}): Offer => ({
  ...{ version, from: '0.1.0', ring: 3, ringAt: NOW - HOUR, paused: false, waitHours: undefined },
  ...more,
});
const versionFor = (asking: { version: string; ring: number }, ...offers: Offer[]) =>
  offersFor(asking, offers).at(0)?.version;

describe('UP10 UP11 what a terminal is offered', () => {
  const asking = { version: '0.6.0', ring: 1 };

  test('UP11 the newest of those that are newer than its own', () => {
    expect(versionFor(asking, offer('0.7.0'), offer('0.10.0'), offer('0.5.0'))).toBe('0.10.0');
    expect(versionFor(asking, offer('0.6.0'), offer('0.5.0'))).toBeUndefined();
  });

  test('UP10 only when it was let out to its ring', () => {
    expect(versionFor(asking, offer('0.7.0', { ring: 1 }))).toBe('0.7.0');
    expect(versionFor(asking, offer('0.7.0', { ring: 0 }))).toBeUndefined();
    expect(versionFor(asking, offer('0.7.0', { ring: undefined }))).toBeUndefined();
  });

  test('UP12 nothing that is paused', () => {
    expect(versionFor(asking, offer('0.7.0', { paused: true }), offer('0.6.5'))).toBe('0.6.5');
  });

  test('UP11 by way of another where it cannot follow at once', () => {
    const far = offer('0.9.0', { from: '0.8.0' });
    expect(versionFor(asking, far, offer('0.8.0'))).toBe('0.8.0');
    expect(versionFor({ version: '0.8.0', ring: 1 }, far, offer('0.8.0'))).toBe('0.9.0');
    expect(versionFor(asking, far)).toBeUndefined();
  });
});

const release: Release = {
  ...{ version: '0.7.0', ring: 0, ringAt: NOW - 30 * HOUR, paused: false, waitHours: 24 },
};
const terminal = (more: Partial<RunningTerminal> = {}): RunningTerminal => ({
  ...{ ring: 0, version: '0.7.0', heardAt: NOW, settledAt: NOW - 25 * HOUR },
  ...{ returnedFrom: undefined, ...more },
});
const stateOf = (of: Partial<Release>, ...all: RunningTerminal[]) =>
  standingOf({ ...release, ...of }, all, NOW).state;

describe('UP13 a release goes on by itself', () => {
  test('UP13 when all who may have it have run it so long', () => {
    expect(standingOf(release, [terminal()], NOW)).toEqual({
      ...{ state: 'ripe', terminals: 1, running: 1, returned: 0, ripeAt: NOW - HOUR },
    });
    expect(stateOf({}, terminal(), terminal({ settledAt: NOW - 23 * HOUR }))).toBe('watching');
    expect(stateOf({ ringAt: NOW - HOUR }, terminal())).toBe('watching');
  });

  test('UP13 not while one of them has another version, unless that one has been silent for a day', () => {
    const late = terminal({ version: '0.6.0' });
    expect(stateOf({}, terminal(), late)).toBe('spreading');
    expect(stateOf({}, terminal(), { ...late, heardAt: NOW - 25 * HOUR })).toBe('ripe');
    expect(stateOf({}, terminal(), { ...late, ring: 1 })).toBe('ripe');
  });

  test('UP13 not where nobody runs it', () => {
    expect(stateOf({})).toBe('spreading');
    expect(stateOf({}, terminal({ version: '0.6.0', heardAt: undefined }))).toBe('spreading');
  });

  test('UP14 never after one has come back from it, in whatever ring', () => {
    expect(stateOf({}, terminal(), terminal({ ring: 3, returnedFrom: '0.7.0' }))).toBe('returned');
    expect(stateOf({}, terminal({ returnedFrom: '0.6.5' }))).toBe('ripe');
  });

  test('UP12 UP13 not while it is paused, held, or staff decide', () => {
    expect(stateOf({ paused: true }, terminal())).toBe('paused');
    expect(stateOf({ ring: undefined, ringAt: undefined }, terminal())).toBe('held');
    expect(stateOf({ waitHours: undefined }, terminal())).toBe('watching');
    expect(stateOf({ ring: 3 }, terminal())).toBe('everywhere');
  });
});
