import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { hashSecret } from '../secrets/argon2id.ts';
import { makeFirstAccount } from './first-account.ts';

const PASSWORD = 'một mật khẩu dài';

eachDatabase((engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(engine);
  });

  const addAccount = async (name: string, ...libraryIds: string[]) =>
    server.db.write('staff-add', {
      id: uuidv7(),
      name,
      passwordHash: await hashSecret(PASSWORD),
      grants: libraryIds.map((libraryId) => ({ libraryId, role: 'librarian' })),
      now: Date.now(),
    });
  const tryPassword = (name: string, password: string, headers = {}) =>
    server.ask('POST', '/staff/sign-in', { body: { name, password }, headers });

  describe('the first start', () => {
    test('makes an account whose password stands in a file for the server’s own user', () => {
      const file = join(server.dataFolder, 'first-password.txt');
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).toBe(`admin ${server.firstAccount?.password}\n`);
    });

    test('is the only one that does', async () => {
      expect(await makeFirstAccount(server.db, server.dataFolder, 0)).toBeUndefined();
    });
  });

  describe('signing in', () => {
    test('opens a session that scripts and other sites cannot use', async () => {
      const { name = '', password = '' } = server.firstAccount ?? {};
      const answer = await tryPassword(name, password);
      expect(answer).toMatchObject({
        status: 200,
        body: { name: 'admin', grants: [{ libraryId: '*', role: 'administrator' }] },
      });
      const cookie = answer.headers.get('Set-Cookie');
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=Strict/);
    });

    test('keeps nothing in the database that would open the session', async () => {
      const cookie = await server.signIn();
      const token = cookie.split('=')[1] ?? '';
      const member = await server.db.read('staff-by-session', {
        tokenHash: token,
        now: Date.now(),
      });
      expect(member).toBeUndefined();
      expect((await server.ask('GET', '/staff/me', { cookie })).status).toBe(200);
    });

    test('answers a wrong password and an unknown name alike', async () => {
      await addAccount('mai', 'ward');
      const wrong = await tryPassword('mai', 'wrong');
      const unknown = await tryPassword('nobody', 'wrong');
      expect([wrong.status, wrong.body.code]).toEqual([401, 'sign-in-wrong']);
      expect(unknown.body.message).toBe(wrong.body.message);
    });

    test('refuses a name that no text can hold, whatever the database', async () => {
      expect((await tryPassword('ma\u0000i', PASSWORD)).status).toBe(400);
    });

    test('takes the same letters however the keyboard composes them, and a name in any case', async () => {
      await addAccount('hòa', 'ward');
      expect((await tryPassword('HÒA'.normalize('NFD'), PASSWORD.normalize('NFD'))).status).toBe(
        200,
      );
    });

    test('is stopped after eight wrong passwords, also at once, and free again after a while', async () => {
      await addAccount('lan', 'ward');
      const guesses = await Promise.all(
        Array.from({ length: 12 }, (_, i) => tryPassword('lan', `guess ${i}`)),
      );
      const statuses = guesses.map(({ status }) => status).toSorted();
      expect(statuses).toEqual([...Array(8).fill(401), ...Array(4).fill(429)]);
      const stopped = await tryPassword('lan', PASSWORD);
      expect(stopped).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
      expect(Number(stopped.headers.get('Retry-After'))).toBeGreaterThan(800);
      server.clock.ahead += 15 * 60_000 + 1;
      expect((await tryPassword('lan', PASSWORD)).status).toBe(200);
    });

    test('is refused to pages of other sites, and to requests that do not say where they come from', async () => {
      const foreign = await tryPassword('mai', PASSWORD, { Origin: 'https://evil.example' });
      expect(foreign).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
      const silent = await tryPassword('mai', PASSWORD, { Origin: '' });
      expect(silent.status).toBe(403);
    });
  });

  describe('a session', () => {
    const me = (cookie?: string) =>
      server.ask('GET', '/staff/me', cookie === undefined ? {} : { cookie });

    test('may be asked for by a page that does not know yet, and nobody is no error', async () => {
      const who = async (cookie?: string) =>
        server.ask('GET', '/staff/session', cookie === undefined ? {} : { cookie });
      expect(await who()).toMatchObject({ status: 200, body: {} });
      expect((await who()).body).not.toHaveProperty('member');
      expect((await who('nhipcau-staff=invented')).body).toEqual({});
      const cookie = await server.signIn();
      expect((await who(cookie)).body).toEqual({ member: (await me(cookie)).body });
      await server.ask('POST', '/staff/sign-out', { cookie });
      expect(await who(cookie)).toMatchObject({ status: 200, body: {} });
    });

    test('is needed', async () => {
      expect(await me()).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
      expect((await me('nhipcau-staff=invented')).status).toBe(401);
    });

    test('ends when one signs out', async () => {
      const cookie = await server.signIn();
      expect((await server.ask('POST', '/staff/sign-out', { cookie })).status).toBe(204);
      expect((await me(cookie)).status).toBe(401);
    });

    test('ends after a working day', async () => {
      const cookie = await server.signIn();
      server.clock.ahead += 12 * 3_600_000;
      expect((await me(cookie)).status).toBe(401);
    });

    test('ends when the password is set anew', async () => {
      await addAccount('tuan', 'ward');
      const cookie = await server.signIn('tuan', PASSWORD);
      const passwordHash = await hashSecret('another');
      expect(await server.db.write('staff-set-password', { name: 'tuan', passwordHash })).toBe(
        true,
      );
      expect((await me(cookie)).status).toBe(401);
      expect((await tryPassword('tuan', 'another')).status).toBe(200);
    });
  });

  describe('rights', () => {
    test('hold for the library they were granted at and all below it, and nowhere else', async () => {
      for (const library of ['central', 'ward', 'school', 'van']) await server.addTerminal(library);
      const seenBy = async (...granted: string[]) => {
        const name = `sees <${granted.join(' and ')}>`;
        await addAccount(name, ...granted);
        const cookie = await server.signIn(name, PASSWORD);
        const { body } = await server.ask('GET', '/staff/terminals', { cookie });
        return body.terminals.map((t: { library: { id: string } }) => t.library.id).toSorted();
      };
      expect(await seenBy('ward')).toEqual(['school', 'ward']);
      expect(await seenBy('school')).toEqual(['school']);
      expect(await seenBy('van', 'school')).toEqual(['school', 'van']);
      expect(await seenBy('central')).toEqual(['central', 'school', 'van', 'ward']);
      expect(await seenBy('*')).toEqual(['central', 'school', 'van', 'ward']);
      expect(await seenBy()).toEqual([]);
    });

    test('cannot be granted at a library that is not there', async () => {
      expect(await addAccount('lost', 'moon')).toMatchObject({ code: 'library-unknown' });
    });
  });
});
