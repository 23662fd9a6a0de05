import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isQuiet, nextAt } from './quiet-hours.ts';
import { planMails } from './mail-quota.ts';
import { GIVE_UP_MS, retryAt } from './retry.ts';
import { deliveryOf, deliveryOfEnd, GATHER_MS } from './wishes.ts';
import type { MailWishes } from './wishes.ts';

const VIETNAM = 'Asia/Ho_Chi_Minh';
/** In Vietnam. */
const at = (time: string, day = '2026-11-23') => Date.parse(`${day}T${time}:00+07:00`);

describe('TH51 quiet hours', () => {
  const night = { from: '21:00', to: '06:30' };

  test.each([
    ['20:59', false],
    ['21:00', true],
    ['23:59', true],
    ['00:00', true],
    ['06:29', true],
    ['06:30', false],
  ])('from evening to morning: at %s quiet is %s', (time, quiet) => {
    expect(isQuiet(night, VIETNAM, at(time))).toBe(quiet);
  });

  test('within a day', () => {
    const noon = { from: '11:30', to: '13:00' };
    expect(isQuiet(noon, VIETNAM, at('11:29'))).toBe(false);
    expect(isQuiet(noon, VIETNAM, at('12:59'))).toBe(true);
    expect(isQuiet(noon, VIETNAM, at('13:00'))).toBe(false);
  });

  test('that end when they begin are none', () => {
    expect(isQuiet({ from: '07:00', to: '07:00' }, VIETNAM, at('07:00'))).toBe(false);
  });

  test('go by the library’s clock, not the server’s', () => {
    const instant = Date.parse('2026-11-23T20:30:00Z');
    expect(isQuiet(night, 'Europe/Paris', instant)).toBe(true);
    expect(isQuiet(night, 'America/New_York', instant)).toBe(false);
  });
});

describe('TH52 the next time a clock shows it', () => {
  test('is later today or tomorrow, never now', () => {
    expect(nextAt('07:30', VIETNAM, at('07:29'))).toBe(at('07:30'));
    expect(nextAt('07:30', VIETNAM, at('07:30'))).toBe(at('07:30', '2026-11-24'));
    expect(nextAt('07:30', VIETNAM, at('23:59'))).toBe(at('07:30', '2026-11-24'));
  });

  test('also over a change of the clocks', () => {
    // Paris, night to 29 March 2026: 02:00 becomes 03:00.
    const evening = Date.parse('2026-03-28T21:00:00+01:00');
    expect(nextAt('07:30', 'Europe/Paris', evening)).toBe(Date.parse('2026-03-29T07:30:00+02:00'));
    const autumn = Date.parse('2026-10-24T21:00:00+02:00');
    expect(nextAt('07:30', 'Europe/Paris', autumn)).toBe(Date.parse('2026-10-25T07:30:00+01:00'));
  });

  test('always shows that time, and within a day or so', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: at('00:00'), max: at('00:00', '2027-12-01') }),
        (hour, minute, now) => {
          const time = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
          const next = nextAt(time, VIETNAM, now);
          expect(next).toBeGreaterThan(now);
          expect(next - now).toBeLessThanOrEqual(86_400_000);
          const shown = new Date(next + 7 * 3_600_000).toISOString().slice(11, 16);
          expect(shown).toBe(time);
        },
      ),
    );
  });
});

describe('TH53 a mailbox', () => {
  const wishes: MailWishes = {
    kind: 'mail',
    severities: ['now', 'soon'],
    language: 'vi',
    quiet: { from: '21:00', to: '06:30' },
    wakeFor: ['drop-box-fault'],
    digestAt: '07:30',
    inDigest: ['know'],
  };
  const delivery = (
    code: 'paper-out' | 'drop-box-fault',
    severity: 'now' | 'soon' | 'know',
    now: number,
  ) => deliveryOf(wishes, { code, severity }, VIETNAM, now);

  test('by day is told what it wants, gathered for a moment', () => {
    const now = at('10:00');
    expect(delivery('paper-out', 'now', now)).toEqual({ kind: 'at-once', dueAt: now + GATHER_MS });
  });

  test('by night only what somebody gets up for; the rest in the morning', () => {
    const now = at('23:00');
    const morning = { kind: 'digest', dueAt: at('07:30', '2026-11-24') };
    expect(delivery('paper-out', 'now', now)).toEqual(morning);
    expect(delivery('drop-box-fault', 'soon', now)).toEqual(morning);
    expect(delivery('drop-box-fault', 'now', now)).toMatchObject({ kind: 'at-once' });
  });

  test('after midnight the morning is today’s', () => {
    expect(delivery('paper-out', 'now', at('00:30')).kind).toBe('digest');
    expect(delivery('paper-out', 'now', at('00:30'))).toMatchObject({ dueAt: at('07:30') });
  });

  test('a digest that would fall into the night comes when it ends', () => {
    const early = deliveryOf(
      { ...wishes, digestAt: '05:00' },
      { code: 'paper-out', severity: 'now' },
      VIETNAM,
      at('22:00'),
    );
    expect(early).toEqual({ kind: 'digest', dueAt: at('06:30', '2026-11-24') });
  });

  test('what is wanted in the digest alone waits for it by day, too; what is not wanted never comes', () => {
    expect(delivery('paper-out', 'know', at('10:00'))).toMatchObject({ kind: 'digest' });
    const only = { ...wishes, severities: ['now'], inDigest: [] } as const;
    const soon = { code: 'paper-out', severity: 'soon' } as const;
    expect(deliveryOf(only, soon, VIETNAM, at('10:00'))).toEqual({ kind: 'none' });
  });
});

