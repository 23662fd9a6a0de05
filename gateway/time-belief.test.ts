import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floorOf } from './time-floor.ts';
import {
  type Anchor,
  type Belief,
  beliefAt,
  beliefFrom,
  beliefOnServer,
  faultOf,
  isTimeKnown,
  type Look,
  timeOf,
} from './time-belief.ts';

const NOW = Date.UTC(2026, 11, 1);
const FLOOR = NOW - 3_600_000;
const [MINUTE, DAY] = [60_000, 86_400_000];
const YEAR_1970 = 5_000;

const looking = (wall: number, elapsed = 0): Look => ({ wall, elapsed });
const byServer = beliefOnServer(undefined, looking(0), NOW, 0);
const byWall: Belief = { source: 'wall', zero: NOW };

describe('once the server was heard', () => {
  test.each([YEAR_1970, NOW - DAY, NOW + DAY, NOW + 400 * DAY])(
    'TM1 a wall clock that shows %d moves nothing, and the time stays known',
    (wall) => {
      const look = looking(wall, 7 * MINUTE);
      expect(timeOf(byServer, look)).toBe(NOW + 7 * MINUTE);
      expect([isTimeKnown(byServer, look), faultOf(byServer, look)]).toEqual([true, 'wrong']);
    },
  );

  test('TM1 its time is that of the middle of the round trip', () => {
    const belief = beliefOnServer(undefined, looking(0, 1_000), NOW, 400);
    expect(timeOf(belief, looking(0, 1_000))).toBe(NOW + 200);
  });

  test('TM1 what the network’s jitter explains corrects nothing, what it does not is taken', () => {
    expect(beliefOnServer(byServer, looking(0), NOW + 900, 0)).toBe(byServer);
    expect(beliefOnServer(byServer, looking(0), NOW - 1_200, 4_000)).toBe(byServer);
    expect(timeOf(beliefOnServer(byServer, looking(0), NOW - 5_000, 0), looking(0))).toBe(
      NOW - 5_000,
    );
  });

  test('TM1 the server is believed below the floor too', () => {
    const belief = beliefOnServer(undefined, looking(FLOOR), FLOOR - DAY, 0);
    expect(timeOf(belief, looking(FLOOR))).toBe(FLOOR - DAY);
  });
});

describe('while the server was not heard', () => {
  test('TM2 the wall clock is taken as it was at the start, and carried on', () => {
    const belief = beliefAt(undefined, looking(NOW, 500), FLOOR);
    const later = looking(NOW + MINUTE, 500 + MINUTE);
    expect(beliefAt(belief, later, FLOOR)).toBe(belief);
    expect(timeOf(belief, later)).toBe(NOW + MINUTE);
    expect(isTimeKnown(belief, later)).toBe(true);
  });

  test('TM3 below the floor nothing is known', () => {
    const look = looking(FLOOR - 1);
    const belief = beliefAt(undefined, look, FLOOR);
    expect([belief, isTimeKnown(belief, look), faultOf(belief, look)]).toEqual([
      undefined,
      false,
      'behind',
    ]);
  });

  test('TM3 a clock that a time service puts above the floor is taken from then on', () => {
    const belief = beliefAt(undefined, looking(NOW, 9_000), FLOOR);
    expect(timeOf(belief, looking(NOW, 9_000))).toBe(NOW);
    expect(isTimeKnown(belief, looking(NOW, 9_000))).toBe(true);
  });

  test.each([2 * MINUTE + 1, -2 * MINUTE - 1, DAY, -DAY, YEAR_1970 - NOW])(
    'TM5 after a jump by %d ms nobody can say which time is right',
    (by) => {
      const look = looking(NOW + MINUTE + by, MINUTE);
      expect([isTimeKnown(byWall, look), faultOf(byWall, look)]).toEqual([false, 'jumped']);
    },
  );

  test('TM5 it is known again when the clock is put back, and when the server is heard', () => {
    expect(isTimeKnown(byWall, looking(NOW + DAY + 90_000, DAY))).toBe(true);
    const jumped = looking(NOW - DAY, MINUTE);
    const belief = beliefOnServer(byWall, jumped, NOW + 9_000, 0);
    expect([isTimeKnown(belief, jumped), timeOf(belief, jumped)]).toEqual([true, NOW + 9_000]);
  });

  test('TM6 a step of less than two minutes moves nothing, and many do not add up unseen', () => {
    const step = looking(NOW + 2 * MINUTE, MINUTE);
    expect([isTimeKnown(byWall, step), timeOf(byWall, step)]).toEqual([true, NOW + MINUTE]);
    expect(isTimeKnown(byWall, looking(NOW + 4 * MINUTE, MINUTE))).toBe(false);
  });
});

