import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { SpeakingTerminal } from '#tests/simulators/speaking-terminal.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { HOURS_KEPT_MS } from './keep-store.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const VIETNAM_MS = 7 * HOUR;
const zero = { visits: 0, checkouts: 0, checkins: 0, renewals: 0, refusals: 0, receipts: 0 };
const counters = (checkouts: number, checkins = 0) => ({
  counters: { ...zero, ...{ visits: checkouts, checkouts, checkins, from: 1 } },
});
const dayOf = (instant: number) => new Date(instant + VIETNAM_MS).toISOString().slice(0, 10);
const mondayOf = (instant: number) => {
  const day = Math.floor((instant + VIETNAM_MS) / DAY);
  return (day - ((day + 3) % 7)) * DAY - VIETNAM_MS;
};

eachDatabase((engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  const now = () => Date.now() + server.clock.ahead;
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    server.ask('GET', path, { cookie: await server.signIn(), headers });
  const withTerminal = async (act: (terminal: SpeakingTerminal) => Promise<void>) => {
    const terminal = await SpeakingTerminal.at(server, 'school');
    try {
      await act(terminal);
    } finally {
      await terminal.close();
    }
  };
  /** To so long after midnight of a Wednesday in Vietnam. */
  const toWednesday = (ms: number) => {
    let at = mondayOf(now()) + 2 * DAY + ms;
    while (at <= now()) at += 7 * DAY;
    server.clock.ahead += at - now();
  };
  /** It is added when the clock has leapt: else it would not have been heard for days. */
  const onWednesday = (ms: number, act: (terminal: SpeakingTerminal) => Promise<void>) => {
    toWednesday(ms);
    return withTerminal(act);
  };
  const weekOf = (instant: number): string => {
    const thursday = mondayOf(instant) + 3 * DAY + VIETNAM_MS;
    const year = new Date(thursday).getUTCFullYear();
    const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1;
    return `${year}-W${String(number).padStart(2, '0')}`;
  };
  /** Speaks every twenty seconds for a while. */
  const speak = async (terminal: SpeakingTerminal, ms: number) => {
    for (let passed = 0; passed < ms; passed += 40_000) {
      server.clock.ahead += 40_000;
      await terminal.say();
    }
  };

  test('TH60 loans and returns of today, by terminal and hour', () =>
    onWednesday(9 * HOUR + 5 * 60_000, async (terminal) => {
      await terminal.say(counters(100, 50));
      await terminal.say(counters(103, 51));
      server.clock.ahead += HOUR;
      await terminal.say(counters(110, 51));
      const { body } = await ask('/staff/monitoring/today');
      const mine = body.terminals.find(({ id }: { id: string }) => id === terminal.id);
      // It was new: all that it had done since its start is its own.
      expect(mine.totals).toMatchObject({ checkouts: 110, checkins: 51 });
      const [nine, ten] = mine.hours;
      expect(Object.keys(nine)).toEqual(['at', 'checkouts', 'checkins']);
      expect(nine).toMatchObject({ checkouts: 103, checkins: 51 });
      expect(ten).toMatchObject({ checkouts: 7, checkins: 0 });
      expect(ten.at - nine.at).toBe(HOUR);

      server.clock.ahead += HOUR;
      await terminal.say();
      const idle = (await ask('/staff/monitoring/today')).body;
      const same = idle.terminals.find(({ id }: { id: string }) => id === terminal.id);
      expect(same.hours).toEqual(mine.hours);

      server.clock.ahead += 14 * HOUR;
      await terminal.say();
      const tomorrow = (await ask('/staff/monitoring/today')).body;
      const fresh = tomorrow.terminals.find(({ id }: { id: string }) => id === terminal.id);
      expect(fresh.totals.checkouts).toBe(0);
    }));

  test('TH65 a week: what was done, for how long it was heard, what was wrong', () =>
    onWednesday(10 * HOUR, async (terminal) => {
      const week = weekOf(now());
      await terminal.say(counters(0));
      await speak(terminal, 20 * 60_000);
      const out = now();
      await terminal.say({ ...counters(12, 4), printer: { paper: 'out', since: now() } });
      const reach = () => ({ actor: { kind: 'system', id: 'test' } as const, now: now() });
      const open = async () =>
        (await server.db.read('staff-alerts', { reach: reach() })).alerts.filter(
          (alert) => alert.terminal.id === terminal.id,
        ).length;
      await expect.poll(open).toBe(1);
      await speak(terminal, 10 * 60_000);
      await terminal.say({ printer: { paper: 'ok', since: now() } });
      await expect
        .poll(async () => {
          server.clock.ahead += 20_000;
          await terminal.say();
          return open();
        })
        .toBe(0);
      const most = Math.ceil((now() - out) / 60_000) + 1;
      const { body } = await ask(`/staff/monitoring/report?week=${week}&library=ward`);
      expect(body).toMatchObject({ week, over: false });
      const mine = body.terminals.find(({ id }: { id: string }) => id === terminal.id);
      expect(mine).toMatchObject({
        ...{ checkouts: 12, checkins: 4, paperChanges: 1, alerts: 1 },
        byCode: [{ code: 'paper-out', alerts: 1 }],
      });
      expect(mine.onlineMinutes).toBeGreaterThanOrEqual(29);
      expect(mine.alertMinutes).toBeGreaterThanOrEqual(10);
      expect(mine.alertMinutes).toBeLessThanOrEqual(most);
      expect(mine.upTime).toBeGreaterThan(0);
      expect(mine.upTime).toBeLessThanOrEqual(1);
      const school = body.libraries.find(
        ({ library }: { library: { id: string } }) => library.id === 'school',
      );
      expect(school.checkouts).toBeGreaterThanOrEqual(12);
      const van = (await ask(`/staff/monitoring/report?week=${week}&library=van`)).body;
      expect(van.terminals).toEqual([]);

      const csv = await ask(`/staff/monitoring/report.csv?week=${week}&language=en`);
      expect(csv.headers.get('Content-Disposition')).toContain(`${week}.csv`);
      const lines = csv.body.split('\r\n');
      expect(lines[0]).toMatch(/Week,Library,Terminal,Visits,Loans,Returns/);
      const line = lines.find((one: string) => one.includes(`Máy ${terminal.id.slice(0, 4)}`));
      expect(line.split(',').slice(0, 6)).toEqual([
        ...[week, 'Trường Hoa Mai', `Máy ${terminal.id.slice(0, 4)}`, '12', '12', '4'],
      ]);
      const same = await ask(`/staff/monitoring/report?week=${week}&language=en`, {
        Accept: 'text/csv',
      });
      expect(same.body).toBe(csv.body);
    }));

  test('TH65 a week that no year has is no report', async () => {
    expect((await ask('/staff/monitoring/report?week=2025-W53')).status).toBe(400);
    expect((await ask('/staff/monitoring/report?week=2026-W5')).status).toBe(400);
  });

  test('TH63 hours become days after ninety days, and nothing is lost by it', () =>
    onWednesday(8 * HOUR, async (terminal) => {
      const [day, week] = [dayOf(now()), weekOf(now())];
      await terminal.say(counters(0));
      await terminal.say(counters(5));
      server.clock.ahead += 2 * HOUR;
      await terminal.say(counters(9));
      const of = async () => {
        const { body } = await ask(`/staff/monitoring/report?week=${week}`);
        return body.terminals.find(({ id }: { id: string }) => id === terminal.id);
      };
      expect((await of()).checkouts).toBe(9);
      server.clock.ahead += HOURS_KEPT_MS + DAY;
      const fold = () => server.db.write('terminal-hours-fold', { now: now() });
      let folded = 0;
      while (await fold()) folded += 1;
      expect(folded).toBeGreaterThanOrEqual(1);
      expect((await of()).checkouts).toBe(9);
      const { body } = await ask(`/staff/terminals/${terminal.id}/history?days=120`);
      expect(body.hours).toEqual([]);
      expect(body.days).toMatchObject([{ day, checkouts: 9 }]);
    }));

  describe('the history of a terminal', () => {
    test('has its days and hours, and what was wrong, for its own staff', () =>
      withTerminal(async (terminal) => {
        await terminal.say(counters(3));
        const { body } = await ask(`/staff/terminals/${terminal.id}/history?days=2&language=en`);
        expect(body).toMatchObject({
          terminal: { id: terminal.id },
          library: { id: 'school' },
          lastDay: dayOf(now()),
          days: [{ checkouts: 3 }],
        });
        const unknown = await ask('/staff/terminals/nobody/history');
        expect(unknown.status).toBe(404);
      }));
  });
});
