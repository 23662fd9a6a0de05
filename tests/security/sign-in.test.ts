/** Who may try how often, and what a browser is given: staff's door, against guessers and for those beside them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { hashSecret, isSecret, nobodysSecret } from '#server/secrets/argon2id.ts';
import { eachDatabase, onSqlite } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { Answer, TestServer } from '#tests/test-server.ts';

const PASSWORD = 'một mật khẩu dài';
const WINDOW_MS = 15 * 60_000;

const addAccount = async ({ db }: TestServer, name: string) =>
  db.write('staff-add', {
    ...{ id: newId(), name, passwordHash: await hashSecret(PASSWORD), now: Date.now() },
    grants: [{ libraryId: 'ward', role: 'librarian' }],
  });

const trying =
  (server: TestServer) =>
  (name: string, password: string, headers: Record<string, string> = {}): Promise<Answer> =>
    server.ask('POST', '/staff/sign-in', { body: { name, password }, headers });

const cookiesOf = ({ headers }: Answer): Record<string, string> =>
  Object.fromEntries(
    headers.getSetCookie().map((cookie) => {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      return [name, value];
    }),
  );

eachDatabase((engine) => {
  let server: TestServer;
  let signIn: ReturnType<typeof trying>;
  beforeAll(async () => {
    server = await startTestServer(engine);
    signIn = trying(server);
  });

  describe('SE31 who guesses at an account shuts out strangers, and nobody who has been in before', () => {
    test('SE31 the browser of yesterday gets in while all others wait', async () => {
      await addAccount(server, 'mai');
      const known = cookiesOf(await signIn('mai', PASSWORD))['nhipcau-known'] ?? '';
      server.clock.ahead += 86_400_000;
      for (let n = 0; n < 8; n++) expect((await signIn('mai', `guess ${n}`)).status).toBe(401);
      expect((await signIn('mai', PASSWORD)).status).toBe(429);
      const Cookie = `nhipcau-known=${known}`;
      expect((await signIn('mai', PASSWORD, { Cookie })).status).toBe(200);
      // That she got in frees nobody else.
      expect((await signIn('mai', PASSWORD)).status).toBe(429);
    });

    test('SE31 it guesses no more often itself, and is known for no other account', async () => {
      await addAccount(server, 'lan');
      await addAccount(server, 'tuan');
      const known = cookiesOf(await signIn('lan', PASSWORD))['nhipcau-known'] ?? '';
      const Cookie = `nhipcau-known=${known}`;
      for (let n = 0; n < 8; n++) await signIn('lan', `guess ${n}`, { Cookie });
      expect((await signIn('lan', PASSWORD, { Cookie })).status).toBe(429);
      expect((await signIn('lan', PASSWORD)).status).toBe(200);
      for (let n = 0; n < 8; n++) await signIn('tuan', `guess ${n}`, { Cookie });
      expect((await signIn('tuan', PASSWORD)).status).toBe(429);
      server.clock.ahead += WINDOW_MS + 1;
    });

    test.each(['', 'A', 'A'.repeat(64), 'B'.repeat(1000)])(
      'SE31 what was never issued (%#) makes a stranger of nobody else',
      async (value) => {
        const name = `thu ${value.length}`;
        await addAccount(server, name);
        const Cookie = `nhipcau-known=${value}`;
        for (let n = 0; n < 8; n++) await signIn(name, `guess ${n}`, { Cookie });
        expect((await signIn(name, PASSWORD, { Cookie })).status).toBe(429);
        server.clock.ahead += WINDOW_MS + 1;
      },
    );
  });
});

describe('of a browser', () => {
  const engine = onSqlite();
  let server: TestServer;
  let signIn: ReturnType<typeof trying>;
  beforeAll(async () => {
    server = await startTestServer(engine, { behindTlsProxy: true });
    signIn = trying(server);
    await addAccount(server, 'mai');
  });

  test('SE30 one network of IPv6 is one guesser, however many addresses it has; the next one is another', async () => {
    const from = (address: string) => ({ 'X-Forwarded-For': `10.9.9.9, ${address}` });
    const guesses = await Promise.all(
      Array.from({ length: 41 }, (_, n) =>
        signIn(`nobody ${n}`, 'guess', from(`2001:db8:1:2:${n.toString(16)}::1`)),
      ),
    );
    const statuses = guesses.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([...Array<number>(40).fill(401), 429]);
    expect((await signIn('mai', PASSWORD, from('2001:db8:1:2::ffff'))).status).toBe(429);
    expect((await signIn('mai', PASSWORD, from('2001:db8:1:3::1'))).status).toBe(200);
  });

  test('SE32 what it holds is for our own pages over TLS, is out of reach of scripts, and is gone when it is closed', async () => {
    const answer = await signIn('mai', PASSWORD, { 'X-Forwarded-For': '10.0.0.1' });
    const [session = '', known = ''] = answer.headers.getSetCookie();
    expect(session).toMatch(
      /^nhipcau-staff=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(known).toMatch(/^nhipcau-known=[\w-]{64}; .*Path=\/api\/staff\/sign-in/);
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict']) expect(known).toContain(flag);
  });

  test('SE32 a session that somebody else has put there is not taken over', async () => {
    const Cookie = `nhipcau-staff=${'A'.repeat(43)}`;
    const answer = await signIn('mai', PASSWORD, { Cookie, 'X-Forwarded-For': '10.0.0.2' });
    const { 'nhipcau-staff': session } = cookiesOf(answer);
    expect(session).not.toBe('A'.repeat(43));
    expect((await server.ask('GET', '/staff/me', { cookie: Cookie })).status).toBe(401);
  });

  test('SE32 a second sign-in has a session of its own, and signing out ends that one alone', async () => {
    const cookie = async (address: string) => {
      const answer = await signIn('mai', PASSWORD, { 'X-Forwarded-For': address });
      return `nhipcau-staff=${cookiesOf(answer)['nhipcau-staff']}`;
    };
    const [first, second] = [await cookie('10.0.0.3'), await cookie('10.0.0.4')];
    await server.ask('POST', '/staff/sign-out', { cookie: first });
    expect((await server.ask('GET', '/staff/me', { cookie: first })).status).toBe(401);
    expect((await server.ask('GET', '/staff/me', { cookie: second })).status).toBe(200);
  });

  test('SE33 a name that nobody has costs the same work as one that somebody has', async () => {
    const cost = (phc: string) => phc.split('$').slice(1, 4);
    expect(cost(await nobodysSecret)).toEqual(cost(await hashSecret(PASSWORD)));
    const shortest = { hash: Infinity, unknown: Infinity };
    const took = async (what: keyof typeof shortest, act: () => Promise<unknown>) => {
      const begun = performance.now();
      await act();
      shortest[what] = Math.min(shortest[what], performance.now() - begun);
    };
    const phc = await hashSecret(PASSWORD);
    for (let n = 0; n < 12; n++) {
      await took('hash', () => isSecret('guess', phc));
      await took('unknown', () =>
        signIn(`nobody at all ${n}`, 'guess', { 'X-Forwarded-For': `10.1.0.${n}` }),
      );
    }
    // Without the hashing an answer takes a twentieth of it.
    expect(shortest.unknown).toBeGreaterThan(shortest.hash / 3);
  });
});
