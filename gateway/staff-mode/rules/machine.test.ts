import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StaffAct } from '../../staff-messages.ts';
import { decide } from './machine.ts';
import type { Effect, Input, PinAnswer } from './machine.ts';
import { closesAt, DOOR_MS, MENU_MS, OUT, WIPE_MS } from './staff-state.ts';
import type { StaffMode } from './staff-state.ts';

const CARD = { end: '0042' };
const ACT: StaffAct = { what: 'paper-changed' };
const RIGHT: Input = { kind: 'pin-answer', answer: { outcome: 'right' } };

/** Plays what happens, one thing after the other, a second apart. */
class Played {
  mode: StaffMode = OUT;
  now = 1_000_000;
  readonly effects: Effect[] = [];

  then(...inputs: readonly Input[]): this {
    for (const input of inputs) {
      this.now += 1_000;
      const { effects, mode } = decide(this.mode, input, this.now);
      this.mode = mode;
      this.effects.push(...effects);
    }
    return this;
  }

  wait(ms: number): this {
    this.now += ms - 1_000;
    return this.then({ kind: 'tick' });
  }

  get kinds() {
    return this.effects.map(({ kind }) => kind);
  }
}

const asked = () => new Played().then({ kind: 'asked' });
const withPin = () => asked().then({ kind: 'pin', pin: '246810' });
const inside = () => withPin().then(RIGHT, { kind: 'wiped' });
const refused = (answer: PinAnswer) => withPin().then({ kind: 'pin-answer', answer });

describe('the door', () => {
  test('SM1 the corner or a card of staff leads to the PIN, and nothing else does', () => {
    expect(asked().mode).toMatchObject({ at: 'door', who: {} });
    const card = new Played().then({ kind: 'card', card: CARD });
    expect(card.mode).toMatchObject({ at: 'door', who: { card: CARD } });
    const others: Input[] = [{ kind: 'touched' }, { kind: 'pin', pin: '1' }, RIGHT];
    expect(new Played().then(...others, { kind: 'act', act: ACT }).mode).toEqual(OUT);
  });

  test('SM2 at the door the visit goes on; who gives up changes nothing', () => {
    expect(asked().then({ kind: 'back' })).toMatchObject({ mode: OUT, effects: [] });
    expect(refused({ outcome: 'wrong', triesLeft: 4 }).then({ kind: 'leave' }).kinds).toEqual([
      'check-pin',
    ]);
  });

  test('SM4 the answer to a PIN lets nobody in who came to the door after whoever typed it had given up', () => {
    const next = withPin().then({ kind: 'back' }, { kind: 'card', card: CARD }, RIGHT);
    expect([next.mode.at, next.kinds]).toEqual(['door', ['check-pin']]);
  });

  test('SM2 it closes after thirty seconds without a touch, not while a PIN is checked', () => {
    expect(asked().wait(DOOR_MS).mode).toEqual(OUT);
    expect(
      asked()
        .then({ kind: 'touched' })
        .wait(DOOR_MS - 1).mode.at,
    ).toBe('door');
    expect(withPin().wait(DOOR_MS * 10).mode.at).toBe('door');
  });

  test('SM3 a wrong PIN says how many tries are left; a lock, until when', () => {
    expect(refused({ outcome: 'wrong', triesLeft: 2 }).mode).toMatchObject({
      wrong: { triesLeft: 2 },
    });
    const locked = refused({ outcome: 'locked', waitMs: 60_000 });
    expect(locked.mode).toMatchObject({ lockedUntil: locked.now + 60_000 });
  });

  test.each(['not-set', 'failed'] as const)(
    'SM3 where the PIN is %s, nobody gets in',
    (outcome) => {
      const play = refused({ outcome });
      expect(play.mode).toMatchObject({ at: 'door', cannot: outcome });
      expect(play.kinds).toEqual(['check-pin']);
    },
  );

  test('SM3 one PIN is checked at a time', () => {
    expect(withPin().then({ kind: 'pin', pin: '111111' }).kinds).toEqual(['check-pin']);
  });

  test('SM3 whose card it is may be said before the PIN is right, or after; of no other card', () => {
    const known: Input = { kind: 'known', card: { ...CARD, account: 'a1' } };
    const card: Input = { kind: 'card', card: CARD };
    const before = new Played().then(card, known);
    expect(before.mode).toMatchObject({ who: { card: { account: 'a1' } } });
    const after = new Played().then(card, { kind: 'pin', pin: '1' }, RIGHT, known);
    expect(after.mode).toMatchObject({ at: 'wiping', who: { card: { account: 'a1' } } });
    const other = new Played().then({ kind: 'card', card: { end: '9999' } }, known);
    expect(other.mode).toMatchObject({ who: { card: { end: '9999' } } });
    expect(new Played().then(known).mode).toEqual(OUT);
  });
});

