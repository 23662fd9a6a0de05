import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { hashSecret } from '#server/secrets/argon2id.ts';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { hear, nextSilence, presenceOf, SILENCE_MS } from './rules/presence.ts';
import { pathTo } from './rules/tree-path.ts';

describe('presence', () => {
  test('a terminal nobody has heard is not online', () => {
    expect(presenceOf(undefined, 1000)).toEqual({ online: false });
  });

  test('one that was heard is online until it has missed two words, then offline since the last', () => {
    const heard = { heardAt: 1000, onlineSince: 500 };
    expect(presenceOf(heard, 1000 + SILENCE_MS)).toEqual({
      online: true,
      heardAt: 1000,
      since: 500,
    });
    expect(presenceOf(heard, 1001 + SILENCE_MS)).toEqual({
      online: false,
      heardAt: 1000,
      since: 1000,
    });
  });

  test('a word from the future keeps nobody online: the clock of the server has been put back', () => {
    const heard = { heardAt: 90_000_000, onlineSince: 80_000_000 };
    expect(presenceOf(heard, 1000).online).toBe(false);
    expect(hear(heard, 1000)).toEqual({ heardAt: 1000, onlineSince: 1000 });
  });

  test('each word keeps it online since when it was; after a silence it is online anew', () => {
    const first = hear(undefined, 1000);
    expect(first).toEqual({ heardAt: 1000, onlineSince: 1000 });
    const second = hear(first, 21_000);
    expect(second).toEqual({ heardAt: 21_000, onlineSince: 1000 });
    expect(hear(second, 21_001 + SILENCE_MS).onlineSince).toBe(21_001 + SILENCE_MS);
  });

  test('the next silence is that of the one heard longest ago', () => {
    const [a, b] = [hear(undefined, 1000), hear(undefined, 2000)];
    expect(nextSilence([presenceOf(b, 2000), presenceOf(a, 2000)])).toBe(1001 + SILENCE_MS);
    expect(nextSilence([presenceOf(undefined, 0)])).toBeUndefined();
  });
});

test('the path of a library is read from the root, and a loop in the tree ends', () => {
  const tree = new Map([
    ['a', { id: 'a', name: 'A', parentId: null }],
    ['b', { id: 'b', name: 'B', parentId: 'a' }],
    ['x', { id: 'x', name: 'X', parentId: 'y' }],
    ['y', { id: 'y', name: 'Y', parentId: 'x' }],
  ]);
  expect(pathTo('b', tree)).toEqual(['A', 'B']);
  expect(pathTo('x', tree)).toHaveLength(4);
});

