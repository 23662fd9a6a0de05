import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { SpeakingTerminal } from '#tests/simulators/speaking-terminal.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { FOUND_AFTER_MS } from '../rules/presence.ts';
import type { AlertView } from './schema.ts';

const MINUTE = 60_000;
const paper = (state: 'ok' | 'out') => ({ printer: { paper: state, since: Date.now() } });
const pad = (state: 'ready' | 'faulty') => ({
  devices: [
    { id: 'pad', kind: 'rfid-reader' as const, state, code: 'port-lost', since: Date.now() },
  ],
});

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  beforeAll(async () => {
    server = await startTestServer(engine);
    server.clock.ahead += FOUND_AFTER_MS;
    cookie = await server.signIn();
  });

  const alertsOf = async ({ id }: SpeakingTerminal, query = ''): Promise<AlertView[]> => {
    const { body } = await server.ask('GET', `/staff/alerts?language=en${query}`, { cookie });
    return body.alerts.filter((alert: AlertView) => alert.terminal.id === id);
  };
  const closedOf = async ({ id }: SpeakingTerminal): Promise<AlertView[]> =>
    (await server.ask('GET', `/staff/alerts/closed?language=en&terminal=${id}`, { cookie })).body
      .alerts;
  const codesOf = async (terminal: SpeakingTerminal) =>
    (await alertsOf(terminal)).map(({ code }) => code);
  /** All that they have said has been looked at. */
  const seen = (...terminals: SpeakingTerminal[]) =>
    expect
      .poll(async () => {
        const { changes } = await server.db.read('alerts-due', {
          now: everything(server).now,
          listeningSince: 0,
        });
        return changes.filter((one) => terminals.some(({ id }) => id === one.terminalId));
      })
      .toEqual([]);
  const later = async (ms: number, ...terminals: SpeakingTerminal[]) => {
    await seen(...terminals);
    server.clock.ahead += ms;
    for (const terminal of terminals) await terminal.say();
    await seen(...terminals);
  };
  const withTerminal = async (act: (terminal: SpeakingTerminal) => Promise<void>) => {
    const terminal = await SpeakingTerminal.at(server, 'school');
    try {
      await act(terminal);
    } finally {
      await terminal.close();
    }
  };

  test('TH1 paper out is an alert at once, in words, and is over when it has been well for a minute', () =>
    withTerminal(async (terminal) => {
      await terminal.say(paper('ok'));
      await terminal.say(paper('out'));
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out']);
      const [alert] = await alertsOf(terminal);
      expect(alert).toMatchObject({
        severity: 'now',
        stale: false,
        flaps: 0,
        library: { id: 'school', name: 'Trường Hoa Mai' },
      });
      expect(alert?.words.what).toMatch(/^Máy .* is out of paper\.$/);
      expect(alert?.words.todo).toContain('Put in a roll');
      expect(alert?.lastSeenAt).toBeUndefined();

      await terminal.say(paper('ok'));
      await later(MINUTE, terminal);
      await expect.poll(() => codesOf(terminal)).toEqual([]);
      expect(await closedOf(terminal)).toMatchObject([{ code: 'paper-out', id: alert?.id }]);
    }));

  test('TH1 a device must have been faulty for half a minute; TH2 one that flaps is one alert', () =>
    withTerminal(async (terminal) => {
      await terminal.say(pad('faulty'));
      // Well below it: on a busy computer seconds go by of themselves.
      await later(20_000, terminal);
      expect(await codesOf(terminal)).toEqual([]);
      await later(11_000, terminal);
      await expect.poll(() => codesOf(terminal)).toEqual(['device-faulty']);
      for (let times = 1; times <= 3; times += 1) {
        await terminal.say(pad('ready'));
        await seen(terminal);
        await terminal.say(pad('faulty'));
        await expect.poll(async () => (await alertsOf(terminal))[0]?.flaps).toBe(times);
      }
      expect(await alertsOf(terminal)).toMatchObject([{ device: 'pad', flaps: 3 }]);
      const [alert] = await alertsOf(terminal);
      expect(alert?.words.what).toContain('was unplugged');
    }));

  test('TH3 of a silent terminal what it last said is uncertain, and stays', () =>
    withTerminal(async (terminal) => {
      await terminal.say(paper('out'));
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out']);
      const other = await SpeakingTerminal.at(server, 'ward');
      await other.say();
      await later(2 * MINUTE, other);
      await seen(terminal);
      await later(MINUTE, other);
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out', 'silent']);
      const [stale, silence] = await alertsOf(terminal);
      expect(stale).toMatchObject({ stale: true });
      expect(stale?.lastSeenAt).toBe(silence?.since);
      expect(silence).toMatchObject({ severity: 'now', stale: false });

      await terminal.say();
      await later(MINUTE + 1, terminal);
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out']);
      expect(await alertsOf(terminal)).toMatchObject([{ stale: false, flaps: 0 }]);
      await other.close();
    }));

  test('TH7 somebody sees to it, once, and it is in the journal; not when it is over', () =>
    withTerminal(async (terminal) => {
      await terminal.say(paper('out'));
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out']);
      const id = (await alertsOf(terminal))[0]?.id ?? '';
      const body = { id: randomUUID(), library: 'central', note: 'Lan đi lấy giấy' };
      const acknowledge = () =>
        server.ask('POST', `/staff/alerts/${id}/acknowledge`, { cookie, body });
      expect((await acknowledge()).body).toEqual({ outcome: 'accepted' });
      expect((await acknowledge()).body).toEqual({ outcome: 'accepted' });
      expect((await alertsOf(terminal))[0]?.acknowledged).toMatchObject({
        by: { kind: 'staff', name: 'admin' },
        note: 'Lan đi lấy giấy',
      });
      const { changes } = (await server.ask('GET', `/staff/audit?subject=alert:${id}`, { cookie }))
        .body;
      expect(changes).toMatchObject([{ action: 'alert-acknowledge' }]);
      expect(JSON.stringify(changes)).not.toContain('Lan');

      await terminal.say(paper('ok'));
      await later(MINUTE, terminal);
      await expect.poll(() => codesOf(terminal)).toEqual([]);
      const again = { ...body, id: randomUUID() };
      const late = await server.ask('POST', `/staff/alerts/${id}/acknowledge`, {
        cookie,
        body: again,
      });
      expect(late.body).toMatchObject({ refusal: { code: 'alert-unknown' } });
    }));

  test('TH9 a terminal that is taken away wants nothing any more', () =>
    withTerminal(async (terminal) => {
      await terminal.say(paper('out'));
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out']);
      await server.db.write('terminal-remove', { id: terminal.id, now: Date.now() });
      server.clock.ahead += 2 * MINUTE;
      const other = await SpeakingTerminal.at(server, 'van');
      await other.say();
      await expect.poll(() => codesOf(terminal)).toEqual([]);
      await other.close();
    }));

  describe('TH8', () => {
    test('after a restart of the server an alert is the same one', async () => {
      const place = await engine.place();
      const same = { ...engine, place: () => Promise.resolve(place) };
      const first = await startTestServer(same);
      const terminal = await SpeakingTerminal.at(first, 'school');
      await terminal.say(paper('out'));
      const open = async (at: TestServer) =>
        (await at.db.read('staff-alerts', { reach: everything(at) })).alerts;
      await expect.poll(async () => (await open(first)).length).toBe(1);
      const [before] = await open(first);
      await terminal.close();
      await first.close();
      const second = await startTestServer(same);
      expect((await open(second)).filter(({ code }) => code === 'paper-out')).toMatchObject([
        { id: before?.id, openedAt: before?.openedAt },
      ]);
    });

    test.skipIf(engine.name === 'sqlite')(
      'of two servers on one database one writes, and both tell',
      async () => {
        const place = await engine.place();
        const same = { ...engine, place: () => Promise.resolve(place) };
        const [one, other] = [await startTestServer(same), await startTestServer(same)];
        const terminals = [];
        for (let count = 0; count < 5; count += 1) {
          terminals.push(await SpeakingTerminal.at(one, 'school'));
          terminals.push(await SpeakingTerminal.at(other, 'ward'));
        }
        await Promise.all(terminals.map((terminal) => terminal.say(paper('out'))));
        const open = async (at: TestServer) =>
          (await at.db.read('staff-alerts', { reach: everything(at) })).alerts.length;
        await expect.poll(() => open(one)).toBe(10);
        expect(await open(other)).toBe(10);
        await Promise.all(terminals.map((terminal) => terminal.close()));
      },
    );
  });

  test('staff see the alerts of their own libraries only', () =>
    withTerminal(async (terminal) => {
      await terminal.say(paper('out'));
      await expect.poll(() => codesOf(terminal)).toEqual(['paper-out']);
      const [alert] = await alertsOf(terminal);
      const { firstAccount } = server;
      await server.db.write('staff-add', {
        id: randomUUID(),
        name: `van-${terminal.id.slice(0, 4)}`,
        passwordHash: await hashOf(server, firstAccount?.name ?? ''),
        grants: [{ libraryId: 'van', role: 'librarian' }],
        now: Date.now(),
      });
      const other = await server.signIn(`van-${terminal.id.slice(0, 4)}`, firstAccount?.password);
      const { body } = await server.ask('GET', '/staff/alerts', { cookie: other });
      expect(body.alerts.filter((one: AlertView) => one.terminal.id === terminal.id)).toEqual([]);
      const act = { id: randomUUID(), library: 'van', note: '' };
      const answer = await server.ask('POST', `/staff/alerts/${alert?.id}/acknowledge`, {
        cookie: other,
        body: act,
      });
      expect(answer.body).toMatchObject({ refusal: { code: 'alert-unknown' } });
    }));

  test('what is over is read page by page, the latest first, none twice', () =>
    withTerminal(async (terminal) => {
      const { now } = everything(server);
      const changes = Array.from({ length: 120 }, (_, at) => ({
        ...{ id: randomUUID(), terminalId: terminal.id, device: `d${at}`, revision: 0 },
        code: 'device-faulty' as const,
        become: {
          ...{ severity: 'soon' as const, params: '{}', since: null, returns: 0 },
          ...{ bad_since: now, fine_since: now, opened_at: now, closed_at: now + (at % 7) },
        },
      }));
      await server.db.write('alerts-apply', { now, changes });
      const within = async (library: string) =>
        (await server.ask('GET', `/staff/alerts/closed?library=${library}`, { cookie })).body.alerts
          .length;
      expect([await within('central'), await within('van')]).toEqual([50, 0]);
      const closed: AlertView[] = [];
      let before = '';
      do {
        const asked = `terminal=${terminal.id}&severity=soon${before && `&before=${encodeURIComponent(before)}`}`;
        const { body } = await server.ask('GET', `/staff/alerts/closed?${asked}`, { cookie });
        closed.push(...body.alerts);
        before = body.next ?? '';
      } while (before !== '');
      expect(new Set(closed.map(({ id }) => id)).size).toBe(120);
      expect(closed).toHaveLength(120);
      const times = closed.map(({ closedAt }) => closedAt ?? 0);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    }));

  test('nobody who is not signed in sees anything', async () => {
    const paths = ['alerts', 'alerts/events', 'alerts/closed', 'subscriptions', 'monitoring/today'];
    for (const path of [...paths, 'monitoring/report', 'terminals/x/history'])
      expect((await server.ask('GET', `/staff/${path}`)).status).toBe(401);
  });
});

const everything = (server: TestServer) => ({
  actor: { kind: 'system', id: 'test' } as const,
  now: Date.now() + server.clock.ahead,
});

async function hashOf(server: TestServer, accountName: string): Promise<string> {
  const begun = await server.db.write('sign-in-begin', {
    id: randomUUID(),
    accountName,
    address: 'test',
    now: Date.now(),
  });
  if (begun.outcome !== 'accepted') throw new Error('too many attempts');
  return begun.account?.passwordHash ?? '';
}
