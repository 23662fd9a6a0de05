import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../messages.ts';
import { StaffAct, TOUCH_TARGETS } from '../../staff-messages.ts';
import type { StaffView } from '../../staff-messages.ts';
import { cardIn, scanKind, staffTag } from './heard.ts';
import { staffScreen } from './staff-screen.ts';
import type { StaffMode } from './staff-state.ts';
import { byOf, detailsOf, nameOf } from './told-act.ts';
import { correctionOf } from './touch-correction.ts';
import { USUAL_VOLUME, volumeOf } from './volume.ts';
import { endOf, isStaffCard } from './who.ts';

const below: Snapshot = {
  ...{ screen: 'account', beneath: 'borrow', stage: 'working', sessionId: 'visit-1' },
  ...{ language: 'vi', largeText: false, highContrast: false, online: true, now: 5_000_000 },
  terminal: {
    ...{ name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
    ...{ padReady: true, scannerReady: true, wedge: false },
  },
  patron: { id: '1', initial: 'M', child: false, hasPin: true, loansLeft: 3 },
  people: [{ id: '1', initial: 'M', child: false, books: 1, isWanted: false }],
  may: { addCard: true, leadClass: true, seeAccount: true },
  lines: [
    {
      ...{ id: 'line-1', act: 'checkout', title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
      ...{ ils: 'accepted', security: 'done', canUndo: true, undone: false, onPad: true },
    },
  ],
  account: { loans: [], feesOwed: 15_000 },
  notice: { code: 'fee-owed', params: {} },
  ...{ booksOnPad: 1, waiting: 1, nobodys: 1, staffCalled: true, act: 'borrow', line: 'line-1' },
  volume: 40,
};
const view = { page: 'home' } as StaffView;
const NOW = 100;
const door: StaffMode = { at: 'door', who: {}, seenAt: NOW, checking: false };
const menu: StaffMode = {
  ...{ at: 'in', who: {}, seenAt: NOW, page: 'home', busy: false, tags: [], crowded: false },
};
const drawn = (mode: StaffMode) => staffScreen(below, mode, () => view, NOW);

describe('the screen', () => {
  test.each([
    ['the door', door],
    ['waiting for the visit to end', { at: 'wiping', who: {}, since: NOW }],
    ['the menu', menu],
  ] as const)('SM5 %s shows nothing of the visit below', (_name, mode) => {
    const said = JSON.stringify(drawn(mode));
    for (const of of ['Dế Mèn', '"M"', '15000', 'fee-owed', 'line-1', 'loansLeft']) {
      expect(said).not.toContain(of);
    }
    expect(drawn(mode)).toMatchObject({ people: [], lines: [], booksOnPad: 0, volume: 40 });
  });

  test('SM2 nobody there: the visit is drawn as it is', () => {
    expect(drawn({ at: 'out' })).toBe(below);
  });

  test('SM2 when it closes is said by the clock that the screen is told', () => {
    expect(drawn(door).endsAt).toBe(below.now + 30_000);
    expect(drawn(menu).endsAt).toBe(below.now + 60_000);
  });

  test('SM3 a lock is said while it lasts', () => {
    const locked = { ...door, lockedUntil: NOW + 60_000 };
    expect(drawn(locked).keypad).toEqual({ lockedUntil: below.now + 60_000 });
    expect(drawn({ ...door, lockedUntil: NOW }).keypad).toEqual({});
    expect(drawn({ ...door, cannot: 'not-set' }).notice?.code).toBe('pin-not-set');
  });
});

describe('what is heard', () => {
  test('SM5 of a scan only what it is', () => {
    expect(scanKind({ kind: 'patron', card: '29780000000042' })).toBe('card');
    expect(scanKind({ kind: 'item', label: 'A' })).toBe('label');
    expect(scanKind({ kind: 'identity-card', number: '001234567890' })).toBe('other');
    expect(cardIn({ kind: 'either', text: 'ST-1' })).toBe('ST-1');
    expect(cardIn({ kind: 'item', label: 'ST-1' })).toBeUndefined();
  });

  test('SM5 of a patron’s card on the pad not its number', () => {
    const uid = 'E004010000001234';
    const card = staffTag({ uid, label: { kind: 'card', card: '29780000000042' } });
    expect(card).toEqual({ chip: '1234', kind: 'card' });
    const item = { kind: 'item', item: { identifier: 'A1' } } as const;
    expect(staffTag({ uid, label: { ...item, part: { number: 2, of: 3 } } })).toMatchObject({
      ...{ label: 'A1', part: 2 },
    });
    expect(staffTag({ uid, label: { ...item, part: { number: 1, of: 1 } } })).not.toHaveProperty(
      'part',
    );
  });

  test('SM1 a card of staff is one by the site’s patterns, of the whole of which only the end is kept', () => {
    const patterns = [/^ST-\d{4}$/u];
    expect(isStaffCard(patterns, 'ST-0042')).toBe(true);
    expect(isStaffCard(patterns, '29780000000042')).toBe(false);
    expect(isStaffCard([], 'ST-0042')).toBe(false);
    expect(isStaffCard([/^A+$/u], 'A'.repeat(65))).toBe(false);
    expect(endOf('ST-0042')).toBe('0042');
  });
});

describe('what is told of an act', () => {
  test('SM8 what it was about, and nothing of where a screen was touched', () => {
    expect(detailsOf({ what: 'bin-emptied', bin: 'ke' })).toEqual({ bin: 'ke' });
    expect(detailsOf({ what: 'touch', felt: [...TOUCH_TARGETS] })).toEqual({});
    expect(byOf({})).toEqual({});
    expect(byOf({ card: { end: '0042', account: 'a1' } })).toEqual({
      ...{ cardEnd: '0042', account: 'a1' },
    });
  });

  test('D41 who decided is kept with what was decided', () => {
    expect(nameOf({ card: { end: '0042' } })).toBe('staff-card …0042');
    expect(nameOf({})).toBe('somebody with the PIN');
  });

  test('an act that makes no sense is none', () => {
    expect(StaffAct.safeParse({ what: 'volume', percent: 120 }).success).toBe(false);
    expect(StaffAct.safeParse({ what: 'touch', felt: [{ x: 0, y: 0 }] }).success).toBe(false);
    expect(StaffAct.safeParse({ what: 'format-disk' }).success).toBe(false);
  });
});

test('SM11 what was said last of the volume holds, here or from afar', () => {
  expect(volumeOf(undefined, undefined)).toBe(USUAL_VOLUME);
  expect(volumeOf(undefined, 30)).toBe(30);
  expect(volumeOf({ volume: 0 }, undefined)).toBe(0);
  expect(volumeOf({ volume: 80, over: 30 }, 30)).toBe(80);
  expect(volumeOf({ volume: 80, over: 30 }, 50)).toBe(50);
});

describe('SM12 calibration', () => {
  const at = (
    point: { x: number; y: number },
    by: NonNullable<ReturnType<typeof correctionOf>>,
  ) => ({
    x: by.a * point.x + by.b * point.y + by.c,
    y: by.d * point.x + by.e * point.y + by.f,
  });

  test('a linear mistake of the screen is undone at the targets and between them', () => {
    const small = fc.double({ min: -0.04, max: 0.04, noNaN: true });
    fc.assert(
      fc.property(small, small, small, small, (shiftX, shiftY, stretch, skew) => {
        const wrong = ({ x, y }: { x: number; y: number }) => ({
          x: x * (1 + stretch) + y * skew + shiftX,
          y: y * (1 - stretch) + shiftY,
        });
        const correction = correctionOf(TOUCH_TARGETS.map(wrong));
        if (!correction) throw new Error('such a screen can be calibrated');
        for (const point of [...TOUCH_TARGETS, { x: 0.5, y: 0.5 }, { x: 0.3, y: 0.8 }]) {
          const found = at(wrong(point), correction);
          expect(Math.hypot(found.x - point.x, found.y - point.y)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test('one touch that trembles is spread over all four', () => {
    const [first = { x: 0, y: 0 }, ...rest] = TOUCH_TARGETS;
    const correction = correctionOf([{ x: first.x + 0.02, y: first.y }, ...rest]);
    const found = correction && at(first, correction);
    expect(Math.hypot((found?.x ?? 1) - first.x, (found?.y ?? 1) - first.y)).toBeLessThan(0.02);
  });

  test('touches that cannot have been meant change nothing', () => {
    const [one = { x: 0, y: 0 }] = TOUCH_TARGETS;
    expect(correctionOf(TOUCH_TARGETS.map(() => one))).toBeUndefined();
    expect(correctionOf([...TOUCH_TARGETS].reverse())).toBeUndefined();
    expect(correctionOf(TOUCH_TARGETS.slice(1))).toBeUndefined();
  });
});
