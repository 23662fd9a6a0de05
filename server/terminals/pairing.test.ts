import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { pairingStaff, stranger } from '#tests/stranger.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { hashSecret } from '../secrets/argon2id.ts';

const PASSWORD = 'một mật khẩu dài';
const MINUTE = 60_000;

eachDatabase((engine) => {
  let server: TestServer;
  let admin: string;
  let wardAdmin: string;
  let librarian: string;
  beforeAll(async () => {
    server = await startTestServer(engine, { behindTlsProxy: true });
    admin = await server.signIn();
    const add = async (name: string, libraryId: string, role: 'administrator' | 'librarian') => {
      const account = { id: randomUUID(), name, passwordHash: await hashSecret(PASSWORD) };
      await server.db.write('staff-add', { ...account, grants: [{ libraryId, role }], now: 0 });
      return server.signIn(name, PASSWORD);
    };
    wardAdmin = await add('lan', 'ward', 'administrator');
    librarian = await add('hoa', 'central', 'librarian');
  });
  // What earlier tests have typed and asked is over.
  beforeEach(() => void (server.clock.ahead += 11 * MINUTE + 1));

  const staff = (cookie: string, address?: string) => pairingStaff(server, cookie, address);
  type Terminal = ReturnType<typeof stranger>;
  const paired = async (terminal: Terminal, wanted: object = {}, claims: object = {}) => {
    const { body } = await terminal.ask(claims);
    const { pairing } = await staff(admin).look(body.code);
    return (await staff(admin).confirm(pairing.id, wanted)).terminal;
  };
  const refusal = (code: string, params: object = {}) => ({
    outcome: 'refused',
    refusal: { code, params },
  });

  describe('a stranger', () => {
    test('PA5 gets a code for ten minutes, and the same one when it asks again', async () => {
      const terminal = stranger(server);
      const { status, body } = await terminal.ask();
      expect(status).toBe(200);
      expect(body.code).toMatch(/^[34679CDFGHJKMNPQRTVWXY]{8}$/);
      const life = body.expiresAt - body.serverTime;
      expect(life).toBeGreaterThan(9 * MINUTE);
      expect(life).toBeLessThanOrEqual(10 * MINUTE);
      server.clock.ahead += 5 * MINUTE;
      expect((await terminal.ask()).body).toMatchObject({
        code: body.code,
        expiresAt: body.expiresAt,
      });
      server.clock.ahead += 5 * MINUTE;
      expect((await terminal.ask()).body.code).not.toBe(body.code);
    });

    test('PA5 gets one code, however many times it asks at once', async () => {
      const terminal = stranger(server);
      const answers = await Promise.all(Array.from({ length: 6 }, () => terminal.ask()));
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
      expect(new Set(answers.map(({ body }) => body.code)).size).toBe(1);
    });

    test('PA2 proves its key: without, with another’s, or with a used challenge there is no code', async () => {
      const [terminal, other] = [stranger(server), stranger(server)];
      const body = await terminal.signed();
      const post = (changed: object) =>
        server.ask('POST', '/terminals/pairing', { body: { ...body, ...changed } });
      expect(await post({ publicKey: other.publicKey })).toMatchObject({
        status: 401,
        body: { code: 'signature-wrong' },
      });
      expect((await post({ signature: (await other.signed()).signature })).status).toBe(401);
      expect((await post({})).status).toBe(401);
      expect((await terminal.ask()).status).toBe(200);
    });

    test('PA2 what it signed to be paired is no sign-in, and the other way round', async () => {
      const terminal = stranger(server);
      const { publicKey, ...rest } = await terminal.signed();
      const body = { terminalId: publicKey, ...rest };
      await paired(terminal);
      expect((await server.ask('POST', '/terminals/token', { body })).status).toBe(401);
    });

    test('PA13 is none whose key is in use', async () => {
      const terminal = stranger(server);
      await paired(terminal);
      expect(await terminal.ask()).toMatchObject({ status: 409, body: { code: 'key-in-use' } });
    });

    test('PA8 asks no more than forty times in ten minutes from one network', async () => {
      const statuses = [];
      for (let i = 0; i < 42; i += 1) {
        const { status } = await stranger(server).ask(
          {},
          `2001:db8:1:${server.clock.ahead % 9000}::${i}`,
        );
        statuses.push(status);
      }
      expect(statuses.slice(0, 40)).toEqual(Array(40).fill(200));
      expect(statuses.slice(40)).toEqual([429, 429]);
      expect((await stranger(server).ask()).status).toBe(200);
    });

    test('PA8 in all no more than two hundred codes stand at a time; the next is told when to come again', async () => {
      const asked = (at: number) => ({
        ...{ id: randomUUID(), publicKey: `filler ${at}`, codes: [`FILL${at}`], claims: {} },
        ...{ address: '10.0.0.1', now: Date.now() + server.clock.ahead },
      });
      for (let at = 0; at < 200; at += 1) await server.db.write('pairing-ask', asked(at));
      const full = await stranger(server).ask();
      expect(full).toMatchObject({ status: 429, body: { code: 'too-many-pairings' } });
      expect(Number(full.headers.get('Retry-After'))).toBeGreaterThan(500);
      server.clock.ahead += 10 * MINUTE;
      expect((await stranger(server).ask()).status).toBe(200);
    });

    test('PA5 a code that somebody has is not given to another', async () => {
      const now = Date.now() + server.clock.ahead;
      const ask = (publicKey: string, codes: string[]) =>
        server.db.write('pairing-ask', {
          ...{ id: randomUUID(), publicKey, codes, claims: {}, address: '10.0.0.1', now },
        });
      expect(await ask('one', ['AAAA'])).toMatchObject({ code: 'AAAA' });
      expect(await ask('two', ['AAAA', 'BBBB'])).toMatchObject({ code: 'BBBB' });
      expect(await ask('three', ['AAAA', 'BBBB'])).toMatchObject({ code: 'too-many' });
    });

    test('PA1 is not let in by asking, nor by being looked at', async () => {
      const terminal = stranger(server);
      const { body } = await terminal.ask();
      await staff(admin).look(body.code);
      expect((await terminal.signIn()).status).toBe(401);
    });
  });

  describe('a code that is typed', () => {
    test('PA4 shows the six digits that the key gives, and what the machine says of itself', async () => {
      const terminal = stranger(server);
      const { body } = await terminal.ask({ version: '0.1.0', profile: 'drop-box' }, '10.7.7.7');
      const typed = `${body.code.slice(0, 4)}-${body.code.slice(4)}`.toLowerCase();
      expect(await staff(admin).look(typed)).toEqual({
        outcome: 'accepted',
        pairing: {
          id: expect.any(String),
          check: terminal.check,
          fingerprint: terminal.fingerprint,
          askedAt: expect.any(Number),
          expiresAt: body.expiresAt,
          address: '10.7.7.7',
          version: '0.1.0',
          profile: 'drop-box',
        },
      });
    });

    test('PA5 is over after ten minutes', async () => {
      const { body } = await stranger(server).ask();
      server.clock.ahead = body.expiresAt - Date.now() + 1;
      expect(await staff(admin).look(body.code)).toEqual(
        refusal('pairing-code-wrong', { left: 4 }),
      );
    });

    test('PA6 five wrong ones close it for ten minutes, for the right one too', async () => {
      const terminal = stranger(server);
      const { body } = await terminal.ask();
      const { look } = staff(admin);
      for (const left of [4, 3, 2, 1])
        expect(await look('CCCC CCCC')).toEqual(refusal('pairing-code-wrong', { left }));
      expect(await look('CCCC CCCC')).toEqual(refusal('pairing-closed', { minutes: 10 }));
      expect(await look(body.code)).toEqual(refusal('pairing-closed', { minutes: 10 }));
      server.clock.ahead += 10 * MINUTE;
      const { code } = (await terminal.ask()).body;
      expect(await look(code)).toMatchObject({ outcome: 'accepted' });
    });

    test('PA6 many at once count as many', async () => {
      const { look } = staff(admin);
      const answers = await Promise.all(Array.from({ length: 8 }, () => look('CCCC CCCC')));
      const codes = answers.map(({ refusal: { code } }) => code);
      expect(codes.filter((code) => code === 'pairing-code-wrong')).toHaveLength(4);
      expect(codes.filter((code) => code === 'pairing-closed')).toHaveLength(4);
    });

    test('PA6 counts for the address too: a second account there does not help, one elsewhere is free', async () => {
      for (let i = 0; i < 5; i += 1) await staff(admin, '192.168.1.77').look('CCCC CCCC');
      const closed = refusal('pairing-closed', { minutes: 10 });
      expect(await staff(wardAdmin, '192.168.1.77').look('CCCC CCCC')).toEqual(closed);
      expect(await staff(admin, '192.168.1.78').look('CCCC CCCC')).toEqual(closed);
      const elsewhere = await staff(wardAdmin, '192.168.1.78').look('CCCC CCCC');
      expect(elsewhere).toEqual(refusal('pairing-code-wrong', { left: 4 }));
    });

    test('PA6 PA7 what can be no code is not counted, and neither is a right one', async () => {
      const { body } = await stranger(server).ask();
      const { look } = staff(admin);
      for (let i = 0; i < 6; i += 1) {
        expect(await look('OOOO 1111')).toEqual(refusal('pairing-code-malformed'));
        expect(await look(body.code)).toMatchObject({ outcome: 'accepted' });
      }
    });

    test('PA10 is looked at by administrators only', async () => {
      const { body } = await stranger(server).ask();
      expect(await staff(librarian).look(body.code)).toEqual(refusal('administrators-only'));
      expect((await staff('').ask('POST', '/pairings/look', { code: body.code })).status).toBe(401);
    });
  });

  describe('letting in', () => {
    test('PA1 PA11 gives it library, name and profile under an id that its key gives; it learns them by signing in', async () => {
      const terminal = stranger(server);
      const wanted = { name: 'Máy cổng trước', profile: 'drop-box', library: 'school' };
      const { id } = await paired(terminal, wanted);
      expect(id).toBe(terminal.fingerprint);
      const said = {
        ...{ id, name: 'Máy cổng trước', profile: 'drop-box' },
        library: { id: 'school', name: 'Trường Hoa Mai', timeZone: 'Asia/Ho_Chi_Minh' },
      };
      for (const name of [terminal.publicKey, id]) {
        const { status, body } = await terminal.signIn(name);
        expect(status).toBe(200);
        expect(body.terminal).toEqual(said);
      }
      expect(await staff(admin).entry(id)).toMatchObject({
        fingerprint: terminal.fingerprint,
        check: terminal.check,
        mayChange: true,
        keyedAt: expect.any(Number),
      });
    });

    test('PA11 takes the id that its settings say, where that is nobody’s', async () => {
      const name = `quay-${randomUUID()}`;
      const [first, second] = [stranger(server), stranger(server)];
      expect((await paired(first, {}, { id: name })).id).toBe(name);
      expect((await paired(second, {}, { id: name })).id).toBe(second.fingerprint);
      expect((await first.signIn(name)).status).toBe(200);
      expect((await second.signIn(name)).status).toBe(401);
      expect((await second.signIn()).status).toBe(200);
    });

    test('PA11 no id has the form of a key, for that is another’s name', async () => {
      const [victim, rogue] = [stranger(server), stranger(server)];
      expect((await paired(rogue, {}, { id: victim.publicKey })).id).toBe(rogue.fingerprint);
    });

    test('PA10 is for administrators of the library where it is to stand', async () => {
      const { body } = await stranger(server).ask();
      const { look, confirm } = staff(wardAdmin);
      const { pairing } = await look(body.code);
      const nowhere = refusal('library-unknown');
      expect(await confirm(pairing.id, { library: 'central' })).toEqual(nowhere);
      expect(await confirm(pairing.id, { library: 'moon' })).toEqual(nowhere);
      expect(await staff(librarian).confirm(pairing.id, { library: 'central' })).toEqual(nowhere);
      expect(await confirm(pairing.id, { library: 'school' })).toMatchObject({
        outcome: 'accepted',
      });
    });

    test('PA5 PA10 two at once: one lets it in, the other is told who did', async () => {
      const terminal = stranger(server);
      const { body } = await terminal.ask();
      const { pairing } = await staff(admin).look(body.code);
      const answers = await Promise.all([
        staff(admin).confirm(pairing.id, { name: 'Một' }),
        staff(wardAdmin, '192.168.1.10').confirm(pairing.id, { name: 'Hai' }),
      ]);
      const [first, second] = answers.sort((a, b) => a.outcome.localeCompare(b.outcome));
      expect(first).toMatchObject({ outcome: 'accepted' });
      const name = first.terminal.name === 'Một' ? 'admin' : 'lan';
      expect(second).toEqual(refusal('pairing-done', { name }));
      expect(await staff(wardAdmin).look(body.code)).toEqual(refusal('pairing-done', { name }));
      expect((await terminal.signIn()).body.terminal.name).toBe(first.terminal.name);
    });

    test('PA33 the same act twice is done once and answered alike', async () => {
      const terminal = stranger(server);
      const { body } = await terminal.ask();
      const { pairing } = await staff(admin).look(body.code);
      const act = randomUUID();
      const first = await staff(admin).confirm(pairing.id, { act });
      expect(first.outcome).toBe('accepted');
      expect(await staff(admin).confirm(pairing.id, { act })).toEqual(first);
    });

    test('PA5 is over with the code, however long the question stood open', async () => {
      const { body } = await stranger(server).ask();
      const { pairing } = await staff(admin).look(body.code);
      server.clock.ahead = body.expiresAt - Date.now() + 1;
      expect(await staff(admin).confirm(pairing.id)).toEqual(refusal('pairing-ended'));
    });

    test('PA1 a pairing that nobody asked for is none', async () => {
      expect(await staff(admin).confirm(randomUUID())).toEqual(refusal('pairing-ended'));
    });

    test('a key that was added at the server meanwhile is not let in twice', async () => {
      const terminal = stranger(server);
      const { body } = await terminal.ask();
      const { pairing } = await staff(admin).look(body.code);
      const { publicKey } = terminal;
      const added = { id: randomUUID(), name: 'Máy', libraryId: 'ward', publicKey, now: 1 };
      await server.db.write('terminal-add', added);
      expect(await staff(admin).confirm(pairing.id)).toEqual(refusal('key-taken'));
    });

    test('a library that is over takes no terminal', async () => {
      const ended = { id: 'over', kind: 'van', name: 'Xe cũ', parentId: 'central' };
      const library = { ...ended, validTo: '2020-01-01', timeZone: 'Asia/Ho_Chi_Minh' };
      await server.db.write('libraries-put', { libraries: [library] });
      const { body } = await stranger(server).ask();
      const { pairing } = await staff(admin).look(body.code);
      expect(await staff(admin).confirm(pairing.id, { library: 'over' })).toEqual(
        refusal('library-ended'),
      );
    });

    test('PA33 the journal says who let what in, and where', async () => {
      const terminal = stranger(server);
      const { id } = await paired(terminal, { name: 'Máy nhật ký' });
      const page = await staff(admin).ask('GET', `/audit?subject=terminal:${id}`);
      expect(page.body.changes).toEqual([
        expect.objectContaining({
          action: 'terminal-pair',
          by: expect.objectContaining({ name: 'admin' }),
          library: { id: 'ward', name: 'Phường Đông' },
          details: {
            ...{ name: 'Máy nhật ký', profile: 'kiosk', fingerprint: terminal.fingerprint },
          },
        }),
      ]);
    });
  });
});
