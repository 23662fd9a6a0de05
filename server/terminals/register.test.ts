import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
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

  describe('another machine in the place of one', () => {
    test('PA12 keeps its id, and the old key is dead', async () => {
      const [old, fresh] = [stranger(server), stranger(server)];
      const { id } = await paired(old, { name: 'Máy 7', profile: 'van', library: 'van' });
      const { body } = await fresh.ask({ id });
      const { pairing } = await staff(admin).look(body.code);
      expect(pairing.before).toEqual({
        ...{ id, name: 'Máy 7', profile: 'van', revoked: false },
        library: { id: 'van', name: 'Xe thư viện' },
      });
      const wanted = { name: 'Máy 7', profile: 'van', library: 'van', replaces: id };
      expect(await staff(admin).confirm(pairing.id, wanted)).toMatchObject({ terminal: { id } });
      server.clock.ahead += 5001;
      expect((await old.signIn()).status).toBe(401);
      expect((await old.signIn(id)).status).toBe(401);
      expect((await fresh.signIn()).body.terminal).toMatchObject({ id, name: 'Máy 7' });
    });

    test('PA12 ends the permits that the old disk could open', async () => {
      const [old, fresh] = [stranger(server), stranger(server)];
      const { id } = await paired(old, { library: 'school' });
      await openEpoch('school');
      await paired(fresh, { library: 'school', replaces: id });
      expect(await epochIsOpen('school')).toBe(false);
    });

    test('PA12 is not for whoever does not administrate the old one’s library', async () => {
      const [old, fresh] = [stranger(server), stranger(server)];
      const { id } = await paired(old, { library: 'van' });
      const { body } = await fresh.ask({ id });
      const { pairing } = await staff(wardAdmin).look(body.code);
      expect(pairing).not.toHaveProperty('before');
      expect(await staff(wardAdmin).confirm(pairing.id, { replaces: id })).toEqual(
        refusal('terminal-unknown'),
      );
      expect((await old.signIn()).status).toBe(200);
    });

    test('PA11 a revoked one that asks again is known by its key, and comes back under its id', async () => {
      const terminal = stranger(server);
      const { id } = await paired(terminal, { name: 'Máy 8' });
      await staff(admin).revoke(id);
      expect((await terminal.signIn()).status).toBe(401);
      const { body } = await terminal.ask();
      const { pairing } = await staff(admin).look(body.code);
      expect(pairing.before).toMatchObject({ id, name: 'Máy 8', revoked: true });
      expect(await staff(admin).confirm(pairing.id, { replaces: id })).toMatchObject({
        terminal: { id },
      });
      expect((await terminal.signIn()).status).toBe(200);
    });

    test('PA11 the old machine of a place that was taken gets an id of its own when it is let in again', async () => {
      const [old, fresh] = [stranger(server), stranger(server)];
      const { id } = await paired(old);
      await paired(fresh, { replaces: id });
      const again = await paired(old, { name: 'Máy cũ' });
      expect(again.id).not.toBe(id);
      expect((await old.signIn()).body.terminal).toMatchObject({ id: again.id });
      expect((await fresh.signIn()).body.terminal).toMatchObject({ id });
    });
  });

  describe('the register', () => {
    test('PA30 is read by staff of the library or above, changed by its administrators', async () => {
      const { id } = await paired(stranger(server), { library: 'school', name: 'Máy 9' });
      expect(await staff(librarian).entry(id)).toMatchObject({ mayChange: false, name: 'Máy 9' });
      expect(await staff(wardAdmin).entry(id)).toMatchObject({ mayChange: true });
      const { id: van } = await paired(stranger(server), { library: 'van' });
      expect(await staff(wardAdmin).entry(van)).toBeUndefined();
      for (const [who, whose] of [
        [librarian, id],
        [wardAdmin, van],
      ] as const) {
        expect(await staff(who).change(whose, { library: 'school' })).toEqual(
          refusal('library-unknown'),
        );
        expect(await staff(who).revoke(whose)).toEqual(refusal('library-unknown'));
      }
      expect((await staff('').ask('GET', '/terminal-register')).status).toBe(401);
    });

    test('PA31 another name and profile are told with the next token, and stand in the journal', async () => {
      const terminal = stranger(server);
      const { id } = await paired(terminal, { name: 'Trước' });
      await terminal.signIn();
      const wanted = { name: 'Sau', profile: 'staff-pad' };
      expect(await staff(admin).change(id, wanted)).toEqual({ outcome: 'accepted' });
      expect((await terminal.signIn()).body.terminal).toMatchObject(wanted);
      const page = await staff(admin).ask('GET', `/audit?subject=terminal:${id}`);
      expect(page.body.changes[0]).toMatchObject({
        action: 'terminal-change',
        details: {
          before: { name: 'Trước', profile: 'kiosk', library: 'Phường Đông' },
          after: { name: 'Sau', profile: 'staff-pad', library: 'Phường Đông' },
        },
      });
    });

    test('PA31 a move needs both libraries, keeps id and key, and ends the permits of the one it leaves', async () => {
      const terminal = stranger(server);
      const { id } = await paired(terminal, { library: 'school' });
      await Promise.all([openEpoch('school'), openEpoch('ward')]);
      expect(await staff(wardAdmin).change(id, { library: 'van' })).toEqual(
        refusal('library-unknown'),
      );
      expect(await staff(wardAdmin).change(id, { library: 'ward' })).toEqual({
        outcome: 'accepted',
      });
      expect([await epochIsOpen('school'), await epochIsOpen('ward')]).toEqual([false, true]);
      expect((await terminal.signIn()).body.terminal.library.id).toBe('ward');
    });

    test('PA31 another name alone ends no permit', async () => {
      const { id } = await paired(stranger(server), { library: 'school' });
      await openEpoch('school');
      await staff(admin).change(id, { library: 'school', name: 'Tên khác' });
      expect(await epochIsOpen('school')).toBe(true);
    });

    test('PA32 a revoked one has no token at once, and is shown as revoked', async () => {
      const terminal = stranger(server);
      const { id } = await paired(terminal, { library: 'school' });
      const { token } = (await terminal.signIn()).body;
      await openEpoch('school');
      const act = randomUUID();
      expect(await staff(admin).revoke(id, act)).toEqual({ outcome: 'accepted' });
      expect((await server.ask('GET', '/permit', { token })).status).toBe(401);
      expect((await terminal.signIn()).status).toBe(401);
      expect(await epochIsOpen('school')).toBe(false);
      expect(await staff(admin).entry(id)).toMatchObject({ revokedAt: expect.any(Number) });
      expect(await staff(admin).revoke(id, act)).toEqual({ outcome: 'accepted' });
      expect(await staff(admin).revoke(id)).toEqual(refusal('terminal-unknown'));
      expect(await staff(admin).change(id, {})).toEqual(refusal('terminal-unknown'));
      expect(await staff(admin).revoke('nobody')).toEqual(refusal('terminal-unknown'));
    });

    test('PA34 the link of a terminal that is changed ends at once', async () => {
      const terminal = stranger(server);
      const { id } = await paired(terminal);
      const { token } = (await terminal.signIn()).body;
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      await once(socket, 'open');
      const state = { kind: 'state', version: '1', stage: 'idle', devices: [], queued: 3 };
      socket.send(JSON.stringify(state));
      await once(socket, 'message');
      expect(await staff(admin).entry(id)).toMatchObject({ version: '1', queued: 3 });
      const closed = once(socket, 'close');
      await staff(admin).change(id, { name: 'Tên mới' });
      expect((await closed)[0]).toBe(4003);
    });
  });

  const openEpoch = (libraryId: string) =>
    server.db.write('permit-epoch-open', {
      ...{ libraryId, month: '2026-11', now: 1 },
      fresh: { id: randomUUID(), sealedKey: 'sealed' },
    });
  const epochIsOpen = (libraryId: string) =>
    server.db.write('permit-epoch-end', { libraryId, now: 2 });
});
