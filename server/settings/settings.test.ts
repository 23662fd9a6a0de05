import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';
import { hashSecret } from '../secrets/argon2id.ts';
import type { TerminalSettings } from './format/terminal-settings.ts';
import type { Place } from './rules/place.ts';

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  beforeAll(async () => {
    server = await startTestServer(engine);
    cookie = await server.signIn();
  });

  const query = (place: Place): string =>
    place.kind === 'terminal'
      ? `terminal=${place.id}`
      : new URLSearchParams({
          ...(place.kind === 'library' && { library: place.id }),
          ...(place.profile !== undefined && { profile: place.profile }),
        }).toString();
  const view = async (place: Place) =>
    (await server.ask('GET', `/staff/settings?${query(place)}`, { cookie })).body;
  const put = async (place: Place, settings: TerminalSettings, base?: number) => {
    const from = base ?? (await view(place)).version;
    const body = { id: randomUUID(), library: 'central', place, base: from, settings };
    return server.ask('PUT', '/staff/settings', { cookie, body });
  };
  const fetched = async (terminal: TestTerminal, tag?: string) =>
    server.ask('GET', '/terminals/settings', {
      token: await terminal.token(),
      ...(tag !== undefined && { headers: { 'If-None-Match': tag } }),
    });

  test('ST4 a terminal that nobody has set anything of is told so', async () => {
    const terminal = await server.addTerminal('school');
    const at: Place = { kind: 'terminal', id: terminal.id };
    expect(await view(at)).toMatchObject({ version: 0, own: {}, mayChange: true });
    expect((await fetched(terminal)).status).toBe(200);
  });

  test('ST2 ST4 it is told all that holds for it in one, and a version that rises when that changes', async () => {
    const terminal = await server.addTerminal('van');
    await put({ kind: 'library', id: 'van' }, { volume: 40, language: 'vi' });
    const first = (await fetched(terminal)).body;
    expect(first.settings).toMatchObject({ volume: 40, language: 'vi' });
    await put({ kind: 'terminal', id: terminal.id }, { volume: 10 });
    const at: Place = { kind: 'terminal', id: terminal.id };
    expect((await view(at)).wanted).toBe(first.version + 1);
    const second = (await fetched(terminal)).body;
    expect((await view(at)).wanted).toBe(second.version);
    expect(second).toMatchObject({
      version: first.version + 1,
      settings: { volume: 10, language: 'vi' },
    });
    await put({ kind: 'library', id: 'school' }, { volume: 99 });
    expect((await fetched(terminal)).body).toEqual(second);
  });

  test('ST4 what it has already is not sent again', async () => {
    const terminal = await server.addTerminal('van');
    await put({ kind: 'terminal', id: terminal.id }, { volume: 10 });
    const tag = (await fetched(terminal)).headers.get('ETag') ?? '';
    expect((await fetched(terminal, tag)).status).toBe(304);
    await put({ kind: 'terminal', id: terminal.id }, { volume: 11 });
    expect((await fetched(terminal, tag)).status).toBe(200);
  });

  test('ST3 staff see where what is inherited comes from', async () => {
    const terminal = await server.addTerminal('ward');
    await put({ kind: 'library', id: 'ward', profile: 'kiosk' }, { idle: 90_000 });
    const { inherited } = await view({ kind: 'terminal', id: terminal.id });
    expect(inherited.settings).toMatchObject({ idle: 90_000 });
    expect(inherited.from.idle).toMatchObject({
      id: 'ward',
      name: 'Phường Đông',
      profile: 'kiosk',
    });
  });

  describe('ST5 versions', () => {
    test('ST5 each change is one, with who and when, and any earlier one is brought back as a new one', async () => {
      const terminal = await server.addTerminal('school');
      const at: Place = { kind: 'terminal', id: terminal.id };
      await put(at, { volume: 10 });
      await put(at, { volume: 20, family: false });
      const body = { id: randomUUID(), library: 'school', place: at, version: 1 };
      const answer = await server.ask('POST', '/staff/settings/restore', { cookie, body });
      expect(answer.body).toEqual({ outcome: 'accepted', version: 3 });
      const { own, versions } = await view(at);
      expect(own).toEqual({ volume: 10 });
      expect(versions).toMatchObject([
        { version: 3, settings: { volume: 10 }, restored: 1, by: { kind: 'staff' } },
        { version: 2, settings: { volume: 20, family: false } },
        { version: 1, settings: { volume: 10 } },
      ]);
      expect((await fetched(terminal)).body.settings).toMatchObject({ volume: 10 });
    });

    test('ST5 who began with an older version is told, and overwrites nobody', async () => {
      const terminal = await server.addTerminal('school');
      const at: Place = { kind: 'terminal', id: terminal.id };
      await put(at, { volume: 10 }, 0);
      const late = await put(at, { volume: 90 }, 0);
      expect(late.body).toMatchObject({ refusal: { code: 'settings-changed' } });
      expect((await view(at)).own).toEqual({ volume: 10 });
    });

    test('ST5 a version that never was cannot be brought back', async () => {
      const place: Place = { kind: 'network', profile: 'staff-pad' };
      const body = { id: randomUUID(), library: 'central', place, version: 7 };
      const answer = await server.ask('POST', '/staff/settings/restore', { cookie, body });
      expect(answer.body).toMatchObject({ refusal: { code: 'settings-version-unknown' } });
    });
  });

  test('ST6 a setting that does not fit is not kept', async () => {
    const at: Place = { kind: 'library', id: 'school', profile: 'van' };
    const unfit = [
      { volume: 101 },
      { ring: 5_000 },
      { server: { url: 'http://library.example.org' } },
      { server: { url: 'ftp://library.example.org' } },
    ];
    for (const settings of unfit) expect((await put(at, settings, 0)).status).toBe(400);
    expect((await view(at)).version).toBe(0);
  });

  test('ST6 who is no administrator there sees, and changes nothing', async () => {
    const account = { id: randomUUID(), name: `hoa-${engine.name}`, password: 'mot-mat-khau-dai' };
    await makeStaff(server, account, { libraryId: 'ward', role: 'librarian' });
    const mine = await server.signIn(account.name, account.password);
    const at: Place = { kind: 'library', id: 'school', profile: 'tagging' };
    const seen = await server.ask('GET', `/staff/settings?${query(at)}`, { cookie: mine });
    expect(seen.body).toMatchObject({ mayChange: false });
    const body = {
      id: randomUUID(),
      library: 'school',
      place: at,
      base: 0,
      settings: { volume: 1 },
    };
    const answer = await server.ask('PUT', '/staff/settings', { cookie: mine, body });
    expect(answer.body).toMatchObject({ outcome: 'refused' });
    const beyond = await server.ask('GET', '/staff/settings?library=van', { cookie: mine });
    expect(beyond.status).toBe(404);
  });

  test('ST6 an administrator of one library changes nothing in the whole network, nor at another’s terminal', async () => {
    const account = { id: randomUUID(), name: `lan-${engine.name}`, password: 'mot-mat-khau-dai' };
    await makeStaff(server, account, { libraryId: 'ward', role: 'administrator' });
    const mine = await server.signIn(account.name, account.password);
    const [here, elsewhere] = [await server.addTerminal('ward'), await server.addTerminal('van')];
    const wish = async (place: Place) => {
      const body = { id: randomUUID(), library: 'ward', place, base: 0, settings: { volume: 1 } };
      return (await server.ask('PUT', '/staff/settings', { cookie: mine, body })).body.outcome;
    };
    expect(await wish({ kind: 'terminal', id: here.id })).toBe('accepted');
    expect(await wish({ kind: 'network', profile: 'van' })).toBe('refused');
    expect(await wish({ kind: 'library', id: 'van', profile: 'van' })).toBe('refused');
    expect(await wish({ kind: 'terminal', id: elsewhere.id })).toBe('refused');
  });
});

async function makeStaff(
  server: TestServer,
  account: { id: string; name: string; password: string },
  grant: { libraryId: string; role: 'administrator' | 'librarian' },
): Promise<void> {
  const passwordHash = await hashSecret(account.password);
  await server.db.write('staff-add', {
    ...{ id: account.id, name: account.name, passwordHash, now: Date.now() },
    grants: [grant],
  });
}
