import { describe, expect, test } from 'vitest';
import type { SettingsInForce } from '#server/settings/format/terminal-settings.ts';
import { begun, inForce, isToBeTried, NOTHING_KEPT, proved, takenBack, tried } from './trial.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const volume = (version: number): SettingsInForce => ({ version, settings: { volume: version } });
const good = proved(tried(NOTHING_KEPT, volume(1)));

test('ST10 what is on trial holds until it is proved, and then for good', () => {
  const trying = tried(good, volume(2));
  expect(inForce(trying)).toEqual(volume(2));
  expect(proved(trying)).toEqual({ good: volume(2) });
});

test('ST10 what was taken back leaves what held before, and is told', () => {
  const back = takenBack(tried(good, volume(2)), 'not-heard', NOW);
  expect(inForce(back)).toEqual(volume(1));
  expect(back.undone).toEqual({ version: 2, at: NOW, why: 'not-heard' });
});

describe('ST11 a sudden end in the middle', () => {
  test('ST11 one start under the trial goes on with it, a second goes back', () => {
    const afterOne = begun(tried(good, volume(2)), NOW);
    expect(inForce(afterOne)).toEqual(volume(2));
    const afterTwo = begun(afterOne, NOW + 1);
    expect(inForce(afterTwo)).toEqual(volume(1));
    expect(afterTwo.undone).toEqual({ version: 2, at: NOW + 1, why: 'ended-suddenly' });
  });

  test('ST11 what was proved is not counted against', () => {
    expect(begun(begun(begun(good, NOW), NOW), NOW)).toEqual(good);
  });
});

describe('ST12 what is tried', () => {
  const back = takenBack(tried(good, volume(2)), 'not-heard', NOW);

  test('ST12 what was taken back is not tried again by itself, but when staff ask', () => {
    expect(isToBeTried(back, volume(2), 'by-itself')).toBe(false);
    expect(isToBeTried(back, volume(2), 'asked')).toBe(true);
  });

  test('ST12 the next version is, and forgets that another was taken back', () => {
    expect(isToBeTried(back, volume(3), 'by-itself')).toBe(true);
    expect(proved(tried(back, volume(3)))).toEqual({ good: volume(3) });
  });

  test('ST12 not what holds already, nothing beside a trial, and nothing of a server that has nothing to say', () => {
    expect(isToBeTried(good, volume(1), 'asked')).toBe(false);
    expect(isToBeTried(tried(good, volume(2)), volume(3), 'asked')).toBe(false);
    expect(isToBeTried(good, { version: 0, settings: {} }, 'asked')).toBe(false);
  });

  test('ST12 of another server that counts anew the same number may be something else', () => {
    const other = { version: 1, settings: { volume: 77 } };
    expect(isToBeTried(good, other, 'by-itself')).toBe(true);
  });
});
