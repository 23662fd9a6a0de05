import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { someRelease, someSigner } from '#tests/fixtures/releases.ts';
import type { TestRelease } from '#tests/fixtures/releases.ts';
import { hashSecret } from '#server/secrets/argon2id.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';
import { UpdateDesk } from './update-desk.ts';
import type { TakenBundle } from './update-desk.ts';

const HOUR = 3_600_000;
const signer = someSigner();

eachDatabase((engine) => {
  let server: TestServer;
  let cookie: string;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nhipcau-releases-'));
    engine.after(() => rmSync(folder, { recursive: true, force: true }));
    server = await startTestServer(engine, { updates: { releaseKeys: [signer.publicKey] } });
    cookie = await server.signIn();
  });

  const upload = async (bytes: Uint8Array, as = cookie, id: string = randomUUID()) => {
    const response = await fetch(`${server.url}/api/staff/updates?id=${id}&library=central`, {
      ...{ method: 'POST', body: new Uint8Array(bytes) },
      headers: { Origin: server.url, Cookie: as, 'Content-Type': 'application/octet-stream' },
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const plan = (version: string, wish: object, as = cookie) => {
    const body = { id: randomUUID(), library: 'central', ...wish };
    return server.ask('PUT', `/staff/updates/${version}`, { cookie: as, body });
  };
  const view = async () => (await server.ask('GET', '/staff/updates', { cookie })).body;
  const releaseOf = async (version: string) =>
    (await view()).releases.find((release: { version: string }) => release.version === version);
  const offered = async (terminal: TestTerminal, version = '0.6.0', arch = 'x64') => {
    const path = `/terminals/update?version=${version}&platform=linux&arch=${arch}`;
    return server.ask('GET', path, { token: await terminal.token() });
  };
  const fetchBytes = async (terminal: TestTerminal, sha256: string, range?: string) =>
    fetch(`${server.url}/api/terminals/update/${sha256}`, {
      headers: {
        Authorization: `Bearer ${await terminal.token()}`,
        ...(range !== undefined && { Range: range }),
      },
    });
  /** An administrator, of one library alone. */
  const librarian = async (): Promise<string> => {
    const [name, password] = [`lan-${randomUUID()}`, 'mot mat khau du dai'];
    const account = { id: randomUUID(), name, passwordHash: await hashSecret(password) };
    const grants = [{ libraryId: 'school', role: 'administrator' }] as const;
    await server.db.write('staff-add', { ...account, grants, now: 0 });
    return server.signIn(name, password);
  };
  const inRing = async (updateRing: number): Promise<TestTerminal> => {
    const terminal = await server.addTerminal('school');
    const place = { kind: 'terminal', id: terminal.id };
    const body = { id: randomUUID(), library: 'school', place, base: 0, settings: { updateRing } };
    await server.ask('PUT', '/staff/settings', { cookie, body });
    await server.ask('GET', '/terminals/settings', { token: await terminal.token() });
    return terminal;
  };
  /** Who was signed in is not any more by then. */
  const pass = async (ms: number): Promise<void> => {
    server.clock.ahead += ms;
    cookie = await server.signIn();
  };
  const says = (terminal: TestTerminal, version: string, update: object, ago = 0) => {
    const now = Date.now() + server.clock.ahead - ago;
    const told = { kind: 'state', version, stage: 'idle', devices: [], queued: 0, update };
    const state = JSON.stringify(told);
    return server.db.write('terminal-heard', { terminalId: terminal.id, state, now });
  };
  const released = async (version: string, more: { from?: string } = {}): Promise<TestRelease> => {
    const release = await someRelease(signer, version, { folder, ...more });
    expect((await upload(release.bytes)).body).toEqual({ outcome: 'accepted', version });
    return release;
  };
  const retire = (...versions: string[]) =>
    Promise.all(versions.map((version) => server.db.write('release-remove', { version })));

  describe('UP1 UP2 what the server takes in', () => {
    test('UP2 a release that is signed, and lets it out to nobody', async () => {
      await released('1.0.0');
      expect(await releaseOf('1.0.0')).toMatchObject({
        ...{ state: 'held', paused: false, bundles: [{ platform: 'linux', arch: 'x64' }] },
      });
      expect((await offered(await inRing(0))).status).toBe(204);
      await retire('1.0.0');
    });

    test('UP1 nothing that is signed by another key, or was changed, or is cut, or is more', async () => {
      const strange = await someRelease(someSigner(), '1.0.1', { folder });
      expect(await upload(strange.bytes)).toMatchObject({
        ...{ status: 422, body: { code: 'release-not-signed' } },
      });
      const { bytes, signed } = await someRelease(signer, '1.0.1', { folder });
      const [cut, more] = [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('x')])];
      const changed = Buffer.from(bytes);
      changed[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
      for (const bad of [cut, more, changed, Buffer.from('{}\n'), Buffer.alloc(40_000, 'a')])
        expect((await upload(bad)).body.code).toBe('release-does-not-fit');
      const manifest = JSON.parse(Buffer.from(signed.manifest, 'base64url').toString());
      const forged = Buffer.from(JSON.stringify({ ...manifest, version: '9.9.9' }));
      const head = JSON.stringify({ ...signed, manifest: forged.toString('base64url') });
      const tampered = Buffer.concat([Buffer.from(head), bytes.subarray(bytes.indexOf('\n'))]);
      expect((await upload(tampered)).body.code).toBe('release-not-signed');
      expect(await releaseOf('1.0.1')).toBeUndefined();
      const left = readdirSync(join(server.dataFolder, 'updates'));
      expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
    });

    test('UP2 what another takes in meanwhile stays, and what no release names goes', async () => {
      const desk = new UpdateDesk({
        ...{ db: server.db, dataFolder: server.dataFolder },
        releaseKeys: [signer.publicKey],
      });
      const [mine, other] = [
        await someRelease(signer, '1.0.3', { folder }),
        await someRelease(signer, '1.0.4', { folder }),
      ];
      const sizeOf = ({ manifest }: TestRelease) => desk.sizeOf(manifest.archive.sha256);
      const put = ({ manifest, signed }: TakenBundle) =>
        server.db.write('release-put', { manifest, signed: JSON.stringify(signed), now: 0 });
      await desk.take(Readable.from([mine.bytes]), async (bundle) => {
        await desk.take(Readable.from([other.bytes]), () => Promise.resolve());
        await put(bundle);
        await desk.sweep();
      });
      expect([sizeOf(mine), sizeOf(other)]).toEqual([mine.archive.length, undefined]);
      await retire('1.0.3');
      await desk.sweep();
      expect(sizeOf(mine)).toBeUndefined();
    });

    test('UP2 what a cut in the middle of an upload has left goes; what is just coming in stays', async () => {
      const { bytes } = await someRelease(signer, '1.0.5', { folder });
      const parts = join(server.dataFolder, 'updates');
      const [left, coming] = [join(parts, 'left.part'), join(parts, 'coming.part')];
      const take = async () => expect((await upload(bytes)).status).toBe(200);
      await take();
      for (const file of [left, coming]) writeFileSync(file, 'half of it');
      const before = Date.now() / 1000 - 90_000;
      utimesSync(left, before, before);
      await take();
      expect(readdirSync(parts).filter((file) => file.endsWith('.part'))).toEqual(['coming.part']);
      rmSync(coming);
      await retire('1.0.5');
    });

    test('UP2 only by administrators of the whole network, once, with a row in the journal', async () => {
      const { bytes } = await someRelease(signer, '1.0.2', { folder });
      const local = await librarian();
      expect((await upload(bytes, local)).status).toBe(403);
      const theirs = await plan('2.0.0', { library: 'school', ring: 0 }, local);
      expect(theirs.body).toMatchObject({
        refusal: { code: 'administrators-only' },
      });
      const id = randomUUID();
      const [first, again] = [await upload(bytes, cookie, id), await upload(bytes, cookie, id)];
      expect(again.body).toEqual(first.body);
      const { changes } = (
        await server.ask('GET', '/staff/audit?subject=release:1.0.2', { cookie })
      ).body;
      expect(changes).toMatchObject([{ action: 'release-add' }]);
      await retire('1.0.2');
    });
  });

  describe('UP10 rings', () => {
    test('UP10 UP12 the first ring before the others, none while it is paused', async () => {
      const release = await released('2.0.0');
      const [first, last] = [await inRing(0), await server.addTerminal('school')];
      await plan('2.0.0', { ring: 0 });
      expect((await offered(first)).body).toEqual(release.signed);
      expect((await offered(last)).status).toBe(204);
      await plan('2.0.0', { paused: true });
      expect((await offered(first)).status).toBe(204);
      await plan('2.0.0', { paused: false, ring: 3 });
      expect((await offered(last)).body).toEqual(release.signed);
      expect((await offered(last, '2.0.0')).status).toBe(204);
      expect((await offered(last, '0.6.0', 'arm64')).status).toBe(204);
      await retire('2.0.0');
    });

    test('UP11 one that may follow comes before one that may not yet', async () => {
      await released('2.1.0');
      const far = await released('2.2.0', { from: '2.1.0' });
      await plan('2.1.0', { ring: 3 });
      await plan('2.2.0', { ring: 3 });
      const terminal = await server.addTerminal('school');
      const { manifest } = (await offered(terminal)).body;
      expect(JSON.parse(Buffer.from(manifest, 'base64url').toString())).toMatchObject({
        version: '2.1.0',
      });
      expect((await offered(terminal, '2.1.0')).body).toEqual(far.signed);
      await retire('2.1.0', '2.2.0');
    });

    test('UP11 what this server cannot give hides nothing older', async () => {
      const older = await released('3.5.0', { from: '0.6.0' });
      const newest = await released('3.6.0', { from: '0.6.0' });
      for (const version of ['3.5.0', '3.6.0']) await plan(version, { ring: 0 });
      const first = await inRing(0);
      expect((await offered(first)).body).toEqual(newest.signed);
      const archive = `${newest.manifest.archive.sha256}.tar.gz`;
      rmSync(join(server.dataFolder, 'updates', archive));
      expect((await offered(first)).body).toEqual(older.signed);
      await retire('3.5.0', '3.6.0');
    });

    test('UP13 UP14 by itself after so many hours, and not once a terminal has come back', async () => {
      await released('2.3.0');
      const terminal = await inRing(0);
      await plan('2.3.0', { ring: 0, waitHours: 24 });
      const advance = () =>
        server.db.write('releases-advance', { now: Date.now() + server.clock.ahead });
      const settled = { state: 'current', at: Date.now() + server.clock.ahead };
      // Others of this ring, of earlier tests, are not heard of for a day.
      await pass(23 * HOUR);
      await says(terminal, '2.3.0', settled);
      expect(await advance()).toEqual([]);
      expect(await releaseOf('2.3.0')).toMatchObject({ state: 'watching', running: 1 });
      await pass(2 * HOUR);
      await says(terminal, '2.3.0', settled);
      expect(await advance()).toEqual([{ version: '2.3.0', ring: 1 }]);
      expect(await releaseOf('2.3.0')).toMatchObject({ ring: 1, state: 'watching' });
      await says(terminal, '0.6.0', { state: 'returned', version: '2.3.0', at: 0, why: 'x' });
      await pass(25 * HOUR);
      expect(await advance()).toEqual([]);
      expect(await releaseOf('2.3.0')).toMatchObject({ state: 'returned', returned: 1 });
      await retire('2.3.0');
    });

    test('UP10 of a release that nobody knows nothing is changed', async () => {
      expect((await plan('9.0.0', { ring: 0 })).body).toMatchObject({
        refusal: { code: 'release-unknown' },
      });
      expect((await plan('9.0.0', {})).status).toBe(400);
    });
  });

  describe('UP6 the archive', () => {
    test('UP6 whole, and in pieces', async () => {
      const { archive, manifest } = await released('3.0.0');
      const terminal = await server.addTerminal('school');
      const { sha256 } = manifest.archive;
      const whole = await fetchBytes(terminal, sha256);
      expect(whole.status).toBe(200);
      expect(Buffer.from(await whole.arrayBuffer())).toEqual(archive);
      const piece = await fetchBytes(terminal, sha256, 'bytes=10-19');
      expect([piece.status, piece.headers.get('Content-Range')]).toEqual([
        206,
        `bytes 10-19/${archive.length}`,
      ]);
      expect(Buffer.from(await piece.arrayBuffer())).toEqual(archive.subarray(10, 20));
      expect((await fetchBytes(terminal, sha256, `bytes=${archive.length}-`)).status).toBe(416);
      await retire('3.0.0');
    });

    test('UP6 none that is not there, none for strangers, nothing else of the disk', async () => {
      const terminal = await server.addTerminal('school');
      expect((await fetchBytes(terminal, 'f'.repeat(64))).status).toBe(404);
      expect((await fetchBytes(terminal, '..%2fserver.db')).status).toBe(400);
      const path = `${server.url}/api/terminals/update/${'f'.repeat(64)}`;
      expect((await fetch(path)).status).toBe(401);
    });
  });
});