describe('the menu', () => {
  test('SM4 opens when nobody is being served any more, and not before', () => {
    const play = withPin().then(RIGHT);
    expect(play.mode.at).toBe('wiping');
    expect(play.kinds).toEqual(['check-pin', 'take-over']);
    expect(play.then({ kind: 'act', act: ACT }).kinds).not.toContain('do');
    expect(play.then({ kind: 'wiped' }).mode).toMatchObject({ at: 'in', page: 'home' });
  });

  test('SM4 a visit that does not end keeps staff out', () => {
    const play = withPin().then(RIGHT).wait(WIPE_MS);
    expect(play.mode).toEqual(OUT);
    expect(play.kinds.at(-1)).toBe('hand-back');
  });

  test('SM6 closes after a minute without a touch; a scan, a book or an act is one', () => {
    expect(inside().wait(MENU_MS)).toMatchObject({ mode: OUT });
    const seen: Input[] = [
      { kind: 'touched' },
      { kind: 'scan', scan: 'label' },
      { kind: 'tag-came', uid: 'E0', tag: { chip: 'E0', kind: 'blank' } },
      { kind: 'page', page: 'devices' },
    ];
    for (const input of seen) {
      expect(
        inside()
          .wait(MENU_MS - 10_000)
          .then(input)
          .wait(MENU_MS - 1).mode.at,
      ).toBe('in');
    }
  });

  test('SM6 not while an act is under way, which a printer may take long for', () => {
    const play = inside().then({ kind: 'act', act: { what: 'test-print' } });
    expect(closesAt(play.mode)).toBeUndefined();
    const after = play.then({ kind: 'came-of', note: { kind: 'done', what: 'test-print' } });
    expect(after.wait(MENU_MS).mode).toEqual(OUT);
  });

  test('SM6 closed, it gives the machine back to visitors', () => {
    expect(inside().then({ kind: 'leave' }).kinds.at(-1)).toBe('hand-back');
    expect(inside().wait(MENU_MS).kinds.at(-1)).toBe('hand-back');
  });

  test('SM8 one act after the other, in the name of who came in', () => {
    const card = new Played().then({ kind: 'card', card: CARD }, { kind: 'pin', pin: '1' }, RIGHT);
    const play = card.then({ kind: 'wiped' }, { kind: 'act', act: ACT }, { kind: 'act', act: ACT });
    const acts = play.effects.filter(({ kind }) => kind === 'do');
    expect(acts).toEqual([{ kind: 'do', act: ACT, who: { card: CARD } }]);
  });

  test('what came of an act is said until something else is done', () => {
    const note = { kind: 'failed', what: 'test-print', code: 'paper-out' } as const;
    const play = inside().then(
      { kind: 'act', act: { what: 'test-print' } },
      { kind: 'came-of', note },
    );
    expect(play.mode).toMatchObject({ note });
    expect(play.then({ kind: 'page', page: 'paper' }).mode).not.toHaveProperty('note');
  });

  test('back leads to the page above, and from the first one out', () => {
    const device = inside().then({ kind: 'page', page: 'device', device: 'pad' });
    expect(device.mode).toMatchObject({ device: 'pad' });
    expect(device.then({ kind: 'back' }).mode).toMatchObject({ page: 'devices' });
    expect(device.mode).not.toHaveProperty('device');
    expect(device.then({ kind: 'back' }).mode).toMatchObject({ page: 'home' });
    expect(device.then({ kind: 'back' }).mode).toEqual(OUT);
  });

  test('SM5 the pad is shown as it is: what is lifted is gone', () => {
    const tag = { chip: '0001', kind: 'item', label: 'A' } as const;
    const play = inside().then(
      { kind: 'tag-came', uid: 'one', tag },
      { kind: 'tag-came', uid: 'one', tag },
      { kind: 'tag-came', uid: 'two', tag },
      { kind: 'tag-went', uid: 'two' },
    );
    expect(play.mode).toMatchObject({ tags: [{ uid: 'one', tag }] });
  });
});

const anything: fc.Arbitrary<Input | number> = fc.oneof(
  fc.constantFrom<Input>(
    ...([{ kind: 'asked' }, { kind: 'card', card: CARD }, { kind: 'pin', pin: '1' }] as const),
    ...([RIGHT, { kind: 'wiped' }, { kind: 'touched' }, { kind: 'back' }] as const),
    ...([{ kind: 'leave' }, { kind: 'act', act: ACT }, { kind: 'tick' }] as const),
    { kind: 'came-of', note: { kind: 'done', what: 'paper-changed' } },
    { kind: 'pin-answer', answer: { outcome: 'wrong', triesLeft: 1 } },
  ),
  fc.integer({ min: 1, max: MENU_MS * 2 }),
);

test('SM10 whatever happens: no act without a right PIN and a wiped visit, and what was taken is given back', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 40 }), (steps) => {
      const play = new Played();
      let isChecking = false;
      for (const step of steps) {
        // An answer comes only to a question.
        const isAnswer = typeof step === 'object' && step.kind === 'pin-answer';
        if (isAnswer && !isChecking) continue;
        const before = play.effects.length;
        if (typeof step === 'number') play.wait(step);
        else play.then(step);
        const news = play.effects.slice(before).map(({ kind }) => kind);
        if (isAnswer) isChecking = false;
        if (news.includes('check-pin')) isChecking = true;
        if (news.includes('do')) expect(play.mode.at).toBe('in');
      }
      const taken = play.kinds.filter((kind) => kind === 'take-over').length;
      const given = play.kinds.filter((kind) => kind === 'hand-back').length;
      const holds = play.mode.at === 'in' || play.mode.at === 'wiping';
      expect(taken - given).toBe(holds ? 1 : 0);
    }),
  );
});