/** Reads the events of one stream as lists, one at a time. */
async function watch(server: TestServer, cookie: string, query = '') {
  const left = new AbortController();
  const response = await fetch(`${server.url}/api/staff/terminals/events${query}`, {
    headers: { Cookie: cookie },
    signal: left.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the stream has no body');
  let text = '';
  const nextOf = async (kind: string): Promise<string | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        if (event.startsWith(kind)) return event;
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
  };
  const next = async (): Promise<{ terminals: Watched[]; changed?: Watched[] } | undefined> => {
    const event = await nextOf('data:');
    return event === undefined ? undefined : JSON.parse(event.slice(5));
  };
  const still = () => nextOf('event:');
  return { status: response.status, next, still, leave: () => left.abort() };
}

interface Watched {
  readonly id: string;
  readonly online: boolean;
  readonly since?: number;
  readonly heardAt?: number;
  readonly library: { readonly path: string[] };
  readonly state?: { readonly queued: number };
}

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  beforeAll(async () => {
    server = await startTestServer(engine);
    cookie = await server.signIn();
  });

  const dial = async (token: string) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    await once(socket, 'open');
    const say = async (queued: number) => {
      const state = { kind: 'state', version: '0.1.0', stage: 'idle', devices: [], queued };
      socket.send(JSON.stringify(state));
      await once(socket, 'message');
    };
    return { socket, say, close: () => socket.close() };
  };

  test('the stream begins with the whole list and goes on with each change', async () => {
    const terminal = await server.addTerminal('school');
    const stream = await watch(server, cookie);
    const of = (list?: { terminals: Watched[] }) =>
      list?.terminals.find(({ id }) => id === terminal.id);

    const before = of(await stream.next());
    expect(before).toMatchObject({ online: false });
    expect(before).not.toHaveProperty('heardAt');
    expect(before?.library.path).toEqual(['Thư viện tỉnh', 'Phường Đông', 'Trường Hoa Mai']);

    const link = await dial(await terminal.token());
    await link.say(3);
    const heard = of(await stream.next());
    expect(heard).toMatchObject({ online: true, state: { queued: 3 } });

    await link.say(4);
    expect(of(await stream.next())).toMatchObject({ state: { queued: 4 }, since: heard?.since });
    link.close();
    stream.leave();
  });

  test('with changes only who has spoken is told, and the whole when one comes or goes', async () => {
    const [one, other] = [await server.addTerminal('ward'), await server.addTerminal('van')];
    const [link, far] = [await dial(await one.token()), await dial(await other.token())];
    await link.say(1);
    await far.say(1);
    const stream = await watch(server, cookie, '?changes=true');
    expect((await stream.next())?.terminals.length).toBeGreaterThanOrEqual(2);
    await link.say(2);
    const event = await stream.next();
    expect(event).not.toHaveProperty('terminals');
    expect(event?.changed).toMatchObject([{ id: one.id, online: true, state: { queued: 2 } }]);
    await server.db.write('terminal-remove', { id: other.id, now: Date.now() });
    await link.say(3);
    const whole = await stream.next();
    expect(whole?.terminals.map(({ id }) => id)).not.toContain(other.id);
    expect(whole?.terminals.find(({ id }) => id === one.id)).toMatchObject({
      state: { queued: 3 },
    });
    stream.leave();
    [link, far].forEach((each) => each.close());
  });

  test('a terminal that falls silent is told without anybody asking', async () => {
    const [quiet, loud] = [await server.addTerminal('van'), await server.addTerminal('ward')];
    const link = await dial(await quiet.token());
    await link.say(0);
    const stream = await watch(server, cookie);
    const quietOf = (list?: { terminals: Watched[] }) =>
      list?.terminals.find(({ id }) => id === quiet.id);
    const online = quietOf(await stream.next());
    expect(online?.online).toBe(true);

    server.clock.ahead += SILENCE_MS + 1;
    const other = await dial(await loud.token());
    await other.say(0);
    expect(quietOf(await stream.next())).toMatchObject({ online: false, since: online?.heardAt });
    [link, other].forEach((one) => one.close());
    stream.leave();
  });

  describe('while nothing happens', () => {
    afterEach(() => void vi.useRealTimers());

    test('a link that has been silent for 45 s is ended, and not before', async () => {
      const terminal = await server.addTerminal('van');
      const link = await dial(await terminal.token());
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      await link.say(0);
      vi.advanceTimersByTime(SILENCE_MS - 1);
      await link.say(0);
      vi.advanceTimersByTime(SILENCE_MS - 1);
      expect(link.socket.readyState).toBe(WebSocket.OPEN);
      const closed = once(link.socket, 'close');
      vi.advanceTimersByTime(1);
      vi.useRealTimers();
      expect((await closed)[0]).toBe(4002);
    });

    test('the stream tells by itself that a terminal has fallen silent', async () => {
      const terminal = await server.addTerminal('van');
      const link = await dial(await terminal.token());
      await link.say(0);
      const mine = await server.signIn();
      await link.say(0);
      // A little before it is due, so that the stream waits for this moment and for no news; a busy computer takes its time to open it.
      server.clock.ahead += SILENCE_MS - 5_000;
      const stream = await watch(server, mine);
      const of = (list?: { terminals: Watched[] }) =>
        list?.terminals.find(({ id }) => id === terminal.id);
      let said = of(await stream.next());
      expect(said?.online).toBe(true);
      // Other terminals of these tests may fall silent a little earlier.
      while (said?.online === true) said = of(await stream.next());
      expect(said).toMatchObject({ online: false });
      stream.leave();
      link.close();
    });
  });

  test('TH10 that nothing is new is said so that a page hears it, too', async () => {
    const name = randomUUID();
    await server.db.write('staff-add', {
      ...{ id: randomUUID(), name, passwordHash: await hashSecret('một mật khẩu') },
      ...{ grants: [{ libraryId: 'school', role: 'librarian' }], now: Date.now() },
    });
    const elsewhere = await dial(await (await server.addTerminal('van')).token());
    const stream = await watch(server, await server.signIn(name, 'một mật khẩu'));
    await stream.next();
    const still = stream.still();
    await elsewhere.say(1);
    expect(await still).toBe('event: still\ndata: {}');
    elsewhere.close();
    stream.leave();
  });

  test('the stream ends with the session', async () => {
    const mine = await server.signIn();
    const terminal = await server.addTerminal('van');
    const stream = await watch(server, mine);
    await stream.next();
    await server.ask('POST', '/staff/sign-out', { cookie: mine });
    const link = await dial(await terminal.token());
    await link.say(1);
    expect(await stream.next()).toBeUndefined();
    link.close();
  });

  test('neither list nor stream is for those who are not signed in', async () => {
    expect((await server.ask('GET', '/staff/terminals')).status).toBe(401);
    expect((await watch(server, 'none')).status).toBe(401);
  });
});