test('TH50 an end is told also when the alert has become less severe, and by the same hours', () => {
  const over = { code: 'silent', severity: 'know' } as const;
  const hook = { kind: 'webhook', severities: ['now'] } as const;
  const noon = at('12:00');
  expect(deliveryOf(hook, over, VIETNAM, noon)).toEqual({ kind: 'none' });
  expect(deliveryOfEnd(hook, over, VIETNAM, noon)).toEqual({ kind: 'at-once', dueAt: noon });
  const mail: MailWishes = {
    ...{ kind: 'mail', severities: ['now'], language: 'vi', wakeFor: [], inDigest: [] },
    ...{ quiet: { from: '21:00', to: '06:30' }, digestAt: '07:30' },
  };
  expect(deliveryOfEnd(mail, over, VIETNAM, noon).kind).toBe('at-once');
  expect(deliveryOfEnd(mail, over, VIETNAM, at('23:00')).kind).toBe('digest');
});

test('TH54 a program has no nights', () => {
  const wishes = { kind: 'webhook', severities: ['now'] } as const;
  const now = at('03:00');
  const matter = { code: 'paper-out', severity: 'now' } as const;
  expect(deliveryOf(wishes, matter, VIETNAM, now)).toEqual({ kind: 'at-once', dueAt: now });
});

describe('TH56 never more mails an hour than agreed', () => {
  const HOUR = 3_600_000;

  test('the last of them tells all the rest', () => {
    const quota = { sentAt: [], mostPerHour: 4 };
    expect(planMails(4, quota, HOUR)).toEqual({ alone: 4, together: 0 });
    expect(planMails(17, quota, HOUR)).toEqual({ alone: 3, together: 14 });
  });

  test('then the oldest has to be an hour ago', () => {
    const now = 10 * HOUR;
    const sentAt = [now - HOUR + 5, now - 1, now - 2];
    expect(planMails(1, { sentAt, mostPerHour: 3 }, now)).toEqual({
      alone: 0,
      together: 0,
      waitUntil: now + 5,
    });
  });

  test('whatever comes, and whenever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: HOUR }), fc.integer({ min: 1, max: 30 }))),
        (mostPerHour, waves) => {
          const sentAt: number[] = [];
          let now = HOUR;
          for (const [pause, waiting] of waves) {
            now += pause;
            const plan = planMails(waiting, { sentAt, mostPerHour }, now);
            const mails = plan.alone + (plan.together > 0 ? 1 : 0);
            expect(plan.waitUntil === undefined ? plan.alone + plan.together : 0).toBe(
              plan.waitUntil === undefined ? waiting : 0,
            );
            sentAt.push(...Array.from({ length: mails }, () => now));
            const ofHour = sentAt.filter((sent) => sent > now - HOUR);
            expect(ofHour.length).toBeLessThanOrEqual(mostPerHour);
          }
        },
      ),
    );
  });
});

describe('TH57 what fails', () => {
  const begun = { createdAt: 0, dueAt: 0 };

  test('is tried again later and later, an hour apart at most', () => {
    const waits = [1, 2, 3, 20].map((attempts) => (retryAt(attempts, begun, 1000) ?? 0) - 1000);
    expect(waits).toEqual([15_000, 30_000, 60_000, 3_600_000]);
  });

  test('is given up after a day', () => {
    expect(retryAt(30, begun, GIVE_UP_MS - 3_600_000)).toBe(GIVE_UP_MS);
    expect(retryAt(30, begun, GIVE_UP_MS - 3_599_999)).toBeUndefined();
  });

  test('that day begins when it was first to go: what has waited a night and a day for its digest is not lost with the first try', () => {
    const first = GIVE_UP_MS - 1;
    let [attempts, dueAt, now] = [0, first, first];
    for (let next: number | undefined = dueAt; next !== undefined; attempts += 1) {
      [dueAt, now] = [next, next + 20];
      next = retryAt(attempts + 1, { createdAt: 0, dueAt }, now);
    }
    expect(now - first).toBeGreaterThan(GIVE_UP_MS - 3_600_000);
    expect(now - first).toBeLessThanOrEqual(GIVE_UP_MS);
    expect(attempts).toBe(31);
  });
});