describe('another start', () => {
  const anchor: Anchor = {
    ...{ boot: 'a', wall: YEAR_1970, elapsed: 50_000, time: NOW, source: 'server' },
  };

  test('TM4 of the program alone: the time goes on, whatever the wall clock shows', () => {
    const look = looking(YEAR_1970, 80_000);
    const belief = beliefFrom(anchor, 'a', look);
    expect(timeOf(belief, look)).toBe(NOW + 30_000);
    expect(isTimeKnown(belief, look)).toBe(true);
  });

  test('TM4 a jump between the two starts is seen', () => {
    const look = looking(NOW - DAY, 80_000);
    const belief = beliefFrom({ ...anchor, wall: NOW, source: 'wall' }, 'a', look);
    expect([isTimeKnown(belief, look), faultOf(belief, look)]).toEqual([false, 'jumped']);
  });

  test('TM4 of the machine: nothing goes on', () => {
    expect(beliefFrom(anchor, 'b', looking(NOW, 80_000))).toBeUndefined();
    expect(beliefFrom(anchor, 'a', looking(NOW, 49_000))).toBeUndefined();
  });
});

/** A terminal, and a true time that it cannot see. */
interface Life {
  truth: number;
  wallError: number;
  elapsed: number;
  boot: number;
  belief: Belief | undefined;
  anchor: Anchor | undefined;
  floor: number;
}

type Happening =
  | { readonly kind: 'pass' | 'off'; readonly ms: number }
  | { readonly kind: 'set' | 'battery'; readonly error: number }
  | { readonly kind: 'hear' | 'restart' };

const look = ({ elapsed, truth, wallError }: Life): Look => ({ wall: truth + wallError, elapsed });

function restart(life: Life): void {
  const lastKnown = life.anchor?.time;
  life.floor = floorOf({ builtAt: FLOOR, lastRow: undefined, lastKnown });
  life.belief = life.anchor && beliefFrom(life.anchor, String(life.boot), look(life));
}

function happen(life: Life, happening: Happening): void {
  switch (happening.kind) {
    case 'pass':
      life.truth += happening.ms;
      life.elapsed += happening.ms;
      return;
    case 'off':
      life.truth += happening.ms;
      life.boot += 1;
      life.elapsed = 0;
      return restart(life);
    case 'set':
      life.wallError = happening.error;
      return;
    case 'battery':
      life.wallError = YEAR_1970 - life.truth;
      life.boot += 1;
      life.elapsed = 0;
      return restart(life);
    case 'hear':
      life.belief = beliefOnServer(life.belief, look(life), life.truth, 0);
      return;
    case 'restart':
      return restart(life);
  }
}

/** As the watch does it after each: looks, and keeps what is known. */
function note(life: Life): { known: boolean; time: number } {
  const now = look(life);
  life.belief = beliefAt(life.belief, now, life.floor);
  const { belief } = life;
  const seen = { known: isTimeKnown(belief, now), time: timeOf(belief, now) };
  if (belief && seen.known)
    life.anchor = { ...now, boot: String(life.boot), source: belief.source, time: seen.time };
  return seen;
}

const passing = fc.record({
  kind: fc.constantFrom('pass' as const, 'off' as const),
  ms: fc.integer({ min: 1_000, max: 30 * DAY }),
});
const setting = fc.record({
  kind: fc.constantFrom('set' as const, 'battery' as const),
  error: fc.integer({ min: -400 * DAY, max: 400 * DAY }),
});
const hearing = fc.record({ kind: fc.constantFrom('hear' as const, 'restart' as const) });
const life = (): Life => ({
  ...{ truth: NOW, wallError: 0, elapsed: 0, boot: 0, floor: FLOOR },
  ...{ belief: undefined, anchor: undefined },
});

describe('whatever is done to the clock', () => {
  const anything = fc.array(fc.oneof(passing, setting, hearing), { maxLength: 40 });

  test('TM1 TM4 within the boot in which the server was heard the time is known and right', () => {
    fc.assert(
      fc.property(anything, (happenings) => {
        const terminal = life();
        let heardIn: number | undefined;
        for (const happening of happenings) {
          happen(terminal, happening);
          if (happening.kind === 'hear') heardIn = terminal.boot;
          const { known, time } = note(terminal);
          if (heardIn !== terminal.boot) continue;
          expect(known).toBe(true);
          expect(Math.abs(time - terminal.truth)).toBeLessThanOrEqual(2_000);
        }
      }),
    );
  });

  test('TM7 without the server, time that is known never goes back, so no permit is prolonged', () => {
    const unheard = fc.array(fc.oneof(passing, setting, fc.constant({ kind: 'restart' as const })));
    fc.assert(
      fc.property(unheard, (happenings) => {
        const terminal = life();
        let latest = -Infinity;
        for (const happening of happenings) {
          happen(terminal, happening);
          const { known, time } = note(terminal);
          if (!known) continue;
          expect(time).toBeGreaterThanOrEqual(latest);
          latest = time;
        }
      }),
    );
  });
});
